//! What a success gives the caller, and in which further forms an operation can be called: decided here, once, from the
//! bodies and responses of each operation.
//!
//! Statuses of different types make one outcome of several, told apart by the status. Media types of different values
//! make a function each, which sends or asks for its own: what comes is known beforehand.

use super::streaming;
use crate::{
    diagnostics::Code,
    model::{
        Api, Content, Differs, Form, Item, Ledger, LedgerSeverity, Operation, Outcome, Payload, Response, Status,
        StatusOutcome, Type, TypeKind, Types,
    },
};

/// Sets outcome, `accept` and forms of every operation; lists what no form of it is for.
pub fn decide(api: &mut Api) {
    for operation in &mut api.operations {
        let main = answer(operation, None, &api.types);
        let forms = if operation.resource.is_some() {
            // OData says by its own means which form it wants; the others are listed.
            list_others(operation, &mut api.ledger);
            Vec::new()
        } else {
            forms(operation, &main, &api.types, &mut api.ledger)
        };
        list_untold(operation, &main, &mut api.ledger);
        operation.outcome = main.outcome;
        // A stream of an OData service has the media type with which it was stored, whatever is described.
        let is_stored = |accept: &String| operation.resource.is_some() && accept == "application/octet-stream";
        operation.accept = main.accept.map(|accept| if is_stored(&accept) { "*/*".to_owned() } else { accept });
        operation.forms = forms;
        streaming::decide(operation, &api.types);
    }
}

/// What comes of asking for one form of answer.
struct Answer {
    outcome: Outcome,
    accept: Option<String>,
    /// Whether some success has a type that the outcome does not tell.
    untold: bool,
}

/// A success, and the form of it that is asked for.
type Picked<'a> = (&'a Response, Option<&'a Content>);

/// What comes when `media_type` is asked for, or the preferred form of every success.
fn answer(operation: &Operation, media_type: Option<&str>, types: &Types) -> Answer {
    let picked: Vec<Picked<'_>> = operation
        .successes()
        .into_iter()
        .map(|response| {
            let asked = response.contents.iter().find(|content| Some(content.media_type.as_str()) == media_type);
            (response, asked.or(response.contents.first()))
        })
        .collect();
    let contents: Vec<&Content> = picked.iter().filter_map(|(_, content)| *content).collect();
    let empty = picked.iter().any(|(_, content)| content.is_none());
    let stream = contents.iter().find_map(|content| match &content.payload {
        Payload::Sequence(framing, item) => Some((*framing, item.clone())),
        _ => None,
    });
    let Some(first) = contents.first() else {
        return Answer { outcome: Outcome::Empty, accept: with_errors(None, operation), untold: false };
    };
    let differ = contents.iter().any(|content| content.payload != first.payload);
    let (outcome, untold) = match stream {
        Some((framing, item)) => (Outcome::Stream(framing, item), differ),
        None if !differ => (outcome_of(&first.payload, empty, operation, types), false),
        None if operation.resource.is_some() => (outcome_of(&first.payload, empty, operation, types), true),
        None => (by_status(&picked, operation, types), false),
    };
    let accept = with_errors(accept(&outcome, &picked), operation);
    Answer { outcome, accept, untold }
}

fn by_status(picked: &[Picked<'_>], operation: &Operation, types: &Types) -> Outcome {
    let outcome = |content: &Option<&Content>| match content {
        Some(content) => outcome_of(&content.payload, false, operation, types),
        None => Outcome::Empty,
    };
    let one = |(response, content): &Picked<'_>| StatusOutcome {
        status: response.status,
        docs: response.docs.clone(),
        outcome: outcome(content),
    };
    Outcome::ByStatus(picked.iter().map(one).collect())
}

/// What is asked for: every media type that the outcome can read. Nothing for plain JSON, which every call asks for.
fn accept(outcome: &Outcome, picked: &[Picked<'_>]) -> Option<String> {
    let streams = matches!(outcome, Outcome::Stream(..));
    let mut media_types: Vec<&str> = Vec::new();
    for (response, content) in picked {
        let equal = |other: &&Content| !other.notation && content.is_some_and(|one| one.payload == other.payload);
        for other in response.contents.iter().filter(equal) {
            let is_stream = matches!(other.payload, Payload::Sequence(..));
            if is_stream == streams && !media_types.contains(&other.media_type.as_str()) {
                media_types.push(&other.media_type);
            }
        }
    }
    let is_json = |media_type: &&str| ["application/json", "*/*", "application/*"].contains(media_type);
    match outcome {
        Outcome::Empty | Outcome::Page(_) | Outcome::Changes(_) | Outcome::Entity(_) | Outcome::OptionalEntity(_) => {
            None
        }
        Outcome::Json(_) | Outcome::OptionalJson(_) if media_types.iter().any(is_json) => None,
        Outcome::Json(_)
        | Outcome::OptionalJson(_)
        | Outcome::Text(_)
        | Outcome::Bytes
        | Outcome::ByStatus(_)
        | Outcome::Stream(..) => Some(media_types.join(", ")).filter(|all| all != "application/json"),
    }
}

/// What is asked for with the media types of errors after it, which a service may otherwise not send: each that the
/// operation describes and that is not asked for already, by a lower preference (RFC 9110, 12.5.1). Errors of OData are
/// JSON.
fn with_errors(accept: Option<String>, operation: &Operation) -> Option<String> {
    if operation.resource.is_some() {
        return accept;
    }
    let asked = accept.as_deref().unwrap_or("application/json");
    let mut known: Vec<String> = asked.split(',').map(essence).collect();
    let mut added = Vec::new();
    for content in errors(operation).into_iter().flat_map(|response| &response.contents) {
        let name = essence(&content.media_type);
        if !content.notation && is_media_type(&name) && !known.iter().any(|range| covers(range, &name)) {
            added.push(format!("{name};q=0.5"));
            known.push(name);
        }
    }
    if added.is_empty() { accept } else { Some(format!("{asked}, {}", added.join(", "))) }
}

/// The responses that mean no success.
fn errors(operation: &Operation) -> Vec<&Response> {
    let successes: Vec<Status> = operation.successes().iter().map(|response| response.status).collect();
    let mut found: Vec<&Response> =
        operation.responses.iter().filter(|response| !successes.contains(&response.status)).collect();
    found.sort_by_key(|response| response.status);
    found
}

/// A media type or range without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether it is one that a header can name, and no range, which says nothing.
fn is_media_type(name: &str) -> bool {
    let is_token = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !part.is_empty() && part.bytes().all(allowed)
    };
    name.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

/// Whether a media range covers a media type.
fn covers(range: &str, name: &str) -> bool {
    let starts = |kind: &str| name.strip_prefix(kind).is_some_and(|rest| rest.starts_with('/'));
    range == "*/*" || range == name || range.strip_suffix("/*").is_some_and(starts)
}

/// The ways to call an operation beside the main one.
fn forms(operation: &Operation, main: &Answer, types: &Types, ledger: &mut Ledger) -> Vec<Form> {
    let mut forms = Vec::new();
    let contents = operation.body.as_ref().map(|body| body.contents.as_slice()).unwrap_or_default();
    let mut known: Vec<&str> = Vec::new();
    for (position, content) in contents.iter().enumerate().skip(1) {
        let before = contents.get(..position).unwrap_or_default();
        if is_known(content, before, true) {
            if !is_same_form(content, before) {
                known.push(&content.media_type);
            }
            continue;
        }
        let differs = Differs::Sends(content.media_type.clone());
        let (outcome, accept) = (main.outcome.clone(), main.accept.clone());
        forms.push(Form { differs, content: position, outcome, accept, stream: None });
    }
    list_known(operation, "body", &known, ledger);
    let (mut asked, mut known): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for response in operation.successes() {
        for (position, content) in response.contents.iter().enumerate().skip(1) {
            let media_type = content.media_type.as_str();
            if asked.contains(&media_type) {
                continue;
            }
            let before = response.contents.get(..position).unwrap_or_default();
            if is_known(content, before, false) {
                // Texts and bytes are asked for in all of their media types.
                let is_listed = content.notation || matches!(content.payload, Payload::Json(_));
                let is_listed = is_listed && !is_same_form(content, before);
                if is_listed && !known.contains(&media_type) {
                    known.push(media_type);
                }
                continue;
            }
            asked.push(media_type);
            let answer = answer(operation, Some(media_type), types);
            list_untold(operation, &answer, ledger);
            let differs = match content.payload {
                Payload::Sequence(..) => Differs::Streams(media_type.to_owned()),
                _ => Differs::AsksFor(media_type.to_owned()),
            };
            let Answer { outcome, accept, .. } = answer;
            forms.push(Form { differs, content: 0, outcome, accept, stream: None });
        }
    }
    list_known(operation, "answer", &known, ledger);
    forms
}

/// Whether a form says nothing that those before it do not: the same value in another notation, or the same type. What
/// is sent may mean something else by its name alone, such as a patch; there only other names of plain JSON are known.
fn is_known(content: &Content, before: &[Content], sent: bool) -> bool {
    let told = !sent || (is_plain_json(&content.media_type) && matches!(content.payload, Payload::Json(_)));
    content.notation || (told && before.iter().any(|known| known.payload == content.payload))
}

/// Whether a form differs from one before it by parameters of the media type alone that say how the value is written,
/// each way of which is read: nothing of it is lost.
fn is_same_form(content: &Content, before: &[Content]) -> bool {
    let is_same = |known: &Content| {
        known.payload == content.payload && essence(&known.media_type) == essence(&content.media_type)
    };
    says_only_how(&content.media_type) && before.iter().any(|known| says_only_how(&known.media_type) && is_same(known))
}

/// Whether all parameters of a media type are of the representation: UTF-8, which JSON is in anyway (RFC 8259, 8.1), and
/// those by which OData writes numbers, metadata and streams (OData JSON Format 4.01, 3).
fn says_only_how(media_type: &str) -> bool {
    media_type.split(';').skip(1).all(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = value.trim().trim_matches('"').to_ascii_lowercase();
        match name.trim().to_ascii_lowercase().trim_start_matches("odata.") {
            "charset" => ["utf-8", "utf8"].contains(&value.as_str()),
            name => ["", "ieee754compatible", "exponentialdecimals", "metadata", "streaming"].contains(&name),
        }
    })
}

fn is_plain_json(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["application/json", "text/json", "application/*", "application/*+json", "*/*"].contains(&name.as_str())
}

/// Said once, as something to know: the value itself has its type.
fn list_known(operation: &Operation, what: &str, media_types: &[&str], ledger: &mut Ledger) {
    if media_types.is_empty() {
        return;
    }
    let (method, path, media_types) = (operation.method.as_str(), &operation.path, media_types.join(", "));
    ledger.add(
        Code::Approximated,
        LedgerSeverity::Info,
        format!("{what} of {method} {path} as {media_types}"),
        "the same value in the form before it",
        operation.place,
    );
}

fn list_untold(operation: &Operation, answer: &Answer, ledger: &mut Ledger) {
    if answer.untold {
        let emitted = match answer.outcome {
            Outcome::Stream(..) => "the stream alone",
            _ => "the type of the first success status",
        };
        ledger.add(
            Code::Approximated,
            LedgerSeverity::Approximated,
            format!("several success types of {} {}", operation.method.as_str(), operation.path),
            emitted,
            operation.place,
        );
    }
}

/// A request of OData has one form and asks for one form of answer: the first. The others are listed.
fn list_others(operation: &Operation, ledger: &mut Ledger) {
    let name = format!("{} {}", operation.method.as_str(), operation.path);
    let bodies = operation.body.iter().map(|body| ("body", &body.contents));
    let successes = operation.successes();
    let answers = successes.iter().map(|response| ("answer", &response.contents));
    for (what, contents) in bodies.chain(answers) {
        let Some((first, others)) = contents.split_first().filter(|(_, others)| !others.is_empty()) else { continue };
        let are_bytes = contents.iter().all(|content| content.payload == Payload::Bytes);
        if are_bytes && what == "answer" {
            // All of them are asked for, and bytes are bytes.
            continue;
        }
        let is_another = |content: &&Content| !is_same_form(content, std::slice::from_ref(first));
        let others: Vec<&str> = others.iter().filter(is_another).map(|content| content.media_type.as_str()).collect();
        if others.is_empty() {
            continue;
        }
        let severity = if are_bytes { LedgerSeverity::Info } else { LedgerSeverity::Approximated };
        let how = if are_bytes { ", unless the header `content-type` of the call says another" } else { "" };
        ledger.add(
            Code::Approximated,
            severity,
            format!("{what} of {name} as {}", others.join(", ")),
            format!("the {what} as {}{how}", first.media_type),
            operation.place,
        );
    }
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
        Payload::Page(item) if gives_changes(operation, item, types) => Outcome::Changes(item.clone()),
        Payload::Page(item) => Outcome::Page(item.clone()),
        Payload::Text(value) => Outcome::Text(value.clone()),
        Payload::Sequence(framing, item) => Outcome::Stream(*framing, item.clone()),
        Payload::Bytes | Payload::Form(_) | Payload::Multipart(_) => Outcome::Bytes,
    }
}

/// Whether a list is one of changes to entities.
fn gives_changes(operation: &Operation, item: &Item, types: &Types) -> bool {
    let of_entities = matches!(item.value, Type::Named(id) if types.structure(id).is_some());
    of_entities && operation.resource.as_ref().is_some_and(|resource| resource.changes)
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
        Type::Primitive(_) | Type::List(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => false,
    }
}
