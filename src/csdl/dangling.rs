//! Names that lead nowhere, and without which a client can be made all the same.
//!
//! What types and addresses are made of is an error where it is not there (`contradictions.rs`). These are warnings.

use super::{
    annotations::term,
    catalog::{Catalog, Structured},
    paths,
    syntax::{NavigationProperty, StructuredKind},
};
use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics, Place},
    model::{Ledger, LedgerSeverity},
};

/// Warns of every such name at its place; what is lost by it is listed.
pub(super) fn report(catalog: &Catalog<'_>, ledger: &mut Ledger, diagnostics: &mut Diagnostics) {
    let mut check = Check { catalog, diagnostics };
    for name in catalog.type_names() {
        let Some(structured) = catalog.structured.get(name) else { continue };
        for property in &structured.syntax.navigation {
            check.navigation(structured, property);
        }
        check.alternate_keys(structured, ledger);
    }
    check.imports();
}

struct Check<'a, 'out> {
    catalog: &'a Catalog<'a>,
    diagnostics: &'out mut Diagnostics,
}

impl<'a> Check<'a, '_> {
    fn warn(&mut self, message: String, place: Place, help: &str) {
        self.diagnostics.push(Diagnostic::warning(Code::DanglingName, message).at(place).help(help));
    }

    /// Whether all bases of a type were read; else it may have properties that nobody knows here.
    fn is_whole(&self, structured: &Structured<'_>) -> bool {
        self.catalog.line(&structured.name).last().is_some_and(|last| last.base.is_none())
    }

    /// `Partner` (CSDL 4.01 section 8.4) and referential constraints (section 8.5).
    fn navigation(&mut self, owner: &'a Structured<'a>, property: &NavigationProperty) {
        let catalog = self.catalog;
        let Some(target) = catalog.entity_type(owner.file, &property.kind.name) else { return };
        let (name, is_whole) = (format!("{}/{}", owner.name, property.name), self.is_whole(target));
        for partner in property.partner.iter().filter(|_| is_whole) {
            if paths::navigation_at(catalog, owner.file, target, partner).is_none() {
                let message = format!(
                    "the partner of `{name}` is `{partner}`, which no navigation property of `{}` is",
                    target.name
                );
                self.warn(
                    message,
                    property.place,
                    "name the navigation property that leads back, or leave `Partner` out",
                );
            }
        }
        for (here, there) in &property.constraints {
            for (structured, path) in [(owner, here), (target, there)] {
                if self.is_whole(structured) && !paths::leads_to_property(catalog, structured, path) {
                    let message = format!(
                        "a constraint of `{name}` names `{path}`, which no property of `{}` is",
                        structured.name
                    );
                    self.warn(message, property.place, "name properties of both types, or remove the constraint");
                }
            }
        }
    }

    /// Entities cannot be asked for by a key of which a property is not known.
    fn alternate_keys(&mut self, entity: &'a Structured<'a>, ledger: &mut Ledger) {
        if entity.syntax.kind != StructuredKind::Entity || !self.is_whole(entity) {
            return;
        }
        let Some(place) = self.catalog.annotations.place(&entity.name, term::ALTERNATE_KEYS) else { return };
        for path in paths::broken_alternate_keys(self.catalog, entity) {
            let construct = format!("the alternate key of `{}` with `{path}`, which no property is", entity.name);
            self.warn(
                format!("an alternate key of `{}` is `{path}`, which no property is", entity.name),
                place,
                "name a property of the type or of a base, or a path to one in a complex property",
            );
            ledger.add(Code::DanglingName, LedgerSeverity::Info, construct, "no way to it by that key", Some(place));
        }
    }

    /// `EntitySet` of an import (section 13.5), where it is one of the own container.
    fn imports(&mut self) {
        let catalog = self.catalog;
        let Some(container) = &catalog.container else { return };
        for (_, _, import) in &container.imports {
            let Some(wanted) = import.entity_set.as_ref().filter(|wanted| !wanted.contains('/')) else { continue };
            if !container.sources.iter().any(|(_, _, source)| source.name == *wanted) {
                let message = format!("`{}` gives entities of `{wanted}`, which no entity set is", import.name);
                self.warn(message, import.place, "name an entity set of the container, or leave `EntitySet` out");
            }
        }
    }
}
