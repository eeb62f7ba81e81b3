//! What an earlier output named keeps its name whatever comes beside it: newcomers here are made to take the name of
//! something that is there, one for everything that has a name, and stand before it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
};

use rest_bindgen::{
    config::{KeepNames, OperationSurface, Options, Rename},
    diagnostics::Diagnostics,
    names::Names,
    pipeline,
    source::Input,
};
use serde_json::json;
use serde_yaml::{Mapping, Value};
use support::{corpus, description, folders, has_errors, options, root, said, tree};

/// `names.txt` of a description after an earlier one.
fn names(text: String, path: &Path, options: &Options, earlier: &str) -> String {
    let folder = path.parent().map(Path::to_owned);
    let input = Input::Text { name: path.display().to_string(), text: text.into_bytes(), folder };
    let run = pipeline::read(input, options);
    assert!(!has_errors(&run), "{}:\n{}", path.display(), said(&run, path));
    let api = run.result.expect("a model");
    Names::make_after(pipeline::kept(options, earlier), &api, &mut Diagnostics::new()).to_text(&api)
}

/// Lines of `names.txt`, each with the line that it belongs to.
fn lines(names: &str) -> BTreeSet<String> {
    let mut owner = "";
    let in_context = names.lines().map(|line| {
        if line.starts_with(' ') {
            return format!("{owner}{line}");
        }
        owner = line.split_once(" -> ").map_or(line, |(wire, _)| wire);
        line.to_owned()
    });
    in_context.collect()
}

/// What was there and is called otherwise now, or is there no more.
fn lost(before: &str, after: &str) -> Vec<String> {
    lines(before).difference(&lines(after)).cloned().collect()
}

/// A description of these schemas and operations: path, operationId, tag, and schema of the answer.
fn document(schemas: &serde_json::Value, operations: &[serde_json::Value]) -> String {
    let mut paths = serde_json::Map::new();
    for one in operations {
        let [path, id, tag] = ["path", "id", "tag"].map(|key| one[key].as_str().unwrap_or_default());
        let mut operation =
            json!({"responses": {"204": {"description": "Done."}}, "parameters": parameters(path, false)});
        if let Some(answer) = one.get("gives") {
            let content = json!({"application/json": {"schema": answer}});
            operation["responses"] = json!({"200": {"description": "It.", "content": content}});
        }
        if !id.is_empty() {
            operation["operationId"] = json!(id);
        }
        if !tag.is_empty() {
            operation["tags"] = json!([tag]);
        }
        paths.insert(path.to_owned(), json!({"get": operation}));
    }
    let components = json!({"schemas": schemas});
    json!({"openapi": "3.1.0", "info": {"title": "Kept", "version": "1"}, "paths": paths, "components": components})
        .to_string()
}

/// Parameters of a path.
fn parameters(path: &str, is_swagger: bool) -> Vec<serde_json::Value> {
    let names = path.split('{').filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let one = |name: &str| match is_swagger {
        true => json!({"name": name, "in": "path", "required": true, "type": "string"}),
        false => json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}),
    };
    names.map(one).collect()
}

/// Kinds of pairs in which the second takes the name of the first, unless it is known which was there first.
fn pairs() -> Vec<(&'static str, String, String)> {
    let operations = |what, first: serde_json::Value, second: serde_json::Value| {
        let nothing = json!({});
        (what, document(&nothing, std::slice::from_ref(&first)), document(&nothing, &[second, first]))
    };
    let gives =
        |path: &str, schema: serde_json::Value| json!({"path": path, "id": path, "tag": "pets", "gives": schema});
    let size = |name: &str, values: [&str; 2]| {
        json!({"type": "object", "properties": {
            "size": {"type": "string", "enum": values, "x-ms-enum": {"name": name}},
        }})
    };
    let of =
        |schemas: serde_json::Value| document(&schemas, &[gives("/all", json!({"$ref": "#/components/schemas/All"}))]);
    let object = |names: &[&str]| {
        let properties: serde_json::Map<_, _> =
            names.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
        json!({"type": "object", "properties": properties})
    };
    let values = |values: &[&str]| json!({"type": "string", "enum": values});
    vec![
        operations(
            "a name of the path beside an operationId",
            json!({"path": "/pets/{id}", "tag": "pets"}),
            json!({"path": "/pets/by-id", "tag": "pets", "id": "getById"}),
        ),
        operations(
            "a path with and without `api`",
            json!({"path": "/pets/{id}", "tag": "pets"}),
            json!({"path": "/api/pets/{id}", "tag": "pets"}),
        ),
        operations(
            "a path with and without a slash at the end",
            json!({"path": "/pets/{id}/tags/", "tag": "pets"}),
            json!({"path": "/pets/{id}/tags", "tag": "pets"}),
        ),
        operations(
            "a group by path and by tag",
            json!({"path": "/users/search"}),
            json!({"path": "/search", "tag": "users"}),
        ),
        operations(
            "an operationId twice",
            json!({"path": "/pets/{id}", "tag": "pets", "id": "find"}),
            json!({"path": "/owners/{id}", "tag": "pets", "id": "find"}),
        ),
        operations(
            "the group before and after what is done",
            json!({"path": "/pets/{id}", "tag": "pets", "id": "getPet"}),
            json!({"path": "/all-pets", "tag": "pets", "id": "petsGet"}),
        ),
        (
            "a name that is given to inline enumerations",
            document(&json!({}), &[gives("/b", size("Size", ["small", "big"]))]),
            document(&json!({}), &[gives("/a", size("Size", ["1", "2"])), gives("/b", size("Size", ["small", "big"]))]),
        ),
        (
            "a schema that is called as an inline one is",
            of(json!({"All": {"type": "object", "properties": {"owner": object(&["name"])}}})),
            of(json!({
                "All": {"type": "object", "properties": {
                    "owner": object(&["name"]), "other": {"$ref": "#/components/schemas/AllOwner"},
                }},
                "AllOwner": object(&["id"]),
            })),
        ),
        (
            "a schema that is spelled as Rust spells another",
            of(json!({"All": {"type": "object", "properties": {"one": {"$ref": "#/components/schemas/pet_dog"}}},
                "pet_dog": object(&["id"])})),
            of(json!({"All": {"type": "object", "properties": {
                "one": {"$ref": "#/components/schemas/pet_dog"}, "two": {"$ref": "#/components/schemas/PetDog"},
            }}, "pet_dog": object(&["id"]), "PetDog": object(&["id"])})),
        ),
        ("a resource of the same last name", resources(&["b"]), resources(&["a", "b"])),
        ("a member", of(json!({"All": object(&["petName"])})), of(json!({"All": object(&["PetName", "petName"])}))),
        (
            "a value",
            of(json!({"All": values(&["in-use", "free", "gone"])})),
            of(json!({"All": values(&["in use", "in-use", "free", "gone"])})),
        ),
    ]
}

/// An OData service of these sets, each of which contains items.
fn resources(sets: &[&str]) -> String {
    let types: String = sets
        .iter()
        .map(|set| {
            format!(
                "<EntityType Name=\"of_{set}\"><NavigationProperty Name=\"items\" Type=\"shop.item\" ContainsTarget=\"true\"/>\
                 </EntityType>"
            )
        })
        .collect();
    let sets: String = sets.iter().map(|set| format!("<Singleton Name=\"{set}\" Type=\"shop.of_{set}\"/>")).collect();
    format!(
        "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\"><edmx:DataServices>\
         <Schema Namespace=\"shop\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">{types}<EntityType Name=\"item\"/>\
         <EntityContainer Name=\"C\">{sets}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"
    )
}

#[test]
fn the_newcomer_gives_way() {
    let path = root().join("kept.json");
    for (what, before, after) in pairs() {
        let options = Options::default();
        let before = names(before, &path, &options, "");
        assert_ne!(
            lost(&before, &names(after.clone(), &path, &options, "")),
            Vec::<String>::new(),
            "{what} is no pair"
        );
        let kept = names(after.clone(), &path, &options, &before);
        assert_eq!(lost(&before, &kept), Vec::<String>::new(), "{what}");
        assert_eq!(names(after, &path, &options, &kept), kept, "{what}: another run names otherwise");
    }
}

/// What the description or the user calls otherwise by now is called so.
#[test]
fn a_name_is_kept_only_for_what_is_still_called_so() {
    let path = root().join("kept.json");
    let pets = |id: &str, tag: &str| document(&json!({}), &[json!({"path": "/pets", "id": id, "tag": tag})]);
    let mut options = Options::default();
    let before = names(pets("acmeListPets", "pets"), &path, &options, "");
    assert!(before.contains("-> pets::Pets::acme_list_pets\n"), "{before}");
    let other = names(pets("acmeFindPets", "pets"), &path, &options, &before);
    assert!(other.contains("-> pets::Pets::acme_find_pets\n"), "{other}");
    options.keep_names = KeepNames::Always;
    let always = names(pets("acmeFindPets", "pets"), &path, &options, &before);
    assert_eq!(always, before, "unless every name is to be kept");
    options.keep_names = KeepNames::UnlessRenamed;
    let elsewhere = names(pets("acmeListPets", "animals"), &path, &options, &before);
    assert!(elsewhere.contains("-> animals::Animals::acme_list_pets\n"), "{elsewhere}");
    options.rename.operations.push("acmeListPets", "all".to_owned());
    let renamed = names(pets("acmeListPets", "pets"), &path, &options, &before);
    assert!(renamed.contains("-> pets::Pets::all\n"), "{renamed}");
    options = Options::default();
    let no_more = names(pets("acmeListPets", "pets"), &path, &options, &renamed);
    assert_eq!(no_more, before, "a rename that is no more is no name to keep");
    options.naming.strip_operation_prefixes.push("acme".to_owned().into());
    let stripped = names(pets("acmeListPets", "pets"), &path, &options, &before);
    assert!(stripped.contains("-> pets::Pets::list\n"), "{stripped}");
}

/// Where arguments are checked the call stands under a name of ours for as long.
#[test]
fn no_argument_is_called_as_the_call_that_checks_it() {
    let path = root().join("kept.json");
    let mut options = Options::default();
    let text = document(&json!({}), &[json!({"path": "/pets/{pet}", "id": "getPet", "tag": "pets"})]);
    let before = names(text.clone(), &path, &options, "");
    assert!(before.contains("    pet -> pet\n"), "{before}");
    options.keep_names = KeepNames::Always;
    for (wanted, given) in [("animal", "animal"), ("checked_", "pet"), ("__", "pet"), ("_1", "pet")] {
        let kept = names(text.clone(), &path, &options, &before.replace("-> pet\n", &format!("-> {wanted}\n")));
        assert!(kept.contains(&format!("    pet -> {given}\n")), "{kept}");
    }
}

/// The text is one that people merge and mend: nothing in it makes a name that is none, or two of one.
#[test]
fn a_text_that_says_nothing_counts_for_nothing() {
    let path = root().join("kept.json");
    let options = Options::default();
    let text = document(
        &json!({}),
        &[json!({"path": "/pets", "id": "listPets", "tag": "pets"}), json!({"path": "/pets/{id}", "tag": "pets"})],
    );
    let fresh = names(text.clone(), &path, &options, "");
    for earlier in [
        "<<<<<<< ours\n",
        " -> \n -> x\n\u{0}\n",
        "    id -> id\n",
        "operation GET /pets -> pets::Pets::fn main\noperation GET /pets/{id} -> pets::Pets::list\n",
        "operation GET /pets -> pets::Pets::get_by_id\noperation GET /pets/{id} -> ::\n    id -> self\n",
        "operation GET /pets -> r#mod::Mod::list\noperation GET /pets/{id} -> ../x::X::get_by_id\n",
    ] {
        assert_eq!(names(text.clone(), &path, &options, earlier), fresh, "{earlier}");
    }
}

/// What `names.txt` says: things with their paths, and their parts.
struct Named<'n>(HashMap<&'n str, Thing<'n>>);

/// A path, and the parts with their names.
type Thing<'n> = (&'n str, Vec<(&'n str, &'n str)>);

impl<'n> Named<'n> {
    fn read(names: &'n str) -> Self {
        let mut things: HashMap<&str, Thing<'_>> = HashMap::new();
        let mut owner = "";
        for (wire, rust) in names.lines().filter_map(|line| line.rsplit_once(" -> ")) {
            if !wire.starts_with(' ') {
                owner = wire;
                things.insert(wire, (rust, Vec::new()));
            } else if let (Some(part), Some((_, parts))) = (wire.strip_prefix("    "), things.get_mut(owner)) {
                parts.push((part, rust));
            }
        }
        Self(things)
    }

    fn thing(&self, kind: &str, wire: &str) -> Option<&Thing<'n>> {
        self.0.get(&*format!("{kind} {wire}"))
    }

    /// What the types are called.
    fn idents(&self, are_inline: bool) -> BTreeSet<&'n str> {
        let types = self.0.iter().filter_map(|(wire, (rust, _))| Some((wire.strip_prefix("type ")?, *rust)));
        let types = types.filter(|(key, _)| key.contains([' ', '.']) == are_inline);
        types.filter_map(|(_, rust)| rust.rsplit("::").next()).map(|name| name.trim_end_matches('_')).collect()
    }
}

fn value(json: serde_json::Value) -> Value {
    serde_json::from_value(json).expect("a tree")
}

/// Adds newcomers before what is there.
fn put_first(mapping: &mut Mapping, newcomers: Vec<(String, serde_json::Value)>) {
    let entries = std::mem::take(mapping);
    for (key, json) in newcomers {
        if !entries.contains_key(key.as_str()) {
            mapping.insert(Value::from(key), value(json));
        }
    }
    mapping.extend(entries);
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A description with a newcomer for everything that has a name.
fn with_newcomers(mut tree: Value, named: &Named<'_>) -> Value {
    let is_swagger = tree.get("swagger").is_some();
    let above: &[&str] = if is_swagger { &["definitions"] } else { &["components", "schemas"] };
    let mut used: Vec<(String, serde_json::Value)> = Vec::new();
    if let Some(schemas) = below(&mut tree, above) {
        let mut newcomers: Vec<(String, serde_json::Value)> = Vec::new();
        for name in named.idents(false).union(&named.idents(true)) {
            for spelled in [(*name).to_owned(), format!("{name}_"), format!("-{name}")] {
                // One that another file declares is listed by the same name: it is no newcomer beside that, but instead of it.
                if !schemas.contains_key(spelled.as_str()) && named.thing("type", &spelled).is_none() {
                    let reference = json!({"$ref": format!("#/{}/{spelled}", above.join("/"))});
                    used.push((format!("p{}", used.len()), reference));
                    newcomers.push((spelled, json!({"type": "object", "properties": {"id": {"type": "string"}}})));
                }
            }
        }
        for (key, schema) in schemas.iter_mut() {
            if let Some((_, parts)) = key.as_str().and_then(|key| named.thing("type", key)) {
                members(schema, parts);
            }
        }
        put_first(schemas, newcomers);
    }
    for name in named.idents(true) {
        let given = json!({"type": "string", "enum": ["newcomer", "other"], "x-ms-enum": {"name": name}});
        used.push((format!("p{}", used.len()), given));
    }
    let all = json!({"type": "object", "properties": serde_json::Map::from_iter(used)});
    let answer = match is_swagger {
        true => json!({"description": "All.", "schema": all}),
        false => json!({"description": "All.", "content": {"application/json": {"schema": all}}}),
    };
    let mut newcomers = vec![("/newcomers".to_owned(), json!({"get": {"responses": {"200": answer}}}))];
    if let Some(paths) = below(&mut tree, &["paths"]) {
        let taken: HashSet<String> = paths.keys().filter_map(Value::as_str).map(str::to_owned).collect();
        for (path, item) in paths.iter_mut() {
            let Some(path) = path.as_str() else { continue };
            for method in METHODS {
                let key = format!("{} {path}", method.to_uppercase());
                let Some(operation) = item.get_mut(method) else { continue };
                let Some((rust, parts)) = named.thing("operation", &key) else { continue };
                arguments(operation, parts, is_swagger);
                newcomers.extend(operations(operation, path, method, rust, newcomers.len(), is_swagger, &taken));
            }
        }
        put_first(paths, newcomers);
    }
    let schemes: &[&str] = if is_swagger { &["securityDefinitions"] } else { &["components", "securitySchemes"] };
    if let Some(schemes) = below(&mut tree, schemes) {
        let key = |name: &str| (format!("{name}_"), json!({"type": "apiKey", "in": "header", "name": "X-New"}));
        let newcomers = schemes.keys().filter_map(Value::as_str).map(key).collect();
        put_first(schemes, newcomers);
    }
    tree
}

fn below<'a>(mut tree: &'a mut Value, keys: &[&str]) -> Option<&'a mut Mapping> {
    for key in keys {
        tree = tree.get_mut(key)?;
    }
    tree.as_mapping_mut()
}

/// A member and a value for each one that is there: as Rust spells it, and as nobody does.
fn members(schema: &mut Value, parts: &[(&str, &str)]) {
    let spelled = |(wire, rust): &(&str, &str)| {
        [rust.trim_start_matches("r#").to_owned(), format!("{wire}_"), format!("-{wire}")]
    };
    let newcomers = parts.iter().flat_map(spelled);
    if let Some(properties) = below(schema, &["properties"]).filter(|all| !all.is_empty()) {
        let newcomers = newcomers.map(|name| (name, json!({"type": "string"})));
        put_first(properties, newcomers.collect());
        return;
    }
    let is_object =
        |one: &Value| one.get("$ref").is_some() || one.get("type").and_then(Value::as_str) == Some("object");
    let list = schema.get_mut("oneOf").and_then(Value::as_sequence_mut);
    // Where values stand among them, an object more makes another kind of type of it.
    if let Some(list) = list.filter(|list| list.len() > 1 && list.iter().all(is_object)) {
        let titled = |(label, _): &(&str, &str)| {
            value(json!({"title": label, "type": "object", "required": ["newcomer"],
                "properties": {"newcomer": {"type": "string"}}}))
        };
        list.extend(parts.iter().take(1).map(titled));
        return;
    }
    // Lists beside it go by position, and one or two values are said in the names of what they stand for.
    let goes_by_position = schema
        .as_mapping()
        .is_some_and(|schema| schema.keys().filter_map(Value::as_str).any(|key| key.starts_with("x-")));
    let is_text = schema.get("type").and_then(Value::as_str) == Some("string");
    let list = schema.get_mut("enum").and_then(Value::as_sequence_mut);
    if let Some(list) = list.filter(|list| is_text && !goes_by_position && list.len() > 2) {
        let values: Vec<Value> = newcomers.map(Value::from).filter(|one| !list.contains(one)).collect();
        list.splice(0..0, values);
    }
}

/// A parameter for each one that is there: as Rust spells it, and one of the same name in a header.
fn arguments(operation: &mut Value, parts: &[(&str, &str)], is_swagger: bool) {
    let known: HashSet<String> = parts.iter().map(|(wire, _)| wire.to_lowercase()).collect();
    let Some(list) = operation.get_mut("parameters").and_then(Value::as_sequence_mut) else { return };
    let mut newcomers = Vec::new();
    let mut add = |name: &str, place: &str| {
        newcomers.push(value(match is_swagger {
            true => json!({"name": name, "in": place, "type": "string"}),
            false => json!({"name": name, "in": place, "schema": {"type": "string"}}),
        }));
    };
    for (wire, rust) in parts {
        let rust = rust.trim_start_matches("r#");
        let is_new = |name: &str| !known.contains(&name.to_lowercase());
        if let Some(wire) = wire.strip_suffix(" in a header") {
            if is_new(wire) {
                add(wire, "query");
            }
        } else if is_new(&format!("{wire} in a header")) && wire.chars().all(|one| one.is_ascii_alphanumeric()) {
            add(wire, "header");
        }
        if is_new(rust) && *wire != rust {
            add(rust, "query");
        }
    }
    newcomers.dedup();
    list.splice(0..0, newcomers);
}

/// Operations of the same group that could be called as this one is.
fn operations(
    operation: &Value,
    path: &str,
    method: &str,
    rust: &str,
    count: usize,
    is_swagger: bool,
    taken: &HashSet<String>,
) -> Vec<(String, serde_json::Value)> {
    let mut parts = rust.split("::");
    let (group, function) = (parts.next().unwrap_or_default(), parts.last().unwrap_or_default());
    let [group, function] = [group, function].map(|name| name.trim_start_matches("r#").trim_end_matches('_'));
    let first = path.split('/').find(|segment| !segment.is_empty() && !segment.contains('{')).unwrap_or("root");
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
    let made = |path: String, id: &str| {
        let mut made =
            json!({"parameters": parameters(&path, is_swagger), "responses": {"204": {"description": "Done."}}});
        if let Some(tags) = operation.get("tags") {
            made["tags"] = serde_json::to_value(tags).expect("JSON");
        }
        if !id.is_empty() {
            made["operationId"] = json!(id);
        }
        (path, json!({method: made}))
    };
    let elsewhere = |number: usize| format!("/{first}/newcomers/{count}/{number}");
    let mut newcomers = vec![
        made(elsewhere(1), function),
        made(elsewhere(2), &format!("{group}_{function}")),
        made(elsewhere(3), &function.replace('_', "-")),
    ];
    if !id.is_empty() {
        newcomers.push(made(elsewhere(4), id));
    }
    if let Some(tag) = operation.get("tags").and_then(|tags| tags.get(0)).and_then(Value::as_str) {
        let (path, mut item) = made(elsewhere(5), "");
        item[method]["tags"] = json!([format!("-{tag}")]);
        newcomers.push((path, item));
    }
    if path.chars().all(|one| one.is_ascii_alphanumeric() || "/{}_-.".contains(one)) {
        newcomers.push(made(format!("/api{path}"), ""));
        newcomers.push(made(format!("{}/", path.trim_end_matches('/')), ""));
    }
    newcomers.retain(|(path, _)| !taken.contains(path));
    newcomers
}

/// The same in CSDL: types, members, sets and singletons with an underscore, and types as Rust spells others.
fn with_newcomers_in_xml(text: &str, named: &Named<'_>) -> String {
    let mut text = text.to_owned();
    let is_taken = |text: &str, name: &str| text.contains(&format!("Name=\"{name}\""));
    for (element, rest) in [
        ("Property", "Type=\"Edm.String\"/>"),
        ("NavigationProperty", "Type=\"Edm.String\"/>"),
        ("EntitySet", ""),
        ("Singleton", ""),
        ("Member", ""),
    ] {
        let begin = format!("<{element} Name=\"");
        let places: Vec<usize> = text.match_indices(&begin).map(|(place, _)| place).collect();
        for (number, place) in places.into_iter().enumerate().rev() {
            let (before, after) = text.split_at(place);
            let (name, more) = after[begin.len()..].split_once('"').expect("the end of a name");
            let (attributes, _) = more.split_once('>').expect("the end of a tag");
            let attributes = attributes.trim_end_matches('/');
            let newcomer = match element {
                "Property" | "NavigationProperty" => format!("<Property Name=\"{name}_\" {rest}"),
                "Member" if before.rsplit("<EnumType").next().is_some_and(|tag| tag.contains("IsFlags")) => continue,
                "Member" if attributes.contains("Value") => {
                    format!("<Member Name=\"{name}_\" Value=\"{}\"/>", 5000 + number)
                }
                _ => format!("<{element} Name=\"{name}_\"{attributes}/>"),
            };
            if !is_taken(&text, &format!("{name}_")) {
                text = format!("{before}{newcomer}{after}");
            }
        }
    }
    let (_, schema) = text.split_once("<Schema ").expect("a schema");
    let (_, namespace) = schema.split_once("Namespace=\"").expect("its namespace");
    let namespace = namespace.split('"').next().expect("its end").to_owned();
    let spelled = |name: &&str| [(*name).to_owned(), format!("{name}_")];
    let types: Vec<String> = named.idents(true).iter().flat_map(spelled).filter(|one| !is_taken(&text, one)).collect();
    let of_types: String = types
        .iter()
        .map(|name| format!("<ComplexType Name=\"{name}\"><Property Name=\"id\" Type=\"Edm.String\"/></ComplexType>"))
        .collect();
    let properties: String = types
        .iter()
        .enumerate()
        .map(|(number, name)| format!("<Property Name=\"p{number}\" Type=\"{namespace}.{name}\"/>"))
        .collect();
    let all = format!(
        "{of_types}<ComplexType Name=\"newcomers\">{properties}</ComplexType>\
         <Function Name=\"newcomers\"><ReturnType Type=\"{namespace}.newcomers\"/></Function>"
    );
    let first = text.find("<EntityType ").expect("an entity type");
    text.insert_str(first, &all);
    let import = format!("<FunctionImport Name=\"newcomers\" Function=\"{namespace}.newcomers\"/>");
    text.replacen("</EntityContainer>", &format!("{import}</EntityContainer>"), 1)
}

fn as_text(tree: &Value) -> String {
    serde_json::to_string(tree).expect("a tree that is JSON")
}

/// How many names a run without the earlier output would give otherwise: what the newcomers are there for.
fn assert_kept(path: &Path, options: &Options) -> usize {
    let text = std::fs::read_to_string(path).expect("a description");
    let is_xml = path.extension().is_some_and(|extension| extension == "xml");
    let text = if is_xml { text } else { as_text(&tree(&text)) };
    let before = names(text.clone(), path, options, "");
    let named = Named::read(&before);
    let crowded = match is_xml {
        true => with_newcomers_in_xml(&text, &named),
        false => as_text(&with_newcomers(tree(&text), &named)),
    };
    let after = names(crowded.clone(), path, options, &before);
    let mut lost = lost(&before, &after);
    // Alternatives inside alternatives are counted together: there a newcomer moves the place, and not the name.
    lost.retain(|line| {
        !(line.contains(".variant ") && line.rsplit_once(" -> ").is_some_and(|(_, rust)| after.contains(rust)))
    });
    assert!(lost.is_empty(), "{}: {} names, such as {:#?}", path.display(), lost.len(), &lost[..lost.len().min(20)]);
    assert_eq!(names(crowded.clone(), path, options, &after), after, "{}: another run names otherwise", path.display());
    self::lost(&before, &names(crowded, path, options, "")).len()
}

#[test]
fn in_the_cases() {
    let mut taken = 0;
    for case in folders("cases") {
        let (options, path) = (options(&case), description(&case));
        let text = std::fs::read_to_string(&path).expect("a description");
        let is_csdl = path.extension().is_some_and(|extension| extension == "xml") || text.contains("\"$Version\"");
        // What is asked of an operationId is asked of the first that has it.
        let is_for_these =
            options.names.is_none() && options.overlays.is_empty() && options.rename == Rename::default() && !is_csdl;
        if is_for_these {
            taken += assert_kept(&path, &options);
        }
    }
    assert!(taken > 300, "{taken} newcomers would take a name");
}

#[test]
fn in_a_slice_of_graph() {
    for name in ["openapi.yaml", "metadata.xml"] {
        assert!(assert_kept(&root().join("specs/vpp-tokens").join(name), &Options::default()) > 10);
    }
}

#[test]
fn among_request_builders() {
    let options = Options { operations: OperationSurface::Navigation, ..Options::default() };
    assert!(assert_kept(&root().join("specs/library/metadata.xml"), &options) > 10);
}

/// Beyond a number of paths operations are reached by navigation: one more path turns no function into a step.
#[test]
fn beyond_the_number_of_paths_that_are_functions() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, list) = (folder.path().join("metadata.xml"), folder.path().join("names.txt"));
    // A path for the singleton, for each of 70 steps, and for each of so many steps from there.
    let with_steps = |count: usize| {
        let steps = |name: &str, count: usize, to: &str| -> String {
            let step = |number| {
                format!("<NavigationProperty Name=\"{name}{number}\" Type=\"shop.{to}\" ContainsTarget=\"true\"/>")
            };
            (0..count).map(step).collect()
        };
        let entity = |name: &str, steps: String| format!("<EntityType Name=\"{name}\">{steps}</EntityType>");
        format!(
            "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\"><edmx:DataServices>\
             <Schema Namespace=\"shop\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">{}{}{}\
             <EntityContainer Name=\"C\"><Singleton Name=\"one\" Type=\"shop.first\"/></EntityContainer></Schema>\
             </edmx:DataServices></edmx:Edmx>",
            entity("first", steps("a", 70, "second")),
            entity("second", steps("b", count, "third")),
            entity("third", String::new()),
        )
    };
    let mut options = Options::default();
    let before = names(with_steps(70), &path, &options, "");
    assert!(before.contains("operation GET /one/a7/b7 -> "));
    assert!(names(with_steps(72), &path, &options, "").contains("entry one -> one\n"));
    std::fs::write(&list, &before).expect("the names");
    options.names = Some(list);
    assert_eq!(lost(&before, &names(with_steps(72), &path, &options, &before)), Vec::<String>::new());
}

/// Real descriptions, when they are there.
#[test]
fn in_the_listed_descriptions() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: REST_BINDGEN_CORPUS names no folder");
        return;
    };
    let Ok(list) = std::fs::read_to_string(corpus.join("bench.tsv")) else {
        eprintln!("skipped: the corpus has no bench.tsv");
        return;
    };
    let paths: Vec<PathBuf> =
        list.lines().skip(1).filter_map(|line| line.split('\t').nth(1)).map(|path| corpus.join(path)).collect();
    assert!(!paths.is_empty());
    for path in paths {
        eprintln!("{}", path.display());
        let taken = assert_kept(&path, &Options::default());
        eprintln!("{taken} names would be taken");
    }
}
