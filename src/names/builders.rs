//! Names of request builders, of their steps and of their operations.

use super::{
    AccessorNames, BuilderNames, Collisions, Names, OperationNames, Owner, forms, groups::arguments, identifier::Case,
    scope::Scope, types,
};
use crate::{
    diagnostics::{Code, Diagnostic},
    model::{
        Accessor, Api, Location, Operation, RequestBuilder, Step,
        odata::{Resource, ResourceOperation},
    },
};

/// Functions that builders have beside steps and operations.
const RESERVED: &[&str] = &["new", "cast", "reference", "references", "clone", "fmt", "from", "into", "default"];

pub(super) fn name(api: &Api, names: &mut Names, client: &mut Scope, collisions: &mut Collisions) {
    let Some(surface) = &api.request_builders else { return };
    let mut idents = Scope::new(Case::Camel, "Builder", &[]);
    let mut order: Vec<usize> = (0..surface.builders.len()).collect();
    let key = |position: &usize| {
        let builder = surface.builders.get(*position);
        builder.map(|builder| (builder.key.as_str(), builder.many))
    };
    order.sort_by(|left, right| key(left).cmp(&key(right)));
    names.builders = vec![BuilderNames::default(); surface.builders.len()];
    for &position in &order {
        let Some(builder) = surface.builders.get(position) else { continue };
        let ident = idents.claim_beside_words(&ident_hints(api, names, builder)).0;
        if let Some(slot) = names.builders.get_mut(position) {
            slot.ident = ident;
        }
    }
    // These come last: they are met in messages of the compiler and in docs only.
    for position in order {
        if let Some(slot) = names.builders.get_mut(position) {
            slot.family = idents.claim_words(&[format!("{} Of", slot.ident)]).0;
        }
    }
    for (position, operation) in api.operations.iter().enumerate() {
        if let Some(builder) = operation.builder.and_then(|builder| names.builders.get_mut(builder)) {
            builder.operations.push(position);
        }
    }
    for (position, builder) in surface.builders.iter().enumerate() {
        functions(api, position, builder, names, collisions);
    }
    names.entries = surface.entries.iter().map(|entry| accessor(entry, client, &step_hints(entry))).collect();
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

/// Steps take their names before operations do: they are what is met most.
fn functions(api: &Api, position: usize, builder: &RequestBuilder, names: &mut Names, collisions: &mut Collisions) {
    let mut scope = Scope::new(Case::Snake, "step", RESERVED);
    let accessors = builder.accessors.iter().filter(|step| step.step != Step::Composition);
    let mut named: Vec<AccessorNames> = accessors.map(|step| accessor(step, &mut scope, &step_hints(step))).collect();
    let mut requests = Scope::new(Case::Camel, "Call", &[]);
    let Some(BuilderNames { ident, operations, .. }) = names.builders.get(position).cloned() else { return };
    for &position_of_operation in &operations {
        let Some(operation) = api.operations.get(position_of_operation) else { continue };
        let (function, collided) = scope.claim_beside_words(&operation_hints(operation));
        let is_overload = operation.resource.as_ref().is_some_and(|resource| resource.operation.is_some());
        if collided && !is_overload {
            let message = format!("`{} {}` is called `{function}`", operation.method.as_str(), operation.path);
            let note = Diagnostic::remark(Code::NameCollision, format!("{message}, because its own name is taken"));
            collisions.push(match operation.place {
                Some(place) => note.at(place),
                None => note,
            });
        }
        let called = format!("{ident} {}", function.trim_start_matches("r#"));
        let (request, _) = requests.claim_beside_words(&[format!("{called} request")]);
        let response = forms::response(&operation.outcome, &called, &mut requests);
        let content = operation.body.as_ref().and_then(|body| body.contents.first());
        let parts = forms::parts(api, content, &called, &mut requests);
        let parameters = arguments(&operation.parameters, true);
        if let Some(slot) = names.operations.get_mut(position_of_operation) {
            let owner = Owner::Builder(position);
            *slot = OperationNames { owner, function, request, response, parts, parameters, forms: Vec::new() };
        }
    }
    for &position in &operations {
        if let (Some(operation), Some(names)) = (api.operations.get(position), names.operations.get_mut(position)) {
            names.forms = forms::name(api, operation, names, &ident, &mut scope, &mut requests);
        }
    }
    // What goes on from a function's result comes after the function itself.
    let compositions = builder.accessors.iter().filter(|step| step.step == Step::Composition);
    let mut composed = compositions.map(|step| accessor(step, &mut scope, &step_hints(step))).collect::<Vec<_>>();
    let mut in_order = Vec::with_capacity(builder.accessors.len());
    named.reverse();
    composed.reverse();
    for step in &builder.accessors {
        let next = if step.step == Step::Composition { composed.pop() } else { named.pop() };
        in_order.extend(next);
    }
    if let Some(slot) = names.builders.get_mut(position) {
        slot.accessors = in_order;
    }
}

fn accessor(accessor: &Accessor, scope: &mut Scope, hints: &[String]) -> AccessorNames {
    let function = scope.claim_beside_words(hints).0;
    // The converters' name of a key's parameter says the type again.
    if let (Step::Key, [key]) = (accessor.step, accessor.parameters.as_slice()) {
        let key = crate::model::Parameter { name: accessor.name.clone(), ..key.clone() };
        return AccessorNames { function, parameters: arguments(&[key], false) };
    }
    AccessorNames { function, parameters: arguments(&accessor.parameters, false) }
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
