//! The codec of the standard library's types.

use super::error::excerpt;
use super::{Decode, DecodeError, DecodeResult, Encode, Kind, Reader, Writer};

impl Decode for String {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        json.string().map(ToOwned::to_owned)
    }
}

impl Encode for String {
    fn encode(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Decode for Box<str> {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        json.string().map(Into::into)
    }
}

impl Encode for str {
    fn encode(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Decode for bool {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        json.bool()
    }
}

impl Encode for bool {
    fn encode(&self, out: &mut Writer) {
        out.bool(*self);
    }
}

/// Integers, as numbers or, as OData services send 64 bits on request, as strings. `1.0` and `1e2` are integers too.
macro_rules! integers {
    ($($type:ty: $expected:literal),*) => {$(
        impl Decode for $type {
            fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
                let offset = json.offset();
                if let Some(number) = json.small_integer() {
                    return Self::try_from(number).map_err(|_| DecodeError::new($expected, number.to_string(), offset));
                }
                match json.peek()? {
                    Kind::Number => {
                        let text = json.number_text()?;
                        whole(text).and_then(|text| text.parse().ok())
                            .ok_or_else(|| DecodeError::new($expected, excerpt(text), offset))
                    }
                    Kind::String => json.parsed($expected, str::parse),
                    _ => Err(json.unexpected($expected)),
                }
            }
        }

        impl Encode for $type {
            fn encode(&self, out: &mut Writer) {
                if size_of::<Self>() >= 8 && out.has_numbers_as_text() {
                    return out.plain(&self.to_string());
                }
                out.integer(*self);
            }
        }
    )*};
}

integers!(
    i8: "an integer of 8 bits", i16: "an integer of 16 bits", i32: "an integer of 32 bits",
    i64: "an integer of 64 bits", i128: "an integer of 128 bits",
    u8: "an integer of 8 bits without sign", u16: "an integer of 16 bits without sign",
    u32: "an integer of 32 bits without sign", u64: "an integer of 64 bits without sign",
    u128: "an integer of 128 bits without sign"
);

/// The digits of a JSON number that is whole, though it may be written with a point or an exponent.
fn whole(number: &str) -> Option<String> {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    // No integer type has more digits than this, so a greater exponent cannot ask for memory.
    let exponent = exponent.parse::<usize>().ok().filter(|exponent| *exponent <= 40)?;
    let zeros = exponent.checked_sub(fraction.len())?;
    let digits = format!("{whole}{fraction}{}", "0".repeat(zeros));
    let digits = digits.trim_start_matches('0');
    Some(if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}") })
}

impl Decode for f64 {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        match json.peek()? {
            Kind::Number => json.float(),
            Kind::String => json.parsed("a number, \"INF\", \"-INF\" or \"NaN\"", float_text),
            _ => Err(json.unexpected("a number")),
        }
    }
}

/// A float in text, as OData writes it. Rust's own words for infinity are not among them.
pub(crate) fn float_text(text: &str) -> Result<f64, &'static str> {
    match text {
        "INF" | "+INF" | "Infinity" => Ok(f64::INFINITY),
        "-INF" | "-Infinity" => Ok(f64::NEG_INFINITY),
        "NaN" => Ok(f64::NAN),
        _ if text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E')) => {
            text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or("not a number")
        }
        _ => Err("not a number"),
    }
}

impl Encode for f64 {
    fn encode(&self, out: &mut Writer) {
        out.float(*self);
    }
}

impl Decode for f32 {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        let offset = json.offset();
        let number = f64::decode(json)?;
        #[expect(clippy::cast_possible_truncation, reason = "nearest value of 32 bits is what the type asks for")]
        let short = number as Self;
        if short.is_finite() || !number.is_finite() {
            Ok(short)
        } else {
            Err(DecodeError::new("a number that fits 32 bits", number.to_string(), offset))
        }
    }
}

impl Encode for f32 {
    fn encode(&self, out: &mut Writer) {
        out.float32(*self);
    }
}

impl<T: Decode> Decode for Option<T> {
    const NULL: bool = true;

    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        if json.peek()? == Kind::Null {
            json.null()?;
            return Ok(None);
        }
        T::decode(json).map(Some)
    }

    fn decode_field(&mut self, required: bool, json: &mut Reader<'_>) -> DecodeResult<bool> {
        if required { json.required(self) } else { json.optional(self) }
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, out: &mut Writer) {
        match self {
            Some(value) => value.encode(out),
            None => out.null(),
        }
    }

    fn encode_field(&self, name: &'static str, required: bool, out: &mut Writer) {
        if required { out.required(name, self) } else { out.optional(name, self) }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        let mut list = Self::new();
        json.array(&mut |json| {
            list.push(T::decode(json)?);
            Ok(())
        })?;
        Ok(list)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, out: &mut Writer) {
        out.array(self);
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, out: &mut Writer) {
        out.array(self);
    }
}

/// Tuples: arrays of exactly as many elements.
macro_rules! tuples {
    ($($length:literal: ($($type:ident $place:tt),*);)*) => {$(
        impl<$($type: Decode + Default),*> Decode for ($($type,)*) {
            fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
                let offset = json.offset();
                let (mut all, mut count) = (Self::default(), 0_usize);
                json.array(&mut |json| {
                    match count {
                        $($place => all.$place = $type::decode(json)?,)*
                        _ => return Err(json.unexpected(concat!("an array of ", $length))),
                    }
                    count += 1;
                    Ok(())
                })?;
                if count < $length {
                    return Err(DecodeError::new(concat!("an array of ", $length), format!("one of {count}"), offset));
                }
                Ok(all)
            }
        }

        impl<$($type: Encode),*> Encode for ($($type,)*) {
            fn encode(&self, out: &mut Writer) {
                out.elements(&[$(&self.$place),*]);
            }
        }
    )*};
}

tuples! {
    1: (A 0);
    2: (A 0, B 1);
    3: (A 0, B 1, C 2);
    4: (A 0, B 1, C 2, D 3);
    5: (A 0, B 1, C 2, D 3, E 4);
    6: (A 0, B 1, C 2, D 3, E 4, F 5);
    7: (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    8: (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
    9: (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
    10: (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
    11: (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
    12: (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
}

/// For values that stand alone; as fields they are read by [`Reader::nullable`], which also knows absence.
impl<T: Decode> Decode for super::Nullable<T> {
    const NULL: bool = true;

    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        Ok(Option::<T>::decode(json)?.into())
    }

    fn decode_field(&mut self, _required: bool, json: &mut Reader<'_>) -> DecodeResult<bool> {
        json.nullable(self)
    }
}

/// Absence has no JSON of its own here and is written as null.
impl<T: Encode> Encode for super::Nullable<T> {
    fn encode(&self, out: &mut Writer) {
        self.as_option().encode(out);
    }

    fn encode_field(&self, name: &'static str, _required: bool, out: &mut Writer) {
        out.nullable(name, self);
    }
}
