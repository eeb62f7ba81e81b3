//! Type definitions.

use super::{Lowering, Resolver};
use crate::{
    csdl::syntax::TypeDefinition,
    diagnostics::FileId,
    model::{Item, Type},
};

impl Lowering<'_, '_> {
    /// A type definition (CSDL 4.01 section 11): another name for a built-in type.
    pub(super) fn alias(&mut self, syntax: &TypeDefinition, file: FileId) -> Item {
        let reference = &syntax.underlying;
        match (Resolver { catalog: self.catalog, types: &self.types }.value(file, &reference.name, reference.place)) {
            Ok(resolved) => {
                if let Some(construct) = resolved.approximated {
                    self.approximated(construct, "any JSON", reference.place);
                }
                Item::of(resolved.value)
            }
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                Item::of(Type::Any)
            }
        }
    }
}
