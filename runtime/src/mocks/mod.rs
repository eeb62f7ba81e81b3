//! Typed mocks for tests of what uses a generated client, over [`wiremock`].
//!
//! The operation's own function says what is asked for, and the type that it promises says what can be answered, so a
//! test writes neither a path nor JSON:
//!
//! ```text
//! let server = MockServer::start().await;
//! let client = Client::mocked(&server);
//! let token = VppToken { id: Some("a".into()), ..Default::default() };
//!
//! given(client.vpp_tokens().sync_licenses("a"))?.answers(&token).expect(1).mount(&server).await;
//! given(client.vpp_tokens().delete("b"))?.fails(StatusCode::NOT_FOUND, "gone", "No such token.").mount(&server).await;
//! ```
//!
//! Headers of an answer and its delay are set before what is answered, and mocks that are mounted first go first:
//!
//! ```text
//! let throttled = given(client.vpp_tokens().get("a"))?.with_answer_header("Retry-After", &1)?;
//! throttled.fails(StatusCode::TOO_MANY_REQUESTS, "slow", "Slow down.").up_to_n_times(1).mount(&server).await;
//! given(client.vpp_tokens().get("a"))?.answers(&token).mount(&server).await;
//! ```
//!
//! What is made is a [`Mock`], so all else (`expect`, `up_to_n_times`, `with_priority`, `mount_as_scoped`) is wiremock's.
//! The feature `mocks` brings an HTTP server and belongs into `[dev-dependencies]`. Where one of the transport's kind is
//! not needed, [`InMemoryTransport`](crate::InMemoryTransport) is the lighter way: no socket, no runtime, no further crate.

mod answer;
mod batch;
mod matcher;
mod pages;
mod upload;

pub use answer::{Answer, Content, Text};
pub use batch::{BatchPart, batch};
pub use matcher::Matcher;
pub use upload::upload_session;
pub use wiremock::{self, Mock, MockServer, ResponseTemplate};

use std::time::Duration;

use http::{HeaderMap, StatusCode, header};

use crate::call::Prepared;
use crate::error::{Error, Result};
use crate::header::header_pair;
use crate::odata::IntoPrepared;
use crate::stream::{Event, EventStream, JsonStream};
use crate::{Encode, ToText, to_vec};
use answer::media_type;

/// The start of a mock of one operation with these arguments.
///
/// A request matches if it has the call's method and path, every query parameter and header that the call sets, and its
/// body, JSON being compared as values. What the request has beyond that does not matter.
///
/// # Errors
/// When the call's parts make no request.
pub fn given<C: IntoPrepared>(call: C) -> Result<Given<C::Value>> {
    let prepared = call.prepared()?;
    let matcher = Matcher::of(&prepared.request);
    Ok(Given { prepared, matcher, headers: HeaderMap::new(), delay: None })
}

/// The address of a mock server as the base URL of a client, with the path of the service's own.
#[must_use]
pub fn base_url(server: &MockServer, of: &str) -> String {
    let path = url::Url::parse(of).map_or_else(|_| of.to_owned(), |url| url.path().to_owned());
    format!("{}/{}", server.uri(), path.trim_matches('/')).trim_end_matches('/').to_owned()
}

/// A mock of all requests that no other mock matches, which fails them with 501 and says which they are. Without it
/// they are answered 404, which a test of what is not there could take for its own.
pub fn unmocked() -> Mock {
    let response = |request: &wiremock::Request| {
        let message = format!("No mock is for {} {}.", request.method, request.url.path());
        template(StatusCode::NOT_IMPLEMENTED, "application/json", error("NotMocked", &message))
    };
    Mock::given(wiremock::matchers::any()).respond_with(response).with_priority(u8::MAX).named("what has no mock")
}

/// What is asked for; say what is answered.
#[must_use = "nothing is mocked before it has an answer and is mounted"]
#[derive(Debug)]
pub struct Given<T> {
    prepared: Prepared<T>,
    matcher: Matcher,
    /// Headers of the answer.
    headers: HeaderMap,
    delay: Option<Duration>,
}

impl<T> Given<T> {
    /// The same with any text where the path, the query or a header has this one, so that an argument need not be known:
    /// `given(client.vpp_tokens().get("any"))?.for_any("any")`. The text should stand nowhere else in them.
    pub fn for_any(mut self, argument: impl ToText) -> Self {
        self.matcher.any.push(argument.to_text().into_owned());
        self
    }

    /// The same, whatever the body.
    pub fn with_any_body(mut self) -> Self {
        self.matcher.body = None;
        self
    }

    /// The same, whose answer has this header too, such as `Retry-After`, `Location` or `ETag`.
    ///
    /// # Errors
    /// When it cannot be a header.
    pub fn with_answer_header(mut self, name: &str, value: &(impl ToText + ?Sized)) -> Result<Self> {
        let (name, value) = header_pair(name, &value)?;
        self.headers.append(name, value);
        Ok(self)
    }

    /// The same, whose answer comes so late: for tests of timeouts.
    pub fn with_delay(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// What requests are compared with, for `Mock::given` and `and`.
    #[must_use]
    pub fn into_matcher(self) -> Matcher {
        self.matcher
    }

    /// Answers anything, with the headers and the delay that were set here.
    pub fn responds(self, response: ResponseTemplate) -> Mock {
        let name = self.matcher.to_string();
        let response = self.completed(response);
        Mock::given(self.matcher).respond_with(response).named(name)
    }

    fn completed(&self, mut response: ResponseTemplate) -> ResponseTemplate {
        for (name, value) in &self.headers {
            response = response.append_header(name, value);
        }
        match self.delay {
            Some(delay) => response.set_delay(delay),
            None => response,
        }
    }

    /// Answers a success with a value of another type than the call gives, such as one of several that the status tells
    /// apart; [`Text`] makes plain text of one.
    ///
    /// # Errors
    /// When the client would not read such an answer.
    pub fn answers_with<V: Answer + ?Sized>(self, status: StatusCode, value: &V) -> Result<Mock> {
        let content = value.content();
        let (media_type, body) = content.written(self.accept());
        let mut response = http::Response::new(crate::Bytes::from(body.clone()));
        *response.status_mut() = status;
        self.prepared.decode(response)?;
        Ok(self.responds(template(status, &media_type, body)))
    }

    /// Answers an error in the form of OData services: `{"error": {"code": .., "message": ..}}`.
    ///
    /// A client that tries again does so here too; [`RetryPolicy::none`](crate::RetryPolicy::none) makes a test quick.
    pub fn fails(self, status: StatusCode, code: &str, message: &str) -> Mock {
        self.responds(template(status, "application/json", error(code, message)))
    }

    /// Answers an error with a value, such as of the type that the description gives the status; with [`Text`] or bytes
    /// where that is no JSON, and `()` for no body.
    pub fn fails_with(self, status: StatusCode, value: &(impl Answer + ?Sized)) -> Mock {
        let (media_type, body) = value.content().written("application/json");
        self.responds(template(status, &media_type, body))
    }

    fn accept(&self) -> &str {
        let accept = self.prepared.request.headers().get(header::ACCEPT);
        accept.and_then(|accept| accept.to_str().ok()).unwrap_or_default()
    }
}

impl<T: Answer> Given<T> {
    /// Answers a success with this value: 200, or 204 for one that is none. Where the description knows another status
    /// alone, such as 201, [`answers_with`](Self::answers_with) takes that.
    pub fn answers(self, value: &T) -> Mock {
        let (status, media_type, body) = self.success(value);
        self.responds(template(status, &media_type, body))
    }

    fn success(&self, value: &T) -> (StatusCode, String, Vec<u8>) {
        let content = value.content();
        let none = http::Response::builder().status(StatusCode::NO_CONTENT).body(crate::Bytes::new());
        let may_be_none = none.is_ok_and(|none| self.prepared.decode(none).is_ok());
        let (media_type, body) = content.written(self.accept());
        if content.is_none() && may_be_none {
            (StatusCode::NO_CONTENT, media_type, Vec::new())
        } else {
            (StatusCode::OK, media_type, body)
        }
    }
}

impl<T> Given<EventStream<T>> {
    /// Answers these events, with their names, ids and times to wait.
    pub fn answers_events(self, events: &[Event]) -> Mock {
        let events: String = events.iter().map(Event::written).collect();
        self.responds(template(StatusCode::OK, "text/event-stream", events.into_bytes()))
    }
}

impl<T: Encode> Given<EventStream<T>> {
    /// Answers server-sent events, each with one value.
    pub fn answers_values(self, values: &[T]) -> Mock {
        let events: Vec<u8> =
            values.iter().flat_map(|value| [b"data: ".to_vec(), to_vec(value), b"\n\n".to_vec()].concat()).collect();
        self.responds(template(StatusCode::OK, "text/event-stream", events))
    }
}

impl<T: Encode> Given<JsonStream<T>> {
    /// Answers values one after another, on lines or after record separators, as the call asks for them.
    pub fn answers_values(self, values: &[T]) -> Mock {
        let media_type = media_type(self.accept()).to_owned();
        let start: &[u8] = if media_type == "application/json-seq" { b"\x1e" } else { b"" };
        let values = values.iter().flat_map(|value| [start.to_vec(), to_vec(value), b"\n".to_vec()].concat()).collect();
        self.responds(template(StatusCode::OK, &media_type, values))
    }
}

fn template(status: StatusCode, media_type: &str, body: Vec<u8>) -> ResponseTemplate {
    let template = ResponseTemplate::new(status);
    if body.is_empty() { template } else { template.set_body_raw(body, media_type) }
}

/// An error in the form of OData services.
fn error(code: &str, message: &str) -> Vec<u8> {
    let text = |text: &str| crate::to_string(text);
    format!("{{\"error\":{{\"code\":{},\"message\":{}}}}}", text(code), text(message)).into_bytes()
}

/// So that a generated request, which has a type of its own, is given as it is prepared: `given(call.into_http())`.
impl<T> IntoPrepared for Result<Prepared<T>, Error> {
    type Value = T;

    fn prepared(self) -> Result<Prepared<T>> {
        self
    }
}
