//! Media Type Object: what a body carries.

use super::{context::Lower, leaf::Leaf, spot::Spot};
use crate::{
    model::{Content, Item, Payload, Primitive, Type},
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
    Sequence,
    Bytes,
}

impl<'a> Lower<'a, '_> {
    /// The members of `content`, JSON first.
    pub(super) fn contents(&mut self, owner: At<'a>, spot: &Spot) -> Vec<Content> {
        let members: Vec<_> = owner.map("content").collect();
        let only_xml = members.iter().all(|(member, _)| family(&member.name) == Family::Xml);
        let mut contents: Vec<Content> = Vec::new();
        for (member, at) in members {
            let media_type = member.name.trim();
            if contents.iter().any(|known| known.media_type == media_type) {
                continue;
            }
            let payload = self.payload(media_type, at, spot, only_xml);
            contents.push(Content { media_type: media_type.to_owned(), payload });
        }
        contents.sort_by_key(|content| match content.payload {
            Payload::Json(_) | Payload::Page(_) => 0,
            Payload::Form(_) | Payload::Multipart(_) | Payload::Text(_) | Payload::Bytes => 1,
        });
        contents
    }

    fn payload(&mut self, media_type: &str, at: At<'a>, spot: &Spot, only_xml: bool) -> Payload {
        // `openapiv3` reads what is beside the schema; what it says of encodings has no counterpart yet.
        let leaf =
            Leaf { object: "Media Type Object", without: &["schema", "example", "examples", "itemSchema"], with: &[] };
        let read: Option<openapiv3::MediaType> = self.leaf(at, &leaf);
        if read.is_some_and(|read| read.encoding.values().any(says_something)) {
            self.approximated("Encoding Object", "the encoding that the type suggests", at);
        }
        let schema = at.get("schema");
        match family(media_type) {
            Family::Bytes if schema.is_some_and(|schema| !self.is_binary(schema)) && media_type == "*/*" => {
                self.json(schema, spot)
            }
            Family::Bytes => Payload::Bytes,
            Family::Json if schema.is_some_and(|schema| self.is_binary(schema)) => Payload::Bytes,
            Family::Json => self.json(schema, spot),
            Family::Form => Payload::Form(self.form_object(schema, spot)),
            Family::Multipart => Payload::Multipart(self.form_object(schema, spot)),
            Family::Text => match schema {
                Some(schema) if self.is_binary(schema) => Payload::Bytes,
                Some(schema) => Payload::Text(self.primitive(schema).unwrap_or(Primitive::String)),
                None => Payload::Text(Primitive::String),
            },
            Family::Xml => {
                // Beside JSON the XML form says nothing new.
                if only_xml {
                    self.approximated(format!("body of `{media_type}`"), "bytes", at);
                }
                Payload::Bytes
            }
            Family::Sequence => {
                self.approximated(format!("body of `{media_type}`, a sequence of values"), "bytes", at);
                Payload::Bytes
            }
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

    fn form_object(&mut self, schema: Option<At<'a>>, spot: &Spot) -> Type {
        schema.map_or(Type::Any, |schema| self.item(schema, spot).value)
    }
}

fn says_something(encoding: &openapiv3::Encoding) -> bool {
    encoding.content_type.is_some() || encoding.style.is_some() || !encoding.headers.is_empty() || encoding.explode
}

/// The family of a media type, by its name without parameters (RFC 6838, and its suffixes by RFC 6839).
fn family(media_type: &str) -> Family {
    let name = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match name.as_str() {
        "application/json" | "text/json" | "application/*" => Family::Json,
        "application/x-www-form-urlencoded" => Family::Form,
        "text/event-stream"
        | "application/jsonl"
        | "application/x-ndjson"
        | "application/ndjson"
        | "application/json-seq"
        | "application/stream+json"
        | "application/x-jsonlines" => Family::Sequence,
        "application/xml" | "text/xml" => Family::Xml,
        name if name.ends_with("+json") => Family::Json,
        name if name.ends_with("+xml") && !name.starts_with("image/") => Family::Xml,
        name if name.starts_with("multipart/") => Family::Multipart,
        name if name.starts_with("text/") => Family::Text,
        _ => Family::Bytes,
    }
}
