//! Schema Object: what a value is.
//!
//! A schema that a reference leads to, or that is a component, is [declared](Lower::declare): it gets its type at
//! once and is read later, from a list, so that schemas may refer to one another in any way. A schema that stands
//! inline is read where it stands.

mod aliases;
mod all_of;
mod alternatives;
mod annotated;
mod chosen;
mod clauses;
mod collect;
pub(super) mod constraints;
mod enum_extensions;
mod enumeration;
pub(super) mod facts;
mod formats;
mod labels;
mod nullable;
mod object;
mod oddities;
mod one_of;
mod raw;
mod registry;
mod rules;
mod shape;
mod unions_in_circles;
mod unite;
mod ways;

pub(super) use registry::Registry;

use std::rc::Rc;

use super::{
    context::{Lower, Waiting},
    odata,
    operation::deprecation,
    spot::{Spot, of_pointer},
};
use crate::{
    model::{Enumeration, Item, Primitive, Structure, Type, TypeDefinition, TypeId, TypeKind, TypeName, Union},
    openapi::{cursor::At, reference::Target},
    source::Value,
};
use raw::RawSchema;

/// What a schema turns out to be.
#[derive(Debug)]
pub(super) enum Shape {
    /// A type that needs no definition of its own.
    Plain(Type),
    /// A type that does.
    Defined(TypeKind),
}

impl Shape {
    fn primitive(primitive: Primitive) -> Self {
        Self::Plain(Type::Primitive(primitive))
    }

    fn structure(structure: Structure) -> Self {
        Self::Defined(TypeKind::Structure(structure))
    }

    fn enumeration(enumeration: Enumeration) -> Self {
        Self::Defined(TypeKind::Enumeration(enumeration))
    }

    fn union(union: Union) -> Self {
        Self::Defined(TypeKind::Union(union))
    }
}

impl<'a> Lower<'a, '_> {
    /// The type of a value that a schema describes.
    pub(super) fn item(&mut self, at: At<'a>, spot: &Spot) -> Item {
        let item = Item { value: self.type_of(at, spot), nullable: self.is_nullable(at) };
        self.examples_of_schema(at, &item);
        item
    }

    fn type_of(&mut self, at: At<'a>, spot: &Spot) -> Type {
        if self.is_reference(at) {
            return self.referred_type(at);
        }
        if let Some(id) = self.registry.defined(at) {
            return Type::Named(id);
        }
        match self.shape(at, spot) {
            Shape::Plain(value) => value,
            // A reference inside the schema may have declared it meanwhile.
            Shape::Defined(_) if self.registry.defined(at).is_some() => {
                self.registry.defined(at).map_or(Type::Any, Type::Named)
            }
            Shape::Defined(kind) => Type::Named(self.define_inline(at, spot, kind)),
        }
    }

    fn define_inline(&mut self, at: At<'a>, spot: &Spot, kind: TypeKind) -> TypeId {
        let key = self.free_key(&spot.key);
        // Some descriptions say what an enumeration is called wherever it stands.
        let said = at.get("x-ms-enum").and_then(|at| at.text("name")).filter(|name| labels::is_name_like(name));
        let names = said.map(str::to_owned).into_iter().chain(spot.names.iter().cloned()).collect();
        let name = TypeName::Inline(names);
        let definition = TypeDefinition {
            key,
            name,
            place: Some(at.place()),
            docs: self.type_docs(at, spot.names.first().map_or("", String::as_str)),
            deprecated: deprecation(at),
            kind,
        };
        let id = self.api.types.add(definition);
        self.registry.define(at, id);
        id
    }

    /// Whether a schema is a reference and nothing else: siblings of `$ref` count since 3.1, and then only those that
    /// say something of the value.
    pub(super) fn is_reference(&self, at: At<'a>) -> bool {
        at.reference().is_some() && !(self.honours_siblings() && raw::has_structure(at))
    }

    /// The schema a reference leads to. One that leads nowhere is reported.
    pub(super) fn target(&mut self, at: At<'a>) -> Option<Rc<Target<'a>>> {
        if let Some(known) = self.targets.get(&at.id()) {
            return known.clone();
        }
        let honours = self.honours_siblings();
        let found = self.follow(at, |found| honours && raw::has_structure(found)).map(Rc::new);
        self.targets.insert(at.id(), found.clone());
        self.dynamic(at);
        found
    }

    /// A `$dynamicRef` means the outermost of the schemas that have its anchor, which only a value's way here would tell.
    fn dynamic(&mut self, at: At<'a>) {
        let Some(reference) = at.get("$dynamicRef") else { return };
        let name = reference.node.as_str().and_then(|text| text.split_once('#')).map_or("", |(_, name)| name);
        if self.sources.dynamic_anchors(at.file, name) > 1 {
            let construct = format!("`$dynamicRef` to `{name}`, an anchor of several schemas");
            self.approximated(construct, "the one that a `$ref` would lead to", reference);
        }
    }

    /// The schema itself, or what its reference leads to.
    pub(super) fn seen_through(&mut self, at: At<'a>) -> Option<At<'a>> {
        if self.is_reference(at) { self.target(at).map(|target| target.at) } else { Some(at) }
    }

    /// The type a reference leads to.
    pub(super) fn referred_type(&mut self, at: At<'a>) -> Type {
        let name = at.reference().and_then(|reference| reference.rsplit('/').next()).unwrap_or_default();
        match self.odata.as_ref().and_then(|facts| facts.runtime_type(name)) {
            Some(runtime) => Type::Runtime(runtime),
            None => self.referred(at).map_or(Type::Any, Type::Named),
        }
    }

    fn referred(&mut self, at: At<'a>) -> Option<TypeId> {
        let target = self.target(at)?;
        let id = self.declare(&target);
        if self.is_odata() {
            self.use_value_of(id);
        }
        Some(id)
    }

    /// The type of what a reference leads to; it is read later.
    pub(super) fn declare(&mut self, target: &Target<'a>) -> TypeId {
        if let Some(id) = self.registry.defined(target.at) {
            return id;
        }
        if let Some(name) = self.registry.component_name(target.at) {
            return self.declare_component(name, target.at);
        }
        let mut spot = of_pointer(&target.tokens);
        if target.tokens.is_empty()
            && let Some(file) = &target.file
        {
            let stem = file.rsplit('/').next().unwrap_or(file).split('.').next().unwrap_or(file);
            spot = Spot::component(stem, stem);
        }
        let key = self.free_key(&spot.key);
        let simple = spot.names.len() == 1 && !spot.key.contains([' ', '.']);
        let name = match spot.names.first() {
            Some(name) if simple => TypeName::Declared { namespace: None, name: name.clone() },
            _ => TypeName::Inline(spot.names.clone()),
        };
        self.declare_as(key, name, spot, target.at, false)
    }

    /// The type of a component.
    pub(super) fn declare_component(&mut self, key: &str, at: At<'a>) -> TypeId {
        if let Some(id) = self.registry.defined(at) {
            return id;
        }
        let (namespace, name) = match key.rsplit_once('.') {
            Some((namespace, name)) if self.is_odata() => (Some(namespace.to_owned()), name),
            _ => (None, key),
        };
        let spot = Spot::component(key, name);
        let name = TypeName::Declared { namespace, name: name.to_owned() };
        self.declare_as(key.to_owned(), name, spot, at, true)
    }

    fn declare_as(&mut self, key: String, name: TypeName, spot: Spot, at: At<'a>, component: bool) -> TypeId {
        let docs = self.type_docs(at, spot.names.first().map_or("", String::as_str));
        let definition = TypeDefinition {
            key,
            name,
            place: Some(at.place()),
            docs,
            deprecated: deprecation(at),
            // Until it is read.
            kind: TypeKind::Alias(Item::of(Type::Any)),
        };
        let id = self.api.types.add(definition);
        self.registry.define(at, id);
        self.waiting.push_back(Waiting { id, at, spot, component });
        id
    }

    /// A key that no type has yet. Keys of components are taken from the start.
    fn free_key(&self, wanted: &str) -> String {
        let taken = |key: &str| self.api.types.find(key).is_some() || self.registry.has_component(key);
        if !taken(wanted) {
            return wanted.to_owned();
        }
        (2_u32..).map(|number| format!("{wanted} {number}")).find(|key| !taken(key)).unwrap_or_default()
    }

    /// Reads everything that was declared and not read yet.
    pub(super) fn drain(&mut self) {
        while let Some(Waiting { id, at, spot, component }) = self.waiting.pop_front() {
            let shape = if self.is_reference(at) {
                // A component that only refers to another is another name for it.
                Shape::Plain(self.referred_type(at))
            } else {
                self.shape(at, &spot)
            };
            let mut kind = match shape {
                Shape::Plain(value) => TypeKind::Alias(Item::of(value)),
                Shape::Defined(kind) => kind,
            };
            if self.is_odata() && component {
                odata::name_on_the_wire(&mut kind, &spot.key, self.registry.has_derived(at));
            }
            self.api.types[id].kind = kind;
            let nullable = self.is_nullable(at);
            self.examples_of_schema(at, &Item { value: Type::Named(id), nullable });
        }
    }

    /// Component schemas that no operation reaches, as far as they are wanted for their own sake.
    pub(super) fn remaining_schemas(&mut self) {
        for (name, at) in self.registry.components() {
            let runtime_has_it = self.odata.as_ref().is_some_and(|facts| facts.is_of_the_runtime(name));
            let wanted = self.selectors.include.is_empty() || self.selectors.wants_type(name);
            if !wanted || runtime_has_it || (self.is_odata() && self.page_element(at).is_some()) {
                continue;
            }
            if self.registry.defined(at).is_none() {
                self.declare_component(name, at);
            }
            // One after another, so that inline types come in the order of the components.
            self.drain();
        }
    }

    /// The primitive that a schema describes, if it is one.
    pub(super) fn primitive(&mut self, at: At<'a>) -> Option<Primitive> {
        let at = self.seen_through(at)?;
        let raw = RawSchema::read(at);
        let single = raw.all_of.and_then(|list| match list.items().collect::<Vec<_>>().as_slice() {
            [only] => Some(*only),
            _ => None,
        });
        match single {
            Some(part) if !self.is_reference(part) || part.id() != at.id() => self.primitive_of_part(part),
            _ => formats::primitive(&raw),
        }
    }

    /// Whether a schema is an enumeration of texts and numbers, whatever names it.
    pub(super) fn lists_scalars(&mut self, at: At<'a>) -> bool {
        let Some(seen) = self.seen_through(at) else { return false };
        let mut parts = seen.list("allOf");
        if let (Some(only), None) = (parts.next(), parts.next())
            && only.id() != at.id()
        {
            let only = if self.is_reference(only) { self.target(only).map(|target| target.at) } else { Some(only) };
            return only.is_some_and(lists_scalars);
        }
        lists_scalars(seen)
    }

    fn primitive_of_part(&mut self, part: At<'a>) -> Option<Primitive> {
        let at = self.seen_through(part)?;
        formats::primitive(&RawSchema::read(at))
    }

    /// Whether a schema describes a file or other bytes that stand on the wire as they are.
    pub(super) fn is_binary(&mut self, at: At<'a>) -> bool {
        let Some(at) = self.seen_through(at) else { return false };
        let raw = RawSchema::read(at);
        raw.types.contains(&"file")
            || (raw.format == Some("binary") && raw.types.first().is_none_or(|name| *name == "string"))
            || (at.text("contentMediaType").is_some_and(|media_type| raw.types.is_empty() || !is_textual(media_type))
                && at.get("contentEncoding").is_none())
    }
}

fn lists_scalars(at: At<'_>) -> bool {
    let mut values = at.list("enum").chain(at.get("const")).peekable();
    let may_nest = RawSchema::read(at).types.iter().any(|name| ["array", "object"].contains(name));
    values.peek().is_some()
        && !may_nest
        && values.all(|value| value.node.as_mapping().is_none() && value.node.as_sequence().is_none())
}

/// Whether values of a media type are texts, which a schema of `type: string` may hold as they are.
fn is_textual(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    name.starts_with("text/") || ["json", "xml", "yaml", "javascript"].iter().any(|kind| name.ends_with(kind))
}

/// Whether a schema is one of the two that are written as a boolean (JSON Schema 4.3.2).
fn as_boolean(at: At<'_>) -> Option<bool> {
    match at.node.value {
        Value::Bool { value, .. } => Some(value),
        _ => None,
    }
}
