//! Every fault against every shape of operation, and the table of it in the documentation.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use graph_vpp_tokens::{Client, Error};
use rest_bindgen_runtime::{
    Body, BoxFuture, Limits, ReqwestTransport, StreamError, Timeouts, TowerTransport, Transport, TransportError,
    TransportErrorKind, UreqTransport, blocking::wait, http,
};
use tokio_rustls::TlsAcceptor;

use crate::catalogue::{Case, Fault, Over as Spoken, faults};
use crate::server::{Server, Step, answer};
use crate::shapes::Shape;
use crate::tls::{self, Authority};
use crate::{CANARY, client_of, everything};

/// How long an answer may be, in bytes.
pub(crate) const LIMIT: usize = 256 * 1024;

/// How many cases are met again: more are no matter of chance.
const MOST_AGAIN: usize = 500;

/// How often they are.
const ROUNDS_AGAIN: usize = 3;

/// How many cases are under way at once.
const AT_ONCE: usize = 64;

/// The other transports: what the documentation says of each, and what is called over it.
const OTHERS: [(&str, &[Shape]); 2] = [
    ("`UreqTransport`, with `blocking::wait` as in programs without an async runtime,", &Shape::ALL),
    // What may be repeated, what may not, and what comes in pieces.
    (
        "`TowerTransport`, whose service here sends by reqwest and gives frames as all services do,",
        &[Shape::Get, Shape::Action, Shape::Download],
    ),
];

/// A column: a shape over a transport, of which that over reqwest is the first.
type Column = (Shape, usize);

/// What calls are sent over, by what is spoken.
struct Transports {
    plain: [Arc<dyn Transport>; OTHERS.len() + 1],
    tls: [Arc<dyn Transport>; OTHERS.len() + 1],
}

impl Transports {
    fn new(authority: &Authority) -> Self {
        let all = |reqwest: ReqwestTransport, ureq: UreqTransport| -> [Arc<dyn Transport>; OTHERS.len() + 1] {
            let reqwest: Arc<dyn Transport> = Arc::new(reqwest);
            [Arc::clone(&reqwest), Arc::new(ureq), Arc::new(TowerTransport::new(Over(reqwest)))]
        };
        Self {
            plain: all(ReqwestTransport::new(), UreqTransport::new()),
            tls: all(tls::trusting(authority), tls::ureq_trusting(authority)),
        }
    }

    /// The one that a fault is met over; `None` for a transport that does not speak what the fault is of, or hands it to
    /// one that is in the table already.
    fn of(&self, spoken: Spoken, transport: usize) -> Option<Arc<dyn Transport>> {
        match spoken {
            Spoken::Plain => self.plain.get(transport).cloned(),
            Spoken::Tls => self.tls.get(transport).cloned(),
            Spoken::Http2 => self.tls.first().filter(|_| transport == 0).cloned(),
        }
    }
}

/// A service of tower over another transport.
#[derive(Clone)]
pub(crate) struct Over(pub(crate) Arc<dyn Transport>);

impl tower_service::Service<http::Request<Body>> for Over {
    type Response = http::Response<Body>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let transport = Arc::clone(&self.0);
        let limits = *request.extensions().get::<Limits>().expect("its limits");
        Box::pin(async move { transport.send(request, &limits).await })
    }
}

/// Long enough for a machine that does other things too.
pub(crate) const TIMES: Timeouts =
    Timeouts { connect: Duration::from_secs(2), read: Duration::from_millis(2500), total: Duration::from_secs(20) };

/// Set to write the table again.
const UPDATE: &str = "UPDATE_FAULTS";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_against_every_shape() {
    let _turn = crate::alone().await;
    let authority = tls::authority();
    let faults: Arc<Vec<Fault>> = Arc::new(faults(&authority));
    assert!(faults.len() >= 60, "{} faults", faults.len());
    let other =
        Server::new(|_| vec![Step::Read, Step::Write(answer("200 OK", &[], "{\"value\":[],\"id\":\"stolen\"}"))]);
    let other = Arc::new(other.await);
    let front = tls::Front::acceptor(&authority);
    // Once for all: what a client costs is not the question.
    let transports = Transports::new(&authority);
    let columns = columns();
    let places = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    let mut running = tokio::task::JoinSet::new();
    for (index, fault) in faults.iter().enumerate() {
        for (column, (shape, transport)) in columns.iter().enumerate() {
            let Some(over) = transports.of(fault.over, *transport) else { continue };
            let (faults, other, places) = (Arc::clone(&faults), Arc::clone(&other), Arc::clone(&places));
            let (shape, is_blocking, front) = (*shape, *transport == 1, front.clone());
            running.spawn(async move {
                let _place = places.acquire().await.unwrap();
                (index, column, outcome(&faults, index, shape, &other, (over, is_blocking), front).await)
            });
        }
    }
    let mut cells = vec![vec![None; columns.len()]; faults.len()];
    let mut wrong = Vec::new();
    while let Some(done) = running.join_next().await {
        match done {
            Ok((index, column, cell)) => cells[index][column] = Some(cell),
            Err(panic) => wrong.push(panic.to_string()),
        }
    }
    assert!(wrong.is_empty(), "{} calls end otherwise:\n{}", wrong.len(), wrong.join("\n"));
    // Among so many it may be this machine that was silent, and which of two ends is met first may be chance. Lines that
    // are not known are met again, alone, by clients that have no connection left to a server whose port another one has
    // by now; what has to hold for every call holds for these too.
    for _ in 0..ROUNDS_AGAIN {
        let transports = Transports::new(&authority);
        for (index, column) in unknown(&faults, &cells).into_iter().take(MOST_AGAIN) {
            let (shape, transport) = columns[column];
            let Some(over) = transports.of(faults[index].over, transport) else { continue };
            cells[index][column] =
                Some(outcome(&faults, index, shape, &other, (over, transport == 1), front.clone()).await);
        }
    }
    assert_eq!(other.met.connections(), 0, "the other origin was met: {}", other.met.text());
    compare(&page(&faults, &cells));
}

/// The cells of lines that the documentation does not have.
fn unknown(faults: &[Fault], cells: &[Vec<Option<String>>]) -> Vec<(usize, usize)> {
    let known = std::fs::read_to_string(documentation()).unwrap_or_default();
    let is_known = |line: &str| known.lines().any(|known| known == line.trim_end());
    let mut unknown = Vec::new();
    for (index, (fault, cells)) in faults.iter().zip(cells).enumerate() {
        let mut start = 0;
        for shapes in [&Shape::ALL[..]].into_iter().chain(OTHERS.map(|(_, shapes)| shapes)) {
            let (met, over_reqwest) = (&cells[start..][..shapes.len()], as_over_reqwest(cells, shapes));
            let is_line = start == 0 || (met.iter().any(Option::is_some) && met != over_reqwest);
            if is_line && !is_known(&line(fault, met)) {
                unknown.extend((start..start + shapes.len()).map(|column| (index, column)));
            }
            start += shapes.len();
        }
    }
    unknown
}

/// What these shapes end in over reqwest.
fn as_over_reqwest(cells: &[Option<String>], shapes: &[Shape]) -> Vec<Option<String>> {
    let of = |shape: &Shape| Shape::ALL.iter().position(|known| known == shape).and_then(|index| cells[index].clone());
    shapes.iter().map(of).collect()
}

/// All shapes over reqwest, and what is called over the others.
fn columns() -> Vec<Column> {
    let others =
        OTHERS.iter().enumerate().flat_map(|(index, (_, shapes))| shapes.iter().map(move |shape| (*shape, index + 1)));
    Shape::ALL.into_iter().map(|shape| (shape, 0)).chain(others).collect()
}

/// What becomes of one call, after everything that holds for all of them was checked.
async fn outcome(
    faults: &Arc<Vec<Fault>>,
    index: usize,
    shape: Shape,
    other: &Server,
    (transport, is_blocking): (Arc<dyn Transport>, bool),
    front: TlsAcceptor,
) -> String {
    let (own, foreign) = (Arc::new(std::sync::OnceLock::new()), format!("127.0.0.1:{}", other.port));
    let (all, address) = (Arc::clone(faults), Arc::clone(&own));
    let server = Server::new(move |_| {
        let own: &String = address.get_or_init(String::new);
        (all[index].steps)(Case { shape, other: &foreign, own })
    })
    .await;
    let fault = &faults[index];
    let front = match fault.over {
        Spoken::Http2 => Some(tls::Front::of(server.port, front).await),
        Spoken::Plain | Spoken::Tls => None,
    };
    let authority = format!("127.0.0.1:{}", front.as_ref().map_or(server.port, |front| front.port));
    own.set(authority.clone()).unwrap();
    let scheme = if fault.over == Spoken::Plain { "http" } else { "https" };
    let client = client_of(&format!("{scheme}://{authority}/beta"));
    let client = client.core().clone().with_response_limit(LIMIT).with_page_limit(5);
    let client = Client::from(client.with_timeouts(TIMES).with_transport(transport));
    let started = Instant::now();
    let call = async move {
        if is_blocking {
            return tokio::task::spawn_blocking(move || wait(shape.call(&client))).await.expect("no call panics");
        }
        shape.call(&client).await
    };
    let result = tokio::time::timeout(Duration::from_secs(60), call).await;
    let place = format!("{} / {} / {}", fault.group, fault.name, shape.name());
    let result = result.unwrap_or_else(|_| panic!("{place}: hangs"));
    assert!(started.elapsed() < Duration::from_secs(30), "{place}: took {:?}", started.elapsed());
    let Err(error) = result else { return "success".to_owned() };
    let said = everything(&error);
    assert!(!said.contains(CANARY), "{place}: {said}");
    // The rest of it is in the service's hands, which may say that it did nothing.
    let refused = error.is_throttled() && error.retry_after().is_some();
    if !shape.is_idempotent() && !refused && !error.is_connect() {
        assert!(error.attempts() <= 1, "{place}: {error}");
        assert!(server.met.requests() <= fault.most, "{place}: sent {} times", server.met.requests());
    }
    word(&error)
}

/// An error in a few words: what kind it is, and after how many attempts.
fn word(error: &Error) -> String {
    let what = match error {
        Error::Transport(failure) | Error::Timeout(failure) => match failure.source.kind() {
            TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout => "no connection".to_owned(),
            TransportErrorKind::Interrupted => "broken off".to_owned(),
            TransportErrorKind::ReadTimeout => "silence".to_owned(),
            TransportErrorKind::Timeout => "timeout".to_owned(),
            kind => kind.name().to_owned(),
        },
        Error::Status(status) => status.status.as_u16().to_string(),
        Error::Decode(_) => "not as described".to_owned(),
        Error::Stream(error) if matches!(**error, StreamError::Value { .. }) => "not as described".to_owned(),
        Error::TooLarge(_) => "too large".to_owned(),
        Error::ForeignLink(_) => "not followed".to_owned(),
        Error::Paging(_) => "pages without end".to_owned(),
        other => panic!("an error of no known kind: {other:?}"),
    };
    match error.attempts() {
        0 | 1 => what,
        attempts => format!("{what} ×{attempts}"),
    }
}

fn page(faults: &[Fault], cells: &[Vec<Option<String>>]) -> String {
    let mut page = String::from(INTRODUCTION);
    let mut group = "";
    for (fault, cells) in faults.iter().zip(cells) {
        if fault.group != group {
            group = fault.group;
            write!(page, "\n## {group}\n\n").unwrap();
            page.push_str(&header(&Shape::ALL));
        }
        page.push_str(&line(fault, &cells[..Shape::ALL.len()]));
    }
    let mut start = Shape::ALL.len();
    for (other, shapes) in OTHERS {
        let mut lines = String::new();
        for (fault, cells) in faults.iter().zip(cells) {
            let there = &cells[start..][..shapes.len()];
            if there.iter().all(Option::is_some) && there != as_over_reqwest(cells, shapes) {
                lines.push_str(&line(fault, there));
            }
        }
        start += shapes.len();
        let name = other.split('`').nth(1).unwrap_or_default();
        write!(page, "\n## Over `{name}`\n\nThe same calls over {other} end in the same").unwrap();
        if lines.is_empty() {
            page.push_str(".\n");
            continue;
        }
        write!(page, ", but for these lines.\n\n{}{lines}", header(shapes)).unwrap();
    }
    page
}

fn header(shapes: &[Shape]) -> String {
    let names: Vec<&str> = shapes.iter().map(|shape| shape.name()).collect();
    format!("| the server | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(shapes.len()))
}

fn line(fault: &Fault, cells: &[Option<String>]) -> String {
    let cells: Vec<&str> = cells.iter().map(|cell| cell.as_deref().unwrap_or("-")).collect();
    format!("| {} | {} |\n", fault.name, cells.join(" | "))
}

const INTRODUCTION: &str = "\
# Faults, and what becomes of a call

Written by `tests/faults` (with `UPDATE_FAULTS=1`), which runs every line against a server that misbehaves on every
connection. The client makes three attempts and takes 256 KiB at most. No call of it hangs or panics, no credential
reaches another origin or a text, and no request that is not idempotent is sent twice unless the service says that it
refused it (429 and 503 with `Retry-After`, a stream of HTTP/2 that it gives back unread) or there never was a connection.

The operations:

- a **list** to its end (GET), the **changes** of one (GET), a list whose pages the `Link` header leads to (**linked**, GET),
  a list that is asked for by a body (**search**, POST)
- **get** (GET), **head** (HEAD), **create** (POST), an **action** (POST), **replace** (PUT), **update** (PATCH), **delete**
  (DELETE), a **form** of several parts (POST)
- get as a **download** that is read to its end, an action whose body is sent in pieces (**upload**, POST), an upload
  **session** (PUT, and GET for how far it has come), **events** (GET) and **lines** of JSON (GET) to their end, and a
  **batch** of one get (POST)

What they end in:

- **success**
- **not as described**: `Error::Decode`, or `Error::Stream` of a value in a stream, with the place in it
- **broken off**, **silence**, **no connection**: `Error::Transport` and `Error::Timeout`; `×3` says after how many attempts
- **too large**: `Error::TooLarge`
- **not followed**: `Error::ForeignLink`; redirects to another origin are an `Error::Status`
- **pages without end**: `Error::Paging`
- a number: `Error::Status` with this status

HTTP/2 is agreed on in the handshake of TLS, and spoken by reqwest alone: `UreqTransport` does not have it, and
`TowerTransport` hands on what its service says.
";

fn documentation() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md")
}

/// The page in the documentation is this one.
fn compare(page: &str) {
    let path = documentation();
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let changed: Vec<_> = page.lines().filter(|line| !known.lines().any(|known| known == *line)).collect();
    assert!(known == page, "docs/faults.md is stale; {UPDATE}=1 writes it. New lines:\n{}", changed.join("\n"));
}
