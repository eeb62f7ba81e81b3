//! A companion in CSDL gives an OpenAPI description what it cannot say, and the two have to agree.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};

use rest_bindgen::{
    config::Options,
    surface::{changes, surface},
};
use support::{has_errors, read, root, said};

/// Our description without the extension that gives numbers.
fn without_numbers(folder: &Path) -> PathBuf {
    let text = std::fs::read_to_string(root().join("specs/vpp-tokens/openapi.yaml")).expect("the description");
    let mut kept = String::new();
    let mut depth = None;
    for line in text.lines() {
        let indentation = line.len() - line.trim_start().len();
        if depth.is_some_and(|depth| indentation > depth) {
            continue;
        }
        depth = line.trim_start().starts_with("x-enum-numbers:").then_some(indentation);
        if depth.is_none() {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    let path = folder.join("openapi.yaml");
    std::fs::write(&path, kept).expect("to write");
    path
}

fn with(companion: &Path) -> Options {
    Options { with: vec![companion.to_owned()], ..Options::default() }
}

#[test]
fn without_numbers_there_are_no_discriminants_and_the_ledger_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = read(&without_numbers(folder.path()), &Options::default());
    let api = run.result.expect("a model");
    let listed = api.ledger.entries.iter().filter(|entry| entry.code.as_str() == "RB0310").count();
    assert_eq!(listed, 6, "one for each enum");
    assert!(!surface(&api).values().any(|entry| entry.signature == "\"failed\" = 3"));
}

#[test]
fn a_companion_gives_the_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = read(&without_numbers(folder.path()), &with(&root().join("specs/vpp-tokens/metadata.xml")));
    assert!(!has_errors(&run), "{}", said(&run, folder.path()));
    let api = run.result.expect("a model");
    assert_eq!(api.ledger.entries, []);
    let whole = read(&root().join("specs/vpp-tokens/openapi.yaml"), &Options::default()).result.expect("a model");
    assert_eq!(changes(&surface(&whole), &surface(&api)), []);
}

#[test]
fn a_companion_that_disagrees_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = std::fs::read_to_string(root().join("specs/vpp-tokens/metadata.xml")).expect("the companion");
    let other = folder.path().join("metadata.xml");
    let changed = text.replacen("<Member Name=\"failed\" Value=\"3\"", "<Member Name=\"failed\" Value=\"4\"", 1);
    assert_ne!(text, changed);
    std::fs::write(&other, changed).expect("to write");
    let run = read(&root().join("specs/vpp-tokens/openapi.yaml"), &with(&other));
    let said = said(&run, folder.path());
    assert!(said.contains("`failed` is 3 here and 4 in the companion"), "{said}");
}
