//! What annotations of single paths allow (`Container/set/property`, and `RestrictedProperties` of an entity set).
//!
//! A step is the same function whatever led to its builder, so such a restriction is no part of its type. It stands in the
//! docs of the step that leads there.

use std::collections::HashMap;

use super::steps::StepTo;
use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Structured},
        syntax::{NavigationProperty, Record},
    },
    model::{Rights, RightsSet},
};

/// As many paths are said of one step.
const FEW: usize = 8;

/// What is allowed at a path that leads to a navigation property.
#[derive(Debug)]
struct Place {
    path: String,
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
            // What the set or singleton says of properties below it.
            let restrictions = catalog.annotations.record(&own, term::NAVIGATION_RESTRICTIONS);
            for record in restrictions.into_iter().flat_map(|record| record.records("RestrictedProperties")) {
                let Some(path) = record.text("NavigationProperty") else { continue };
                let Some(end) = end_of(catalog, entity, path) else { continue };
                found.add(end, &format!("{}/{path}", source.name), |term| record.record(simple(term)));
            }
            for target in catalog.annotations.targets_below(&own) {
                let below = target.get(own.len() + 1..).unwrap_or_default();
                let Some(end) = end_of(catalog, entity, below) else { continue };
                let record = |term: &str| catalog.annotations.record(target, term);
                let navigation = record(term::NAVIGATION_RESTRICTIONS);
                let inner = navigation.and_then(|record| record.records("RestrictedProperties").next());
                let path = format!("{}/{below}", source.name);
                found.add(end, &path, |term| {
                    inner.and_then(|inner| inner.record(simple(term))).or_else(|| record(term))
                });
            }
        }
        found
    }

    fn add<'r>(&mut self, end: (String, String), path: &str, record: impl Fn(&str) -> Option<&'r Record>) {
        let flag = |term: &str, flag: &str| record(term).and_then(|record| record.flag(flag));
        let place = Place {
            path: path.to_owned(),
            read: flag(term::READ_RESTRICTIONS, "Readable"),
            create: flag(term::INSERT_RESTRICTIONS, "Insertable"),
            update: flag(term::UPDATE_RESTRICTIONS, "Updatable"),
            delete: flag(term::DELETE_RESTRICTIONS, "Deletable"),
        };
        self.0.entry(end).or_default().push(place);
    }

    /// Adds to the docs of a step what single paths allow otherwise than the step does.
    pub(super) fn describe<'a>(
        &self,
        owner: &Structured<'_>,
        property: &NavigationProperty,
        mut step: StepTo<'a>,
    ) -> StepTo<'a> {
        let Rights::Own(rights) = step.rights else { return step };
        let places = self.0.get(&(owner.name.clone(), property.name.clone()));
        let said: Vec<String> = places.into_iter().flatten().filter_map(|place| place.differs(rights)).collect();
        if said.is_empty() {
            return step;
        }
        let mut lines: Vec<String> = said.iter().take(FEW).cloned().collect();
        if said.len() > FEW {
            lines.push(format!("- and at {} further paths, see the description", said.len() - FEW));
        }
        let about = format!("Some paths allow less or more than this step:\n\n{}", lines.join("\n"));
        step.docs.description = Some(match step.docs.description.take() {
            Some(description) => format!("{description}\n\n{about}"),
            None => about,
        });
        step
    }
}

impl Place {
    /// A line of what is allowed or refused here and not by the step; nothing if it is the same.
    fn differs(&self, rights: RightsSet) -> Option<String> {
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

/// The navigation property at the end of a path from a type, with the type that declares it. Complex properties and
/// derived types may stand on the way.
fn end_of(catalog: &Catalog<'_>, start: &Structured<'_>, path: &str) -> Option<(String, String)> {
    let mut at = catalog.structured.get(&start.name)?;
    let mut end = None;
    for segment in path.split('/') {
        end = None;
        if segment.contains('.') {
            at = catalog.structured.get(segment)?;
            continue;
        }
        let navigation = catalog.navigation(&at.name).into_iter().find(|(_, property)| property.name == segment);
        if let Some((owner, property)) = navigation {
            end = Some((owner.name.clone(), property.name.clone()));
            at = catalog.entity_type(owner.file, &property.kind.name)?;
            continue;
        }
        let properties = catalog.properties(&at.name);
        let (owner, property) = properties.into_iter().find(|(_, property)| property.name == segment)?;
        at = catalog.structured.get(&catalog.names.resolve(owner.file, &property.kind.name))?;
    }
    end
}

fn simple(term: &str) -> &str {
    term.rsplit('.').next().unwrap_or(term)
}
