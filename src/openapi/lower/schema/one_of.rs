//! `oneOf` and `anyOf`: one of several types.

use super::{
    Shape, Spot,
    alternatives::{alternatives, demands, only_restricts},
    raw::RawSchema,
    shape::anything,
};
use crate::{
    model::{Discriminator, Primitive, Type, TypeId, Union, UnionVariant},
    openapi::{cursor::At, lower::context::Lower},
};

impl<'a> Lower<'a, '_> {
    pub(super) fn one_of(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Shape {
        let mut all = alternatives(raw);
        all.retain(|part| !self.refers_to_null(*part));
        let parts: Vec<At<'a>> = all.iter().copied().filter(|part| !only_restricts(*part)).collect();
        if parts.is_empty() {
            // What they demand of members is in the docs, and checked where that is asked for.
            for list in demands(raw).1 {
                self.unsaid_demand(list);
            }
            let are_objects = !all.is_empty() && all.iter().all(|part| part.text("type") == Some("object"));
            if raw.types.is_empty() && are_objects && !raw.is_object() && !self.is_odata() {
                return Shape::Plain(Type::Map(Box::new(anything())));
            }
            return self.simple(at, raw, spot);
        }
        let has_members = raw.properties.and_then(|node| node.node.as_mapping()).is_some_and(|list| !list.is_empty());
        if let ([only], false) = (all.as_slice(), has_members) {
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
        if has_members {
            return self.union_inside(at, spot).unwrap_or_else(|| self.merged(at, spot));
        }
        let variants = self.variants(raw, &all, spot);
        let discriminator = raw.discriminator.and_then(|node| self.union_discriminator(node, &variants));
        self.union_of(variants, discriminator)
    }

    /// A union, unless there is but one type in it.
    pub(super) fn union_of(&self, mut variants: Vec<UnionVariant>, discriminator: Option<Discriminator>) -> Shape {
        if variants.iter().any(|variant| variant.value == Type::Any) {
            // What fits anything says nothing of the others.
            return Shape::Plain(Type::Any);
        }
        distinguish(&mut variants);
        if let [only] = variants.as_slice() {
            return Shape::Plain(only.value.clone());
        }
        Shape::union(Union { variants, discriminator, keeps_others: false })
    }

    fn only_alternative(&mut self, part: At<'a>, spot: &Spot) -> Shape {
        if self.is_reference(part) {
            return Shape::Plain(self.referred_type(part));
        }
        if let Some(id) = self.registry.defined(part) {
            return Shape::Plain(Type::Named(id));
        }
        self.shape(part, spot)
    }

    pub(super) fn variants(&mut self, raw: &RawSchema<'a>, parts: &[At<'a>], spot: &Spot) -> Vec<UnionVariant> {
        let mut variants: Vec<UnionVariant> = Vec::new();
        let labels = self.labels(raw, parts);
        for ((position, part), label) in parts.iter().enumerate().zip(labels) {
            let value = match only_restricts(*part) && !self.is_reference(*part) {
                // Without members to speak of it takes any object, or anything at all.
                true if raw.is_object() => Type::Map(Box::new(anything())),
                true => Type::Any,
                false => self.item(*part, &label.spot(spot, position)).value,
            };
            if !variants.iter().any(|known| known.value == value) {
                let docs = self.variant_docs(*part, &label.text, &value);
                variants.push(UnionVariant { docs, ..UnionVariant::of(label.text, value) });
            }
        }
        variants
    }

    /// The discriminator of a union: the mapping, and for what it leaves out the names of the types.
    fn union_discriminator(&mut self, node: At<'a>, variants: &[UnionVariant]) -> Option<Discriminator> {
        let Discriminator { property, mut mapping, default } = self.discriminator(node)?;
        let is_variant = |id: &TypeId| variants.iter().any(|variant| variant.value == Type::Named(*id));
        if let (Some(false), Some(written)) = (default.as_ref().map(is_variant), node.get("defaultMapping")) {
            self.approximated(
                "`defaultMapping` to no alternative",
                "a value whose tag is not known, as it came",
                written,
            );
        }
        for variant in variants {
            if let Type::Named(id) = variant.value
                && !mapping.iter().any(|(_, mapped)| *mapped == id)
            {
                mapping.push((variant.label.clone(), id));
            }
        }
        Some(Discriminator { property, mapping, default: default.filter(is_variant) })
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
pub(super) fn distinguish(variants: &mut [UnionVariant]) {
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
