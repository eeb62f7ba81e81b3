//! The proxy of the environment: what goes to this machine does not go there.

use std::process::Command;
use std::sync::Arc;

use rest_bindgen_runtime::{ReqwestTransport, Transport, UreqTransport};

use crate::server::{Server, Step, answer};
use crate::{CANARY, ID, client_of, everything};
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

const PROVES_ITSELF: &str = "REST_BINDGEN_BEHIND_A_PROXY_WITH_A_PASSWORD";

/// The password of the proxy, and as it is sent.
const PASSWORD: &str = "canary-proxy-45c48cce";
const ENCODED: &str = "bWU6Y2FuYXJ5LXByb3h5LTQ1YzQ4Y2Nl";

/// A proxy is asked for a way to the service, and learns nothing else; what proves who asks it stands in no text.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_learns_no_token_and_nobody_learns_its_password() {
    if std::env::var_os(PROVES_ITSELF).is_some() {
        let (over_reqwest, over_ureq) = (Arc::new(ReqwestTransport::new()), Arc::new(UreqTransport::new()));
        let transports: [Arc<dyn Transport>; 2] = [over_reqwest.clone(), over_ureq.clone()];
        for transport in transports {
            let client = client_of("https://service.example/beta").with_transport(transport);
            let error = client.vpp_tokens().sync_licenses(ID).await.unwrap_err();
            assert!(error.as_status().is_none(), "the proxy's answer is not the service's: {error:?}");
            let said = format!("{} {client:?} {over_reqwest:?} {over_ureq:?}", everything(&error));
            assert!(!said.contains(PASSWORD) && !said.contains(ENCODED) && !said.contains(CANARY), "{said}");
        }
        return;
    }
    let _turn = crate::side_by_side().await;
    for status in ["407 Proxy Authentication Required", "502 Bad Gateway", "200 Connection Established"] {
        let proxy = Server::new(move |_| vec![Read, Write(answer(status, &["proxy-authenticate: Basic"], ""))]).await;
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "proxies::a_proxy_learns_no_token_and_nobody_learns_its_password"]);
        child.env(PROVES_ITSELF, "1").env_remove("NO_PROXY").env_remove("no_proxy");
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            child.env(name, format!("http://me:{PASSWORD}@127.0.0.1:{}/", proxy.port));
        }
        let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
        assert!(output.status.success(), "{status}: {}", String::from_utf8_lossy(&output.stdout));
        let asked = proxy.met.text();
        assert!(asked.matches("CONNECT service.example:443 ").count() >= 2 && asked.contains(ENCODED), "{asked}");
        assert!(!asked.contains(CANARY) && !asked.contains("syncLicenses"), "{asked}");
    }
}
