//! What an error knows, and what nothing ever says: credentials of every kind, in all that a program can print.

use std::error::Error as _;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_vpp_tokens::{Client, Error};
use rest_bindgen_runtime as rt;
use rt::{StatusCode, TransportErrorKind};

use crate::server::{Server, Step, answer};
use crate::{CANARY, ID, client, everything, quick};
use Step::{Close, Read, Reset, Stall, Write};

/// The error of a call that is answered so.
async fn of(steps: Vec<Step>) -> Error {
    let server = Server::new(move |_| steps.clone()).await;
    // A machine that does other things too needs its time.
    let client = client(&server)
        .with_response_limit(10_000)
        .with_timeouts(rt::Timeouts { read: Duration::from_millis(1500), ..rt::Timeouts::default() });
    client.vpp_tokens().get(ID).options(rt::CallOptions::new().retries(rt::RetryPolicy::none())).await.unwrap_err()
}

/// What holds of an error, each as its word.
fn words(error: &Error) -> String {
    let all = [
        ("not_found", error.is_not_found()),
        ("unauthorized", error.is_unauthorized()),
        ("forbidden", error.is_forbidden()),
        ("conflict", error.is_conflict()),
        ("precondition_failed", error.is_precondition_failed()),
        ("throttled", error.is_throttled()),
        ("timeout", error.is_timeout()),
        ("connect", error.is_connect()),
        ("decode", error.is_decode()),
        ("retryable", error.is_retryable()),
    ];
    all.into_iter().filter(|(_, holds)| *holds).map(|(word, _)| word).collect::<Vec<_>>().join(" ")
}

fn status(line: &str) -> Vec<Step> {
    vec![Read, Write(answer(line, &[], "{}"))]
}

#[tokio::test]
async fn each_kind_of_error_is_known_by_its_words() {
    let _turn = crate::side_by_side().await;
    let cases = [
        (status("400 Bad"), ""),
        (status("401 No"), "unauthorized"),
        (status("403 No"), "forbidden"),
        (status("404 Gone"), "not_found"),
        (status("410 Gone"), "not_found"),
        (status("409 Conflict"), "conflict"),
        (status("412 Changed"), "precondition_failed"),
        (status("429 Slow"), "throttled retryable"),
        (status("503 Later\r\nretry-after: 1"), "throttled retryable"),
        (status("503 Later"), "retryable"),
        (status("408 Late"), "retryable"),
        (status("500 Oops"), "retryable"),
        (status("502 Oops"), "retryable"),
        (status("504 Oops"), "retryable"),
        (status("501 Never"), ""),
        (status("302 There"), ""),
        (vec![Read, Write(answer("200 OK", &[], "{\"id\":7}"))], "decode"),
        (vec![Read, Write(answer("200 OK", &[], "x".repeat(10_001)))], ""),
        (vec![Read, Reset], "retryable"),
        (vec![Read, Close], "retryable"),
        (vec![Read, Stall], "timeout retryable"),
    ];
    for (steps, expected) in cases {
        let shown = format!("{steps:?}");
        let error = of(steps).await;
        assert_eq!(words(&error), expected, "{shown}: {error:?}");
    }
    let nobody = crate::client_of("http://127.0.0.1:1/beta").with_retries(rt::RetryPolicy::none());
    let error = nobody.vpp_tokens().get(ID).await.unwrap_err();
    assert_eq!(words(&error), "connect retryable");
    let error = nobody.vpp_tokens().get("..").await.unwrap_err();
    assert_eq!((words(&error).as_str(), error.attempts(), error.status()), ("", 0, None));
}

#[tokio::test]
async fn every_error_knows_how_often_the_request_was_sent() {
    let _turn = crate::side_by_side().await;
    for last in ["400 Bad\r\nx: {}", "200 OK\r\nx: {\"id\":7}", "200 OK\r\nx: "] {
        let (line, body) = last.split_once("\r\nx: ").unwrap();
        let body = if body.is_empty() { "x".repeat(10_001) } else { body.to_owned() };
        let server = Server::new(move |index| match index {
            0 => vec![Read, Write(answer("503 Later", &["retry-after: 0"], ""))],
            1 => vec![Read, Reset],
            _ => vec![Read, Write(answer(line, &[], &body))],
        })
        .await;
        let client = client(&server).with_response_limit(10_000);
        let error = client.vpp_tokens().get(ID).await.unwrap_err();
        assert_eq!(error.attempts(), 3, "{error:?}");
    }
    let server = Server::new(|index| match index {
        0 => vec![Read, Reset],
        _ => vec![Read, Write(answer("200 OK", &[], "{\"id\":\"a\"}"))],
    })
    .await;
    assert_eq!(client(&server).vpp_tokens().get(ID).send_with_response().await.unwrap().attempts, 2);
    assert_eq!(client(&server).vpp_tokens().get(ID).download().await.unwrap().attempts(), 1);
}

#[tokio::test]
async fn the_start_of_a_body_is_at_most_4_kib_and_whole_letters() {
    let _turn = crate::side_by_side().await;
    // Letters of two bytes, after one of one: the limit falls into a letter.
    let long = format!("a{}", "é".repeat(4000));
    let server = Server::new({
        let long = long.clone();
        move |index| match index {
            0 => vec![Read, Write(answer("400 Bad", &[], &long))],
            1 => vec![Read, Write(answer("200 OK", &["x-request-id: r"], &long))],
            _ => vec![Read, Write(answer("400 Bad", &[], b"a\xFFb"))],
        }
    })
    .await;
    let client = client(&server);
    for _ in 0..2 {
        let error = client.vpp_tokens().get(ID).await.unwrap_err();
        let start = error.body_start().unwrap().into_owned();
        assert!(start.len() == 4095 && long.starts_with(&start), "{} bytes", start.len());
        // The whole of it is there for who wants it.
        let whole = match &error {
            Error::Status(error) => error.body.clone(),
            Error::Decode(error) => {
                assert_eq!(error.headers["x-request-id"], "r");
                error.body.clone()
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(whole, long);
    }
    let error = client.vpp_tokens().get(ID).await.unwrap_err();
    assert_eq!(error.body_start().as_deref(), Some("a\u{fffd}b"));
}

#[tokio::test]
async fn an_error_whose_body_has_no_end_keeps_its_status() {
    let _turn = crate::side_by_side().await;
    let head = |length: &str| format!("HTTP/1.1 409 Conflict\r\nx-request-id: r-1\r\n{length}\r\n").into_bytes();
    let part = [head("content-length: 100\r\n"), b"{\"title\":\"a".to_vec()].concat();
    // The limit of these calls is 10,000 bytes.
    for (steps, length, shows) in [
        (vec![Read, Write(head("")), Step::Endless(vec![b'x'; 64 * 1024])], 4096, "xxx"),
        (vec![Read, Write(head("content-length: 9999999999\r\n")), Step::Endless(b"y".repeat(100))], 4096, "yyy"),
        (vec![Read, Write(part.clone()), Step::Pause, Reset], 11, "{\"title\":\"a"),
        (vec![Read, Write(part.clone()), Close], 11, "{\"title\":\"a"),
        (vec![Read, Write(part.clone()), Stall], 11, "{\"title\":\"a"),
    ] {
        let error = of(steps).await;
        let status = error.as_status().unwrap_or_else(|| panic!("{error:?}"));
        assert!(status.truncated && error.is_conflict() && error.request_id() == Some("r-1"), "{error:?}");
        assert_eq!(status.body.len(), length);
        assert!(error.body_start().is_some_and(|start| start.starts_with(shows)), "{error:?}");
        assert!(error.to_string().ends_with(" 409 Conflict (request r-1), and only the start of its body was read"));
    }
    // Whole bodies are said to be.
    let error = of(vec![Read, Write(answer("409 Conflict", &[], "x".repeat(10_000)))]).await;
    assert!(error.as_status().is_some_and(|status| !status.truncated && status.body.len() == 10_000), "{error:?}");
    // A limit below 4 KiB is kept; the status decides whether the request is sent again; who asks for any status has an
    // answer that is whole, or an error.
    let server = Server::new(|index| match index {
        0 => vec![Read, Write(answer("503 Later", &["content-length: 1000000"], "x".repeat(1000))), Stall],
        _ => vec![Read, Write(answer("409 Conflict", &[], "x".repeat(1000)))],
    })
    .await;
    let client = client(&server).with_response_limit(100);
    let error = client.vpp_tokens().get(ID).await.unwrap_err();
    assert!(error.is_conflict() && error.attempts() == 2, "{error:?}");
    assert_eq!(error.as_status().map(|status| status.body.len()), Some(100));
    let request = rt::http::Request::get(server.url("/beta")).body("").unwrap();
    let error = client.core().execute(request).await.unwrap_err();
    assert!(error.as_status().is_some_and(|status| status.truncated), "{error:?}");
}

#[tokio::test]
async fn the_names_of_requests() {
    let _turn = crate::side_by_side().await;
    for name in ["request-id", "x-request-id", "x-ms-request-id", "x-amzn-requestid", "x-correlation-id"] {
        for (line, body) in [("400 Bad", "{}"), ("200 OK", "[]")] {
            let error = of(vec![Read, Write(answer(line, &[&format!("{name}: r-1")], body))]).await;
            assert_eq!(error.request_id(), Some("r-1"), "{name} {line}");
            assert_eq!(error.headers().unwrap()[name], "r-1");
            assert_eq!(error.status().map(|status| status.as_u16()), line.split(' ').next().unwrap().parse().ok());
        }
    }
}

#[tokio::test]
async fn a_name_that_says_nothing_hides_no_other() {
    let _turn = crate::side_by_side().await;
    let headers = ["request-id: ", "x-request-id: \u{fc}", "x-ms-request-id: r-1", "client-request-id: c-1"];
    for line in ["400 Bad", "200 OK"] {
        let error = of(vec![Read, Write(answer(line, &headers, "[]"))]).await;
        assert_eq!((error.request_id(), error.client_request_id()), (Some("r-1"), Some("c-1")), "{line}");
    }
}

#[tokio::test]
async fn an_answer_that_ends_too_soon_keeps_its_head() {
    let _turn = crate::side_by_side().await;
    let part = b"HTTP/1.1 200 OK\r\nx-request-id: r-1\r\nx-key: canary\r\ncontent-length: 100\r\n\r\n{\"id\":".to_vec();
    let long = answer("200 OK", &["x-request-id: r-1", "x-key: canary"], "x".repeat(10_001));
    for (steps, says) in [
        (vec![Read, Write(part.clone()), Step::Pause, Reset], "answered 200 OK and not to the end"),
        (vec![Read, Write(part.clone()), Close], "answered 200 OK and not to the end"),
        (vec![Read, Write(part), Stall], "answered 200 OK and not to the end in the time allowed"),
        (vec![Read, Write(long)], "is longer than 10000 bytes"),
    ] {
        let error = of(steps.clone()).await;
        assert_eq!((error.status(), error.request_id()), (Some(StatusCode::OK), Some("r-1")), "{error:?}");
        assert!(error.to_string().ends_with(says) && !everything(&error).contains("canary"), "{error:?}");
        // A download has it too.
        let server = Server::new(move |_| steps.clone()).await;
        let client = client(&server).with_timeouts(rt::Timeouts { read: quick_read(), ..rt::Timeouts::default() });
        let limited = rt::CallOptions::new().response_limit(1000);
        let mut download = client.vpp_tokens().get(ID).options(limited).download().await.unwrap();
        let error = loop {
            match download.try_next().await {
                Ok(piece) => assert!(piece.is_some()),
                Err(error) => break error,
            }
        };
        assert_eq!((error.status(), error.request_id()), (Some(StatusCode::OK), Some("r-1")), "{error:?}");
    }
    let nothing = of(vec![Read, Reset]).await;
    assert_eq!((nothing.status(), nothing.headers()), (None, None));
}

fn quick_read() -> Duration {
    Duration::from_millis(500)
}

/// The texts of the causes of an error.
fn causes(error: &Error) -> Vec<String> {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        causes.push(inner.to_string());
        cause = inner.source();
    }
    causes
}

#[tokio::test]
async fn every_error_leads_to_its_cause() {
    let _turn = crate::side_by_side().await;
    // Decoding: the place in the document.
    let error = of(vec![Read, Write(answer("200 OK", &[], r#"{"tokenActionResults":[{},{"actionState":{}}]}"#))]).await;
    let place = error.decode_error().unwrap();
    assert!(place.to_string().contains("tokenActionResults[1].actionState"), "{place}");
    assert_eq!(causes(&error), [place.to_string()]);
    assert!(error.to_string().ends_with(" that is not as described at tokenActionResults[1].actionState"), "{error}");
    // A coding that is not undone is said: the JSON cannot be read for it.
    let coded = answer("200 OK", &["content-type: application/json", "content-encoding: gzip, br"], [0x1f, 0x8b]);
    let error = of(vec![Read, Write(coded)]).await.to_string();
    assert!(error.contains("with application/json in the content coding gzip, br that is not as"), "{error}");
    // The network, down to the system's own word.
    let error = of(vec![Read, Reset]).await;
    let Error::Transport(failure) = &error else { panic!("{error:?}") };
    assert_eq!(failure.source.kind(), TransportErrorKind::Interrupted);
    assert!(causes(&error).len() >= 2 && causes(&error).concat().contains("reset"), "{:?}", causes(&error));
    // One value of a stream.
    let body = "data: 1\n\ndata: {}\n\n";
    let server = Server::new(move |_| vec![Read, Write(answer("200 OK", &[], body))]).await;
    let client = client(&server);
    let mut events = rt::Call::new(client.core(), rt::Method::GET, rt::decode::events::<i64>).path("/e").await.unwrap();
    assert_eq!(events.try_next().await.unwrap(), Some(1));
    let error = events.try_next().await.unwrap_err();
    assert!(causes(&error).len() == 1 && causes(&error)[0].contains("an object"), "{:?}", causes(&error));
    assert_eq!(error.body_start().as_deref(), Some("{}"));
    assert!(error.is_decode() && error.decode_error().is_some_and(|place| place.to_string() == causes(&error)[0]));
    // Credentials that cannot be had.
    let refused = std::io::Error::other("no such client");
    let error = Error::credentials(refused);
    assert_eq!(causes(&error), ["no such client"]);
}

#[tokio::test]
async fn no_text_on_the_way_to_the_cause_stands_there_twice() {
    let _turn = crate::side_by_side().await;
    for steps in [
        status("404 Gone"),
        vec![Read, Write(answer("200 OK", &[], r#"{"id":7}"#))],
        vec![Read, Write(answer("200 OK", &[], "x".repeat(10_001)))],
        vec![Read, Write(answer("200 OK", &["content-length: 100"], "{"))],
        vec![Read, Reset],
        vec![Read, Stall],
        vec![Read, Write(b"nonsense\r\n\r\n".to_vec())],
    ] {
        let error = of(steps).await;
        let texts: Vec<String> = std::iter::once(error.to_string()).chain(causes(&error)).collect();
        for (index, text) in texts.iter().enumerate() {
            let others = texts.iter().enumerate().filter(|(other, _)| *other != index);
            for (_, other) in others {
                assert!(!other.contains(text.as_str()), "{texts:?}");
            }
        }
    }
}

#[tokio::test]
async fn answers_of_a_batch_and_locations_lead_nowhere_else() {
    let _turn = crate::side_by_side().await;
    let other = Server::new(|_| vec![Read, Write(answer("200 OK", &[], "{\"value\":[]}"))]).await;
    let (there, next) = (other.url("/there"), other.url("/next"));
    let body = format!(
        r#"{{"responses":[
            {{"id":"1","status":200,"body":{{"value":[{{"id":"a"}}],"@odata.nextLink":"{next}"}}}},
            {{"id":"2","status":302,"headers":{{"Location":"{there}"}}}},
            {{"id":"3","status":202,"headers":{{"Location":"{there}","Retry-After":"0"}},"body":{{"id":"c"}}}}]}}"#
    );
    let location = format!("location: {there}");
    let server = Server::new(move |index| match index {
        0 => vec![Read, Write(answer("200 OK", &[], &body))],
        _ => vec![Read, Write(answer("202 Accepted", &[&location], "{\"id\":\"a\"}"))],
    })
    .await;
    let client = client(&server);
    let mut batch = client.batch();
    let list = batch.add(client.vpp_tokens().list()).unwrap();
    let moved = batch.add(client.vpp_tokens().get("b")).unwrap();
    let later = batch.add(client.vpp_tokens().sync_licenses("c")).unwrap();
    let mut answers = batch.send().await.unwrap();
    let page = answers.take(list).unwrap();
    assert!(matches!(page.next_page(&client), Err(Error::ForeignLink(_))));
    let error = answers.take(moved).unwrap_err();
    assert_eq!(error.as_status().and_then(rt::StatusError::location), Some(there.as_str()));
    assert_eq!(answers.take_with_response(later).unwrap().headers["location"], there.as_str());
    // An answer that points elsewhere beside its success.
    let done = client.vpp_tokens().sync_licenses(ID).send_with_response().await.unwrap();
    assert_eq!((done.status, &done.headers["location"]), (StatusCode::ACCEPTED, &there.parse().unwrap()));
    assert_eq!(other.met.connections(), 0);
}

#[tokio::test]
async fn a_redirect_to_an_origin_that_the_user_lists_is_followed() {
    let _turn = crate::side_by_side().await;
    let other = Server::new(|_| vec![Read, Write(answer("200 OK", &[], "{\"id\":\"there\"}"))]).await;
    let location = format!("location: {}", other.url("/there"));
    let server = Server::new(move |_| vec![Read, Write(answer("307 There", &[&location], ""))]).await;
    let error = client(&server).vpp_tokens().get(ID).await.unwrap_err();
    assert!(error.status().is_some_and(|status| status.is_redirection()) && other.met.connections() == 0, "{error:?}");
    let client = client(&server).with_trusted_origin(&other.url(""));
    assert_eq!(client.vpp_tokens().get(ID).await.unwrap().id.as_deref(), Some("there"));
    assert!(other.met.text().contains(CANARY));
}

/// Everything that spans and events of any crate say.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<String>>);

struct Fields<'f>(&'f mut String);

impl tracing::field::Visit for Fields<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

impl tracing::Subscriber for Heard {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        attributes.record(&mut Fields(&mut self.0.lock().unwrap()));
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

/// And what crates write by `log`.
static LOGGED: Mutex<String> = Mutex::new(String::new());

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(LOGGED.lock().unwrap(), "{}", record.args()).unwrap();
    }

    fn flush(&self) {}
}

/// A provider whose token is the canary.
struct Provider;

impl rt::TokenProvider for Provider {
    fn token<'a>(&'a self, _: rt::TokenRequest<'a>) -> rt::BoxFuture<'a, rt::Result<rt::AccessToken>> {
        Box::pin(async { Ok(rt::AccessToken::new(CANARY)) })
    }
}

/// A hook that prints all it sees.
struct Printer(Heard);

impl rt::Hook for Printer {
    fn before_send(&self, request: &mut rt::Outgoing<'_>) -> rt::Result<()> {
        write!(self.0.0.lock().unwrap(), "{request:?} {:?} {}", request.headers, request.uri).unwrap();
        Ok(())
    }

    fn after_response(&self, exchanged: &rt::Exchanged<'_>) {
        write!(self.0.0.lock().unwrap(), "{exchanged:?} {:?}", exchanged.outcome).unwrap();
    }
}

fn clients(base: &str, heard: &Heard) -> Vec<Client> {
    let clients = [
        Client::new(rt::Bearer::new(CANARY)),
        Client::new(rt::Basic::new("me", CANARY)),
        Client::new(rt::ApiKey::header("x-api-key", CANARY)),
        Client::new(rt::ApiKey::query("key", CANARY)),
        Client::new(rt::ApiKey::cookie("key", CANARY)),
        Client::new(rt::TokenCache::new(Provider)),
    ];
    let finished = |client: Client| client.with_base_url(base).with_retries(quick()).with_hook(Printer(heard.clone()));
    clients.into_iter().map(finished).collect()
}

#[tokio::test]
async fn nothing_that_is_printed_holds_a_credential_of_any_kind() {
    let _turn = crate::alone().await;
    let heard = Heard::default();
    let guard = tracing::subscriber::set_default(heard.clone());
    log::set_logger(&Logger).unwrap();
    let encoded = "bWU6Y2FuYXJ5LWJlYXJlci04ZjE0ZTQ1Zg==";
    let mut said = String::new();
    let mut sent = String::new();
    for steps in [
        vec![Read, Write(answer("200 OK", &[], "{\"id\":\"a\"}"))],
        vec![Read, Write(answer("200 OK", &[], "{\"id\":7}"))],
        status("401 No\r\nwww-authenticate: Bearer"),
        status("302 There\r\nlocation: https://else.example/"),
        status("503 Later\r\nretry-after: 0"),
        vec![Read, Reset],
        vec![Write(b"junk\r\n\r\n".to_vec()), Close],
    ] {
        let server = Server::new(move |_| steps.clone()).await;
        let over_reqwest = clients(&server.url("/beta"), &heard);
        let over_ureq = over_reqwest.clone().into_iter().map(|client| client.with_transport(rt::UreqTransport::new()));
        // At its lowest level ureq tells each byte that it sends, as SECURITY.md says.
        let over_ureq = over_ureq.map(|client| (client, log::LevelFilter::Debug));
        let over_reqwest = over_reqwest.into_iter().map(|client| (client, log::LevelFilter::Trace));
        for (client, level) in over_reqwest.chain(over_ureq) {
            log::set_max_level(level);
            write!(said, "{client:?} {client:#?} ").unwrap();
            match client.vpp_tokens().get(ID).send_with_response().await {
                Ok(answer) => write!(said, "{answer:?}").unwrap(),
                Err(error) => said.push_str(&everything(&error)),
            }
            match client.vpp_tokens().get(ID).download().await {
                Ok(download) => write!(said, "{download:?}").unwrap(),
                Err(error) => said.push_str(&everything(&error)),
            }
        }
        sent.push_str(&server.met.text());
    }
    drop(guard);
    log::set_max_level(log::LevelFilter::Off);
    // The service has seen it in every form; the texts have not.
    assert!(sent.contains(CANARY) && sent.contains(encoded), "{encoded}");
    let logged = LOGGED.lock().unwrap().clone();
    let traced = heard.0.lock().unwrap().clone();
    assert!(traced.contains("http.request.method") && !logged.is_empty(), "nothing was heard");
    for (what, text) in [("said", said), ("traced", traced), ("logged", logged)] {
        for secret in [CANARY, encoded] {
            let at = text.find(secret);
            assert!(at.is_none(), "{what}: {:?}", at.and_then(|at| text.get(at.saturating_sub(200)..at)));
        }
    }
}

/// Reqwest would end the program.
#[test]
fn without_a_runtime_a_call_is_an_error() {
    let client = crate::client_of("http://127.0.0.1:1/beta");
    let error = rt::blocking::wait(client.vpp_tokens().get(ID)).unwrap_err();
    assert!(everything(&error).contains("needs a runtime of tokio"), "{error:?}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_transport_that_follows_redirects_is_found_out() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|index| match index {
        0 => vec![Read, Write(answer("307 Temporary", &["location: /beta/elsewhere"], ""))],
        _ => vec![Read, Write(answer("200 OK", &[], "{\"id\":\"a\"}"))],
    })
    .await;
    let transport = rt::ReqwestTransport::with_client(reqwest::Client::new());
    let client = client(&server).with_transport(transport);
    let error = client.vpp_tokens().get(ID).await.unwrap_err();
    assert!(everything(&error).contains("redirect::Policy::none()") && error.attempts() == 1, "{error:?}");
    client.vpp_tokens().get(ID).await.unwrap();
}
