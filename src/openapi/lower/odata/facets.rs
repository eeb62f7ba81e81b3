//! Facets and `Validation` terms that converters write as keywords of a property's schema, as CSDL says them.

use crate::{
    model::{
        Item, Primitive, Type,
        rules::{Limit, Limits},
    },
    openapi::{cursor::At, lower::context::Lower},
};

impl<'a> Lower<'a, '_> {
    /// What is checked of a property, where checks are asked for.
    pub(in crate::openapi::lower) fn facets(&mut self, seen: At<'a>, item: &Item) -> Limits {
        if !self.beside.rules || !self.is_odata() {
            return Limits::default();
        }
        let own = self.facets_of_value(seen, &item.value);
        let of_items = match (&item.value, seen.get("items")) {
            (Type::List(inner), Some(items)) => {
                let items = self.seen_through(items).unwrap_or(items);
                self.facets_of_value(items, &inner.value)
            }
            _ => Vec::new(),
        };
        Limits { own, of_items }
    }

    /// The limits that say more than the type: converters write its range, and a pattern of its form, beside each number
    /// and each date.
    fn facets_of_value(&mut self, at: At<'a>, value: &Type) -> Vec<Limit> {
        let mut limits = self.limits_but_patterns(at);
        let range = range(value);
        limits.retain(|limit| match limit {
            Limit::Minimum(bound) => {
                bound.parse::<f64>().is_ok_and(|bound| range.is_none_or(|(least, _)| bound > least))
            }
            Limit::Maximum(bound) => bound.parse::<f64>().is_ok_and(|bound| range.is_none_or(|(_, most)| bound < most)),
            _ => true,
        });
        let pattern = at.text("pattern").filter(|_| *value == Type::Primitive(Primitive::String));
        limits.extend(pattern.map(|pattern| Limit::Pattern(pattern.to_owned())));
        limits
    }
}

/// The least and the largest number of a type.
fn range(value: &Type) -> Option<(f64, f64)> {
    match value {
        Type::Primitive(Primitive::Int8) => Some((f64::from(i8::MIN), f64::from(i8::MAX))),
        Type::Primitive(Primitive::Int16) => Some((f64::from(i16::MIN), f64::from(i16::MAX))),
        Type::Primitive(Primitive::Int32) => Some((f64::from(i32::MIN), f64::from(i32::MAX))),
        // 2^63, which is what a bound of nineteen digits is read as.
        Type::Primitive(Primitive::Int64) => Some((-9_223_372_036_854_775_808.0, 9_223_372_036_854_775_807.0)),
        Type::Primitive(Primitive::UInt8) => Some((0.0, f64::from(u8::MAX))),
        // Converters write few digits of these.
        Type::Primitive(Primitive::Single) => Some((-3.4e38, 3.4e38)),
        Type::Primitive(Primitive::Double) => Some((-1.79e308, 1.79e308)),
        _ => None,
    }
}
