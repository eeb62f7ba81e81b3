//! The generated client against a service that we did not write: SAP's CAP on Node serves the model in
//! `tests/cap/server`; its metadata is fetched, a client generated and compiled together with `tests/cap/driver`, and
//! that talks to the service.
//!
//! CAP serves no links by reference: its grammar knows `$ref`, and nothing of it answers such a path, whatever its
//! configuration. `tests/wire/navigation.rs` shows what the client sends there.
//!
//! Needs Node and the packages of `tests/cap/server` (`npm ci` there). Without them it says that it skips, unless
//! `REST_BINDGEN_CAP=required` makes an error of that, as `.ci/run` does.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/node.rs"]
mod node;
mod support;

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
};

use node::Server;
use rest_bindgen::config::{OperationSurface, Options};
use support::{generate, has_errors, root, said};

/// Where the service stands below the server's root.
const SERVICE: &str = "/odata/v4/licenses";

/// The service, and its port.
fn cap(folder: &Path) -> (Server, u16) {
    Server::start(
        folder,
        // The system chooses a port that nobody has.
        |node| node.arg(folder.join("node_modules/@sap/cds/bin/serve.js")).env("PORT", "0"),
        |line| {
            let (_, address) = line.split_once("server listening on")?;
            let digits: String = address.rsplit(':').next()?.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        },
    )
}

/// The body of an answer to a plain GET.
fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: application/xml\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("to send");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    body.to_owned()
}

/// The client that the metadata gives, beside the driver.
fn client(folder: &Path, name: &str, operations: OperationSurface) {
    let options = Options {
        name: Some(name.to_owned()),
        runtime_path: Some(root().join("runtime").display().to_string()),
        operations,
        ..Options::default()
    };
    let run = generate(&folder.join("metadata.xml"), &options);
    assert!(!has_errors(&run), "{}", said(&run, folder));
    let output = run.result.expect("an output");
    rest_bindgen::write::write(&folder.join(name), &output.files).expect("to write the client");
}

/// The crate of the driver, with two clients beside it: one with a function for each path, one with request builders.
fn driver(metadata: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cap");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("metadata.xml"), metadata).expect("to write a file");
    client(&folder, "licenses", OperationSurface::Paths);
    client(&folder, "licenses-by-navigation", OperationSurface::Navigation);
    let manifest = format!(
        "[package]\nname = \"driver\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautotests = false\n\n[workspace]\n\n\
         [[test]]\nname = \"driver\"\npath = {:?}\n\n\
         [dependencies]\nlicenses = {{ path = \"licenses\", features = [\"queries\"] }}\n\
         licenses-by-navigation = {{ path = \"licenses-by-navigation\" }}\n\
         rest-bindgen-runtime = {{ path = {:?} }}\n\
         tokio = {{ version = \"1\", features = [\"rt-multi-thread\", \"macros\", \"net\", \"io-util\", \"time\"] }}\n",
        root().join("tests/cap/driver/main.rs"),
        root().join("runtime"),
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("to write a file");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    folder
}

#[test]
fn the_client_of_a_service_made_by_others_speaks_with_it() {
    let folder = root().join("tests/cap/server");
    if !node::is_there(&folder, "node_modules/@sap/cds", "REST_BINDGEN_CAP") {
        return;
    }
    let (server, port) = cap(&folder);
    let driver = driver(&get(port, &format!("{SERVICE}/$metadata")));
    let service = format!("http://127.0.0.1:{port}{SERVICE}");
    node::run_driver(&server, &driver, &["driver", "--", "--test-threads=1"], &[("SERVICE", &service)]);
}
