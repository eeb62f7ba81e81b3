//! Small pieces of tokens that every construct uses.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;

use super::{Input, body};
use crate::model::{Body, Item, Parameter, Primitive, RuntimeType, Type, TypeId, TypeKind};

/// An identifier that the pass `names` made.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The runtime under the short name that all generated code uses.
pub(super) fn use_runtime() -> TokenStream {
    quote! { use rest_bindgen_runtime as rt; }
}

/// Whether tokens name the runtime.
pub(super) fn mentions_runtime(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == "rt",
        TokenTree::Group(group) => mentions_runtime(&group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// A module path as it is seen from another one: `super` as often as needed, then down.
pub(super) fn path_from(from: &[String], to: &[String], name: &str) -> TokenStream {
    let common = from.iter().zip(to).take_while(|(left, right)| left == right).count();
    let up = (common..from.len()).map(|_| quote! { super:: });
    let down = to.iter().skip(common).map(|module| {
        let module = ident(module);
        quote! { #module:: }
    });
    let name = ident(name);
    quote! { #(#up)* #(#down)* #name }
}

/// The path of a type's module below the crate.
pub(super) fn module_of(input: Input<'_>, id: TypeId) -> Vec<String> {
    let mut path = vec!["models".to_owned()];
    path.extend_from_slice(&input.names.of(id).module);
    path
}

/// A type of the model as it is seen from a module. Groups of operations import `models`, so from there the path
/// begins with it.
pub(super) fn named(input: Input<'_>, from: &[String], id: TypeId) -> TokenStream {
    if input.generic == Some(id) {
        return quote! { T };
    }
    let inside_models = from.first().is_some_and(|first| first == "models");
    let from = if inside_models { from } else { &[] };
    path_from(from, &module_of(input, id), &input.names.of(id).ident)
}

/// The Rust type of a value that is never null.
pub(super) fn value_type(input: Input<'_>, from: &[String], value: &Type) -> TokenStream {
    match value {
        Type::Named(id) => {
            let name = named(input, from, *id);
            match &input.api.types[*id].kind {
                TypeKind::Enumeration(enumeration) if enumeration.flags => quote! { rt::Flags<#name> },
                TypeKind::Enumeration(_) => quote! { rt::Open<#name> },
                TypeKind::Structure(_) | TypeKind::Union(_) | TypeKind::Alias(_) => name,
            }
        }
        Type::Primitive(primitive) => primitive_type(*primitive),
        Type::List(item) => {
            let item = item_type(input, from, item);
            quote! { Vec<#item> }
        }
        Type::Tuple(items) => {
            let items = items.iter().map(|item| item_type(input, from, item));
            quote! { (#(#items,)*) }
        }
        Type::Map(item) => {
            let item = item_type(input, from, item);
            quote! { rt::Map<#item> }
        }
        Type::Any => quote! { rt::Json },
        Type::Runtime(RuntimeType::Reference) => quote! { rt::Reference },
        Type::Runtime(RuntimeType::Geography) => quote! { rt::Geography },
        Type::Runtime(RuntimeType::Geometry) => quote! { rt::Geometry },
    }
}

/// The Rust type of a value that may be null; any JSON holds its own null.
pub(super) fn item_type(input: Input<'_>, from: &[String], item: &Item) -> TokenStream {
    let value = value_type(input, from, &item.value);
    if item.nullable && item.value != Type::Any {
        quote! { Option<#value> }
    } else {
        value
    }
}

/// The Rust type of a primitive.
pub(super) fn primitive_type(primitive: Primitive) -> TokenStream {
    match primitive {
        Primitive::String => quote! { String },
        Primitive::Boolean => quote! { bool },
        Primitive::Int8 => quote! { i8 },
        Primitive::Int16 => quote! { i16 },
        Primitive::Int32 => quote! { i32 },
        Primitive::Int64 => quote! { i64 },
        Primitive::UInt8 => quote! { u8 },
        Primitive::UInt16 => quote! { u16 },
        Primitive::UInt32 => quote! { u32 },
        Primitive::UInt64 => quote! { u64 },
        Primitive::Int128 => quote! { i128 },
        Primitive::Single => quote! { f32 },
        Primitive::Double => quote! { f64 },
        Primitive::Number => quote! { rt::Number },
        Primitive::Decimal => quote! { rt::Decimal },
        Primitive::QuotedInt64 => quote! { rt::Quoted<i64> },
        Primitive::QuotedUInt64 => quote! { rt::Quoted<u64> },
        Primitive::QuotedDecimal => quote! { rt::Quoted<rt::Decimal> },
        Primitive::DateTimeOffset => quote! { rt::DateTimeOffset },
        Primitive::Date => quote! { rt::Date },
        Primitive::TimeOfDay => quote! { rt::TimeOfDay },
        Primitive::Duration => quote! { rt::Duration },
        Primitive::Guid => quote! { rt::Guid },
        Primitive::Binary => quote! { rt::Binary },
        Primitive::Base64 => quote! { rt::Base64 },
    }
}

/// The Rust type of a parameter: what becomes an `Option` where it may be null.
pub(super) fn parameter_type(input: Input<'_>, from: &[String], parameter: &Parameter) -> TokenStream {
    let value = &parameter.item.value;
    if parameter.takes_null() { nullable_argument_type(input, from, value) } else { argument_type(input, from, value) }
}

/// The Rust type of an argument that may be null.
pub(super) fn nullable_argument_type(input: Input<'_>, from: &[String], value: &Type) -> TokenStream {
    if is_enumeration(input, value) {
        let value = value_type(input, from, value);
        return quote! { impl Into<rt::Nullable<#value>> };
    }
    let value = if is_borrowed(input, value) {
        let value = match primitive_of(input, value) {
            Some(Primitive::String) => quote! { str },
            Some(_) | None => value_type(input, from, value),
        };
        quote! { &'a #value }
    } else {
        argument_type(input, from, value)
    };
    quote! { impl Into<Option<#value>> }
}

/// The lifetime that a function declares for what may be null: inside `impl Into<..>` it needs a name.
pub(super) fn lifetime<'p>(
    input: Input<'_>,
    mut parameters: impl Iterator<Item = &'p Parameter>,
    body: Option<&Body>,
) -> TokenStream {
    let is_named = |one: &Parameter| one.takes_null() && is_borrowed(input, &one.item.value);
    if parameters.any(is_named) || body.is_some_and(|body| body::names_lifetime(input, body)) {
        quote! { <'a> }
    } else {
        TokenStream::new()
    }
}

/// Whether an argument that is no list is a reference.
pub(super) fn is_borrowed(input: Input<'_>, value: &Type) -> bool {
    !is_enumeration(input, value) && !primitive_of(input, value).is_some_and(is_copy)
}

/// The value of a parameter as the runtime borrows it.
pub(super) fn parameter_value(input: Input<'_>, parameter: &Parameter, name: &Ident) -> TokenStream {
    if parameter.takes_null() {
        return quote! { &#name.into() };
    }
    argument_value(input, &parameter.item.value, name)
}

/// Whether values are of an enumeration of which one member is given.
pub(super) fn is_enumeration(input: Input<'_>, value: &Type) -> bool {
    let kind = |id: &TypeId| &input.api.types[*id].kind;
    matches!(value, Type::Named(id) if matches!(kind(id), TypeKind::Enumeration(one) if !one.flags))
}

/// The Rust type of an argument: borrowed unless it is copied as cheaply.
pub(super) fn argument_type(input: Input<'_>, from: &[String], value: &Type) -> TokenStream {
    match primitive_of(input, value) {
        Some(Primitive::String) => return quote! { &str },
        Some(primitive) if is_copy(primitive) => return value_type(input, from, value),
        Some(_) | None => {}
    }
    match value {
        Type::List(item) => {
            let item = item_type(input, from, item);
            quote! { &[#item] }
        }
        Type::Named(_) if is_enumeration(input, value) => {
            let value = value_type(input, from, value);
            quote! { impl Into<#value> }
        }
        Type::Primitive(_) | Type::Named(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => {
            let value = value_type(input, from, value);
            quote! { &#value }
        }
    }
}

/// What a value is without structure, whatever it is called; types of the user's own are not looked into.
pub(super) fn primitive_of(input: Input<'_>, value: &Type) -> Option<Primitive> {
    match value {
        Type::Primitive(primitive) => Some(*primitive),
        Type::Named(id) => {
            let definition = &input.api.types[*id];
            let is_own = input.api.custom.paths.contains_key(&definition.key);
            match &definition.kind {
                TypeKind::Alias(item) if !item.nullable && !is_own => primitive_of(input, &item.value),
                TypeKind::Alias(_) | TypeKind::Structure(_) | TypeKind::Union(_) | TypeKind::Enumeration(_) => None,
            }
        }
        Type::List(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => None,
    }
}

/// The value of such an argument as the runtime borrows it.
pub(super) fn argument_value(input: Input<'_>, value: &Type, name: &Ident) -> TokenStream {
    if primitive_of(input, value).is_some_and(is_copy) {
        return quote! { &#name };
    }
    match value {
        Type::Named(_) if is_enumeration(input, value) => quote! { &#name.into() },
        Type::Primitive(_)
        | Type::List(_)
        | Type::Named(_)
        | Type::Tuple(_)
        | Type::Map(_)
        | Type::Any
        | Type::Runtime(_) => {
            quote! { #name }
        }
    }
}

fn is_copy(primitive: Primitive) -> bool {
    match primitive {
        Primitive::Boolean
        | Primitive::Int8
        | Primitive::Int16
        | Primitive::Int32
        | Primitive::Int64
        | Primitive::UInt8
        | Primitive::UInt16
        | Primitive::UInt32
        | Primitive::UInt64
        | Primitive::Int128
        | Primitive::Single
        | Primitive::Double
        | Primitive::Number => true,
        Primitive::String
        | Primitive::Decimal
        | Primitive::QuotedInt64
        | Primitive::QuotedUInt64
        | Primitive::QuotedDecimal
        | Primitive::DateTimeOffset
        | Primitive::Date
        | Primitive::TimeOfDay
        | Primitive::Duration
        | Primitive::Guid
        | Primitive::Binary
        | Primitive::Base64 => false,
    }
}

/// A number without a suffix.
pub(super) fn number(value: i128) -> TokenStream {
    let digits = Literal::u128_unsuffixed(value.unsigned_abs());
    if value < 0 {
        quote! { -#digits }
    } else {
        quote! { #digits }
    }
}
