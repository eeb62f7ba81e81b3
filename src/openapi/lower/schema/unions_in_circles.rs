//! Unions that are variants of one another: `U: {oneOf: [{$ref: V}, A]}` and `V: {oneOf: [{$ref: U}, B]}` have the same
//! values, which are those of `A` and `B`. As variants they would be read for ever, so each has the variants of all.

use std::collections::HashSet;

use crate::{
    diagnostics::Code,
    model::{Item, LedgerSeverity, Type, TypeId, TypeKind, Types, Union, UnionVariant},
    openapi::lower::context::Lower,
};

impl Lower<'_, '_> {
    /// Gives unions that lead back to themselves the variants of those on the way. Aliases end by now.
    pub(in crate::openapi::lower) fn open_union_circles(&mut self) {
        let types = &self.api.types;
        let opened: Vec<(TypeId, Union)> = types
            .ids()
            .filter(|id| leads_to(types, *id, *id))
            .filter_map(|id| Some((id, opened(types, id)?)))
            .collect();
        for (id, union) in opened {
            let definition = &mut self.api.types[id];
            if !union.variants.is_empty() {
                definition.kind = TypeKind::Union(union);
                continue;
            }
            definition.kind = TypeKind::Alias(Item { value: Type::Any, nullable: true });
            let construct = format!("`{}`, which consists of itself", definition.key);
            let place = definition.place;
            self.api.ledger.add(Code::Approximated, LedgerSeverity::Approximated, construct, "any JSON", place);
        }
    }
}

/// The union with the variants of those that are in a circle with it.
fn opened(types: &Types, id: TypeId) -> Option<Union> {
    let mut variants: Vec<UnionVariant> = Vec::new();
    let mut seen = HashSet::from([id]);
    let mut open: Vec<&UnionVariant> = union(types, id)?.variants.iter().rev().collect();
    while let Some(variant) = open.pop() {
        match union_of(types, &variant.value) {
            Some(inner) if inner == id || leads_to(types, inner, id) => {
                if seen.insert(inner) {
                    open.extend(union(types, inner)?.variants.iter().rev());
                }
            }
            _ if variants.iter().any(|known| known.value == variant.value) => {}
            _ => variants.push(variant.clone()),
        }
    }
    super::one_of::distinguish(&mut variants);
    let mut discriminator = union(types, id)?.discriminator.clone();
    if let Some(discriminator) = &mut discriminator {
        let is_variant = |id: TypeId| variants.iter().any(|variant| variant.value == Type::Named(id));
        discriminator.mapping.retain(|(_, target)| is_variant(*target));
    }
    Some(Union { variants, discriminator, keeps_others: false })
}

/// Whether a union has another for a variant, or for a variant of a variant.
fn leads_to(types: &Types, from: TypeId, to: TypeId) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        for variant in union(types, id).into_iter().flat_map(|union| &union.variants) {
            let Some(inner) = union_of(types, &variant.value) else { continue };
            if inner == to {
                return true;
            }
            if seen.insert(inner) {
                open.push(inner);
            }
        }
    }
    false
}

/// The union that a type is, by whatever name.
fn union_of(types: &Types, value: &Type) -> Option<TypeId> {
    let mut value = value;
    loop {
        let Type::Named(id) = value else { return None };
        match &types[*id].kind {
            TypeKind::Union(_) => return Some(*id),
            TypeKind::Alias(item) => value = &item.value,
            TypeKind::Structure(_) | TypeKind::Enumeration(_) => return None,
        }
    }
}

fn union(types: &Types, id: TypeId) -> Option<&Union> {
    match &types[id].kind {
        TypeKind::Union(union) => Some(union),
        TypeKind::Structure(_) | TypeKind::Enumeration(_) | TypeKind::Alias(_) => None,
    }
}
