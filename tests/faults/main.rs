//! The client on a network where everything goes wrong: each fault ends in the documented error or in success, within
//! its time and memory, and no secret goes where it must not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its assumption does")]

mod catalogue;
mod errors;
mod events;
mod everywhere;
mod frames;
mod hooks;
mod http2;
mod limits;
mod memory;
mod proxies;
mod retries;
mod server;
mod shapes;
mod streams;
mod table;
mod tls;
mod tokens;
mod uploads;

use std::time::Duration;

use graph_vpp_tokens::{Bearer, Client};
use rest_bindgen_runtime as rt;
use server::Server;

/// The credentials of every test; nothing but the service may ever see them.
const CANARY: &str = "canary-bearer-8f14e45f";
const ID: &str = "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c";

/// A client with three quick attempts, and times that a machine that does other things too can keep.
fn client(server: &Server) -> Client {
    client_of(&server.url("/beta"))
}

fn client_of(base_url: &str) -> Client {
    Client::new(Bearer::new(CANARY)).with_base_url(base_url).with_retries(quick()).with_timeouts(rt::Timeouts {
        connect: Duration::from_secs(2),
        read: Duration::from_secs(6),
        total: Duration::from_secs(30),
    })
}

/// Three attempts, almost at once.
fn quick() -> rt::RetryPolicy {
    rt::RetryPolicy::default().attempts(3).delays(Duration::from_millis(1), Duration::from_millis(2))
}

/// Everything an error says, to anyone.
fn everything(error: &rt::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        text.push_str(&format!(" {inner} {inner:?} {inner:#?}"));
        source = inner.source();
    }
    text
}

/// Tests that look at the clock run side by side; one that keeps the machine busy runs alone.
static TURNS: tokio::sync::RwLock<()> = tokio::sync::RwLock::const_new(());

async fn side_by_side() -> tokio::sync::RwLockReadGuard<'static, ()> {
    TURNS.read().await
}

async fn alone() -> tokio::sync::RwLockWriteGuard<'static, ()> {
    TURNS.write().await
}
