//! Request builders: how a whole OData service is reached by what it declares, instead of by every path through it.
//!
//! A path through a service is made of steps: an entity set, a key, a navigation property, a cast, and at its end an
//! operation. The steps of a type are the same wherever it is met, so they are said once for each type, and the
//! address is put together when a call is made. What is emitted grows with what is declared; the paths of Microsoft
//! Graph's whole metadata, in contrast, are millions.

use super::{
    TypeId,
    docs::{Deprecation, Docs},
    operation::{Parameter, PathPart},
};
use crate::diagnostics::Place;

/// The request builders of a service, and where its addresses begin.
#[derive(Debug, Default)]
pub struct RequestBuilders {
    /// A builder for each entity type that can be reached, and for collections of it; likewise for complex and primitive
    /// types that actions and functions are bound to.
    pub builders: Vec<RequestBuilder>,
    /// Entity sets and singletons, and what imported functions give.
    pub entries: Vec<Accessor>,
}

/// What can be asked of entities of one type, or of collections of them. Its operations stand in
/// [`Api::operations`](super::Api::operations) with their paths relative to it.
#[derive(Debug)]
pub struct RequestBuilder {
    /// Qualified name of the entity, complex or primitive type.
    pub key: String,
    /// The type; `None` where the selection has only steps through it, and not the type, and for built-in types.
    pub entity: Option<TypeId>,
    /// Whether its values are parts of entities, on which only operations are called.
    pub value: bool,
    /// Whether a collection is addressed rather than one entity.
    pub many: bool,
    /// The steps from here.
    pub accessors: Vec<Accessor>,
    /// Positions of the builders of types derived from the entity type, which a cast leads to.
    pub casts: Vec<usize>,
    /// Whether links to what is addressed are managed by `$ref` somewhere (OData Protocol 11.4.6).
    pub links: bool,
}

/// A step to another builder.
#[derive(Debug)]
pub struct Accessor {
    /// What the step is called: the name of the set, property, key or function.
    pub name: String,
    /// What kind of step it is.
    pub step: Step,
    /// The text that the step adds to the address.
    pub parts: Vec<PathPart>,
    /// Values in that text.
    pub parameters: Vec<Parameter>,
    /// Position of the builder in [`RequestBuilders::builders`].
    pub target: usize,
    /// Whether it leads to what lives elsewhere too, and is only linked to from here.
    pub elsewhere: bool,
    /// What may be done with what it leads to.
    pub rights: Rights,
    /// Texts.
    pub docs: Docs,
    /// Set when it should not be used any more.
    pub deprecated: Option<Deprecation>,
    /// Where it is declared.
    pub place: Option<Place>,
}

/// The kinds of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// An entity set or singleton.
    Source,
    /// From a collection to one of its entities, by its key.
    Key,
    /// The same by an alternate key.
    AlternateKey,
    /// A navigation property.
    Navigation,
    /// A complex or primitive property.
    Value,
    /// The result of a composable function.
    Composition,
}

/// What may be done with what an accessor leads to (the `Capabilities` of a navigation property, entity set or
/// singleton). Calls of bound actions and functions are always allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rights {
    /// The same as with the builder that the step starts from: a key or cast changes nothing.
    Inherited,
    /// Exactly these.
    Own(RightsSet),
}

/// A set of rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RightsSet {
    /// GET
    pub read: bool,
    /// POST to the collection
    pub create: bool,
    /// PATCH or PUT
    pub update: bool,
    /// DELETE
    pub delete: bool,
    /// `$ref`
    pub link: bool,
}

impl RightsSet {
    /// What belongs to its parent alone: entity sets, contained navigation properties.
    pub const OWNED: Self = Self { read: true, create: true, update: true, delete: true, link: false };
    /// A singleton, which is always there.
    pub const SINGLETON: Self = Self { create: false, delete: false, ..Self::OWNED };
    /// What exists elsewhere too and is linked to: it is changed where it lives.
    pub const LINKED: Self = Self { read: true, create: false, update: false, delete: false, link: true };
    /// What a function returned.
    pub const RETURNED: Self = Self { link: false, ..Self::LINKED };
}

impl RightsSet {
    /// What is allowed, in words.
    pub fn names(self) -> Vec<&'static str> {
        let all = [
            (self.read, "read"),
            (self.create, "create"),
            (self.update, "update"),
            (self.delete, "delete"),
            (self.link, "link"),
        ];
        all.into_iter().filter_map(|(has, name)| has.then_some(name)).collect()
    }
}

impl RequestBuilders {
    /// Every step, those from the root first.
    pub fn accessors(&self) -> impl Iterator<Item = &Accessor> {
        self.entries.iter().chain(self.builders.iter().flat_map(|builder| &builder.accessors))
    }

    /// The same, to be changed.
    pub fn accessors_mut(&mut self) -> impl Iterator<Item = &mut Accessor> {
        self.entries.iter_mut().chain(self.builders.iter_mut().flat_map(|builder| &mut builder.accessors))
    }

    /// The types between which casts lead.
    pub fn cast_types(&self) -> impl Iterator<Item = TypeId> + '_ {
        let positions = self.builders.iter().enumerate().filter(|(_, builder)| !builder.casts.is_empty());
        let both = positions.flat_map(|(position, builder)| builder.casts.iter().copied().chain([position]));
        both.filter_map(|position| self.builders.get(position)?.entity)
    }

    /// Sets [`RequestBuilder::links`] from the rights of the accessors: a key or cast passes them on.
    pub fn note_links(&mut self) {
        let mut open: Vec<usize> = self
            .accessors()
            .filter(|accessor| matches!(accessor.rights, Rights::Own(RightsSet { link: true, .. })))
            .map(|accessor| accessor.target)
            .collect();
        while let Some(position) = open.pop() {
            let Some(builder) = self.builders.get_mut(position).filter(|builder| !builder.links) else { continue };
            builder.links = true;
            open.extend(
                builder
                    .accessors
                    .iter()
                    .filter(|accessor| accessor.rights == Rights::Inherited)
                    .map(|accessor| accessor.target),
            );
        }
    }
}
