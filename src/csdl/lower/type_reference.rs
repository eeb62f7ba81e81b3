//! Type names into types.

use crate::{
    csdl::{catalog::Catalog, spelling, syntax::TypeReference},
    diagnostics::{Code, Diagnostic, FileId, Place},
    model::{Item, Primitive, RuntimeType, Type, Types},
};

/// Finds types by name.
#[derive(Clone, Copy)]
pub(in crate::csdl) struct Resolver<'a> {
    pub(in crate::csdl) catalog: &'a Catalog<'a>,
    pub(in crate::csdl) types: &'a Types,
}

/// What a name stands for.
pub(in crate::csdl) struct Resolved {
    pub(in crate::csdl) value: Type,
    /// Set when this is less than the description says: the construct.
    pub(in crate::csdl) approximated: Option<String>,
}

impl Resolver<'_> {
    /// A type name (CSDL 4.01 section 4).
    pub(in crate::csdl) fn value(&self, file: FileId, name: &str, place: Place) -> Result<Resolved, Diagnostic> {
        if let Some(simple) = name.strip_prefix("Edm.") {
            return edm(simple, place);
        }
        let full = self.catalog.names.resolve(file, name);
        if let Some(id) = self.types.find(&full) {
            return Ok(Resolved { value: Type::Named(id), approximated: None });
        }
        let namespace = full.rsplit_once('.').map_or("", |(namespace, _)| namespace);
        if self.catalog.unread_namespaces.contains(namespace) {
            let approximated = Some(format!("the type `{full}` of a schema that was not read"));
            return Ok(Resolved { value: Type::Any, approximated });
        }
        Err(unknown(Code::UnknownNamedType, &full, place, self.catalog.type_names().into_iter()))
    }

    /// A type with its facets (section 7.2). Of a collection, `Nullable` speaks of the items.
    pub(in crate::csdl) fn item(
        &self,
        file: FileId,
        reference: &TypeReference,
    ) -> Result<(Item, Option<String>), Diagnostic> {
        let Resolved { value, approximated } = self.value(file, &reference.name, reference.place)?;
        let item = Item { value, nullable: reference.nullable };
        let item = if reference.collection { Item::of(Type::List(Box::new(item))) } else { item };
        Ok((item, approximated))
    }
}

/// A built-in type (section 4.4).
fn edm(simple: &str, place: Place) -> Result<Resolved, Diagnostic> {
    if let Some(primitive) = primitive(simple) {
        return Ok(Resolved { value: Type::Primitive(primitive), approximated: None });
    }
    if simple == "Untyped" {
        return Ok(Resolved { value: Type::Any, approximated: None });
    }
    if let Some(spatial) = RuntimeType::of_edm(simple) {
        return Ok(Resolved { value: Type::Runtime(spatial), approximated: None });
    }
    if OPEN_ENDED.contains(&simple) {
        return Ok(Resolved { value: Type::Any, approximated: Some(format!("`Edm.{simple}`")) });
    }
    let known: Vec<String> = PRIMITIVES.iter().map(|(name, _)| format!("Edm.{name}")).collect();
    Err(unknown(Code::UnknownEdmType, &format!("Edm.{simple}"), place, known.iter().map(String::as_str)))
}

/// A built-in type that is a primitive of ours, by its name without `Edm.`.
pub(super) fn primitive(simple: &str) -> Option<Primitive> {
    PRIMITIVES.iter().find(|(name, _)| *name == simple).map(|(_, primitive)| *primitive)
}

const PRIMITIVES: [(&str, Primitive); 16] = [
    ("String", Primitive::String),
    ("Boolean", Primitive::Boolean),
    ("SByte", Primitive::Int8),
    ("Int16", Primitive::Int16),
    ("Int32", Primitive::Int32),
    ("Int64", Primitive::Int64),
    ("Byte", Primitive::UInt8),
    ("Single", Primitive::Single),
    ("Double", Primitive::Double),
    ("Decimal", Primitive::Decimal),
    ("DateTimeOffset", Primitive::DateTimeOffset),
    ("Date", Primitive::Date),
    ("TimeOfDay", Primitive::TimeOfDay),
    ("Duration", Primitive::Duration),
    ("Guid", Primitive::Guid),
    ("Binary", Primitive::Binary),
];

/// Types of which only a value says more, or that occur in vocabularies alone (sections 4.5 and 4.6).
const OPEN_ENDED: [&str; 10] = [
    "PrimitiveType",
    "ComplexType",
    "EntityType",
    "Stream",
    "PropertyPath",
    "NavigationPropertyPath",
    "AnnotationPath",
    "AnyPropertyPath",
    "ModelElementPath",
    "AnyType",
];

fn unknown<'n>(code: Code, name: &str, place: Place, known: impl Iterator<Item = &'n str>) -> Diagnostic {
    let error = Diagnostic::error(code, format!("the type `{name}` is not known")).at(place);
    match spelling::closest(name, known) {
        Some(meant) => error.help(format!("did you mean `{meant}`?")),
        None => error.help("define the type, or include its schema with `edmx:Reference`"),
    }
}
