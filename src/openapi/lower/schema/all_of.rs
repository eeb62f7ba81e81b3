//! `allOf`: a base and what is added to it, or several objects in one.

use std::{
    collections::{HashSet, VecDeque},
    rc::Rc,
};

use super::{Shape, Spot, collect::Collected, formats, raw::RawSchema, unite};
use crate::{
    model::{Discriminator, Primitive, Structure, Type, TypeId},
    openapi::{
        cursor::At,
        lower::{context::Lower, leaf::Leaf},
        reference::Target,
    },
};

impl<'a> Lower<'a, '_> {
    pub(super) fn all_of(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Shape {
        let parts: Vec<At<'a>> =
            raw.all_of.into_iter().flat_map(At::items).filter(|part| says_something(*part)).collect();
        let has_members = raw.properties.is_some() || raw.additional_properties.is_some_and(is_schema);
        let has_own = has_members
            || raw.pattern_properties.is_some()
            || raw.prefix_items.is_some()
            || raw.items.is_some()
            || raw.one_of.is_some()
            || raw.any_of.is_some();
        match parts.as_slice() {
            [] => return self.without_parts(at, raw, spot),
            [only] if !self.is_reference(*only) && RawSchema::read(*only).is_empty() && says_type(raw) => {
                return self.simple(at, raw, spot);
            }
            // A common way to say something of a use of a type.
            [only] if !has_own && raw.required.is_empty() && !self.derives(*only, at) => {
                self.list_format_beside(raw, *only, at);
                return self.single(*only, spot);
            }
            _ => {}
        }
        if !self.is_odata()
            && let Some(union) = self.union_inside(at, spot)
        {
            return union;
        }
        if let Some(base) = parts.iter().find_map(|part| self.base_of(*part, at)) {
            return Shape::structure(self.derived(at, &base, &parts, spot));
        }
        let mut collected = Collected::default();
        self.collect(at, spot, &mut collected);
        if collected.members.is_empty() && !collected.others.is_empty() {
            return self.not_objects(at, &parts, spot);
        }
        if let Some(other) = collected.others.first() {
            self.approximated("part of `allOf` that is not an object", "the object without it", *other);
        }
        if collected.members.is_empty() && collected.discriminator.is_none() && !self.is_odata() {
            return self.not_objects(at, &parts, spot);
        }
        Shape::structure(self.structure(at, &collected))
    }

    fn without_parts(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Shape {
        if raw.one_of.is_some() || raw.any_of.is_some() {
            return self.one_of(at, raw, spot);
        }
        self.simple(at, raw, spot)
    }

    fn single(&mut self, part: At<'a>, spot: &Spot) -> Shape {
        if self.is_reference(part) {
            return Shape::Plain(self.referred_type(part));
        }
        self.shape(part, spot)
    }

    /// `allOf` of primitives, lists or maps: what all of them are, where that can be said, else the first.
    fn not_objects(&mut self, at: At<'a>, parts: &[At<'a>], spot: &Spot) -> Shape {
        let mut telling = Vec::new();
        for part in parts {
            // Constraints alone say no type.
            let says_type = self.seen_through(*part).is_none_or(|seen| says_type_or_form(RawSchema::read(seen)));
            if says_type {
                telling.push(*part);
            }
        }
        let own = RawSchema::read(at);
        match telling.as_slice() {
            [] if says_type(&own) => self.simple(at, &own, spot),
            [] => parts.first().map_or(Shape::Plain(Type::Any), |first| self.single(*first, spot)),
            [only] => self.list_of(at, &own, *only, spot),
            [first, ..] => match self.combined(at, &telling) {
                Some(Combined::Part(part)) => self.single(part, spot),
                Some(Combined::Values(shape)) => shape,
                None => {
                    let strictest = self.strictest_collection(&telling).unwrap_or_else(|| {
                        self.approximated("`allOf` of types that are not objects", "the first of them", at);
                        *first
                    });
                    self.single(strictest, spot)
                }
            },
        }
    }

    /// Of lists, or of maps, the one that says what is in them, where no two say it differently.
    fn strictest_collection(&mut self, parts: &[At<'a>]) -> Option<At<'a>> {
        let (mut is_list, mut strictest) = (None, None);
        for part in parts {
            let raw = RawSchema::read(self.seen_through(*part)?);
            let combines = raw.all_of.is_some() || raw.one_of.is_some() || raw.any_of.is_some();
            let lists = raw.types.as_slice() == ["array"] || (raw.types.is_empty() && raw.items.is_some());
            let maps = raw.is_object() && raw.properties.is_none() && raw.pattern_properties.is_none();
            if combines || !raw.says_no_values() || raw.prefix_items.is_some() || !(lists || maps) {
                return None;
            }
            if *is_list.get_or_insert(lists) != lists {
                return None;
            }
            let inner = if lists { raw.items } else { raw.additional_properties };
            let Some(inner) = inner.filter(|inner| is_schema(*inner) && inner.members().next().is_some()) else {
                continue;
            };
            let inner = self.seen_through(inner)?.id();
            if strictest.is_some_and(|(_, known)| known != inner) {
                return None;
            }
            strictest.get_or_insert((*part, inner));
        }
        strictest.map(|(part, _)| part).or_else(|| parts.first().copied())
    }

    /// The one part of an `allOf` that says a type, where items may stand beside it.
    fn list_of(&mut self, at: At<'a>, own: &RawSchema<'a>, part: At<'a>, spot: &Spot) -> Shape {
        let beside = own
            .items
            .or(own.prefix_items)
            .filter(|items| super::raw::has_structure(*items) || items.reference().is_some());
        if let Some(beside) = beside {
            let seen = self.seen_through(part).map(RawSchema::read).unwrap_or_default();
            if seen.items.is_none() && seen.prefix_items.is_none() && seen.types.as_slice() == ["array"] {
                return self.simple(at, own, spot);
            }
            self.approximated("items beside an `allOf` that has items", "those of the `allOf`", beside);
        }
        self.list_format_beside(own, part, at);
        self.single(part, spot)
    }

    /// Lists a `format` beside an `allOf` whose part says another, or none.
    fn list_format_beside(&mut self, own: &RawSchema<'a>, part: At<'a>, at: At<'a>) {
        let Some(format) = own.format else { return };
        let seen = self.seen_through(part).map(RawSchema::read).unwrap_or_default();
        if seen.format != Some(format) && formats::primitive(own) != formats::primitive(&seen) {
            let beside = at.get("format").unwrap_or(at);
            self.approximated("`format` beside `allOf`", "the type that the `allOf` has", beside);
        }
    }

    /// What is left of scalars that a value is all of: the values that each `enum` has, or the strictest type.
    fn combined(&mut self, at: At<'a>, parts: &[At<'a>]) -> Option<Combined<'a>> {
        let mut scalars: Vec<Scalar<'a>> = Vec::new();
        for part in parts {
            let raw = RawSchema::read(self.seen_through(*part)?);
            if raw.all_of.is_some() || raw.one_of.is_some() || raw.any_of.is_some() || raw.is_object() {
                return None;
            }
            let values: Vec<At<'a>> = raw.enumeration.into_iter().flat_map(At::items).chain(raw.constant).collect();
            let primitive = formats::primitive(&raw);
            if primitive.is_none() && values.is_empty() {
                return None;
            }
            scalars.push(Scalar { part: *part, primitive, values });
        }
        let mut strictest: Option<&Scalar<'a>> = None;
        for scalar in scalars.iter().filter(|scalar| scalar.primitive.is_some()) {
            strictest = match strictest {
                Some(known) => Some(known.stricter(scalar)?),
                None => Some(scalar),
            };
        }
        let listed: Vec<&Scalar<'a>> = scalars.iter().filter(|scalar| !scalar.values.is_empty()).collect();
        let Some(first) = listed.first() else { return strictest.map(|scalar| Combined::Part(scalar.part)) };
        // A list of dates would be of texts.
        let is_plain =
            |scalar: &Scalar<'a>| matches!(scalar.primitive, None | Some(Primitive::String | Primitive::Int64));
        if !scalars.iter().all(is_plain) {
            return None;
        }
        let in_all = |value: &At<'a>| listed.iter().all(|scalar| scalar.has(*value));
        let common: Vec<At<'a>> = first.values.iter().copied().filter(in_all).collect();
        if let Some(whole) = listed.iter().find(|scalar| scalar.values.len() == common.len()) {
            return Some(Combined::Part(whole.part));
        }
        let is_text = |value: &At<'a>| value.node.as_str().is_some();
        match common.as_slice() {
            [] => None,
            _ if common.iter().all(is_text) => Some(Combined::Values(self.texts(at, &common))),
            _ => Some(Combined::Values(self.integers(at, &RawSchema::read(first.part), &common))),
        }
    }

    /// Whether a schema with this one part is a type derived from it, and not merely a use of it.
    fn derives(&mut self, part: At<'a>, at: At<'a>) -> bool {
        self.registry.component_name(at).is_some() && self.base_of(part, at).is_some()
    }

    /// What a part of `allOf` refers to, if values of it may be of derived types: it has a discriminator, or the
    /// service speaks OData.
    fn base_of(&mut self, part: At<'a>, whole: At<'a>) -> Option<Rc<Target<'a>>> {
        if !self.is_reference(part) {
            return None;
        }
        let target = self.target(part)?;
        let raw = RawSchema::read(target.at);
        let is_structure = (raw.is_object() || raw.all_of.is_some()) && raw.one_of.is_none() && raw.any_of.is_none();
        let has_derived = if self.is_odata() {
            raw.discriminator.is_some() || self.page_element(whole).is_none()
        } else {
            self.bases(target.at).into_iter().any(|base| base.get("discriminator").is_some())
        };
        (is_structure && has_derived && !self.registry.is_in_circle(whole)).then_some(target)
    }

    /// A schema and what it takes in by references in `allOf`, nearest first.
    fn bases(&mut self, at: At<'a>) -> Vec<At<'a>> {
        let mut found = vec![at];
        let mut next = 0;
        while let Some(at) = found.get(next).copied() {
            next += 1;
            for part in at.list("allOf").collect::<Vec<_>>() {
                if self.is_reference(part)
                    && let Some(target) = self.target(part)
                    && !found.iter().any(|known| known.id() == target.at.id())
                {
                    found.push(target.at);
                }
            }
        }
        found
    }

    /// The members that a schema and all that it takes in require, however long the line of bases is.
    fn required_in(&mut self, at: At<'a>) -> HashSet<&'a str> {
        let (mut required, mut seen, mut open) = (HashSet::new(), HashSet::new(), vec![at]);
        while let Some(at) = open.pop() {
            if seen.insert(at.id()) {
                required.extend(at.list("required").filter_map(|name| name.node.as_str()));
                open.extend(at.list("allOf"));
                open.extend(at.reference().and_then(|_| self.target(at)).map(|target| target.at));
            }
        }
        required
    }

    fn derived(&mut self, at: At<'a>, base: &Target<'a>, parts: &[At<'a>], spot: &Spot) -> Structure {
        let mut own = Collected::default();
        for part in parts {
            let is_base =
                self.is_reference(*part) && self.target(*part).is_some_and(|found| found.at.id() == base.at.id());
            if !is_base {
                self.collect(*part, spot, &mut own);
            }
        }
        self.collect_own(at, spot, &mut own);
        self.restate(base, spot, &mut own);
        let mut structure = self.structure(at, &own);
        structure.base = Some(self.declare(base));
        let bases = self.bases(base.at);
        structure.wire_name = self.registry.component_name(at).map(|name| self.wire_name(name, &bases));
        structure
    }

    /// Properties of the base that the derived schema requires are said again, as required ones; and those that it says
    /// anew are required where the base requires them.
    fn restate(&mut self, base: &Target<'a>, spot: &Spot, own: &mut Collected<'a>) {
        if self.is_odata() || (own.members.is_empty() && own.required.is_empty()) {
            return;
        }
        let missing = |own: &Collected<'a>, name: &str| !own.members.iter().any(|member| member.name == name);
        let required = self.required_in(base.at);
        own.required.extend(own.members.iter().map(|member| member.name).filter(|name| required.contains(name)));
        if !own.required.iter().any(|name| missing(own, name)) {
            return;
        }
        let mut inherited = Collected::default();
        let spot =
            self.registry.component_name(base.at).map_or_else(|| spot.clone(), |name| Spot::component(name, name));
        self.collect(base.at, &spot, &mut inherited);
        let wanted =
            |name: &str| own.required.contains(name) && missing(own, name) && !inherited.required.contains(name);
        let said_again: Vec<_> = inherited.members.iter().filter(|member| wanted(member.name)).cloned().collect();
        let inherited_names: Vec<&str> = inherited.members.iter().map(|member| member.name).collect();
        own.members.extend(said_again);
        // The base says these already.
        let members = &own.members;
        own.required
            .retain(|name| members.iter().any(|member| member.name == *name) || !inherited_names.contains(name));
    }

    /// What a schema says beside its `allOf`.
    fn collect_own(&mut self, at: At<'a>, spot: &Spot, own: &mut Collected<'a>) {
        let raw = RawSchema::read(at);
        for (member, node) in self.members_of(raw.properties) {
            own.push(member, node, spot);
        }
        own.required.extend(raw.required.iter().copied());
        own.additional.extend(raw.additional_properties.map(|node| (node, spot.part("value"))));
        own.discriminator = own.discriminator.or(raw.discriminator);
    }

    /// What the discriminator says of a value of a derived type: what the mapping of one of its bases has for it, or its
    /// name.
    fn wire_name(&mut self, name: &str, bases: &[At<'a>]) -> String {
        let refers_here = |text: &str| text == name || text.rsplit('/').next() == Some(name);
        let mappings = bases.iter().filter_map(|base| base.get("discriminator")?.get("mapping"));
        let entry = mappings
            .flat_map(At::members)
            .find(|(_, node)| node.node.as_str().is_some_and(refers_here))
            .map(|(member, _)| member.name.to_string());
        let by_extension = || self.registry.component(name).and_then(|at| at.text("x-ms-discriminator-value"));
        entry.or_else(|| by_extension().map(str::to_owned)).unwrap_or_else(|| name.to_owned())
    }

    /// The discriminator of a structure that others are derived from (Discriminator Object).
    pub(super) fn base_discriminator(&mut self, at: At<'a>, node: At<'a>) -> Option<Discriminator> {
        if self.is_odata() {
            return None;
        }
        let Discriminator { property, mut mapping, default } = self.discriminator(node)?;
        if let (Some(_), Some(written)) = (default, node.get("defaultMapping")) {
            self.approximated("`defaultMapping` of a base", "a value of the base, whatever it says", written);
        }
        let mapped: Vec<TypeId> = mapping.iter().map(|(_, id)| *id).collect();
        // Those that derive from it, and from those.
        let mut seen = HashSet::from([at.id()]);
        let mut open = VecDeque::from([vec![at]]);
        while let Some(bases) = open.pop_front() {
            let Some(nearest) = bases.first().copied() else { continue };
            for (name, derived) in self.registry.derived_from(nearest) {
                if !seen.insert(derived.id()) {
                    continue;
                }
                let id = self.declare(&Target { at: derived, tokens: Vec::new(), file: None });
                if !mapped.contains(&id) {
                    mapping.push((self.wire_name(name, &bases), id));
                }
                open.push_back([&[derived], bases.as_slice()].concat());
            }
        }
        Some(Discriminator { property, mapping, default: None })
    }

    /// A Discriminator Object; in Swagger 2.0 it is the name of the property.
    pub(super) fn discriminator(&mut self, node: At<'a>) -> Option<Discriminator> {
        if let Some(property) = node.node.as_str() {
            return Some(Discriminator { property: property.to_owned(), mapping: Vec::new(), default: None });
        }
        let leaf = Leaf { object: "Discriminator Object", without: &["mapping", "defaultMapping"], with: &[] };
        let read: openapiv3::Discriminator = self.leaf(node, &leaf)?;
        let entries: Vec<_> = node.map("mapping").collect();
        let mut mapping = Vec::new();
        for (member, value) in entries {
            match self.mapped(value) {
                Some(id) => mapping.push((member.name.to_string(), id)),
                None => self.lost(format!("`{}` of a discriminator's mapping", member.name), value),
            }
        }
        let written = node.get("defaultMapping");
        let default = written.and_then(|value| self.mapped(value));
        if let (None, Some(written)) = (default, written) {
            self.lost("`defaultMapping` to nothing that is there", written);
        }
        Some(Discriminator { property: read.property_name, mapping, default })
    }

    /// The type that a value of a mapping names: a component, or a reference.
    fn mapped(&mut self, value: At<'a>) -> Option<TypeId> {
        let text = value.node.as_str()?;
        if let Some(at) = self.registry.component(text) {
            return Some(self.declare(&Target { at, tokens: Vec::new(), file: None }));
        }
        let (file, node) = self.sources.resolve(value.file, text).ok()?;
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let target = Target {
            at: At::new(file, node),
            tokens: crate::openapi::reference::tokens(fragment),
            file: (!path.is_empty()).then(|| path.to_owned()),
        };
        Some(self.declare(&target))
    }
}

/// Whether further members have a schema of their own.
fn is_schema(at: At<'_>) -> bool {
    super::as_boolean(at).is_none()
}

/// Whether a schema says a type beside its `allOf`.
fn says_type(raw: &RawSchema<'_>) -> bool {
    !raw.types.is_empty() || raw.items.is_some() || raw.prefix_items.is_some() || raw.format.is_some()
}

/// Whether a part says more than constraints and a format that has no type of its own.
fn says_type_or_form(mut raw: RawSchema<'_>) -> bool {
    if formats::primitive(&raw).is_some() {
        return true;
    }
    raw.format = None;
    !raw.is_empty()
}

/// What several scalars are together.
enum Combined<'a> {
    /// What this part is.
    Part(At<'a>),
    /// Values that several of them list.
    Values(Shape),
}

/// A part of `allOf` that is a text, a number or a boolean.
struct Scalar<'a> {
    part: At<'a>,
    primitive: Option<Primitive>,
    values: Vec<At<'a>>,
}

impl<'a> Scalar<'a> {
    fn has(&self, value: At<'a>) -> bool {
        self.values.iter().any(|own| own.node.text() == value.node.text())
    }

    /// The one of which every value is one of the other's too; `None` if neither is.
    fn stricter<'s>(&'s self, other: &'s Self) -> Option<&'s Self> {
        let is_general = |primitive| matches!(primitive, Some(Primitive::String | Primitive::Double));
        let is_number = |primitive: Option<Primitive>| primitive.is_some_and(unite::is_number);
        let is_text = |primitive: Option<Primitive>| !is_number(primitive) && primitive != Some(Primitive::Boolean);
        let (one, two) = (self.primitive, other.primitive);
        if let Some(narrower) = one.zip(two).and_then(|(one, two)| unite::narrower(one, two)) {
            return Some(if Some(narrower) == one { self } else { other });
        }
        let same_kind = (is_number(one) && is_number(two)) || (is_text(one) && is_text(two));
        match (one == two, is_general(two) && same_kind, is_general(one) && same_kind) {
            (true, ..) => Some(self),
            (false, true, _) => Some(self),
            (false, false, true) => Some(other),
            (false, false, false) => None,
        }
    }
}

/// Whether a part of `allOf` is more than an annotation.
pub(super) fn says_something(at: At<'_>) -> bool {
    let annotates = |name: &str| {
        crate::openapi::cursor::is_extension(name)
            || matches!(
                name,
                "description"
                    | "title"
                    | "nullable"
                    | "example"
                    | "examples"
                    | "default"
                    | "deprecated"
                    | "readOnly"
                    | "writeOnly"
                    | "externalDocs"
                    | "xml"
                    | "minLength"
                    | "maxLength"
                    | "pattern"
            )
    };
    at.members().any(|(member, _)| !annotates(&member.name))
}
