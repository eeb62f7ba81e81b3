//! One call over the network: attempts, and in each of them the request, its redirects and the answer's body.

use std::borrow::Cow;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use async_lock::SemaphoreGuardArc;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use url::Url;

use crate::address::{Origin, checked};
use crate::client::Client;
use crate::clock::Instant;
use crate::credentials::Refusal;
use crate::error::{Error, ResponseError, Result, TooLarge, TransportFailure, shown};
use crate::hooks::{Exchanged, Outgoing};
use crate::limits::{CallOptions, JsonDepth, Limits};
use crate::payload::Body;
use crate::retry::{Attempts, Failure};
use crate::security::Security;
use crate::status::StatusError;
use crate::trace::Span;
use crate::transport::{Transport, TransportError, TransportErrorKind};
use crate::watch::{Expired, Watch};
use crate::{Bytes, DecodeError};

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 10;

/// How many headers credentials, hooks and the transport add at most, as a rule.
const HEADERS_ON_THE_WAY: usize = 4;

/// The same headers, with room for as many more: those that are added later move nothing.
pub(crate) fn with_room(headers: &HeaderMap, more: usize) -> HeaderMap {
    let mut all = HeaderMap::with_capacity(headers.len().saturating_add(more));
    for (name, value) in headers {
        all.append(name, value.clone());
    }
    all
}

/// What one exchange has beside its request.
#[derive(Clone, Default)]
pub(crate) struct Exchange {
    pub(crate) options: Option<Box<CallOptions>>,
    pub(crate) security: Security,
    pub(crate) own: Option<Origin>,
    /// The path gives rights by itself, so nobody is shown it.
    pub(crate) secret_path: bool,
}

impl Exchange {
    /// The address that errors, spans and hooks may know.
    pub(crate) fn visible<'u>(&self, uri: &'u http::Uri) -> Cow<'u, http::Uri> {
        if !self.secret_path {
            return Cow::Borrowed(uri);
        }
        let mut parts = uri.clone().into_parts();
        parts.path_and_query = Some(http::uri::PathAndQuery::from_static("/.."));
        Cow::Owned(http::Uri::from_parts(parts).unwrap_or_default())
    }
}

/// How the body of an answer is had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// Read to its end, as part of the attempt.
    Whole,
    /// Left to the caller, if the status is one of success.
    Pieces,
}

/// An answer, and what is held as long as its body is read.
pub(crate) struct Answer {
    pub(crate) response: http::Response<Body>,
    pub(crate) watch: Watch,
    pub(crate) attempts: u32,
    /// The place among the client's requests that are under way.
    pub(crate) permit: Option<SemaphoreGuardArc>,
}

/// An answer whose body was read, and what its value or its error has to know.
pub(crate) struct Answered {
    pub(crate) method: Method,
    pub(crate) uri: http::Uri,
    pub(crate) response: http::Response<Bytes>,
    pub(crate) attempts: u32,
}

impl Answered {
    /// The same, unless its status is no success.
    pub(crate) fn success(self) -> Result<Self> {
        if self.response.status().is_success() { Ok(self) } else { Err(self.not_a_success()) }
    }

    /// The error of an answer by its status.
    pub(crate) fn not_a_success(self) -> Error {
        Error::Status(Box::new(StatusError::new(self.method, shown(&self.uri), self.response, self.attempts)))
    }

    /// The error of an answer that is no value.
    pub(crate) fn not_as_described(self, source: DecodeError) -> Error {
        let Self { method, uri, response, attempts } = self;
        let (http::response::Parts { status, headers, .. }, body) = response.into_parts();
        let error = ResponseError { method, url: shown(&uri), status, headers, body, attempts, source };
        Error::Decode(Box::new(error))
    }
}

/// Makes the exchange; any status is an answer.
pub(crate) async fn run(
    client: &Client,
    request: http::Request<Body>,
    exchange: &Exchange,
    want: Want,
) -> Result<Answer> {
    let transport = client.transport()?;
    let defaults = CallOptions::new();
    let options = exchange.options.as_deref().unwrap_or(&defaults);
    let limits = options.limits(client.limits());
    let watch = Watch::new(Arc::clone(&transport), limits.timeouts.total, limits.timeouts.read);
    let (parts, body) = request.into_parts();
    let attempts = Attempts::new(options.policy(client.retries()));
    let mut running =
        Running { client, transport, exchange, limits, watch, attempts, parts, body: Some(body), sent: None };
    let (mut response, permit) = running.finish(want).await?;
    if let Some(depth) = options.json_depth.or(client.json_depth()) {
        response.extensions_mut().insert(JsonDepth(depth));
    }
    let Running { watch, attempts, .. } = running;
    Ok(Answer { response, watch, attempts: attempts.made(), permit })
}

/// A call that is being made.
struct Running<'r> {
    client: &'r Client,
    transport: Arc<dyn Transport>,
    exchange: &'r Exchange,
    limits: Limits,
    watch: Watch,
    attempts: Attempts,
    parts: Parts,
    /// Gone after it was sent, if it cannot be had again.
    body: Option<Body>,
    /// The `Authorization` of the last request.
    sent: Option<HeaderValue>,
}

impl Running<'_> {
    async fn finish(&mut self, want: Want) -> Result<Whole> {
        let started = Instant::now();
        let mut refused = false;
        loop {
            self.attempts.begin();
            let outcome = self.attempt(want).await;
            if self.body.is_some() {
                if let Some(headers) = refusal(&outcome).filter(|_| !refused) {
                    refused = true;
                    if self.has_better_credentials(&headers).await? {
                        continue;
                    }
                }
                let wait = failure(&outcome)
                    .and_then(|failure| self.attempts.wait(&self.parts.method, failure, started.elapsed()));
                if let Some(wait) = wait.filter(|wait| *wait < self.watch.left()) {
                    // The place among the requests is given back while waiting.
                    drop(outcome);
                    let slept = self.watch.sleep(wait).await;
                    slept.map_err(|expired| self.expired(expired, &self.parts.uri))?;
                    continue;
                }
            }
            return outcome;
        }
    }

    /// Whether an answer of 401 with these headers led to other credentials.
    async fn has_better_credentials(&mut self, headers: &HeaderMap) -> Result<bool> {
        let security = self.exchange.security;
        if security.is_none() {
            return Ok(false);
        }
        let refusal = Refusal { scopes: security.scopes(), security, authorization: self.sent.as_ref(), headers };
        let asked = self.watch.total(self.client.credentials().refused(refusal)).await;
        asked.map_err(|expired| self.expired(expired, &self.parts.uri))?
    }

    /// One attempt: the request, and further ones as redirects say.
    async fn attempt(&mut self, want: Want) -> Result<Whole> {
        let permit = match self.client.places() {
            None => None,
            Some(places) => match places.try_acquire_arc() {
                Some(permit) => Some(permit),
                None => {
                    let waited = self.watch.total(places.acquire_arc()).await;
                    Some(waited.map_err(|expired| self.expired(expired, &self.parts.uri))?)
                }
            },
        };
        let mut uri = self.parts.uri.clone();
        for redirects in 0..=MOST_REDIRECTS {
            self.client.allowed(&uri, self.exchange.own.as_ref())?;
            let (body, replayable) = match self.body.as_ref().and_then(Body::again) {
                Some(body) => (body, true),
                None => (self.body.take().unwrap_or_default(), false),
            };
            let (response, span) = self.send(&uri, body).await?;
            let next = redirect(&self.parts.method, &uri, &response, |to| self.client.allowed(to, None).is_ok());
            if let Some(next) = next.filter(|_| redirects < MOST_REDIRECTS && replayable) {
                uri = next;
                continue;
            }
            // The reason for a failure is always read.
            let whole = want == Want::Whole || !response.status().is_success();
            let response = if whole { span.around(self.collect(response, &uri, &span)).await? } else { response };
            return Ok((response, permit));
        }
        // The loop's last turn returns.
        Err(Error::usage("too many redirects"))
    }

    /// One request, to the head of its answer.
    async fn send(&mut self, uri: &http::Uri, body: Body) -> Result<(http::Response<Body>, Span)> {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.method = self.parts.method.clone();
        parts.uri = uri.clone();
        parts.version = self.parts.version;
        parts.extensions.clone_from(&self.parts.extensions);
        parts.headers = with_room(&self.parts.headers, HEADERS_ON_THE_WAY);
        let attempt = self.attempts.made();
        for hook in self.client.hooks() {
            hook.before_send(&mut Outgoing { method: &self.parts.method, uri, headers: &mut parts.headers, attempt })?;
        }
        if !self.exchange.security.is_none() {
            let authorized = self.client.credentials().authorize_for(&mut parts, self.exchange.security);
            let authorized = self.watch.total(authorized).await;
            authorized.map_err(|expired| self.expired(expired, uri))??;
        }
        // Credentials in the query must not have changed where the request goes.
        self.client.allowed(&parts.uri, self.exchange.own.as_ref())?;
        self.sent = parts.headers.get(header::AUTHORIZATION).cloned();

        let span = Span::new(&self.parts.method, &self.exchange.visible(uri), attempt);
        self.limits.timeouts.total = self.watch.left();
        let started = Instant::now();
        let (body, alive) = signs_of_life(body, started);
        let sending = self.transport.send(http::Request::from_parts(parts, body), &self.limits);
        let outcome = match self.watch.alive(alive, span.around(sending)).await {
            Ok(outcome) => outcome,
            Err(expired) => Err(over(expired)),
        };
        let duration = started.elapsed();
        match &outcome {
            Ok(response) => span.status(response.status()),
            Err(error) => span.error(error.kind()),
        }
        if !self.client.hooks().is_empty() {
            let url = shown(&self.exchange.visible(uri));
            for hook in self.client.hooks() {
                let outcome = outcome.as_ref().map(|response| (response.status(), response.headers()));
                hook.after_response(&Exchanged { method: &self.parts.method, url: &url, attempt, duration, outcome });
            }
        }
        let mut response = outcome.map_err(|source| self.failed(source, uri))?;
        // Over HTTP/2 their length looks like one of a body that is to come.
        if has_no_body(&self.parts.method, response.status()) {
            *response.body_mut() = Body::default();
        }
        Ok((response, span))
    }

    /// The answer with its body read to the end.
    async fn collect(
        &mut self,
        response: http::Response<Body>,
        uri: &http::Uri,
        span: &Span,
    ) -> Result<http::Response<Body>> {
        let (parts, mut body) = response.into_parts();
        let limit = self.limits.max_body;
        let read = read_to_end(&mut body, limit, &mut self.watch).await;
        let bytes = read.map_err(|source| {
            span.error(source.kind());
            self.failed(source, uri)
        })?;
        Ok(http::Response::from_parts(parts, bytes.into()))
    }

    fn expired(&self, expired: Expired, uri: &http::Uri) -> Error {
        self.failed(over(expired), uri)
    }

    fn failed(&self, source: TransportError, uri: &http::Uri) -> Error {
        let uri = self.exchange.visible(uri);
        failed(source, &self.parts.method, &uri, self.limits.max_body, self.attempts.made())
    }
}

/// An answer and its place among the requests.
type Whole = (http::Response<Body>, Option<SemaphoreGuardArc>);

/// The error of a transport as that of a call.
pub(crate) fn failed(source: TransportError, method: &Method, uri: &http::Uri, limit: usize, attempts: u32) -> Error {
    let url = shown(uri);
    match source.kind() {
        TransportErrorKind::TooLarge => Error::TooLarge(Box::new(TooLarge { url, limit, attempts })),
        kind => {
            let failure = Box::new(TransportFailure { method: method.clone(), url, attempts, source });
            if kind.is_timeout() { Error::Timeout(failure) } else { Error::Transport(failure) }
        }
    }
}

pub(crate) fn over(expired: Expired) -> TransportError {
    match expired {
        Expired::Total => TransportError::new(TransportErrorKind::Timeout, "the whole time of the call is over"),
        Expired::Read => TransportError::new(TransportErrorKind::ReadTimeout, "the service was silent for too long"),
    }
}

/// The headers of an answer of 401.
fn refusal(outcome: &Result<Whole>) -> Option<HeaderMap> {
    let (response, _) = outcome.as_ref().ok()?;
    (response.status() == StatusCode::UNAUTHORIZED).then(|| response.headers().clone())
}

/// Why an attempt is one that may be repeated.
fn failure(outcome: &Result<Whole>) -> Option<Failure> {
    match outcome {
        Ok((response, _)) if response.status().is_success() => None,
        Ok((response, _)) => {
            Some(Failure::Status(response.status(), crate::status::retry_after_of(response.headers())))
        }
        Err(Error::Transport(failure) | Error::Timeout(failure)) => Some(Failure::Transport(failure.source.kind())),
        Err(_) => None,
    }
}

/// Reads a body of at most `limit` bytes.
async fn read_to_end(body: &mut Body, limit: usize, watch: &mut Watch) -> Result<Bytes, TransportError> {
    let too_large = || TransportError::new(TransportErrorKind::TooLarge, "the body is longer than allowed");
    let announced = body.length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > limit {
        return Err(too_large());
    }
    if body.as_bytes().is_some() {
        return Ok(body.try_next().await?.unwrap_or_default());
    }
    let mut first = Bytes::new();
    let mut all = Vec::new();
    while let Some(piece) = next_piece(body, watch).await? {
        let before = first.len().max(all.len());
        if before.saturating_add(piece.len()) > limit {
            return Err(too_large());
        }
        if before == 0 {
            first = piece;
            continue;
        }
        if all.is_empty() {
            // What is announced is not believed beyond a first step.
            all.reserve(announced.min(64 * 1024).max(first.len().saturating_add(piece.len())));
            all.extend_from_slice(&first);
            first = Bytes::new();
        }
        all.extend_from_slice(&piece);
    }
    // A stream of HTTP/2 that the service takes back looks like one that is at its end.
    if first.len().max(all.len()) < announced {
        return Err(cut_off());
    }
    Ok(if all.is_empty() { first } else { all.into() })
}

/// Whether an answer has no body, whatever length its head tells (RFC 9110, 6.4.1).
fn has_no_body(method: &Method, status: StatusCode) -> bool {
    *method == Method::HEAD || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
}

/// The error of a body that ends before its length.
pub(crate) fn cut_off() -> TransportError {
    TransportError::new(TransportErrorKind::Interrupted, "the body is shorter than its announced length")
}

/// The next piece of a body, if it comes in time.
async fn next_piece(body: &mut Body, watch: &mut Watch) -> Result<Option<Bytes>, TransportError> {
    let since = Instant::now();
    poll_fn(|context| match body.poll_piece(context) {
        Poll::Ready(piece) => Poll::Ready(piece.transpose()),
        Poll::Pending => watch.poll_expired(context, Some(since)).map(|expired| Err(over(expired))),
    })
    .await
}

/// A body, and when it was last alive: the start, or when the transport last took a piece.
fn signs_of_life(body: Body, started: Instant) -> (Body, impl Fn() -> Instant) {
    use std::sync::atomic::{AtomicU64, Ordering};
    let taken = body.as_bytes().is_none().then(|| Arc::new(AtomicU64::new(0)));
    let body = match taken.clone() {
        None => body,
        Some(taken) => body.with_progress(move |_, _| {
            let since = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            taken.store(since, Ordering::Relaxed);
        }),
    };
    let alive = move || {
        let since = taken.as_ref().map_or(0, |taken| taken.load(Ordering::Relaxed));
        started.checked_add(Duration::from_millis(since)).unwrap_or(started)
    };
    (body, alive)
}

/// Where to go next: only within the same origin or to one that the user trusts, and only where repeating the request is
/// what the status means.
fn redirect(
    method: &Method,
    from: &http::Uri,
    response: &http::Response<Body>,
    is_trusted: impl Fn(&http::Uri) -> bool,
) -> Option<http::Uri> {
    let reading = matches!(*method, Method::GET | Method::HEAD);
    match response.status() {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => {}
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER if reading => {}
        _ => return None,
    }
    let location = response.headers().get(header::LOCATION)?.to_str().ok().filter(|text| !text.is_empty())?;
    let from = Url::parse(&from.to_string()).ok()?;
    let mut next = from.join(location).ok()?;
    next.set_fragment(None);
    let (next, uri) = checked(next.as_str())?;
    (next.origin() == from.origin() || is_trusted(&uri)).then_some(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(method: &Method, from: &str, status: u16, location: &str) -> Option<String> {
        let mut response = http::Response::new(Body::default());
        *response.status_mut() = StatusCode::from_u16(status).ok()?;
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_bytes(location.as_bytes()).ok()?);
        let from = from.parse().ok()?;
        redirect(method, &from, &response, |_| false).map(|uri| uri.to_string())
    }

    #[test]
    fn redirects_stay_within_their_origin() {
        let from = "https://host.example/a/b?c=1";
        for (location, to) in [
            ("/x", "https://host.example/x"),
            ("x?y=1#z", "https://host.example/a/x?y=1"),
            ("?y", "https://host.example/a/b?y"),
            ("https://HOST.example:443/x", "https://host.example/x"),
            ("../../../x", "https://host.example/x"),
        ] {
            for status in [301, 302, 303, 307, 308] {
                assert_eq!(next(&Method::GET, from, status, location).as_deref(), Some(to), "{status} {location}");
            }
        }
        for location in [
            "http://host.example/x",
            "https://host.example:8443/x",
            "http://host.example:443/x",
            "https://host.example./x",
            "https://sub.host.example/x",
            "https://host.example.evil.example/x",
            "https://user@host.example/x",
            "https://user:word@host.example/x",
            "https://host.example@evil.example/x",
            "https://evil.example/https://host.example/",
            "//evil.example/x",
            "///evil.example/x",
            "\\\\evil.example/x",
            "/\\evil.example/x",
            "https:\\\\evil.example/x",
            "https://evil.example\\@host.example/x",
            "https://host.ex\u{e4}mple/x",
            "data:text/plain,x",
            "javascript:alert(1)",
            "file:///x",
            "ftp://host.example/x",
            "",
        ] {
            for status in [301, 302, 303, 307, 308] {
                assert_eq!(next(&Method::GET, from, status, location), None, "{status} {location}");
            }
        }
        // What changes something is sent again only where the status says that it was not carried out.
        for method in [Method::POST, Method::PATCH, Method::PUT, Method::DELETE] {
            for status in [300, 301, 302, 303, 304, 305, 306] {
                assert_eq!(next(&method, from, status, "/x"), None, "{method} {status}");
            }
            assert!(next(&method, from, 307, "/x").is_some() && next(&method, from, 308, "/x").is_some());
        }
    }
}
