//! What the user's configuration adds to the generated types.

use proc_macro2::TokenStream;
use quote::quote;

use super::Input;
use crate::{model::TypeId, rust};

/// The derives and attributes that are added to a type; all were checked when the configuration was read.
pub(super) fn additions(input: Input<'_>, key: &str) -> TokenStream {
    let Some(additions) = input.api.custom.additions.get(key) else { return TokenStream::new() };
    let derives: Vec<TokenStream> = additions.derives.iter().filter_map(|text| rust::path(text).ok()).collect();
    let attributes = additions.attributes.iter().filter_map(|text| rust::attribute(text).ok());
    let derives = (!derives.is_empty()).then(|| quote! { #[derive(#(#derives),*)] });
    quote! { #derives #(#attributes)* }
}

/// The user's type that stands for one of the description.
pub(super) fn path(input: Input<'_>, id: TypeId) -> Option<TokenStream> {
    rust::path(input.api.custom.paths.get(&input.api.types[id].key)?).ok()
}
