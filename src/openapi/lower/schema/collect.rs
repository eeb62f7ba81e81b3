//! The members of an object whose schema is spread over `allOf`, references and alternatives.

use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;

use super::{
    Spot,
    alternatives::{alternatives, demands, only_restricts},
    of_pointer,
    raw::RawSchema,
};
use crate::{
    diagnostics::Place,
    openapi::{cursor::At, lower::context::Lower},
    source::Member,
};

/// How many schemas deep members are collected; inheritance in real descriptions is five or six deep.
pub(super) const DEEPEST: usize = 64;

/// What several schemas together say of an object.
#[derive(Debug, Default)]
pub(super) struct Collected<'a> {
    pub(super) members: Vec<CollectedMember<'a>>,
    pub(super) required: IndexSet<&'a str>,
    pub(super) additional: Vec<(At<'a>, Spot)>,
    pub(super) patterns: Vec<(At<'a>, Spot)>,
    pub(super) discriminator: Option<At<'a>>,
    /// Parts that describe something else than an object.
    pub(super) others: Vec<At<'a>>,
    /// The alternatives that are taken in, and what types in them are called after; without it all are.
    chosen: Option<HashMap<usize, Spot>>,
    /// How many alternatives were met.
    alternatives: usize,
    visited: HashSet<usize>,
    depth: usize,
}

/// A member of `properties`, and where it was found.
#[derive(Clone, Debug)]
pub(super) struct CollectedMember<'a> {
    pub(super) name: &'a str,
    pub(super) at: At<'a>,
    pub(super) place: Place,
    pub(super) spot: Spot,
    /// The alternative in which it was found, so that it need not be there whatever `required` says.
    pub(super) alternative: Option<usize>,
}

impl<'a> Collected<'a> {
    /// Takes in these alternatives alone.
    pub(super) fn choosing(chosen: HashMap<usize, Spot>) -> Self {
        Self { chosen: Some(chosen), ..Self::default() }
    }

    /// Whether nothing of an object is said.
    pub(super) fn says_nothing(&self) -> bool {
        self.members.is_empty() && self.required.is_empty() && self.additional.is_empty() && self.patterns.is_empty()
    }

    pub(super) fn is_required(&self, member: &CollectedMember<'a>) -> bool {
        member.alternative.is_none() && self.required.contains(member.name)
    }

    /// Adds a member of `properties`.
    pub(super) fn push(&mut self, member: &'a Member, at: At<'a>, spot: &Spot) {
        self.members.push(CollectedMember {
            name: &member.name,
            at,
            place: Place::new(at.file, member.mark),
            spot: spot.part(&member.name),
            alternative: None,
        });
    }
}

impl<'a> Lower<'a, '_> {
    /// Adds what a schema says. Types in it are named after `spot`, those in what it refers to after that.
    pub(super) fn collect(&mut self, at: At<'a>, spot: &Spot, into: &mut Collected<'a>) {
        self.collect_within(at, spot, into, None);
    }

    fn collect_within(&mut self, at: At<'a>, spot: &Spot, into: &mut Collected<'a>, alternative: Option<usize>) {
        // A schema may be reached on several ways, and by way of itself.
        if !into.visited.insert(at.id()) {
            return;
        }
        if into.depth >= DEEPEST {
            self.lost("`allOf` through too many references", at);
            return;
        }
        into.depth += 1;
        self.collect_from(at, spot, into, alternative);
        into.depth -= 1;
    }

    fn collect_from(&mut self, at: At<'a>, spot: &Spot, into: &mut Collected<'a>, alternative: Option<usize>) {
        if at.reference().is_some() {
            if let Some(target) = self.target(at) {
                let spot = match self.registry.component_name(target.at) {
                    Some(name) if self.is_odata() => Spot::component(name, name.rsplit('.').next().unwrap_or(name)),
                    Some(name) => Spot::component(name, name),
                    None => of_pointer(&target.tokens),
                };
                self.collect_within(target.at, &spot, into, alternative);
            }
            if self.is_reference(at) {
                return;
            }
        }
        let raw = RawSchema::read(at);
        for part in raw.all_of.into_iter().flat_map(At::items) {
            self.collect_within(part, spot, into, alternative);
        }
        self.collect_alternatives(at, &raw, spot, into, alternative);
        for (member, node) in self.members_of(raw.properties) {
            into.members.push(CollectedMember {
                name: &member.name,
                at: node,
                place: Place::new(node.file, member.mark),
                spot: spot.part(&member.name),
                alternative,
            });
        }
        if alternative.is_none() {
            into.required.extend(raw.required.iter().copied());
        }
        into.additional.extend(raw.additional_properties.map(|node| (node, spot.part("value"))));
        into.patterns.extend(raw.pattern_properties.map(|node| (node, spot.clone())));
        into.discriminator = into.discriminator.or(raw.discriminator);
        let is_other = !raw.is_object() && !raw.is_empty() && raw.all_of.is_none() && raw.one_of.is_none();
        if is_other && raw.any_of.is_none() {
            into.others.push(at);
        }
    }

    /// The members of `properties`. A `$ref` that is a text cannot be one: it is meant as a reference to them.
    pub(super) fn members_of(&mut self, properties: Option<At<'a>>) -> Vec<(&'a Member, At<'a>)> {
        let Some(at) = properties else { return Vec::new() };
        let mut members: Vec<_> = at.members().collect();
        if at.reference().is_some() {
            members.retain(|(member, _)| &*member.name != "$ref");
            self.repaired("`$ref` in place of properties", "the properties that it leads to", at);
            members.extend(self.resolve(at).into_iter().flat_map(At::members));
        }
        members
    }

    /// Whether an alternative refers to a schema that takes in this one by `allOf`.
    pub(super) fn is_derived(&mut self, part: At<'a>, base: At<'a>) -> bool {
        if !self.is_reference(part) {
            return false;
        }
        let Some(target) = self.target(part) else { return false };
        self.registry.derived_from(base).iter().any(|(_, derived)| derived.id() == target.at.id())
    }

    fn collect_alternatives(
        &mut self,
        at: At<'a>,
        raw: &RawSchema<'a>,
        spot: &Spot,
        into: &mut Collected<'a>,
        outer: Option<usize>,
    ) {
        for list in demands(raw).1 {
            self.unsaid_demand(list);
        }
        let mut parts = alternatives(raw);
        parts.retain(|part| !self.refers_to_null(*part));
        if let Some(chosen) = &into.chosen {
            let taken: Vec<_> =
                parts.iter().filter_map(|part| Some((*part, chosen.get(&part.id())?.clone()))).collect();
            for (part, spot) in taken {
                self.collect_within(part, &spot, into, outer);
            }
            return;
        }
        let telling: Vec<At<'a>> =
            parts.into_iter().filter(|part| !only_restricts(*part) && !self.is_derived(*part, at)).collect();
        match telling.as_slice() {
            [] => {}
            [only] => self.collect_within(*only, spot, into, outer),
            several => {
                self.approximated("alternatives beside other members", "all their members, none of them required", at);
                for (position, part) in several.iter().enumerate() {
                    let spot = spot.part(&format!("variant {}", position + 1));
                    into.alternatives += 1;
                    let alternative = Some(into.alternatives);
                    self.collect_within(*part, &spot, into, alternative);
                }
            }
        }
    }
}
