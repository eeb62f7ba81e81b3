//! `rest-bindgen.toml`: every example of its documentation is read, and what it fills is what code and flags fill.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;

use rest_bindgen::{
    Builder, Renamed,
    config::{self, Emit, Options},
};
use support::{generate, has_errors, root, said};

/// The examples of the documentation.
fn examples() -> Vec<String> {
    let text = fs::read_to_string(root().join("docs/configuration.md")).expect("the documentation");
    let blocks = text.split("```toml\n").skip(1);
    blocks.map(|block| block.split("```").next().expect("an end").to_owned()).collect()
}

fn read(text: &str) -> Result<Options, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rest-bindgen.toml");
    fs::write(&file, text).expect("a file");
    config::read(&file).map_err(|diagnostic| diagnostic.message)
}

#[test]
fn every_example_is_read_alone_and_all_of_them_together() {
    let examples = examples();
    assert!(examples.len() >= 6, "{}", examples.len());
    for example in &examples {
        read(example).unwrap_or_else(|message| panic!("{message}\n{example}"));
    }
    let all = read(&examples.join("\n")).unwrap_or_else(|message| panic!("{message}"));
    let Options {
        name,
        include,
        exclude,
        with,
        overlays,
        emit,
        runtime_path,
        strict,
        base_url,
        rename,
        grouping,
        naming,
        ledger,
        types,
        derive,
        dependencies,
        pagination,
        ..
    } = all;
    assert!(name.is_some() && runtime_path.is_some() && base_url.is_some() && strict && emit == Emit::Crate);
    assert!(!include.is_empty() && !exclude.is_empty() && with.len() == 1 && overlays.len() == 1);
    let tables = [&rename.types, &rename.members, &rename.operations, &rename.parameters, &rename.groups];
    assert!(tables.iter().all(|table| !table.0.is_empty()));
    assert!(grouping.by.is_some() && !grouping.operations.0.is_empty());
    assert!(!naming.strip_type_prefixes.is_empty() && !naming.strip_operation_prefixes.is_empty());
    assert!(
        types.integer.is_some() && types.number.is_some() && types.formats.0.len() == 3 && types.replace.0.len() == 1
    );
    assert_eq!((derive.len(), dependencies.len(), pagination.len(), ledger.len()), (1, 1, 7, 2));
}

#[test]
fn every_key_is_documented() {
    let text = examples().join("\n");
    let message = read("no-such-key = 1").expect_err("an unknown key");
    let known = message.split("expected one of ").nth(1).expect("the keys").split(['`', '\n']);
    let keys: Vec<&str> = known.filter(|key| key.chars().all(|one| one.is_ascii_lowercase() || one == '-')).collect();
    assert!(keys.len() >= 17, "{message}");
    for key in keys.iter().filter(|key| !key.is_empty()) {
        let as_key = text.lines().any(|line| line.starts_with(&format!("{key} =")));
        let as_table = text.contains(&format!("[{key}]")) || text.contains(&format!("[{key}."));
        assert!(as_key || as_table, "`{key}` stands in no example of docs/configuration.md");
    }
}

#[test]
fn unknown_keys_and_wrong_kinds_are_refused_with_their_line() {
    for (text, words) in [
        ("inclde = []", "inclde"),
        ("name = 1", "line 1"),
        ("[rename.typs]", "typs"),
        ("\n[[ledger]]\ncode = 'RB0701'\nlevel = 'forbid'", "line 4"),
        ("[[pagination]]\nstyle = 'cursor'", "operations"),
        ("[types]\nformats = ['a']", "line 2"),
        ("[[derive]]\ntypes = ['*']\nkind = 'union'", "union"),
    ] {
        let message = read(text).expect_err(text);
        assert!(message.contains(words), "{text}: {message}");
    }
}

#[test]
fn derives_and_dependencies_of_the_user_are_written() {
    let folder = root().join("tests/cases/custom-types");
    let mut options = read(
        "[[derive]]\ntypes = ['Plain', 'St*']\nderives = ['geometry::Visit', 'geometry::Show']\n\
         [dependencies]\ngeometry = { version = '1', features = ['derive'] }",
    )
    .expect("options");
    options.runtime_path = Some("runtime".to_owned());
    let run = generate(&folder.join("input.yaml"), &options);
    assert!(!has_errors(&run), "{}", said(&run, &folder));
    let files = run.result.expect("an output").files;
    let models = &files["src/models.rs"];
    assert_eq!(models.matches("#[derive(geometry::Visit, geometry::Show)]").count(), 2, "{models}");
    let manifest = &files["Cargo.toml"];
    assert!(manifest.contains("[dependencies.geometry]") && manifest.contains("features = [\"derive\"]"), "{manifest}");
}

#[test]
fn numbers_of_code_and_of_the_file_are_the_same_fields() {
    let from_file = read("include = ['/a']\nstrict = true\nbase-url = 'https://a.example'").expect("options");
    let from_code = Options {
        include: vec!["/a".into()],
        strict: true,
        base_url: Some("https://a.example".to_owned()),
        file: from_file.file.clone(),
        ..Options::default()
    };
    assert_eq!(from_file, from_code);
}

#[test]
fn a_build_script_renames_and_replaces_as_the_file_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = root().join("tests/cases/custom-types/input.yaml");
    let written = Builder::new(&input)
        .rename(Renamed::Type, "Bill", "Invoice")
        .rename(Renamed::Member, "Bill.tip", "extra_money")
        .rename(Renamed::Operation, "GET /bills", "all")
        .rename(Renamed::Parameter, "listBills.above", "more_than")
        .rename(Renamed::Group, "bills", "invoices")
        .replace_type("Point", "crate::Point")
        .options(|options| options.types.integer = Some("i32".into()))
        .out_dir(folder.path())
        .generate()
        .expect("a client");
    let text = fs::read_to_string(written.file).expect("the file");
    for expected in [
        "pub struct Invoice {",
        "pub extra_money: rt::Nullable<String>",
        "pub fn all(&self)",
        "pub fn more_than(mut self",
        "pub fn invoices(&self)",
        "pub type Point = crate::Point;",
        "pub count: Option<i32>",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    let refused = Builder::new(&input).rename(Renamed::Type, "Bil", "Invoice").out_dir(folder.path()).generate();
    assert!(refused.expect_err("no such type").to_string().contains("did you mean `Bill`?"));
}
