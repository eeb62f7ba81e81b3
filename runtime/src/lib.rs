//! The runtime of clients written by rest-bindgen.
