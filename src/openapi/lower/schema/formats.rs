//! `type` and `format`: primitives (OpenAPI Format Registry).

use super::raw::RawSchema;
use crate::{model::Primitive, openapi::cursor::At};

/// The primitive of a schema, if its type is one.
pub(super) fn primitive(raw: &RawSchema<'_>) -> Option<Primitive> {
    match raw.types.as_slice() {
        ["string"] => Some(of_string(raw)),
        ["integer"] => Some(of_integer(raw)),
        ["number"] => Some(of_number(raw)),
        ["boolean"] => Some(Primitive::Boolean),
        // An integer is a number too.
        ["integer", "number"] | ["number", "integer"] => Some(of_number(raw)),
        [] => of_format(raw),
        _ => None,
    }
}

fn of_string(raw: &RawSchema<'_>) -> Primitive {
    match raw.content_encoding {
        Some("base64") => return Primitive::Base64,
        Some("base64url") => return Primitive::Binary,
        _ => {}
    }
    match raw.format.unwrap_or_default() {
        "date-time" | "datetime" | "dateTime" => Primitive::DateTimeOffset,
        "date" => Primitive::Date,
        "time" => Primitive::TimeOfDay,
        "duration" => Primitive::Duration,
        "uuid" | "guid" => Primitive::Guid,
        "byte" | "base64" => Primitive::Base64,
        "base64url" => Primitive::Binary,
        "decimal" => Primitive::QuotedDecimal,
        format => integer_format(format).map_or(Primitive::String, Primitive::quoted),
    }
}

fn of_integer(raw: &RawSchema<'_>) -> Primitive {
    match integer_format(raw.format.unwrap_or_default()) {
        // A bound that the format cannot hold says that the format is not meant so.
        Some(Primitive::Int64) | None => by_bounds(raw),
        Some(primitive) => primitive,
    }
}

fn of_number(raw: &RawSchema<'_>) -> Primitive {
    let format = raw.format.unwrap_or_default();
    match format {
        "float" | "single" => Primitive::Single,
        "decimal" => Primitive::Decimal,
        _ => integer_format(format).unwrap_or(Primitive::Double),
    }
}

/// What a schema without a type says by its format alone.
fn of_format(raw: &RawSchema<'_>) -> Option<Primitive> {
    // Only texts can be encoded.
    match raw.content_encoding {
        Some("base64") => return Some(Primitive::Base64),
        Some("base64url") => return Some(Primitive::Binary),
        _ => {}
    }
    let format = raw.format?;
    if let Some(integer) = integer_format(format) {
        return Some(integer);
    }
    match format {
        "float" | "single" => Some(Primitive::Single),
        "double" => Some(Primitive::Double),
        // In JSON they are texts; bodies and parts of them are read elsewhere.
        "binary" | "password" => Some(Primitive::String),
        _ => match of_string(raw) {
            Primitive::String => None,
            primitive => Some(primitive.unquoted()),
        },
    }
}

/// Whether a format is one of integers.
pub(super) fn is_of_integers(format: &str) -> bool {
    integer_format(format).is_some()
}

/// Whether the values of a format are numbers, also where they are written as texts.
pub(super) fn is_of_numbers(format: &str) -> bool {
    format == "decimal" || integer_format(format).is_some()
}

fn integer_format(format: &str) -> Option<Primitive> {
    Some(match format {
        "int8" => Primitive::Int8,
        "int16" => Primitive::Int16,
        "int32" => Primitive::Int32,
        "int64" | "long" => Primitive::Int64,
        "uint8" => Primitive::UInt8,
        "uint16" => Primitive::UInt16,
        "uint32" => Primitive::UInt32,
        "uint64" | "uint" => Primitive::UInt64,
        "int128" => Primitive::Int128,
        // Digits of any number.
        "uint128" => Primitive::Decimal,
        _ => return None,
    })
}

/// 64 bits, unless a bound does not fit. Bounds that went through a double lost their last digits, so
/// `-9223372036854776000` counts as the least number of 64 bits.
fn by_bounds(raw: &RawSchema<'_>) -> Primitive {
    let bound = |at: Option<At<'_>>| at.and_then(|at| at.node.as_f64());
    let (least, greatest) = (bound(raw.minimum).unwrap_or_default(), bound(raw.maximum).unwrap_or_default());
    if least >= -TWO_TO_63 && greatest <= TWO_TO_63 {
        Primitive::Int64
    } else if least >= 0.0 && raw.minimum.is_some() && greatest <= 2.0 * TWO_TO_63 {
        Primitive::UInt64
    } else if least >= -TWO_TO_127 && greatest <= TWO_TO_127 {
        Primitive::Int128
    } else {
        // Digits of any number.
        Primitive::Decimal
    }
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_TO_127: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
