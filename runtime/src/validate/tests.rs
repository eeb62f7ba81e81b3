use super::*;

const fn limited(limits: &'static [Limit]) -> Rule {
    Rule { limits, ..Rule::NONE }
}

/// The places and limits that a document does not keep.
fn found(table: &'static [Rule], json: &str) -> Vec<String> {
    let value = json.parse::<Json>().unwrap_or_default();
    match validate(table, 0, &value) {
        Ok(()) => Vec::new(),
        Err(Violations(found)) => found.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn numbers() {
    static TABLE: &[Rule] = &[
        Rule { elements: Some(1), ..Rule::NONE },
        limited(&[Limit::Minimum("-1.5"), Limit::Below("18446744073709551615"), Limit::MultipleOf("0.1")]),
    ];
    assert_eq!(found(TABLE, r#"[-1.5, 0, 0.3, 1e3, 18446744073709551614, "text", null, [7]]"#), [""; 0]);
    assert_eq!(
        found(TABLE, "[-1.6, 18446744073709551615, 0.25, 1e300]"),
        [
            "`/0` is not at least -1.5",
            "`/1` is not less than 18446744073709551615",
            "`/2` is not a multiple of 0.1",
            "`/3` is not less than 18446744073709551615",
        ]
    );
    static BOUNDS: &[Rule] = &[limited(&[Limit::Above("0"), Limit::Maximum("1.10"), Limit::MultipleOf("0")])];
    assert_eq!(found(BOUNDS, "1.1"), [""; 0]);
    assert_eq!(found(BOUNDS, "0"), ["`` is not greater than 0"]);
    assert_eq!(found(BOUNDS, "1.1000000000000000000000000001"), ["`` is not at most 1.10"]);
}

#[test]
fn texts_lists_and_objects() {
    static TABLE: &[Rule] = &[
        Rule { members: &[("t", 1), ("l", 2), ("a/~b", 1)], patterns: &[("^x-", 1)], further: Some(3), ..Rule::NONE },
        limited(&[Limit::MinLength(2), Limit::MaxLength(3), Limit::Pattern("^[é0-9]+$")]),
        Rule { limits: &[Limit::MinItems(1), Limit::MaxItems(2), Limit::UniqueItems], first: &[1], ..Rule::NONE },
        limited(&[Limit::MinProperties(1), Limit::MaxProperties(1)]),
    ];
    assert_eq!(found(TABLE, r#"{"t":"éé1","l":["12"],"x-a":"34","other":{"a":1},"free":[]}"#), [""; 0]);
    assert_eq!(
        found(TABLE, r#"{"t":"é","l":["a",{"b":1,"a":1.0},{"a":1,"b":1}],"a/~b":"abcd","x-a":"","o":{}}"#),
        [
            "`/t` is not at least 2 characters",
            "`/l` is not at most 2 items",
            "`/l/0` is not at least 2 characters",
            "`/l/0` is not matched by \"^[é0-9]+$\"",
            "`/a~1~0b` is not at most 3 characters",
            "`/a~1~0b` is not matched by \"^[é0-9]+$\"",
            "`/x-a` is not at least 2 characters",
            "`/x-a` is not matched by \"^[é0-9]+$\"",
            "`/o` is not at least 1 members",
        ]
    );
    assert_eq!(
        found(TABLE, r#"{"l":[1,{"a":1},{"a":1}]}"#),
        ["`/l` is not at most 2 items", "`/l` is not free of repeated items"]
    );
}

#[test]
fn alternatives_and_rules_that_lead_to_themselves() {
    const TEXT: Rule = Rule { kinds: &[JsonKind::Text], ..limited(&[Limit::MaxLength(1)]) };
    const NUMBER: Rule = Rule { kinds: &[JsonKind::Integer], ..limited(&[Limit::Maximum("9")]) };
    const OBJECT: Rule = Rule { kinds: &[JsonKind::Object], ..Rule::NONE };
    const CAT: Rule = Rule { members: &[("kind", 5), ("lives", 2)], required: &["kind"], ..OBJECT };
    const DOG: Rule = Rule { members: &[("kind", 6), ("owner", 0)], required: &["kind"], ..OBJECT };
    static TABLE: &[Rule] = &[
        Rule { any: &[&[1, 2, 3, 4]], all: &[0, 0], ..Rule::NONE },
        TEXT,
        NUMBER,
        CAT,
        DOG,
        Rule { values: &["\"cat\""], ..Rule::NONE },
        Rule { values: &["\"dog\""], ..Rule::NONE },
    ];
    for fine in ["\"a\"", "9", "9.5", r#"{"kind":"cat","lives":9}"#, r#"{"kind":"dog","lives":10}"#, "[]"] {
        assert_eq!(found(TABLE, fine), [""; 0], "{fine}");
    }
    assert_eq!(found(TABLE, "\"ab\""), ["`` is not at most 1 characters"]);
    assert_eq!(found(TABLE, "10"), ["`` is not at most 9"]);
    assert_eq!(found(TABLE, r#"{"kind":"cat","lives":10}"#), ["`/lives` is not at most 9"]);
    let nested = r#"{"kind":"dog","owner":{"kind":"dog","owner":"ab"}}"#;
    assert_eq!(found(TABLE, nested), ["`/owner/owner` is not at most 1 characters"]);
}

#[test]
fn sets_of_members() {
    static TABLE: &[Rule] = &[
        Rule { members: &[("any", 1), ("one", 2)], ..Rule::NONE },
        limited(&[Limit::AnySet(&[&["email"], &["phone", "country"]])]),
        limited(&[Limit::OneSet(&[&["card"], &["iban"]])]),
    ];
    for fine in [
        r#"{"any":{"email":null},"one":{"card":1}}"#,
        r#"{"any":{"phone":1,"country":2,"email":3},"one":{"iban":1,"x":2}}"#,
        r#"{"any":"text","one":[]}"#,
    ] {
        assert_eq!(found(TABLE, fine), [""; 0], "{fine}");
    }
    assert_eq!(
        found(TABLE, r#"{"any":{"phone":1},"one":{"card":1,"iban":2}}"#),
        [
            "`/any` is not an object with email, or phone and country",
            "`/one` is not an object with exactly one of card, or iban",
        ]
    );
}

/// A tree whose nodes are told by conditions, and nothing else may be in them: the time is no power of the depth, however
/// often each part of a schema leads into the same branch.
#[test]
fn conditions_of_deep_values_end() {
    static TABLE: &[Rule] = &[
        Rule {
            any: &[&[1], &[7, 1]],
            clauses: &[Clause::If(2, Some(3), None), Clause::Unevaluated(4), Clause::Not(5)],
            ..Rule::NONE
        },
        Rule { members: &[("child", 0)], ..Rule::NONE },
        Rule { members: &[("child", 0)], whole: true, ..limited(&[Limit::AnySet(&[&["child"]])]) },
        Rule { members: &[("child", 0), ("name", 6)], ..Rule::NONE },
        limited(&[Limit::Never]),
        Rule { members: &[("child", 0)], whole: true, ..limited(&[Limit::AnySet(&[&["forbidden"]])]) },
        limited(&[Limit::MaxLength(3)]),
        Rule { members: &[("child", 0)], required: &["children"], ..Rule::NONE },
    ];
    let nested =
        |depth: usize, inner: &str| format!("{}{inner}{}", r#"{"name":"a","child":"#.repeat(depth), "}".repeat(depth));
    assert_eq!(found(TABLE, &nested(60, "{}")), [""; 0]);
    // A leaf has no name: nobody says what that is.
    let wrong = found(TABLE, &nested(3, r#"{"name":"a"}"#));
    assert!(wrong.iter().any(|wrong| wrong == "`/child/child/child/name` is not allowed here"), "{wrong:?}");
    let wide = format!("{{\"child\":{{}}{}}}", (0..2000).map(|index| format!(",\"x{index}\":1")).collect::<String>());
    assert_eq!(found(TABLE, &wide).len(), 2000);
}
