//! Answers that are read piece by piece, and taken up again where they broke off.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_lock::SemaphoreGuardArc;
use futures_core::Stream;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

use crate::bounds::{BoxFuture, MaybeSend, Progress};
use crate::client::Client;
use crate::clock::Instant;
use crate::error::{Error, Result};
use crate::exchange::{Answer, Answered, Exchange, Running, failed, open, over};
use crate::json::DEFAULT_DEPTH;
use crate::limits::OpenEnd;
use crate::payload::{Body, Undone};
use crate::retry::{Attempts, RetryPolicy};
use crate::transport::{Transport, TransportError, TransportErrorKind};
use crate::watch::Watch;
use crate::whole::cut_off;
use crate::{Bytes, DecodeError};

/// The body of an answer, piece by piece as it comes. Use [`try_next`](Self::try_next), or the [`Stream`] it is; its
/// errors become `std::io::Error`, so that readers over streams take it. Nothing is read before it is asked for, so a
/// download of any length needs the memory of a few pieces; it has no greatest length unless the call or the client sets
/// one.
///
/// When a GET breaks off and the service gave it a strong `ETag`, the rest is asked for (`Range`, `If-Range`) after the
/// wait that retries have; so is the rest of a part that was asked for, if it is one range. All requests of a download
/// together are as many as the client's retries allow for a call. A service that has other bytes by then ends the download
/// with the error it broke off by.
///
/// An answer over plain `http` that tells no [`length`](Self::length) and ends with its connection may be cut off, which nobody
/// sees.
///
/// It counts as a request under way until it is dropped or at its end.
#[must_use = "nothing is read until it is asked for"]
pub struct Download {
    /// The answer's status.
    pub status: StatusCode,
    /// The answer's headers.
    pub headers: HeaderMap,
    client: Client,
    exchange: Exchange,
    request: Parts,
    state: State,
    watch: Watch<Arc<dyn Transport>>,
    permit: Option<SemaphoreGuardArc>,
    /// Since when a piece is waited for.
    waiting: Option<Instant>,
    received: u64,
    total: Option<u64>,
    /// What was asked for, if it is a part of something.
    part: Option<Part>,
    /// By which the service knows that it still has the same bytes.
    strong: Option<HeaderValue>,
    attempts: u32,
    /// The waits before the rest is asked for.
    waits: Attempts,
    limit: Option<usize>,
    told: Option<Progress>,
}

enum State {
    Reading(Body),
    /// Asking for the rest after this error.
    Resuming(BoxFuture<'static, Result<Answer>>, TransportError),
    Done,
}

impl Download {
    pub(crate) async fn start(client: Client, mut request: http::Request<Body>, exchange: Exchange) -> Result<Self> {
        // What is compressed on the way has other offsets than what is asked for again.
        let says = |headers: &HeaderMap| headers.contains_key(header::ACCEPT_ENCODING);
        if !says(request.headers()) && !says(client.headers()) {
            request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        let is_open = exchange.options.as_ref().is_none_or(|options| options.total.is_none());
        if is_open {
            request.extensions_mut().insert(OpenEnd);
        }
        let (kept, body) = request.into_parts();
        let request = http::Request::from_parts(kept.clone(), body);
        let Answer { answered, body, mut watch, permit } =
            open(Running::new(&client, request, exchange.clone())).await?;
        if !answered.response.status().is_success() {
            return Err(answered.not_a_success());
        }
        let attempts = answered.attempts;
        let (head, _) = answered.response.into_parts();
        if is_open {
            watch.open_end();
        }
        let undone = head.extensions.get::<Undone>().is_some();
        let plain = !undone && !head.headers.contains_key(header::CONTENT_ENCODING);
        let strong = head.headers.get(header::ETAG).filter(|etag| etag.as_bytes().starts_with(b"\"")).cloned();
        let part = part_of(&head.headers).filter(|_| head.status == StatusCode::PARTIAL_CONTENT);
        let resumable = kept.method == Method::GET && plain && (head.status == StatusCode::OK || part.is_some());
        Ok(Self {
            status: head.status,
            headers: head.headers,
            limit: exchange.options.as_ref().and_then(|options| options.max_body).or(client.download_limit()),
            client,
            exchange,
            request: kept,
            total: body.length().or(part.filter(|_| plain).map(Part::length)),
            part,
            state: State::Reading(body),
            watch,
            permit,
            waiting: None,
            received: 0,
            strong: strong.filter(|_| resumable),
            attempts,
            waits: Attempts::default(),
            told: None,
        })
    }

    /// How often the request was sent by now.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether the same request may be made again as often as one likes.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.request.method == Method::GET
    }

    /// The error of an answer that was to be server-sent events and begins so.
    pub(crate) fn no_events(&self, start: Bytes) -> Error {
        let mut response = http::Response::new(start);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        let (method, uri, attempts) = (self.request.method.clone(), self.request.uri.clone(), self.attempts);
        Answered { method, uri, response, attempts }.not_as_described(DecodeError::new(
            "server-sent events",
            "other text",
            0,
        ))
    }

    /// What tells how often, and when at the latest, something is tried again.
    pub(crate) fn policy(&self) -> RetryPolicy {
        match &self.exchange.options {
            Some(options) => options.policy(self.client.retries()),
            None => self.client.retries(),
        }
    }

    /// How deep the JSON in it may nest.
    pub(crate) fn json_depth(&self) -> usize {
        let own = self.exchange.options.as_ref().and_then(|options| options.json_depth);
        own.or(self.client.json_depth()).unwrap_or(DEFAULT_DEPTH)
    }

    /// The same request after a while, with a header changed: set, or left out.
    pub(crate) fn again(
        &self,
        wait: Duration,
        header: Option<(HeaderName, Option<HeaderValue>)>,
    ) -> BoxFuture<'static, Result<Self>> {
        let (client, mut exchange) = (self.client.clone(), self.exchange.clone());
        let mut wait = wait;
        if let Some(total) = exchange.options.as_mut().and_then(|options| options.total.as_mut()) {
            // The time that the call set is one for all of it.
            let left = self.watch.left(Instant::now());
            (wait, *total) = (wait.min(left), left.saturating_sub(wait));
        }
        let mut parts = self.request.clone();
        if let Some((name, value)) = header {
            parts.headers.remove(&name);
            parts.headers.extend(value.map(|value| (name, value)));
        }
        Box::pin(async move {
            client.transport()?.sleep(wait).await;
            Self::start(client, http::Request::from_parts(parts, Body::default()), exchange).await
        })
    }

    /// The number of bytes of the whole, where the service says it.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.total
    }

    /// How many bytes have come.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Says after each piece how many bytes have come, and of how many.
    pub fn on_progress(mut self, told: impl FnMut(u64, Option<u64>) + MaybeSend + 'static) -> Self {
        self.told = Some(Box::new(told));
        self
    }

    /// The next piece; `None` after the last.
    ///
    /// # Errors
    /// When the answer breaks off and cannot be taken up again. After an error the download is at its end.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|context| self.poll_piece(context)).await.transpose()
    }

    pub(crate) fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        loop {
            match &mut self.state {
                State::Done => return Poll::Ready(None),
                State::Resuming(resuming, _) => {
                    let answer = match resuming.as_mut().poll(context) {
                        Poll::Ready(answer) => answer,
                        // The time that the call set is one for all of it.
                        Poll::Pending => {
                            let expired = ready!(self.watch.poll_expired(context, None));
                            let error = self.error(over(expired));
                            return self.end(Some(error));
                        }
                    };
                    if let Err(error) = self.resumed(answer) {
                        return self.end(Some(error));
                    }
                }
                State::Reading(body) => {
                    let piece = match body.poll_piece(context) {
                        Poll::Ready(piece) => piece,
                        // A pause is the service's only while it is being asked for a piece.
                        Poll::Pending => {
                            let since = *self.waiting.get_or_insert_with(Instant::now);
                            Some(Err(over(ready!(self.watch.poll_expired(context, Some(since))))))
                        }
                    };
                    let is_cut_off = piece.is_none() && self.total.is_some_and(|total| self.received < total);
                    match if is_cut_off { Some(Err(cut_off())) } else { piece } {
                        None => return self.end(None),
                        Some(Ok(piece)) => return self.piece(piece),
                        Some(Err(error)) => match self.resume(error) {
                            Ok(resuming) => self.state = resuming,
                            Err(error) => return self.end(Some(error)),
                        },
                    }
                }
            }
        }
    }

    fn piece(&mut self, piece: Bytes) -> Poll<Option<Result<Bytes>>> {
        self.waiting = None;
        self.received = self.received.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if self.total.is_some_and(|total| self.received > total) {
            let text = "the body is longer than its announced length";
            let error = self.error(TransportError::new(TransportErrorKind::Interrupted, text));
            return self.end(Some(error));
        }
        if self.limit.is_some_and(|limit| usize::try_from(self.received).map_or(true, |received| received > limit)) {
            let error = TransportError::new(TransportErrorKind::TooLarge, "the body is longer than allowed");
            let error = self.error(error);
            return self.end(Some(error));
        }
        if let Some(told) = &mut self.told {
            told(self.received, self.total);
        }
        Poll::Ready(Some(Ok(piece)))
    }

    /// At the end everything is given back.
    fn end(&mut self, error: Option<Error>) -> Poll<Option<Result<Bytes>>> {
        self.state = State::Done;
        self.permit = None;
        Poll::Ready(error.map(Err))
    }

    fn error(&self, source: TransportError) -> Error {
        let limit = self.limit.unwrap_or(usize::MAX);
        let error = failed(source, &self.request.method, &self.request.uri, limit, self.attempts);
        error.after(self.status, &self.headers)
    }

    /// Asks for the rest, if that may be done.
    fn resume(&mut self, source: TransportError) -> Result<State> {
        let broke_off = matches!(source.kind(), TransportErrorKind::Interrupted | TransportErrorKind::ReadTimeout);
        let policy = self.policy();
        let left = policy.most_attempts().saturating_sub(self.attempts);
        let range = match self.part {
            None => format!("bytes={}-", self.received),
            Some(part) => format!("bytes={}-{}", part.first.saturating_add(self.received), part.last),
        };
        let range = HeaderValue::from_str(&range);
        let (true, Some(etag), Ok(range)) = (broke_off && left > 0, &self.strong, range) else {
            return Err(self.error(source));
        };
        let mut parts = self.request.clone();
        if self.received > 0 {
            parts.headers.insert(header::RANGE, range);
            parts.headers.insert(header::IF_RANGE, etag.clone());
        }
        self.attempts = self.attempts.saturating_add(1);
        // The new request takes a place of its own.
        self.permit = None;
        let (client, mut exchange) = (self.client.clone(), self.exchange.clone());
        exchange.options.get_or_insert_default().retries = Some(policy.attempts(left));
        let request = http::Request::from_parts(parts, Body::default());
        let wait = self.waits.delay(policy);
        let resuming = async move {
            client.transport()?.sleep(wait).await;
            open(Running::new(&client, request, exchange)).await
        };
        Ok(State::Resuming(Box::pin(resuming), source))
    }

    /// Whether a part is the rest of what came, as far as their places tell.
    fn goes_on(&self, rest: Part) -> bool {
        let differs = |known: Option<u64>, now: Option<u64>| known.zip(now).is_some_and(|(known, now)| known != now);
        match self.part {
            // All of it was asked for.
            None => self.received > 0 && rest.first == self.received && !differs(self.total, rest.whole),
            Some(part) => {
                let first = part.first.checked_add(self.received);
                Some(rest.first) == first && rest.last <= part.last && !differs(part.whole, rest.whole)
            }
        }
    }

    /// Goes on with the rest, if it is that of the same bytes.
    fn resumed(&mut self, answer: Result<Answer>) -> Result<()> {
        let State::Resuming(_, source) = std::mem::replace(&mut self.state, State::Done) else { return Ok(()) };
        // It was counted as one request, and may have been none, for want of a place, or several.
        let made = answer.as_ref().map_or_else(Error::attempts, |answer| answer.answered.attempts);
        self.attempts = self.attempts.saturating_sub(1).saturating_add(made);
        let Ok(answer) = answer else { return Err(self.error(source)) };
        let Answer { answered, body, permit, .. } = answer;
        let (head, _) = answered.response.into_parts();
        // Only the end of a body without a length was missing: the service has no byte more of the same (`If-Range`).
        if head.status == StatusCode::RANGE_NOT_SATISFIABLE && self.part.is_none() {
            if self.received == 0 || self.total.is_some() || whole_of(&head.headers) != Some(self.received) {
                return Err(self.error(source));
            }
            self.total = Some(self.received);
            return Ok(());
        }
        let coded = head.extensions.get::<Undone>().is_some() || head.headers.contains_key(header::CONTENT_ENCODING);
        let same = head.headers.get(header::ETAG) == self.strong.as_ref() && !coded;
        let rest = part_of(&head.headers).filter(|_| head.status == StatusCode::PARTIAL_CONTENT);
        let goes_on = match rest {
            Some(rest) => self.goes_on(rest),
            None => head.status == StatusCode::OK && self.received == 0 && self.part.is_none(),
        };
        if !same || !goes_on {
            return Err(self.error(source));
        }
        // Only now it may be known how much there is.
        let whole = match rest {
            // Its own length is that of the rest alone.
            Some(rest) => rest.whole.filter(|_| self.part.is_none()),
            None => body.length(),
        };
        self.total = self.total.or(whole);
        self.state = State::Reading(body);
        self.permit = permit;
        self.waiting = None;
        Ok(())
    }
}

/// A part of something: what a `Content-Range` says, such as `bytes 100-199/200`, or `*` for the length of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    first: u64,
    last: u64,
    whole: Option<u64>,
}

impl Part {
    fn length(self) -> u64 {
        self.last.saturating_sub(self.first).saturating_add(1)
    }
}

/// The part that an answer is, if its headers make sense (RFC 9110, 14.4).
fn part_of(headers: &HeaderMap) -> Option<Part> {
    let (unit, range) = headers.get(header::CONTENT_RANGE)?.to_str().ok()?.trim().split_once(' ')?;
    let (part, whole) = range.trim().split_once('/')?;
    let (first, last) = part.split_once('-')?;
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let whole = match whole.trim() {
        "*" => None,
        whole => Some(whole.parse().ok()?),
    };
    let makes_sense = unit.eq_ignore_ascii_case("bytes") && first <= last && whole.is_none_or(|whole| last < whole);
    makes_sense.then_some(Part { first, last, whole })
}

/// The length of what no part was given of: `bytes */200`.
fn whole_of(headers: &HeaderMap) -> Option<u64> {
    let (unit, whole) = headers.get(header::CONTENT_RANGE)?.to_str().ok()?.trim().split_once(' ')?;
    unit.eq_ignore_ascii_case("bytes").then(|| whole.trim().strip_prefix("*/")?.trim().parse().ok()).flatten()
}

impl Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_piece(context)
    }
}

/// The request's method, and how far it has come.
impl fmt::Debug for Download {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Download({}, {} bytes so far)", self.request.method, self.received)
    }
}
