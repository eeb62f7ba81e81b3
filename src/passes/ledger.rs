//! What only the whole model shows to be missing.

use super::unions;
use crate::{
    diagnostics::{Code, Place},
    model::{Api, Ledger, LedgerSeverity, Payload, Protocol, Type, TypeKind, Types},
};

/// Lists the enumerations of an OData service whose members have no numbers: OData gives every member one, so the
/// description leaves something out.
pub fn list_missing_numbers(api: &mut Api) {
    if api.service.protocol != Protocol::OData {
        return;
    }
    for (_, definition) in api.types.iter() {
        let TypeKind::Enumeration(enumeration) = &definition.kind else { continue };
        if enumeration.members.iter().any(|member| member.number.is_none()) {
            api.ledger.add(
                Code::EnumNumberMissing,
                LedgerSeverity::Approximated,
                format!("the numbers of the members of `{}`", definition.key),
                "an enum without discriminants; give the service's CSDL with `--with` to have them",
                definition.place,
            );
        }
    }
}

/// Lists the values of discriminators that stand for types without a name of their own, which nothing can be read as, and
/// discriminators that tell nothing apart.
pub fn list_discriminators(api: &mut Api) {
    if api.service.protocol == Protocol::OData {
        return;
    }
    for (id, definition) in api.types.iter() {
        let TypeKind::Structure(structure) = &definition.kind else { continue };
        let Some(discriminator) = &structure.discriminator else { continue };
        if discriminator.mapping.iter().all(|(_, target)| *target == id) {
            let construct = format!(
                "discriminator `{}` of `{}`, from which no type is derived",
                discriminator.property, definition.key
            );
            api.ledger.add(Code::NotRepresented, LedgerSeverity::Info, construct, "nothing", definition.place);
        }
        for (tag, target) in &discriminator.mapping {
            if matches!(api.types[*target].kind, TypeKind::Structure(_) | TypeKind::Union(_)) {
                continue;
            }
            api.ledger.add(
                Code::Approximated,
                LedgerSeverity::Approximated,
                format!("`{tag}` of the discriminator `{}` of `{}`", discriminator.property, definition.key),
                "a struct that keeps all members; the runtime's `downcast` reads it as another type",
                definition.place,
            );
        }
    }
}

/// Lists the bodies and answers whose types no function takes or gives: parts that are those of no object, forms and
/// parts that are answered.
pub fn list_untyped_bodies(api: &mut Api) {
    for operation in &api.operations {
        let name = format!("{} {}", operation.method.as_str(), operation.path);
        let list = |what: &str, media_type: &str, emitted: &str, ledger: &mut Ledger, place: Option<Place>| {
            let construct = format!("{what} of {name} as {media_type}");
            ledger.add(Code::Approximated, LedgerSeverity::Approximated, construct, emitted, place);
        };
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            if content.payload == Payload::Bytes && content.media_type.contains('*') {
                let construct = format!("body of {name} as {}", content.media_type);
                let emitted = "application/octet-stream, unless the header `content-type` of the call says another";
                api.ledger.add(Code::Approximated, LedgerSeverity::Info, construct, emitted, operation.place);
            }
            if matches!(content.payload, Payload::Sequence(_, None)) {
                let construct = format!("body of {name} as {}", content.media_type);
                let emitted = "bytes, which the caller writes as events";
                api.ledger.add(Code::Approximated, LedgerSeverity::Info, construct, emitted, operation.place);
            }
            let emitted = match &content.payload {
                Payload::Multipart(value)
                    if !says_nothing(value) && !is_structure(&api.types, value) && content.positional.is_none() =>
                {
                    "parts that the caller names"
                }
                _ => continue,
            };
            list("body", &content.media_type, emitted, &mut api.ledger, operation.place);
        }
        for content in operation.responses.iter().flat_map(|response| &response.contents) {
            let (Payload::Form(value) | Payload::Multipart(value)) = &content.payload else { continue };
            if *value != Type::Any {
                let parts = content.positional.iter().flat_map(|one| one.prefix.iter().chain([&one.others]));
                let parts: Vec<&str> = parts.filter(|said| !said.is_empty()).map(String::as_str).collect();
                let of = if parts.is_empty() { String::new() } else { format!(", of parts as {}", parts.join(", ")) };
                let form = format!("{}{of}", content.media_type);
                list("answer", &form, "bytes", &mut api.ledger, operation.place);
            }
        }
    }
}

/// Lists what is said of the encoding of members that no form or multipart body has.
pub fn list_encodings(api: &mut Api) {
    for operation in &api.operations {
        let name = format!("{} {}", operation.method.as_str(), operation.path);
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            let (value, is_multipart) = match &content.payload {
                Payload::Form(value) => (value, false),
                Payload::Multipart(value) => (value, true),
                _ => continue,
            };
            let properties = match value {
                Type::Named(id) if api.types.structure(*id).is_some() => Some(api.types.all_properties(*id)),
                // Members of forms have their style by name, whichever there are.
                _ if !is_multipart => continue,
                _ => None,
            };
            for encoding in &content.encodings {
                let what = format!("of `{}` in the body of {name} as {}", encoding.property, content.media_type);
                let own = properties.as_ref().map(|all| all.iter().find(|one| one.name == encoding.property));
                let (construct, emitted) = match own {
                    None => (format!("encoding {what}, whose parts are not described one by one"), "nothing"),
                    Some(None) => (format!("encoding {what}, which has no such property"), "nothing"),
                    Some(Some(_)) => continue,
                };
                api.ledger.add(Code::Approximated, LedgerSeverity::Approximated, construct, emitted, operation.place);
            }
        }
    }
}

/// Whether a type is that of any JSON, or of any object.
fn says_nothing(value: &Type) -> bool {
    match value {
        Type::Any => true,
        Type::Map(item) => item.value == Type::Any,
        Type::Named(_) | Type::Primitive(_) | Type::List(_) | Type::Tuple(_) | Type::Runtime(_) => false,
    }
}

/// Whether parts of a type have names and types.
fn is_structure(types: &Types, value: &Type) -> bool {
    matches!(value, Type::Named(id) if types.structure(*id).is_some())
}

/// Lists the variants of unions that nothing tells apart but reading a value as one of them after the other.
pub fn list_ambiguous_variants(api: &mut Api) {
    let decisions = unions::decide(api);
    for (id, definition) in api.types.iter() {
        let TypeKind::Union(union) = &definition.kind else { continue };
        let candidates = decisions.of(id);
        for (position, candidate) in candidates.iter().enumerate() {
            let before = candidates.iter().take(position).position(|other| other.is_as(candidate));
            let Some(labels) =
                before.and_then(|before| Some((union.variants.get(before)?, union.variants.get(position)?)))
            else {
                continue;
            };
            api.ledger.add(
                Code::Approximated,
                LedgerSeverity::Info,
                format!(
                    "`{}` and `{}` of `{}`, which have the same members or the same kind of values",
                    labels.0.label, labels.1.label, definition.key
                ),
                "the first as which a value can be read",
                definition.place,
            );
        }
    }
}
