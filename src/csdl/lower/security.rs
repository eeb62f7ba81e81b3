//! Who may call: `Authorization.Authorizations` and `Capabilities.PermissionType`.

use indexmap::IndexMap;

use crate::{
    csdl::{
        annotations::term,
        catalog::Catalog,
        syntax::{Expression, Record},
    },
    diagnostics::Code,
    model::{
        Ledger, LedgerSeverity, Location, OAuthFlow, SecurityRequirement, SecurityScheme, SecuritySchemeKind, docs,
    },
};

/// The schemes that the container offers (vocabulary Org.OData.Authorization.V1).
pub(in crate::csdl) fn schemes(catalog: &Catalog<'_>, ledger: &mut Ledger) -> IndexMap<String, SecurityScheme> {
    let mut schemes = IndexMap::new();
    let Some(container) = &catalog.container else { return schemes };
    let authorizations = catalog.annotations.value(&container.name, term::AUTHORIZATIONS);
    for record in authorizations.into_iter().flat_map(|value| value.records()) {
        let kind = record.type_name.as_deref().unwrap_or_default().rsplit('.').next().unwrap_or_default();
        if let (Some(name), Some(scheme)) = (record.text("Name"), scheme(kind, record)) {
            let scheme =
                SecurityScheme { description: docs::text(record.text("Description")), ..SecurityScheme::of(scheme) };
            schemes.entry(name.to_owned()).or_insert(scheme);
        } else {
            let construct = format!("authorization of type `{kind}`");
            ledger.add(Code::NotRepresented, LedgerSeverity::Lost, construct, "nothing", Some(container.place));
        }
    }
    schemes
}

/// What every request asks of its caller: one of the container's `Authorization.SecuritySchemes`.
pub(in crate::csdl) fn security(catalog: &Catalog<'_>) -> Option<Vec<SecurityRequirement>> {
    let container = catalog.container.as_ref()?;
    let schemes = catalog.annotations.value(&container.name, term::SECURITY_SCHEMES)?;
    let requirement = |record: &Record| {
        let scopes = record.get("RequiredScopes").into_iter().flat_map(Expression::texts).map(str::to_owned).collect();
        Some(SecurityRequirement { schemes: vec![(record.text("Authorization")?.to_owned(), scopes)] })
    };
    Some(schemes.records().filter_map(requirement).collect())
}

fn scheme(kind: &str, record: &Record) -> Option<SecuritySchemeKind> {
    match kind {
        "OAuth2AuthCode" => Some(flow("authorizationCode", record)),
        "OAuth2ClientCredentials" => Some(flow("clientCredentials", record)),
        "OAuth2Implicit" => Some(flow("implicit", record)),
        "OAuth2Password" => Some(flow("password", record)),
        "OpenIDConnect" => Some(SecuritySchemeKind::OpenIdConnect { url: record.text("IssuerUrl")?.to_owned() }),
        "Http" => Some(SecuritySchemeKind::Http { scheme: record.text("Scheme")?.to_lowercase() }),
        "ApiKey" => {
            let location = record.get("Location")?;
            let kinds = [("Header", Location::Header), ("QueryOption", Location::Query), ("Cookie", Location::Cookie)];
            let (_, location) = kinds.into_iter().find(|(member, _)| location.has_member(member))?;
            Some(SecuritySchemeKind::ApiKey { location, name: record.text("KeyName")?.to_owned() })
        }
        _ => None,
    }
}

fn flow(name: &str, record: &Record) -> SecuritySchemeKind {
    let scopes = record.records("Scopes").filter_map(|scope| {
        let description = docs::text(scope.text("Description")).unwrap_or_default();
        Some((scope.text("Scope")?.to_owned(), description))
    });
    let flow = OAuthFlow {
        name: name.to_owned(),
        refresh_url: None,
        authorization_url: docs::text(record.text("AuthorizationUrl")),
        token_url: docs::text(record.text("TokenUrl")),
        scopes: scopes.collect(),
    };
    SecuritySchemeKind::OAuth2 { flows: vec![flow] }
}

/// `Permissions` of a restriction: alternatives, in order.
pub(in crate::csdl) fn requirements<'a>(permissions: impl Iterator<Item = &'a Record>) -> Vec<SecurityRequirement> {
    permissions
        .filter_map(|permission| {
            let scopes = permission.records("Scopes").filter_map(|scope| scope.text("Scope"));
            let scopes = scopes.map(str::to_owned).collect();
            Some(SecurityRequirement { schemes: vec![(permission.text("SchemeName")?.to_owned(), scopes)] })
        })
        .collect()
}
