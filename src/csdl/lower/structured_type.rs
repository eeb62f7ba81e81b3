//! Entity and complex types.

use super::{Lowering, Resolver};
use crate::{
    csdl::catalog::Structured,
    diagnostics::{Code, Diagnostic},
    model::{Additional, Discriminator, Structure, TypeId},
};

impl Lowering<'_, '_> {
    /// An entity or complex type (CSDL 4.01 sections 6 and 9).
    pub(super) fn structure(&mut self, structured: &Structured<'_>) -> Structure {
        let syntax = structured.syntax;
        let name = structured.name.as_str();
        let mut properties = Vec::with_capacity(syntax.properties.len() + syntax.navigation.len());
        for property in &syntax.properties {
            properties.push(self.property(structured, property));
        }
        for property in &syntax.navigation {
            properties.push(self.navigation_property(structured, property));
        }
        // Openness is inherited (section 6.3), though it need not be said again.
        let open = self.catalog.line(name).iter().any(|structured| structured.syntax.open);
        let has_derived = self.catalog.has_derived(name);
        Structure {
            base: self.base(structured),
            properties,
            additional: if open { Additional::Any } else { Additional::Unsaid },
            wire_name: Some(name.to_owned()),
            discriminator: has_derived.then(|| Discriminator {
                property: "@odata.type".to_owned(),
                mapping: Vec::new(),
                default: None,
            }),
        }
    }

    fn base(&mut self, structured: &Structured<'_>) -> Option<TypeId> {
        let base = structured.base.as_deref()?;
        if self.catalog.structured.contains_key(base) {
            return self.types.find(base);
        }
        let place = structured.syntax.place;
        match (Resolver { catalog: self.catalog, types: &self.types }.value(structured.file, base, place)) {
            Ok(resolved) => {
                if let Some(construct) = resolved.approximated {
                    self.approximated(format!("base type: {construct}"), "no base type", place);
                } else {
                    let message = format!("`{base}` cannot be a base type");
                    let help = "entity types derive from entity types and complex types from complex types";
                    self.diagnostics.push(Diagnostic::error(Code::UnknownNamedType, message).at(place).help(help));
                }
            }
            Err(diagnostic) => self.diagnostics.push(diagnostic),
        }
        None
    }
}
