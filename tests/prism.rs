//! A generated client against a server that we did not write: Prism reads the description in `tests/prism`, checks every
//! request against it and answers from it. The client is compiled together with `tests/prism/driver`, which calls every
//! operation; Prism has nothing against any request.
//!
//! Needs Node and the packages of `tests/prism/server` (`npm ci` there). Without them it says that it skips, unless
//! `REST_BINDGEN_PRISM=required` makes an error of that, as `.ci/run` does.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use rest_bindgen::config::Options;
use support::{generate, has_errors, root, said};

const PROGRAM: &str = "node_modules/@stoplight/prism-cli/dist/index.js";

/// Prism, running; it ends with this value, however the test ends.
struct Server {
    process: Child,
    address: String,
    log: Arc<Mutex<String>>,
}

impl Server {
    fn start(folder: &Path, description: &Path) -> Self {
        // Prism takes no port of the system's choice. One that was free a moment ago is free now, as good as always.
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let mut process = Command::new("node")
            .arg(folder.join(PROGRAM))
            .args(["mock", "--port", &port.to_string()])
            .arg(description)
            .current_dir(folder)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("node");
        let log = Arc::new(Mutex::new(String::new()));
        let (listening, is_listening) = mpsc::channel();
        read_all(process.stdout.take().expect("its output"), log.clone(), Some(listening));
        read_all(process.stderr.take().expect("its errors"), log.clone(), None);
        let server = Self { process, address: format!("http://127.0.0.1:{port}"), log };
        let started = is_listening.recv_timeout(Duration::from_secs(120));
        assert!(started.is_ok(), "Prism does not listen:\n{}", server.said());
        server
    }

    fn said(&self) -> String {
        self.log.lock().expect("the log").clone()
    }
}

/// Reads to the end, so that Prism never waits for a reader; says when it listens.
fn read_all(output: impl Read + Send + 'static, log: Arc<Mutex<String>>, listening: Option<mpsc::Sender<()>>) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some(listening) = listening.as_ref().filter(|_| line.contains("is listening on")) {
                let _ = listening.send(());
            }
            let mut log = log.lock().expect("the log");
            log.push_str(&line);
            log.push('\n');
        }
    });
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What is missing for the test, if anything is.
fn missing(folder: &Path) -> Option<String> {
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !node.is_ok_and(|status| status.success()) {
        return Some("node is not there".to_owned());
    }
    let is_there = folder.join(PROGRAM).is_file();
    (!is_there).then(|| format!("its packages are not there: run `npm ci` in {}", folder.display()))
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
    if let Some(missing) = missing(&folder) {
        assert!(env::var_os("REST_BINDGEN_PRISM").is_none_or(|value| value != "required"), "{missing}");
        eprintln!("skipped: {missing}");
        return;
    }
    let description = root().join("tests/prism/input.yaml");
    let server = Server::start(&folder, &description);
    let (driver, operations) = driver(&description);
    let output = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--quiet", "--test", "prism-driver"])
        .current_dir(&driver)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder"))
        .env("SERVICE", &server.address)
        .env("OPERATIONS", operations)
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo");
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "{said}\nPrism said:\n{}", server.said());
    assert!(said.contains("test result: ok") && !said.contains("running 0 tests"), "{said}");
}
