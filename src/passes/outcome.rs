//! What a success gives the caller: decided here, once, from the responses of each operation.

use crate::{
    diagnostics::Code,
    model::{Api, Item, Ledger, LedgerSeverity, Operation, Outcome, Payload, Response, Status, Type, TypeKind, Types},
};

/// Sets [`Operation::outcome`] of every operation; lists what several successes of different types come down to.
pub fn decide(api: &mut Api) {
    for operation in &mut api.operations {
        let successes: Vec<&Response> = successes(operation);
        let payloads: Vec<&Payload> =
            successes.iter().filter_map(|response| response.contents.first()).map(|content| &content.payload).collect();
        let empty = successes.iter().any(|response| response.contents.is_empty());
        let outcome = match payloads.first() {
            Some(payload) => outcome_of(payload, empty, operation, &api.types),
            None => Outcome::Empty,
        };
        if payloads.iter().any(|payload| Some(payload) != payloads.first()) {
            api.ledger.add(
                Code::Approximated,
                LedgerSeverity::Approximated,
                format!("several success types of {} {}", operation.method.as_str(), operation.path),
                "the type of the first success status".to_owned(),
                operation.place,
            );
        }
        list_media_types(operation, &successes, &mut api.ledger);
        operation.outcome = outcome;
    }
}

/// A request has one form and asks for one form of answer: the first. The others are listed.
fn list_media_types(operation: &Operation, successes: &[&Response], ledger: &mut Ledger) {
    let name = format!("{} {}", operation.method.as_str(), operation.path);
    let bodies = operation.body.iter().map(|body| ("body", &body.contents));
    let answers = successes.iter().map(|response| ("answer", &response.contents));
    for (what, contents) in bodies.chain(answers) {
        let Some((first, others)) = contents.split_first().filter(|(_, others)| !others.is_empty()) else { continue };
        let others: Vec<&str> = others.iter().map(|content| content.media_type.as_str()).collect();
        ledger.add(
            Code::Approximated,
            LedgerSeverity::Approximated,
            format!("{what} of {name} as {}", others.join(", ")),
            format!("the {what} as {}", first.media_type),
            operation.place,
        );
    }
}

/// The responses that mean success, in the order of their status; `default` counts when there is no other.
fn successes(operation: &Operation) -> Vec<&Response> {
    let mut found: Vec<&Response> =
        operation.responses.iter().filter(|response| response.status.is_success()).collect();
    if found.is_empty() && operation.responses.iter().all(|response| response.status == Status::Default) {
        found.extend(operation.responses.iter());
    }
    found.sort_by_key(|response| response.status);
    found
}

fn outcome_of(payload: &Payload, empty: bool, operation: &Operation, types: &Types) -> Outcome {
    match payload {
        Payload::Json(item) if operation.resource.is_some() && bears_envelope(item, types) => {
            if empty {
                Outcome::OptionalEntity(item.value.clone())
            } else {
                Outcome::Entity(item.value.clone())
            }
        }
        Payload::Json(item) if empty => Outcome::OptionalJson(item.clone()),
        Payload::Json(item) => Outcome::Json(item.clone()),
        Payload::Page(item) => Outcome::Page(item.clone()),
        Payload::Text(primitive) => Outcome::Text(*primitive),
        Payload::Bytes | Payload::Form(_) | Payload::Multipart(_) => Outcome::Bytes,
    }
}

/// Whether a body `{"value": {..}}` can only be the envelope around this type: a structure without a `value` of its own.
fn bears_envelope(item: &Item, types: &Types) -> bool {
    match &item.value {
        Type::Named(id) => match &types[*id].kind {
            TypeKind::Structure(_) => {
                !item.nullable && types.all_properties(*id).iter().all(|property| property.name != "value")
            }
            TypeKind::Enumeration(_) | TypeKind::Union(_) | TypeKind::Alias(_) => false,
        },
        Type::Primitive(_) | Type::List(_) | Type::Map(_) | Type::Any => false,
    }
}
