//! Times, sizes and company, of a client and of a call.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use graph_vpp_tokens::{Client, Error};
use rest_bindgen_runtime as rt;
use rt::{CallOptions, RetryPolicy, UreqTransport};

use crate::server::{Server, Step, answer};
use crate::shapes::Shape;
use crate::{ID, client};
use Step::{Drip, Read, Stall, Write};

fn once() -> CallOptions {
    CallOptions::new().retries(RetryPolicy::none())
}

#[tokio::test]
async fn each_time_is_kept() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| vec![Read, Stall]).await;
    let client_ = client(&server);
    let started = Instant::now();
    let error =
        client_.vpp_tokens().get(ID).options(once().read_timeout(Duration::from_millis(200))).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("in the time allowed"), "{error}");
    assert!(started.elapsed() >= Duration::from_millis(200) && started.elapsed() < Duration::from_secs(1));
    // A drip is a sign of life; only the whole time ends it.
    let server = Server::new(|_| {
        let head = answer("200 OK", &["content-length: 100000"], "");
        vec![Read, Write(head), Drip(vec![b' '; 100_000], Duration::from_millis(10))]
    });
    let server = server.await;
    let started = Instant::now();
    let options = once().read_timeout(Duration::from_millis(900)).timeout(Duration::from_millis(1500));
    let error = client(&server).vpp_tokens().get(ID).options(options).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let elapsed = started.elapsed();
    assert!(elapsed >= Duration::from_millis(1500) && elapsed < Duration::from_secs(5), "{elapsed:?}");
}

/// Gives one token, and then none for ever.
struct Once(AtomicUsize);

impl rt::TokenProvider for Once {
    fn token<'a>(&'a self, _: rt::TokenRequest<'a>) -> rt::BoxFuture<'a, rt::Result<rt::AccessToken>> {
        Box::pin(async {
            if self.0.fetch_add(1, Ordering::SeqCst) > 0 {
                std::future::pending::<()>().await;
            }
            Ok(rt::AccessToken::new(crate::CANARY))
        })
    }
}

/// Beside those above: after a redirect, in an attempt that is not the first, in its body, and for want of another token.
#[tokio::test]
async fn the_whole_time_ends_a_call_wherever_it_is() {
    let _turn = crate::side_by_side().await;
    let refusal = |status: &str, headers: &[&str]| vec![Read, Write(answer(status, headers, ""))];
    let later = refusal("503 Later", &["retry-after: 0"]);
    let half = vec![Read, Write(answer("200 OK", &["content-length: 100"], "{\"id\"")), Stall];
    let silent = || vec![Read, Stall];
    for (first, then, attempts, requests) in [
        (refusal("307 There", &["location: /beta/x"]), silent(), 1, 2),
        (later.clone(), silent(), 2, 2),
        (later, half, 2, 2),
        (refusal("401 No", &["www-authenticate: Bearer"]), silent(), 1, 1),
    ] {
        let server = Server::new(move |index| if index == 0 { first.clone() } else { then.clone() }).await;
        let client = Client::new(rt::TokenCache::new(Once(AtomicUsize::new(0)))).with_base_url(server.url("/beta"));
        let policy = crate::quick();
        let options = CallOptions::new().timeout(Duration::from_millis(700)).retries(policy);
        let started = Instant::now();
        let error = client.vpp_tokens().get(ID).options(options).await.unwrap_err();
        assert!(error.is_timeout() && crate::everything(&error).contains("the whole time"), "{error:?}");
        assert_eq!((error.attempts(), server.met.requests()), (attempts, requests), "{error:?}");
        let elapsed = started.elapsed();
        assert!(elapsed >= Duration::from_millis(700) && elapsed < Duration::from_secs(5), "{elapsed:?}");
    }
}

#[tokio::test]
async fn no_connection_in_time() {
    let _turn = crate::side_by_side().await;
    // An address that is documentation's own: nothing answers there, or the network says so at once.
    let client = crate::client_of("https://192.0.2.1/beta");
    let options = once().connect_timeout(Duration::from_millis(200));
    let started = Instant::now();
    let error = client.vpp_tokens().sync_licenses(ID).options(options).await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn the_size_and_the_depth_of_a_call() {
    let _turn = crate::side_by_side().await;
    let body = r#"{"id":"a","tokenActionResults":[{"actionName":"b"}]}"#;
    let server = Server::new(move |_| vec![Read, Write(answer("200 OK", &[], body))]).await;
    let client = client(&server);
    let get = |options: CallOptions| client.vpp_tokens().get(ID).options(options);
    get(CallOptions::new()).await.unwrap();
    let error = get(CallOptions::new().response_limit(50)).await.unwrap_err();
    assert!(matches!(&error, Error::TooLarge(_)) && !error.is_retryable(), "{error:?}");
    let error = get(CallOptions::new().json_depth(2)).await.unwrap_err();
    assert!(error.is_decode() && error.body_start().is_some_and(|body| body.contains("actionName")), "{error:?}");
    assert_eq!(
        error.decode_error().map(rest_bindgen_runtime::DecodeError::path).as_deref(),
        Some("tokenActionResults[0]")
    );
    let shallow = client.core().clone().with_json_depth(2);
    assert!(Client::from(shallow).vpp_tokens().get(ID).await.unwrap_err().is_decode());
}

/// Whatever reads it, and how: at once, page by page, in a stream, out of a batch.
#[tokio::test]
async fn the_depth_of_a_client_counts_for_every_shape() {
    for shape in Shape::ALL {
        if matches!(shape, Shape::Head | Shape::Delete | Shape::Download) {
            continue;
        }
        let (_, good) = shape.good();
        for (depth, reads) in [(None, true), (Some(6), true), (Some(0), false)] {
            let body = good.to_owned();
            let service = rt::InMemoryTransport::new(move |_| Ok(rt::http::Response::new(body.clone().into())));
            let client = crate::client_of("https://host.example").with_transport(service);
            let client = depth.iter().fold(client, |client, depth| client.with_json_depth(*depth));
            let result = shape.call(&client).await;
            assert_eq!(result.is_ok(), reads, "{shape:?} {depth:?}: {result:?}");
            let kind = result.as_ref().err().map(|error| error.is_decode() || matches!(error, Error::Stream(_)));
            assert!(kind.unwrap_or(true), "{result:?}");
        }
    }
}

/// Also of what is read after the call: the body of an error, and an answer that the caller asked for himself.
#[tokio::test]
async fn the_depth_counts_for_what_is_read_later() {
    let deep = r#"{"id":"a","x":{"y":{}}}"#;
    let answer = move |status: u16| rt::http::Response::builder().status(status).body(rt::Bytes::from(deep)).unwrap();
    let service = rt::InMemoryTransport::new(move |_| Ok(answer(400).map(Into::into)));
    let client = crate::client_of("https://host.example").with_transport(service);
    for (depth, reads) in [(3, true), (2, false)] {
        let options = || CallOptions::new().json_depth(depth);
        let bounded = client.clone().with_json_depth(depth);
        let errors = [bounded.vpp_tokens().get(ID).await, client.vpp_tokens().get(ID).options(options()).await];
        for error in errors.map(Result::unwrap_err) {
            assert_eq!(error.body::<rt::Json>().is_some(), reads, "{depth}");
        }
        let prepared =
            [bounded.vpp_tokens().get(ID).into_http(), client.vpp_tokens().get(ID).options(options()).into_http()];
        for prepared in prepared.map(Result::unwrap) {
            assert_eq!(prepared.decode(answer(200)).is_ok(), reads, "{depth}");
            let error = prepared.decode(answer(400)).unwrap_err();
            assert_eq!(error.body::<rt::Json>().is_some(), reads, "{depth}");
        }
    }
}

#[tokio::test]
async fn requests_wait_for_a_place() {
    let _turn = crate::side_by_side().await;
    let server =
        Server::new(|_| vec![Read, Drip(answer("200 OK", &[], "{\"id\":\"a\"}"), Duration::from_millis(1))]).await;
    let client = client(&server).with_concurrency(3);
    let watched = Arc::clone(&server.met);
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.vpp_tokens().get(ID).await.map(drop) })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(40)).await;
    assert!(watched.connections() <= 3, "{} at once", watched.connections());
    for call in calls {
        call.await.unwrap().unwrap();
    }
    // A download holds its place until it is dropped.
    let server = Server::new(|_| vec![Read, Write(answer("200 OK", &["content-length: 100"], "x")), Stall]).await;
    let client = crate::client(&server).with_concurrency(1);
    let download = client.vpp_tokens().get(ID).download().await.unwrap();
    let error = client.vpp_tokens().get(ID).timeout(Duration::from_millis(100)).await.unwrap_err();
    assert!(error.is_timeout() && server.met.connections() == 1, "{error:?}");
    assert!(crate::everything(&error).contains("see with_concurrency"), "{error:?}");
    // It never had a place, so it was not tried.
    assert_eq!(error.attempts(), 0);
    drop(download);
    drop(client.vpp_tokens().get(ID).download().await.unwrap());
    // Without a bound there is always a place.
    let client = client.with_unlimited_concurrency();
    let tokens = client.vpp_tokens();
    let _both = (tokens.get(ID).download().await.unwrap(), tokens.get(ID).download().await.unwrap());
}

/// A thread of ureq cannot be called back from what it reads, so its own times end it.
#[tokio::test]
async fn trailers_without_end_keep_no_thread() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| {
        let head = answer("200 OK", &["transfer-encoding: chunked"], "a\r\n{\"id\":\"a\"}\r\n0\r\n");
        vec![Read, Write(head), Drip("x: y\r\n".repeat(10_000).into_bytes(), Duration::from_millis(1))]
    })
    .await;
    let client = client(&server).with_transport(UreqTransport::new());
    let error = client.vpp_tokens().sync_licenses(ID).timeout(Duration::from_millis(500)).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let started = Instant::now();
    while server.met.open() > 0 {
        assert!(started.elapsed() < Duration::from_secs(5), "the connection is still read");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Nor does it keep one that takes as long as it comes: whoever gives it up ends it.
#[tokio::test]
async fn a_download_without_a_time_keeps_no_thread() {
    let _turn = crate::side_by_side().await;
    let head = answer("200 OK", &["transfer-encoding: chunked"], "a\r\n{\"id\":\"a\"}\r\n");
    let trailers = Drip(["0\r\n", &"x: y\r\n".repeat(10_000)].concat().into_bytes(), Duration::from_millis(1));
    for rest in [trailers, Stall] {
        let steps = vec![Read, Write(head.clone()), rest];
        let server = Server::new(move |_| steps.clone()).await;
        let client = client(&server).with_transport(UreqTransport::new());
        let mut download = client.vpp_tokens().get(ID).download().await.unwrap();
        assert_eq!(download.try_next().await.unwrap().map(|piece| piece.len()), Some(10));
        assert_eq!(server.met.open(), 1);
        drop(download);
        let started = Instant::now();
        while server.met.open() > 0 {
            // Well before the time between two signs of life.
            assert!(started.elapsed() < Duration::from_secs(3), "the connection is still read");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    // One that came to its end leaves its connection to the next, and one that is given up leaves the next one alone.
    let kept = |text: &str| [b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n", text.as_bytes()].concat();
    let server =
        Server::new(move |_| [Read, Write(kept("{\"id\":\"a\"}"))].into_iter().cycle().take(20).collect()).await;
    let client = client(&server).with_transport(UreqTransport::new());
    for (reads, connections) in [(true, 1), (true, 1), (false, 1), (true, 2), (true, 2)] {
        let mut download = client.vpp_tokens().get(ID).download().await.unwrap();
        while reads && download.try_next().await.unwrap().is_some() {}
        assert_eq!(server.met.connections(), connections);
    }
}

/// Wherever it is: in the handshake of TLS, before the head of the answer, in it, and in the body.
#[tokio::test]
async fn a_call_that_is_given_up_keeps_no_thread() {
    let _turn = crate::side_by_side().await;
    let head = answer("200 OK", &["content-length: 100"], "{\"id\"");
    for (scheme, steps) in [
        ("https", vec![Stall]),
        ("http", vec![Read, Stall]),
        ("http", vec![Read, Write(head[..20].to_vec()), Stall]),
        ("http", vec![Read, Write(head), Stall]),
    ] {
        let server = Server::new(move |_| steps.clone()).await;
        let client = client(&server).with_base_url(format!("{scheme}://127.0.0.1:{}/beta", server.port));
        let client = client.with_transport(UreqTransport::new()).with_timeouts(rt::Timeouts::default());
        for _ in 0..3 {
            let calls: Vec<_> = (0..100)
                .map(|_| {
                    let client = client.clone();
                    tokio::spawn(async move { client.vpp_tokens().get(ID).await.map(drop) })
                })
                .collect();
            let started = Instant::now();
            while server.met.open() < 100 {
                assert!(started.elapsed() < Duration::from_secs(5), "{} are under way", server.met.open());
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            calls.iter().for_each(tokio::task::JoinHandle::abort);
            let started = Instant::now();
            while server.met.open() > 0 {
                // Well before the time between two signs of life.
                assert!(started.elapsed() < Duration::from_secs(3), "{} are still read", server.met.open());
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    // What came to its end, with a body or without, leaves its connection to the next.
    let kept = |status: &str, body: &str| {
        let length =
            if status.starts_with("204") { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        [Read, Write(format!("HTTP/1.1 {status}\r\n{length}\r\n{body}").into_bytes())]
    };
    let answers =
        [kept("200 OK", "{\"id\":\"a\"}"), kept("204 No Content", ""), kept("200 OK", ""), kept("404 No", "{}")];
    let server = Server::new(move |_| answers.clone().into_iter().flatten().collect()).await;
    let client = client(&server).with_transport(UreqTransport::new());
    client.vpp_tokens().get(ID).await.unwrap();
    client.vpp_tokens().delete(ID).await.unwrap();
    client.vpp_tokens().delete(ID).await.unwrap();
    client.vpp_tokens().get(ID).await.unwrap_err();
    assert_eq!((server.met.requests(), server.met.connections()), (4, 1));
}

/// A body that never comes, for as long as it is there.
struct Hanging(#[expect(dead_code, reason = "it is counted")] Arc<()>);

impl futures_core::Stream for Hanging {
    type Item = Result<rt::Bytes, std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_keeps_no_thread() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| vec![Read, Stall]).await;
    let client = client(&server).with_transport(UreqTransport::new());
    let there = Arc::new(());
    let body = rt::Body::stream(Hanging(Arc::clone(&there)), 9);
    let call = client.vpp_tokens().sync_licenses(ID).timeout(Duration::from_millis(300)).upload("a/b", body);
    let error = call.await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let started = Instant::now();
    while Arc::strong_count(&there) > 1 {
        assert!(started.elapsed() < Duration::from_secs(5), "the body is still waited for");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_body_that_is_taken_slowly_keeps_no_thread() {
    use tokio::io::AsyncReadExt as _;
    const LENGTH: usize = 64 << 20;
    let _turn = crate::side_by_side().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = crate::client_of(&format!("http://{}/beta", listener.local_addr().unwrap()));
    let taken = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut taken, mut piece, started) = (0, vec![0; 256 * 1024], Instant::now());
        loop {
            let is_slow = started.elapsed() < Duration::from_secs(2);
            let most = if is_slow { 1024 } else { piece.len() };
            match stream.read(&mut piece[..most]).await {
                Ok(read) if read > 0 => taken += read,
                _ => return taken,
            }
            if is_slow {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    });
    let client = client.with_transport(UreqTransport::new());
    let call = client.vpp_tokens().sync_licenses(ID).timeout(Duration::from_millis(300));
    let error = call.upload("a/b", vec![0; LENGTH]).await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 1, "{error:?}");
    // Some of it is on the way, in the system's hands.
    let taken = taken.await.unwrap();
    assert!(taken < LENGTH, "all of it was sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everyone_who_waits_for_a_place_has_a_turn() {
    let _turn = crate::side_by_side().await;
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"a\"}";
    let server = Server::new(|_| std::iter::repeat_n([Read, Write(answer.to_vec())], 10_000).flatten().collect()).await;
    let client = client(&server).with_concurrency(1);
    let end = Instant::now() + Duration::from_millis(1500);
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut calls = 0;
                while Instant::now() < end {
                    client.vpp_tokens().get(ID).await.unwrap();
                    calls += 1;
                }
                calls
            })
        })
        .collect();
    let mut calls: Vec<usize> = Vec::new();
    for caller in callers {
        calls.push(caller.await.unwrap());
    }
    let (least, all) = (calls.iter().min().copied().unwrap_or_default(), calls.iter().sum::<usize>());
    assert!(least > all / 100, "{calls:?}");
}
