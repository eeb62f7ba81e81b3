//! The proxy of the environment: what goes to this machine does not go there.

use std::process::Command;

use crate::server::{Server, Step, answer};
use crate::{CANARY, ID, client_of};
use Step::{Read, Write};

const CHILD: &str = "REST_BINDGEN_BEHIND_A_PROXY";

/// The environment is a process's own, so the calls are made by another one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_to_this_machine_meets_no_proxy() {
    if let Ok(here) = std::env::var(CHILD) {
        client_of(&here).vpp_tokens().get(ID).await.unwrap();
        let client = client_of("http://service.example/beta").allow_plain_http();
        let error = client.vpp_tokens().get(ID).await.unwrap_err();
        assert!(error.is_forbidden(), "{error:?}");
        return;
    }
    let _turn = crate::side_by_side().await;
    let proxy = Server::new(|_| vec![Read, Write(answer("403 Forbidden", &[], ""))]).await;
    let server = Server::new(|_| vec![Read, Write(answer("200 OK", &[], "{\"id\":\"a\"}"))]).await;
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "proxies::what_goes_to_this_machine_meets_no_proxy"]);
    child.env(CHILD, server.url("/beta")).env_remove("NO_PROXY").env_remove("no_proxy");
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        child.env(name, proxy.url("/"));
    }
    let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!((server.met.requests(), proxy.met.requests()), (1, 1));
    assert!(proxy.met.text().starts_with("GET http://service.example/beta/"), "{}", proxy.met.text());
    assert!(server.met.text().contains(CANARY));
}
