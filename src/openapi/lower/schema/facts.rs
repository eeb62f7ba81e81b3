//! What the docs say of a schema: its texts, and its facts, which are the constraints and the default in short words.

use std::collections::HashSet;

use super::{as_boolean, constraints, raw::RawSchema};
use crate::{
    model::{Docs, Link, Type, docs},
    openapi::{
        cursor::At,
        lower::{context::Lower, json},
    },
};

impl<'a> Lower<'a, '_> {
    /// The docs of a type that a schema defines. The title counts where it says more than the name.
    pub(super) fn type_docs(&mut self, at: At<'a>, name: &str) -> Docs {
        let inside = || at.list("allOf").find_map(|part| part.text("description"));
        let titled = || at.list("allOf").find_map(|part| title(part, name));
        // What a part of `allOf` says is about the whole when the part is written here.
        let description = at.text("description").or_else(inside);
        if self.is_odata() {
            return Docs::described(description);
        }
        let raw = RawSchema::read(at);
        let mut facts = constraints::of(at, &raw);
        for part in raw.all_of.into_iter().flat_map(At::items).filter(|part| part.reference().is_none()) {
            facts.extend(constraints::of(part, &RawSchema::read(part)));
        }
        facts.extend(default(at));
        Docs {
            facts: once_each(facts),
            summary: title(at, name).or_else(titled),
            link: link(at),
            ..Docs::described(description)
        }
    }

    /// The docs of a use of a schema: a property, say.
    pub(super) fn use_docs(&self, at: At<'a>, name: &str) -> Docs {
        let summary = if self.is_odata() { None } else { title(at, name) };
        Docs { summary, link: link(at), ..Docs::described(at.text("description")) }
    }

    /// The docs of an alternative whose type has no text of its own.
    pub(super) fn variant_docs(&mut self, part: At<'a>, label: &str, value: &Type) -> Docs {
        if matches!(value, Type::Named(_)) || self.is_odata() {
            return Docs::default();
        }
        Docs { facts: self.facts(part), ..self.use_docs(part, label) }
    }

    /// The constraints and the default of a value, in words. A type that is named says its own.
    pub(in crate::openapi::lower) fn facts(&mut self, at: At<'a>) -> Vec<String> {
        if self.is_odata() {
            return Vec::new();
        }
        let seen = self.seen_through(at).unwrap_or(at);
        let mut facts = self.constraints(at, seen, &RawSchema::read(seen));
        facts.extend(default(at).or_else(|| default(seen)));
        facts.extend(at.flag("deprecated").then(|| "deprecated".to_owned()));
        once_each(facts)
    }

    /// The description and the facts of a value that has no other place for them, such as a body that is a list.
    pub(in crate::openapi::lower) fn described_facts(&mut self, at: At<'a>) -> Vec<String> {
        let mut facts = self.facts(at);
        let texts = [at.text("title"), at.text("description")].into_iter().flatten();
        let texts: Vec<String> = texts.filter_map(|text| docs::text(Some(text))).collect();
        facts.splice(0..0, texts);
        facts
    }

    /// The constraints of a value that is described at a place, seen through its reference: those of the parts of its
    /// `allOf` included where they speak about no object, and those beside the reference where they count.
    pub(super) fn constraints(&mut self, own: At<'a>, at: At<'a>, raw: &RawSchema<'a>) -> Vec<String> {
        let mut words = constraints::of(at, raw);
        if own.id() != at.id() && self.honours_siblings() {
            words.extend(constraints::of(own, &RawSchema::read(own)));
        }
        for part in raw.all_of.into_iter().flat_map(At::items) {
            let Some(seen) = self.seen_through(part) else { continue };
            let part = RawSchema::read(seen);
            if !part.is_object() && part.all_of.is_none() {
                words.extend(constraints::of(seen, &part));
            }
        }
        once_each(words)
    }
}

fn once_each(mut facts: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    facts.retain(|fact| seen.insert(fact.clone()));
    facts
}

fn default(at: At<'_>) -> Option<String> {
    at.get("default").map(|default| format!("Default: {}.", constraints::code(&json::text(default.node))))
}

fn link(at: At<'_>) -> Option<Link> {
    let link = at.get("externalDocs")?;
    let url = docs::text(link.text("url"))?;
    Some(Link { text: docs::text(link.text("description")), url })
}

/// The title, unless it only spells the name in another way, as many generators of descriptions do.
pub(in crate::openapi::lower) fn title(at: At<'_>, name: &str) -> Option<String> {
    if as_boolean(at).is_some() {
        return None;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let title = docs::text(at.text("title"))?;
    let (spelled, name): (String, String) = (letters(&title), letters(name));
    (spelled != name && !name.ends_with(&spelled)).then_some(title)
}
