//! A JSON value kept as its text.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use super::{Decode, DecodeResult, Encode, Kind, Reader, Writer, from_own, from_str};

/// Any JSON value, kept as the exact text that was received, so that no digit of a number is lost. `Default` is `null`.
///
/// Two values are equal when they are equal as JSON: order of members, space and escapes do not count.
#[derive(Clone)]
pub struct Json(Box<str>);

impl Json {
    /// The value `null`.
    #[must_use]
    pub fn null() -> Self {
        Self("null".into())
    }

    /// A string value.
    #[must_use]
    pub fn string(text: &str) -> Self {
        Self::from_value(text)
    }

    /// A value of a type that writes itself as JSON.
    #[must_use]
    pub fn from_value<T: Encode + ?Sized>(value: &T) -> Self {
        Self(super::to_string(value).into())
    }

    /// Text that a reader has passed over, so it is known to be JSON.
    pub(crate) fn from_checked(text: &str) -> Self {
        Self(text.into())
    }

    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the value as `T`, as deep as it nests: that was bounded when it was read.
    ///
    /// # Errors
    /// When it has another shape.
    pub fn parse<T: Decode>(&self) -> DecodeResult<T> {
        from_own(self.0.as_bytes())
    }

    /// What kind of value it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.0.bytes().next() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number,
        }
    }

    /// Whether the value is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    /// The value as a tree.
    ///
    /// # Errors
    /// When it nests deeper than `serde_json` follows.
    pub fn to_value(&self) -> serde_json::Result<Value> {
        serde_json::from_str(&self.0)
    }
}

/// The string value of the member `name` of an object in JSON text, without reading the rest of it into anything. It is
/// what tells the members of a union apart. The rest may nest as deep as it likes.
///
/// # Errors
/// When the text is not a JSON object.
pub fn member_text(raw: &str, name: &str) -> DecodeResult<Option<String>> {
    let mut found = None;
    Reader::with_depth(raw.as_bytes(), usize::MAX).members(&mut |member, json| {
        if member == name && json.peek()? == Kind::String {
            found = Some(json.string()?.to_owned());
        } else {
            json.raw()?;
        }
        Ok(())
    })?;
    Ok(found)
}

impl Default for Json {
    fn default() -> Self {
        Self::null()
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        // Text first: it is the common case, and a number too big for a tree still equals itself.
        self.0 == other.0 || matches!((self.to_value(), other.to_value()), (Ok(left), Ok(right)) if left == right)
    }
}

impl fmt::Display for Json {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for Json {
    type Err = super::DecodeError;

    fn from_str(text: &str) -> DecodeResult<Self> {
        from_str(text)
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self(value.to_string().into())
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl TryFrom<&Json> for Value {
    type Error = serde_json::Error;

    fn try_from(json: &Json) -> serde_json::Result<Self> {
        json.to_value()
    }
}

impl Decode for Json {
    const NULL: bool = true;

    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        Ok(Self::from_checked(json.raw()?))
    }
}

impl Encode for Json {
    fn encode(&self, out: &mut Writer) {
        out.json(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_kept() {
        let text = "{\"a\":1.10000000000000000000000000000001e400}";
        assert_eq!(text.parse::<Json>().unwrap_or_default().to_string(), text);
    }

    #[test]
    fn equality_is_that_of_json() {
        let json = |text: &str| text.parse::<Json>().unwrap_or_default();
        assert_eq!(json("{\"a\":1,\"b\":2}"), json("{ \"b\":2, \"a\":1 }"));
        assert_ne!(json("[1,2]"), json("[2,1]"));
        assert_eq!(json("1e999"), json("1e999"));
    }

    #[test]
    fn a_member_is_found_without_the_rest() {
        assert_eq!(member_text("{\"x\":{\"kind\":\"no\"},\"kind\":\"yes\"}", "kind"), Ok(Some("yes".to_owned())));
        assert_eq!(member_text("{\"kind\":1}", "kind"), Ok(None));
        assert!(member_text("[]", "kind").is_err());
    }
}
