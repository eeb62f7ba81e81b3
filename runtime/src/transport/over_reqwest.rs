//! The transport over reqwest.

use std::fmt::Write as _;
use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use http::{HeaderValue, Method, header};
use tokio::runtime::Handle;
use url::Url;

use super::{Transport, TransportError, TransportErrorKind};
use crate::Bytes;
use crate::address::is_loopback;
use crate::bounds::BoxFuture;
use crate::limits::Limits;
use crate::payload::Body;

/// How many clients with different times for connecting are kept.
const MOST_CLIENTS: usize = 8;

/// The transport over [`reqwest`]: HTTP/1.1 and HTTP/2, TLS by rustls with the system's roots, gzip, the system's proxy
/// settings but for this machine. Its connections are opened on first use. It works within a runtime of tokio.
#[derive(Debug, Default)]
pub struct ReqwestTransport {
    given: Option<reqwest::Client>,
    /// The clients in use, by the time for connecting and by whether they may use a proxy: reqwest takes these only when
    /// it builds one.
    built: Mutex<Vec<((Duration, bool), reqwest::Client)>>,
}

impl ReqwestTransport {
    /// A transport with clients of its own.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A transport over a client built elsewhere: for other roots, proxies or client certificates. The client must
    /// follow no redirects (`redirect::Policy::none()`), which is an error when it is seen: they could lead keys to other
    /// hosts. Its own time for connecting counts.
    #[must_use]
    pub fn with_client(client: reqwest::Client) -> Self {
        Self { given: Some(client), built: Mutex::default() }
    }

    /// What goes to this machine goes there directly: a proxy would read what nobody else may, or not find it.
    fn client(&self, connect: Duration, direct: bool) -> Result<reqwest::Client, reqwest::Error> {
        if let Some(client) = &self.given {
            return Ok(client.clone());
        }
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = built.iter().find(|(key, _)| *key == (connect, direct)) {
            return Ok(client.clone());
        }
        let mut client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(connect)
            .referer(false);
        if direct {
            client = client.no_proxy();
        }
        let client = client.build()?;
        // The oldest goes; what it has under way goes on.
        if built.len() >= MOST_CLIENTS {
            built.remove(0);
        }
        built.push(((connect, direct), client.clone()));
        Ok(client)
    }

    async fn exchange(
        &self,
        request: http::Request<Body>,
        limits: &Limits,
    ) -> Result<http::Response<Body>, TransportError> {
        if Handle::try_current().is_err() {
            let text = "reqwest needs a runtime of tokio: call within one, or take UreqTransport";
            return Err(TransportError::new(TransportErrorKind::Request, text));
        }
        let (parts, body) = request.into_parts();
        let takes_body = matches!(parts.method, Method::POST | Method::PUT | Method::PATCH);
        // Not the address itself is told, which may hold values that are nobody's business.
        let url =
            Url::parse(&text(&parts.uri)).map_err(|error| TransportError::new(TransportErrorKind::Request, error))?;
        let client = self.client(limits.timeouts.connect, is_loopback(&url)).map_err(failed)?;
        let asked = self.given.is_some().then(|| url.clone());
        let mut outgoing = reqwest::Request::new(parts.method, url);
        *outgoing.version_mut() = parts.version;
        *outgoing.headers_mut() = parts.headers;
        match body.as_bytes() {
            // An empty body makes reqwest write the length 0, which a GET does not need.
            Some(bytes) if bytes.is_empty() && !takes_body => {}
            Some(bytes) => *outgoing.body_mut() = Some(bytes.clone().into()),
            None => {
                if let Some(length) = body.length() {
                    outgoing.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
                }
                *outgoing.body_mut() = Some(reqwest::Body::wrap_stream(body));
            }
        }
        let mut incoming = client.execute(outgoing).await.map_err(failed)?;
        if asked.is_some_and(|asked| asked != *incoming.url()) {
            let text = "the client of reqwest followed a redirect; build it with `redirect::Policy::none()`";
            return Err(TransportError::new(TransportErrorKind::Request, text));
        }
        let mut response = http::Response::new(Body::default());
        *response.status_mut() = incoming.status();
        *response.version_mut() = incoming.version();
        *response.headers_mut() = std::mem::take(incoming.headers_mut());
        let length = incoming.content_length();
        if length != Some(0) {
            *response.body_mut() = Body::from_transport(Box::pin(Pieces(incoming)), length);
        }
        Ok(response)
    }
}

impl Transport for ReqwestTransport {
    fn send<'a>(
        &'a self,
        request: http::Request<Body>,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Body>, TransportError>> {
        Box::pin(self.exchange(request, limits))
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        match Handle::try_current() {
            Ok(_) => Box::pin(tokio::time::sleep(time)),
            Err(_) => Box::pin(futures_timer::Delay::new(time)),
        }
    }
}

/// An address, with room for all of it from the start.
fn text(uri: &http::Uri) -> String {
    let authority = uri.authority().map_or(0, |authority| authority.as_str().len());
    let path = uri.path_and_query().map_or(0, |path| path.as_str().len());
    let mut text = String::with_capacity("https://".len() + authority + path);
    // A text takes whatever is written.
    let _ = write!(text, "{uri}");
    text
}

/// The answer's pieces with errors of ours.
struct Pieces(reqwest::Response);

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // What waits for a piece holds nothing of it, so it can be made anew each time.
        let piece = pin!(self.0.chunk()).poll(context);
        piece.map(|piece| piece.map_err(failed).transpose())
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        // Only a client that was built elsewhere has such a time.
        (false, true) => TransportErrorKind::ReadTimeout,
        (false, false) if error.is_builder() => TransportErrorKind::Request,
        // The request's own body broke off.
        (false, false) => own(&error).unwrap_or(TransportErrorKind::Interrupted),
    };
    // The address may hold values that are nobody's business.
    TransportError::new(kind, error.without_url())
}

/// The kind of an error of ours, which came out of a body on its way to the service.
fn own(error: &reqwest::Error) -> Option<TransportErrorKind> {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<TransportError>() {
            return Some(error.kind());
        }
        cause = error.source();
    }
    None
}
