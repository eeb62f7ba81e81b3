//! Inline types that say the same, down to the texts of their members: each keeps its name and its own text, and one
//! definition serves all of them.
//!
//! Descriptions repeat inline schemas for each operation: in some, most types are repetitions, and definitions are what
//! a generated crate costs its compiler.

use std::{
    collections::{HashMap, HashSet},
    fmt::{Debug, Write},
};

use super::{recursion::Boxes, unions::Decisions};
use crate::{
    model::{Additional, Api, Item, Property, Structure, Type, TypeId, TypeKind, TypeName, Union, dump::ShownItem},
    names::Names,
};

/// Which types are other names of which.
#[derive(Debug, Default)]
pub struct Twins {
    first: HashMap<TypeId, TypeId>,
}

impl Twins {
    /// The type whose definition serves this one too; `None` for a type with a definition of its own.
    pub fn of(&self, id: TypeId) -> Option<TypeId> {
        self.first.get(&id).copied()
    }
}

/// Finds the twins: of each family the first one in the description is defined.
///
/// Types are first taken for equal if they differ at most in the types they name, and then told apart by those for as
/// long as that tells any apart. So types that contain themselves are found too.
pub fn find(api: &Api, names: &Names, boxes: &Boxes, decisions: &Decisions) -> Twins {
    let named_by_values = named_by_values(api);
    let is_own = |id: TypeId| {
        let definition = &api.types[id];
        matches!(definition.name, TypeName::Inline(_))
            && !named_by_values.contains(&id)
            && !api.custom.paths.contains_key(&definition.key)
            // Each is checked by its own rule.
            && !api.rules.of.contains_key(&definition.key)
    };
    let said = |id| is_own(id).then(|| Said::of(api, names, boxes, decisions, id)).flatten();
    let all: HashMap<TypeId, Said> = api.types.ids().filter_map(|id| Some((id, said(id)?))).collect();
    let ids: Vec<TypeId> = api.types.ids().filter(|id| all.contains_key(id)).collect();
    let mut families: HashMap<TypeId, TypeId> = HashMap::new();
    let mut number = 0;
    loop {
        let mut firsts: HashMap<(&str, Option<TypeId>, Vec<TypeId>), TypeId> = HashMap::new();
        let mut found = HashMap::new();
        for id in &ids {
            let Some(said) = all.get(id) else { continue };
            // On the first round nothing tells the types apart that it names, unless they cannot be twins.
            let family = |named: &TypeId| match families.get(named) {
                None if all.contains_key(named) => ids.first().copied().unwrap_or(*named),
                None => *named,
                Some(first) => *first,
            };
            let key = (said.text.as_str(), families.get(id).copied(), said.types.iter().map(family).collect());
            found.insert(*id, *firsts.entry(key).or_insert(*id));
        }
        let is_settled = firsts.len() == number;
        number = firsts.len();
        families = found;
        if is_settled {
            break;
        }
    }
    let is_alias = |id: TypeId| matches!(api.types[id].kind, TypeKind::Alias(_));
    families.retain(|id, first| id != first && !is_alias(*id));
    Twins { first: families }
}

/// Types that a base tells apart by the value of a member: each says for itself which values those are.
fn named_by_values(api: &Api) -> HashSet<TypeId> {
    let structures = api.types.ids().filter_map(|id| api.types.structure(id));
    let discriminators = structures.filter_map(|structure| structure.discriminator.as_ref());
    discriminators.flat_map(|discriminator| &discriminator.mapping).map(|(_, target)| *target).collect()
}

/// What a type says: everything but the types it names as text, and those.
#[derive(Debug, Default)]
struct Said {
    text: String,
    types: Vec<TypeId>,
}

impl Said {
    fn of(api: &Api, names: &Names, boxes: &Boxes, decisions: &Decisions, id: TypeId) -> Option<Self> {
        let definition = &api.types[id];
        let mut said = Self::default();
        let additions = api.custom.additions.get(&definition.key);
        said.fact(&(&definition.deprecated, &names.of(id).members, additions));
        match &definition.kind {
            TypeKind::Structure(structure) => {
                let Structure { base: None, properties, additional, wire_name: None, discriminator: None } = structure
                else {
                    return None;
                };
                match additional {
                    // The docs show the names of its types.
                    Additional::Of(item) => said.fact(&ShownItem(&api.types, item).to_string()),
                    Additional::Unsaid | Additional::Refused | Additional::Any => said.fact(additional),
                }
                for property in properties {
                    said.fact(&boxes.property(id, &property.name));
                    said.property(api, property);
                }
            }
            TypeKind::Enumeration(enumeration) => said.fact(enumeration),
            TypeKind::Union(Union { variants, discriminator, keeps_others }) => {
                said.fact(&discriminator.as_ref().map(|discriminator| &discriminator.property));
                said.fact(&(keeps_others, decisions.of(id)));
                for (position, variant) in variants.iter().enumerate() {
                    said.fact(&(&variant.label, &variant.docs, boxes.variant(id, position)));
                    said.value(&variant.value);
                }
            }
            TypeKind::Alias(item) => {
                said.fact(&"alias");
                said.item(item);
            }
        }
        Some(said)
    }

    fn fact(&mut self, fact: &dyn Debug) {
        // A text takes whatever is written to it.
        let _ = writeln!(self.text, "{fact:?}");
    }

    fn property(&mut self, api: &Api, property: &Property) {
        let Property { name, place: _, docs, deprecated, item, required, one_way, constant, access, .. } = property;
        self.fact(&(name, docs, deprecated, required, one_way, constant, access));
        let Property { secret, default, default_fits: _, constraints, navigation, .. } = property;
        self.fact(&(secret, default, constraints, navigation));
        // A property without a text shows that of its type.
        if let (true, Type::Named(id)) = (docs.is_empty(), &item.value) {
            self.fact(&api.types[*id].docs);
        }
        self.item(item);
    }

    fn item(&mut self, item: &Item) {
        self.fact(&item.nullable);
        self.value(&item.value);
    }

    fn value(&mut self, value: &Type) {
        match value {
            Type::Named(id) => {
                self.fact(&"named");
                self.types.push(*id);
            }
            Type::List(item) => {
                self.fact(&"list");
                self.item(item);
            }
            Type::Map(item) => {
                self.fact(&"map");
                self.item(item);
            }
            Type::Tuple(items) => {
                self.fact(&("tuple", items.len()));
                items.iter().for_each(|item| self.item(item));
            }
            Type::Primitive(_) | Type::Any | Type::Runtime(_) => self.fact(value),
        }
    }
}
