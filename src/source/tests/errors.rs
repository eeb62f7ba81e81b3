//! Files that cannot be read, each with its code, its place and a way to mend it.

use std::fs;

use super::{Budget, Input, Sources, error, spot};
use crate::{diagnostics::Code, source::xml};

#[test]
fn texts_that_are_refused() {
    let cases: &[(&str, &[u8], Code, (u32, u32))] = &[
        ("a.yaml", b"ok: 1\nbad: \xE4\n", Code::NotUtf8, (2, 6)),
        ("a.json", b"\xFF\xFE{\0}\0", Code::Utf16, (0, 0)),
        ("a.json", b"\xFE\xFF\0{\0}", Code::Utf16, (0, 0)),
        ("a.yaml", b"\0o\0p\0e\0n", Code::Utf16, (0, 0)),
        ("a.yaml", b"o\0p\0e\0n\0", Code::Utf16, (0, 0)),
        ("a.yaml", b"", Code::EmptyFile, (1, 1)),
        ("a.yaml", b" \n\t\n", Code::EmptyFile, (1, 1)),
        ("a.yaml", b"# nothing\n", Code::EmptyFile, (1, 1)),
        ("a.yaml", b"a: b: c\n", Code::BrokenYaml, (1, 5)),
        ("a.yaml", b"a:\n\tb: 1\n", Code::BrokenYaml, (2, 2)),
        ("a.yaml", b"a: 'x\n", Code::BrokenYaml, (1, 4)),
        ("a.json", b"{\"a\": 1,}", Code::BrokenJson, (1, 9)),
        ("a.json", b"{\"a\": [1, 2", Code::BrokenJson, (1, 11)),
        ("a.json", b"{\n  \"\xC3\xA4\": x}", Code::BrokenJson, (2, 8)),
        ("a.json", b"{\"a\": \"\\ud800\"}", Code::BrokenJson, (1, 7)),
        ("a.json", b"{\"a\": 01}", Code::BrokenJson, (1, 8)),
        ("a.json", b"{}\n {}", Code::TrailingText, (2, 2)),
        ("a.json", b"{\"a\": 1,\n \"a\": 2}", Code::DuplicateKey, (2, 2)),
        ("a.yaml", b"x: {a: 1}\ny:\n  a: 1\n  b: 2\n  a: 3\n", Code::DuplicateKey, (5, 3)),
        ("a.yaml", b"a: 1\n---\nb: 2\n", Code::SeveralDocuments, (2, 1)),
        ("a.yaml", b"? [a, b]\n: c\n", Code::KeyNotText, (1, 3)),
        ("a.yaml", b"x:\n  {id}: c\n", Code::KeyNotText, (2, 3)),
        ("a.yaml", b"a:\n  <<: 1\n", Code::BadMerge, (2, 7)),
        ("a.yaml", b"a: *b\n", Code::UnknownAlias, (1, 4)),
        ("a.yaml", b"a: &a [*a]\n", Code::UnknownAlias, (1, 8)),
        ("a.yaml", b"a: !!int twelve\n", Code::BadTag, (1, 4)),
    ];
    for (name, text, code, place) in cases {
        let found = error(name, text);
        let shown = String::from_utf8_lossy(text);
        assert_eq!((found.code, spot(&found)), (*code, *place), "{shown:?}: {}", found.message);
        assert!(found.help.is_some(), "{shown:?}");
    }
}

#[test]
fn a_key_given_twice_shows_both_places() {
    let many: String = (0..50).map(|number| format!("k{number}: 1\n")).collect();
    let found = error("a.yaml", format!("{many}k7: 2\n"));
    let first = found.notes.first().and_then(|note| note.place).unwrap();
    assert_eq!((spot(&found), first.mark.line), ((51, 1), 8));
}

#[test]
fn json_with_comments_is_read_as_yaml_unless_it_is_called_json() {
    let text = "{ # a comment\n  a: [1, 2],\n}\n";
    assert!(super::open("a.yaml", text.as_bytes()).is_ok());
    assert!(super::open("<stdin>", text.as_bytes()).is_ok());
    assert_eq!(error("a.json", text).code, Code::BrokenJson);
}

#[test]
fn files_that_are_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let open = |path: &str, budget: &Budget| match Sources::open(Input::Path(folder.path().join(path)), budget) {
        Ok(_) => panic!("{path} was read"),
        Err((sources, diagnostics)) => {
            assert_eq!(sources.file(sources.root()).name(), folder.path().join(path).to_string_lossy());
            diagnostics.into_vec().remove(0)
        }
    };
    fs::write(folder.path().join("large.yaml"), "a: 123456789").unwrap();
    fs::create_dir(folder.path().join("sub")).unwrap();
    assert_eq!(open("none.yaml", &Budget::default()).code, Code::FileUnreadable);
    assert_eq!(open("none/none.yaml", &Budget::default()).code, Code::FileUnreadable);
    assert_eq!(open("sub", &Budget::default()).code, Code::FileIsFolder);
    let small = Budget { bytes: 5, ..Budget::default() };
    assert_eq!(open("large.yaml", &small).code, Code::FileTooLarge);
}

#[test]
fn xml_that_is_refused() {
    let parse = |text: &str| {
        let sources = super::sources("m.xml", text);
        let found = xml(sources.file(sources.root())).map(|_| ()).unwrap_err();
        (found.code, spot(&found))
    };
    assert_eq!(parse("<a>\n<b></a>"), (Code::BrokenXml, (2, 4)));
    assert_eq!(parse("<a>&nope;</a>").0, Code::BrokenXml);
    assert_eq!(parse("<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), (Code::DocumentType, (2, 1)));
    assert_eq!(parse(&format!("{}{}", "<a>".repeat(300), "</a>".repeat(300))).0, Code::NestedTooDeeply);
}
