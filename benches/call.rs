//! Calls over loopback: a generated client against hand-written reqwest and serde doing the same, round by round in turn.
#![allow(clippy::expect_used, missing_docs, reason = "a bench fails by panicking and documents nothing")]

use std::alloc::System;
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
}

/// Both sides and the server have their connections in one process, whose open files are limited: thousands more fail.
const LOADS: [Load; 2] =
    [Load { at_once: 32, calls: 1_024, rounds: 60 }, Load { at_once: 1_000, calls: 16_000, rounds: 6 }];

/// How many calls what is allocated is the average of.
const CALLS: usize = 1_000;

const BODY: &str = r#"{"@odata.context":"x","id":"9ceb2f92","appleId":"a@example.com","displayName":"Tokens","automaticallyUpdateApps":true,"countryOrRegion":"de","lastSyncStatus":"completed","state":"valid","expirationDateTime":"2026-01-01T00:00:00Z"}"#;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    id: Option<String>,
    #[expect(dead_code, reason = "decoding it is the work that is measured")]
    apple_id: Option<String>,
    #[expect(dead_code, reason = "decoding it is the work that is measured")]
    display_name: Option<String>,
    #[expect(dead_code, reason = "decoding it is the work that is measured")]
    automatically_update_apps: Option<bool>,
    #[expect(dead_code, reason = "decoding it is the work that is measured")]
    country_or_region: Option<String>,
    #[expect(dead_code, reason = "decoding it is the work that is measured")]
    last_sync_status: Option<String>,
    #[expect(dead_code, reason = "decoding it is the work that is measured")]
    state: Option<String>,
    #[expect(dead_code, reason = "decoding it is the work that is measured")]
    #[serde(with = "time::serde::rfc3339::option")]
    expiration_date_time: Option<time::OffsetDateTime>,
}

/// A server that answers every request without a body, on connections it keeps. It has a thread of its own, whose work
/// is nobody's.
fn server() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener for tokio");
    let port = listener.local_addr().expect("an address").port();
    let serving = async move {
        let listener = TcpListener::from_std(listener).expect("a listener");
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.set_nodelay(true);
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}",
                    BODY.len()
                );
                let mut request = Vec::new();
                while stream.read_buf(&mut request).await.is_ok_and(|read| read > 0) {
                    if request.ends_with(b"\r\n\r\n") {
                        request.clear();
                        if stream.write_all(answer.as_bytes()).await.is_err() {
                            break;
                        }
                    }
                }
            });
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    std::thread::Builder::new().name(SERVER.to_owned()).spawn(move || runtime.block_on(serving)).expect("a thread");
    port
}

/// The name of the server's thread.
const SERVER: &str = "server";

/// The processor's time of all threads but the server's, in nanoseconds, where the system tells it: other programs of the
/// machine do not count.
fn work() -> u64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let own = threads.filter(|thread| {
        std::fs::read_to_string(thread.path().join("comm")).is_ok_and(|name| name.trim_end() != SERVER)
    });
    let time = |text: String| text.split(' ').next().and_then(|time| time.parse::<u64>().ok());
    own.filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok().and_then(time)).sum()
}

/// What the rounds of one side took.
#[derive(Default)]
struct Taken {
    times: Vec<Duration>,
    work: u64,
}

impl Taken {
    /// One round: the calls of each task one after the other.
    async fn round<F: Future<Output = ()> + Send + 'static>(&mut self, load: &Load, task: impl Fn(usize) -> F) {
        let (started, before) = (Instant::now(), work());
        let tasks: Vec<_> = (0..load.at_once).map(|_| tokio::spawn(task(load.calls / load.at_once))).collect();
        for task in tasks {
            task.await.expect("a task ends");
        }
        self.times.push(started.elapsed());
        self.work += work().saturating_sub(before);
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

/// Prints what both sides need for the same, in turns.
async fn compare<F: Future<Output = ()> + Send + 'static, G: Future<Output = ()> + Send + 'static>(
    load: &Load,
    generated: impl Fn(usize) -> F,
    written: impl Fn(usize) -> G,
) {
    // Connections are there before anything counts.
    let (mut ours, mut theirs) = (Taken::default(), Taken::default());
    ours.round(load, &generated).await;
    theirs.round(load, &written).await;
    let (mut ours, mut theirs) = (Taken::default(), Taken::default());
    for _ in 0..load.rounds {
        ours.round(load, &generated).await;
        theirs.round(load, &written).await;
    }
    println!("{} calls at once", load.at_once);
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

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let port = server();
    let base = format!("http://127.0.0.1:{port}/beta");
    let most = LOADS.iter().map(|load| load.at_once).max().unwrap_or_default();
    let ours = Client::new(Bearer::new("token")).with_base_url(&base).with_concurrency(most);
    let by_hand = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(Duration::from_secs(30))
        .timeout(Duration::from_secs(100))
        .build()
        .expect("a client");
    let call_ours = |calls| {
        let client = ours.clone();
        async move {
            for _ in 0..calls {
                let token = client.vpp_tokens().get("9ceb2f92").await.expect("an answer");
                assert_eq!(token.id.as_deref(), Some("9ceb2f92"));
            }
        }
    };
    let call_by_hand = |calls| {
        let (client, base) = (by_hand.clone(), base.clone());
        async move {
            for _ in 0..calls {
                let url = format!("{base}/deviceAppManagement/vppTokens/9ceb2f92");
                let request = client.get(url).bearer_auth("token").header("accept", "application/json");
                let answer = request.send().await.expect("an answer").error_for_status().expect("success");
                let bytes = answer.bytes().await.expect("a body");
                let token: Token = serde_json::from_slice(&bytes).expect("a token");
                assert_eq!(token.id.as_deref(), Some("9ceb2f92"));
            }
        }
    };
    println!("generated client:  {}", allocations(call_ours).await);
    println!("reqwest and serde: {}", allocations(call_by_hand).await);
    for load in &LOADS {
        compare(load, call_ours, call_by_hand).await;
    }
}
