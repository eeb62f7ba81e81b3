//! Writes typed Rust clients from OpenAPI and OData CSDL descriptions.

pub mod config;
pub mod csdl;
pub mod diagnostics;
pub mod model;
pub mod openapi;
pub mod source;
