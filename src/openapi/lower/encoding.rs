//! Encoding Object: how members of forms and parts of multipart bodies are written.

use super::{context::Lower, media_type::essence, spot::Spot};
use crate::{
    model::{Encoding, Payload, Positional, Style},
    openapi::{cursor::At, upgrade::TAB_DELIMITED, version::Version},
};

impl<'a> Lower<'a, '_> {
    /// What is said of the members of a form or the parts of a multipart body, and which of them are files.
    pub(super) fn encodings(
        &mut self,
        name: &str,
        media_type: At<'a>,
        payload: &Payload,
        positional: Option<&Positional>,
        spot: &Spot,
    ) -> Vec<Encoding> {
        let is_multipart = match payload {
            Payload::Multipart(_) => true,
            Payload::Form(_) => false,
            Payload::Json(_) | Payload::Page(_) | Payload::Text(_) | Payload::Bytes | Payload::Sequence(..) => {
                return Vec::new();
            }
        };
        let mut encodings: Vec<Encoding> = Vec::new();
        let described: Vec<_> = media_type.map("encoding").collect();
        // Styles of parts count since 3.1, and in `multipart/form-data` alone (Encoding Object `style`).
        let version = self.document.version;
        let is_styled = !is_multipart
            || (essence(name) == "multipart/form-data" && (version.is_swagger() || version >= Version::V31));
        for (member, at) in described {
            if let Some(encoding) = self.encoding(&member.name, at, is_styled, spot) {
                encodings.push(encoding);
            }
        }
        for name in ["prefixEncoding", "itemEncoding", "itemSchema"] {
            if let Some(at) = media_type.get(name).filter(|_| positional.is_none()) {
                self.approximated(format!("`{name}`"), "parts in the order in which they are given", at);
            }
        }
        if is_multipart && let Some(schema) = media_type.get("schema") {
            for property in self.file_properties(schema, 0) {
                match encodings.iter_mut().find(|encoding| encoding.property == property) {
                    Some(encoding) => encoding.file = true,
                    None => encodings.push(Encoding { file: true, ..nothing_said(&property) }),
                }
            }
        }
        encodings
    }

    /// Whether the parts of a body have no names: a list of them is described. Those of a form always have some.
    pub(super) fn is_positional(&mut self, name: &str, media_type: At<'a>) -> bool {
        if !essence(name).starts_with("multipart/") || essence(name) == "multipart/form-data" {
            return false;
        }
        let Some(schema) = media_type.get("schema") else { return media_type.get("itemSchema").is_some() };
        let Some(seen) = self.seen_through(schema) else { return false };
        seen.text("type") == Some("array") || seen.get("prefixItems").is_some()
    }

    /// What is said of parts without names.
    pub(super) fn positional(&mut self, name: &str, media_type: At<'a>) -> Option<Positional> {
        if !self.is_positional(name, media_type) {
            return None;
        }
        let schema = media_type.get("schema").and_then(|schema| self.seen_through(schema));
        if let Some(beside) = media_type.get("itemSchema").filter(|_| schema.is_some()) {
            self.approximated("`itemSchema` beside `schema`", "the type of `schema`", beside);
        }
        let item = schema.map_or_else(|| media_type.get("itemSchema"), |schema| schema.get("items"));
        let first: Vec<At<'a>> = schema.into_iter().flat_map(|schema| schema.list("prefixItems")).collect();
        let is_file = item.is_some_and(|item| self.is_file(item, 0));
        // Files beside other values are no list of one type, and no tuple.
        if !first.is_empty() && (is_file || first.iter().any(|part| self.is_file(*part, 0))) {
            return None;
        }
        let encodings: Vec<At<'a>> = media_type.list("prefixEncoding").collect();
        let prefix = encodings.into_iter().map(|at| self.media_type_of_part(at)).collect();
        let others = media_type.get("itemEncoding").map(|at| self.media_type_of_part(at)).unwrap_or_default();
        Some(Positional { prefix, others, files: is_file && first.is_empty() })
    }

    /// The media type that parts of a position have; several are a matter of the part.
    fn media_type_of_part(&mut self, at: At<'a>) -> String {
        for (member, said) in at.members().filter(|(member, _)| &*member.name != "contentType") {
            self.approximated(format!("`{}` of a part without a name", member.name), "its body", said);
        }
        let described = at.scalar("contentType").unwrap_or_default();
        if described.contains([',', '*']) {
            self.remark(format!("`{described}` as the media types of a part without a name"), at);
            return String::new();
        }
        described.to_owned()
    }

    fn encoding(&mut self, property: &str, at: At<'a>, is_styled: bool, spot: &Spot) -> Option<Encoding> {
        for name in ["style", "explode", "allowReserved"] {
            if let Some(said) = at.get(name).filter(|_| !is_styled) {
                self.remark(format!("`{name}` of the part `{property}`, which OpenAPI says is to be ignored"), said);
            }
        }
        let style = match at.text("style").filter(|_| is_styled) {
            None => None,
            Some("form") => Some(Style::Form),
            Some("spaceDelimited") => Some(Style::SpaceDelimited),
            Some("pipeDelimited") => Some(Style::PipeDelimited),
            Some("deepObject") => Some(Style::DeepObject),
            Some(TAB_DELIMITED) if self.document.version.is_swagger() => Some(Style::TabDelimited),
            Some(other) => {
                self.approximated(format!("`style: {other}` of a member of a form"), "`form`", at);
                None
            }
        };
        if let Some(inner) = at.get("encoding") {
            self.approximated("Encoding Object inside another", "the encoding that the type suggests", inner);
        }
        let explode = at.get("explode").filter(|_| is_styled).map(|_| at.flag("explode"));
        let content_type = at.scalar("contentType").map(str::to_owned);
        let headers = self.headers(at, &spot.part(property));
        let allow_reserved = is_styled && at.flag("allowReserved");
        let says_something =
            content_type.is_some() || style.is_some() || explode.is_some() || allow_reserved || !headers.is_empty();
        says_something.then(|| Encoding {
            content_type,
            style,
            explode,
            allow_reserved,
            headers,
            ..nothing_said(property)
        })
    }

    /// The properties that are files or lists of files.
    fn file_properties(&mut self, schema: At<'a>, depth: usize) -> Vec<String> {
        let Some(schema) = self.seen_through(schema).filter(|_| depth < DEPTH) else { return Vec::new() };
        let mut found = Vec::new();
        let parts: Vec<At<'a>> = schema.list("allOf").collect();
        for part in parts {
            found.extend(self.file_properties(part, depth + 1));
        }
        let properties: Vec<_> = schema.map("properties").collect();
        for (member, property) in properties {
            if self.is_file(property, 0) && !found.iter().any(|known| *known == *member.name) {
                found.push(member.name.to_string());
            }
        }
        found
    }

    /// A file, a list of files, or one of several forms of a file.
    fn is_file(&mut self, schema: At<'a>, depth: usize) -> bool {
        let Some(schema) = self.seen_through(schema).filter(|_| depth < DEPTH) else { return false };
        if self.is_binary(schema) {
            return true;
        }
        let inside: Vec<At<'a>> = schema
            .get("items")
            .into_iter()
            .chain(["oneOf", "anyOf", "allOf"].into_iter().flat_map(|name| schema.list(name)))
            .collect();
        inside.into_iter().any(|part| self.is_file(part, depth + 1))
    }
}

/// Schemas inside schemas are followed so far.
const DEPTH: usize = 8;

fn nothing_said(property: &str) -> Encoding {
    Encoding {
        property: property.to_owned(),
        content_type: None,
        file: false,
        style: None,
        explode: None,
        allow_reserved: false,
        headers: Vec::new(),
    }
}
