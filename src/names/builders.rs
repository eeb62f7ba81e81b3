//! Names of request builders, of their steps and of their operations.

use super::{
    AccessorNames, BuilderNames, Collisions, Names, Owner,
    calls::Calls,
    earlier::{Earlier, Thing},
    groups::arguments,
    identifier::Case,
    scope::{Claimed, Scope, Wanted},
    types,
};
use crate::model::{
    Accessor, Api, Location, Operation, RequestBuilder, RequestBuilders, Step,
    odata::{Resource, ResourceOperation},
};

/// Functions that builders have beside steps and operations.
const RESERVED: &[&str] = &["new", "cast", "reference", "references", "clone", "fmt", "from", "into", "default"];

/// The functions of the client that were there, before a new group takes the name of one.
pub(super) fn keep_entries(api: &Api, earlier: &Earlier<'_>, names: &mut Names, client: &mut Scope) {
    let Some(surface) = &api.request_builders else { return };
    let kept = |entry: &Accessor| client.keep(&wanted_entry(entry, earlier)).map(|(name, _)| name).unwrap_or_default();
    let named = |function: String| AccessorNames { function, parameters: Vec::new() };
    names.entries = surface.entries.iter().map(kept).map(named).collect();
}

fn wanted_entry<'e>(entry: &Accessor, earlier: &'e Earlier<'_>) -> Wanted<'e> {
    Wanted::beside_words(step_hints(entry)).before(earlier.thing("entry", &entry.name).own())
}

pub(super) fn name(
    api: &Api,
    earlier: &Earlier<'_>,
    names: &mut Names,
    client: &mut Scope,
    collisions: &mut Collisions,
) {
    let Some(surface) = &api.request_builders else { return };
    name_types(api, surface, earlier, names);
    for (position, operation) in api.operations.iter().enumerate() {
        if let Some(builder) = operation.builder.and_then(|builder| names.builders.get_mut(builder)) {
            builder.operations.push(position);
        }
    }
    for (position, builder) in surface.builders.iter().enumerate() {
        functions(api, position, builder, earlier, names, collisions);
    }
    for (entry, own) in surface.entries.iter().zip(&mut names.entries) {
        if own.function.is_empty() {
            own.function = client.claim(&wanted_entry(entry, earlier)).0;
        }
        own.parameters = parameters(entry);
    }
}

fn name_types(api: &Api, surface: &RequestBuilders, earlier: &Earlier<'_>, names: &mut Names) {
    let mut order: Vec<(usize, &RequestBuilder)> = surface.builders.iter().enumerate().collect();
    order.sort_by(|(_, left), (_, right)| (&left.key, left.many).cmp(&(&right.key, right.many)));
    let wanted = |(_, builder): &(usize, &RequestBuilder)| {
        let before = earlier.thing("builder", &wire(builder)).own();
        Wanted::beside_words(ident_hints(api, names, builder)).before(before)
    };
    let wanted: Vec<Wanted<'_>> = order.iter().map(wanted).collect();
    let mut idents = Scope::new(Case::Camel, "Builder", &[]);
    let claimed = idents.claim_all(&wanted);
    // These come last: they are met in messages of the compiler and in docs only.
    let families: Vec<Claimed> =
        claimed.iter().map(|(ident, _)| idents.claim(&Wanted::words(vec![format!("{ident} Of")]))).collect();
    names.builders = vec![BuilderNames::default(); surface.builders.len()];
    for (((position, _), (ident, _)), (family, _)) in order.iter().zip(claimed).zip(families) {
        if let Some(slot) = names.builders.get_mut(*position) {
            (slot.ident, slot.family) = (ident, family);
        }
    }
}

/// What `names.txt` calls a builder.
pub(super) fn wire(builder: &RequestBuilder) -> String {
    if builder.many { format!("Collection({})", builder.key) } else { builder.key.clone() }
}

/// `MessageItem`, `MessageCollection`; with the module of a type that does not stand in `models` itself.
fn ident_hints(api: &Api, names: &Names, builder: &RequestBuilder) -> Vec<String> {
    let (modules, entity) = match builder.entity {
        Some(entity) => {
            let names = names.of(entity);
            (names.module.clone(), names.ident.clone())
        }
        None => {
            let (namespace, name) = builder.key.rsplit_once('.').unwrap_or(("", &builder.key));
            (types::modules(api, namespace), name.to_owned())
        }
    };
    let what = if builder.many { "Collection" } else { "Item" };
    let module = modules.last().map_or("", |module| module.trim_start_matches("r#"));
    let long = modules.join(" ");
    vec![format!("{module} {entity} {what}"), format!("{long} {entity} {what}")]
}

/// Steps take their names before operations do: they are what is met most. What goes on from a function's result comes
/// after the function itself.
fn functions(
    api: &Api,
    position: usize,
    builder: &RequestBuilder,
    earlier: &Earlier<'_>,
    names: &mut Names,
    collisions: &mut Collisions,
) {
    let Some(BuilderNames { ident, operations, .. }) = names.builders.get(position).cloned() else { return };
    let mut calls = Calls::new(api, None, &ident);
    for position in operations {
        let Some(operation) = api.operations.get(position) else { continue };
        let is_overload = operation.resource.as_ref().is_some_and(|resource| resource.operation.is_some());
        let wanted = (Wanted::beside_words(operation_hints(operation)), is_overload);
        calls.add(position, earlier, wanted, |operation, before| arguments(&operation.parameters, true, before));
    }
    let mut scope = Scope::new(Case::Snake, "step", RESERVED);
    let before = earlier.thing("builder", &wire(builder));
    let wanted: Vec<Wanted<'_>> = builder.accessors.iter().map(|step| wanted_step(step, before)).collect();
    let mut steps: Vec<Option<Claimed>> = wanted.iter().map(|wanted| scope.keep(wanted)).collect();
    calls.keep(&mut scope);
    let mut claim = |scope: &mut Scope, is_composition: bool| {
        for ((step, wanted), slot) in builder.accessors.iter().zip(&wanted).zip(&mut steps) {
            if (step.step == Step::Composition) == is_composition && slot.is_none() {
                *slot = Some(scope.claim(wanted));
            }
        }
    };
    claim(&mut scope, false);
    calls.claim(&mut scope, collisions);
    claim(&mut scope, true);
    calls.finish(Owner::Builder(position), names);
    let named = |(step, function): (&Accessor, Option<Claimed>)| AccessorNames {
        function: function.map(|(name, _)| name).unwrap_or_default(),
        parameters: parameters(step),
    };
    if let Some(slot) = names.builders.get_mut(position) {
        slot.accessors = builder.accessors.iter().zip(steps).map(named).collect();
    }
}

fn wanted_step<'b>(step: &Accessor, before: &Thing<'b>) -> Wanted<'b> {
    Wanted::beside_words(step_hints(step)).before(before.step(step))
}

/// Arguments of a step, which go by their places.
fn parameters(accessor: &Accessor) -> Vec<String> {
    let nothing = Thing::default();
    // The converters' name of a key's parameter says the type again.
    if let (Step::Key, [key]) = (accessor.step, accessor.parameters.as_slice()) {
        let key = crate::model::Parameter { name: accessor.name.clone(), ..key.clone() };
        return arguments(&[key], false, &nothing);
    }
    arguments(&accessor.parameters, false, &nothing)
}

/// A property by its name, a single key by that of its property, an alternate key by all of them.
fn step_hints(step: &Accessor) -> Vec<String> {
    let name = &step.name;
    match step.step {
        Step::Source => vec![name.clone()],
        Step::Navigation | Step::Value => vec![name.clone(), format!("{name} navigation")],
        Step::Key if step.parameters.len() > 1 => vec!["key".to_owned(), format!("by {}", spaced(name))],
        Step::Key => vec![name.clone(), format!("by {name}")],
        Step::AlternateKey => vec![format!("by {}", spaced(name))],
        Step::Composition if step.parameters.is_empty() => vec![format!("at {name}")],
        Step::Composition => vec![format!("at {name}"), format!("at {name} {}", given(&step.parameters))],
    }
}

fn spaced(names: &str) -> String {
    names.replace(',', " and ")
}

fn given(parameters: &[crate::model::Parameter]) -> String {
    let names: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    format!("with {}", names.join(" and "))
}

/// A stream by what is done with which, an overload by its parameters where its own name is taken.
fn operation_hints(operation: &Operation) -> Vec<String> {
    let Some(resource) = &operation.resource else { return vec![operation.path.clone()] };
    match (&resource.operation, resource.kind) {
        (Some(name), _) => {
            let local = name.rsplit('.').next().unwrap_or(name).to_owned();
            let required: Vec<_> =
                operation.parameters.iter().filter(|one| one.location == Location::Path).cloned().collect();
            let with = (!required.is_empty()).then(|| format!("{local} {}", given(&required)));
            let called = [format!("call {local}"), format!("call {name}"), name.clone()];
            [local].into_iter().chain(with).chain(called).collect()
        }
        (None, ResourceOperation::GetContent) => content_hints("get", resource),
        (None, ResourceOperation::SetContent) => content_hints("set", resource),
        (None, ResourceOperation::DeleteContent) => content_hints("delete", resource),
        (None, kind) => vec![kind.verb().to_owned(), format!("{} entity", kind.verb())],
    }
}

fn content_hints(verb: &str, resource: &Resource) -> Vec<String> {
    let stream = resource.chain.last().map_or("content", String::as_str);
    vec![format!("{verb} {stream}"), format!("{verb} {stream} content")]
}
