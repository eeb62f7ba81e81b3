//! Thousands of calls at once, finished and given up: no connection and no memory is left behind.
//!
//! The server is a process of its own, so that each side has all of the system's open files for itself.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

use std::alloc::System;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use graph_vpp_tokens::{Bearer, Client};
use rest_bindgen_runtime::Timeouts;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// What is allocated is counted.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const MANY: usize = 10_000;
const ID: &str = "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c";

const LONG: Duration = Duration::from_secs(60);

/// Set in the process that serves.
const SERVES: &str = "REST_BINDGEN_SERVES";

/// One test at a time: what is allocated is that of the whole process.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// The server's process, which says on demand how many connections it has.
struct Server {
    process: Child,
    asks: ChildStdin,
    says: BufReader<ChildStdout>,
    port: usize,
}

impl Server {
    /// A server that answers `pause` after each request and keeps its connections open.
    fn start(pause: Duration) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "serve", "--nocapture"])
            .env(SERVES, pause.as_millis().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (asks, says) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()));
        let mut server = Self { process, asks, says, port: 0 };
        server.port = server.number();
        server
    }

    /// The next number that it says; the harness says other things too.
    fn number(&mut self) -> usize {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.says.read_line(&mut line).unwrap() > 0, "the server ended");
            if let Some(number) = line.split("says ").nth(1) {
                return number.trim().parse().unwrap();
            }
        }
    }

    /// How many connections are open, and how many were at most.
    fn connections(&mut self) -> (usize, usize) {
        self.asks.write_all(b"?\n").unwrap();
        (self.number(), self.number())
    }

    async fn has_none(&mut self) {
        let started = Instant::now();
        while self.connections().0 > 0 {
            assert!(started.elapsed() < Duration::from_secs(20), "{} connections are left", self.connections().0);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn client(&self, at_once: usize) -> Client {
        let base = format!("http://127.0.0.1:{}/beta", self.port);
        // Times that a machine which does other things too can keep.
        let times = Timeouts { connect: LONG, read: LONG, total: 3 * LONG };
        Client::new(Bearer::new("token")).with_base_url(base).with_concurrency(at_once).with_timeouts(times)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server's process. As a test it has nothing to do.
#[test]
fn serve() {
    let Some(pause) = std::env::var(SERVES).ok().and_then(|pause| pause.parse().ok()) else { return };
    let pause = Duration::from_millis(pause);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (open, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counts = (Arc::clone(&open), Arc::clone(&most));
    std::thread::spawn(move || {
        for _ in std::io::stdin().lines() {
            println!("says {}\nsays {}", counts.0.load(Ordering::SeqCst), counts.1.load(Ordering::SeqCst));
        }
        std::process::exit(0);
    });
    runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let listener: TcpListener = socket.listen(16_384).unwrap();
        println!("says {}", listener.local_addr().unwrap().port());
        while let Ok((mut stream, _)) = listener.accept().await {
            let open = Arc::clone(&open);
            most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::spawn(async move {
                let _ = stream.set_nodelay(true);
                let mut request = Vec::new();
                // Requests without a body, one after the other.
                while stream.read_buf(&mut request).await.is_ok_and(|read| read > 0) {
                    if request.ends_with(b"\r\n\r\n") {
                        request.clear();
                        // Who gives a call up closes its connection, which shows before the answer is due.
                        if tokio::time::timeout(pause, stream.read_buf(&mut request)).await.is_ok() {
                            break;
                        }
                        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"a\"}";
                        if stream.write_all(answer).await.is_err() {
                            break;
                        }
                    }
                }
                open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
}

fn call(client: &Client) -> tokio::task::JoinHandle<Result<(), graph_vpp_tokens::Error>> {
    let client = client.clone();
    tokio::spawn(async move { client.vpp_tokens().get(ID).await.map(drop) })
}

/// Bytes that are allocated now.
fn held() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated.saturating_sub(stats.bytes_deallocated)
}

/// Files that this process has open, its connections among them; none where the system does not tell.
fn files() -> usize {
    std::fs::read_dir("/proc/self/fd").map(Iterator::count).unwrap_or_default()
}

/// What the process has: to be compared with what it has after calls.
struct Had {
    bytes: usize,
    files: usize,
}

impl Had {
    fn now() -> Self {
        Self { bytes: held(), files: files() }
    }

    /// Nothing is left of so many calls, neither a connection nor memory of each. Other tests begin and end meanwhile, so a
    /// few files and some memory more may be there.
    async fn again(&self, calls: usize) {
        let started = Instant::now();
        // Tasks of connections end a moment after these are closed.
        while held() > self.bytes + calls * 20 || files() > self.files + 50 {
            let (bytes, files) = (held().saturating_sub(self.bytes), files().saturating_sub(self.files));
            assert!(started.elapsed() < Duration::from_secs(20), "{bytes} bytes and {files} files are left");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// As many as there may be open files, of which each side has one for each call.
fn at_once() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files =
        limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
    let files: usize = files.unwrap_or(1024);
    let at_once = MANY.min(files.saturating_sub(200));
    if at_once < MANY {
        eprintln!("{at_once} at once instead of {MANY}: there may be {files} open files");
    }
    at_once
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_at_once() {
    let _turn = TURN.lock().await;
    let at_once = at_once();
    // So long that each call is under way before the first is answered.
    let mut server = Server::start(Duration::from_secs(3));
    let before = Had::now();
    let client = server.client(at_once);
    client.vpp_tokens().get(ID).await.unwrap();
    let (mut after, mut open) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        let calls: Vec<_> = (0..MANY).map(|_| call(&client)).collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        after.push(held());
        open.push(server.connections().0);
    }
    let (_, most) = server.connections();
    assert!(most >= at_once * 9 / 10, "{most} connections at once");
    // Connections are kept for later calls, and nothing more for those that used them again.
    let more = open[1].saturating_sub(open[0]);
    assert!(after[1] < after[0] + MANY * 100 + more * 40_000, "{after:?} with {open:?} connections");
    drop(client);
    server.has_none().await;
    before.again(MANY).await;
    println!("{most} at once; {after:?} bytes after each round, {} at the end", held());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_at_once_given_up() {
    let _turn = TURN.lock().await;
    let at_once = at_once();
    // Longer than anybody waits here: all that are given up have been sent, or wait for their turn.
    let mut server = Server::start(LONG);
    let before = Had::now();
    let client = server.client(at_once);
    // And then once more, with all places taken before.
    for _ in 0..2 {
        let calls: Vec<_> = (0..MANY).map(|_| call(&client)).collect();
        let started = Instant::now();
        while server.connections().0 < at_once && started.elapsed() < LONG / 2 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(server.connections().0 >= at_once * 9 / 10, "{} connections", server.connections().0);
        calls.iter().for_each(tokio::task::JoinHandle::abort);
        for call in calls {
            assert!(call.await.is_err_and(|error| error.is_cancelled()));
        }
        // While the client is there still: an answer that nobody waits for is no use of a connection.
        server.has_none().await;
        before.again(MANY * 5).await;
    }
    drop(client);
    before.again(MANY).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_places_for_ten_thousand() {
    const PLACES: usize = 100;
    let _turn = TURN.lock().await;
    let mut server = Server::start(Duration::ZERO);
    let before = Had::now();
    let client = server.client(PLACES);
    let (mut after, mut open) = (Vec::new(), Vec::new());
    // In the first two each connection gets its buffers: who waits has a place in turn, so all of them are used alike.
    for _ in 0..3 {
        let calls: Vec<_> = (0..MANY).map(|_| call(&client)).collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        after.push(held());
        open.push(server.connections().0);
    }
    // A place is free a moment before its connection is back in the pool, so a few more may be opened.
    let (_, most) = server.connections();
    assert!(most <= 2 * PLACES, "{most} connections");
    // Not a byte for a call, but more connections have their buffers, and the tables of the pool and the runtime may
    // still grow a little.
    let more = open[2].saturating_sub(open[1]);
    assert!(after[2] < after[1] + MANY * 10 + more * 40_000, "{after:?} with {open:?} connections");
    drop(client);
    server.has_none().await;
    before.again(MANY).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_given_up() {
    const PLACES: usize = 100;
    let _turn = TURN.lock().await;
    let mut server = Server::start(Duration::from_millis(5));
    let before = Had::now();
    let client = server.client(PLACES);
    for _ in 0..2 {
        for step in 0..10_u64 {
            let calls: Vec<_> = (0..MANY / 10).map(|_| call(&client)).collect();
            tokio::time::sleep(Duration::from_millis(3 * step)).await;
            calls.iter().for_each(tokio::task::JoinHandle::abort);
            for call in calls {
                let ended = call.await;
                let given_up = ended.as_ref().is_err_and(tokio::task::JoinError::is_cancelled);
                assert!(given_up || ended.is_ok_and(|call| call.is_ok()));
            }
        }
    }
    // Every place is free again: as many calls as there are places run side by side.
    let started = Instant::now();
    let calls: Vec<_> = (0..PLACES).map(|_| call(&client)).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    drop(client);
    server.has_none().await;
    // How many connections are open while calls are given up differs; nothing of a call is left when they are closed.
    before.again(MANY).await;
}
