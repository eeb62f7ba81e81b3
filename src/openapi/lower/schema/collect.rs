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

/// How many schemas deep members are collected however many types do so; inheritance in real descriptions is five or six
/// deep.
const DEEP: usize = 64;

/// How many schemas are looked at beyond that, of all types together: a line of thousands of bases, each type of which has
/// the members of all before it, would fill the memory.
const MOST_BEYOND: usize = 100_000;

/// A schema to look at.
struct Way<'a> {
    at: At<'a>,
    spot: Spot,
    alternative: Option<usize>,
    depth: usize,
}

/// What is left to do while members are collected: a line of bases may be longer than any stack.
enum Step<'a> {
    /// A schema is come to.
    Enter(Way<'a>),
    /// What it takes in has been collected.
    Own(At<'a>, Box<RawSchema<'a>>, Spot, Option<usize>),
}

impl<'a> Lower<'a, '_> {
    /// Adds what a schema says. Types in it are named after `spot`, those in what it refers to after that.
    pub(super) fn collect(&mut self, at: At<'a>, spot: &Spot, into: &mut Collected<'a>) {
        let mut steps = vec![Step::Enter(Way { at, spot: spot.clone(), alternative: None, depth: 0 })];
        while let Some(step) = steps.pop() {
            match step {
                // A schema may be reached on several ways, and by way of itself.
                Step::Enter(way) => {
                    if into.visited.insert(way.at.id()) && self.goes_on(&way) {
                        let inner = self.inner_steps(way, into);
                        steps.extend(inner.into_iter().rev());
                    }
                }
                Step::Own(at, raw, spot, alternative) => self.collect_members(at, &raw, &spot, into, alternative),
            }
        }
    }

    fn goes_on(&mut self, way: &Way<'a>) -> bool {
        self.collected_beyond += usize::from(way.depth > DEEP);
        let goes_on = way.depth <= DEEP || self.collected_beyond <= MOST_BEYOND;
        if !goes_on {
            self.lost("`allOf` through too many references", way.at);
        }
        goes_on
    }

    /// What a schema takes in, and itself after that.
    fn inner_steps(&mut self, way: Way<'a>, into: &mut Collected<'a>) -> Vec<Step<'a>> {
        let Way { at, spot, alternative, depth } = way;
        let enter = |at, spot, alternative| Step::Enter(Way { at, spot, alternative, depth: depth + 1 });
        let mut steps = Vec::new();
        if at.reference().is_some() {
            if let Some(target) = self.target(at) {
                let spot = match self.registry.component_name(target.at) {
                    Some(name) if self.is_odata() => Spot::component(name, name.rsplit('.').next().unwrap_or(name)),
                    Some(name) => Spot::component(name, name),
                    None => of_pointer(&target.tokens),
                };
                steps.push(enter(target.at, spot, alternative));
            }
            if self.is_reference(at) {
                return steps;
            }
        }
        let raw = RawSchema::read(at);
        let parts = raw.all_of.into_iter().flat_map(At::items);
        steps.extend(parts.map(|part| enter(part, spot.clone(), alternative)));
        let alternatives = self.taken_alternatives(at, &raw, &spot, into, alternative);
        steps.extend(alternatives.into_iter().map(|(part, spot, alternative)| enter(part, spot, alternative)));
        steps.push(Step::Own(at, Box::new(raw), spot, alternative));
        steps
    }

    fn collect_members(
        &mut self,
        at: At<'a>,
        raw: &RawSchema<'a>,
        spot: &Spot,
        into: &mut Collected<'a>,
        alternative: Option<usize>,
    ) {
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

    /// The alternatives that are taken in, each with what types in it are called after, and with its number where it is one
    /// of several.
    fn taken_alternatives(
        &mut self,
        at: At<'a>,
        raw: &RawSchema<'a>,
        spot: &Spot,
        into: &mut Collected<'a>,
        outer: Option<usize>,
    ) -> Vec<(At<'a>, Spot, Option<usize>)> {
        for list in demands(raw).1 {
            self.unsaid_demand(list);
        }
        let mut parts = alternatives(raw);
        parts.retain(|part| !self.refers_to_null(*part));
        if let Some(chosen) = &into.chosen {
            return parts.iter().filter_map(|part| Some((*part, chosen.get(&part.id())?.clone(), outer))).collect();
        }
        let telling: Vec<At<'a>> =
            parts.into_iter().filter(|part| !only_restricts(*part) && !self.is_derived(*part, at)).collect();
        match telling.as_slice() {
            [] => Vec::new(),
            [only] => vec![(*only, spot.clone(), outer)],
            several => {
                self.approximated("alternatives beside other members", "all their members, none of them required", at);
                let first = into.alternatives + 1;
                into.alternatives += several.len();
                let named = |(position, part): (usize, &At<'a>)| {
                    (*part, spot.part(&format!("variant {}", position + 1)), Some(first + position))
                };
                several.iter().enumerate().map(named).collect()
            }
        }
    }
}
