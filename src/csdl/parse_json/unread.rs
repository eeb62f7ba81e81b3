//! What a document says that nothing here reads: it is listed, so that nothing is lost silently.

use super::{Reader, members};
use crate::{
    csdl::{syntax::Unread, values},
    diagnostics::Code,
    source::{Member, Node, Value},
};

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

/// Those that name something.
const TEXTS: &[&str] = &[
    "$Action",
    "$Alias",
    "$BaseType",
    "$Extends",
    "$Function",
    "$Kind",
    "$Name",
    "$Namespace",
    "$Partner",
    "$Type",
    "$UnderlyingType",
];

/// Those with objects inside that have control members of their own.
const OPEN: &[&str] = &["$Reference", "$Include", "$IncludeAnnotations", "$Parameter", "$ReturnType"];

impl Reader<'_> {
    /// Everything in the document object that is not read. Terms are counted elsewhere; so are annotations by their
    /// terms, but not annotations of annotations.
    pub(super) fn unread(&mut self, root: &Node) -> Vec<Unread> {
        let mut unread = Vec::new();
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if let Value::Sequence(items) = &node.value {
                open.extend(items.iter().rev());
                continue;
            }
            let before = open.len();
            for member in members(node) {
                let place = self.place(member.mark);
                let mut note = |construct| unread.push(Unread { construct, place });
                let name = &*member.name;
                if name.matches('@').count() > 1 {
                    note("annotation of an annotation".to_owned());
                } else if name.contains('@') {
                    continue;
                } else if name.starts_with('$') {
                    if !KNOWN.contains(&name) {
                        note(format!("member `{name}`"));
                    }
                    self.control_member(member);
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

    /// Reports a control member whose value says nothing.
    fn control_member(&mut self, member: &Member) {
        let (name, node) = (&*member.name, &member.node);
        let bare = name.strip_prefix('$').unwrap_or(name);
        let wanted = if values::is_boolean(bare) {
            node.as_bool().is_none().then_some("`true` or `false`")
        } else if TEXTS.contains(&name) {
            node.as_str().is_none().then_some("a text")
        } else {
            values::wanted(bare, node.text().unwrap_or_default())
        };
        if let Some(wanted) = wanted {
            let is = node.text().map_or_else(|| node.kind_name().to_owned(), |text| format!("`{text}`"));
            let help = format!("write {wanted}, or leave the member out");
            self.error(Code::BrokenCsdl, format!("`{name}` is {is}"), member.mark, &help);
        }
    }
}
