//! Bodies: what is sent and answered, by media type.

use super::{
    docs::Docs,
    operation::{Header, Style},
    types::{Item, Type},
};
use crate::diagnostics::Place;

/// What is sent.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whether it must be sent.
    pub required: bool,
    /// Texts.
    pub docs: Docs,
    /// The forms it may have, the preferred first.
    pub contents: Vec<Content>,
}

/// A media type and what it carries (Media Type Object).
#[derive(Clone, Debug)]
pub struct Content {
    /// As in `content-type`.
    pub media_type: String,
    /// What it carries.
    pub payload: Payload,
    /// What is said of members of a form or of parts of a multipart body.
    pub encodings: Vec<Encoding>,
    /// What is said of parts that have no names, where the value is a list or a tuple of them.
    pub positional: Option<Positional>,
    /// Whether it is the value of the preferred content in another notation, such as XML beside JSON.
    pub notation: bool,
    /// Where it stands.
    pub place: Option<Place>,
}

impl Content {
    /// A media type and what it carries, with nothing else said.
    pub fn of(media_type: impl Into<String>, payload: Payload) -> Self {
        Self {
            media_type: media_type.into(),
            payload,
            encodings: Vec::new(),
            positional: None,
            notation: false,
            place: None,
        }
    }
}

/// How a member of a form, or a part of a multipart body, is written (Encoding Object).
#[derive(Clone, Debug)]
pub struct Encoding {
    /// The member's name.
    pub property: String,
    /// Media types of the part, as described.
    pub content_type: Option<String>,
    /// Whether the member is a file, or a list of files.
    pub file: bool,
    /// How lists and objects are written.
    pub style: Option<Style>,
    /// Whether lists and objects are written as several members.
    pub explode: Option<bool>,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Header fields of the part.
    pub headers: Vec<Header>,
}

/// How parts of a multipart body are written that are told apart by their position (Media Type Object `prefixEncoding`
/// and `itemEncoding`, OpenAPI 3.2). A media type that is not said is empty: that of the value's kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Positional {
    /// The media types of the first parts.
    pub prefix: Vec<String>,
    /// The media type of all others.
    pub others: String,
    /// Whether the parts are files.
    pub files: bool,
}

/// What a body carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// JSON of a type.
    Json(Item),
    /// One page of an OData collection.
    Page(Item),
    /// A text that reads as a primitive, or as a member of an enumeration.
    Text(Type),
    /// Bytes.
    Bytes,
    /// `application/x-www-form-urlencoded` of an object.
    Form(Type),
    /// `multipart/*` of an object.
    Multipart(Type),
    /// Values one after another, read as they come; without a type they are texts.
    Sequence(Framing, Option<Item>),
}

/// How the values of a sequence are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// `text/event-stream` (WHATWG HTML, "server-sent events").
    Events,
    /// A JSON value on each line (`application/jsonl`, `application/x-ndjson`).
    Lines,
    /// A JSON value after each record separator (`application/json-seq`, RFC 7464).
    Records,
}
