//! The output of every case compiles, as one crate: linted, documented, and with nothing of a description run as a
//! test. `cargo` is called with `--offline`, because everything it needs was fetched to build these tests, and with
//! the same target folder, so that what was built for them serves again.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use support::{as_module, description, folders, generate, options, root, said};

/// A crate with a module for each case, in the folder that cargo gives tests.
fn crate_of_all_cases() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases");
    let source = folder.join("src");
    fs::create_dir_all(&source).expect("a folder");
    let mut root_module = String::from("//! Every case.\n#![forbid(unsafe_code)]\n#![deny(missing_docs)]\n");
    for case in folders("cases") {
        let name = case.file_name().expect("a name").to_string_lossy().replace('-', "_");
        let run = generate(&description(&case), &as_module(options(&case)));
        let said = said(&run, &case);
        let output = run.result.unwrap_or_else(|| panic!("{}:\n{said}", case.display()));
        put(&source.join(format!("{name}.in")), output.files.get("client.rs").expect("the file to include"));
        root_module.push_str(&format!("/// A case.\npub mod {name} {{\n    include!(\"{name}.in\");\n}}\n"));
    }
    put(&source.join("lib.rs"), &root_module);
    let runtime = root().join("runtime");
    let manifest = format!(
        "[package]\nname = \"all-cases\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nrest-bindgen-runtime = {{ path = {runtime:?}, default-features = false }}\n",
    );
    put(&folder.join("Cargo.toml"), &manifest);
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    folder
}

/// Unchanged files keep their time, so that an unchanged crate is not compiled again.
fn put(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return;
    }
    fs::write(path, text).expect("to write a file");
}

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--quiet"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder"))
        .env("RUSTDOCFLAGS", "-D warnings")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo")
}

fn assert_clean(what: &str, output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    let start: String = said.chars().take(6_000).collect();
    assert!(output.status.success(), "{what}:\n{start}");
}

#[test]
fn the_output_of_every_case_is_linted_documented_and_runs_no_foreign_text() {
    let folder = crate_of_all_cases();
    assert_clean("clippy", &cargo(&folder, &["clippy", "--config", "build.rustflags=['-Dwarnings']"]));
    assert_clean("rustdoc", &cargo(&folder, &["doc", "--no-deps"]));
    let tests = cargo(&folder, &["test", "--doc"]);
    assert_clean("doctests", &tests);
    let said = String::from_utf8_lossy(&tests.stdout).into_owned();
    assert!(!said.contains("running") || said.contains("running 0 tests"), "{said}");
}
