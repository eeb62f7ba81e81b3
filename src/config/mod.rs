//! What the user asks for: the command line, `rest-bindgen.toml` and [`Builder`](crate::Builder) fill the same fields.

pub mod selector;
