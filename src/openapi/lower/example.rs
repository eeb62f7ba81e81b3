//! Examples of schemas and media types, noted with the types that they are examples of. Only where they are asked for.

use super::{context::Lower, json};
use crate::{
    model::{Content, Item, Payload, example::Example},
    openapi::cursor::{At, is_extension},
};

impl<'a> Lower<'a, '_> {
    /// The examples of a schema: `example`, and since 3.1 the list `examples`.
    pub(super) fn examples_of_schema(&mut self, at: At<'a>, item: &Item) {
        // What stands beside a reference counts since 3.1.
        if !self.beside.examples || (at.reference().is_some() && !self.honours_siblings()) {
            return;
        }
        for value in at.get("example").into_iter().chain(at.list("examples")) {
            self.example(item, value);
        }
    }

    /// The examples of a media type: `example`, or Example Objects by name.
    pub(super) fn examples_of_media_type(&mut self, at: At<'a>, content: &Content) {
        let Payload::Json(item) = &content.payload else { return };
        if !self.beside.examples {
            return;
        }
        if let Some(value) = at.get("example") {
            self.example(item, value);
        }
        let named: Vec<At<'a>> =
            at.map("examples").filter(|(member, _)| !is_extension(&member.name)).map(|(_, at)| at).collect();
        for named in named {
            let Some(example) = self.resolve(named) else { continue };
            match example.get("value").or_else(|| example.get("dataValue")) {
                Some(value) => self.example(item, value),
                None => self.remark("Example Object without a `value`, which is not tested", example),
            }
        }
    }

    fn example(&mut self, item: &Item, value: At<'a>) {
        if self.exampled.insert(value.id()) {
            let text = json::text(value.node);
            self.api.examples.push(Example { item: item.clone(), value: text, place: value.place() });
        }
    }
}
