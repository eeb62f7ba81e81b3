//! Alternatives that are values: `oneOf: [{ const: 1, title: Low }, ..]` is an enumeration whose members have names and
//! texts (OpenAPI 3.1 has no other way to say them).

use super::{Shape, formats, raw::RawSchema};
use crate::{
    model::{Docs, EnumMember, Enumeration, Primitive, WireForm},
    openapi::{
        cursor::{At, is_extension},
        lower::{context::Lower, operation::deprecation},
    },
    source::Value,
};

/// A value, and the alternative that says it.
struct Said<'a> {
    value: At<'a>,
    part: At<'a>,
    /// Whether the alternative is this value alone.
    is_alone: bool,
}

impl<'a> Lower<'a, '_> {
    /// The enumeration that alternatives make, each of them values: all texts, all integers, or scalars of several kinds.
    /// Beside texts there may be any text, which enumerations keep anyway.
    pub(super) fn annotated_enumeration(&self, parts: &[At<'a>]) -> Option<Shape> {
        let mut said: Vec<Said<'a>> = Vec::new();
        for part in parts {
            if part.reference().is_some() || self.registry.defined(*part).is_some() {
                return None;
            }
            let raw = RawSchema::read(*part);
            let values: Vec<At<'a>> = raw.enumeration.into_iter().flat_map(At::items).chain(raw.constant).collect();
            let is_any_text = values.is_empty() && formats::primitive(&raw) == Some(Primitive::String);
            let is_alone = values.len() == 1;
            // Names of several values belong to the list they stand in.
            let has_names = !is_alone && part.members().any(|(member, _)| is_extension(&member.name));
            if (values.is_empty() && !is_any_text) || has_names || raw.all_of.is_some() {
                return None;
            }
            said.extend(values.into_iter().map(|value| Said { value, part: *part, is_alone }));
        }
        let listed = parts.len() - parts.iter().filter(|part| RawSchema::read(**part).says_no_values()).count();
        if listed < 2 {
            return None;
        }
        let are_texts = said.iter().all(|one| one.value.node.as_str().is_some());
        let has_text_beside = listed < parts.len();
        let are_integers = !has_text_beside && said.iter().all(|one| one.value.node.as_i64().is_some());
        if !are_texts && !are_integers {
            return if has_text_beside { None } else { mixed(&said) };
        }
        let mut members: Vec<EnumMember> = Vec::new();
        for one in &said {
            let wire =
                if are_texts { one.value.node.as_str()?.to_owned() } else { one.value.node.as_i64()?.to_string() };
            if !members.iter().any(|known| known.wire == wire) {
                members.push(member(one, wire, are_integers));
            }
        }
        let underlying = said.first().and_then(|one| formats::primitive(&RawSchema::read(one.part)));
        let underlying = underlying.filter(|primitive| *primitive != Primitive::String).unwrap_or(Primitive::Int64);
        Some(Shape::enumeration(Enumeration {
            members,
            flags: false,
            underlying: are_integers.then_some(underlying),
            wire: if are_integers { WireForm::Number } else { WireForm::Text },
        }))
    }
}

/// Values of several kinds; each has its kind on the wire. Numbers with fractions alone are numbers.
fn mixed(said: &[Said<'_>]) -> Option<Shape> {
    if said.iter().all(|one| matches!(one.value.node.value, Value::Number(_)))
        || said.iter().all(|one| one.value.node.as_bool().is_some())
    {
        return None;
    }
    let mut members: Vec<EnumMember> = Vec::new();
    for one in said.iter().filter(|one| !one.value.node.is_null()) {
        let wire = one.value.node.text()?.to_owned();
        let bare = one.value.node.as_str().is_none();
        if bare && serde_json::from_str::<serde_json::Value>(&wire).is_err() {
            return None;
        }
        if !members.iter().any(|known| known.bare == bare && known.wire == wire) {
            members.push(EnumMember { bare, ..member(one, wire, false) });
        }
    }
    Some(Shape::enumeration(Enumeration { members, flags: false, underlying: None, wire: WireForm::Mixed }))
}

fn member(said: &Said<'_>, wire: String, is_integer: bool) -> EnumMember {
    let own = said.is_alone.then_some(said.part);
    let title = own.and_then(|part| part.text("title")).map(str::trim).filter(|title| !title.is_empty());
    let is_name = |title: &&str| super::labels::is_name_like(title);
    let label = title.filter(is_name).filter(|title| **title != *wire).map(str::to_owned);
    let description = own.and_then(|part| part.text("description")).or_else(|| title.filter(|title| !is_name(title)));
    EnumMember {
        label,
        docs: Docs::described(description),
        number: if is_integer { wire.parse().ok() } else { None },
        bare: false,
        deprecated: own.and_then(deprecation),
        wire,
    }
}
