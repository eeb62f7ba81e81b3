//! Who is calling.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret as _, SecretString};

use crate::bounds::{BoxFuture, MaybeSend, MaybeSync};
use crate::error::{Error, Result};
use crate::security::Security;

/// Adds what proves the caller's identity to a request. The client calls it for its own origin and for origins the
/// user trusts, right before a request is sent, and never for another.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `Credentials`",
    note = "a `TokenProvider` becomes `Credentials` by `TokenCache::new(provider)`"
)]
pub trait Credentials: MaybeSend + MaybeSync + 'static {
    /// Adds the proof to `request`; header values are to be marked sensitive. `scopes` are the rights the description
    /// names for the operation.
    fn authorize<'a>(&'a self, request: &'a mut Parts, scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>>;

    /// As [`authorize`](Self::authorize), for an operation that asks for schemes by name. Most credentials know no names
    /// and are sent to every operation that asks for some.
    fn authorize_for<'a>(&'a self, request: &'a mut Parts, security: Security) -> BoxFuture<'a, Result<()>> {
        self.authorize(request, security.scopes())
    }

    /// The service answered 401. `true` says that another request has a better proof: it is sent once more then, if
    /// its body can be had again.
    fn refused<'a>(&'a self, refusal: Refusal<'a>) -> BoxFuture<'a, Result<bool>> {
        let _ = refusal;
        Box::pin(std::future::ready(Ok(false)))
    }
}

/// A request whose credentials the service did not take.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Refusal<'a> {
    /// The rights the description names for the operation.
    pub scopes: &'a [&'a str],
    /// What the operation asks for.
    pub security: Security,
    /// The `Authorization` that was sent.
    pub authorization: Option<&'a HeaderValue>,
    /// The headers of the answer, with its challenges (`WWW-Authenticate`).
    pub headers: &'a HeaderMap,
}

/// No values.
impl fmt::Debug for Refusal<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Refusal({:?})", self.scopes)
    }
}

impl<C: Credentials + ?Sized> Credentials for Arc<C> {
    fn authorize<'a>(&'a self, request: &'a mut Parts, scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        (**self).authorize(request, scopes)
    }

    fn authorize_for<'a>(&'a self, request: &'a mut Parts, security: Security) -> BoxFuture<'a, Result<()>> {
        (**self).authorize_for(request, security)
    }

    fn refused<'a>(&'a self, refusal: Refusal<'a>) -> BoxFuture<'a, Result<bool>> {
        (**self).refused(refusal)
    }
}

impl<C: Credentials + ?Sized> Credentials for Box<C> {
    fn authorize<'a>(&'a self, request: &'a mut Parts, scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        (**self).authorize(request, scopes)
    }

    fn authorize_for<'a>(&'a self, request: &'a mut Parts, security: Security) -> BoxFuture<'a, Result<()>> {
        (**self).authorize_for(request, security)
    }

    fn refused<'a>(&'a self, refusal: Refusal<'a>) -> BoxFuture<'a, Result<bool>> {
        (**self).refused(refusal)
    }
}

pub(crate) fn secret_value(text: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text).map_err(|_| no_header())?;
    value.set_sensitive(true);
    Ok(value)
}

/// The error says nothing about the text, which is secret.
fn no_header() -> Error {
    Error::usage("the credentials hold what no header can hold, such as a line break, or a colon in the user name")
}

fn done<'a>(result: Result<()>) -> BoxFuture<'a, Result<()>> {
    Box::pin(std::future::ready(result))
}

/// What never changes is made once: the value of `Authorization`, if a header can hold it.
fn fixed(text: &str) -> Option<HeaderValue> {
    secret_value(text).ok()
}

/// Adds what was made once.
fn add_fixed<'a>(request: &mut Parts, value: Option<&HeaderValue>) -> BoxFuture<'a, Result<()>> {
    done(value.ok_or_else(no_header).map(|value| {
        request.headers.insert(header::AUTHORIZATION, copy(value));
    }))
}

/// The same value with bytes of its own. On its way a header is cloned several times: bytes that all calls share have a
/// count that all threads would write, one after the other.
pub(crate) fn copy(value: &HeaderValue) -> HeaderValue {
    let mut copy = HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| value.clone());
    copy.set_sensitive(value.is_sensitive());
    copy
}

/// A bearer token that stays the same.
pub struct Bearer(Option<HeaderValue>);

impl Bearer {
    /// The token, without the word `Bearer`.
    pub fn new(token: impl Into<String>) -> Self {
        Self(fixed(&format!("Bearer {}", token.into())))
    }
}

impl Credentials for Bearer {
    fn authorize<'a>(&'a self, request: &'a mut Parts, _scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        add_fixed(request, self.0.as_ref())
    }
}

/// A user name and a password.
pub struct Basic(Option<HeaderValue>);

impl Basic {
    /// The two in plain text. A user name with a colon cannot be told from its password (RFC 7617, 2): calls then fail,
    /// and nothing is sent.
    #[must_use]
    pub fn new(user: &str, password: &str) -> Self {
        if user.contains(':') {
            return Self(None);
        }
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        Self(fixed(&format!("Basic {pair}")))
    }
}

impl Credentials for Basic {
    fn authorize<'a>(&'a self, request: &'a mut Parts, _scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        add_fixed(request, self.0.as_ref())
    }
}

/// A key in a header, a query parameter or a cookie.
pub struct ApiKey {
    place: Place,
    name: String,
    key: SecretString,
}

#[derive(Clone, Copy)]
enum Place {
    Header,
    Query,
    Cookie,
}

impl ApiKey {
    /// A key in the header `name`.
    pub fn header(name: &str, key: impl Into<String>) -> Self {
        Self { place: Place::Header, name: name.to_owned(), key: key.into().into() }
    }

    /// A key in the query parameter `name`. Servers and proxies tend to log addresses: take a header where there is
    /// the choice.
    pub fn query(name: &str, key: impl Into<String>) -> Self {
        Self { place: Place::Query, name: name.to_owned(), key: key.into().into() }
    }

    /// A key in the cookie `name`.
    pub fn cookie(name: &str, key: impl Into<String>) -> Self {
        Self { place: Place::Cookie, name: name.to_owned(), key: key.into().into() }
    }

    fn add(&self, request: &mut Parts) -> Result<()> {
        let key = self.key.expose_secret();
        match self.place {
            Place::Header => {
                let name = HeaderName::from_bytes(self.name.as_bytes())
                    .map_err(|_| Error::usage(format!("{:?} is no header name", self.name)))?;
                request.headers.insert(name, secret_value(key)?);
            }
            Place::Cookie => {
                let bad = |byte: u8| byte.is_ascii_control() || matches!(byte, b';' | b',' | b'"' | b'\\' | b' ');
                if self.name.bytes().chain(key.bytes()).any(bad) || self.name.contains('=') {
                    return Err(Error::usage("the key holds a character that no cookie can hold"));
                }
                // One header has all cookies (RFC 6265, 5.4), those of the operation's parameters too.
                let mut cookies = match request.headers.get(header::COOKIE) {
                    Some(known) => [known.as_bytes(), b"; "].concat(),
                    None => Vec::new(),
                };
                cookies.extend_from_slice(format!("{}={key}", self.name).as_bytes());
                let mut value = HeaderValue::from_bytes(&cookies).map_err(|_| no_header())?;
                value.set_sensitive(true);
                request.headers.insert(header::COOKIE, value);
            }
            Place::Query => {
                let pair = crate::address::query_pair(&self.name, key);
                request.uri =
                    with_pair(&request.uri, &self.name, &pair).ok_or_else(|| Error::usage("the key makes no query"))?;
                request.extensions.get_or_insert_default::<KeysInQuery>().0.push(self.name.clone());
            }
        }
        Ok(())
    }
}

/// Names of what is secret in a query, for transports that tell addresses.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeysInQuery(Vec<String>);

impl KeysInQuery {
    /// A text that ends in an address, without the values of the keys in the query.
    pub(crate) fn hide(&self, text: &str) -> String {
        let Some((start, query)) = text.split_once('?') else { return text.to_owned() };
        let pairs = query.split('&').map(|pair| {
            let name = url::form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name);
            let is_key = name.is_some_and(|name| self.0.iter().any(|key| *key == name));
            if is_key { format!("{}=..", pair.split('=').next().unwrap_or_default()) } else { pair.to_owned() }
        });
        format!("{start}?{}", pairs.collect::<Vec<_>>().join("&"))
    }
}

/// An address with one more pair in its query. Links and redirects of services often have the key that the request had, so
/// one of the same name makes room.
fn with_pair(uri: &http::Uri, name: &str, pair: &str) -> Option<http::Uri> {
    let is_named = |known: &&str| {
        let known = url::form_urlencoded::parse(known.as_bytes()).next();
        known.is_some_and(|(known, _)| known == name)
    };
    let others = uri.query().into_iter().flat_map(|query| query.split('&')).filter(|known| !is_named(known));
    let query = others.chain([pair]).collect::<Vec<_>>().join("&");
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(format!("{}?{query}", uri.path()).parse().ok()?);
    http::Uri::from_parts(parts).ok()
}

impl Credentials for ApiKey {
    fn authorize<'a>(&'a self, request: &'a mut Parts, _scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        done(self.add(request))
    }
}

/// No credentials.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anonymous;

impl Credentials for Anonymous {
    fn authorize<'a>(&'a self, _request: &'a mut Parts, _scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        done(Ok(()))
    }
}

macro_rules! hidden {
    ($($type:ident),*) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(concat!(stringify!($type), "([hidden])"))
            }
        }
    )*};
}

hidden!(Bearer, Basic, ApiKey);
