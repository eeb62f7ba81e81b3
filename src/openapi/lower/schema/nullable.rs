//! Whether `null` is one of a schema's values, in all the ways to say so.

use std::collections::HashSet;

use crate::openapi::{cursor::At, lower::context::Lower};

impl<'a> Lower<'a, '_> {
    /// Whether `null` is one of a schema's values. It is as soon as one of the schemas that stand for it says so.
    pub(super) fn is_nullable(&mut self, at: At<'a>) -> bool {
        let mut waiting = vec![at];
        let mut seen = HashSet::new();
        while let Some(at) = waiting.pop() {
            if at.flag("nullable") || at.flag("x-nullable") || has_null_type(at) || self.has_null_value(at) {
                return true;
            }
            if at.reference().is_some() {
                waiting.extend(self.target(at).map(|target| target.at).filter(|at| seen.insert(at.id())));
            }
            let alternatives: Vec<At<'a>> = at.list("oneOf").chain(at.list("anyOf")).collect();
            if alternatives.iter().any(|part| is_null(*part)) {
                return true;
            }
            waiting.extend(alternatives.into_iter().filter(|part| seen.insert(part.id())));
            // One part alone stands for the whole; of several each would have to allow it.
            let parts: Vec<At<'a>> = at.list("allOf").collect();
            if let [only] = parts.as_slice()
                && seen.insert(only.id())
            {
                waiting.push(*only);
            }
        }
        false
    }

    fn has_null_value(&self, at: At<'a>) -> bool {
        at.list("enum").any(|item| item.node.is_null() && !self.is_word_null(at, item))
    }

    /// Whether a `null` in an `enum` is the name of a member: converters from OData write it so, without quotes.
    pub(super) fn is_word_null(&self, schema: At<'a>, value: At<'a>) -> bool {
        self.is_odata() && schema.text("type") == Some("string") && value.node.text() == Some("null")
    }
}

fn has_null_type(at: At<'_>) -> bool {
    at.list("type").any(|item| item.node.text() == Some("null")) || at.text("type") == Some("null")
}

/// Whether a schema has `null` alone for its value: `{type: 'null'}`, `{enum: [null]}`, `{const: null}`, and the
/// `{type: object, nullable: true}` that converters from OData write for it.
pub(super) fn is_null(at: At<'_>) -> bool {
    if at.text("type") == Some("null") || at.get("type").is_some_and(|node| node.node.is_null()) {
        return true;
    }
    if at.get("const").is_some_and(|node| node.node.is_null()) {
        return true;
    }
    let values: Vec<At<'_>> = at.list("enum").collect();
    if !values.is_empty() && values.iter().all(|value| value.node.is_null()) {
        return true;
    }
    let says_only_nullable = at.members().all(|(member, node)| match &*member.name {
        "type" => node.node.as_str() == Some("object"),
        "nullable" | "description" | "title" => true,
        _ => false,
    });
    at.flag("nullable") && says_only_nullable
}
