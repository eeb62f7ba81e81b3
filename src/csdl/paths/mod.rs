//! Which addresses a service has.
//!
//! CSDL gives entry points (entity sets, singletons, imports) and types with navigation properties; the addresses
//! follow from walking from one to the other (OData URL Conventions section 4). How far the walk goes follows
//! Microsoft's converter: only contained navigation properties are walked through, none twice in one path.

mod bound;
mod follow;
mod keys;
mod receiver;
mod restrictions;
mod template;
mod walk;

pub(super) use follow::{End, end_of, navigation_at};
pub(super) use keys::{KeyPart, alternate_keys, broken_alternate_keys, key, leads_to_property};
pub(super) use receiver::{CalledValues, Receiver};
pub(super) use restrictions::{Restrictions, restricted_property};
pub(super) use template::{PathParameter, Piece, Template, segment_text};
pub(super) use walk::{check_sources, imports, walk};

use super::{
    catalog::{Catalog, Overload, Structured},
    syntax::{Import, NavigationProperty, NavigationSource, Property},
};

/// More paths than this are not walked: metadata that does not say what is contained leads to millions.
pub(super) const LIMIT: usize = 100_000;
/// More paths than this are many for people who have not chosen any.
pub(super) const FEW: usize = 5_000;

/// A step of a path.
#[derive(Clone, Debug)]
pub(super) enum Segment<'a> {
    /// An entity set or singleton.
    Source { container: &'a str, source: &'a NavigationSource, entity: &'a Structured<'a> },
    /// One entity of a collection.
    Key { entity: &'a Structured<'a>, parts: Vec<KeyPart<'a>>, alternate: bool },
    /// The same as a derived type.
    Cast(&'a Structured<'a>),
    /// A complex property.
    Complex { owner: &'a Structured<'a>, property: &'a Property, complex: &'a Structured<'a> },
    /// A property without structure, to call operations on.
    Primitive { owner: &'a Structured<'a>, property: &'a Property },
    /// A navigation property.
    Navigation { owner: &'a Structured<'a>, property: &'a NavigationProperty, entity: &'a Structured<'a> },
    /// A stream property.
    Stream { owner: &'a Structured<'a>, property: &'a Property },
    /// `$value` of an entity that is a stream.
    Value,
    /// `$count`
    Count,
    /// `$ref`
    Reference,
    /// A bound action or function.
    Operation(&'a Overload<'a>),
    /// An action or function import with the overload it calls.
    Import { container: &'a str, import: &'a Import, overload: &'a Overload<'a> },
}

impl<'a> Segment<'a> {
    /// A property that holds what operations are called on.
    pub(super) fn receiver(owner: &'a Structured<'a>, property: &'a Property, receiver: Receiver<'a>) -> Self {
        match receiver {
            Receiver::Structured(complex) => Self::Complex { owner, property, complex },
            Receiver::Primitive(_) => Self::Primitive { owner, property },
        }
    }
}

impl Segment<'_> {
    /// What the segment is called in targets, hashes and operation identifiers.
    pub(super) fn identifier(&self) -> String {
        match self {
            Self::Source { source, .. } => source.name.clone(),
            Self::Key { parts, .. } => parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>().join(","),
            Self::Cast(structured) => structured.name.clone(),
            Self::Complex { property, .. } | Self::Primitive { property, .. } | Self::Stream { property, .. } => {
                property.name.clone()
            }
            Self::Navigation { property, .. } => property.name.clone(),
            Self::Value => "$value".to_owned(),
            Self::Count => "$count".to_owned(),
            Self::Reference => "$ref".to_owned(),
            Self::Operation(overload) => overload.syntax.name.clone(),
            Self::Import { import, .. } => import.name.clone(),
        }
    }

    /// What annotations of the segment itself name as their target, the most exact first.
    pub(super) fn targets(&self) -> Vec<String> {
        match self {
            Self::Source { container, source, .. } => vec![format!("{container}/{}", source.name)],
            Self::Complex { owner, property, .. }
            | Self::Primitive { owner, property }
            | Self::Stream { owner, property } => {
                vec![format!("{}/{}", owner.name, property.name)]
            }
            Self::Navigation { owner, property, .. } => vec![format!("{}/{}", owner.name, property.name)],
            Self::Operation(overload) => overload.targets.clone(),
            Self::Import { container, import, overload } => {
                let mut targets = vec![format!("{container}/{}", import.name)];
                targets.extend_from_slice(&overload.targets);
                targets
            }
            Self::Key { .. } | Self::Cast(_) | Self::Value | Self::Count | Self::Reference => Vec::new(),
        }
    }

    /// The name in the words of the path, for what has one of its own.
    pub(super) fn resource_name(&self) -> Option<&str> {
        match self {
            Self::Source { source, .. } => Some(&source.name),
            Self::Complex { property, .. } | Self::Primitive { property, .. } | Self::Stream { property, .. } => {
                Some(&property.name)
            }
            Self::Navigation { property, .. } => Some(&property.name),
            Self::Key { .. }
            | Self::Cast(_)
            | Self::Value
            | Self::Count
            | Self::Reference
            | Self::Operation(_)
            | Self::Import { .. } => None,
        }
    }
}

/// What stands at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An entity set.
    EntitySet,
    /// An entity of an entity set.
    Entity,
    /// A singleton.
    Singleton,
    /// A navigation property, or an entity of one.
    Navigation,
    /// A complex property.
    Complex,
    /// A derived type.
    Cast,
    /// `$count`
    Count,
    /// A stream.
    Stream,
    /// `$ref`
    Reference,
    /// A bound action or function.
    Operation,
    /// An action or function import.
    Import,
}

/// A path and what stands at its end.
#[derive(Clone, Debug)]
pub(super) struct Path<'a> {
    pub(super) kind: Kind,
    pub(super) segments: Vec<Segment<'a>>,
}

impl<'a> Path<'a> {
    /// The segment at the end.
    pub(super) fn last(&self) -> Option<&Segment<'a>> {
        self.segments.last()
    }

    /// The segment before the end.
    pub(super) fn before_last(&self) -> Option<&Segment<'a>> {
        self.segments.iter().rev().nth(1)
    }

    /// Whether the path ends at an entity of a collection.
    pub(super) fn ends_with_key(&self) -> bool {
        matches!(self.last(), Some(Segment::Key { .. }))
    }

    /// The last navigation property with its owner and type.
    pub(super) fn navigation(&self) -> Option<(&'a Structured<'a>, &'a NavigationProperty, &'a Structured<'a>)> {
        self.segments.iter().rev().find_map(|segment| match segment {
            Segment::Navigation { owner, property, entity } => Some((*owner, *property, *entity)),
            _ => None,
        })
    }

    /// The entity set or singleton at the start.
    pub(super) fn source(&self) -> Option<(&'a str, &'a NavigationSource, &'a Structured<'a>)> {
        match self.segments.first() {
            Some(Segment::Source { container, source, entity }) => Some((*container, *source, *entity)),
            _ => None,
        }
    }

    /// The path as a target of annotations, `Container/Set/property` (CSDL 4.01 section 14.1.1).
    pub(super) fn target(&self, catalog: &Catalog<'_>) -> String {
        target(catalog, &self.segments)
    }
}

pub(super) fn target(catalog: &Catalog<'_>, segments: &[Segment<'_>]) -> String {
    let mut target = match segments.first() {
        Some(Segment::Source { container, .. } | Segment::Import { container, .. }) => (*container).to_owned(),
        _ => catalog.container.as_ref().map(|container| container.name.clone()).unwrap_or_default(),
    };
    for segment in segments {
        match segment {
            Segment::Key { .. } | Segment::Value | Segment::Count | Segment::Reference => {}
            _ => {
                target.push('/');
                target.push_str(&segment.identifier());
            }
        }
    }
    target
}

/// The navigation properties of a path, as `NavigationRestrictions` names them.
pub(super) fn navigation_path(segments: &[Segment<'_>]) -> String {
    let names = segments.iter().filter_map(|segment| match segment {
        Segment::Navigation { property, .. } => Some(property.name.as_str()),
        _ => None,
    });
    names.collect::<Vec<_>>().join("/")
}
