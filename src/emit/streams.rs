//! Answers whose values come one after another.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Input, tokens::item_type};
use crate::model::{Framing, Item};

/// What awaiting the request gives.
pub(super) fn stream_type(input: Input<'_>, from: &[String], framing: Framing, item: Option<&Item>) -> TokenStream {
    match (framing, item) {
        (Framing::Events, Some(item)) => {
            let item = item_type(input, from, item);
            quote! { rt::EventStream<#item> }
        }
        (Framing::Events, None) => quote! { rt::EventStream<rt::Event> },
        (Framing::Lines | Framing::Records, item) => {
            let item = item.map_or_else(|| quote! { rt::Json }, |item| item_type(input, from, item));
            quote! { rt::JsonStream<#item> }
        }
    }
}

/// How the answer becomes that.
pub(super) fn decoder(input: Input<'_>, from: &[String], framing: Framing, item: Option<&Item>) -> TokenStream {
    let value = item.map(|item| item_type(input, from, item));
    match (framing, value) {
        (Framing::Events, Some(value)) => quote! { rt::decode::events::<#value> },
        (Framing::Events, None) => quote! { rt::decode::raw_events },
        (Framing::Lines, value) => {
            let value = value.unwrap_or_else(|| quote! { rt::Json });
            quote! { rt::decode::json_lines::<#value> }
        }
        (Framing::Records, value) => {
            let value = value.unwrap_or_else(|| quote! { rt::Json });
            quote! { rt::decode::json_records::<#value> }
        }
    }
}
