//! What the user wants things to be called, in terms of the model; the pass `names` makes the names.

use std::collections::HashMap;

use super::types::{TypeId, Types};
use crate::diagnostics::Place;

/// A name that is wanted, and where that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The name, not yet checked.
    pub name: String,
    /// Where it stands, when it comes from a file.
    pub place: Option<Place>,
}

/// Every wish of a run.
#[derive(Debug, Default)]
pub struct Naming {
    /// Types.
    pub types: HashMap<TypeId, Wish>,
    /// Members by the type that they are named in, and their name on the wire.
    pub members: HashMap<(TypeId, String), Wish>,
    /// Operations by position.
    pub operations: HashMap<usize, Wish>,
    /// Parameters by position of the operation and of the parameter.
    pub parameters: HashMap<(usize, usize), Wish>,
    /// Groups by what the description calls them.
    pub groups: HashMap<String, Wish>,
    /// The group of operations that were put into one, by position.
    pub group_of: HashMap<usize, String>,
    /// What else makes operations one group.
    pub grouping: Option<Grouping>,
    /// Beginnings of type names that are left out.
    pub type_prefixes: Vec<String>,
    /// Beginnings of operationIds that are left out.
    pub operation_prefixes: Vec<String>,
}

/// What makes operations one group, when the user says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// The first tag.
    Tag,
    /// The first segment of the path that is no parameter.
    Path,
    /// All stand together.
    One,
}

impl Naming {
    /// The wish for a member of a type; what is said of a base holds for what derives from it.
    pub fn member(&self, types: &Types, id: TypeId, wire: &str) -> Option<&Wish> {
        if self.members.is_empty() {
            return None;
        }
        let line = std::iter::once(id).chain(types.bases(id));
        line.into_iter().find_map(|id| self.members.get(&(id, wire.to_owned())))
    }

    /// A name of a type without the beginning that is left out.
    pub fn short_type<'n>(&self, name: &'n str) -> &'n str {
        without(&self.type_prefixes, name)
    }

    /// An operationId without the beginning that is left out.
    pub fn short_operation<'n>(&self, id: &'n str) -> &'n str {
        without(&self.operation_prefixes, id)
    }
}

/// The name without the first of the beginnings that it has, unless nothing would be left.
fn without<'n>(prefixes: &[String], name: &'n str) -> &'n str {
    let short = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix.as_str()));
    short.filter(|short| !short.is_empty()).unwrap_or(name)
}

/// Whether code could not name a crate that is called so, or would no longer reach what it needs.
pub fn is_taken_package(name: &str) -> bool {
    let taken = ["alloc", "core", "crate", "rest_bindgen_runtime", "self", "std", "super"];
    taken.contains(&name.replace('-', "_").to_ascii_lowercase().as_str())
}
