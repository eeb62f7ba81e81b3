//! Nothing of a description is lost silently: whatever member is taken away, the output is another one, be it a word in
//! the docs or an entry of `coverage.json`.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{ops::Range, path::Path};

use rest_bindgen::{
    config::{OperationSurface, Options},
    pipeline,
    source::Input,
};
use support::{has_errors, joined, options, root, said};

/// Where the names of members stand that a line writes, each on a line of its own (`- name: ..`, `"name": ..`).
fn members(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let name = line.trim_start_matches([' ', '-', '"', '\'']);
        let at = start + line.len() - name.len();
        let end = name.find(['"', '\'', ':']).unwrap_or_default();
        if end > 1 && name[end..].contains(':') && !name.starts_with("x-") {
            found.push(at..at + end);
        }
        start += line.len();
    }
    found
}

/// What is written and said of a description.
fn outcome(text: &str, folder: &Path, options: &Options) -> String {
    let name = "input.yaml".to_owned();
    let input = Input::Text { name, text: text.as_bytes().to_vec(), folder: Some(folder.to_owned()) };
    let run = pipeline::generate(input, options);
    if has_errors(&run) {
        return format!("refused: {}", said(&run, folder));
    }
    format!("{}{}", said(&run, folder), run.result.as_ref().map(joined).unwrap_or_default())
}

/// The lines that an entry of the ledger speaks for: all that stands in something that is listed as not represented.
fn listed(text: &str, folder: &Path, options: &Options) -> Vec<Range<usize>> {
    let name = "input.yaml".to_owned();
    let input = Input::Text { name, text: text.as_bytes().to_vec(), folder: Some(folder.to_owned()) };
    let output = pipeline::generate(input, options).result.expect("an output");
    let (_, coverage) = output.files.iter().find(|(path, _)| path.ends_with("coverage.json")).expect("a ledger");
    let coverage: serde_json::Value = serde_json::from_str(coverage).expect("JSON");
    let lines: Vec<&str> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let mut ranges = Vec::new();
    for entry in coverage["listed"].as_array().into_iter().flatten() {
        let emitted = entry["emitted"].as_str().unwrap_or_default();
        let Some(line) = entry["at"]["line"].as_u64().and_then(|line| usize::try_from(line).ok()) else { continue };
        if !GONE.iter().any(|gone| emitted.starts_with(gone)) {
            continue;
        }
        let first = line - 1;
        let inside = lines.iter().skip(first).take_while(|line| indent(line) >= indent(lines[first]));
        ranges.push(first..first + inside.count());
    }
    ranges
}

/// The members without which the output is the same. A member becomes an extension of as many letters, so that
/// everything else stays where it is.
fn silent(text: &str, folder: &Path, options: &Options) -> Vec<String> {
    let whole = outcome(text, folder, options);
    assert!(!whole.starts_with("refused"), "{whole}");
    let listed = listed(text, folder, options);
    let line_of = |member: &Range<usize>| text[..member.start].matches('\n').count();
    let wanted: Vec<Range<usize>> = members(text)
        .into_iter()
        .filter(|member| !listed.iter().any(|lines| lines.contains(&line_of(member))))
        .filter(|member| !MEANINGLESS.contains(&&text[member.clone()]))
        .filter(|member| !is_implied(text[member.start..].lines().next().unwrap_or_default()))
        .collect();
    let is_silent = |member: &&Range<usize>| {
        let mut without = text.to_owned();
        without.replace_range(member.start..member.start + 2, "x-");
        outcome(&without, folder, options) == whole
    };
    let halves = wanted.split_at(wanted.len() / 2);
    let (first, second) = std::thread::scope(|scope| {
        let second = scope.spawn(|| halves.1.iter().filter(is_silent).cloned().collect::<Vec<_>>());
        let first: Vec<Range<usize>> = halves.0.iter().filter(is_silent).cloned().collect();
        (first, second.join().expect("no panic"))
    });
    let shown = |member: Range<usize>| format!("{}: {}", line_of(&member) + 1, &text[member]);
    first.into_iter().chain(second).map(shown).collect()
}

/// What the ledger says of something of which nothing is left but what it says.
const GONE: &[&str] =
    &["nothing", "the type without", "the encoding that", "parts in the order", "its text, by `EventStream"];

/// What says nothing of any value or call: names of schemas for references, and words to authors.
const MEANINGLESS: &[&str] = &["$id", "$schema", "$comment", "$anchor", "$dynamicAnchor", "$self", "jsonSchemaDialect"];

/// What other keywords beside it say too.
fn is_implied(line: &str) -> bool {
    let implied =
        ["type: object", "type: array", "type: string", "type: integer", "required: true", "tags:", "name: body"];
    implied.contains(&line)
}

fn assert_nothing_is_silent(case: &str) {
    let folder = root().join("tests/cases").join(case);
    let text = std::fs::read_to_string(folder.join("input.yaml")).expect("a description");
    assert_eq!(silent(&text, &folder, &options(&folder)), Vec::<String>::new(), "{case}");
}

/// Elements and attributes without which the output is the same, but for those inside of what is listed. They are taken
/// out by spaces, so that everything else stays where it is.
fn silent_in_xml(text: &str, folder: &Path, options: &Options) -> Vec<String> {
    let whole = outcome(text, folder, options);
    assert!(!whole.starts_with("refused"), "{whole}");
    let listed = listed_lines(text, folder, options);
    let document = roxmltree::Document::parse(text).expect("XML");
    let line_of = |at: usize| text[..at].matches('\n').count() + 1;
    let is_listed = |node: roxmltree::Node<'_, '_>| listed.contains(&line_of(node.range().start));
    let mut silent = Vec::new();
    for node in document.root_element().descendants().skip(1).filter(roxmltree::Node::is_element) {
        let is_inside = node.ancestors().skip(1).any(is_listed);
        let attributes = node.attributes().filter(|attribute| !WITHOUT_EFFECT.contains(&attribute.name()));
        let attributes = attributes.filter(|_| !is_listed(node)).map(|attribute| attribute.range());
        for piece in std::iter::once(node.range()).chain(attributes).filter(|_| !is_inside) {
            let spaces = |letter: char| if letter == '\n' { "\n".to_owned() } else { " ".repeat(letter.len_utf8()) };
            let mut without = text.to_owned();
            without.replace_range(piece.clone(), &text[piece.clone()].chars().map(spaces).collect::<String>());
            if outcome(&without, folder, options) == whole {
                silent.push(format!("{}: {}", line_of(piece.start), &text[piece]));
            }
        }
    }
    silent
}

/// What says nothing of the values that a client meets: an abstract type is a slot for derived ones, and members that are
/// not described are kept of any type.
const WITHOUT_EFFECT: &[&str] = &["Abstract", "OpenType", "IncludeInServiceDocument"];

/// The lines of what the ledger says that nothing is left of, or that it has no effect.
fn listed_lines(text: &str, folder: &Path, options: &Options) -> Vec<usize> {
    let name = "input.yaml".to_owned();
    let input = Input::Text { name, text: text.as_bytes().to_vec(), folder: Some(folder.to_owned()) };
    let output = pipeline::generate(input, options).result.expect("an output");
    let (_, coverage) = output.files.iter().find(|(path, _)| path.ends_with("coverage.json")).expect("a ledger");
    let coverage: serde_json::Value = serde_json::from_str(coverage).expect("JSON");
    let entries = coverage["listed"].as_array().into_iter().flatten();
    let gone = entries.filter(|entry| {
        let construct = entry["construct"].as_str().unwrap_or_default();
        matches!(entry["emitted"].as_str(), Some("nothing" | "no effect")) && !construct.starts_with("attribute ")
    });
    gone.filter_map(|entry| usize::try_from(entry["at"]["line"].as_u64()?).ok()).collect()
}

#[test]
fn every_element_and_attribute_of_csdl_leaves_a_trace() {
    let folder = root().join("tests/cases/every-element-of-csdl");
    let text = std::fs::read_to_string(folder.join("input.xml")).expect("a description");
    let silent = |options: &Options| silent_in_xml(&text, &folder, options);
    let by_path = options(&folder);
    let by_navigation = Options { operations: OperationSurface::Navigation, ..options(&folder) };
    let (first, second) = std::thread::scope(|scope| {
        let second = scope.spawn(|| silent(&by_navigation));
        (silent(&by_path), second.join().expect("no panic"))
    });
    assert_eq!([first, second].concat(), Vec::<String>::new());
}

#[test]
fn every_keyword_of_schemas_leaves_a_trace() {
    assert_nothing_is_silent("every-keyword-of-schemas");
}

#[test]
fn every_keyword_of_operations_leaves_a_trace() {
    assert_nothing_is_silent("every-keyword-of-operations");
}

#[test]
fn every_keyword_of_the_document_leaves_a_trace() {
    assert_nothing_is_silent("every-keyword-of-the-document");
}

#[test]
fn every_keyword_of_swagger_leaves_a_trace() {
    assert_nothing_is_silent("every-keyword-of-swagger");
}

#[test]
fn every_keyword_of_schemas_of_3_0_leaves_a_trace() {
    assert_nothing_is_silent("every-keyword-of-3-0");
}

#[test]
fn what_stands_in_another_file_of_swagger_is_listed_there() {
    let folder = root().join("tests/cases/issue-places-of-swagger-in-several-files");
    let output = pipeline::generate(Input::Path(folder.join("input.yaml")), &options(&folder)).result;
    let files = output.expect("an output").files;
    let (_, coverage) = files.iter().find(|(path, _)| path.ends_with("coverage.json")).expect("a ledger");
    let coverage: serde_json::Value = serde_json::from_str(coverage).expect("JSON");
    let places: Vec<String> = coverage["listed"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| {
            let at = &entry["at"];
            let text = |name: &str| at[name].as_str().unwrap_or_default();
            format!("{}:{} {}", text("file"), at["line"], text("pointer"))
        })
        .collect();
    let expected = [
        "input.yaml:10 /paths/~1b/get/x-strange",
        "parts/further.yaml:1 /list/collectionFormat",
        "parts/further.yaml:4 /answer/schema/properties/z/strange",
        "parts/paths.yaml:10 /a/post/parameters/1",
        "parts/paths.yaml:14 /a/post/responses/200/strange",
        "parts/paths.yaml:15 /a/post/responses/200/headers/H/collectionFormat",
        "parts/paths.yaml:16 /a/post/responses/200/schema/properties/q/strange",
        "parts/paths.yaml:17 /a/post/responses/200/examples/application~1json",
        "parts/paths.yaml:4 /a/parameters/0/strange",
        "parts/paths.yaml:9 /a/post/parameters/0/schema/properties/n",
    ];
    let mut sorted = places;
    sorted.sort();
    assert_eq!(sorted, expected);
}
