//! Complex values that operations are called on.
//!
//! A complex value has an address below the entity that holds it (OData URL Conventions 4.7), which is of use where an
//! action or function is bound to its type (CSDL 4.01 section 12.5).

use std::collections::HashSet;

use crate::csdl::{
    catalog::{Catalog, Structured},
    syntax::{Property, StructuredKind},
};

/// The complex types, and collections of them, that some operation is bound to, and those on the way to them:
/// through a property, or as a base type.
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
            }
        }
        let mut known = 0;
        while known < found.0.len() {
            known = found.0.len();
            let names = catalog.type_names();
            for structured in names.into_iter().filter_map(|name| catalog.structured.get(name)) {
                let leads = |property: &Property| {
                    let name = catalog.names.resolve(structured.file, &property.kind.name);
                    found.has(&name, property.kind.collection)
                };
                if is_complex(catalog, &structured.name) && structured.syntax.properties.iter().any(leads) {
                    found.add(catalog, &structured.name, false);
                }
            }
        }
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

    /// Whether something is called on values of a complex type, or on what they hold.
    pub(in crate::csdl) fn has(&self, name: &str, many: bool) -> bool {
        !self.0.is_empty() && self.0.contains(&(name.to_owned(), many))
    }

    /// The properties of a type that hold such values, each with the type that declares it and its own.
    pub(in crate::csdl) fn properties<'a>(
        &self,
        catalog: &'a Catalog<'a>,
        structured: &Structured<'_>,
    ) -> Vec<(&'a Structured<'a>, &'a Property, &'a Structured<'a>)> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let properties = catalog.properties(&structured.name).into_iter();
        let holds = |(owner, property): (&'a Structured<'a>, &'a Property)| {
            let name = catalog.names.resolve(owner.file, &property.kind.name);
            let complex = catalog.structured.get(&name)?;
            self.has(&name, property.kind.collection).then_some((owner, property, complex))
        };
        properties.filter_map(holds).collect()
    }
}

fn is_complex(catalog: &Catalog<'_>, name: &str) -> bool {
    catalog.structured.get(name).is_some_and(|structured| structured.syntax.kind == StructuredKind::Complex)
}
