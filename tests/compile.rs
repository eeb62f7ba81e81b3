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

use rest_bindgen::config::{OperationSurface, Options};
use support::{
    as_module, corpus, description, folders, generate, is_incomplete, metadata_below, options, read, root, said,
};

/// A module of a crate: its name, the description and the options.
type Module = (String, PathBuf, Options);

/// A module for each case.
fn cases() -> Vec<Module> {
    let module = |case: PathBuf| {
        let name = case.file_name().expect("a name").to_string_lossy().replace('-', "_");
        (name, description(&case), options(&case))
    };
    folders("cases").into_iter().map(module).collect()
}

/// A crate of modules, in the folder that cargo gives tests.
fn crate_of(package: &str, modules: Vec<Module>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
    let source = folder.join("src");
    fs::create_dir_all(&source).expect("a folder");
    let mut root_module = String::from("//! Every case.\n#![forbid(unsafe_code)]\n#![deny(missing_docs)]\n");
    for (name, description, options) in modules {
        let run = generate(&description, &as_module(options));
        let said = said(&run, &description);
        let output = run.result.unwrap_or_else(|| panic!("{}:\n{said}", description.display()));
        put(&source.join(format!("{name}.in")), output.files.get("client.rs").expect("the file to include"));
        root_module.push_str(&format!("/// A case.\npub mod {name} {{\n    include!(\"{name}.in\");\n}}\n"));
    }
    put(&source.join("lib.rs"), &root_module);
    let runtime = root().join("runtime");
    let manifest = format!(
        "[package]\nname = \"all-{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nrest-bindgen-runtime = {{ path = {runtime:?}, default-features = false, features = [\"validate\"] }}\n",
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
    let folder = crate_of("cases", cases());
    assert_clean("clippy", &cargo(&folder, &["clippy", "--config", "build.rustflags=['-Dwarnings']"]));
    assert_clean("rustdoc", &cargo(&folder, &["doc", "--no-deps"]));
    let tests = cargo(&folder, &["test", "--doc"]);
    assert_clean("doctests", &tests);
    let said = String::from_utf8_lossy(&tests.stdout).into_owned();
    assert!(!said.contains("running") || said.contains("running 0 tests"), "{said}");
}

/// Descriptions beyond this many bytes take long to compile; they are only generated (tests/metadata.rs).
const LARGE: usize = 1 << 20;

#[test]
fn the_output_of_real_metadata_compiles() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: REST_BINDGEN_CORPUS names no folder");
        return;
    };
    // Whole by themselves, and with something to call or to read.
    let is_light = |text: &str| text.len() <= LARGE && text.matches("<edmx:Reference ").count() < 32;
    let metadata = metadata_below(&corpus).into_iter().filter(|(_, text)| is_light(text));
    let modules: Vec<Module> = metadata
        .filter(|(_, text)| text.contains("<EntityContainer"))
        .filter(|(path, _)| !is_incomplete(&read(path, &Options::default())))
        .enumerate()
        .flat_map(|(position, (path, _))| {
            let operations = OperationSurface::Navigation;
            let by_navigation = Options { operations, ..Options::default() };
            [
                (format!("metadata_{position}"), path.clone(), Options::default()),
                (format!("metadata_{position}_by_navigation"), path, by_navigation),
            ]
        })
        .collect();
    assert!(!modules.is_empty());
    eprintln!("{} clients in one crate", modules.len());
    assert_clean("check", &cargo(&crate_of("metadata", modules), &["check"]));
}
