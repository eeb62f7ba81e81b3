//! `webhooks` and `callbacks`: requests that the service sends. Listed, unless their types are asked for.

use super::{
    context::Lower,
    operation::{Head, deprecation},
};
use crate::{
    diagnostics::Code,
    model::{
        Content, Docs, Item, LedgerSeverity, Method, Payload, docs,
        incoming::{Incoming, IncomingKind},
    },
    openapi::cursor::{At, is_extension},
};

impl<'a> Lower<'a, '_> {
    /// The webhooks of the description.
    pub(super) fn webhooks(&mut self) {
        let webhooks: Vec<_> = self.document.root.map("webhooks").collect();
        for (member, at) in webhooks {
            if !is_extension(&member.name) {
                self.incoming(IncomingKind::Webhook, &member.name, at, at);
            }
        }
    }

    /// The callbacks of an operation, each with a path item for every address.
    pub(super) fn callbacks(&mut self, operation: At<'a>) {
        let callbacks: Vec<_> = operation.map("callbacks").collect();
        for (member, at) in callbacks {
            let Some(callback) = self.resolve(at) else { continue };
            let items: Vec<_> = callback.members().filter(|(address, _)| !is_extension(&address.name)).collect();
            if items.is_empty() || !self.beside.wants(IncomingKind::Callback) {
                self.not_wanted(IncomingKind::Callback, &member.name, at);
                continue;
            }
            for (_, item) in items {
                self.incoming(IncomingKind::Callback, &member.name, item, at);
            }
        }
    }

    fn not_wanted(&mut self, kind: IncomingKind, name: &str, at: At<'a>) {
        self.lost(format!("{} `{name}`", kind.as_str()), at);
    }

    /// The requests of a path item.
    fn incoming(&mut self, kind: IncomingKind, name: &str, item: At<'a>, at: At<'a>) {
        if !self.beside.wants(kind) {
            self.not_wanted(kind, name, at);
            return;
        }
        let Some(item) = self.resolve(item) else { return };
        let own: Vec<(Method, At<'a>)> =
            Method::ALL.into_iter().filter_map(|method| Some((method, item.get(method.member())?))).collect();
        let additional: Vec<(Method, At<'a>)> = item
            .map("additionalOperations")
            .filter_map(|(member, at)| Some((Method::named(&member.name)?, at)))
            .collect();
        for (method, operation) in own.into_iter().chain(additional) {
            let construct = format!("{} {} of {} `{name}`", method.as_str(), "request", kind.as_str());
            let emitted = "its types; a client does not serve";
            self.list(Code::NotRepresented, LedgerSeverity::Info, construct, emitted, operation.place());
            // What a service that is called back is named by has no path of its own.
            let path = format!("{} {name}", kind.as_str());
            let operation_id = docs::text(operation.scalar("operationId"));
            let head = Head { method, path: &path, operation_id: operation_id.as_deref(), resource: None };
            let body = operation.get("requestBody").and_then(|body| self.request_body(head, body));
            let answers =
                if operation.get("responses").is_some() { self.responses(head, operation) } else { Vec::new() };
            let answers = answers.iter().filter(|answer| answer.status.is_success());
            let answers = answers.filter_map(|answer| Some((answer.status, json_of(&answer.contents)?))).collect();
            let (summary, description) = (operation.text("summary"), operation.text("description"));
            let link = self.external_docs(operation);
            self.api.incoming.push(Incoming {
                kind,
                name: name.to_owned(),
                method,
                docs: Docs { summary: docs::text(summary), link, ..Docs::described(description) },
                deprecated: deprecation(operation),
                place: Some(operation.place()),
                body: body.and_then(|body| json_of(&body.contents)),
                answers,
            });
        }
    }
}

/// The type of the JSON among several forms.
fn json_of(contents: &[Content]) -> Option<Item> {
    contents.iter().find_map(|content| match &content.payload {
        Payload::Json(item) => Some(item.clone()),
        _ => None,
    })
}
