//! HTTP/2 whose streams and connections end before their time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use graph_vpp_tokens::{Client, Error};
use h2::server::{Connection, SendResponse};
use h2::{Reason, RecvStream};
use rest_bindgen_runtime::{Bytes, CallOptions, ReqwestTransport, RetryPolicy, TransportErrorKind, http};
use tokio::net::{TcpListener, TcpStream};

use crate::{ID, client_of, everything};

const ENTITY: &str = r#"{"id":"a","displayName":"b"}"#;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It is answered well.
    Good,
    /// Its stream is reset at once.
    Reset(Reason),
    /// Its stream is reset after the head of the answer and some of the body.
    ResetWithin(Reason),
    /// The same, where the head says nothing of a length.
    ResetWithoutLength(Reason),
    /// The whole connection ends with this reason, after the request was taken.
    GoAway(Reason),
    /// It is answered, and the connection takes no further ones.
    GoodAndLast,
    /// Nothing more happens.
    Silence,
    /// The head alone, with this status and the length of a body that does not come.
    Bare(u16),
}

#[derive(Default)]
struct Met {
    connections: AtomicUsize,
    /// The requests, in the order in which they came, by method and range.
    requests: Mutex<Vec<String>>,
    /// Streams that the client has reset.
    given_up: AtomicUsize,
}

impl Met {
    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// A server whose requests end as `script` says by their number, over all connections.
async fn server(script: impl Fn(usize) -> End + Send + Sync + 'static) -> (Client, Arc<Met>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/beta", listener.local_addr().unwrap());
    let (met, script) = (Arc::new(Met::default()), Arc::new(script));
    let kept = Arc::clone(&met);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            kept.connections.fetch_add(1, Ordering::SeqCst);
            let (met, script) = (Arc::clone(&kept), Arc::clone(&script));
            tokio::spawn(async move { serve(stream, &met, &*script).await });
        }
    });
    let http2 = reqwest::Client::builder().http2_prior_knowledge().redirect(reqwest::redirect::Policy::none());
    let transport = ReqwestTransport::with_client(http2.build().unwrap());
    (client_of(&url).with_transport(transport), met)
}

/// A connection that ends is one that the test is done with.
async fn serve(stream: TcpStream, met: &Arc<Met>, script: &(impl Fn(usize) -> End + Send + Sync)) {
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((request, answer))) = connection.accept().await {
        let range = request.headers().get("range").map(|range| range.to_str().unwrap().to_owned());
        let index = {
            let mut requests = met.requests.lock().unwrap();
            requests.push(format!("{} {}", request.method(), range.clone().unwrap_or_default()).trim_end().to_owned());
            requests.len() - 1
        };
        let end = script(index);
        finish(&mut connection, request.into_body(), answer, end, range.as_deref(), met);
    }
}

fn finish(
    connection: &mut Connection<TcpStream, Bytes>,
    body: RecvStream,
    mut answer: SendResponse<Bytes>,
    end: End,
    range: Option<&str>,
    met: &Arc<Met>,
) {
    let start = range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    match end {
        End::Reset(reason) => answer.send_reset(reason),
        End::GoAway(reason) => connection.abrupt_shutdown(reason),
        End::Good | End::GoodAndLast => {
            let mut sending = answer.send_response(head(start), false).unwrap();
            sending.send_data(ENTITY[start.unwrap_or_default()..].into(), true).unwrap();
            if end == End::GoodAndLast {
                connection.graceful_shutdown();
            }
        }
        End::ResetWithin(reason) | End::ResetWithoutLength(reason) => {
            let mut head = head(start);
            if matches!(end, End::ResetWithoutLength(_)) {
                head.headers_mut().remove("content-length");
            }
            let mut sending = answer.send_response(head, false).unwrap();
            sending.send_data(ENTITY[..5].into(), false).unwrap();
            tokio::spawn(async move {
                // The client reads what has come before.
                tokio::time::sleep(Duration::from_millis(100)).await;
                sending.send_reset(reason);
            });
        }
        End::Bare(status) => {
            let head = http::Response::builder().status(status).header("content-length", 10_000_000_000_u64);
            answer.send_response(head.body(()).unwrap(), true).unwrap();
        }
        End::Silence => {
            let met = Arc::clone(met);
            tokio::spawn(async move {
                let _body = body;
                if std::future::poll_fn(|context| answer.poll_reset(context)).await.is_ok() {
                    met.given_up.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    }
}

fn head(start: Option<usize>) -> http::Response<()> {
    let length = ENTITY.len() - start.unwrap_or_default();
    let head = http::Response::builder().header("etag", "\"v1\"").header("content-length", length);
    match start {
        None => head.body(()).unwrap(),
        Some(start) => {
            let range = format!("bytes {start}-{}/{}", ENTITY.len() - 1, ENTITY.len());
            head.status(206).header("content-range", range).body(()).unwrap()
        }
    }
}

fn kind(error: &Error) -> TransportErrorKind {
    match error {
        Error::Transport(failure) | Error::Timeout(failure) => failure.source.kind(),
        other => panic!("{other:?}"),
    }
}

/// Each of these has left, so what changes something is sent once.
#[tokio::test]
async fn a_request_that_may_have_been_carried_out_is_sent_once() {
    let _turn = crate::side_by_side().await;
    for end in [
        End::Reset(Reason::INTERNAL_ERROR),
        End::Reset(Reason::CANCEL),
        End::Reset(Reason::ENHANCE_YOUR_CALM),
        End::ResetWithin(Reason::INTERNAL_ERROR),
        // These two look like an end to hyper; the length says that it is none.
        End::ResetWithin(Reason::NO_ERROR),
        End::ResetWithin(Reason::CANCEL),
        End::GoAway(Reason::INTERNAL_ERROR),
        End::GoAway(Reason::NO_ERROR),
        End::GoAway(Reason::PROTOCOL_ERROR),
    ] {
        let (client, met) = server(move |_| end).await;
        let error = client.vpp_tokens().sync_licenses(ID).await.unwrap_err();
        assert_eq!((kind(&error), error.attempts()), (TransportErrorKind::Interrupted, 1), "{end:?}");
        assert!(!everything(&error).contains(crate::CANARY));
        assert_eq!(met.requests(), ["POST"], "{end:?}");
        // What may be repeated is, as often as the policy says, over a connection that is still good.
        let (client, met) = server(move |index| if index < 2 { end } else { End::Good }).await;
        assert_eq!(client.vpp_tokens().get(ID).await.unwrap().id.as_deref(), Some("a"), "{end:?}");
        assert_eq!(met.requests(), ["GET"; 3], "{end:?}");
    }
}

/// The service says by this reason that it did nothing, so even a POST may be sent again; and not for ever.
#[tokio::test]
async fn a_refused_stream_was_not_carried_out() {
    let _turn = crate::side_by_side().await;
    let refused = End::Reset(Reason::REFUSED_STREAM);
    let (client, met) = server(move |index| if index < 1 { refused } else { End::Good }).await;
    client.vpp_tokens().sync_licenses(ID).await.unwrap();
    assert_eq!(met.requests(), ["POST"; 2]);
    let (client, met) = server(move |_| refused).await;
    let error = client.vpp_tokens().sync_licenses(ID).await.unwrap_err();
    assert_eq!(kind(&error), TransportErrorKind::Interrupted);
    assert!(met.requests().len() <= 3, "{:?}", met.requests());
}

#[tokio::test]
async fn a_connection_that_takes_no_more_is_followed_by_another() {
    let _turn = crate::side_by_side().await;
    let (client, met) = server(|_| End::GoodAndLast).await;
    for _ in 0..5 {
        client.vpp_tokens().sync_licenses(ID).await.unwrap();
    }
    assert_eq!(met.requests(), ["POST"; 5]);
    // Many at once over one connection that says good-bye again and again: none is lost, none is sent twice.
    let (client, met) = server(|index| if index % 7 == 0 { End::GoodAndLast } else { End::Good }).await;
    let calls = (0..50).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.vpp_tokens().sync_licenses(ID).await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(met.requests().len(), 50);
}

#[tokio::test]
async fn a_download_goes_on_over_the_same_connection() {
    let _turn = crate::side_by_side().await;
    for reason in [Reason::INTERNAL_ERROR, Reason::NO_ERROR, Reason::CANCEL] {
        let (client, met) = server(move |index| if index < 1 { End::ResetWithin(reason) } else { End::Good }).await;
        let mut download = client.vpp_tokens().get(ID).download().await.unwrap();
        let mut text = Vec::new();
        while let Some(piece) = download.try_next().await.unwrap() {
            text.extend_from_slice(&piece);
        }
        assert_eq!(String::from_utf8(text).unwrap(), ENTITY);
        assert_eq!(met.requests(), ["GET", "GET bytes=5-"]);
        assert_eq!(met.connections.load(Ordering::SeqCst), 1);
    }
}

/// A service that takes a stream back says so by its reason, with or without a length. It says by one of them that all is
/// well (RFC 9113, 8.1), which is believed where no length speaks against it: JSON is then found to be cut off, other bytes
/// are as those of HTTP/1.0, which end with their connection.
#[tokio::test]
async fn an_answer_without_a_length_that_is_taken_back() {
    let _turn = crate::side_by_side().await;
    for reason in [Reason::INTERNAL_ERROR, Reason::CANCEL, Reason::PROTOCOL_ERROR, Reason::STREAM_CLOSED] {
        let (client, met) = server(move |_| End::ResetWithoutLength(reason)).await;
        let error = client.vpp_tokens().sync_licenses(ID).await.unwrap_err();
        assert_eq!((kind(&error), error.attempts()), (TransportErrorKind::Interrupted, 1), "{reason:?}");
        let mut download =
            client.vpp_tokens().get(ID).into_call().retries(RetryPolicy::none()).download().await.unwrap();
        let error = loop {
            match download.try_next().await {
                Ok(piece) => assert!(piece.is_some(), "{reason:?}"),
                Err(error) => break error,
            }
        };
        assert_eq!(kind(&error), TransportErrorKind::Interrupted, "{reason:?}");
        assert_eq!(met.requests(), ["POST", "GET"], "{reason:?}");
    }
    let (client, met) = server(|_| End::ResetWithoutLength(Reason::NO_ERROR)).await;
    let error = client.vpp_tokens().sync_licenses(ID).await.unwrap_err();
    assert!(error.is_decode(), "{error:?}");
    assert_eq!(met.requests(), ["POST"]);
}

/// Silence on a stream ends with its call, and the other streams of the connection know nothing of it.
#[tokio::test]
async fn a_silent_stream_is_given_up_alone() {
    let _turn = crate::side_by_side().await;
    let (client, met) = server(|index| if index % 2 == 0 { End::Silence } else { End::Good }).await;
    let started = Instant::now();
    let short = CallOptions::new().read_timeout(Duration::from_millis(300));
    let error = client.vpp_tokens().sync_licenses(ID).options(short).await.unwrap_err();
    assert_eq!((kind(&error), error.attempts()), (TransportErrorKind::ReadTimeout, 1));
    assert!(started.elapsed() < Duration::from_secs(2));
    client.vpp_tokens().sync_licenses(ID).await.unwrap();
    // A call that is dropped is given up, too.
    let dropped = client.clone();
    let call = tokio::spawn(async move { dropped.vpp_tokens().sync_licenses(ID).await.map(drop) });
    while met.requests().len() < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    call.abort();
    client.vpp_tokens().sync_licenses(ID).await.unwrap();
    while met.given_up.load(Ordering::SeqCst) < 2 {
        assert!(started.elapsed() < Duration::from_secs(10), "the streams were not reset");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!((met.requests().len(), met.connections.load(Ordering::SeqCst)), (4, 1));
}

/// The length of such an answer is that of what a GET would have, or of what the caller has.
#[tokio::test]
async fn an_answer_without_a_body_is_whole() {
    let _turn = crate::side_by_side().await;
    let (client, met) = server(|_| End::Bare(200)).await;
    let request = http::Request::head(format!("{}/a", client.core().base_url().unwrap())).body("").unwrap();
    let answer = client.core().execute(request).await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.body().len()), (200, 0));
    assert_eq!(met.requests(), ["HEAD"]);
    let (client, met) = server(|_| End::Bare(304)).await;
    let error = client.vpp_tokens().get(ID).if_none_match("\"v1\"").await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(304), "{error:?}");
    assert_eq!(met.requests(), ["GET"]);
    let (client, _) = server(|_| End::Bare(204)).await;
    client.vpp_tokens().delete(ID).await.unwrap();
}
