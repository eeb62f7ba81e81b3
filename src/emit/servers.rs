//! Types of base URLs with variables: whoever uses the client chooses by them where it goes.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input,
    documentation::{self, Documentation},
    markdown,
    tokens::ident,
};
use crate::{
    model::{Server, ServerVariable},
    names::{ServerNames, ServerVariableNames},
};

/// A type for each base URL with variables, at whatever level it stands.
pub(super) fn items(input: Input<'_>) -> Vec<TokenStream> {
    let servers = input.api.servers_with_variables();
    servers
        .into_iter()
        .zip(&input.names.servers)
        .flat_map(|(server, names)| server_items(input, server, names))
        .collect()
}

/// How a server is chosen that has variables without a default, and the type that does so; `None` where it has none.
pub(super) fn example(input: Input<'_>, server: &Server) -> Option<(String, TokenStream)> {
    let position = input.api.servers_with_variables().into_iter().position(|one| one.is_like(server))?;
    let names = input.names.servers.get(position)?;
    let open = server.variables.iter().zip(&names.variables).filter(|(variable, _)| variable.has_no_default());
    let calls: Vec<TokenStream> = open
        .map(|(variable, names)| {
            let (function, value) = (ident(&names.function), &variable.name);
            quote! { .#function(#value) }
        })
        .collect();
    let name = ident(&names.ident);
    (!calls.is_empty()).then(|| (names.ident.clone(), quote! { .with_server(#name::new() #(#calls)*) }))
}

fn server_items(input: Input<'_>, server: &Server, names: &ServerNames) -> Vec<TokenStream> {
    let name = ident(&names.ident);
    let template = &server.template;
    let defaults = server.variables.iter().map(|variable| {
        let (name, default) = (&variable.name, &variable.default);
        quote! { (#name, #default) }
    });
    let docs = docs(input, server).attributes();
    let variables: Vec<_> = server.variables.iter().zip(&names.variables).collect();
    let functions = variables.iter().map(|(variable, names)| function(variable, names));
    let mut items = vec![
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct #name {
                url: rt::ServerUrl,
            }
        },
        quote! { rt::server!(#name, #template, [#(#defaults),*]); },
        quote! { impl #name { #(#functions)* } },
    ];
    items
        .extend(variables.iter().filter(|(one, _)| !one.values.is_empty()).flat_map(|(one, names)| values(one, names)));
    items
}

fn docs(input: Input<'_>, server: &Server) -> Documentation {
    let mut documentation = Documentation::default();
    let said = server.description.as_deref().map(markdown::line).filter(|text| !text.is_empty());
    let template = documentation::code(&server.template);
    documentation.block([said.map_or(template.clone(), |said| format!("{template}: {said}"))]);
    // One that belongs to the service is gone to by `with_server`; that of an operation alone by its own client.
    let how = if input.api.service.servers.iter().any(|one| one.is_like(server)) {
        "Chosen by `Client::with_server`."
    } else {
        "Chosen by a client for the operations that are served there: `Client::with_base_url`."
    };
    documentation.block([how.to_owned()]);
    documentation
}

fn function(variable: &ServerVariable, names: &ServerVariableNames) -> TokenStream {
    let (name, wire) = (ident(&names.function), &variable.name);
    let docs = variable_docs(variable).attributes();
    let (argument, value) = if variable.values.is_empty() {
        (quote! { impl AsRef<str> }, quote! { #name.as_ref() })
    } else {
        let values = ident(&names.values);
        (quote! { #values }, quote! { #name.as_str() })
    };
    quote! {
        #docs
        #[must_use]
        pub fn #name(self, #name: #argument) -> Self {
            Self { url: self.url.set(#wire, #value) }
        }
    }
}

fn variable_docs(variable: &ServerVariable) -> Documentation {
    let mut documentation = Documentation::default();
    let said = variable.description.as_deref().map(markdown::line).filter(|text| !text.is_empty());
    documentation.block([said.unwrap_or_else(|| documentation::code(&variable.name))]);
    documentation.block([match variable.default.as_str() {
        _ if variable.has_no_default() => "It has no default, and must be given.".to_owned(),
        "" => "Default: nothing.".to_owned(),
        default => format!("Default: {}.", documentation::code(default)),
    }]);
    documentation
}

/// The values that a variable may have.
fn values(variable: &ServerVariable, names: &ServerVariableNames) -> [TokenStream; 2] {
    let name = ident(&names.values);
    let docs = format!(" What {} may be.", documentation::code(&variable.name));
    let variants: Vec<_> = names.variants.iter().map(|variant| ident(variant)).collect();
    let texts = &variable.values;
    let described = texts.iter().map(|text| match text.as_str() {
        "" => " The empty text.".to_owned(),
        text => format!(" {}", documentation::code(text)),
    });
    [
        quote! {
            #[doc = #docs]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            #[non_exhaustive]
            pub enum #name {
                #(#[doc = #described] #variants),*
            }
        },
        quote! {
            impl #name {
                /// As it stands in the URL.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self {
                        #(Self::#variants => #texts),*
                    }
                }
            }
        },
    ]
}
