//! What diagnostics look like.

use super::{cargo, escaped, human, json, json_all};
use crate::{
    diagnostics::{Code, Diagnostic, FileId, Mark, Place},
    source::{Budget, Input, Sources},
};

fn sources(name: &str, text: &str) -> Sources {
    let input = Input::Text { name: name.to_owned(), text: text.as_bytes().to_vec(), folder: None };
    Sources::open(input, &Budget::default()).unwrap_or_else(|(sources, _)| sources)
}

fn place(line: u32, column: u32) -> Place {
    Place::new(FileId(0), Mark::new(line, column))
}

#[test]
fn human_text_looks_like_rustc_s() {
    let sources = sources("pets.yaml", "paths:\n  /pets:\n    get:\n      schema: {$ref: '#/nowhere'}\n");
    let diagnostic = Diagnostic::error(Code::DanglingReference, "there is no `nowhere`")
        .at(place(4, 22))
        .label("not found")
        .note_at("the path is here", place(2, 3))
        .note("nothing else is wrong")
        .help("did you mean `somewhere`?");
    insta::assert_snapshot!(human(&diagnostic, &sources, false), @r"
    error[RB0201]: there is no `nowhere`
     --> pets.yaml:4:22
      |
    4 |       schema: {$ref: '#/nowhere'}
      |                      ^^^^^^^^^^^ not found
      |
    note: the path is here
     --> pets.yaml:2:3
      |
    2 |   /pets:
      |   ^^^^^
      = note: nothing else is wrong
      = help: did you mean `somewhere`?
    ");
    assert!(human(&diagnostic, &sources, true).contains("\u{1b}["));
}

#[test]
fn a_file_that_could_not_be_read_is_named() {
    let sources = sources("pets.yaml", "");
    let diagnostic = Diagnostic::error(Code::FileUnreadable, "no such file").at(Place::new(FileId(0), Mark::default()));
    assert_eq!(human(&diagnostic, &sources, false), "error[RB0101]: no such file\n--> pets.yaml");
    let unplaced = Diagnostic::warning(Code::Approximated, "one\ntwo").help("three");
    let expected = "warning[RB0701]: one\n                 two\n |\n = help: three";
    assert_eq!(human(&unplaced, &sources, false), expected);
}

#[test]
fn long_lines_are_cut() {
    let text = format!("{{{}\"é\":{{\"$ref\":\"x\"}}{}}}", "\"kéy\":1,".repeat(3), ",\"a\":\"b\"".repeat(100_000));
    let sources = sources("min.yaml", &text);
    for column in [1, 20, 31, 40, 5000, 700_000] {
        let shown = human(&Diagnostic::error(Code::WrongType, "m").at(place(1, column)), &sources, false);
        assert!(shown.len() < 800, "{column}: {}", shown.len());
        assert!(shown.contains(&format!("min.yaml:1:{column}")), "{shown}");
    }
}

#[test]
fn every_place_can_be_shown() {
    let text = "a: \"b\\\"c\" \n- 'é' <x y=\"z\">\n\t\u{202E}\u{1b}[31m\r\n";
    let sources = sources("odd.yaml", text);
    for line in 0..6 {
        for column in 0..20 {
            let shown = human(&Diagnostic::error(Code::WrongType, "m").at(place(line, column)), &sources, false);
            assert!(!shown.chars().any(|c| c == '\u{1b}' || c == '\u{202E}'), "{shown:?}");
        }
    }
}

#[test]
fn hostile_text_is_escaped() {
    assert_eq!(escaped("a\u{1b}[2J\u{202E}b\r\nc\u{7}"), "a\\u{1b}[2J\\u{202e}b\\r\nc\\u{7}");
    assert_eq!(escaped("plain é"), "plain é");
    let sources = sources("a\u{1b}.yaml", "a: 1\n");
    let diagnostic = Diagnostic::error(Code::WrongType, "\u{1b}]0;x\u{7}")
        .at(place(1, 1))
        .label("\u{9b}")
        .help("\u{202E}")
        .note("\u{0}");
    for shown in [human(&diagnostic, &sources, false), cargo(&diagnostic, &sources).join("\n")] {
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202E}'), "{shown:?}");
    }
}

#[test]
fn json_has_every_part() {
    let sources = sources("pets.yaml", "paths:\n  /pets: []\n");
    let diagnostic =
        Diagnostic::warning(Code::WrongType, "a list").at(place(2, 10)).help("h").note_at("n", place(1, 1));
    let expected = serde_json::json!({
        "code": "RB0303", "severity": "warning", "message": "a list", "file": "pets.yaml", "line": 2, "column": 10,
        "pointer": "/paths/~1pets", "label": null, "help": "h",
        "notes": [{"message": "n", "file": "pets.yaml", "line": 1, "column": 1}],
    });
    assert_eq!(json(&diagnostic, &sources), expected);
    let unplaced = Diagnostic::error(Code::BadSelector, "s");
    assert_eq!(json_all(&[unplaced.clone(), diagnostic], &sources), [json(&unplaced, &sources), expected]);
}

#[test]
fn cargo_gets_a_line_for_each_line() {
    let sources = sources("a.yaml", "a: 1\n");
    let lines = cargo(&Diagnostic::error(Code::WrongType, "one\ntwo").at(place(1, 4)), &sources);
    assert!(lines.len() > 3 && lines.iter().all(|line| line.starts_with("cargo::error=") && !line.contains('\n')));
    let lines = cargo(&Diagnostic::warning(Code::WrongType, "w"), &sources);
    assert_eq!(lines, ["cargo::warning=warning[RB0303]: w"]);
}
