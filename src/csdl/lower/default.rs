//! Values as they stand in attributes: `DefaultValue` of properties and of parameters that may be left out.

use super::type_reference::primitive;
use crate::{
    csdl::{
        catalog::Catalog,
        syntax::{EnumType, TypeReference},
    },
    diagnostics::FileId,
    model::{Primitive, Type},
};

/// A default (section 7.2.7), as JSON. That of a type definition is a value of what it is made of; that of an
/// enumeration names members, or gives their number.
pub(in crate::csdl) fn default(
    catalog: &Catalog<'_>,
    file: FileId,
    reference: &TypeReference,
    value: &Type,
    text: &str,
) -> String {
    let name = catalog.names.resolve(file, &reference.name);
    if let Some((definition, _)) = catalog.definitions.get(&name)
        && let Some(made_of) = definition.underlying.name.strip_prefix("Edm.").and_then(primitive)
    {
        return constant_as_json(text, &Type::Primitive(made_of));
    }
    let member = catalog.enumerations.get(&name).and_then(|(enumeration, _)| numbered(enumeration, text));
    constant_as_json(member.unwrap_or(text), value)
}

/// The member of a number.
fn numbered<'e>(enumeration: &'e EnumType, text: &str) -> Option<&'e str> {
    let wanted: i128 = text.trim().parse().ok()?;
    let counted = enumeration.members.iter().all(|member| member.value.is_none()) && !enumeration.flags;
    let number = |position: usize, value: Option<&String>| match value {
        Some(value) => value.trim().parse().ok(),
        None if counted => i128::try_from(position).ok(),
        None => None,
    };
    let mut members = enumeration.members.iter().enumerate();
    let (_, member) = members.find(|(position, member)| number(*position, member.value.as_ref()) == Some(wanted))?;
    Some(&member.name)
}

/// A constant as JSON: what is a number or a boolean stands bare.
pub(in crate::csdl) fn constant_as_json(text: &str, value: &Type) -> String {
    let bare = match value {
        Type::Primitive(Primitive::Boolean) => matches!(text, "true" | "false"),
        Type::Primitive(
            Primitive::Int8
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
            | Primitive::Decimal,
        ) => serde_json::from_str::<serde_json::Number>(text).is_ok(),
        Type::Primitive(_)
        | Type::Named(_)
        | Type::List(_)
        | Type::Tuple(_)
        | Type::Map(_)
        | Type::Any
        | Type::Runtime(_) => false,
    };
    if bare { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}
