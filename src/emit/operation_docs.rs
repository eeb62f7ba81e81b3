//! What the docs of an operation say beside the description's texts: the HTTP line, permissions, query options,
//! arguments and an example.

use proc_macro2::Ident;

use super::{
    Input,
    documentation::{self, Documentation},
    example, markdown,
    operation::is_built_in,
};
use crate::model::{Item, Operation, Outcome, Parameter, Payload, Status, Type, odata::QueryOptions};

/// The docs of an operation's function.
pub(super) fn of_operation(
    input: Input<'_>,
    position: usize,
    operation: &Operation,
    arguments: &[Ident],
) -> Documentation {
    let mut documentation = Documentation::of(&operation.docs);
    let line = documentation::code(&format!("{} {}", operation.method.as_str(), operation.path));
    documentation.block([line]);
    documentation.block(permissions(operation));
    let options = operation.resource.as_ref().map(|resource| resource.options).unwrap_or_default();
    documentation.block(query_options(options));
    documentation.block(described_arguments(operation, arguments));
    documentation.block(built_in_headers(operation));
    documentation.block(errors(input, operation));
    documentation.block(response_headers(operation));
    if let Some(crate_name) = input.crate_name {
        documentation.block(example::lines(input, crate_name, position));
    }
    documentation
}

fn permissions(operation: &Operation) -> Vec<String> {
    let mut alternatives: Vec<String> = Vec::new();
    for requirement in &operation.security {
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
            Some(format!("- `{name}`: {text}"))
        })
        .collect();
    if described.is_empty() {
        return described;
    }
    ["Arguments:".to_owned(), String::new()].into_iter().chain(described).collect()
}

/// Bodies of errors that have a type: the runtime keeps the body and reads it as what its user names.
fn errors(input: Input<'_>, operation: &Operation) -> Vec<String> {
    let described = operation.responses.iter().filter(|response| !response.status.is_success());
    let mut lines: Vec<String> = Vec::new();
    for response in described {
        let Some(Payload::Json(Item { value: Type::Named(id), .. })) =
            response.contents.first().map(|content| &content.payload)
        else {
            continue;
        };
        if response.contents.first().is_some_and(|content| is_outcome(operation, &content.payload)) {
            continue;
        }
        let status = match response.status {
            Status::Code(code) => code.to_string(),
            Status::Range(hundred) => format!("{hundred}XX"),
            Status::Default => "others".to_owned(),
        };
        lines.push(format!("- {status}: `{}`", input.names.path_of_type(*id)));
    }
    if lines.is_empty() {
        return lines;
    }
    ["Bodies of errors, to be read with `StatusError::decode`:".to_owned(), String::new()]
        .into_iter()
        .chain(lines)
        .collect()
}

/// Whether a payload is what the call gives, as `default` is where no success is described.
fn is_outcome(operation: &Operation, payload: &Payload) -> bool {
    match (&operation.outcome, payload) {
        (Outcome::Json(outcome) | Outcome::OptionalJson(outcome), Payload::Json(item)) => {
            outcome == item && operation.responses.iter().all(|response| !response.status.is_success())
        }
        _ => false,
    }
}

fn response_headers(operation: &Operation) -> Option<String> {
    let success = operation.responses.iter().filter(|response| response.status.is_success());
    let mut names: Vec<String> = Vec::new();
    for header in success.flat_map(|response| &response.headers) {
        let name = documentation::code(&header.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| format!("Headers of the answer, by `send_with_response`: {}.", names.join(", ")))
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
