//! `oneOf` and `anyOf`: one of several types.

use super::{
    Shape, Spot,
    collect::{Collected, only_restricts},
    raw::RawSchema,
    shape::alternatives,
};
use crate::{
    model::{Discriminator, Primitive, Type, TypeKind, Union, UnionVariant},
    openapi::{cursor::At, lower::context::Lower},
};

impl<'a> Lower<'a, '_> {
    pub(super) fn one_of(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Shape {
        let mut all = alternatives(raw);
        all.retain(|part| !self.refers_to_null(*part));
        let parts: Vec<At<'a>> = all.iter().copied().filter(|part| !only_restricts(*part)).collect();
        if parts.is_empty() {
            if let Some(first) = all.first() {
                self.approximated(
                    "alternatives that only say which members are there",
                    "the type without them",
                    *first,
                );
            }
            return self.simple(at, raw, spot);
        }
        let has_members = raw.properties.and_then(|node| node.node.as_mapping()).is_some_and(|list| !list.is_empty());
        if let ([only], false) = (parts.as_slice(), has_members) {
            return self.only_alternative(*only, spot);
        }
        if let Some(primitive) = self.number_with_words(raw, &parts) {
            return Shape::primitive(primitive);
        }
        if let Some(values) =
            (!has_members && raw.discriminator.is_none()).then(|| self.annotated_enumeration(&parts)).flatten()
        {
            return values;
        }
        if let Some(open) = self.open_enumeration(&parts) {
            return self.only_alternative(open, spot);
        }
        if self.is_odata() && has_members && parts.iter().all(|part| self.is_derived(*part, at)) {
            // Older converters list the derived types beside the members of the base.
            return self.merged(at, spot);
        }
        let variants = if has_members {
            self.with_common_members(at, raw, &parts, spot)
        } else {
            self.variants(raw, &parts, spot)
        };
        self.union(raw, variants)
    }

    /// A union, unless there is but one type in it.
    fn union(&mut self, raw: &RawSchema<'a>, mut variants: Vec<UnionVariant>) -> Shape {
        if variants.iter().any(|variant| variant.value == Type::Any) {
            // What fits anything says nothing of the others.
            return Shape::Plain(Type::Any);
        }
        distinguish(&mut variants);
        if let [only] = variants.as_slice() {
            return Shape::Plain(only.value.clone());
        }
        let discriminator = raw.discriminator.and_then(|node| self.union_discriminator(node, &variants));
        Shape::union(Union { variants, discriminator })
    }

    fn only_alternative(&mut self, part: At<'a>, spot: &Spot) -> Shape {
        if self.is_reference(part) {
            return Shape::Plain(self.referred(part).map_or(Type::Any, Type::Named));
        }
        if let Some(id) = self.registry.defined(part) {
            return Shape::Plain(Type::Named(id));
        }
        self.shape(part, spot)
    }

    fn variants(&mut self, raw: &RawSchema<'a>, parts: &[At<'a>], spot: &Spot) -> Vec<UnionVariant> {
        let mut variants: Vec<UnionVariant> = Vec::new();
        let labels = self.labels(raw, parts);
        for ((position, part), label) in parts.iter().enumerate().zip(labels) {
            let value = self.item(*part, &label.spot(spot, position)).value;
            if !variants.iter().any(|known| known.value == value) {
                let docs = self.variant_docs(*part, &label.text, &value);
                variants.push(UnionVariant { docs, ..UnionVariant::of(label.text, value) });
            }
        }
        variants
    }

    /// Alternatives beside properties that all of them have: each gets the common ones too.
    fn with_common_members(
        &mut self,
        at: At<'a>,
        raw: &RawSchema<'a>,
        parts: &[At<'a>],
        spot: &Spot,
    ) -> Vec<UnionVariant> {
        let mut variants: Vec<UnionVariant> = Vec::new();
        let labels = self.labels(raw, parts);
        for ((position, part), label) in parts.iter().enumerate().zip(labels) {
            // What has the common members by its own `allOf` needs no second helping.
            if self.is_derived(*part, at) {
                let value = self.item(*part, spot).value;
                variants.push(UnionVariant::of(label.text, value));
                continue;
            }
            let own_spot = label.spot(spot, position);
            let mut collected = Collected::default();
            for (member, node) in self.members_of(raw.properties) {
                collected.push(member, node, spot);
            }
            collected.required.extend(raw.required.iter().copied());
            self.collect(*part, &own_spot, &mut collected);
            let structure = self.structure(*part, &collected);
            let docs = self.type_docs(*part, &label.text);
            let value = Type::Named(self.define_part(*part, &own_spot, TypeKind::Structure(structure), docs));
            variants.push(UnionVariant::of(label.text, value));
        }
        variants
    }

    /// The discriminator of a union: the mapping, and for what it leaves out the names of the types.
    fn union_discriminator(&mut self, node: At<'a>, variants: &[UnionVariant]) -> Option<Discriminator> {
        let (property, mut mapping) = self.discriminator(node)?;
        for variant in variants {
            if let Type::Named(id) = variant.value
                && !mapping.iter().any(|(_, mapped)| *mapped == id)
            {
                mapping.push((variant.label.clone(), id));
            }
        }
        Some(Discriminator { property, mapping })
    }

    /// Converters from OData write a double as a number, a text, or one of the words for what JSON has no number for,
    /// and numbers of many digits as a number or a text (OData JSON Format section 3.2, `IEEE754Compatible`).
    fn number_with_words(&mut self, whole: &RawSchema<'a>, parts: &[At<'a>]) -> Option<Primitive> {
        let mut number = None;
        let (mut has_words, mut is_odata) = (false, self.is_odata());
        for part in parts {
            let seen = self.seen_through(*part)?;
            let raw = RawSchema::read(seen);
            match raw.types.as_slice() {
                ["number" | "integer"] => {
                    let format = raw.format.or(whole.format);
                    number = super::formats::primitive(&RawSchema { format, ..raw });
                }
                ["string"] | [] if raw.enumeration.is_some() => {
                    let words: Vec<&str> = seen.list("enum").filter_map(|word| word.node.text()).collect();
                    let is_word =
                        |word: &&str| matches!(word.trim_start_matches(['-', '+']), "INF" | "Infinity" | "NaN");
                    has_words |= !words.is_empty() && words.iter().all(is_word);
                    is_odata |= words.iter().any(|word| word.ends_with("INF"));
                    if !words.iter().all(is_word) {
                        return None;
                    }
                }
                ["string"] => {}
                _ => return None,
            }
        }
        match number {
            Some(Primitive::Double) if has_words && !is_odata => Some(Primitive::Number),
            number => number.filter(|_| has_words || is_odata),
        }
    }

    /// A list of known texts beside any text: the known ones, and whatever else comes is kept as enumerations do.
    fn open_enumeration(&mut self, parts: &[At<'a>]) -> Option<At<'a>> {
        let [first, second] = parts else { return None };
        let mut known = None;
        let mut any_text = false;
        for part in [*first, *second] {
            let raw = RawSchema::read(self.seen_through(part)?);
            if raw.types.as_slice() == ["string"] && (raw.enumeration.is_some() || raw.constant.is_some()) {
                known = Some(part);
            } else if raw.types.as_slice() == ["string"] && super::formats::primitive(&raw) == Some(Primitive::String) {
                any_text = true;
            }
        }
        known.filter(|_| any_text)
    }
}

/// Gives variants of the same label numbers.
fn distinguish(variants: &mut [UnionVariant]) {
    let mut taken: Vec<String> = Vec::new();
    for variant in variants {
        let mut label = variant.label.clone();
        let mut number = 2_u32;
        while taken.contains(&label) {
            label = format!("{} {number}", variant.label);
            number += 1;
        }
        taken.push(label.clone());
        variant.label = label;
    }
}
