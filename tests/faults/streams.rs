//! Bodies in pieces: downloads, what becomes of them when they break off, and uploads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use graph_vpp_tokens::Error;
use rest_bindgen_runtime as rt;
use rt::{Body, Bytes, CallOptions, TransportErrorKind};

use crate::server::{Server, Step, answer};
use crate::{ID, client};
use Step::{Read, Reset, Stall, Write};

pub(crate) const PIECE: usize = 64 * 1024;

/// So many pieces of zeroes.
pub(crate) struct Zeroes(pub(crate) u64);

impl Stream for Zeroes {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        static PIECE_OF_ZEROES: [u8; PIECE] = [0; PIECE];
        if self.0 == 0 {
            return Poll::Ready(None);
        }
        self.0 -= 1;
        Poll::Ready(Some(Ok(Bytes::from_static(&PIECE_OF_ZEROES))))
    }
}

/// A file that cannot be read.
struct Unreadable;

impl Stream for Unreadable {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(Err(std::io::Error::other("the disk is gone"))))
    }
}

/// Reads a download to its end.
pub(crate) async fn length(mut download: rt::Download) -> rt::Result<u64> {
    let mut length = 0;
    while let Some(piece) = download.try_next().await? {
        length += piece.len() as u64;
    }
    Ok(length)
}

#[tokio::test]
async fn uploads_of_known_and_unknown_length() {
    let _turn = crate::side_by_side().await;
    for (length, header) in [
        (Some(3 * PIECE as u64), format!("content-length: {}", 3 * PIECE)),
        (None, "transfer-encoding: chunked".to_owned()),
    ] {
        let server = Server::new(|_| vec![Read, Write(answer("200 OK", &[], "{\"id\":\"a\"}"))]).await;
        let told = Arc::new(Mutex::new(Vec::new()));
        let progress = Arc::clone(&told);
        let body = Body::stream(Zeroes(3), length).with_progress(move |sent, _| progress.lock().unwrap().push(sent));
        client(&server).vpp_tokens().sync_licenses(ID).upload("application/octet-stream", body).await.unwrap();
        assert!(server.met.text().contains(&header), "{header}");
        assert_eq!(*told.lock().unwrap(), [1, 2, 3].map(|pieces| pieces * PIECE as u64));
    }
}

#[tokio::test]
async fn progress_is_of_the_whole_also_where_it_is_at_hand() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| vec![Read, Write(answer("200 OK", &[], "{\"id\":\"a\"}"))]).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let progress = Arc::clone(&told);
    let body = Body::from("hello").with_progress(move |sent, of| progress.lock().unwrap().push((sent, of)));
    client(&server).vpp_tokens().sync_licenses(ID).upload("text/plain", body).await.unwrap();
    assert_eq!(*told.lock().unwrap(), [(5, Some(5))]);
    let (progress, all) = (Arc::clone(&told), 2 * PIECE as u64 + 7);
    let body = vec![b'x'; 2 * PIECE + 7];
    let body = Body::from(body).with_progress(move |sent, of| progress.lock().unwrap().push((sent, of)));
    client(&server).vpp_tokens().sync_licenses(ID).upload("text/plain", body).await.unwrap();
    let passed = [PIECE as u64, 2 * PIECE as u64, all].map(|passed| (passed, Some(all)));
    assert_eq!(told.lock().unwrap()[1..], passed);
    assert!(server.met.text().ends_with(&"x".repeat(2 * PIECE + 7)));
}

#[tokio::test]
async fn taking_up_again_counts_to_the_time_of_the_call() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|index| match index {
        0 => {
            let head = answer("200 OK", &[&format!("content-length: {}", TEXT.len()), "etag: \"v1\""], "");
            let some = Step::Drip(TEXT.as_bytes()[..10].to_vec(), Duration::from_millis(60));
            vec![Read, Write(head), some, Reset]
        }
        _ => vec![Read, Stall],
    })
    .await;
    let client = client(&server);
    let started = std::time::Instant::now();
    let call = client.vpp_tokens().get(ID).options(CallOptions::new().timeout(Duration::from_millis(1500)));
    let error = length(call.download().await.unwrap()).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(started.elapsed() < Duration::from_millis(2000), "{:?}", started.elapsed());
    assert_eq!(server.met.requests(), 2);
}

#[tokio::test]
async fn an_upload_is_sent_once() {
    let _turn = crate::side_by_side().await;
    for steps in [vec![Read, Reset], vec![Read, Write(answer("503 Unavailable", &["retry-after: 0"], ""))]] {
        let server = Server::new(move |_| steps.clone()).await;
        let call = client(&server);
        let call = call.vpp_tokens().sync_licenses(ID).retry_always();
        let error = call.upload("a/b", Body::stream(Zeroes(1), None)).await.unwrap_err();
        assert!(error.is_retryable() && error.attempts() == 1, "{error:?}");
        assert_eq!(server.met.connections(), 1);
    }
    // A body that fails, and one that is shorter than it says, end the call.
    let server = Server::new(|_| vec![Read, Stall]).await;
    let client = client(&server);
    let short = Body::stream(Zeroes(1), 10 * PIECE as u64);
    let error = client.vpp_tokens().sync_licenses(ID).upload("a/b", short).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(_) | Error::Timeout(_)), "{error:?}");
    let broken = Body::stream(Unreadable, 10 * PIECE as u64);
    let error = client.vpp_tokens().sync_licenses(ID).upload("a/b", broken).await.unwrap_err();
    let Error::Transport(failure) = &error else { panic!("{error:?}") };
    assert_eq!(failure.source.kind(), TransportErrorKind::Request, "{error:?}");
    assert!(crate::everything(&error).contains("the disk is gone"), "{error:?}");
    assert_eq!(server.met.requests(), 0);
}

/// The service has said no before it has all: that is what the caller is told, not that the rest could not be sent.
#[tokio::test]
async fn an_answer_that_comes_before_the_upload_is_over_counts() {
    let _turn = crate::side_by_side().await;
    let early = || vec![Step::ReadSome(1000), Write(answer("413 Too Large", &[], "{\"error\":{\"code\":\"big\"}}"))];
    let transports: [Arc<dyn rt::Transport>; 2] =
        [Arc::new(rt::ReqwestTransport::new()), Arc::new(rt::UreqTransport::new())];
    for transport in transports {
        let server = Server::new(move |_| early()).await;
        let client = client(&server).with_transport(transport);
        let whole = Body::from(vec![0; 100 * PIECE]);
        for body in [whole, Body::stream(Zeroes(100), 100 * PIECE as u64), Body::stream(Zeroes(100), None)] {
            let call = client.vpp_tokens().sync_licenses(ID).upload("a/b", body);
            let error = call.await.unwrap_err();
            assert_eq!(error.status().map(|status| status.as_u16()), Some(413), "{}", crate::everything(&error));
            assert_eq!(error.attempts(), 1);
        }
        assert_eq!(server.met.connections(), 3);
    }
}

const TEXT: &str = "0123456789abcdefghijklmnopqrstuvwxyz";

/// Ten bytes and a reset, then what `rest` answers.
async fn broken(etag: &'static str, rest: impl Fn(usize) -> Vec<u8> + Send + 'static) -> Server {
    Server::new(move |index| match index {
        0 => {
            let head = answer("200 OK", &[&format!("content-length: {}", TEXT.len()), &format!("etag: {etag}")], "");
            vec![Read, Write(head), Step::Drip(TEXT.as_bytes()[..10].to_vec(), Duration::from_millis(2)), Reset]
        }
        index => vec![Read, Write(rest(index))],
    })
    .await
}

#[tokio::test]
async fn a_download_is_taken_up_where_it_broke_off() {
    let _turn = crate::side_by_side().await;
    // What was on the way when the connection was reset may be lost, so the server answers as it is asked.
    let asked = Arc::new(Mutex::new(String::new()));
    let met = Arc::clone(&asked);
    let server = broken("\"v1\"", move |_| {
        let text = met.lock().unwrap().clone();
        let start: usize = text.parse().unwrap_or(0);
        let range = format!("content-range: bytes {start}-35/36");
        answer("206 Partial Content", &[&range, "etag: \"v1\""], &TEXT[start..])
    })
    .await;
    let client = client(&server);
    let mut download = client.vpp_tokens().get(ID).download().await.unwrap();
    let mut text = Vec::new();
    while text.len() < 10 {
        text.extend_from_slice(&download.try_next().await.unwrap().unwrap());
        *asked.lock().unwrap() = text.len().to_string();
    }
    while let Some(piece) = download.try_next().await.unwrap() {
        text.extend_from_slice(&piece);
    }
    assert_eq!(String::from_utf8(text).unwrap(), TEXT);
    let sent = server.met.text();
    assert!(sent.contains("range: bytes=10-\r\n") && sent.contains("if-range: \"v1\"\r\n"), "{sent}");
    assert_eq!(server.met.requests(), 2);
}

/// Who asked for a part gets the rest of that, and not of the whole.
#[tokio::test]
async fn a_part_that_was_asked_for_is_taken_up_within_its_bounds() {
    let _turn = crate::side_by_side().await;
    let part = |range: &str, text: &str, length: usize| {
        let length = format!("content-length: {length}");
        answer("206 Partial Content", &[&format!("content-range: {range}"), &length, "etag: \"v1\""], text)
    };
    let first = part("bytes 10-19/36", "abc", 10);
    let second = part("Bytes 13-15/*", "def", 3);
    let third = part("bytes 16-19/36", "ghij", 4);
    let server = Server::new(move |index| match index {
        0 => vec![Read, Write(first.clone())],
        1 => vec![Read, Write(second.clone())],
        _ => vec![Read, Write(third.clone())],
    })
    .await;
    let client = client(&server);
    let mut download = client.vpp_tokens().get(ID).header("range", "bytes=10-19").download().await.unwrap();
    assert_eq!((download.status.as_u16(), download.length()), (206, Some(10)));
    let mut text = Vec::new();
    while let Some(piece) = download.try_next().await.unwrap() {
        text.extend_from_slice(&piece);
    }
    assert_eq!((String::from_utf8(text).unwrap().as_str(), server.met.requests()), ("abcdefghij", 3));
    let sent = server.met.text();
    assert!(sent.contains("range: bytes=13-19\r\n") && sent.contains("range: bytes=16-19\r\n"), "{sent}");
    // A whole instead of the rest, and the rest of more than was asked for.
    let more = answer("206 Partial Content", &["content-range: bytes 13-35/36", "etag: \"v1\""], &TEXT[13..]);
    for rest in [answer("200 OK", &["etag: \"v1\""], TEXT), more] {
        let first = part("bytes 10-19/36", "abc", 10);
        let server = Server::new(move |index| vec![Read, Write(if index == 0 { first.clone() } else { rest.clone() })]);
        let server = server.await;
        let client = crate::client(&server);
        let download = client.vpp_tokens().get(ID).header("range", "bytes=10-19").download().await.unwrap();
        assert!(matches!(length(download).await.unwrap_err(), Error::Transport(_)));
        assert_eq!(server.met.requests(), 2);
    }
}

/// What comes without a length is known to be whole as soon as the service says how long it is.
#[tokio::test]
async fn a_rest_that_ends_too_early_is_not_the_end() {
    let _turn = crate::side_by_side().await;
    let chunks = "transfer-encoding: chunked";
    let server = Server::new(move |index| match index {
        0 => vec![Read, Write(answer("200 OK", &[chunks, "etag: \"v1\""], "a\r\n0123456789\r\n"))],
        1 => {
            let range = "content-range: bytes 10-19/36";
            vec![Read, Write(answer("206 Partial Content", &[range, "etag: \"v1\""], &TEXT[10..20]))]
        }
        _ => {
            let range = "content-range: bytes 20-35/36";
            vec![Read, Write(answer("206 Partial Content", &[range, "etag: \"v1\""], &TEXT[20..]))]
        }
    })
    .await;
    let client = client(&server);
    let mut download = client.vpp_tokens().get(ID).download().await.unwrap();
    assert_eq!(download.length(), None);
    let mut text = Vec::new();
    while let Some(piece) = download.try_next().await.unwrap() {
        text.extend_from_slice(&piece);
    }
    assert_eq!((String::from_utf8(text).unwrap().as_str(), download.length()), (TEXT, Some(36)));
    // The length of the rest is not that of the whole, where the service does not know it either.
    let server = Server::new(move |index| match index {
        0 => vec![Read, Write(answer("200 OK", &[chunks, "etag: \"v1\""], "a\r\n0123456789\r\n"))],
        _ => {
            let head = ["content-range: bytes 10-35/*", "etag: \"v1\""];
            vec![Read, Write(answer("206 Partial Content", &head, &TEXT[10..]))]
        }
    })
    .await;
    assert_eq!(length(crate::client(&server).vpp_tokens().get(ID).download().await.unwrap()).await.unwrap(), 36);
}

/// All came but the mark of the end: there is no more of the same, as the service says.
#[tokio::test]
async fn a_rest_of_nothing_is_the_end() {
    let _turn = crate::side_by_side().await;
    for (range, whole) in [("bytes */10", true), ("bytes */11", false), ("bytes 0-9/10", false), ("lines */10", false)]
    {
        let server = Server::new(move |index| match index {
            0 => {
                let head = ["transfer-encoding: chunked", "etag: \"v1\""];
                vec![Read, Write(answer("200 OK", &head, "a\r\n0123456789\r\n"))]
            }
            _ => vec![Read, Write(answer("416 Range Not Satisfiable", &[&format!("content-range: {range}")], ""))],
        })
        .await;
        let client = client(&server);
        let mut download = client.vpp_tokens().get(ID).download().await.unwrap();
        assert_eq!(download.try_next().await.unwrap().unwrap(), "0123456789");
        let end = download.try_next().await;
        assert_eq!(end.is_ok(), whole, "{range}: {end:?}");
        assert!(download.try_next().await.unwrap().is_none() && server.met.requests() == 2);
    }
}

/// A body at hand that a slow network takes its time for is no silence.
#[tokio::test]
async fn a_long_body_that_goes_out_slowly_is_alive() {
    let _turn = crate::side_by_side().await;
    const LENGTH: usize = 24 * 1024 * 1024;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let slow = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut buffer, mut left) = (vec![0; LENGTH / 20], LENGTH);
        while left > 0 {
            tokio::time::sleep(Duration::from_millis(150)).await;
            let mut taken = 0;
            while taken < buffer.len() && left > 0 {
                let read = stream.read(&mut buffer[taken..]).await.unwrap();
                if read == 0 {
                    return false;
                }
                taken += read;
                left = left.saturating_sub(read);
            }
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
        true
    });
    let client = crate::client_of(&format!("http://127.0.0.1:{port}"));
    let call = rt::Call::new(client.core(), rt::Method::PUT, rt::decode::empty).path("/file");
    let options = CallOptions::new().read_timeout(Duration::from_millis(2500)).retries(rt::RetryPolicy::none());
    let sent = call.bytes("application/octet-stream", vec![7; LENGTH]).options(options).await;
    assert!(sent.is_ok() && slow.await.unwrap(), "{sent:?}");
}

#[tokio::test]
async fn a_download_counts_every_request_for_the_rest() {
    let _turn = crate::side_by_side().await;
    let head = answer("200 OK", &["content-length: 36", "etag: \"v1\""], "");
    let server = Server::new(move |index| match index {
        0 => vec![Read, Write(head.clone())],
        1 => vec![Read, Write(answer("503 Later", &["retry-after: 0"], ""))],
        _ => vec![Read, Write(answer("200 OK", &["etag: \"v1\""], TEXT))],
    })
    .await;
    let mut download = client(&server).vpp_tokens().get(ID).download().await.unwrap();
    assert_eq!(download.attempts(), 1);
    while download.try_next().await.unwrap().is_some() {}
    assert_eq!((download.received(), download.attempts(), server.met.requests()), (36, 3, 3));
}

/// However it breaks off, and in whatever order: what goes over the network is what the policy allows for one call.
#[tokio::test]
async fn a_download_has_one_budget_of_attempts() {
    let _turn = crate::side_by_side().await;
    let broken = |status: &str| vec![Read, Write(answer(status, &["content-length: 36", "etag: \"v1\""], ""))];
    let later = || vec![Read, Write(answer("503 Later", &["retry-after: 0"], ""))];
    for (attempts, steps) in [
        (1, vec![broken("200 OK")]),
        (2, vec![broken("200 OK"), vec![Read, Reset]]),
        (4, vec![broken("200 OK"), vec![Read, Reset]]),
        (4, vec![broken("200 OK"), later()]),
        (5, vec![later(), later(), broken("200 OK"), vec![Read, Reset]]),
        (4, vec![broken("200 OK"), broken("200 OK"), later()]),
        (6, vec![broken("200 OK")]),
    ] {
        let last = steps.len() - 1;
        let server = Server::new(move |index| steps[index.min(last)].clone()).await;
        let options = CallOptions::new().retries(crate::quick().attempts(attempts));
        let download = client(&server).vpp_tokens().get(ID).options(options).download().await.unwrap();
        let error = length(download).await.unwrap_err();
        assert_eq!((error.attempts(), server.met.requests()), (attempts, attempts as usize), "{error:?}");
    }
}

/// The rest is asked for after a wait, as any other attempt is.
#[tokio::test]
async fn taking_up_again_waits_first() {
    let _turn = crate::side_by_side().await;
    let head = answer("200 OK", &["content-length: 36", "etag: \"v1\""], "");
    let server = Server::new(move |index| match index {
        0 => vec![Read, Write(head.clone())],
        _ => vec![Read, Write(answer("200 OK", &["etag: \"v1\""], TEXT))],
    })
    .await;
    let pause = Duration::from_millis(400);
    let options = CallOptions::new().retries(rt::RetryPolicy::default().delays(pause, pause));
    let started = std::time::Instant::now();
    let download = client(&server).vpp_tokens().get(ID).options(options).download().await.unwrap();
    assert_eq!(length(download).await.unwrap(), TEXT.len() as u64);
    assert!(started.elapsed() >= pause && server.met.requests() == 2, "{:?}", started.elapsed());
}

#[tokio::test]
async fn what_comes_compressed_is_undone_and_not_taken_up_again() {
    let _turn = crate::side_by_side().await;
    let zipped = crate::catalogue::gzip(&crate::catalogue::gzip(TEXT.as_bytes()));
    for codings in
        [&["etag: \"v1\"", "content-encoding: gzip, gzip"][..], &["content-encoding: gzip", "content-encoding: gzip"]]
    {
        let whole = answer("200 OK", codings, &zipped);
        let server = Server::new(move |_| vec![Read, Write(whole.clone())]).await;
        let mut download = client(&server).vpp_tokens().get(ID).download().await.unwrap();
        assert!(!download.headers.contains_key("content-encoding") && download.length().is_none());
        let mut text = Vec::new();
        while let Some(piece) = download.try_next().await.unwrap() {
            text.extend_from_slice(&piece);
        }
        assert_eq!(String::from_utf8(text).unwrap(), TEXT);
    }
    // The service counts its own bytes, which are not those that come out.
    let half = answer("200 OK", &["etag: \"v1\"", "content-encoding: gzip"], &zipped);
    let server = Server::new(move |_| vec![Read, Write(half[..half.len() - 9].to_vec())]).await;
    let error = length(client(&server).vpp_tokens().get(ID).download().await.unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)) && server.met.requests() == 1, "{error:?}");
}

#[tokio::test]
async fn other_bytes_are_never_joined() {
    let _turn = crate::side_by_side().await;
    let whole = answer("200 OK", &["etag: \"v2\""], TEXT);
    let other = answer("206 Partial Content", &["content-range: bytes 10-35/36", "etag: \"v2\""], &TEXT[10..]);
    let elsewhere = answer("206 Partial Content", &["content-range: bytes 12-35/36", "etag: \"v1\""], &TEXT[12..]);
    let longer = answer(
        "206 Partial Content",
        &["content-range: bytes 10-35/36", "etag: \"v1\"", "transfer-encoding: chunked"],
        format!("{:x}\r\n{}more\r\n0\r\n\r\n", TEXT.len() - 10 + 4, &TEXT[10..]),
    );
    let of_another_length =
        answer("206 Partial Content", &["content-range: bytes 10-35/37", "etag: \"v1\""], &TEXT[10..]);
    let of_other_units = answer("206 Partial Content", &["content-range: lines 10-35/36", "etag: \"v1\""], &TEXT[10..]);
    let without_sense = answer("206 Partial Content", &["content-range: bytes 10-36/36", "etag: \"v1\""], &TEXT[10..]);
    for rest in [whole, other, elsewhere, longer, of_another_length, of_other_units, without_sense] {
        let server = broken("\"v1\"", move |_| rest.clone()).await;
        let client = client(&server);
        let error = length(client.vpp_tokens().get(ID).download().await.unwrap()).await.unwrap_err();
        let Error::Transport(failure) = &error else { panic!("{error:?}") };
        assert_eq!(failure.source.kind(), TransportErrorKind::Interrupted);
        assert_eq!(server.met.requests(), 2);
        assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::ConnectionAborted);
    }
    // A weak mark says nothing of bytes.
    let server = broken("W/\"v1\"", |_| Vec::new()).await;
    let client = client(&server);
    length(client.vpp_tokens().get(ID).download().await.unwrap()).await.unwrap_err();
    assert_eq!(server.met.requests(), 1);
}

#[tokio::test]
async fn events_arrive_while_the_answer_is_still_coming() {
    let _turn = crate::side_by_side().await;
    let head =
        answer("200 OK", &["content-type: text/event-stream", "content-length: 1000"], "data: 1\n\ndata: 2\n\nda");
    let server = Server::new(move |_| vec![Read, Write(head.clone()), Stall]).await;
    let client = client(&server);
    let call = rt::Call::new(client.core(), rt::Method::GET, rt::decode::events::<i64>).path("/events");
    let call = call.options(CallOptions::new().read_timeout(Duration::from_millis(500)));
    let mut events = call.await.unwrap();
    assert_eq!(events.try_next().await.unwrap(), Some(1));
    assert_eq!(events.try_next().await.unwrap(), Some(2));
    // Silence ends it, as it ends every other answer.
    assert!(events.try_next().await.unwrap_err().is_timeout());
    assert!(events.try_next().await.unwrap().is_none());
}

/// The same after a while as before: nobody reads, so nothing more is sent.
async fn comes_to_rest(passed: &AtomicU64) -> u64 {
    let mut before = u64::MAX;
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = passed.load(Ordering::SeqCst);
        if now == before {
            return now;
        }
        before = now;
    }
    panic!("{before} bytes, and no end")
}

#[tokio::test]
async fn the_slower_side_holds_the_faster_one_back() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    const MOST: u64 = 32 * 1024 * 1024;
    let _turn = crate::alone().await;
    let passed = Arc::new(AtomicU64::new(0));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/beta", listener.local_addr().unwrap());
    let written = Arc::clone(&passed);
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        let head = answer("200 OK", &["content-length: 999999999999"], "");
        stream.write_all(&head).await.unwrap();
        while stream.write_all(&[0; PIECE]).await.is_ok() {
            written.fetch_add(PIECE as u64, Ordering::SeqCst);
        }
        // The next one is not read from.
        listener.accept().await.unwrap()
    });
    let client = crate::client_of(&url);
    let mut download = client.vpp_tokens().get(ID).download().await.unwrap();
    download.try_next().await.unwrap().unwrap();
    let first = comes_to_rest(&passed).await;
    // Reading lets more come; how much the system itself holds is its own affair.
    while download.received() < first + 2 * MOST {
        download.try_next().await.unwrap().unwrap();
    }
    let second = comes_to_rest(&passed).await;
    assert!(first < MOST && second > first + MOST && second < first + 3 * MOST, "{first}, then {second}");
    drop(download);

    passed.store(0, Ordering::SeqCst);
    let taken = Arc::clone(&passed);
    let body = Body::stream(Zeroes(u64::MAX), None).with_progress(move |sent, _| taken.store(sent, Ordering::SeqCst));
    let upload = tokio::spawn(async move {
        client.vpp_tokens().sync_licenses(ID).upload("application/octet-stream", body).await.map(drop)
    });
    let held = comes_to_rest(&passed).await;
    assert!(held > 0 && held < MOST, "{held}");
    upload.abort();
    drop(server.await.unwrap());
}
