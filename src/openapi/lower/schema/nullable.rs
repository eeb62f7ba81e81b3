//! Whether `null` is one of a schema's values, in all the ways to say so.

use super::super::context::Lower;
use crate::openapi::cursor::At;

/// How many references, `allOf`s and the like are looked through. A schema that says it is nullable at the end of a
/// longer chain than this is not known.
const DEPTH: u32 = 24;

impl<'a> Lower<'a, '_> {
    /// Whether `null` is one of a schema's values.
    pub(super) fn is_nullable(&mut self, at: At<'a>) -> bool {
        self.nullable_within(at, DEPTH)
    }

    fn nullable_within(&mut self, at: At<'a>, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        if at.flag("nullable") || at.flag("x-nullable") || has_null_type(at) || self.has_null_value(at) {
            return true;
        }
        if at.reference().is_some() {
            return self.target(at).is_some_and(|target| target.at.id() != at.id() && self.nullable_within(target.at, depth));
        }
        let alternatives: Vec<At<'a>> = at.list("oneOf").chain(at.list("anyOf")).collect();
        if alternatives.iter().any(|part| is_null(*part)) {
            return true;
        }
        if alternatives.into_iter().any(|part| self.nullable_within(part, depth)) {
            return true;
        }
        // One part alone stands for the whole; of several each would have to allow it.
        let parts: Vec<At<'a>> = at.list("allOf").collect();
        match parts.as_slice() {
            [only] => self.nullable_within(*only, depth),
            _ => false,
        }
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
    let says_only_nullable = at
        .members()
        .all(|(member, node)| match &*member.name {
            "type" => node.node.as_str() == Some("object"),
            "nullable" | "description" | "title" => true,
            _ => false,
        });
    at.flag("nullable") && says_only_nullable
}
