//! One property that several parts of an `allOf` describe.

use super::{raw::RawSchema, shape::anything};
use crate::{
    model::{Access, Item, Primitive, Property, Type},
    openapi::{cursor::At, lower::context::Lower},
};

const TEXT: Type = Type::Primitive(Primitive::String);

/// A property, the schema that says it, and the alternative in which that stands.
pub(super) struct Found<'a> {
    pub(super) property: Property,
    pub(super) at: At<'a>,
    pub(super) alternative: Option<usize>,
}

impl<'a> Lower<'a, '_> {
    /// Makes of two descriptions of one property what holds of all its values, with what only one says: the stricter
    /// one, or, where each is of another alternative, one that takes the values of both.
    pub(super) fn unite(&mut self, earlier: &Found<'a>, later: &mut Found<'a>) {
        let is_either =
            earlier.alternative != later.alternative && earlier.alternative.is_some() && later.alternative.is_some();
        let (earlier_at, later_at) = (earlier.at, later.at);
        let (earlier, later) = (&earlier.property, &mut later.property);
        later.required |= earlier.required;
        if later.docs.is_empty() {
            later.docs = earlier.docs.clone();
        }
        if later.access == Access::ReadWrite {
            later.access = earlier.access;
        }
        later.secret |= earlier.secret;
        let nullable = (earlier.item.nullable, later.item.nullable);
        if is_either {
            later.item.nullable = nullable.0 || nullable.1;
            later.constraints.retain(|constraint| earlier.constraints.contains(constraint));
            later.constant = later.constant.take().filter(|constant| earlier.constant.as_ref() == Some(constant));
            later.default = later.default.take().filter(|default| earlier.default.as_ref() == Some(default));
            if earlier.item.value != later.item.value {
                later.item.value = self.either((&earlier.item.value, earlier_at), (&later.item.value, later_at));
                let construct = format!("`{}` with a type in each alternative", later.name);
                let emitted = if later.item.value == TEXT { "any text" } else { "any value of them" };
                self.approximated(construct, emitted, later_at);
            }
            return;
        }
        later.constant = later.constant.take().or_else(|| earlier.constant.clone());
        later.default = later.default.take().or_else(|| earlier.default.clone());
        let value = self.stricter((&earlier.item.value, earlier_at), (&later.item.value, later_at));
        for (part, at) in [(&earlier.item.value, earlier_at), (&later.item.value, later_at)] {
            // The other part has the type, which is that of others too.
            let demands = |at: At<'a>| at.list("required").next().is_some();
            if says_nothing(part) && value.as_ref() != Some(part) && self.seen_through(at).is_some_and(demands) {
                let construct = format!("`required` of `{}` in a part of `allOf` that has no type for it", later.name);
                self.approximated(construct, "members that may be absent", at);
            }
        }
        if value.is_none() {
            let construct = format!("`{}` with two types in `allOf`", later.name);
            self.approximated(construct, "the later one", later_at);
        }
        later.item =
            Item { value: value.unwrap_or_else(|| later.item.value.clone()), nullable: nullable.0 && nullable.1 };
    }

    /// A type that has the values of both.
    fn either(&mut self, (first, first_at): (&Type, At<'a>), (second, second_at): (&Type, At<'a>)) -> Type {
        if self.is_text(first, first_at) && self.is_text(second, second_at) {
            return TEXT;
        }
        match (first, second) {
            (Type::Primitive(one), Type::Primitive(other)) if is_number(*one) && is_number(*other) => {
                let are_whole = is_whole(*one) && is_whole(*other);
                Type::Primitive(if are_whole { Primitive::Int64 } else { Primitive::Double })
            }
            (Type::List(_), Type::List(_)) => Type::List(Box::new(anything())),
            _ => Type::Any,
        }
    }

    /// Whether all values are texts: words of an enum, or what `type` says, whatever its format.
    fn is_text(&mut self, value: &Type, at: At<'a>) -> bool {
        match value {
            Type::Primitive(_) | Type::Named(_) => {
                *value == TEXT || self.is_format_of_text(at) || self.words(at).is_some()
            }
            Type::Any | Type::List(_) | Type::Map(_) | Type::Tuple(_) | Type::Runtime(_) => false,
        }
    }

    /// The type of which every value is one of the other's too.
    fn stricter(&mut self, (first, first_at): (&Type, At<'a>), (second, second_at): (&Type, At<'a>)) -> Option<Type> {
        if first == second || says_nothing(first) {
            return Some(second.clone());
        }
        if says_nothing(second) {
            return Some(first.clone());
        }
        if let (Type::List(one), Type::List(other)) = (first, second)
            && (says_nothing(&one.value) || says_nothing(&other.value))
        {
            return Some(if says_nothing(&one.value) { second.clone() } else { first.clone() });
        }
        match (self.words(first_at), self.words(second_at)) {
            (Some(_), None) if *second == TEXT => Some(first.clone()),
            (None, Some(_)) if *first == TEXT => Some(second.clone()),
            (Some(all), Some(some)) if some.iter().all(|word| all.contains(word)) => Some(second.clone()),
            (Some(some), Some(all)) if some.iter().all(|word| all.contains(word)) => Some(first.clone()),
            _ => match (first, second) {
                // An integer where a number was said, a day where a text was.
                (Type::Primitive(Primitive::String), Type::Primitive(_)) if self.is_format_of_text(second_at) => {
                    Some(second.clone())
                }
                (Type::Primitive(_), Type::Primitive(Primitive::String)) if self.is_format_of_text(first_at) => {
                    Some(first.clone())
                }
                (Type::Primitive(Primitive::Double), Type::Primitive(number)) if is_number(*number) => {
                    Some(second.clone())
                }
                (Type::Primitive(number), Type::Primitive(Primitive::Double)) if is_number(*number) => {
                    Some(first.clone())
                }
                (Type::Primitive(one), Type::Primitive(other)) => narrower(*one, *other).map(Type::Primitive),
                _ => None,
            },
        }
    }

    /// The values of an `enum` or `const` of texts.
    fn words(&mut self, at: At<'a>) -> Option<Vec<&'a str>> {
        let raw = RawSchema::read(self.seen_through(at)?);
        let values: Vec<At<'a>> = raw.enumeration.into_iter().flat_map(At::items).chain(raw.constant).collect();
        let words: Vec<&'a str> = values.iter().filter_map(|value| value.node.as_str()).collect();
        (!words.is_empty()).then_some(words)
    }

    fn is_format_of_text(&mut self, at: At<'a>) -> bool {
        self.seen_through(at).is_some_and(|seen| seen.text("type") == Some("string"))
    }
}

/// Whether a type is that of any JSON, or of any object.
fn says_nothing(value: &Type) -> bool {
    match value {
        Type::Any => true,
        Type::Map(item) => item.value == Type::Any,
        Type::Named(_) | Type::Primitive(_) | Type::List(_) | Type::Tuple(_) | Type::Runtime(_) => false,
    }
}

pub(super) fn is_number(primitive: Primitive) -> bool {
    !matches!(
        primitive,
        Primitive::String
            | Primitive::QuotedInt64
            | Primitive::QuotedUInt64
            | Primitive::QuotedDecimal
            | Primitive::Boolean
            | Primitive::DateTimeOffset
            | Primitive::Date
            | Primitive::TimeOfDay
            | Primitive::Duration
            | Primitive::Guid
            | Primitive::Binary
            | Primitive::Base64
    )
}

/// The one of two integer types that has no values which the other has not.
pub(super) fn narrower(one: Primitive, other: Primitive) -> Option<Primitive> {
    let (first, second) = (range(one)?, range(other)?);
    let is_within = |inner: (i128, i128), outer: (i128, i128)| outer.0 <= inner.0 && inner.1 <= outer.1;
    if is_within(first, second) { Some(one) } else { is_within(second, first).then_some(other) }
}

fn range(integer: Primitive) -> Option<(i128, i128)> {
    Some(match integer {
        Primitive::Int8 => (i8::MIN.into(), i8::MAX.into()),
        Primitive::Int16 => (i16::MIN.into(), i16::MAX.into()),
        Primitive::Int32 => (i32::MIN.into(), i32::MAX.into()),
        Primitive::Int64 => (i64::MIN.into(), i64::MAX.into()),
        Primitive::Int128 => (i128::MIN, i128::MAX),
        Primitive::UInt8 => (0, u8::MAX.into()),
        Primitive::UInt16 => (0, u16::MAX.into()),
        Primitive::UInt32 => (0, u32::MAX.into()),
        Primitive::UInt64 => (0, u64::MAX.into()),
        _ => return None,
    })
}

fn is_whole(primitive: Primitive) -> bool {
    matches!(
        primitive,
        Primitive::Int8
            | Primitive::Int16
            | Primitive::Int32
            | Primitive::Int64
            | Primitive::UInt8
            | Primitive::UInt16
            | Primitive::UInt32
    )
}
