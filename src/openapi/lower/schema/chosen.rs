//! What the user wants numbers and formats to be.

use super::raw::RawSchema;
use crate::{
    config::Choice,
    model::{Primitive, Type},
    openapi::lower::context::Lower,
};

impl<'a> Lower<'a, '_> {
    /// The type of a schema that is a primitive by itself.
    pub(super) fn chosen(&mut self, raw: &RawSchema<'a>, primitive: Primitive) -> Type {
        let choices = self.choices;
        let Some(format) = raw.format else {
            let wanted = match (raw.types.as_slice(), primitive) {
                // Bounds that need more bits than 64 say more than the user's choice for all the others.
                (["integer"], Primitive::Int64) => choices.integer(),
                (["number"], Primitive::Double) => choices.number(),
                _ => None,
            };
            return Type::Primitive(wanted.unwrap_or(primitive));
        };
        // OData's numbers are read either way, and sent as the service asks for.
        let primitive = if self.is_odata() { primitive.unquoted() } else { primitive };
        match choices.format(format) {
            // What is a text on the wire stays one, whatever the numbers of the format are to be.
            Some(Choice::Primitive(chosen)) if primitive != primitive.unquoted() => Type::Primitive(chosen.quoted()),
            Some(Choice::Primitive(chosen)) => Type::Primitive(*chosen),
            Some(Choice::Path(path)) => self.api.stand_in(format, path),
            None => Type::Primitive(primitive),
        }
    }
}
