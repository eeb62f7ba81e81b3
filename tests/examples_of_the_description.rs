//! The test that a client carries for the examples of its description runs, and finds what does not survive.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use support::{description, generate, has_errors, options, root, said};

/// The client of the case, written as a user has it.
fn client() -> PathBuf {
    let case = root().join("tests/cases/examples");
    let mut options = options(&case);
    options.name = Some("examples-of-the-description".to_owned());
    options.runtime_path = Some(root().join("runtime").display().to_string());
    let run = generate(&description(&case), &options);
    assert!(!has_errors(&run), "{}", said(&run, &case));
    let mut files = run.result.expect("an output").files;
    let manifest = files.get_mut("Cargo.toml").expect("a manifest");
    manifest.push_str("\n[workspace]\n");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples");
    rest_bindgen::write::write(&folder, &files).expect("to write the client");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    folder
}

/// Whether the test of the client succeeds, and what it says.
fn tested(folder: &Path) -> (bool, String) {
    let output = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--quiet", "--no-default-features", "--test", "examples"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo");
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    (output.status.success(), said)
}

#[test]
fn examples_are_decoded_and_encoded_again() {
    let folder = client();
    let (succeeds, said) = tested(&folder);
    assert!(succeeds && said.contains("1 passed"), "{said}");

    // An example that no type holds is found.
    let data = folder.join("tests/examples.json");
    let text = fs::read_to_string(&data).expect("the examples");
    fs::write(&data, text.replace("\"2026-07-17T14:50:53.500Z\"", "\"someday\"")).expect("to write a file");
    let (succeeds, said) = tested(&folder);
    fs::write(&data, text).expect("to write a file");
    assert!(!succeeds && said.contains("/components/schemas/Cat/properties/seen/examples/0"), "{said}");
}
