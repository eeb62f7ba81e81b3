//! Values of one type out of several: which one is decided from a table, before anything is read; a value that turns
//! out to be of another is read again as that.

mod choice;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::mem::discriminant;

use crate::{Decode, DecodeError, DecodeResult, Encode, Reader};
use choice::{UNKNOWN, decide};

/// A generated union. [`union!`](crate::union) completes it.
pub trait Union: Encode + Sized {
    /// The member whose text names the variant.
    const DISCRIMINATOR: Option<&'static str> = None;

    /// What is known of the variants, in the description's order.
    const CANDIDATES: &'static [Candidate];

    /// Reads the variant `candidate`, or, for any other number, keeps the value as unknown.
    ///
    /// # Errors
    /// When the value is not of that variant's type.
    fn read(candidate: usize, json: &mut Reader<'_>) -> DecodeResult<Self>;

    /// The value of the variant.
    fn value(&self) -> &dyn Variant;
}

/// The value of a union's variant, whatever its type.
pub trait Variant: Encode + Any {
    /// Whether the other is of the same type and equal.
    fn equals(&self, other: &dyn Variant) -> bool;
}

impl<T: Encode + PartialEq + 'static> Variant for T {
    fn equals(&self, other: &dyn Variant) -> bool {
        (other as &dyn Any).downcast_ref::<T>() == Some(self)
    }
}

/// Whether two values of a union are of the same variant and equal.
#[doc(hidden)]
#[must_use]
pub fn equal_unions<U: Union>(left: &U, right: &U) -> bool {
    discriminant(left) == discriminant(right) && left.value().equals(right.value())
}

/// What a union knows of one of its variants without reading a value as it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// One bit per kind; none for a variant that may be anything.
    kinds: u8,
    tags: &'static [&'static str],
    is_default: bool,
    texts: Option<&'static [&'static str]>,
    form: Option<fn(&str) -> bool>,
    constants: &'static [(&'static str, &'static str)],
    required: &'static [&'static str],
    known: &'static [&'static str],
    items: Option<&'static Candidate>,
}

const NULL: u8 = 1;
const BOOLEAN: u8 = 2;
const NUMBER: u8 = 4;
const INTEGER: u8 = 8;
const TEXT: u8 = 16;
const ARRAY: u8 = 32;
const OBJECT: u8 = 64;

impl Candidate {
    /// Nothing is known: the variant may be any value, and is chosen when no other fits.
    pub const NONE: Self = Self {
        kinds: 0,
        tags: &[],
        is_default: false,
        texts: None,
        form: None,
        constants: &[],
        required: &[],
        known: &[],
        items: None,
    };

    const fn or(mut self, kind: u8) -> Self {
        self.kinds |= kind;
        self
    }

    /// It may be null.
    #[must_use]
    pub const fn null(self) -> Self {
        self.or(NULL)
    }

    /// It may be a boolean.
    #[must_use]
    pub const fn boolean(self) -> Self {
        self.or(BOOLEAN)
    }

    /// It may be any number.
    #[must_use]
    pub const fn number(self) -> Self {
        self.or(NUMBER)
    }

    /// It may be a whole number.
    #[must_use]
    pub const fn integer(self) -> Self {
        self.or(INTEGER)
    }

    /// It may be a string.
    #[must_use]
    pub const fn text(self) -> Self {
        self.or(TEXT)
    }

    /// It may be an array.
    #[must_use]
    pub const fn array(self) -> Self {
        self.or(ARRAY)
    }

    /// It may be an object.
    #[must_use]
    pub const fn object(self) -> Self {
        self.or(OBJECT)
    }

    /// The texts of the discriminator that name it.
    #[must_use]
    pub const fn tags(mut self, tags: &'static [&'static str]) -> Self {
        self.tags = tags;
        self
    }

    /// It is what a value is of whose discriminator is missing or not known.
    #[must_use]
    pub const fn by_default(mut self) -> Self {
        self.is_default = true;
        self
    }

    /// The strings it may be, or the digits of the integers.
    #[must_use]
    pub const fn texts(mut self, texts: &'static [&'static str]) -> Self {
        self.texts = Some(texts);
        self
    }

    /// Whether a string has the form it asks for, such as that of a date.
    #[must_use]
    pub const fn form(mut self, form: fn(&str) -> bool) -> Self {
        self.form = Some(form);
        self
    }

    /// Members that have exactly this text, or this JSON where they are no strings.
    #[must_use]
    pub const fn constants(mut self, constants: &'static [(&'static str, &'static str)]) -> Self {
        self.constants = constants;
        self
    }

    /// Members that are always there.
    #[must_use]
    pub const fn required(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    /// All members that have a field.
    #[must_use]
    pub const fn known(mut self, known: &'static [&'static str]) -> Self {
        self.known = known;
        self
    }

    /// What its elements are: the first one decides.
    #[must_use]
    pub const fn items(mut self, items: &'static Self) -> Self {
        self.items = Some(items);
        self
    }

    const fn has(&self, kinds: u8) -> bool {
        self.kinds & kinds != 0
    }
}

/// Whether a text can be read as `T`; for [`Candidate::form`].
#[must_use]
pub fn fits<T: std::str::FromStr>(text: &str) -> bool {
    text.parse::<T>().is_ok()
}

/// Reads a union.
///
/// # Errors
/// When the value is malformed, or not of the type that was chosen.
#[doc(hidden)]
pub fn decode_union<U: Union>(json: &mut Reader<'_>) -> DecodeResult<U> {
    let mut found = None;
    decide(json, U::DISCRIMINATOR, U::CANDIDATES, &mut |candidate, json| {
        found = Some(U::read(candidate, json)?);
        Ok(())
    })?;
    found.map_or_else(|| U::read(UNKNOWN, json), Ok)
}

impl Reader<'_> {
    /// Reads the value of a union's variant; an error says as what it was read.
    ///
    /// # Errors
    /// When the value cannot be read as `T`.
    pub fn value<T: Decode>(&mut self) -> DecodeResult<T> {
        T::decode(self).map_err(|error| read_as(error, std::any::type_name::<T>()))
    }

    /// Reads the value of a union's variant, as [`value`](Self::value) does, and makes the variant of it.
    ///
    /// # Errors
    /// When the value cannot be read as `T`.
    pub fn variant<T: Decode, U>(&mut self, variant: fn(T) -> U) -> DecodeResult<U> {
        self.value().map(variant)
    }
}

/// The error with the type that was chosen, without the modules it is in.
fn read_as(error: DecodeError, type_name: &str) -> DecodeError {
    let mut short = String::new();
    let mut rest = type_name;
    while let Some(end) = rest.find(['<', '>', ',', ' ', '[', ']', '(', ')', '&']) {
        let (path, tail) = rest.split_at(end);
        short.push_str(path.rsplit("::").next().unwrap_or(path));
        let (mark, tail) = tail.split_at(1);
        short.push_str(mark);
        rest = tail;
    }
    short.push_str(rest.rsplit("::").next().unwrap_or(rest));
    error.read_as(short)
}

/// Completes a generated union that has [`Union`](crate::Union) and a variant `Unknown` of
/// [`Json`](crate::Json): gives it [`Decode`], [`Encode`], `PartialEq`, `Debug` with secrets hidden, `Default` (an
/// unknown null), and, with the feature `serde`, serde's two traits.
#[macro_export]
macro_rules! union {
    ($type:ident) => {
        impl $crate::Shape for $type {
            type Kind = $crate::AUnion;
        }

        impl ::core::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::equal_unions(self, other)
            }
        }

        impl ::core::default::Default for $type {
            #[inline]
            fn default() -> Self {
                Self::Unknown($crate::Json::null())
            }
        }

        impl ::core::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, out: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::debug_value(self, out)
            }
        }

        $crate::serde_bridge!($type);
    };
}
