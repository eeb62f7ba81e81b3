//! Aliases that lead back to themselves: `A: {type: array, items: {$ref: A}}` has no end, as an alias it cannot be
//! written.

use std::collections::{HashMap, HashSet};

use crate::{
    model::{Item, LedgerSeverity, Type, TypeId, TypeKind, Types},
    openapi::lower::context::Lower,
};

impl Lower<'_, '_> {
    /// Makes such aliases end, with any JSON where they would begin again.
    pub(in crate::openapi::lower) fn break_alias_cycles(&mut self) {
        for id in endless(&self.api.types) {
            if !returns(&self.api.types, id) {
                continue;
            }
            if let TypeKind::Alias(item) = &self.api.types[id].kind {
                let cut = cut(&self.api.types, item, id);
                self.api.types[id].kind = TypeKind::Alias(cut);
            }
            let definition = &self.api.types[id];
            let construct = format!("`{}`, which consists of itself", definition.key);
            let place = definition.place;
            let code = crate::diagnostics::Code::Approximated;
            self.api.ledger.add(code, LedgerSeverity::Approximated, construct, "any JSON inside it", place);
        }
    }
}

/// The aliases that lead to a circle, in order. Those that end are taken away first, so that a long chain of them
/// costs no more than its length.
fn endless(types: &Types) -> Vec<TypeId> {
    let mut users: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut open: HashMap<TypeId, usize> = HashMap::new();
    let mut waiting = Vec::new();
    for (id, definition) in types.iter() {
        let TypeKind::Alias(item) = &definition.kind else { continue };
        let mut found = Vec::new();
        named(&item.value, &mut found);
        found.retain(|id| matches!(types[*id].kind, TypeKind::Alias(_)));
        open.insert(id, found.len());
        if found.is_empty() {
            waiting.push(id);
        }
        for used in found {
            users.entry(used).or_default().push(id);
        }
    }
    while let Some(id) = waiting.pop() {
        open.remove(&id);
        for user in users.get(&id).into_iter().flatten() {
            if let Some(count) = open.get_mut(user) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    waiting.push(*user);
                }
            }
        }
    }
    types.ids().filter(|id| open.contains_key(id)).collect()
}

/// The aliases that a type consists of.
fn named(value: &Type, found: &mut Vec<TypeId>) {
    match value {
        Type::Named(id) => found.push(*id),
        Type::List(item) | Type::Map(item) => named(&item.value, found),
        Type::Primitive(_) | Type::Any => {}
    }
}

/// Whether following aliases leads back to one.
fn returns(types: &Types, start: TypeId) -> bool {
    leads_to(types, start, start)
}

/// The item with what leads back to `start` replaced.
fn cut(types: &Types, item: &Item, start: TypeId) -> Item {
    let value = match &item.value {
        Type::Named(id) if *id == start || leads_to(types, *id, start) => {
            return Item { value: Type::Any, nullable: item.nullable };
        }
        Type::List(inner) => Type::List(Box::new(cut(types, inner, start))),
        Type::Map(inner) => Type::Map(Box::new(cut(types, inner, start))),
        other @ (Type::Named(_) | Type::Primitive(_) | Type::Any) => other.clone(),
    };
    Item { value, nullable: item.nullable }
}

fn leads_to(types: &Types, from: TypeId, goal: TypeId) -> bool {
    let mut waiting = vec![from];
    let mut seen = HashSet::new();
    while let Some(id) = waiting.pop() {
        let TypeKind::Alias(item) = &types[id].kind else { continue };
        let mut found = Vec::new();
        named(&item.value, &mut found);
        if found.contains(&goal) {
            return true;
        }
        waiting.extend(found.into_iter().filter(|next| seen.insert(*next)));
    }
    false
}
