//! Bases whose values say in a member which derived type they are of, in services that are not OData.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input, documentation,
    tokens::{ident, named},
};
use crate::{
    model::{Discriminator, Protocol, Type, TypeId, TypeKind},
    passes::unions,
};

/// A base reads and writes the types that its discriminator names.
pub(super) fn items(input: Input<'_>, from: &[String], id: TypeId) -> Vec<TokenStream> {
    let Some((discriminator, derived)) = derived(input, id) else { return Vec::new() };
    let name = ident(&input.names.of(id).ident);
    let property = &discriminator.property;
    let mut items = vec![quote! { rt::discriminated!(#name, #property); }];
    items.extend(derived.into_iter().map(|(derived, tags)| {
        let derived = named(input, from, derived);
        quote! { rt::tagged!(#derived: #name, #property, [#(#tags),*]); }
    }));
    items
}

/// What the docs of such a base say.
pub(super) fn docs(input: Input<'_>, id: TypeId) -> Vec<String> {
    let Some((discriminator, derived)) = derived(input, id) else { return Vec::new() };
    let property = documentation::code(&discriminator.property);
    let head = format!("A value is of one of these types, as {property} says; `downcast` reads it as that type:");
    let lines = derived.into_iter().map(|(derived, tags)| {
        let tags: Vec<String> = tags.iter().map(|tag| documentation::code(tag)).collect();
        format!("- `{}`: {}", input.names.path_of_type(derived), tags.join(", "))
    });
    [head, String::new()].into_iter().chain(lines).collect()
}

/// A derived type, and the values of the discriminator that stand for it.
type Derived = (TypeId, Vec<String>);

/// The derived types of a base.
fn derived(input: Input<'_>, id: TypeId) -> Option<(&Discriminator, Vec<Derived>)> {
    if input.api.service.protocol == Protocol::OData {
        return None;
    }
    let discriminator = input.api.types.structure(id)?.discriminator.as_ref()?;
    let mut derived: Vec<Derived> = Vec::new();
    for (tag, target) in &discriminator.mapping {
        // A type without a name of its own cannot say what it is; the ledger has it.
        let is_own = matches!(input.api.types[*target].kind, TypeKind::Structure(_) | TypeKind::Union(_));
        if *target == id || !is_own {
            continue;
        }
        match derived.iter_mut().find(|(known, _)| known == target) {
            Some((_, tags)) => tags.push(tag.clone()),
            None => derived.push((*target, vec![tag.clone()])),
        }
    }
    add_constants(input, &discriminator.property, &mut derived);
    (!derived.is_empty()).then_some((discriminator, derived))
}

/// A derived type whose discriminator is a constant is named by that too, as far as it stands for no other.
fn add_constants(input: Input<'_>, property: &str, derived: &mut [Derived]) {
    let types = &input.api.types;
    let constants: Vec<Vec<String>> =
        derived.iter().map(|(id, _)| unions::constants_of(types, &Type::Named(*id), property)).collect();
    let mut known: Vec<String> = constants.iter().flatten().cloned().collect();
    known.extend(derived.iter().flat_map(|(_, tags)| tags.clone()));
    for ((_, tags), own) in derived.iter_mut().zip(constants) {
        tags.extend(own.into_iter().filter(|tag| known.iter().filter(|other| *other == tag).count() == 1));
    }
}
