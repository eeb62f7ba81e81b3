//! The default base URL.

use crate::model::{Api, Server};

/// Puts a URL before those of the description.
pub fn set_default(api: &mut Api, url: &str) {
    let url = url.trim_end_matches('/').to_owned();
    api.service.servers.retain(|server| server.url != url);
    api.service.servers.insert(0, Server { url, ..Server::default() });
}
