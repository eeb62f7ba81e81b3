//! Upload sessions: files in pieces, on a network and a service that do not always take them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_vpp_tokens::{Bearer, Client};
use rest_bindgen_runtime as rt;
use rt::{Body, Json, Response, UploadSession};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::{CANARY, everything, quick};

const UNIT: usize = 320 * 1024;
/// Three pieces and a bit.
const LENGTH: usize = 3 * UNIT + 77;
/// The path of a session is a secret.
const SECRET: &str = "canary-session-1c383cd3";

/// What the service does to the requests that send pieces, in their order; all others go well.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    None,
    /// Resets after so many bytes of the piece, which it keeps.
    ResetAfter(usize),
    /// Keeps the piece and resets before it says so.
    ResetAtEnd,
    /// Answers this status without keeping the piece.
    Status(&'static str),
    /// Says that it wants the same again.
    Again,
}

/// A service of sessions on a raw socket.
struct Service {
    port: u16,
    kept: Arc<Mutex<Vec<u8>>>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Service {
    async fn new(troubles: &[Trouble]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self { port: listener.local_addr().unwrap().port(), kept: Arc::default(), heads: Arc::default() };
        let (kept, heads) = (Arc::clone(&service.kept), Arc::clone(&service.heads));
        let mut troubles: VecDeque<Trouble> = troubles.iter().copied().collect();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some((head, mut body)) = head(&mut stream).await else { continue };
                heads.lock().unwrap().push(head.clone());
                let trouble =
                    if head.starts_with("PUT") { troubles.pop_front().unwrap_or(Trouble::None) } else { Trouble::None };
                let most = match trouble {
                    Trouble::ResetAfter(bytes) => bytes,
                    _ => length(&head),
                };
                while body.len() < most && stream.read_buf(&mut body).await.is_ok_and(|read| read > 0) {}
                let answer = answered(&head, &body[..most.min(body.len())], trouble, &kept);
                if matches!(trouble, Trouble::ResetAfter(_) | Trouble::ResetAtEnd) {
                    let _ = stream.set_zero_linger();
                } else {
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            }
        });
        service
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/up/{SECRET}?sig={SECRET}", self.port)
    }

    fn kept(&self) -> Vec<u8> {
        self.kept.lock().unwrap().clone()
    }

    /// Method and range of each request.
    fn seen(&self) -> Vec<String> {
        let heads = self.heads.lock().unwrap();
        let short = |head: &String| {
            let range = head.lines().find_map(|line| line.strip_prefix("content-range: bytes "));
            let range = range.map(|range| format!(" {}", range.split('/').next().unwrap()));
            format!("{}{}", head.split(' ').next().unwrap(), range.unwrap_or_default())
        };
        heads.iter().map(short).collect()
    }
}

async fn head(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let body = bytes.split_off(end + 4);
            return Some((String::from_utf8(bytes).unwrap(), body));
        }
    }
}

fn length(head: &str) -> usize {
    head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or_default()
}

/// Takes what is new, and says what is missing.
fn answered(head: &str, body: &[u8], trouble: Trouble, kept: &Mutex<Vec<u8>>) -> String {
    let answer = |status: &str, body: &str| {
        format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    };
    let mut kept = kept.lock().unwrap();
    if head.starts_with("DELETE") {
        kept.clear();
        return answer("204 No Content", "");
    }
    let wanted = |kept: usize| format!("{{\"expirationDateTime\":\"x\",\"nextExpectedRanges\":[\"{kept}-\"]}}");
    if let Some(range) = head.lines().find_map(|line| line.strip_prefix("content-range: bytes ")) {
        let start: usize = range.split('-').next().unwrap().parse().unwrap();
        match trouble {
            Trouble::Status(status) => return answer(status, SECRET),
            Trouble::Again => return answer("202 Accepted", &wanted(kept.len())),
            _ if start != kept.len() => return answer("416 Range Not Satisfiable", ""),
            _ => kept.extend_from_slice(body),
        }
        if kept.len() == LENGTH {
            return answer("201 Created", "{\"id\":\"item\"}");
        }
    }
    answer("202 Accepted", &wanted(kept.len()))
}

fn file() -> Vec<u8> {
    (0..LENGTH).map(|index| u8::try_from(index % 251).unwrap()).collect()
}

/// Pieces of an odd length, as a file may be read.
struct Pieces(std::vec::IntoIter<Vec<u8>>);

impl futures_core::Stream for Pieces {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.next().map(Ok))
    }
}

fn body_from(start: usize) -> Body {
    body_of(&file()[start..], None)
}

fn body_of(bytes: &[u8], length: Option<u64>) -> Body {
    let pieces: Vec<Vec<u8>> = bytes.chunks(100_003).map(<[u8]>::to_vec).collect();
    Body::stream(Pieces(pieces.into_iter()), length)
}

/// A hook that would give something away.
struct Leaky;

impl rt::Hook for Leaky {
    fn before_send(&self, request: &mut rt::Outgoing<'_>) -> rt::Result<()> {
        request.headers.insert("x-hook", rt::http::HeaderValue::from_static(CANARY));
        Ok(())
    }
}

fn session(service: &Service) -> UploadSession {
    let client = Client::new(Bearer::new(CANARY))
        .with_base_url("https://host.example/beta")
        .with_header("x-key", CANARY)
        .with_trusted_origin(&format!("http://127.0.0.1:{}", service.port))
        .with_hook(Leaky)
        .with_retries(quick());
    let options = rt::CallOptions::new().read_timeout(Duration::from_secs(6));
    UploadSession::new(&client, &service.url(), LENGTH as u64).unwrap().piece_length(UNIT + 1).options(options)
}

fn whole(service: &Service, item: &Response<Option<Json>>) {
    assert!(service.kept() == file());
    assert_eq!(item.status, 201);
    assert_eq!(item.value, Some(rt::from_str("{\"id\":\"item\"}").unwrap()));
    let heads = service.heads.lock().unwrap().concat();
    assert!(!heads.contains(CANARY) && !heads.contains("authorization"), "{heads}");
}

#[tokio::test]
async fn a_file_goes_in_pieces_and_nothing_goes_with_it() {
    let _turn = crate::side_by_side().await;
    let service = Service::new(&[]).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let progress = Arc::clone(&told);
    let mut session = session(&service).on_progress(move |sent, all| {
        assert_eq!(all, Some(LENGTH as u64));
        progress.lock().unwrap().push(usize::try_from(sent).unwrap());
    });
    let item = session.send::<Json>(body_from(0)).await.unwrap();
    whole(&service, &item);
    assert_eq!(service.seen(), ["PUT 0-327679", "PUT 327680-655359", "PUT 655360-983039", "PUT 983040-983116"]);
    assert_eq!(*told.lock().unwrap(), [UNIT, 2 * UNIT, 3 * UNIT, LENGTH]);
    let shown = format!("{session:?}");
    assert!(!shown.contains(SECRET) && shown.contains("983117 of 983117"), "{shown}");
}

#[tokio::test]
async fn what_breaks_off_goes_on_from_what_has_come() {
    use Trouble::{Again, None, ResetAfter, ResetAtEnd, Status};
    let _turn = crate::side_by_side().await;
    let troubles: [&[Trouble]; 7] = [
        &[None, ResetAfter(0)],
        &[None, ResetAfter(1000), ResetAfter(5), ResetAfter(70_000)],
        &[ResetAtEnd, None, ResetAtEnd],
        &[Status("503 Unavailable\r\nretry-after: 0"), Status("500 Oops"), None, Status("429 Slow")],
        &[None, Status("416 Range Not Satisfiable")],
        &[Again, None, Again],
        &[ResetAfter(UNIT - 1), Status("408 Late"), Again],
    ];
    for troubles in troubles {
        let service = Service::new(troubles).await;
        let item = session(&service).send::<Json>(body_from(0)).await;
        let item = item.unwrap_or_else(|error| panic!("{troubles:?}: {}", everything(&error)));
        whole(&service, &item);
    }
}

#[tokio::test]
async fn an_upload_that_fails_is_taken_up_by_another() {
    let _turn = crate::side_by_side().await;
    let gone = Trouble::Status("500 Oops");
    let service = Service::new(&[Trouble::None, gone, gone, gone]).await;
    let mut first = session(&service);
    let error = first.send::<Json>(body_from(0)).await.unwrap_err();
    let said = everything(&error);
    assert!(error.attempts() == 3 && error.status().is_some_and(|status| status == 500), "{said}");
    assert!(!said.contains(SECRET) && said.contains("/.."), "{said}");
    assert_eq!(first.next(), UNIT as u64);
    // Another process knows the address and asks.
    let mut second = session(&service);
    assert_eq!(second.ask().await.unwrap(), UNIT as u64);
    let item = second.send::<Json>(body_from(UNIT)).await.unwrap();
    whole(&service, &item);
}

#[tokio::test]
async fn what_cannot_be_mended_ends_the_upload() {
    let _turn = crate::side_by_side().await;
    let elsewhere = "302 Found\r\nlocation: https://else.example/";
    for status in ["404 Not Found", "410 Gone", "409 Conflict", "401 Unauthorized", "507 Full", elsewhere] {
        let service = Service::new(&[Trouble::Status(status)]).await;
        let error = session(&service).send::<Json>(body_from(0)).await.unwrap_err();
        assert!(error.attempts() == 1 && error.as_status().is_some(), "{error}");
        assert!(!everything(&error).contains(SECRET), "{}", everything(&error));
        assert_eq!(service.seen().len(), 1);
    }
    // A service that never takes the piece, and one that nobody answers for.
    let service = Service::new(&[Trouble::Again; 9]).await;
    let error = session(&service).send::<Json>(body_from(0)).await.unwrap_err();
    assert!(everything(&error).contains("does not take the piece") && error.attempts() == 3, "{}", everything(&error));
    let service = Service::new(&[Trouble::ResetAfter(0); 9]).await;
    let error = session(&service).send::<Json>(body_from(0)).await.unwrap_err();
    assert!(error.is_retryable() && !everything(&error).contains(SECRET), "{}", everything(&error));
    // A body that is too short.
    let service = Service::new(&[]).await;
    let mut short = session(&service);
    let error = short.send::<Json>(file()[..UNIT + 5].to_vec()).await.unwrap_err();
    assert!(everything(&error).contains("shorter than the session's length"), "{}", everything(&error));
    assert_eq!(error.attempts(), 0);
    assert_eq!(short.next(), UNIT as u64);
}

/// Sending the whole where the service has a part already would make another file of it.
#[tokio::test]
async fn a_body_that_is_longer_than_what_is_left_is_not_sent() {
    let _turn = crate::side_by_side().await;
    let service = Service::new(&[Trouble::None, Trouble::Status("409 Conflict")]).await;
    let mut first = session(&service);
    first.send::<Json>(body_from(0)).await.unwrap_err();
    assert_eq!(first.next(), UNIT as u64);
    let mut grown = file();
    grown.push(0);
    for body in [Body::from(file()), body_of(&file(), Some(LENGTH as u64)), Body::from(grown)] {
        let before = service.seen().len();
        let error = first.send::<Json>(body).await.unwrap_err();
        assert!(everything(&error).contains("longer than what is left"), "{}", everything(&error));
        assert_eq!((service.seen().len(), first.next(), error.attempts()), (before, UNIT as u64, 0));
    }
    let item = first.send::<Json>(body_from(UNIT)).await.unwrap();
    whole(&service, &item);
}

/// The service has all, and makes the file when it is told to (`deferCommit`).
#[tokio::test]
async fn a_session_that_waits_to_be_completed() {
    let _turn = crate::side_by_side().await;
    let met = Arc::<Mutex<Vec<String>>>::default();
    let seen = Arc::clone(&met);
    let service = rt::InMemoryTransport::new(move |request| {
        let range = request.headers().get("content-range").map(|range| format!(" {}", range.to_str().unwrap()));
        seen.lock().unwrap().push(format!("{}{}", request.method(), range.unwrap_or_default()));
        let mut answer = rt::http::Response::new(Body::default());
        let (status, body) = match (request.method().as_str(), request.body().len()) {
            ("PUT", UNIT) => (202, "{\"nextExpectedRanges\":[\"327680-\"]}"),
            ("PUT" | "GET", _) => (202, "{\"nextExpectedRanges\":[]}"),
            ("POST", 0) => (201, "{\"id\":\"item\"}"),
            _ => (400, ""),
        };
        *answer.status_mut() = rt::http::StatusCode::from_u16(status).unwrap();
        *answer.body_mut() = body.into();
        Ok(answer)
    });
    let client = crate::client_of("https://host.example").with_transport(service);
    let length = UNIT + 5;
    let mut session = UploadSession::new(&client, "https://up.example/x", length as u64).unwrap().piece_length(UNIT);
    let sent = session.send::<Json>(file()[..length].to_vec()).await.unwrap();
    assert_eq!((sent.status.as_u16(), session.next()), (202, length as u64));
    // Also in another process, which asks first.
    let mut other = UploadSession::new(&client, "https://up.example/x", length as u64).unwrap();
    assert_eq!(other.ask().await.unwrap(), length as u64);
    let item = other.complete::<Json>().await.unwrap();
    assert_eq!((item.status.as_u16(), item.value.unwrap().as_str()), (201, "{\"id\":\"item\"}"));
    assert_eq!(*met.lock().unwrap(), ["PUT bytes 0-327679/327685", "PUT bytes 327680-327684/327685", "GET", "POST"]);
}

#[tokio::test]
async fn a_piece_without_a_place_was_not_tried() {
    use crate::server::{Server, Step, answer};
    let _turn = crate::side_by_side().await;
    let busy =
        Server::new(|_| vec![Step::Read, Step::Write(answer("200 OK", &["content-length: 9"], "x")), Step::Stall]);
    let busy = busy.await;
    let service = Service::new(&[Trouble::Status("503 Unavailable\r\nretry-after: 0")]).await;
    let client =
        crate::client(&busy).with_concurrency(1).with_trusted_origin(&format!("http://127.0.0.1:{}", service.port));
    let options = rt::CallOptions::new().timeout(Duration::from_millis(200));
    let new = || UploadSession::new(&client, &service.url(), LENGTH as u64).unwrap().options(options.clone());
    let download = client.vpp_tokens().get(crate::ID).download().await.unwrap();
    let error = new().send::<Json>(file()).await.unwrap_err();
    let said = everything(&error);
    assert!(error.is_timeout() && said.contains("see with_concurrency") && !said.contains(SECRET), "{said}");
    assert_eq!((error.attempts(), service.seen().len()), (0, 0));
    let error = new().ask().await.unwrap_err();
    assert_eq!((error.is_timeout(), error.attempts()), (true, 0));
    drop(download);
    let item = new().options(rt::CallOptions::new()).send::<Json>(file()).await.unwrap();
    assert_eq!((item.status.as_u16(), item.attempts), (201, 2));
}

#[tokio::test]
async fn a_session_is_given_up() {
    let _turn = crate::side_by_side().await;
    let service = Service::new(&[]).await;
    session(&service).cancel().await.unwrap();
    assert_eq!(service.seen(), ["DELETE"]);
    let client = Client::new(Bearer::new(CANARY));
    for (url, length) in
        [("http://else.example/x", 1), ("/up", 1), ("https://u:p@h.example/", 1), ("https://h.example/", 0)]
    {
        let error = UploadSession::new(&client, url, length).unwrap_err();
        assert!(matches!(error, rt::Error::Usage(_)), "{error}");
    }
}
