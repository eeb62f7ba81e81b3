//! Arguments of OData functions, and keys in parentheses, that their bare text does not stand for (URL Conventions 4.01,
//! 5.1.1.14 and 5.3).

use proc_macro2::TokenStream;
use quote::quote;

use super::{Input, operation::is_scalar};
use crate::model::{Parameter, ParameterEncoding, PathPart, Primitive, RuntimeType, Type, TypeKind};

/// The path of an operation, or what a step adds to one.
#[derive(Clone, Copy)]
pub(super) struct PathOf<'a> {
    pub(super) parts: &'a [PathPart],
    pub(super) parameters: &'a [Parameter],
    /// Whether it is of an OData service.
    pub(super) is_odata: bool,
}

/// A parameter of the path in parentheses: lists and objects go by an alias, and some types have a prefix before their
/// text. `None` where the text is enough.
pub(super) fn in_parentheses(
    input: Input<'_>,
    path: PathOf<'_>,
    position: usize,
    value: &TokenStream,
) -> Option<TokenStream> {
    let parameter = path.parameters.get(position)?;
    let place = path.parts.iter().position(|part| *part == PathPart::Parameter(position))?;
    let before = match path.parts.get(place.checked_sub(1)?)? {
        PathPart::Text(text) => text,
        PathPart::Parameter(_) => return None,
    };
    let is_argument = path.is_odata && (before.ends_with('=') || before.ends_with('('));
    if !is_argument || parameter.encoding == ParameterEncoding::QuotedLiteral {
        return None;
    }
    let name = &parameter.name;
    let prefix = match &parameter.encoding {
        ParameterEncoding::Argument { prefix, .. } => prefix.as_deref(),
        ParameterEncoding::Plain
        | ParameterEncoding::QuotedLiteral
        | ParameterEncoding::Content(_)
        | ParameterEncoding::WholeQuery => None,
    };
    match (seen_through(input, &parameter.item.value), prefix) {
        (Type::Runtime(_), _) => return Some(quote! { .argument(#value) }),
        (Type::Any, _) => return Some(quote! { .untyped(#name, #value) }),
        (value_type, _) if !is_scalar(input, value_type) => {
            return Some(quote! { .alias(#name, #value) });
        }
        (_, Some(prefix)) => return Some(quote! { .argument_as(#prefix, #value) }),
        (_, None) => {}
    }
    let is_literal = parameter.takes_null() || self::prefix(input, &parameter.item.value).is_some();
    is_literal.then(|| quote! { .argument(#value) })
}

/// What a name stands for.
fn seen_through<'a>(input: Input<'a>, value: &'a Type) -> &'a Type {
    match value {
        Type::Named(id) => match &input.api.types[*id].kind {
            TypeKind::Alias(item) => seen_through(input, &item.value),
            TypeKind::Structure(_) | TypeKind::Union(_) | TypeKind::Enumeration(_) => value,
        },
        Type::Primitive(_) | Type::List(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => value,
    }
}

/// What stands before the literals of a type: `duration'PT1H'`, `binary'AA=='`.
pub(super) fn prefix(input: Input<'_>, value: &Type) -> Option<&'static str> {
    match value {
        Type::Primitive(Primitive::Duration) => Some("duration"),
        Type::Primitive(Primitive::Binary | Primitive::Base64) => Some("binary"),
        Type::Runtime(RuntimeType::Geography) => Some("geography"),
        Type::Runtime(RuntimeType::Geometry) => Some("geometry"),
        Type::Named(id) => match &input.api.types[*id].kind {
            TypeKind::Alias(item) => prefix(input, &item.value),
            TypeKind::Structure(_) | TypeKind::Union(_) | TypeKind::Enumeration(_) => None,
        },
        Type::Primitive(_)
        | Type::List(_)
        | Type::Tuple(_)
        | Type::Map(_)
        | Type::Any
        | Type::Runtime(RuntimeType::Reference) => None,
    }
}
