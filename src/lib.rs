//! Writes typed Rust clients from OpenAPI and OData CSDL descriptions.

mod builder;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
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
mod rust;
pub mod source;
pub mod surface;
#[cfg(feature = "cli")]
pub mod write;

pub use builder::{Builder, Failed, Renamed, Written};

/// The examples of the README are compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
