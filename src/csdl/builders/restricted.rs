//! What annotations of single paths allow (`Container/set/property`, and `RestrictedProperties` of an entity set).
//!
//! A step is the same function whatever led to its builder. So what any path allows is allowed by the step, and what is
//! refused counts where there is no second path; all else stands in the docs of the step that leads there.

use std::{cell::LazyCell, collections::HashMap};

use super::steps::StepTo;
use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Structured},
        paths::navigation_at,
        syntax::{NavigationProperty, Record},
    },
    diagnostics::FileId,
    model::{Rights, RightsSet},
};

/// As many paths are said of one step.
const FEW: usize = 8;

/// What is allowed at a path that leads to a navigation property.
#[derive(Debug)]
struct Place {
    path: String,
    /// Whether nothing else leads there: entities of the type live in one entity set or singleton alone.
    only: bool,
    /// Whether it cannot be walked to (`Navigability` is `None`).
    closed: bool,
    read: Option<bool>,
    create: Option<bool>,
    update: Option<bool>,
    delete: Option<bool>,
}

/// Places by the navigation property they end at, with the type that declares it.
#[derive(Debug, Default)]
pub(super) struct Restricted(HashMap<(String, String), Vec<Place>>);

impl Restricted {
    pub(super) fn of(catalog: &Catalog<'_>) -> Self {
        let mut found = Self::default();
        let Some(container) = &catalog.container else { return found };
        for (name, file, source) in &container.sources {
            let Some(entity) = catalog.entity_type(*file, &source.entity_type) else { continue };
            let own = format!("{name}/{}", source.name);
            let only = LazyCell::new(|| is_only_place(catalog, entity));
            // What the set or singleton says of properties below it.
            let restrictions = catalog.annotations.record(&own, term::NAVIGATION_RESTRICTIONS);
            for record in restrictions.into_iter().flat_map(|record| record.records("RestrictedProperties")) {
                let Some(path) = record.text("NavigationProperty") else { continue };
                let Some(end) = end_of(catalog, *file, entity, path) else { continue };
                let place = (format!("{}/{path}", source.name), !path.contains('/') && *only);
                let closed = is_closed(Some(record));
                found.add(end, place, closed, |term| record.record(simple(term)));
            }
            for target in catalog.annotations.targets_below(&own) {
                let below = target.get(own.len() + 1..).unwrap_or_default();
                let Some(end) = end_of(catalog, *file, entity, below) else { continue };
                let record = |term: &str| catalog.annotations.record(target, term);
                let navigation = record(term::NAVIGATION_RESTRICTIONS);
                let inner = navigation.and_then(|record| record.records("RestrictedProperties").next());
                let place = (format!("{}/{below}", source.name), !below.contains('/') && *only);
                let closed = is_closed(inner) || is_closed(navigation);
                found.add(end, place, closed, |term| {
                    inner.and_then(|inner| inner.record(simple(term))).or_else(|| record(term))
                });
            }
        }
        found
    }

    fn add<'r>(
        &mut self,
        end: (String, String),
        (path, only): (String, bool),
        closed: bool,
        record: impl Fn(&str) -> Option<&'r Record>,
    ) {
        let flag = |term: &str, flag: &str| record(term).and_then(|record| record.flag(flag));
        let place = Place {
            path,
            only,
            closed,
            read: flag(term::READ_RESTRICTIONS, "Readable"),
            create: flag(term::INSERT_RESTRICTIONS, "Insertable"),
            update: flag(term::UPDATE_RESTRICTIONS, "Updatable"),
            delete: flag(term::DELETE_RESTRICTIONS, "Deletable"),
        };
        self.0.entry(end).or_default().push(place);
    }

    fn places(&self, owner: &Structured<'_>, property: &NavigationProperty) -> &[Place] {
        self.0.get(&(owner.name.clone(), property.name.clone())).map_or(&[], Vec::as_slice)
    }

    /// Whether there is no path on which a navigation property can be walked to.
    pub(super) fn closes(&self, owner: &Structured<'_>, property: &NavigationProperty) -> bool {
        self.places(owner, property).iter().any(|place| place.only && place.closed)
    }

    /// Gives a step what single paths allow, and adds to its docs where they do so.
    pub(super) fn apply<'a>(
        &self,
        owner: &Structured<'_>,
        property: &NavigationProperty,
        mut step: StepTo<'a>,
    ) -> StepTo<'a> {
        let Rights::Own(mut rights) = step.rights else { return step };
        let places = self.places(owner, property);
        for place in places.iter().filter(|place| place.only) {
            rights = place.instead_of(rights);
        }
        let said: Vec<String> = places.iter().filter_map(|place| place.differs(rights)).collect();
        step.rights = Rights::Own(places.iter().fold(rights, |rights, place| place.beside(rights)));
        if said.is_empty() {
            return step;
        }
        let mut lines: Vec<String> = said.iter().take(FEW).cloned().collect();
        if said.len() > FEW {
            lines.push(format!("- and at {} further paths, see the description", said.len() - FEW));
        }
        let about = format!("Some paths allow less or more than others:\n\n{}", lines.join("\n"));
        step.docs.description = Some(match step.docs.description.take() {
            Some(description) => format!("{description}\n\n{about}"),
            None => about,
        });
        step
    }
}

impl Place {
    /// What this place says, and the rest as it is.
    fn instead_of(&self, rights: RightsSet) -> RightsSet {
        RightsSet {
            read: self.read.unwrap_or(rights.read),
            create: self.create.unwrap_or(rights.create),
            update: self.update.unwrap_or(rights.update),
            delete: self.delete.unwrap_or(rights.delete),
            link: rights.link,
        }
    }

    /// What is allowed here or by others.
    fn beside(&self, rights: RightsSet) -> RightsSet {
        let allows = |said: Option<bool>, allowed| allowed || said == Some(true);
        RightsSet {
            read: allows(self.read, rights.read),
            create: allows(self.create, rights.create),
            update: allows(self.update, rights.update),
            delete: allows(self.delete, rights.delete),
            link: rights.link,
        }
    }

    /// A line of what is allowed or refused here and not elsewhere; nothing if it is the same.
    fn differs(&self, rights: RightsSet) -> Option<String> {
        if self.closed {
            return Some(format!("- at `{}`: nothing", self.path));
        }
        let all = [
            (self.read, rights.read, "read"),
            (self.create, rights.create, "created"),
            (self.update, rights.update, "updated"),
            (self.delete, rights.delete, "deleted"),
        ];
        let of = |wanted: bool| -> Vec<&str> {
            let differs = |(said, allowed, _): &(Option<bool>, bool, &str)| *said == Some(wanted) && *allowed != wanted;
            all.iter().filter(|one| differs(one)).map(|(.., word)| *word).collect()
        };
        let said: Vec<String> = [(of(false), "not"), (of(true), "also")]
            .into_iter()
            .filter(|(words, _)| !words.is_empty())
            .map(|(words, how)| format!("{how} {}", words.join(" or ")))
            .collect();
        (!said.is_empty()).then(|| format!("- at `{}`: {}", self.path, said.join(", ")))
    }
}

/// Whether entities of a type are in one entity set or singleton, and contained by nothing.
fn is_only_place(catalog: &Catalog<'_>, entity: &Structured<'_>) -> bool {
    let is_related = |file: FileId, name: &str| {
        let name = catalog.names.resolve(file, name);
        catalog.is_a(&name, &entity.name) || catalog.is_a(&entity.name, &name)
    };
    let sources = catalog.container.iter().flat_map(|container| &container.sources);
    let mut containing = catalog.structured.values().filter(|owner| {
        let mut contained = owner.syntax.navigation.iter().filter(|property| property.contains_target);
        contained.any(|property| is_related(owner.file, &property.kind.name))
    });
    sources.filter(|(_, file, source)| is_related(*file, &source.entity_type)).count() == 1
        && containing.next().is_none()
}

/// The navigation property at the end of a path, with the type that declares it.
fn end_of(catalog: &Catalog<'_>, file: FileId, start: &Structured<'_>, path: &str) -> Option<(String, String)> {
    let (owner, property) = navigation_at(catalog, file, start, path)?;
    Some((owner.name.clone(), property.name.clone()))
}

fn is_closed(restrictions: Option<&Record>) -> bool {
    restrictions.and_then(|record| record.get("Navigability")).is_some_and(|value| value.has_member("None"))
}

fn simple(term: &str) -> &str {
    term.rsplit('.').next().unwrap_or(term)
}
