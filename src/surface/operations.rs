//! Operations: the function with what must be given, and an entry for each thing that may be given.

use super::{Entry, Surface, WIRE, collect::texts};
use crate::{
    model::{
        Api, Body, Encoding, Location, Operation, Parameter, ParameterEncoding, Types,
        dump::{ShownItem, ShownOutcome, ShownPayload},
    },
    names::OperationNames,
};

/// Adds the entries of an operation in one of its forms.
pub(super) fn insert(
    api: &Api,
    operation: &Operation,
    names: &OperationNames,
    path: String,
    form: Option<&str>,
    surface: &mut Surface,
) {
    let types = &api.types;
    let wire = format!("{} {}", operation.method.as_str(), operation.path);
    let wire = form.map_or(wire.clone(), |media_type| format!("{wire} as {media_type}"));
    let setters: Vec<(String, Entry)> = setters(types, operation, names, &wire, &path);
    let has_setters = !setters.is_empty();
    surface.insert(path, function(types, operation, wire, has_setters));
    surface.extend(setters);
}

fn function(types: &Types, operation: &Operation, wire: String, has_setters: bool) -> Entry {
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let mut arguments: Vec<String> = required
        .clone()
        .map(|parameter| format!("{}: {}", parameter.name, ShownItem(types, &parameter.item)))
        .collect();
    let body = operation.body.as_ref().filter(|body| body.required);
    arguments.extend(body.and_then(|body| shown_body(types, body)).map(|body| format!("body: {body}")));
    let gives = ShownOutcome(types, &operation.outcome);
    let pages = operation.paging.as_ref().map(|paging| format!(" in pages of {}", ShownItem(types, &paging.item)));
    let gives = format!("{gives}{}", pages.unwrap_or_default());
    let options = operation.resource.as_ref().map(|resource| resource.options.names().join(" ")).unwrap_or_default();
    // The first thing that may be given makes a type of its own of the request.
    let request = if has_setters { "a request of " } else { "" };
    let signature = format!("fn({}) -> {request}{gives} {options}", arguments.join(", ")).trim_end().to_owned();
    let mut said = texts(&operation.docs, operation.deprecated.as_ref());
    let arguments: Vec<_> = required.clone().map(|parameter| (&parameter.docs, &parameter.deprecated)).collect();
    said.push(("documentation of arguments", format!("{arguments:?}")));
    said.push(("credentials", format!("{:?}", operation.security)));
    said.push(("answers", answers(types, operation)));
    let mut sent: Vec<String> =
        operation.servers.first().map(|server| format!("to {}", server.url)).into_iter().collect();
    sent.extend(required.map(|parameter| format!("{} {}", parameter.name, place(parameter))));
    sent.extend(body.and_then(media_type).map(|media_type| format!("body as {media_type}")));
    said.push((WIRE, sent.join(", ")));
    Entry { wire, signature, said, place: operation.place, optional: true, shared: None }
}

/// What may be given; some headers every request has a function for.
fn setters(
    types: &Types,
    operation: &Operation,
    names: &OperationNames,
    wire: &str,
    path: &str,
) -> Vec<(String, Entry)> {
    let named = operation.parameters.iter().zip(&names.parameters);
    let optional = named.filter(|(parameter, _)| !parameter.required && !parameter.is_of_every_request());
    let mut setters: Vec<(String, Entry)> = optional
        .map(|(parameter, name)| {
            let mut said = texts(&parameter.docs, parameter.deprecated.as_ref());
            said.push(("default", format!("{:?}", parameter.default)));
            said.push((WIRE, format!("{} {}", parameter.name, place(parameter))));
            let signature = ShownItem(types, &parameter.item).to_string();
            let wire = format!("{} of {wire}", parameter.name);
            let entry = Entry { wire, signature, said, place: parameter.place, optional: true, shared: None };
            (format!("{path}({name})"), entry)
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| !body.required)
        && let Some(signature) = shown_body(types, body)
    {
        let mut said = texts(&body.docs, None);
        said.extend(media_type(body).map(|media_type| (WIRE, format!("body as {media_type}"))));
        let wire = format!("body of {wire}");
        let entry = Entry { wire, signature, said, place: operation.place, optional: true, shared: None };
        setters.push((format!("{path}(body)"), entry));
    }
    setters
}

/// The first form of a body; the others have functions of their own.
fn shown_body(types: &Types, body: &Body) -> Option<String> {
    body.contents.first().map(|content| {
        let files = if content.positional.as_ref().is_some_and(|parts| parts.files) { " as files" } else { "" };
        format!("{}{files}", ShownPayload(types, &content.payload))
    })
}

/// The media type of a body, and how its members or parts are written where something is said of it.
fn media_type(body: &Body) -> Option<String> {
    let content = body.contents.first()?;
    let mut text = content.media_type.clone();
    for Encoding { property, content_type, style, explode, .. } in &content.encodings {
        let as_type = content_type.iter().map(|name| format!(" as {name}"));
        let as_style = style.iter().map(|style| format!(", {}", format!("{style:?}").to_lowercase()));
        let exploded = explode.iter().map(|explode| if *explode { ", exploded" } else { ", not exploded" }.to_owned());
        let said: String = as_type.chain(as_style).chain(exploded).collect();
        if !said.is_empty() {
            text.push_str(&format!("; {property}{said}"));
        }
    }
    let positional = content.positional.iter().flat_map(|parts| parts.prefix.iter().chain([&parts.others]));
    let parts: Vec<&str> = positional.map(String::as_str).collect();
    if parts.iter().any(|part| !part.is_empty()) {
        text.push_str(&format!("; parts as {}", parts.join(", ")));
    }
    Some(text)
}

/// Where a parameter goes, and how.
fn place(parameter: &Parameter) -> String {
    let place = match parameter.location {
        Location::Path => "in the path",
        Location::Query => "in the query",
        Location::Header => "in a header",
        Location::Cookie => "in a cookie",
    };
    let style = format!("{:?}", parameter.style).to_lowercase();
    let explode = if parameter.explode == parameter.style.explodes() {
        ""
    } else if parameter.explode {
        ", exploded"
    } else {
        ", not exploded"
    };
    let reserved = if parameter.allow_reserved { ", reserved characters as they are" } else { "" };
    let encoding = match &parameter.encoding {
        ParameterEncoding::Plain => String::new(),
        other => format!(", {other:?}"),
    };
    format!("{place}, {style}{explode}{reserved}{encoding}")
}

/// Statuses with what they carry, which the docs say and errors are read by.
fn answers(types: &Types, operation: &Operation) -> String {
    let answers = operation.responses.iter().map(|response| {
        let contents: Vec<String> = response
            .contents
            .iter()
            .map(|content| format!("{} {}", content.media_type, ShownPayload(types, &content.payload)))
            .collect();
        let headers: Vec<String> = response
            .headers
            .iter()
            .map(|header| format!("{} {}", header.name, ShownItem(types, &header.item)))
            .collect();
        format!("{:?} {contents:?} {headers:?} {:?}", response.status, response.docs)
    });
    answers.collect::<Vec<_>>().join("; ")
}
