//! What is sent and what is answered, in terms of CSDL.

use crate::csdl::catalog::{Overload, Structured};

/// What is sent.
pub(super) enum Sent<'a> {
    /// An entity or complex value.
    Value(&'a Structured<'a>),
    /// A collection of complex values.
    Values(&'a Structured<'a>),
    /// The parameters of an action, as one object.
    Parameters(&'a Overload<'a>),
    /// A stream of one of these media types.
    Stream(Vec<String>),
    /// The address of an entity to link to.
    Reference,
}

/// What is answered.
pub(super) enum Answer<'a> {
    /// A page of entities or complex values.
    Page(&'a Structured<'a>, &'static str),
    /// An entity or complex value.
    Value(&'a Structured<'a>, &'static str),
    /// Nothing.
    Nothing,
    /// What an action or function returns.
    Returned(&'a Overload<'a>),
    /// A number as plain text.
    Count,
    /// A stream of one of these media types.
    Stream(Vec<String>),
    /// The addresses of linked entities.
    References,
    /// The address of the linked entity.
    Reference,
}
