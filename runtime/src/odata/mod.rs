//! What OData has beyond HTTP and JSON.
//!
//! Query options with types: paths of properties, literals and what is made of both (URL Conventions 4.01, chapter 5),
//! which are text with a type around it; plain text goes everywhere too. Arguments of functions, batches, changes since
//! an earlier look, annotations and links.

mod aliases;
mod annotations;
mod batch;
mod batch_answer;
mod delta;
mod expand;
mod expression;
mod functions;
mod geography;
mod lists;
mod literal;
mod property;

pub(crate) use aliases::{Prefixed, in_path};
pub(crate) use annotations::NUMBERS_AS_TEXT;
pub use annotations::Reference;
pub use batch::{Handle, IntoPrepared, RequestBatch, RequestId};
#[cfg(feature = "mocks")]
pub(crate) use batch::{MediaKind, in_batch, own_headers};
pub use batch_answer::Answers;
pub use delta::{Change, Link, Removed};
pub use expand::Expand;
pub use expression::{Expression, Filter, Operand};
pub use functions::{literal, now};
pub(crate) use geography::literal as geographic_literal;
pub use geography::{GeoShape, Geography, Geometry, Position};
pub(crate) use lists::joined;
pub use lists::{ListOf, Name, Order, Several, Together};
pub use literal::{Literal, Qualified, qualified};
pub use property::Property;

#[cfg(test)]
mod tests;
