//! Groups: a type per resource or tag, with a function for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input, documentation, operation,
    tokens::{ident, use_runtime},
};

/// The docs of a group's module and type.
pub(super) fn module_docs(input: Input<'_>, position: usize) -> TokenStream {
    let wire = input.names.groups.get(position).map_or("", |group| group.wire.as_str());
    let text = format!(" Operations of {}.", documentation::code(wire));
    quote! { #[doc = #text] }
}

pub(super) fn items(input: Input<'_>, position: usize) -> Vec<TokenStream> {
    let Some(group) = input.names.groups.get(position) else { return Vec::new() };
    let name = ident(&group.ident);
    let docs = module_docs(input, position);
    let operations: Vec<operation::Emitted> =
        group.operations.iter().flat_map(|&position| operation::emit(input, position)).collect();
    let functions = operations.iter().map(|operation| &operation.function);
    let uses_models = operations.iter().any(|operation| operation.uses_models);
    let mut items = vec![use_runtime()];
    if uses_models {
        items.push(quote! { use super::models; });
    }
    items.push(quote! {
        #docs
        #[derive(Clone, Copy, Debug)]
        pub struct #name<'c> {
            client: &'c rt::Client,
        }
    });
    items.push(quote! {
        impl<'c> #name<'c> {
            #[inline]
            pub(super) fn new(client: &'c rt::Client) -> Self {
                Self { client }
            }
            #(#functions)*
        }
    });
    items.extend(operations.into_iter().flat_map(|operation| operation.items));
    items
}
