//! Security Scheme Object and Security Requirement Object.

use indexmap::IndexMap;

use super::{context::Lower, leaf::Leaf};
use crate::{
    diagnostics::{Code, Diagnostic, Place},
    model::{Location, OAuthFlow, SecurityRequirement, SecurityScheme, SecuritySchemeKind, docs},
    openapi::cursor::At,
    source::similar,
};

impl<'a> Lower<'a, '_> {
    pub(super) fn security_schemes(&mut self) -> IndexMap<String, SecurityScheme> {
        let members: Vec<_> = self.document.security_schemes.into_iter().flat_map(At::members).collect();
        let mut schemes = IndexMap::new();
        for (member, at) in members {
            if let Some(scheme) = self.resolve(at).and_then(|at| self.security_scheme(at)) {
                schemes.insert(member.name.to_string(), scheme);
            }
        }
        schemes
    }

    fn security_scheme(&mut self, at: At<'a>) -> Option<SecurityScheme> {
        // `openapiv3` knows the four types of 3.0.
        if at.text("type") == Some("mutualTLS") {
            let description = docs::text(at.text("description"));
            let scheme = SecurityScheme::of(SecuritySchemeKind::MutualTls);
            return Some(SecurityScheme { description, deprecated: at.flag("deprecated"), ..scheme });
        }
        self.unknown_members(at, "Security Scheme Object", KNOWN);
        let leaf = Leaf { object: "Security Scheme Object", without: &["flows"], with: &[("flows", empty())] };
        let read: openapiv3::SecurityScheme = self.leaf(at, &leaf)?;
        let (description, kind) = match read {
            openapiv3::SecurityScheme::APIKey { location, name, description, .. } => {
                let location = match location {
                    openapiv3::APIKeyLocation::Query => Location::Query,
                    openapiv3::APIKeyLocation::Header => Location::Header,
                    openapiv3::APIKeyLocation::Cookie => Location::Cookie,
                };
                (description, SecuritySchemeKind::ApiKey { location, name })
            }
            openapiv3::SecurityScheme::HTTP { scheme, description, .. } => {
                (description, SecuritySchemeKind::Http { scheme: scheme.to_ascii_lowercase() })
            }
            openapiv3::SecurityScheme::OAuth2 { description, .. } => {
                let flows = at.map("flows").filter_map(|(member, flow)| oauth_flow(&member.name, flow)).collect();
                (description, SecuritySchemeKind::OAuth2 { flows })
            }
            openapiv3::SecurityScheme::OpenIDConnect { open_id_connect_url, description, .. } => {
                (description, SecuritySchemeKind::OpenIdConnect { url: open_id_connect_url })
            }
        };
        Some(SecurityScheme {
            description: docs::text(description.as_deref()),
            deprecated: at.flag("deprecated"),
            token_format: docs::text(at.scalar("bearerFormat")),
            metadata_url: docs::text(at.text("oauth2MetadataUrl")),
            kind,
        })
    }

    /// The requirements that stand at an object, in their order. An empty list says that nothing is asked; so does an empty
    /// requirement, as one of several ways.
    pub(super) fn security(&mut self, at: At<'a>) -> Option<Vec<SecurityRequirement>> {
        let requirement = |item: At<'a>| {
            let schemes = item.members().map(|(member, scopes)| {
                let scopes = scopes.items().filter_map(|scope| scope.node.text().map(str::to_owned)).collect();
                (member.name.to_string(), scopes)
            });
            SecurityRequirement { schemes: schemes.collect() }
        };
        let list = at.get("security")?;
        self.undeclared_schemes(list);
        let mut requirements: Vec<_> = list.items().map(requirement).collect();
        if requirements.iter().all(|requirement| requirement.schemes.is_empty()) {
            requirements.clear();
        }
        Some(requirements)
    }
}

impl<'a> Lower<'a, '_> {
    /// A requirement that names no scheme of the description asks for something that nobody can know how to send.
    fn undeclared_schemes(&mut self, requirements: At<'a>) {
        for (member, _) in requirements.items().flat_map(At::members) {
            let declared = self.document.security_schemes;
            if declared.is_some_and(|declared| declared.get(&member.name).is_some()) {
                continue;
            }
            let names: Vec<&str> =
                declared.into_iter().flat_map(At::members).map(|(member, _)| &*member.name).collect();
            let help = match similar(names.into_iter(), &member.name) {
                Some(near) => format!("`{near}` is declared; write that, or declare `{}`", member.name),
                None => {
                    format!("declare `{}` under {}, or remove the requirement", member.name, self.where_schemes_are())
                }
            };
            let message = format!("the security scheme `{}` is not declared", member.name);
            let warning = Diagnostic::warning(Code::UndeclaredScheme, message);
            self.report(warning.at(Place::new(requirements.file, member.mark)).help(help));
        }
    }

    fn where_schemes_are(&self) -> &'static str {
        if self.document.version.is_swagger() { "`securityDefinitions`" } else { "`components.securitySchemes`" }
    }
}

fn oauth_flow(name: &str, at: At<'_>) -> Option<OAuthFlow> {
    if crate::openapi::cursor::is_extension(name) {
        return None;
    }
    let text = |member: &str| docs::text(at.text(member));
    Some(OAuthFlow {
        name: name.to_owned(),
        authorization_url: text("authorizationUrl").or_else(|| text("deviceAuthorizationUrl")),
        token_url: text("tokenUrl"),
        refresh_url: text("refreshUrl"),
        scopes: at
            .map("scopes")
            .map(|(member, node)| (member.name.to_string(), node.node.text().unwrap_or_default().to_owned()))
            .collect(),
    })
}

const KNOWN: &[&str] = &[
    "type",
    "description",
    "name",
    "in",
    "scheme",
    "bearerFormat",
    "flows",
    "openIdConnectUrl",
    "oauth2MetadataUrl",
    "deprecated",
    // Swagger 2.0
    "flow",
    "authorizationUrl",
    "tokenUrl",
    "scopes",
];

fn empty() -> crate::source::Value {
    crate::source::Value::Mapping(crate::source::Mapping::default())
}
