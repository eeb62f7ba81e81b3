//! Newcomers of a description: for everything in it that has a name, something that would take it.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::json;
use serde_yaml::{Mapping, Value};

/// What `names.txt` says: things with their paths, and their parts.
pub(crate) struct Named<'n>(HashMap<&'n str, Thing<'n>>);

/// A path, and the parts with their names.
type Thing<'n> = (&'n str, Vec<(&'n str, &'n str)>);

impl<'n> Named<'n> {
    pub(crate) fn read(names: &'n str) -> Self {
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
pub(crate) fn with_newcomers(mut tree: Value, named: &Named<'_>) -> Value {
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
pub(crate) fn with_newcomers_in_xml(text: &str, named: &Named<'_>) -> String {
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

/// Parameters of a path.
pub(crate) fn parameters(path: &str, is_swagger: bool) -> Vec<serde_json::Value> {
    let names = path.split('{').filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let one = |name: &str| match is_swagger {
        true => json!({"name": name, "in": "path", "required": true, "type": "string"}),
        false => json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}),
    };
    names.map(one).collect()
}
