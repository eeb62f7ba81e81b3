//! How requests travel.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::Bytes;

/// A future that is boxed, so that traits with async functions can be objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request and reads the answer whole. It follows no redirects and adds no credentials: the client does.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`. The answer's body is what the service meant, any compression undone, and no longer than
    /// `limits` allow.
    fn send<'a>(
        &'a self,
        request: http::Request<Bytes>,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>>;
}

/// What one request may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The times allowed.
    pub timeouts: Timeouts,
    /// The greatest length of the answer's body in bytes, after any compression was undone.
    pub max_body: usize,
}

/// The times allowed for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands: 10 seconds unless set.
    pub connect: Duration,
    /// Between two pieces of the answer: 30 seconds unless set.
    pub read: Duration,
    /// For all of it, redirects included: 100 seconds unless set.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), read: Duration::from_secs(30), total: Duration::from_secs(100) }
    }
}

/// Why a request got no answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// The kinds of a [`TransportError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: the request was not sent.
    Connect,
    /// The time allowed is over.
    Timeout,
    /// The answer is longer than allowed.
    TooLarge,
    /// The connection broke off.
    Interrupted,
    /// The transport cannot send this request.
    Request,
}

impl TransportError {
    /// An error of `kind` with its cause. The cause's text must not hold the request's address or headers.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind, source: source.into() }
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
        request: http::Request<Bytes>,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request, limits)
    }
}

#[cfg(feature = "reqwest")]
pub use over_reqwest::ReqwestTransport;

#[cfg(feature = "reqwest")]
mod over_reqwest {
    use std::sync::Mutex;

    use super::{BoxFuture, Limits, Timeouts, Transport, TransportError, TransportErrorKind};
    use crate::Bytes;

    /// The transport over [`reqwest`]: HTTP/1.1 and HTTP/2, TLS by rustls with the system's roots, gzip, the system's
    /// proxy settings. Its connections are opened on first use.
    #[derive(Debug, Default)]
    pub struct ReqwestTransport {
        given: Option<reqwest::Client>,
        /// The client in use, with the times it was built for: reqwest takes two of them only when it builds.
        built: Mutex<Option<(Timeouts, reqwest::Client)>>,
    }

    impl ReqwestTransport {
        /// A transport with clients of its own.
        #[must_use]
        pub fn new() -> Self {
            Self::default()
        }

        /// A transport over a client built elsewhere: for other roots, proxies or client certificates. The client
        /// must follow no redirects, and its own times for connecting and reading count.
        #[must_use]
        pub fn with_client(client: reqwest::Client) -> Self {
            Self { given: Some(client), built: Mutex::default() }
        }

        fn client(&self, timeouts: Timeouts) -> Result<reqwest::Client, reqwest::Error> {
            if let Some(client) = &self.given {
                return Ok(client.clone());
            }
            let mut built = self.built.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some((of, client)) = &*built
                && (of.connect, of.read) == (timeouts.connect, timeouts.read)
            {
                return Ok(client.clone());
            }
            let client = reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(timeouts.connect)
                .read_timeout(timeouts.read)
                .referer(false)
                .build()?;
            *built = Some((timeouts, client.clone()));
            Ok(client)
        }

        async fn exchange(
            &self,
            request: http::Request<Bytes>,
            limits: &Limits,
        ) -> Result<http::Response<Bytes>, TransportError> {
            let client = self.client(limits.timeouts).map_err(failed)?;
            let (parts, body) = request.into_parts();
            let mut outgoing = client.request(parts.method.clone(), parts.uri.to_string()).headers(parts.headers);
            outgoing = outgoing.timeout(limits.timeouts.total).version(parts.version);
            // An empty body makes reqwest write the length 0, which a GET does not need.
            if !body.is_empty() || matches!(parts.method, http::Method::POST | http::Method::PUT | http::Method::PATCH)
            {
                outgoing = outgoing.body(body);
            }
            let mut incoming = outgoing.send().await.map_err(failed)?;
            let too_large = || TransportError::new(TransportErrorKind::TooLarge, "the body is longer than allowed");
            let announced =
                incoming.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
            if announced > limits.max_body {
                return Err(too_large());
            }
            let mut response = http::Response::new(());
            *response.status_mut() = incoming.status();
            *response.version_mut() = incoming.version();
            *response.headers_mut() = std::mem::take(incoming.headers_mut());
            // What is announced is not believed beyond a first step.
            let mut body = Vec::with_capacity(announced.min(64 * 1024));
            while let Some(piece) = incoming.chunk().await.map_err(failed)? {
                if body.len().saturating_add(piece.len()) > limits.max_body {
                    return Err(too_large());
                }
                body.extend_from_slice(&piece);
            }
            Ok(response.map(|()| body.into()))
        }
    }

    impl Transport for ReqwestTransport {
        fn send<'a>(
            &'a self,
            request: http::Request<Bytes>,
            limits: &'a Limits,
        ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
            Box::pin(self.exchange(request, limits))
        }
    }

    fn failed(error: reqwest::Error) -> TransportError {
        let kind = if error.is_timeout() {
            TransportErrorKind::Timeout
        } else if error.is_connect() {
            TransportErrorKind::Connect
        } else if error.is_builder() {
            TransportErrorKind::Request
        } else {
            TransportErrorKind::Interrupted
        };
        // The address may hold values that are nobody's business.
        TransportError::new(kind, error.without_url())
    }
}
