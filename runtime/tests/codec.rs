//! The codec seen through types of the generated form.
#![allow(clippy::unwrap_used, reason = "a test ends where its assumption does")]

mod shape;

use proptest::prelude::*;
use rest_bindgen_runtime as rt;
use serde_json::{Value, json};
use shape::{ActionResult, Architecture, Color, LaterResult, Level, RevokeResult, SyncStatus, Token};

fn token(json: &Value) -> Token {
    rt::from_str(&json.to_string()).unwrap()
}

fn back<T: rt::Decode + rt::Encode>(json: &str) -> String {
    rt::to_string(&rt::from_str::<T>(json).unwrap())
}

fn error<T: rt::Decode>(json: &str) -> String {
    rt::from_str::<T>(json).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn the_live_list_body_round_trips() {
    let text = r##"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#deviceAppManagement/vppTokens","value":[{"name":"n","appleId":"a@b.example","automaticallyUpdateApps":true,"countryOrRegion":"gb","expirationDateTime":"2026-09-25T17:09:22Z","id":"bfc6fbf0-0000-0000-0000-000000000000","lastModifiedDateTime":"2026-07-17T14:50:53.5002993Z","lastSync":"2026-07-17T14:50:53.4972449Z","lastSyncStatus":"completed","organizationName":"ORG","state":"valid","token":null,"vppTokenAccountType":"business"}]}"##;
    let page: rt::Page<Token> = rt::from_str(text).unwrap();
    assert_eq!(page.value[0].last_sync_status, SyncStatus::Completed);
    assert!(page.value[0].token.is_null());
    assert_eq!(
        serde_json::from_slice::<Value>(&rt::to_vec(&page)).unwrap(),
        serde_json::from_str::<Value>(text).unwrap()
    );
}

#[test]
fn nulls_of_fields_that_hold_none_are_kept_and_overwritten() {
    let mut value = token(&json!({"name": "n", "id": null, "results": null, "token": null, "free": null}));
    assert!(value.extra.was_null("id") && value.extra.is_empty());
    assert_eq!(value.id, None);
    value.id = Some("a".to_owned());
    assert_eq!(
        serde_json::to_value(&value).unwrap(),
        json!({"name": "n", "id": "a", "results": null, "token": null, "free": null})
    );
}

#[test]
fn of_repeated_members_the_last_counts() {
    assert_eq!(back::<Token>(r#"{"name":"a","id":null,"id":"x","name":"b"}"#), r#"{"id":"x","name":"b"}"#);
    assert_eq!(back::<Token>(r#"{"id":"x","id":null,"name":"b"}"#), r#"{"id":null,"name":"b"}"#);
    assert_eq!(back::<Token>(r#"{"y":1,"y":2,"name":"b"}"#), r#"{"y":2,"name":"b"}"#);
    let once: Token = rt::from_str(r#"{"name":"a","id":null,"id":"x"}"#).unwrap();
    assert_eq!(once, rt::from_str(r#"{"name":"a","id":"x"}"#).unwrap());
}

#[test]
fn the_only_member_of_an_enum_need_not_be_given() {
    #[derive(Debug, PartialEq)]
    enum Kind {
        Cat,
    }
    rt::string_enum! { Kind { Cat "cat" } }
    assert_eq!(rt::to_string(&rt::Open::<Kind>::default()), r#""cat""#);
    assert_eq!(rt::to_string(&rt::Open::<SyncStatus>::default()), r#""""#);
}

#[test]
fn nothing_is_written_twice() {
    let mut value = Token { name: "n".to_owned(), ..Token::default() };
    value.extra.insert("id", rt::Json::string("from extra"));
    value.extra.insert("@odata.type", rt::Json::string("#t"));
    // A type is written before what it speaks about.
    assert_eq!(rt::to_string(&value), r##"{"@odata.type":"#t","id":"from extra","name":"n"}"##);
    value.id = Some("from field".to_owned());
    assert_eq!(rt::to_string(&value), r##"{"@odata.type":"#t","id":"from field","name":"n"}"##);
    let outer = Token { parent: Some(Box::new(value)), name: "o".to_owned(), ..Token::default() };
    assert_eq!(rt::to_string(&outer), r##"{"parent":{"@odata.type":"#t","id":"from field","name":"n"},"name":"o"}"##);
}

#[test]
fn errors_name_the_place() {
    let inner = r#"{"value":[{"name":"a"},{"name":"b","results":[{"startDateTime":"soon"}]}]}"#;
    assert_eq!(
        error::<rt::Page<Token>>(inner),
        "expected a date and time like 2026-07-17T14:50:53Z, found \"soon\" at value[1].results[0].startDateTime (byte 63)"
    );
    assert_eq!(error::<Token>("{}"), "expected the member \"name\", found an object without it at byte 0");
    assert_eq!(error::<Token>(r#"{"name":null}"#), "expected a string, found null at name (byte 8)");
    assert_eq!(error::<Token>(r#"{"name":"a"} x"#), "expected the end of the document, found more text at byte 13");
    assert_eq!(error::<Token>(r#"{"name":"a""#), "expected more JSON, found the end of the document at byte 11");
    assert_eq!(error::<Token>("<html>"), "expected a JSON value, found \"<\" at byte 0");
    assert_eq!(error::<Token>(""), "expected more JSON, found the end of the document at byte 0");
    assert_eq!(error::<Token>("[]"), "expected an object, found an array at byte 0");
    let broken = rt::from_slice::<Token>(b"{\"name\":\"a\xff\"}").err().unwrap().to_string();
    assert_eq!(broken, "expected UTF-8 text, found a byte that is not at byte 10");
}

#[test]
fn depth_is_bounded() {
    let deep = |levels: usize| format!("{{\"name\":\"a\",\"x\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    assert!(rt::from_str::<Token>(&deep(100)).is_ok());
    assert!(error::<Token>(&deep(1_000_000)).contains("nested too deep"));
    let typed = format!("{}1{}", r#"{"name":"a","parent":"#.repeat(100_000), "}".repeat(100_000));
    assert!(error::<Token>(&typed).contains("nested too deep"));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    assert!(error::<rt::Json>(&objects).contains("nested too deep"));
}

/// What is kept as it came nests as deep as what is read, and no deeper, whatever the depth is.
#[test]
fn depth_counts_for_what_is_kept_as_it_came() {
    let nested = |levels: usize| format!("{}1{}", r#"[{"]":["#.repeat(levels / 3), "]}]".repeat(levels / 3));
    let read = |json: &str, depth: usize| {
        let mut reader = rt::Reader::with_depth(json.as_bytes(), depth);
        let value: rt::Json = rt::Decode::decode(&mut reader)?;
        reader.finish().map(|()| value)
    };
    for depth in [0, 3, 126, 198, 201, 3000] {
        let (fits, deeper) = (nested(depth), nested(depth + 3));
        assert_eq!(read(&fits, depth).unwrap().as_str(), fits, "{depth}");
        let error = read(&deeper, depth).unwrap_err().to_string();
        assert!(error.contains("nested too deep"), "{depth}: {error}");
        // Within something that is read it is as much less.
        let member = format!("{{\"name\":\"a\",\"x\":{fits}}}");
        let token = |depth: usize| {
            let mut reader = rt::Reader::with_depth(member.as_bytes(), depth);
            <Token as rt::Decode>::decode(&mut reader)
        };
        assert!(token(depth).is_err() && token(depth + 1).is_ok(), "{depth}");
    }
    // What was let in is read whole, and members of it are found.
    let deep = read(&nested(3000), 3000).unwrap();
    assert_eq!(deep.parse::<Vec<rt::Json>>().unwrap().len(), 1);
    let member = format!("{{\"a\":{deep},\"kind\":\"b\"}}");
    assert_eq!(rt::member_text(&member, "kind").unwrap().as_deref(), Some("b"));
    // Brackets in texts nest nothing, and those that are closed are no depth.
    for flat in [r#"["[[[[","\"[[[[{","\\"]"#, "[1,2,3,4,5,6]", r#"{"{[":"{"}"#] {
        assert!(read(flat, 1).is_ok() && read(flat, 0).is_err() && read(flat, 500).is_ok(), "{flat}");
    }
    assert!(read("[[],[],[],{},[[]]]", 2).is_err() && read("[[],[],[],{},{\"a\":1}]", 2).is_ok());
    for broken in ["[[]", "[}", "{\"a\":}", "[1 2]", "[[],]", "{\"a\":[1}"] {
        assert!(read(broken, 1000).is_err(), "{broken}");
    }
}

#[test]
fn member_names_with_escapes() {
    assert_eq!(back::<Token>(r#"{"n\u0061me":"a","\u0000\"é":1}"#), r#"{"\u0000\"é":1,"name":"a"}"#);
    assert!(!error::<Token>(r#"{"name":"a","\ud800":1}"#).is_empty());
}

#[test]
fn debug_hides_secrets() {
    let mut value = Token { token: "canary".into(), name: "n".to_owned(), ..Token::default() };
    value.extra.insert("password", rt::Json::string("canary"));
    assert_eq!(format!("{value:?}"), r#"Token {"...":["password"],"token":"[hidden]","name":"n"}"#);
    assert!(!format!("{value:#?}").contains("canary"));
    let outer = Token { parent: Some(Box::new(value)), ..Token::default() };
    assert!(!format!("{outer:?} {outer:#?}").contains("canary"));
    assert!(rt::to_string(&outer).contains("canary"));
}

#[test]
fn serde_bridges() {
    let value = token(&json!({"name": "n", "lastSyncStatus": "later", "x": [1]}));
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<Token>(&text).unwrap(), value);
    assert_eq!(serde_json::from_str::<rt::Open<Color>>("\"BLUE\"").unwrap(), Color::Blue);
}

#[test]
fn numbers() {
    assert_eq!(
        back::<Vec<i64>>("[9223372036854775807,\"-9223372036854775808\",1.0,1e2,-0]"),
        "[9223372036854775807,-9223372036854775808,1,100,0]"
    );
    assert_eq!(
        back::<Vec<u64>>("[18446744073709551615,\"18446744073709551615\"]"),
        "[18446744073709551615,18446744073709551615]"
    );
    assert_eq!(back::<u128>("340282366920938463463374607431768211455"), "340282366920938463463374607431768211455");
    for (json, bad) in [
        ("300", "an integer of 8 bits without sign, found 300"),
        ("-1", "found -1"),
        ("1.5", "found \"1.5\""),
        ("1e99999999999", "found"),
        ("true", "found a boolean"),
        ("\"x\"", "found \"x\""),
    ] {
        assert!(error::<u8>(json).contains(bad), "{json}: {}", error::<u8>(json));
    }
    assert_eq!(
        back::<Vec<f64>>("[1,0.1,1e300,\"INF\",\"-INF\",\"NaN\",\"2.5\"]"),
        "[1.0,0.1,1e+300,\"INF\",\"-INF\",\"NaN\",2.5]"
    );
    assert_eq!(back::<Vec<f32>>("[0.1,16777216]"), "[0.1,16777216.0]");
    for bad in ["1e999", "\"inf\"", "\"nan\"", "\"1e999\"", "NaN", "01", "1.", "-"] {
        assert!(rt::from_str::<f64>(bad).is_err(), "{bad}");
    }
    assert!(rt::from_str::<f32>("1e39").is_err());
}

#[test]
fn enums_keep_what_they_do_not_know() {
    for json in ["\"failed\"", "\"fromTheFuture\"", "7", "3", "\"3\"", "-1.50", "true", "\"\""] {
        assert_eq!(back::<rt::Open<SyncStatus>>(json), json);
    }
    let open = |json: &str| rt::from_str::<rt::Open<SyncStatus>>(json).unwrap();
    assert_eq!(open("3"), SyncStatus::Failed);
    assert_eq!(open("\"3\"").known(), Some(SyncStatus::Failed));
    assert_eq!(open("\"new\"").as_str(), "new");
    assert_eq!(open("\"new\"").known(), None);
    assert_eq!(SyncStatus::try_from(3), Ok(SyncStatus::Failed));
    assert_eq!(
        SyncStatus::try_from(9).unwrap_err().to_string(),
        "expected a member of SyncStatus (none, inProgress, completed, failed), found \"9\""
    );
    assert_eq!("red".parse(), Ok(Color::Red));
    assert!("Red".parse::<Color>().is_err());
    assert!(rt::from_str::<SyncStatus>("\"new\"").is_err());
    for json in ["-1", "10", "11", "\"10\""] {
        assert_eq!(back::<rt::Open<Level>>(json), json);
    }
    assert_eq!(rt::from_str::<rt::Open<Level>>("10").unwrap(), Level::High);
    assert_eq!(rt::to_string(&Level::Low), "-1");
    assert_eq!(Level::try_from(10), Ok(Level::High));
    let color: rt::Nullable<rt::Open<Color>> = Color::Red.into();
    assert!(color == Color::Red && color != Color::Blue);
    const { assert!(SyncStatus::Failed as i32 == 3) };
    assert_eq!(serde_json::to_string(&SyncStatus::Failed).unwrap(), "\"failed\"");
}

#[test]
fn flags() {
    type Flags = rt::Flags<Architecture>;
    for json in ["\"x86,x64\"", "\" x64 , riscv,arm\"", "\"none\"", "\"\"", "\"5\"", "5", "0", "\"8\"", "9"] {
        assert_eq!(back::<Flags>(json), json);
    }
    let flags = |json: &str| rt::from_str::<Flags>(json).unwrap();
    assert!(flags("5").contains(Architecture::X86) && flags("5").contains(Architecture::Arm));
    assert!(!flags("5").contains(Architecture::X64));
    assert_eq!(flags("\" x64 , riscv,arm\"").unknown().collect::<Vec<_>>(), ["riscv"]);
    assert_eq!(flags("\"x64,x86\""), Architecture::X86 | Architecture::X64);
    assert_eq!((Architecture::X86 | Architecture::X64).to_string(), "x86,x64");
    assert_eq!((flags("\"riscv, x86\"") | Architecture::Arm).to_string(), "riscv,x86,arm");
    assert_eq!((flags("\"none\"") | Architecture::Arm).to_string(), "arm");
    assert_eq!(Flags::new().to_string(), "none");
    assert!(Flags::new().is_empty() && flags("\"none\"").is_empty() && !flags("\"riscv\"").is_empty());
    assert!(flags("0").contains(Architecture::None) && !flags("\"riscv\"").contains(Architecture::None));
    assert_ne!(flags("\"x86\""), flags("\"x86,riscv\""));
    assert_eq!(flags("9").unknown().collect::<Vec<_>>(), ["8"]);
}

#[test]
fn derived_types() {
    let base: ActionResult =
        rt::from_str(r#"{"@odata.type":"microsoft.graph.vppTokenRevokeLicensesActionResult","actionName":"a","failedLicensesCount":3}"#)
            .unwrap();
    assert!(base.is::<RevokeResult>());
    let revoked = base.downcast::<RevokeResult>().unwrap();
    assert_eq!(revoked.failed_licenses_count, Some(3));
    assert_eq!(ActionResult::from(revoked), base);
    let fresh: ActionResult = RevokeResult { failed_licenses_count: Some(1), ..RevokeResult::default() }.into();
    assert_eq!(fresh.odata_type(), Some("microsoft.graph.vppTokenRevokeLicensesActionResult"));
    assert!(rt::to_string(&fresh).contains("#microsoft.graph.vppTokenRevokeLicensesActionResult"));
    assert!(ActionResult::default().downcast::<RevokeResult>().is_err());
    assert!(rt::downcast::<RevokeResult, _>(&ActionResult::default()).is_ok());
}

#[test]
fn a_far_base_is_reached_through_a_near_one() {
    let later = LaterResult { reason: Some("late".into()), ..LaterResult::default() };
    let base = ActionResult::from(later);
    assert_eq!(base.odata_type(), Some("microsoft.graph.laterResult"));
    assert_eq!(base.downcast::<LaterResult>().unwrap().reason.as_deref(), Some("late"));
    assert_eq!(RevokeResult::from(LaterResult::default()).odata_type(), Some("microsoft.graph.laterResult"));
}

#[test]
fn pages_keep_a_null_value() {
    for json in [
        r#"{"value":null}"#,
        r#"{"value":[]}"#,
        r#"{"@odata.count":null,"@odata.nextLink":"x","value":[null,1],"@odata.deltaLink":"y"}"#,
    ] {
        let page: Value = serde_json::from_str(&back::<rt::Page<Option<i64>>>(json)).unwrap();
        assert_eq!(page, serde_json::from_str::<Value>(json).unwrap());
    }
    assert!(error::<rt::Page<i64>>("{}").contains("the member \"value\""));
}

/// Any JSON value, a few levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..5).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// Objects whose known members are null or of their type, with any other members beside them.
fn any_token() -> impl Strategy<Value = Value> {
    let text = || prop_oneof![Just(Value::Null), any::<String>().prop_map(Value::from)];
    let date = prop_oneof![Just(Value::Null), "[0-9]{3}[1-9]-0[1-9]-(1[0-9]|2[0-8])[Tt][01][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,12})?(Z|z|[+-][01][0-9]:[0-5][0-9])".prop_map(Value::from)];
    let results = prop_oneof![
        Just(Value::Null),
        prop::collection::vec(
            (text(), date.clone()).prop_map(|(name, date)| json!({"actionName": name, "startDateTime": date})),
            0..3
        )
        .prop_map(Value::from),
    ];
    let map = prop_oneof![
        Just(Value::Null),
        prop::collection::btree_map(any::<String>(), any::<i64>(), 0..4).prop_map(|map| json!(map))
    ];
    let flags =
        prop_oneof![Just(Value::Null), any::<i64>().prop_map(Value::from), "[a-z0-9, ]{0,12}".prop_map(Value::from)];
    let known = prop_oneof![
        (Just("id"), text()),
        (Just("token"), text()),
        (Just("lastSyncStatus"), prop_oneof![text(), Just("failed".into()), any::<i64>().prop_map(Value::from)]),
        (Just("lastSync"), date),
        (Just("roleScopeTagIds"), prop::collection::vec(text(), 0..4).prop_map(Value::from)),
        (Just("results"), results),
        (Just("color"), text()),
        (Just("architectures"), flags),
        (Just("free"), any_json()),
        (Just("map"), map),
    ];
    let known = prop::collection::vec(known, 0..8);
    let other = prop::collection::btree_map(any::<String>(), any_json(), 0..4);
    let object = (any::<String>(), known, other).prop_map(|(name, known, other)| {
        let mut object: serde_json::Map<String, Value> =
            other.into_iter().filter(|(name, _)| name != "parent").collect();
        object.extend(known.into_iter().map(|(name, value)| (name.to_owned(), value)));
        object.insert("name".to_owned(), name.into());
        Value::from(object)
    });
    object.prop_recursive(3, 4, 1, |inner| {
        (inner.clone(), inner).prop_map(|(mut outer, parent)| {
            outer["parent"] = parent;
            outer
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decode_then_encode_is_equal(object in any_token()) {
        let text = object.to_string();
        let value: Token = rt::from_str(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let written = rt::to_vec(&value);
        prop_assert_eq!(&serde_json::from_slice::<Value>(&written).unwrap(), &object);
        let again: Token = rt::from_slice(&written).unwrap();
        prop_assert!(again == value);
        let shown = format!("{value:?}");
        prop_assert!(shown.starts_with("Token "));
    }

    #[test]
    fn any_bytes_give_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = rt::from_slice::<Token>(&bytes);
        let _ = rt::from_slice::<rt::Json>(&bytes);
    }

    #[test]
    fn damaged_documents_give_an_answer(object in any_token(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = object.to_string().into_bytes();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(value) = rt::from_slice::<Token>(&bytes) {
            // What this codec takes and writes, serde_json takes too; only its syntax is asked, since a number such as
            // 1e999 is kept here and has no place in its tree.
            prop_assert!(serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok());
            prop_assert!(serde_json::from_slice::<serde::de::IgnoredAny>(&rt::to_vec(&value)).is_ok());
        }
    }

    #[test]
    fn any_json_is_kept(value in any_json()) {
        let text = value.to_string();
        prop_assert_eq!(back::<rt::Json>(&text), text);
    }
}

#[test]
fn tuples_are_arrays_of_their_length() {
    type Pair = (f64, Option<String>);
    let read = |text: &str| rt::from_str::<Pair>(text).map_err(|error| error.to_string());
    for text in [r#"[1.5,"a"]"#, "[-2.0,null]"] {
        assert_eq!(read(text).map(|pair| rt::to_string(&pair)).as_deref(), Ok(text));
    }
    assert_eq!(read("[1]").err().as_deref(), Some("expected an array of 2, found one of 1 at byte 0"));
    assert_eq!(read("[1,null,2]").err().as_deref(), Some("expected an array of 2, found a number at [2] (byte 8)"));
    assert_eq!(read("[1,2]").err().as_deref(), Some("expected a string, found a number at [1] (byte 3)"));
    assert_eq!(rt::from_str::<(Vec<(i8,)>,)>("[[[1],[2]]]"), Ok((vec![(1,), (2,)],)));
}
