//! How much memory bodies without end need: each is met by a process of its own, and the server is in another one.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use graph_vpp_tokens::{Client, Error};
use rest_bindgen_runtime as rt;
use rt::{Body, CallOptions, Json, UploadSession, UreqTransport};

use crate::events::{endless, too_long};
use crate::server::{Server, Step, answer};
use crate::streams::{PIECE, Zeroes, length};
use crate::{ID, client_of};
use Step::{Endless, Read, Swallow, Write};

/// What a process of its own does, and where its server is.
const CHILD: &str = "REST_BINDGEN_MEMORY_OF";
const THERE: &str = "REST_BINDGEN_MEMORY_FROM";

/// What no client may need, in KiB: 50 MB.
const MOST: u64 = 50_000_000 / 1024;

/// 1 GB, in pieces.
const PIECES: u64 = 1_000_000_000_u64.div_ceil(PIECE as u64);
const ALL: u64 = PIECES * PIECE as u64;

/// Pages of a list, and how long each is.
const PAGES: usize = 1000;
const PAGE: usize = 200_000;

/// How long an event or a line may be unless it is set.
const LONGEST: usize = 16 * 1024 * 1024;

/// A small answer that is 100 MiB.
const MEMBERS: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Download,
    DownloadOverUreq,
    Upload,
    UploadOverUreq,
    Session,
    Pages,
    Events,
    Lines,
    Bomb,
    /// What is longer than allowed, whether it announces its length or not.
    Endless(&'static str),
}

const EVERYTHING: [What; 12] = [
    What::Download,
    What::DownloadOverUreq,
    What::Upload,
    What::UploadOverUreq,
    What::Session,
    What::Pages,
    What::Events,
    What::Lines,
    What::Bomb,
    What::Endless("content-length: 10000000000"),
    What::Endless("transfer-encoding: chunked"),
    What::Endless("x: y"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_of_1_gb_needs_the_memory_of_a_few_pieces() {
    if let (Ok(index), Ok(there)) = (std::env::var(CHILD), std::env::var(THERE)) {
        EVERYTHING[index.parse::<usize>().unwrap()].meet(&client_of(&there)).await;
        println!("peak KiB: {}", peak().map_or_else(String::new, |peak| peak.to_string()));
        return;
    }
    let _turn = crate::alone().await;
    for (index, what) in EVERYTHING.into_iter().enumerate() {
        let server = what.server().await;
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "memory::a_body_of_1_gb_needs_the_memory_of_a_few_pieces", "--nocapture"]);
        child.env(CHILD, index.to_string()).env(THERE, server.url("/beta"));
        let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{what:?}: {said} {}", String::from_utf8_lossy(&output.stderr));
        let peak = said.lines().find_map(|line| line.split("peak KiB: ").nth(1)).expect("what the process says");
        match peak.trim().parse::<u64>() {
            Ok(peak) => {
                println!("{what:?}: {peak} KiB");
                assert!(peak < MOST, "{what:?}: {peak} KiB");
            }
            Err(_) => eprintln!("skipped: this system does not say how much memory a process has had"),
        }
    }
}

/// The most memory this process has had, in KiB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
}

impl What {
    async fn server(self) -> Server {
        match self {
            Self::Download | Self::DownloadOverUreq => {
                let head = answer("200 OK", &[&format!("content-length: {ALL}")], "");
                Server::new(move |_| vec![Read, Write(head.clone()), Endless(vec![0; PIECE])]).await
            }
            Self::Upload | Self::UploadOverUreq => {
                Server::new(|_| vec![Swallow, Write(answer("200 OK", &[], "{\"id\":\"a\"}"))]).await
            }
            Self::Session => Server::new(|_| vec![Swallow, Write(answer("202 Accepted", &[], "{}"))]).await,
            Self::Pages => {
                Server::new(|index| {
                    let next = match index + 1 {
                        PAGES => String::new(),
                        next => format!(",\"@odata.nextLink\":\"?page={next}\""),
                    };
                    let page = format!("{{\"value\":[{{\"id\":\"{}\"}}]{next}}}", "x".repeat(PAGE));
                    vec![Read, Write(answer("200 OK", &[], page))]
                })
                .await
            }
            Self::Events => endless("content-type: text/event-stream", "data: ").await,
            Self::Lines => endless("content-type: application/jsonl", "\"").await,
            Self::Bomb => {
                let member = crate::catalogue::gzip(&vec![b' '; 1 << 20]);
                let bomb = answer("200 OK", &["content-encoding: gzip"], member.repeat(MEMBERS));
                Server::new(move |_| vec![Read, Write(bomb.clone())]).await
            }
            Self::Endless(header) => {
                let head = format!("HTTP/1.1 200 OK\r\n{header}\r\n\r\n").into_bytes();
                let piece = format!("10000\r\n{}\r\n", " ".repeat(PIECE)).into_bytes();
                Server::new(move |_| vec![Read, Write(head.clone()), Endless(piece.clone())]).await
            }
        }
    }

    async fn meet(self, client: &Client) {
        let over_ureq = client.clone().with_transport(UreqTransport::new());
        let long = CallOptions::new().timeout(Duration::from_secs(300));
        match self {
            Self::Download => download(client, long).await,
            Self::DownloadOverUreq => download(&over_ureq, long).await,
            Self::Upload => upload(client, long).await,
            Self::UploadOverUreq => upload(&over_ureq, long).await,
            Self::Session => {
                let url = client.core().base_url().unwrap().to_owned();
                let mut session = UploadSession::new(client, &url, ALL).unwrap();
                session.send::<Json>(Body::stream(Zeroes(PIECES), ALL)).await.unwrap();
                assert_eq!(session.next(), ALL);
            }
            Self::Pages => {
                let mut items = client.vpp_tokens().list().stream();
                let mut count = 0;
                while items.try_next().await.unwrap().is_some() {
                    count += 1;
                }
                assert_eq!(count, PAGES);
            }
            Self::Events => {
                let call = rt::Call::new(client.core(), rt::Method::GET, rt::decode::events::<String>).path("/events");
                assert_eq!(too_long(&call.await.unwrap().try_next().await.unwrap_err()), LONGEST);
            }
            Self::Lines => {
                let call = rt::Call::new(client.core(), rt::Method::GET, rt::decode::json_lines::<String>).path("/l");
                assert_eq!(too_long(&call.await.unwrap().try_next().await.unwrap_err()), LONGEST);
            }
            Self::Bomb => {
                let download = client.vpp_tokens().get(ID).download().await.unwrap();
                assert_eq!(length(download).await.unwrap(), (MEMBERS << 20) as u64);
                too_large(client).await;
            }
            Self::Endless(_) => {
                for _ in 0..3 {
                    too_large(client).await;
                    too_large(&over_ureq).await;
                }
            }
        }
    }
}

async fn download(client: &Client, options: CallOptions) {
    let told = Arc::new(AtomicU64::new(0));
    let progress = Arc::clone(&told);
    let download = client.vpp_tokens().get(ID).options(options).download().await.unwrap();
    assert_eq!(download.length(), Some(ALL));
    let download = download.on_progress(move |received, total| {
        assert_eq!(total, Some(ALL));
        progress.store(received, Ordering::Relaxed);
    });
    assert_eq!(length(download).await.unwrap(), ALL);
    assert_eq!(told.load(Ordering::Relaxed), ALL);
}

async fn upload(client: &Client, options: CallOptions) {
    let call = client.vpp_tokens().sync_licenses(ID).options(options);
    call.upload("application/octet-stream", Body::stream(Zeroes(PIECES), ALL)).await.unwrap();
}

async fn too_large(client: &Client) {
    let small = CallOptions::new().response_limit(4 << 20);
    let error = client.vpp_tokens().get(ID).options(small).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
}
