//! Texts made to cost much. Each has to end in an error, soon.

use std::time::{Duration, Instant};

use super::{Budget, Input, Sources, error};
use crate::diagnostics::Code;

/// Generous, as tests are built without optimisation and run beside each other.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn deep_nesting_is_found_soon() {
    let many = 100_000;
    let block: String = (0..1000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    for text in
        ["[".repeat(many), "{a: ".repeat(many), "- ".repeat(many), "{\"a\":".repeat(many), "? ".repeat(many), block]
    {
        let begun = Instant::now();
        let found = error("<stdin>", &text);
        assert!(matches!(found.code, Code::NestedTooDeeply | Code::KeyNotText), "{}: {}", found.code, found.message);
        assert!(found.place.is_some_and(|place| place.mark.line > 0));
        assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    }
}

#[test]
fn nesting_up_to_the_bound_is_read() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(super::open("a.json", nested(256).as_bytes()).is_ok());
    assert_eq!(error("a.json", nested(257)).code, Code::NestedTooDeeply);
    let dashes = |depth: usize| format!("{}x", "- ".repeat(depth));
    assert!(super::open("a.yaml", dashes(256).as_bytes()).is_ok());
    assert_eq!(error("a.yaml", dashes(257)).code, Code::NestedTooDeeply);
}

#[test]
fn aliases_of_aliases_are_found_soon() {
    let mut lines = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    let mut chain = "a0: &a0 [x]\n".to_owned();
    let mut merges = "a0: &a0 {k0: 1}\n".to_owned();
    for number in 0..1500 {
        let next = number + 1;
        let nine = vec![format!("*a{number}"); 9].join(", ");
        lines.push_str(&format!("a{next}: &a{next} [{nine}]\n"));
        chain.push_str(&format!("a{next}: &a{next} [*a{number}]\n"));
        merges.push_str(&format!("a{next}: &a{next}\n  <<: *a{number}\n  k{next}: 1\n"));
    }
    let text = format!("a: &a '{}'\nb: [{}]\n", "x".repeat(1_000_000), vec!["*a"; 1000].join(", "));
    for (text, code) in [
        (lines, Code::TooManyNodes),
        (chain, Code::NestedTooDeeply),
        (merges, Code::TooManyNodes),
        (text, Code::TooManyNodes),
    ] {
        let begun = Instant::now();
        assert_eq!(error("a.yaml", &text).code, code);
        assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    }
}

#[test]
fn looking_ahead_is_bounded() {
    let open = |items: usize| {
        let text = format!("[[{}1], a: b]\n# not JSON", "1,".repeat(items)).into_bytes();
        let input = Input::Text { name: "a.yaml".to_owned(), text, folder: None };
        let budget = Budget { lookahead: 100, ..Budget::default() };
        Sources::open(input, &budget).map(|_| ()).map_err(|(_, found)| found.into_vec().remove(0).code)
    };
    assert_eq!(open(90), Ok(()));
    assert_eq!(open(110), Err(Code::TooManyNodes));
}

#[test]
fn odd_texts_never_panic() {
    let pieces = [
        "{", "[", "\"", "'", ": ", "- ", "\n", "  ", "&a ", "*a", "!!int ", "|", ">", "#", ",", "]", "}", "é", "\t",
        "? ", "<<: ", "---", "%", "\u{0}", "\\u",
    ];
    // A small generator of its own, so that every run tries the same texts.
    let mut state = 1_u64;
    for _ in 0..5_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let index = usize::try_from(state >> 33).unwrap_or_default() % pieces.len();
            text.push_str(pieces.get(index).copied().unwrap_or_default());
        }
        for name in ["a.json", "a.yaml"] {
            if let Err(found) = super::open(name, text.as_bytes()) {
                assert!(found.place.is_some() && found.help.is_some(), "{text:?}");
            }
        }
    }
}
