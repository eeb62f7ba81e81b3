//! The transport over ureq.

mod connection;

use std::fmt;
use std::future::poll_fn;
use std::io::{self, Read};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::thread;
use std::time::Duration;

use async_channel::{Receiver, Sender, bounded};
use bytes::Buf as _;
use futures_core::Stream;
use http::{HeaderValue, header};
use ureq::config::Config;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Error, SendBody, Timeout};
use url::Url;

use self::connection::NoConnection;
use super::blocking::wait;
use crate::Bytes;
use crate::address::is_loopback;
use crate::bounds::BoxFuture;
use crate::codings;
use crate::limits::{Limits, OpenEnd};
use crate::payload::Body;
use crate::transport::{Transport, TransportError, TransportErrorKind};
use crate::whole::has_no_body;

/// How much of an answer is read at once, and how many such pieces wait for the client.
const PIECE: usize = 16 * 1024;
const WAITING: usize = 4;
/// How many agents wait for further requests.
const MOST_IDLE: usize = 32;
/// Times above this are none: a hundred years.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The transport over [`ureq`], for programs without an async runtime: HTTP/1.1, TLS by rustls with the system's roots,
/// gzip, the proxy of the environment but for this machine. [`blocking::wait`](crate::blocking::wait) waits for its calls.
///
/// At its lowest level, `trace` of the crate `log`, ureq itself tells the whole address and each byte that it sends,
/// credentials too. A program that logs so much gives the targets `ureq` and `ureq_proto` the level `debug`, where it hides
/// them.
///
/// Every request has a thread and a connection of its own until its answer is read. Both end as soon as the call, or the
/// body of its answer, is given up; only looking up a host's name goes on to its end, or to that of the time for connecting.
#[derive(Clone)]
pub struct UreqTransport(Agents);

#[derive(Clone)]
enum Agents {
    /// One that was built elsewhere.
    Given(ureq::Agent),
    Own {
        through: Box<connection::Agents>,
        /// For what goes to this machine: a proxy would read what nobody else may, or not find it.
        direct: Box<connection::Agents>,
        /// Agents of requests that are over, whose connections may serve further ones.
        idle: Arc<Mutex<Vec<Lent>>>,
    },
}

/// An agent that serves one request at a time. All connections of an agent can be ended, and none of them alone.
struct Lent {
    agent: ureq::Agent,
    is_direct: bool,
}

/// Ends a request's connection, and so its thread, when nobody reads the answer to its end.
struct Ending {
    lent: Option<Lent>,
    idle: Arc<Mutex<Vec<Lent>>>,
}

impl Ending {
    /// The request is over: the connection is in order.
    fn give_back(&mut self) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.extend(self.lent.take());
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        if let Some(lent) = self.lent.take() {
            lent.agent.shutdown();
        }
    }
}

/// Nothing of it: an agent knows the password of its proxy.
impl fmt::Debug for UreqTransport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("UreqTransport")
    }
}

impl Default for UreqTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl UreqTransport {
    /// A transport with an agent of its own.
    #[must_use]
    pub fn new() -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let through = ureq::Agent::config_builder().tls_config(tls.clone()).build();
        let direct = ureq::Agent::config_builder().tls_config(tls).proxy(None).build();
        Self::of(through, direct)
    }

    /// A transport with agents of this configuration: for other roots, proxies or client certificates. A proxy that it
    /// names, or has from the environment, counts for this machine too. What it says about redirects, statuses and times
    /// does not count: those are set for each request.
    #[must_use]
    pub fn with_config(config: Config) -> Self {
        Self::of(config.clone(), config)
    }

    fn of(through: Config, direct: Config) -> Self {
        let of = |config| Box::new(connection::Agents::new(config));
        Self(Agents::Own { through: of(through), direct: of(direct), idle: Arc::default() })
    }

    /// A transport over an agent built elsewhere: for connections or names of hosts that it comes to in its own way. What
    /// it does about redirects, statuses and times is set for each request.
    ///
    /// Its connections are its own, and [`with_config`](Self::with_config) is the better choice where it will do. What
    /// ureq does with an agent's connections is not changed: it takes one that breaks off for the end of a body that tells
    /// no length, so that anyone on the way can cut such an answer short, and a handshake that fails is no
    /// [`is_connect`](crate::Error::is_connect), so what changes something is not sent again after it. The thread of a
    /// request that is given up ends when the service says something, or with the times of the call; that of a download
    /// that was given no whole time does not end while the service sends trailers without end.
    #[must_use]
    pub fn with_agent(agent: ureq::Agent) -> Self {
        Self(Agents::Given(agent))
    }

    /// The agent of a request, and what ends it.
    fn agent(&self, request: &http::Request<Body>) -> (ureq::Agent, Option<Ending>) {
        let (through, direct, idle) = match &self.0 {
            Agents::Given(agent) => return (agent.clone(), None),
            Agents::Own { through, direct, idle } => (through, direct, idle),
        };
        let is_direct = Url::parse(&request.uri().to_string()).is_ok_and(|url| is_loopback(&url));
        let mut waiting = idle.lock().unwrap_or_else(PoisonError::into_inner);
        // The one that was used last has the connections that are the likeliest to be open.
        let known = waiting.iter().rposition(|lent| lent.is_direct == is_direct).map(|index| waiting.remove(index));
        drop(waiting);
        let agents = if is_direct { direct } else { through };
        let lent = known.unwrap_or_else(|| Lent { agent: agents.agent(), is_direct });
        (lent.agent.clone(), Some(Ending { lent: Some(lent), idle: Arc::clone(idle) }))
    }
}

impl Transport for UreqTransport {
    fn send<'a>(
        &'a self,
        request: http::Request<Body>,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (answer, answered) = bounded(1);
            let ((agent, mut ending), limits) = (self.agent(&request), *limits);
            thread::Builder::new()
                .name("rest-bindgen-ureq".to_owned())
                .spawn(move || exchange(&agent, request, &limits, &answer))
                .map_err(|error| TransportError::new(TransportErrorKind::Connect, error))?;
            let (parts, coming) = answered.recv().await.unwrap_or_else(|_| Err(ended()))?;
            let body = match coming {
                Some((mut pieces, length)) => {
                    pieces.ending = ending;
                    Body::from_transport(Box::pin(pieces), length)
                }
                None => {
                    ending.iter_mut().for_each(Ending::give_back);
                    Body::default()
                }
            };
            Ok(codings::undone(http::Response::from_parts(parts, body)))
        })
    }
}

/// The head of an answer, and its body and the length of it, if there is one to come.
type Answer = Result<(http::response::Parts, Option<(Pieces, Option<u64>)>), TransportError>;

/// All of one request, on its own thread.
fn exchange(agent: &ureq::Agent, request: http::Request<Body>, limits: &Limits, answer: &Sender<Answer>) {
    let method = request.method().clone();
    let response = match run(agent, request, limits, answer) {
        Ok(response) => response,
        Err(error) => {
            // Nobody may be waiting any more.
            let _ = answer.try_send(Err(error));
            return;
        }
    };
    let (parts, body) = response.into_parts();
    let length = body.content_length();
    let is_empty = length == Some(0) || has_no_body(&method, parts.status);
    let mut reader = body.into_with_config().limit(u64::MAX).reader();
    if is_empty {
        // The end is there already. That it is read gives the connection back.
        let _ = reader.read(&mut [0]);
        let _ = answer.try_send(Ok((parts, None)));
        return;
    }
    let (pieces, taken) = bounded(WAITING);
    let incoming = Pieces { taken: Box::pin(taken), ended: false, ending: None };
    if answer.try_send(Ok((parts, Some((incoming, length))))).is_err() {
        return;
    }
    let mut buffer = vec![0; PIECE];
    loop {
        let piece = match reader.read(&mut buffer) {
            Ok(read) => Ok(Bytes::copy_from_slice(buffer.get(..read).unwrap_or_default())),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(failed(error.into())),
        };
        let is_last = piece.as_ref().map_or(true, Bytes::is_empty);
        // Whoever took the pieces may be gone.
        if pieces.send_blocking(piece).is_err() || is_last {
            return;
        }
    }
}

/// The request, to the head of its answer.
fn run(
    agent: &ureq::Agent,
    request: http::Request<Body>,
    limits: &Limits,
    answer: &Sender<Answer>,
) -> Result<http::Response<ureq::Body>, TransportError> {
    let (mut parts, body) = request.into_parts();
    codings::ask(&mut parts.headers);
    let takes_body = matches!(parts.method.as_str(), "POST" | "PUT" | "PATCH" | "QUERY");
    // Others have one only where there is something in it.
    if !takes_body && body.length() == Some(0) {
        return sent(agent, http::Request::from_parts(parts, SendBody::none()), limits);
    }
    if let Some(bytes) = body.as_bytes() {
        return sent(agent, http::Request::from_parts(parts, &**bytes), limits);
    }
    if let Some(length) = body.length() {
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    let outgoing = SendBody::from_owned_reader(Outgoing { body, piece: Bytes::new(), answer: answer.clone() });
    sent(agent, http::Request::from_parts(parts, outgoing), limits)
}

fn sent(
    agent: &ureq::Agent,
    request: http::Request<impl ureq::AsSendBody>,
    limits: &Limits,
) -> Result<http::Response<ureq::Body>, TransportError> {
    let times = &limits.timeouts;
    // Whatever comes or is taken, such as trailers without end, the thread ends: the client has gone by then.
    let whole = request.extensions().get::<OpenEnd>().map_or(time(times.total), |_| None);
    let request = agent
        .configure_request(request)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .timeout_resolve(time(times.connect))
        .timeout_connect(time(times.connect))
        .timeout_per_read(time(times.read))
        .timeout_per_write(time(times.read))
        .timeout_send_request(time(times.total))
        .timeout_send_body(time(times.total))
        .timeout_recv_response(time(times.total))
        .timeout_recv_body(whole)
        .build();
    agent.run(request).map_err(failed)
}

fn time(time: Duration) -> Option<Duration> {
    (time < LONGEST).then_some(time)
}

/// A request's body that comes in pieces, read on the request's own thread.
struct Outgoing {
    body: Body,
    piece: Bytes,
    /// Closed as soon as nobody waits for the answer any more.
    answer: Sender<Answer>,
}

impl Outgoing {
    /// The next piece, unless the call is given up before.
    fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        let (body, mut given_up) = (&mut self.body, pin!(self.answer.closed()));
        wait(poll_fn(|context| match given_up.as_mut().poll(context) {
            Poll::Ready(()) => {
                Poll::Ready(Err(TransportError::new(TransportErrorKind::Request, "the call is given up")))
            }
            Poll::Pending => body.poll_piece(context).map(Option::transpose),
        }))
    }
}

impl Read for Outgoing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.next().map_err(io::Error::other)? {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        self.piece.as_ref().read(into).inspect(|read| self.piece.advance(*read))
    }
}

/// An answer's pieces as its thread reads them; an empty one is the last.
struct Pieces {
    taken: Pin<Box<Receiver<Result<Bytes, TransportError>>>>,
    ended: bool,
    ending: Option<Ending>,
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let piece = ready!(self.taken.as_mut().poll_next(context));
        self.ended = !matches!(&piece, Some(Ok(piece)) if !piece.is_empty());
        Poll::Ready(match piece {
            Some(Ok(piece)) if piece.is_empty() => {
                self.ending.iter_mut().for_each(Ending::give_back);
                None
            }
            None => Some(Err(ended())),
            piece => piece,
        })
    }
}

fn ended() -> TransportError {
    TransportError::new(TransportErrorKind::Interrupted, "the thread of the request ended")
}

/// Whether a host's name led to no address. The standard library has no kind for it, but a text of its own, and on Windows
/// the system's numbers (`WSAHOST_NOT_FOUND` to `WSANO_DATA`).
fn is_lookup(error: &io::Error) -> bool {
    let by_number = cfg!(windows) && error.raw_os_error().is_some_and(|number| (11001..=11004).contains(&number));
    by_number || error.to_string().starts_with("failed to lookup address information")
}

fn failed(error: Error) -> TransportError {
    let (error, is_connected) = match error {
        Error::Other(error) => match error.downcast::<NoConnection>() {
            Ok(error) => (error.0, false),
            Err(error) => (Error::Other(error), true),
        },
        error => (error, true),
    };
    let kind = match &error {
        // These hold the address, which may hold values that are nobody's business.
        Error::BadUri(_) | Error::RequireHttpsOnly(_) => {
            return TransportError::new(TransportErrorKind::Request, "ureq does not take this address");
        }
        Error::Http(_) | Error::InvalidProxyUrl => TransportErrorKind::Request,
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => TransportErrorKind::ConnectTimeout,
        Error::Timeout(_) if !is_connected => TransportErrorKind::ConnectTimeout,
        _ if !is_connected => TransportErrorKind::Connect,
        Error::Timeout(Timeout::PerRead | Timeout::PerWrite) => TransportErrorKind::ReadTimeout,
        Error::Timeout(_) => TransportErrorKind::Timeout,
        Error::HostNotFound | Error::ConnectionFailed => TransportErrorKind::Connect,
        Error::Io(error) if is_lookup(error) => TransportErrorKind::Connect,
        // Over an agent that was built elsewhere.
        Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => TransportErrorKind::Connect,
        Error::Tls(_) | Error::TlsRequired | Error::ConnectProxyFailed(_) => TransportErrorKind::Connect,
        _ => TransportErrorKind::Interrupted,
    };
    match error {
        // The request's own body broke off.
        Error::Io(error) => match error.downcast::<TransportError>() {
            Ok(error) => error,
            Err(error) => TransportError::new(kind, error),
        },
        error => TransportError::new(kind, error),
    }
}
