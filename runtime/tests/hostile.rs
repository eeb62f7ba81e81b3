//! What faulty and hostile servers can do to a client: no secret leaks, and every call ends.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

mod server;
mod shape;

use std::time::{Duration, Instant};

use rest_bindgen_runtime as rt;
use rt::{Error, http};
use server::{Answer, Server, json, response};
use shape::{Client, Token};

const CANARY: &str = "canary-token-5d41402a";
const BODY: &str = r#"{"name":"n","id":"a"}"#;

fn client(server: &Server) -> Client {
    Client::new(rt::Bearer::new(CANARY)).with_base_url(server.url("/beta"))
}

fn text(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

#[tokio::test]
async fn a_redirect_never_takes_credentials_to_another_origin() {
    let other = Server::new([json(BODY)]).await;
    let port = other.port;
    // One for all: roots of trust are read for each.
    let transport = std::sync::Arc::new(rt::ReqwestTransport::new());
    for status in ["301 x", "302 x", "303 x", "307 x", "308 x"] {
        for to in [
            other.url("/steal"),
            format!("//127.0.0.1:{port}/steal"),
            format!("http://localhost:{port}/"),
            format!("HTTP://127.0.0.1:{port}/"),
            format!("http://u:p@127.0.0.1:{port}/"),
            format!("http:\\\\127.0.0.1:{port}\\"),
        ] {
            let server = Server::new([response(status, &format!("location: {to}\r\n"), "")]).await;
            for credentials in [
                rt::ApiKey::header("x-api-key", CANARY),
                rt::ApiKey::cookie("key", CANARY),
                rt::ApiKey::query("key", CANARY),
            ] {
                let client =
                    Client::new(credentials).with_base_url(server.url("/beta")).with_transport(transport.clone());
                let error = client.vpp_tokens().get("x").await.err().unwrap();
                assert!(error.as_status().is_some_and(|error| error.status.is_redirection()), "{error}");
                assert!(!text(&error).contains(CANARY));
            }
            let client = client(&server).with_transport(transport.clone());
            let error = client.vpp_tokens().sync_licenses("x").await.err().unwrap();
            assert!(!text(&error).contains(CANARY));
        }
    }
    assert!(other.seen().is_empty(), "{:?}", other.seen());
}

#[tokio::test]
async fn redirects_within_the_origin_are_followed() {
    let server = Server::new([response("302 Found", "location: /beta/there?x=1#y\r\n", ""), json(BODY)]).await;
    assert!(client(&server).vpp_tokens().get("x").await.is_ok());
    assert!(server.seen()[1].starts_with("GET /beta/there?x=1 HTTP/1.1\r\n"));
    assert!(server.seen()[1].contains(CANARY));
    let server = Server::new([response("302 Found", "location: /b\r\n", "")]).await;
    assert!(client(&server).vpp_tokens().sync_licenses("x").await.is_err());
    assert_eq!(server.seen().len(), 1, "an action is not repeated as something else");
    assert!(client(&server).vpp_tokens().get("x").await.is_err());
    assert_eq!(server.seen().len(), 12, "ten redirects and no more");
    let server = Server::new([response("307 x", "location: /b\r\n", ""), json(BODY)]).await;
    assert!(client(&server).vpp_tokens().update("x", &Token::default()).await.is_ok());
    assert!(server.seen()[1].starts_with("PATCH /b HTTP/1.1") && server.seen()[1].ends_with("{\"name\":\"\"}"));
}

#[tokio::test]
async fn a_foreign_next_link_is_an_error_before_anything_is_sent_there() {
    let other = Server::new([json(r#"{"value":[]}"#)]).await;
    let port = other.port;
    for link in [
        other.url("/x"),
        format!("//127.0.0.1:{port}/x"),
        format!("http://localhost:{port}/x"),
        format!("HTTP://127.0.0.1:{port}/x"),
        format!("http://127.0.0.1:80@127.0.0.1:{port}/x"),
        format!("http://127.0.0.1:80\\\\@127.0.0.1:{port}/x"),
        format!("http:/\\t/127.0.0.1:{port}/x"),
        format!("\\\\\\\\127.0.0.1:{port}/x"),
        format!(" http://127.0.0.1:{port}/x"),
        format!("https://127.0.0.1:{port}/x"),
        format!("http://[::ffff:127.0.0.1]:{port}/x"),
        format!("http://2130706433:{port}/x"),
        "file:///etc/passwd".to_owned(),
        "javascript:alert(1)".to_owned(),
    ] {
        let body = format!(r#"{{"value":[{{"name":"1"}}],"@odata.nextLink":"{link}"}}"#);
        let server = Server::new([json(&body)]).await;
        let client = client(&server);
        let mut stream = client.vpp_tokens().list().stream();
        assert_eq!(stream.try_next().await.unwrap().unwrap().name, "1");
        let error = stream.try_next().await.err().unwrap();
        assert!(matches!(error, Error::ForeignLink(_)), "{link}: {error}");
        assert!(!text(&error).contains(CANARY));
        assert!(stream.try_next().await.unwrap().is_none());
    }
    assert!(other.seen().is_empty(), "{:?}", other.seen());

    let server = Server::new([json(&format!(r#"{{"value":[],"@odata.nextLink":"{}"}}"#, other.url("/x")))]).await;
    let client = client(&server).with_trusted_origin(&other.url("/anything"));
    assert!(client.vpp_tokens().list().stream().try_collect().await.unwrap().is_empty());
    assert!(other.seen()[0].contains(CANARY));
}

#[tokio::test]
async fn pages_without_end_end() {
    let server = Server::new([json(r#"{"value":[],"@odata.nextLink":"a"}"#)]).await;
    let error = client(&server).vpp_tokens().list().stream().try_collect().await.err().unwrap();
    assert!(matches!(error, Error::Paging(_)), "{error}");
    assert_eq!(server.seen().len(), 2);
    let pages = (0..9).map(|page| json(&format!(r#"{{"value":[],"@odata.nextLink":"{page}"}}"#)));
    let server = Server::new(pages).await;
    let error = client(&server).vpp_tokens().list().stream().page_limit(5).try_collect().await.err().unwrap();
    assert!(error.to_string().contains("more than 5"), "{error}");
    assert_eq!(server.seen().len(), 5);
}

#[tokio::test]
async fn answers_that_are_too_long_end_early() {
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let chunked =
        Answer::Endless(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec(), chunk.into_bytes());
    let announced = Answer::Stall(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".to_vec());
    for answer in [chunked, announced] {
        let server = Server::new([answer]).await;
        let error = client(&server).with_response_limit(1_000_000).vpp_tokens().get("x").await.err().unwrap();
        assert!(matches!(&error, Error::TooLarge(error) if error.limit == 1_000_000), "{error}");
    }
}

#[tokio::test]
async fn a_compressed_answer_counts_by_what_it_unpacks_to() {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b' '; 20_000_000]).unwrap();
    let packed = encoder.finish().unwrap();
    assert!(packed.len() < 100_000);
    let mut answer =
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", packed.len()).into_bytes();
    answer.extend(packed);
    let server = Server::new([Answer::Bytes(answer)]).await;
    let error = client(&server).with_response_limit(1_000_000).vpp_tokens().get("x").await.err().unwrap();
    assert!(matches!(error, Error::TooLarge(_)), "{error}");
}

#[tokio::test]
async fn a_stalled_server_ends_in_a_timeout() {
    let timeouts = rt::Timeouts { total: Duration::from_millis(300), ..rt::Timeouts::default() };
    let read = rt::Timeouts { read: Duration::from_millis(300), ..rt::Timeouts::default() };
    for sent in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{\"n\r\n",
    ] {
        for timeouts in [timeouts, read] {
            let server = Server::new([Answer::Stall(sent.into())]).await;
            let started = Instant::now();
            // Without retries, whose pauses would be part of the time.
            let client = client(&server).with_timeouts(timeouts).with_retries(rt::RetryPolicy::none());
            let error = client.vpp_tokens().get("x").await.err().unwrap();
            assert!(error.is_timeout() && error.is_retryable(), "{sent:?}: {error:?}");
            assert!(started.elapsed() < Duration::from_secs(5), "{sent:?}");
            assert!(!text(&error).contains(CANARY));
        }
    }
    let server = Server::new([Answer::Stall(Vec::new())]).await;
    let error = client(&server).vpp_tokens().get("x").timeout(Duration::from_millis(100)).await.err().unwrap();
    assert!(error.is_timeout());
}

#[tokio::test]
async fn faulty_answers_are_typed_errors() {
    let html = "<!doctype html><title>Sign in</title>";
    for (answer, found) in [
        (response("200 OK", "content-type: text/html\r\n", html), "\"<\""),
        (json("{\"name\":\"n\""), "the end of the document"),
        (json("{\"name\":1}"), "a number"),
        (json(""), "an empty body"),
        (json("null"), "null"),
        (response("204 No Content", "", ""), "an empty body"),
    ] {
        let server = Server::new([answer]).await;
        let error = client(&server).vpp_tokens().get("x").query("key", CANARY).await.err().unwrap();
        let Error::Decode(inner) = &error else { panic!("{error}") };
        assert_eq!(inner.source.found(), found);
        assert!(!text(&error).contains(CANARY), "{}", text(&error));
    }
    for sent in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
        "garbage\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nxyz",
    ] {
        let server = Server::new([Answer::Bytes(sent.into())]).await;
        let error = client(&server).vpp_tokens().get("x").query("key", CANARY).await.err().unwrap();
        assert!(matches!(error, Error::Transport(_)), "{sent:?}: {error:?}");
        assert!(!text(&error).contains(CANARY), "{}", text(&error));
    }
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let nobody = Client::new(rt::Bearer::new(CANARY)).with_base_url(format!("http://127.0.0.1:{free}"));
    let error = nobody.vpp_tokens().get("x").query("key", CANARY).await.err().unwrap();
    assert!(matches!(&error, Error::Transport(error) if error.source.kind() == rt::TransportErrorKind::Connect));
    assert!(!text(&error).contains(CANARY), "{}", text(&error));
}

#[test]
fn nothing_shows_a_secret() {
    let client = Client::new(rt::Bearer::new(CANARY)).with_header("x-key", CANARY);
    let call = client.vpp_tokens().get("x").query("key", CANARY).header("x-key", CANARY);
    let shown = format!(
        "{client:?} {client:#?} {call:?} {:?} {:?} {:?}",
        rt::Bearer::new(CANARY),
        rt::Basic::new(CANARY, CANARY),
        rt::ApiKey::header("x", CANARY)
    );
    assert!(!shown.contains(CANARY), "{shown}");
    let bad = rt::Bearer::new(format!("{CANARY}\r\n"));
    let error = futures_block(
        Client::new(bad).core().authorize(&mut http::Request::new(rt::Bytes::new()), rt::Security::UNSAID),
    );
    assert!(!format!("{error:?}").contains(CANARY));
}

#[tokio::test]
async fn what_a_service_plants_is_neither_kept_nor_sent_on() {
    let planted =
        "set-cookie: session=planted; Path=/\r\nclear-site-data: \"*\"\r\nalt-svc: h2=\"elsewhere.example:443\"\r\n";
    let server = Server::new([response("200 OK", planted, BODY)]).await;
    let client = client(&server);
    for _ in 0..2 {
        client.vpp_tokens().get("x").await.unwrap();
    }
    let seen = server.seen().concat().to_ascii_lowercase();
    assert_eq!(server.seen().len(), 2);
    for name in ["cookie:", "referer:", "planted"] {
        assert!(!seen.contains(name), "{seen}");
    }
}

#[tokio::test]
async fn headers_that_would_be_two_are_none() {
    let server = Server::new([json(BODY)]).await;
    for value in ["a\r\nx-more: b", "a\nb", "a\rb", "a\0b", "a\u{7f}", "\u{1b}[2J"] {
        for (name, value) in [("x-key", value), (value, "x"), ("if-match", value), ("authorization", value)] {
            let error = client(&server).vpp_tokens().get("x").header(name, value).await.err().unwrap();
            assert!(matches!(error, Error::Usage(_)), "{name:?} {value:?}: {error}");
            let error = client(&server).with_header(name, value).vpp_tokens().get("x").await.err().unwrap();
            assert!(matches!(error, Error::Usage(_)), "{name:?} {value:?}: {error}");
        }
        let error = Client::new(rt::Bearer::new(value)).with_base_url(server.url("")).vpp_tokens().get("x").await;
        assert!(matches!(error.err().unwrap(), Error::Usage(_)), "{value:?}");
    }
    assert!(server.seen().is_empty());
}

fn futures_block<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[tokio::test]
async fn cancelled_calls_leave_nothing_behind() {
    let server = Server::new([Answer::Stall(Vec::new())]).await;
    let client = client(&server);
    for _ in 0..100 {
        let call = client.vpp_tokens().get("x").into_future();
        assert!(tokio::time::timeout(Duration::from_millis(1), call).await.is_err());
    }
    let good = Server::new([json(BODY)]).await;
    assert!(client.with_base_url(good.url("")).vpp_tokens().get("x").await.is_ok());
}
