//! Request builders that say the same but for the type they are for: one generic definition serves all of them, and
//! each keeps its name.
//!
//! Most types add nothing to what can be asked of any entity, and a type that extends another often adds nothing to what
//! can be asked of that one. A builder for each of them would be what the compiler spends its time on, so what is
//! defined grows with what is declared, and not with how many types repeat it.

use std::collections::{BTreeMap, HashSet};

use crate::{
    model::{
        Accessor, Api, Docs, Location, Operation, Parameter, ParameterEncoding, RequestBuilder, RequestBuilders, Step,
        Style, Type, TypeId, odata::ResourceOperation,
    },
    names::{AccessorNames, BuilderNames, Names, OperationNames},
};

/// Which builders share a definition.
#[derive(Debug, Default)]
pub struct Alike {
    /// By position of a builder, that of the builder by whose name the shared definition is called.
    first: Vec<Option<usize>>,
    /// Builders for one entity that a shared definition leads to by the type of the entity.
    items: HashSet<usize>,
}

impl Alike {
    /// The builder whose shared definition serves this one too; `None` for a builder with a definition of its own.
    pub fn of(&self, position: usize) -> Option<usize> {
        self.first.get(position).copied().flatten()
    }

    /// Whether a shared definition leads to this builder by the type of its entity.
    pub fn is_led_to(&self, position: usize) -> bool {
        self.items.contains(&position)
    }
}

/// Finds builders that are alike; of each family, the first by name gives the definition its name.
pub fn find(api: &Api, names: &Names) -> Alike {
    let Some(RequestBuilders { builders, .. }) = &api.request_builders else { return Alike::default() };
    let mut families: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (position, (builder, own)) in builders.iter().zip(&names.builders).enumerate() {
        if let Some(said) = said(api, names, builders, builder, own) {
            families.entry(said).or_default().push(position);
        }
    }
    let mut alike = Alike { first: vec![None; builders.len()], items: HashSet::new() };
    let ident = |position: &usize| names.builders.get(*position).map_or("", |builder| builder.ident.as_str());
    for family in families.into_values().filter(|family| family.len() > 1) {
        let first = family.iter().copied().min_by_key(|position| ident(position));
        for position in family {
            if let (Some(slot), Some(builder)) = (alike.first.get_mut(position), builders.get(position)) {
                *slot = first;
                let own = builder.accessors.iter().filter(|step| is_to_itself(builders, builder, step));
                alike.items.extend(own.map(|step| step.target));
            }
        }
    }
    alike
}

/// Whether a step leads from a collection to an entity of the collection's own type.
pub fn is_to_itself(builders: &[RequestBuilder], builder: &RequestBuilder, step: &Accessor) -> bool {
    let target = builders.get(step.target);
    matches!(step.step, Step::Key | Step::AlternateKey)
        && target.is_some_and(|target| !target.many && target.entity.is_some() && target.entity == builder.entity)
}

/// Whether an operation is one that every entity type has, for the type of its builder.
pub fn is_basic(operation: &Operation) -> bool {
    let Some(resource) = &operation.resource else { return false };
    match resource.kind {
        ResourceOperation::List
        | ResourceOperation::Get
        | ResourceOperation::Create
        | ResourceOperation::Update
        | ResourceOperation::Replace
        | ResourceOperation::Delete
        | ResourceOperation::Count => resource.operation.is_none(),
        ResourceOperation::Action
        | ResourceOperation::Function
        | ResourceOperation::ListReferences
        | ResourceOperation::GetReference
        | ResourceOperation::AddReference
        | ResourceOperation::SetReference
        | ResourceOperation::RemoveReference
        | ResourceOperation::GetContent
        | ResourceOperation::SetContent
        | ResourceOperation::DeleteContent => false,
    }
}

/// The operation of a builder as it is for a type `T`: its texts do not name the type it is for.
pub fn for_any(operation: &Operation, builder: &RequestBuilder) -> Operation {
    let mut operation = operation.clone();
    operation.path = operation.path.replacen(&builder.key, "T", 1);
    let name = builder.key.rsplit('.').next().unwrap_or(&builder.key);
    let phrase = format!(" of type {name}");
    if let Some(summary) = operation.docs.summary.as_mut()
        && let Some((before, after)) = summary.split_once(&phrase)
        && (after.is_empty() || after.starts_with(' '))
    {
        *summary = format!("{before} of type `T`{after}");
    }
    operation
}

/// All that the code of a builder is made of, except its type; `None` where some of it is its own.
fn said(
    api: &Api,
    names: &Names,
    builders: &[RequestBuilder],
    builder: &RequestBuilder,
    own: &BuilderNames,
) -> Option<String> {
    let entity = builder.entity?;
    // The type has to say its name, and to be ours.
    api.types.structure(entity)?.wire_name.as_ref()?;
    if api.custom.paths.contains_key(&api.types[entity].key) {
        return None;
    }
    let RequestBuilder { key: _, entity: _, value, many, accessors, casts, links } = builder;
    let mut said = format!("{value} {many} {links} {}\n", casts.is_empty());
    for (step, names) in accessors.iter().zip(&own.accessors) {
        step_says(&mut said, step, names, is_to_itself(builders, builder, step));
    }
    for &position in &own.operations {
        let (operation, names) = api.operations.get(position).zip(names.operations.get(position))?;
        if has_types_of_its_own(operation, names) {
            return None;
        }
        operation_says(&mut said, &for_any(operation, builder), names, entity);
    }
    Some(said)
}

fn step_says(said: &mut String, step: &Accessor, names: &AccessorNames, is_to_itself: bool) {
    let Accessor { name: _, step: kind, parts, parameters, target, elsewhere: _, rights, docs, deprecated, place: _ } =
        step;
    let target = (!is_to_itself).then_some(target);
    let parameters: Vec<Parameter> = parameters.iter().map(unnamed).collect();
    said.push_str(&format!(
        "{names:?} {kind:?} {parts:?} {parameters:?} {target:?} {rights:?} {docs:?} {deprecated:?}\n"
    ));
}

/// Whether the function of an operation needs a type beside the builder: for its request, its answer or its parts.
fn has_types_of_its_own(operation: &Operation, names: &OperationNames) -> bool {
    names.response.is_some()
        || names.parts.is_some()
        || !operation.forms.is_empty()
        || operation.body.as_ref().is_some_and(|body| !body.required)
        || operation.parameters.iter().any(|parameter| !parameter.required && !parameter.is_of_every_request())
}

fn operation_says(said: &mut String, operation: &Operation, names: &OperationNames, entity: TypeId) {
    let Operation { method, path, parts, docs, deprecated, parameters, body, responses, .. } = operation;
    let Operation { outcome, accept, stream, paging, security, servers, resource, .. } = operation;
    let parameters: Vec<Parameter> = parameters.iter().map(placeless).collect();
    let (function, arguments) = (&names.function, &names.parameters);
    said.push_str(&format!(
        "{function} {arguments:?} {method:?} {path} {parts:?} {docs:?} {deprecated:?} {parameters:?} "
    ));
    said.push_str(&format!("{accept:?} {stream:?} {paging:?} {security:?} {servers:?} {resource:?} "));
    let values = format!("{body:?} {responses:?} {outcome:?}\n");
    if is_basic(operation) {
        said.push_str(&values.replace(&format!("{entity:?}"), "T"));
    } else {
        said.push_str(&values);
    }
}

/// A parameter of a step, which has no texts of its own. A value that is a segment, or the inside of a literal, is written
/// without the name of its parameter: converters call keys after their types.
fn unnamed(parameter: &Parameter) -> Parameter {
    let is_text = matches!(parameter.item.value, Type::Primitive(_)) && parameter.location == Location::Path;
    let is_segment = parameter.style == Style::Simple && !parameter.allow_reserved;
    let is_written_alone = match parameter.encoding {
        ParameterEncoding::QuotedLiteral => true,
        ParameterEncoding::Plain => is_segment,
        ParameterEncoding::Content(_) | ParameterEncoding::WholeQuery | ParameterEncoding::Argument { .. } => false,
    };
    let mut parameter = Parameter { docs: Docs::default(), ..placeless(parameter) };
    if is_text && is_written_alone {
        parameter.name.clear();
    }
    parameter
}

/// Where a parameter is declared makes no difference to it.
fn placeless(parameter: &Parameter) -> Parameter {
    Parameter { place: None, ..parameter.clone() }
}
