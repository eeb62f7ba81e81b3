//! Values that operations are called on.
//!
//! A complex or primitive value has an address below the entity that holds it (OData URL Conventions 4.7), which is of
//! use where an action or function is bound to its type (CSDL 4.01 section 12.5).

use std::collections::HashSet;

use crate::{
    csdl::{
        catalog::{Catalog, Structured},
        syntax::{Property, StructuredKind},
    },
    diagnostics::FileId,
};

/// The type of what operations are called on.
#[derive(Clone, Copy, Debug)]
pub(in crate::csdl) enum Receiver<'a> {
    /// An entity or a complex value.
    Structured(&'a Structured<'a>),
    /// A value of a built-in type, an enumeration or a type definition, by its qualified name.
    Primitive(&'a str),
}

impl<'a> Receiver<'a> {
    /// The type behind a name written in a file; `None` for a schema that was not read.
    pub(in crate::csdl) fn find(catalog: &'a Catalog<'a>, file: FileId, name: &'a str) -> Option<Self> {
        let full = catalog.names.resolve(file, name);
        if let Some(structured) = catalog.structured.get(&full) {
            return Some(Self::Structured(structured));
        }
        let defined = || catalog.definitions.get_key_value(&full).map(|(name, _)| name);
        let declared = catalog.enumerations.get_key_value(&full).map(|(name, _)| name).or_else(defined);
        declared.map(|name| Self::Primitive(name)).or_else(|| name.starts_with("Edm.").then_some(Self::Primitive(name)))
    }

    pub(in crate::csdl) fn name(&self) -> &'a str {
        match self {
            Self::Structured(structured) => &structured.name,
            Self::Primitive(name) => name,
        }
    }

    /// The name without its namespace.
    pub(in crate::csdl) fn simple_name(&self) -> &'a str {
        let name = self.name();
        name.rsplit('.').next().unwrap_or(name)
    }

    pub(in crate::csdl) fn is_entity(&self) -> bool {
        self.structured().is_some_and(|structured| structured.syntax.kind == StructuredKind::Entity)
    }

    pub(in crate::csdl) fn structured(&self) -> Option<&'a Structured<'a>> {
        match self {
            Self::Structured(structured) => Some(structured),
            Self::Primitive(_) => None,
        }
    }

    /// The types whose operations it has, the nearest first: its own and those of its bases, or of what it is defined by.
    pub(in crate::csdl) fn line(&self, catalog: &'a Catalog<'a>) -> Vec<&'a str> {
        match self {
            Self::Structured(structured) => {
                catalog.line(&structured.name).into_iter().map(|structured| structured.name.as_str()).collect()
            }
            Self::Primitive(name) => {
                let underlying = catalog.definitions.get(*name).map(|(found, _)| found.underlying.name.as_str());
                [*name].into_iter().chain(underlying).collect()
            }
        }
    }
}

/// The complex and primitive types, and collections of them, that some operation is bound to, and complex types on the
/// way to them: through a property, or as a base type.
#[derive(Debug, Default)]
pub(in crate::csdl) struct CalledValues(HashSet<(String, bool)>);

impl CalledValues {
    pub(in crate::csdl) fn of(catalog: &Catalog<'_>) -> Self {
        let mut found = Self::default();
        for overload in catalog.overloads.iter().filter(|overload| overload.syntax.bound) {
            let Some(binding) = overload.syntax.parameters.first() else { continue };
            let name = catalog.names.resolve(overload.file, &binding.kind.name);
            if is_complex(catalog, &name) {
                found.add(catalog, &name, binding.kind.collection);
            } else if !catalog.structured.contains_key(&name) {
                found.add_primitive(catalog, name, binding.kind.collection);
            }
        }
        found.add_holders(catalog);
        found
    }

    /// Complex types whose properties lead to what is found.
    fn add_holders(&mut self, catalog: &Catalog<'_>) {
        let mut known = 0;
        while known < self.0.len() {
            known = self.0.len();
            let names = catalog.type_names();
            for structured in names.into_iter().filter_map(|name| catalog.structured.get(name)) {
                let leads = |property: &Property| {
                    let name = catalog.names.resolve(structured.file, &property.kind.name);
                    self.has(&name, property.kind.collection)
                };
                if is_complex(catalog, &structured.name) && structured.syntax.properties.iter().any(leads) {
                    self.add(catalog, &structured.name, false);
                }
            }
        }
    }

    /// The same with complex types that hold streams or lead to entities, which have addresses below their own too
    /// (URL Conventions 4.6 and 4.14).
    pub(in crate::csdl) fn of_navigation(catalog: &Catalog<'_>) -> Self {
        let mut found = Self::of(catalog);
        let names = catalog.type_names();
        for structured in names.into_iter().filter_map(|name| catalog.structured.get(name)) {
            let is_stream = |property: &Property| property.kind.name == "Edm.Stream" && !property.kind.collection;
            let leads = !structured.syntax.navigation.is_empty() || structured.syntax.properties.iter().any(is_stream);
            if leads && is_complex(catalog, &structured.name) {
                found.add(catalog, &structured.name, false);
            }
        }
        found.add_holders(catalog);
        found
    }

    /// A type with those that inherit its operations and properties, and all of them as values of their bases.
    fn add(&mut self, catalog: &Catalog<'_>, name: &str, many: bool) {
        let mut open = vec![name.to_owned()];
        while let Some(name) = open.pop() {
            let bases = catalog.line(&name).into_iter().map(|base| (base.name.clone(), many));
            self.0.extend(bases);
            open.extend_from_slice(catalog.derived(&name));
        }
    }

    /// A built-in type with the definitions over it, which are used as it is (CSDL 4.01 chapter 11).
    fn add_primitive(&mut self, catalog: &Catalog<'_>, name: String, many: bool) {
        let over = catalog.definitions.iter().filter(|(_, (definition, _))| definition.underlying.name == name);
        self.0.extend(over.map(|(name, _)| (name.clone(), many)));
        self.0.insert((name, many));
    }

    /// Whether something is called on values of a type without key, or on what they hold.
    pub(in crate::csdl) fn has(&self, name: &str, many: bool) -> bool {
        !self.0.is_empty() && self.0.contains(&(name.to_owned(), many))
    }

    /// The properties of a type that hold such values, each with the type that declares it and its own.
    pub(in crate::csdl) fn properties<'a>(
        &self,
        catalog: &'a Catalog<'a>,
        structured: &Structured<'_>,
    ) -> Vec<(&'a Structured<'a>, &'a Property, Receiver<'a>)> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let properties = catalog.properties(&structured.name).into_iter();
        let holds = |(owner, property): (&'a Structured<'a>, &'a Property)| {
            let receiver = Receiver::find(catalog, owner.file, &property.kind.name)?;
            self.has(receiver.name(), property.kind.collection).then_some((owner, property, receiver))
        };
        properties.filter_map(holds).collect()
    }
}

fn is_complex(catalog: &Catalog<'_>, name: &str) -> bool {
    catalog.structured.get(name).is_some_and(|structured| structured.syntax.kind == StructuredKind::Complex)
}
