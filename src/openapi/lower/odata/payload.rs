//! Bodies in OData's terms: pages, counts and references.

use crate::{
    model::{Item, Payload, RuntimeType, Type},
    openapi::{
        cursor::At,
        lower::{context::Lower, spot::Spot},
    },
};

impl<'a> Lower<'a, '_> {
    /// What a JSON body is to OData, if it is more than a value of a type.
    pub(in crate::openapi::lower) fn odata_payload(&mut self, schema: At<'a>, spot: &Spot) -> Option<Payload> {
        if let Some(list) = self.page_element(schema) {
            return Some(Payload::Page(self.element(list, spot)));
        }
        let seen = self.seen_through(schema)?;
        // A collection is always answered in an object; older converters leave the object out.
        if seen.text("type") == Some("array") && self.registry.component_name(seen).is_none() {
            return Some(Payload::Page(self.element(seen, spot)));
        }
        let has_only_control = seen.get("properties").is_some()
            && seen.map("properties").all(|(member, _)| member.name.starts_with('@'))
            && seen.get("allOf").is_none();
        let is_helper = self
            .registry
            .component_name(seen)
            .is_none_or(|name| self.odata.as_ref().is_some_and(|facts| facts.is_of_the_runtime(name)));
        let names_entity = seen.map("properties").any(|(member, _)| &*member.name == "@odata.id");
        let value = if names_entity { Type::Runtime(RuntimeType::Reference) } else { Type::Any };
        (has_only_control && is_helper).then_some(Payload::Json(Item::of(value)))
    }

    fn element(&mut self, list: At<'a>, spot: &Spot) -> Item {
        let value = list.get("items").map_or(Type::Any, |items| self.item(items, &spot.part("item")).value);
        Item::of(value)
    }

    /// The list in a collection response: an object whose only member beside control information is a list `value`.
    pub(in crate::openapi::lower) fn page_element(&mut self, at: At<'a>) -> Option<At<'a>> {
        if !self.is_odata() {
            return None;
        }
        let whole = self.seen_through(at)?;
        let mut list = None;
        let mut has_links = false;
        let mut waiting = vec![whole];
        let mut seen = std::collections::HashSet::new();
        while let Some(at) = waiting.pop() {
            let at = self.seen_through(at)?;
            if !seen.insert(at.id()) {
                continue;
            }
            // A response takes in one or two others; whatever takes in more is none.
            if seen.len() > 8 {
                return None;
            }
            for (member, node) in at.map("properties") {
                match &*member.name {
                    "value" => list = Some(node),
                    // Only values of the service's own types carry their type.
                    "@odata.type" => return None,
                    name if name.starts_with('@') => has_links |= matches!(name, "@odata.nextLink" | "@odata.count"),
                    _ => return None,
                }
            }
            waiting.extend(at.list("allOf"));
        }
        // A type of the service may have a list called `value` and nothing else.
        let is_named_so = |name: &str| name.ends_with("CollectionResponse") || !name.contains('.');
        let is_response = has_links || self.registry.component_name(whole).is_none_or(is_named_so);
        list.filter(|list| is_response && (list.text("type") == Some("array") || list.get("items").is_some()))
    }
}
