//! A service that is none, for tests of what uses a client.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_timer::Delay;
use http::{HeaderValue, Method, StatusCode, header};

use crate::Bytes;
use crate::bounds::{BoxFuture, MaybeSend, MaybeSync};
use crate::credentials::KeysInQuery;
use crate::limits::Limits;
use crate::payload::Body;
use crate::transport::{Transport, TransportError, TransportErrorKind};

/// A transport for tests: it answers by a function or by recorded exchanges, and keeps the requests that it saw. Clones
/// share both, so that a test keeps one and gives the client another.
///
/// All else is as over a network: credentials, retries and their waiting, limits, redirects and pages. A test of an error
/// such as 503 sets `RetryPolicy::none()`, or waits for the retries.
#[derive(Clone)]
pub struct InMemoryTransport(Arc<Service>);

struct Service {
    answers: Answers,
    seen: Mutex<Vec<http::Request<Bytes>>>,
}

#[cfg(not(target_arch = "wasm32"))]
type Function = dyn Fn(&http::Request<Bytes>) -> Outcome + Send + Sync;
#[cfg(target_arch = "wasm32")]
type Function = dyn Fn(&http::Request<Bytes>) -> Outcome;

type Outcome = Result<http::Response<Body>, TransportError>;

enum Answers {
    Function(Box<Function>),
    Recorded(Mutex<VecDeque<Recorded>>),
}

/// A request that is expected, and its answer.
#[must_use]
pub struct Recorded {
    method: Method,
    target: String,
    request: Option<Bytes>,
    answer: Outcome,
    delay: Duration,
}

impl Recorded {
    /// An exchange whose request has this method and this target: the path as it is sent, base path included, with the
    /// query if it has one (`/beta/users?$top=5`). The answer is `200 OK` without a body.
    pub fn new(method: Method, target: impl Into<String>) -> Self {
        let answer = Ok(http::Response::default());
        Self { method, target: target.into(), request: None, answer, delay: Duration::ZERO }
    }

    /// The same exchange, whose request must have this body to the byte.
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.request = Some(body.into());
        self
    }

    /// The same exchange with a JSON answer.
    pub fn json(self, status: StatusCode, body: impl Into<Body>) -> Self {
        let mut answer = http::Response::new(body.into());
        *answer.status_mut() = status;
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.answer(answer)
    }

    /// The same exchange with any answer.
    pub fn answer(mut self, answer: http::Response<Body>) -> Self {
        self.answer = Ok(answer);
        self
    }

    /// The same exchange without an answer: the network fails like this.
    pub fn fails(mut self, error: TransportError) -> Self {
        self.answer = Err(error);
        self
    }

    /// The same exchange, whose answer or error comes so late.
    pub fn with_delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.answer {
            Ok(answer) => write!(out, "Recorded({} -> {})", self.line(), answer.status()),
            Err(error) => write!(out, "Recorded({} -> {error})", self.line()),
        }
    }
}

impl InMemoryTransport {
    /// A service that answers each request by a function, which may also fail as a network does.
    pub fn new(
        answer: impl Fn(&http::Request<Bytes>) -> Result<http::Response<Body>, TransportError>
        + MaybeSend
        + MaybeSync
        + 'static,
    ) -> Self {
        Self::of(Answers::Function(Box::new(answer)))
    }

    /// A service that answers as recorded, in that order. Another request than the next one of the recording fails, and
    /// so does one after its end; the error says what was expected.
    pub fn replay(exchanges: impl IntoIterator<Item = Recorded>) -> Self {
        Self::of(Answers::Recorded(Mutex::new(exchanges.into_iter().collect())))
    }

    fn of(answers: Answers) -> Self {
        Self(Arc::new(Service { answers, seen: Mutex::default() }))
    }

    /// The requests so far, as they would have gone out, with their bodies. Their `Debug` hides secret headers.
    #[must_use]
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        locked(&self.0.seen).clone()
    }

    /// Method and target of the requests so far (`GET /beta/users?$top=5`), to compare with those that a test expects.
    #[must_use]
    pub fn seen(&self) -> Vec<String> {
        locked(&self.0.seen).iter().map(line).collect()
    }

    /// Method and target of the recorded exchanges that were not asked for yet: none at the end of a test.
    #[must_use]
    pub fn left(&self) -> Vec<String> {
        match &self.0.answers {
            Answers::Function(_) => Vec::new(),
            Answers::Recorded(left) => locked(left).iter().map(Recorded::line).collect(),
        }
    }
}

/// How many requests it saw; their addresses may hold keys.
impl fmt::Debug for InMemoryTransport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "InMemoryTransport({} requests)", locked(&self.0.seen).len())
    }
}

impl Transport for InMemoryTransport {
    fn send<'a>(
        &'a self,
        request: http::Request<Body>,
        _limits: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (parts, mut body) = request.into_parts();
            let mut bytes = Vec::new();
            while let Some(piece) = body.try_next().await? {
                bytes.extend_from_slice(&piece);
            }
            let request = http::Request::from_parts(parts, Bytes::from(bytes));
            locked(&self.0.seen).push(request.clone());
            let recorded = match &self.0.answers {
                Answers::Function(answer) => return answer(&request),
                Answers::Recorded(left) => replayed(&mut locked(left), &request)?,
            };
            if !recorded.delay.is_zero() {
                Delay::new(recorded.delay).await;
            }
            recorded.answer
        })
    }
}

fn replayed(left: &mut VecDeque<Recorded>, request: &http::Request<Bytes>) -> Result<Recorded, TransportError> {
    let wrong = |text: String| TransportError::new(TransportErrorKind::Request, text);
    let keys = request.extensions().get::<KeysInQuery>();
    let shown = |line: &str| keys.map_or_else(|| line.to_owned(), |keys| keys.hide(line));
    let found = line(request);
    let Some(next) = left.front() else {
        return Err(wrong(format!("{} came after the end of the recording", shown(&found))));
    };
    let expected = next.line();
    if expected != found {
        return Err(wrong(format!("{} came, where the recording has {}", shown(&found), shown(&expected))));
    }
    if next.request.as_ref().is_some_and(|body| body != request.body()) {
        return Err(wrong(format!("{} has another body than in the recording", shown(&found))));
    }
    left.pop_front().ok_or_else(|| wrong(shown(&found)))
}

fn line(request: &http::Request<Bytes>) -> String {
    let target = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    format!("{} {target}", request.method())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
