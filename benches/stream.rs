//! A gigabyte each way over loopback: how fast, and how much memory this process, server included, ever had.
#![allow(clippy::expect_used, missing_docs, reason = "a bench fails by panicking and documents nothing")]

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_core::Stream;
use graph_vpp_tokens::{Bearer, Client};
use rest_bindgen_runtime as rt;
use rt::{Body, Bytes, CallOptions, Json, UploadSession};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const LENGTH: u64 = 1_000_000_000;
const PIECE: usize = 64 * 1024;
static ZEROES: [u8; PIECE] = [0; PIECE];

struct Zeroes(u64);

impl Stream for Zeroes {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let length = usize::try_from(self.0).unwrap_or(PIECE).min(PIECE);
        self.0 -= u64::try_from(length).unwrap_or_default();
        Poll::Ready((length > 0).then(|| Ok(Bytes::from_static(&ZEROES[..length]))))
    }
}

async fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    if head.starts_with("GET") {
        stream.write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: {LENGTH}\r\n\r\n").as_bytes()).await?;
        let mut left = usize::try_from(LENGTH).unwrap_or(usize::MAX);
        while left > 0 {
            let length = left.min(PIECE);
            stream.write_all(&ZEROES[..length]).await?;
            left -= length;
        }
        return Ok(());
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<u64>().ok());
    tokio::io::copy(&mut (&mut stream).take(length.unwrap_or_default()), &mut tokio::io::sink()).await?;
    let body = "{\"id\":\"a\"}";
    let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(answer.as_bytes()).await
}

/// The most memory this process has had, in MB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    peak.unwrap_or(f64::NAN) * 1024.0 / 1e6
}

fn report(what: &str, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    println!("{what:<18} {:>6.0} MB/s, at most {:>4.1} MB of memory so far", 1e3 / seconds, peak());
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}/beta", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    let client = Client::new(Bearer::new("token")).with_base_url(&base);
    let long = CallOptions::new().timeout(Duration::from_secs(600));

    let started = Instant::now();
    let mut download = client.vpp_tokens().get("a").options(long.clone()).download().await.expect("an answer");
    while download.try_next().await.expect("a piece").is_some() {}
    assert_eq!(download.received(), LENGTH);
    report("download of 1 GB", started);

    let started = Instant::now();
    let body = Body::stream(Zeroes(LENGTH), LENGTH);
    let call = client.vpp_tokens().sync_licenses("a").options(long).upload("application/octet-stream", body);
    call.await.expect("an answer");
    report("upload of 1 GB", started);

    let started = Instant::now();
    let mut session = UploadSession::new(&client, &format!("{base}/up"), LENGTH).expect("a session");
    session.send::<Json>(Body::stream(Zeroes(LENGTH), LENGTH)).await.expect("an answer");
    report("session of 1 GB", started);
}
