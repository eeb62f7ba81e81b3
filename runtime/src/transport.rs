//! How requests travel.

#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
mod over_reqwest;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub use over_reqwest::ReqwestTransport;

use crate::bounds::{BoxFuture, MaybeSend, MaybeSync};
use crate::limits::Limits;
use crate::payload::Body;

/// Longer than this the timers of browsers do not run; they ring at once.
const LONGEST_SLEEP: Duration = Duration::from_secs(20 * 24 * 60 * 60);

/// Sends one request and gives its answer. It follows no redirects, adds no credentials and tries nothing twice: the
/// client does.
///
/// A transport for tests answers `http::Response::new("{}".into())`. One that blocks its thread reads the answer whole
/// before it gives it, within all of the limits.
pub trait Transport: MaybeSend + MaybeSync + 'static {
    /// Sends `request`. Its body may come in pieces, also where the call had it at hand: one of more than 256 KiB does, so
    /// that its pieces are signs of life. The answer's body is what the service meant, any compression undone; it may
    /// come in pieces too. Dropping the future, or the body, ends the exchange.
    fn send<'a>(
        &'a self,
        request: http::Request<Body>,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Body>, TransportError>>;

    /// Ends after `time`: what all waiting of a client is done by. Unless a transport has a timer of its own, a thread
    /// that all of them share rings, after twenty days at the latest.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(futures_timer::Delay::new(time.min(LONGEST_SLEEP)))
    }
}

/// Why a request got no answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    unread: bool,
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// The kinds of a [`TransportError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: the request was not sent.
    Connect,
    /// No connection in the time allowed: the request was not sent.
    ConnectTimeout,
    /// No sign of life in the time allowed.
    ReadTimeout,
    /// The whole time allowed is over.
    Timeout,
    /// The answer is longer than allowed.
    TooLarge,
    /// The connection broke off.
    Interrupted,
    /// The transport cannot send this request, or its body could not be read.
    Request,
}

impl TransportErrorKind {
    /// The kind as one word, for the names of errors in logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::ConnectTimeout => "connect_timeout",
            Self::ReadTimeout => "read_timeout",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
            Self::Interrupted => "interrupted",
            Self::Request => "request",
        }
    }

    pub(crate) fn is_timeout(self) -> bool {
        matches!(self, Self::ConnectTimeout | Self::ReadTimeout | Self::Timeout)
    }
}

impl TransportError {
    /// An error of `kind` with its cause. The cause's text must not hold the request's address or headers.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind, unread: false, source: source.into() }
    }

    /// The same error of a request that the service gave back, and says that it did nothing with (RFC 9113, 8.7).
    #[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
    pub(crate) fn of_unread(self) -> Self {
        Self { unread: true, ..self }
    }

    /// Whether the service says that it did nothing with the request.
    pub(crate) fn is_unread(&self) -> bool {
        self.unread
    }

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection",
            TransportErrorKind::ConnectTimeout => "no connection in the time allowed",
            TransportErrorKind::ReadTimeout => "no sign of life in the time allowed",
            TransportErrorKind::Timeout => "the time allowed is over",
            TransportErrorKind::TooLarge => "the answer is longer than allowed",
            TransportErrorKind::Interrupted => "the connection broke off",
            TransportErrorKind::Request => "the transport cannot send this request",
        })
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send<'a>(
        &'a self,
        request: http::Request<Body>,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Body>, TransportError>> {
        (**self).send(request, limits)
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        (**self).sleep(time)
    }
}
