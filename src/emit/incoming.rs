//! What webhooks and callbacks carry: a name for each type, in a module of its own.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input,
    documentation::{self, Documentation},
    operation::mentions,
    responses,
    tokens::{ident, item_type, use_runtime},
};
use crate::{
    model::incoming::{Incoming, IncomingKind},
    names::{CALLBACKS, IncomingNames, WEBHOOKS},
};

/// The name of the module of a kind.
pub(crate) fn module_name(kind: IncomingKind) -> &'static str {
    match kind {
        IncomingKind::Webhook => WEBHOOKS,
        IncomingKind::Callback => CALLBACKS,
    }
}

/// The declarations of the modules; in a crate each stands in a file of its own.
pub(super) fn declarations(input: Input<'_>, is_crate: bool) -> Vec<TokenStream> {
    let declare = |kind: IncomingKind| {
        let items = items(input, kind);
        if items.is_empty() {
            return None;
        }
        let name = ident(module_name(kind));
        let docs = format!(" What the service sends by itself as {}s. A body is read by `decode`.", kind.as_str());
        let body = if is_crate {
            quote! { ; }
        } else {
            quote! { { #(#items)* } }
        };
        Some(
            quote! { #[doc = #docs] #[allow(deprecated, reason = "the description's types")] #[rustfmt::skip] pub mod #name #body },
        )
    };
    IncomingKind::ALL.into_iter().filter_map(declare).collect()
}

/// The items of a module; none where there is nothing of the kind.
pub(crate) fn items(input: Input<'_>, kind: IncomingKind) -> Vec<TokenStream> {
    let all = input.api.incoming.iter().zip(&input.names.incoming);
    let own: Vec<(&Incoming, &IncomingNames)> = all.filter(|(incoming, _)| incoming.kind == kind).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let mut items = vec![use_runtime()];
    if own.iter().flat_map(|(incoming, _)| incoming.items()).any(|item| mentions(&item.value)) {
        items.push(quote! { use super::models; });
    }
    items.push(quote! {
        /// Reads the body of a request as one of these types.
        ///
        /// # Errors
        /// When it is malformed or of another shape; the error names the place.
        pub fn decode<T: rt::Decode>(body: &[u8]) -> Result<T, rt::DecodeError> {
            rt::from_slice(body)
        }
    });
    items.push(quote! {
        /// Writes an answer.
        #[must_use]
        pub fn encode<T: rt::Encode>(answer: &T) -> Vec<u8> {
            rt::to_vec(answer)
        }
    });
    items.extend(own.into_iter().flat_map(|(incoming, names)| aliases(input, incoming, names)));
    items
}

fn aliases(input: Input<'_>, incoming: &Incoming, names: &IncomingNames) -> Vec<TokenStream> {
    let from = [module_name(incoming.kind).to_owned()];
    let of = documentation::code(&incoming.name);
    let mut items = Vec::new();
    if let Some(body) = &incoming.body {
        let mut docs = Documentation::of(&incoming.docs);
        docs.block([format!("The body of {} {of}.", documentation::code(incoming.method.as_str()))]);
        let docs = docs.attributes();
        let deprecated = documentation::deprecated(incoming.deprecated.as_ref());
        let (name, value) = (ident(&names.body), item_type(input, &from, body));
        items.push(quote! { #docs #deprecated pub type #name = #value; });
    }
    for ((status, answer), name) in incoming.answers.iter().zip(&names.answers) {
        let docs = format!(" What {of} may be answered, with the status {}.", responses::shown(*status));
        let (name, value) = (ident(name), item_type(input, &from, answer));
        items.push(quote! { #[doc = #docs] pub type #name = #value; });
    }
    items
}
