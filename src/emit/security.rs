//! What operations ask of their callers, and the type by which callers give it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input, client,
    documentation::{self, Documentation},
    markdown,
    tokens::ident,
};
use crate::model::{Api, Location, SecurityRequirement, SecurityScheme, SecuritySchemeKind};

/// A type with a function for each security scheme, if there is any.
pub(super) fn items(input: Input<'_>) -> Vec<TokenStream> {
    let functions: Vec<TokenStream> = input
        .names
        .security_schemes
        .iter()
        .filter_map(|(wire, name)| Some((wire, input.api.security_schemes.get(wire)?, ident(name))))
        .map(|(wire, scheme, name)| {
            let docs = docs(wire, scheme).attributes();
            let (arguments, credentials) = match Given::of(scheme) {
                Given::Key(kind, name) => (quote! { key: impl Into<String> }, quote! { rt::ApiKey::#kind(#name, key) }),
                Given::Password => (quote! { user: &str, password: &str }, quote! { rt::Basic::new(user, password) }),
                Given::Credentials => (quote! { credentials: impl rt::Credentials }, quote! { credentials }),
            };
            let deprecated = scheme.deprecated.then(|| quote! { #[deprecated] });
            quote! {
                #docs
                #deprecated
                #[must_use]
                pub fn #name(self, #arguments) -> Self {
                    self.with(#wire, #credentials)
                }
            }
        })
        .collect();
    if functions.is_empty() {
        return Vec::new();
    }
    vec![
        quote! {
            /// Credentials by the security schemes of the description. A call sends those that its operation asks for.
            #[derive(Debug, Default)]
            pub struct SecuritySchemes {
                schemes: rt::SecuritySchemes,
            }
        },
        quote! { rt::security_schemes!(SecuritySchemes); },
        quote! { impl SecuritySchemes { #(#functions)* } },
    ]
}

/// What is sent, and where tokens come from and for what.
fn docs(wire: &str, scheme: &SecurityScheme) -> Documentation {
    let mut documentation = Documentation::default();
    documentation.block([client::scheme_text(wire, scheme)]);
    let SecuritySchemeKind::OAuth2 { flows } = &scheme.kind else { return documentation };
    for flow in flows {
        let name = documentation::code(&flow.name);
        let url =
            |what: &str, url: &Option<String>| url.as_ref().map(|url| format!("{what} {}", documentation::code(url)));
        let urls: Vec<String> = [
            url("signs in at", &flow.authorization_url),
            url("has tokens of", &flow.token_url),
            url("renews them at", &flow.refresh_url),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut lines =
            vec![if urls.is_empty() { format!("{name}:") } else { format!("{name} {}.", urls.join(" and ")) }];
        if !flow.scopes.is_empty() {
            lines.push(String::new());
        }
        lines.extend(flow.scopes.iter().map(|(scope, text)| {
            let text = markdown::line(text);
            let separator = if text.is_empty() { "" } else { ": " };
            format!("- {}{separator}{text}", documentation::code(scope))
        }));
        if lines.len() > 1 || !urls.is_empty() {
            documentation.block(lines);
        }
    }
    documentation
}

/// What a caller gives for a scheme.
enum Given<'a> {
    /// A key, sent in what the function says and under the name.
    Key(TokenStream, &'a str),
    /// A name and a password.
    Password,
    /// Something that gets tokens or makes them.
    Credentials,
}

impl<'a> Given<'a> {
    fn of(scheme: &'a SecurityScheme) -> Self {
        match &scheme.kind {
            SecuritySchemeKind::ApiKey { location, name } => {
                let kind = match location {
                    Location::Query => quote! { query },
                    Location::Cookie => quote! { cookie },
                    Location::Header | Location::Path => quote! { header },
                };
                Self::Key(kind, name)
            }
            SecuritySchemeKind::Http { scheme } if scheme == "basic" => Self::Password,
            SecuritySchemeKind::Http { .. }
            | SecuritySchemeKind::OAuth2 { .. }
            | SecuritySchemeKind::OpenIdConnect { .. }
            | SecuritySchemeKind::MutualTls => Self::Credentials,
        }
    }
}

/// A certificate is the transport's to show.
fn is_sent(scheme: &SecurityScheme) -> bool {
    scheme.kind != SecuritySchemeKind::MutualTls
}

/// What an operation asks of its caller, as a constant.
pub(super) fn requirement(api: &Api, requirements: &[SecurityRequirement]) -> TokenStream {
    if requirements.is_empty() {
        return quote! { rt::Security::NONE };
    }
    let alternatives = requirements.iter().map(|requirement| {
        let sent = |name: &str| api.security_schemes.get(name).is_none_or(is_sent);
        let schemes = requirement.schemes.iter().filter(|(name, _)| sent(name));
        let schemes = schemes.map(|(name, scopes)| match scopes.as_slice() {
            [] => quote! { #name },
            scopes => quote! { #name => #(#scopes)* },
        });
        quote! { [#(#schemes),*] }
    });
    quote! { rt::security!(#(#alternatives),*) }
}

/// What the operations ask that say nothing of their own.
pub(super) fn of_the_client(input: Input<'_>) -> TokenStream {
    match &input.api.security {
        Some(security) => {
            let security = requirement(input.api, security);
            quote! { , #security }
        }
        None => TokenStream::new(),
    }
}

/// Credentials for an example: what the first operation asks for that asks for something, or else a token. What it uses of
/// the crate beside the client comes first.
pub(super) fn example(input: Input<'_>) -> (&'static [&'static str], TokenStream) {
    let api = input.api;
    let asked = || api.operations.iter().filter_map(|operation| operation.security.as_ref()).flatten();
    let first = api.security.iter().flatten().chain(asked()).find(|requirement| !requirement.schemes.is_empty());
    let mut calls = Vec::new();
    let (mut has_functions, mut has_token) = (false, false);
    for (wire, _) in first.into_iter().flat_map(|requirement| &requirement.schemes) {
        let found = api.security_schemes.get(wire).zip(input.names.security_schemes.get(wire));
        let Some((scheme, name)) = found else { continue };
        let name = ident(name);
        calls.push(match Given::of(scheme) {
            Given::Key(..) => quote! { .#name("key") },
            Given::Password => quote! { .#name("user", "password") },
            Given::Credentials => quote! { .#name(Bearer::new("token")) },
        });
        let is_token = matches!(Given::of(scheme), Given::Credentials);
        has_token |= is_token;
        has_functions |= !is_token;
    }
    // A token alone needs no name.
    if has_functions || calls.len() > 1 {
        let uses: &[&str] = if has_token { &["Bearer", "SecuritySchemes"] } else { &["SecuritySchemes"] };
        (uses, quote! { SecuritySchemes::new() #(#calls)* })
    } else {
        (&["Bearer"], quote! { Bearer::new("token") })
    }
}
