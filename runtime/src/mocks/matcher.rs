//! Which requests a mock is for.

use std::fmt;

use http::{HeaderMap, HeaderName, Method, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use wiremock::{Match, Request};

use crate::Bytes;

/// The parameter by which pages of a mocked list follow each other.
const PAGE: &str = "$skiptoken";

/// Headers that say nothing of what is asked for.
const ASIDE: [HeaderName; 4] =
    [header::ACCEPT_ENCODING, header::AUTHORIZATION, header::CONTENT_LENGTH, header::USER_AGENT];

/// What requests are compared with.
#[derive(Clone)]
pub struct Matcher {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    /// A parameter that a request must not have.
    without: Option<&'static str>,
    headers: HeaderMap,
    /// The body; `None` is any.
    pub(super) body: Option<Bytes>,
    /// Texts that stand for any.
    pub(super) any: Vec<String>,
}

impl Matcher {
    pub(super) fn of(request: &http::Request<Bytes>) -> Self {
        let mut headers = request.headers().clone();
        for name in ASIDE {
            headers.remove(name);
        }
        // Its boundary is another each time.
        let is_multipart = essence(&headers, header::CONTENT_TYPE).starts_with("multipart/");
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            query: pairs(request.uri().query().unwrap_or_default()),
            without: None,
            headers,
            body: Some(request.body().clone()).filter(|_| !is_multipart),
            any: Vec::new(),
        }
    }

    /// The address of a further page.
    pub(super) fn page(&self, server: &str, index: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.query).append_pair(PAGE, &index.to_string());
        format!("{server}{}?{}", self.path, query.finish())
    }

    /// The same for a page: the first has no mark, the others have theirs.
    pub(super) fn of_page(&self, index: usize) -> Self {
        let mut page = self.clone();
        if index == 0 {
            page.without = Some(PAGE);
        } else {
            page.query.push((PAGE.to_owned(), index.to_string()));
        }
        page
    }

    fn has_path(&self, path: &str) -> bool {
        let (mut expected, mut found) = (self.path.split('/'), path.split('/'));
        loop {
            match (expected.next(), found.next()) {
                (None, None) => return true,
                (Some(expected), Some(found)) if self.is_text(&decoded(expected), &decoded(found)) => {}
                _ => return false,
            }
        }
    }

    fn has_query(&self, query: &str) -> bool {
        let mut left = pairs(query);
        if self.without.is_some_and(|without| left.iter().any(|(name, _)| name == without)) {
            return false;
        }
        self.query.iter().all(|(name, value)| {
            let at = left.iter().position(|(known, found)| known == name && self.is_text(value, found));
            at.map(|at| left.remove(at)).is_some()
        })
    }

    fn has_headers(&self, headers: &HeaderMap) -> bool {
        self.headers.keys().all(|name| match *name {
            header::CONTENT_TYPE => essence(&self.headers, name.clone()) == essence(headers, name.clone()),
            _ => self.headers.get_all(name).iter().eq(headers.get_all(name)),
        })
    }

    fn has_body(&self, body: &[u8]) -> bool {
        let Some(expected) = &self.body else { return true };
        let json = |text: &[u8]| serde_json::from_slice::<Value>(text).ok();
        **expected == *body || json(expected).is_some_and(|expected| json(body) == Some(expected))
    }

    /// Whether a text is the expected one, in which some words stand for any.
    fn is_text(&self, expected: &str, found: &str) -> bool {
        match self.any.iter().filter(|any| !any.is_empty()).find_map(|any| expected.split_once(any.as_str())) {
            None => expected == found,
            Some((before, after)) => {
                let Some(rest) = found.strip_prefix(before) else { return false };
                rest.char_indices().map(|(at, _)| at).skip(1).chain([rest.len()]).any(|at| {
                    let (any, end) = rest.split_at(at);
                    !any.is_empty() && self.is_text(after, end)
                })
            }
        }
    }
}

impl Match for Matcher {
    fn matches(&self, request: &Request) -> bool {
        request.method == self.method
            && self.has_path(request.url.path())
            && self.has_query(request.url.query().unwrap_or_default())
            && self.has_headers(&request.headers)
            && self.has_body(&request.body)
    }
}

/// The method and the address, for what wiremock says of mocks that were not asked for as expected.
impl fmt::Display for Matcher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.method, self.path)?;
        for (index, (name, value)) in self.query.iter().enumerate() {
            write!(out, "{}{name}={value}", if index == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Matcher({self})")
    }
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

fn pairs(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// A media type without its parameters.
fn essence(headers: &HeaderMap, name: HeaderName) -> &str {
    let text = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher(method: Method, address: &str) -> Matcher {
        let mut request = http::Request::new(Bytes::new());
        *request.method_mut() = method;
        *request.uri_mut() = address.parse().unwrap_or_default();
        Matcher::of(&request)
    }

    #[test]
    fn arguments_may_be_any() {
        let mut matcher = matcher(Method::GET, "/v1/tokens/any/of(x='any')?a=any&b=1");
        assert!(matcher.has_path("/v1/tokens/any/of(x='any')") && !matcher.has_path("/v1/tokens/1/of(x='2')"));
        matcher.any.push("any".to_owned());
        assert!(matcher.has_path("/v1/tokens/1/of(x='2%2F3')"));
        for other in ["/v1/tokens/1/of(x='')", "/v1/tokens//of(x='2')", "/v1/tokens/1/2/of(x='2')", "/v1/tokens/1"] {
            assert!(!matcher.has_path(other), "{other}");
        }
        assert!(matcher.has_query("c=3&b=1&a=%20") && !matcher.has_query("a=2") && !matcher.has_query("a=2&b=2"));
    }

    #[test]
    fn pages_are_told_apart() {
        let matcher = matcher(Method::GET, "/v1/tokens?$top=2");
        assert_eq!(matcher.page("http://h", 1), "http://h/v1/tokens?%24top=2&%24skiptoken=1");
        let (first, second) = (matcher.of_page(0), matcher.of_page(1));
        assert!(first.has_query("$top=2") && !first.has_query("$top=2&$skiptoken=1"));
        assert!(second.has_query("$top=2&$skiptoken=1") && !second.has_query("$top=2"));
        assert_eq!(second.to_string(), "GET /v1/tokens?$top=2&$skiptoken=1");
    }
}
