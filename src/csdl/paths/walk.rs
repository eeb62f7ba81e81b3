//! The walk from the entry points.

use std::collections::HashSet;

use super::{
    Kind, Path, Receiver, Restrictions, Segment, Template,
    bound::Bound,
    keys::{alternate_keys, continues_in_parentheses, key},
    restrictions::{is_countable, is_indexable, is_navigable, is_referenceable},
    target,
};
use crate::{
    config::selector::Selectors,
    csdl::{
        annotations::term,
        catalog::{Catalog, Structured},
        syntax::{Expression, NavigationProperty, OperationKind, Property, StructuredKind},
    },
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::{Ledger, LedgerSeverity},
};

/// Longer paths are not walked.
const DEPTH: usize = 64;

/// Reports entity sets and singletons that hold no entities; those of a schema that was not read are lost.
pub(in crate::csdl) fn check_sources(catalog: &Catalog<'_>, ledger: &mut Ledger, diagnostics: &mut Diagnostics) {
    let sources = catalog.container.iter().flat_map(|container| &container.sources);
    for (_, file, source) in sources {
        let name = catalog.names.resolve(*file, &source.entity_type);
        let namespace = name.rsplit_once('.').map_or("", |(namespace, _)| namespace);
        if catalog.unread_namespaces.contains(namespace) {
            let construct = format!("`{}`, of the type `{name}` of a schema that was not read", source.name);
            ledger.add(Code::NotRepresented, LedgerSeverity::Lost, construct, "nothing", Some(source.place));
        } else if catalog.entity_type(*file, &source.entity_type).is_none() {
            let message = format!("`{}` names `{}`, which is no entity type", source.name, source.entity_type);
            let error = Diagnostic::error(Code::UnknownNamedType, message).at(source.place);
            diagnostics.push(error.help("entity sets and singletons hold entities"));
        }
    }
}

/// Every path that the selectors could want; `None` if there are more than `limit`.
pub(in crate::csdl) fn walk<'a>(
    catalog: &'a Catalog<'a>,
    selectors: &'a Selectors,
    limit: usize,
    ledger: &mut Ledger,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Path<'a>>> {
    let Some(container) = &catalog.container else { return Some(Vec::new()) };
    let mut walker = Walker::new(catalog, selectors, limit);
    for (name, file, source) in &container.sources {
        if let Some(entity) = catalog.entity_type(*file, &source.entity_type) {
            walker.at(Segment::Source { container: name, source, entity }, Walker::source);
        }
    }
    if walker.visited > limit {
        return None;
    }
    walker.imports(diagnostics);
    if selectors.is_everything() {
        walker.note_unreached(ledger);
    }
    Some(walker.found)
}

/// The paths of action and function imports alone.
pub(in crate::csdl) fn imports<'a>(
    catalog: &'a Catalog<'a>,
    selectors: &'a Selectors,
    diagnostics: &mut Diagnostics,
) -> Vec<Path<'a>> {
    let mut walker = Walker::new(catalog, selectors, super::LIMIT);
    walker.imports(diagnostics);
    walker.found
}

/// The walk with the path on which it is.
pub(super) struct Walker<'a> {
    pub(super) catalog: &'a Catalog<'a>,
    selectors: &'a Selectors,
    pub(super) bound: Bound<'a>,
    pub(super) segments: Vec<Segment<'a>>,
    found: Vec<Path<'a>>,
    visited: usize,
    limit: usize,
    /// Signatures of the bound operations that some path leads to.
    pub(super) called: HashSet<&'a str>,
}

impl<'a> Walker<'a> {
    fn new(catalog: &'a Catalog<'a>, selectors: &'a Selectors, limit: usize) -> Self {
        Self {
            catalog,
            selectors,
            bound: Bound::of(catalog),
            segments: Vec::new(),
            found: Vec::new(),
            visited: 0,
            limit,
            called: HashSet::new(),
        }
    }

    /// One step further, if anything wanted can be there.
    pub(super) fn at(&mut self, segment: Segment<'a>, then: impl FnOnce(&mut Self)) {
        self.visited += 1;
        if self.visited > self.limit || self.segments.len() >= DEPTH {
            return;
        }
        let goes_on = continues_in_parentheses(self.catalog, &segment);
        self.segments.push(segment);
        if self.may_want(&self.segments) || (goes_on && self.may_want(self.before_last())) {
            then(self);
        }
        self.segments.pop();
    }

    /// Whether anything below a path is wanted.
    fn may_want(&self, segments: &[Segment<'a>]) -> bool {
        self.selectors.include.is_empty() || self.selectors.may_want_below(&Template::of(self.catalog, segments).text)
    }

    fn before_last(&self) -> &[Segment<'a>] {
        self.segments.split_last().map_or(&[], |(_, before)| before)
    }

    /// Keeps the path as far as it is.
    pub(super) fn keep(&mut self, kind: Kind) {
        self.found.push(Path { kind, segments: self.segments.clone() });
    }

    /// An entity set or singleton (OData URL Conventions 4.1).
    fn source(&mut self) {
        let Some(&Segment::Source { source, entity, .. }) = self.segments.last() else { return };
        if !source.collection {
            self.keep(Kind::Singleton);
            self.casts(entity, false, false);
            self.call_bound(Receiver::Structured(entity), false, true);
            self.below(entity, &mut Vec::new());
            return;
        }
        self.keep(Kind::EntitySet);
        self.count(entity);
        self.casts(entity, true, false);
        self.call_bound(Receiver::Structured(entity), true, true);
        for alternate in alternate_keys(self.catalog, entity) {
            self.at(alternate, |walker| walker.keep(Kind::Entity));
        }
        if !is_indexable(self.catalog, &self.segments) {
            return;
        }
        let Some(key) = key(self.catalog, entity) else { return };
        self.at(key, |walker| {
            walker.keep(Kind::Entity);
            walker.casts(entity, false, false);
            walker.call_bound(Receiver::Structured(entity), false, true);
            walker.below(entity, &mut Vec::new());
        });
    }

    /// What one entity of an entity set or singleton holds.
    fn below(&mut self, entity: &'a Structured<'a>, passed: &mut Vec<String>) {
        self.streams(entity);
        self.complex_properties(entity, passed);
        for (owner, property) in self.catalog.navigation(&entity.name) {
            self.navigation(owner, property, passed);
        }
    }

    /// A navigation property (URL Conventions 4.6), unless the path has passed it before.
    pub(super) fn navigation(
        &mut self,
        owner: &'a Structured<'a>,
        property: &'a NavigationProperty,
        passed: &mut Vec<String>,
    ) {
        let name = format!("{}/{}", owner.name, property.name);
        if passed.contains(&name) {
            return;
        }
        let Some(entity) = self.catalog.entity_type(owner.file, &property.kind.name) else { return };
        passed.push(name);
        self.at(Segment::Navigation { owner, property, entity }, |walker| {
            if is_navigable(walker.catalog, &walker.segments) {
                walker.keep(Kind::Navigation);
                walker.call_bound(Receiver::Structured(entity), property.kind.collection, property.contains_target);
                if is_indexable(walker.catalog, &walker.segments) {
                    walker.navigated(property, entity, passed);
                }
            }
        });
        passed.pop();
    }

    fn navigated(&mut self, property: &'a NavigationProperty, entity: &'a Structured<'a>, passed: &mut Vec<String>) {
        let (many, contained) = (property.kind.collection, property.contains_target);
        if many {
            self.count(entity);
        }
        self.casts(entity, many, !contained);
        if is_referenceable(self.catalog, &self.segments) {
            self.references(entity, many, passed);
            return;
        }
        let inside = |walker: &mut Self, passed: &mut Vec<String>| {
            walker.streams(entity);
            walker.complex_properties(entity, passed);
            if contained {
                for (owner, property) in walker.catalog.navigation(&entity.name) {
                    walker.navigation(owner, property, passed);
                }
            }
        };
        if !many {
            inside(self, passed);
            return;
        }
        for alternate in alternate_keys(self.catalog, entity) {
            self.at(alternate, |walker| {
                walker.keep(Kind::Navigation);
                walker.call_bound(Receiver::Structured(entity), false, contained);
            });
        }
        let Some(key) = key(self.catalog, entity) else { return };
        self.at(key, |walker| {
            walker.keep(Kind::Navigation);
            walker.casts(entity, false, !contained);
            walker.call_bound(Receiver::Structured(entity), false, contained);
            inside(walker, passed);
        });
    }

    /// Links to entities that live elsewhere (URL Conventions 4.8): nothing is reached through them.
    fn references(&mut self, entity: &'a Structured<'a>, many: bool, passed: &mut Vec<String>) {
        self.at(Segment::Reference, |walker| walker.keep(Kind::Reference));
        let inside = |walker: &mut Self, passed: &mut Vec<String>| {
            walker.streams(entity);
            walker.complex_properties(entity, passed);
        };
        if !many {
            inside(self, passed);
            return;
        }
        let Some(key) = key(self.catalog, entity) else { return };
        self.at(key, |walker| {
            walker.at(Segment::Reference, |walker| walker.keep(Kind::Reference));
            walker.casts(entity, false, true);
            inside(walker, passed);
        });
    }

    /// `$count`, unless a function of that name stands in its place.
    fn count(&mut self, entity: &'a Structured<'a>) {
        if is_countable(self.catalog, &self.segments) && !self.bound.has_count(self.catalog, entity) {
            self.at(Segment::Count, |walker| walker.keep(Kind::Count));
        }
    }

    /// Derived types (URL Conventions 4.11), where `DerivedTypeConstraint` names them.
    fn casts(&mut self, structured: &'a Structured<'a>, many: bool, end_here: bool) {
        let Some(constraint) = self.derived_type_constraint() else { return };
        for name in constraint.texts() {
            let name = self.catalog.names.resolve(structured.file, name);
            let Some(derived) = self.catalog.structured.get(&name) else { continue };
            let passed = self.segments.iter().any(|segment| segment.identifier() == derived.name);
            if passed || derived.name == structured.name || !self.catalog.is_a(&name, &structured.name) {
                continue;
            }
            self.at(Segment::Cast(derived), |walker| {
                walker.keep(Kind::Cast);
                if many {
                    walker.count(derived);
                } else if !end_here {
                    walker.cast_below(derived);
                }
            });
        }
    }

    /// What types may be at the end of the path, where `DerivedTypeConstraint` says it.
    pub(super) fn derived_type_constraint(&self) -> Option<&'a Expression> {
        let subject = self.segments.iter().rev().find(|segment| !matches!(segment, Segment::Key { .. }))?;
        self.catalog.annotations.first(&subject.targets(), term::DERIVED_TYPE_CONSTRAINT)
    }

    /// What a derived type holds. It may pass navigation properties again, which the type may have anew.
    fn cast_below(&mut self, derived: &'a Structured<'a>) {
        let mut passed = Vec::new();
        for (owner, property) in self.catalog.navigation(&derived.name) {
            self.navigation(owner, property, &mut passed);
        }
        if derived.syntax.kind == StructuredKind::Entity {
            self.complex_properties(derived, &mut passed);
        }
    }

    /// `$value` of media entities, and stream properties (URL Conventions 4.14).
    fn streams(&mut self, entity: &'a Structured<'a>) {
        let mut has_content = false;
        for (owner, property) in self.catalog.properties(&entity.name) {
            has_content |= property.name.eq_ignore_ascii_case("content");
            if property.kind.name == "Edm.Stream" && !property.kind.collection {
                self.at(Segment::Stream { owner, property }, |walker| walker.keep(Kind::Stream));
            }
        }
        let has_stream = self.catalog.line(&entity.name).iter().any(|entity| entity.syntax.has_stream);
        if has_stream && !has_content {
            self.at(Segment::Value, |walker| walker.keep(Kind::Stream));
        }
    }

    /// Complex properties that have an address of their own: which can be read or changed there, only restrictions tell;
    /// operations are called on others too, and on primitive ones.
    fn complex_properties(&mut self, structured: &'a Structured<'a>, passed: &mut Vec<String>) {
        for (owner, property) in self.catalog.properties(&structured.name) {
            match Receiver::find(self.catalog, owner.file, &property.kind.name) {
                Some(Receiver::Structured(complex)) if complex.syntax.kind == StructuredKind::Complex => {
                    self.complex(owner, property, complex, passed);
                }
                Some(receiver @ Receiver::Primitive(name)) if self.bound.values.has(name, property.kind.collection) => {
                    let segment = Segment::Primitive { owner, property };
                    self.at(segment, |walker| walker.call_bound(receiver, property.kind.collection, true));
                }
                Some(Receiver::Structured(_) | Receiver::Primitive(_)) | None => {}
            }
        }
    }

    fn complex(
        &mut self,
        owner: &'a Structured<'a>,
        property: &'a Property,
        complex: &'a Structured<'a>,
        passed: &mut Vec<String>,
    ) {
        let segment = Segment::Complex { owner, property, complex };
        let mut targets = segment.targets();
        self.segments.push(segment.clone());
        targets.insert(0, target(self.catalog, &self.segments));
        self.segments.pop();
        let allows = |term, flag| Restrictions::of(self.catalog, term, &targets).flag(flag) == Some(true);
        let is_asked = allows(term::READ_RESTRICTIONS, "Readable")
            || allows(term::UPDATE_RESTRICTIONS, "Updatable")
            || allows(term::INSERT_RESTRICTIONS, "Insertable");
        if self.bound.values.has(&complex.name, property.kind.collection) {
            let receiver = Receiver::Structured(complex);
            self.at(segment.clone(), |walker| walker.call_on_value(property, receiver, passed));
        }
        if !is_asked {
            return;
        }
        self.at(segment, |walker| {
            walker.keep(Kind::Complex);
            walker.casts(complex, property.kind.collection, false);
            if property.kind.collection {
                walker.count(complex);
                return;
            }
            for (owner, property) in walker.catalog.navigation(&complex.name) {
                walker.navigation(owner, property, passed);
            }
        });
    }

    /// What is called on a complex or primitive value, and on the values in it.
    fn call_on_value(&mut self, property: &'a Property, receiver: Receiver<'a>, passed: &mut Vec<String>) {
        self.call_bound(receiver, property.kind.collection, true);
        let Receiver::Structured(complex) = receiver else { return };
        if property.kind.collection || passed.contains(&complex.name) {
            return;
        }
        passed.push(complex.name.clone());
        for (owner, property, receiver) in self.bound.values.properties(self.catalog, complex) {
            let segment = Segment::receiver(owner, property, receiver);
            self.at(segment, |walker| walker.call_on_value(property, receiver, passed));
        }
        passed.pop();
    }

    /// Action and function imports (CSDL 4.01 sections 13.5 and 13.6).
    fn imports(&mut self, diagnostics: &mut Diagnostics) {
        let Some(container) = &self.catalog.container else { return };
        for (name, file, import) in &container.imports {
            let operation = self.catalog.names.resolve(*file, &import.operation);
            let overloads: Vec<_> = self
                .catalog
                .overloads
                .iter()
                .filter(|overload| overload.name == operation && !overload.syntax.bound)
                .filter(|overload| overload.syntax.kind == import.kind)
                .collect();
            if overloads.is_empty() {
                let kind = if import.kind == OperationKind::Action { "action" } else { "function" };
                let message = format!("`{}` calls `{operation}`, which is no unbound {kind}", import.name);
                let error = Diagnostic::error(Code::UnknownNamedType, message).at(import.place);
                diagnostics.push(error.help("imports call actions and functions that are not bound"));
            }
            for overload in overloads {
                self.at(Segment::Import { container: name, import, overload }, |walker| walker.keep(Kind::Import));
            }
        }
    }

    fn note_unreached(&self, ledger: &mut Ledger) {
        for overload in &self.catalog.overloads {
            let signature = overload.targets.first().map(String::as_str).unwrap_or_default();
            if overload.syntax.bound && !self.called.contains(signature) {
                let place = Some(overload.syntax.place);
                let (construct, severity) = overload.unreached(self.catalog);
                ledger.add(Code::OperationUnreachable, severity, construct, "nothing", place);
            }
        }
    }
}
