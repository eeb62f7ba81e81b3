//! Which requests a mock is for.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use wiremock::{Match, Request};

use super::batch::Part;
use crate::Bytes;
use crate::odata::{MediaKind, own_headers};

/// The parameters by which pages of a mocked list follow each other, and by which rounds of changes do.
const PAGE: &str = "$skiptoken";
const ROUND: &str = "$deltatoken";

/// Headers that say nothing of what is asked for.
const ASIDE: [HeaderName; 4] =
    [header::ACCEPT_ENCODING, header::AUTHORIZATION, header::CONTENT_LENGTH, header::USER_AGENT];

/// What requests are compared with.
#[derive(Clone)]
pub struct Matcher {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    /// Parameters that a request must not have.
    without: Vec<&'static str>,
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
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            query: pairs(request.uri().query().unwrap_or_default()),
            without: Vec::new(),
            headers,
            body: Some(request.body().clone()),
            any: Vec::new(),
        }
    }

    /// The address of a further page.
    pub(super) fn page(&self, server: &str, index: usize) -> String {
        self.address(server, (PAGE, &index.to_string()))
    }

    /// The address of a further round of changes.
    pub(super) fn round(&self, server: &str, token: &str) -> String {
        self.address(server, (ROUND, token))
    }

    fn address(&self, server: &str, mark: (&str, &str)) -> String {
        let others = self.query.iter().filter(|(name, _)| name != mark.0);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(others).append_pair(mark.0, mark.1);
        format!("{server}{}?{}", self.path, query.finish())
    }

    /// The same for a page: the first has no mark, the others have theirs, and none has that of another round.
    pub(super) fn of_page(&self, index: usize) -> Self {
        let mut page = self.clone();
        if index > 0 {
            page.query.retain(|(name, _)| name != PAGE);
            page.query.push((PAGE.to_owned(), index.to_string()));
        }
        let is_own = |mark: &str| page.query.iter().any(|(name, _)| name == mark);
        page.without = [PAGE, ROUND].into_iter().filter(|mark| !is_own(mark)).collect();
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
        if left.iter().any(|(name, _)| self.without.contains(&name.as_str())) {
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
            _ => {
                let (expected, found) = (self.headers.get_all(name), headers.get_all(name));
                expected.iter().eq(found.iter()) || {
                    let pairs = expected.iter().zip(found.iter());
                    let text = |(expected, found): (&HeaderValue, &HeaderValue)| {
                        self.is_text(expected.to_str().ok()?, found.to_str().ok()?).then_some(())
                    };
                    expected.iter().count() == found.iter().count() && pairs.map(text).all(|same| same.is_some())
                }
            }
        })
    }

    /// Whether a request in a batch is the expected one; its address starts at `base`. Headers that belong to the batch
    /// do not count.
    pub(super) fn is_part(&self, base: &str, part: &Part) -> bool {
        let (path, query) = part.url.split_once('?').unwrap_or((&part.url, ""));
        part.method == self.method.as_str()
            && self.has_path(&format!("{base}/{}", path.trim_start_matches('/')))
            && self.has_query(query)
            && own_headers(&self.headers)
                .iter()
                .all(|(name, value)| part.headers.get(name).is_some_and(|found| self.is_text(value, found)))
            && match &self.body {
                Some(expected) if expected.is_empty() => part.body.is_null(),
                Some(_) => self.has_body(&self.part_body(part)),
                None => true,
            }
    }

    /// The body of a part as it would be sent alone.
    fn part_body(&self, part: &Part) -> Vec<u8> {
        let text = part.body.as_str().unwrap_or_default();
        match MediaKind::of(&self.headers) {
            MediaKind::Json => serde_json::to_vec(&part.body).unwrap_or_default(),
            MediaKind::Text => text.as_bytes().to_vec(),
            MediaKind::Bytes | MediaKind::Unsaid => URL_SAFE.decode(text).unwrap_or_default(),
        }
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
