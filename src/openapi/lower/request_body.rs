//! Request Body Object.

use super::{context::Lower, leaf::Leaf, operation::Head};
use crate::{
    model::{Body, Docs},
    openapi::{cursor::At, upgrade::BESIDE},
};

impl<'a> Lower<'a, '_> {
    pub(super) fn request_body(&mut self, head: Head<'_>, at: At<'a>) -> Option<Body> {
        let at = self.resolve(at)?;
        let spot = self.component_spots.get(&at.id()).cloned().unwrap_or_else(|| head.spot("body"));
        let leaf = Leaf { object: "Request Body Object", without: &["content"], with: &[] };
        let read: openapiv3::RequestBody = self.leaf(at, &leaf)?;
        let known = ["description", "content", "required", "$ref", "summary", BESIDE];
        self.unknown_members(at, "Request Body Object", &known);
        let beside: Vec<At<'a>> = at.list(BESIDE).collect();
        for parameter in beside {
            let (name, place) = (parameter.text("name").unwrap_or_default(), parameter.text("in").unwrap_or_default());
            self.lost(format!("parameter `{name}` in `{place}`, beside one that is the body"), parameter);
        }
        let contents = self.contents(at, &spot);
        if contents.is_empty() {
            // An empty Request Body Object, or one that says only `required`, describes nothing to send.
            self.repaired("Request Body Object without `content`", "no body", at);
            return None;
        }
        if self.is_odata() {
            return Some(Body { required: true, docs: Docs::default(), contents });
        }
        self.note_arguments(at);
        let facts = self.facts_of_contents(at, &contents);
        let docs = Docs { facts, ..Docs::described(read.description.as_deref()) };
        Some(Body { required: read.required, docs, contents })
    }

    /// Notes the schemas of a body, whose rules are read when all schemas are known.
    fn note_arguments(&mut self, body: At<'a>) {
        if !self.beside.rules {
            return;
        }
        let members: Vec<At<'a>> = body.map("content").map(|(_, at)| at).collect();
        for member in members {
            let Some(at) = self.resolve(member) else { continue };
            self.arguments.extend(at.get("schema").map(|schema| (at.place(), schema)));
        }
    }
}
