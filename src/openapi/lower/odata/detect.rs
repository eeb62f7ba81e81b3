//! Whether a description is of an OData service, and what holds for all of it.

use std::collections::HashSet;

use crate::{
    model::RuntimeType,
    openapi::{
        cursor::{At, is_extension},
        lower::context::Document,
        reference,
    },
    source::{Node, Sources, Value},
};

/// What is known of an OData service.
#[derive(Debug)]
pub(in crate::openapi::lower) struct Facts {
    /// The namespace of the service's own types.
    pub(in crate::openapi::lower) namespace: Option<String>,
    /// Schemas that only error responses reach.
    errors: HashSet<String>,
    /// Names of properties that paths read or write as streams.
    streams: HashSet<String>,
}

/// Namespaces of schemas that are the same for every service.
const BUILT_IN: [&str; 2] = ["Edm", "GeoJSON"];

impl Facts {
    /// Whether a schema describes a part of the protocol, which the runtime knows: errors, and the helpers that
    /// converters add, which have no namespace.
    pub(in crate::openapi::lower) fn is_of_the_runtime(&self, name: &str) -> bool {
        let is_helper = || self.namespace.is_some() && !name.contains('.');
        let is_built_in = || name.rsplit_once('.').is_some_and(|(space, _)| BUILT_IN.contains(&space));
        self.errors.contains(name) || is_built_in() || is_helper()
    }

    /// Whether a property of the name is a stream, whose value in JSON is of a kind that only the value tells: converters
    /// describe it as bytes.
    pub(in crate::openapi::lower) fn is_stream(&self, name: &str) -> bool {
        self.streams.contains(name)
    }

    /// The type of the runtime that a schema stands for: converters call it as CSDL does, or `geoPoint`.
    pub(in crate::openapi::lower) fn runtime_type(&self, name: &str) -> Option<RuntimeType> {
        match name.strip_prefix("Edm.") {
            Some(simple) => RuntimeType::of_edm(simple),
            None => {
                let shape = name.strip_prefix("geo").filter(|_| self.is_of_the_runtime(name))?;
                RuntimeType::of_edm(&format!("Geography{shape}")).filter(|_| !shape.is_empty())
            }
        }
    }
}

/// The facts, if the description is of an OData service.
pub(in crate::openapi::lower) fn detect(document: Document<'_>, sources: &Sources) -> Option<Facts> {
    let sections = [document.paths, document.components, document.schemas];
    let speaks = sections.into_iter().flatten().any(|at| has_marks(at.node)) || has_error(document);
    speaks.then(|| Facts {
        namespace: namespace(document),
        errors: errors(document, sources),
        streams: streams(document),
    })
}

/// The marks that converters leave on operations, and properties that are control information.
fn has_marks(node: &Node) -> bool {
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        match &node.value {
            Value::Mapping(mapping) => {
                for member in mapping {
                    let found = match &*member.name {
                        "x-ms-docs-operation-type" => true,
                        "x-ms-pageable" => {
                            let name = member.node.get("nextLinkName").and_then(Node::as_str);
                            name.is_some_and(|name| name.starts_with("@odata."))
                        }
                        "properties" => member
                            .node
                            .as_mapping()
                            .is_some_and(|list| list.iter().any(|property| property.name.starts_with("@odata."))),
                        _ => false,
                    };
                    if found {
                        return true;
                    }
                    // Examples may show what another service answered.
                    if !matches!(&*member.name, "example" | "examples" | "default") {
                        waiting.push(&member.node);
                    }
                }
            }
            Value::Sequence(items) => waiting.extend(items),
            _ => {}
        }
    }
    false
}

fn has_error(document: Document<'_>) -> bool {
    let responses = document.components.and_then(|components| components.get("responses"));
    let names = responses.into_iter().chain(document.schemas).flat_map(At::members);
    let mut names = names.map(|(member, _)| member.name.to_ascii_lowercase());
    names.any(|name| name.contains("odataerror") || name.starts_with("odata.error"))
}

/// The shortest namespace in which, or below which, most schemas are.
fn namespace(document: Document<'_>) -> Option<String> {
    let names: Vec<&str> =
        document.schemas.into_iter().flat_map(At::members).map(|(member, _)| &*member.name).collect();
    // Converters describe what is built in as well, of which there may be more than of the service's own.
    let spaces: Vec<&str> = names
        .iter()
        .filter_map(|name| name.rsplit_once('.'))
        .map(|(space, _)| space)
        .filter(|space| !BUILT_IN.contains(space))
        .collect();
    let is_below =
        |space: &str, of: &str| space.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let unique: HashSet<&str> = spaces.iter().copied().collect();
    let mut candidates: Vec<&str> = unique.into_iter().collect();
    candidates.sort_by_key(|space| (space.len(), *space));
    let most = |candidate: &&str| spaces.iter().filter(|space| is_below(space, candidate)).count() * 2 > spaces.len();
    candidates.into_iter().find(most).map(str::to_owned)
}

/// The last names of paths that answer or take bytes.
fn streams(document: Document<'_>) -> HashSet<String> {
    let has_bytes = |at: At<'_>| at.map("content").any(|(member, _)| &*member.name == "application/octet-stream");
    let is_stream = |item: At<'_>| {
        let answers =
            item.get("get").into_iter().flat_map(|get| get.map("responses")).any(|(_, answer)| has_bytes(answer));
        answers || item.get("put").and_then(|put| put.get("requestBody")).is_some_and(has_bytes)
    };
    let paths = document.paths.into_iter().flat_map(At::members).filter(|(_, item)| is_stream(*item));
    paths
        .filter_map(|(member, _)| member.name.rsplit('/').next().map(str::to_owned))
        .filter(|name| !name.contains(['$', '(', '{', '.']))
        .collect()
}

/// The schemas that responses other than successes lead to.
fn errors(document: Document<'_>, sources: &Sources) -> HashSet<String> {
    let operations = document.paths.into_iter().flat_map(At::members).flat_map(|(_, item)| item.members());
    let responses = operations.flat_map(|(_, operation)| operation.map("responses"));
    let failures = responses.filter(|(member, _)| !member.name.starts_with('2') && !is_extension(&member.name));
    let mut waiting: Vec<At<'_>> = failures.map(|(_, at)| at).collect();
    let names: std::collections::HashMap<usize, &str> =
        document.schemas.into_iter().flat_map(At::members).map(|(member, at)| (at.id(), &*member.name)).collect();
    let mut seen: HashSet<usize> = HashSet::new();
    let mut found = HashSet::new();
    while let Some(at) = waiting.pop() {
        if !seen.insert(at.id()) {
            continue;
        }
        found.extend(names.get(&at.id()).map(|name| (*name).to_owned()));
        if at.reference().is_some() {
            waiting.extend(reference::follow(sources, at, |_| false).ok().map(|target| target.at));
        }
        waiting.extend(at.items());
        waiting.extend(at.members().map(|(_, at)| at));
    }
    found
}
