//! Calls without an async runtime. The server has one.

use std::time::{Duration, Instant};

use rest_bindgen_runtime as rt;
use rt::blocking::wait;
use rt::{CallOptions, Error, RetryPolicy, UreqTransport};

use super::{BODY, text};
use crate::server::{Answer, Server, json, response};
use crate::shape::{Client, Token};

/// A server, whose runtime lives as long as the test.
fn server(answers: Vec<Answer>) -> (tokio::runtime::Runtime, Server) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::new(answers));
    (runtime, server)
}

fn client(server: &Server) -> Client {
    let client = Client::new(rt::Bearer::new("canary")).with_base_url(server.url("/beta"));
    client.with_transport(UreqTransport::new()).with_retries(RetryPolicy::none())
}

#[test]
fn calls_have_their_bytes() {
    let (_runtime, server) = server(vec![json(BODY), json(BODY), response("204 No Content", "", "")]);
    let client = client(&server);
    assert_eq!(wait(client.vpp_tokens().sync_licenses("a")).unwrap().name, "n");
    let body = Token { name: "é".to_owned(), token: rt::Null.into(), ..Token::default() };
    assert!(wait(client.vpp_tokens().update("a", &body)).unwrap().is_some());
    wait(client.vpp_tokens().delete("a")).unwrap();
    let seen = server.seen();
    let head = seen[0].to_ascii_lowercase();
    assert!(seen[0].starts_with("POST /beta/deviceAppManagement/vppTokens/a/syncLicenses HTTP/1.1\r\n"), "{}", seen[0]);
    assert!(seen[0].ends_with("\r\n\r\n"), "{}", seen[0]);
    for line in ["content-length: 0", "authorization: bearer canary", "accept: application/json", "rest-bindgen/"] {
        assert!(head.contains(line), "{head}");
    }
    assert_eq!(head.matches("user-agent").count(), 1);
    assert!(
        seen[1].starts_with("PATCH ") && seen[1].ends_with("\r\n\r\n{\"token\":null,\"name\":\"é\"}"),
        "{}",
        seen[1]
    );
    assert!(seen[2].starts_with("DELETE ") && !seen[2].to_ascii_lowercase().contains("content-length"), "{}", seen[2]);
}

#[test]
fn failures_have_their_kinds() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\ncontent-type: application/json\r\n\r\n{\"name\":".to_vec();
    let answers = vec![
        response("404 Not Found", "", "{}"),
        response("302 Found", "location: /beta/elsewhere\r\n", ""),
        Answer::Bytes(head.clone()),
        Answer::Stall(head.clone()),
        Answer::Stall(Vec::new()),
        Answer::Endless(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec(), vec![b' '; 4096]),
    ];
    let (_runtime, server) = server(answers);
    let client = client(&server);
    let call = || client.vpp_tokens().sync_licenses("a");
    assert!(wait(call()).err().unwrap().is_not_found());
    let redirect = wait(call()).err().unwrap();
    assert!(matches!(&redirect, Error::Status(error) if error.status == 302), "{redirect}");
    let cut = wait(call()).err().unwrap();
    assert!(matches!(cut, Error::Transport(_)) && text(&cut).contains("broke off"), "{}", text(&cut));
    let started = Instant::now();
    let quick = || CallOptions::new().read_timeout(Duration::from_millis(200));
    for _ in 0..2 {
        let slow = wait(call().options(quick())).err().unwrap();
        assert!(matches!(slow, Error::Timeout(_)), "{}", text(&slow));
    }
    assert!(started.elapsed() < Duration::from_secs(20));
    let long = wait(call().options(CallOptions::new().response_limit(100_000))).err().unwrap();
    assert!(matches!(long, Error::TooLarge(_)), "{}", text(&long));
    // Each of them was sent once.
    assert_eq!(server.seen().len(), 6);
}

#[test]
fn no_server_is_no_connection() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = Client::new(rt::Anonymous).with_base_url(format!("http://127.0.0.1:{port}"));
    let client = client.with_transport(UreqTransport::new()).with_retries(RetryPolicy::none());
    let error = wait(client.vpp_tokens().sync_licenses("a")).err().unwrap();
    assert!(text(&error).contains("no connection"), "{}", text(&error));
    // Nor is one to a name that nobody has (RFC 6761, 6.4): nothing was sent, so it is tried again whatever the method.
    let quick = RetryPolicy::default().delays(Duration::ZERO, Duration::ZERO).attempts(2);
    let client = client.with_base_url("https://nobody.invalid/").with_retries(quick);
    let error = wait(client.vpp_tokens().sync_licenses("a")).err().unwrap();
    assert!(error.is_connect() && error.attempts() == 2, "{}", text(&error));
}

#[test]
fn bodies_travel_in_pieces_both_ways() {
    let (_runtime, server) = server(vec![json(BODY)]);
    let client = client(&server);
    let body = rt::Body::from(BODY.to_owned()).with_progress(|_, _| {});
    let mut download = wait(client.vpp_tokens().sync_licenses("a").upload("text/plain", body).download()).unwrap();
    let mut all = Vec::new();
    while let Some(piece) = wait(download.try_next()).unwrap() {
        all.extend_from_slice(&piece);
    }
    assert_eq!(all, BODY.as_bytes());
    let seen = &server.seen()[0];
    assert!(seen.ends_with(BODY) && seen.to_ascii_lowercase().contains("content-length: 21"), "{seen}");
}

#[test]
fn any_method_may_have_a_body() {
    let (_runtime, server) = server(vec![response("204 No Content", "", "")]);
    let client = client(&server);
    let request = http::Request::delete(server.url("/beta/a")).body("why").unwrap();
    wait(client.core().execute(request)).unwrap();
    let seen = server.seen()[0].to_ascii_lowercase();
    assert!(
        seen.starts_with("delete ") && seen.contains("content-length: 3\r\n") && seen.ends_with("\r\n\r\nwhy"),
        "{seen}"
    );
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

fn coded(coding: &str, body: &[u8]) -> Answer {
    let head = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: {coding}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    Answer::Bytes([head.as_bytes(), body].concat())
}

#[test]
fn compressed_answers_are_bounded_by_what_comes_out() {
    let bomb = zipped(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000);
    let answers = vec![
        coded("gzip", &zipped(BODY.as_bytes())),
        coded("gzip", &bomb),
        coded("gzip, gzip", &zipped(&bomb)),
        coded("gzip, gzip", &zipped(&zipped(BODY.as_bytes()))),
        coded("gzip", &zipped(BODY.as_bytes())[..20]),
        coded("gzip", BODY.as_bytes()),
    ];
    let (_runtime, server) = server(answers);
    let client = client(&server);
    let call = || wait(client.vpp_tokens().sync_licenses("a").options(CallOptions::new().response_limit(100_000)));
    assert_eq!(call().unwrap().name, "n");
    for _ in 0..2 {
        let bomb = call().err().unwrap();
        assert!(matches!(bomb, Error::TooLarge(_)), "{}", text(&bomb));
    }
    assert_eq!(call().unwrap().name, "n");
    for _ in 0..2 {
        let broken = call().err().unwrap();
        assert!(matches!(broken, Error::Transport(_)), "{}", text(&broken));
    }
}

#[test]
fn an_announced_length_beyond_the_limit_is_not_read() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n".to_vec();
    let (_runtime, server) = server(vec![Answer::Stall(head)]);
    let started = Instant::now();
    let error = wait(client(&server).vpp_tokens().sync_licenses("a")).err().unwrap();
    assert!(matches!(error, Error::TooLarge(_)), "{}", text(&error));
    assert!(started.elapsed() < Duration::from_secs(5));
}
