//! Pages outside OData: one value that says how they follow each other.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::model::paging::{NextPage, Paging};

/// The rule for the runtime.
pub(super) fn rule(paging: &Paging) -> TokenStream {
    let items = &paging.items;
    let made = match &paging.next {
        NextPage::LinkHeader => quote! { link_header(#items) },
        NextPage::Link { pointer } => quote! { next_link(#items, #pointer) },
        NextPage::Cursor { parameter, pointer } => quote! { cursor(#items, #parameter, #pointer) },
        NextPage::LastItem { parameter, pointer } => quote! { last_item(#items, #parameter, #pointer) },
        NextPage::Offset { parameter, start } => {
            let start = Literal::u64_unsuffixed(*start);
            quote! { offset(#items, #parameter, #start) }
        }
        NextPage::Page { parameter, start } => {
            let start = Literal::u64_unsuffixed(*start);
            quote! { page(#items, #parameter, #start) }
        }
    };
    let has_more = paging.has_more.as_ref().map(|pointer| quote! { .has_more(#pointer) });
    let total = paging.total.as_ref().map(|pointer| quote! { .total(#pointer) });
    quote! { rt::Paging::#made #has_more #total }
}
