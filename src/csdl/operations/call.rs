//! Actions and functions.

use super::{Answer, Draft, Sent, description, names, options};
use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Overload},
        lower::link,
        paths::{Path, Restrictions, Segment},
        syntax::{OperationKind, StructuredKind},
    },
    model::{
        Method, docs,
        odata::{QueryOptions, ResourceOperation},
    },
};

/// A bound action or function (OData Protocol 11.5).
pub(super) fn bound<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Option<Draft<'a>> {
    let Some(Segment::Operation(overload)) = path.last() else { return None };
    let mut targets = vec![path.target(catalog)];
    targets.extend_from_slice(&overload.targets);
    let kind = match overload.syntax.kind {
        OperationKind::Action => "action",
        OperationKind::Function => "function",
    };
    let summary = format!("Invoke {kind} {}", overload.syntax.name);
    Some(call(catalog, overload, &targets, names::at_call(catalog, path), tag(path, overload), summary))
}

/// An action or function import.
pub(super) fn import<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Option<Draft<'a>> {
    let Some(segment @ Segment::Import { import, overload, .. }) = path.last() else { return None };
    let tag = import.entity_set.as_ref().unwrap_or(&import.name);
    let tag = tag.rsplit('/').next().unwrap_or(tag).to_owned();
    let (id, kind) = match import.kind {
        OperationKind::Action => (format!("ActionImport.{}", import.name), "action"),
        OperationKind::Function if names::is_overloaded(catalog, segment) => {
            let hash = names::four_digits(&crate::csdl::paths::segment_text(catalog, segment));
            (format!("FunctionImport.{}-{hash}", import.name), "function")
        }
        OperationKind::Function => (format!("FunctionImport.{}", import.name), "function"),
    };
    let summary = format!("Invoke {kind}Import {}", import.name);
    Some(call(catalog, overload, &segment.targets(), id, tag, summary))
}

fn call<'a>(
    catalog: &'a Catalog<'a>,
    overload: &'a Overload<'a>,
    targets: &[String],
    id: String,
    tag: String,
    summary: String,
) -> Draft<'a> {
    let (method, kind, relation) = match overload.syntax.kind {
        OperationKind::Action => (Method::Post, ResourceOperation::Action, "action"),
        OperationKind::Function => (Method::Get, ResourceOperation::Function, "function"),
    };
    let names_of_targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let restrictions = Restrictions::of(catalog, term::OPERATION_RESTRICTIONS, targets);
    let mut draft = Draft::new(method, kind, id, tag)
        .at(overload.syntax.place)
        .restricted(&restrictions, summary, None)
        .linked(link(catalog, &names_of_targets, relation))
        .options(query_options(catalog, overload, targets))
        .answers(Answer::Returned(overload));
    // A short and a long text are a title and what it is about; a single one is the latter.
    let short = targets.iter().find_map(|target| description(catalog, target));
    let long = targets.iter().find_map(|target| catalog.annotations.text(target, term::LONG_DESCRIPTION));
    match (docs::text(short), docs::text(long)) {
        (Some(short), Some(long)) => {
            draft.docs.summary = Some(short);
            draft.docs.description = Some(long);
        }
        (short, long) => draft.docs.description = short.or(long),
    }
    let takes = overload.syntax.parameters.len() > usize::from(overload.syntax.bound);
    if overload.syntax.kind == OperationKind::Action && takes {
        draft = draft.sends(Sent::Parameters(overload));
    }
    draft
}

/// The options of a function that returns a collection; what is in it decides which.
fn query_options(catalog: &Catalog<'_>, overload: &Overload<'_>, targets: &[String]) -> QueryOptions {
    let Some(returned) = overload.syntax.returns.as_ref().filter(|returned| returned.collection) else {
        return QueryOptions::default();
    };
    if overload.syntax.kind == OperationKind::Action {
        return QueryOptions::default();
    }
    let name = catalog.names.resolve(overload.file, &returned.name);
    let of_entities =
        catalog.structured.get(&name).is_some_and(|structured| structured.syntax.kind == StructuredKind::Entity);
    if of_entities { options::entities(catalog, targets) } else { options::values(catalog, targets) }
}

/// The tag of what the operation is called on; at a source itself, actions and functions have tags of their own.
fn tag(path: &Path<'_>, overload: &Overload<'_>) -> String {
    let on = path.segments.iter().rev().skip(1).find(|segment| !matches!(segment, Segment::Key { .. }));
    let group = match overload.syntax.kind {
        OperationKind::Action => "Actions",
        OperationKind::Function => "Functions",
    };
    match (on, path.source()) {
        (Some(Segment::Navigation { .. }), _) => names::tag(path),
        (_, Some((_, source, entity))) => format!("{}.{}.{group}", source.name, entity.syntax.name),
        (_, None) => names::tag(path),
    }
}
