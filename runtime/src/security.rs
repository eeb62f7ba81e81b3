//! What an operation asks of its caller, and credentials by the schemes of a description.

use std::fmt;

use http::request::Parts;

use crate::bounds::BoxFuture;
use crate::credentials::{Credentials, Refusal};
use crate::error::{Error, Result};

/// A security scheme by its name in the description, and the scopes or roles that it has to grant.
pub type Scheme = (&'static str, &'static [&'static str]);

/// What an operation asks of its caller: one of several sets of schemes, each of which is enough
/// ([Security Requirement Object](https://spec.openapis.org/oas/v3.2.0.html#security-requirement-object)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Security(Option<&'static [&'static [Scheme]]>);

impl Security {
    /// The description does not say. A client's credentials are sent.
    pub const UNSAID: Self = Self(None);

    /// Nothing is asked. No credentials are sent.
    pub const NONE: Self = Self(Some(&[]));

    /// Any of these sets is enough; an empty one says that credentials may be left out.
    #[must_use]
    pub const fn one_of(alternatives: &'static [&'static [Scheme]]) -> Self {
        Self(Some(alternatives))
    }

    /// The sets of schemes, if the description names any.
    #[must_use]
    pub const fn alternatives(self) -> Option<&'static [&'static [Scheme]]> {
        self.0
    }

    /// Whether the description says that no credentials are wanted.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.0.is_some_and(|alternatives| alternatives.iter().all(|one| one.is_empty()))
    }

    /// The scopes of the first set that names some, for credentials that know no schemes.
    #[must_use]
    pub fn scopes(self) -> &'static [&'static str] {
        let schemes = self.0.unwrap_or_default().iter().copied().flatten();
        schemes.map(|(_, scopes)| *scopes).find(|scopes| !scopes.is_empty()).unwrap_or_default()
    }
}

/// Credentials by the schemes of a description. A call sends those that its operation asks for, all of one set, and the
/// first set that can be had; an operation whose description says nothing gets all of them.
///
/// A generated client whose description names schemes has a `SecuritySchemes` of its own with a function for each.
#[derive(Default)]
pub struct SecuritySchemes(Vec<(String, Box<dyn Credentials>)>);

impl SecuritySchemes {
    /// No credentials.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same and the credentials of a scheme, in place of those that it had.
    #[must_use]
    pub fn with(mut self, scheme: &str, credentials: impl Credentials) -> Self {
        self.0.retain(|(name, _)| name != scheme);
        self.0.push((scheme.to_owned(), Box::new(credentials)));
        self
    }

    fn get(&self, scheme: &str) -> Option<&dyn Credentials> {
        self.0.iter().find(|(name, _)| name == scheme).map(|(_, credentials)| &**credentials)
    }

    /// The credentials that are sent, each with its scopes.
    fn chosen(&self, security: Security) -> Result<Vec<(&dyn Credentials, &'static [&'static str])>> {
        let Some(alternatives) = security.alternatives() else {
            return Ok(self.0.iter().map(|(_, credentials)| (&**credentials, security.scopes())).collect());
        };
        let had = |set: &&'static [Scheme]| {
            set.iter().map(|(name, scopes)| Some((self.get(name)?, *scopes))).collect::<Option<Vec<_>>>()
        };
        let some = alternatives.iter().filter(|set| !set.is_empty()).find_map(had);
        // Only then: who has credentials wants to be known.
        match some.or_else(|| alternatives.iter().find_map(had)) {
            Some(chosen) => Ok(chosen),
            None if alternatives.is_empty() => Ok(Vec::new()),
            None => Err(Error::usage(self.missing(alternatives))),
        }
    }

    fn missing(&self, alternatives: &[&[Scheme]]) -> String {
        let set = |set: &&[Scheme]| set.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(" with ");
        let wanted: Vec<String> = alternatives.iter().map(set).collect();
        let held: Vec<String> = self.0.iter().map(|(name, _)| format!("`{name}`")).collect();
        let held = if held.is_empty() { "none".to_owned() } else { held.join(", ") };
        format!("the operation asks for credentials of {}; the client has {held}", wanted.join(" or "))
    }
}

impl Credentials for SecuritySchemes {
    fn authorize<'a>(&'a self, request: &'a mut Parts, _scopes: &'a [&'a str]) -> BoxFuture<'a, Result<()>> {
        self.authorize_for(request, Security::UNSAID)
    }

    fn authorize_for<'a>(&'a self, request: &'a mut Parts, security: Security) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            for (credentials, scopes) in self.chosen(security)? {
                credentials.authorize(request, scopes).await?;
            }
            Ok(())
        })
    }

    fn refused<'a>(&'a self, refusal: Refusal<'a>) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let mut better = false;
            for (credentials, scopes) in self.chosen(refusal.security)? {
                better |= credentials.refused(Refusal { scopes, ..refusal }).await?;
            }
            Ok(better)
        })
    }
}

/// The names of the schemes, and no credentials.
impl fmt::Debug for SecuritySchemes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        write!(out, "SecuritySchemes({names:?})")
    }
}

/// [`Security::one_of`] in short: sets of schemes, each with its scopes, as in `security!(["a" => "read" "write", "b"], ["c"])`.
#[macro_export]
macro_rules! security {
    ($([$($scheme:literal $(=> $($scope:literal)+)?),*]),*) => {
        $crate::Security::one_of(&[$(&[$(($scheme, &[$($($scope),+)?])),*]),*])
    };
}

/// Completes the schemes of a generated client, a struct with the field `schemes`.
#[macro_export]
macro_rules! security_schemes {
    ($schemes:ident) => {
        impl $schemes {
            /// No credentials.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            /// The same and the credentials of a scheme by its name in the description.
            #[must_use]
            pub fn with(self, scheme: &str, credentials: impl $crate::Credentials) -> Self {
                Self { schemes: self.schemes.with(scheme, credentials) }
            }
        }

        impl $crate::Credentials for $schemes {
            fn authorize<'a>(
                &'a self,
                request: &'a mut $crate::RequestParts,
                scopes: &'a [&'a str],
            ) -> $crate::BoxFuture<'a, $crate::Result<()>> {
                self.schemes.authorize(request, scopes)
            }

            fn authorize_for<'a>(
                &'a self,
                request: &'a mut $crate::RequestParts,
                security: $crate::Security,
            ) -> $crate::BoxFuture<'a, $crate::Result<()>> {
                self.schemes.authorize_for(request, security)
            }

            fn refused<'a>(&'a self, refusal: $crate::Refusal<'a>) -> $crate::BoxFuture<'a, $crate::Result<bool>> {
                self.schemes.refused(refusal)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::{Security, SecuritySchemes};
    use crate::{ApiKey, Basic, Bearer, Credentials, blocking::wait};

    const BOTH_OR_BASIC: Security = crate::security!(["app", "user" => "read"], ["basic"]);

    fn headers(schemes: &SecuritySchemes, security: Security) -> Result<Vec<String>, String> {
        let (mut parts, ()) = Request::new(()).into_parts();
        wait(schemes.authorize_for(&mut parts, security)).map_err(|error| error.to_string())?;
        Ok(parts.headers.keys().map(ToString::to_string).collect())
    }

    #[test]
    fn all_of_the_first_set_that_can_be_had() {
        let app = || SecuritySchemes::new().with("app", ApiKey::header("x-app", "1"));
        let both = app().with("user", Bearer::new("2")).with("basic", Basic::new("a", "b"));
        assert_eq!(headers(&both, BOTH_OR_BASIC), Ok(vec!["x-app".to_owned(), "authorization".to_owned()]));
        let basic = app().with("basic", Basic::new("a", "b"));
        assert_eq!(headers(&basic, BOTH_OR_BASIC), Ok(vec!["authorization".to_owned()]));
        let error = "nothing was sent: the operation asks for credentials of `app` with `user` or `basic`; the client has `app`";
        assert_eq!(headers(&app(), BOTH_OR_BASIC), Err(error.to_owned()));
    }

    #[test]
    fn what_may_be_left_out_is_sent_by_those_who_have_it() {
        let optional = Security::one_of(&[&[], &[("app", &[])]]);
        assert_eq!(headers(&SecuritySchemes::new(), optional), Ok(Vec::new()));
        let app = SecuritySchemes::new().with("app", ApiKey::header("x-app", "1"));
        assert_eq!(headers(&app, optional), Ok(vec!["x-app".to_owned()]));
        assert_eq!(headers(&app, Security::UNSAID), Ok(vec!["x-app".to_owned()]));
        assert_eq!(headers(&app, Security::NONE), Ok(Vec::new()));
    }

    #[test]
    fn scopes_are_those_of_the_first_set_that_names_some() {
        assert_eq!(BOTH_OR_BASIC.scopes(), ["read"]);
        assert!(Security::one_of(&[&[]]).is_none());
        assert!(!Security::UNSAID.is_none());
        assert!(!BOTH_OR_BASIC.is_none());
    }
}
