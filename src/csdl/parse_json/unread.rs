//! What a document says that nothing here reads: it is listed, so that nothing is lost silently.

use super::{Reader, members};
use crate::{csdl::syntax::Unread, source::Node, source::Value};

/// The control members of CSDL JSON 4.01 that are read, or that say nothing to a client.
const KNOWN: &[&str] = &[
    "$Version",
    "$EntityContainer",
    "$Reference",
    "$Include",
    "$IncludeAnnotations",
    "$Namespace",
    "$Alias",
    "$TermNamespace",
    "$TargetNamespace",
    "$Qualifier",
    "$Annotations",
    "$Kind",
    "$Type",
    "$Collection",
    "$Nullable",
    "$MaxLength",
    "$Precision",
    "$Scale",
    "$SRID",
    "$Unicode",
    "$DefaultValue",
    "$BaseType",
    "$Abstract",
    "$OpenType",
    "$HasStream",
    "$Key",
    "$ContainsTarget",
    "$Partner",
    "$ReferentialConstraint",
    "$UnderlyingType",
    "$IsFlags",
    "$IsBound",
    "$IsComposable",
    "$Parameter",
    "$Name",
    "$ReturnType",
    "$Extends",
    "$Action",
    "$Function",
    "$EntitySet",
    "$IncludeInServiceDocument",
];

/// Those with objects inside that have control members of their own.
const OPEN: &[&str] = &["$Reference", "$Include", "$IncludeAnnotations", "$Parameter", "$ReturnType"];

impl Reader<'_> {
    /// Everything in the document object that is not read. Terms are counted elsewhere; so are annotations by their
    /// terms, but not annotations of annotations.
    pub(super) fn unread(&self, root: &Node) -> Vec<Unread> {
        let mut unread = Vec::new();
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if let Value::Sequence(items) = &node.value {
                open.extend(items.iter().rev());
                continue;
            }
            let before = open.len();
            for member in members(node) {
                let mut note = |construct| unread.push(Unread { construct, place: self.place(member.mark) });
                let name = &*member.name;
                if name.matches('@').count() > 1 {
                    note("annotation of an annotation".to_owned());
                } else if name.contains('@') {
                    continue;
                } else if name.starts_with('$') {
                    if !KNOWN.contains(&name) {
                        note(format!("member `{name}`"));
                    }
                    if OPEN.contains(&name) {
                        open.push(&member.node);
                    }
                } else if member.node.get("$Kind").and_then(Node::as_str) != Some("Term") {
                    open.push(&member.node);
                }
            }
            if let Some(children) = open.get_mut(before..) {
                children.reverse();
            }
        }
        unread
    }
}
