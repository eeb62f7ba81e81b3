//! Our YAML reader against `serde_yaml`, on small tricky texts and on a folder of descriptions.

use std::{env, fs, path::Path};

use super::tree;
use crate::source::{Budget, Input, Node, Sources, Value};

#[test]
fn small_texts() {
    let texts = [
        "a: |\n  one\n   two\n\n  three\n\nb: >-\n  folded\n  text\n\n  more\nc: |+\n  kept\n\nd: >\n  x\n\n\n   y\n",
        "a: plain over\n  two lines\nb: 'it''s'\nc: \"tab\\tand \\u00e9 \\x41 \\\n  joined\"\nd: \"\"\n",
        "- - a\n  - b\n-\n  c: d\n- \n- [x, [y, {z: 1}]]\n",
        "a: {b: c, 'd': \"e\", f: [], g: {}}\nh: [1, 2.5, -3, 0x10, 0o7, .inf, ~, null, true, False]\n",
        "a: no\nb: yes\nc: 012\nd: 1_000\ne: 12:30:45\nf: 2020-01-01\ng: 1e3\nh: +1\ni: 0.0\nj: -0\n",
        "url: http://x/y#z\nhash: a#b # comment\nquestion: what?\ndash: a - b\ncolon: a:b\n",
        "a: &x {k: v}\nb: *x\nc: [*x, *x]\nd: &s text\ne: *s\n",
        "? complex\n: value\n? 'other'\n: - 1\n",
        "key with spaces: 1\n\"quoted: key\": 2\n'#': 3\n\"\": 4\n",
        "--- # start\na: 1\n...\n",
        "a:\nb: \nc: ''\nd: !!str\ne: !!str 1\n",
        "{\"json\": [1, \"two\", {\"three\": null}], \"u\": \"\\u00e9\\/\\n\"}",
        "a: \"line one\n\n  line three\"\nb: 'x\n  y'\n",
        "a:\n- 1\n- 2\nb:\n  - 3\n",
        "x: |2\n    indented\n   less\n",
        "a: {\n  b: [\n  1,\n  {c: d}\n  ]\n}\ne: |\n  }\n  ]\n",
        "a:\n  b: \"one\n  two\n three\"\n  c: 'x\n  y'\n",
        "a: |-\n  stripped\n\n\nb: end\n",
        "emoji: \u{1F600}\nbmp: \u{4E2D}\u{6587}\nnbsp: a\u{A0}b\n",
        "\r\na: 1\r\nb: |\r\n  x\r\n  y\r\n",
    ];
    for text in texts {
        let theirs: serde_yaml::Value = serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        if let Err(difference) = agree(&tree(text), &theirs, "") {
            panic!("{difference}\n{text}");
        }
    }
}

#[test]
fn the_descriptions_of_a_folder() {
    let Some(folder) = env::var_os("REST_BINDGEN_CORPUS") else {
        println!("skipped: REST_BINDGEN_CORPUS names no folder");
        return;
    };
    let mut compared = 0;
    let mut differences = Vec::new();
    visit(Path::new(&folder), &mut |path| {
        let Ok(mut text) = fs::read_to_string(path) else { return };
        // Where a text of several lines ends the file without a line break, one of the two adds it.
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let ours = Sources::open(
            Input::Text { name: "a.yaml".into(), text: text.clone().into(), folder: None },
            &Budget::default(),
        );
        let sources = match ours {
            Ok(sources) => sources,
            Err((sources, found)) => {
                // References to other files are refused here; anything else is a finding.
                let first = found.into_vec().remove(0);
                if first.code.as_str().starts_with("RB01") && serde_yaml::from_str::<serde_yaml::Value>(&text).is_ok() {
                    differences.push(format!("{}: {} {:?}", path.display(), first.message, first.place));
                }
                sources
            }
        };
        let (Some(ours), Ok(theirs)) = (sources.tree(sources.root()), serde_yaml::from_str(&text)) else { return };
        compared += 1;
        if let Err(difference) = agree(ours, &theirs, "") {
            differences.push(format!("{}: {difference}", path.display()));
        }
    });
    println!("{compared} files compared");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn visit(folder: &Path, each: &mut impl FnMut(&Path)) {
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            visit(&path, each);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            each(&path);
        }
    }
}

/// Whether the two say the same; keys that `serde_yaml` takes for numbers are compared as texts.
fn agree(ours: &Node, theirs: &serde_yaml::Value, path: &str) -> Result<(), String> {
    let same = match (&ours.value, theirs) {
        (Value::Null(_), serde_yaml::Value::Null) => true,
        (Value::Bool { value, .. }, serde_yaml::Value::Bool(theirs)) => value == theirs,
        (Value::Number(_), serde_yaml::Value::Number(theirs)) => same_number(ours, theirs),
        (Value::String(text), serde_yaml::Value::String(theirs)) => **text == **theirs,
        (Value::Sequence(items), serde_yaml::Value::Sequence(theirs)) => {
            for (position, (ours, theirs)) in items.iter().zip(theirs).enumerate() {
                agree(ours, theirs, &format!("{path}/{position}"))?;
            }
            items.len() == theirs.len()
        }
        (Value::Mapping(mapping), serde_yaml::Value::Mapping(theirs)) => {
            for (member, (key, theirs)) in mapping.iter().zip(theirs) {
                let key = match key {
                    serde_yaml::Value::String(key) => key.clone(),
                    serde_yaml::Value::Number(key) => key.to_string(),
                    serde_yaml::Value::Bool(key) => key.to_string(),
                    _ => member.name.to_string(),
                };
                if *member.name != *key {
                    return Err(format!("{path}: key {} is {key} to them", member.name));
                }
                agree(&member.node, theirs, &format!("{path}/{key}"))?;
            }
            mapping.len() == theirs.len()
        }
        (_, serde_yaml::Value::Tagged(tagged)) => return agree(ours, &tagged.value, path),
        _ => false,
    };
    if same { Ok(()) } else { Err(format!("{path}: {ours:?} is {theirs:?} to them")) }
}

fn same_number(ours: &Node, theirs: &serde_yaml::Number) -> bool {
    theirs.as_i64().is_some_and(|theirs| ours.as_i64() == Some(theirs))
        || theirs.as_u64().is_some_and(|theirs| ours.as_u64() == Some(theirs))
        || theirs.as_f64().is_some_and(|theirs| {
            ours.as_f64().is_some_and(|ours| ours.total_cmp(&theirs).is_eq() || ours.is_nan() && theirs.is_nan())
        })
}
