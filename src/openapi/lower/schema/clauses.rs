//! Keywords that say something of a value by other schemas, for users who ask for checks: conditions, what must not be,
//! and what depends on a member (JSON Schema 2020-12, core, chapters 10.2 and 11).
//!
//! A condition is checked only where all that it says can be: half of it would hold of other values.

use std::collections::HashSet;

use super::{
    alternatives::demands,
    as_boolean,
    raw::{RawSchema, meant_type},
    rules::Open,
};
use crate::{
    model::rules::{self, Clause, Limit, Rule},
    openapi::{cursor::At, lower::context::Lower},
};

impl<'a> Lower<'a, '_> {
    /// Adds what a schema says by others to its rule.
    pub(super) fn clauses(&mut self, at: At<'a>, raw: &RawSchema<'a>, rule: &mut Rule, open: &mut Open<'a>) {
        for (name, node) in &raw.unchecked {
            let clause = match *name {
                "not" if self.is_checked_whole(*node) => Some(Clause::Not(self.position(*node, true, open))),
                "if" if self.is_checked_whole(*node) => {
                    let [then, otherwise] =
                        ["then", "else"].map(|name| at.get(name).map(|node| self.position(node, true, open)));
                    // What follows is checked where the condition is.
                    open.checked.extend(["then", "else"].iter().filter_map(|name| Some(at.get(name)?.place())));
                    Some(Clause::If(self.position(*node, true, open), then, otherwise))
                }
                "contains" if self.is_checked_whole(*node) => {
                    let count = |name: &str| at.get(name).and_then(|node| node.node.as_u64());
                    let bounds = ["minContains", "maxContains"];
                    open.checked.extend(bounds.iter().filter_map(|name| Some(at.get(name)?.place())));
                    let least = count("minContains").unwrap_or(1);
                    Some(Clause::Contains(self.position(*node, true, open), least, count("maxContains")))
                }
                "propertyNames" => Some(Clause::Names(self.position(*node, true, open))),
                "unevaluatedProperties" if self.says_what_is_there(at) => {
                    Some(Clause::Unevaluated(self.position(*node, true, open)))
                }
                "unevaluatedItems" if self.says_what_is_there(at) => {
                    Some(Clause::UnevaluatedItems(self.position(*node, true, open)))
                }
                "dependentRequired" | "dependentSchemas" | "dependencies" => {
                    self.dependent(*node, rule, open);
                    open.checked.insert(node.place());
                    None
                }
                _ => None,
            };
            if clause.is_some() {
                open.checked.insert(node.place());
                rule.clauses.extend(clause);
            }
        }
    }

    /// `dependentRequired` and `dependentSchemas`, and what both were before 2019.
    fn dependent(&mut self, node: At<'a>, rule: &mut Rule, open: &mut Open<'a>) {
        for (member, wanted) in node.members() {
            let name = member.name.to_string();
            if wanted.node.as_sequence().is_some() {
                let others = wanted.items().filter_map(|other| Some(other.node.text()?.to_owned())).collect();
                rule.limits.push(Limit::Dependent(name, others));
            } else {
                rule.clauses.push(Clause::Dependent(name, self.position(wanted, true, open)));
            }
        }
    }

    /// Alternatives that say which members are not there: the lists of them, of which all is checked.
    pub(super) fn alternatives_that_refuse(
        &mut self,
        raw: &RawSchema<'a>,
        rule: &mut Rule,
        open: &mut Open<'a>,
    ) -> Vec<usize> {
        let mut checked = Vec::new();
        for list in demands(raw).1 {
            let parts: Vec<At<'a>> = list.items().collect();
            if !parts.iter().all(|part| self.is_checked_whole(*part)) {
                continue;
            }
            let is_one = raw.one_of.is_some_and(|one_of| one_of.id() == list.id());
            let parts: Vec<usize> = parts.into_iter().map(|part| self.position(part, true, open)).collect();
            if is_one {
                rule.clauses.push(Clause::One(parts));
            } else {
                // As a part of its own, in which everything counts.
                let position = self.api.rules.list.len();
                self.api.rules.list.push(Rule { whole: true, any: vec![parts], ..Rule::default() });
                rule.all.push(position);
            }
            open.checked.insert(list.place());
            checked.push(list.id());
        }
        checked
    }

    /// Whether all that a schema says is checked, and all that it refers to.
    pub(super) fn is_checked_whole(&mut self, at: At<'a>) -> bool {
        self.all_below(at, true, |raw, at| {
            let is_known = |name: &&str| meant_type(name).is_some_and(|meant| KINDS.contains(&meant));
            let patterns = raw.pattern_properties.into_iter().flat_map(At::members).map(|(member, _)| &*member.name);
            raw.misshapen.is_empty()
                && raw.types.iter().all(is_known)
                && patterns.chain(at.text("pattern")).all(|pattern| rules::pattern(pattern).is_some())
                && raw.unchecked.iter().all(|(name, _)| SCHEMAS.contains(name) || BESIDE.contains(name))
                && at.get("$dynamicRef").is_none()
        })
    }

    /// Whether the names and places of all that may be there are known.
    fn says_what_is_there(&mut self, at: At<'a>) -> bool {
        self.all_below(at, false, |raw, at| {
            let mut patterns = raw.pattern_properties.into_iter().flat_map(At::members);
            patterns.all(|(member, _)| rules::pattern(&member.name).is_some())
                && at.get("$dynamicRef").is_none()
                // Says all members, or items, at once, and rules have only those that say what they are.
                && [raw.additional_properties, raw.items].into_iter().flatten().all(|at| as_boolean(at).is_none())
        })
    }

    /// Whether something holds of a schema and of all that it is made of, of members and items only where they are asked
    /// for.
    fn all_below(&mut self, at: At<'a>, inside: bool, holds: impl Fn(&RawSchema<'a>, At<'a>) -> bool) -> bool {
        let (mut open, mut seen) = (vec![at], HashSet::new());
        while let Some(at) = open.pop() {
            if !seen.insert(at.id()) || as_boolean(at).is_some() {
                continue;
            }
            if at.node.as_mapping().is_none() || !holds(&RawSchema::read(at), at) {
                return false;
            }
            if at.reference().is_some() {
                let Some(target) = self.target(at) else { return false };
                open.push(target.at);
            }
            for (member, node) in at.members() {
                match &*member.name {
                    name if !inside && !OF_THE_SAME_VALUE.contains(&name) => {}
                    "items" | "allOf" | "anyOf" | "oneOf" | "prefixItems" if node.node.as_sequence().is_some() => {
                        open.extend(node.items());
                    }
                    "properties" | "patternProperties" => open.extend(node.members().map(|(_, node)| node)),
                    "dependentSchemas" | "dependencies" => {
                        let schemas = node.members().map(|(_, node)| node);
                        open.extend(schemas.filter(|node| node.node.as_sequence().is_none()));
                    }
                    "dependentRequired" => {}
                    "items" | "additionalProperties" | "then" | "else" => open.push(node),
                    name if SCHEMAS.contains(&name) => open.push(node),
                    _ => {}
                }
            }
        }
        true
    }
}

/// Keywords that say something by other schemas.
pub(super) const SCHEMAS: [&str; 9] = [
    "not",
    "if",
    "contains",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
];

/// Keywords whose schemas speak of the value itself, and not of what is in it.
const OF_THE_SAME_VALUE: [&str; 8] =
    ["allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "dependencies"];

/// Keywords that say something beside one of those.
const BESIDE: [&str; 4] = ["then", "else", "minContains", "maxContains"];

const KINDS: [&str; 7] = ["boolean", "integer", "number", "string", "array", "object", "null"];
