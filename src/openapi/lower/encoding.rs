//! Encoding Object: how members of forms and parts of multipart bodies are written.

use super::{context::Lower, spot::Spot};
use crate::{
    model::{Encoding, Payload, Style},
    openapi::{cursor::At, upgrade::TAB_DELIMITED},
};

impl<'a> Lower<'a, '_> {
    /// What is said of the members of a form or the parts of a multipart body, and which of them are files.
    pub(super) fn encodings(&mut self, media_type: At<'a>, payload: &Payload, spot: &Spot) -> Vec<Encoding> {
        let is_multipart = match payload {
            Payload::Multipart(_) => true,
            Payload::Form(_) => false,
            Payload::Json(_) | Payload::Page(_) | Payload::Text(_) | Payload::Bytes | Payload::Sequence(..) => {
                return Vec::new();
            }
        };
        let mut encodings: Vec<Encoding> = Vec::new();
        let described: Vec<_> = media_type.map("encoding").collect();
        for (member, at) in described {
            if let Some(encoding) = self.encoding(&member.name, at, spot) {
                encodings.push(encoding);
            }
        }
        for name in ["prefixEncoding", "itemEncoding"] {
            if let Some(at) = media_type.get(name) {
                self.approximated(format!("`{name}`"), "parts in the order in which they are given", at);
            }
        }
        if let Some(at) = media_type.get("itemSchema") {
            self.approximated("`itemSchema` of parts", "parts in the order in which they are given", at);
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

    fn encoding(&mut self, property: &str, at: At<'a>, spot: &Spot) -> Option<Encoding> {
        let style = match at.text("style") {
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
        let explode = at.get("explode").map(|_| at.flag("explode"));
        let content_type = at.scalar("contentType").map(str::to_owned);
        let headers = self.headers(at, &spot.part(property));
        let allow_reserved = at.flag("allowReserved");
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
