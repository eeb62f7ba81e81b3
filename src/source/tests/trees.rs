//! Well-formed texts, and what becomes of them.

use super::{Sources, sources, tree};
use crate::{
    diagnostics::{FileId, Mark, Place},
    source::{Format, Node, Value},
};

#[test]
fn plain_scalars_follow_the_core_schema_and_keep_their_text() {
    let kinds = [
        ("null", ["~", "null", "Null", "NULL"].as_slice()),
        ("a boolean", &["true", "True", "TRUE", "false", "False", "FALSE"]),
        ("a number", &["0", "-1", "+7", "1.10", "0x1F", "0o17", "1e3", ".5", "5.", "-.inf", ".nan", "-0", "1.5E-7"]),
        ("a number", &["-9223372036854776000", "123456789012345678901234567890", "0.10000000000000000000001"]),
        ("a text", &["no", "NO", "yes", "on", "off", "y", "tRUE", "012", "00", "0b1", "1_000", "12:30", "1.2.3", "-"]),
        ("a text", &["2020-01-01", "0x", "0o8", "1e", "e3", ".", "+", "<<", "nULL", "inf", "nan", "1 2", "00.5"]),
    ];
    for (kind, texts) in kinds {
        for text in texts {
            // A dash alone would begin a list.
            let yaml = if *text == "-" { "[\"-\"]".to_owned() } else { format!("[{text} ]") };
            let root = tree(&yaml);
            let scalar = root.as_sequence().and_then(<[Node]>::first).unwrap();
            assert_eq!((scalar.kind_name(), scalar.text()), (kind, Some(*text)), "{yaml}");
        }
    }
    assert_eq!(tree("a:\n").get("a").unwrap().value, Value::Null("".into()));
}

#[test]
fn numbers_are_read_when_they_fit() {
    let node = |text: &str| tree(&format!("a: {text}")).get("a").unwrap().clone();
    assert_eq!(node("0x1F").as_i64(), Some(31));
    assert_eq!(node("0o17").as_u64(), Some(15));
    assert_eq!(node("-5").as_i64(), Some(-5));
    assert_eq!(node("-5").as_u64(), None);
    assert_eq!(node("18446744073709551615").as_u64(), Some(u64::MAX));
    assert_eq!(node("18446744073709551615").as_i64(), None);
    assert_eq!(node("1.5").as_i64(), None);
    assert_eq!(node("1.5").as_f64(), Some(1.5));
    assert_eq!(node("-.inf").as_f64(), Some(f64::NEG_INFINITY));
    assert_eq!(node("'5'").as_i64(), None);
}

#[test]
fn yaml_marks_point_at_the_first_character() {
    let root = tree("# comment\nä:\n  b: [1, 'zwei']\n  c:\n    - d: e\n");
    let b = root.get("ä").and_then(|a| a.get("b")).unwrap();
    assert_eq!(root.mark, Mark::new(2, 1));
    assert_eq!(root.get("ä").unwrap().mark, Mark::new(3, 3));
    assert_eq!(b.mark, Mark::new(3, 6));
    assert_eq!(b.as_sequence().unwrap().last().unwrap().mark, Mark::new(3, 10));
    assert_eq!(root.get("ä").and_then(|a| a.get("c")).unwrap().mark, Mark::new(5, 5));
}

#[test]
fn marks_stand_where_the_text_is_even_where_indentation_was_mended() {
    let root = tree("a: {\n  b: [\n  ], c: 1, d: 2\n}\ne: 3\n");
    let marks = |name: &str| root.get("a").and_then(|a| a.get(name)).map(|node| node.mark);
    assert_eq!(marks("b"), Some(Mark::new(2, 6)));
    assert_eq!(marks("d"), Some(Mark::new(3, 15)));
    assert_eq!(root.get("e").map(|node| node.mark), Some(Mark::new(5, 4)));
}

#[test]
fn json_marks_point_at_the_first_character() {
    let text = "\u{FEFF}{ \"ä\\u0041\" :[ 1.50, {\"x\":null}, true,\r\n\t\"z\\n\" ,[] ],\n \"n\":-0.10e+7}\n";
    let sources = sources("api.json", text);
    let root = sources.tree(FileId(0)).unwrap();
    assert_eq!(sources.file(FileId(0)).format(), Format::Json);
    assert_eq!(root.mark, Mark::new(1, 1));
    let member = root.as_mapping().unwrap().member("äA").unwrap();
    assert_eq!(member.mark, Mark::new(1, 3));
    let items = member.node.as_sequence().unwrap();
    let marks: Vec<_> = items.iter().map(|item| (item.mark.line, item.mark.column)).collect();
    assert_eq!(marks, [(1, 16), (1, 22), (1, 34), (2, 2), (2, 9)]);
    assert_eq!(member.node.mark, Mark::new(1, 14));
    assert_eq!(items[0].text(), Some("1.50"));
    assert_eq!(items[1].get("x").unwrap().mark, Mark::new(1, 27));
    assert_eq!(items[3].as_str(), Some("z\n"));
    assert_eq!(root.get("n").unwrap().text(), Some("-0.10e+7"));
    assert_eq!(root.get("n").unwrap().mark, Mark::new(3, 6));
}

#[test]
fn json_and_yaml_readers_agree_on_json() {
    let text = "{\n  \"a\": [1, -2.5, \"x\", null, true, {}, []],\n  \"b\": {\"c\": {\"d\": \"\\u00e9\"}},\n  \"e\": \"\"\n}\n";
    let json = sources("a.json", text);
    let yaml = sources("a.yaml", &format!("# a comment makes this YAML\n{text}"));
    let plain = |sources: &Sources| format!("{:?}", sources.tree(FileId(0)).unwrap());
    let shifted = plain(&json);
    let shifted = (1..=5)
        .rev()
        .fold(shifted, |text, line| text.replace(&format!("line: {line},"), &format!("line: {},", line + 1)));
    assert_eq!(shifted, plain(&yaml));
}

#[test]
fn keys_are_texts_whatever_they_look_like() {
    let root = tree("200: a\ntrue: b\n1.0: c\n~: d\n'x y': e\n? f\n: g\n");
    let names: Vec<_> = root.as_mapping().unwrap().iter().map(|member| &*member.name).collect();
    assert_eq!(names, ["200", "true", "1.0", "~", "x y", "f"]);
}

#[test]
fn merges_let_a_members_own_value_win() {
    let root = tree(
        "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\nboth:\n  z: 0\n  <<: [*base, *more]\n  a: 9\nquoted: {'<<': 1}\n",
    );
    let both = root.get("both").and_then(Node::as_mapping).unwrap();
    let pairs: Vec<_> = both.iter().map(|member| (&*member.name, member.node.text().unwrap())).collect();
    assert_eq!(pairs, [("z", "0"), ("b", "2"), ("c", "4"), ("a", "9")]);
    assert!(root.get("quoted").and_then(|quoted| quoted.get("<<")).is_some());
}

#[test]
fn aliases_repeat_values_and_may_be_keys() {
    let root = tree("a: &x {b: [1]}\nc: *x\nd: &key name\n*key : e\n");
    assert_eq!(root.get("a"), root.get("c"));
    assert_eq!(root.get("name").and_then(Node::as_str), Some("e"));
}

#[test]
fn yaml_s_own_tags_are_honoured_and_others_ignored() {
    let root =
        tree("[!!str 12, !!int '12', !!float 1, !!bool 'true', !!null '', !mine 12, !mine {a: 1}, ! 12, !!str ~]");
    let kinds: Vec<_> = root.as_sequence().unwrap().iter().map(Node::kind_name).collect();
    assert_eq!(
        kinds,
        ["a text", "a number", "a number", "a boolean", "null", "a number", "a mapping", "a text", "a text"]
    );
}

#[test]
fn large_mappings_find_every_member() {
    let text: String = (0..500).map(|number| format!("key{}: {number}\n", number * 7919 % 500)).collect();
    let root = tree(&text);
    for number in 0..500 {
        assert!(root.get(&format!("key{number}")).is_some());
    }
    assert!(root.get("key500").is_none() && root.get("").is_none());
}

#[test]
fn nodes_are_read_as_types_without_some_members() {
    #[derive(serde::Deserialize, Debug, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Limits {
        low: i64,
        high: f64,
        names: Vec<String>,
    }
    let root = tree("low: -3\nhigh: -9223372036854776000\nnames: [a, \"1\"]\nextra: {deep: 1}\n");
    let read = root.read_as::<Limits>(&["extra"]).unwrap();
    assert_eq!(read, Limits { low: -3, high: -9_223_372_036_854_776_000.0, names: vec!["a".into(), "1".into()] });
    assert!(root.read_as::<Limits>(&[]).unwrap_err().contains("extra"));
    let info = tree("title: t\nversion: '1.0'\nx-logo: {url: u}\n").read_as::<openapiv3::Info>(&[]).unwrap();
    assert_eq!((info.title.as_str(), info.extensions.len()), ("t", 1));
}

#[test]
fn pointers_say_where_places_are() {
    let sources = sources("a.yaml", "paths:\n  /a~b/{id}:\n    get:\n      tags: [x, y]\n    put: {}\n");
    let place = |line, column| Place::new(FileId(0), Mark::new(line, column));
    let words = sources.pointer_of(&[place(4, 17), place(2, 3), place(5, 5), place(1, 1), place(3, 5), place(9, 9)]);
    let path = "/paths/~1a~0b~1{id}";
    assert_eq!(words, [&format!("{path}/get/tags/1"), "/paths", &format!("{path}/put"), "", path, ""]);
}

#[test]
fn pointers_of_xml_name_elements() {
    let text = "<e:Edmx xmlns:e='u'><e:DataServices>\n<Schema><EntityType Name='A'/></Schema>\n<Schema>\
                <EntityType Name='vppToken'><Key/><Property\n Name='id' Type='Edm.X'/></EntityType></Schema>\
                </e:DataServices></e:Edmx>";
    let sources = sources("m.xml", text);
    let place = |needle: &str| sources.file(FileId(0)).place_at(text.find(needle).unwrap());
    let words = sources.pointer_of(&[place("<Property"), place("Type='Edm.X"), place("<Key"), place("<e:Edmx")]);
    let services = "/e:Edmx/e:DataServices";
    let entity = format!("{services}/Schema[2]/EntityType[vppToken]");
    let expected = [format!("{entity}/Property[id]"), format!("{entity}/Property[id]/@Type"), format!("{entity}/Key")];
    assert_eq!(words, [expected.as_slice(), &["/e:Edmx".to_owned()]].concat());
}

#[test]
fn offsets_and_marks_are_each_other_s_inverse() {
    let text = format!("äö\n{}\r\n\nend", "é".repeat(3000));
    let sources = sources("a.yaml", &text);
    let file = sources.file(FileId(0));
    for (offset, _) in text.char_indices() {
        assert_eq!(file.offset_of(file.mark_at(offset)), Some(offset), "{:?}", file.mark_at(offset));
    }
    assert_eq!(file.mark_at(text.len()), Mark::new(4, 4));
    assert_eq!(file.offset_of(Mark::new(9, 1)), None);
    assert_eq!(file.offset_of(Mark::default()), None);
}

#[test]
fn scalars_of_every_kind_give_back_their_text() {
    let root = tree("[1.10, null, 0x1F, true, NO, \"q\", 'r']");
    let texts: Vec<_> = root.as_sequence().unwrap().iter().filter_map(Node::text).collect();
    assert_eq!(texts, ["1.10", "null", "0x1F", "true", "NO", "q", "r"]);
    assert!(matches!(root.value, Value::Sequence(_)) && root.text().is_none());
}
