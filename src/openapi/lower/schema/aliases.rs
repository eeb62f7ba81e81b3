//! Aliases that lead back to themselves: `A: {type: array, items: {$ref: A}}` has no end, as an alias it cannot be
//! written.

use crate::{
    model::{Item, LedgerSeverity, Type, TypeId, TypeKind, Types},
    openapi::lower::context::Lower,
};

impl Lower<'_, '_> {
    /// Makes such aliases end, with any JSON where they would begin again.
    pub(in crate::openapi::lower) fn break_alias_cycles(&mut self) {
        let aliases: Vec<TypeId> =
            self.api.types.iter().filter(|(_, it)| matches!(it.kind, TypeKind::Alias(_))).map(|(id, _)| id).collect();
        for id in aliases {
            if !returns(&self.api.types, id) {
                continue;
            }
            let mut path = Vec::new();
            if let TypeKind::Alias(item) = &self.api.types[id].kind {
                let cut = cut(&self.api.types, item, id, &mut path);
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
    let mut waiting = vec![start];
    let mut seen = Vec::new();
    while let Some(id) = waiting.pop() {
        let TypeKind::Alias(item) = &types[id].kind else { continue };
        let mut found = Vec::new();
        named(&item.value, &mut found);
        for next in found {
            if next == start {
                return true;
            }
            if !seen.contains(&next) {
                seen.push(next);
                waiting.push(next);
            }
        }
    }
    false
}

/// The item with what leads back to `start` replaced.
fn cut(types: &Types, item: &Item, start: TypeId, path: &mut Vec<TypeId>) -> Item {
    let value = match &item.value {
        Type::Named(id) if *id == start || leads_to(types, *id, start, path) => {
            return Item { value: Type::Any, nullable: item.nullable };
        }
        Type::List(inner) => Type::List(Box::new(cut(types, inner, start, path))),
        Type::Map(inner) => Type::Map(Box::new(cut(types, inner, start, path))),
        other @ (Type::Named(_) | Type::Primitive(_) | Type::Any) => other.clone(),
    };
    Item { value, nullable: item.nullable }
}

fn leads_to(types: &Types, from: TypeId, goal: TypeId, path: &mut Vec<TypeId>) -> bool {
    path.clear();
    path.push(from);
    let mut position = 0;
    while let Some(id) = path.get(position).copied() {
        position += 1;
        let TypeKind::Alias(item) = &types[id].kind else { continue };
        let mut found = Vec::new();
        named(&item.value, &mut found);
        for next in found {
            if next == goal {
                return true;
            }
            if !path.contains(&next) {
                path.push(next);
            }
        }
    }
    false
}
