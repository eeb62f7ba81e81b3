//! What the docs of an operation say beside the description's texts: the HTTP line, permissions, query options,
//! arguments and an example.

use proc_macro2::{Ident, TokenStream};

use super::{
    Input,
    documentation::{self, Documentation},
    example,
    forms::Way,
    markdown,
    operation::is_built_in,
    responses,
    tokens::{item_type, value_type},
};
use crate::model::{Operation, Outcome, Parameter, Payload, Status, Type, odata::QueryOptions, paging::NextPage};

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
    documentation.block(other_servers(operation));
    documentation.block(errors(input, operation));
    documentation.block(response_headers(input, operation));
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
    let described: Vec<String> = required
        .filter_map(|(parameter, name)| {
            let text = markdown::line(parameter.docs.description.as_deref()?);
            let null = if parameter.takes_null() { "; may be null" } else { "" };
            Some(format!("- `{name}`: {text}{null}"))
        })
        .collect();
    if described.is_empty() {
        return described;
    }
    ["Arguments:".to_owned(), String::new()].into_iter().chain(described).collect()
}

/// Base URLs of the operation beside the one that is used.
fn other_servers(operation: &Operation) -> Option<String> {
    let others = operation.servers.get(1..).unwrap_or_default();
    let others: Vec<String> = others.iter().map(|server| documentation::code(&server.url)).collect();
    let how = "call it by a client with that base URL (`with_base_url`)";
    (!others.is_empty()).then(|| format!("Also served at {}: {how}.", others.join(", ")))
}

/// Bodies of errors that have a type: the runtime keeps the body and reads it as what its user names.
fn errors(input: Input<'_>, operation: &Operation) -> Vec<String> {
    let is_success = |status: Status| {
        // `default` is a success where no other is described.
        status.is_success()
            || (status == Status::Default && operation.responses.iter().all(|one| one.status == Status::Default))
    };
    let mut lines: Vec<String> = Vec::new();
    for response in operation.responses.iter().filter(|response| !is_success(response.status)) {
        let Some(Payload::Json(item)) = response.contents.first().map(|content| &content.payload) else { continue };
        if item.value == Type::Any {
            continue;
        }
        let value = documentation::code(&as_written(&item_type(input, &[], item)));
        lines.push(format!("- {}: {value}", responses::shown(response.status)));
    }
    if lines.is_empty() {
        return lines;
    }
    ["Bodies of errors, to be read with `Error::body`:".to_owned(), String::new()].into_iter().chain(lines).collect()
}

/// A type without the space between its tokens.
fn as_written(value: &TokenStream) -> String {
    value.to_string().replace(" :: ", "::").replace(" < ", "<").replace(" >", ">")
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

/// Headers of successes, with what each reads as.
fn response_headers(input: Input<'_>, operation: &Operation) -> Vec<String> {
    let success = operation.responses.iter().filter(|response| response.status.is_success());
    let mut seen: Vec<&str> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for header in success.flat_map(|response| &response.headers) {
        if seen.contains(&header.name.as_str()) {
            continue;
        }
        seen.push(&header.name);
        let name = documentation::code(&header.name);
        let value = documentation::code(&as_written(&value_type(input, &[], &header.item.value)));
        let text = header.docs.description.as_deref().map(markdown::line).unwrap_or_default();
        lines.push(if text.is_empty() { format!("- {name}: {value}") } else { format!("- {name}: {value}, {text}") });
    }
    if lines.is_empty() {
        return lines;
    }
    let head = "Headers of the answer, to be read with `send_with_response` and `Response::header`:".to_owned();
    [head, String::new()].into_iter().chain(lines).collect()
}

/// Headers of the description that every request has a method for.
fn built_in_headers(operation: &Operation) -> Option<String> {
    let described = operation.parameters.iter().filter(|parameter| !parameter.required && is_built_in(parameter));
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
    let mut documentation = Documentation::of(&parameter.docs);
    if documentation.is_empty() {
        documentation.block([documentation::code(&parameter.name)]);
    }
    documentation.block(parameter.default.as_ref().map(|value| format!("Default: {}.", documentation::code(value))));
    documentation
}
