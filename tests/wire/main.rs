//! The generated client against a real server: what it sends, and what it makes of every kind of answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its assumption does")]

mod answers;
mod batches;
mod bytes;
mod changes;
mod derived;
mod faults;
mod lists;
mod navigation;
mod operations;
mod pagination;
mod paths;
mod queries;
mod requests;
mod secrets;
mod server;

use graph_vpp_tokens::{Bearer, Client};
use rest_bindgen_runtime as rt;
use serde_json::Value;
use server::Server;

/// The credentials of every test; nothing but the service may ever see them.
const BEARER: &str = "canary-bearer-5d41402a";
const ID: &str = "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c";
const VPP_TOKENS: &str = "/beta/deviceAppManagement/vppTokens";

/// A client that sends everything once; what is sent again is the subject of `tests/faults`.
fn client(server: &Server) -> Client {
    Client::new(Bearer::new(BEARER)).with_base_url(server.url("/beta")).with_retries(rt::RetryPolicy::none())
}

/// A value as the tree of its JSON.
fn tree(value: &impl rt::Encode) -> Value {
    serde_json::from_slice(&rt::to_vec(value)).unwrap()
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
