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
//! What is made is a [`Mock`], so all else (`expect`, `up_to_n_times`, `with_priority`, `mount_as_scoped`) is wiremock's.
//! The feature `mocks` brings an HTTP server and belongs into `[dev-dependencies]`. Where one of the transport's kind is
//! not needed, [`InMemoryTransport`](crate::InMemoryTransport) is the lighter way: no socket, no runtime, no further crate.

mod answer;
mod matcher;

pub use answer::{Answer, Content, Text};
pub use matcher::Matcher;
pub use wiremock::{self, Mock, MockServer, ResponseTemplate};

use http::{StatusCode, header};

use crate::call::Prepared;
use crate::error::{Error, Result};
use crate::odata::IntoPrepared;
use crate::page::Page;
use crate::stream::{EventStream, JsonStream};
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
    Ok(Given { prepared, matcher })
}

/// The address of a mock server as the base URL of a client, with the path of the service's own.
#[must_use]
pub fn base_url(server: &MockServer, of: &str) -> String {
    let path = url::Url::parse(of).map_or_else(|_| of.to_owned(), |url| url.path().to_owned());
    format!("{}/{}", server.uri(), path.trim_matches('/')).trim_end_matches('/').to_owned()
}

/// What is asked for; say what is answered.
#[must_use = "nothing is mocked before it has an answer and is mounted"]
#[derive(Debug)]
pub struct Given<T> {
    prepared: Prepared<T>,
    matcher: Matcher,
}

impl<T> Given<T> {
    /// The same with any text where the path or the query has this one, so that an argument need not be known:
    /// `given(client.vpp_tokens().get("any"))?.for_any("any")`. The text should stand nowhere else in the address.
    pub fn for_any(mut self, argument: impl ToText) -> Self {
        self.matcher.any.push(argument.to_text().into_owned());
        self
    }

    /// The same, whatever the body.
    pub fn with_any_body(mut self) -> Self {
        self.matcher.body = None;
        self
    }

    /// What requests are compared with, for `Mock::given` and `and`.
    #[must_use]
    pub fn into_matcher(self) -> Matcher {
        self.matcher
    }

    /// Answers anything.
    pub fn responds(self, response: ResponseTemplate) -> Mock {
        let name = self.matcher.to_string();
        Mock::given(self.matcher).respond_with(response).named(name)
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
        let text = |text: &str| crate::to_string(text);
        let body = format!("{{\"error\":{{\"code\":{},\"message\":{}}}}}", text(code), text(message));
        self.responds(template(status, "application/json", body.into_bytes()))
    }

    /// Answers an error with a value, such as of the type that the description gives the status.
    pub fn fails_with(self, status: StatusCode, value: &(impl Encode + ?Sized)) -> Mock {
        self.responds(template(status, "application/json", to_vec(value)))
    }

    fn accept(&self) -> &str {
        let accept = self.prepared.request.headers().get(header::ACCEPT);
        accept.and_then(|accept| accept.to_str().ok()).unwrap_or_default()
    }
}

impl<T: Answer> Given<T> {
    /// Answers a success with this value: 200, or 204 for one that is none.
    pub fn answers(self, value: &T) -> Mock {
        let content = value.content();
        let none = http::Response::builder().status(StatusCode::NO_CONTENT).body(crate::Bytes::new());
        let may_be_none = none.is_ok_and(|none| self.prepared.decode(none).is_ok());
        let (media_type, body) = content.written(self.accept());
        let response = if content.is_none() && may_be_none {
            ResponseTemplate::new(StatusCode::NO_CONTENT)
        } else {
            template(StatusCode::OK, &media_type, body)
        };
        self.responds(response)
    }
}

impl<T: Encode> Given<Page<T>> {
    /// Answers a list that has one page.
    pub fn answers_items(self, items: impl Into<Vec<T>>) -> Mock {
        self.answers(&Page { value: items.into(), ..Page::default() })
    }

    /// Answers a list in pages, each of which leads to the next: a mock for each of them, all to be mounted.
    #[must_use = "mocks are to be mounted"]
    pub fn answers_pages(self, server: &MockServer, pages: impl IntoIterator<Item = Vec<T>>) -> Vec<Mock> {
        let mut pages = pages.into_iter().enumerate().peekable();
        let mut mocks = Vec::new();
        while let Some((index, items)) = pages.next() {
            let next = pages.peek().map(|(next, _)| self.matcher.page(&server.uri(), *next));
            let page = Page { value: items, next_link: next, ..Page::default() };
            let (media_type, body) = page.content().written(self.accept());
            let matcher = self.matcher.of_page(index);
            let name = matcher.to_string();
            mocks.push(Mock::given(matcher).respond_with(template(StatusCode::OK, &media_type, body)).named(name));
        }
        mocks
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

/// So that a generated request, which has a type of its own, is given as it is prepared: `given(call.into_http())`.
impl<T> IntoPrepared for Result<Prepared<T>, Error> {
    type Value = T;

    fn prepared(self) -> Result<Prepared<T>> {
        self
    }
}
