//! The alternatives of `oneOf` and `anyOf`, and what they say of an object whose members stand beside them.

use super::{as_boolean, nullable, raw::RawSchema};
use crate::openapi::{cursor::At, lower::context::Lower};

/// What is emitted for alternatives that only say what is not there, unless checks are asked for.
pub(super) const WITHOUT_ALTERNATIVES: &str = "the type without them";

/// The alternatives of a schema that can hold a value other than `null`.
pub(super) fn alternatives<'a>(raw: &RawSchema<'a>) -> Vec<At<'a>> {
    let lists = raw.one_of.into_iter().chain(raw.any_of);
    lists.flat_map(At::items).filter(|part| !nullable::is_null(*part)).collect()
}

/// Whether an alternative says only which of the members are there, and not what they are.
pub(super) fn only_restricts(at: At<'_>) -> bool {
    let says_required = at.get("required").is_some();
    nullable::is_null(at)
        || at.members().all(|(member, node)| match &*member.name {
            "required" | "not" | "title" | "description" | "nullable" => true,
            "type" => says_required && node.node.as_str() == Some("object"),
            "properties" => node.members().all(|(_, member)| is_refused(member)),
            _ => false,
        })
}

/// Whether no value of a member fits, so that it cannot be there.
fn is_refused(at: At<'_>) -> bool {
    let says_not = |(member, node): (&crate::source::Member, At<'_>)| {
        &*member.name == "not" && node.members().next().is_none() && as_boolean(node) != Some(false)
    };
    as_boolean(at) == Some(false) || (at.members().next().is_some() && at.members().all(says_not))
}

/// Sets of members of which one has to be there, or only one may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Demand<'a> {
    /// Whether the others must not be there (`oneOf`).
    pub(super) only_one: bool,
    pub(super) sets: Vec<Vec<&'a str>>,
}

/// What the lists of a schema demand, as far as they demand members and nothing else; and the lists that say more.
pub(super) fn demands<'a>(raw: &RawSchema<'a>) -> (Vec<Demand<'a>>, Vec<At<'a>>) {
    let (mut demands, mut others) = (Vec::new(), Vec::new());
    for (list, only_one) in [(raw.one_of, true), (raw.any_of, false)] {
        let Some(list) = list else { continue };
        let parts: Vec<At<'a>> = list.items().filter(|part| !nullable::is_null(*part)).collect();
        if parts.is_empty() || !parts.iter().all(|part| only_restricts(*part)) {
            continue;
        }
        let sets: Option<Vec<Vec<&str>>> = parts.iter().map(|part| demanded(*part)).collect();
        match sets {
            // One that demands nothing is always fulfilled.
            Some(sets) if sets.iter().any(Vec::is_empty) => others.extend(only_one.then_some(list)),
            Some(sets) => demands.push(Demand { only_one, sets }),
            None => others.push(list),
        }
    }
    (demands, others)
}

/// The members that an alternative demands, if it says no more than that.
fn demanded(at: At<'_>) -> Option<Vec<&str>> {
    let says_more = at.get("not").is_some() || at.get("properties").is_some_and(|list| list.members().next().is_some());
    (!says_more).then(|| RawSchema::read(at).required)
}

impl<'a> Lower<'a, '_> {
    /// The alternatives of a list other than `null`.
    pub(super) fn alternatives_of(&mut self, list: At<'a>) -> Vec<At<'a>> {
        let mut parts: Vec<At<'a>> = list.items().filter(|part| !nullable::is_null(*part)).collect();
        parts.retain(|part| !self.refers_to_null(*part));
        parts
    }

    /// Lists alternatives that say of members what neither docs nor checks have words for.
    pub(super) fn unsaid_demand(&mut self, list: At<'a>) {
        self.approximated("alternatives that say which members are not there", WITHOUT_ALTERNATIVES, list);
    }
}

/// In words.
impl std::fmt::Display for Demand<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(if self.only_one { "exactly one is there: " } else { "at least one is there: " })?;
        for (position, set) in self.sets.iter().enumerate() {
            out.write_str(if position == 0 { "" } else { ", or " })?;
            let names: Vec<String> = set.iter().map(|name| super::constraints::code(name)).collect();
            let (last, before) =
                names.split_last().map_or(("nothing", &[] as &[String]), |(last, before)| (last, before));
            if !before.is_empty() {
                write!(out, "{} and ", before.join(", "))?;
            }
            out.write_str(last)?;
        }
        Ok(())
    }
}
