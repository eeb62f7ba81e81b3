//! The house rules that a machine can hold: which room knows which crate and which other room, and sizes.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use support::root;

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every file of the generator with its room (`emit` for `src/emit/mod.rs`, `write` for `src/write.rs`).
fn rooms() -> Vec<(String, PathBuf, String)> {
    let source = root().join("src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    files.sort();
    files
        .into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "tests") && !path.ends_with("tests.rs"))
        .map(|path| {
            let below = path.strip_prefix(&source).expect("below src");
            let first = below.components().next().expect("a name").as_os_str().to_string_lossy();
            let room = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).expect("a file");
            (room, path, text)
        })
        .collect()
}

/// The code of a file without comments.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Which room may use which crate. A crate that is not named here is free.
const CRATES: &[(&str, &[&str])] = &[
    ("openapiv3", &["openapi"]),
    ("serde_yaml", &["source"]),
    ("saphyr_parser", &["source"]),
    ("serde_json_path", &["source"]),
    ("roxmltree", &["source", "csdl"]),
    ("heck", &["names"]),
    ("regex_syntax", &["model"]),
    ("quote", &["emit", "format", "rust"]),
    ("proc_macro2", &["emit", "format", "rust"]),
    ("syn", &["format", "rust"]),
    ("prettyplease", &["format"]),
    ("pulldown_cmark", &["emit"]),
    ("annotate_snippets", &["diagnostics"]),
    ("tempfile", &["write"]),
    ("clap", &["cli"]),
    ("similar", &["cli"]),
    ("toml", &["config", "output"]),
    ("hmac_sha256", &["csdl"]),
];

#[test]
fn each_crate_is_used_only_in_its_rooms() {
    let mut wrong = Vec::new();
    for (room, path, text) in rooms() {
        let code = code(&text);
        for (name, allowed) in CRATES {
            let used = code.contains(&format!("{name}::")) || code.contains(&format!("use {name}"));
            if used && !allowed.contains(&room.as_str()) {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    for (name, allowed) in CRATES {
        let uses =
            |(room, _, text): &(String, PathBuf, String)| allowed.contains(&room.as_str()) && code(text).contains(name);
        assert!(rooms().iter().any(uses), "nothing uses {name} any more: take it off the table");
    }
}

/// Which rooms a room may know. Front ends never know each other; emission never looks back at the document.
const KNOWS: &[(&str, &[&str])] = &[
    ("diagnostics", &["source"]),
    ("source", &["diagnostics"]),
    ("config", &["diagnostics", "model", "rust"]),
    ("rust", &[]),
    ("model", &["diagnostics"]),
    ("openapi", &["config", "diagnostics", "model", "source"]),
    ("csdl", &["config", "diagnostics", "model", "source"]),
    ("names", &["diagnostics", "model"]),
    ("surface", &["diagnostics", "model", "names", "passes"]),
    ("passes", &["config", "csdl", "diagnostics", "model", "names", "source"]),
    ("emit", &["format", "model", "names", "passes", "rust"]),
    ("format", &[]),
    ("output", &["config", "diagnostics", "emit", "format", "model", "names", "passes", "source"]),
    ("write", &["diagnostics"]),
];

#[test]
fn rooms_know_only_the_rooms_below_them() {
    let mut wrong = Vec::new();
    for (room, path, text) in rooms() {
        let Some((_, allowed)) = KNOWS.iter().find(|(name, _)| *name == room) else { continue };
        let code = code(&text);
        let tests_aside = code.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        for (other, _) in KNOWS {
            let reached = format!("crate::{other}");
            let grouped = format!("    {other}::");
            let uses = tests_aside.contains(&format!("{reached}::"))
                || (tests_aside.contains("use crate::{") && tests_aside.lines().any(|line| line.starts_with(&grouped)));
            if uses && *other != room && !allowed.contains(other) {
                wrong.push(format!("{} knows {other}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_source_text_is_built_by_formatting() {
    for (room, path, text) in rooms() {
        let code = code(&text);
        if room == "emit" || room == "format" {
            assert!(!code.contains("parse_str"), "{} parses text as Rust", path.display());
            assert!(!code.contains("TokenStream::from_str"), "{} parses text as Rust", path.display());
        }
    }
}

#[test]
fn files_tell_one_story() {
    let mut files = Vec::new();
    for source in ["src", "runtime/src"] {
        rust_files(&root().join(source), &mut files);
    }
    let lines = |path: &PathBuf| fs::read_to_string(path).expect("a file").lines().count();
    let long: Vec<String> = files
        .iter()
        .map(|path| (path, lines(path)))
        .filter(|(_, lines)| *lines > 600)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}
