//! What a success gives where it is one of several: an enum, read by the status alone.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input,
    documentation::{self, Documentation},
    operation::{decoder, result_type},
    tokens::{ident, number},
};
use crate::{
    model::{Operation, Outcome, Status, StatusOutcome},
    names::{OperationNames, ResponseNames},
};

/// The enum of an operation whose successes differ by status.
pub(super) fn items(
    input: Input<'_>,
    operation: &Operation,
    names: &OperationNames,
    from: &[String],
) -> Vec<TokenStream> {
    let (Outcome::ByStatus(several), Some(ResponseNames { ident: name, variants })) =
        (&operation.outcome, &names.response)
    else {
        return Vec::new();
    };
    let docs = format!(" What {} gives, by the status of the answer.", documentation::code(&names.function));
    let name = ident(name);
    let described = several.iter().zip(variants).map(|(one, variant)| {
        let docs = docs_of(one).attributes();
        let variant = ident(variant);
        match &one.outcome {
            Outcome::Empty => quote! { #docs #variant, },
            outcome => {
                let value = result_type(input, from, outcome);
                quote! { #docs #variant(#value), }
            }
        }
    });
    let reads = several.iter().zip(variants).map(|(one, variant)| {
        let variant = ident(variant);
        let pattern = pattern(one.status);
        match &one.outcome {
            Outcome::Empty => quote! { #pattern => Self::#variant, },
            outcome => {
                let decoder = decoder(input, from, outcome);
                quote! { #pattern => Self::#variant(#decoder().decode(answer)?), }
            }
        }
    });
    let is_known = |one: &StatusOutcome| matches!(one.status, Status::Code(_));
    let other = several.iter().all(is_known).then(|| quote! { _ => return Err(rt::decode::other_status(answer)), });
    let accept = operation.accept.as_deref().unwrap_or("application/json");
    vec![
        quote! {
            #[doc = #docs]
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#described)*
            }
        },
        quote! {
            impl #name {
                #[inline]
                fn decoder() -> rt::decode::Decoder<Self> {
                    rt::decode::Decoder::new(#accept, |answer| Ok(match answer.status().as_u16() {
                        #(#reads)*
                        #other
                    }))
                }
            }
        },
    ]
}

fn docs_of(one: &StatusOutcome) -> Documentation {
    let mut documentation = Documentation::default();
    documentation.block([format!("{}.", shown(one.status))]);
    documentation.append(&one.docs);
    documentation
}

/// A status as people write it.
pub(super) fn shown(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundred) => format!("{hundred}XX"),
        Status::Default => "others".to_owned(),
    }
}

/// One code comes before the range it lies in: statuses are sorted so. Only successes are read, so their range is all
/// that is left.
fn pattern(status: Status) -> TokenStream {
    match status {
        Status::Code(code) => number(i128::from(code)),
        Status::Range(_) | Status::Default => quote! { _ },
    }
}
