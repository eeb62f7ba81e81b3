//! Rust that the user brings, by key of the type it is for. The texts were checked to be what they should be.

use std::collections::HashMap;

use super::{Api, Docs, Item, Type, TypeDefinition, TypeKind, TypeName};

/// Types and attributes of the user.
#[derive(Debug, Default)]
pub struct Custom {
    /// Types that stand for one of the description: their paths.
    pub paths: HashMap<String, String>,
    /// What is added to a type.
    pub additions: HashMap<String, Additions>,
}

/// What is added to a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// Paths of derives.
    pub derives: Vec<String>,
    /// Attributes with their brackets.
    pub attributes: Vec<String>,
}

impl Api {
    /// The alias through which values of a format are of the user's type.
    pub fn stand_in(&mut self, format: &str, path: &str) -> Type {
        let key = format!("format {format}");
        self.custom.paths.insert(key.clone(), path.to_owned());
        let name = TypeName::Declared { namespace: None, name: format.to_owned() };
        let kind = TypeKind::Alias(Item::of(Type::Any));
        let docs = Docs::default();
        Type::Named(self.types.add(TypeDefinition { key, name, place: None, docs, deprecated: None, kind }))
    }
}
