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

/// Ids are any text, and go out as UTF-8 (WHATWG HTML, 9.2.3).
#[tokio::test]
async fn an_id_of_any_letters_goes_out_as_it_came() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|index| match index {
        0 => vec![Read, Write(answer("200 OK", &[EVENTS], "retry: 1\nid: größe 1\t☃\ndata: 1\n\n"))],
        _ => vec![Read, Write(answer("204 No Content", &[], ""))],
    })
    .await;
    let client = client(&server);
    let (seen, last, error) = read(call(&client, rt::Method::GET).await.unwrap().reconnecting()).await;
    assert!(seen == [1] && last == "größe 1\t☃" && error.is_none(), "{error:?}");
    assert_eq!(ids(&server.met), ["-", "größe 1\t☃"]);
}

/// A number that its end may have cut off is none (RFC 7464, 2.4); what shows its end itself needs nothing after it.
#[tokio::test]
async fn a_record_that_may_be_cut_off_is_an_error_and_the_next_one_is_read() {
    let text = "\u{1e}12\u{1e}3\n\u{1e}[4]\u{1e}nul\u{1e}\"a\"\u{1e}5\u{1e}{\"b\":\u{1e}12";
    let service = rt::InMemoryTransport::new(move |_| Ok(rt::http::Response::new(text.into())));
    let client = crate::client_of("https://host.example").with_transport(service);
    let records = rt::Call::new(client.core(), rt::Method::GET, rt::decode::json_records::<rt::Json>).path("/values");
    let mut values = records.await.unwrap();
    let mut seen = Vec::new();
    loop {
        match values.try_next().await {
            Ok(Some(value)) => seen.push(value.as_str().to_owned()),
            Ok(None) => break,
            Err(rt::Error::Stream(error)) => {
                let rt::StreamError::Value { position, text, .. } = &*error else { panic!("{error:?}") };
                seen.push(format!("{position}:{}!", String::from_utf8_lossy(text)));
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(seen, ["0:12!", "3", "[4]", "3:nul!", "\"a\"", "5:5!", "6:{\"b\":!", "7:12!"]);
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

/// A stream that is taken up again and again has the time of the call once, and not for each connection.
#[tokio::test]
async fn the_time_of_the_call_is_one_for_all_connections() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| vec![Read, Write(answer("200 OK", &[EVENTS], "retry: 80\ndata: 1\n\n"))]).await;
    let client = client(&server);
    let started = Instant::now();
    let options = rt::CallOptions::new().timeout(Duration::from_millis(500));
    let events = call(&client, rt::Method::GET).options(options).await.unwrap().reconnecting();
    let (seen, _, error) = read(events).await;
    assert!(error.is_some_and(|error| error.is_timeout()) && !seen.is_empty());
    assert!((500..3000).contains(&started.elapsed().as_millis()), "{:?}", started.elapsed());
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

#[tokio::test]
async fn what_is_no_events_is_an_error_and_nothing_is_no_event() {
    let _turn = crate::side_by_side().await;
    for body in ["<html>\n<p>Sign in: data\n</html>\n\n", r#"{"error":{"code":"busy","message":"Later."}}"#, "dat"] {
        let server = Server::new(move |_| vec![Read, Write(answer("200 OK", &["content-type: a/b"], body))]).await;
        let client = client(&server);
        for events in [call(&client, rt::Method::GET).await.unwrap(), call(&client, rt::Method::POST).await.unwrap()] {
            let (seen, _, error) = read(events.reconnecting()).await;
            let error = error.unwrap();
            assert!(seen.is_empty() && error.is_decode(), "{error:?}");
            assert_eq!(error.body_start().as_deref(), Some(body));
            assert!(error.to_string().ends_with("200 OK with a/b that is not as described"), "{error}");
            let cause = error.decode_error().unwrap().to_string();
            assert!(cause.starts_with("expected server-sent events"), "{cause}");
        }
        assert_eq!(server.met.requests(), 2);
    }
    for body in ["", "\n\n", ": comment\n\nother: x\n", "retry: 5", "id\n\n", "other\nevent: x\n\n"] {
        let server = Server::new(move |_| vec![Read, Write(answer("200 OK", &[EVENTS], body))]).await;
        let client = client(&server);
        let (seen, _, error) = read(call(&client, rt::Method::GET).await.unwrap()).await;
        assert!(seen.is_empty() && error.is_none(), "{body:?}: {error:?}");
    }
}

/// A value that is not as described may hold what nobody may read; who wants it has it.
#[tokio::test]
async fn the_error_of_a_value_does_not_show_it() {
    let _turn = crate::side_by_side().await;
    let event = format!("data: {{\"token\":\"{CANARY}\"}}\n\n");
    let line = format!("[\"{CANARY}\n");
    for (body, lines) in [(event, false), (line, true)] {
        let server = Server::new(move |_| vec![Read, Write(answer("200 OK", &[], &body))]).await;
        let client = client(&server);
        let error = if lines {
            let call = rt::Call::new(client.core(), rt::Method::GET, rt::decode::json_lines::<i64>).path("/lines");
            call.await.unwrap().try_next().await.unwrap_err()
        } else {
            call(&client, rt::Method::GET).await.unwrap().try_next().await.unwrap_err()
        };
        let said = crate::everything(&error);
        assert!(!said.contains(CANARY) && said.contains("bytes"), "{said}");
        let rt::Error::Stream(error) = &error else { panic!("{error:?}") };
        let rt::StreamError::Value { text, .. } = &**error else { panic!("{error:?}") };
        assert!(String::from_utf8_lossy(text).contains(CANARY));
    }
}

/// So many bytes of a line that never ends, as fast as they are taken.
pub(crate) async fn endless(content_type: &'static str, start: &'static str) -> Server {
    Server::new(move |_| {
        let head = answer("200 OK", &[content_type, "transfer-encoding: chunked"], "");
        let start = format!("{:x}\r\n{start}\r\n", start.len());
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        vec![Read, Write(head), Write(start.into_bytes()), Step::Endless(chunk.into_bytes())]
    })
    .await
}

/// What is allowed of one value, if it is not so much that it is not.
pub(crate) fn too_long(error: &rt::Error) -> usize {
    match error {
        rt::Error::Stream(error) => match &**error {
            rt::StreamError::TooLong(error) => error.limit,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_line_without_end_is_too_long() {
    let _turn = crate::side_by_side().await;
    const LIMIT: usize = 100_000;
    let starts = ["data: 1\n\ndata: ", "data: 1\n\nid: ", "data: 1\n\n: ", "data: 1\n\ndata: 2\ndata: ", "data: 1\n\n"];
    for start in starts {
        let server = endless(EVENTS, start).await;
        let client = client(&server).with_concurrency(1);
        let mut events = call(&client, rt::Method::GET).await.unwrap().event_limit(LIMIT).reconnecting();
        assert_eq!(events.try_next().await.unwrap(), Some(1), "{start}");
        assert_eq!(too_long(&events.try_next().await.unwrap_err()), LIMIT, "{start}");
        // The stream is over, and so is its connection; its place is free.
        assert!(events.try_next().await.unwrap().is_none());
        drop(call(&client, rt::Method::GET).await.unwrap());
        assert_eq!(server.met.requests(), 2);
    }
    for (content_type, start, records) in [
        ("content-type: application/jsonl", "1\n\"", false),
        ("content-type: application/json-seq", "\u{1e}1\n\u{1e}\"", true),
    ] {
        let server = endless(content_type, start).await;
        let client = client(&server).with_concurrency(1);
        let decode = if records { rt::decode::json_records::<i64> } else { rt::decode::json_lines::<i64> };
        let call = || rt::Call::new(client.core(), rt::Method::GET, decode).path("/values");
        let mut values = call().await.unwrap().value_limit(LIMIT);
        assert_eq!(values.try_next().await.unwrap(), Some(1), "{start}");
        assert_eq!(too_long(&values.try_next().await.unwrap_err()), LIMIT, "{start}");
        assert!(values.try_next().await.unwrap().is_none());
        drop(call().await.unwrap());
    }
}

#[tokio::test]
async fn what_came_whole_is_given_before_what_is_too_long() {
    const LIMIT: usize = 20;
    let long = "x".repeat(2 * LIMIT);
    let of = |text: String| {
        // All of it is one piece.
        let service = rt::InMemoryTransport::new(move |_| Ok(rt::http::Response::new(text.clone().into())));
        crate::client_of("https://host.example").with_transport(service)
    };
    let client = of(format!("data: 1\n\ndata: 2\n\ndata: {long}\n\ndata: 3\n\n"));
    let mut events = call(&client, rt::Method::GET).await.unwrap().event_limit(LIMIT).reconnecting();
    assert_eq!(events.try_next().await.unwrap(), Some(1));
    assert_eq!(events.try_next().await.unwrap(), Some(2));
    assert_eq!(too_long(&events.try_next().await.unwrap_err()), LIMIT);
    assert!(events.try_next().await.unwrap().is_none());
    let client = of(format!("1\n2\n{long}\n3\n"));
    let lines = rt::Call::new(client.core(), rt::Method::GET, rt::decode::json_lines::<i64>).path("/values");
    let mut values = lines.await.unwrap().value_limit(LIMIT);
    assert_eq!(values.try_next().await.unwrap(), Some(1));
    assert_eq!(values.try_next().await.unwrap(), Some(2));
    assert_eq!(too_long(&values.try_next().await.unwrap_err()), LIMIT);
    assert!(values.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn lines_that_break_off_end_in_an_error_after_those_that_came() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| vec![Read, Write(answer("200 OK", &["content-length: 99"], "1\n2\n3"))]).await;
    let client = client(&server);
    let lines = rt::Call::new(client.core(), rt::Method::GET, rt::decode::json_lines::<i64>).path("/values");
    let mut values = lines.await.unwrap();
    assert_eq!(values.try_next().await.unwrap(), Some(1));
    assert_eq!(values.try_next().await.unwrap(), Some(2));
    // What may be a part of a longer one is none.
    assert!(matches!(values.try_next().await.unwrap_err(), rt::Error::Transport(_)));
    assert!(values.try_next().await.unwrap().is_none());
}
