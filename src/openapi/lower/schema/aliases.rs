//! Aliases that lead back to themselves: `A: {type: array, items: {$ref: A}}` has no end, as an alias it cannot be
//! written.

use std::collections::HashMap;

use crate::{
    diagnostics::Code,
    model::{Item, LedgerSeverity, Type, TypeId, TypeKind, Types},
    openapi::lower::context::Lower,
};

impl Lower<'_, '_> {
    /// Makes such aliases end, with any JSON where they would begin again.
    pub(in crate::openapi::lower) fn break_alias_cycles(&mut self) {
        for (from, to) in returns(&self.api.types) {
            let TypeKind::Alias(item) = &self.api.types[from].kind else { continue };
            let ended = without(item, to);
            self.api.types[from].kind = TypeKind::Alias(ended);
            let definition = &self.api.types[from];
            let construct = format!("`{}`, which consists of itself", definition.key);
            let place = definition.place;
            let (code, severity) = (Code::Approximated, LedgerSeverity::Approximated);
            self.api.ledger.add(code, severity, construct, "any JSON inside it", place);
        }
    }
}

/// The steps from one alias to another that close a circle: those that lead to an alias whose own steps are still
/// being followed.
fn returns(types: &Types) -> Vec<(TypeId, TypeId)> {
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
                    Some(false) => found.push((from, to)),
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
        Type::Primitive(_) | Type::Any | Type::Reference => Vec::new(),
    }
}

/// The item with any JSON in place of a type.
fn without(item: &Item, id: TypeId) -> Item {
    let value = match &item.value {
        Type::Named(found) if *found == id => return Item { value: Type::Any, nullable: true },
        Type::List(inner) => Type::List(Box::new(without(inner, id))),
        Type::Tuple(items) => Type::Tuple(items.iter().map(|inner| without(inner, id)).collect()),
        Type::Map(inner) => Type::Map(Box::new(without(inner, id))),
        other @ (Type::Named(_) | Type::Primitive(_) | Type::Any | Type::Reference) => other.clone(),
    };
    Item { value, nullable: item.nullable }
}
