//! Specification extensions that nothing here reads: the ledger has each by its name, with its first place and how
//! often it stands in the description. Some descriptions have thousands of one name, and an entry for each would hide
//! the others.

use std::collections::BTreeMap;

use super::context::Lower;
use crate::{
    diagnostics::{Code, Place},
    model::LedgerSeverity,
    openapi::cursor::{At, is_extension},
};

/// Extensions that have an effect on the output.
const READ: &[&str] = &[
    "x-deprecated-enum-values",
    "x-enum-deprecated",
    "x-enum-descriptions",
    "x-enum-names",
    "x-enum-numbers",
    "x-enum-varnames",
    "x-enumDescriptions",
    "x-enumNames",
    "x-example",
    "x-kubernetes-int-or-string",
    "x-ms-deprecation",
    "x-ms-discriminator-value",
    "x-ms-enum",
    "x-ms-enum-flags",
    "x-ms-mutability",
    "x-ms-navigationProperty",
    "x-ms-pageable",
    "x-nullable",
];

/// Extensions of converters from CSDL that repeat what the path, the method and the types of an OData service say.
const OF_CONVERTERS: &[&str] = &[
    "x-ms-docs-grouped-path",
    "x-ms-docs-key-type",
    "x-ms-docs-operation-type",
    "x-ms-docs-toc-type",
    "x-ms-navigation",
    "x-ms-primary-error-message",
];

/// Members whose names belong to the description, as those of `properties` do: `X-Rate-Limit` under `headers` is no
/// extension.
const OF_FREE_NAMES: &[&str] = &[
    "$defs",
    "additionalOperations",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "patternProperties",
    "properties",
    "requestBodies",
    "schemas",
    "scopes",
    "securityDefinitions",
    "securitySchemes",
    "variables",
    "webhooks",
];

/// Members that hold values and names instead of objects of the specification.
const OF_DATA: &[&str] =
    &["const", "default", "dependentRequired", "enum", "example", "examples", "mapping", "security"];

impl<'a> Lower<'a, '_> {
    /// Lists the extensions that are not read.
    pub(super) fn unread_extensions(&mut self) {
        let mut found: BTreeMap<&'a str, (usize, Place)> = BTreeMap::new();
        let roots = self.sources.trees().map(|(file, node)| At::new(file, node));
        let mut waiting: Vec<(At<'a>, bool)> = roots.map(|root| (root, false)).collect();
        while let Some((at, has_free_names)) = waiting.pop() {
            waiting.extend(at.items().map(|item| (item, false)));
            for (member, node) in at.members() {
                let name = &*member.name;
                if has_free_names {
                    waiting.push((node, false));
                } else if is_extension(name) {
                    if !self.is_read(name, node) {
                        let (number, first) = found.entry(name).or_insert((0, node.place()));
                        (*number, *first) = (*number + 1, node.place().min(*first));
                    }
                } else if !OF_DATA.contains(&name) {
                    waiting.push((node, OF_FREE_NAMES.contains(&name)));
                }
            }
        }
        for (name, (number, place)) in found {
            let construct = if number == 1 { format!("`{name}`") } else { format!("`{name}`, {number} times") };
            self.list(Code::UnreadExtension, LedgerSeverity::Info, construct, "nothing", place);
        }
    }

    /// Whether an extension has an effect: by its name, or because references lead into it.
    fn is_read(&self, name: &str, extension: At<'a>) -> bool {
        if READ.contains(&name) || (self.is_odata() && OF_CONVERTERS.contains(&name)) {
            return true;
        }
        let mut waiting = vec![extension];
        while let Some(at) = waiting.pop() {
            if self.reached.contains(&at.id()) {
                return true;
            }
            waiting.extend(at.items().chain(at.members().map(|(_, node)| node)));
        }
        false
    }
}
