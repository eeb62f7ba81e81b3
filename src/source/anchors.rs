//! Names that schemas give themselves (JSON Schema 2020-12, 8.2.2: `$anchor` and `$dynamicAnchor`).

use std::collections::HashMap;

use super::{
    node::{Node, Value},
    reference::escape_token,
};

/// The JSON pointers of a file's anchors, by name; the first counts of several.
pub(super) type Anchors = HashMap<String, String>;

/// Finds every anchor of a tree.
pub(super) fn find(root: &Node) -> Anchors {
    let mut anchors = Anchors::new();
    // The tree may be deeper than a stack of calls.
    let mut open: Vec<(&Node, String)> = vec![(root, String::new())];
    while let Some((node, pointer)) = open.pop() {
        match &node.value {
            Value::Mapping(mapping) => {
                for name in ["$anchor", "$dynamicAnchor"] {
                    if let Some(anchor) = mapping.get(name).and_then(Node::as_str) {
                        anchors.entry(anchor.to_owned()).or_insert_with(|| pointer.clone());
                    }
                }
                let members: Vec<_> = mapping.iter().collect();
                open.extend(
                    members
                        .into_iter()
                        .rev()
                        .map(|member| (&member.node, format!("{pointer}/{}", escape_token(&member.name)))),
                );
            }
            Value::Sequence(items) => {
                open.extend(
                    items.iter().enumerate().rev().map(|(position, item)| (item, format!("{pointer}/{position}"))),
                );
            }
            _ => {}
        }
    }
    anchors
}

/// How many schemas of a tree have a `$dynamicAnchor` of a name.
pub(super) fn dynamic(root: &Node, name: &str) -> usize {
    let mut count = 0;
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match &node.value {
            Value::Mapping(mapping) => {
                count += usize::from(mapping.get("$dynamicAnchor").and_then(Node::as_str) == Some(name));
                open.extend(mapping.iter().map(|member| &member.node));
            }
            Value::Sequence(items) => open.extend(items),
            _ => {}
        }
    }
    count
}
