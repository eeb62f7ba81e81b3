//! What a Schema Object says in a way that no specification has: keywords that none knows, and values of another kind than
//! a keyword has. Those that types are made of are errors; what others say is left out and listed.

use super::raw::{self, RawSchema};
use crate::openapi::{cursor::At, lower::context::Lower, version::Version};

/// What is emitted of a schema for a keyword that only restricts its values, unless checks are asked for.
pub(super) const WITHOUT_CONSTRAINT: &str = "the type without this constraint";

impl<'a> Lower<'a, '_> {
    pub(super) fn list_oddities(&mut self, raw: &RawSchema<'a>, at: At<'a>) {
        for (name, node) in &raw.unknown {
            self.unknown_member("Schema Object", name, *node);
        }
        for (name, node) in &raw.unchecked {
            // Says that a tuple ends.
            if *name == "additionalItems" && raw.prefix_items.is_some() {
                continue;
            }
            // `not` and the like restrict; without them all that is valid still fits.
            self.approximated(format!("`{name}`"), WITHOUT_CONSTRAINT, *node);
        }
        for (name, wanted, node) in &raw.misshapen {
            self.wrong_kind(&format!("`{name}`"), wanted, *node);
        }
        for (name, node) in &raw.empty {
            self.repaired(format!("`{name}` that is empty"), "the schema without it", *node);
        }
        for (member, node) in at.members() {
            match wanted(&member.name, node) {
                None => {}
                Some(FLAG) if is_quoted_flag(node) => {
                    self.repaired(format!("`{}` in quotes", member.name), "the same without them", node);
                }
                Some(wanted) => self.repaired(format!("`{}` that is not {wanted}", member.name), "nothing", node),
            }
        }
        self.list_odd_types(at);
        self.list_collection_format(at);
        let name = at.get("discriminator").filter(|node| node.node.as_str().is_some());
        if let Some(name) = name.filter(|_| self.document.version != Version::Swagger2) {
            self.repaired("`discriminator` that is a text", "the name of the property", name);
        }
        match at.get("xml") {
            Some(xml) if xml.node.as_mapping().is_none() => {
                self.repaired("`xml` that is not an object", "nothing", xml);
            }
            Some(xml) => self.count("`xml` of a schema", xml),
            None => {}
        }
    }

    /// What is left of `collectionFormat` where no style says it: of lists in headers, in paths and in other lists, where
    /// commas are what is written anyway; of no format that there is; and outside of Swagger 2.0.
    fn list_collection_format(&mut self, at: At<'a>) {
        let Some((node, format)) = at.get("collectionFormat").and_then(|node| Some((node, node.node.text()?))) else {
            return;
        };
        if format != "csv" || self.document.version != Version::Swagger2 {
            let construct = format!("`collectionFormat: {format}` where lists have another");
            self.approximated(construct, "the separator that lists have there", node);
        }
    }

    /// Names of types that other languages have.
    fn list_odd_types(&mut self, at: At<'a>) {
        let said = at.get("type").filter(|node| node.node.as_sequence().is_none());
        for node in said.into_iter().chain(at.list("type")) {
            let Some(name) = node.node.as_str() else { continue };
            match raw::meant_type(name) {
                Some(meant) if meant == name => {}
                Some(meant) => self.repaired(format!("`type: {name}`"), format!("`{meant}`"), node),
                None => self.repaired(format!("`type: {name}`"), "any JSON", node),
            }
        }
    }
}

const FLAG: &str = "`true` or `false`";

/// What the value of a keyword has to be, if it is something else.
fn wanted(keyword: &str, at: At<'_>) -> Option<&'static str> {
    let node = at.node;
    if node.is_null() {
        return None;
    }
    let (fits, wanted) = match keyword {
        "$ref" | "$dynamicRef" | "$id" | "$anchor" | "$dynamicAnchor" | "$comment" | "format" | "pattern" | "title"
        | "description" | "contentEncoding" | "contentMediaType" => (node.as_str().is_some(), "a text"),
        "nullable" | "x-nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems" => {
            (node.as_bool().is_some(), FLAG)
        }
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            (node.as_u64().is_some(), "a number of things")
        }
        "minimum" | "maximum" | "multipleOf" => (is_number(at), "a number"),
        "exclusiveMinimum" | "exclusiveMaximum" => (node.as_bool().is_some() || is_number(at), "a number or a flag"),
        "type" => {
            (is_type(at) || (node.as_sequence().is_some_and(|list| !list.is_empty()) && at.items().all(is_type)), {
                "the name of a type, or a list of them"
            })
        }
        "discriminator" => (node.as_mapping().is_some() || node.as_str().is_some(), "a mapping"),
        "externalDocs" | "$defs" | "definitions" => (node.as_mapping().is_some(), "a mapping"),
        "examples" => (node.as_sequence().is_some(), "a list"),
        "x-enum-varnames" | "x-enumNames" | "x-enum-names" => {
            (node.as_sequence().is_some() || node.as_mapping().is_some(), "a list, or a mapping by value")
        }
        _ => return None,
    };
    (!fits).then_some(wanted)
}

/// Whether a flag is written as a text, and read as if it were none.
fn is_quoted_flag(at: At<'_>) -> bool {
    matches!(at.node.as_str(), Some("true" | "false"))
}

/// `.nan` and `.inf` of YAML are none that a value could be compared with.
fn is_number(at: At<'_>) -> bool {
    at.node.as_f64().is_some()
}

fn is_type(at: At<'_>) -> bool {
    at.node.as_str().is_some_and(|name| !name.is_empty()) || at.node.is_null()
}
