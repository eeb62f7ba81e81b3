//! Streams of events whose connection ends: taken up again after the last event, if that is asked for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rest_bindgen_runtime as rt;

use crate::server::{Met, Server, Step, answer};
use crate::{CANARY, client};
use Step::{Close, Drip, Read, Reset, Write};

const EVENTS: &str = "content-type: text/event-stream";

fn call(client: &graph_vpp_tokens::Client, method: rt::Method) -> rt::Call<'_, rt::EventStream<i64>> {
    rt::Call::new(client.core(), method, rt::decode::events::<i64>).path("/events")
}

/// Some events, then the end that each test wants.
fn some(text: &str, end: Step) -> Vec<Step> {
    // A length that is not reached, so that an end is one that breaks off.
    let head = answer("200 OK", &[EVENTS, "content-length: 1000"], "");
    vec![Read, Write(head), Drip(text.as_bytes().to_vec(), Duration::from_millis(1)), end]
}

fn ids(met: &Met) -> Vec<String> {
    let text = met.text();
    let requests = text.split("\r\n\r\n").filter(|head| head.starts_with("GET"));
    requests
        .map(|head| head.lines().find_map(|line| line.strip_prefix("last-event-id: ")).unwrap_or("-").to_owned())
        .collect()
}

async fn read(mut events: rt::EventStream<i64>) -> (Vec<i64>, String, Option<rt::Error>) {
    let mut seen = Vec::new();
    loop {
        match events.try_next().await {
            Ok(Some(value)) => seen.push(value),
            Ok(None) => return (seen, events.last_event_id().to_owned(), None),
            Err(error) => return (seen, events.last_event_id().to_owned(), Some(error)),
        }
    }
}

#[tokio::test]
async fn a_stream_goes_on_after_the_last_event() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|index| match index {
        // The second event is cut off: its id does not count. What was on the way before a reset may be lost.
        0 => some("retry: 5\nid: a\ndata: 1\n\nid: b\ndata: 2", Close),
        // An orderly end, too, is followed by another connection.
        1 => vec![Read, Write(answer("200 OK", &[EVENTS], "id: b\ndata: 2\n\ndata: 3\n\n"))],
        2 => vec![Read, Write(answer("200 OK", &[EVENTS], "id: c\n\nid\ndata: 4\n\n"))],
        3 => vec![Read, Reset],
        _ => vec![Read, Write(answer("204 No Content", &[], ""))],
    })
    .await;
    let client = client(&server);
    let events = call(&client, rt::Method::GET).await.unwrap().reconnecting();
    let (seen, last, error) = read(events).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((seen, last.as_str()), (vec![1, 2, 3, 4], ""));
    assert_eq!(ids(&server.met), ["-", "a", "b", "-", "-"]);
}

#[tokio::test]
async fn without_asking_nothing_is_asked_again() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| some("id: a\ndata: 1\n\n", Close)).await;
    let client = client(&server);
    let (seen, last, error) = read(call(&client, rt::Method::GET).await.unwrap()).await;
    assert!(matches!(error, Some(rt::Error::Transport(_))), "{error:?}");
    assert_eq!((seen, last.as_str()), (vec![1], "a"));
    // Nor is a POST, which might be carried out twice.
    let (seen, _, error) = read(call(&client, rt::Method::POST).await.unwrap().reconnecting()).await;
    assert!(error.is_some() && seen == [1], "{error:?}");
    assert_eq!(server.met.requests(), 2);
}

#[tokio::test]
async fn connections_in_vain_come_to_an_end() {
    let _turn = crate::side_by_side().await;
    // A time to wait that nobody would wait is capped, by the client's own longest.
    let nothing = || vec![Read, Write(answer("200 OK", &[EVENTS], "retry: 99999999999\n\n: nothing\n\n"))];
    let server = Server::new(move |_| nothing()).await;
    let patient = crate::quick().longest_retry_after(Duration::from_millis(20));
    let client = client(&server).with_retries(patient);
    let started = Instant::now();
    let (seen, _, error) = read(call(&client, rt::Method::GET).await.unwrap().reconnecting()).await;
    assert!(seen.is_empty() && error.is_none(), "{error:?}");
    assert!(server.met.requests() == 4 && started.elapsed() < Duration::from_secs(5), "{}", server.met.requests());
    // An answer of another kind ends the stream as it ends any call.
    let server = Server::new(move |index| match index {
        0 => some("retry: 1\ndata: 1\n\n", Close),
        _ => vec![Read, Write(answer("403 Forbidden", &[], CANARY))],
    });
    let server = Arc::new(server.await);
    let client = crate::client(&server);
    let (seen, _, error) = read(call(&client, rt::Method::GET).await.unwrap().reconnecting()).await;
    assert!(seen == [1] && error.as_ref().is_some_and(rt::Error::is_forbidden), "{error:?}");
    assert!(!crate::everything(&error.unwrap()).contains(CANARY));
}
