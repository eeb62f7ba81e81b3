//! Names of the functions that take the credentials of a security scheme.

use super::{Names, identifier::Case, scope::Scope};
use crate::model::{Api, SecuritySchemeKind};

/// What the type has from its traits.
const RESERVED: &[&str] =
    &["new", "with", "authorize", "authorize_for", "refused", "default", "fmt", "from", "into", "schemes"];

pub(super) fn name(api: &Api, names: &mut Names) {
    let mut scope = Scope::new(Case::Snake, "scheme", RESERVED);
    // A certificate is the transport's to show.
    let schemes = api.security_schemes.iter().filter(|(_, scheme)| scheme.kind != SecuritySchemeKind::MutualTls);
    let named = schemes.map(|(name, _)| (name.clone(), scope.claim(std::slice::from_ref(name)).0));
    names.security_schemes = named.collect();
}
