//! From the tree to the model, one file for each object of the specification.

mod context;
mod document;
mod encoding;
mod example;
mod extensions;
mod incoming;
mod json;
mod leaf;
mod media_type;
mod odata;
mod operation;
mod order;
mod pageable;
mod parameter;
mod path_item;
mod request_body;
mod response;
mod schema;
mod security;
mod sequence;
mod server;
mod spot;
mod unused;

pub(super) use context::Document;
pub(super) use document::read;
