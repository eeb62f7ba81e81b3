//! Ways to the network, and around it, that a client does not take by itself.

#[cfg(not(target_arch = "wasm32"))]
pub mod blocking;
mod in_memory;

pub use in_memory::{InMemoryTransport, Recorded};
