//! References within a file by the names that its document and schemas give themselves: `$self` (OpenAPI 3.2, 4.1.2.2),
//! `$id`, and anchors in the scope of an `$id` (JSON Schema 2020-12, 8.2).

use std::collections::HashMap;

use super::{
    node::{Node, Value},
    reference::{self, escape_token},
};
use crate::diagnostics::Mark;

/// What such references lead to, as a JSON pointer, by where the reference stands.
pub(super) type Identified = HashMap<Mark, String>;

/// A document or a schema with a name, in whose scope others stand; by its position.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Scope(usize);

/// Everything named in a tree, and every reference in it.
#[derive(Default)]
struct Found<'tree> {
    /// The address, which may be relative where nothing says to what, and the pointer of each scope.
    scopes: Vec<(String, String)>,
    anchors: HashMap<(Scope, &'tree str), String>,
    references: Vec<(Scope, &'tree str, Mark)>,
}

/// Finds the references of a tree that are resolved by names and not by files.
pub(super) fn find(root: &Node) -> Identified {
    let found = walk(root);
    let mut by_address: HashMap<&str, Scope> = HashMap::new();
    for (position, (address, _)) in found.scopes.iter().enumerate().filter(|(_, (address, _))| !address.is_empty()) {
        by_address.entry(address).or_insert(Scope(position));
    }
    let mut identified = Identified::new();
    for (scope, text, mark) in &found.references {
        let (address, fragment) = reference::split(text);
        let target = match address {
            "" => Some(*scope),
            address => by_address.get(joined(found.address(*scope), address).as_str()).copied(),
        };
        // The document itself is where an ordinary reference begins.
        let Some(target) = target.filter(|target| !address.is_empty() || target.0 != 0) else { continue };
        let pointer = found.pointer(target);
        let pointer = match fragment {
            "" => Some(pointer.to_owned()),
            path if path.starts_with('/') => Some(format!("{pointer}{path}")),
            name => found.anchors.get(&(target, name)).cloned(),
        };
        // By the specification a pointer begins at the scope; where it leads nowhere from there, at the document.
        if let Some(pointer) = pointer.filter(|pointer| reference::follow(root, "", pointer).is_ok()) {
            identified.insert(*mark, pointer);
        }
    }
    identified
}

fn walk(root: &Node) -> Found<'_> {
    let own = root.get("$self").and_then(Node::as_str).unwrap_or_default();
    let mut found = Found { scopes: vec![(own.to_owned(), String::new())], ..Found::default() };
    // The tree may be deeper than a stack of calls.
    let mut open: Vec<(&Node, String, Scope)> = vec![(root, String::new(), Scope(0))];
    while let Some((node, pointer, mut scope)) = open.pop() {
        match &node.value {
            Value::Mapping(mapping) => {
                if let Some(id) = mapping.get("$id").and_then(Node::as_str) {
                    let address = joined(found.address(scope), id).trim_end_matches('#').to_owned();
                    scope = Scope(found.scopes.len());
                    found.scopes.push((address, pointer.clone()));
                }
                for name in ["$anchor", "$dynamicAnchor"] {
                    if let Some(anchor) = mapping.get(name).and_then(Node::as_str) {
                        found.anchors.entry((scope, anchor)).or_insert_with(|| pointer.clone());
                    }
                }
                for name in ["$ref", "$dynamicRef"] {
                    let reference = mapping.get(name).and_then(|node| Some((node.as_str()?, node.mark)));
                    found.references.extend(reference.map(|(text, mark)| (scope, text, mark)));
                }
                let below = |name: &str| format!("{pointer}/{}", escape_token(name));
                let members: Vec<_> = mapping.iter().collect();
                open.extend(members.into_iter().rev().map(|member| (&member.node, below(&member.name), scope)));
            }
            Value::Sequence(items) => {
                let items = items.iter().enumerate().rev();
                open.extend(items.map(|(position, item)| (item, format!("{pointer}/{position}"), scope)));
            }
            _ => {}
        }
    }
    found
}

impl Found<'_> {
    fn address(&self, scope: Scope) -> &str {
        self.scopes.get(scope.0).map_or("", |(address, _)| address)
    }

    fn pointer(&self, scope: Scope) -> &str {
        self.scopes.get(scope.0).map_or("", |(_, pointer)| pointer)
    }
}

/// A reference against a base (RFC 3986, 5.2), as far as addresses of schemas need it.
fn joined(base: &str, reference: &str) -> String {
    let has_scheme = reference
        .split_once(':')
        .is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric()));
    if has_scheme || base.is_empty() {
        return reference.to_owned();
    }
    let path_start = base
        .split_once("://")
        .map_or(0, |(scheme, rest)| scheme.len() + "://".len() + rest.find('/').unwrap_or(rest.len()));
    let (host, path) = base.split_at(path_start);
    let mut segments: Vec<&str> = if reference.starts_with('/') { vec![""] } else { path.split('/').collect() };
    // What stands after the last slash is replaced.
    if segments.len() > 1 || host.is_empty() {
        segments.pop();
    }
    for segment in reference.trim_start_matches('/').split('/') {
        match segment {
            "." => {}
            ".." if segments.len() > 1 => _ = segments.pop(),
            ".." => {}
            segment => segments.push(segment),
        }
    }
    format!("{host}{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn references_are_joined_to_their_base() {
        assert_eq!(joined("https://a.example/b/c", "d"), "https://a.example/b/d");
        assert_eq!(joined("https://a.example/b/c", "/d"), "https://a.example/d");
        assert_eq!(joined("https://a.example/b/c", "../d"), "https://a.example/d");
        assert_eq!(joined("https://a.example", "d"), "https://a.example/d");
        assert_eq!(joined("https://a.example/b", "urn:d"), "urn:d");
        assert_eq!(joined("b/c", "d"), "b/d");
        assert_eq!(joined("", "d.json"), "d.json");
    }
}
