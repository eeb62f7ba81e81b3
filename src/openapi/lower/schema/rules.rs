//! The rules that a schema sets for values, for users who ask for checks. They are read from the schemas and not from
//! the types, which merge and name what a check has no need of.

use std::collections::{HashMap, HashSet, VecDeque};

use super::{
    alternatives::{Demand, WITHOUT_ALTERNATIVES, demands},
    as_boolean, clauses, enumeration, nullable,
    oddities::WITHOUT_CONSTRAINT,
    raw::RawSchema,
};
use crate::{
    diagnostics::Place,
    model::{
        LedgerEntry, TypeKind,
        rules::{self, Clause, JsonKind, Limit, Rule},
    },
    openapi::{
        cursor::At,
        lower::{context::Lower, json},
    },
};

/// Schemas whose rules are still to be read, each with whether all that it says is checked.
#[derive(Default)]
pub(super) struct Open<'a> {
    known: HashMap<(usize, Extent), usize>,
    waiting: VecDeque<(usize, At<'a>, Extent)>,
    /// The rule of the schema `false`.
    never: Option<usize>,
    /// Places of what is listed as left out, and is checked.
    pub(super) checked: HashSet<Place>,
}

/// How much of what a schema says is checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Extent {
    /// What its type does not hold.
    BesideTheType,
    /// The same of a part of an `allOf`, which cannot mean to refuse the members of the others.
    Part,
    /// All that it says.
    Whole,
}

impl<'a> Lower<'a, '_> {
    /// Reads the rules of every type that a schema stands for, and those of arguments.
    pub(in crate::openapi::lower) fn rules(&mut self) {
        let mut open = Open::default();
        for id in self.api.types.ids() {
            // Other types are others', which can have no function of ours; they are checked where they are used.
            let is_own = matches!(self.api.types[id].kind, TypeKind::Structure(_) | TypeKind::Union(_));
            let Some(at) = self.registry.node(id).filter(|_| is_own) else { continue };
            let rule = self.position(at, false, &mut open);
            self.api.rules.of.insert(self.api.types[id].key.clone(), rule);
        }
        for (place, schema) in std::mem::take(&mut self.arguments) {
            // Members of an enumeration are given by their names.
            let seen = self.seen_through(schema).unwrap_or(schema);
            if enumeration::is_enumeration(&RawSchema::read(seen)) {
                continue;
            }
            let rule = self.position(schema, false, &mut open);
            self.api.rules.of_arguments.insert(place, rule);
        }
        while let Some((position, at, extent)) = open.waiting.pop_front() {
            let rule = match extent {
                Extent::Whole => self.whole_rule(at, &mut open),
                Extent::BesideTheType | Extent::Part => self.rule(at, extent == Extent::Part, &mut open),
            };
            if let Some(place) = self.api.rules.list.get_mut(position) {
                *place = rule;
            }
        }
        let is_checked = |entry: &LedgerEntry| {
            [WITHOUT_CONSTRAINT, WITHOUT_ALTERNATIVES].contains(&&*entry.emitted)
                && entry.place.is_some_and(|place| open.checked.contains(&place))
        };
        self.api.ledger.entries.retain(|entry| !is_checked(entry));
        self.api.rules.prune();
    }

    /// Where the rule of a schema stands; it is read later.
    pub(super) fn position(&mut self, at: At<'a>, whole: bool, open: &mut Open<'a>) -> usize {
        self.position_of(at, if whole { Extent::Whole } else { Extent::BesideTheType }, open)
    }

    fn position_of(&mut self, at: At<'a>, extent: Extent, open: &mut Open<'a>) -> usize {
        // A reference is followed to its end, and has no rule of its own unless constraints stand beside it.
        let says = |name: &str| LIMITS.contains(&name) || clauses::SCHEMAS.contains(&name);
        let says_more = self.honours_siblings() && at.members().any(|(member, _)| says(&member.name));
        let at = if says_more { at } else { self.seen_through(at).unwrap_or(at) };
        if as_boolean(at) == Some(false) {
            return *open.never.get_or_insert_with(|| {
                self.api.rules.list.push(Rule { limits: vec![Limit::Never], whole: true, ..Rule::default() });
                self.api.rules.list.len() - 1
            });
        }
        if let Some(known) = open.known.get(&(at.id(), extent)) {
            return *known;
        }
        let position = self.api.rules.list.len();
        self.api.rules.list.push(Rule::default());
        open.known.insert((at.id(), extent), position);
        open.waiting.push_back((position, at, extent));
        position
    }

    /// What a schema says beside the type that its values have.
    fn rule(&mut self, at: At<'a>, is_part: bool, open: &mut Open<'a>) -> Rule {
        let mut rule = Rule::default();
        let raw = RawSchema::read(at);
        rule.kinds = kinds(&raw, self.is_nullable(at));
        rule.values = values(&raw).map(|value| json::text(value.node)).collect();
        rule.required = raw.required.iter().map(|name| (*name).to_owned()).collect();
        // One for values of another kind never fails: some descriptions say `uniqueItems` of everything.
        let is_of_them =
            |limit: &Limit| kinds_of(limit).is_none_or(|kinds| kinds.iter().any(|kind| rule.kinds.contains(kind)));
        let limits = self.limits(at);
        rule.limits = limits.into_iter().filter(|limit| rule.kinds.is_empty() || is_of_them(limit)).collect();
        if enumeration::has_more_than_its_values(&raw) || self.knows_all_values(at, &raw) {
            rule.limits.push(Limit::OneOf(rule.values.clone()));
        }
        for Demand { only_one, sets } in demands(&raw).0 {
            let sets = sets.into_iter().map(|set| set.into_iter().map(str::to_owned).collect()).collect();
            rule.limits.push(if only_one { Limit::OneSet(sets) } else { Limit::AnySet(sets) });
        }
        self.inner_rules(at, &raw, &mut rule, is_part, open);
        // OData puts annotations beside the members, and other parts have members too.
        let is_open = is_part || self.is_odata() || raw.all_of.is_some() || at.reference().is_some();
        let schema = |at: Option<At<'a>>, is_open: bool| {
            at.filter(|at| as_boolean(*at).is_none_or(|allows| !allows && !is_open))
        };
        rule.further = schema(raw.additional_properties, is_open).map(|node| self.position(node, false, open));
        rule.elements = schema(raw.items, false).map(|node| self.position(node, false, open));
        let checked = self.alternatives_that_refuse(&raw, &mut rule, open);
        for list in raw.one_of.into_iter().chain(raw.any_of).filter(|list| !checked.contains(&list.id())) {
            let parts = list.items().filter(|part| !nullable::is_null(*part));
            rule.any.push(parts.map(|part| self.position(part, false, open)).collect());
        }
        self.clauses(at, &raw, &mut rule, open);
        rule
    }

    /// Whether an enumeration, which keeps values that it does not know, has all that there may be.
    fn knows_all_values(&self, at: At<'a>, raw: &RawSchema<'a>) -> bool {
        let may_grow = at.get("x-ms-enum").is_some_and(|said| said.flag("modelAsString"));
        let is_flags = at.get("x-ms-enum-flags").is_some_and(|said| said.flag("isFlags"));
        !self.is_odata() && !may_grow && !is_flags && enumeration::is_enumeration(raw)
    }

    /// All that a schema says of a value, in a condition or in what follows from it.
    fn whole_rule(&mut self, at: At<'a>, open: &mut Open<'a>) -> Rule {
        let mut rule = Rule { whole: true, ..Rule::default() };
        let raw = RawSchema::read(at);
        let nullable = at.flag("nullable") || at.flag("x-nullable");
        let kinds = match (raw.types.as_slice(), raw.has_null_type) {
            ([], true) => vec![JsonKind::Null],
            // What only objects have says nothing of other values.
            ([], false) => Vec::new(),
            (_, has_null) => kinds(&raw, nullable || has_null),
        };
        rule.limits.extend((!kinds.is_empty()).then_some(Limit::Kind(kinds)));
        let mut values: Vec<String> = values(&raw).map(|value| json::text(value.node)).collect();
        if !values.is_empty() {
            values.extend(nullable.then(|| "null".to_owned()));
            rule.limits.push(Limit::OneOf(values));
        }
        if !raw.required.is_empty() {
            rule.limits.push(Limit::AnySet(vec![raw.required.iter().map(|name| (*name).to_owned()).collect()]));
        }
        rule.limits.extend(self.limits(at));
        self.inner_rules(at, &raw, &mut rule, false, open);
        rule.further = raw.additional_properties.map(|node| self.position(node, true, open));
        rule.elements = raw.items.map(|node| self.position(node, true, open));
        if let Some(list) = raw.any_of {
            rule.any.push(list.items().map(|part| self.position(part, true, open)).collect());
        }
        if let Some(list) = raw.one_of {
            let parts = list.items().map(|part| self.position(part, true, open)).collect();
            let says_all = list.items().collect::<Vec<_>>().into_iter().all(|part| self.is_checked_whole(part));
            if says_all {
                rule.clauses.push(Clause::One(parts));
            } else {
                rule.any.push(parts);
            }
        }
        self.clauses(at, &raw, &mut rule, open);
        rule
    }

    /// What both kinds of rules have of the schemas inside one.
    fn inner_rules(&mut self, at: At<'a>, raw: &RawSchema<'a>, rule: &mut Rule, is_part: bool, open: &mut Open<'a>) {
        let whole = rule.whole;
        let extent = |is_part: bool| match (whole, is_part) {
            (true, _) => Extent::Whole,
            (false, true) => Extent::Part,
            (false, false) => Extent::BesideTheType,
        };
        // Beside what else is said here; a reference that leads nowhere is reported elsewhere.
        if at.reference().is_some()
            && let Some(target) = self.target(at)
        {
            let extent = extent(is_part || raw.properties.is_some());
            rule.all.push(self.position_of(target.at, extent, open));
        }
        for (member, node) in raw.properties.into_iter().flat_map(At::members) {
            rule.members.push((member.name.to_string(), self.position(node, whole, open)));
        }
        for (member, node) in raw.pattern_properties.into_iter().flat_map(At::members) {
            if let Some(pattern) = self.pattern(&member.name, node) {
                // The type of such a map takes what the pattern refuses for a member of another name.
                let whole = whole || (Self::is_open_map(at, raw) && self.is_checked_whole(node));
                rule.patterns.push((pattern, self.position(node, whole, open)));
            }
        }
        rule.first =
            raw.prefix_items.into_iter().flat_map(At::items).map(|node| self.position(node, whole, open)).collect();
        let parts: Vec<At<'a>> = raw.all_of.into_iter().flat_map(At::items).collect();
        let extent = extent(is_part || parts.len() > 1 || raw.properties.is_some());
        rule.all.extend(parts.into_iter().map(|node| self.position_of(node, extent, open)));
    }

    fn limits(&mut self, at: At<'a>) -> Vec<Limit> {
        let mut limits = self.limits_but_patterns(at);
        if let Some(pattern) = at.text("pattern") {
            let place = at.get("pattern").unwrap_or(at);
            limits.extend(self.pattern(pattern, place).map(Limit::Pattern));
        }
        limits
    }

    pub(in crate::openapi::lower) fn limits_but_patterns(&self, at: At<'a>) -> Vec<Limit> {
        let mut limits = Vec::new();
        let number =
            |name: &str| at.get(name).filter(|node| node.node.as_f64().is_some()).and_then(|node| node.node.text());
        // A flag beside the bound until 3.0, a bound of its own since 3.1.
        if let Some(bound) = number("minimum") {
            let excluded = at.flag("exclusiveMinimum");
            limits.push(if excluded { Limit::Above(bound.to_owned()) } else { Limit::Minimum(bound.to_owned()) });
        }
        if let Some(bound) = number("maximum") {
            let excluded = at.flag("exclusiveMaximum");
            limits.push(if excluded { Limit::Below(bound.to_owned()) } else { Limit::Maximum(bound.to_owned()) });
        }
        limits.extend(number("exclusiveMinimum").map(|bound| Limit::Above(bound.to_owned())));
        limits.extend(number("exclusiveMaximum").map(|bound| Limit::Below(bound.to_owned())));
        limits.extend(number("multipleOf").map(|step| Limit::MultipleOf(step.to_owned())));
        let count = |name: &str| at.get(name).and_then(|node| node.node.as_u64());
        let least = |name: &str| count(name).filter(|least| *least > 0);
        limits.extend(least("minLength").map(Limit::MinLength));
        // Converters of OData write the facet of `Edm.Binary` as it is, which counts bytes and not their letters.
        let in_bytes = self.is_odata() && matches!(at.text("format"), Some("base64url" | "binary" | "byte"));
        limits.extend(count("maxLength").map(if in_bytes { Limit::MaxBytes } else { Limit::MaxLength }));
        limits.extend(least("minItems").map(Limit::MinItems));
        limits.extend(count("maxItems").map(Limit::MaxItems));
        limits.extend(at.flag("uniqueItems").then_some(Limit::UniqueItems));
        limits.extend(least("minProperties").map(Limit::MinProperties));
        limits.extend(count("maxProperties").map(Limit::MaxProperties));
        limits
    }

    /// A regular expression in Rust's words; one that Rust has no words for is not checked.
    fn pattern(&mut self, pattern: &str, at: At<'a>) -> Option<String> {
        let written = rules::pattern(pattern);
        if written.is_none() {
            self.approximated("`pattern` with what regular expressions of Rust do not have", "no check of it", at);
        }
        written
    }
}

/// The keywords that are checked.
const LIMITS: &[&str] = &[
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// The values of `enum` and `const`.
fn values<'a>(raw: &RawSchema<'a>) -> impl Iterator<Item = At<'a>> {
    raw.enumeration.into_iter().flat_map(At::items).chain(raw.constant)
}

/// The kinds of values that a limit says something of (JSON Schema Validation, chapter 6); none for one of any value.
fn kinds_of(limit: &Limit) -> Option<&'static [JsonKind]> {
    Some(match limit {
        Limit::Minimum(_) | Limit::Above(_) | Limit::Maximum(_) | Limit::Below(_) | Limit::MultipleOf(_) => {
            &[JsonKind::Integer, JsonKind::Number]
        }
        Limit::MinLength(_) | Limit::MaxLength(_) | Limit::Pattern(_) => &[JsonKind::Text],
        Limit::MinItems(_) | Limit::MaxItems(_) | Limit::UniqueItems => &[JsonKind::List],
        Limit::MinProperties(_) | Limit::MaxProperties(_) => &[JsonKind::Object],
        _ => return None,
    })
}

fn kinds(raw: &RawSchema<'_>, nullable: bool) -> Vec<JsonKind> {
    let known = |name: &&str| {
        Some(match *name {
            "boolean" => JsonKind::Boolean,
            "integer" => JsonKind::Integer,
            "number" => JsonKind::Number,
            "string" => JsonKind::Text,
            "array" => JsonKind::List,
            "object" => JsonKind::Object,
            _ => return None,
        })
    };
    let mut kinds: Vec<JsonKind> = raw.types.iter().filter_map(known).collect();
    if raw.types.is_empty() && raw.is_object() {
        kinds.push(JsonKind::Object);
    }
    if kinds.len() < raw.types.len() {
        return Vec::new();
    }
    if !kinds.is_empty() && nullable {
        kinds.push(JsonKind::Null);
    }
    kinds
}
