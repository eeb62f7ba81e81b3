//! A schema or an operation more renames nothing that was there: every line of `names.txt` stays as it is, wherever
//! in the description the new one stands, and also when it has the name of another one spelled differently.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{collections::BTreeSet, path::Path};

use rest_bindgen::{config::Options, diagnostics::Diagnostics, names::Names, pipeline, source::Input};
use serde_json::json;
use serde_yaml::{Mapping, Value};
use support::{description, folders, has_errors, listed_descriptions, options, root, said, tree};

/// Where something new is put.
#[derive(Clone, Copy, Debug)]
enum Position {
    Start,
    Middle,
    End,
}

const POSITIONS: [Position; 3] = [Position::Start, Position::Middle, Position::End];

impl Position {
    fn among(self, count: usize) -> usize {
        match self {
            Self::Start => 0,
            Self::Middle => count / 2,
            Self::End => count,
        }
    }
}

/// What is put there.
#[derive(Clone, Copy, Debug)]
enum Addition {
    Schema,
    /// A schema whose name differs from another's by symbols only.
    SameName,
    Operation,
}

const ADDITIONS: [Addition; 3] = [Addition::Schema, Addition::SameName, Addition::Operation];

/// Copies the files of a folder and of those inside it.
fn copy_all(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("a file").path()) {
        let copy = to.join(file.file_name().expect("a name"));
        if file.is_dir() {
            std::fs::create_dir(&copy).expect("a folder");
            copy_all(&file, &copy);
        } else {
            std::fs::copy(&file, copy).expect("a copy");
        }
    }
}

/// Lines of `names.txt`, each with the line that it belongs to.
fn names(text: String, path: &Path, options: &Options) -> BTreeSet<String> {
    let folder = path.parent().expect("a folder").to_owned();
    let copy = tempfile::tempdir().expect("a folder");
    let input = if path.starts_with(root().join("tests/cases")) {
        // In a folder of its own: another file of the case may refer to it by its name.
        copy_all(&folder, copy.path());
        let file = copy.path().join(path.file_name().expect("a name"));
        std::fs::write(&file, text).expect("a changed copy");
        Input::Path(file)
    } else {
        Input::Text { name: path.display().to_string(), text: text.into_bytes(), folder: Some(folder) }
    };
    let run = pipeline::read(input, options);
    assert!(!has_errors(&run), "{}:\n{}", path.display(), said(&run, path));
    let api = run.result.expect("a model");
    let mut owner = String::new();
    let lines = Names::make(&api, &mut Diagnostics::new()).to_text(&api);
    let in_context = lines.lines().map(|line| {
        if line.starts_with(' ') {
            return format!("{owner}{line}");
        }
        line.split_once(" -> ").map_or(line, |(wire, _)| wire).clone_into(&mut owner);
        line.to_owned()
    });
    in_context.collect()
}

/// Every addition at every position, one by one, or all at once where a description takes long to read.
fn assert_stable(path: &Path, options: &Options, together: bool) {
    let text = std::fs::read_to_string(path).expect("a description");
    let is_xml = path.extension().is_some_and(|extension| extension == "xml");
    let document = Document::of(&text, is_xml);
    let before = names(document.with(&[], Position::Start), path, options);
    let sets: Vec<&[Addition]> = if together { vec![&ADDITIONS] } else { ADDITIONS.chunks(1).collect() };
    for position in POSITIONS {
        for additions in &sets {
            let after = names(document.with(additions, position), path, options);
            let lost: Vec<&String> = before.difference(&after).collect();
            let what = format!("{} with {additions:?} at the {position:?}", path.display());
            assert_eq!(lost, Vec::<&String>::new(), "{what}");
            let is_slice = !options.include.is_empty();
            assert!(is_slice || after.len() > before.len(), "{what}: nothing came into the output");
        }
    }
}

/// A description that something can be added to.
enum Document {
    Tree(Value),
    Xml(String),
}

impl Document {
    fn of(text: &str, is_xml: bool) -> Self {
        if is_xml {
            return Self::Xml(text.to_owned());
        }
        Self::Tree(tree(text))
    }

    fn with(&self, additions: &[Addition], position: Position) -> String {
        match self {
            Self::Tree(tree) => {
                let mut tree = tree.clone();
                for addition in additions {
                    add(&mut tree, *addition, position);
                }
                serde_json::to_string(&tree).expect("a tree that is JSON")
            }
            Self::Xml(text) => {
                additions.iter().fold(text.clone(), |text, addition| add_xml(&text, *addition, position))
            }
        }
    }
}

fn value(json: serde_json::Value) -> Value {
    serde_json::from_value(json).expect("a tree")
}

fn add(tree: &mut Value, addition: Addition, position: Position) {
    let is_swagger = tree.get("swagger").is_some();
    let inline = json!({"type": "object", "properties": {
        "id": {"type": "string"},
        "status": {"type": "string", "enum": ["new", "old"]},
        "parts": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
    }});
    let above: &[&str] = if is_swagger { &["definitions"] } else { &["components", "schemas"] };
    let schema = match addition {
        Addition::Operation => inline,
        Addition::Schema | Addition::SameName => {
            let schemas = entry(tree, above);
            let name = match (addition, schemas.keys().next().and_then(Value::as_str)) {
                (Addition::SameName, Some(first)) => like(first, position),
                _ => format!("Inserted{addition:?}"),
            };
            insert(schemas, &name, inline, position);
            json!({"$ref": format!("#/{}/{name}", above.join("/"))})
        }
    };
    // An operation that answers with it, for what nothing uses need not come into the output.
    let mut answer = json!({"description": "It."});
    if is_swagger {
        answer["schema"] = schema;
    } else {
        answer["content"] = json!({"application/json": {"schema": schema}});
    }
    let tag = first_tag(tree);
    let id = format!("insert{addition:?}");
    let operation = json!({"operationId": id, "tags": [tag], "responses": {"200": answer}});
    insert(entry(tree, &["paths"]), &format!("/inserted/{addition:?}"), json!({"post": operation}), position);
}

/// Another spelling of a name, before it or after it in any order, and never nearer to what Rust calls it.
fn like(name: &str, position: Position) -> String {
    match position {
        Position::Start => format!("-{name}"),
        Position::Middle | Position::End => format!("{name}_"),
    }
}

fn first_tag(tree: &Value) -> String {
    let paths = tree.get("paths").and_then(Value::as_mapping);
    let items = paths.into_iter().flat_map(Mapping::values).filter_map(Value::as_mapping).flat_map(Mapping::values);
    let mut tags = items.filter_map(|operation| operation.get("tags")?.get(0)?.as_str());
    tags.next().unwrap_or("things").to_owned()
}

/// The mapping below these keys, made where there is none.
fn entry<'a>(mut tree: &'a mut Value, keys: &[&str]) -> &'a mut Mapping {
    for key in keys {
        let mapping = tree.as_mapping_mut().expect("a mapping");
        tree = mapping.entry(Value::from(*key)).or_insert_with(|| Value::Mapping(Mapping::new()));
    }
    tree.as_mapping_mut().expect("a mapping")
}

fn insert(mapping: &mut Mapping, key: &str, json: serde_json::Value, position: Position) {
    let mut entries: Vec<(Value, Value)> = std::mem::take(mapping).into_iter().collect();
    entries.insert(position.among(entries.len()), (Value::from(key), value(json)));
    mapping.extend(entries);
}

fn add_xml(text: &str, addition: Addition, position: Position) -> String {
    let attribute = |element: &str, name: &str| {
        let (_, rest) = text.split_once(element).expect("an element");
        let (_, rest) = rest.split_once(&format!("{name}=\"")).expect("an attribute");
        rest.split('"').next().expect("a value").to_owned()
    };
    let name = match addition {
        Addition::SameName => format!("{}_", attribute("<EntityType ", "Name")),
        Addition::Schema | Addition::Operation => format!("Inserted{addition:?}"),
    };
    let namespace = attribute("<Schema ", "Namespace");
    let function = format!("get{addition:?}");
    let added = match addition {
        Addition::Operation => format!("<Function Name=\"{function}\"><ReturnType Type=\"Edm.String\"/></Function>"),
        Addition::Schema | Addition::SameName => format!(
            "<ComplexType Name=\"{name}\"><Property Name=\"id\" Type=\"Edm.String\"/></ComplexType>\
             <Function Name=\"{function}\"><ReturnType Type=\"{namespace}.{name}\"/></Function>"
        ),
    };
    let end = text.find("</Schema>").expect("a schema");
    let types: Vec<usize> = text[..end].match_indices("<EntityType ").map(|(start, _)| start).collect();
    let place = types.get(position.among(types.len())).copied().unwrap_or(end);
    let text = format!("{}{added}{}", &text[..place], &text[place..]);
    let import = format!("<FunctionImport Name=\"{function}\" Function=\"{namespace}.{function}\"/>");
    text.replacen("</EntityContainer>", &format!("{import}</EntityContainer>"), 1)
}

#[test]
fn in_the_cases() {
    for case in folders("cases") {
        let (options, path) = (options(&case), description(&case));
        // Additions are OpenAPI's, or CSDL's in XML, which is the same model as in JSON.
        let text = std::fs::read_to_string(&path).expect("a description");
        let is_csdl_json = text.contains("\"$Version\"");
        // Beside a reference nothing can be added.
        let is_elsewhere = text.contains("paths: { $ref:");
        if options.overlays.is_empty() && !is_csdl_json && !is_elsewhere {
            assert_stable(&path, &options, false);
        }
    }
}

#[test]
fn in_a_slice_of_graph() {
    for name in ["openapi.yaml", "metadata.xml"] {
        assert_stable(&root().join("specs/vpp-tokens").join(name), &Options::default(), false);
    }
}

/// Real descriptions, when they are there.
#[test]
fn in_the_listed_descriptions() {
    for path in listed_descriptions() {
        eprintln!("{}", path.display());
        assert_stable(&path, &Options::default(), true);
    }
}

/// Operations that could be called the same, and which of two comes later is chance: path, tag and operationId.
const ALIKE: &[[(&str, &str, &str); 2]] = &[
    [("/pets/{id}", "pets", "getPet"), ("/pets", "pets", "getPets")],
    [("/pets/{id}", "pets", "deletePet"), ("/pets", "pets", "deletePets")],
    [("/users/{id}", "users", "userGet"), ("/users", "users", "usersGet")],
    [("/users/{id}", "user", "userGet"), ("/users", "user", "usersGet")],
    [("/types/{id}/order", "pet types", "getPetTypeOrder"), ("/types/order", "pet types", "getPetTypesOrder")],
    [("/users/{id}/keys", "user keys", "getUserKeys"), ("/keys/{id}", "user keys", "getUserKey")],
    [("/pets/{id}", "pets", ""), ("/{id}", "pets", "")],
    [("/pets/{id}", "pets", ""), ("/v1/pets/{id}", "pets", "")],
    [("/v1/pets/{id}", "pets", ""), ("/v1/{id}", "pets", "")],
    [("/pets", "pets", ""), ("/", "pets", "")],
    [("/pets/stats", "pets", ""), ("/stats", "pets", "")],
    [("/pets/{id}", "pets", ""), ("/owners/{owner}/pets/{id}", "pets", "")],
    [("/users/{id}/pets", "pets", ""), ("/users/{id}", "pets", "")],
    [("/pets/{id}", "", ""), ("/{tenant}/pets/{id}", "", "")],
    [("/pets/{id}/tags", "", ""), ("/{id}/pets/tags", "", "")],
    [("/user", "users", ""), ("/users", "users", "")],
    [("/files/{name}.json", "", ""), ("/files/{name}/json", "", "")],
    [("/files/{id}:cancel", "", ""), ("/files/{id}/cancel", "", "")],
    [("/files/{a}.{b}", "", ""), ("/files/{a}/{b}", "", "")],
    [("/files/{a}-{b}", "", ""), ("/files/{a}.{b}", "", "")],
];

#[test]
fn of_operations_that_could_be_called_the_same() {
    let named = |operations: &[(&str, &str, &str)]| {
        let mut paths = serde_json::Map::new();
        for (path, tag, id) in operations {
            let parameters: Vec<serde_json::Value> = path
                .split('{')
                .filter_map(|rest| rest.split_once('}'))
                .map(|(name, _)| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
                .collect();
            let mut operation = json!({"parameters": parameters, "responses": {"204": {"description": "Done."}}});
            if !tag.is_empty() {
                operation["tags"] = json!([tag]);
            }
            if !id.is_empty() {
                operation["operationId"] = json!(id);
            }
            paths.insert((*path).to_owned(), json!({"get": operation}));
        }
        let document = json!({"openapi": "3.0.3", "info": {"title": "Alike", "version": "1"}, "paths": paths});
        names(document.to_string(), Path::new("/alike.json"), &Options::default())
    };
    for [one, other] in ALIKE {
        let both = named(&[*one, *other]);
        for alone in [one, other] {
            let lost: Vec<String> = named(&[*alone]).difference(&both).cloned().collect();
            assert_eq!(
                lost,
                Vec::<String>::new(),
                "{alone:?} is called otherwise beside the other of {one:?} and {other:?}"
            );
        }
    }
}
