//! Path items and operations of Swagger 2.0.

use super::{
    parameter::{self, Parameters, schema_of},
    root,
    tree::{Found, boolean, mapping, member},
};
use crate::{
    model::Method,
    openapi::cursor::{At, is_extension},
    source::{Mapping, Node, Sources, Value},
};

/// A member of errors that are read as JSON, which their operation does not produce otherwise.
pub(in crate::openapi) const AS_JSON: &str = "errors in a media type that is not said";

/// The media types that hold unless an operation says others.
struct Defaults<'a> {
    sources: &'a Sources,
    consumes: Vec<&'a str>,
    produces: Vec<&'a str>,
    /// The scheme of the base URL that a client has by itself.
    scheme: &'a str,
    root: At<'a>,
}

impl Defaults<'_> {
    /// The servers of an operation that is served by other schemes than that of the base URL, of which a client speaks
    /// those of HTTP.
    fn servers(&self, operation: At<'_>) -> Option<Node> {
        let spoken: Vec<&str> =
            media_types(operation, "schemes").into_iter().filter(|one| ["http", "https"].contains(one)).collect();
        let is_possible = !spoken.is_empty() && self.root.text("host").is_some();
        is_possible.then(|| root::servers_of(self.root, &spoken))
    }
}

/// `paths` with every operation written anew.
pub(super) fn paths<'a>(sources: &'a Sources, root: At<'a>, paths: At<'a>) -> Node {
    let schemes = media_types(root, "schemes");
    let is_secure = schemes.is_empty() || schemes.contains(&"https");
    let defaults = Defaults {
        sources,
        consumes: media_types(root, "consumes"),
        produces: media_types(root, "produces"),
        scheme: if is_secure { "https" } else { schemes.first().copied().unwrap_or_default() },
        root,
    };
    let paths = Found::here(paths).resolved(sources);
    if paths.at.node.as_mapping().is_none() {
        return paths.copy();
    }
    let items = paths.members().map(|(path, item)| {
        let node = if is_extension(path) { item.copy() } else { path_item(&defaults, item) };
        paths.instead_of(path, path, node)
    });
    mapping(items.collect(), paths.mark())
}

fn media_types<'a>(at: At<'a>, name: &str) -> Vec<&'a str> {
    at.list(name).filter_map(|item| item.node.as_str()).collect()
}

fn path_item(defaults: &Defaults<'_>, item: Found<'_>) -> Node {
    let item = item.resolved(defaults.sources);
    if item.at.node.as_mapping().is_none() {
        return item.copy();
    }
    let shared = Parameters::read(defaults.sources, &item);
    let mut members = Vec::new();
    for (name, found) in item.members() {
        let is_method = Method::ALL.iter().any(|method| method.member() == name);
        let node = match name {
            "parameters" => shared.list(found.mark()),
            _ if is_method && found.at.node.as_mapping().is_some() => {
                operation(defaults, &shared, &found.resolved(defaults.sources))
            }
            _ => found.copy(),
        };
        members.push(item.instead_of(name, name, node));
    }
    mapping(members, item.mark())
}

fn operation(defaults: &Defaults<'_>, shared: &Parameters<'_>, operation: &Found<'_>) -> Node {
    let mark = operation.mark();
    let own = Parameters::read(defaults.sources, operation);
    let stated = |name: &str, default: &[&str]| -> Vec<String> {
        let types = media_types(operation.at, name);
        let types = if operation.at.get(name).is_some() { types } else { default.to_vec() };
        types.into_iter().map(str::to_owned).collect()
    };
    let consumes = stated("consumes", &defaults.consumes);
    let produces = stated("produces", &defaults.produces);
    let mut members = Vec::new();
    for (name, found) in operation.members() {
        let node = match name {
            "consumes" | "produces" => continue,
            "schemes" if media_types(operation.at, "schemes").contains(&defaults.scheme) => continue,
            "schemes" => match defaults.servers(operation.at) {
                Some(servers) => {
                    members.push(member("servers", servers));
                    continue;
                }
                // What no client of HTTP speaks stays, to be listed.
                None => found.copy(),
            },
            "parameters" => own.list(found.mark()),
            "responses" => responses(defaults.sources, &found, &produces),
            _ => found.copy(),
        };
        members.push(operation.instead_of(name, name, node));
    }
    if let Some(body) = parameter::body(shared, &own, &consumes, mark) {
        members.push(member("requestBody", body));
    }
    mapping(members, mark)
}

fn responses(sources: &Sources, responses: &Found<'_>, produces: &[String]) -> Node {
    let mut members = Vec::new();
    let has_success = responses.at.members().any(|(name, _)| name.name.starts_with('2'));
    let has_objects = produces.iter().any(|name| is_of_objects(name));
    for (name, found) in responses.members() {
        let found = found.resolved(sources);
        let is_response = !is_extension(name) && found.at.reference().is_none();
        let is_error = name.starts_with(['4', '5']) || (has_success && name == "default");
        let produces = Produces { types: produces, no_objects: is_error && !produces.is_empty() && !has_objects };
        let node = if is_response { response(sources, &found, produces) } else { found.copy() };
        members.push(responses.instead_of(name, name, node));
    }
    if responses.at.node.as_mapping().is_none() {
        return responses.copy();
    }
    mapping(members, responses.mark())
}

/// The media types of an answer.
#[derive(Clone, Copy)]
struct Produces<'a> {
    types: &'a [String],
    /// Whether it is an error, and none of them is of objects. What an operation produces is said once, and meant of what
    /// succeeds.
    no_objects: bool,
}

/// Whether a media type is one that an object is written in.
fn is_of_objects(media_type: &str) -> bool {
    let name = media_type.to_ascii_lowercase();
    ["json", "xml", "yaml", "cbor", "form", "*"].iter().any(|word| name.contains(word))
}

/// Whether a schema is of objects or of lists, and so no stream of bytes.
fn is_composed(schema: &Found<'_>, sources: &Sources) -> bool {
    let at = schema.clone().resolved(sources).at;
    let says = |name: &str| at.get(name).is_some();
    matches!(at.text("type"), Some("object" | "array")) || says("properties") || says("allOf")
}

fn response(sources: &Sources, response: &Found<'_>, produces: Produces<'_>) -> Node {
    let mut members = Vec::new();
    let json = ["application/json".to_owned()];
    let as_json = produces.no_objects && response.get("schema").is_some_and(|schema| is_composed(&schema, sources));
    let produces = if as_json { &json } else { produces.types };
    for (name, found) in response.members() {
        let (name_in_3, node) = match name {
            "examples" => continue,
            "schema" => ("content", content(&found, produces, response.get("examples").as_ref())),
            "headers" => ("headers", headers(&found)),
            other => (other, found.copy()),
        };
        members.push(response.instead_of(name, name_in_3, node));
    }
    if as_json {
        members.push(member(AS_JSON, boolean(true, response.mark())));
    }
    mapping(members, response.mark())
}

fn headers(headers: &Found<'_>) -> Node {
    let mut members = Vec::new();
    for (name, found) in headers.members() {
        let mut schema = schema_of(&found);
        if let Value::Mapping(members) = &mut schema.value {
            // No header of OpenAPI 3 is written otherwise than with commas; what is read there lists it.
            let format = found.copies(|name| name == "collectionFormat");
            *members = Mapping::new(std::mem::take(members).into_members().into_iter().chain(format).collect());
        }
        let mut parts = found.copies(|name| name == "description");
        parts.push(member("schema", schema));
        members.push(headers.instead_of(name, name, mapping(parts, found.mark())));
    }
    mapping(members, headers.mark())
}

/// A schema under every media type that may be answered.
/// What is answered by media type, each with its example (Response Object `examples`).
fn content(schema: &Found<'_>, produces: &[String], examples: Option<&Found<'_>>) -> Node {
    let mark = schema.mark();
    let default = if schema.at.text("type") == Some("file") { "application/octet-stream" } else { "application/json" };
    let default = [default.to_owned()];
    let types = if produces.is_empty() { &default } else { produces };
    let entry = |name: &String| {
        let example = examples.and_then(|examples| examples.get(name));
        let example = example.map(|example| member("example", example.copy()));
        let said = [member("schema", schema.copy())].into_iter().chain(example);
        member(name, mapping(said.collect(), mark))
    };
    mapping(types.iter().map(entry).collect(), mark)
}
