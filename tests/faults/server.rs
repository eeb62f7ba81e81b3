//! A server of raw bytes that misbehaves as it is told, and remembers all that it was sent.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::frames::{self, Streams};
use crate::tls::Secured;

/// What the server does with a connection, one after the other. At the end it closes it.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Reads the head and the body of a request.
    Read,
    /// Reads a request of known length without keeping its body.
    Swallow,
    /// Reads some bytes of a request.
    ReadSome(usize),
    Write(Vec<u8>),
    /// A byte, a pause, and so on.
    Drip(Vec<u8>, Duration),
    /// The same bytes for ever.
    Endless(Vec<u8>),
    /// Nothing, until the client hangs up.
    Stall,
    /// Waits until the client knows that it is connected.
    Pause,
    /// Ends the connection with a reset, which discards what is on the way.
    Reset,
    /// Ends the connection after the client has had the time to read.
    Close,
    /// Speaks HTTP/2 from here on.
    Frames(Streams),
    /// Speaks TLS from here on.
    Secure(Secured),
}

/// Whether a connection goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    On,
    Close,
    Reset,
}

/// What was met so far.
#[derive(Debug, Default)]
pub(crate) struct Met {
    pub(crate) connections: AtomicUsize,
    /// Connections that are open.
    open: AtomicUsize,
    /// Requests that were read whole.
    pub(crate) requests: AtomicUsize,
    /// All bytes that clients sent.
    pub(crate) bytes: Mutex<Vec<u8>>,
}

impl Met {
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How many connections are open right now.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes.lock().unwrap()).into_owned()
    }
}

pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) met: Arc<Met>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// `script` gives the steps of each connection by its number, from 0.
    pub(crate) async fn new(script: impl Fn(usize) -> Vec<Step> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let met = Arc::new(Met::default());
        let kept = Arc::clone(&met);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let steps = script(kept.connections.fetch_add(1, Ordering::SeqCst));
                let met = Arc::clone(&kept);
                connections.spawn(async move {
                    met.open.fetch_add(1, Ordering::SeqCst);
                    serve(stream, steps, &met).await;
                    met.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { port, met, task }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Does the steps. That the client hangs up is its right; its own test says whether it should.
async fn serve(mut stream: TcpStream, steps: Vec<Step>, met: &Met) {
    for step in steps {
        match take(&mut stream, step, met).await {
            Next::On => {}
            Next::Close => break,
            Next::Reset => return,
        }
    }
    // Without this, bytes of a request that were never read make the system reset the connection.
    let _ = stream.shutdown().await;
    let rest = async { while stream.read(&mut [0; 4096]).await.is_ok_and(|read| read > 0) {} };
    let _ = tokio::time::timeout(Duration::from_secs(2), rest).await;
}

/// Takes one step.
pub(crate) async fn take(stream: &mut TcpStream, step: Step, met: &Met) -> Next {
    let done = match step {
        Step::Read => read(stream, met).await,
        Step::Swallow => swallow(stream).await,
        Step::ReadSome(bytes) => read_some(stream, bytes, met).await,
        Step::Write(bytes) => stream.write_all(&bytes).await.is_ok(),
        Step::Drip(bytes, pause) => drip(stream, &bytes, pause).await,
        Step::Endless(bytes) => {
            // Small pieces come as fast as a network brings them: a loop without any pause would measure this machine.
            let pause = bytes.len() < 1024;
            while stream.write_all(&bytes).await.is_ok() {
                if pause {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
            false
        }
        Step::Stall => {
            while stream.read(&mut [0; 4096]).await.is_ok_and(|read| read > 0) {}
            false
        }
        Step::Pause => {
            tokio::time::sleep(Duration::from_millis(300)).await;
            true
        }
        Step::Reset => {
            let _ = stream.set_zero_linger();
            return Next::Reset;
        }
        Step::Close => false,
        Step::Frames(streams) => return frames::serve(stream, &streams, met).await,
        Step::Secure(secured) => return secured.serve(stream, met).await,
    };
    if done { Next::On } else { Next::Close }
}

async fn drip(stream: &mut TcpStream, bytes: &[u8], pause: Duration) -> bool {
    let _ = stream.set_nodelay(true);
    for byte in bytes {
        if stream.write_all(&[*byte]).await.is_err() {
            return false;
        }
        tokio::time::sleep(pause).await;
    }
    true
}

/// The head, and as much body as it announces, or chunks to their end.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin), met: &Met) -> bool {
    let mut bytes = Vec::new();
    let mut piece = vec![0; 64 * 1024];
    let mut ends = None;
    loop {
        if ends.is_none()
            && let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n")
        {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            ends = Some((end + 4 + length.unwrap_or_default(), head.contains("transfer-encoding: chunked")));
        }
        let whole = match ends {
            Some((_, true)) => bytes.ends_with(b"0\r\n\r\n"),
            Some((length, false)) => bytes.len() >= length,
            None => false,
        };
        if whole {
            break;
        }
        match stream.read(&mut piece).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&piece[..read]),
            _ => return false,
        }
    }
    met.requests.fetch_add(1, Ordering::SeqCst);
    met.bytes.lock().unwrap().extend_from_slice(&bytes);
    true
}

async fn swallow(stream: &mut TcpStream) -> bool {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return false,
        }
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<u64>().ok());
    let mut body = stream.take(length.unwrap_or_default());
    tokio::io::copy(&mut body, &mut tokio::io::sink()).await.is_ok_and(|read| Some(read) == length)
}

async fn read_some(stream: &mut TcpStream, bytes: usize, met: &Met) -> bool {
    let mut piece = vec![0; bytes];
    let read = stream.read_exact(&mut piece).await.is_ok();
    met.bytes.lock().unwrap().extend_from_slice(&piece);
    read
}

/// The bytes of an answer; the length is that of the body unless the headers say otherwise.
pub(crate) fn answer(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut text = format!("HTTP/1.1 {status}\r\nconnection: close\r\n");
    let framed = headers.iter().any(|header| {
        let header = header.to_ascii_lowercase();
        header.starts_with("content-length") || header.starts_with("transfer-encoding")
    });
    if !framed && !status.starts_with("204") {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
