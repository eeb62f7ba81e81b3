//! The example's program, run against a server on loopback.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::{
    io::{Read, Write},
    net::TcpListener,
    process::Command,
    thread,
};

#[test]
fn the_program_synchronizes_a_token() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/beta", listener.local_addr().expect("an address"));
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut request = Vec::new();
        let mut buffer = [0; 1024];
        while !request.ends_with(b"\r\n\r\n") {
            let count = stream.read(&mut buffer).expect("to read");
            request.extend_from_slice(buffer.get(..count).expect("what was read"));
        }
        let body = r#"{"id":"1","lastSyncStatus":"failed"}"#;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
        write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len()).expect("to answer");
        String::from_utf8(request).expect("a text")
    });
    let output = Command::new(env!("CARGO_BIN_EXE_build-script-example"))
        .args(["9ceb2f92-2f92-9ceb-922f-eb9c922feb9c", &url])
        .env("GRAPH_TOKEN", "secret")
        .env_remove("http_proxy")
        .output()
        .expect("the program");
    let request = server.join().expect("the server");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "failed\n");
    let line =
        "POST /beta/deviceAppManagement/vppTokens/9ceb2f92-2f92-9ceb-922f-eb9c922feb9c/syncLicenses HTTP/1.1\r\n";
    assert!(request.starts_with(line), "{request}");
}
