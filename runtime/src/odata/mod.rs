//! The query options of OData with types: paths of properties, literals and what is made of both (OData URL
//! Conventions 4.01, chapter 5). Everything here is text with a type around it; plain text goes everywhere too.

mod expand;
mod expression;
mod functions;
mod lists;
mod literal;
mod property;

pub use expand::Expand;
pub use expression::{Expression, Filter, Operand};
pub use functions::{literal, now};
pub(crate) use lists::joined;
pub use lists::{ListOf, Name, Order, Several, Together};
pub use literal::{Literal, Qualified, qualified};
pub use property::Property;

#[cfg(test)]
mod tests;
