//! Enumerations: fieldless, with the description's numbers as discriminants.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    Input, custom,
    documentation::{self, Documentation},
    tokens::{ident, number},
};
use crate::model::{EnumMember, Enumeration, Primitive, Protocol, TypeId, TypeName, WireForm};

/// A member, and the earlier one of the same number, which it is then another name of.
struct Variant<'a> {
    member: &'a EnumMember,
    ident: Ident,
    same_as: Option<Ident>,
}

pub(super) fn items(input: Input<'_>, id: TypeId, enumeration: &Enumeration) -> Vec<TokenStream> {
    let definition = &input.api.types[id];
    let names = input.names.of(id);
    let name = ident(&names.ident);
    let mut variants: Vec<Variant<'_>> = Vec::new();
    for (member, own) in enumeration.members.iter().zip(&names.members) {
        let same = |other: &&Variant<'_>| member.number.is_some() && other.member.number == member.number;
        let same_as = variants.iter().find(same).map(|other| other.ident.clone());
        variants.push(Variant { member, ident: ident(own), same_as });
    }
    let documentation = Documentation::of_named(&definition.docs, &definition.key);
    let docs = documentation.attributes();
    let deprecated = documentation::deprecated(definition.deprecated.as_ref());
    let representation = Representation::of(enumeration);
    let repr = match &representation {
        Some(Representation { integer, .. }) => quote! { #[repr(#integer)] },
        None => TokenStream::new(),
    };
    // The macro has the rest, and the order of numbers; that of texts in a description says nothing.
    let is_mixed = enumeration.wire == WireForm::Mixed;
    let order = representation.as_ref().filter(|_| is_mixed).map(|_| quote! { , PartialOrd, Ord });
    let members = variants.iter().filter(|variant| variant.same_as.is_none()).map(|variant| {
        let docs = member_docs(variant.member);
        let deprecated = documentation::deprecated(variant.member.deprecated.as_ref());
        let ident = &variant.ident;
        match (&representation, variant.member.number) {
            (Some(_), Some(value)) => {
                let value = number(value);
                quote! { #docs #deprecated #ident = #value, }
            }
            _ => quote! { #docs #deprecated #ident, },
        }
    });
    let additions = custom::additions(input, &definition.key);
    let mut items = vec![quote! {
        #docs
        #deprecated
        #[derive(Debug, PartialEq #order)]
        #additions
        #repr
        #[non_exhaustive]
        pub enum #name {
            #(#members)*
        }
    }];
    items.extend(aliases(&name, &variants));
    items.push(codec(&name, &variants, enumeration, representation.as_ref()));
    // For literals that say their type (`qualified`).
    if input.api.service.protocol == Protocol::OData && matches!(definition.name, TypeName::Declared { .. }) {
        let key = &definition.key;
        items.push(quote! {
            impl rt::TypeName for #name {
                const TYPE_NAME: &'static str = #key;
            }
        });
    }
    items
}

/// The integer type of the discriminants; `None` when not every member has a number.
struct Representation {
    integer: Ident,
}

impl Representation {
    fn of(enumeration: &Enumeration) -> Option<Self> {
        let numbers: Option<Vec<i128>> = enumeration.members.iter().map(|member| member.number).collect();
        let numbers = numbers.filter(|numbers| !numbers.is_empty())?;
        let fits = |low: i128, high: i128| numbers.iter().all(|number| (low..=high).contains(number));
        let described = match enumeration.underlying {
            Some(Primitive::Int8) if fits(i8::MIN.into(), i8::MAX.into()) => Some("i8"),
            Some(Primitive::UInt8) if fits(0, u8::MAX.into()) => Some("u8"),
            Some(Primitive::Int16) if fits(i16::MIN.into(), i16::MAX.into()) => Some("i16"),
            Some(Primitive::Int64) if fits(i64::MIN.into(), i64::MAX.into()) => Some("i64"),
            _ => None,
        };
        let integer = match described {
            Some(integer) => integer,
            None if fits(i32::MIN.into(), i32::MAX.into()) => "i32",
            None if fits(i64::MIN.into(), i64::MAX.into()) => "i64",
            None if fits(0, u64::MAX.into()) => "u64",
            None => return None,
        };
        Some(Self { integer: ident(integer) })
    }
}

fn member_docs(member: &EnumMember) -> TokenStream {
    let mut documentation = Documentation::of(&member.docs);
    if documentation.is_empty() {
        documentation.block([match member.wire.as_str() {
            "" => "The empty text.".to_owned(),
            wire => documentation::code(wire),
        }]);
    }
    documentation.attributes()
}

/// Further names of members.
fn aliases(name: &Ident, variants: &[Variant<'_>]) -> Option<TokenStream> {
    let aliases = variants.iter().filter_map(|variant| {
        let same_as = variant.same_as.as_ref()?;
        let docs = member_docs(variant.member);
        let alias = &variant.ident;
        Some(quote! {
            #docs
            #[allow(non_upper_case_globals, reason = "another name of a member is written like the member")]
            pub const #alias: Self = Self::#same_as;
        })
    });
    let aliases: Vec<TokenStream> = aliases.collect();
    (!aliases.is_empty()).then(|| quote! { impl #name { #(#aliases)* } })
}

/// The table of members and their texts that makes the enum one of the codec.
fn codec(
    name: &Ident,
    variants: &[Variant<'_>],
    enumeration: &Enumeration,
    representation: Option<&Representation>,
) -> TokenStream {
    let members = variants.iter().filter(|variant| variant.same_as.is_none()).map(|variant| {
        let (ident, wire) = (&variant.ident, &variant.member.wire);
        quote! { #ident #wire }
    });
    let aliases: Vec<TokenStream> = variants
        .iter()
        .filter_map(|variant| {
            let (same_as, wire) = (variant.same_as.as_ref()?, &variant.member.wire);
            Some(quote! { (#wire, #name::#same_as) })
        })
        .collect();
    let aliases = (!aliases.is_empty()).then(|| quote! { aliases [#(#aliases),*] });
    let bare = variants.iter().filter(|variant| variant.member.bare).map(|variant| {
        let ident = &variant.ident;
        quote! { #name::#ident }
    });
    let table = quote! { { #(#members),* } #aliases };
    let members = match (enumeration.wire, representation) {
        (WireForm::Number, Some(Representation { integer })) => quote! { rt::integer_enum! { #name: #integer #table } },
        (WireForm::Number | WireForm::Text, None) => quote! { rt::string_enum! { #name #table } },
        (WireForm::Mixed, _) => quote! { rt::mixed_enum! { #name #table bare [#(#bare),*] } },
        (WireForm::Text, Some(Representation { integer })) => quote! { rt::number_enum! { #name: #integer #table } },
    };
    let set = enumeration.flags.then(|| quote! { rt::flags_enum!(#name); });
    quote! { #members #set }
}
