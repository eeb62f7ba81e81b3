//! Who is calling.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use http::request::Parts;
use http::{HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret as _, SecretString};

use crate::error::{Error, Result};
use crate::transport::BoxFuture;

/// Adds what proves the caller's identity to a request. The client calls it for its own origin and for origins the
/// user trusts, right before a request is sent, and never for another.
pub trait Credentials: Send + Sync + 'static {
    /// Adds the proof to `request`; header values are to be marked sensitive. `scopes` are the rights the description
    /// names for the operation.
    fn authorize<'a>(&'a self, request: &'a mut Parts, scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>>;
}

/// A source of bearer tokens, such as an identity library: all that is needed to make it [`Credentials`].
pub trait TokenProvider: Send + Sync + 'static {
    /// A token that is good for `scopes`. The source keeps it as long as it is good.
    fn token<'a>(&'a self, scopes: &'a [&'a str]) -> BoxFuture<'a, Result<SecretString>>;
}

impl<P: TokenProvider> Credentials for P {
    fn authorize<'a>(&'a self, request: &'a mut Parts, scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let token = self.token(scopes).await?;
            let value = secret_value(&format!("Bearer {}", token.expose_secret()))?;
            request.headers.insert(header::AUTHORIZATION, value);
            Ok(())
        })
    }
}

impl Credentials for Arc<dyn Credentials> {
    fn authorize<'a>(&'a self, request: &'a mut Parts, scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        (**self).authorize(request, scopes)
    }
}

fn secret_value(text: &str) -> Result<HeaderValue> {
    // The error says nothing about the text, which is secret.
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Error::usage("the credentials hold a character that no header can hold"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn done<'a>(result: Result<()>) -> BoxFuture<'a, Result<()>> {
    Box::pin(std::future::ready(result))
}

/// A bearer token that stays the same.
pub struct Bearer(SecretString);

impl Bearer {
    /// The token, without the word `Bearer`.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into().into())
    }
}

impl TokenProvider for Bearer {
    fn token<'a>(&'a self, _scopes: &'a [&'a str]) -> BoxFuture<'a, Result<SecretString>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}

/// A user name and a password.
pub struct Basic(SecretString);

impl Basic {
    /// The two in plain text.
    #[must_use]
    pub fn new(user: &str, password: &str) -> Self {
        Self(base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}")).into())
    }
}

impl Credentials for Basic {
    fn authorize<'a>(&'a self, request: &'a mut Parts, _scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        let value = secret_value(&format!("Basic {}", self.0.expose_secret()));
        done(value.map(|value| {
            request.headers.insert(header::AUTHORIZATION, value);
        }))
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
                request.headers.append(header::COOKIE, secret_value(&format!("{}={key}", self.name))?);
            }
            Place::Query => {
                let pair = crate::address::query_pair(&self.name, key);
                let separator = if request.uri.query().is_some() { '&' } else { '?' };
                request.uri = format!("{}{separator}{pair}", request.uri)
                    .parse()
                    .map_err(|_| Error::usage("the key cannot be put into the query"))?;
            }
        }
        Ok(())
    }
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
