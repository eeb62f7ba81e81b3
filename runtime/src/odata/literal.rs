//! Values as they stand in the expressions of a URL (OData ABNF, `primitiveLiteral`).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;

use crate::{
    Base64, Binary, Date, DateTimeOffset, Decimal, Duration, Flags, Guid, Json, Kind, Null, Nullable, Open, TimeOfDay,
    ToText, TypeName, WireEnum, enum_text,
};

/// A value that has a literal: text in quotes, `duration'PT1H'`, a number as it is. It is not percent-encoded.
pub trait Literal {
    /// The literal.
    fn literal(&self) -> String;
}

/// A text in quotes; quotes inside are doubled.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Literal for str {
    fn literal(&self) -> String {
        quoted(self)
    }
}

impl Literal for String {
    fn literal(&self) -> String {
        quoted(self)
    }
}

impl Literal for Null {
    fn literal(&self) -> String {
        "null".to_owned()
    }
}

impl<T: Literal + ?Sized> Literal for &T {
    fn literal(&self) -> String {
        (**self).literal()
    }
}

impl<T: Literal + ?Sized> Literal for Box<T> {
    fn literal(&self) -> String {
        (**self).literal()
    }
}

impl<T: Literal> Literal for Option<T> {
    fn literal(&self) -> String {
        self.as_ref().map_or_else(|| Null.literal(), Literal::literal)
    }
}

impl<T: Literal> Literal for Nullable<T> {
    fn literal(&self) -> String {
        self.as_option().literal()
    }
}

/// Types whose literal is their plain text.
macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Literal for $type {
            fn literal(&self) -> String {
                self.to_text().into_owned()
            }
        }
    )*};
}

plain!(bool, i8, i16, i32, i64, i128, u8, u16, u32, u64, f32, f64, Decimal, Guid, Date, DateTimeOffset, TimeOfDay);

/// With the prefix that version 4.0 asks for and 4.01 allows.
impl Literal for Duration {
    fn literal(&self) -> String {
        format!("duration'{}'", self.to_text())
    }
}

impl Literal for Binary {
    fn literal(&self) -> String {
        format!("binary'{}'", URL_SAFE.encode(self.as_bytes()))
    }
}

impl Literal for Base64 {
    fn literal(&self) -> String {
        format!("binary'{}'", URL_SAFE.encode(self.as_bytes()))
    }
}

/// The member in quotes, which version 4.01 and services such as Microsoft Graph take; see [`qualified`] for others.
impl<E: WireEnum> Literal for Open<E> {
    fn literal(&self) -> String {
        if E::is_numeric() { self.as_str().to_owned() } else { quoted(self.as_str()) }
    }
}

/// The members in quotes, as a single one.
impl<E: WireEnum> Literal for Flags<E> {
    fn literal(&self) -> String {
        if E::is_numeric() { self.to_text().into_owned() } else { quoted(&self.to_text()) }
    }
}

/// A string in quotes; numbers and booleans as they are; anything else as JSON, which stands in parameters only.
impl Literal for Json {
    fn literal(&self) -> String {
        match (self.kind(), self.parse::<String>()) {
            (Kind::String, Ok(text)) => quoted(&text),
            _ => self.as_str().to_owned(),
        }
    }
}

pub(super) fn of_member<E: WireEnum>(member: E) -> String {
    let text = enum_text(member);
    if E::is_numeric() { text.into_owned() } else { quoted(&text) }
}

/// A member of an enum behind the name of its type; see [`qualified`].
#[derive(Clone, Debug)]
pub struct Qualified<E: WireEnum>(Open<E>);

/// A member of an enum behind the name of its type, as strict services of version 4.0 ask for:
/// `shop.Colour'red'` instead of `'red'`.
#[must_use]
pub fn qualified<E: WireEnum + TypeName>(member: impl Into<Open<E>>) -> Qualified<E> {
    Qualified(member.into())
}

impl<E: WireEnum + TypeName> Literal for Qualified<E> {
    fn literal(&self) -> String {
        format!("{}{}", E::TYPE_NAME, quoted(self.0.as_str()))
    }
}
