//! The table of features names tests that are there.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{collections::BTreeSet, fs};

use support::root;

/// A row of a table: the construct, the verdict, the tests and the remark.
fn rows(text: &str) -> Vec<[String; 4]> {
    let cells = |line: &str| {
        let cells: Vec<String> = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        <[String; 4]>::try_from(cells).unwrap_or_else(|cells| panic!("four cells: {cells:?}"))
    };
    let is_row = |line: &&str| line.starts_with("| ") && !line.starts_with("| construct");
    text.lines().filter(is_row).map(cells).collect()
}

/// The texts between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The names of the tests of a file, those of its macros aside.
fn tests_of(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_attribute = |line: &&str| *line == "#[test]" || line.starts_with("#[tokio::test");
    let starts = lines.iter().enumerate().filter(|(_, line)| is_attribute(line));
    fn name<'l>(line: &&'l str) -> Option<&'l str> {
        line.split_once("fn ")?.1.split_once('(').map(|(name, _)| name)
    }
    starts.filter_map(|(position, _)| lines.iter().skip(position + 1).find_map(name)).collect()
}

/// What is wrong with a test that is named, if anything.
fn fault(test: &str) -> Option<String> {
    if !test.contains('/') {
        let places = ["cases", "negative"].map(|kind| root().join("tests").join(kind).join(test));
        return (!places.iter().any(|place| place.exists())).then(|| format!("there is no case {test}"));
    }
    let (file, name) = test.split_once("::").map_or((test, None), |(file, name)| (file, Some(name)));
    let Ok(text) = fs::read_to_string(root().join(file)) else { return Some(format!("there is no {file}")) };
    let tests = tests_of(&text);
    match name {
        Some(name) if !tests.contains(&name) => Some(format!("{file} has no test {name}")),
        None if tests.len() != 1 => Some(format!("{file} has {} tests: name one", tests.len())),
        Some(_) | None => None,
    }
}

#[test]
fn each_feature_is_shown_by_a_test_or_says_why_not() {
    let text = fs::read_to_string(root().join("docs/features.md")).expect("the table");
    let mut faults = Vec::new();
    let mut named = BTreeSet::new();
    let rows = rows(&text);
    for [construct, verdict, shown, remark] in &rows {
        match verdict.as_str() {
            "Y" if shown.is_empty() => faults.push(format!("{construct}: no test")),
            "P" | "N" if remark.is_empty() => faults.push(format!("{construct}: no reason")),
            "P" if shown.is_empty() => faults.push(format!("{construct}: no test of the part")),
            "Y" | "P" | "N" => {}
            other => faults.push(format!("{construct}: {other:?} is no verdict")),
        }
        for test in quoted(shown) {
            named.insert(test.to_owned());
            faults.extend(fault(test).map(|fault| format!("{construct}: {fault}")));
        }
    }
    assert_eq!(faults, [""; 0]);
    assert!(rows.len() > 60 && named.len() > 25, "{} rows, {} tests", rows.len(), named.len());
}
