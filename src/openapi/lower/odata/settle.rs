//! Parameters and answers as OData has them, however the converter wrote them.

use std::collections::HashSet;

use crate::model::{
    ArgumentOf, Item, Location, Method, Operation, Parameter, ParameterEncoding, PathPart, Payload, Primitive,
    Response, RuntimeType, Status, Style, Type,
    odata::{ResourceOperation, settle_arguments},
};

/// Leaves out what the runtime knows, and says how keys and arguments stand in the path. `is_function` says of the
/// beginning of a path whether it calls one.
pub(in crate::openapi::lower) fn settle_parameters(
    path: &str,
    parts: &mut [PathPart],
    parameters: &mut Vec<Parameter>,
    is_function: impl Fn(&str) -> bool,
) {
    // This one goes with the query options that need it.
    let is_known = |parameter: &Parameter| parameter.name.eq_ignore_ascii_case("ConsistencyLevel");
    parameters.retain(|parameter| parameter.location != Location::Header || !is_known(parameter));
    for parameter in parameters.iter_mut().filter(|parameter| parameter.location == Location::Path) {
        if path.contains(&format!("'{{{}}}'", parameter.name)) {
            parameter.encoding = ParameterEncoding::QuotedLiteral;
        }
    }
    settle_arguments(parts, parameters, |_, parameter| segments_up_to(path, &parameter.name).is_some_and(&is_function));
    for parameter in parameters.iter_mut().filter(|parameter| parameter.location == Location::Query) {
        let name = parameter.name.strip_prefix('@').unwrap_or(&parameter.name).to_owned();
        let found = parts.iter().enumerate().find_map(|(position, part)| match part {
            PathPart::Text(text) => Some((position, Left::of(text, &name)?)),
            PathPart::Parameter(_) => None,
        });
        let Some((position, left)) = found else { continue };
        let Left { text, closed_after, own_name, quoted } = left;
        let following = parts.iter().skip(position + 1).map(|part| match part {
            PathPart::Text(text) => text.matches(')').count(),
            PathPart::Parameter(_) => 0,
        });
        let before = (closed_after + following.sum::<usize>()).saturating_sub(1);
        if let Some(part) = parts.get_mut(position) {
            *part = PathPart::Text(text);
        }
        let of = ArgumentOf::new(&own_name, &name, before);
        parameter.name = name;
        parameter.encoding = ParameterEncoding::Argument { quoted, prefix: None, of };
        parameter.style = Style::Simple;
        parameter.explode = false;
    }
}

/// The path as far as the segment that a parameter stands in.
fn segments_up_to<'p>(path: &'p str, parameter: &str) -> Option<&'p str> {
    let written = format!("{{{parameter}}}");
    let end = path.find(&written)? + written.len();
    let rest = path.get(end..)?;
    path.get(..end + rest.find('/').unwrap_or(rest.len()))
}

/// The text of a path without an argument of a function that may be left out: that comes with the call, if at all.
struct Left {
    text: String,
    /// Closing parentheses after the argument.
    closed_after: usize,
    own_name: String,
    quoted: bool,
}

impl Left {
    /// `None` where the text has no argument by the alias.
    fn of(text: &str, alias: &str) -> Option<Self> {
        let (at, quoted, written) = [(true, format!("='@{alias}'")), (false, format!("=@{alias}"))]
            .into_iter()
            .find_map(|(quoted, written)| Some((text.find(&written)?, quoted, written)))?;
        let (before, after) = (text.get(..at)?, text.get(at + written.len()..)?);
        let start = before.rfind(['(', ','])? + 1;
        let (own_name, before) = (before.get(start..)?.to_owned(), before.get(..start)?);
        if !after.starts_with([')', ',']) {
            return None;
        }
        let (before, after) = match (before.strip_suffix(','), after.strip_prefix(',')) {
            (Some(before), _) => (before, after),
            (None, Some(after)) => (before, after),
            (None, None) => (before, after),
        };
        let closed_after = after.matches(')').count();
        Some(Self { text: format!("{before}{after}"), closed_after, own_name, quoted })
    }
}

/// Brings kind, body and answers of an operation into one form.
pub(in crate::openapi::lower) fn settle(operation: &mut Operation) {
    let mut responses: Vec<Response> = Vec::new();
    for response in std::mem::take(&mut operation.responses) {
        let response = settled(response);
        if !responses.iter().any(|known| known.status == response.status) {
            responses.push(response);
        }
    }
    if let Some(entity) = patched_entity(operation) {
        let contents = operation.body.iter().flat_map(|body| body.contents.first().cloned()).collect();
        let docs = responses.first().map(|response| response.docs.clone()).unwrap_or_default();
        let answer = |status, contents| Response { status, docs: docs.clone(), contents, headers: Vec::new() };
        responses = vec![answer(Status::Range(2), contents), answer(Status::Code(204), Vec::new())];
        responses.iter_mut().flat_map(|response| &mut response.contents).for_each(|content| {
            content.payload = Payload::Json(Item::of(entity.clone()));
        });
    }
    for content in operation.body.iter_mut().flat_map(|body| &mut body.contents) {
        if let Payload::Json(item) = &mut content.payload {
            item.nullable = false;
        }
    }
    responses.sort_by_key(|response| response.contents.is_empty());
    operation.responses = responses;
    let kind = settled_kind(operation);
    if let Some((resource, kind)) = operation.resource.as_mut().zip(kind) {
        resource.kind = kind;
    }
    settle_references(operation);
}

/// DELETE of a stream property sends and answers nothing; that there is a stream is said by what else the path has.
pub(in crate::openapi::lower) fn settle_streams(operations: &mut [Operation]) {
    use ResourceOperation::{Delete, DeleteContent, GetContent, SetContent};
    let kind = |operation: &Operation| operation.resource.as_ref().map(|resource| resource.kind);
    let streams: HashSet<String> = operations
        .iter()
        .filter(|operation| matches!(kind(operation), Some(GetContent | SetContent)))
        .map(|operation| operation.path.clone())
        .collect();
    for operation in operations.iter_mut().filter(|operation| streams.contains(&operation.path)) {
        if let Some(resource) = operation.resource.as_mut().filter(|resource| resource.kind == Delete) {
            resource.kind = DeleteContent;
        }
    }
}

/// What `$ref` sends and answers are references (OData JSON Format, chapter 13), though converters write texts.
fn settle_references(operation: &mut Operation) {
    use ResourceOperation::{AddReference, GetReference, ListReferences, SetReference};
    let is_reference = operation
        .resource
        .as_ref()
        .is_some_and(|resource| matches!(resource.kind, ListReferences | GetReference | AddReference | SetReference));
    if !is_reference {
        return;
    }
    let sent = operation.body.iter_mut().flat_map(|body| &mut body.contents);
    let answered = operation.responses.iter_mut().flat_map(|response| &mut response.contents);
    for content in sent.chain(answered) {
        if let Payload::Json(item) | Payload::Page(item) = &mut content.payload {
            *item = Item::of(Type::Runtime(RuntimeType::Reference));
        }
    }
}

/// A success as a range with a body, or as 204 without.
fn settled(response: Response) -> Response {
    let mut contents = response.contents;
    for content in &mut contents {
        match &mut content.payload {
            // Results may be said to be null; then there is no body.
            Payload::Json(item) => item.nullable = false,
            Payload::Text(Type::Primitive(primitive @ (Primitive::Int32 | Primitive::Double))) => {
                *primitive = Primitive::Int64;
            }
            Payload::Page(_)
            | Payload::Text(_)
            | Payload::Bytes
            | Payload::Form(_)
            | Payload::Multipart(_)
            | Payload::Sequence(..) => {}
        }
    }
    let status = if contents.is_empty() { Status::Code(204) } else { Status::Range(2) };
    Response { status, docs: response.docs, contents, headers: Vec::new() }
}

/// The entity type that a PATCH changes. The service may answer with the entity or with nothing.
fn patched_entity(operation: &Operation) -> Option<Type> {
    let content = operation.body.as_ref().filter(|_| operation.method == Method::Patch)?.contents.first()?;
    match &content.payload {
        Payload::Json(Item { value: value @ Type::Named(_), .. }) => Some(value.clone()),
        Payload::Json(_)
        | Payload::Page(_)
        | Payload::Text(_)
        | Payload::Bytes
        | Payload::Form(_)
        | Payload::Multipart(_)
        | Payload::Sequence(..) => None,
    }
}

/// The kind by what is sent and answered, where the path alone does not say it.
fn settled_kind(operation: &Operation) -> Option<ResourceOperation> {
    let answered = operation.responses.iter().flat_map(|response| &response.contents).next();
    let sent = operation.body.as_ref().and_then(|body| body.contents.first());
    let answered = answered.map(|content| &content.payload);
    match (operation.resource.as_ref()?.kind, answered, sent.map(|content| &content.payload)) {
        (ResourceOperation::Get, Some(Payload::Page(_)), _) => Some(ResourceOperation::List),
        (ResourceOperation::ListReferences, Some(Payload::Json(_) | Payload::Text(_)), _) => {
            Some(ResourceOperation::GetReference)
        }
        (ResourceOperation::Get, Some(Payload::Bytes), _) => Some(ResourceOperation::GetContent),
        (ResourceOperation::Replace, _, Some(Payload::Bytes)) => Some(ResourceOperation::SetContent),
        _ => None,
    }
}
