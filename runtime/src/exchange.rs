//! One call over the network: attempts, and in each of them the request, its redirects and the answer's body.

use std::borrow::Cow;
use std::future::{poll_fn, ready};
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use async_lock::SemaphoreGuardArc;
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Version, header};

use crate::address::Origin;
use crate::bounds::BoxFuture;
use crate::client::Client;
use crate::clock::Instant;
use crate::credentials::Refusal;
use crate::error::{Error, ResponseError, Result, TooLarge, TransportFailure, shown};
use crate::header::transports_own;
use crate::hooks::{Exchanged, Outgoing};
use crate::limits::{CallOptions, Company, JsonDepth, Limits};
use crate::payload::Body;
use crate::places::Place;
use crate::redirect::{MOST_REDIRECTS, redirect};
use crate::retry::{Attempts, Failure};
use crate::security::Security;
use crate::status::StatusError;
use crate::trace::Span;
use crate::transport::{Transport, TransportError, TransportErrorKind};
use crate::watch::{Expired, Watch, last_sign, signs_of_life};
use crate::whole::{Collected, Truncated, has_no_body};
use crate::{Bytes, DecodeError};

/// How often an attempt sends again what the service gave back unread.
const MOST_UNREAD: u8 = 2;

/// How many headers credentials, hooks and the transport add at most, as a rule.
const HEADERS_ON_THE_WAY: usize = 4;

/// The same headers, with room for as many more: those that are added later move nothing.
fn with_room(headers: &HeaderMap, more: usize) -> HeaderMap {
    let mut all = HeaderMap::with_capacity(headers.len().saturating_add(more));
    for (name, value) in headers {
        all.append(name, value.clone());
    }
    all
}

/// All headers of a call: the client's, what it asks for, and its own, which count most.
pub(crate) fn complete(client: &Client, accept: &'static str, own: &HeaderMap) -> HeaderMap {
    let mut headers = with_room(client.headers(), own.len() + 1 + HEADERS_ON_THE_WAY);
    headers.entry(header::ACCEPT).or_insert_with(|| HeaderValue::from_static(accept));
    for (name, value) in own {
        let known = if *name == header::COOKIE { headers.get(name) } else { None };
        let value = known.and_then(|known| all_cookies(known, value)).unwrap_or_else(|| value.clone());
        headers.insert(name, value);
    }
    headers
}

/// The client's cookies and those of a call in one header, which has all of them (RFC 6265, 5.4). Of two with the same
/// name that of the call counts.
fn all_cookies(clients: &HeaderValue, own: &HeaderValue) -> Option<HeaderValue> {
    fn pairs(value: &HeaderValue) -> impl Iterator<Item = (&[u8], &[u8])> {
        let pairs = value.as_bytes().split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
        pairs.map(|pair| (pair.split(|byte| *byte == b'=').next().unwrap_or_default(), pair))
    }
    let others = pairs(clients).filter(|(name, pair)| !pair.is_empty() && pairs(own).all(|(known, _)| known != *name));
    let all: Vec<&[u8]> = others.map(|(_, pair)| pair).chain([own.as_bytes()]).collect();
    let mut value = HeaderValue::from_bytes(&all.join(&b"; "[..])).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// What one exchange has beside its request.
#[derive(Clone, Default)]
pub(crate) struct Exchange {
    /// What is asked for, if the request still lacks the client's headers.
    pub(crate) accept: Option<&'static str>,
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

/// An answer whose body comes in pieces, and what is held as long as it is read.
pub(crate) struct Answer {
    pub(crate) answered: Answered,
    pub(crate) body: Body,
    pub(crate) watch: Watch<Arc<dyn Transport>>,
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
    #[cold]
    pub(crate) fn not_a_success(self) -> Error {
        Error::Status(Box::new(StatusError::new(self.method, shown(&self.uri), self.response, self.attempts)))
    }

    /// The error of an answer that is no value.
    #[cold]
    pub(crate) fn not_as_described(self, source: DecodeError) -> Error {
        let Self { method, uri, response, attempts } = self;
        let (http::response::Parts { status, headers, .. }, body) = response.into_parts();
        let error = ResponseError { method, url: shown(&uri), status, headers, body, attempts, source };
        Error::Decode(Box::new(error))
    }
}

/// Makes the exchange and reads the answer's body to its end; any status is an answer.
pub(crate) fn run<'r>(running: Result<Running<'r>>) -> BoxFuture<'r, Result<Answered>> {
    whole(running, false)
}

/// The same, but a status other than one of success is an error.
pub(crate) fn succeed<'r>(running: Result<Running<'r>>) -> BoxFuture<'r, Result<Answered>> {
    whole(running, true)
}

fn whole<'r>(running: Result<Running<'r>>, success: bool) -> BoxFuture<'r, Result<Answered>> {
    // Outside of what waits, which would keep the result beside what is in it.
    let mut running = match running {
        Ok(running) => running,
        Err(error) => return Box::pin(ready(Err(error))),
    };
    Box::pin(async move {
        let mut attempt = Attempt::default();
        running.finish(&mut attempt, Want::Whole).await?;
        // What is done with the answer is no request under way.
        attempt.place = None;
        let answered = running.answered(attempt);
        if success { answered.success() } else { Ok(answered) }
    })
}

/// As [`run`], but the body is left to the caller if the status is one of success.
pub(crate) fn open<'r>(running: Result<Running<'r>>) -> BoxFuture<'r, Result<Answer>> {
    Box::pin(async move {
        let (mut running, mut attempt) = (running?, Attempt::default());
        running.finish(&mut attempt, Want::Pieces).await?;
        let permit = attempt.place.take().and_then(Place::held);
        let coming = attempt.answer.as_mut().filter(|answer| answer.status().is_success());
        let body = coming.map(|answer| mem::take(answer.body_mut())).unwrap_or_default();
        let answered = running.answered(attempt);
        let watch = running.watch.held_by(Arc::clone(running.client.transport()?));
        Ok(Answer { answered, body, watch, permit })
    })
}

/// An exchange from its request to its answer. It and what waits for the answer stay in one box, which is small enough for
/// the allocator's quick path: with thousands of calls at once each further one is memory that no cache holds.
pub(crate) struct Running<'r> {
    client: &'r Client,
    exchange: Exchange,
    limits: Limits,
    watch: Watch<&'r dyn Transport>,
    attempts: Attempts,
    /// The attempt in which the last request was sent.
    sent_in: u32,
    /// How many requests were sent, redirects and all.
    sent: u16,
    method: Method,
    uri: http::Uri,
    version: Version,
    /// Most calls have none of their own.
    headers: Option<Box<HeaderMap>>,
    extensions: Extensions,
    /// Gone as soon as it is sent, if it cannot be had again.
    body: Option<Body>,
}

/// What an attempt has come to. It stands beside the exchange in its box, not in it: until there is an answer, its memory
/// is not so much as touched.
#[derive(Default)]
struct Attempt<'r> {
    /// The answer, whose body is whole once it was read.
    answer: Option<http::Response<Body>>,
    /// The `Authorization` of the last request.
    sent: Option<HeaderValue>,
    /// Where a redirect of this attempt led to.
    redirected: Option<Box<http::Uri>>,
    /// The place among the client's requests that are under way.
    place: Option<Place<'r>>,
}

impl<'r> Running<'r> {
    pub(crate) fn new(client: &'r Client, request: http::Request<Body>, exchange: Exchange) -> Result<Self> {
        let transport: &dyn Transport = &**client.transport()?;
        let limits = exchange.options.as_ref().map_or(client.limits(), |options| options.limits(client.limits()));
        let watch = Watch::new(transport, limits.timeouts.read);
        let (Parts { method, uri, version, headers, extensions, .. }, body) = request.into_parts();
        let headers = (!headers.is_empty()).then(|| Box::new(headers));
        let (attempts, body) = (Attempts::default(), Some(body));
        let (sent_in, sent) = (0, 0);
        Ok(Self {
            client,
            exchange,
            limits,
            watch,
            attempts,
            sent_in,
            sent,
            method,
            uri,
            version,
            headers,
            extensions,
            body,
        })
    }

    /// The answer that the last attempt came to.
    fn answered(&mut self, attempt: Attempt<'_>) -> Answered {
        let response = attempt.answer.unwrap_or_default().map(|mut body| body.take_bytes());
        let (method, uri) = (mem::take(&mut self.method), mem::take(&mut self.uri));
        Answered { method, uri, response, attempts: self.sent_in }
    }

    /// Where the request goes that is under way.
    fn uri<'u>(&'u self, attempt: &'u Attempt<'_>) -> &'u http::Uri {
        attempt.redirected.as_deref().unwrap_or(&self.uri)
    }

    /// How deep the answer's JSON may nest, if that is set.
    fn json_depth(&self) -> Option<usize> {
        self.exchange.options.as_ref().and_then(|options| options.json_depth).or(self.client.json_depth())
    }

    /// How long to wait before the next attempt, if there is one.
    fn wait(&mut self, attempt: &Attempt<'_>, outcome: &Result<()>, started: Instant) -> Option<Duration> {
        let failure = failure(attempt, outcome)?;
        let policy = self.client.retries();
        let policy = self.exchange.options.as_ref().map_or(policy, |options| options.policy(policy));
        self.attempts.wait(policy, &self.method, failure, started.elapsed())
    }

    /// The exchange from the first attempt to the last. Its time begins when this is polled.
    async fn finish(&mut self, attempt: &mut Attempt<'r>, want: Want) -> Result<()> {
        let started = Instant::now();
        self.watch.start(started, self.limits.timeouts.total);
        let mut refused = false;
        loop {
            self.attempts.begin();
            let outcome = self.attempt(attempt, want).await;
            let status = attempt.answer.as_ref().map(http::Response::status);
            if !refused && outcome.is_ok() && status == Some(StatusCode::UNAUTHORIZED) {
                refused = true;
                let better = self.has_better_credentials(attempt).await;
                // Credentials are told also where nothing can be sent again: the next call has the better ones.
                if self.body.is_some() && better? {
                    continue;
                }
            }
            if self.body.is_some() {
                let wait = self.wait(attempt, &outcome, started);
                if let Some(wait) = wait.filter(|wait| *wait < self.watch.left(Instant::now())) {
                    // Nothing is held while waiting: no place, and no connection of a body that was not read to its end.
                    *attempt = Attempt::default();
                    let slept = self.watch.sleep(wait).await;
                    slept.map_err(|expired| self.expired(attempt, expired))?;
                    continue;
                }
            }
            if let (Some(depth), Some(answer)) = (self.json_depth(), &mut attempt.answer) {
                answer.extensions_mut().insert(JsonDepth(depth));
            }
            return outcome;
        }
    }

    /// Whether an answer of 401 led to other credentials.
    async fn has_better_credentials(&mut self, attempt: &mut Attempt<'_>) -> Result<bool> {
        let security = self.exchange.security;
        let Some(answer) = attempt.answer.as_ref().filter(|_| !security.is_none()) else { return Ok(false) };
        let (authorization, headers) = (attempt.sent.as_ref(), answer.headers());
        let refusal = Refusal { scopes: security.scopes(), security, authorization, headers };
        let asked = self.watch.total(self.client.credentials().refused(refusal)).await;
        asked.map_err(|expired| self.expired(attempt, expired))?.map_err(|error| error.after_attempts(self.sent_in))
    }

    /// One attempt: the request, and further ones as redirects say.
    async fn attempt(&mut self, attempt: &mut Attempt<'r>, want: Want) -> Result<()> {
        *attempt = Attempt::default();
        if let Some(turn) = self.place(attempt, want) {
            attempt.place = Some(self.in_turn(turn).await?);
        }
        let (mut redirects, mut unread) = (0, 0);
        loop {
            self.client.allowed(self.uri(attempt), self.exchange.own.as_ref())?;
            let replayable = self.body.as_ref().is_some_and(|body| body.as_bytes().is_some());
            let span = match self.send(attempt).await {
                Ok(span) => span,
                // The service says that it did nothing, so this is no attempt of its own, whatever the method.
                Err(error) if replayable && unread < MOST_UNREAD && error.is_unread() => {
                    unread += 1;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let Some(answer) = &attempt.answer else { return Ok(()) };
            let status = answer.status();
            if status.is_redirection() && redirects < MOST_REDIRECTS && replayable {
                let is_trusted = |to: &http::Uri| self.client.allowed(to, None).is_ok();
                if let Some(next) = redirect(&self.method, self.uri(attempt), answer, is_trusted) {
                    attempt.redirected = Some(Box::new(next));
                    redirects += 1;
                    continue;
                }
            }
            // The reason for a failure is always read.
            if want == Want::Whole || !status.is_success() {
                self.collect(attempt, &span).await?;
            }
            return Ok(());
        }
    }

    /// Takes a place among the requests that are under way, or gives what waits for one.
    fn place(&self, attempt: &mut Attempt<'r>, want: Want) -> Option<BoxFuture<'r, Place<'r>>> {
        if let Some(company) = self.exchange.options.as_ref().and_then(|options| options.places.as_ref()) {
            return match company {
                Company::None => None,
                Company::Of(bound) => Some(Box::pin(Arc::clone(&bound.0).hold())),
            };
        }
        let (places, hold) = (self.client.places()?, want == Want::Pieces);
        attempt.place = places.try_take(hold);
        if attempt.place.is_some() { None } else { Some(Box::pin(places.take(hold))) }
    }

    /// A place, if it comes in time.
    async fn in_turn(&mut self, turn: BoxFuture<'r, Place<'r>>) -> Result<Place<'r>> {
        self.watch.total(turn).await.map_err(|_| {
            let text =
                "as many requests as the client or the call allows were under way all the time; see with_concurrency";
            self.failed(&Attempt::default(), TransportError::new(TransportErrorKind::Timeout, text))
        })
    }

    /// The head of a request, but for what proves who is calling. It is in a box only until it is sent.
    fn head(&self, attempt: &Attempt<'_>, span: &Span) -> Result<Box<Parts>> {
        let (parts, ()) = http::Request::new(()).into_parts();
        let mut parts = Box::new(parts);
        parts.method = self.method.clone();
        parts.uri = self.uri(attempt).clone();
        parts.version = self.version;
        parts.extensions.clone_from(&self.extensions);
        let none = HeaderMap::new();
        let own = self.headers.as_deref().unwrap_or(&none);
        parts.headers = match self.exchange.accept {
            Some(accept) => complete(self.client, accept, own),
            None => with_room(own, HEADERS_ON_THE_WAY),
        };
        if !self.client.hooks().is_empty() {
            let before = transports_own(&parts.headers);
            // Within the span, so that a hook can send the context of it along.
            span.within(|| self.tell_before(attempt, &mut parts.headers))?;
            // Such as where a hook passes on what came from elsewhere: the body would be another one to the service.
            if transports_own(&parts.headers) != before {
                return Err(Error::usage("a hook set `host`, `content-length`, `transfer-encoding` or `connection`"));
            }
        }
        Ok(parts)
    }

    /// Adds all that proves who is calling.
    async fn authorize(&mut self, attempt: &mut Attempt<'_>, parts: &mut Parts) -> Result<()> {
        if !self.exchange.security.is_none() {
            let authorized = self.client.credentials().authorize_for(parts, self.exchange.security);
            let authorized = self.watch.total(authorized).await;
            authorized.map_err(|expired| self.expired(attempt, expired))??;
        }
        // Credentials in the query must not have changed where the request goes.
        self.client.allowed(&parts.uri, self.exchange.own.as_ref())?;
        attempt.sent = parts.headers.get(header::AUTHORIZATION).cloned();
        Ok(())
    }

    /// One request, to the head of its answer.
    async fn send(&mut self, attempt: &mut Attempt<'_>) -> Result<Span> {
        let span = Span::new(&self.method, &self.exchange.visible(self.uri(attempt)), self.sent);
        let mut parts = self.head(attempt, &span).map_err(|error| self.not_sent(&span, error))?;
        self.authorize(attempt, &mut parts).await.map_err(|error| self.not_sent(&span, error))?;
        let body = self.body.as_ref().and_then(Body::again).or_else(|| self.body.take()).unwrap_or_default();
        let started = Instant::now();
        self.limits.timeouts.total = self.watch.left(started);
        let (body, taken) = signs_of_life(body, started);
        // An attempt that ends before, such as for want of a place, has sent nothing.
        self.sent_in = self.attempts.made();
        self.sent = self.sent.saturating_add(1);
        let mut sending = self.watch.transport.send(unboxed(parts, body), &self.limits);
        let sending = poll_fn(|context| span.within(|| sending.as_mut().poll(context)));
        let outcome = match self.watch.alive(|| last_sign(taken.as_deref(), started), sending).await {
            Ok(outcome) => outcome,
            Err(expired) => Err(over(expired)),
        };
        match &outcome {
            Ok(response) => span.head(response.status(), response.version()),
            Err(error) => span.error(error.kind()),
        }
        if !self.client.hooks().is_empty() {
            span.within(|| self.tell_after(attempt, started.elapsed(), &outcome));
        }
        let mut answer = outcome.map_err(|source| self.failed(attempt, source))?;
        // Over HTTP/2 their length looks like one of a body that is to come.
        if has_no_body(&self.method, answer.status()) {
            *answer.body_mut() = Body::default();
        }
        attempt.answer = Some(answer);
        Ok(span)
    }

    /// Hooks see a request before it is sent. What few calls need stands apart from what each of them runs through.
    #[cold]
    fn tell_before(&self, attempt: &Attempt<'_>, headers: &mut HeaderMap) -> Result<()> {
        let (method, uri, attempt) = (&self.method, self.uri(attempt), self.attempts.made());
        self.client
            .hooks()
            .iter()
            .try_for_each(|hook| hook.before_send(&mut Outgoing { method, uri, headers, attempt }))
    }

    /// And what became of it.
    #[cold]
    fn tell_after(
        &self,
        attempt: &Attempt<'_>,
        duration: Duration,
        outcome: &Result<http::Response<Body>, TransportError>,
    ) {
        let url = shown(&self.exchange.visible(self.uri(attempt)));
        let (method, attempt) = (&self.method, self.attempts.made());
        for hook in self.client.hooks() {
            let outcome = outcome.as_ref().map(|response| (response.status(), response.headers()));
            hook.after_response(&Exchanged { method, url: &url, attempt, duration, outcome });
        }
    }

    /// Reads the body of the answer to its end.
    async fn collect(&mut self, attempt: &mut Attempt<'_>, span: &Span) -> Result<()> {
        let Some(answer) = &mut attempt.answer else { return Ok(()) };
        let mut collected = Collected::default();
        let limit = self.limits.max_body;
        let is_success = answer.status().is_success();
        span.reads();
        let read = poll_fn(|context| {
            let (body, watch) = (answer.body_mut(), &mut self.watch);
            span.within(|| collected.poll_read(context, body, limit, !is_success, watch))
        })
        .await;
        span.has_read();
        *answer.body_mut() = match read {
            Ok(()) => collected.into_bytes().into(),
            Err(source) => {
                span.error(source.kind());
                if is_success {
                    let error = self.failed(attempt, source);
                    return Err(match &attempt.answer {
                        Some(answer) => error.after(answer.status(), answer.headers()),
                        None => error,
                    });
                }
                // What the service says by the status counts, whatever becomes of the reason that it tells.
                answer.extensions_mut().insert(Truncated);
                collected.start(limit).into()
            }
        };
        Ok(())
    }

    #[cold]
    fn not_sent(&self, span: &Span, error: Error) -> Error {
        span.not_sent(&error);
        error.after_attempts(self.sent_in)
    }

    #[cold]
    fn expired(&self, attempt: &Attempt<'_>, expired: Expired) -> Error {
        self.failed(attempt, over(expired))
    }

    #[cold]
    fn failed(&self, attempt: &Attempt<'_>, source: TransportError) -> Error {
        let uri = self.exchange.visible(self.uri(attempt));
        failed(source, &self.method, &uri, self.limits.max_body, self.sent_in)
    }
}

/// A request of a head that was boxed. Here the box ends, and not only where what waits for the answer does.
fn unboxed(parts: Box<Parts>, body: Body) -> http::Request<Body> {
    http::Request::from_parts(*parts, body)
}

/// Why an attempt is one that may be repeated.
fn failure(attempt: &Attempt<'_>, outcome: &Result<()>) -> Option<Failure> {
    match outcome {
        Ok(()) => {
            let answer = attempt.answer.as_ref().filter(|answer| !answer.status().is_success())?;
            Some(Failure::Status(answer.status(), crate::status::retry_after_of(answer.headers())))
        }
        Err(Error::Transport(failure) | Error::Timeout(failure)) => Some(Failure::Transport(failure.source.kind())),
        Err(_) => None,
    }
}

/// The error of a transport as that of a call.
pub(crate) fn failed(source: TransportError, method: &Method, uri: &http::Uri, limit: usize, attempts: u32) -> Error {
    let url = shown(uri);
    match source.kind() {
        TransportErrorKind::TooLarge => Error::TooLarge(Box::new(TooLarge { url, limit, attempts, head: None })),
        kind => {
            let failure = Box::new(TransportFailure { method: method.clone(), url, attempts, head: None, source });
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

#[cfg(test)]
mod tests {
    use super::*;

    /// 1,024 bytes are what glibc's allocator keeps for the next to come.
    #[test]
    fn what_waits_for_an_answer_is_small() {
        let client =
            Client::new("https://host.example", crate::Anonymous).with_transport(crate::InMemoryTransport::replay([]));
        let request = http::Request::new(Body::default());
        let running = run(Running::new(&client, request, Exchange::default()));
        let size = size_of_val(&*running);
        assert!((500..=960).contains(&size), "{size}");
    }
}
