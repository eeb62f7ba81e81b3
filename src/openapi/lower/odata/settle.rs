//! Parameters and answers as OData has them, however the converter wrote them.

use crate::model::{
    Item, Location, Method, Operation, Parameter, ParameterEncoding, Payload, Primitive, Response, Status, Type,
    odata::ResourceOperation,
};

/// Leaves out what the runtime knows, and says how keys and arguments stand in the path.
pub(in crate::openapi::lower) fn settle_parameters(path: &str, parameters: &mut Vec<Parameter>) {
    // This one goes with the query options that need it.
    let is_known = |parameter: &Parameter| parameter.name.eq_ignore_ascii_case("ConsistencyLevel");
    parameters.retain(|parameter| parameter.location != Location::Header || !is_known(parameter));
    for parameter in parameters.iter_mut().filter(|parameter| parameter.location == Location::Path) {
        parameter.item.nullable = false;
        if path.contains(&format!("'{{{}}}'", parameter.name)) {
            parameter.encoding = ParameterEncoding::QuotedLiteral;
        }
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
}

/// A success as a range with a body, or as 204 without.
fn settled(response: Response) -> Response {
    let mut contents = response.contents;
    for content in &mut contents {
        match &mut content.payload {
            // Results may be said to be null; then there is no body.
            Payload::Json(item) => item.nullable = false,
            Payload::Text(primitive @ (Primitive::Int32 | Primitive::Double)) => *primitive = Primitive::Int64,
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
        (ResourceOperation::Get, Some(Payload::Bytes), _) => Some(ResourceOperation::GetContent),
        (ResourceOperation::Replace, _, Some(Payload::Bytes)) => Some(ResourceOperation::SetContent),
        _ => None,
    }
}
