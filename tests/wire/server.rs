//! A server of raw bytes on this machine: it reads requests whole, keeps them, and answers what it is told.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Names in lower case, sorted.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// `METHOD target`.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All headers but those that every request has, which are checked here.
    pub(crate) fn own_headers(&self) -> Vec<String> {
        assert!(self.header("host").is_some_and(|host| host.starts_with("127.0.0.1:")), "{self:?}");
        assert_eq!(self.header("accept-encoding"), Some("gzip"));
        assert!(self.header("user-agent").is_some_and(|agent| agent.starts_with("rest-bindgen/")), "{self:?}");
        assert_eq!(self.header("authorization"), Some(format!("Bearer {}", crate::BEARER).as_str()));
        let common = ["host", "accept-encoding", "user-agent", "authorization"];
        let own = self.headers.iter().filter(|(name, _)| !common.contains(&name.as_str()));
        own.map(|(name, value)| format!("{name}: {value}")).collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// What to answer.
#[derive(Clone)]
pub(crate) enum Answer {
    Bytes(Vec<u8>),
    /// The head of an answer, and then nothing.
    Stall,
}

/// An answer of this status, with these header lines and this body.
pub(crate) fn answer(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let mut text = format!("HTTP/1.1 {status} Told\r\nconnection: close\r\n");
    if status != 204 {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    Answer::Bytes(bytes)
}

pub(crate) fn json(status: u16, body: impl std::fmt::Display) -> Answer {
    answer(status, &["content-type: application/json;odata.metadata=minimal"], body.to_string())
}

/// 204 without a body.
pub(crate) fn nothing() -> Answer {
    answer(204, &[], "")
}

pub(crate) struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// A server that gives these answers one after the other, the last one for ever.
    pub(crate) async fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        let mut answers: Vec<Answer> = answers.into_iter().collect();
        answers.reverse();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let answer = if answers.len() > 1 { answers.pop() } else { answers.last().cloned() };
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    let request = read(&mut stream).await;
                    kept.lock().unwrap().push(request);
                    match answer.unwrap() {
                        Answer::Bytes(bytes) => {
                            // The client may be gone; its own test says whether it should be.
                            let _ = stream.write_all(&bytes).await;
                            let _ = stream.shutdown().await;
                        }
                        Answer::Stall => {
                            let _ = stream.write_all(b"HTTP/1.1 200 Told\r\ncontent-length: 9\r\n\r\n").await;
                            // Until the client hangs up.
                            let _ = stream.read(&mut [0]).await;
                        }
                    }
                });
            }
        });
        Self { port, seen }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// All requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The one request since the last look.
    pub(crate) fn take(&self) -> Seen {
        let mut seen = self.seen.lock().unwrap();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.pop().unwrap()
    }
}

/// The head, and exactly as much body as it announces; anything more is a fault of the request.
async fn read(stream: &mut TcpStream) -> Seen {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    let (head, start, length) = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let announced = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
            });
            break (head, end + 4, announced.unwrap_or_default());
        }
        let read = stream.read(&mut piece).await.unwrap();
        assert!(read > 0, "the request broke off: {}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&piece[..read]);
    };
    while bytes.len() < start + length {
        let read = stream.read(&mut piece).await.unwrap();
        assert!(read > 0, "the body broke off");
        bytes.extend_from_slice(&piece[..read]);
    }
    let mut lines = head.lines();
    let line: Vec<&str> = lines.next().unwrap().split(' ').collect();
    let [method, target, "HTTP/1.1"] = line[..] else { panic!("no request line: {line:?}") };
    let mut headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    headers.sort();
    Seen { method: method.to_owned(), target: target.to_owned(), headers, body: bytes[start..].to_vec() }
}
