//! Whether `null` is one of a schema's values, in all the ways to say so.

use std::collections::HashSet;

use super::all_of::says_something;
use crate::openapi::{cursor::At, lower::context::Lower};

impl<'a> Lower<'a, '_> {
    /// Whether `null` is one of a schema's values. It is as soon as one of the schemas that stand for it says so.
    pub(super) fn is_nullable(&mut self, at: At<'a>) -> bool {
        if let Some(known) = self.nullable.get(&at.id()) {
            return *known;
        }
        let mut waiting = vec![at];
        let mut seen = HashSet::from([at.id()]);
        let mut nullable = false;
        while let Some(at) = waiting.pop() {
            nullable = self.nullable.get(&at.id()).copied().unwrap_or(false) || self.says_nullable(at);
            if nullable {
                break;
            }
            if !self.nullable.contains_key(&at.id()) {
                let next = self.stand_for(at);
                waiting.extend(next.into_iter().filter(|next| seen.insert(next.id())));
            }
        }
        if nullable {
            self.nullable.insert(at.id(), true);
        } else {
            // None of those that were looked at is.
            self.nullable.extend(seen.into_iter().map(|id| (id, false)));
        }
        nullable
    }

    /// Whether a schema refers to one that has `null` alone for its value: some generators declare one for that.
    pub(super) fn refers_to_null(&mut self, at: At<'a>) -> bool {
        self.is_reference(at) && self.seen_through(at).is_some_and(says_null)
    }

    fn says_nullable(&self, at: At<'a>) -> bool {
        at.flag("nullable")
            || at.flag("x-nullable")
            || has_null_type(at)
            || self.has_null_value(at)
            || at.list("oneOf").chain(at.list("anyOf")).any(is_null)
    }

    /// The schemas of which each may say for another that `null` is a value.
    fn stand_for(&mut self, at: At<'a>) -> Vec<At<'a>> {
        let mut schemas: Vec<At<'a>> = at.list("oneOf").chain(at.list("anyOf")).collect();
        if at.reference().is_some() {
            schemas.extend(self.target(at).map(|target| target.at));
        }
        // One part alone stands for the whole, and so does one that says `nullable` and nothing else; of several each has
        // to allow it.
        let (telling, others): (Vec<At<'a>>, Vec<At<'a>>) = at.list("allOf").partition(|part| says_something(*part));
        match telling.as_slice() {
            [] => {}
            [only] => schemas.push(*only),
            several => {
                let are_nullable =
                    several.iter().all(|part| self.seen_through(*part).is_some_and(|at| self.says_nullable(at)));
                schemas.extend(several.iter().copied().filter(|_| are_nullable));
            }
        }
        schemas.extend(others);
        schemas
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
    if says_null(at) {
        return true;
    }
    let says_only_nullable = at.members().all(|(member, node)| match &*member.name {
        "type" => node.node.as_str() == Some("object"),
        "nullable" | "description" | "title" => true,
        _ => false,
    });
    at.flag("nullable") && says_only_nullable
}

/// Whether a schema says in so many words that `null` is its only value.
pub(super) fn says_null(at: At<'_>) -> bool {
    let is_null = |name: &str| at.get(name).is_some_and(|node| node.node.is_null());
    let mut values = at.list("enum").peekable();
    let mut types = at.list("type").peekable();
    at.text("type") == Some("null")
        || (types.peek().is_some() && types.all(|name| name.node.text() == Some("null")))
        || is_null("type")
        || is_null("const")
        || (values.peek().is_some() && values.all(|value| value.node.is_null()))
}
