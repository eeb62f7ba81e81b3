//! Values made at random from the schemas or the metadata of a description, as it is written and not as we understand it,
//! are decoded by the types that are generated for them and encoded again: the JSON is equal.
//!
//! The types are in one crate with a small program that reads `type<TAB>json` and writes what became of it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod random_value;
mod support;

use std::{
    collections::HashMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use random_value::{
    Maker,
    metadata::{Metadata, MetadataMaker},
};
use rest_bindgen::{
    config::{Options, TypeOptions},
    model::TypeKind,
};
use serde_json::Value;
use support::{as_module, corpus, description, folders, generate, options, read, root, said, tree};

/// A description that a module is made of.
struct Subject {
    module: String,
    source: Source,
    /// Components or declared types, each with its type in Rust.
    types: Vec<(String, String)>,
    client: String,
}

/// What values are made of.
enum Source {
    /// Schemas of OpenAPI.
    Schemas(Value),
    /// The text of CSDL in XML.
    Metadata(String),
}

impl Source {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a description");
        let text = text.trim_start_matches('\u{feff}');
        if text.trim_start().starts_with('<') {
            return Self::Metadata(text.to_owned());
        }
        let document = serde_json::to_string(&tree(text)).expect("a tree that is JSON");
        Self::Schemas(serde_json::from_str(&document).expect("JSON"))
    }

    /// Of these types those that values are made of, and what stands around them.
    fn wrapped(&self, keys: &[(&str, &str)]) -> HashMap<String, Wrapped> {
        let keys = keys.iter().map(|(key, _)| *key);
        match self {
            Self::Schemas(document) => keys
                .filter(|key| random_value::component(document, key).is_some())
                .map(|key| (key.to_owned(), Wrapped::ByModel))
                .collect(),
            Self::Metadata(text) => {
                let document = roxmltree::Document::parse(text).expect("XML");
                let metadata = Metadata::read(&document);
                let wrapped = |key| if metadata.is_flags(key) { Wrapped::Flags } else { Wrapped::ByModel };
                keys.filter(|key| metadata.has(key)).map(|key| (key.to_owned(), wrapped(key))).collect()
            }
        }
    }

    /// Values of each type.
    fn values(&self, keys: &[(String, String)], for_each: usize) -> Vec<Vec<Value>> {
        match self {
            Self::Schemas(document) => keys
                .iter()
                .map(|(key, _)| {
                    let mut maker = Maker::new(document);
                    (0..for_each).filter_map(|_| maker.component(key)).collect()
                })
                .collect(),
            Self::Metadata(text) => {
                let document = roxmltree::Document::parse(text).expect("XML");
                let metadata = Metadata::read(&document);
                let values = |key: &str| {
                    let mut maker = MetadataMaker::new(&metadata);
                    (0..for_each).filter_map(|_| maker.of(key)).collect()
                };
                keys.iter().map(|(key, _)| values(key)).collect()
            }
        }
    }

    /// Integers of 64 bits and decimals of OData come as texts when that was asked for; they are written as numbers.
    fn reads_numbers_in_texts(&self) -> bool {
        matches!(self, Self::Metadata(_))
    }
}

/// What stands around an enum wherever it is used.
enum Wrapped {
    /// What keeps unknown values, where the model has a plain enumeration.
    ByModel,
    /// A set.
    Flags,
}

impl Subject {
    fn new(module: &str, path: &Path, options: Options) -> Self {
        let model = read(path, &options).result.expect("a model");
        let is_open = |key: &str| {
            model.types.iter().any(|(_, definition)| {
                definition.key == key && matches!(&definition.kind, TypeKind::Enumeration(list) if !list.flags)
            })
        };
        let run = generate(path, &as_module(options));
        let said = said(&run, path);
        let output = run.result.unwrap_or_else(|| panic!("{}:\n{said}", path.display()));
        let source = Source::read(path);
        let names = output.files.get("names.txt").expect("the names");
        let types = names.lines().filter_map(|line| line.strip_prefix("type ")?.split_once(" -> "));
        let types: Vec<(&str, &str)> = types.collect();
        let wrapped = source.wrapped(&types);
        let types = types.into_iter().filter_map(|(key, rust)| {
            let rust = format!("{module}::{rust}");
            // Wherever an enum is used, it stands in the wrapper that keeps what the description does not know.
            let rust = match wrapped.get(key)? {
                Wrapped::Flags => format!("rt::Flags<{rust}>"),
                Wrapped::ByModel if is_open(key) => format!("rt::Open<{rust}>"),
                Wrapped::ByModel => rust,
            };
            Some((key.to_owned(), rust))
        });
        let types = types.collect();
        let client = output.files.get("client.rs").expect("the file to include").clone();
        Self { module: module.to_owned(), source, types, client }
    }
}

const DRIVER: &str = "
fn trip<T: rt::Decode + rt::Encode>(json: &str) -> String {
    match rt::from_str::<T>(json) {
        Ok(value) => String::from_utf8_lossy(&rt::to_vec(&value)).into_owned(),
        Err(error) => format!(\"error: {error}\").replace('\\n', \" \"),
    }
}

fn main() {
    for line in std::io::stdin().lines() {
        let line = line.expect(\"a line\");
        let (name, json) = line.split_once('\\t').expect(\"a name and a value\");
        println!(\"{}\", one(name, json));
    }
}
";

/// The program of all types, built.
fn program(package: &str, subjects: &[Subject]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
    let source = folder.join("src");
    fs::create_dir_all(&source).expect("a folder");
    let mut main = String::from("//! Decodes and encodes.\n#![allow(dead_code)]\nuse rest_bindgen_runtime as rt;\n");
    let mut arms = String::new();
    for Subject { module, types, client, .. } in subjects {
        put(&source.join(format!("{module}.in")), client);
        main.push_str(&format!("mod {module} {{\n    include!(\"{module}.in\");\n}}\n"));
        for (position, (_, rust)) in types.iter().enumerate() {
            arms.push_str(&format!("        \"{module} {position}\" => trip::<{rust}>(json),\n"));
        }
    }
    main.push_str(DRIVER);
    main.push_str(&format!(
        "fn one(name: &str, json: &str) -> String {{\n    match name {{\n{arms}        _ => \"error: no such type\".to_owned(),\n    }}\n}}\n"
    ));
    put(&source.join("main.rs"), &main);
    let runtime = root().join("runtime");
    let manifest = format!(
        "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nrest-bindgen-runtime = {{ path = {runtime:?}, default-features = false, features = [\"validate\"] }}\n",
    );
    put(&folder.join("Cargo.toml"), &manifest);
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--offline", "--quiet"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo");
    let said: String = String::from_utf8_lossy(&output.stderr).chars().take(6_000).collect();
    assert!(output.status.success(), "{said}");
    target.join("debug").join(package)
}

/// Unchanged files keep their time, so that an unchanged crate is not compiled again.
fn put(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return;
    }
    fs::write(path, text).expect("to write a file");
}

/// What the program writes for each line.
fn answers(program: &Path, lines: String) -> Vec<String> {
    let mut child =
        Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input");
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("its output");
    writer.join().expect("a thread").expect("everything is written");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text").lines().map(ToOwned::to_owned).collect()
}

/// Numbers are equal by value: `5` and `5.0` are one number in JSON.
fn equal(left: &Value, right: &Value, in_texts: bool) -> bool {
    match (left, right) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Number(number), Value::String(text)) if in_texts => {
            serde_json::from_str::<Value>(text).is_ok_and(|value| equal(&Value::Number(number.clone()), &value, false))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other, in_texts))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, one)| other.get(name).is_some_and(|other| equal(one, other, in_texts)))
        }
        _ => left == right,
    }
}

/// What differs, if anything does.
fn round_trip(package: &str, subjects: &[Subject], values_for_each: usize) -> Result<(), String> {
    let program = program(package, subjects);
    let mut lines = String::new();
    let mut sent: Vec<(String, Value, bool)> = Vec::new();
    let (mut types, mut impossible) = (0, Vec::new());
    for Subject { module, source, types: named, .. } in subjects {
        let in_texts = source.reads_numbers_in_texts();
        for (position, ((key, _), values)) in named.iter().zip(source.values(named, values_for_each)).enumerate() {
            types += 1;
            if values.is_empty() {
                impossible.push(format!("{module} {key}"));
            }
            for value in values {
                lines.push_str(&format!("{module} {position}\t{value}\n"));
                sent.push((format!("{module} {key}"), value, in_texts));
            }
        }
    }
    eprintln!("{types} types, {} values; of no value: {impossible:?}", sent.len());
    let answers = answers(&program, lines);
    assert_eq!(answers.len(), sent.len());
    let wrong = sent.iter().zip(&answers).filter(|((_, value, in_texts), answer)| {
        !serde_json::from_str::<Value>(answer).is_ok_and(|answer| equal(&answer, value, *in_texts))
    });
    let wrong: Vec<String> = wrong.map(|((key, value, _), answer)| format!("{key}\n  {value}\n  {answer}")).collect();
    // One of each type is enough to look at.
    let mut shown: Vec<&str> = wrong.iter().map(String::as_str).collect();
    shown.dedup_by_key(|one| one.lines().next().map(ToOwned::to_owned));
    shown.truncate(40);
    assert!(impossible.len() * 10 <= types, "most types have values");
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {} differ:\n{}", wrong.len(), sent.len(), shown.join("\n")))
}

#[test]
fn values_of_the_cases_survive() {
    let mut subjects: Vec<Subject> = Vec::new();
    for case in folders("cases") {
        let (path, mut options) = (description(&case), options(&case));
        // What a type of the user's own holds is the user's affair.
        options.types = TypeOptions::default();
        // An overlay changes the schemas that are written.
        if options.overlays.is_empty() {
            let name = case.file_name().expect("a name").to_string_lossy().replace('-', "_");
            subjects.push(Subject::new(&name, &path, options));
        }
    }
    subjects.push(Subject::new("vpp_tokens", &root().join("specs/vpp-tokens/openapi.yaml"), Options::default()));
    subjects.push(Subject::new("library", &root().join("specs/library/metadata.xml"), Options::default()));
    if let Err(differences) = round_trip("round-trip-cases", &subjects, 60) {
        panic!("{differences}");
    }
}

/// Descriptions beyond this many bytes take long to compile; `REST_BINDGEN_ROUND_TRIP` names another limit.
const LARGE: u64 = 100_000;

#[test]
fn values_of_real_descriptions_survive() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: REST_BINDGEN_CORPUS names no folder");
        return;
    };
    let Ok(list) = fs::read_to_string(corpus.join("bench.tsv")) else {
        eprintln!("skipped: the corpus has no bench.tsv");
        return;
    };
    let wanted = std::env::var("REST_BINDGEN_ROUND_TRIP");
    let large = wanted.map_or(LARGE, |wanted| wanted.parse().expect("a number of bytes"));
    let mut failed = Vec::new();
    for line in list.lines().skip(1) {
        let mut columns = line.split('\t');
        let (name, path) = (columns.next().expect("an id"), corpus.join(columns.next().expect("a path")));
        if fs::metadata(&path).is_ok_and(|file| file.len() <= large) {
            let subject = Subject::new("real", &path, Options::default());
            if let Err(differences) = round_trip(&format!("round-trip-{name}"), &[subject], 40) {
                failed.push(format!("{name}: {differences}"));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Services whose metadata is small, and slices of one that is large.
const METADATA: [(&str, &str, &[&str]); 6] = [
    ("trip-pin", "oasis-tcs+odata-openapi/TripPin.xml", &[]),
    ("northwind", "oasis-tcs+odata-openapi/Northwind.xml", &[]),
    ("sticky", "SAP+open-ux-odata/v4-stickySample.xml", &[]),
    ("trip-service", "microsoft+OpenAPI.NET.OData/TripService.OData.xml", &[]),
    ("graph-vpp", GRAPH, &["/deviceAppManagement/vppTokens/**"]),
    ("graph-apps", GRAPH, &["/deviceAppManagement/**"]),
];
const GRAPH: &str = "microsoftgraph+msgraph-metadata/v1.0-cleanMetadata-2026-08-20.xml";

#[test]
fn values_of_real_metadata_survive() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: REST_BINDGEN_CORPUS names no folder");
        return;
    };
    let mut failed = Vec::new();
    for (name, path, slice) in METADATA {
        let path = corpus.join(path);
        if !path.is_file() {
            eprintln!("skipped: {} is not there", path.display());
            continue;
        }
        let include = slice.iter().map(|selector| (*selector).into()).collect();
        let subject = Subject::new("real", &path, Options { include, ..Options::default() });
        if let Err(differences) = round_trip(&format!("round-trip-{name}"), &[subject], 40) {
            failed.push(format!("{name}: {differences}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
