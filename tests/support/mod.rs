//! What the tests share.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};

use rest_bindgen::{
    config::{Emit, Options},
    diagnostics::{Code, Severity, render},
    model::{Api, dump::dump},
    pipeline::{self, Output, Run},
    source::Input,
};

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of a kind of case, sorted by name.
pub fn folders(kind: &str) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root().join("tests").join(kind))
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// The description in a case's folder: the one file called `input`.
pub fn description(folder: &Path) -> PathBuf {
    let mut found = std::fs::read_dir(folder)
        .expect("a case folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.file_stem().is_some_and(|stem| stem == "input"));
    let description = found.next().unwrap_or_else(|| panic!("{} has no input", folder.display()));
    assert!(found.next().is_none(), "{} has several inputs", folder.display());
    description
}

/// The options of a case: its `rest-bindgen.toml`, if it has one.
pub fn options(folder: &Path) -> Options {
    let file = folder.join("rest-bindgen.toml");
    if file.exists() { rest_bindgen::config::read(&file).expect("the case's options") } else { Options::default() }
}

/// Reads a description from disk.
pub fn read(path: &Path, options: &Options) -> Run<Api> {
    pipeline::read(Input::Path(path.to_owned()), options)
}

/// Generates from a description on disk.
pub fn generate(path: &Path, options: &Options) -> Run<Output> {
    pipeline::generate(Input::Path(path.to_owned()), options)
}

/// Everything that was said, as on a terminal without colour; the case's own folder is shown as `.`.
pub fn said<T>(run: &Run<T>, folder: &Path) -> String {
    let texts: Vec<String> =
        run.diagnostics.iter().map(|diagnostic| render::human(diagnostic, &run.sources, false)).collect();
    texts.join("\n").replace(&folder.display().to_string(), ".")
}

/// Whether any of it is an error.
pub fn has_errors<T>(run: &Run<T>) -> bool {
    run.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Whether a description is refused because it uses types that it does not declare, as excerpts do, which may contradict
/// themselves too.
pub fn is_incomplete<T>(run: &Run<T>) -> bool {
    let errors = || run.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors().any(|error| error.code == Code::UnknownNamedType)
        && errors().all(|error| matches!(error.code, Code::UnknownNamedType | Code::ContradictoryCsdl))
}

/// A description as a tree, in the order that it is written in. JSON is read as JSON: not all of it is YAML.
pub fn tree(text: &str) -> serde_yaml::Value {
    serde_json::from_str(text).or_else(|_| serde_yaml::from_str(text)).expect("a description")
}

/// The model as text.
pub fn model(run: &Run<Api>) -> String {
    run.result.as_ref().map(dump).unwrap_or_default()
}

/// All files of an output as one text.
pub fn joined(output: &Output) -> String {
    output.files.iter().map(|(path, text)| format!("===== {path}\n{text}")).collect()
}

/// Options for one file to be included.
pub fn as_module(mut options: Options) -> Options {
    options.emit = Emit::Module;
    options
}

/// Where real descriptions lie, when they are there: the folder that `REST_BINDGEN_CORPUS` names.
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("REST_BINDGEN_CORPUS").map(PathBuf::from)?;
    folder.is_dir().then_some(folder)
}

/// The descriptions that the corpus lists; none, which is said, where it is not there.
pub fn listed_descriptions() -> Vec<PathBuf> {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: REST_BINDGEN_CORPUS names no folder");
        return Vec::new();
    };
    let Ok(list) = std::fs::read_to_string(corpus.join("bench.tsv")) else {
        eprintln!("skipped: the corpus has no bench.tsv");
        return Vec::new();
    };
    let paths = list.lines().skip(1).filter_map(|line| line.split('\t').nth(1));
    let paths: Vec<PathBuf> = paths.map(|path| corpus.join(path)).collect();
    assert!(!paths.is_empty(), "the list names no description");
    paths
}

/// Documents of CSDL 4 below a folder, with their texts.
pub fn metadata_below(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|one| ["xml", "csdl", "edmx"].iter().any(|wanted| one == *wanted)) {
                let Ok(text) = std::fs::read_to_string(&path) else { continue };
                let text = text.trim_start_matches('\u{feff}').to_owned();
                let is_csdl_4 = roxmltree::Document::parse(&text).is_ok_and(|document| {
                    let root = document.root_element();
                    root.tag_name().name() == "Edmx" && root.attribute("Version").is_some_and(|it| it.starts_with('4'))
                });
                if is_csdl_4 {
                    found.push((path, text));
                }
            }
        }
    }
    // Those with a container first: they are what others are read for.
    found.sort_by_key(|(path, text)| (!text.contains("<EntityContainer"), path.clone()));
    found
}
