//! The syntactic tree: what stands in a CSDL document, whichever of the two formats it is written in.
//!
//! Names are kept as written; [`Catalog`](super::catalog::Catalog) resolves aliases.

use std::cell::Cell;

use crate::{
    diagnostics::{FileId, Place},
    model::LedgerSeverity,
};

/// One file (CSDL XML 3.1 `edmx:Edmx`; CSDL JSON 3 document object).
#[derive(Debug)]
pub(super) struct Document {
    pub(super) file: FileId,
    /// `4.0` or `4.01`.
    pub(super) version: String,
    pub(super) references: Vec<Reference>,
    /// The container of the service, which only JSON names (CSDL JSON 4.01 section 3.2 `$EntityContainer`).
    pub(super) container: Option<(String, Place)>,
    pub(super) schemas: Vec<Schema>,
    /// What it says that is not in the rest.
    pub(super) unread: Vec<Unread>,
}

/// Something a document says that nothing reads.
#[derive(Debug)]
pub(super) struct Unread {
    /// What it is, without names of its own, so that equal ones are counted.
    pub(super) construct: String,
    /// Whether anybody would miss it.
    pub(super) severity: LedgerSeverity,
    pub(super) place: Place,
}

/// A document that this one builds on (CSDL 4.01 section 3.3 `edmx:Reference`).
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) uri: String,
    /// Namespace and the alias it goes by here (section 3.4 `edmx:Include`).
    pub(super) includes: Vec<(String, Option<String>)>,
    pub(super) place: Place,
}

/// A namespace (section 5 `edm:Schema`).
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) namespace: String,
    pub(super) alias: Option<String>,
    pub(super) place: Place,
    pub(super) structured_types: Vec<StructuredType>,
    pub(super) enum_types: Vec<EnumType>,
    pub(super) type_definitions: Vec<TypeDefinition>,
    pub(super) operations: Vec<Operation>,
    pub(super) terms: Vec<Place>,
    pub(super) container: Option<EntityContainer>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) external: Vec<External>,
}

/// Annotations that stand away from what they are about (section 14.1 `edm:Annotations`).
#[derive(Debug)]
pub(super) struct External {
    pub(super) target: String,
    pub(super) annotations: Vec<Annotation>,
}

/// An entity or complex type (sections 6 and 9).
#[derive(Debug)]
pub(super) struct StructuredType {
    pub(super) kind: StructuredKind,
    pub(super) name: String,
    pub(super) base: Option<String>,
    pub(super) open: bool,
    pub(super) has_stream: bool,
    pub(super) key: Vec<KeyProperty>,
    pub(super) properties: Vec<Property>,
    pub(super) navigation: Vec<NavigationProperty>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StructuredKind {
    Entity,
    Complex,
}

/// A part of a key (section 6.5 `edm:PropertyRef`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyProperty {
    /// Path to the property.
    pub(super) path: String,
    pub(super) alias: Option<String>,
}

/// A type as it is named in an attribute, and its facets (section 7.2).
#[derive(Clone, Debug)]
pub(super) struct TypeReference {
    pub(super) name: String,
    pub(super) collection: bool,
    /// Whether `null` is allowed; of a collection, whether its items may be.
    pub(super) nullable: bool,
    pub(super) facets: Facets,
    pub(super) place: Place,
}

/// What a type reference says of the values beside their type (section 7.2), as written.
#[derive(Clone, Debug, Default)]
pub(super) struct Facets {
    pub(super) max_length: Option<String>,
    pub(super) precision: Option<String>,
    pub(super) scale: Option<String>,
    pub(super) srid: Option<String>,
    /// `false` for text of ASCII characters.
    pub(super) unicode: Option<String>,
}

/// A structural property (section 7).
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) kind: TypeReference,
    pub(super) default: Option<String>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

/// A navigation property (section 8).
#[derive(Debug)]
pub(super) struct NavigationProperty {
    pub(super) name: String,
    pub(super) kind: TypeReference,
    pub(super) contains_target: bool,
    /// The navigation property that leads back (section 8.5).
    pub(super) partner: Option<String>,
    /// Properties here and the properties there that have the same values (section 8.6).
    pub(super) constraints: Vec<(String, String)>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

/// An enumeration type (section 10).
#[derive(Debug)]
pub(super) struct EnumType {
    pub(super) name: String,
    pub(super) underlying: Option<String>,
    pub(super) flags: bool,
    pub(super) members: Vec<Member>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

/// A member of an enumeration type (section 10.3).
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    /// As written; it should be an integer.
    pub(super) value: Option<String>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

/// A type definition (section 11).
#[derive(Debug)]
pub(super) struct TypeDefinition {
    pub(super) name: String,
    pub(super) underlying: TypeReference,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

/// An overload of an action or function (section 12).
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) kind: OperationKind,
    pub(super) name: String,
    pub(super) bound: bool,
    pub(super) composable: bool,
    /// Where what is returned lives, seen from the binding parameter (section 12.6).
    pub(super) entity_set_path: Option<String>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) returns: Option<TypeReference>,
    /// Annotations of the return type.
    pub(super) return_annotations: Vec<Annotation>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum OperationKind {
    Action,
    Function,
}

/// A parameter of an action or function (section 12.9).
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) kind: TypeReference,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

/// What the service offers at its root (section 13).
#[derive(Debug)]
pub(super) struct EntityContainer {
    pub(super) name: String,
    pub(super) extends: Option<String>,
    pub(super) sources: Vec<NavigationSource>,
    pub(super) imports: Vec<Import>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

/// An entity set or a singleton (sections 13.2 and 13.3).
#[derive(Debug)]
pub(super) struct NavigationSource {
    pub(super) name: String,
    pub(super) entity_type: String,
    /// An entity set rather than a singleton.
    pub(super) collection: bool,
    pub(super) bindings: Vec<Binding>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

/// Where the entities live that a navigation property leads to (section 13.4 `edm:NavigationPropertyBinding`).
#[derive(Debug)]
pub(super) struct Binding {
    /// To the navigation property, from the entities of the set.
    pub(super) path: String,
    pub(super) target: String,
    pub(super) place: Place,
}

/// An action or function import (sections 13.5 and 13.6).
#[derive(Debug)]
pub(super) struct Import {
    pub(super) kind: OperationKind,
    pub(super) name: String,
    pub(super) operation: String,
    pub(super) entity_set: Option<String>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) place: Place,
}

/// A term applied (section 14.2 `edm:Annotation`).
#[derive(Debug)]
pub(super) struct Annotation {
    pub(super) term: String,
    pub(super) qualifier: Option<String>,
    pub(super) value: Expression,
    pub(super) place: Place,
}

/// A value in an annotation (sections 14.3 and 14.4).
#[derive(Debug)]
pub(super) enum Expression {
    /// None given: the term's default, which for a tag is true.
    Default,
    Null,
    Bool(bool),
    /// A constant of any other kind, or a path.
    Text(String),
    /// Members of an enumeration, without the name of its type.
    Members(Vec<String>),
    Collection(Vec<Expression>),
    Record(Record),
    /// A computed value (`If`, `Apply`, ..), which only a service can work out.
    Computed,
}

/// Property values (section 14.4.12 `edm:Record`).
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) type_name: Option<String>,
    pub(super) values: Vec<PropertyValue>,
}

/// A property of a record (section 14.4.12 `edm:PropertyValue`).
#[derive(Debug)]
pub(super) struct PropertyValue {
    pub(super) name: String,
    pub(super) value: Expression,
    /// Whether anybody ever wanted to know.
    pub(super) asked: Cell<bool>,
}

impl PropertyValue {
    pub(super) fn new(name: impl Into<String>, value: Expression) -> Self {
        Self { name: name.into(), value, asked: Cell::new(false) }
    }
}

impl Record {
    pub(super) fn get(&self, property: &str) -> Option<&Expression> {
        self.read(property, Some)
    }

    /// A value that is no constant is not understood, and stays unasked for.
    fn read<'e, T>(&'e self, property: &str, read: impl FnOnce(&'e Expression) -> Option<T>) -> Option<T> {
        let found = self.values.iter().find(|value| value.name == property)?;
        let value = read(&found.value)?;
        found.asked.set(true);
        Some(value)
    }

    pub(super) fn text(&self, property: &str) -> Option<&str> {
        self.read(property, Expression::as_text)
    }

    pub(super) fn flag(&self, property: &str) -> Option<bool> {
        self.read(property, Expression::as_bool)
    }

    pub(super) fn record(&self, property: &str) -> Option<&Self> {
        self.read(property, Expression::as_record)
    }

    pub(super) fn records(&self, property: &str) -> impl Iterator<Item = &Self> {
        self.get(property).into_iter().flat_map(Expression::records)
    }
}

impl Expression {
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Default => Some(true),
            Self::Bool(value) => Some(*value),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    pub(super) fn as_record(&self) -> Option<&Record> {
        match self {
            Self::Record(record) => Some(record),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::Collection(items) => items,
            _ => &[],
        }
    }

    /// The records of a collection.
    pub(super) fn records(&self) -> impl Iterator<Item = &Record> {
        self.items().iter().filter_map(Self::as_record)
    }

    /// The texts of a collection.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.items().iter().filter_map(Self::as_text)
    }

    /// Hands over the names of the properties inside that nobody asked for.
    pub(super) fn unasked(&self, found: &mut impl FnMut(&str)) {
        for record in self.as_record().into_iter().chain(self.records()) {
            for value in &record.values {
                if value.asked.get() {
                    value.value.unasked(found);
                } else {
                    found(&value.name);
                }
            }
        }
    }

    /// Whether an enumeration member is among the values. JSON writes members as plain texts.
    pub(super) fn has_member(&self, member: &str) -> bool {
        match self {
            Self::Members(members) => members.iter().any(|name| name == member),
            Self::Text(text) => text.split([',', ' ']).any(|name| name.rsplit('/').next() == Some(member)),
            _ => false,
        }
    }
}
