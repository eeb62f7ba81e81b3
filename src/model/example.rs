//! Examples of the description, for those who want them tested.

use super::{Item, Type, TypeId};
use crate::diagnostics::Place;

/// An example of a value (Schema Object `example` and `examples`, Media Type Object, Example Object).
#[derive(Clone, Debug)]
pub struct Example {
    /// The type that it is an example of.
    pub item: Item,
    /// The value as JSON.
    pub value: String,
    /// Where it stands.
    pub place: Place,
}

impl Example {
    /// Every type that it names.
    pub fn types(&self) -> Vec<TypeId> {
        let mut found = Vec::new();
        let mut open = vec![&self.item.value];
        while let Some(value) = open.pop() {
            match value {
                Type::Named(id) => found.push(*id),
                Type::List(item) | Type::Map(item) => open.push(&item.value),
                Type::Tuple(items) => open.extend(items.iter().map(|item| &item.value)),
                Type::Primitive(_) | Type::Any | Type::Runtime(_) => {}
            }
        }
        found
    }
}
