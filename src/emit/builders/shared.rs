//! Builders that are alike (`passes/alike.rs`): one generic definition, and for each builder its name as an alias.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Functions, Input, about, around, cast, links, rights, step};
use crate::{
    emit::{
        documentation, operation,
        tokens::{ident, named},
    },
    model::{RequestBuilder, RequestBuilders},
    names::BuilderNames,
    passes::alike::{for_any, is_basic, is_to_itself},
};

/// The name of a builder, with the definition if it stands at this one.
pub(super) fn items(input: Input<'_>, path: &[String], first: usize, position: usize) -> Vec<TokenStream> {
    let Some(surface) = &input.api.request_builders else { return Vec::new() };
    let found = |position: usize| surface.builders.get(position).zip(input.names.builders.get(position));
    let (Some((builder, names)), Some((_, of_first))) = (found(position), found(first)) else { return Vec::new() };
    let Some(entity) = builder.entity.map(|entity| named(input, &[], entity)) else { return Vec::new() };
    let (name, family, module) = (ident(&names.ident), ident(&of_first.family), around(path));
    let mut items = Vec::new();
    if first == position {
        items.extend(definition(input, path, surface, builder, names));
    }
    let docs = about(builder, &documentation::code(&builder.key));
    items.push(quote! { #[doc = #docs] pub type #name<'c, R = rt::Owned> = #module #family<'c, #entity, R>; });
    items
}

fn definition(
    input: Input<'_>,
    path: &[String],
    surface: &RequestBuilders,
    builder: &RequestBuilder,
    names: &BuilderNames,
) -> Vec<TokenStream> {
    let family = ident(&names.family);
    let docs = about(builder, "`T`");
    let mut functions = Functions::default();
    let mut leads_to_itself = false;
    for (accessor, own) in builder.accessors.iter().zip(&names.accessors) {
        let rights = rights(&accessor.rights, &around(path));
        let (returned, made_by) = if is_to_itself(&surface.builders, builder, accessor) {
            leads_to_itself = true;
            (quote! { T::Item<'c, #rights> }, quote! { T::item })
        } else {
            let target = input.names.builders.get(accessor.target);
            let (target, module) = (ident(target.map_or("Builder", |to| &to.ident)), around(path));
            (quote! { #module #target<'c, #rights> }, quote! { #module #target::new })
        };
        functions.free.push(step(input, accessor, own, &returned, &made_by));
    }
    if !builder.casts.is_empty() {
        functions.free.push(cast(builder, &quote! { T }));
    }
    for &position in &names.operations {
        let found = input.api.operations.get(position).zip(input.names.operations.get(position));
        let Some((operation, own)) = found else { continue };
        // Only what every type has is for `T`; an action that takes a value of the type takes it for all of them.
        let input = Input { generic: builder.entity.filter(|_| is_basic(operation)), ..input };
        let kind = operation.resource.as_ref().map(|resource| resource.kind);
        functions.add(kind, operation::emit_as(input, &for_any(operation, builder), own));
    }
    let Functions { free, by_right, requests } = functions;
    let mut items = vec![quote! { rt::builder!(#[doc = #docs] #family of T); }];
    if !free.is_empty() {
        let bound = leads_to_itself.then(|| quote! { : rt::ItemOf });
        items.push(quote! { impl<'c, T #bound, R> #family<'c, T, R> { #(#free)* } });
    }
    for (right, functions) in by_right {
        let (bound, right) = (needed(right), ident(right));
        items.push(quote! {
            impl<'c, T #bound, R: rt::#right> #family<'c, T, R> {
                #(#functions)*
            }
        });
    }
    if builder.links {
        items.push(of_links(&family, builder));
    }
    items.extend(requests);
    items
}

/// What the functions that need a right ask of the type.
fn needed(right: &str) -> TokenStream {
    match right {
        "Reads" => quote! { : rt::Decode },
        "Creates" | "Updates" => quote! { : rt::Decode + rt::Encode },
        _ => TokenStream::new(),
    }
}

fn of_links(family: &Ident, builder: &RequestBuilder) -> TokenStream {
    let links = links(builder);
    quote! { impl<'c, T, R: rt::Links> #family<'c, T, R> { #links } }
}
