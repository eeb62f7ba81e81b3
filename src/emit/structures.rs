//! Structures: a field per property, unknown members in `extra`, and the codec's `Object`.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use serde_json::value::RawValue;

use super::{
    Input, custom, discriminators,
    documentation::{self, Documentation},
    tokens::{ident, named, value_type},
};
use crate::model::{
    Additional, Docs, Primitive, Property, Protocol, Structure, Type, TypeDefinition, TypeId, TypeKind, Types,
    dump::ShownItem,
};

/// How a property's absence and `null` are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// `T`, or `Option<T>` where null is a value: always there.
    Required,
    /// `Option<T>`: absent or a value.
    Optional,
    /// `rt::Nullable<T>`: absent, null or a value.
    Nullable,
}

impl Slot {
    fn of(property: &Property) -> Self {
        match (property.is_always_there(), property.item.nullable && property.item.value != Type::Any) {
            (true, _) => Self::Required,
            (false, false) => Self::Optional,
            (false, true) => Self::Nullable,
        }
    }
}

struct Field<'a> {
    property: &'a Property,
    ident: proc_macro2::Ident,
    slot: Slot,
    value: TokenStream,
}

pub(super) fn items(input: Input<'_>, from: &[String], id: TypeId, structure: &Structure) -> Vec<TokenStream> {
    let names = input.names.of(id);
    let name = ident(&names.ident);
    let fields: Vec<Field<'_>> = input
        .api
        .types
        .all_properties(id)
        .into_iter()
        .zip(&names.members)
        .map(|(property, member)| field(input, from, id, property, member))
        .collect();
    let mut items = vec![declaration(input, id, &name, &fields), object(&name, &fields)];
    items.extend(with_defaults(&name, &fields));
    if let Some(wire_name) = &structure.wire_name {
        items.push(quote! {
            impl rt::TypeName for #name {
                const TYPE_NAME: &'static str = #wire_name;
            }
        });
    }
    items.extend(inheritance(input, from, id, &name));
    items.extend(discriminators::items(input, from, id));
    items
}

fn field<'a>(input: Input<'_>, from: &[String], owner: TypeId, property: &'a Property, member: &str) -> Field<'a> {
    let mut value = value_type(input, from, &property.item.value);
    if input.boxes.property(owner, &property.name) {
        value = quote! { Box<#value> };
    }
    Field { property, ident: ident(member), slot: Slot::of(property), value }
}

fn declaration(input: Input<'_>, id: TypeId, name: &proc_macro2::Ident, fields: &[Field<'_>]) -> TokenStream {
    let definition = &input.api.types[id];
    let mut documentation = Documentation::of_named(&definition.docs, &definition.key);
    documentation.block(discriminators::docs(input, id));
    let docs = documentation.attributes();
    let deprecated = documentation::deprecated(definition.deprecated.as_ref());
    let fields = fields.iter().map(|field| Declared { input, field });
    let further = further_members(input, definition);
    let additions = custom::additions(input, &definition.key);
    quote! {
        #docs
        #deprecated
        #additions
        pub struct #name {
            #(#fields)*
            /// Members and annotations beyond the described ones, kept as received and sent back.
            #further
            pub extra: rt::Extra,
        }
    }
}

/// A field where its structure is declared. It is written straight into the tokens of the structure: tokens that stand in
/// others are copied.
struct Declared<'a> {
    input: Input<'a>,
    field: &'a Field<'a>,
}

impl ToTokens for Declared<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { input, field: Field { property, ident, slot, value } } = self;
        let nothing = Docs::default();
        let fallback = match &property.item.value {
            Type::Named(id) => &input.api.types[*id].docs,
            Type::Primitive(_) | Type::List(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => {
                &nothing
            }
        };
        tokens.extend(documentation::of_property(property, fallback).attributes());
        tokens.extend(documentation::deprecated(property.deprecated.as_ref()));
        tokens.extend(match slot {
            Slot::Required if property.item.nullable && property.item.value != Type::Any => {
                quote! { pub #ident: Option<#value>, }
            }
            Slot::Required => quote! { pub #ident: #value, },
            Slot::Optional => quote! { pub #ident: Option<#value>, },
            Slot::Nullable => quote! { pub #ident: rt::Nullable<#value>, },
        });
    }
}

/// What the description says of members beyond the declared ones: a type that each can be read as, or that there are none.
fn further_members(input: Input<'_>, definition: &TypeDefinition) -> TokenStream {
    let TypeKind::Structure(Structure { additional, .. }) = &definition.kind else { return TokenStream::new() };
    let item = match additional {
        Additional::Of(item) => item,
        Additional::Refused => return quote! { #[doc = ""] #[doc = " By the description there are none."] },
        Additional::Unsaid | Additional::Any => return TokenStream::new(),
    };
    let shown = documentation::code(&ShownItem(&input.api.types, item).to_string());
    let text = format!(" Each further member is of the description's type {shown}; read it with `Json::parse`.");
    quote! { #[doc = ""] #[doc = #text] }
}

/// The table of members that makes the structure an object of the codec.
fn object(name: &proc_macro2::Ident, fields: &[Field<'_>]) -> TokenStream {
    let indices = |which: fn(&Field<'_>) -> bool| {
        let found = fields.iter().enumerate().filter(move |(_, field)| which(field));
        found.map(|(index, _)| Literal::usize_unsuffixed(index)).collect::<Vec<_>>()
    };
    let special = [
        (indices(|field| field.slot == Slot::Required), quote! { required }),
        (indices(|field| field.property.secret), quote! { secret }),
    ];
    let special = special.iter().filter(|(indices, _)| !indices.is_empty());
    let special = special.map(|(indices, word)| quote! { #word [#(#indices),*] });
    let members = fields.iter().enumerate().map(|(index, Field { ident, property, .. })| {
        let (index, wire) = (Literal::usize_unsuffixed(index), &property.name);
        quote! { #index #ident #wire }
    });
    let constants: Vec<_> = fields
        .iter()
        .filter_map(|field| Some((&field.ident, constant(field)?)))
        .map(|(ident, value)| quote! { #ident: #value })
        .collect();
    let constants = (!constants.is_empty()).then(|| quote! { = { #(#constants),* } });
    quote! { rt::object! { #name { #(#members),* } #(#special)* #constants } }
}

/// What a member is in every value. The default of what is always `false` is that already, and enumerations of one value
/// have it for their default.
fn constant(field: &Field<'_>) -> Option<TokenStream> {
    let Field { property, slot, .. } = field;
    let Type::Primitive(primitive) = property.item.value else { return None };
    let constant = property.constant.as_deref().filter(|_| *slot == Slot::Required)?;
    let finite = |number: f64| number.is_finite().then_some(number);
    match primitive {
        Primitive::Boolean => (constant == "true").then(|| quote! { true }),
        Primitive::Double => {
            let number = Literal::f64_unsuffixed(finite(constant.parse().ok()?)?.abs());
            Some(if constant.starts_with('-') {
                quote! { -#number }
            } else {
                quote! { #number }
            })
        }
        Primitive::Single => {
            let number: f32 = constant.parse().ok().filter(|number: &f32| number.is_finite())?;
            let digits = Literal::f32_unsuffixed(number.abs());
            Some(if constant.starts_with('-') {
                quote! { -#digits }
            } else {
                quote! { #digits }
            })
        }
        _ => None,
    }
}

/// A function for a value with every default that the description gives.
fn with_defaults(name: &proc_macro2::Ident, fields: &[Field<'_>]) -> Option<TokenStream> {
    let mut members: BTreeMap<&str, Box<RawValue>> = BTreeMap::new();
    for Field { property, .. } in fields.iter().filter(|field| !field.property.secret) {
        let default = property.default.as_deref().filter(|_| property.default_fits);
        if let Some(default) = default.and_then(raw) {
            members.insert(&property.name, default);
        }
    }
    if members.is_empty() {
        return None;
    }
    let json = serde_json::to_string(&members).ok()?;
    let has_secret = fields.iter().any(|field| field.property.secret && field.property.default.is_some());
    let secrets = has_secret.then(|| quote! { #[doc = " Defaults of secrets are left out."] });
    Some(quote! {
        impl #name {
            /// A value with what the service takes for members that are absent, where the description says so.
            #secrets
            pub fn with_defaults() -> Self {
                rt::with_defaults(#json)
            }
        }
    })
}

/// Compact JSON that keeps each digit of a number.
fn raw(json: &str) -> Option<Box<RawValue>> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    let text = if value.is_number() { json.to_owned() } else { value.to_string() };
    RawValue::from_string(text).ok()
}

/// A base downcasts to what derives from it; a derived type says so, and becomes its base for a slot of that type.
fn inheritance(input: Input<'_>, from: &[String], id: TypeId, name: &proc_macro2::Ident) -> Vec<TokenStream> {
    let types = &input.api.types;
    let mut items = Vec::new();
    let is_odata = input.api.service.protocol == Protocol::OData;
    let has_discriminator = types.structure(id).is_some_and(|structure| structure.discriminator.is_some());
    // The methods read and write `@odata.type`, which means nothing to any other service.
    if has_discriminator && is_odata {
        items.push(quote! { rt::base!(#name); });
    }
    if types.structure(id).is_some_and(|structure| structure.wire_name.is_some()) {
        let (said, through) = extended(types, id);
        for base in said {
            if types.structure(base).is_some_and(|structure| structure.discriminator.is_some()) {
                let base = named(input, from, base);
                items.push(quote! { impl rt::DerivedFrom<#base> for #name {} });
            }
        }
        if let Some(base) = through {
            let base = named(input, from, base);
            items.push(quote! { rt::extends!(#name: #base); });
        }
    }
    items
}

/// A type says this many of its bases at most.
const BASES_SAID: usize = 8;

/// The bases that a type says, and the one through which it has the others. Some services have lines of a hundred types:
/// each of them with all before it would be thousands of implementations, and each with the nearest alone a search as deep
/// as the compiler follows. So the line is cut into pieces, and a type says those of its piece and the end of the one before.
fn extended(types: &Types, id: TypeId) -> (Vec<TypeId>, Option<TypeId>) {
    let mut bases: Vec<TypeId> = types.bases(id);
    let is_named = |base: &TypeId| types.structure(*base).is_some_and(|structure| structure.wire_name.is_some());
    // As many as stand between the type and the nearest one whose place from the root is a multiple.
    let near = bases.len().checked_sub(1).map_or(0, |last| last % BASES_SAID + 1);
    if near == bases.len() || !bases.iter().all(is_named) {
        return (bases, None);
    }
    bases.truncate(near);
    let through = bases.last().copied();
    (bases, through)
}
