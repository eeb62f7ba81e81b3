//! Media types of many values one after another: what one of them is.

use super::{context::Lower, spot::Spot};
use crate::{
    diagnostics::Code,
    model::{Framing, Item, LedgerSeverity, Primitive, Type},
    openapi::cursor::At,
};

impl<'a> Lower<'a, '_> {
    /// The type of each value; `None` when all that is said of an event is that it has a text.
    ///
    /// Since 3.2 `itemSchema` describes a value, of server-sent events the whole event with its fields; before, `schema`
    /// is used for that, of events for what their data hold.
    pub(super) fn sequence_item(&mut self, framing: Framing, media_type: At<'a>, spot: &Spot) -> Option<Item> {
        let schema = match (media_type.get("itemSchema"), media_type.get("schema")) {
            (Some(item), _) if framing == Framing::Events => self.data_of_event(item)?,
            (Some(item), _) => item,
            (None, Some(schema)) => self.sequence_element(framing, schema),
            (None, None) => return self.unsaid(framing),
        };
        let is_text = self.primitive(schema) == Some(Primitive::String);
        if framing == Framing::Events && is_text {
            return None;
        }
        Some(self.item(schema, spot))
    }

    fn unsaid(&self, framing: Framing) -> Option<Item> {
        (framing != Framing::Events).then(|| Item::of(Type::Any))
    }

    /// The schema of an event's data: `data` of an object with the fields of an event, whose text is JSON when
    /// `contentSchema` says of what. Anything else is the schema of the data.
    fn data_of_event(&mut self, event: At<'a>) -> Option<At<'a>> {
        let seen = self.seen_through(event)?;
        let Some(data) = seen.get("properties").and_then(|properties| properties.get("data")) else {
            let variants = ["oneOf", "anyOf"].iter().any(|name| seen.get(name).is_some());
            if variants {
                self.approximated("data of events of several kinds", "events with their data as text", event);
                return None;
            }
            return Some(event);
        };
        for (member, field) in seen.map("properties").filter(|(member, _)| &*member.name != "data") {
            let construct = format!("`{}` of the fields of an event", member.name);
            let emitted = "its text, by `EventStream::next_event`";
            self.list(Code::NotRepresented, LedgerSeverity::Info, construct, emitted, field.place());
        }
        data.get("contentSchema").or_else(|| (self.primitive(data).is_none()).then_some(data))
    }

    /// A whole list as the schema of a sequence means its elements.
    fn sequence_element(&mut self, framing: Framing, schema: At<'a>) -> At<'a> {
        let items = self.seen_through(schema).filter(|seen| seen.text("type") == Some("array"));
        match items.and_then(|seen| seen.get("items")) {
            Some(items) if framing != Framing::Events => items,
            _ => schema,
        }
    }
}
