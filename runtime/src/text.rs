//! The plain text of a value, for paths, queries and headers.

use std::borrow::Cow;

use crate::{APointer, AnEnum, Shape, WireEnum, open::enum_text};

/// A value that has a plain text, as it stands in a path, a query or a header before any encoding.
pub trait ToText {
    /// The text.
    fn to_text(&self) -> Cow<'_, str>;
}

/// The plain text of types of a kind.
pub trait TextAs<T> {
    /// As [`ToText::to_text`].
    fn text(value: &T) -> Cow<'_, str>;
}

impl ToText for str {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToText for String {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToText for bool {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

/// Generated enums, and what stands for a value elsewhere.
impl<T: Shape<Kind: TextAs<T>>> ToText for T {
    fn to_text(&self) -> Cow<'_, str> {
        T::Kind::text(self)
    }
}

impl<T: WireEnum> TextAs<T> for AnEnum {
    fn text(value: &T) -> Cow<'_, str> {
        enum_text(*value)
    }
}

impl<T: ToText + ?Sized> TextAs<&T> for APointer {
    fn text<'t>(value: &'t &T) -> Cow<'t, str> {
        (**value).to_text()
    }
}

impl<T: ToText + ?Sized> TextAs<Box<T>> for APointer {
    fn text(value: &Box<T>) -> Cow<'_, str> {
        (**value).to_text()
    }
}

impl<T: ToText + ToOwned + ?Sized> ToText for Cow<'_, T> {
    fn to_text(&self) -> Cow<'_, str> {
        (**self).to_text()
    }
}

/// Free-form values: a string by its text, anything else by its JSON.
impl ToText for crate::Json {
    fn to_text(&self) -> Cow<'_, str> {
        match self.parse::<String>() {
            Ok(text) => Cow::Owned(text),
            Err(_) => Cow::Borrowed(self.as_str()),
        }
    }
}

macro_rules! by_display {
    ($($type:ty),*) => {$(
        impl ToText for $type {
            fn to_text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )*};
}

by_display!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);
by_display!(crate::DateTimeOffset, crate::Date, crate::TimeOfDay, crate::Duration);
by_display!(crate::Guid, crate::Decimal, crate::Binary, crate::Base64);

macro_rules! floats {
    ($($type:ty),*) => {$(
        impl ToText for $type {
            fn to_text(&self) -> Cow<'_, str> {
                if self.is_finite() {
                    Cow::Owned(self.to_string())
                } else {
                    Cow::Borrowed(crate::json::not_finite(f64::from(*self)))
                }
            }
        }
    )*};
}

floats!(f32, f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_texts() {
        assert_eq!((&&"a b").to_text(), "a b");
        assert_eq!((-7_i64).to_text(), "-7");
        assert_eq!(true.to_text(), "true");
        assert_eq!(f64::NEG_INFINITY.to_text(), "-INF");
        assert_eq!(0.5_f32.to_text(), "0.5");
        assert_eq!(crate::Json::string("x").to_text(), "x");
    }
}
