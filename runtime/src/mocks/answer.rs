//! What a mocked service answers, as bytes.

use crate::{Bytes, Encode, ToText, from_slice, to_vec};

/// A value that a mock can answer: one that has a JSON form, nothing, or bytes.
pub trait Answer {
    /// What stands in the body.
    fn content(&self) -> Content;
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// No body.
    Nothing,
    /// JSON, or the text of it where the call asks for text.
    Json(Vec<u8>),
    /// Plain text.
    Text(String),
    /// Bytes of the media type that the call asks for.
    Bytes(Bytes),
}

/// A value as plain text, where a call reads either text or JSON by the status.
#[derive(Clone, Copy, Debug)]
pub struct Text<T>(pub T);

impl<T: Encode + ?Sized> Answer for T {
    fn content(&self) -> Content {
        Content::Json(to_vec(self))
    }
}

impl Answer for () {
    fn content(&self) -> Content {
        Content::Nothing
    }
}

impl Answer for Bytes {
    fn content(&self) -> Content {
        Content::Bytes(self.clone())
    }
}

impl<T: ToText> Answer for Text<T> {
    fn content(&self) -> Content {
        Content::Text(self.0.to_text().into_owned())
    }
}

impl Content {
    /// Whether it stands for no value.
    pub(super) fn is_none(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Json(json) => json == b"null",
            Self::Text(_) | Self::Bytes(_) => false,
        }
    }

    /// The media type and the bytes for a call that asks for `accept`.
    pub(super) fn written(&self, accept: &str) -> (String, Vec<u8>) {
        let media_type = media_type(accept).to_owned();
        match self {
            Self::Nothing => (media_type, Vec::new()),
            Self::Text(text) => ("text/plain".to_owned(), text.clone().into_bytes()),
            Self::Bytes(bytes) => (media_type, bytes.to_vec()),
            Self::Json(json) if media_type == "text/plain" => {
                let text = from_slice::<String>(json).map(String::into_bytes);
                (media_type, text.unwrap_or_else(|_| json.clone()))
            }
            Self::Json(json) if media_type.contains("json") => (media_type, json.clone()),
            Self::Json(json) => ("application/json".to_owned(), json.clone()),
        }
    }
}

/// The first media type of those that are asked for.
pub(super) fn media_type(accept: &str) -> &str {
    let first = accept.split([',', ';']).next().unwrap_or_default().trim();
    if first.is_empty() || first.contains('*') { "application/octet-stream" } else { first }
}
