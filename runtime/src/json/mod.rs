//! The JSON codec: concrete reader and writer, and the three traits generated types implement.
//!
//! Nothing here is generic over a format, so a generated type costs the compiler a list of names and a list of borrows.

mod bridge;
mod error;
mod extra;
mod leaf;
mod map;
mod named;
mod nullable;
mod object;
mod raw;
mod reader;
mod shape;
mod writer;

pub(crate) use bridge::name_of;
pub use bridge::{debug_object, debug_value, deserialize, serialize};
pub(crate) use error::excerpt;
pub use error::{DecodeError, DecodeResult, PathStep};
pub use extra::Extra;
pub(crate) use leaf::float_text;
pub use map::Map;
pub use nullable::{Null, Nullable};
pub(crate) use object::Fields;
use object::decode_object;
pub use object::{Field, Members, Object};
#[doc(hidden)]
pub use object::{copy_object, equal_objects, with_defaults};
pub use raw::{Json, member_text};
pub use reader::{DEFAULT_DEPTH, Kind, Reader};
pub use shape::{APointer, AUnion, AnEnum, AnObject, DecodeAs, EncodeAs, Shape};
pub use writer::Writer;
pub(crate) use writer::not_finite;

/// A type that reads itself from JSON.
pub trait Decode: Sized {
    /// Whether `null` is one of the type's values, as for `Option` and [`Json`].
    const NULL: bool = false;

    /// Reads the value the reader stands before, and nothing after it.
    ///
    /// # Errors
    /// When the JSON is malformed or of another shape; the error names the place.
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self>;

    /// Reads it as a field. `false` says that a null was passed that the field cannot hold.
    #[doc(hidden)]
    fn decode_field(&mut self, required: bool, json: &mut Reader<'_>) -> DecodeResult<bool> {
        let _ = required;
        json.required(self)
    }
}

/// A type that writes itself as JSON.
pub trait Encode {
    /// Writes exactly one JSON value.
    fn encode(&self, out: &mut Writer);

    /// Writes it as a field, with its name.
    #[doc(hidden)]
    fn encode_field(&self, name: &'static str, required: bool, out: &mut Writer) {
        let _ = required;
        out.required(name, &self);
    }
}

/// Reads a whole JSON document.
///
/// # Errors
/// When it is malformed, nested deeper than [`DEFAULT_DEPTH`], of another shape, or followed by something else.
pub fn from_slice<T: Decode>(bytes: &[u8]) -> DecodeResult<T> {
    from_slice_within(bytes, DEFAULT_DEPTH)
}

/// The same of JSON that was let in before or was written here: as deep as it is.
pub(crate) fn from_own<T: Decode>(bytes: &[u8]) -> DecodeResult<T> {
    from_slice_within(bytes, usize::MAX)
}

/// The same, where arrays and objects may nest `depth` deep.
pub(crate) fn from_slice_within<T: Decode>(bytes: &[u8], depth: usize) -> DecodeResult<T> {
    let mut json = Reader::with_depth(bytes, depth);
    let value = T::decode(&mut json)?;
    json.finish()?;
    Ok(value)
}

/// Reads a whole JSON document from text.
///
/// # Errors
/// As [`from_slice`].
pub fn from_str<T: Decode>(text: &str) -> DecodeResult<T> {
    from_slice(text.as_bytes())
}

/// The value as JSON bytes, without any optional space.
#[must_use]
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Vec<u8> {
    let mut out = Writer::new();
    value.encode(&mut out);
    out.into_bytes()
}

/// The value as JSON bytes, with integers of 64 bits and decimals as text.
pub(crate) fn to_vec_with_numbers_as_text<T: Encode + ?Sized>(value: &T) -> Vec<u8> {
    let mut out = Writer::with_numbers_as_text();
    value.encode(&mut out);
    out.into_bytes()
}

/// The value as JSON text.
#[must_use]
pub fn to_string<T: Encode + ?Sized>(value: &T) -> String {
    // The writer is only ever given text, so nothing is replaced here.
    match String::from_utf8(to_vec(value)) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}
