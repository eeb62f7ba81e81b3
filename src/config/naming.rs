//! What things are to be called, and which operations stand together.

use serde::Deserialize;

use super::entry::{Entry, Table};

/// Names of the description and what they are to be called in Rust.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Rename {
    /// Types by the description's name, with or without namespace.
    pub types: Table<Entry<String>>,
    /// Members of structures, enumerations and unions: `TYPE.MEMBER`.
    pub members: Table<Entry<String>>,
    /// Operations by `operationId` or `METHOD /path`.
    pub operations: Table<Entry<String>>,
    /// Parameters: `OPERATION.PARAMETER`.
    pub parameters: Table<Entry<String>>,
    /// Groups of operations by tag, path segment or resource path, as `names.txt` and the docs show them.
    pub groups: Table<Entry<String>>,
}

/// Which operations stand together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Grouping {
    /// The rule; without one, resources for OData, else the first tag or the first segment of the path.
    pub by: Option<GroupBy>,
    /// Groups of single operations, by selector.
    pub operations: Table<Entry<String>>,
}

/// What makes operations one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupBy {
    /// The first tag.
    Tag,
    /// The first segment of the path that is no parameter.
    Path,
    /// All stand together.
    One,
}

/// What the description's names have too much.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Naming {
    /// Beginnings of names of types that are left out.
    pub strip_type_prefixes: Vec<Entry<String>>,
    /// Beginnings of operationIds that are left out.
    pub strip_operation_prefixes: Vec<Entry<String>>,
}
