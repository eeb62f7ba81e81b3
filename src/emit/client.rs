//! The root: the client with an accessor for each group, and what its user needs of the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input, builders,
    documentation::{self, Documentation},
    markdown, security, servers,
    tokens::{ident, use_runtime},
};
use crate::model::{Protocol, SecurityScheme, SecuritySchemeKind, Server};

/// The contract that generated code has with the runtime; see `rest_bindgen_runtime::CONTRACT`.
pub(crate) const CONTRACT: u32 = 1;

/// The items of the root, without the declarations of its modules.
pub(super) fn items(input: Input<'_>) -> Vec<TokenStream> {
    let service = &input.api.service;
    let contract = proc_macro2::Literal::u32_unsuffixed(CONTRACT);
    let base = service.servers.first().map(|server| server.url.as_str()).unwrap_or_default();
    let servers = service.servers.iter().map(|server| &server.url);
    let described = server_docs(input);
    let docs = client_docs(input).attributes();
    let accessors = input.names.groups.iter().map(|group| {
        let (module, name, accessor) = (ident(&group.module), ident(&group.ident), ident(&group.accessor));
        let docs = format!(" Operations of {}.", documentation::code(&group.wire));
        quote! {
            #[doc = #docs]
            #[inline]
            pub fn #accessor(&self) -> #module::#name<'_> {
                #module::#name::new(&self.core)
            }
        }
    });
    let odata = odata(input);
    let entries = builders::entries(input);
    let security = security::of_the_client(input);
    let mut items = vec![
        use_runtime(),
        quote! { pub use rt::{Bearer, Error, Json, Null, Nullable, Open}; },
        quote! {
            const _: () = assert!(rt::CONTRACT == #contract, "generate this client again: the runtime has another contract");
        },
        quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct Client {
                core: rt::Client,
            }
        },
        quote! { rt::client!(Client, #base #security); #odata },
        quote! {
            impl Client {
                #described
                pub const SERVERS: &'static [&'static str] = &[#(#servers),*];
                #(#accessors)*
                #(#entries)*
            }
        },
    ];
    items.extend(security::items(input));
    items.extend(servers::items(input));
    items
}

/// How a client is made, for an example, and what that uses of the crate.
pub(crate) fn example(input: Input<'_>) -> (Vec<String>, TokenStream) {
    let (uses, credentials) = security::example(input);
    let mut uses: Vec<String> = uses.iter().map(|&name| name.to_owned()).collect();
    // A relative one is a path on a host that only the user knows.
    let base = input.api.service.servers.first().map_or("", |server| server.url.as_str());
    let chosen = input.api.service.servers.first().and_then(|server| servers::example(input, server));
    let elsewhere = chosen.map(|(name, call)| {
        uses.push(name);
        call
    });
    let elsewhere = elsewhere.or_else(|| {
        (!base.contains("://")).then(|| {
            let path =
                if base.chars().all(|one| one.is_ascii_alphanumeric() || "/-._~".contains(one)) { base } else { "" };
            let base = format!("https://service.example/{}", path.trim_start_matches('/'));
            let base = base.trim_end_matches('/');
            quote! { .with_base_url(#base) }
        })
    });
    uses.push("Client".to_owned());
    uses.sort_unstable();
    (uses, quote! { let client = Client::new(#credentials) #elsewhere; })
}

/// What OData services have at their root.
fn odata(input: Input<'_>) -> TokenStream {
    match input.api.service.protocol {
        Protocol::OData => quote! { rt::odata_client!(Client); },
        _ => TokenStream::new(),
    }
}

fn client_docs(input: Input<'_>) -> Documentation {
    let service = &input.api.service;
    let mut documentation = Documentation::default();
    let title = markdown::line(&service.title);
    let version = markdown::line(&service.version);
    let title = if title.is_empty() { "A client of the service.".to_owned() } else { title };
    documentation.block([if version.is_empty() { title } else { format!("{title}, version {version}") }]);
    documentation.append(&service.docs);
    let schemes: Vec<String> =
        input.api.security_schemes.iter().map(|(name, scheme)| scheme_line(name, scheme)).collect();
    if !schemes.is_empty() {
        documentation.block(["Callers authenticate by:".to_owned(), String::new()].into_iter().chain(schemes));
    }
    documentation
}

fn server_docs(input: Input<'_>) -> TokenStream {
    let servers = &input.api.service.servers;
    let mut documentation = Documentation::default();
    let what = "Where the description says that the service answers; the first is where the client goes by itself.";
    let how = if servers.len() > 1 { " `Client::with_server` takes another." } else { "" };
    documentation.block([format!("{what}{how}")]);
    let says_more =
        |server: &Server| server.name.is_some() || server.description.is_some() || !server.variables.is_empty();
    if servers.iter().any(says_more) {
        documentation.block(servers.iter().map(|server| format!("- {}", server_text(input, server, ""))));
    }
    documentation.attributes()
}

/// A base URL and what is said of it.
/// `above` leads from there to the root.
pub(super) fn server_text(input: Input<'_>, server: &Server, above: &str) -> String {
    let said = [&server.name, &server.description].into_iter().flatten().map(|text| markdown::line(text));
    let said: Vec<String> = said.filter(|text| !text.is_empty()).collect();
    let mut text = documentation::code(&server.url);
    if !said.is_empty() {
        text.push_str(&format!(" ({})", said.join(": ")));
    }
    let found = input.api.servers_with_variables().into_iter().position(|one| one.is_like(server));
    if let Some(names) = found.and_then(|position| input.names.servers.get(position)) {
        let template = documentation::code(&server.template);
        let target = if above.is_empty() { String::new() } else { format!("({above}{})", names.ident) };
        if server.url == server.template {
            text.push_str(&format!(", with its variables by [`{}`]{target}", names.ident));
        } else {
            text.push_str(&format!(", or another of {template} by [`{}`]{target}", names.ident));
        }
    }
    text
}

fn scheme_line(name: &str, scheme: &SecurityScheme) -> String {
    format!("- {}", scheme_text(name, scheme))
}

/// What is sent, in a line.
pub(super) fn scheme_text(name: &str, scheme: &SecurityScheme) -> String {
    let kind = match &scheme.kind {
        SecuritySchemeKind::ApiKey { location, name } => {
            let place = match location {
                crate::model::Location::Header => "header",
                crate::model::Location::Query => "query parameter",
                crate::model::Location::Cookie => "cookie",
                crate::model::Location::Path => "path",
            };
            format!("a key in the {place} {}", documentation::code(name))
        }
        SecuritySchemeKind::Http { scheme } => format!("HTTP {}", documentation::code(scheme)),
        SecuritySchemeKind::OAuth2 { flows } => {
            let names: Vec<String> = flows.iter().map(|flow| documentation::code(&flow.name)).collect();
            format!("OAuth 2.0 {}", names.join(", "))
        }
        SecuritySchemeKind::OpenIdConnect { url } => format!("OpenID Connect {}", markdown::line(url)),
        SecuritySchemeKind::MutualTls => "a client certificate".to_owned(),
    };
    let hint = |what: &str, hint: &Option<String>| {
        hint.as_ref().map(|hint| format!(", {what} {}", documentation::code(hint))).unwrap_or_default()
    };
    let kind = format!(
        "{kind}{}{}{}",
        hint("a token of the form", &scheme.token_format),
        hint("whose server describes itself at", &scheme.metadata_url),
        if scheme.deprecated { ", deprecated" } else { "" },
    );
    let text = scheme.description.as_deref().map(markdown::line).filter(|text| !text.is_empty());
    match text {
        Some(text) => format!("{}: {kind}. {text}", documentation::code(name)),
        None => format!("{}: {kind}", documentation::code(name)),
    }
}
