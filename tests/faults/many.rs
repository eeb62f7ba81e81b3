//! Thousands of calls at once, finished and given up: nothing is left behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use graph_vpp_tokens::{Bearer, Client};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::{CANARY, ID};

const MANY: usize = 10_000;
const AT_ONCE: usize = 100;

/// A server that keeps connections open and answers `pause` after each request; how many connections it has.
async fn keeping(pause: Duration) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let open = Arc::new(AtomicUsize::new(0));
    let kept = Arc::clone(&open);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let open = Arc::clone(&kept);
            open.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let _ = stream.set_nodelay(true);
                let mut request = Vec::new();
                // Requests without a body, one after the other.
                while stream.read_buf(&mut request).await.is_ok_and(|read| read > 0) {
                    if request.ends_with(b"\r\n\r\n") {
                        request.clear();
                        tokio::time::sleep(pause).await;
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
    (port, open)
}

fn client(port: u16) -> Client {
    Client::new(Bearer::new(CANARY)).with_base_url(format!("http://127.0.0.1:{port}/beta")).with_concurrency(AT_ONCE)
}

fn call(client: &Client) -> tokio::task::JoinHandle<Result<(), graph_vpp_tokens::Error>> {
    let client = client.clone();
    tokio::spawn(async move { client.vpp_tokens().get(ID).await.map(drop) })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_at_once() {
    let _turn = crate::alone().await;
    let (port, open) = keeping(Duration::ZERO).await;
    let client = client(port);
    let calls: Vec<_> = (0..MANY).map(|_| call(&client)).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    // A place is free a moment before its connection is back in the pool, so a few more may be opened.
    assert!(open.load(Ordering::SeqCst) <= 2 * AT_ONCE, "{} connections", open.load(Ordering::SeqCst));
    drop(client);
    nothing_is_open(&open).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_given_up() {
    let _turn = crate::alone().await;
    let (port, open) = keeping(Duration::from_millis(5)).await;
    let client = client(port);
    for round in 0..10_u64 {
        let calls: Vec<_> = (0..MANY / 10).map(|_| call(&client)).collect();
        tokio::time::sleep(Duration::from_millis(3 * round)).await;
        calls.iter().for_each(tokio::task::JoinHandle::abort);
        for call in calls {
            let ended = call.await;
            assert!(
                ended.as_ref().is_err_and(tokio::task::JoinError::is_cancelled) || ended.is_ok_and(|call| call.is_ok())
            );
        }
    }
    // Every place is free again: as many calls as there are places run side by side.
    let started = Instant::now();
    let calls: Vec<_> = (0..AT_ONCE).map(|_| call(&client)).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    drop(client);
    nothing_is_open(&open).await;
}

async fn nothing_is_open(open: &AtomicUsize) {
    let started = Instant::now();
    while open.load(Ordering::SeqCst) > 0 {
        assert!(started.elapsed() < Duration::from_secs(10), "{} connections are left", open.load(Ordering::SeqCst));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
