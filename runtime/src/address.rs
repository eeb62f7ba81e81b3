//! Addresses: what may go into a path, how queries are encoded, and which origins belong together.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use crate::Bytes;
use crate::error::{Error, Result};

/// Values in a path: all but RFC 3986's unreserved characters is encoded.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Values in a query: what OData options are full of stays readable, what ends or splits a pair does not.
const QUERY: &AsciiSet = &VALUE
    .remove(b'$')
    .remove(b',')
    .remove(b'(')
    .remove(b')')
    .remove(b':')
    .remove(b'@')
    .remove(b'/')
    .remove(b'*')
    .remove(b'!');

/// Text of a description's path template: encoded already, except where the description forgot to.
const TEMPLATE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'^')
    .add(b'|')
    .add(b'\\');

/// Adds text of a path template.
pub(crate) fn push_template(path: &mut String, text: &str) {
    if is_plain(text) {
        path.push_str(text);
    } else {
        path.extend(utf8_percent_encode(text, TEMPLATE));
    }
}

/// Adds a value as one segment of a path, or a part of one.
pub(crate) fn push_segment(path: &mut String, value: &str) -> Result<()> {
    if value.is_empty() {
        return Err(Error::usage("a value for the path is empty, which would name another resource"));
    }
    // Dots alone lead to another resource, also where servers decode before they look.
    if value == "." || value == ".." {
        return Err(Error::usage(format!("the value {value:?} for the path would lead to another resource")));
    }
    refuse_controls(value)?;
    path.extend(utf8_percent_encode(value, VALUE));
    Ok(())
}

/// Adds a value as the inside of an OData string literal: quotes doubled, then encoded.
pub(crate) fn push_literal(path: &mut String, value: &str) -> Result<()> {
    refuse_controls(value)?;
    path.extend(utf8_percent_encode(&value.replace('\'', "''"), VALUE));
    Ok(())
}

fn refuse_controls(value: &str) -> Result<()> {
    match value.chars().find(|letter| letter.is_control()) {
        None => Ok(()),
        Some(letter) => Err(Error::usage(format!("a value for the path holds the control character {letter:?}"))),
    }
}

/// `name=value`, encoded for a query.
pub(crate) fn query_pair(name: &str, value: &str) -> String {
    format!("{}={}", utf8_percent_encode(name, QUERY), utf8_percent_encode(value, QUERY))
}

/// One value of a list in a query: encoded so far that no separator is left in it.
pub(crate) fn list_value(value: &str) -> String {
    utf8_percent_encode(value, VALUE).to_string()
}

/// Scheme, host and port: what credentials are bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin(String);

impl Origin {
    pub(crate) fn of(url: &Url) -> Self {
        Self(url.origin().ascii_serialization())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A web address that is safe to send to: absolute, `http` or `https`, without user name or fragment, and the same to
/// both libraries that read addresses on the way. `None` for any other.
pub(crate) fn checked(text: &str) -> Option<(Url, http::Uri)> {
    let url = Url::parse(text).ok()?;
    let uri = text.parse::<http::Uri>().ok()?;
    let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    let authority = uri.authority()?;
    if !plain || authority.as_str().contains('@') || url.host_str().is_none() {
        return None;
    }
    let again = Url::parse(&format!("{}://{authority}/", uri.scheme_str()?)).ok()?;
    (url.origin() == again.origin()).then_some((url, uri))
}

/// Whether a path reads the same once it is resolved, by its letters alone: no segment begins with a dot, and nothing is
/// in it that one of the libraries might read as a dot or a slash, or write differently.
fn stays(path: &str) -> bool {
    path.starts_with('/') && is_plain(path) && !path.contains("/.")
}

/// Whether text holds nothing but letters that stand for themselves in a path.
fn is_plain(text: &str) -> bool {
    /// By the byte.
    const PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let mut byte = 0;
        while byte < 128 {
            plain[byte as usize] = (byte as u8).is_ascii_alphanumeric();
            byte += 1;
        }
        let marks = b"/-._~!$&'()*+,;=:@";
        let mut index = 0;
        while index < marks.len() {
            plain[marks[index] as usize] = true;
            index += 1;
        }
        plain
    };
    text.bytes().all(|byte| PLAIN[usize::from(byte)])
}

/// Whether an address stays on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The text of an address that could not be read, without what may be a password or a key in it.
fn without_secrets(text: &str) -> String {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let (before, rest) = text.split_at(text.find("//").map_or(0, |slashes| slashes + "//".len()));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{before}{host}{path}")
}

/// The address every path of a client is added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    text: String,
    origin: Origin,
    /// The scheme and the authority as they are written in every address that is made of this one.
    scheme: http::uri::Scheme,
    authority: http::uri::Authority,
    loopback: bool,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let refused = |why: &str| Error::usage(format!("the base URL {why}"));
        // A variable of the description whose value only the user knows.
        if let Some((name, _)) = text.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
            let how = "choose one by `with_server`, or give the whole URL by `with_base_url`";
            let text = without_secrets(text);
            return Err(refused(&format!("{text:?} has no value for `{name}`; {how}")));
        }
        let url = Url::parse(text).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => {
                let text = without_secrets(text);
                refused(&format!("{text:?} names no host; give the whole one by `with_base_url`"))
            }
            error => refused(&format!("is none: {error}")),
        })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("holds a user name; use credentials"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refused("holds a query or a fragment"));
        }
        let (url, uri) = checked(url.as_str()).ok_or_else(|| refused("is not an http or https address"))?;
        let uri = uri.into_parts();
        let (Some(scheme), Some(authority)) = (uri.scheme, uri.authority) else { return Err(refused("names no host")) };
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { text, origin: Origin::of(&url), scheme, authority, loopback: is_loopback(&url) })
    }

    /// The same path on another host.
    pub(crate) fn on(&self, host: &str) -> Result<Self> {
        let other = Self::parse(host)?;
        let path = self.text.get(self.origin.as_str().len()..).unwrap_or_default();
        Self::parse(&format!("{}{path}", other.origin.as_str()))
    }

    /// Whether a base URL in a description names its own origin.
    pub(crate) fn is_whole(text: &str) -> bool {
        text.starts_with("//") || Url::parse(text).is_ok()
    }

    /// A base URL in a description, which may be relative to this one (RFC 3986, 5.2).
    pub(crate) fn server(&self, text: &str) -> Result<Self> {
        let from = Url::parse(&format!("{}/", self.text)).map_err(|_| Error::usage("the base URL is none"))?;
        let whole = from.join(text).map_err(|error| Error::usage(format!("the base URL is none: {error}")))?;
        Self::parse(whole.as_str())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether an address is of this origin by its very letters, which needs no second reading of it.
    pub(crate) fn begins(&self, uri: &http::Uri) -> bool {
        uri.scheme() == Some(&self.scheme)
            && uri.authority().is_some_and(|found| found.as_str() == self.authority.as_str())
    }

    /// Whether nobody but this machine, or the service, reads what is sent here.
    pub(crate) fn is_private(&self) -> bool {
        self.loopback || self.scheme == http::uri::Scheme::HTTPS
    }

    /// The address of a path and a query, both encoded.
    pub(crate) fn join(&self, path: &str, query: &str) -> Result<http::Uri> {
        let separator = if path.is_empty() || path.starts_with('/') { "" } else { "/" };
        // A template may begin the query itself.
        let mark = match (query.is_empty(), path.contains('?')) {
            (true, _) => "",
            (false, false) => "?",
            (false, true) => "&",
        };
        let prefix = self.text.get(self.origin.as_str().len()..).unwrap_or_default();
        let (scheme, authority) = (self.scheme.as_str(), self.authority.as_str());
        let whole = [scheme, "://", authority, prefix, separator, path, mark, query].concat();
        let before = scheme.len() + "://".len() + authority.len();
        let end = whole.len() - mark.len() - query.len();
        let asked = whole.get(before..end).unwrap_or_default();
        let no_address = || Error::usage("the path makes no address");
        let ours = |uri: Result<http::Uri, _>| uri.ok().filter(|uri| self.begins(uri)).ok_or_else(no_address);
        if stays(asked) {
            // The base URL was checked, and such a path does not change what is read of it. The bytes are those of this
            // address alone: a count of all that share the base URL would be written by every call of every thread.
            return ours(http::Uri::from_maybe_shared(Bytes::from(whole)));
        }
        let asked = asked.split('?').next().unwrap_or_default();
        let uri = ours(whole.parse())?;
        let url = Url::parse(&whole).map_err(|_| no_address())?;
        if url[..url::Position::BeforePath] != *self.origin.as_str() {
            return Err(no_address());
        }
        // The last guard: a path that reads differently once it is resolved leads somewhere else.
        if url.path() != asked && !(asked.is_empty() && url.path() == "/") {
            return Err(Error::usage("the path would lead to another resource"));
        }
        Ok(uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(value: &str) -> Option<String> {
        let mut path = String::from("/a/");
        push_segment(&mut path, value).ok()?;
        path.push_str("/b");
        Some(BaseUrl::parse("https://host/v1").and_then(|base| base.join(&path, "")).ok()?.path().to_owned())
    }

    #[test]
    fn a_value_is_one_segment_or_refused() {
        for value in ["", ".", "..", "a\r\nb", "\0", "\t", "\u{7f}", "\u{85}"] {
            assert_eq!(segment(value), None, "{value:?}");
        }
        for (value, path) in [
            ("a/b", "/v1/a/a%2Fb/b"),
            ("a\\b", "/v1/a/a%5Cb/b"),
            ("%2e%2e", "/v1/a/%252e%252e/b"),
            ("...", "/v1/a/.../b"),
            ("a?b#c", "/v1/a/a%3Fb%23c/b"),
            ("é ", "/v1/a/%C3%A9%20/b"),
            ("a;b=c", "/v1/a/a%3Bb%3Dc/b"),
        ] {
            assert_eq!(segment(value).as_deref(), Some(path));
        }
        for byte in 0..=255_u8 {
            let value = char::from(byte).to_string();
            if let Some(path) = segment(&value) {
                assert_eq!(path.split('/').count(), 5, "{value:?}");
            }
        }
    }

    #[test]
    fn literals_and_queries() {
        let mut path = String::new();
        assert!(push_literal(&mut path, "O'Neil/..").is_ok());
        assert_eq!(path, "O%27%27Neil%2F..");
        assert!(push_literal(&mut path, "\n").is_err());
        assert_eq!(query_pair("$filter", "a eq 'b&c' + d"), "$filter=a%20eq%20%27b%26c%27%20%2B%20d");
        assert_eq!(query_pair("$expand", "m($select=id;$top=5)"), "$expand=m($select%3Did%3B$top%3D5)");
    }

    #[test]
    fn base_urls() {
        for bad in [
            "",
            "/v1",
            "ftp://a",
            "https://u@a",
            "https://u:p@a",
            "https://a?x",
            "https://a#x",
            "file:///a",
            "https://",
        ] {
            assert!(BaseUrl::parse(bad).is_err(), "{bad}");
        }
        let base = BaseUrl::parse("https://Graph.Microsoft.com:443/beta/").ok();
        assert_eq!(base.as_ref().map(BaseUrl::as_str), Some("https://graph.microsoft.com/beta"));
        let moved = base.and_then(|base| base.on("https://graph.microsoft.us").ok());
        assert_eq!(moved.as_ref().map(BaseUrl::as_str), Some("https://graph.microsoft.us/beta"));
    }

    #[test]
    fn servers_of_one_operation() {
        let base = BaseUrl::parse("https://host/api/v1/").ok();
        for (server, whole) in [
            ("https://other.example/base/", "https://other.example/base"),
            ("//other.example", "https://other.example"),
            ("/v2", "https://host/v2"),
            ("v2/", "https://host/api/v1/v2"),
            ("../v2", "https://host/api/v2"),
            ("", "https://host/api/v1"),
        ] {
            let found = base.as_ref().and_then(|base| base.server(server).ok());
            assert_eq!(found.as_ref().map(BaseUrl::as_str), Some(whole), "{server}");
        }
        assert!(base.is_some_and(|base| base.server("https://u:p@other.example").is_err()));
    }

    #[test]
    fn a_path_that_stays_is_one_that_is_resolved_to_itself() {
        let pieces = ["/", "a", ".", "..", "%2e", "%", "\\", ":", "@", "'", "(", "~", "\t", "?", "#", "|", "[", "é"];
        let mut stayed = 0;
        for one in pieces {
            for two in pieces {
                for three in pieces {
                    let path = format!("/{one}{two}{three}");
                    if stays(&path) {
                        let text = format!("https://host{path}");
                        let url = Url::parse(&text);
                        assert_eq!(url.as_ref().map(|url| (url.path(), url.host_str())), Ok((&*path, Some("host"))));
                        stayed += 1;
                    }
                }
            }
        }
        assert!(stayed > 100, "{stayed}");
    }

    #[test]
    fn a_base_url_that_is_none_tells_no_secret() {
        for (text, told) in [
            ("https://me:canary@{host}/v1?canary", "\"https://{host}/v1\" has no value for `host`"),
            ("//me:canary@host/a//b?key=canary", "\"//host/a//b\" names no host"),
            ("@host/a?canary", "\"host/a\" names no host"),
            ("/v1", "\"/v1\" names no host"),
            ("https://me:canary@host/", "holds a user name"),
            ("https://host/?canary", "holds a query"),
            ("https://me:canary@:1", "is none"),
        ] {
            let error = BaseUrl::parse(text).err();
            let said = error.as_ref().map(ToString::to_string).unwrap_or_default();
            assert!(said.contains(told) && !format!("{said} {error:?}").contains("canary"), "{said} {error:?}");
        }
    }

    #[test]
    fn a_template_may_begin_the_query() {
        let base = BaseUrl::parse("https://host/v1").ok();
        let join = |query: &str| base.as_ref().and_then(|base| base.join("/a?action=list", query).ok());
        assert_eq!(join("").map(|uri| uri.to_string()).as_deref(), Some("https://host/v1/a?action=list"));
        assert_eq!(join("b=1").map(|uri| uri.to_string()).as_deref(), Some("https://host/v1/a?action=list&b=1"));
    }

    #[test]
    fn a_template_cannot_climb() {
        let base = BaseUrl::parse("https://host/v1");
        let join = |path: &str| base.as_ref().ok().and_then(|base| base.join(path, "").ok());
        assert!(join("/a/../b").is_none());
        assert!(join("/a/%2e%2E/b").is_none());
        assert!(join("/a/b(c='d')").is_some());
    }

    #[test]
    fn addresses_two_libraries_read_differently_are_refused() {
        for text in [
            "https://a.example\\@b.example/",
            "https://a.example@b.example/",
            "https://a\t.example/",
            "//a/",
            "https:a",
        ] {
            assert!(checked(text).is_none(), "{text:?}");
        }
        assert!(checked("https://A.example:443/x?y=%20").is_some());
    }
}
