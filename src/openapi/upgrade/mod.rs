//! Swagger 2.0 in the shape of OpenAPI 3: paths, servers and security schemes are written anew, with the marks of what
//! they come from. Schemas stay where they are; those of 2.0 are read as they stand.

mod operation;
mod parameter;
mod root;
mod tree;

use super::cursor::At;
use crate::source::{Node, Sources};

pub(super) use operation::AS_JSON;
pub(super) use parameter::BESIDE;

/// What `collectionFormat: tsv` becomes, for which OpenAPI 3 has no style.
pub(super) const TAB_DELIMITED: &str = "tabDelimited";

/// The parts of a Swagger 2.0 description that OpenAPI 3 writes differently.
#[derive(Debug)]
pub(super) struct Upgraded {
    pub(super) paths: Option<Node>,
    pub(super) servers: Node,
    pub(super) security_schemes: Node,
}

/// Writes the parts anew. What is wrong stays as it is, to be reported when it is read.
pub(super) fn document(sources: &Sources, root: At<'_>) -> Upgraded {
    Upgraded {
        paths: root.get("paths").map(|paths| operation::paths(sources, root, paths)),
        servers: root::servers(root),
        security_schemes: root::security_schemes(root),
    }
}
