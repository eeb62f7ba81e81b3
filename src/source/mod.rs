//! Reading: files to texts, texts to trees, and the references between them.
//!
//! [`Sources::open`] reads the root description and every file its `$ref`s name before anything else
//! runs; from then on all stages borrow the trees and look references up without reading again.
//!
//! ```text
//! bytes -> file (encoding, format, lines) -> json | yaml -> Node tree with marks
//!                                         -> xml  (a document on demand)
//! ```
//!
//! Everything read may come from somebody else. So all reading happens inside a folder (`jail`),
//! nothing is ever fetched, and a [`Budget`] bounds bytes, files, nodes and depth.

mod anchors;
mod bounded_input;
mod budget;
mod core_schema;
mod file;
mod identifiers;
mod indentation;
mod jail;
mod json;
mod load;
mod merge;
mod node;
mod overlay;
mod place;
mod read_as;
mod reference;
mod sources;
#[cfg(test)]
mod tests;
mod wanted;
mod xml;
mod xml_guard;
mod yaml;

pub use budget::Budget;
pub use file::{Format, SourceFile};
pub use load::Input;
pub use node::{Mapping, Member, Node, Value};
pub use reference::{ReferenceProblem, Refusal, escape_token, similar};
pub use sources::Sources;
pub use xml::xml;
