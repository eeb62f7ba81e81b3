//! rest-bindgen.

pub mod diagnostics;
pub mod source;
