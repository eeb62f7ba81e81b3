//! Names of what webhooks and callbacks carry.

use super::{
    IncomingNames, Names,
    earlier::{Earlier, Thing},
    identifier::Case,
    scope::{Scope, Wanted},
};
use crate::model::{
    Api, Method, Status,
    incoming::{Incoming, IncomingKind},
};

/// Names that the modules use unqualified, or that `decode` needs.
const RESERVED: &[&str] = &["Option", "Result", "String", "Vec"];

pub(super) fn name(api: &Api, earlier: &Earlier<'_>, names: &mut Names) {
    names.incoming = vec![IncomingNames::default(); api.incoming.len()];
    for kind in IncomingKind::ALL {
        let mut scope = Scope::new(Case::Camel, "Request", RESERVED);
        let mut own: Vec<(&Incoming, &mut IncomingNames)> =
            api.incoming.iter().zip(&mut names.incoming).filter(|(incoming, _)| incoming.kind == kind).collect();
        // Of several methods the usual one has the plain name.
        own.sort_by_key(|(incoming, _)| (incoming.name.as_str(), incoming.method != Method::Post));
        let before: Vec<&Thing<'_>> =
            own.iter().map(|(incoming, _)| earlier.thing(kind.as_str(), &key(incoming))).collect();
        let bodies: Vec<Wanted<'_>> = own
            .iter()
            .zip(&before)
            .map(|((incoming, _), before)| {
                let name = &incoming.name;
                let hints = vec![name.clone(), format!("{} {name}", incoming.method.as_str().to_lowercase())];
                Wanted::beside_words(hints).before(before.own())
            })
            .collect();
        let bodies = scope.claim_all(&bodies);
        let mut wanted: Vec<Wanted<'_>> = Vec::new();
        for (((incoming, _), (body, _)), before) in own.iter().zip(&bodies).zip(&before) {
            wanted.extend(incoming.answers.iter().map(|(status, _)| wanted_answer(body, *status, before)));
        }
        let mut claimed = scope.claim_all(&wanted).into_iter().map(|(name, _)| name);
        for ((incoming, own), (body, _)) in own.into_iter().zip(bodies) {
            own.answers = claimed.by_ref().take(incoming.answers.len()).collect();
            own.body = body;
        }
    }
}

/// What `names.txt` calls a request: by its name, and by its method where that is not the usual one.
pub(super) fn key(incoming: &Incoming) -> String {
    match incoming.method {
        Method::Post => incoming.name.clone(),
        _ => format!("{} by {}", incoming.name, incoming.method.as_str()),
    }
}

/// What `names.txt` calls an answer.
pub(super) fn key_of_answer(status: Status) -> String {
    format!("answer {}", said(status))
}

fn wanted_answer<'w>(body: &str, status: Status, before: &Thing<'w>) -> Wanted<'w> {
    let hints = vec![format!("{body} answer"), format!("{body} answer {}", said(status))];
    Wanted::beside_words(hints).before(before.part(&key_of_answer(status)))
}

fn said(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundred) => format!("{hundred}xx"),
        Status::Default => "default".to_owned(),
    }
}
