//! Aliases that lead back to themselves: `A: {type: array, items: {$ref: A}}` has no end, as an alias it cannot be
//! written. One of the lists, maps or tuples on the way becomes a type of its own, which can hold itself.

use std::collections::{BTreeSet, HashMap};

use crate::{
    diagnostics::Code,
    model::{Item, LedgerSeverity, Type, TypeId, TypeKind, Types, Union, UnionVariant},
    openapi::lower::context::Lower,
};

impl Lower<'_, '_> {
    /// Makes such aliases end: a list, a map or a tuple on the way becomes an enum with one variant and another for what
    /// does not fit. Where nothing but names leads around, any JSON is where they would begin again.
    pub(in crate::openapi::lower) fn break_alias_cycles(&mut self) {
        loop {
            let circles = circles(&self.api.types);
            let composed: BTreeSet<TypeId> = circles.iter().filter_map(|circle| circle.composed).collect();
            if composed.is_empty() {
                circles.iter().for_each(|circle| self.end(circle));
                return;
            }
            for id in composed {
                let TypeKind::Alias(item) = &self.api.types[id].kind else { continue };
                let variant = UnionVariant::of(label(&item.value), item.value.clone());
                self.api.types[id].kind =
                    TypeKind::Union(Union { variants: vec![variant], discriminator: None, keeps_others: false });
            }
        }
    }

    fn end(&mut self, circle: &Circle) {
        let TypeKind::Alias(item) = &self.api.types[circle.from].kind else { return };
        let ended = without(item, circle.to);
        self.api.types[circle.from].kind = TypeKind::Alias(ended);
        let definition = &self.api.types[circle.from];
        let construct = format!("`{}`, which consists of itself", definition.key);
        let place = definition.place;
        let (code, severity) = (Code::Approximated, LedgerSeverity::Approximated);
        self.api.ledger.add(code, severity, construct, "any JSON inside it", place);
    }
}

const fn label(value: &Type) -> &'static str {
    match value {
        Type::List(_) => "list",
        Type::Map(_) => "map",
        Type::Tuple(_) => "tuple",
        Type::Named(_) | Type::Primitive(_) | Type::Any | Type::Runtime(_) => "value",
    }
}

/// A step from one alias to another that leads back.
struct Circle {
    from: TypeId,
    to: TypeId,
    /// An alias on the way that is more than a name for another.
    composed: Option<TypeId>,
}

/// The steps that close a circle: those that lead to an alias whose own steps are still being followed.
fn circles(types: &Types) -> Vec<Circle> {
    let mut found = Vec::new();
    // Whether the steps of an alias have all been followed.
    let mut done: HashMap<TypeId, bool> = HashMap::new();
    for start in types.ids() {
        if done.contains_key(&start) {
            continue;
        }
        done.insert(start, false);
        let mut path = vec![(start, steps(types, start))];
        while let Some((from, open)) = path.last_mut() {
            let from = *from;
            match open.pop() {
                None => {
                    done.insert(from, true);
                    path.pop();
                }
                Some(to) => match done.get(&to) {
                    Some(true) => {}
                    Some(false) => {
                        let mut way = path.iter().rev().map(|(id, _)| *id);
                        let mut arrived = false;
                        let composed = way.find(|id| {
                            let is_before = arrived;
                            arrived |= *id == to;
                            !is_before && is_composed(types, *id)
                        });
                        found.push(Circle { from, to, composed });
                    }
                    None => {
                        done.insert(to, false);
                        path.push((to, steps(types, to)));
                    }
                },
            }
        }
    }
    found
}

fn is_composed(types: &Types, id: TypeId) -> bool {
    match &types[id].kind {
        TypeKind::Alias(item) => matches!(item.value, Type::List(_) | Type::Map(_) | Type::Tuple(_)),
        TypeKind::Structure(_) | TypeKind::Enumeration(_) | TypeKind::Union(_) => false,
    }
}

/// The types that an alias consists of; other types may hold themselves.
fn steps(types: &Types, id: TypeId) -> Vec<TypeId> {
    match &types[id].kind {
        TypeKind::Alias(item) => named(&item.value),
        TypeKind::Structure(_) | TypeKind::Enumeration(_) | TypeKind::Union(_) => Vec::new(),
    }
}

fn named(value: &Type) -> Vec<TypeId> {
    match value {
        Type::Named(id) => vec![*id],
        Type::List(item) | Type::Map(item) => named(&item.value),
        Type::Tuple(items) => items.iter().flat_map(|item| named(&item.value)).collect(),
        Type::Primitive(_) | Type::Any | Type::Runtime(_) => Vec::new(),
    }
}

/// The item with any JSON in place of a type.
fn without(item: &Item, id: TypeId) -> Item {
    let value = match &item.value {
        Type::Named(found) if *found == id => return Item { value: Type::Any, nullable: true },
        Type::List(inner) => Type::List(Box::new(without(inner, id))),
        Type::Tuple(items) => Type::Tuple(items.iter().map(|inner| without(inner, id)).collect()),
        Type::Map(inner) => Type::Map(Box::new(without(inner, id))),
        other @ (Type::Named(_) | Type::Primitive(_) | Type::Any | Type::Runtime(_)) => other.clone(),
    };
    Item { value, nullable: item.nullable }
}
