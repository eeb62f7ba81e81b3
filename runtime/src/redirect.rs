//! Where a redirect leads, and which are followed.

use http::{Method, StatusCode, header};
use url::Url;

use crate::address::checked;

/// How many redirects are followed.
pub(crate) const MOST_REDIRECTS: u8 = 10;

/// Where to go next: only within the same origin or to one that the user trusts, and only where repeating the request is
/// what the status means.
#[cold]
pub(crate) fn redirect<B>(
    method: &Method,
    from: &http::Uri,
    response: &http::Response<B>,
    is_trusted: impl Fn(&http::Uri) -> bool,
) -> Option<http::Uri> {
    let reading = matches!(*method, Method::GET | Method::HEAD);
    match response.status() {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => {}
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER if reading => {}
        _ => return None,
    }
    let location = response.headers().get(header::LOCATION)?.to_str().ok().filter(|text| !text.is_empty())?;
    let from = Url::parse(&from.to_string()).ok()?;
    let mut next = from.join(location).ok()?;
    next.set_fragment(None);
    let (next, uri) = checked(next.as_str())?;
    (next.origin() == from.origin() || is_trusted(&uri)).then_some(uri)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn next(method: &Method, from: &str, status: u16, location: &str) -> Option<String> {
        let mut response = http::Response::new(());
        *response.status_mut() = StatusCode::from_u16(status).ok()?;
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_bytes(location.as_bytes()).ok()?);
        let from = from.parse().ok()?;
        redirect(method, &from, &response, |_| false).map(|uri| uri.to_string())
    }

    #[test]
    fn redirects_stay_within_their_origin() {
        let from = "https://host.example/a/b?c=1";
        for (location, to) in [
            ("/x", "https://host.example/x"),
            ("x?y=1#z", "https://host.example/a/x?y=1"),
            ("?y", "https://host.example/a/b?y"),
            ("https://HOST.example:443/x", "https://host.example/x"),
            ("../../../x", "https://host.example/x"),
        ] {
            for status in [301, 302, 303, 307, 308] {
                assert_eq!(next(&Method::GET, from, status, location).as_deref(), Some(to), "{status} {location}");
            }
        }
        for location in [
            "http://host.example/x",
            "https://host.example:8443/x",
            "http://host.example:443/x",
            "https://host.example./x",
            "https://sub.host.example/x",
            "https://host.example.evil.example/x",
            "https://user@host.example/x",
            "https://user:word@host.example/x",
            "https://host.example@evil.example/x",
            "https://evil.example/https://host.example/",
            "//evil.example/x",
            "///evil.example/x",
            "\\\\evil.example/x",
            "/\\evil.example/x",
            "https:\\\\evil.example/x",
            "https://evil.example\\@host.example/x",
            "https://host.ex\u{e4}mple/x",
            "data:text/plain,x",
            "javascript:alert(1)",
            "file:///x",
            "ftp://host.example/x",
            "",
        ] {
            for status in [301, 302, 303, 307, 308] {
                assert_eq!(next(&Method::GET, from, status, location), None, "{status} {location}");
            }
        }
        // What changes something is sent again only where the status says that it was not carried out.
        for method in [Method::POST, Method::PATCH, Method::PUT, Method::DELETE] {
            for status in [300, 301, 302, 303, 304, 305, 306] {
                assert_eq!(next(&method, from, status, "/x"), None, "{method} {status}");
            }
            assert!(next(&method, from, 307, "/x").is_some() && next(&method, from, 308, "/x").is_some());
        }
    }
}
