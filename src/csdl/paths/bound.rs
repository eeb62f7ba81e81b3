//! Which bound actions and functions can be called on what.

use std::collections::{HashMap, HashSet};

use super::{CalledValues, Kind, Receiver, Segment, walk::Walker};
use crate::csdl::{
    annotations::term,
    catalog::{Catalog, Overload, Structured},
    syntax::OperationKind,
};

/// Bound actions and functions by the type they are bound to.
pub(super) struct Bound<'a> {
    by_type: HashMap<(String, bool), Vec<&'a Overload<'a>>>,
    /// What is bound to a derived type that no path leads to but by a cast, by the bases of that type.
    by_cast: HashMap<(&'a str, bool), Vec<(&'a Structured<'a>, &'a Overload<'a>)>>,
    /// The types of entity sets and singletons.
    sources: HashSet<String>,
    /// Complex and primitive types that operations are called on.
    pub(super) values: CalledValues,
}

impl<'a> Bound<'a> {
    pub(super) fn of(catalog: &'a Catalog<'a>) -> Self {
        let mut by_type: HashMap<(String, bool), Vec<&'a Overload<'a>>> = HashMap::new();
        for overload in catalog.overloads.iter().filter(|overload| overload.syntax.bound) {
            let Some(binding) = overload.syntax.parameters.first() else { continue };
            let name = catalog.names.resolve(overload.file, &binding.kind.name);
            by_type.entry((name, binding.kind.collection)).or_default().push(overload);
        }
        let container = catalog.container.iter().flat_map(|container| &container.sources);
        let sources = container.map(|(_, file, source)| catalog.names.resolve(*file, &source.entity_type)).collect();
        let mut found = Self { by_type, by_cast: HashMap::new(), sources, values: CalledValues::of(catalog) };
        found.find_casts(catalog);
        found
    }

    fn find_casts(&mut self, catalog: &'a Catalog<'a>) {
        let reached = reached(catalog);
        for overload in catalog.overloads.iter().filter(|overload| overload.syntax.bound) {
            let Some(binding) = overload.syntax.parameters.first() else { continue };
            let Some(derived) = catalog.entity_type(overload.file, &binding.kind.name) else { continue };
            let many = binding.kind.collection;
            if reached.contains(&(derived.name.as_str(), many)) {
                continue;
            }
            for base in catalog.line(&derived.name).into_iter().skip(1) {
                self.by_cast.entry((base.name.as_str(), many)).or_default().push((derived, overload));
            }
        }
    }

    /// What can be called on a value or a collection of a type: what is bound to the type, and what is bound to its
    /// bases if an entity set or singleton has the type, or it is no entity type. The nearest comes first.
    fn on(&self, catalog: &'a Catalog<'a>, receiver: Receiver<'a>, collection: bool) -> Vec<&'a Overload<'a>> {
        let inherits = !receiver.is_entity() || self.sources.contains(receiver.name());
        let line = receiver.line(catalog).into_iter().take(if inherits { usize::MAX } else { 1 });
        line.filter_map(|name| self.by_type.get(&(name.to_owned(), collection))).flatten().copied().collect()
    }

    /// What can be called on a value or a collection as a derived type, and only so.
    fn on_derived(&self, receiver: Receiver<'a>, collection: bool) -> Vec<(&'a Structured<'a>, &'a Overload<'a>)> {
        self.by_cast.get(&(receiver.name(), collection)).cloned().unwrap_or_default()
    }

    /// Whether a function `count` takes the place of `$count`.
    pub(super) fn has_count(&self, catalog: &'a Catalog<'a>, entity: &'a Structured<'a>) -> bool {
        let is_count = |overload: &&Overload<'_>| overload.syntax.name.eq_ignore_ascii_case("count");
        self.on(catalog, Receiver::Structured(entity), true).iter().any(is_count)
    }
}

/// The types of what paths lead to without a cast: entity sets and singletons, which have the operations of all bases,
/// and contained navigation properties, which have those of their type.
fn reached<'a>(catalog: &'a Catalog<'a>) -> HashSet<(&'a str, bool)> {
    let mut reached = HashSet::new();
    let mut add = |name: &'a str, many: bool| {
        reached.insert((name, false));
        if many {
            reached.insert((name, true));
        }
    };
    for (_, file, source) in catalog.container.iter().flat_map(|container| &container.sources) {
        let Some(entity) = catalog.entity_type(*file, &source.entity_type) else { continue };
        catalog.line(&entity.name).into_iter().for_each(|base| add(&base.name, source.collection));
    }
    for owner in catalog.type_names().into_iter().filter_map(|name| catalog.structured.get(name)) {
        for property in owner.syntax.navigation.iter().filter(|property| property.contains_target) {
            let Some(entity) = catalog.entity_type(owner.file, &property.kind.name) else { continue };
            add(&entity.name, property.kind.collection);
        }
    }
    reached
}

impl<'a> Walker<'a> {
    /// The actions and functions at the end of the path (URL Conventions 4.5), after a cast (4.11) those that no path has
    /// otherwise. `implicitly` says whether they are there without being named by `ExplicitOperationBindings`.
    pub(super) fn call_bound(&mut self, receiver: Receiver<'a>, collection: bool, implicitly: bool) {
        for overload in self.bound.on(self.catalog, receiver, collection) {
            if self.is_allowed(overload, receiver, implicitly) {
                self.at(Segment::Operation(overload), |walker| walker.call(overload));
            }
        }
        for (derived, overload) in self.bound.on_derived(receiver, collection) {
            if self.may_be(derived) && self.is_allowed(overload, Receiver::Structured(derived), implicitly) {
                self.at(Segment::Cast(derived), |walker| {
                    walker.at(Segment::Operation(overload), |walker| walker.call(overload));
                });
            }
        }
    }

    /// Keeps a call, and what can be called or read on what a composable function returns. One call follows another
    /// at most, or there would be no end.
    fn call(&mut self, overload: &'a Overload<'a>) {
        self.keep(Kind::Operation);
        self.called.extend(overload.targets.first().map(String::as_str));
        let after_another = matches!(self.segments.iter().rev().nth(1), Some(Segment::Operation(_)));
        let Some(returned) = self.composed(overload).filter(|_| !after_another) else { return };
        for next in self.bound.on(self.catalog, Receiver::Structured(returned), false) {
            let explicit = next.is_explicit(self.catalog) && !self.names_binding(&overload.targets, next);
            if next.syntax.name != overload.syntax.name && !explicit {
                self.at(Segment::Operation(next), |walker| walker.call(next));
            }
        }
        for (owner, property) in self.catalog.navigation(&returned.name) {
            if let Some(entity) = self.catalog.entity_type(owner.file, &property.kind.name) {
                let segment = Segment::Navigation { owner, property, entity };
                self.at(segment, |walker| walker.keep(Kind::Navigation));
            }
        }
    }

    /// The one entity that a composable function returns (CSDL 4.01 section 12.7).
    fn composed(&self, overload: &'a Overload<'a>) -> Option<&'a Structured<'a>> {
        let returned = overload.syntax.returns.as_ref()?;
        if overload.syntax.kind == OperationKind::Action || !overload.syntax.composable || returned.collection {
            return None;
        }
        self.catalog.entity_type(overload.file, &returned.name)
    }

    /// Whether what the path leads to may be of a derived type (`Validation.DerivedTypeConstraint`).
    fn may_be(&self, derived: &Structured<'_>) -> bool {
        let Some(constraint) = self.derived_type_constraint() else { return true };
        let mut names = constraint.texts().map(|name| self.catalog.names.resolve(derived.file, name));
        names.any(|name| self.catalog.is_a(&derived.name, &name))
    }

    fn is_allowed(&self, overload: &Overload<'_>, receiver: Receiver<'_>, implicitly: bool) -> bool {
        if !overload.is_explicit(self.catalog) {
            return implicitly;
        }
        let mut targets: Vec<String> = self.segments.iter().rev().take(2).flat_map(Segment::targets).collect();
        if matches!(self.segments.last(), Some(Segment::Key { .. })) {
            targets.push(receiver.name().to_owned());
        }
        self.names_binding(&targets, overload)
    }

    /// `Core.ExplicitOperationBindings` on any of the targets names the operation.
    fn names_binding(&self, targets: &[String], overload: &Overload<'_>) -> bool {
        let named = targets
            .iter()
            .filter_map(|target| self.catalog.annotations.value(target, term::EXPLICIT_OPERATION_BINDINGS));
        named.flat_map(|names| names.texts()).any(|name| {
            let name = name.split('(').next().unwrap_or(name);
            self.catalog.names.resolve(overload.file, name) == overload.name
        })
    }
}
