//! Groups: a type per resource or tag, with a function for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input,
    documentation::{self, Documentation},
    operation,
    tokens::{ident, use_runtime},
};
use crate::model::Tag;

/// The docs of a group's module: what it is, and what the description says of its tag.
pub(super) fn module_docs(input: Input<'_>, position: usize) -> TokenStream {
    let mut docs = what_it_is(input, position);
    if let Some(tag) = tag(input, position) {
        docs.append(&tag.docs);
        let parent = tag.parent.as_deref().map(|parent| format!("Part of {}.", documentation::code(parent)));
        let kind = tag.kind.as_deref().map(|kind| format!("Kind: {}.", documentation::code(kind)));
        docs.block(parent.into_iter().chain(kind));
    }
    docs.attributes()
}

fn what_it_is(input: Input<'_>, position: usize) -> Documentation {
    let wire = input.names.groups.get(position).map_or("", |group| group.wire.as_str());
    let mut docs = Documentation::default();
    docs.block([format!("Operations of {}.", documentation::code(wire))]);
    docs
}

/// The tag that a group is made of, if it is one.
fn tag(input: Input<'_>, position: usize) -> Option<&Tag> {
    let group = input.names.groups.get(position)?;
    let first = group.operations.first().and_then(|position| input.api.operations.get(*position))?;
    first.tags.contains(&group.wire).then(|| input.api.tags.get(&group.wire)).flatten()
}

pub(super) fn items(input: Input<'_>, position: usize) -> Vec<TokenStream> {
    let Some(group) = input.names.groups.get(position) else { return Vec::new() };
    let name = ident(&group.ident);
    let docs = what_it_is(input, position).attributes();
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
