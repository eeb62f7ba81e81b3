//! rest-bindgen.
