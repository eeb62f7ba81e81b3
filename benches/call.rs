//! Calls over loopback: a generated client against hand-written reqwest and serde doing the same, round by round in turn.
#![allow(clippy::expect_used, missing_docs, reason = "a bench fails by panicking and documents nothing")]

use std::alloc::System;
use std::io::{BufRead as _, BufReader};
use std::pin::Pin;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use graph_vpp_tokens::{Bearer, Client};
use serde::Deserialize;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// What is allocated is counted; the server beside the clients allocates nothing for a request.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How many calls are under way at once, how many a round makes, and how many rounds of each side there are.
struct Load {
    at_once: usize,
    calls: usize,
    rounds: usize,
    places: Places,
}

/// How many requests of the generated client are on their way at once. By hand there is no bound.
#[derive(Clone, Copy)]
enum Places {
    /// As many as there are calls.
    ForAll,
    /// What a client has unless it is told: the other calls wait.
    AsItIs,
}

const LOADS: [Load; 4] = [
    Load { at_once: 32, calls: 1_024, rounds: 60, places: Places::ForAll },
    Load { at_once: 1_000, calls: 16_000, rounds: 8, places: Places::ForAll },
    Load { at_once: 10_000, calls: 60_000, rounds: 12, places: Places::ForAll },
    Load { at_once: 10_000, calls: 60_000, rounds: 12, places: Places::AsItIs },
];

/// How many calls what is allocated is the average of.
const CALLS: usize = 1_000;

const BODY: &str = r#"{"@odata.context":"x","id":"9ceb2f92","appleId":"a@example.com","displayName":"Tokens","automaticallyUpdateApps":true,"countryOrRegion":"de","lastSyncStatus":"completed","state":"valid","expirationDateTime":"2026-01-01T00:00:00Z"}"#;

/// All members that the description names, as the generated type has them. What it does not name is not kept.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoding it is the work that is measured")]
struct Token {
    id: Option<String>,
    apple_device_app_delivery_protocol_type: Option<Protocol>,
    apple_id: Option<String>,
    automatically_update_apps: Option<bool>,
    claim_token_management_from_external_mdm: Option<bool>,
    country_or_region: Option<String>,
    data_sharing_consent_granted: Option<bool>,
    display_name: Option<String>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    expiration_date_time: Option<time::OffsetDateTime>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    last_modified_date_time: Option<time::OffsetDateTime>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    last_sync_date_time: Option<time::OffsetDateTime>,
    last_sync_status: Option<SyncStatus>,
    location_name: Option<String>,
    organization_name: Option<String>,
    role_scope_tag_ids: Option<Vec<Option<String>>>,
    state: Option<State>,
    token: Option<String>,
    token_action_results: Option<Vec<Option<ActionResult>>>,
    vpp_token_account_type: Option<AccountType>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "as above")]
struct ActionResult {
    action_name: Option<String>,
    action_state: Option<String>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    last_updated_date_time: Option<time::OffsetDateTime>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    start_date_time: Option<time::OffsetDateTime>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum State {
    Valid,
    Expired,
    Invalid,
    #[serde(rename = "assignedToExternalMDM")]
    AssignedToExternalMdm,
    DuplicateLocationId,
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum SyncStatus {
    None,
    InProgress,
    Completed,
    Failed,
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Protocol {
    Vpp,
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum AccountType {
    Business,
    Education,
    #[serde(other)]
    Unknown,
}

/// The server's process: its work is nobody's, and its open files are not those of the clients.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    /// A server that answers so long after each request.
    fn start(pause: Duration) -> Self {
        let pause = pause.as_millis().to_string();
        let program = std::env::current_exe().expect("this program");
        let mut process = Command::new(program)
            .env(SERVES, pause)
            .env_remove(SIDE)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut said = String::new();
        BufReader::new(process.stdout.take().expect("what it says")).read_line(&mut said).expect("a line");
        Self { process, port: said.trim().parse().expect("a port") }
    }

    fn base(&self) -> String {
        format!("http://127.0.0.1:{}/beta", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Set in the process that serves, to the milliseconds before each answer.
const SERVES: &str = "REST_BINDGEN_SERVES";

/// How long the answer comes after the request where calls are looked at that wait.
const PAUSE: Duration = Duration::from_secs(3);

/// How long no connection comes before the server takes it that all are there.
const QUIET: Duration = Duration::from_millis(400);

/// Ends when no connection has come for a while.
async fn all_are_there(opened: &AtomicUsize) {
    let mut known = 0;
    while known != opened.load(Ordering::Relaxed) {
        known = opened.load(Ordering::Relaxed);
        tokio::time::sleep(QUIET).await;
    }
}

/// Answers every request without a body, on connections it keeps. The first answer of each comes when no more are opened:
/// calls that are made at once have a connection each then, and none of them is opened while something counts.
async fn serve(pause: Duration) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", listener.local_addr().expect("an address").port());
    let opened = Arc::new(AtomicUsize::new(0));
    while let Ok((mut stream, _)) = listener.accept().await {
        opened.fetch_add(1, Ordering::Relaxed);
        let opened = Arc::clone(&opened);
        tokio::spawn(async move {
            let mut is_first = true;
            let _ = stream.set_nodelay(true);
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}",
                BODY.len()
            );
            let mut request = Vec::new();
            while stream.read_buf(&mut request).await.is_ok_and(|read| read > 0) {
                if request.ends_with(b"\r\n\r\n") {
                    request.clear();
                    if std::mem::take(&mut is_first) {
                        all_are_there(&opened).await;
                    }
                    if !pause.is_zero() {
                        tokio::time::sleep(pause).await;
                    }
                    if stream.write_all(answer.as_bytes()).await.is_err() {
                        break;
                    }
                }
            }
        });
    }
}

/// The processor's time of all threads, in nanoseconds, where the system tells it: other programs of the machine do not
/// count.
fn work() -> u64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let time = |text: String| text.split(' ').next().and_then(|time| time.parse::<u64>().ok());
    threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok().and_then(time)).sum()
}

/// What the rounds of one side took.
#[derive(Default)]
struct Taken {
    times: Vec<Duration>,
    work: u64,
}

impl Taken {
    /// One round of a client of its own: the calls of each task one after the other, on connections that are there
    /// before anything counts.
    async fn round<T, F>(&mut self, load: &Load, task: T)
    where
        T: Fn(usize) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        all((0..load.at_once).map(|_| task(1))).await;
        let (started, before) = (Instant::now(), work());
        all((0..load.at_once).map(|_| task(load.calls / load.at_once))).await;
        self.times.push(started.elapsed());
        self.work += work().saturating_sub(before);
        // The connections of a client that is gone are closed before the next one opens as many.
        drop(task);
        tokio::time::sleep(Duration::from_micros(20 * load.at_once as u64)).await;
    }

    fn print(&self, load: &Load, name: &str) {
        let (best, work) = (self.best() * 1e6 / load.calls as f64, self.work_per_call(load));
        println!("  {name:<18} {best:>7.2} µs per call at best, {work:>6.2} µs of work");
    }

    /// The seconds of the quickest round.
    fn best(&self) -> f64 {
        self.times.iter().min().copied().unwrap_or_default().as_secs_f64()
    }

    /// The processor's microseconds of a call.
    fn work_per_call(&self, load: &Load) -> f64 {
        self.work as f64 / 1e3 / (load.calls * load.rounds) as f64
    }
}

/// Waits for tasks that all run at once.
async fn all<F: Future<Output = ()> + Send + 'static>(tasks: impl Iterator<Item = F>) {
    let tasks: Vec<_> = tasks.map(tokio::spawn).collect();
    for task in tasks {
        task.await.expect("a task ends");
    }
}

/// Prints what both sides need for the same, in turns.
async fn compare(load: &Load, base: &str) {
    let (mut ours, mut theirs) = (Taken::default(), Taken::default());
    for round in 0..load.rounds {
        // Each side comes first in turn, and after the other.
        if round % 2 == 0 {
            ours.round(load, generated(base, load)).await;
            theirs.round(load, written(base)).await;
        } else {
            theirs.round(load, written(base)).await;
            ours.round(load, generated(base, load)).await;
        }
    }
    let places = match load.places {
        Places::ForAll => "",
        Places::AsItIs => ", with the places that a client has by itself",
    };
    println!("{} calls at once{places}", load.at_once);
    ours.print(load, "generated client");
    theirs.print(load, "reqwest and serde");
    let pairs = ours.times.iter().zip(&theirs.times);
    let mut ratios: Vec<f64> = pairs.map(|(ours, theirs)| theirs.as_secs_f64() / ours.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "  throughput, generated to written: {:.3} at best, {:.3} in the middle of {} pairs of rounds, {:.3} by work",
        theirs.best() / ours.best(),
        ratios[load.rounds / 2],
        load.rounds,
        theirs.work_per_call(load) / ours.work_per_call(load)
    );
}

/// What a call allocates, on average.
async fn allocations<F: Future<Output = ()> + Send + 'static>(task: impl Fn(usize) -> F) -> String {
    task(100).await;
    let region = Region::new(ALLOCATOR);
    task(CALLS).await;
    let change = region.change();
    let per_call = |number: usize| number / CALLS;
    format!(
        "{:>4} allocations, {:>3} reallocations, {:>6} bytes",
        per_call(change.allocations),
        per_call(change.reallocations),
        per_call(change.bytes_allocated)
    )
}

/// What a call holds while it waits for its answer, on average: what is there when all of many wait, and was not when their
/// connections did.
async fn held<F: Future<Output = ()> + Send + 'static>(task: impl Fn(usize) -> F) -> String {
    all((0..CALLS).map(|_| task(1))).await;
    let region = Region::new(ALLOCATOR);
    let tasks: Vec<_> = (0..CALLS).map(|_| tokio::spawn(task(1))).collect();
    tokio::time::sleep(PAUSE / 2).await;
    let change = region.change();
    for task in tasks {
        task.await.expect("a task ends");
    }
    let per_call = |more: usize, less: usize| more.saturating_sub(less) as f64 / CALLS as f64;
    format!(
        "{:.1} allocations, {:.0} bytes",
        per_call(change.allocations, change.deallocations),
        per_call(change.bytes_allocated, change.bytes_deallocated)
    )
}

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Calls by a generated client.
fn generated(base: &str, load: &Load) -> impl Fn(usize) -> Task + use<> {
    let client = Client::new(Bearer::new("token")).with_base_url(base);
    let client = match load.places {
        Places::ForAll => client.with_concurrency(load.at_once),
        Places::AsItIs => client,
    };
    move |calls| {
        let client = client.clone();
        Box::pin(async move {
            for _ in 0..calls {
                let token = client.vpp_tokens().get("9ceb2f92").await.expect("an answer");
                assert_eq!(token.id.as_deref(), Some("9ceb2f92"));
            }
        })
    }
}

/// The same by hand.
fn written(base: &str) -> impl Fn(usize) -> Task + use<> {
    let client = reqwest::Client::builder()
        .user_agent(concat!("by-hand/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(Duration::from_secs(30))
        .timeout(Duration::from_secs(100))
        .build()
        .expect("a client");
    let base = base.to_owned();
    move |calls| {
        let (client, base) = (client.clone(), base.clone());
        Box::pin(async move {
            for _ in 0..calls {
                let url = format!("{base}/deviceAppManagement/vppTokens/9ceb2f92");
                let request = client.get(url).bearer_auth("token").header("accept", "application/json");
                let answer = request.send().await.expect("an answer").error_for_status().expect("success");
                let bytes = answer.bytes().await.expect("a body");
                let token: Token = serde_json::from_slice(&bytes).expect("a token");
                assert_eq!(token.id.as_deref(), Some("9ceb2f92"));
            }
        })
    }
}

/// Set to `generated` or `written`: that side alone makes calls, on one thread, for tools that count what a program does.
const SIDE: &str = "CALL_SIDE";

/// Set to one of the numbers of calls at once: only that load is compared. Of one side any number are at once, and one
/// if it is not set.
const AT_ONCE: &str = "CALL_AT_ONCE";

/// How many calls the one side makes, one after the other, as often as there are at once.
const SIDE_CALLS: &str = "CALL_SIDE_CALLS";

fn main() {
    let side = std::env::var(SIDE).ok();
    let mut runtime = match side {
        Some(_) => tokio::runtime::Builder::new_current_thread(),
        None => tokio::runtime::Builder::new_multi_thread(),
    };
    let runtime = runtime.worker_threads(2).enable_all().build().expect("a runtime");
    if let Some(pause) = std::env::var(SERVES).ok().and_then(|pause| pause.parse().ok()) {
        return runtime.block_on(serve(Duration::from_millis(pause)));
    }
    let server = Server::start(Duration::ZERO);
    let base = server.base();
    match side.as_deref() {
        None => runtime.block_on(both(&base)),
        Some(side) => {
            let calls = std::env::var(SIDE_CALLS).ok().and_then(|calls| calls.parse().ok()).unwrap_or(CALLS);
            let at_once = at_once().unwrap_or(1);
            let load = Load { at_once, calls, rounds: 1, places: Places::ForAll };
            let task: Box<dyn Fn(usize) -> Task> = match side {
                "generated" => Box::new(generated(&base, &load)),
                _ => Box::new(written(&base)),
            };
            runtime.block_on(all((0..at_once).map(|_| task(calls))));
        }
    }
}

fn at_once() -> Option<usize> {
    std::env::var(AT_ONCE).ok()?.parse().ok()
}

/// All that is compared.
async fn both(base: &str) {
    println!("generated client:  {}", allocations(generated(base, &LOADS[0])).await);
    println!("reqwest and serde: {}", allocations(written(base)).await);
    let slow = Server::start(PAUSE);
    println!("generated client while it waits:  {}", held(generated(&slow.base(), &LOADS[1])).await);
    println!("reqwest and serde while it waits: {}", held(written(&slow.base())).await);
    drop(slow);
    let only = at_once();
    for load in LOADS.iter().filter(|load| only.is_none_or(|only| only == load.at_once)) {
        compare(load, base).await;
    }
}
