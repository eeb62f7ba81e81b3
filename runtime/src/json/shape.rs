//! How generated types decode and encode: by what they are, so that a type says that much and no more. An
//! implementation of two traits for each of thousands of types is what the compiler would spend its time and memory on.

use super::{Decode, DecodeResult, Encode, Object, Reader, Writer, decode_object};
use crate::{Union, WireEnum, decode_member, decode_union, encode_member};

/// What a type is, which decides how it decodes and encodes. Generated types say it; types of one's own implement
/// [`Decode`] and [`Encode`] instead.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither generated nor decoded or encoded by itself",
    note = "types of one's own implement `Decode` and `Encode`"
)]
pub trait Shape {
    /// One of [`AnObject`], [`AnEnum`] and [`AUnion`].
    type Kind;
}

/// The kind of generated objects.
#[derive(Debug)]
pub enum AnObject {}

/// The kind of generated enums.
#[derive(Debug)]
pub enum AnEnum {}

/// The kind of generated unions.
#[derive(Debug)]
pub enum AUnion {}

/// The kind of what stands for a value elsewhere.
#[derive(Debug)]
pub enum APointer {}

/// How types of a kind decode.
pub trait DecodeAs<T> {
    /// As [`Decode::NULL`].
    const NULL: bool = false;

    /// As [`Decode::decode`].
    ///
    /// # Errors
    /// As [`Decode::decode`].
    fn decode(json: &mut Reader<'_>) -> DecodeResult<T>;
}

/// How types of a kind encode.
pub trait EncodeAs<T> {
    /// As [`Encode::encode`].
    fn encode(value: &T, out: &mut Writer);
}

impl<T: Shape<Kind: DecodeAs<T>>> Decode for T {
    const NULL: bool = T::Kind::NULL;

    #[inline]
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        T::Kind::decode(json)
    }
}

impl<T: Shape<Kind: EncodeAs<T>>> Encode for T {
    #[inline]
    fn encode(&self, out: &mut Writer) {
        T::Kind::encode(self, out);
    }
}

impl<T: Object + Default> DecodeAs<T> for AnObject {
    #[inline]
    fn decode(json: &mut Reader<'_>) -> DecodeResult<T> {
        decode_object(json)
    }
}

impl<T: Object> EncodeAs<T> for AnObject {
    #[inline]
    fn encode(value: &T, out: &mut Writer) {
        out.object(value);
    }
}

impl<T: WireEnum> DecodeAs<T> for AnEnum {
    #[inline]
    fn decode(json: &mut Reader<'_>) -> DecodeResult<T> {
        decode_member(json)
    }
}

impl<T: WireEnum> EncodeAs<T> for AnEnum {
    #[inline]
    fn encode(value: &T, out: &mut Writer) {
        encode_member(*value, out);
    }
}

impl<T: Union> DecodeAs<T> for AUnion {
    #[inline]
    fn decode(json: &mut Reader<'_>) -> DecodeResult<T> {
        decode_union(json)
    }
}

impl<T: Union> EncodeAs<T> for AUnion {
    #[inline]
    fn encode(value: &T, out: &mut Writer) {
        out.value(value.value());
    }
}

impl<T: ?Sized> Shape for Box<T> {
    type Kind = APointer;
}

impl<T: ?Sized> Shape for &T {
    type Kind = APointer;
}

impl<T: Decode> DecodeAs<Box<T>> for APointer {
    const NULL: bool = T::NULL;

    fn decode(json: &mut Reader<'_>) -> DecodeResult<Box<T>> {
        T::decode(json).map(Box::new)
    }
}

impl<T: Encode> EncodeAs<Box<T>> for APointer {
    fn encode(value: &Box<T>, out: &mut Writer) {
        (**value).encode(out);
    }
}

impl<T: Encode + ?Sized> EncodeAs<&T> for APointer {
    fn encode(value: &&T, out: &mut Writer) {
        (**value).encode(out);
    }
}
