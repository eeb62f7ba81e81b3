//! Media Type Object: what a body carries.

use super::{context::Lower, leaf::Leaf, spot::Spot};
use crate::{
    model::{Content, Framing, Item, Payload, Primitive, Type},
    openapi::cursor::At,
};

/// What a media type is to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Json,
    Form,
    Multipart,
    Text,
    Xml,
    /// Many values one after another.
    Sequence(Framing),
    Bytes,
}

impl<'a> Lower<'a, '_> {
    /// The members of `content`, JSON first.
    pub(super) fn contents(&mut self, owner: At<'a>, spot: &Spot) -> Vec<Content> {
        let mut members: Vec<_> = owner.map("content").collect();
        // Types are called after the preferred form, wherever it stands; what has parameters is a special way of it.
        let plain: Vec<String> = members.iter().map(|(member, _)| member.name.trim().to_ascii_lowercase()).collect();
        let is_special = |name: &str| name.contains(';') && plain.contains(&essence(name));
        members.sort_by_key(|(member, _)| (family(&member.name) != Family::Json, is_special(&member.name)));
        let mut contents: Vec<Content> = Vec::new();
        let mut schemas: Vec<(At<'a>, Payload)> = Vec::new();
        for (member, at) in members {
            let media_type = member.name.trim();
            if contents.iter().any(|known| known.media_type == media_type) {
                continue;
            }
            // Since 3.2 it may be a component.
            let Some(at) = self.resolve(at) else { continue };
            let spot = match self.component_spots.get(&at.id()) {
                Some(spot) => spot.clone(),
                None if contents.is_empty() => spot.clone(),
                None => spot.part(word(media_type)),
            };
            let schema = at.get("schema").or_else(|| at.get("itemSchema"));
            let same = schema.and_then(|schema| self.same_schema(schema, &schemas));
            let payload = self.payload(media_type, at, &spot, same.as_ref());
            let notation = is_notation(media_type, &payload) && matches!(same, Some(Payload::Json(_)));
            if payload == Payload::Bytes && family(media_type) == Family::Xml && !notation {
                self.approximated(format!("body of `{media_type}`"), "bytes", at);
            }
            // What JSON of the same schema tells is told.
            if let Some(schema) = schema.filter(|_| !matches!(same, Some(Payload::Json(_)))) {
                self.list_untold(media_type, &payload, schema);
            }
            if let Some(schema) = schema.filter(|_| same.is_none()) {
                schemas.push((schema, payload.clone()));
            }
            let positional = self.positional(media_type, at);
            let encodings = self.encodings(media_type, at, &payload, positional.as_ref(), &spot);
            let place = Some(at.place());
            let content = Content { encodings, positional, notation, place, ..Content::of(media_type, payload) };
            self.examples_of_media_type(at, &content);
            contents.push(content);
        }
        contents.sort_by_key(|content| match content.payload {
            Payload::Json(_) | Payload::Page(_) => 0,
            Payload::Form(_) | Payload::Multipart(_) | Payload::Text(_) | Payload::Bytes => 1,
            Payload::Sequence(..) => 2,
        });
        contents
    }

    /// Lists a schema of texts or bytes that says more of them: which there are, or what is written in them.
    fn list_untold(&mut self, media_type: &str, payload: &Payload, schema: At<'a>) {
        let emitted = match payload {
            Payload::Bytes if family(media_type) != Family::Xml => "bytes",
            Payload::Text(Type::Primitive(Primitive::String)) => "a text",
            _ => return,
        };
        let Some(seen) = self.seen_through(schema).filter(|_| !self.is_binary(schema)) else { return };
        let types = seen.text("type").into_iter().chain(seen.list("type").filter_map(|one| one.node.as_str()));
        let is_other = types.into_iter().any(|name| !["string", "null"].contains(&name));
        let says_more = ["allOf", "anyOf", "const", "enum", "items", "oneOf", "prefixItems", "properties"];
        if is_other || says_more.iter().any(|name| seen.get(name).is_some()) {
            self.approximated(format!("schema of `{media_type}`"), emitted, schema);
        }
    }

    /// What a form before this one carries, if its schema is the same or says the same.
    fn same_schema(&mut self, schema: At<'a>, known: &[(At<'a>, Payload)]) -> Option<Payload> {
        if known.is_empty() {
            return None;
        }
        let schema = self.seen_through(schema)?;
        let text = super::json::text(schema.node);
        known.iter().find_map(|(other, payload)| {
            let other = self.seen_through(*other)?;
            (other.id() == schema.id() || super::json::text(other.node) == text).then(|| payload.clone())
        })
    }

    /// What a media type carries. `same` is what a form before it carries whose schema says the same, so that a schema
    /// that is written twice is one type.
    fn payload(&mut self, media_type: &str, at: At<'a>, spot: &Spot, same: Option<&Payload>) -> Payload {
        // `openapiv3` reads what is beside the schema.
        let leaf = Leaf {
            object: "Media Type Object",
            without: &["schema", "example", "examples", "itemSchema", "encoding"],
            with: &[],
        };
        let _: Option<openapiv3::MediaType> = self.leaf(at, &leaf);
        let schema = at.get("schema");
        let known = match same {
            Some(Payload::Json(item)) => Some(item),
            _ => None,
        };
        match (family(media_type), known) {
            (Family::Bytes, _)
                if schema.is_some_and(|schema| !self.is_binary(schema)) && is_any_media_type(media_type) =>
            {
                self.json(schema, spot)
            }
            (Family::Bytes | Family::Xml, _) => Payload::Bytes,
            (Family::Json, _) if schema.is_some_and(|schema| self.is_binary(schema)) => Payload::Bytes,
            (Family::Json, Some(item)) => Payload::Json(item.clone()),
            (Family::Json, None) => self.json(schema, spot),
            (Family::Form, Some(item)) => Payload::Form(item.value.clone()),
            (Family::Form, None) => Payload::Form(self.form_object(schema, spot)),
            (Family::Multipart, _) if self.is_positional(media_type, at) => {
                let item = at.get("itemSchema").filter(|_| schema.is_none());
                Payload::Multipart(match item {
                    Some(item) => Type::List(Box::new(self.item(item, &spot.part("item")))),
                    None => self.form_object(schema, spot),
                })
            }
            (Family::Multipart, known) => {
                let flat = schema.and_then(|schema| self.members_of_all(schema, spot));
                let same = || known.map(|item| item.value.clone());
                Payload::Multipart(flat.or_else(same).unwrap_or_else(|| self.form_object(schema, spot)))
            }
            (Family::Text, _) => match schema {
                Some(schema) if self.is_binary(schema) => Payload::Bytes,
                Some(schema) => Payload::Text(self.text(schema, spot)),
                None => Payload::Text(Type::Primitive(Primitive::String)),
            },
            (Family::Sequence(framing), _) => Payload::Sequence(framing, self.sequence_item(framing, at, spot)),
        }
    }

    fn json(&mut self, schema: Option<At<'a>>, spot: &Spot) -> Payload {
        let Some(schema) = schema else { return Payload::Json(Item::of(Type::Any)) };
        if self.is_odata()
            && let Some(payload) = self.odata_payload(schema, spot)
        {
            return payload;
        }
        Payload::Json(self.item(schema, spot))
    }

    /// What a text reads as. The members of an enumeration are texts by themselves; of what else a schema may say, a
    /// primitive is all that a text can be.
    fn text(&mut self, schema: At<'a>, spot: &Spot) -> Type {
        let value = if self.lists_scalars(schema) { self.item(schema, spot).value } else { Type::Any };
        match value {
            Type::Named(_) => value,
            Type::Primitive(primitive) => Type::Primitive(primitive.unquoted()),
            _ => Type::Primitive(self.primitive(schema).unwrap_or(Primitive::String).unquoted()),
        }
    }

    fn form_object(&mut self, schema: Option<At<'a>>, spot: &Spot) -> Type {
        schema.map_or(Type::Any, |schema| self.item(schema, spot).value)
    }
}

/// Whether values of a media type are JSON.
pub(super) fn is_json(media_type: &str) -> bool {
    family(media_type) == Family::Json
}

/// Whether any media type is meant.
fn is_any_media_type(media_type: &str) -> bool {
    media_type == "*/*"
}

/// Whether a media type can only be another notation of what its schema describes. One with a suffix has a meaning of
/// its own, such as a patch.
fn is_notation(media_type: &str, payload: &Payload) -> bool {
    *payload == Payload::Bytes && (family(media_type) == Family::Xml || !media_type.contains('+'))
}

/// What types of a further form are called after.
fn word(media_type: &str) -> &'static str {
    match family(media_type) {
        Family::Json => "json",
        Family::Form => "form",
        Family::Multipart => "multipart",
        Family::Text => "text",
        Family::Xml => "xml",
        Family::Sequence(_) => "stream",
        Family::Bytes => "bytes",
    }
}

/// A media type without its parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The family of a media type, by its name without parameters (RFC 6838, and its suffixes by RFC 6839).
fn family(media_type: &str) -> Family {
    match essence(media_type).as_str() {
        "application/json" | "text/json" | "application/*" => Family::Json,
        "application/x-www-form-urlencoded" => Family::Form,
        "text/event-stream" => Family::Sequence(Framing::Events),
        "application/jsonl"
        | "application/x-ndjson"
        | "application/ndjson"
        | "application/stream+json"
        | "application/json-lines"
        | "application/x-json-stream"
        | "application/x-jsonlines" => Family::Sequence(Framing::Lines),
        "application/json-seq" => Family::Sequence(Framing::Records),
        name if name.ends_with("+json-seq") => Family::Sequence(Framing::Records),
        "application/xml" | "text/xml" => Family::Xml,
        name if name.ends_with("+json") => Family::Json,
        name if name.ends_with("+xml") && !name.starts_with("image/") => Family::Xml,
        name if name.starts_with("multipart/") => Family::Multipart,
        name if name.starts_with("text/") => Family::Text,
        _ => Family::Bytes,
    }
}
