//! The same description gives the same bytes, wherever it lies and however many threads write.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{fs, process::Command};

use rest_bindgen::config::Options;
use support::{generate, root};

fn text_of(path: &std::path::Path) -> String {
    support::joined(&generate(path, &Options::default()).result.expect("an output"))
}

#[test]
fn the_folder_does_not_matter() {
    let folder = tempfile::tempdir().expect("a folder");
    let deep = folder.path().join("somewhere else/deep down");
    fs::create_dir_all(&deep).expect("folders");
    for name in ["openapi.yaml", "metadata.xml"] {
        let here = root().join("specs/vpp-tokens").join(name);
        let there = deep.join(name);
        fs::copy(&here, &there).expect("a copy");
        assert_eq!(text_of(&here), text_of(&there), "{name}");
    }
}

#[test]
fn the_run_does_not_matter() {
    let path = root().join("specs/vpp-tokens/openapi.yaml");
    let first = text_of(&path);
    let runs: Vec<String> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..4).map(|_| scope.spawn(|| text_of(&path))).collect();
        handles.into_iter().map(|handle| handle.join().expect("a run")).collect()
    });
    assert!(runs.iter().all(|run| *run == first));
}

/// One thread or several: `taskset` gives the program one core, where it exists.
#[test]
fn the_number_of_threads_does_not_matter() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("one-core");
    let run = Command::new("taskset")
        .args(["-c", "0", env!("CARGO_BIN_EXE_rest-bindgen"), "generate", "specs/vpp-tokens/openapi.yaml", "--out"])
        .arg(&out)
        .current_dir(root())
        .output();
    let Ok(run) = run else {
        println!("skipped: there is no `taskset` here");
        return;
    };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let files = generate(&root().join("specs/vpp-tokens/openapi.yaml"), &Options::default());
    let stale = rest_bindgen::write::compare(&out, &files.result.expect("an output").files).expect("our folder");
    assert_eq!(stale, []);
}
