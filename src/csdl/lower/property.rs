//! Structural and navigation properties.

use super::{Lowering, Resolver, deprecation, described};
use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Structured},
        syntax::{self, Facets, TypeReference},
    },
    diagnostics::{FileId, Place},
    model::{Access, Item, Navigation, Primitive, Property, Type, rules::Limits, types},
};

impl Lowering<'_, '_> {
    /// A structural property (CSDL 4.01 section 7). A stream has an address of its own, and may stand in the JSON as well: as
    /// JSON, as text or as the text of its bytes, by its media type (JSON Format 4.01, chapter 9).
    pub(super) fn property(&mut self, owner: &Structured<'_>, property: &syntax::Property) -> Property {
        let target = format!("{}/{}", owner.name, property.name);
        let item = match property.kind.name == "Edm.Stream" && !property.kind.collection {
            true => Item { value: Type::Any, nullable: property.kind.nullable },
            false => self.item(owner, &property.kind),
        };
        let secret = types::is_secret_name(&property.name) && item.value == Type::Primitive(Primitive::String);
        let default = property.default.as_ref();
        let default = default.map(|text| super::default(self.catalog, owner.file, &property.kind, &item.value, text));
        let mut found = self.named(&target, &property.name, item, property.place);
        found.secret = secret;
        found.default = default;
        found.constraints = constraints(self.catalog, owner.file, &property.kind);
        found.limits = super::limits(self.catalog, owner.file, &property.kind, &[target.as_str()]);
        found.constraints.extend(super::validation(self.catalog, &[target]));
        found
    }

    /// A navigation property (section 8). Its collections hold no nulls.
    pub(super) fn navigation_property(
        &mut self,
        owner: &Structured<'_>,
        property: &syntax::NavigationProperty,
    ) -> Property {
        let target = format!("{}/{}", owner.name, property.name);
        let mut item = self.item(owner, &property.kind);
        if let Type::List(entity) = &mut item.value {
            entity.nullable = false;
        }
        let mut found = self.named(&target, &property.name, item, property.place);
        found.navigation = Some(Navigation { contained: property.contains_target });
        found.constraints = relation(property);
        found
    }

    fn named(&self, target: &str, name: &str, item: Item, place: Place) -> Property {
        Property {
            name: name.to_owned(),
            place: Some(place),
            docs: described(self.catalog, target),
            deprecated: deprecation(self.catalog, target),
            item,
            // OData never promises a member: `$select` may leave out any.
            required: false,
            one_way: false,
            constant: None,
            access: access(self.catalog, target),
            secret: false,
            default: None,
            default_fits: false,
            constraints: Vec::new(),
            limits: Limits::default(),
            navigation: None,
        }
    }

    fn item(&mut self, owner: &Structured<'_>, reference: &TypeReference) -> Item {
        match (Resolver { catalog: self.catalog, types: &self.types }.item(owner.file, reference)) {
            Ok((item, approximated)) => {
                if let Some(construct) = approximated {
                    self.approximated(construct, "any JSON", reference.place);
                }
                item
            }
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                Item { value: Type::Any, nullable: reference.nullable }
            }
        }
    }
}

/// Who writes a property (`Core.Computed`, `Core.Immutable`, `Core.Permissions`).
fn access(catalog: &Catalog<'_>, target: &str) -> Access {
    let annotations = &catalog.annotations;
    let permissions = annotations.value(target, term::PERMISSIONS);
    let permits = |member| permissions.is_some_and(|permissions| permissions.has_member(member));
    if annotations.flag(target, term::COMPUTED) == Some(true) || (permits("Read") && !permits("Write")) {
        Access::ReadOnly
    } else if permits("Write") && !permits("Read") {
        Access::WriteOnly
    } else if annotations.flag(target, term::IMMUTABLE) == Some(true) {
        Access::Immutable
    } else {
        Access::ReadWrite
    }
}

/// The facets that a value must hold to, in words: its own, or else those of the type definition (section 11.1).
pub(in crate::csdl) fn constraints(catalog: &Catalog<'_>, file: FileId, reference: &TypeReference) -> Vec<String> {
    let definition = catalog.definitions.get(&catalog.names.resolve(file, &reference.name));
    let underlying = definition.map(|(definition, _)| &definition.underlying);
    let facet = |facet: fn(&Facets) -> Option<&String>| {
        facet(&reference.facets).or_else(|| underlying.and_then(|underlying| facet(&underlying.facets)))
    };
    let name = underlying.map_or(reference.name.as_str(), |underlying| underlying.name.as_str());
    let mut said = Vec::new();
    if let Some(length) = facet(|facets| facets.max_length.as_ref()).filter(|length| *length != "max") {
        let unit = if name == "Edm.Binary" { "bytes" } else { "characters" };
        said.push(format!("at most {length} {unit}"));
    }
    if let Some(precision) = facet(|facets| facets.precision.as_ref()) {
        let of = if name == "Edm.Decimal" { "digits" } else { "digits of a second" };
        said.push(format!("at most {precision} {of}"));
    }
    if let Some(scale) = facet(|facets| facets.scale.as_ref()).filter(|scale| *scale != "variable") {
        said.push(match scale.as_str() {
            "floating" => "the point may stand anywhere between the digits".to_owned(),
            scale => format!("at most {scale} digits after the point"),
        });
    }
    if facet(|facets| facets.unicode.as_ref()).is_some_and(|unicode| unicode == "false") {
        said.push("ASCII characters only".to_owned());
    }
    if let Some(srid) = facet(|facets| facets.srid.as_ref()) {
        said.push(match srid.as_str() {
            "variable" => "coordinates of the reference system that the value names".to_owned(),
            srid => format!("coordinates of the reference system {srid}"),
        });
    }
    said
}

/// How a navigation property hangs together with others, in words.
fn relation(property: &syntax::NavigationProperty) -> Vec<String> {
    let back = property.partner.iter().map(|partner| format!("`{partner}` leads back"));
    let same = property.constraints.iter().map(|(here, there)| format!("`{here}` here is `{there}` there"));
    same.chain(back).collect()
}
