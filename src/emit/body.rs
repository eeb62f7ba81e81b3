//! The body of a request: the argument or the setter that takes it, and how it is given to the request.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input,
    documentation::Documentation,
    multipart::{self, Positions},
    operation::{self, argument_mentions, mentions},
    tokens::{
        argument_type, argument_value, ident, is_borrowed, item_type, lifetime, nullable_argument_type, value_type,
    },
    validation::Argument,
};
use crate::model::{Body, Content, Framing, Item, Payload, Type, TypeDefinition, TypeKind};

/// The Rust type of the argument: JSON as any argument is taken, so that a text is a `&str` and a number itself.
pub(super) fn argument(input: Input<'_>, from: &[String], body: &Body) -> Option<TokenStream> {
    let content = body.contents.first()?;
    Some(match &content.payload {
        Payload::Json(item) => match beside_null(input, item) {
            // Without `impl Into`, so that `Some(&list)` is a slice.
            Some(Type::List(item)) => {
                let item = item_type(input, from, item);
                quote! { Option<&[#item]> }
            }
            Some(value) => nullable_argument_type(input, from, value),
            None => argument_type(input, from, &item.value),
        },
        Payload::Page(item) => {
            let value = item_type(input, from, item);
            quote! { &rt::Page<#value> }
        }
        Payload::Form(value) => {
            let value = value_type(input, from, value);
            quote! { &#value }
        }
        Payload::Text(value) => argument_type(input, from, value),
        Payload::Sequence(_, Some(item)) => {
            let value = item_type(input, from, item);
            quote! { impl Into<rt::Sequence<#value>> }
        }
        Payload::Bytes | Payload::Sequence(_, None) => quote! { impl Into<rt::Body> },
        Payload::Multipart(_) => match Positions::of(input, content) {
            Some(positions) => positions.argument(input, from),
            None => quote! { impl Into<rt::Multipart> },
        },
    })
}

/// Whether the type of the argument names the lifetime of what it borrows.
pub(super) fn names_lifetime(input: Input<'_>, body: &Body) -> bool {
    match body.contents.first().map(|content| &content.payload) {
        Some(Payload::Json(item)) => {
            beside_null(input, item).is_some_and(|value| !is_list(value) && is_borrowed(input, value))
        }
        _ => false,
    }
}

fn is_list(value: &Type) -> bool {
    matches!(value, Type::List(_))
}

/// Whether a JSON body may be null, by itself or by what its name stands for.
pub(super) fn may_be_null(input: Input<'_>, item: &Item) -> bool {
    beside_null(input, item).is_some()
}

/// What a body that may be null is otherwise, also where a name stands for all of it. Any JSON has its own null.
fn beside_null<'a>(input: Input<'a>, item: &'a Item) -> Option<&'a Type> {
    match &item.value {
        Type::Any => None,
        value if item.nullable => Some(value),
        Type::Named(id) => match &input.api.types[*id] {
            definition if input.api.custom.paths.contains_key(&definition.key) => None,
            TypeDefinition { kind: TypeKind::Alias(item), .. } => beside_null(input, item),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the type of the argument names a type of the description.
pub(super) fn mentions_models(input: Input<'_>, body: &Body) -> bool {
    match body.contents.first().map(|content| &content.payload) {
        Some(Payload::Json(item)) => argument_mentions(input, beside_null(input, item).unwrap_or(&item.value)),
        Some(
            Payload::Page(Item { value, .. }) | Payload::Form(value) | Payload::Sequence(_, Some(Item { value, .. })),
        ) => mentions(value),
        Some(Payload::Text(value)) => argument_mentions(input, value),
        Some(Payload::Multipart(_)) => {
            let positions = body.contents.first().and_then(|content| Positions::of(input, content));
            positions.is_some_and(|positions| positions.mentions_models(input))
        }
        Some(Payload::Bytes | Payload::Sequence(_, None)) | None => false,
    }
}

/// What gives the argument `body` to the request.
pub(super) fn call(input: Input<'_>, content: &Content) -> TokenStream {
    let media_type = &content.media_type;
    match &content.payload {
        Payload::Json(_) | Payload::Page(_) => {
            let value = json(input, content);
            if media_type == "application/json" || is_range(media_type) {
                quote! { .json(#value) }
            } else {
                quote! { .json_as(#media_type, #value) }
            }
        }
        Payload::Form(_) => {
            let styles = multipart::styles(content);
            if styles.is_empty() {
                quote! { .form(body) }
            } else {
                quote! { .form_with(&[#(#styles),*], body) }
            }
        }
        Payload::Text(value) => {
            let media_type = if is_range(media_type) { "text/plain" } else { media_type };
            let value = argument_value(input, value, &ident("body"));
            quote! { .text(#media_type, #value) }
        }
        Payload::Sequence(framing, Some(_)) => {
            let framing = match framing {
                Framing::Events => quote! { Events },
                Framing::Lines => quote! { Lines },
                Framing::Records => quote! { Records },
            };
            quote! { .sequence(#media_type, rt::Framing::#framing, body) }
        }
        // The header `content-type` of the call may say another.
        Payload::Bytes | Payload::Sequence(_, None) if is_range(media_type) => {
            quote! { .upload("application/octet-stream", body) }
        }
        Payload::Bytes | Payload::Sequence(_, None) => quote! { .upload(#media_type, body) },
        Payload::Multipart(_) => {
            let media_type = if is_range(media_type) { "multipart/form-data" } else { media_type };
            let parts = Positions::of(input, content).map_or_else(|| quote! { body }, |positions| positions.parts());
            quote! { .multipart(#media_type, #parts) }
        }
    }
}

/// The argument as the runtime borrows it.
fn json(input: Input<'_>, content: &Content) -> TokenStream {
    match &content.payload {
        Payload::Json(item) if beside_null(input, item).is_some_and(is_list) => quote! { &body },
        Payload::Json(item) if beside_null(input, item).is_some() => quote! { &body.into() },
        Payload::Json(item) => argument_value(input, &item.value, &ident("body")),
        _ => quote! { body },
    }
}

/// Whether a media type stands for several: a request names one of them (Media Type Object keys, RFC 9110, 8.3).
fn is_range(media_type: &str) -> bool {
    media_type.contains('*')
}

/// The setter of a body that may be left out.
pub(super) fn setter(input: Input<'_>, from: &[String], body: &Body, stream: Option<bool>) -> Option<TokenStream> {
    let (value, content) = (argument(input, from, body)?, body.contents.first()?);
    let mut documentation = Documentation::default();
    if body.docs.description.is_none() {
        documentation.block(["The body, which may be left out.".to_owned()]);
    }
    documentation.append(&body.docs);
    let docs = documentation.attributes();
    let call = call(input, content);
    let streamed = stream.map(|stream| quote! { .streamed(#stream) });
    let lifetime = lifetime(input, [].into_iter(), Some(body));
    let check = operation::setter_check(input, Argument::body(input, body));
    Some(quote! {
        #docs
        #[inline]
        pub fn body #lifetime(mut self, body: #value) -> Self {
            #check
            self.call = self.call #call #streamed;
            self
        }
    })
}
