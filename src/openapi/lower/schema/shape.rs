//! What kind of type a schema becomes.

use super::{
    Shape, Spot,
    alternatives::{alternatives, only_restricts},
    as_boolean, formats, nullable,
    raw::RawSchema,
};
use crate::{
    model::{Docs, Item, Primitive, Type, Union, UnionVariant},
    openapi::{cursor::At, lower::context::Lower},
};

impl<'a> Lower<'a, '_> {
    /// What a schema that is not a mere reference turns out to be.
    pub(super) fn shape(&mut self, at: At<'a>, spot: &Spot) -> Shape {
        if let Some(anything) = as_boolean(at) {
            if !anything {
                self.approximated("schema `false`, which no value fits", "any JSON", at);
            }
            return Shape::Plain(Type::Any);
        }
        if at.node.as_mapping().is_none() {
            match at.node.is_null() {
                true => self.repaired("a schema that is left empty", "any JSON", at),
                false => self.wrong_kind("a schema", "a mapping", at),
            }
            return Shape::Plain(Type::Any);
        }
        let raw = RawSchema::read(at);
        self.list_oddities(&raw, at);
        if nullable::says_null(at) {
            self.approximated("`null` and no other value", "any JSON", at);
        }
        if at.reference().is_some() {
            return self.reference_with_siblings(at, &raw, spot);
        }
        if raw.enumeration.is_some() || raw.constant.is_some() {
            return self.enumeration(at, &raw, spot);
        }
        if raw.all_of.is_some() {
            return self.all_of(at, &raw, spot);
        }
        if raw.one_of.is_some() || raw.any_of.is_some() {
            return self.one_of(at, &raw, spot);
        }
        self.simple(at, &raw, spot)
    }

    /// A schema without sub-schemas that it combines.
    pub(super) fn simple(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Shape {
        if is_int_or_string(at, raw) {
            let variant = |label: &str, primitive| UnionVariant::of(label, Type::Primitive(primitive));
            let variants = vec![variant("integer", Primitive::Int64), variant("string", Primitive::String)];
            return Shape::union(Union { variants, discriminator: None, keeps_others: false });
        }
        if let Some(primitive) = formats::primitive(raw) {
            return Shape::Plain(self.chosen(raw, primitive));
        }
        match raw.types.as_slice() {
            ["object"] => self.object(at, raw, spot),
            ["array"] => self.array(at, raw, spot),
            ["file"] => Shape::primitive(Primitive::String),
            [] if raw.is_object() => self.object(at, raw, spot),
            [] if raw.items.is_some() || raw.prefix_items.is_some() => self.array(at, raw, spot),
            [] => Shape::Plain(Type::Any),
            [other] => {
                self.repaired(format!("`type: {other}`, which is not a type"), "any JSON", at);
                Shape::Plain(Type::Any)
            }
            _ => self.several_types(at, raw, spot),
        }
    }

    fn array(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Shape {
        if let Some(prefix) = raw.prefix_items {
            return Shape::Plain(self.tuple(at, prefix, spot));
        }
        let item = match raw.items {
            Some(items) if as_boolean(items).is_none() => self.item(items, &spot.part("item")),
            Some(items) if as_boolean(items) == Some(false) => {
                self.approximated("`items: false`, of which no list but the empty one is", "a list of any JSON", items);
                anything()
            }
            Some(_) | None => anything(),
        };
        Shape::Plain(Type::List(Box::new(item)))
    }

    /// `prefixItems`, and `items` as a list before 2020: a tuple where nothing comes after them.
    fn tuple(&mut self, at: At<'a>, prefix: At<'a>, spot: &Spot) -> Type {
        let parts: Vec<At<'a>> = prefix.items().collect();
        let count = |name: &str| at.get(name).and_then(|node| node.node.as_u64());
        let says_no = |name: &str| at.get(name).and_then(as_boolean) == Some(false);
        let length = u64::try_from(parts.len()).unwrap_or(u64::MAX);
        let is_closed =
            says_no("items") || says_no("additionalItems") || count("maxItems").is_some_and(|most| most <= length);
        if !is_closed || !(1..=LONGEST_TUPLE).contains(&parts.len()) {
            let construct =
                if is_closed { "`prefixItems` of many items" } else { "`prefixItems` that more may follow" };
            self.approximated(construct, "a list of any JSON", prefix);
            return Type::List(Box::new(anything()));
        }
        if count("minItems").is_none_or(|least| least < length) {
            self.approximated("`prefixItems` of which some may be left out", "a tuple of all of them", prefix);
        }
        let item = |(position, part): (usize, &At<'a>)| match as_boolean(*part) {
            Some(_) => anything(),
            None => self.item(*part, &spot.part(&format!("item {}", position + 1))),
        };
        Type::Tuple(parts.iter().enumerate().map(item).collect())
    }

    /// `type: [string, integer]`
    fn several_types(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Shape {
        let mut variants: Vec<UnionVariant> = Vec::new();
        for name in &raw.types {
            let mut only = RawSchema { types: vec![name], ..RawSchema::read(at) };
            // Of a number or a text, it is the number's.
            if *name == "string" && only.format.is_some_and(formats::is_of_integers) {
                only.format = None;
            }
            let value = match self.simple(at, &only, spot) {
                Shape::Plain(value) => value,
                Shape::Defined(kind) => {
                    let part = spot.part(name);
                    Type::Named(self.define_part(at, &part, kind, Docs::default()))
                }
            };
            if !variants.iter().any(|known| known.value == value) {
                variants.push(UnionVariant::of(*name, value));
            }
        }
        match variants.as_slice() {
            [only] => Shape::Plain(only.value.clone()),
            // All the types there are.
            _ if variants.len() >= 5 => Shape::Plain(Type::Any),
            _ => Shape::union(Union { variants, discriminator: None, keeps_others: false }),
        }
    }

    /// Since 3.1 a `$ref` may stand beside other keywords; then both hold, as in `allOf`.
    fn reference_with_siblings(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Shape {
        let Some(target) = self.target(at) else { return Shape::Plain(Type::Any) };
        let seen = RawSchema::read(target.at);
        // Siblings that only repeat the target's type add nothing.
        let has_telling = alternatives(raw).into_iter().any(|part| !only_restricts(part));
        let adds_members = raw.properties.is_some() || raw.all_of.is_some() || !raw.required.is_empty();
        let has_members = seen.is_object() || seen.all_of.is_some() || (raw.properties.is_some() && seen.is_empty());
        let is_union = seen.one_of.is_some() || seen.any_of.is_some();
        if (adds_members || has_telling) && (has_members || is_union) {
            if let Some(union) = self.union_inside(at, spot) {
                return union;
            }
            if has_members && adds_members {
                return self.merged(at, spot);
            }
        }
        if raw.enumeration.is_some() || raw.constant.is_some() {
            return self.enumeration(at, raw, spot);
        }
        for name in BESIDE_A_REFERENCE {
            if let Some(beside) = at.get(name) {
                self.approximated(format!("`{name}` beside a `$ref`"), "the type that it refers to", beside);
            }
        }
        Shape::Plain(Type::Named(self.declare(&target)))
    }

    /// A type for a part of a schema that has no node of its own.
    pub(super) fn define_part(
        &mut self,
        at: At<'a>,
        spot: &Spot,
        kind: crate::model::TypeKind,
        docs: Docs,
    ) -> crate::model::TypeId {
        let key = self.free_key(&spot.key);
        self.api.types.add(crate::model::TypeDefinition {
            key,
            name: crate::model::TypeName::Inline(spot.names.clone()),
            place: Some(at.place()),
            docs,
            deprecated: None,
            kind,
        })
    }
}

/// What Kubernetes says of a port or a quantity: in Swagger 2.0, which has no `oneOf`, by a format of texts.
fn is_int_or_string(at: At<'_>, raw: &RawSchema<'_>) -> bool {
    (raw.format == Some("int-or-string") && matches!(raw.types.as_slice(), [] | ["string"]))
        || (at.flag("x-kubernetes-int-or-string") && raw.types.is_empty())
}

/// Keywords whose types are left out where they stand beside a reference to something else.
const BESIDE_A_REFERENCE: [&str; 8] =
    ["oneOf", "anyOf", "allOf", "items", "prefixItems", "properties", "additionalProperties", "patternProperties"];

/// As many elements as tuples have that can be compared and printed.
const LONGEST_TUPLE: usize = 12;

/// Any JSON, `null` included.
pub(super) fn anything() -> Item {
    Item { value: Type::Any, nullable: true }
}
