//! What an operation is in OData's terms, read off its path, its method and the marks that converters leave.

use super::Facts;
use crate::{
    model::{
        Method,
        odata::{QueryOptions, Resource, ResourceOperation, is_delta},
    },
    openapi::cursor::At,
};

/// The resource of an operation. What depends on the bodies is settled when they are known.
pub(in crate::openapi::lower) fn resource(
    facts: &Facts,
    path: &str,
    method: Method,
    at: At<'_>,
    paths: Option<At<'_>>,
) -> Resource {
    let bound = bound_kind(at);
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let last = segments.last().copied().unwrap_or_default();
    let is_addressed = matches!(last, "$count" | "$ref" | "$value");
    let operation = bound.filter(|_| !is_addressed).map(|_| unqualified(facts, before_arguments(last)).to_owned());
    let count = segments.len() - usize::from(operation.is_some()).min(segments.len());
    let chain = segments.iter().enumerate().take(count).filter(|(position, segment)| {
        let calls = || segment.ends_with(')') && calls_function(paths, &beginning(&segments, *position));
        !is_key_or_cast(facts, segment) && !calls()
    });
    let chain = chain.map(|(_, segment)| segment);
    let kind = bound.filter(|_| !is_addressed).unwrap_or_else(|| kind(method, last));
    Resource {
        kind,
        changes: operation.as_ref().is_some_and(|name| is_delta(kind, name)),
        chain: chain.map(|segment| unqualified(facts, before_arguments(segment)).to_owned()).collect(),
        operation,
        options: QueryOptions::default(),
    }
}

/// The path as far as one of its segments.
fn beginning(segments: &[&str], last: usize) -> String {
    segments.iter().take(last + 1).flat_map(|segment| ["/", segment]).collect()
}

/// Whether the beginning of a path calls a function: it is a path of its own that does, or, where the description is a part
/// of another, its last name has a namespace.
pub(in crate::openapi::lower) fn calls_function(paths: Option<At<'_>>, beginning: &str) -> bool {
    match paths.and_then(|paths| paths.get(beginning)) {
        Some(item) => item.get("get").and_then(bound_kind) == Some(ResourceOperation::Function),
        None => before_arguments(beginning.rsplit('/').next().unwrap_or(beginning)).contains('.'),
    }
}

/// Whether an operation calls an action or a function. Older converters say so in a tag.
fn bound_kind(at: At<'_>) -> Option<ResourceOperation> {
    match at.text("x-ms-docs-operation-type") {
        Some("action" | "actionImport") => return Some(ResourceOperation::Action),
        Some("function" | "functionImport") => return Some(ResourceOperation::Function),
        Some(_) => return None,
        None => {}
    }
    at.list("tags").filter_map(|tag| tag.node.as_str()).find_map(|tag| match tag.rsplit('.').next() {
        Some("Actions") => Some(ResourceOperation::Action),
        Some("Functions") => Some(ResourceOperation::Function),
        _ => None,
    })
}

fn kind(method: Method, last: &str) -> ResourceOperation {
    use ResourceOperation as Kind;
    match (method, last) {
        (Method::Get, "$count") => Kind::Count,
        (Method::Get, "$ref") => Kind::ListReferences,
        (Method::Get, "$value") => Kind::GetContent,
        (Method::Post, "$ref") => Kind::AddReference,
        (Method::Post, _) => Kind::Create,
        (Method::Put, "$ref") => Kind::SetReference,
        (Method::Put, "$value") => Kind::SetContent,
        (Method::Put, _) => Kind::Replace,
        (Method::Patch, _) => Kind::Update,
        (Method::Delete, "$ref") => Kind::RemoveReference,
        (Method::Delete, "$value") => Kind::DeleteContent,
        (Method::Delete, _) => Kind::Delete,
        (Method::Get | Method::Options | Method::Head | Method::Trace | Method::Query | Method::Other(_), _) => {
            Kind::Get
        }
    }
}

/// Whether a segment names no entity set, singleton or navigation property.
fn is_key_or_cast(facts: &Facts, segment: &str) -> bool {
    let is_key = segment.starts_with('{') || segment.starts_with("$");
    let namespace = facts.namespace.as_deref().unwrap_or_default();
    // Casts use the alias of the namespace, mostly its last word.
    let alias = namespace.rsplit('.').next().unwrap_or_default();
    let below = |space: &str| {
        !space.is_empty()
            && segment.strip_prefix(space).is_some_and(|rest| rest.starts_with('.') && !rest.contains('('))
    };
    is_key || below(namespace) || below(alias)
}

/// A name without the arguments of a function or the parts of an alternate key.
fn before_arguments(segment: &str) -> &str {
    segment.split('(').next().unwrap_or(segment)
}

/// A name without the service's own namespace; names in other namespaces stay qualified.
fn unqualified<'n>(facts: &Facts, name: &'n str) -> &'n str {
    let namespace = facts.namespace.as_deref().unwrap_or_default();
    let simple = name.strip_prefix(namespace).and_then(|rest| rest.strip_prefix('.'));
    simple.filter(|simple| !simple.contains('.')).unwrap_or(name)
}
