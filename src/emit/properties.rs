//! Paths of properties for typed query options: a constant for each property of a type of an OData service.
//!
//! They cost a large service some 7 % of its compile time, and few programs name more than some of them, so they stand
//! behind the crate's feature `queries`, as a table that the compiler does not even parse without it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input,
    tokens::{ident, value_type},
};
use crate::model::{Protocol, Structure, Type, TypeId};

/// The constants of a type; none for types that no query leads to, and none in a file that another crate includes,
/// which has no features of its own.
pub(super) fn items(input: Input<'_>, from: &[String], id: TypeId, structure: &Structure) -> Option<TokenStream> {
    let is_queried = input.api.service.protocol == Protocol::OData && structure.wire_name.is_some();
    input.crate_name.filter(|_| is_queried)?;
    let names = input.names.of(id);
    let name = ident(&names.ident);
    let properties = input.api.types.all_properties(id);
    let constants = properties.iter().zip(&names.constants).map(|(property, constant)| {
        let (wire, constant) = (&property.name, ident(constant));
        let value = path_type(input, from, &property.item.value);
        quote! { #constant #wire #value }
    });
    let constants: Vec<TokenStream> = constants.collect();
    (!constants.is_empty()).then(|| {
        quote! {
            #[cfg(feature = "queries")]
            rt::properties! { #name { #(#constants),* } }
        }
    })
}

/// The type of a path's values, of which any may be null.
fn path_type(input: Input<'_>, from: &[String], value: &Type) -> TokenStream {
    match value {
        Type::List(item) => {
            let item = path_type(input, from, &item.value);
            quote! { Vec<#item> }
        }
        Type::Named(_) | Type::Primitive(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => {
            value_type(input, from, value)
        }
    }
}
