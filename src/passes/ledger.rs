//! What only the whole model shows to be missing.

use crate::{
    diagnostics::Code,
    model::{Api, LedgerSeverity, Protocol, TypeKind},
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

/// Lists the values of discriminators that stand for types without a name of their own, which nothing can be read as.
pub fn list_discriminators(api: &mut Api) {
    if api.service.protocol == Protocol::OData {
        return;
    }
    for (_, definition) in api.types.iter() {
        let TypeKind::Structure(structure) = &definition.kind else { continue };
        let Some(discriminator) = &structure.discriminator else { continue };
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
