//! Operation Object.

use super::{context::Lower, leaf::Leaf, odata, path_item::PathItem, spot};
use crate::{
    model::{
        Deprecation, Docs, Location, Method, Operation, Outcome, Parameter, PathPart, docs,
        odata::{QueryOptions, Resource, ResourceOperation},
    },
    openapi::cursor::At,
    source::{Mapping, Value},
};

/// What is read of an operation before its parts are.
#[derive(Clone, Copy)]
pub(super) struct Head<'h> {
    pub(super) method: Method,
    pub(super) path: &'h str,
    pub(super) operation_id: Option<&'h str>,
    pub(super) resource: Option<&'h Resource>,
}

impl Head<'_> {
    /// The spot of a part of the operation, such as its body.
    pub(super) fn spot(self, part: &str) -> spot::Spot {
        let mut spot = spot::of_operation(self.method.as_str(), self.path, self.operation_id, part);
        if let Some(resource) = self.resource {
            spot.names = resource.inline_names(self.path, part);
        }
        spot
    }
}

impl<'a> Lower<'a, '_> {
    pub(super) fn operation(
        &mut self,
        item: PathItem<'a, '_>,
        method: Method,
        at: At<'a>,
        tags: Vec<String>,
    ) -> Option<Operation> {
        let leaf = Leaf {
            object: "Operation Object",
            without: WITHOUT,
            with: &[("responses", Value::Mapping(Mapping::default()))],
        };
        let read: openapiv3::Operation = self.leaf(at, &leaf)?;
        self.unknown_members(at, "Operation Object", KNOWN);
        self.callbacks(at);
        let operation_id = docs::text(at.scalar("operationId"));
        let head = Head { method, path: item.path, operation_id: operation_id.as_deref(), resource: None };
        let mut options = QueryOptions::default();
        let mut parameters = self.parameters(head, item, at, &mut options);
        let mut parts = self.parts(item.path, &mut parameters, at);
        let resource = self.odata.as_ref().map(|facts| {
            let resource = Resource { options, ..odata::resource(facts, item.path, method, at, self.document.paths) };
            let own = resource.kind;
            let is_function = |path: &str| match path == item.path {
                true => own == ResourceOperation::Function,
                false => odata::calls_function(self.document.paths, path),
            };
            odata::settle_parameters(item.path, &mut parts, &mut parameters, is_function);
            resource
        });
        let head = Head { resource: resource.as_ref(), ..head };
        let responses = self.responses(head, at);
        let body = at.get("requestBody").and_then(|body| self.request_body(head, body));
        let servers = at.get("servers").or_else(|| item.get("servers"));
        let mut operation = Operation {
            method,
            path: item.path.to_owned(),
            parts,
            operation_id: operation_id.clone(),
            tags,
            place: Some(at.place()),
            docs: Docs {
                summary: docs::text(read.summary.as_deref()),
                link: self.external_docs(at),
                facts: if self.is_odata() { Vec::new() } else { said_of_the_path(item) },
                ..Docs::described(read.description.as_deref())
            },
            deprecated: deprecation(at),
            parameters,
            body,
            responses,
            outcome: Outcome::default(),
            accept: None,
            stream: None,
            forms: Vec::new(),
            paging: self.pageable(at),
            security: self.security(at).or_else(|| self.api.security.clone()),
            servers: self.servers(servers),
            resource: None,
            builder: None,
        };
        operation.resource = resource;
        if self.is_odata() {
            odata::settle(&mut operation);
        }
        Some(operation)
    }

    /// The template in parts; the parameters are put into the order in which it names them.
    fn parts(&mut self, path: &str, parameters: &mut Vec<Parameter>, at: At<'a>) -> Vec<PathPart> {
        let mut pieces = split_template(self.without_fragment(path, at));
        for piece in &mut pieces {
            self.without_operator(piece, path, parameters, at);
        }
        let named: Vec<&str> =
            pieces.iter().filter_map(|piece| if let Piece::Name(name) = piece { Some(*name) } else { None }).collect();
        let is_named = |parameter: &Parameter| named.contains(&parameter.name.as_str());
        let mut first: Vec<Parameter> = Vec::new();
        for name in &named {
            if first.iter().any(|parameter| parameter.name == *name) {
                continue;
            }
            let position =
                parameters.iter().position(|parameter| parameter.location == Location::Path && parameter.name == *name);
            first.push(match position {
                Some(position) => parameters.remove(position),
                None => {
                    self.undeclared_parameter(path, name, at);
                    super::parameter::undeclared(name, at)
                }
            });
        }
        parameters.retain(|parameter| {
            let stays = parameter.location != Location::Path || is_named(parameter);
            if !stays {
                self.api.ledger.add(
                    crate::diagnostics::Code::PathParameterUnused,
                    crate::model::LedgerSeverity::Lost,
                    format!("path parameter `{}`, which `{path}` does not hold", parameter.name),
                    "nothing",
                    parameter.place,
                );
            }
            stays
        });
        first.append(parameters);
        *parameters = first;
        let position_of = |name: &str| parameters.iter().position(|parameter| parameter.name == name);
        pieces
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Text(text) => Some(PathPart::Text(text.to_owned())),
                Piece::Name(name) => position_of(name).map(PathPart::Parameter),
            })
            .collect()
    }

    /// A fragment is never sent (RFC 3986, 3.5); descriptions have it to tell operations of one path apart.
    fn without_fragment<'p>(&mut self, path: &'p str, at: At<'a>) -> &'p str {
        let Some((sent, fragment)) = path.split_once('#') else { return path };
        // What is in braces is a name.
        if sent.rfind('{') > sent.rfind('}') {
            return path;
        }
        self.repaired(format!("fragment `#{fragment}` of `{path}`"), "the path before it", at);
        if sent.is_empty() { "/" } else { sent }
    }

    /// Templates are not those of RFC 6570, whose operators some descriptions write all the same, nor have they the
    /// patterns of routers: how a value is written is said by the parameter's style.
    fn without_operator(&mut self, piece: &mut Piece<'_>, path: &str, parameters: &[Parameter], at: At<'a>) {
        let Piece::Name(name) = piece else { return };
        let is_declared = |name: &str| {
            parameters.iter().any(|parameter| parameter.location == Location::Path && parameter.name == name)
        };
        let bare = name.trim_start_matches(['+', '#', '.', '/', ';', '?', '&', '*']);
        let bare = bare.split(['=', ':', '<', '(']).next().unwrap_or(bare).trim_end_matches(['*', '+', '?']).trim();
        if bare != *name && !is_declared(name) && is_declared(bare) {
            let construct = format!("`{{{name}}}` of `{path}`, where `{bare}` is declared");
            self.repaired(construct, format!("`{bare}` in the style of its declaration"), at);
            *name = bare;
        }
    }

    fn undeclared_parameter(&mut self, path: &str, name: &str, at: At<'a>) {
        self.list(
            crate::diagnostics::Code::PathParameterMissing,
            crate::model::LedgerSeverity::Repaired,
            format!("`{{{name}}}` of `{path}`, which is not declared"),
            "a text parameter",
            at.place(),
        );
    }
}

/// A piece of a path template.
enum Piece<'p> {
    Text(&'p str),
    Name(&'p str),
}

/// A path template in pieces; a brace that is not closed is text.
fn split_template(path: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = path;
    while let Some((text, after)) = rest.split_once('{') {
        let Some((name, below)) = after.split_once('}') else { break };
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        pieces.push(Piece::Name(name));
        rest = below;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// `deprecated`, and what `x-ms-deprecation` says beyond it.
pub(super) fn deprecation(at: At<'_>) -> Option<Deprecation> {
    let more = at.get("x-ms-deprecation");
    if !at.flag("deprecated") && more.is_none() {
        return None;
    }
    let text = |name: &str| more.and_then(|more| docs::text(more.scalar(name)));
    Some(Deprecation { since: text("date"), removal: text("removalDate"), note: text("description") })
}

/// What a Path Item Object says of all of its operations.
fn said_of_the_path(item: PathItem<'_, '_>) -> Vec<String> {
    let said = ["summary", "description"].into_iter().filter_map(|name| item.get(name));
    said.filter_map(|at| docs::text(at.node.text())).collect()
}

const WITHOUT: &[&str] =
    &["parameters", "requestBody", "responses", "callbacks", "security", "servers", "externalDocs"];
const KNOWN: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];
