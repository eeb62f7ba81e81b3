//! What further forms of an operation are called, and the variants of what a success gives where it is one of several.

use super::{
    identifier::{Case, spelled_words},
    scope::{Scope, Wanted},
};
use crate::model::{Differs, Outcome, Status};

/// What the function of a form may be called: the operation's with what the form sends or asks for.
pub(super) fn hints(function: &str, differs: &Differs) -> Vec<String> {
    let own = function.trim_start_matches("r#");
    words(differs).into_iter().map(|words| format!("{own} {words}")).collect()
}

/// What the type of the parts of a body has beside their setters.
const RESERVED_PARTS: &[&str] = &["new", "part", "parts", "clone", "default", "fmt", "from", "into"];

/// Arguments and setters of parts, by the fields of the structure: what keeps fields apart keeps these apart too.
pub(super) fn members_of_parts(fields: &[String]) -> Vec<String> {
    let plain = |field: &String| vec![field.trim_start_matches("r#").to_owned()];
    let wanted: Vec<Wanted<'_>> = fields.iter().map(|field| Wanted::words(plain(field))).collect();
    let claimed = Scope::new(Case::Snake, "part", RESERVED_PARTS).claim_all(&wanted);
    claimed.into_iter().map(|(name, _)| name).collect()
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

/// The variants of what a success gives, where it is one of several.
pub(super) fn variants(outcome: &Outcome) -> Option<Vec<String>> {
    let Outcome::ByStatus(several) = outcome else { return None };
    let wanted: Vec<Wanted<'_>> = several.iter().map(|one| Wanted::new(vec![status(one.status)])).collect();
    let claimed = Scope::new(Case::Camel, "Status", &[]).claim_all(&wanted);
    Some(claimed.into_iter().map(|(name, _)| name).collect())
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
