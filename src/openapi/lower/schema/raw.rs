//! The keywords of a Schema Object, in all versions.

use crate::openapi::cursor::{At, is_extension};

/// A Schema Object with its keywords sorted out. Keywords that only restrict values are in `unchecked`.
#[derive(Debug, Default)]
pub(super) struct RawSchema<'a> {
    /// `type` without `null`.
    pub(super) types: Vec<&'a str>,
    pub(super) has_null_type: bool,
    pub(super) format: Option<&'a str>,
    pub(super) enumeration: Option<At<'a>>,
    pub(super) constant: Option<At<'a>>,
    pub(super) properties: Option<At<'a>>,
    pub(super) pattern_properties: Option<At<'a>>,
    pub(super) additional_properties: Option<At<'a>>,
    pub(super) items: Option<At<'a>>,
    pub(super) prefix_items: Option<At<'a>>,
    pub(super) all_of: Option<At<'a>>,
    pub(super) one_of: Option<At<'a>>,
    pub(super) any_of: Option<At<'a>>,
    pub(super) required: Vec<&'a str>,
    pub(super) discriminator: Option<At<'a>>,
    pub(super) minimum: Option<At<'a>>,
    pub(super) maximum: Option<At<'a>>,
    pub(super) content_encoding: Option<&'a str>,
    /// Constraints that documentation cannot say in a word, and that are not checked.
    pub(super) unchecked: Vec<(&'a str, At<'a>)>,
    /// Keywords that no version knows.
    pub(super) unknown: Vec<(&'a str, At<'a>)>,
    /// Keywords whose value is of the wrong kind, and the right kind.
    pub(super) misshapen: Vec<(&'a str, &'static str, At<'a>)>,
    /// Lists that must not be empty and are.
    pub(super) empty: Vec<(&'a str, At<'a>)>,
}

impl<'a> RawSchema<'a> {
    pub(super) fn read(at: At<'a>) -> Self {
        let mut raw = Self::default();
        for (member, node) in at.members() {
            raw.take(&member.name, node);
        }
        raw
    }

    fn take(&mut self, name: &'a str, at: At<'a>) {
        match name {
            "type" => self.take_types(at),
            "format" => self.format = at.node.as_str(),
            "contentEncoding" => self.content_encoding = at.node.as_str(),
            "enum" => self.enumeration = self.some(name, at),
            "const" => self.constant = Some(at),
            "properties" => self.properties = self.mapping(name, at),
            "patternProperties" => self.pattern_properties = self.mapping(name, at),
            "additionalProperties" => self.additional_properties = Some(at),
            // Draft 4 allowed a list here, which is `prefixItems` now.
            "items" if at.node.as_sequence().is_some() => self.prefix_items = Some(at),
            "items" => self.items = Some(at),
            "prefixItems" => self.prefix_items = self.some(name, at),
            "allOf" => self.all_of = self.some(name, at),
            "oneOf" => self.one_of = self.some(name, at),
            "anyOf" => self.any_of = self.some(name, at),
            // `required: true` in a property is a habit of JSON Schema's third draft.
            "required" if at.node.as_bool().is_some() => {}
            "required" => {
                self.required = self.sequence(name, at).into_iter().flat_map(At::items).filter_map(text).collect();
            }
            "discriminator" => self.discriminator = Some(at),
            "minimum" => self.minimum = Some(at),
            "maximum" => self.maximum = Some(at),
            _ if UNCHECKED.contains(&name) => self.unchecked.push((name, at)),
            _ if KNOWN.contains(&name) || is_extension(name) => {}
            _ => self.unknown.push((name, at)),
        }
    }

    fn take_types(&mut self, at: At<'a>) {
        let list: Vec<At<'a>> = if at.node.as_sequence().is_some() { at.items().collect() } else { vec![at] };
        for item in list {
            match item.node.text() {
                // A null without quotes is meant as the name.
                name if item.node.is_null() || name == Some("null") => self.has_null_type = true,
                Some("") | None => {}
                Some(name) => self.types.extend(meant_type(name)),
            }
        }
    }

    fn sequence(&mut self, name: &'a str, at: At<'a>) -> Option<At<'a>> {
        let fits = at.node.as_sequence().is_some();
        if !fits && !at.node.is_null() {
            self.misshapen.push((name, "a list", at));
        }
        fits.then_some(at)
    }

    /// A list of something: one of nothing is none (JSON Schema 2020-12, core, 10.2.1 and 10.3.1.1).
    fn some(&mut self, name: &'a str, at: At<'a>) -> Option<At<'a>> {
        let list = self.sequence(name, at)?;
        if list.items().next().is_none() {
            self.empty.push((name, at));
            return None;
        }
        Some(list)
    }

    fn mapping(&mut self, name: &'a str, at: At<'a>) -> Option<At<'a>> {
        let fits = at.node.as_mapping().is_some();
        if !fits && !at.node.is_null() {
            self.misshapen.push((name, "a mapping", at));
        }
        fits.then_some(at)
    }

    /// Whether it describes an object, by its type or by keywords that only objects have.
    pub(super) fn is_object(&self) -> bool {
        match self.types.as_slice() {
            [] => {
                self.properties.is_some() || self.additional_properties.is_some() || self.pattern_properties.is_some()
            }
            [only] => *only == "object",
            _ => false,
        }
    }

    /// Whether it lists no values.
    pub(super) const fn says_no_values(&self) -> bool {
        self.enumeration.is_none() && self.constant.is_none()
    }

    /// Whether it says nothing at all of the value.
    pub(super) fn is_empty(&self) -> bool {
        self.types.is_empty()
            && self.enumeration.is_none()
            && self.constant.is_none()
            && !self.is_object()
            && self.items.is_none()
            && self.prefix_items.is_none()
            && self.all_of.is_none()
            && self.one_of.is_none()
            && self.any_of.is_none()
            && self.format.is_none()
    }
}

/// The type that a name means, which other languages have other names for; `None` for any.
pub(super) fn meant_type(name: &str) -> Option<&str> {
    let known = ["string", "integer", "number", "boolean", "array", "object", "null", "file"];
    if let Some(known) = known.into_iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return Some(known);
    }
    match name {
        "int" | "long" => Some("integer"),
        "float" | "double" => Some("number"),
        "bool" => Some("boolean"),
        "any" => None,
        name => Some(name),
    }
}

fn text(at: At<'_>) -> Option<&str> {
    at.node.text()
}

/// Whether a schema says something of the value beside a `$ref`.
pub(super) fn has_structure(at: At<'_>) -> bool {
    at.members().any(|(member, _)| STRUCTURE.contains(&&*member.name))
}

const STRUCTURE: &[&str] = &[
    "type",
    "enum",
    "const",
    "properties",
    "patternProperties",
    "additionalProperties",
    "items",
    "prefixItems",
    "allOf",
    "oneOf",
    "anyOf",
    "required",
];

/// Keywords that restrict a value by another schema or by its circumstances.
const UNCHECKED: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedProperties",
    "unevaluatedItems",
    "propertyNames",
    "additionalItems",
    "$recursiveRef",
    "contentSchema",
];

/// Keywords that are read elsewhere, and annotations without any effect on types.
const KNOWN: &[&str] = &[
    "$ref",
    "$dynamicRef",
    "nullable",
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "example",
    "examples",
    "externalDocs",
    "xml",
    "multipleOf",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "contentMediaType",
    "$comment",
    "$id",
    "id",
    "$schema",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$vocabulary",
    "$defs",
    "definitions",
    "summary",
    "collectionFormat",
];
