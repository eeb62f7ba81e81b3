//! Servers of others, on Node: how tests start them, and build a crate that talks to them.
#![allow(unreachable_pub, reason = "what tests share is public to none")]

use std::{
    env,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

/// A server that runs; it ends with this value, however the test ends.
pub struct Server {
    process: Child,
    /// What it said.
    log: Arc<Mutex<String>>,
}

impl Server {
    /// Starts `node` with what `command` adds, in the folder of its packages, and waits for the line by which it says that
    /// it listens: the first one that `listening` makes a value of.
    pub fn start<T: Send + 'static>(
        folder: &Path,
        command: impl FnOnce(&mut Command) -> &mut Command,
        listening: impl Fn(&str) -> Option<T> + Send + 'static,
    ) -> (Self, T) {
        let mut node = Command::new("node");
        let node = command(&mut node).current_dir(folder).env("NO_COLOR", "1");
        let mut process =
            node.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("node");
        let log = Arc::new(Mutex::new(String::new()));
        let (found, waiting) = mpsc::channel();
        let said = move |line: &str| {
            if let Some(value) = listening(line) {
                let _ = found.send(value);
            }
        };
        read_all(process.stdout.take().expect("its output"), log.clone(), said);
        read_all(process.stderr.take().expect("its errors"), log.clone(), |_| ());
        let server = Self { process, log };
        let value = waiting.recv_timeout(Duration::from_secs(120));
        let value = value.unwrap_or_else(|_| panic!("the server does not listen:\n{}", server.said()));
        (server, value)
    }

    /// All that it said.
    pub fn said(&self) -> String {
        self.log.lock().expect("the log").clone()
    }
}

/// Reads to the end, so that the server never waits for a reader.
fn read_all(output: impl Read + Send + 'static, log: Arc<Mutex<String>>, told: impl Fn(&str) + Send + 'static) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            told(&line);
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

/// Whether Node and the file or folder `package` below `folder` are there. If not, the test says that it skips, unless
/// the variable says `required`.
pub fn is_there(folder: &Path, package: &str, variable: &str) -> bool {
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let missing = if !node.is_ok_and(|status| status.success()) {
        "node is not there".to_owned()
    } else if folder.join(package).exists() {
        return true;
    } else {
        format!("its packages are not there: run `npm ci` in {}", folder.display())
    };
    assert!(env::var_os(variable).is_none_or(|value| value != "required"), "{missing}");
    eprintln!("skipped: {missing}");
    false
}

/// Runs the tests of a crate that talks to the server; `environment` tells it where that is.
pub fn run_driver(server: &Server, folder: &Path, test: &[&str], environment: &[(&str, &str)]) {
    let output = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--quiet", "--test"])
        .args(test)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder"))
        .envs(environment.iter().copied())
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo");
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "{said}\nthe server said:\n{}", server.said());
    assert!(said.contains("test result: ok") && !said.contains("running 0 tests"), "{said}");
}
