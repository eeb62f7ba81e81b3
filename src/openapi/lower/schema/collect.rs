//! The members of an object whose schema is spread over `allOf`, references and alternatives.

use std::collections::HashSet;

use indexmap::IndexSet;

use super::{Spot, nullable, of_pointer, raw::RawSchema};
use crate::{
    diagnostics::Place,
    openapi::{cursor::At, lower::context::Lower},
    source::Member,
};

/// How many schemas deep members are collected; inheritance in real descriptions is five or six deep.
const DEEPEST: u32 = 64;

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
    visited: HashSet<usize>,
    depth: u32,
}

/// A member of `properties`, and where it was found.
#[derive(Clone, Debug)]
pub(super) struct CollectedMember<'a> {
    pub(super) name: &'a str,
    pub(super) at: At<'a>,
    pub(super) place: Place,
    pub(super) spot: Spot,
    /// Found in an alternative, so that it need not be there whatever `required` says.
    optional: bool,
}

impl<'a> Collected<'a> {
    pub(super) fn is_required(&self, member: &CollectedMember<'a>) -> bool {
        !member.optional && self.required.contains(member.name)
    }

    /// Adds a member of `properties` of the schema `owner`.
    pub(super) fn push(&mut self, member: &'a Member, at: At<'a>, owner: At<'a>, spot: &Spot) {
        self.members.push(CollectedMember {
            name: &member.name,
            at,
            place: Place::new(owner.file, member.mark),
            spot: spot.part(&member.name),
            optional: false,
        });
    }
}

impl<'a> Lower<'a, '_> {
    /// Adds what a schema says. Types in it are named after `spot`, those in what it refers to after that.
    pub(super) fn collect(&mut self, at: At<'a>, spot: &Spot, into: &mut Collected<'a>) {
        self.collect_within(at, spot, into, false);
    }

    fn collect_within(&mut self, at: At<'a>, spot: &Spot, into: &mut Collected<'a>, optional: bool) {
        // A schema may be reached on several ways, and by way of itself.
        if !into.visited.insert(at.id()) {
            return;
        }
        if into.depth >= DEEPEST {
            self.lost("`allOf` through too many references", at);
            return;
        }
        into.depth += 1;
        self.collect_from(at, spot, into, optional);
        into.depth -= 1;
    }

    fn collect_from(&mut self, at: At<'a>, spot: &Spot, into: &mut Collected<'a>, optional: bool) {
        if at.reference().is_some() {
            if let Some(target) = self.target(at) {
                let spot = match self.registry.component_name(target.at) {
                    Some(name) if self.is_odata() => Spot::component(name, name.rsplit('.').next().unwrap_or(name)),
                    Some(name) => Spot::component(name, name),
                    None => of_pointer(&target.tokens),
                };
                self.collect_within(target.at, &spot, into, optional);
            }
            if self.is_reference(at) {
                return;
            }
        }
        let raw = RawSchema::read(at);
        for part in raw.all_of.into_iter().flat_map(At::items) {
            self.collect_within(part, spot, into, optional);
        }
        self.collect_alternatives(at, &raw, spot, into);
        for (member, node) in raw.properties.into_iter().flat_map(At::members) {
            into.members.push(CollectedMember {
                name: &member.name,
                at: node,
                place: Place::new(at.file, member.mark),
                spot: spot.part(&member.name),
                optional,
            });
        }
        if !optional {
            into.required.extend(raw.required.iter().copied());
        }
        into.additional.extend(raw.additional_properties.map(|node| (node, spot.part("value"))));
        into.patterns.extend(raw.pattern_properties.map(|node| (node, spot.part("value"))));
        into.discriminator = into.discriminator.or(raw.discriminator);
        let is_other = !raw.is_object() && !raw.is_empty() && raw.all_of.is_none() && raw.one_of.is_none();
        if is_other && raw.any_of.is_none() {
            into.others.push(at);
        }
    }

    /// Whether an alternative refers to a schema that takes in this one by `allOf`.
    pub(super) fn is_derived(&mut self, part: At<'a>, base: At<'a>) -> bool {
        if !self.is_reference(part) {
            return false;
        }
        let Some(target) = self.target(part) else { return false };
        self.registry.derived_from(base).iter().any(|(_, derived)| derived.id() == target.at.id())
    }

    fn collect_alternatives(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot, into: &mut Collected<'a>) {
        let parts = super::shape::alternatives(raw);
        let telling: Vec<At<'a>> =
            parts.into_iter().filter(|part| !only_restricts(*part) && !self.is_derived(*part, at)).collect();
        match telling.as_slice() {
            [] => {}
            [only] => self.collect_within(*only, spot, into, false),
            several => {
                self.approximated("alternatives beside other members", "all their members, none of them required", at);
                for (position, part) in several.iter().enumerate() {
                    let spot = spot.part(&format!("variant {}", position + 1));
                    self.collect_within(*part, &spot, into, true);
                }
            }
        }
    }
}

/// Whether an alternative says only which members have to be there, and not what they are.
pub(super) fn only_restricts(at: At<'_>) -> bool {
    let restricts = |name: &str| matches!(name, "required" | "not" | "title" | "description" | "nullable");
    nullable::is_null(at) || at.members().all(|(member, _)| restricts(&member.name))
}
