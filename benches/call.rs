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

/// How many calls a round makes, how many of them at once, and how many rounds of each side there are.
const CALLS: usize = 1_024;
const AT_ONCE: usize = 32;
const ROUNDS: usize = 60;

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
    /// So many calls of each task.
    async fn round<F: Future<Output = ()> + Send + 'static>(&mut self, task: impl Fn(usize) -> F) {
        let (started, before) = (Instant::now(), work());
        let tasks: Vec<_> = (0..AT_ONCE).map(|_| tokio::spawn(task(CALLS / AT_ONCE))).collect();
        for task in tasks {
            task.await.expect("a task ends");
        }
        self.times.push(started.elapsed());
        self.work += work().saturating_sub(before);
    }

    /// The processor's microseconds of a call.
    fn work_per_call(&self) -> f64 {
        self.work as f64 / 1e3 / (CALLS * ROUNDS) as f64
    }

    fn print(&self, name: &str, allocations: &str) {
        let best = self.times.iter().min().copied().unwrap_or_default() / u32::try_from(CALLS).expect("a number");
        println!("{name:<22} {best:>9.2?} per call at best, {:>6.2} µs of work, {allocations}", self.work_per_call());
    }
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
    let ours = Client::new(Bearer::new("token")).with_base_url(&base);
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
    let (mut generated, mut written) = (Taken::default(), Taken::default());
    for _ in 0..ROUNDS {
        generated.round(call_ours).await;
        written.round(call_by_hand).await;
    }
    generated.print("generated client", &allocations(call_ours).await);
    written.print("reqwest and serde", &allocations(call_by_hand).await);
    let mut ratios: Vec<f64> = (generated.times.iter().zip(&written.times))
        .map(|(ours, theirs)| theirs.as_secs_f64() / ours.as_secs_f64())
        .collect();
    ratios.sort_by(f64::total_cmp);
    let best = |taken: &Taken| taken.times.iter().min().copied().unwrap_or_default().as_secs_f64();
    println!("throughput, generated to written: {:.3} at best", best(&written) / best(&generated));
    println!("                                  {:.3} in the middle of {ROUNDS} pairs of rounds", ratios[ROUNDS / 2]);
    println!("                                  {:.3} by work", written.work_per_call() / generated.work_per_call());
}
