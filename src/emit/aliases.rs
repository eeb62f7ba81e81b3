//! Aliases: another name for a type that needs no structure of its own.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input, custom,
    documentation::{self, Documentation},
    tokens::{ident, item_type, named},
};
use crate::model::{Item, TypeId};

pub(super) fn items(input: Input<'_>, from: &[String], id: TypeId, item: &Item) -> Vec<TokenStream> {
    let value = custom::path(input, id).unwrap_or_else(|| item_type(input, from, item));
    vec![alias(input, id, &value)]
}

/// Another name of a type that says the same.
pub(super) fn of_twin(input: Input<'_>, from: &[String], id: TypeId, twin: TypeId) -> Vec<TokenStream> {
    vec![alias(input, id, &named(input, from, twin))]
}

fn alias(input: Input<'_>, id: TypeId, value: &TokenStream) -> TokenStream {
    let definition = &input.api.types[id];
    let name = ident(&input.names.of(id).ident);
    let documentation = Documentation::of_named(&definition.docs, &definition.key);
    let docs = documentation.attributes();
    let deprecated = documentation::deprecated(definition.deprecated.as_ref());
    quote! { #docs #deprecated pub type #name = #value; }
}
