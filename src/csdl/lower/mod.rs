//! CSDL elements into the model, one file for each.

mod default;
mod documentation;
mod enum_type;
mod limits;
mod property;
mod security;
mod service;
mod structured_type;
mod type_definition;
mod type_reference;
mod validation;

pub(super) use default::{constant_as_json, default};
pub(super) use documentation::{deprecation, described, link};
pub(super) use limits::limits;
pub(super) use property::constraints;
pub(super) use security::{requirements, schemes, security};
pub(super) use service::service;
pub(super) use type_reference::Resolver;
pub(super) use validation::validation;

use super::catalog::Catalog;
use crate::{
    diagnostics::{Code, Diagnostics, Place},
    model::{Item, Ledger, LedgerSeverity, Type, TypeDefinition, TypeId, TypeKind, TypeName, Types},
};

/// Every declared type, by its qualified name.
pub(super) fn types(catalog: &Catalog<'_>, ledger: &mut Ledger, diagnostics: &mut Diagnostics) -> Types {
    let mut lowering = Lowering { catalog, types: Types::default(), ledger, diagnostics };
    // Types refer to each other in any order, so each has its place before the first is filled in.
    let mut declared: Vec<(&str, TypeId)> = Vec::new();
    for name in catalog.type_names() {
        let placeholder = lowering.placeholder(name);
        declared.push((name, lowering.types.add(placeholder)));
    }
    for (name, id) in declared {
        let before = lowering.ledger.entries.len();
        if let Some(kind) = lowering.kind(name) {
            lowering.types[id].kind = kind;
        }
        lowering.ledger.belong_to(before, name);
    }
    lowering.types
}

/// What lowering a type needs.
struct Lowering<'a, 'out> {
    catalog: &'a Catalog<'a>,
    types: Types,
    ledger: &'out mut Ledger,
    diagnostics: &'out mut Diagnostics,
}

impl Lowering<'_, '_> {
    fn placeholder(&self, name: &str) -> TypeDefinition {
        let (namespace, simple) = name.rsplit_once('.').unwrap_or(("", name));
        let catalog = self.catalog;
        let structured = catalog.structured.get(name).map(|structured| structured.syntax.place);
        let place = structured
            .or_else(|| catalog.enumerations.get(name).map(|(syntax, _)| syntax.place))
            .or_else(|| catalog.definitions.get(name).map(|(syntax, _)| syntax.place));
        TypeDefinition {
            key: name.to_owned(),
            name: TypeName::Declared { namespace: Some(namespace.to_owned()), name: simple.to_owned() },
            place,
            docs: described(catalog, name),
            deprecated: deprecation(catalog, name),
            kind: TypeKind::Alias(Item::of(Type::Any)),
        }
    }

    fn kind(&mut self, name: &str) -> Option<TypeKind> {
        let catalog = self.catalog;
        if let Some(structured) = catalog.structured.get(name) {
            return Some(TypeKind::Structure(self.structure(structured)));
        }
        if let Some((syntax, _)) = catalog.enumerations.get(name) {
            return Some(TypeKind::Enumeration(self.enumeration(name, syntax)));
        }
        let (syntax, file) = catalog.definitions.get(name)?;
        Some(TypeKind::Alias(self.alias(syntax, *file)))
    }

    fn approximated(&mut self, construct: String, emitted: &str, place: Place) {
        self.ledger.add(Code::Approximated, LedgerSeverity::Approximated, construct, emitted, Some(place));
    }
}
