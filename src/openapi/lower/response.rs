//! Responses Object, Response Object and Header Object.

use super::{context::Lower, leaf::Leaf, operation::Head, parameter::unquoted, schema::constraints, spot::Spot};
use crate::{
    model::{Content, Docs, Header, Item, Payload, Primitive, Response, Status, Type, docs},
    openapi::{
        cursor::{At, is_extension},
        upgrade::AS_JSON,
    },
    source::{Mapping, Value},
};

impl<'a> Lower<'a, '_> {
    pub(super) fn responses(&mut self, head: Head<'_>, operation: At<'a>) -> Vec<Response> {
        let Some(at) = operation.get("responses") else {
            self.repaired("Operation Object without `responses`", "any answer is a success without a value", operation);
            return Vec::new();
        };
        if at.node.as_mapping().is_none() {
            self.wrong_kind("`responses`", "a mapping", at);
        }
        let mut responses: Vec<Response> = Vec::new();
        for (member, node) in at.members() {
            if is_extension(&member.name) {
                continue;
            }
            let Some(status) = status(&member.name) else {
                self.lost(format!("response for `{}`, which is not a status", member.name), node);
                continue;
            };
            // Errors of OData have one form, which the runtime reads.
            if self.is_odata() && !status.is_success() {
                continue;
            }
            let Some(response) = self.response(head, &member.name, status, node) else { continue };
            if !responses.iter().any(|known| known.status == status) {
                responses.push(response);
            }
        }
        responses
    }

    fn response(&mut self, head: Head<'_>, member: &str, status: Status, at: At<'a>) -> Option<Response> {
        let at = self.resolve(at)?;
        if let Some(known) = self.shared_responses.get(&at.id()) {
            return Some(Response { status, ..known.clone() });
        }
        let component = self.component_spots.get(&at.id()).cloned();
        let is_shared = component.is_some();
        let spot = component.unwrap_or_else(|| {
            let part = if self.is_odata() { "response".to_owned() } else { format!("response {member}") };
            head.spot(&part)
        });
        let leaf = Leaf {
            object: "Response Object",
            without: &["content", "headers", "links", "examples", "schema", AS_JSON],
            with: &[("description", Value::String("".into()))],
        };
        let read: openapiv3::Response = self.leaf(at, &leaf)?;
        if at.get("description").is_none() && at.get("summary").is_none() {
            self.repaired("Response Object without `description`", "a response without documentation", at);
        }
        self.unknown_members(at, "Response Object", KNOWN);
        if let Some(said) = at.get(AS_JSON) {
            self.count("error of several members, read as JSON, which its operation does not produce", said);
        }
        let links: Vec<_> = at.map("links").collect();
        for (member, link) in links {
            self.remark(format!("link `{}`", member.name), link);
        }
        let contents = self.contents(at, &spot);
        let headers = self.headers(at, &spot);
        let mut docs =
            Docs { facts: self.facts_of_contents(at, &contents), ..Docs::described(Some(&read.description)) };
        // Since 3.2.
        docs.summary = docs::text(at.text("summary"));
        let response = Response { status, docs, contents, headers };
        if is_shared {
            self.shared_responses.insert(at.id(), response.clone());
        }
        Some(response)
    }

    pub(super) fn headers(&mut self, at: At<'a>, spot: &Spot) -> Vec<Header> {
        let members: Vec<_> = at.map("headers").collect();
        let mut headers = Vec::new();
        for (member, node) in members {
            // The media type is said by `content`.
            if member.name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let Some(found) = self.resolve(node) else { continue };
            if let Some(known) = self.shared_headers.get(&found.id()) {
                headers.push(Header { name: member.name.to_string(), ..known.clone() });
                continue;
            }
            let component = self.component_spots.get(&found.id()).cloned();
            let is_shared = component.is_some();
            let spot = component.unwrap_or_else(|| spot.part(&member.name));
            let header = self.header(&member.name, found, &spot);
            if let Some(header) = header.as_ref().filter(|_| is_shared) {
                self.shared_headers.insert(found.id(), header.clone());
            }
            headers.extend(header);
        }
        headers
    }

    fn header(&mut self, name: &str, at: At<'a>, spot: &Spot) -> Option<Header> {
        let leaf = Leaf {
            object: "Header Object",
            without: &["schema", "content", "example", "examples"],
            with: &[("schema", Value::Mapping(Mapping::default()))],
        };
        let read: openapiv3::Header = self.leaf(at, &leaf)?;
        let content = || at.map("content").next().and_then(|(_, media_type)| media_type.get("schema"));
        let item = match (at.get("schema"), content()) {
            (Some(schema), _) => unquoted(self.item(schema, spot)),
            (None, Some(schema)) => self.item(schema, spot),
            (None, None) => Item::of(Type::Primitive(Primitive::String)),
        };
        let facts = self.facts_of_header(at, at.get("schema").or_else(content));
        Some(Header {
            name: name.to_owned(),
            item,
            is_content: at.get("content").is_some() && at.get("schema").is_none(),
            docs: Docs { facts, ..Docs::described(read.description.as_deref()) },
        })
    }
}

impl<'a> Lower<'a, '_> {
    fn facts_of_header(&mut self, at: At<'a>, schema: Option<At<'a>>) -> Vec<String> {
        if self.is_odata() {
            return Vec::new();
        }
        let mut facts: Vec<String> = Vec::new();
        facts.extend(at.flag("required").then(|| "always there".to_owned()));
        facts.extend(at.flag("deprecated").then(|| "deprecated".to_owned()));
        let media_type = at.map("content").next().map(|(member, _)| member.name.to_string());
        facts.extend(media_type.map(|media_type| format!("as {}", constraints::code(&media_type))));
        facts.extend(schema.map(|schema| self.facts(schema)).unwrap_or_default());
        facts.extend(self.shown_examples(at));
        facts
    }

    /// What is said of bodies that have no type of their own to say it.
    pub(super) fn facts_of_contents(&mut self, owner: At<'a>, contents: &[Content]) -> Vec<String> {
        let mut facts: Vec<String> = Vec::new();
        for (member, at) in owner.map("content") {
            let Some(content) = contents.iter().find(|content| content.media_type == member.name.trim()) else {
                continue;
            };
            let is_named = match &content.payload {
                Payload::Json(item) | Payload::Page(item) | Payload::Sequence(_, Some(item)) => {
                    matches!(item.value, Type::Named(_))
                }
                Payload::Form(value) | Payload::Multipart(value) | Payload::Text(value) => {
                    matches!(value, Type::Named(_))
                }
                Payload::Bytes | Payload::Sequence(_, None) => false,
            };
            let schema = self.resolve(at).and_then(|at| at.get("itemSchema").or_else(|| at.get("schema")));
            if let (Some(schema), false) = (schema, is_named || self.is_odata()) {
                for fact in self.described_facts(schema) {
                    if !facts.contains(&fact) {
                        facts.push(fact);
                    }
                }
            }
        }
        facts
    }
}

/// The status codes that a member of a Responses Object stands for.
fn status(name: &str) -> Option<Status> {
    if name.eq_ignore_ascii_case("default") {
        return Some(Status::Default);
    }
    let mut characters = name.chars();
    let hundred = characters.next()?.to_digit(10).filter(|digit| (1..=5).contains(digit))?;
    match characters.as_str() {
        "XX" | "xx" | "Xx" => u8::try_from(hundred).ok().map(Status::Range),
        rest if rest.len() == 2 => name.parse().ok().map(Status::Code),
        _ => None,
    }
}

const KNOWN: &[&str] =
    &["description", "headers", "content", "links", "$ref", "summary", "schema", "examples", AS_JSON];
