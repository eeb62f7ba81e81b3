//! What users see of every request that is sent, and what they may change of it.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};

use crate::bounds::{MaybeSend, MaybeSync};
use crate::error::Result;
use crate::transport::TransportError;

/// Sees every request of a client before it is sent, and what became of it. Each attempt and each redirect is a request
/// of its own. Hooks run in the order in which they were given to the client; they see no credentials. With the feature
/// `tracing` they run within the span of the request, whose context `before_send` may send along (`traceparent`).
pub trait Hook: MaybeSend + MaybeSync + 'static {
    /// Before a request is sent, and before the credentials are added. It may change headers, but for those that are the
    /// transport's own: `host`, `content-length`, `transfer-encoding` and `connection`.
    ///
    /// # Errors
    /// An error ends the call; nothing is sent. See [`Error::refused`](crate::Error::refused).
    fn before_send(&self, request: &mut Outgoing<'_>) -> Result<()> {
        let _ = request;
        Ok(())
    }

    /// After the head of an answer has come, or none will. Not for a request that was not sent, because a hook refused it
    /// or there were no credentials, nor for one whose call was dropped before.
    fn after_response(&self, exchanged: &Exchanged<'_>) {
        let _ = exchanged;
    }
}

/// A request that is about to be sent, without its credentials.
#[non_exhaustive]
pub struct Outgoing<'a> {
    /// The method.
    pub method: &'a Method,
    /// The whole address. Values in it may be secret.
    pub uri: &'a http::Uri,
    /// The headers, but for the credentials and what the transport adds itself.
    pub headers: &'a mut HeaderMap,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}

/// A request that was sent, and what became of it.
#[non_exhaustive]
pub struct Exchanged<'a> {
    /// The request's method.
    pub method: &'a Method,
    /// The request's address without query values.
    pub url: &'a str,
    /// Which attempt this was, from 1.
    pub attempt: u32,
    /// From sending to the head of the answer, or to the error.
    pub duration: Duration,
    /// The status and the headers of the answer, or why there is none.
    pub outcome: Result<(StatusCode, &'a HeaderMap), &'a TransportError>,
}

/// No values of headers or the query.
impl fmt::Debug for Outgoing<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Outgoing")
            .field("method", &self.method)
            .field("url", &crate::error::shown(self.uri))
            .field("headers", &self.headers.keys().map(http::HeaderName::as_str).collect::<Vec<_>>())
            .field("attempt", &self.attempt)
            .finish()
    }
}

/// No values of headers.
impl fmt::Debug for Exchanged<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Exchanged")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("attempt", &self.attempt)
            .field("duration", &self.duration)
            .field("outcome", &self.outcome.map(|(status, _)| status))
            .finish()
    }
}
