//! The runtime of clients written by rest-bindgen.
//!
//! A generated crate calls this one under the name `rt`; its user meets the client, credentials, calls, errors and
//! value types that are named here. Nothing in it depends on an async runtime unless the `reqwest` feature is on.
#![forbid(unsafe_code)]

mod derived;
mod flags;
mod json;
mod open;
mod text;
mod values;

pub use bytes::Bytes;
pub use derived::{DerivedFrom, TypeName, downcast, is_type, upcast};
#[doc(hidden)]
pub use derived::downcast_stated;
pub use flags::Flags;
pub use http;
pub use http::Method;
pub use json::*;
pub use open::{Open, UnknownMember, UnknownValue, WireEnum};
#[doc(hidden)]
pub use open::{decode_member, encode_member, enum_text};
#[doc(hidden)]
pub use serde;
pub use text::ToText;
pub use values::{Base64, Binary, Date, DateTimeOffset, Decimal, Duration, Guid, TimeOfDay, ValueError};

/// The version of the contract between generated code and this crate; generated code asserts it.
pub const CONTRACT: u32 = 1;
