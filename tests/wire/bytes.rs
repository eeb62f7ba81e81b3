//! The action of the published page, byte for byte.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::{BEARER, ID};
use graph_vpp_tokens::{Bearer, Client};

#[tokio::test]
async fn sync_licenses_is_these_bytes_and_no_others() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "broke off");
        }
        // A body would come now, before any answer.
        let more = tokio::time::timeout(Duration::from_millis(50), stream.read_buf(&mut bytes)).await;
        assert!(more.is_err(), "something follows the head: {more:?}");
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 10\r\n\r\n{\"id\":\"a\"}")
            .await
            .unwrap();
        stream.shutdown().await.unwrap();
        stream.read_to_end(&mut bytes).await.unwrap();
        bytes
    });
    let client = Client::new(Bearer::new(BEARER)).with_base_url(format!("http://{address}/beta"));
    let token = client.vpp_tokens().sync_licenses(ID).await.unwrap();
    assert_eq!(token.id.as_deref(), Some("a"));

    let request = String::from_utf8(service.await.unwrap()).unwrap();
    let head = request.strip_suffix("\r\n\r\n").expect("no body after the head");
    let mut lines: Vec<&str> = head.split("\r\n").collect();
    assert_eq!(
        lines.remove(0),
        "POST /beta/deviceAppManagement/vppTokens/9ceb2f92-2f92-9ceb-922f-eb9c922feb9c/syncLicenses HTTP/1.1"
    );
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "accept-encoding: gzip",
            "accept: application/json",
            &format!("authorization: Bearer {BEARER}"),
            "content-length: 0",
            &format!("host: {address}"),
            concat!("user-agent: rest-bindgen/", env!("CARGO_PKG_VERSION")),
        ]
    );
}
