//! Objects of which a part is one of several alternatives: `allOf: [Base, {oneOf: [A, B]}]`, and `properties` beside
//! `oneOf`. Each is a union, whose variants hold what all of them have and what is of one alternative alone.

use std::collections::{HashMap, HashSet};

use super::{Shape, Spot, alternatives::only_restricts, collect::Collected, labels::Label, raw::RawSchema};
use crate::{
    model::{Discriminator, Type, TypeId, TypeKind, UnionVariant},
    openapi::{cursor::At, lower::context::Lower},
};

/// Beyond this many variants an object is one structure with the members of all.
const MOST_WAYS: usize = 128;

/// How many schemas deep ways are looked for; inheritance in real descriptions is five or six deep.
const DEEPEST: usize = 64;

/// How many schemas are looked at to find the ways of one.
const MOST_STEPS: usize = 20_000;

/// What an object is when of each list of alternatives one is chosen.
#[derive(Clone, Default)]
pub(super) struct Way<'a> {
    chosen: Vec<Chosen<'a>>,
}

/// An alternative that is chosen.
#[derive(Clone)]
struct Chosen<'a> {
    /// The list that it stands in.
    list: usize,
    part: At<'a>,
    /// None where an alternative inside it tells more.
    label: Option<Label>,
    discriminator: Option<At<'a>>,
}

/// The search for ways.
struct Walk {
    /// The schemas on the way here.
    path: Vec<usize>,
    left: usize,
}

/// A variant, and what its alternatives refer to.
struct Made {
    variant: UnionVariant,
    of: Vec<TypeId>,
    /// Whether it is of a list with a discriminator.
    is_told: bool,
}

impl<'a> Lower<'a, '_> {
    /// The union that a schema is by the alternatives inside it; `None` where there are none, or too many.
    pub(super) fn union_inside(&mut self, at: At<'a>, spot: &Spot) -> Option<Shape> {
        let mut walk = Walk { path: Vec::new(), left: MOST_STEPS };
        let ways = self.ways(at, &mut walk).filter(|ways| ways.len() > 1)?;
        let mut common = Collected::choosing(HashMap::new());
        self.collect(at, spot, &mut common);
        let adds = !common.says_nothing();
        let mut made: Vec<Made> = Vec::new();
        for (position, way) in ways.iter().enumerate() {
            let label = way.label(position);
            let variant_spot = label.spot(spot, position);
            let value = match way.chosen.as_slice() {
                [only] if !adds || self.is_derived(only.part, at) || self.is_no_object(only.part) => {
                    self.item(only.part, &variant_spot).value
                }
                _ => Type::Named(self.define_way(at, way, &label, spot, &variant_spot)),
            };
            if made.iter().any(|known| known.variant.value == value) {
                continue;
            }
            let docs = match way.chosen.as_slice() {
                [only] => self.variant_docs(only.part, &label.text, &value),
                _ => crate::model::Docs::default(),
            };
            let of = way.chosen.iter().filter_map(|chosen| self.chosen_type(chosen.part)).collect();
            let is_told = way.chosen.iter().any(|chosen| chosen.discriminator.is_some());
            made.push(Made { variant: UnionVariant { docs, ..UnionVariant::of(label.text, value) }, of, is_told });
        }
        let discriminator = self.discriminator_of_ways(&ways, &made);
        Some(self.union_of(made.into_iter().map(|made| made.variant).collect(), discriminator))
    }

    /// One structure with the members of all alternatives, for what has a part for each member and no value as a whole.
    pub(in crate::openapi::lower) fn members_of_all(&mut self, at: At<'a>, spot: &Spot) -> Option<Type> {
        let at = self.seen_through(at).filter(|_| !self.is_odata())?;
        let mut walk = Walk { path: Vec::new(), left: MOST_STEPS };
        if self.ways(at, &mut walk).is_some_and(|ways| ways.len() < 2) {
            return None;
        }
        let mut collected = Collected::default();
        self.collect(at, spot, &mut collected);
        if collected.members.is_empty() {
            return None;
        }
        collected.discriminator = None;
        let structure = self.structure(at, &collected);
        let docs = self.type_docs(at, spot.names.first().map_or("", String::as_str));
        Some(Type::Named(self.define_part(at, spot, TypeKind::Structure(structure), docs)))
    }

    /// The structure of one way.
    fn define_way(&mut self, at: At<'a>, way: &Way<'a>, label: &Label, whole: &Spot, spot: &Spot) -> TypeId {
        let chosen = way.chosen.iter().map(|chosen| (chosen.part.id(), spot.clone())).collect();
        let mut collected = Collected::choosing(chosen);
        self.collect(at, whole, &mut collected);
        // Which of its values is derived is a matter of the union.
        collected.discriminator = None;
        let structure = self.structure(at, &collected);
        let part = way.chosen.last().map_or(at, |chosen| chosen.part);
        let seen = self.seen_through(part).unwrap_or(part);
        let docs = self.type_docs(seen, &label.text);
        self.define_part(part, spot, TypeKind::Structure(structure), docs)
    }

    fn ways(&mut self, at: At<'a>, walk: &mut Walk) -> Option<Vec<Way<'a>>> {
        if walk.path.contains(&at.id()) {
            return Some(vec![Way::default()]);
        }
        if walk.left == 0 || walk.path.len() >= DEEPEST {
            return None;
        }
        walk.left -= 1;
        walk.path.push(at.id());
        let found = self.ways_from(at, walk);
        walk.path.pop();
        found
    }

    fn ways_from(&mut self, at: At<'a>, walk: &mut Walk) -> Option<Vec<Way<'a>>> {
        let mut ways = vec![Way::default()];
        if at.reference().is_some() {
            if let Some(target) = self.target(at) {
                ways = self.ways(target.at, walk)?;
            }
            if self.is_reference(at) {
                return Some(ways);
            }
        }
        for part in at.list("allOf").collect::<Vec<_>>() {
            ways = product(ways, self.ways(part, walk)?)?;
        }
        for name in ["oneOf", "anyOf"] {
            let Some(list) = at.get(name).filter(|list| list.node.as_sequence().is_some()) else { continue };
            ways = product(ways, self.ways_of_list(at, list, walk)?)?;
        }
        Some(ways)
    }

    fn ways_of_list(&mut self, at: At<'a>, list: At<'a>, walk: &mut Walk) -> Option<Vec<Way<'a>>> {
        let is_outermost = walk.path.len() == 1;
        let mut parts = self.alternatives_of(list);
        // Seen from a derived type, the list of its base says nothing of it.
        parts.retain(|part| is_outermost || !self.is_derived(*part, at));
        if parts.iter().all(|part| only_restricts(*part)) {
            return Some(vec![Way::default()]);
        }
        let raw = RawSchema::read(at);
        let labels = self.labels(&raw, &parts);
        let mut ways = Vec::new();
        for (part, label) in parts.into_iter().zip(labels) {
            let inside = if self.is_derived(part, at) { vec![Way::default()] } else { self.ways(part, walk)? };
            for Way { mut chosen } in inside {
                let says_more = chosen.iter().any(|chosen| chosen.label.as_ref().is_some_and(Label::is_telling));
                let label = (!says_more).then(|| label.clone());
                chosen.insert(0, Chosen { list: list.id(), part, label, discriminator: raw.discriminator });
                ways.push(Way { chosen });
            }
        }
        (ways.len() <= MOST_WAYS).then_some(ways)
    }

    /// Whether a value of an alternative is another kind of JSON, which members beside the alternatives do not speak of.
    fn is_no_object(&mut self, part: At<'a>) -> bool {
        let Some(seen) = self.seen_through(part) else { return false };
        let raw = RawSchema::read(seen);
        !raw.types.is_empty() && !raw.types.contains(&"object")
    }

    /// The type that an alternative refers to.
    fn chosen_type(&mut self, part: At<'a>) -> Option<TypeId> {
        let target = self.is_reference(part).then(|| self.target(part))??;
        Some(self.declare(&target))
    }

    /// What says which variant a value is of, if no value of it stands for several of them.
    fn discriminator_of_ways(&mut self, ways: &[Way<'a>], made: &[Made]) -> Option<Discriminator> {
        let mut nodes: Vec<At<'a>> = Vec::new();
        for chosen in ways.iter().flat_map(|way| &way.chosen) {
            nodes.extend(chosen.discriminator.filter(|node| !nodes.iter().any(|known| known.id() == node.id())));
        }
        let mut whole: Option<Discriminator> = None;
        let mut told: HashSet<TypeId> = HashSet::new();
        for node in nodes {
            let Discriminator { property, mapping, default } = self.discriminator(node)?;
            let whole =
                whole.get_or_insert_with(|| Discriminator { property: property.clone(), ..Discriminator::default() });
            if whole.property != property {
                return None;
            }
            let standing: Vec<TypeId> =
                made.iter().filter_map(|made| default.and_then(|default| made.standing_for(default))).collect();
            match (standing.as_slice(), node.get("defaultMapping")) {
                ([only], _) => whole.default = Some(*only),
                (_, Some(written)) if default.is_some() => {
                    let emitted = "a value whose tag is not known, as it came";
                    self.approximated("`defaultMapping` to no alternative, or to several", emitted, written);
                }
                _ => {}
            }
            for (value, id) in mapping {
                let variants: Vec<TypeId> = made.iter().filter_map(|made| made.standing_for(id)).collect();
                match variants.as_slice() {
                    [] => {}
                    [only] => {
                        told.insert(*only);
                        whole.mapping.push((value, *only));
                    }
                    _ => return None,
                }
            }
        }
        let mut whole = whole?;
        for Made { variant, of, .. } in made.iter().filter(|made| made.is_told) {
            let Type::Named(own) = variant.value else { continue };
            if told.contains(&own) {
                continue;
            }
            // What it is called in the description, if it alone is called so.
            let is_alone = |id: &&TypeId| made.iter().filter(|other| other.of.contains(id)).count() == 1;
            let tags: Vec<String> = of.iter().filter(is_alone).map(|id| self.api.types[*id].key.clone()).collect();
            match (of.as_slice(), tags.is_empty()) {
                ([], _) => whole.mapping.push((variant.label.clone(), own)),
                (_, true) => return None,
                (_, false) => whole.mapping.extend(tags.into_iter().map(|tag| (tag, own))),
            }
        }
        Some(whole)
    }
}

impl Made {
    /// The type of the variant, if it is what a discriminator means by this type.
    fn standing_for(&self, id: TypeId) -> Option<TypeId> {
        match self.variant.value {
            Type::Named(own) if own == id || self.of.contains(&id) => Some(own),
            _ => None,
        }
    }
}

impl<'a> Way<'a> {
    fn label(&self, position: usize) -> Label {
        let labels = self.chosen.iter().filter_map(|chosen| chosen.label.as_ref());
        Label::joined(labels, position)
    }

    /// What is chosen in both; `None` where they choose differently of one list.
    fn with(&self, other: &Self) -> Option<Self> {
        let mut chosen = self.chosen.clone();
        for further in &other.chosen {
            match chosen.iter().find(|known| known.list == further.list) {
                Some(known) if known.part.id() != further.part.id() => return None,
                Some(_) => {}
                None => chosen.push(further.clone()),
            }
        }
        Some(Self { chosen })
    }
}

/// Every way of the one with every way of the other; `None` where they are too many.
fn product<'a>(first: Vec<Way<'a>>, second: Vec<Way<'a>>) -> Option<Vec<Way<'a>>> {
    if first.len().saturating_mul(second.len()) > MOST_WAYS * 8 {
        return None;
    }
    let ways: Vec<Way<'a>> = first.iter().flat_map(|one| second.iter().filter_map(|other| one.with(other))).collect();
    (ways.len() <= MOST_WAYS).then_some(ways)
}
