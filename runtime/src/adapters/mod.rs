//! Ways to the network, and around it, that a client does not take by itself.

#[cfg(all(feature = "azure", not(target_arch = "wasm32")))]
mod azure;
#[cfg(not(target_arch = "wasm32"))]
pub mod blocking;
mod in_memory;
#[cfg(feature = "oauth2")]
mod oauth2;
#[cfg(all(feature = "ureq", not(target_arch = "wasm32")))]
mod over_ureq;
#[cfg(feature = "tower")]
mod tower;

#[cfg(all(feature = "azure", not(target_arch = "wasm32")))]
pub use azure::AzureCredential;
pub use in_memory::{InMemoryTransport, Recorded};
#[cfg(feature = "oauth2")]
pub use oauth2::ClientCredentials;
#[cfg(all(feature = "ureq", not(target_arch = "wasm32")))]
pub use over_ureq::UreqTransport;
#[cfg(feature = "tower")]
pub use tower::TowerTransport;
