//! Names of the further forms of an operation, and of what a success gives where it is one of several.

use super::{
    FormNames, OperationNames, PartsNames, ResponseNames,
    identifier::{Case, spelled_words},
    scope::Scope,
};
use crate::model::{Api, Content, Differs, Form, Operation, Outcome, Payload, Status, Type};

/// A function for each form: the operation's with what the form sends or asks for. `owner` stands before the names of
/// types, where others have types beside them.
pub(super) fn name(
    api: &Api,
    operation: &Operation,
    names: &OperationNames,
    owner: &str,
    functions: &mut Scope,
    types: &mut Scope,
) -> Vec<FormNames> {
    operation.forms.iter().map(|form| form_names(api, operation, names, owner, form, functions, types)).collect()
}

fn form_names(
    api: &Api,
    operation: &Operation,
    names: &OperationNames,
    owner: &str,
    form: &Form,
    functions: &mut Scope,
    types: &mut Scope,
) -> FormNames {
    let own = names.function.trim_start_matches("r#");
    let hints: Vec<String> = words(&form.differs).into_iter().map(|words| format!("{own} {words}")).collect();
    let (function, _) = functions.claim_words(&hints);
    let called = format!("{owner} {}", function.trim_start_matches("r#"));
    let (request, _) = types.claim_beside_words(&[format!("{called} request")]);
    let is_own = form.outcome != operation.outcome;
    let response = is_own.then(|| response(&form.outcome, &called, types)).flatten();
    let content = operation.body.as_ref().and_then(|body| body.contents.get(form.content));
    // A form that only asks for something else sends what the main one sends.
    let parts = match form.differs {
        Differs::Sends(_) => parts(api, content, &called, types),
        Differs::AsksFor(_) | Differs::Streams(_) => names.parts.clone(),
    };
    FormNames { function, request, response, parts }
}

/// What the type of the parts of a body has beside their setters.
const RESERVED_PARTS: &[&str] = &["new", "part", "parts", "clone", "default", "fmt", "from", "into"];

/// The type that the parts of a multipart body are given by, where the description says which there are.
pub(super) fn parts(api: &Api, content: Option<&Content>, function: &str, types: &mut Scope) -> Option<PartsNames> {
    let Payload::Multipart(Type::Named(id)) = &content?.payload else { return None };
    api.types.structure(*id)?;
    let (ident, _) = types.claim_beside_words(&[format!("{} parts", function.trim_start_matches("r#"))]);
    let mut scope = Scope::new(Case::Snake, "part", RESERVED_PARTS);
    let properties = api.types.all_properties(*id);
    let members = properties.iter().map(|property| scope.claim(std::slice::from_ref(&property.name)).0).collect();
    Some(PartsNames { ident, members })
}

/// What a form is called by: short first, then the whole media type, then with its symbols in words.
fn words(differs: &Differs) -> Vec<String> {
    let media_type = differs.media_type();
    let spelled = spelled_words(media_type).join(" ");
    match differs {
        Differs::Sends(_) => vec![short(media_type), media_type.to_owned(), spelled],
        Differs::AsksFor(_) => {
            [short(media_type), media_type.to_owned(), spelled].map(|one| format!("as {one}")).into()
        }
        Differs::Streams(_) => {
            let long = [short(media_type), media_type.to_owned(), spelled].map(|one| format!("stream {one}"));
            std::iter::once("stream".to_owned()).chain(long).collect()
        }
    }
}

/// The word people have for a media type: the subtype, unless a shorter one is usual. A range has a word that no media
/// type in it has, so that neither takes the name of the other.
fn short(media_type: &str) -> String {
    let name = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (kind, subtype) = name.split_once('/').unwrap_or((&name, ""));
    match (kind, subtype) {
        ("application", "x-www-form-urlencoded") => "form".to_owned(),
        ("application", "octet-stream") => "bytes".to_owned(),
        ("*", _) => "any".to_owned(),
        ("text" | "multipart", "*") => format!("any {kind}"),
        ("multipart", "form-data") => "multipart".to_owned(),
        ("multipart", _) => format!("multipart {subtype}"),
        ("text", "plain") => "text".to_owned(),
        ("text", "event-stream") => "events".to_owned(),
        (_, "*") => kind.to_owned(),
        _ => {
            let word = subtype.split('+').next().unwrap_or(subtype).trim_start_matches("x-");
            if word.is_empty() { subtype.to_owned() } else { word.to_owned() }
        }
    }
}

/// The type of what a success gives, where it is one of several.
pub(super) fn response(outcome: &Outcome, function: &str, types: &mut Scope) -> Option<ResponseNames> {
    let Outcome::ByStatus(several) = outcome else { return None };
    let (ident, _) = types.claim_beside_words(&[format!("{} response", function.trim_start_matches("r#"))]);
    let mut scope = Scope::new(Case::Camel, "Status", &[]);
    let variants = several.iter().map(|one| scope.claim(&[status(one.status)]).0).collect();
    Some(ResponseNames { ident, variants })
}

/// The name of a status (RFC 9110, section 15, and its registry).
fn status(status: Status) -> String {
    let name = match status {
        Status::Code(200) => "Ok",
        Status::Code(201) => "Created",
        Status::Code(202) => "Accepted",
        Status::Code(203) => "NonAuthoritativeInformation",
        Status::Code(204) => "NoContent",
        Status::Code(205) => "ResetContent",
        Status::Code(206) => "PartialContent",
        Status::Code(207) => "MultiStatus",
        Status::Code(208) => "AlreadyReported",
        Status::Code(226) => "ImUsed",
        Status::Code(code) => return format!("Status{code}"),
        Status::Range(_) => "Success",
        Status::Default => "Other",
    };
    name.to_owned()
}
