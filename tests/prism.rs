//! A generated client against a server that we did not write: Prism reads the description in `tests/prism`, checks every
//! request against it and answers from it. The client is compiled together with `tests/prism/driver`, which calls every
//! operation; Prism has nothing against any request.
//!
//! Needs Node and the packages of `tests/prism/server` (`npm ci` there). Without them it says that it skips, unless
//! `REST_BINDGEN_PRISM=required` makes an error of that, as `.ci/run` does.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/node.rs"]
mod node;
mod support;

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use node::Server;
use rest_bindgen::config::Options;
use support::{generate, has_errors, root, said};

const PROGRAM: &str = "node_modules/@stoplight/prism-cli/dist/index.js";

/// Prism for a description, and its address.
fn prism(folder: &Path, description: &Path) -> (Server, String) {
    // Prism takes no port of the system's choice. One that was free a moment ago is free now, as good as always.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let (server, ()) = Server::start(
        folder,
        |node| node.arg(folder.join(PROGRAM)).args(["mock", "--port", &port.to_string()]).arg(description),
        |line| line.contains("is listening on").then_some(()),
    );
    (server, format!("http://127.0.0.1:{port}"))
}

/// The crate of the driver with the client beside it, and the operations that the client has.
fn driver(description: &Path) -> (PathBuf, String) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prism");
    fs::create_dir_all(&folder).expect("a folder");
    let options = Options {
        name: Some("features".to_owned()),
        runtime_path: Some(root().join("runtime").display().to_string()),
        ..Options::default()
    };
    let run = generate(description, &options);
    assert!(!has_errors(&run), "{}", said(&run, &folder));
    let output = run.result.expect("an output");
    assert_eq!(output.operations.0, output.operations.1, "every operation is in the client");
    let coverage: serde_json::Value = serde_json::from_str(&output.files["coverage.json"]).expect("JSON");
    let operations = coverage["operations"].as_array().expect("the operations").iter();
    let text = |operation: &serde_json::Value, name: &str| operation[name].as_str().expect("a text").to_owned();
    let operations = operations.map(|one| format!("{} {}", text(one, "method"), text(one, "path")));
    let operations = operations.collect::<Vec<String>>().join("\n");
    rest_bindgen::write::write(&folder.join("client"), &output.files).expect("to write the client");
    let manifest = format!(
        "[package]\nname = \"prism-driver\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautotests = false\n\n[workspace]\n\n\
         [[test]]\nname = \"prism-driver\"\npath = {:?}\n\n\
         [dependencies]\nfeatures = {{ path = \"client\" }}\nrest-bindgen-runtime = {{ path = {:?} }}\n\
         tokio = {{ version = \"1\", features = [\"rt-multi-thread\", \"macros\", \"net\", \"io-util\", \"time\"] }}\n",
        root().join("tests/prism/driver/main.rs"),
        root().join("runtime"),
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("to write a file");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    (folder, operations)
}

#[test]
fn prism_has_nothing_against_any_request() {
    let folder = root().join("tests/prism/server");
    if !node::is_there(&folder, PROGRAM, "REST_BINDGEN_PRISM") {
        return;
    }
    let description = root().join("tests/prism/input.yaml");
    let (server, address) = prism(&folder, &description);
    let (driver, operations) = driver(&description);
    node::run_driver(&server, &driver, &["prism-driver"], &[("SERVICE", &address), ("OPERATIONS", &operations)]);
}
