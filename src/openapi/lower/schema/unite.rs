//! One property that several parts of an `allOf` describe.

use super::raw::RawSchema;
use crate::{
    model::{Access, Item, Primitive, Property, Type},
    openapi::{cursor::At, lower::context::Lower},
};

impl<'a> Lower<'a, '_> {
    /// Makes of two descriptions of one property the stricter one, with what only the other says. Where neither is
    /// stricter the later counts, and that is listed.
    pub(super) fn unite(
        &mut self,
        (earlier, earlier_at): (&Property, At<'a>),
        (later, later_at): (&mut Property, At<'a>),
    ) {
        later.required |= earlier.required;
        if later.docs.is_empty() {
            later.docs = earlier.docs.clone();
        }
        if later.access == Access::ReadWrite {
            later.access = earlier.access;
        }
        later.default = later.default.take().or_else(|| earlier.default.clone());
        later.secret |= earlier.secret;
        let nullable = earlier.item.nullable && later.item.nullable;
        let value = self.stricter((&earlier.item.value, earlier_at), (&later.item.value, later_at));
        if value.is_none() {
            let construct = format!("`{}` with two types in `allOf`", later.name);
            self.approximated(construct, "the later one", later_at);
        }
        later.item = Item { value: value.unwrap_or_else(|| later.item.value.clone()), nullable };
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
        let is_text = |value: &Type| *value == Type::Primitive(Primitive::String);
        match (self.words(first_at), self.words(second_at)) {
            (Some(_), None) if is_text(second) => Some(first.clone()),
            (None, Some(_)) if is_text(first) => Some(second.clone()),
            (Some(all), Some(some)) if some.iter().all(|word| all.contains(word)) => Some(second.clone()),
            (Some(some), Some(all)) if some.iter().all(|word| all.contains(word)) => Some(first.clone()),
            _ => match (first, second) {
                // An integer where a number was said, a day where a text was.
                (Type::Primitive(Primitive::String), Type::Primitive(_)) if self.is_format_of_text(second_at) => {
                    Some(second.clone())
                }
                (Type::Primitive(Primitive::Double), Type::Primitive(number)) if is_number(*number) => {
                    Some(second.clone())
                }
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
        Type::Named(_) | Type::Primitive(_) | Type::List(_) | Type::Tuple(_) | Type::Reference => false,
    }
}

fn is_number(primitive: Primitive) -> bool {
    !matches!(
        primitive,
        Primitive::String
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
