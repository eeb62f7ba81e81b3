//! The references to other files that a tree holds.

use super::{
    node::{Mapping, Member, Node, Value},
    reference,
};
use crate::diagnostics::Mark;

/// A reference to another file.
pub(super) struct Wanted {
    /// The part before the `#`.
    pub(super) uri: Box<str>,
    /// Where it stands.
    pub(super) mark: Mark,
    /// Whether it may be mere data, in an example say; then a failure is nobody's concern.
    pub(super) maybe_data: bool,
}

/// The references to other files in a tree, in the order of the file.
pub(super) fn references_to_files(tree: &Node) -> Vec<Wanted> {
    let mut found = Vec::new();
    let mut want = |target: &Node, maybe_data| {
        let uri = target.as_str().map(|reference| reference::split(reference).0);
        if let Some(uri) = uri.filter(|uri| !uri.is_empty()) {
            found.push(Wanted { uri: uri.into(), mark: target.mark, maybe_data });
        }
    };
    let mut waiting = vec![(tree, false)];
    while let Some((node, maybe_data)) = waiting.pop() {
        match &node.value {
            Value::Sequence(items) => waiting.extend(items.iter().rev().map(|item| (item, maybe_data))),
            Value::Mapping(mapping) => {
                for target in ["$ref", "$dynamicRef"].into_iter().filter_map(|name| mapping.get(name)) {
                    want(target, maybe_data);
                }
                // The mapping of a discriminator holds names and references alike.
                for target in discriminated(mapping) {
                    want(&target.node, true);
                }
                waiting
                    .extend(mapping.iter().rev().map(|member| (&member.node, maybe_data || holds_data(&member.name))));
            }
            _ => {}
        }
    }
    // What has to be there is read first, so that its failure is reported where it matters.
    found.sort_by_key(|wanted| wanted.maybe_data);
    found
}

/// The values of a discriminator's mapping.
fn discriminated(mapping: &Mapping) -> impl Iterator<Item = &Member> {
    let targets = mapping.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
    targets
        .and_then(Node::as_mapping)
        .into_iter()
        .flatten()
        .filter(|target| target.node.as_str().is_some_and(|text| text.contains(['#', '/', '.'])))
}

/// Whether a member of this name may hold any data at all. A property may have such a name too, so the
/// references below it are followed, but what is wrong with them is left to whoever uses them.
fn holds_data(name: &str) -> bool {
    matches!(name, "example" | "examples" | "default" | "enum" | "const") || name.starts_with("x-")
}
