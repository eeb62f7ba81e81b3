//! What can go wrong with a call. No text of an error holds a credential, a query value or a user name of a URL.

mod cause;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};

use self::cause::{Again, is_passing};
use crate::status::StatusError;
use crate::stream::StreamError;
use crate::token::Shared;
pub(crate) use crate::told::{Told, body_start, shown};
use crate::transport::{TransportError, TransportErrorKind};
use crate::{Bytes, Decode, DecodeError};

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The call cannot be made as it was asked for; nothing was sent. That a hook refused a later attempt, or a redirect, is
    /// one too, which says so: see [`attempts`](Self::attempts).
    Usage(Box<UsageError>),
    /// The credentials could not be had; nothing was sent, or nothing again: see [`attempts`](Self::attempts).
    /// [`source`](std::error::Error::source) gives the cause.
    Credentials(Box<dyn std::error::Error + Send + Sync>),
    /// The connection failed, or broke off.
    Transport(Box<TransportFailure>),
    /// No answer in the time allowed.
    Timeout(Box<TransportFailure>),
    /// The service answered with a status that is not success.
    Status(Box<StatusError>),
    /// The answer is not what the description promises.
    Decode(Box<ResponseError>),
    /// The answer is longer than allowed. That of an answer other than success is an error by its status all the same.
    TooLarge(Box<TooLarge>),
    /// A link or address leads to another origin, where the credentials must not go; nothing was sent there.
    ForeignLink(Box<ForeignLink>),
    /// The pages of a list do not come to an end.
    Paging(Box<PagingError>),
    /// One of the values of a stream is too long, or not what the description promises.
    Stream(Box<StreamError>),
}

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A call that cannot be made as it was asked for.
#[derive(Clone, Debug)]
pub struct UsageError {
    text: Cow<'static, str>,
    /// How often the request was sent before.
    attempts: u32,
}

/// A request that got no answer.
#[derive(Debug)]
pub struct TransportFailure {
    /// The request's method.
    pub method: Method,
    /// The request's address without query values.
    pub url: String,
    /// How often the request was tried; 0 when none of it was sent, such as for want of a place
    /// ([`Client::with_concurrency`](crate::Client::with_concurrency)).
    pub attempts: u32,
    /// The head of the answer, where that came and the rest of it did not.
    pub head: Option<Head>,
    /// What the transport says.
    pub source: TransportError,
}

/// The head of an answer whose body is no longer to be had.
#[derive(Clone)]
pub struct Head {
    /// The answer's status.
    pub status: StatusCode,
    /// The answer's headers.
    pub headers: HeaderMap,
}

/// An answer that could not be understood.
pub struct ResponseError {
    /// The request's method.
    pub method: Method,
    /// The request's address without query values.
    pub url: String,
    /// The answer's status.
    pub status: StatusCode,
    /// The answer's headers.
    pub headers: HeaderMap,
    /// The answer's body, whole.
    pub body: Bytes,
    /// How often the request was sent, this answer being the last.
    pub attempts: u32,
    /// Where in the body, what was expected and what was found.
    pub source: DecodeError,
}

/// An answer longer than allowed.
#[derive(Clone, Debug)]
pub struct TooLarge {
    /// The request's address without query values.
    pub url: String,
    /// How many bytes are allowed.
    pub limit: usize,
    /// How often the request was sent, this answer being the last.
    pub attempts: u32,
    /// The head of the answer.
    pub head: Option<Head>,
}

/// A link to an origin that is not trusted.
#[derive(Clone, Debug)]
pub struct ForeignLink {
    /// The origin (scheme, host, port) the link leads to, or what is wrong with the link.
    pub found: String,
    /// The client's own origin.
    pub expected: String,
}

/// Pages that do not come to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagingError {
    /// A page links to a page that was read before.
    Loop,
    /// There are more pages than allowed.
    TooMany(usize),
}

impl Error {
    pub(crate) fn usage(message: impl Into<Cow<'static, str>>) -> Self {
        Self::Usage(Box::new(UsageError { text: message.into(), attempts: 0 }))
    }

    /// The error that ended a call before a request of it was sent, of which there were others before: what these did, nobody
    /// may take for nothing.
    pub(crate) fn after_attempts(self, attempts: u32) -> Self {
        match self {
            Self::Usage(error) if attempts > 0 => Self::Usage(Box::new(UsageError { attempts, ..*error })),
            Self::Credentials(cause) if attempts > 0 => Self::Credentials(Box::new(Again { attempts, cause })),
            error => error,
        }
    }

    /// Why the credentials could not be had.
    fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        let Self::Credentials(cause) = self else { return None };
        Some(cause.downcast_ref::<Again>().map_or(&**cause, |again| &*again.cause))
    }

    /// An error of a source of credentials.
    pub fn credentials(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Credentials(error.into())
    }

    /// An error that ends a call before it is sent, for hooks. The text must not hold a secret.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::usage(message.into())
    }

    /// The same error, after the head of an answer came.
    #[cold]
    pub(crate) fn after(mut self, status: StatusCode, headers: &HeaderMap) -> Self {
        let head = Some(Head { status, headers: headers.clone() });
        match &mut self {
            Self::Transport(error) | Self::Timeout(error) => error.head = head,
            Self::TooLarge(error) => error.head = head,
            _ => {}
        }
        self
    }

    /// The head of an answer whose body is no longer to be had.
    fn head(&self) -> Option<&Head> {
        match self {
            Self::Transport(error) | Self::Timeout(error) => error.head.as_ref(),
            Self::TooLarge(error) => error.head.as_ref(),
            _ => None,
        }
    }

    /// The status of the answer, if there was one. It is one of success where only the rest of the answer is wrong.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            _ => self.head().map(|head| head.status),
        }
    }

    /// What the service calls the error, for programs: the `code` in the body of an answer that was not success.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        self.as_status()?.code()
    }

    /// What the service says of the error to people, in the body of an answer that was not success. It may hold anything,
    /// control characters too, which `Display` escapes.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        self.as_status()?.message()
    }

    /// The answer with its status, if it was not success.
    #[must_use]
    pub fn as_status(&self) -> Option<&StatusError> {
        match self {
            Self::Status(error) => Some(error),
            _ => None,
        }
    }

    /// The body of an answer that was not success, as the type the description gives its status. `None` for any other
    /// error, and when the body has another shape: its bytes are in [`StatusError::body`].
    #[must_use]
    pub fn body<E: Decode>(&self) -> Option<E> {
        self.as_status()?.decode().ok()
    }

    /// Whether the service knows no such thing: 404 or 410.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.as_status().map(|error| error.status.as_u16()), Some(404 | 410))
    }

    /// Whether the credentials were missing or refused: 401.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.as_status().is_some_and(|error| error.status == StatusCode::UNAUTHORIZED)
    }

    /// Whether the credentials do not allow this: 403.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.as_status().is_some_and(|error| error.status == StatusCode::FORBIDDEN)
    }

    /// Whether the thing is not in the state the call wants: 409.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.as_status().is_some_and(|error| error.status == StatusCode::CONFLICT)
    }

    /// Whether the thing is at another version than `If-Match` or `If-None-Match` want: 412.
    #[must_use]
    pub fn is_precondition_failed(&self) -> bool {
        self.as_status().is_some_and(|error| error.status == StatusCode::PRECONDITION_FAILED)
    }

    /// Whether the service wants fewer requests: 429, or 503 that says when to come again.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.as_status().is_some_and(|error| match error.status.as_u16() {
            429 => true,
            503 => error.retry_after.is_some(),
            _ => false,
        })
    }

    /// Whether no answer came in the time allowed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether there was no connection, so that nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        let kind = self.transport_failure().map(|failure| failure.source.kind());
        matches!(kind, Some(TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout))
    }

    /// Whether the service says that it did nothing with the request.
    pub(crate) fn is_unread(&self) -> bool {
        self.transport_failure().is_some_and(|failure| failure.source.is_unread())
    }

    /// Whether the answer, or a value of its stream, is not what the description promises.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.decode_error().is_some()
    }

    /// Whether the same call may succeed later: 408, 429, 500, 502, 503, 504, or no answer at all, from the service or from
    /// where its credentials come from. A call that changes something may have been carried out although no answer came.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(_) | Self::Timeout(_) => true,
            Self::Credentials(_) => self.cause().is_some_and(|cause| match cause.downcast_ref::<Shared>() {
                Some(shared) => shared.0.is_retryable(),
                None => is_passing(cause),
            }),
            Self::Status(error) => crate::retry::is_passing(error.status),
            _ => false,
        }
    }

    /// How often the request was sent or tried; 0 when it was not.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Status(error) => error.attempts,
            Self::Transport(failure) | Self::Timeout(failure) => failure.attempts,
            Self::Decode(error) => error.attempts,
            Self::TooLarge(error) => error.attempts,
            Self::Usage(error) => error.attempts,
            Self::Credentials(cause) => cause.downcast_ref::<Again>().map_or(0, |again| again.attempts),
            _ => 0,
        }
    }

    /// The headers of the answer, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Status(error) => Some(&error.headers),
            Self::Decode(error) => Some(&error.headers),
            _ => self.head().map(|head| &head.headers),
        }
    }

    /// The start of the answer's body as text, or of the value of its stream that is not as described: at most 4 KiB, and
    /// `None` where there is no answer or the body did not come to its end.
    #[must_use]
    pub fn body_start(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Status(error) => Some(error.body_start()),
            Self::Decode(error) => Some(error.body_start()),
            Self::Stream(error) => error.text().map(|text| body_start(text)),
            _ => None,
        }
    }

    /// The name the service gave the request, for its support: the first of the headers `request-id`, `x-request-id`,
    /// `x-ms-request-id` and others in which services tell it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Status(error) => error.request_id.as_deref(),
            _ => named(self.headers()?, &REQUEST_IDS),
        }
    }

    /// The name the client gave the request (`client-request-id`), as the service tells it.
    #[must_use]
    pub fn client_request_id(&self) -> Option<&str> {
        match self {
            Self::Status(error) => error.client_request_id.as_deref(),
            _ => named(self.headers()?, &CLIENT_REQUEST_IDS),
        }
    }

    /// Where in the answer's body, or in one value of its stream, what was expected and what was found, if it is not what
    /// the description promises.
    #[must_use]
    pub fn decode_error(&self) -> Option<&DecodeError> {
        match self {
            Self::Decode(error) => Some(&error.source),
            Self::Stream(error) => error.decode_error(),
            _ => None,
        }
    }

    fn transport_failure(&self) -> Option<&TransportFailure> {
        match self {
            Self::Transport(failure) | Self::Timeout(failure) => Some(failure),
            _ => None,
        }
    }

    /// How long the service asks to wait before the next try.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.as_status()?.retry_after
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(error) => error.fmt(out),
            Self::Credentials(_) => {
                out.write_str("the credentials could not be had")?;
                match self.attempts() {
                    0 => Ok(()),
                    made => write!(out, "{}", Sent(made)),
                }
            }
            Self::Transport(error) => error.tell(out, ""),
            Self::Timeout(error) => error.tell(out, " in the time allowed"),
            Self::Status(error) => error.fmt(out),
            Self::Decode(error) => error.fmt(out),
            Self::TooLarge(error) => error.fmt(out),
            Self::ForeignLink(error) => error.fmt(out),
            Self::Paging(error) => error.fmt(out),
            Self::Stream(error) => error.fmt(out),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Credentials(_) => self.cause().map(|cause| cause as _),
            Self::Transport(error) | Self::Timeout(error) => Some(&error.source),
            Self::Decode(error) => Some(&error.source),
            Self::Stream(error) => error.source(),
            _ => None,
        }
    }
}

impl fmt::Display for UsageError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.attempts {
            0 => write!(out, "nothing was sent: {}", self.text),
            made => write!(out, "nothing more was sent{}: {}", Sent(made), self.text),
        }
    }
}

/// How often a request was sent before.
struct Sent(u32);

impl fmt::Display for Sent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, " after {} attempt{}", self.0, if self.0 == 1 { "" } else { "s" })
    }
}

impl TransportFailure {
    /// What did not come, and how often it was tried where that is worth a word.
    fn tell(&self, out: &mut fmt::Formatter<'_>, when: &str) -> fmt::Result {
        match &self.head {
            None => write!(out, "{} {} got no answer{when}", self.method, self.url)?,
            Some(head) => {
                write!(out, "{} {} answered {} and not to the end{when}", self.method, self.url, head.status)?
            }
        }
        match self.attempts {
            0 | 1 => Ok(()),
            attempts => write!(out, ", {attempts} attempts"),
        }
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} answered {}", self.method, self.url, self.status)?;
        if let Some(content_type) = self.headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) {
            write!(out, " with {content_type}")?;
        }
        // A transport takes the header away with the coding that it undoes.
        if let Some(coding) = self.headers.get(http::header::CONTENT_ENCODING).and_then(|value| value.to_str().ok()) {
            write!(out, " in the content coding {coding}")?;
        }
        write!(out, " that is not as described{}", At(&self.source))
    }
}

/// The place of an error of decoding. What is wrong there is said by the error itself, which is the cause of the one that
/// tells the place.
pub(crate) struct At<'e>(pub(crate) &'e DecodeError);

impl fmt::Display for At<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.path() {
            path if path.is_empty() => Ok(()),
            path => write!(out, " at {path}"),
        }
    }
}

impl ResponseError {
    /// The start of the body as text, at most 4 KiB.
    #[must_use]
    pub fn body_start(&self) -> Cow<'_, str> {
        body_start(&self.body)
    }
}

/// Without the body and the header values, which may hold secrets.
impl fmt::Debug for ResponseError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ResponseError")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// Without the values of headers.
impl fmt::Debug for Head {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Head").field("status", &self.status).finish_non_exhaustive()
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the answer of {} is longer than {} bytes", self.url, self.limit)
    }
}

impl fmt::Display for ForeignLink {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "not followed: {} is not {} nor another trusted origin", self.found, self.expected)
    }
}

impl fmt::Display for PagingError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loop => out.write_str("a page links to a page that was read before"),
            Self::TooMany(limit) => write!(out, "there are more than {limit} pages"),
        }
    }
}

/// So that readers over a stream of an answer take its errors.
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Timeout(_) => std::io::ErrorKind::TimedOut,
            Error::Transport(_) => std::io::ErrorKind::ConnectionAborted,
            _ => std::io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}

/// The headers in which services, and gateways before them, name requests: of several the first counts.
pub(crate) const REQUEST_IDS: [&str; 12] = [
    "request-id",
    "x-request-id",
    "x-ms-request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-github-request-id",
    "apim-request-id",
    "x-ms-correlation-request-id",
    "x-correlation-id",
    "correlation-id",
    "x-trace-id",
    "cf-ray",
];

/// The headers in which services tell the name that the client gave the request.
pub(crate) const CLIENT_REQUEST_IDS: [&str; 2] = ["client-request-id", "x-ms-client-request-id"];

/// The first of some headers that is there and says something.
pub(crate) fn named<'h>(headers: &'h HeaderMap, names: &[&str]) -> Option<&'h str> {
    let texts = names.iter().filter_map(|name| headers.get(*name)?.to_str().ok());
    texts.map(str::trim).find(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_small() {
        assert!(size_of::<Error>() <= 24);
    }
}
