//! Which functions of an operation say by their body whether the answer comes at once or as a stream.
//!
//! Services that answer one operation both ways look at the boolean member `stream` of what is sent, and not at what is
//! asked for by media type. So the function that streams sets it, and the other leaves it alone, or sets it to false
//! where a stream is what comes by default.

use crate::model::{Content, Differs, Operation, Outcome, Payload, Primitive, Property, Type, TypeKind, Types};

/// The member by which a body asks for a stream.
const MEMBER: &str = "stream";

/// Sets `stream` of an operation that answers at once and as a stream, and of its forms.
pub fn decide(operation: &mut Operation, types: &Types) {
    let streams = |outcome: &Outcome| matches!(outcome, Outcome::Stream(..));
    if streams(&operation.outcome) || !operation.forms.iter().any(|form| streams(&form.outcome)) {
        return;
    }
    let contents = operation.body.as_ref().map(|body| body.contents.as_slice()).unwrap_or_default();
    let by_default = |position: usize| contents.get(position).and_then(|content| by_default(content, types));
    let otherwise = |is_default: bool| is_default.then_some(false);
    let decided: Vec<Option<bool>> = operation
        .forms
        .iter()
        .map(|form| {
            let is_default = by_default(form.content)?;
            if matches!(form.differs, Differs::Streams(_)) { Some(true) } else { otherwise(is_default) }
        })
        .collect();
    let main = by_default(0).and_then(otherwise);
    for (form, stream) in operation.forms.iter_mut().zip(decided) {
        form.stream = stream;
    }
    operation.stream = main;
}

/// Whether a JSON body asks for a stream when it says nothing; `None` if it has no say in it.
fn by_default(content: &Content, types: &Types) -> Option<bool> {
    match &content.payload {
        Payload::Json(item) => member(&item.value, types, 0).map(|found| found.default.as_deref() == Some("true")),
        _ => None,
    }
}

/// The boolean member; of a union, if all of its variants have it.
fn member<'t>(value: &Type, types: &'t Types, depth: usize) -> Option<&'t Property> {
    let Type::Named(id) = value else { return None };
    // Unions and aliases that lead to themselves have no members.
    if depth > 8 {
        return None;
    }
    match &types[*id].kind {
        TypeKind::Structure(_) => types
            .all_properties(*id)
            .into_iter()
            .find(|property| property.name == MEMBER && is_boolean(&property.item.value, types, 0)),
        TypeKind::Alias(item) => member(&item.value, types, depth + 1),
        TypeKind::Union(union) => {
            let mut members = union.variants.iter().map(|variant| member(&variant.value, types, depth + 1));
            let first = members.next()??;
            members.all(|other| other.is_some()).then_some(first)
        }
        TypeKind::Enumeration(_) => None,
    }
}

fn is_boolean(value: &Type, types: &Types, depth: usize) -> bool {
    match value {
        Type::Primitive(Primitive::Boolean) => true,
        Type::Named(id) if depth < 8 => match &types[*id].kind {
            TypeKind::Alias(item) => is_boolean(&item.value, types, depth + 1),
            TypeKind::Structure(_) | TypeKind::Union(_) | TypeKind::Enumeration(_) => false,
        },
        _ => false,
    }
}
