//! Request builders: which steps lead from what to what.
//!
//! The walk begins at the entity sets and singletons and goes from type to type, each met once, over navigation
//! properties, keys, casts and composable functions, and to values that operations are bound to (OData URL Conventions 4). What a step may lead to is decided by
//! the annotations of the step itself.

mod reach;
mod restricted;
mod steps;

use std::collections::{HashMap, HashSet, VecDeque};

use super::{
    catalog::{Catalog, Overload, Structured},
    operations::{On, Surface},
    paths::{CalledValues, Receiver, Segment, Template},
};
use crate::{
    config::selector::Selectors,
    diagnostics::{Code, Diagnostics, FileId},
    model::{Accessor, Api, LedgerSeverity, Operation, RequestBuilder, RequestBuilders, TypeId},
};
use reach::{Likeness, Reached};
use restricted::Restricted;
use steps::{Leads, StepTo};

/// Fills the builders, and their operations, into the model.
pub(super) fn build<'a>(
    catalog: &'a Catalog<'a>,
    selectors: &'a Selectors,
    api: &mut Api,
    diagnostics: &mut Diagnostics,
) {
    let mut walker = Walker {
        catalog,
        selectors,
        surface: Surface::new(catalog, selectors, api, diagnostics),
        bound: bound(catalog),
        values: CalledValues::of_navigation(catalog),
        restricted: Restricted::of(catalog),
        found: Vec::new(),
        by_type: HashMap::new(),
        known: HashSet::new(),
        open: VecDeque::new(),
        called: HashSet::new(),
    };
    let entries = walker.entries();
    walker.walk();
    let mut builders = walker.fill_from(0);
    if selectors.is_everything() {
        // No step leads to these, but an address that is put together by hand may.
        walker.seed_unreached();
        walker.walk();
        builders.extend(walker.fill_from(builders.len()));
        walker.note_unreached();
    }
    let mut request_builders = RequestBuilders { builders, entries };
    request_builders.note_links();
    let api = walker.surface.api();
    api.request_builders = Some(request_builders);
    let key = |operation: &Operation| (operation.builder.is_some(), operation.path.clone(), operation.method);
    api.operations.sort_by_cached_key(key);
}

/// Bound actions and functions by the type they are bound to, and whether to a collection of it.
type Bound<'a> = HashMap<(String, bool), Vec<&'a Overload<'a>>>;

fn bound<'a>(catalog: &'a Catalog<'a>) -> Bound<'a> {
    let mut bound = Bound::new();
    for overload in catalog.overloads.iter().filter(|overload| overload.syntax.bound) {
        if let Some(binding) = overload.syntax.parameters.first() {
            let name = catalog.names.resolve(overload.file, &binding.kind.name);
            bound.entry((name, binding.kind.collection)).or_default().push(overload);
        }
    }
    bound
}

/// A builder that is being found.
struct Found<'a> {
    receiver: Receiver<'a>,
    many: bool,
    /// Its type in the model; built-in types are not there.
    id: Option<TypeId>,
    /// By which paths, of those that are not alike.
    paths: Vec<Reached>,
    /// Its steps and whether they are wanted; none before the first path has been walked on from.
    steps: Option<Vec<(StepTo<'a>, bool)>>,
    /// The builders of wanted derived types.
    casts: Vec<usize>,
}

struct Walker<'a, 'out> {
    catalog: &'a Catalog<'a>,
    selectors: &'a Selectors,
    surface: Surface<'a, 'out>,
    bound: Bound<'a>,
    /// Complex and primitive types that operations are called on.
    values: CalledValues,
    /// What is allowed at single paths.
    restricted: Restricted,
    found: Vec<Found<'a>>,
    by_type: HashMap<(&'a str, bool), usize>,
    /// What the paths that led to a builder were like.
    known: HashSet<(usize, Likeness)>,
    /// Builders, each with a path from which the walk has not gone on yet.
    open: VecDeque<(usize, Reached)>,
    /// Signatures of the actions and functions that some builder has.
    called: HashSet<&'a str>,
}

impl<'a> Walker<'a, '_> {
    /// The builder of a type that is in the model or built in, which a path leads to.
    fn reach(&mut self, receiver: Receiver<'a>, many: bool, by: Reached) -> Option<usize> {
        let position = match self.by_type.get(&(receiver.name(), many)) {
            Some(&position) => position,
            None => {
                let id = self.surface.api().types.find(receiver.name());
                if id.is_none() && receiver.structured().is_some() {
                    return None;
                }
                let position = self.found.len();
                self.by_type.insert((receiver.name(), many), position);
                self.found.push(Found { receiver, many, id, paths: Vec::new(), steps: None, casts: Vec::new() });
                position
            }
        };
        if self.known.insert((position, by.likeness(self.selectors))) {
            self.found.get_mut(position)?.paths.push(by.clone());
            self.open.push_back((position, by));
        }
        Some(position)
    }

    fn entries(&mut self) -> Vec<Accessor> {
        let (catalog, selectors) = (self.catalog, self.selectors);
        let Some(container) = &catalog.container else { return Vec::new() };
        let mut entries = Vec::new();
        for (name, file, source) in &container.sources {
            let Some(entity) = catalog.entity_type(*file, &source.entity_type) else { continue };
            let step = steps::source(catalog, name, source, entity);
            let Some(reached) = Reached::anyhow().then(catalog, selectors, &step) else { continue };
            let target = self.reach(Receiver::Structured(entity), source.collection, reached);
            entries.extend(target.map(|target| self.accessor(step, target)));
        }
        for step in self.imported() {
            let Some(reached) = Reached::anyhow().then(catalog, selectors, &step) else { continue };
            let target = self.reach(step.receiver, step.many, reached);
            entries.extend(target.map(|target| self.accessor(step, target)));
        }
        entries
    }

    /// What imported functions give, to go on from.
    fn imported(&self) -> Vec<StepTo<'a>> {
        let catalog = self.catalog;
        let mut found = Vec::new();
        for (container, file, import) in catalog.container.iter().flat_map(|container| &container.imports) {
            let name = catalog.names.resolve(*file, &import.operation);
            let is_called = |overload: &&Overload<'_>| overload.name == name && !overload.syntax.bound;
            found.extend(catalog.overloads.iter().filter(is_called).filter_map(|overload| {
                let returned = overload.syntax.returns.as_ref()?;
                let target = self.addressed(overload.file, &returned.name, returned.collection)?;
                let segment = Segment::Import { container, import, overload };
                steps::composition(catalog, (segment, overload), target)
            }));
        }
        found
    }

    /// Finds all that is reached from what is open.
    fn walk(&mut self) {
        while let Some((position, by)) = self.open.pop_front() {
            let Some(found) = self.found.get_mut(position) else { continue };
            let (receiver, many, steps) = (found.receiver, found.many, found.steps.take());
            let mut steps = steps.unwrap_or_else(|| self.steps(receiver, many));
            for (step, wanted) in &mut steps {
                if let Some(reached) = by.then(self.catalog, self.selectors, step) {
                    *wanted |= self.reach(step.receiver, step.many, reached).is_some();
                }
            }
            let casts = receiver.structured().map(|structured| self.casts(structured, many, &by)).unwrap_or_default();
            if let Some(found) = self.found.get_mut(position) {
                found.steps = Some(steps);
                for cast in casts {
                    if !found.casts.contains(&cast) {
                        found.casts.push(cast);
                    }
                }
            }
        }
    }

    /// All steps from a type, none of them wanted yet.
    fn steps(&mut self, receiver: Receiver<'a>, many: bool) -> Vec<(StepTo<'a>, bool)> {
        let catalog = self.catalog;
        let mut found = Vec::new();
        match receiver.structured() {
            Some(structured) if !many => {
                found = self.navigation(structured);
                let values = self.values.properties(catalog, structured).into_iter();
                found.extend(values.map(|(owner, property, value)| steps::value(catalog, owner, property, value)));
            }
            Some(entity) if receiver.is_entity() => found = steps::keys(catalog, entity),
            Some(_) | None => {}
        }
        let overloads = self.overloads(receiver, many);
        found.extend(overloads.into_iter().filter_map(|overload| {
            let returned = overload.syntax.returns.as_ref()?;
            let target = self.addressed(overload.file, &returned.name, returned.collection)?;
            steps::composition(catalog, (Segment::Operation(overload), overload), target)
        }));
        found.into_iter().map(|step| (step, false)).collect()
    }

    fn navigation(&mut self, entity: &Structured<'_>) -> Vec<StepTo<'a>> {
        let mut found = Vec::new();
        for (owner, property) in self.catalog.navigation(&entity.name) {
            let target = match steps::navigation(self.catalog, owner, property) {
                None => continue,
                Some(Ok(step)) if !self.restricted.closes(owner, property) => {
                    found.push(self.restricted.apply(owner, property, step));
                    continue;
                }
                Some(Ok(_)) => format!("{}/{}", owner.name, property.name),
                Some(Err(target)) => target,
            };
            let construct = format!("navigation property `{target}`, which is not navigable");
            let ledger = &mut self.surface.api().ledger;
            ledger.add(Code::NotRepresented, LedgerSeverity::Info, construct, "no step", Some(property.place));
        }
        found
    }

    /// The builders of derived types.
    fn casts(&mut self, entity: &'a Structured<'a>, many: bool, by: &Reached) -> Vec<usize> {
        let catalog = self.catalog;
        let derived = catalog.derived(&entity.name).iter().filter_map(|name| catalog.structured.get(name));
        let mut casts = Vec::new();
        for derived in derived {
            if !self.is_addressed(Receiver::Structured(derived), many) {
                continue;
            }
            let text = Template::of(catalog, &[Segment::Cast(derived)]).text;
            if let Some(reached) = by.cast(self.selectors, &text, derived) {
                casts.extend(self.reach(Receiver::Structured(derived), many, reached));
            }
        }
        casts
    }

    /// The builders from a position on, with their steps and operations.
    fn fill_from(&mut self, first: usize) -> Vec<RequestBuilder> {
        let mut filled = Vec::new();
        let mut position = first;
        while let Some(found) = self.found.get_mut(position) {
            let steps = found.steps.take().unwrap_or_default();
            let (receiver, many, id, casts) = (found.receiver, found.many, found.id, std::mem::take(&mut found.casts));
            let paths: Vec<String> = found.paths.iter().map(|reached| reached.path.clone()).collect();
            let wanted = steps.into_iter().filter(|(_, wanted)| *wanted);
            let accessors = wanted.filter_map(|(step, _)| {
                let target = *self.by_type.get(&(step.receiver.name(), step.many))?;
                Some(self.accessor(step, target))
            });
            let accessors = accessors.collect();
            let overloads = self.overloads(receiver, many);
            self.called.extend(overloads.iter().filter_map(|overload| overload.targets.first().map(String::as_str)));
            self.surface.fill(On { builder: position, receiver, many }, &overloads, &paths);
            let (key, value) = (receiver.name().to_owned(), !receiver.is_entity());
            filled.push(RequestBuilder { key, entity: id, value, many, accessors, casts, links: false });
            position += 1;
        }
        filled
    }

    fn accessor(&mut self, step: StepTo<'a>, target: usize) -> Accessor {
        let (parts, parameters) = self.surface.step(step.segment);
        let elsewhere = step.leads == Leads::Elsewhere;
        let StepTo { name, step, rights, docs, deprecated, place, .. } = step;
        Accessor { name, step, parts, parameters, target, elsewhere, rights, docs, deprecated, place }
    }

    /// Queues builders for what actions and functions that no builder has yet are bound to.
    fn seed_unreached(&mut self) {
        let catalog = self.catalog;
        for overload in catalog.overloads.iter().filter(|overload| overload.syntax.bound) {
            let Some(binding) = overload.syntax.parameters.first() else { continue };
            let is_called = self.called.contains(overload.targets.first().map_or("", String::as_str));
            let (name, many) = (&binding.kind.name, binding.kind.collection);
            if let Some(receiver) = self.addressed(overload.file, name, many).filter(|_| !is_called) {
                self.reach(receiver, many, Reached::anyhow());
            }
        }
    }

    /// The type behind a name written in a file, if values of it have builders.
    fn addressed(&self, file: FileId, name: &'a str, many: bool) -> Option<Receiver<'a>> {
        Receiver::find(self.catalog, file, name).filter(|receiver| self.is_addressed(*receiver, many))
    }

    fn is_addressed(&self, receiver: Receiver<'_>, many: bool) -> bool {
        receiver.is_entity() || self.values.has(receiver.name(), many)
    }

    /// The actions and functions of a type and its bases (OData Protocol 11.5.1), the nearest first.
    fn overloads(&self, receiver: Receiver<'a>, many: bool) -> Vec<&'a Overload<'a>> {
        let line = receiver.line(self.catalog).into_iter();
        let declared = line.filter_map(|name| self.bound.get(&(name.to_owned(), many)));
        declared.flatten().copied().filter(|overload| overload.is_bound(self.catalog)).collect()
    }

    /// What no builder leads to.
    fn note_unreached(&mut self) {
        let catalog = self.catalog;
        let unreached: Vec<&Overload<'_>> = catalog
            .overloads
            .iter()
            .filter(|overload| overload.syntax.bound)
            .filter(|overload| !self.called.contains(overload.targets.first().map_or("", String::as_str)))
            .collect();
        let ledger = &mut self.surface.api().ledger;
        for overload in unreached {
            let (construct, severity) = overload.unreached(catalog);
            ledger.add(Code::OperationUnreachable, severity, construct, "nothing", Some(overload.syntax.place));
        }
    }
}
