//! Tokens that expire: where they come from, how long they are kept, and what follows when one is refused.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use http::request::Parts;
use http::{HeaderValue, header};
use secrecy::{ExposeSecret as _, SecretString};

use crate::bounds::{BoxFuture, MaybeSend, MaybeSync};
use crate::clock::{self, Instant};
use crate::credentials::{Credentials, Refusal, copy, secret_value};
use crate::error::{Error, Result};

/// How long before its end a token is renewed, unless set.
const MARGIN: Duration = Duration::from_secs(300);

/// How long a token that is still good is used on after its renewal was begun, before that is tried again.
const PAUSE: Duration = Duration::from_secs(30);

/// A source of bearer tokens, such as an identity library. A [`TokenCache`] around it makes it [`Credentials`].
pub trait TokenProvider: MaybeSend + MaybeSync + 'static {
    /// A new token. [`Error::credentials`] takes any error of the source; its text must not hold a secret.
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<AccessToken>>;

    /// Whether its tokens are good for every operation, so that one is enough. Otherwise there is one for each list of
    /// scopes that operations ask for.
    fn is_for_all_scopes(&self) -> bool {
        false
    }
}

impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        (**self).token(request)
    }

    fn is_for_all_scopes(&self) -> bool {
        (**self).is_for_all_scopes()
    }
}

impl<P: TokenProvider + ?Sized> TokenProvider for Box<P> {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        (**self).token(request)
    }

    fn is_for_all_scopes(&self) -> bool {
        (**self).is_for_all_scopes()
    }
}

/// What a token is to be good for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TokenRequest<'a> {
    /// The rights the description names for the operation; empty when it names none, or when one token is for all.
    pub scopes: &'a [&'a str],
    /// What the service says must be in the token (the `claims` of its challenge, as JSON), after it refused one.
    pub claims: Option<&'a str>,
    /// The service refused the last token: the source must not give it again out of a cache of its own.
    pub refused: bool,
}

/// A token and how long it is good.
#[derive(Clone)]
pub struct AccessToken {
    secret: SecretString,
    life: Option<Duration>,
}

impl AccessToken {
    /// A token, without the word `Bearer`, that is good until it is refused.
    pub fn new(token: impl Into<String>) -> Self {
        Self { secret: token.into().into(), life: None }
    }

    /// The same token, good for so long from now (`expires_in`).
    #[must_use]
    pub fn expires_in(mut self, life: Duration) -> Self {
        self.life = Some(life);
        self
    }

    /// The same token, good until then.
    #[must_use]
    pub fn expires_at(self, end: SystemTime) -> Self {
        self.expires_in(end.duration_since(clock::now()).unwrap_or_default())
    }
}

/// The life, not the token.
impl fmt::Debug for AccessToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "AccessToken([hidden], {:?})", self.life)
    }
}

/// Credentials of a [`TokenProvider`]: its token is kept for the scopes it was asked for until shortly before it expires.
///
/// The provider is asked once, however many calls wait for the token. When the service answers 401, the provider is asked
/// for another token, with the `claims` of the challenge if it has any, and the request is sent once more: it was refused
/// for want of credentials, so it was not carried out, whatever its method.
pub struct TokenCache<P> {
    provider: P,
    margin: Duration,
    slots: Mutex<Vec<(Scopes, Arc<Slot>)>>,
}

type Scopes = Box<[Box<str>]>;

/// What is known of the token for some scopes.
#[derive(Default)]
struct Slot {
    state: Mutex<State>,
    /// Held by the one that asks the provider. It is given back when that one is dropped, too.
    asking: async_lock::Mutex<()>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How often the provider failed, and its last error, for those that waited meanwhile.
    failures: u64,
    failure: Option<Arc<Error>>,
}

#[derive(Clone)]
struct Held {
    header: HeaderValue,
    renew: Option<Instant>,
    end: Option<Instant>,
}

impl Held {
    fn is_fresh(&self) -> bool {
        self.renew.is_none_or(|renew| Instant::now() < renew)
    }

    fn is_good(&self) -> bool {
        self.end.is_none_or(|end| Instant::now() < end)
    }
}

impl Slot {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token at hand that is to be renewed, but still good and not the one that was refused. Its renewal is put off
    /// for all but the one that asks here: a source that is slow, hangs or fails costs one call its time, now and then.
    fn renewing(&self, refused: Option<&HeaderValue>) -> Option<HeaderValue> {
        let mut state = self.state();
        let held = state.held.as_mut().filter(|held| held.is_good() && refused != Some(&held.header))?;
        let now = Instant::now();
        let left = held.end.map(|end| end.saturating_duration_since(now));
        held.renew = now.checked_add(left.map_or(PAUSE, |left| PAUSE.min(left / 2)));
        Some(held.header.clone())
    }

    /// The token at hand, unless it is to be renewed or is the one that was refused.
    fn fresh(&self, refused: Option<&HeaderValue>) -> Option<HeaderValue> {
        let state = self.state();
        let held = state.held.as_ref().filter(|held| held.is_fresh() && refused != Some(&held.header))?;
        Some(held.header.clone())
    }
}

impl Slot {
    /// The error of a provider that failed more often than `failures` times by now.
    fn failed_since(&self, failures: u64) -> Option<Arc<Error>> {
        let state = self.state();
        if state.failures > failures { state.failure.clone() } else { None }
    }
}

impl<P: TokenProvider> TokenCache<P> {
    /// A cache before `provider`. A token is renewed five minutes before its end, or at half its life if that is later, by
    /// one of the calls that need it; the others go on with the old one meanwhile. If that fails or does not come to an
    /// end, it is tried again half a minute later.
    pub fn new(provider: P) -> Self {
        Self { provider, margin: MARGIN, slots: Mutex::default() }
    }

    /// The same cache, where a token is renewed so long before its end.
    #[must_use]
    pub fn with_margin(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    /// The scopes that matter.
    fn relevant<'a>(&self, scopes: &'a [&'a str]) -> &'a [&'a str] {
        if self.provider.is_for_all_scopes() { &[] } else { scopes }
    }

    fn slot(&self, scopes: &[&str]) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |known: &[Box<str>]| known.iter().map(|scope| &**scope).eq(scopes.iter().copied());
        if let Some((_, slot)) = slots.iter().find(|(known, _)| same(known)) {
            return Arc::clone(slot);
        }
        let slot = Arc::default();
        slots.push((scopes.iter().map(|scope| Box::from(*scope)).collect(), Arc::clone(&slot)));
        slot
    }

    /// A token that is not `refused`: the one at hand, or a new one.
    async fn token(
        &self,
        slot: &Slot,
        scopes: &[&str],
        refused: Option<(&HeaderValue, Option<&str>)>,
    ) -> Result<HeaderValue> {
        let old = refused.map(|(old, _)| old);
        if let Some(token) = slot.fresh(old) {
            return Ok(token);
        }
        let failures = slot.state().failures;
        let _asking = slot.asking.lock().await;
        if let Some(token) = slot.fresh(old) {
            return Ok(token);
        }
        if let Some(error) = slot.failed_since(failures) {
            return Err(Error::credentials(Shared(error)));
        }
        let good = slot.renewing(old);
        let claims = refused.and_then(|(_, claims)| claims);
        let asked = TokenRequest { scopes, claims, refused: refused.is_some() };
        match self.provider.token(asked).await.and_then(|token| self.held(&token)) {
            Ok(held) => {
                let mut state = slot.state();
                state.failure = None;
                Ok(state.held.insert(held).header.clone())
            }
            Err(error) => {
                // Renewed early on purpose: the old one may do for a while.
                if let Some(good) = good {
                    return Ok(good);
                }
                let error = Arc::new(error);
                let mut state = slot.state();
                state.failures = state.failures.saturating_add(1);
                state.failure = Some(Arc::clone(&error));
                Err(Error::credentials(Shared(error)))
            }
        }
    }

    fn held(&self, token: &AccessToken) -> Result<Held> {
        if token.secret.expose_secret().is_empty() {
            return Err(Error::credentials("the source of tokens gave an empty one"));
        }
        let header = secret_value(&format!("Bearer {}", token.secret.expose_secret()))?;
        let now = Instant::now();
        let renew = token.life.map(|life| life.saturating_sub(self.margin.min(life / 2)));
        Ok(Held {
            header,
            renew: renew.and_then(|renew| now.checked_add(renew)),
            end: token.life.and_then(|life| now.checked_add(life)),
        })
    }
}

impl<P: TokenProvider> Credentials for TokenCache<P> {
    fn authorize<'a>(&'a self, request: &'a mut Parts, scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let scopes = self.relevant(scopes);
            let slot = self.slot(scopes);
            let token = self.token(&slot, scopes, None).await?;
            request.headers.insert(header::AUTHORIZATION, copy(&token));
            Ok(())
        })
    }

    fn refused<'a>(&'a self, refusal: Refusal<'a>) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let Some(old) = refusal.authorization else { return Ok(false) };
            let scopes = self.relevant(refusal.scopes);
            let slot = self.slot(scopes);
            let claims = claims(refusal.headers);
            let token = self.token(&slot, scopes, Some((old, claims.as_deref()))).await?;
            // A source that gives the same token again has none that is better.
            Ok(token != old)
        })
    }
}

impl<P> fmt::Debug for TokenCache<P> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("TokenCache([hidden])")
    }
}

/// The `claims` of a challenge: JSON, which services put into the header in Base64.
fn claims(headers: &http::HeaderMap) -> Option<String> {
    headers.get_all(header::WWW_AUTHENTICATE).iter().find_map(|value| {
        let text = value.to_str().ok()?;
        let start = text.to_ascii_lowercase().find("claims=\"")?;
        let text = quoted(text.get(start..)?.split_once('"')?.1);
        let decoded = base64::engine::general_purpose::STANDARD
            .decode(&text)
            .or_else(|_| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&text));
        let decoded = decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        Some(decoded.unwrap_or(text))
    })
}

/// A text up to the quote that ends it; a backslash stands before what it means (RFC 9110, 5.6.4).
fn quoted(text: &str) -> String {
    let mut letters = text.chars();
    let mut plain = String::new();
    while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
        plain.extend(if letter == '\\' { letters.next() } else { Some(letter) });
    }
    plain
}

/// One error told to all that waited for the same token.
#[derive(Debug)]
pub(crate) struct Shared(pub(crate) Arc<Error>);

impl Shared {
    /// The error that is told: that there are no credentials is said by the one around it.
    fn told(&self) -> &(dyn std::error::Error + 'static) {
        match &*self.0 {
            Error::Credentials(error) => &**error,
            error => error,
        }
    }
}

impl fmt::Display for Shared {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.told(), out)
    }
}

impl std::error::Error for Shared {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.told().source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_of_challenges() {
        let claims = |challenge: &'static str| {
            claims(&http::HeaderMap::from_iter([(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))]))
        };
        let json = Some(r#"{"a":{"b":"c"}}"#.to_owned());
        assert_eq!(claims(r#"Bearer realm="", claims="eyJhIjp7ImIiOiJjIn19", error="insufficient_claims""#), json);
        assert_eq!(claims(r#"bearer error="x", CLAIMS="{\"a\":{\"b\":\"c\"}}", realm="y""#), json);
        assert_eq!(claims(r#"Bearer claims=""#).as_deref(), Some(""));
        assert_eq!(claims("Bearer realm=\"claims\""), None);
    }
}
