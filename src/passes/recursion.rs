//! Where a `Box` is needed: a structure that would contain itself by value has no size, and one that contains large ones,
//! which contain large ones, would soon have one that no stack holds.

use std::collections::{HashMap, HashSet};

use crate::{
    diagnostics::Code,
    model::{Api, Item, LedgerSeverity, Type, TypeId, TypeKind, Types},
};

/// Values of more bytes than this, by a rough count, stand in a `Box`. So a structure has at most as many bytes for each
/// of its properties, however deep the description nests.
const LARGE: usize = 512;

/// What a value counts that is no structure or union: texts, lists, numbers, dates.
const SMALL: usize = 24;

/// The places that hold their value in a `Box`.
#[derive(Debug, Default)]
pub struct Boxes {
    properties: HashSet<(TypeId, String)>,
    variants: HashSet<(TypeId, usize)>,
}

impl Boxes {
    /// Whether a structure's property is boxed.
    pub fn property(&self, owner: TypeId, name: &str) -> bool {
        self.properties.contains(&(owner, name.to_owned()))
    }

    /// Whether a union's variant is boxed.
    pub fn variant(&self, owner: TypeId, position: usize) -> bool {
        self.variants.contains(&(owner, position))
    }
}

/// Breaks every cycle of values at the edge that closes it, walking types and properties in order, so that as few
/// boxes as such a walk can find are made and always the same ones; and on the way back boxes values that are large.
pub fn boxes(types: &Types) -> Boxes {
    let edges: Vec<Vec<Edge>> = types.ids().map(|id| edges_of(types, id)).collect();
    let mut boxes = Boxes::default();
    let mut state = vec![State::New; types.len()];
    let ids: Vec<TypeId> = types.ids().collect();
    let mut sizes = HashMap::new();
    for &start in &ids {
        walk(start, &ids, &edges, &mut state, &mut boxes, &mut |id, boxes| {
            let size = box_large_values(types, id, boxes, &sizes);
            sizes.insert(id, size);
        });
    }
    boxes
}

/// Boxes what is large in a type, whose own size is the result. The types in it by value have their sizes already.
fn box_large_values(types: &Types, id: TypeId, boxes: &mut Boxes, sizes: &HashMap<TypeId, usize>) -> usize {
    match &types[id].kind {
        TypeKind::Structure(_) => {
            let mut size = SMALL;
            for property in types.all_properties(id) {
                let value = size_of(&property.item.value, sizes);
                if value > LARGE {
                    boxes.properties.insert((id, property.name.clone()));
                }
                size = size.saturating_add(if boxes.property(id, &property.name) { SMALL } else { value });
            }
            size
        }
        TypeKind::Union(union) => {
            let mut size = SMALL;
            for (position, variant) in union.variants.iter().enumerate() {
                let value = size_of(&variant.value, sizes);
                if value > LARGE {
                    boxes.variants.insert((id, position));
                }
                size = size.max(if boxes.variant(id, position) { SMALL } else { value });
            }
            size
        }
        TypeKind::Alias(item) => size_of(&item.value, sizes),
        TypeKind::Enumeration(_) => SMALL,
    }
}

/// The bytes of a value. A type that is not known yet lies on a cycle, which is broken by a box.
fn size_of(value: &Type, sizes: &HashMap<TypeId, usize>) -> usize {
    match value {
        Type::Named(id) => sizes.get(id).copied().unwrap_or(SMALL),
        Type::Tuple(items) => items.iter().map(|item| size_of(&item.value, sizes)).fold(0, usize::saturating_add),
        Type::List(_) | Type::Map(_) | Type::Primitive(_) | Type::Any | Type::Runtime(_) => SMALL,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// An edge by value from a type to another.
struct Edge {
    target: TypeId,
    from: Holder,
}

enum Holder {
    Property(String),
    Variant(usize),
    /// Another name for the same value: nothing to box here.
    Alias,
}

fn edges_of(types: &Types, id: TypeId) -> Vec<Edge> {
    match &types[id].kind {
        TypeKind::Structure(_) => types
            .all_properties(id)
            .into_iter()
            .flat_map(|property| {
                let edge = |target| Edge { target, from: Holder::Property(property.name.clone()) };
                by_value(&property.item.value).into_iter().map(edge)
            })
            .collect(),
        TypeKind::Union(union) => union
            .variants
            .iter()
            .enumerate()
            .flat_map(|(position, variant)| {
                let edge = move |target| Edge { target, from: Holder::Variant(position) };
                by_value(&variant.value).into_iter().map(edge)
            })
            .collect(),
        TypeKind::Alias(item) => {
            by_value(&item.value).into_iter().map(|target| Edge { target, from: Holder::Alias }).collect()
        }
        TypeKind::Enumeration(_) => Vec::new(),
    }
}

/// The types whose size is part of this one's; lists and maps hold theirs elsewhere.
fn by_value(value: &Type) -> Vec<TypeId> {
    match value {
        Type::Named(id) => vec![*id],
        Type::Tuple(items) => items.iter().flat_map(|item| by_value(&item.value)).collect(),
        Type::List(_) | Type::Map(_) | Type::Primitive(_) | Type::Any | Type::Runtime(_) => Vec::new(),
    }
}

/// Depth first with a stack of our own, since a chain of types may be as long as the description likes. `leave` is told of
/// each type after all that it contains by value.
fn walk(
    start: TypeId,
    ids: &[TypeId],
    edges: &[Vec<Edge>],
    state: &mut [State],
    boxes: &mut Boxes,
    leave: &mut impl FnMut(TypeId, &mut Boxes),
) {
    let position_of = |id: TypeId| ids.binary_search(&id).unwrap_or(0);
    if state[position_of(start)] != State::New {
        return;
    }
    // Each entry: a type, the next of its edges, and the last edge on the way that can carry a box.
    let mut stack = vec![(start, 0_usize)];
    state[position_of(start)] = State::Open;
    while let Some((id, next)) = stack.last_mut() {
        let id = *id;
        let Some(edge) = edges[position_of(id)].get(*next) else {
            state[position_of(id)] = State::Done;
            leave(id, boxes);
            stack.pop();
            continue;
        };
        *next += 1;
        match state[position_of(edge.target)] {
            State::Done => {}
            State::Open => close(id, edge, &stack, edges, &position_of, boxes),
            State::New => {
                state[position_of(edge.target)] = State::Open;
                stack.push((edge.target, 0));
            }
        }
    }
}

/// Boxes the edge that closes a cycle, or, when that is an alias, the nearest edge before it that can be boxed.
fn close(
    id: TypeId,
    edge: &Edge,
    stack: &[(TypeId, usize)],
    edges: &[Vec<Edge>],
    position_of: &impl Fn(TypeId) -> usize,
    boxes: &mut Boxes,
) {
    let taken = |&(id, next): &(TypeId, usize)| Some((id, edges[position_of(id)].get(next.checked_sub(1)?)?));
    for (owner, edge) in std::iter::once((id, edge)).chain(stack.iter().rev().skip(1).filter_map(taken)) {
        match &edge.from {
            Holder::Property(name) => {
                boxes.properties.insert((owner, name.clone()));
                return;
            }
            Holder::Variant(position) => {
                boxes.variants.insert((owner, *position));
                return;
            }
            Holder::Alias => {}
        }
    }
}

/// Replaces an alias that is defined by itself, through lists, maps and aliases alone: no Rust type alias can be.
pub fn cut_alias_cycles(api: &mut Api) {
    let ids: Vec<TypeId> = api.types.ids().collect();
    for id in ids {
        if !is_alias_of_itself(&api.types, id) {
            continue;
        }
        let definition = &mut api.types[id];
        api.ledger.add(
            Code::Approximated,
            LedgerSeverity::Approximated,
            format!("`{}` is defined by itself", definition.key),
            "any JSON",
            definition.place,
        );
        definition.kind = TypeKind::Alias(Item::of(Type::Any));
    }
}

fn is_alias_of_itself(types: &Types, start: TypeId) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![start];
    while let Some(id) = open.pop() {
        let TypeKind::Alias(item) = &types[id].kind else { continue };
        let mut value = &item.value;
        while let Type::List(inner) | Type::Map(inner) = value {
            value = &inner.value;
        }
        if let Type::Named(target) = value {
            if *target == start {
                return true;
            }
            if seen.insert(*target) {
                open.push(*target);
            }
        }
    }
    false
}
