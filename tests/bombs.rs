//! Inputs that are too large to keep: each must be refused with its place, without a panic and before long.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use rest_bindgen::{config::Options, pipeline, source::Input};
use support::{has_errors, said};

const DEPTH: usize = 100_000;

fn refused(name: &str, text: String) {
    let input = Input::Text { name: name.to_owned(), text: text.into_bytes(), folder: None };
    let run = pipeline::generate(input, &Options::default());
    let said = said(&run, support::root());
    assert!(has_errors(&run) && run.result.is_none(), "{name} was accepted");
    assert!(
        said.contains(&format!("--> {name}:1:"))
            || said.contains(&format!("--> {name}:2:"))
            || said.contains(&format!("--> {name}:3:")),
        "{said}"
    );
    assert!(said.contains("help"), "{said}");
    assert!(said.len() < 20_000, "{name}: a line is shown whole");
}

#[test]
fn nested_json_arrays() {
    refused("deep.json", format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH)));
}

#[test]
fn nested_json_objects() {
    refused("deep.json", format!("{}1{}", "{\"a\":".repeat(DEPTH), "}".repeat(DEPTH)));
}

#[test]
fn nested_yaml_brackets() {
    refused("deep.yaml", format!("openapi: 3.0.3\nx: {}{}", "[".repeat(DEPTH), "]".repeat(DEPTH)));
}

#[test]
fn nested_yaml_braces() {
    refused("deep.yaml", format!("openapi: 3.0.3\nx: {}1{}", "{a: ".repeat(DEPTH), "}".repeat(DEPTH)));
}

#[test]
fn nested_yaml_dashes() {
    refused("deep.yaml", format!("openapi: 3.0.3\nx:\n  {}x", "- ".repeat(DEPTH)));
}

#[test]
fn nested_xml() {
    refused("deep.xml", format!("<a>{}{}</a>", "<a>".repeat(DEPTH), "</a>".repeat(DEPTH)));
}

#[test]
fn inherited_properties() {
    let mut types = String::new();
    for number in 0..3_000 {
        let base = if number == 0 { String::new() } else { format!(" BaseType='n.C{}'", number - 1) };
        types.push_str(&format!(
            "<ComplexType Name='C{number}'{base}><Property Name='p{number}' Type='Edm.String'/></ComplexType>"
        ));
    }
    let start = "<edmx:Edmx Version='4.0' xmlns:edmx='http://docs.oasis-open.org/odata/ns/edmx'><edmx:DataServices>\
        <Schema Namespace='n' xmlns='http://docs.oasis-open.org/odata/ns/edm'>";
    refused("deep.xml", format!("{start}{types}</Schema></edmx:DataServices></edmx:Edmx>"));
}
