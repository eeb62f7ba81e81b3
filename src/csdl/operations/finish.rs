//! Drafts into operations of the model.

use std::collections::HashSet;

use super::{
    Answer, Drafted, Sent,
    parameters::{self, plain},
};
use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Overload, Structured},
        lower::{Resolver, constraints, default, deprecation, described, limits, validation},
        paths::{Path, PathParameter, Piece, Segment, Template},
        syntax::TypeReference,
    },
    diagnostics::{Code, Diagnostics, FileId, Place},
    model::{
        Access, Api, ArgumentOf, Body, Content, Docs, Item, LedgerSeverity, Location, Operation, Parameter,
        ParameterEncoding, PathPart, Payload, Primitive, Property, Response, RuntimeType, Status, Structure, Style,
        Type, TypeDefinition, TypeKind, TypeName, docs,
        odata::{Resource, ResourceOperation, is_delta, settle_arguments},
        rules::Limits,
    },
};

const JSON: &str = "application/json";

/// Resolves the types of drafts and adds what they need to the model.
pub(super) struct Finisher<'a, 'out> {
    pub(super) catalog: &'a Catalog<'a>,
    pub(super) api: &'out mut Api,
    pub(super) diagnostics: &'out mut Diagnostics,
}

/// An operation's name for what stands inline in it.
struct Inline<'d> {
    key: String,
    path: &'d str,
    resource: &'d Resource,
    place: Option<Place>,
}

impl<'a> Finisher<'a, '_> {
    pub(super) fn finish(&mut self, drafted: Drafted<'a>) {
        let Drafted { text, path, draft, on } = drafted;
        let (parts, mut parameters) = self.path_parameters(&path);
        parameters.extend(draft.custom.iter().filter_map(|custom| custom.parameter(draft.place)));
        if draft.if_match {
            parameters.push(parameters::if_match());
        }
        if draft.named_by_query {
            parameters.push(parameters::named_by_query());
        }
        let resource = Resource {
            kind: draft.kind,
            chain: path.segments.iter().filter_map(Segment::resource_name).map(str::to_owned).collect(),
            operation: called(self.catalog, &path),
            changes: gives_changes(self.catalog, draft.kind, &path),
            options: draft.options,
        };
        let mut inline_resource = resource.clone();
        let mut key = format!("{} {text}", draft.method.as_str());
        if let (Some(on), Some(Segment::Operation(overload))) = (&on, path.last()) {
            // Builders of several types may have the same call: what is inline in it is one type.
            inline_resource.chain = vec![on.binding.clone()];
            key = format!("{} {}", draft.method.as_str(), overload.targets.first().map_or("", String::as_str));
        }
        let inline = Inline { key, path: &text, resource: &inline_resource, place: draft.place };
        let body = draft.sent.map(|sent| self.body(sent, &inline));
        let responses = draft.answers.into_iter().map(|answer| self.response(answer, &inline)).collect();
        let deprecated =
            path.segments.iter().rev().flat_map(Segment::targets).find_map(|target| deprecation(self.catalog, &target));
        self.api.operations.push(Operation {
            method: draft.method,
            path: text,
            parts,
            operation_id: Some(draft.operation_id),
            tags: draft.tags,
            place: draft.place,
            docs: draft.docs,
            deprecated,
            parameters,
            body,
            responses,
            outcome: crate::model::Outcome::default(),
            accept: None,
            stream: None,
            forms: Vec::new(),
            security: Some(draft.security).filter(|one| !one.is_empty()).or_else(|| self.api.security.clone()),
            paging: None,
            servers: Vec::new(),
            resource: Some(resource),
            builder: on.map(|on| on.builder),
        });
    }

    /// The template in parts, and its parameters in order; those of functions that may be left out follow.
    pub(super) fn path_parameters(&mut self, path: &Path<'a>) -> (Vec<PathPart>, Vec<Parameter>) {
        let template = Template::of(self.catalog, &path.segments);
        let mut parts = Vec::new();
        let mut parameters = Vec::new();
        let mut arguments = HashSet::new();
        for piece in &template.pieces {
            match piece {
                Piece::Text(text) => parts.push(PathPart::Text(text.clone())),
                Piece::Parameter(parameter) => {
                    if parameter.argument {
                        arguments.insert(parameters.len());
                    }
                    parts.push(PathPart::Parameter(parameters.len()));
                    parameters.push(self.path_parameter(parameter, Location::Path, 0));
                }
            }
        }
        settle_arguments(&mut parts, &mut parameters, |position, _| arguments.contains(&position));
        for (parameter, closed) in &template.queries {
            let before = template.closed().saturating_sub(*closed);
            parameters.push(self.path_parameter(parameter, Location::Query, before));
        }
        (parts, parameters)
    }

    /// A parameter of the path; of one that may be left out, `before` is the number of parentheses that are closed after
    /// its function.
    fn path_parameter(&mut self, parameter: &PathParameter<'a>, location: Location, before: usize) -> Parameter {
        let item = self.item(parameter.file, parameter.kind);
        let is_json = match &item.value {
            Type::List(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => true,
            Type::Named(id) => self.api.types.structure(*id).is_some(),
            Type::Primitive(_) => false,
        };
        let encoding = match (is_json, parameter.quoted) {
            _ if parameter.optional => {
                let of = ArgumentOf::new(&parameter.own_name, &parameter.name, before);
                ParameterEncoding::Argument { quoted: parameter.quoted, prefix: parameter.prefix.clone(), of }
            }
            (true, _) => ParameterEncoding::Content(JSON.to_owned()),
            (false, true) => ParameterEncoding::QuotedLiteral,
            (false, false) => ParameterEncoding::Plain,
        };
        let argument = parameter.optional.then_some((Style::Simple, false));
        let value = parameter.default.as_ref();
        let value = value.map(|text| default(self.catalog, parameter.file, parameter.kind, &item.value, text));
        let plain = plain(parameter.name.clone(), location, item);
        let (style, explode) = argument.unwrap_or((plain.style, plain.explode));
        Parameter {
            encoding,
            style,
            explode,
            place: Some(parameter.place),
            docs: Docs { description: docs::text(parameter.description.as_deref()), ..Docs::default() },
            default: value,
            ..plain
        }
    }

    fn body(&mut self, sent: Sent<'a>, inline: &Inline<'_>) -> Body {
        let contents = match sent {
            Sent::Value(structured) => vec![json(self.value(structured))],
            Sent::Values(structured) => {
                let item = self.value(structured);
                vec![json(Item::of(Type::List(Box::new(item))))]
            }
            Sent::Parameters(overload) => vec![json(self.parameters(overload, inline))],
            Sent::Stream(media_types) => media_types.into_iter().map(bytes).collect(),
            Sent::Reference => vec![json(reference())],
        };
        Body { required: true, docs: Docs::default(), contents }
    }

    fn response(&mut self, answer: Answer<'a>, inline: &Inline<'_>) -> Response {
        let (description, contents) = match answer {
            Answer::Nothing => return no_content(),
            Answer::Returned(overload) => match self.returned(overload, inline) {
                Some(contents) => ("Success", contents),
                None => return no_content(),
            },
            Answer::Page(structured, description) => (description, vec![page(self.value(structured))]),
            Answer::Value(structured, description) => (description, vec![json(self.value(structured))]),
            Answer::Count => {
                let payload = Payload::Text(Type::Primitive(Primitive::Int64));
                ("The count of the resource", vec![Content::of("text/plain", payload)])
            }
            Answer::Stream(media_types) => ("Retrieved media content", media_types.into_iter().map(bytes).collect()),
            Answer::References => ("Retrieved collection", vec![page(reference())]),
            Answer::Reference => ("Retrieved navigation property link", vec![json(reference())]),
        };
        Response { status: Status::Range(2), docs: Docs::described(Some(description)), contents, headers: Vec::new() }
    }

    /// What an action or function returns (CSDL 4.01 section 12.8): a page of a collection, a structured value bare,
    /// any other value as the member `value` of an object.
    fn returned(&mut self, overload: &Overload<'a>, inline: &Inline<'_>) -> Option<Vec<Content>> {
        let returned = overload.syntax.returns.as_ref()?;
        if returned.name == "Edm.Stream" && !returned.collection {
            return Some(vec![bytes("application/octet-stream".to_owned())]);
        }
        let item = self.item(overload.file, returned);
        let is_bare = match &item.value {
            Type::List(inner) => return Some(vec![page(Item::of(inner.value.clone()))]),
            Type::Named(id) => self.api.types.structure(*id).is_some(),
            Type::Any | Type::Runtime(_) => true,
            Type::Primitive(_) | Type::Tuple(_) | Type::Map(_) => false,
        };
        if is_bare {
            return Some(vec![json(Item::of(item.value))]);
        }
        let property = property("value", item, Some(returned.place));
        Some(vec![json(self.inline(inline, "response", vec![property]))])
    }

    /// The parameters of an action as the properties of one object.
    fn parameters(&mut self, overload: &Overload<'a>, inline: &Inline<'_>) -> Item {
        let mut properties = Vec::new();
        for parameter in overload.syntax.parameters.iter().skip(usize::from(overload.syntax.bound)) {
            let item = self.item(overload.file, &parameter.kind);
            let targets: Vec<_> =
                overload.targets.iter().map(|target| format!("{target}/{}", parameter.name)).collect();
            let optional = self.catalog.annotations.first(&targets, term::OPTIONAL_PARAMETER);
            let value = optional.and_then(|optional| optional.as_record()?.text("DefaultValue"));
            let value = value.map(|text| default(self.catalog, overload.file, &parameter.kind, &item.value, text));
            let text = targets.iter().map(|target| described(self.catalog, target)).find(|docs| !docs.is_empty());
            let mut found = property(&parameter.name, item, Some(parameter.place));
            found.docs = text.unwrap_or_default();
            found.deprecated = targets.iter().find_map(|target| deprecation(self.catalog, target));
            found.default = value;
            found.constraints = constraints(self.catalog, overload.file, &parameter.kind);
            found.constraints.extend(validation(self.catalog, &targets));
            found.constraints.extend(optional.map(|_| "may be left out".to_owned()));
            found.limits = limits(self.catalog, overload.file, &parameter.kind, &targets);
            properties.push(found);
        }
        self.inline(inline, "body", properties)
    }

    fn inline(&mut self, inline: &Inline<'_>, part: &str, properties: Vec<Property>) -> Item {
        Item::of(Type::Named(self.api.types.add(TypeDefinition {
            key: format!("{} {part}", inline.key),
            name: TypeName::Inline(inline.resource.inline_names(inline.path, part)),
            place: inline.place,
            docs: Docs::default(),
            deprecated: None,
            kind: TypeKind::Structure(Structure { properties, ..Structure::default() }),
        })))
    }

    fn value(&self, structured: &Structured<'_>) -> Item {
        Item::of(self.api.types.find(&structured.name).map_or(Type::Any, Type::Named))
    }

    fn item(&mut self, file: FileId, reference: &TypeReference) -> Item {
        match (Resolver { catalog: self.catalog, types: &self.api.types }.item(file, reference)) {
            Ok((item, approximated)) => {
                if let Some(construct) = approximated {
                    let (code, severity) = (Code::Approximated, LedgerSeverity::Approximated);
                    self.api.ledger.add(code, severity, construct, "any JSON", Some(reference.place));
                }
                item
            }
            Err(diagnostic) => {
                // The same parameter stands in every path that its operation has.
                if !self.diagnostics.iter().any(|known| *known == diagnostic) {
                    self.diagnostics.push(diagnostic);
                }
                Item { value: Type::Any, nullable: reference.nullable }
            }
        }
    }
}

/// The action or function at the end of a path, without its namespace when that is the container's.
fn called(catalog: &Catalog<'_>, path: &Path<'_>) -> Option<String> {
    match path.last() {
        Some(Segment::Operation(overload)) => {
            let own = catalog.container.as_ref().is_some_and(|container| container.namespace == overload.namespace);
            Some(if own { overload.syntax.name.clone() } else { overload.name.clone() })
        }
        Some(Segment::Import { import, .. }) => Some(import.name.clone()),
        _ => None,
    }
}

/// A delta function, by its name or by what its return type says of itself.
fn gives_changes(catalog: &Catalog<'_>, kind: ResourceOperation, path: &Path<'_>) -> bool {
    let Some(Segment::Operation(overload) | Segment::Import { overload, .. }) = path.last() else { return false };
    let returned: Vec<_> = overload.targets.iter().map(|target| format!("{target}/$ReturnType")).collect();
    let is_said = || catalog.annotations.first(&returned, term::IS_DELTA)?.as_bool();
    is_delta(kind, &overload.name) || is_said() == Some(true)
}

fn property(name: &str, item: Item, place: Option<Place>) -> Property {
    let is_text = item.value == Type::Primitive(Primitive::String);
    Property {
        name: name.to_owned(),
        place,
        docs: Docs::default(),
        deprecated: None,
        secret: is_text && crate::model::types::is_secret_name(name),
        item,
        required: false,
        one_way: false,
        constant: None,
        access: Access::ReadWrite,
        default: None,
        default_fits: false,
        constraints: Vec::new(),
        limits: Limits::default(),
        navigation: None,
    }
}

fn reference() -> Item {
    Item::of(Type::Runtime(RuntimeType::Reference))
}

fn json(item: Item) -> Content {
    Content::of(JSON, Payload::Json(item))
}

fn page(item: Item) -> Content {
    Content::of(JSON, Payload::Page(item))
}

fn bytes(media_type: String) -> Content {
    Content::of(media_type, Payload::Bytes)
}

fn no_content() -> Response {
    Response {
        status: Status::Code(204),
        docs: Docs::described(Some("Success")),
        contents: Vec::new(),
        headers: Vec::new(),
    }
}
