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
            let places = if test.contains('/') {
                vec![root().join(test)]
            } else {
                ["cases", "negative"].map(|kind| root().join("tests").join(kind).join(test)).to_vec()
            };
            if !places.iter().any(|place| place.exists()) {
                faults.push(format!("{construct}: there is no {test}"));
            }
        }
    }
    assert_eq!(faults, [""; 0]);
    assert!(rows.len() > 60 && named.len() > 25, "{} rows, {} tests", rows.len(), named.len());
}
