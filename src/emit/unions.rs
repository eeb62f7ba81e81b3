//! Unions: an enum with a variant per type and one for what the description does not know.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input,
    documentation::{self, Documentation},
    tokens::{ident, value_type},
};
use crate::{
    model::{Type, TypeId, Union},
    passes::unions::{Candidate, Kinds},
};

pub(super) fn items(input: Input<'_>, from: &[String], id: TypeId, union: &Union) -> Vec<TokenStream> {
    let definition = &input.api.types[id];
    let names = input.names.of(id);
    let name = ident(&names.ident);
    let documentation = Documentation::of_named(&definition.docs, &definition.key);
    let docs = documentation.attributes();
    let deprecated = documentation::deprecated(definition.deprecated.as_ref());
    let idents: Vec<_> = names.members.iter().map(|member| ident(member)).collect();
    let values = union.variants.iter().enumerate().map(|(position, variant)| {
        let value = value_type(input, from, &variant.value);
        if input.boxes.variant(id, position) {
            quote! { Box<#value> }
        } else {
            value
        }
    });
    let default = union.discriminator.as_ref().and_then(|it| Some((documentation::code(&it.property), it.default?)));
    let variant_docs = union.variants.iter().map(|variant| {
        let mut documentation = Documentation::default();
        documentation.block([documentation::code(&variant.label)]);
        if let Some((property, default)) = &default
            && variant.value == Type::Named(*default)
        {
            documentation.block([format!("Also what has no {property}, or one that is not known.")]);
        }
        documentation.append(&variant.docs);
        documentation.attributes()
    });
    let positions = 0..idents.len();
    let discriminator = match &union.discriminator {
        Some(discriminator) => {
            let property = &discriminator.property;
            quote! { const DISCRIMINATOR: Option<&'static str> = Some(#property); }
        }
        None => TokenStream::new(),
    };
    let candidates = input.decisions.of(id).iter().map(|one| candidate(input, one));
    vec![
        quote! {
            #docs
            #deprecated
            #[derive(Clone)]
            #[non_exhaustive]
            pub enum #name {
                #(#variant_docs #idents(#values),)*
                /// A value that the description does not know, kept as received.
                Unknown(rt::Json),
            }
        },
        quote! {
            impl rt::Union for #name {
                #discriminator
                const CANDIDATES: &'static [rt::Candidate] = &[#(#candidates),*];
                #[inline]
                fn read(candidate: usize, json: &mut rt::Reader<'_>) -> rt::DecodeResult<Self> {
                    match candidate {
                        #(#positions => json.variant(Self::#idents),)*
                        _ => json.variant(Self::Unknown),
                    }
                }
                #[inline]
                fn value(&self) -> &dyn rt::Variant {
                    match self {
                        #(Self::#idents(value) => value,)*
                        Self::Unknown(value) => value,
                    }
                }
            }
        },
        quote! { rt::union!(#name); },
    ]
}

/// Only what tells this variant apart is written; the rest is as in `Candidate::NONE`.
fn candidate(input: Input<'_>, candidate: &Candidate) -> TokenStream {
    let mut calls = Vec::new();
    let Kinds { object, array, text, number, integer, boolean } = candidate.kinds;
    let kinds = [
        (object, quote! { .object() }),
        (array, quote! { .array() }),
        (text, quote! { .text() }),
        (number, quote! { .number() }),
        (integer && !number, quote! { .integer() }),
        (boolean, quote! { .boolean() }),
    ];
    calls.extend(kinds.into_iter().filter_map(|(is, call)| is.then_some(call)));
    let lists = [
        (&candidate.tags, quote! { tags }),
        (&candidate.texts, quote! { texts }),
        (&candidate.required, quote! { required }),
        (&candidate.known, quote! { known }),
    ];
    for (list, method) in lists {
        if !list.is_empty() {
            calls.push(quote! { .#method(&[#(#list),*]) });
        }
    }
    if candidate.is_default {
        calls.push(quote! { .by_default() });
    }
    if !candidate.constants.is_empty() {
        let constants = candidate.constants.iter().map(|(name, value)| quote! { (#name, #value) });
        calls.push(quote! { .constants(&[#(#constants),*]) });
    }
    if let Some(primitive) = candidate.form {
        let value = value_type(input, &[], &Type::Primitive(primitive));
        calls.push(quote! { .form(rt::fits::<#value>) });
    }
    if let Some(items) = &candidate.items {
        let items = self::candidate(input, items);
        calls.push(quote! { .items(&#items) });
    }
    quote! { rt::Candidate::NONE #(#calls)* }
}
