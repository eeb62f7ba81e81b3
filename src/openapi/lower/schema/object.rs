//! Objects: structures and maps, and the properties of structures.

use std::collections::HashMap;

use super::{
    Shape, Spot, as_boolean,
    collect::{Collected, CollectedMember},
    raw::RawSchema,
    shape::anything,
    unite::Found,
};
use crate::{
    model::{
        Access, Additional, Docs, Item, Navigation, Primitive, Property, Structure, Type, TypeId, TypeKind, Union,
        patterns::is_of_any_name, types,
    },
    openapi::{
        cursor::At,
        lower::{context::Lower, json, operation::deprecation},
    },
};

/// How deep in each other members are types of several parts, however many there are.
const DEEP_UNITED: usize = 3;

/// How many there are deeper than that, in all.
const MOST_UNITED_DEEP: usize = 1_000;

/// How deep any is: each is read inside the one around it.
const DEEPEST_UNITED: usize = 32;

impl<'a> Lower<'a, '_> {
    pub(super) fn object(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Shape {
        let has_members = raw.properties.and_then(|node| node.node.as_mapping()).is_some_and(|list| !list.is_empty());
        let is_component = self.registry.component_name(at).is_some();
        let is_structure = has_members || (self.is_odata() && is_component);
        if !is_structure {
            let refused = raw.additional_properties.and_then(as_boolean) == Some(false);
            if !refused || raw.pattern_properties.is_some() {
                return Shape::Plain(self.map_of(at, raw, spot));
            }
        }
        self.merged(at, spot)
    }

    /// An object without properties of its own: values by name.
    fn map_of(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Type {
        if self.is_odata() {
            return Type::Any;
        }
        let values = raw.additional_properties.filter(|at| as_boolean(*at).is_none());
        let item = match (raw.pattern_properties, values) {
            (None, Some(values)) => self.item(values, &spot.part("value")),
            (None, None) => anything(),
            (Some(patterns), None) if Self::is_open_map(at, raw) => self.open_map(patterns, spot),
            (Some(patterns), values) => self.by_patterns(patterns, values, "a map with any names", spot),
        };
        Type::Map(Box::new(item))
    }

    /// Whether a map has members of which its patterns say nothing.
    pub(super) fn is_open_map(at: At<'_>, raw: &RawSchema<'_>) -> bool {
        let Some(patterns) = raw.pattern_properties else { return false };
        let has_members = raw.properties.is_some_and(|list| list.members().next().is_some());
        let says_others = raw.additional_properties.is_some_and(|at| as_boolean(at) != Some(true));
        !has_members && !says_others && !Self::says_every_member(at, patterns)
    }

    /// Whether no member of an object can be of a value that its patterns do not say: none of another name is allowed, or
    /// there is none.
    fn says_every_member(at: At<'_>, patterns: At<'_>) -> bool {
        let refuses = |name: &str| at.get(name).and_then(as_boolean) == Some(false);
        let of_names = at.get("propertyNames").and_then(|names| names.text("pattern"));
        let is_of_all = |name: &str| of_names == Some(name) || is_of_any_name(name);
        refuses("unevaluatedProperties") || patterns.members().any(|(member, _)| is_of_all(&member.name))
    }

    /// The values of a map of which patterns say only what some are: those types, or any JSON.
    fn open_map(&mut self, patterns: At<'a>, spot: &Spot) -> Item {
        let schemas: Vec<At<'a>> = patterns.members().map(|(_, at)| at).collect();
        let spot = spot.part("value");
        let nullable = schemas.iter().any(|at| self.is_nullable(*at));
        let variants = self.variants(&RawSchema::default(), &schemas, &spot);
        if variants.is_empty() {
            return anything();
        }
        if variants.iter().any(|variant| variant.value == Type::Any) {
            self.approximated("`patternProperties`", "a map of any JSON", patterns);
            return anything();
        }
        self.approximated("`patternProperties`", "a map with any names, whose other values are any JSON", patterns);
        let kind = TypeKind::Union(Union { variants, discriminator: None, keeps_others: true });
        let id = self.define_part(patterns, &spot, kind, Docs::default());
        Item { value: Type::Named(id), nullable }
    }

    /// The values of members whose names match patterns, and of all others: one type if they have one, else a union.
    fn by_patterns(&mut self, patterns: At<'a>, values: Option<At<'a>>, emitted: &str, spot: &Spot) -> Item {
        let schemas: Vec<At<'a>> = patterns.members().map(|(_, at)| at).chain(values).collect();
        let spot = spot.part("value");
        // Names are not types; which of them have which values is in the docs, and checked where that is asked for.
        match schemas.as_slice() {
            [] => anything(),
            [only] => {
                self.approximated("`patternProperties`", emitted, patterns);
                self.item(*only, &spot)
            }
            several => {
                let nullable = several.iter().any(|at| self.is_nullable(*at));
                let variants = self.variants(&RawSchema::default(), several, &spot);
                let construct =
                    if variants.len() > 1 { "`patternProperties` of several types" } else { "`patternProperties`" };
                self.approximated(construct, emitted, patterns);
                match self.union_of(variants, None) {
                    Shape::Plain(Type::Any) => anything(),
                    Shape::Plain(value) => Item { value, nullable },
                    Shape::Defined(kind) => {
                        let id = self.define_part(patterns, &spot, kind, Docs::default());
                        Item { value: Type::Named(id), nullable }
                    }
                }
            }
        }
    }

    /// The structure of a schema and all that it takes in.
    pub(super) fn merged(&mut self, at: At<'a>, spot: &Spot) -> Shape {
        let mut collected = Collected::default();
        self.collect(at, spot, &mut collected);
        Shape::structure(self.structure(at, &collected))
    }

    /// The structure that collected members make.
    pub(super) fn structure(&mut self, at: At<'a>, collected: &Collected<'a>) -> Structure {
        let is_component = self.registry.component_name(at).is_some();
        let mut found: Vec<Found<'a>> = Vec::new();
        let mut positions: HashMap<&str, usize> = HashMap::new();
        let in_parts = self.objects_in_parts(collected);
        for member in &collected.members {
            let whole = in_parts.get(member.name).copied();
            let Some(mut property) = self.property(member, whole, collected.is_required(member)) else { continue };
            // Converters from OData give booleans a default that nobody stated; parameters of actions have real ones.
            if self.is_odata() && is_component {
                property.default = None;
            }
            match positions.get(member.name).and_then(|position| found.get_mut(*position)) {
                Some(known) => {
                    let mut later = Found { property, at: member.at, alternative: member.alternative };
                    self.unite(known, &mut later);
                    *known = later;
                }
                None => {
                    positions.insert(member.name, found.len());
                    found.push(Found { property, at: member.at, alternative: member.alternative });
                }
            }
        }
        let mut properties: Vec<Property> = found.into_iter().map(|found| found.property).collect();
        for name in &collected.required {
            if !positions.contains_key(name) && !self.is_odata() {
                self.remark(format!("`required: {name}`, which is not among the properties"), at);
            }
        }
        if self.is_odata() {
            properties.sort_by_key(|property| property.navigation.is_some());
        }
        Structure {
            base: None,
            properties,
            additional: self.additional(collected),
            wire_name: None,
            discriminator: collected.discriminator.and_then(|node| self.base_discriminator(at, node)),
        }
    }

    /// Members that several parts of an `allOf` describe as objects: each is one type, with what all of them say.
    fn objects_in_parts(&mut self, collected: &Collected<'a>) -> HashMap<&'a str, TypeId> {
        let mut of: HashMap<&'a str, Vec<&CollectedMember<'a>>> = HashMap::new();
        for member in collected.members.iter().filter(|member| member.alternative.is_none() && !self.is_odata()) {
            of.entry(member.name).or_default().push(member);
        }
        let mut names: Vec<&'a str> = collected.members.iter().map(|member| member.name).collect();
        names.retain(|name| of.get(name).is_some_and(|members| members.len() > 1));
        let mut found = HashMap::new();
        for name in names {
            let Some(members) = of.remove(name) else { continue };
            // What is said by references alone has a name that it keeps.
            let Some(last) = members.iter().copied().rfind(|member| !self.is_reference(member.at)) else { continue };
            if !members.iter().all(|member| self.has_members(member.at)) {
                continue;
            }
            let parts: Vec<usize> = members.iter().map(|member| member.at.id()).collect();
            if let Some(known) = self.united.get(&parts) {
                found.insert(name, *known);
                continue;
            }
            if !self.may_unite() {
                continue;
            }
            let docs = self.type_docs(last.at, name);
            let id = self.define_part(last.at, &last.spot, TypeKind::Structure(Structure::default()), docs);
            // Known before it is read: a member of it may lead back here.
            self.united.insert(parts, id);
            let mut whole = Collected::default();
            members.iter().for_each(|member| self.collect(member.at, &last.spot, &mut whole));
            self.uniting += 1;
            self.api.types[id].kind = TypeKind::Structure(self.structure(last.at, &whole));
            self.uniting -= 1;
            found.insert(name, id);
        }
        found
    }

    /// Whether one more member may be a type of its own. Inside each other such types may be one for every set of schemas
    /// that meet in a member, which grows with each level; what has none is listed.
    const fn may_unite(&mut self) -> bool {
        self.united_deep += if self.uniting > DEEP_UNITED { 1 } else { 0 };
        self.uniting < DEEPEST_UNITED && self.united_deep <= MOST_UNITED_DEEP
    }

    /// Whether a schema describes an object by its members, and by nothing else.
    fn has_members(&mut self, at: At<'a>) -> bool {
        let Some(seen) = self.seen_through(at) else { return false };
        let raw = RawSchema::read(seen);
        let has_members = raw.properties.is_some_and(|list| list.members().next().is_some());
        ((raw.is_object() && has_members) || raw.all_of.is_some())
            && matches!(raw.types.as_slice(), [] | ["object"])
            && raw.one_of.is_none()
            && raw.any_of.is_none()
            && raw.discriminator.is_none()
            && raw.says_no_values()
    }

    fn additional(&mut self, collected: &Collected<'a>) -> Additional {
        if self.is_odata() {
            return Additional::Unsaid;
        }
        if let [(patterns, spot)] = collected.patterns.as_slice() {
            let others = collected.additional.iter().map(|(at, _)| *at).find(|at| as_boolean(*at).is_none());
            return match self.by_patterns(*patterns, others, "further members of any name", spot) {
                Item { value: Type::Any, .. } => Additional::Any,
                item => Additional::Of(item),
            };
        }
        if let Some((patterns, _)) = collected.patterns.first() {
            self.approximated("`patternProperties`", "further members of any name and type", *patterns);
            return Additional::Any;
        }
        let mut said = Additional::Unsaid;
        for (at, spot) in &collected.additional {
            said = match as_boolean(*at) {
                Some(true) => Additional::Any,
                // In a merged structure the members of the other parts would be refused too.
                Some(false) => Additional::Refused,
                None => match self.item(*at, spot) {
                    Item { value: Type::Any, .. } => Additional::Any,
                    item => Additional::Of(item),
                },
            };
        }
        said
    }

    /// A property; `None` for what is control information of OData.
    fn property(&mut self, member: &CollectedMember<'a>, whole: Option<TypeId>, required: bool) -> Option<Property> {
        let CollectedMember { name, at, place, spot, .. } = member;
        let is_odata = self.is_odata();
        if is_odata && is_control_information(name) {
            return None;
        }
        let mut item = match whole {
            Some(whole) => Item { value: Type::Named(whole), nullable: self.is_nullable(*at) },
            None => self.item(*at, spot),
        };
        if is_odata && matches!(item.value, Type::List(_)) {
            item.nullable = false;
        }
        let is_stream = self.odata.as_ref().is_some_and(|facts| facts.is_stream(name));
        if is_stream && item.value == Type::Primitive(Primitive::Binary) {
            item.value = Type::Any;
        }
        let seen = self.seen_through(*at).unwrap_or(*at);
        let raw = RawSchema::read(seen);
        let is_text = item.value == Type::Primitive(Primitive::String);
        let secret = is_text && (raw.format == Some("password") || types::is_secret_name(name));
        let says_no_type = self.is_reference(*at) && (raw.is_object() || raw.all_of.is_some());
        let constraints = if is_odata || says_no_type { Vec::new() } else { self.constraints(*at, seen, &raw) };
        let limits = self.facets(seen, &item);
        Some(Property {
            name: (*name).to_owned(),
            place: Some(*place),
            docs: self.use_docs(*at, name),
            deprecated: deprecation(*at),
            constant: super::enumeration::only_value(&raw).filter(|_| !item.nullable),
            item,
            required: required && !is_odata,
            one_way: false,
            access: access(*at, seen),
            secret,
            default: at.get("default").or_else(|| seen.get("default")).map(|default| json::text(default.node)),
            default_fits: false,
            constraints,
            limits,
            navigation: at.flag("x-ms-navigationProperty").then_some(Navigation { contained: true }),
        })
    }
}

fn access(at: At<'_>, seen: At<'_>) -> Access {
    let mutability: Vec<&str> = at.list("x-ms-mutability").filter_map(|word| word.node.as_str()).collect();
    if !mutability.is_empty() {
        let has = |word: &str| mutability.contains(&word);
        return match (has("create"), has("update"), has("read")) {
            (false, false, _) => Access::ReadOnly,
            (_, false, _) => Access::Immutable,
            (_, true, false) => Access::WriteOnly,
            (_, true, true) => Access::ReadWrite,
        };
    }
    let flag = |name: &str| at.flag(name) || seen.flag(name);
    match (flag("readOnly"), flag("writeOnly")) {
        (true, false) => Access::ReadOnly,
        (false, true) => Access::WriteOnly,
        (true, true) | (false, false) => Access::ReadWrite,
    }
}

/// Names with `@` are control information and annotations (OData JSON Format, sections 4.6 and 20).
pub(super) fn is_control_information(name: &str) -> bool {
    name.starts_with('@') || name.contains("@odata.")
}
