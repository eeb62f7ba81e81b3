//! Examples of schemas and media types, noted with the types that they are examples of. Only where they are asked for.

use super::{context::Lower, json, schema::constraints};
use crate::{
    model::{Content, Item, Payload, example::Example},
    openapi::cursor::{At, is_extension},
};

/// Longer examples, and more of them, are no help in a line.
const LONGEST_SHOWN: usize = 80;
const MOST_SHOWN: usize = 3;

impl<'a> Lower<'a, '_> {
    /// The examples of a schema: `example`, and since 3.1 the list `examples`.
    pub(super) fn examples_of_schema(&mut self, at: At<'a>, item: &Item) {
        // What stands beside a reference counts since 3.1.
        if at.reference().is_some() && !self.honours_siblings() {
            return;
        }
        for value in at.get("example").into_iter().chain(at.list("examples")) {
            self.example(item, value);
        }
    }

    /// The examples of a media type: `example`, or Example Objects by name.
    pub(super) fn examples_of_media_type(&mut self, at: At<'a>, content: &Content) {
        let Payload::Json(item) = &content.payload else { return };
        if let Some(value) = at.get("example") {
            self.example(item, value);
        }
        let named: Vec<At<'a>> =
            at.map("examples").filter(|(member, _)| !is_extension(&member.name)).map(|(_, at)| at).collect();
        for named in named {
            let Some(example) = self.resolve(named) else { continue };
            for text in ["summary", "description", "serializedValue"].into_iter().filter_map(|name| example.get(name)) {
                self.count("text about an example", text);
            }
            match example.get("value").or_else(|| example.get("dataValue")) {
                Some(value) => self.example(item, value),
                None => self.remark("Example Object without a `value`, which is not tested", example),
            }
        }
    }

    /// The examples of a parameter or a header, for its docs.
    pub(super) fn shown_examples(&mut self, at: At<'a>) -> Option<String> {
        let named: Vec<At<'a>> =
            at.map("examples").filter(|(member, _)| !is_extension(&member.name)).map(|(_, at)| at).collect();
        let mut values: Vec<At<'a>> = at.get("example").into_iter().collect();
        for named in named {
            let Some(example) = self.resolve(named) else { continue };
            values.extend(["value", "dataValue", "serializedValue"].into_iter().find_map(|name| example.get(name)));
        }
        let mut shown: Vec<String> = values.iter().map(|value| constraints::code(&json::text(value.node))).collect();
        shown.retain(|text| text.chars().count() <= LONGEST_SHOWN);
        shown.dedup();
        shown.truncate(MOST_SHOWN);
        match shown.as_slice() {
            [] => None,
            [one] => Some(format!("For example {one}.")),
            several => Some(format!("For example {}.", several.join(" or "))),
        }
    }

    fn example(&mut self, item: &Item, value: At<'a>) {
        if !self.exampled.insert(value.id()) {
            return;
        }
        if !self.beside.examples {
            self.count("example, which is tested where it is asked for", value);
        } else {
            let text = json::text(value.node);
            self.api.examples.push(Example { item: item.clone(), value: text, place: value.place() });
        }
    }
}
