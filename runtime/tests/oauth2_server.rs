//! Tokens of an authorization server that we did not write: `oidc-provider` on Node, with a service beside it that takes
//! its tokens only.
//!
//! Needs Node and the packages of `tests/authorization_server` (`npm ci` there). Without them it says that it skips,
//! unless `REST_BINDGEN_OAUTH2=required` makes an error of that, as `.ci/run` does.
#![cfg(all(feature = "oauth2", feature = "reqwest"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

mod shape;

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rest_bindgen_runtime as rt;
use rt::{ClientCredentials, RetryPolicy, TokenCache};
use shape::Client;

const ID: &str = "a client";
const SECRET: &str = "canary secret+%:&";
/// How long its tokens are good, in seconds.
const LIFE: u64 = 3;

/// The running server; it ends with this value, however the test ends.
struct Server {
    process: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// The server, which takes the client's secret in this way; `None` where there is no Node.
    fn start(method: &str) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/authorization_server");
        let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        let missing = match node {
            Ok(status) if status.success() => {
                let packages = folder.join("node_modules/oidc-provider");
                (!packages.is_dir())
                    .then(|| format!("its packages are not there: run `npm ci` in {}", folder.display()))
            }
            _ => Some("node is not there".to_owned()),
        };
        if let Some(missing) = missing {
            assert!(env::var_os("REST_BINDGEN_OAUTH2").is_none_or(|value| value != "required"), "{missing}");
            eprintln!("skipped: {missing}");
            return None;
        }
        let mut command = Command::new("node");
        command.arg("server.js").current_dir(folder).env("AUTH_METHOD", method).env("LIFE", LIFE.to_string());
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut server = Self { process, address: String::new() };
        let mut lines = output.lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("listening on ").map(ToOwned::to_owned));
        server.address = address.unwrap_or_else(|| panic!("the server did not start"));
        Some(server)
    }

    fn credentials(&self, secret: &str) -> ClientCredentials {
        ClientCredentials::new(&format!("{}/token", self.address), ID, secret).with_scopes(["read"])
    }

    fn client(&self, credentials: ClientCredentials, margin: Duration) -> Client {
        Client::new(TokenCache::new(credentials).with_margin(margin)).with_base_url(format!("{}/api", self.address))
    }
}

/// Which token a call was made with: the service answers the end of it as a name.
async fn token(client: &Client) -> String {
    client.vpp_tokens().get("x").await.unwrap().name
}

#[tokio::test]
async fn a_token_is_kept_until_it_expires() {
    let Some(server) = Server::start("client_secret_basic") else { return };
    let client = server.client(server.credentials(SECRET), Duration::ZERO);
    let first = token(&client).await;
    for _ in 0..5 {
        assert_eq!(token(&client).await, first);
    }
    tokio::time::sleep(Duration::from_millis(LIFE * 1000 + 100)).await;
    let second = token(&client).await;
    assert!(second != first && token(&client).await == second);
}

#[tokio::test]
async fn no_call_fails_while_tokens_are_renewed() {
    let Some(server) = Server::start("client_secret_basic") else { return };
    let client = server.client(server.credentials(SECRET), Duration::from_secs(1)).with_retries(RetryPolicy::none());
    let started = Instant::now();
    let mut seen = vec![token(&client).await];
    while started.elapsed() < Duration::from_millis(LIFE * 2200) {
        let calls: Vec<_> = (0..4)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { token(&client).await })
            })
            .collect();
        for call in calls {
            seen.push(call.await.unwrap());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Two seconds of each of them. While one call renews the token, the others go on with the one before.
    seen.sort();
    seen.dedup();
    assert!((3..=5).contains(&seen.len()), "{} tokens", seen.len());
}

#[tokio::test]
async fn a_token_that_is_revoked_is_asked_for_again() {
    let Some(server) = Server::start("client_secret_basic") else { return };
    let client = server.client(server.credentials(SECRET), Duration::ZERO);
    let first = token(&client).await;
    rt::Call::new(client.core(), rt::Method::GET, rt::decode::empty).path("/revoke").await.unwrap();
    // Before its time is over: the service's 401 is what says so.
    assert_ne!(token(&client).await, first);
}

#[tokio::test]
async fn the_secret_goes_where_the_server_takes_it() {
    let Some(server) = Server::start("client_secret_post") else { return };
    let client = server.client(server.credentials(SECRET).with_secret_in_body(), Duration::ZERO);
    token(&client).await;
}

#[tokio::test]
async fn a_refusal_says_why() {
    let Some(server) = Server::start("client_secret_basic") else { return };
    let wrong = [
        (server.credentials("canary"), "invalid_client"),
        (server.credentials(SECRET).with_scopes(["write"]), "invalid_scope"),
    ];
    for (credentials, why) in wrong {
        let client = server.client(credentials, Duration::ZERO);
        let error = client.vpp_tokens().get("x").await.err().unwrap();
        let mut said = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            said.push_str(&format!(" {inner} {inner:?}"));
            source = inner.source();
        }
        assert!(said.contains(why) && !said.contains("canary"), "{said}");
    }
}
