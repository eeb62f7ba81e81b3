//! The default base URL.

use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::{Api, Server},
};

/// Puts a URL before those of the description.
pub fn set_default(api: &mut Api, url: &str, diagnostics: &mut Diagnostics) {
    let url = url.trim_end_matches('/').to_owned();
    if !is_base_url(&url) {
        let error = Diagnostic::error(Code::BadConfiguration, format!("`{url}` is no base URL"));
        diagnostics.push(error.help("write `https://host/path`, or `/path` for a host that only the user knows"));
    }
    api.service.servers.retain(|server| server.url != url);
    api.service.servers.insert(0, Server { url, ..Server::default() });
}

/// Whether the client can begin an address with it: what it reads itself is read by the runtime.
fn is_base_url(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_whole = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'));
    let is_path = url.is_empty() || (url.starts_with('/') && !url.starts_with("//"));
    let unfit = |one: char| one.is_whitespace() || one.is_control() || "?#@{}\\".contains(one);
    (is_whole || is_path) && !url.contains(unfit)
}

#[cfg(test)]
mod tests {
    use super::is_base_url;

    #[test]
    fn a_base_url_is_whole_or_a_path() {
        for good in ["https://host", "http://127.0.0.1:8080/v1", "/v1", ""] {
            assert!(is_base_url(good), "{good}");
        }
        for bad in
            ["host", "ftp://host", "https://", "https:///v1", "//host", "https://a b", "https://h/?x", "https://u@h"]
        {
            assert!(!is_base_url(bad), "{bad}");
        }
    }
}
