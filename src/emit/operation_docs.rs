//! What the docs of an operation say beside the description's texts: the HTTP line, permissions, query options,
//! arguments and an example.

use proc_macro2::{Ident, TokenStream};

use super::{
    Input, client,
    documentation::{self, Documentation},
    example,
    forms::Way,
    markdown,
    operation::is_scalar,
    responses, statuses,
    tokens::{item_type, value_type},
};
use crate::model::{
    Docs, Item, Operation, Outcome, Parameter, Payload, Response, Server, Type, odata::QueryOptions, paging::NextPage,
};

/// The docs of an operation's function.
pub(super) fn of_operation(input: Input<'_>, way: &Way<'_>, arguments: &[Ident]) -> Documentation {
    let operation = &*way.operation;
    if !way.is_main {
        let mut documentation = Documentation::default();
        documentation.block(way.remarks.iter().cloned());
        let parts = way.names.parts.as_ref().filter(|_| way.owns_parts);
        documentation.block(parts.map(|parts| format!("The parts of the body are given by [`{}`].", parts.ident)));
        return documentation;
    }
    let mut documentation = Documentation::of(&operation.docs);
    let line = documentation::code(&format!("{} {}", operation.method.as_str(), operation.path));
    documentation.block([line]);
    documentation.block(way.remarks.iter().cloned());
    documentation.block(permissions(operation));
    let options = operation.resource.as_ref().map(|resource| resource.options).unwrap_or_default();
    documentation.block(query_options(options));
    documentation.block(described_arguments(operation, arguments));
    let parts = way.names.parts.as_ref();
    documentation.block(parts.map(|parts| format!("The parts of the body are given by [`{}`].", parts.ident)));
    documentation.block(built_in_headers(operation));
    documentation.block(pages(operation));
    documentation.block(changes(operation));
    documentation.block(servers(input, operation));
    documentation.block(success(operation));
    documentation.block(errors(input, operation));
    for block in response_headers(input, operation) {
        documentation.block(block);
    }
    if let Some(crate_name) = input.crate_name {
        documentation.block(example::lines(input, crate_name, operation, &way.names));
    }
    documentation
}

fn permissions(operation: &Operation) -> Vec<String> {
    let mut alternatives: Vec<String> = Vec::new();
    for requirement in operation.security.iter().flatten() {
        let scheme = |(name, scopes): &(String, Vec<String>)| {
            let scopes: Vec<String> = scopes.iter().map(|scope| documentation::code(scope)).collect();
            if scopes.is_empty() {
                markdown::line(name)
            } else {
                format!("{} {}", markdown::line(name), scopes.join(" and "))
            }
        };
        alternatives.push(requirement.schemes.iter().map(scheme).collect::<Vec<_>>().join(" with "));
    }
    match alternatives.as_slice() {
        [] => Vec::new(),
        [only] if only.is_empty() => Vec::new(),
        [only] => vec![format!("Permission: {only}.")],
        several => {
            let mut lines = vec!["Permissions, one of:".to_owned(), String::new()];
            let bullet = |one: &String| format!("- {}", if one.is_empty() { "none" } else { one });
            lines.extend(several.iter().map(bullet));
            lines
        }
    }
}

fn query_options(options: QueryOptions) -> Option<String> {
    let names: Vec<String> = options.names().into_iter().map(documentation::code).collect();
    (!names.is_empty()).then(|| format!("Query options: {}.", names.join(", ")))
}

fn described_arguments(operation: &Operation, arguments: &[Ident]) -> Vec<String> {
    let required = operation.parameters.iter().zip(arguments).filter(|(parameter, _)| parameter.required);
    let mut described: Vec<String> = required
        .filter_map(|(parameter, name)| {
            let mut docs = parameter.docs.clone();
            docs.facts
                .extend(parameter.default.as_ref().map(|value| format!("default {}", documentation::code(value))));
            docs.facts.extend(parameter.deprecated.as_ref().map(|_| "deprecated".to_owned()));
            let null = if parameter.takes_null() { "; may be null" } else { "" };
            Some(format!("- `{name}`: {}{null}", in_a_line(&docs)?))
        })
        .collect();
    if let Some(text) = operation.body.as_ref().filter(|body| body.required).and_then(|body| in_a_line(&body.docs)) {
        described.push(format!("- `body`: {text}"));
    }
    if described.is_empty() {
        return described;
    }
    ["Arguments:".to_owned(), String::new()].into_iter().chain(described).collect()
}

/// What is said of the base URL that is used, and the others of the operation.
fn servers(input: Input<'_>, operation: &Operation) -> Vec<String> {
    let says_more =
        |server: &&Server| server.name.is_some() || server.description.is_some() || !server.variables.is_empty();
    let others = operation.servers.get(1..).unwrap_or_default();
    let own = operation.servers.first().filter(says_more);
    let own = own.map(|own| format!("Served at {}.", client::server_text(input, own, "super::")));
    let others: Vec<String> = others.iter().map(|other| client::server_text(input, other, "super::")).collect();
    let others = (!others.is_empty()).then(|| format!("Also served at {}.", others.join(", ")));
    let mut lines: Vec<String> = own.into_iter().chain(others).collect();
    let has_choice = operation.servers.len() > 1 || operation.servers.iter().any(|one| !one.variables.is_empty());
    if has_choice {
        lines.push("A client of its own goes to another than the first: `with_base_url`.".to_owned());
    }
    lines
}

/// The text and the facts of a construct in one line; `None` if there are none.
pub(super) fn in_a_line(docs: &Docs) -> Option<String> {
    let text = |text: &Option<String>| text.as_deref().map(markdown::line).filter(|text| !text.is_empty());
    let mut texts: Vec<String> = text(&docs.summary).into_iter().collect();
    texts.extend(text(&docs.description).filter(|text| !texts.contains(text)));
    let facts: Vec<String> =
        docs.facts.iter().map(|fact| markdown::line(fact).trim_end_matches('.').to_owned()).collect();
    let text = match texts.as_slice() {
        [first, second] if first.ends_with(|last: char| last.is_ascii_punctuation()) => format!("{first} {second}"),
        texts => texts.join(": "),
    };
    match (text.is_empty(), facts.is_empty()) {
        (true, true) => None,
        (false, true) => Some(text),
        (true, false) => Some(facts.join("; ")),
        (false, false) => Some(format!("{text} ({})", facts.join("; "))),
    }
}

/// What is said of an answer, unless it only says what its status is.
fn said(response: &Response) -> Option<String> {
    let mut docs = response.docs.clone();
    let says_more = |text: &String| !statuses::restates(response.status, text);
    docs.summary = docs.summary.filter(says_more);
    docs.description = docs.description.filter(says_more);
    in_a_line(&docs)
}

/// What is said of the answer of a success. One of several is an enum, which says it.
fn success(operation: &Operation) -> Vec<String> {
    if operation.resource.is_some() || matches!(operation.outcome, Outcome::ByStatus(_)) {
        return Vec::new();
    }
    let successes = operation.responses.iter().filter(|response| operation.is_success(response));
    let said: Vec<String> = successes
        .filter_map(|response| Some(format!("{}: {}", responses::shown(response.status), said(response)?)))
        .collect();
    // Several are a list, or they would be one paragraph.
    if said.len() > 1 { said.into_iter().map(|line| format!("- {line}")).collect() } else { said }
}

/// Errors, and the types of their bodies: the runtime keeps the body and reads it as what its user names.
fn errors(input: Input<'_>, operation: &Operation) -> Vec<String> {
    let (mut lines, mut has_types): (Vec<String>, bool) = (Vec::new(), false);
    for response in operation.responses.iter().filter(|response| !operation.is_success(response)) {
        let value = match response.contents.first().map(|content| &content.payload) {
            Some(Payload::Json(item)) if item.value != Type::Any => {
                Some(documentation::code(&as_written(&item_type(input, &[], item))))
            }
            _ => None,
        };
        has_types |= value.is_some();
        let said: Vec<String> = value.into_iter().chain(said(response)).collect();
        if !said.is_empty() {
            lines.push(format!("- {}: {}", responses::shown(response.status), said.join(", ")));
        }
    }
    if lines.is_empty() {
        return lines;
    }
    let head = if has_types { "Errors, whose bodies `Error::body` reads:" } else { "Errors:" };
    [head.to_owned(), String::new()].into_iter().chain(lines).collect()
}

/// A type in the docs.
pub(super) fn shown(input: Input<'_>, item: &Item) -> String {
    documentation::code(&as_written(&value_type(input, &[], &item.value)))
}

/// A type without the space between its tokens.
fn as_written(value: &TokenStream) -> String {
    let text = value.to_string();
    if text.contains(' ') { text.replace(" :: ", "::").replace(" < ", "<").replace(" >", ">") } else { text }
}

fn pages(operation: &Operation) -> Option<String> {
    let paging = operation.paging.as_ref()?;
    let next = match &paging.next {
        NextPage::LinkHeader => "the `Link` header".to_owned(),
        NextPage::Link { pointer } => format!("the link at {}", documentation::code(pointer)),
        NextPage::Cursor { parameter, .. }
        | NextPage::LastItem { parameter, .. }
        | NextPage::Offset { parameter, .. }
        | NextPage::Page { parameter, .. } => format!("the parameter {}", documentation::code(parameter)),
    };
    Some(format!("`.stream()` gives the items of all pages, which follow each other by {next}."))
}

fn changes(operation: &Operation) -> Vec<String> {
    if !matches!(operation.outcome, Outcome::Changes(_)) {
        return Vec::new();
    }
    vec![
        "`.stream()` gives what was added, changed or removed, and at its end a link (`delta_link`), from which"
            .to_owned(),
        "`.since(link)` goes on later.".to_owned(),
    ]
}

/// Headers of the answer and of errors, said once where both have the same.
fn response_headers(input: Input<'_>, operation: &Operation) -> Vec<Vec<String>> {
    let answer = headers_of(input, operation, true);
    let errors = headers_of(input, operation, false);
    let blocks = if answer == errors {
        let both = "Headers of the answer, to be read with `send_with_response` and `Response::header`, and of errors, to be \
                    read with `Error::headers`:";
        vec![(both, answer)]
    } else {
        vec![
            ("Headers of the answer, to be read with `send_with_response` and `Response::header`:", answer),
            ("Headers of errors, to be read with `Error::headers`:", errors),
        ]
    };
    let headed =
        |(head, lines): (&str, Vec<String>)| [head.to_owned(), String::new()].into_iter().chain(lines).collect();
    blocks.into_iter().filter(|(_, lines)| !lines.is_empty()).map(headed).collect()
}

/// Headers of successes or of errors, with what each reads as.
fn headers_of(input: Input<'_>, operation: &Operation, successes: bool) -> Vec<String> {
    let described = operation.responses.iter();
    let described = described.filter(|response| operation.is_success(response) == successes);
    let mut seen: Vec<&str> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for header in described.flat_map(|response| &response.headers) {
        if seen.contains(&header.name.as_str()) {
            continue;
        }
        seen.push(&header.name);
        let name = documentation::code(&header.name);
        let own = shown(input, &header.item);
        let text = in_a_line(&header.docs).map(|text| format!(", {text}")).unwrap_or_default();
        // Only what is one text is read by its type.
        let value = match &header.item.value {
            _ if header.is_content => format!("`String`, which holds {own}"),
            value if is_scalar(input, value) => own,
            Type::List(item) if is_scalar(input, &item.value) && successes => {
                format!("{}, several of them by `Response::header_list`", shown(input, item))
            }
            _ => format!("`String`, which holds {own}"),
        };
        lines.push(format!("- {name}: {value}{text}"));
    }
    lines
}

/// Headers of the description that every request has a method for.
fn built_in_headers(operation: &Operation) -> Option<String> {
    let described =
        operation.parameters.iter().filter(|parameter| !parameter.required && parameter.is_of_every_request());
    let methods: Vec<&str> = described
        .filter_map(|parameter| match parameter.name.to_lowercase().as_str() {
            "if-match" => Some("`.if_match(..)`"),
            "if-none-match" => Some("`.if_none_match(..)`"),
            "prefer" => Some("`.prefer(..)`"),
            _ => None,
        })
        .collect();
    (!methods.is_empty()).then(|| format!("The request also takes {}.", methods.join(", ")))
}

/// The docs of an optional parameter's setter.
pub(super) fn of_parameter(parameter: &Parameter) -> Documentation {
    let mut documentation = Documentation::of_named(&parameter.docs, &parameter.name);
    documentation.block(parameter.default.as_ref().map(|value| format!("Default: {}.", documentation::code(value))));
    documentation
}
