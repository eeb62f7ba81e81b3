//! Names of what webhooks and callbacks carry.

use super::{IncomingNames, Names, identifier::Case, scope::Scope};
use crate::model::{
    Api, Method, Status,
    incoming::{Incoming, IncomingKind},
};

/// Names that the modules use unqualified, or that `decode` needs.
const RESERVED: &[&str] = &["Option", "Result", "String", "Vec"];

pub(super) fn name(api: &Api, names: &mut Names) {
    names.incoming = vec![IncomingNames::default(); api.incoming.len()];
    for kind in IncomingKind::ALL {
        let mut scope = Scope::new(Case::Camel, "Request", RESERVED);
        let mut own: Vec<(&Incoming, &mut IncomingNames)> =
            api.incoming.iter().zip(&mut names.incoming).filter(|(incoming, _)| incoming.kind == kind).collect();
        // Of several methods the usual one has the plain name.
        own.sort_by_key(|(incoming, _)| (incoming.name.as_str(), incoming.method != Method::Post));
        for (incoming, own) in own {
            let name = &incoming.name;
            let (body, _) = scope
                .claim_beside_words(&[name.clone(), format!("{} {name}", incoming.method.as_str().to_lowercase())]);
            let answer = |(status, _): &(Status, _)| {
                let status = match status {
                    Status::Code(code) => code.to_string(),
                    Status::Range(hundred) => format!("{hundred}xx"),
                    Status::Default => "default".to_owned(),
                };
                scope.claim_beside_words(&[format!("{body} answer"), format!("{body} answer {status}")]).0
            };
            own.answers = incoming.answers.iter().map(answer).collect();
            own.body = body;
        }
    }
}
