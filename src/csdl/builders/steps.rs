//! The steps of a type: what leads from an entity of it, or from a collection, to others.

use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Overload, Structured},
        lower::{deprecation, described},
        paths::{Receiver, Restrictions, Segment, Template, alternate_keys, key},
        syntax::{NavigationProperty, NavigationSource, OperationKind, Property, Record},
    },
    diagnostics::Place,
    model::{Deprecation, Docs, Rights, RightsSet, Step},
};

/// A step before it is known which builder it leads to.
#[derive(Debug)]
pub(super) struct StepTo<'a> {
    pub(super) name: String,
    pub(super) step: Step,
    pub(super) segment: Segment<'a>,
    /// What it adds to a path.
    pub(super) text: String,
    /// What annotations of it name as their target.
    pub(super) targets: Vec<String>,
    pub(super) leads: Leads,
    /// The type that it leads to, and whether to a collection of it.
    pub(super) receiver: Receiver<'a>,
    pub(super) many: bool,
    pub(super) rights: Rights,
    pub(super) docs: Docs,
    pub(super) deprecated: Option<Deprecation>,
    pub(super) place: Option<Place>,
}

/// Where a step leads, seen from where it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// From a collection to what is in it.
    ToItself,
    /// To what belongs to it.
    Inside,
    /// To what lives elsewhere too.
    Elsewhere,
}

impl<'a> StepTo<'a> {
    fn new(
        catalog: &Catalog<'_>,
        (step, leads): (Step, Leads),
        segment: Segment<'a>,
        receiver: Receiver<'a>,
        many: bool,
    ) -> Self {
        Self {
            name: segment.identifier(),
            step,
            text: Template::of(catalog, std::slice::from_ref(&segment)).text,
            targets: segment.targets(),
            leads,
            segment,
            receiver,
            many,
            rights: Rights::Inherited,
            docs: Docs::default(),
            deprecated: None,
            place: None,
        }
    }
}

/// To an entity set or singleton.
pub(super) fn source<'a>(
    catalog: &'a Catalog<'a>,
    container: &'a str,
    source: &'a NavigationSource,
    entity: &'a Structured<'a>,
) -> StepTo<'a> {
    let many = source.collection;
    let segment = Segment::Source { container, source, entity };
    let step = StepTo::new(catalog, (Step::Source, Leads::Inside), segment, Receiver::Structured(entity), many);
    let default = if many { RightsSet::OWNED } else { RightsSet::SINGLETON };
    let what = if many { "entity set" } else { "singleton" };
    StepTo {
        rights: Rights::Own(rights(catalog, &[], &step.targets, default)),
        docs: docs(catalog, &step.targets, what, &source.name),
        deprecated: step.targets.iter().find_map(|target| deprecation(catalog, target)),
        place: Some(source.place),
        ..step
    }
}

/// From a collection to one of its entities.
pub(super) fn keys<'a>(catalog: &'a Catalog<'a>, entity: &'a Structured<'a>) -> Vec<StepTo<'a>> {
    let own = key(catalog, entity).map(|segment| (Step::Key, segment));
    let others = alternate_keys(catalog, entity).into_iter().map(|segment| (Step::AlternateKey, segment));
    let step = |(step, segment): (Step, Segment<'a>)| {
        let found = StepTo::new(catalog, (step, Leads::ToItself), segment, Receiver::Structured(entity), false);
        let about = match step {
            Step::AlternateKey => format!("The entity with this `{}`.", found.name),
            _ => "The entity with this key.".to_owned(),
        };
        StepTo { docs: Docs { description: Some(about), ..Docs::default() }, ..found }
    };
    own.into_iter().chain(others).map(step).collect()
}

/// To what a navigation property leads to; an error if it is not navigable.
pub(super) fn navigation<'a>(
    catalog: &'a Catalog<'a>,
    owner: &'a Structured<'a>,
    property: &'a NavigationProperty,
) -> Option<Result<StepTo<'a>, String>> {
    let entity = catalog.entity_type(owner.file, &property.kind.name)?;
    let target = format!("{}/{}", owner.name, property.name);
    let restrictions = Restrictions::of(catalog, term::NAVIGATION_RESTRICTIONS, &[&target]);
    if restrictions.has_member("Navigability", "None") {
        return Some(Err(target));
    }
    let (default, leads) = match property.contains_target {
        true => (RightsSet::OWNED, Leads::Inside),
        false => (RightsSet::LINKED, Leads::Elsewhere),
    };
    let restricted: Vec<_> = restrictions.records("RestrictedProperties").take(1).collect();
    let mut allowed = rights(catalog, &restricted, std::slice::from_ref(&target), default);
    allowed.link = restrictions.flag("Referenceable").unwrap_or(default.link);
    let segment = Segment::Navigation { owner, property, entity };
    let receiver = Receiver::Structured(entity);
    let step = StepTo::new(catalog, (Step::Navigation, leads), segment, receiver, property.kind.collection);
    Some(Ok(StepTo {
        rights: Rights::Own(allowed),
        docs: docs(catalog, std::slice::from_ref(&target), "navigation property", &property.name),
        deprecated: deprecation(catalog, &target),
        place: Some(property.place),
        ..step
    }))
}

/// To a value of an entity, or of a complex value, to call operations on.
pub(super) fn value<'a>(
    catalog: &'a Catalog<'a>,
    owner: &'a Structured<'a>,
    property: &'a Property,
    receiver: Receiver<'a>,
) -> StepTo<'a> {
    let target = format!("{}/{}", owner.name, property.name);
    let segment = Segment::receiver(owner, property, receiver);
    let what = match receiver {
        Receiver::Structured(_) => "complex property",
        Receiver::Primitive(_) => "property",
    };
    let step = StepTo::new(catalog, (Step::Value, Leads::Inside), segment, receiver, property.kind.collection);
    StepTo {
        rights: Rights::Own(RightsSet::RETURNED),
        docs: docs(catalog, std::slice::from_ref(&target), what, &property.name),
        deprecated: deprecation(catalog, &target),
        place: Some(property.place),
        ..step
    }
}

/// What a composable function returns can be walked on from (CSDL 4.01 section 12.7).
pub(super) fn composition<'a>(
    catalog: &'a Catalog<'a>,
    (segment, overload): (Segment<'a>, &'a Overload<'a>),
    target: Receiver<'a>,
) -> Option<StepTo<'a>> {
    let returned = overload.syntax.returns.as_ref()?;
    if overload.syntax.kind == OperationKind::Action || !overload.syntax.composable {
        return None;
    }
    let text = format!("What the function `{}` gives, to go on from.", segment.identifier());
    let step = StepTo::new(catalog, (Step::Composition, Leads::Elsewhere), segment, target, returned.collection);
    Some(StepTo {
        rights: Rights::Own(RightsSet::RETURNED),
        docs: Docs { description: Some(text), ..Docs::default() },
        place: Some(overload.syntax.place),
        ..step
    })
}

/// What the annotations of a step allow; `records` speak before those of the targets.
fn rights(catalog: &Catalog<'_>, records: &[&Record], targets: &[String], default: RightsSet) -> RightsSet {
    let says = |term: &str, flag: &str| {
        let simple = term.rsplit('.').next().unwrap_or(term);
        let inner = records.iter().filter_map(|record| record.record(simple)?.flag(flag));
        inner.chain(Restrictions::of(catalog, term, targets).flag(flag)).next()
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
fn docs(catalog: &Catalog<'_>, targets: &[String], what: &str, name: &str) -> Docs {
    let described = targets.iter().map(|target| described(catalog, target)).find(|docs| !docs.is_empty());
    described.unwrap_or_else(|| Docs { description: Some(format!("The {what} `{name}`.")), ..Docs::default() })
}
