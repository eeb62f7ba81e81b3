//! Names of the functions that take the credentials of a security scheme.

use super::{
    Names,
    earlier::Earlier,
    identifier::Case,
    scope::{Scope, Wanted},
};
use crate::model::{Api, SecuritySchemeKind};

/// What the type has from its traits.
const RESERVED: &[&str] =
    &["new", "with", "authorize", "authorize_for", "refused", "default", "fmt", "from", "into", "schemes"];

pub(super) fn name(api: &Api, earlier: &Earlier<'_>, names: &mut Names) {
    let mut scope = Scope::new(Case::Snake, "scheme", RESERVED);
    // A certificate is the transport's to show.
    let schemes = api.security_schemes.iter().filter(|(_, scheme)| scheme.kind != SecuritySchemeKind::MutualTls);
    let schemes: Vec<&String> = schemes.map(|(name, _)| name).collect();
    let wanted =
        |name: &&String| Wanted::new(vec![(*name).clone()]).before(earlier.thing("security scheme", name).own());
    let claimed = scope.claim_all(&schemes.iter().map(wanted).collect::<Vec<_>>());
    names.security_schemes = schemes.into_iter().cloned().zip(claimed.into_iter().map(|(name, _)| name)).collect();
}
