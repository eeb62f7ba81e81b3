//! What a description says and no operation has use for: components that nothing refers to, tags of no operation, and
//! what is only counted.

use std::collections::HashSet;

use super::context::Lower;
use crate::{
    diagnostics::Code,
    model::LedgerSeverity,
    openapi::{
        cursor::{At, is_extension},
        reference,
    },
    source::escape_token,
};

/// Sections of the Components Object that are read where something refers to them. Schemas and security schemes are read
/// in any case.
const SECTIONS: &[&str] = &[
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
];

impl<'a> Lower<'a, '_> {
    /// Lists what was not used, unless only a part of the description is wanted.
    pub(super) fn unused(&mut self) {
        for (construct, (number, place)) in std::mem::take(&mut self.counted) {
            let construct = if number == 1 { construct.to_owned() } else { format!("{construct}, {number} times") };
            self.list(Code::NotRepresented, LedgerSeverity::Info, construct, "nothing", place);
        }
        if self.is_odata() || !self.selectors.include.is_empty() || !self.selectors.exclude.is_empty() {
            return;
        }
        self.unused_components();
        self.unused_tags();
    }

    /// Parameters and responses of Swagger 2.0, whose references are followed before they are read here.
    fn unused_parts_of_swagger(&mut self) {
        let root = self.document.root;
        let mut mentioned: HashSet<&str> = HashSet::new();
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            mentioned.extend(at.reference());
            open.extend(at.items().chain(at.members().map(|(_, node)| node)));
        }
        for section in ["parameters", "responses"] {
            // Of one that is a reference, nothing here tells what is used.
            let written = root.get(section).filter(|at| at.reference().is_none());
            for (member, at) in written.into_iter().flat_map(At::members) {
                let reference = format!("#/{section}/{}", escape_token(&member.name));
                if !mentioned.contains(reference.as_str()) && !is_extension(&member.name) {
                    self.remark(format!("`{}` of `{section}`, which no operation has use for", member.name), at);
                }
            }
        }
    }

    fn unused_components(&mut self) {
        if self.document.version.is_swagger() {
            self.unused_parts_of_swagger();
        }
        let Some(components) = self.document.components else { return };
        for section in SECTIONS {
            let section_at = components.get(section).map(|at| reference::end(self.sources, at));
            for (member, at) in section_at.into_iter().flat_map(At::members) {
                // Another name for something is followed through; examples and links are listed where they stand.
                let is_used = self.reached.contains(&at.id()) || at.reference().is_some();
                if !is_used && !is_extension(&member.name) {
                    self.remark(
                        format!("`{}` of `components.{section}`, which no operation has use for", member.name),
                        at,
                    );
                }
            }
        }
    }

    fn unused_tags(&mut self) {
        let used: HashSet<&str> =
            self.api.operations.iter().flat_map(|operation| &operation.tags).map(String::as_str).collect();
        let parents: HashSet<&str> = self.api.tags.values().filter_map(|tag| tag.parent.as_deref()).collect();
        let unused: Vec<At<'a>> = self
            .document
            .root
            .list("tags")
            .filter(|at| at.scalar("name").is_some_and(|name| !used.contains(name) && !parents.contains(name)))
            .collect();
        for at in unused {
            self.remark(format!("tag `{}`, which no operation has", at.scalar("name").unwrap_or_default()), at);
        }
    }
}
