//! Names that lead nowhere, and without which a client can be made all the same.
//!
//! What types and addresses are made of is an error where it is not there (`contradictions.rs`). These are warnings.

use super::{
    annotations::term,
    catalog::{Catalog, Container, Overload, Structured},
    paths::{self, End},
    syntax::{Binding, NavigationProperty, Operation, StructuredKind},
};
use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics, FileId, Place},
    model::{Ledger, LedgerSeverity},
};

/// As many bindings are warned of one by one.
const MOST_SAID: usize = 8;

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
    for overload in &catalog.overloads {
        check.entity_set_path(overload, ledger);
    }
    check.container(ledger);
}

struct Check<'a, 'out> {
    catalog: &'a Catalog<'a>,
    diagnostics: &'out mut Diagnostics,
}

impl<'a> Check<'a, '_> {
    fn warn(&mut self, message: String, place: Place, help: &str) {
        self.diagnostics.push(Diagnostic::warning(Code::DanglingName, message).at(place).help(help));
    }

    /// Warns, and lists what is not known by it.
    fn warn_and_list(&mut self, construct: String, message: String, place: Place, help: &str, ledger: &mut Ledger) {
        self.warn(message, place, help);
        ledger.add(Code::DanglingName, LedgerSeverity::Info, construct, "nothing", Some(place));
    }

    /// `Partner` (CSDL 4.01 section 8.4) and referential constraints (section 8.5).
    fn navigation(&mut self, owner: &'a Structured<'a>, property: &NavigationProperty) {
        let catalog = self.catalog;
        let Some(target) = catalog.entity_type(owner.file, &property.kind.name) else { return };
        let name = format!("{}/{}", owner.name, property.name);
        if let Some(partner) = &property.partner
            && let End::Nowhere | End::Other = paths::end_of(catalog, owner.file, target, partner)
        {
            let message =
                format!("the partner of `{name}` is `{partner}`, which no navigation property of `{}` is", target.name);
            let help = "name the navigation property that leads back, or leave `Partner` out";
            self.warn(message, property.place, help);
        }
        for (here, there) in &property.constraints {
            for (structured, path) in [(owner, here), (target, there)] {
                if catalog.is_whole(&structured.name) && !paths::leads_to_property(catalog, structured, path) {
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
        if entity.syntax.kind != StructuredKind::Entity || !self.catalog.is_whole(&entity.name) {
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

    /// `EntitySetPath` (section 12.6): from the binding parameter over navigation properties and casts to where what is
    /// returned lives.
    fn entity_set_path(&mut self, overload: &'a Overload<'a>, ledger: &mut Ledger) {
        let Operation { bound, parameters, entity_set_path, place, .. } = overload.syntax;
        let Some(path) = entity_set_path else { return };
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let binding = parameters.first().filter(|parameter| *bound && parameter.name == first);
        let leads = binding.is_some_and(|binding| {
            let name = self.catalog.names.resolve(overload.file, &binding.kind.name);
            match self.catalog.structured.get(&name) {
                Some(start) => rest.is_empty() || self.leads(overload.file, start, rest),
                None => rest.is_empty() || self.catalog.is_unread(&name),
            }
        });
        if !leads {
            let signature = overload.targets.first().map_or("", String::as_str);
            self.warn_and_list(
                format!("`EntitySetPath` of `{signature}`, `{path}`, which leads nowhere"),
                format!("what `{signature}` returns lives at `{path}`, which leads nowhere"),
                *place,
                "begin with the name of the binding parameter, and go on with navigation properties",
                ledger,
            );
        }
    }

    /// `EntitySet` of imports (section 13.5), and the bindings of navigation properties (section 13.4).
    fn container(&mut self, ledger: &mut Ledger) {
        let catalog = self.catalog;
        let Some(container) = &catalog.container else { return };
        for (_, file, import) in &container.imports {
            let Some(wanted) = import.entity_set.as_ref().filter(|wanted| !self.is_target(container, *file, wanted))
            else {
                continue;
            };
            let message = format!("`{}` gives entities of `{wanted}`, which no entity set is", import.name);
            self.warn(message, import.place, "name an entity set of the container, or leave `EntitySet` out");
        }
        self.bindings(container, ledger);
    }

    /// Nothing of a client is made of bindings, so many that lead nowhere are said in one sentence.
    fn bindings(&mut self, container: &Container<'a>, ledger: &mut Ledger) {
        let mut broken = Vec::new();
        for (own, file, source) in &container.sources {
            let Some(entity) = self.catalog.entity_type(*file, &source.entity_type) else { continue };
            for Binding { path, target, place } in &source.bindings {
                let name = format!("{own}/{}", source.name);
                let construct = format!("the binding of `{path}` in `{name}` to `{target}`");
                let (message, help) = if !self.leads(*file, entity, path) {
                    let message = format!("`{name}` binds `{path}`, which no navigation property is");
                    (message, "write the path of a navigation property, or remove the binding")
                } else if !self.is_target(container, *file, target) {
                    let message = format!(
                        "`{name}` binds `{path}` to `{target}`, which is no entity set, singleton or path below one"
                    );
                    (message, "name an entity set or singleton of the container, or remove the binding")
                } else {
                    continue;
                };
                ledger.add(Code::DanglingName, LedgerSeverity::Info, construct, "nothing", Some(*place));
                broken.push((message, *place, help));
            }
        }
        match broken.as_slice() {
            [(message, place, _), others @ ..] if others.len() >= MOST_SAID => {
                let message = format!("{message}; so do {} other bindings", others.len());
                self.warn(message, *place, "mend or remove them; `coverage.json` lists each");
            }
            _ => broken.into_iter().for_each(|(message, place, help)| self.warn(message, place, help)),
        }
    }

    /// Whether a path, and if it ends with casts what is before them, leads to a navigation property, as far as is known.
    fn leads(&self, file: FileId, start: &Structured<'_>, path: &str) -> bool {
        let mut path = path;
        while let Some((before, cast)) = path.rsplit_once('/').filter(|(_, last)| last.contains('.')) {
            if let End::Nowhere = paths::end_of(self.catalog, file, start, cast) {
                return false;
            }
            path = before;
        }
        matches!(paths::end_of(self.catalog, file, start, path), End::Navigation(..) | End::Unread)
    }

    /// Whether a target path (section 13.4.2) leads to an entity set, a singleton or what is contained below one, as far as
    /// is known.
    fn is_target(&self, container: &Container<'a>, file: FileId, target: &str) -> bool {
        let (first, rest) = target.split_once('/').unwrap_or((target, ""));
        let (set, below) = if first.contains('.') {
            let named = self.catalog.names.resolve(file, first);
            let is_own =
                container.sources.iter().map(|(own, ..)| own).chain([&container.name]).any(|own| *own == named);
            if !is_own && (self.catalog.is_unread(&named) || container.others.iter().any(|(other, _)| *other == named))
            {
                return true;
            }
            match rest.split_once('/') {
                _ if !is_own => return false,
                Some((set, below)) => (set, below),
                None => (rest, ""),
            }
        } else {
            (first, rest)
        };
        let Some((_, file, source)) = container.sources.iter().find(|(_, _, source)| source.name == set) else {
            return !container.whole;
        };
        let entity = self.catalog.entity_type(*file, &source.entity_type).filter(|_| !below.is_empty());
        entity.is_none_or(|entity| self.leads(*file, entity, below))
    }
}
