//! A compiled example for every operation: made of tokens, so that no text of the description can become code.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input, body,
    multipart::{self, Positions},
    tokens::{ident, primitive_of},
};
use crate::{
    format,
    model::{Operation, Outcome, Payload, Primitive, Type, TypeKind, odata::ResourceOperation},
    names::{OperationNames, Owner},
};

/// The lines of a doctest that compiles and does not run.
pub(super) fn lines(input: Input<'_>, crate_name: &str, operation: &Operation, names: &OperationNames) -> Vec<String> {
    let Some(call) = call(input, crate_name, operation, names) else { return Vec::new() };
    let body = match (&operation.outcome, operation.resource.as_ref().map(|resource| resource.kind)) {
        (Outcome::Page(_), Some(ResourceOperation::List)) => quote! {
            let mut items = #call.top(10).stream();
            while let Some(item) = items.try_next().await? {
                println!("{item:?}");
            }
        },
        (Outcome::Changes(_), _) => quote! {
            let mut changes = #call.stream();
            while let Some(change) = changes.try_next().await? {
                println!("{change:?}");
            }
            println!("later ones: {:?}", changes.delta_link());
        },
        (Outcome::Stream(..), _) => quote! {
            let mut values = #call.await?;
            while let Some(value) = values.try_next().await? {
                println!("{value:?}");
            }
        },
        _ if operation.paging.is_some() => quote! {
            let mut items = #call.stream();
            while let Some(item) = items.try_next().await? {
                println!("{item:?}");
            }
        },
        (Outcome::Empty, _) => quote! { #call.await?; },
        _ => quote! { let answer = #call.await?; println!("{answer:?}"); },
    };
    let Ok(statements) = format::statements(&body) else { return Vec::new() };
    let mut lines = vec!["```no_run".to_owned()];
    lines.push(format!("# async fn example(client: {crate_name}::Client) -> Result<(), {crate_name}::Error> {{"));
    lines.extend(statements);
    lines.push("# Ok(())".to_owned());
    lines.push("# }".to_owned());
    lines.push("```".to_owned());
    lines
}

fn call(input: Input<'_>, crate_name: &str, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    let Owner::Group(group) = names.owner else { return None };
    let group = input.names.groups.get(group)?;
    let (accessor, function) = (ident(&group.accessor), ident(&names.function));
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let mut arguments: Vec<TokenStream> = required
        .map(|parameter| {
            let (name, value) = (&parameter.name, &parameter.item.value);
            if parameter.takes_null() {
                or_none(input, crate_name, name, value)
            } else {
                argument(input, crate_name, name, value)
            }
        })
        .collect();
    arguments.extend(body(input, crate_name, operation, names));
    Some(quote! { client.#accessor().#function(#(#arguments),*) })
}

fn argument(input: Input<'_>, crate_name: &str, name: &str, value: &Type) -> TokenStream {
    sample(input, crate_name, name, value).unwrap_or_else(|| match value {
        Type::Named(id) if is_open(&input.api.types[*id].kind) => {
            let crate_name = ident(crate_name);
            quote! { #crate_name::Open::default() }
        }
        _ => quote! { &Default::default() },
    })
}

/// Whether values are given by themselves, described or not.
fn is_open(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Enumeration(enumeration) if !enumeration.flags)
}

/// What is given where null may be too: what becomes an `Option` does not say whose default it is, nor an empty list of what.
fn or_none(input: Input<'_>, crate_name: &str, name: &str, value: &Type) -> TokenStream {
    let sample = sample(input, crate_name, name, value).filter(|_| !matches!(value, Type::List(_)));
    sample.unwrap_or_else(|| quote! { None })
}

/// A value that says its type; none where the default has to do.
fn sample(input: Input<'_>, crate_name: &str, name: &str, value: &Type) -> Option<TokenStream> {
    let primitive = primitive_of(input, value).map(Type::Primitive);
    Some(match primitive.as_ref().unwrap_or(value) {
        Type::Primitive(Primitive::String) => {
            let sample: String =
                name.chars().map(|one| if one.is_ascii_alphanumeric() || one == '-' { one } else { '-' }).collect();
            quote! { #sample }
        }
        Type::Primitive(Primitive::Boolean) => quote! { true },
        Type::Primitive(Primitive::Single | Primitive::Double) => quote! { 1.5 },
        Type::Primitive(
            Primitive::Int8
            | Primitive::Int16
            | Primitive::Int32
            | Primitive::Int64
            | Primitive::UInt8
            | Primitive::UInt16
            | Primitive::UInt32
            | Primitive::UInt64
            | Primitive::Int128,
        ) => quote! { 1 },
        Type::List(_) => quote! { &[] },
        Type::Named(id) => match &input.api.types[*id].kind {
            kind if is_open(kind) => {
                let names = input.names.of(*id);
                let modules = names.module.iter().map(|module| ident(module));
                let (crate_name, name) = (ident(crate_name), ident(&names.ident));
                match names.members.first() {
                    Some(member) => {
                        let member = ident(member);
                        quote! { #crate_name::models::#(#modules::)* #name::#member }
                    }
                    None => return None,
                }
            }
            TypeKind::Enumeration(_) | TypeKind::Structure(_) | TypeKind::Union(_) | TypeKind::Alias(_) => {
                return None;
            }
        },
        Type::Primitive(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => return None,
    })
}

fn body(input: Input<'_>, crate_name: &str, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    let Owner::Group(group) = names.owner else { return None };
    let group = input.names.groups.get(group)?;
    let crate_text = crate_name;
    let body = operation.body.as_ref().filter(|body| body.required)?;
    Some(match &body.contents.first()?.payload {
        Payload::Json(item) if body::may_be_null(input, item) => or_none(input, crate_name, "text", &item.value),
        Payload::Json(item) => argument(input, crate_name, "text", &item.value),
        Payload::Page(_) | Payload::Form(_) => quote! { &Default::default() },
        Payload::Text(value) => argument(input, crate_name, "text", value),
        Payload::Sequence(_, Some(_)) => quote! { [] },
        Payload::Bytes | Payload::Sequence(_, None) => quote! { "bytes" },
        Payload::Multipart(_) => match &names.parts {
            Some(parts) => {
                let (crate_name, module, parts) = (ident(crate_name), ident(&group.module), ident(&parts.ident));
                let arguments = multipart::required(input, operation).into_iter().map(|(property, is_file)| {
                    match (&property.item.value, is_file) {
                        (Type::List(_), true) => quote! { [] },
                        (_, true) => quote! { "bytes" },
                        (value, false) => argument(input, crate_text, &property.name, value),
                    }
                });
                quote! { #crate_name::#module::#parts::new(#(#arguments),*) }
            }
            None => match body.contents.first().and_then(|content| Positions::of(input, content)) {
                Some(positions) => positions.sample(),
                None => quote! { rest_bindgen_runtime::Multipart::new() },
            },
        },
    })
}
