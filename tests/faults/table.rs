//! Every fault against every shape of operation, and the table of it in the documentation.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use graph_vpp_tokens::{Client, Error};
use rest_bindgen_runtime::{
    Body, BoxFuture, Limits, ReqwestTransport, Timeouts, TowerTransport, Transport, TransportError, TransportErrorKind,
    UreqTransport, http,
};

use crate::catalogue::{Case, Fault, faults};
use crate::server::{Server, Step, answer};
use crate::shapes::Shape;
use crate::{CANARY, client, everything};

/// How long an answer may be, in bytes.
pub(crate) const LIMIT: usize = 256 * 1024;

/// How many cases are under way at once.
const AT_ONCE: usize = 64;

/// The operations that are also called over other transports: one that may be repeated, one that may not, and one in pieces.
const ELSEWHERE: [Shape; 3] = [Shape::Get, Shape::Action, Shape::Download];

/// What the documentation says of the other transports.
const OTHERS: [&str; 2] =
    ["`UreqTransport`", "`TowerTransport`, whose service here sends by reqwest and gives frames as all services do,"];

/// A service of tower over another transport.
#[derive(Clone)]
struct Over(Arc<dyn Transport>);

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
const TIMES: Timeouts =
    Timeouts { connect: Duration::from_secs(5), read: Duration::from_millis(2500), total: Duration::from_secs(20) };

/// Set to write the table again.
const UPDATE: &str = "UPDATE_FAULTS";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_against_every_shape() {
    let _turn = crate::alone().await;
    let faults: Arc<Vec<Fault>> = Arc::new(faults());
    assert!(faults.len() >= 60, "{} faults", faults.len());
    let other =
        Server::new(|_| vec![Step::Read, Step::Write(answer("200 OK", &[], "{\"value\":[],\"id\":\"stolen\"}"))]);
    let other = Arc::new(other.await);
    // One for all: what a client costs is not the question.
    let reqwest: Arc<dyn Transport> = Arc::new(ReqwestTransport::new());
    let others: [Arc<dyn Transport>; OTHERS.len()] =
        [Arc::new(UreqTransport::new()), Arc::new(TowerTransport::new(Over(Arc::clone(&reqwest))))];
    let elsewhere = others.iter().flat_map(|other| ELSEWHERE.map(|shape| (shape, other)));
    let columns = Shape::ALL.map(|shape| (shape, &reqwest)).into_iter().chain(elsewhere);
    let columns: Vec<(Shape, &Arc<dyn Transport>)> = columns.collect();
    let places = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    let mut running = tokio::task::JoinSet::new();
    for index in 0..faults.len() {
        for (column, (shape, transport)) in columns.iter().enumerate() {
            let (faults, other, places) = (Arc::clone(&faults), Arc::clone(&other), Arc::clone(&places));
            let (shape, transport) = (*shape, Arc::clone(transport));
            running.spawn(async move {
                let _place = places.acquire().await.unwrap();
                (index, column, outcome(&faults, index, shape, &other, transport).await)
            });
        }
    }
    let mut cells = vec![vec![String::new(); columns.len()]; faults.len()];
    while let Some(done) = running.join_next().await {
        let (index, column, cell) = done.expect("no call panics");
        cells[index][column] = cell;
    }
    assert_eq!(other.met.connections(), 0, "the other origin was met: {}", other.met.text());
    compare(&page(&faults, &cells));
}

/// What becomes of one call, after everything that holds for all of them was checked.
async fn outcome(
    faults: &Arc<Vec<Fault>>,
    index: usize,
    shape: Shape,
    other: &Server,
    transport: Arc<dyn Transport>,
) -> String {
    let (own, foreign) = (Arc::new(std::sync::OnceLock::new()), format!("127.0.0.1:{}", other.port));
    let (all, address) = (Arc::clone(faults), Arc::clone(&own));
    let server = Server::new(move |_| {
        let own: &String = address.get_or_init(String::new);
        (all[index].steps)(Case { shape, other: &foreign, own })
    })
    .await;
    own.set(format!("127.0.0.1:{}", server.port)).unwrap();
    let client = client(&server).core().clone().with_response_limit(LIMIT).with_page_limit(5);
    let client = Client::from(client.with_timeouts(TIMES).with_transport(transport));
    let started = Instant::now();
    let result = tokio::time::timeout(Duration::from_secs(60), shape.call(&client)).await;
    let place = format!("{} / {} / {}", faults[index].group, faults[index].name, shape.name());
    let result = result.unwrap_or_else(|_| panic!("{place}: hangs"));
    assert!(started.elapsed() < Duration::from_secs(30), "{place}: took {:?}", started.elapsed());
    let Err(error) = result else { return "success".to_owned() };
    let said = everything(&error);
    assert!(!said.contains(CANARY), "{place}: {said}");
    // The rest of it is in the service's hands, which may say that it did nothing.
    let refused = error.is_throttled() && error.retry_after().is_some();
    if !shape.is_idempotent() && !refused && !error.is_connect() {
        assert!(error.attempts() <= 1, "{place}: {error}");
        // A redirect of 307 or 308 to the server itself is its word that it did nothing.
        let most = if faults[index].group.starts_with("Redirects") { 11 } else { 1 };
        assert!(server.met.requests() <= most, "{place}: sent {} times", server.met.requests());
    }
    word(&error)
}

/// An error in a few words: what kind it is, and after how many attempts.
fn word(error: &Error) -> String {
    let what = match error {
        Error::Transport(failure) | Error::Timeout(failure) => match failure.source.kind() {
            TransportErrorKind::Connect => "no connection".to_owned(),
            TransportErrorKind::Interrupted => "broken off".to_owned(),
            TransportErrorKind::ReadTimeout => "silence".to_owned(),
            TransportErrorKind::Timeout => "timeout".to_owned(),
            kind => kind.name().to_owned(),
        },
        Error::Status(status) => status.status.as_u16().to_string(),
        Error::Decode(_) => "not as described".to_owned(),
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

fn page(faults: &[Fault], cells: &[Vec<String>]) -> String {
    let mut page = String::from(INTRODUCTION);
    let mut group = "";
    for (fault, cells) in faults.iter().zip(cells) {
        if fault.group != group {
            group = fault.group;
            write!(page, "\n## {group}\n\n| the server |").unwrap();
            Shape::ALL.iter().for_each(|shape| write!(page, " {} |", shape.name()).unwrap());
            page.push_str("\n|---|");
            Shape::ALL.iter().for_each(|_| page.push_str("---|"));
            page.push('\n');
        }
        writeln!(page, "| {} | {} |", fault.name, cells[..Shape::ALL.len()].join(" | ")).unwrap();
    }
    for (index, other) in OTHERS.iter().enumerate() {
        let mut lines = String::new();
        for (fault, cells) in faults.iter().zip(cells) {
            let (reqwest, others) = cells.split_at(Shape::ALL.len());
            let there = &others[index * ELSEWHERE.len()..][..ELSEWHERE.len()];
            let of = |shape: Shape| Shape::ALL.iter().position(|known| *known == shape).map(|index| &reqwest[index]);
            if ELSEWHERE.iter().zip(there).any(|(shape, cell)| of(*shape) != Some(cell)) {
                writeln!(lines, "| {} | {} |", fault.name, there.join(" | ")).unwrap();
            }
        }
        let name = other.split('`').nth(1).unwrap_or_default();
        write!(page, "\n## Over `{name}`\n\nThe same calls over {other} end in the same").unwrap();
        if lines.is_empty() {
            page.push_str(".\n");
            continue;
        }
        page.push_str(", but for these lines.\n\n| the server |");
        ELSEWHERE.iter().for_each(|shape| write!(page, " {} |", shape.name()).unwrap());
        page.push_str("\n|---|---|---|---|\n");
        page.push_str(&lines);
    }
    page
}

const INTRODUCTION: &str = "\
# Faults, and what becomes of a call

Written by `tests/faults` (with `UPDATE_FAULTS=1`), which runs every line against a server that misbehaves on every
connection. The client makes three attempts and takes 256 KiB at most. No call of it hangs or panics, no credential
reaches another origin or a text, and no request that is not idempotent is sent twice unless the service says that it
refused it (429 and 503 with `Retry-After`) or there never was a connection.

The operations: a list to its end (GET), get (GET), create (POST), an action (POST), update (PATCH), delete (DELETE), get as
a download that is read to its end, an action whose body is sent in pieces (POST), events to their end (GET), and a batch of
one get (POST). What they end in:

- **success**
- **not as described**: `Error::Decode`, with the place in the answer
- **broken off**, **silence**, **no connection**: `Error::Transport` and `Error::Timeout`; `×3` says after how many attempts
- **too large**: `Error::TooLarge`
- **not followed**: `Error::ForeignLink`; redirects to another origin are an `Error::Status`
- **pages without end**: `Error::Paging`
- a number: `Error::Status` with this status
";

/// The page in the documentation is this one.
fn compare(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md");
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let changed: Vec<_> = page.lines().filter(|line| !known.lines().any(|known| known == *line)).collect();
    assert!(known == page, "docs/faults.md is stale; {UPDATE}=1 writes it. New lines:\n{}", changed.join("\n"));
}
