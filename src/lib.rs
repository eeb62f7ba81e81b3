//! Writes typed Rust clients from OpenAPI and OData CSDL descriptions.

pub mod config;
pub mod csdl;
pub mod diagnostics;
mod emit;
mod format;
pub mod model;
pub mod names;
pub mod openapi;
mod output;
pub mod passes;
pub mod pipeline;
pub mod source;
pub mod write;
