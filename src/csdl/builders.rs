//! Request builders: which steps lead from what to what.
//!
//! The walk begins at the entity sets and singletons and goes from type to type, each met once, over navigation
//! properties, keys, casts and composable functions (OData URL Conventions 4). What a step may lead to is decided by
//! the annotations of the step itself.

use std::collections::{HashMap, HashSet, VecDeque};

use super::{
    annotations::term,
    catalog::{Catalog, Overload, Structured},
    lower::{deprecation, described},
    operations::{On, Surface},
    paths::{Restrictions, Segment, alternate_keys, key},
    syntax::{NavigationProperty, OperationKind, StructuredKind},
};
use crate::{
    config::selector::{Candidate, Selectors},
    diagnostics::{Code, Diagnostics},
    model::{
        Accessor, Api, Docs, LedgerSeverity, Operation, RequestBuilder, RequestBuilders, Rights, RightsSet, Step,
        TypeId,
    },
};

/// Fills the builders, and their operations, into the model.
pub(super) fn build<'a>(catalog: &'a Catalog<'a>, selectors: &Selectors, api: &mut Api, diagnostics: &mut Diagnostics) {
    let mut walker = Walker {
        catalog,
        surface: Surface::new(catalog, selectors, api, diagnostics),
        bound: bound(catalog),
        found: Vec::new(),
        by_type: HashMap::new(),
        open: VecDeque::new(),
        called: HashSet::new(),
    };
    let entries = walker.entries(selectors);
    let mut builders = walker.fill_all();
    if selectors.is_everything() {
        // No step leads to these, but an address that is put together by hand may.
        walker.seed_unreached();
        builders.extend(walker.fill_all());
    }
    walker.note_unreached();
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

struct Walker<'a, 'out> {
    catalog: &'a Catalog<'a>,
    surface: Surface<'a, 'out>,
    bound: Bound<'a>,
    /// What each builder addresses.
    found: Vec<(&'a Structured<'a>, bool, TypeId)>,
    by_type: HashMap<(&'a str, bool), usize>,
    /// Builders whose steps are not known yet, in the order of their positions.
    open: VecDeque<usize>,
    /// Signatures of the actions and functions that some builder has.
    called: HashSet<&'a str>,
}

impl<'a> Walker<'a, '_> {
    /// The builder of a type that is in the model; a new one is queued.
    fn builder(&mut self, entity: &'a Structured<'a>, many: bool) -> Option<usize> {
        if let Some(&position) = self.by_type.get(&(entity.name.as_str(), many)) {
            return Some(position);
        }
        let id = self.surface.api().types.find(&entity.name)?;
        let position = self.found.len();
        self.by_type.insert((&entity.name, many), position);
        self.found.push((entity, many, id));
        self.open.push_back(position);
        Some(position)
    }

    fn entries(&mut self, selectors: &Selectors) -> Vec<Accessor> {
        let catalog = self.catalog;
        let Some(container) = &catalog.container else { return Vec::new() };
        let mut entries = Vec::new();
        for (name, file, source) in &container.sources {
            let Some(entity) = catalog.entity_type(*file, &source.entity_type) else { continue };
            let path = format!("/{}", source.name);
            let candidate = Candidate { method: "GET", path: &path, operation_id: None, tags: &[] };
            let wanted = selectors.wants_operation(candidate) || selectors.may_want_below(&path);
            if !wanted || selectors.refuses_operation(candidate) {
                continue;
            }
            let segment = Segment::Source { container: name, source, entity };
            let targets = segment.targets();
            let default = if source.collection { RightsSet::OWNED } else { RightsSet::SINGLETON };
            let rights = self.rights(&[], &targets, default);
            let what = if source.collection { "entity set" } else { "singleton" };
            let (docs, place) = (self.docs(&targets, what, &source.name), source.place);
            let deprecated = targets.iter().find_map(|target| deprecation(catalog, target));
            let accessor = self.accessor(&source.name, Step::Source, segment, entity, source.collection);
            let Some(accessor) = accessor else { continue };
            entries.push(Accessor { rights: Rights::Own(rights), docs, place: Some(place), deprecated, ..accessor });
        }
        entries
    }

    /// The builders that are queued, and those that they queue.
    fn fill_all(&mut self) -> Vec<RequestBuilder> {
        let mut filled = Vec::new();
        while let Some(position) = self.open.pop_front() {
            filled.extend(self.fill(position));
        }
        filled
    }

    /// Queues builders for what actions and functions that no builder has yet are bound to.
    fn seed_unreached(&mut self) {
        let catalog = self.catalog;
        for overload in catalog.overloads.iter().filter(|overload| overload.syntax.bound) {
            let Some(binding) = overload.syntax.parameters.first() else { continue };
            let is_called = self.called.contains(overload.targets.first().map_or("", String::as_str));
            if let Some(entity) = catalog.entity_type(overload.file, &binding.kind.name).filter(|_| !is_called) {
                self.builder(entity, binding.kind.collection);
            }
        }
    }

    /// The steps and operations of a builder.
    fn fill(&mut self, position: usize) -> Option<RequestBuilder> {
        let &(entity, many, id) = self.found.get(position)?;
        let mut accessors = Vec::new();
        if many {
            accessors.extend(self.keys(entity));
        } else {
            for (owner, property) in self.catalog.navigation(&entity.name) {
                accessors.extend(self.navigation(owner, property));
            }
        }
        let overloads = self.overloads(entity, many);
        for overload in &overloads {
            accessors.extend(self.composition(overload));
        }
        self.called.extend(overloads.iter().filter_map(|overload| overload.targets.first().map(String::as_str)));
        let casts = self.casts(entity, many);
        self.surface.fill(On { builder: position, entity, many }, &overloads);
        Some(RequestBuilder { entity: id, many, accessors, casts, links: false })
    }

    /// From a collection to one of its entities.
    fn keys(&mut self, entity: &'a Structured<'a>) -> Vec<Accessor> {
        let catalog = self.catalog;
        let own = key(catalog, entity).map(|segment| (Step::Key, segment));
        let others = alternate_keys(catalog, entity).into_iter().map(|segment| (Step::AlternateKey, segment));
        let steps: Vec<_> = own.into_iter().chain(others).collect();
        let accessor = |(step, segment): (Step, Segment<'a>)| {
            let name = segment.identifier();
            let about = match step {
                Step::AlternateKey => format!("The entity with this `{name}`."),
                _ => "The entity with this key.".to_owned(),
            };
            let docs = Docs { description: Some(about), ..Docs::default() };
            Some(Accessor { docs, ..self.accessor(&name, step, segment, entity, false)? })
        };
        steps.into_iter().filter_map(accessor).collect()
    }

    fn navigation(&mut self, owner: &'a Structured<'a>, property: &'a NavigationProperty) -> Option<Accessor> {
        let catalog = self.catalog;
        let entity = catalog.entity_type(owner.file, &property.kind.name)?;
        let target = format!("{}/{}", owner.name, property.name);
        let restrictions = Restrictions::of(catalog, term::NAVIGATION_RESTRICTIONS, &[&target]);
        if restrictions.has_member("Navigability", "None") {
            let ledger = &mut self.surface.api().ledger;
            let construct = format!("navigation property `{target}`, which is not navigable");
            ledger.add(Code::NotRepresented, LedgerSeverity::Info, construct, "no step", Some(property.place));
            return None;
        }
        let default = if property.contains_target { RightsSet::OWNED } else { RightsSet::LINKED };
        let restricted: Vec<_> = restrictions.records("RestrictedProperties").take(1).collect();
        let mut rights = self.rights(&restricted, std::slice::from_ref(&target), default);
        rights.link = match restrictions.flag("Referenceable") {
            Some(said) => said,
            None => default.link,
        };
        let segment = Segment::Navigation { owner, property, entity };
        let docs = self.docs(std::slice::from_ref(&target), "navigation property", &property.name);
        let deprecated = deprecation(catalog, &target);
        let accessor = self.accessor(&property.name, Step::Navigation, segment, entity, property.kind.collection)?;
        Some(Accessor { rights: Rights::Own(rights), docs, place: Some(property.place), deprecated, ..accessor })
    }

    /// What a composable function returns can be walked on from (CSDL 4.01 section 12.7).
    fn composition(&mut self, overload: &'a Overload<'a>) -> Option<Accessor> {
        let returned = overload.syntax.returns.as_ref()?;
        if overload.syntax.kind == OperationKind::Action || !overload.syntax.composable {
            return None;
        }
        let entity = self.catalog.entity_type(overload.file, &returned.name)?;
        let text = format!("What the function `{}` gives, to go on from.", overload.syntax.name);
        let docs = Docs { description: Some(text), ..Docs::default() };
        let segment = Segment::Operation(overload);
        let accessor = self.accessor(&overload.syntax.name, Step::Composition, segment, entity, returned.collection)?;
        let rights = Rights::Own(RightsSet::RETURNED);
        Some(Accessor { rights, docs, place: Some(overload.syntax.place), ..accessor })
    }

    fn accessor(
        &mut self,
        name: &str,
        step: Step,
        segment: Segment<'a>,
        entity: &'a Structured<'a>,
        many: bool,
    ) -> Option<Accessor> {
        let target = self.builder(entity, many)?;
        let (parts, parameters) = self.surface.step(segment);
        Some(Accessor {
            name: name.to_owned(),
            step,
            parts,
            parameters,
            target,
            rights: Rights::Inherited,
            docs: Docs::default(),
            deprecated: None,
            place: None,
        })
    }

    /// The actions and functions of a type and its bases (OData Protocol 11.5.1), the nearest first.
    fn overloads(&self, entity: &Structured<'_>, many: bool) -> Vec<&'a Overload<'a>> {
        let line = self.catalog.line(&entity.name);
        let declared = line.iter().filter_map(|structured| self.bound.get(&(structured.name.clone(), many)));
        declared.flatten().copied().filter(|overload| self.is_bound(overload)).collect()
    }

    /// Whether an operation is bound wherever its type is, or is named somewhere (`Core.ExplicitOperationBindings`).
    fn is_bound(&self, overload: &Overload<'_>) -> bool {
        let annotations = &self.catalog.annotations;
        annotations.first(&overload.targets, term::REQUIRES_EXPLICIT_BINDING).is_none()
            || annotations.values(term::EXPLICIT_OPERATION_BINDINGS).flat_map(|names| names.texts()).any(|name| {
                let name = name.split('(').next().unwrap_or(name);
                self.catalog.names.resolve(overload.file, name) == overload.name
            })
    }

    /// Whether there are derived types; they get builders.
    fn casts(&mut self, entity: &'a Structured<'a>, many: bool) -> bool {
        let catalog = self.catalog;
        let derived: Vec<_> = catalog
            .derived(&entity.name)
            .iter()
            .filter_map(|name| catalog.structured.get(name))
            .filter(|derived| derived.syntax.kind == StructuredKind::Entity)
            .collect();
        // Each of them queues its own.
        derived.into_iter().filter_map(|derived| self.builder(derived, many)).count() > 0
    }

    /// What the annotations of a step allow; `records` speak before those of the targets.
    fn rights(&self, records: &[&'a super::syntax::Record], targets: &[String], default: RightsSet) -> RightsSet {
        let says = |term: &str, flag: &str| {
            let simple = term.rsplit('.').next().unwrap_or(term);
            let inner = records.iter().filter_map(|record| record.record(simple)?.flag(flag));
            inner.chain(Restrictions::of(self.catalog, term, targets).flag(flag)).next()
        };
        RightsSet {
            read: says(term::READ_RESTRICTIONS, "Readable").unwrap_or(default.read),
            create: says(term::INSERT_RESTRICTIONS, "Insertable").unwrap_or(default.create),
            update: says(term::UPDATE_RESTRICTIONS, "Updatable").unwrap_or(default.update),
            delete: says(term::DELETE_RESTRICTIONS, "Deletable").unwrap_or(default.delete),
            link: default.link,
        }
    }

    /// What is said of a step, or else what it is.
    fn docs(&self, targets: &[String], what: &str, name: &str) -> Docs {
        let described = targets.iter().map(|target| described(self.catalog, target)).find(|docs| !docs.is_empty());
        described.unwrap_or_else(|| Docs { description: Some(format!("The {what} `{name}`.")), ..Docs::default() })
    }

    /// What no builder leads to.
    fn note_unreached(&mut self) {
        let catalog = self.catalog;
        let unreached: Vec<(&Overload<'_>, bool)> = catalog
            .overloads
            .iter()
            .filter(|overload| overload.syntax.bound)
            .filter(|overload| !self.called.contains(overload.targets.first().map_or("", String::as_str)))
            .map(|overload| (overload, self.is_bound(overload)))
            .collect();
        let ledger = &mut self.surface.api().ledger;
        for (overload, is_bound) in unreached {
            let mut construct = format!("`{}`", overload.targets.first().map_or("", String::as_str));
            let mut severity = LedgerSeverity::Lost;
            if !is_bound {
                construct.push_str(", which is bound where it is named, and is named nowhere");
                severity = LedgerSeverity::Info;
            }
            ledger.add(Code::OperationUnreachable, severity, construct, "nothing", Some(overload.syntax.place));
        }
    }
}
