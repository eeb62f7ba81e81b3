//! The generated client against a service that we did not write: SAP's CAP on Node serves the model in
//! `tests/cap/server`; its metadata is fetched, a client generated and compiled together with `tests/cap/driver`, and
//! that talks to the service.
//!
//! Needs Node and the packages of `tests/cap/server` (`npm ci` there). Without them it says that it skips, unless
//! `REST_BINDGEN_CAP=required` makes an error of that, as `.ci/run` does.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use rest_bindgen::config::{OperationSurface, Options};
use support::{generate, has_errors, root, said};

/// Where the service stands below the server's root.
const SERVICE: &str = "/odata/v4/licenses";

/// The running server; it ends with this value, however the test ends.
struct Server {
    process: Child,
    port: u16,
    /// What it said.
    log: Arc<Mutex<String>>,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new("node")
            .arg(folder.join("node_modules/@sap/cds/bin/serve.js"))
            .current_dir(folder)
            // The system chooses a port that nobody has.
            .env("PORT", "0")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("node");
        let log = Arc::new(Mutex::new(String::new()));
        let (found, port) = mpsc::channel();
        read_all(process.stdout.take().expect("its output"), log.clone(), Some(found));
        read_all(process.stderr.take().expect("its errors"), log.clone(), None);
        let mut server = Self { process, port: 0, log };
        let port = port.recv_timeout(Duration::from_secs(120));
        server.port = port.unwrap_or_else(|_| panic!("the server said no port:\n{}", server.said()));
        server
    }

    fn said(&self) -> String {
        self.log.lock().expect("the log").clone()
    }

    /// The body of an answer to a plain GET.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: application/xml\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("to send");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        body.to_owned()
    }
}

/// Reads to the end, so that the server never waits for a reader; sends the port of the line that names it.
fn read_all(output: impl Read + Send + 'static, log: Arc<Mutex<String>>, found: Option<mpsc::Sender<u16>>) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let address = line.split_once("server listening on").map(|(_, rest)| rest);
            let digits = address.and_then(|rest| rest.rsplit(':').next()).unwrap_or_default();
            let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
            if let (Some(found), Ok(port)) = (&found, digits.parse::<u16>()) {
                let _ = found.send(port);
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
    let packages = folder.join("node_modules/@sap/cds");
    (!packages.is_dir()).then(|| format!("its packages are not there: run `npm ci` in {}", folder.display()))
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
    if let Some(missing) = missing(&folder) {
        assert!(env::var_os("REST_BINDGEN_CAP").is_none_or(|value| value != "required"), "{missing}");
        eprintln!("skipped: {missing}");
        return;
    }
    let server = Server::start(&folder);
    let driver = driver(&server.get(&format!("{SERVICE}/$metadata")));
    let output = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--quiet", "--test", "driver", "--", "--test-threads=1"])
        .current_dir(&driver)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder"))
        .env("SERVICE", format!("http://127.0.0.1:{}{SERVICE}", server.port))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo");
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "{said}\nthe server said:\n{}", server.said());
    assert!(said.contains("test result: ok") && !said.contains("running 0 tests"), "{said}");
}
