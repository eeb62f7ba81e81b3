//! Keys of entities: their own and alternate ones.

use super::Segment;
use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Structured},
        syntax::{KeyProperty, Property, Record, TypeReference},
    },
    diagnostics::FileId,
};

/// A property of a key.
#[derive(Clone, Debug)]
pub(in crate::csdl) struct KeyPart<'a> {
    /// Its name in the URL.
    pub(in crate::csdl) name: String,
    pub(in crate::csdl) file: FileId,
    pub(in crate::csdl) kind: &'a TypeReference,
}

/// The step to one entity; nothing if the type has no key.
pub(in crate::csdl) fn key<'a>(catalog: &'a Catalog<'a>, entity: &'a Structured<'a>) -> Option<Segment<'a>> {
    let parts: Option<Vec<_>> = catalog.key(&entity.name).iter().map(|key| part(catalog, entity, key)).collect();
    let parts = parts.filter(|parts| !parts.is_empty())?;
    Some(Segment::Key { entity, parts, alternate: false })
}

/// The steps by other keys (`Core.AlternateKeys`).
pub(in crate::csdl) fn alternate_keys<'a>(catalog: &'a Catalog<'a>, entity: &'a Structured<'a>) -> Vec<Segment<'a>> {
    let line = catalog.line(&entity.name);
    let keys = line.iter().filter_map(|owner| catalog.annotations.value(&owner.name, term::ALTERNATE_KEYS));
    keys.flat_map(|keys| keys.records())
        .filter_map(|key| {
            let parts: Option<Vec<_>> =
                key.records("Key").map(|reference| part(catalog, entity, &reference_of(reference)?)).collect();
            let parts = parts.filter(|parts| !parts.is_empty())?;
            Some(Segment::Key { entity, parts, alternate: true })
        })
        .collect()
}

/// The properties that alternate keys of a type name, and that there are not.
pub(in crate::csdl) fn broken_alternate_keys<'a>(catalog: &'a Catalog<'a>, entity: &'a Structured<'a>) -> Vec<&'a str> {
    let keys = catalog.annotations.value(&entity.name, term::ALTERNATE_KEYS);
    let references = keys.into_iter().flat_map(|keys| keys.records()).flat_map(|key| key.records("Key"));
    let names = references.filter_map(|reference| reference.text("Name"));
    names.filter(|path| !leads_to_property(catalog, entity, path)).collect()
}

/// Whether a key may be written onto a segment, so that the segment alone is not yet all of it in the path.
pub(super) fn continues_in_parentheses(catalog: &Catalog<'_>, segment: &Segment<'_>) -> bool {
    let (Segment::Source { entity, .. } | Segment::Navigation { entity, .. }) = segment else { return false };
    let has_alternate = || {
        catalog
            .line(&entity.name)
            .iter()
            .any(|owner| catalog.annotations.value(&owner.name, term::ALTERNATE_KEYS).is_some())
    };
    !catalog.conventions.key_as_segment || catalog.key(&entity.name).len() > 1 || has_alternate()
}

fn reference_of(record: &Record) -> Option<KeyProperty> {
    Some(KeyProperty { path: record.text("Name")?.to_owned(), alias: record.text("Alias").map(str::to_owned) })
}

fn part<'a>(catalog: &'a Catalog<'a>, entity: &'a Structured<'a>, key: &KeyProperty) -> Option<KeyPart<'a>> {
    let (owner, property) = find(catalog, entity, &key.path)?;
    let name = key.alias.clone().unwrap_or_else(|| property.name.clone());
    Some(KeyPart { name, file: owner.file, kind: &property.kind })
}

/// Whether the path of a key leads to a property.
pub(in crate::csdl) fn leads_to_property<'a>(catalog: &'a Catalog<'a>, entity: &'a Structured<'a>, path: &str) -> bool {
    find(catalog, entity, path).is_some()
}

/// The property that a path leads to, through complex properties (CSDL 4.01 section 6.5).
fn find<'a>(
    catalog: &'a Catalog<'a>,
    entity: &'a Structured<'a>,
    path: &str,
) -> Option<(&'a Structured<'a>, &'a Property)> {
    let mut structured = entity;
    let mut found = None;
    for name in path.split('/') {
        if let Some((owner, property)) = found {
            structured = property_type(catalog, owner, property)?;
        }
        found = catalog.properties(&structured.name).into_iter().find(|(_, property)| property.name == name);
        found?;
    }
    found
}

fn property_type<'a>(
    catalog: &'a Catalog<'a>,
    owner: &Structured<'_>,
    property: &Property,
) -> Option<&'a Structured<'a>> {
    catalog.structured.get(&catalog.names.resolve(owner.file, &property.kind.name))
}
