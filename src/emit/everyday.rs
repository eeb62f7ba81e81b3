//! The everyday operations of a builder's resource. Thousands of them differ in their types alone, which the function
//! that returns them says, so each is one call of the runtime: nothing else costs the compiler less.

use proc_macro2::TokenStream;
use quote::quote;

use super::Input;
use crate::model::{Operation, Outcome, PathPart, Payload, Primitive, Type, odata::ResourceOperation};

/// The one call that an operation without parameters is; `None` where something about it is its own.
pub(super) fn value(input: Input<'_>, operation: &Operation) -> Option<TokenStream> {
    let resource = operation.resource.as_ref()?;
    let is_plain = operation.builder.is_some()
        && operation.parameters.iter().all(|parameter| !parameter.required && parameter.is_of_every_request())
        && operation.servers.is_empty()
        && operation.paging.is_none()
        && (operation.security.is_none() || operation.security == input.api.security);
    if !is_plain {
        return None;
    }
    let path = match operation.parts.as_slice() {
        [] => "",
        [PathPart::Text(path)] => path,
        _ => return None,
    };
    let sends = match &operation.body {
        None => false,
        Some(body) => match body.contents.as_slice() {
            [content] if body.required && content.media_type == "application/json" => match content.payload {
                Payload::Json(_) => true,
                _ => return None,
            },
            _ => return None,
        },
    };
    let has_options = resource.options.select || resource.options.expand;
    let asked = (operation.method.as_str(), path, operation.accept.as_deref(), sends, resource.kind);
    match (asked, &operation.outcome) {
        (("GET", "", None, false, ResourceOperation::List), Outcome::Page(_)) => Some(quote! { self.at.list() }),
        (("GET", "", None, false, ResourceOperation::Get), Outcome::Entity(_)) if has_options => {
            Some(quote! { self.at.get() })
        }
        (
            ("GET", "/$count", Some("text/plain"), false, ResourceOperation::Count),
            Outcome::Text(Type::Primitive(Primitive::Int64)),
        ) => Some(quote! { self.at.count() }),
        (("POST", "", None, true, ResourceOperation::Create), Outcome::Entity(_)) => {
            Some(quote! { self.at.create(body) })
        }
        (("PATCH", "", None, true, ResourceOperation::Update), Outcome::OptionalEntity(_)) => {
            Some(quote! { self.at.update(body) })
        }
        (("DELETE", "", None, false, ResourceOperation::Delete), Outcome::Empty) => Some(quote! { self.at.delete() }),
        _ => None,
    }
}
