//! Adapters of other crates' clients, over loopback.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]
#![cfg(any(feature = "azure", feature = "oauth2", feature = "tower", feature = "ureq"))]

#[path = "adapters/azure.rs"]
#[cfg(feature = "azure")]
mod azure;
#[path = "adapters/oauth2.rs"]
#[cfg(feature = "oauth2")]
mod oauth2;
#[path = "adapters/over_ureq.rs"]
#[cfg(feature = "ureq")]
mod over_ureq;
mod server;
mod shape;
#[path = "adapters/tower.rs"]
#[cfg(feature = "tower")]
mod tower;

use rest_bindgen_runtime as rt;

const BODY: &str = r#"{"name":"n","id":"a"}"#;

/// All that an error says, its causes included.
fn text(error: &rt::Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}
