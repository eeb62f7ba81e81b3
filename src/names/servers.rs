//! Names of the types of base URLs with variables.

use super::{
    Names, ServerNames, ServerVariableNames,
    identifier::{Case, words},
    scope::Scope,
};
use crate::model::{Api, Server, ServerVariable};

/// What else stands at the root.
const RESERVED: &[&str] = &["Bearer", "Client", "Error", "Json", "Null", "Nullable", "Open", "SecuritySchemes"];

/// What the type has by itself or from its traits.
const RESERVED_FUNCTIONS: &[&str] = &["new", "as_ref", "clone", "default", "fmt", "eq", "into", "from"];

pub(super) fn name(api: &Api, names: &mut Names) {
    let mut scope = Scope::new(Case::Camel, "Server", RESERVED);
    names.servers = api.servers_with_variables().into_iter().map(|server| server_names(server, &mut scope)).collect();
}

/// After its own name, or after what its host has beside variables; then after all of the template.
fn server_names(server: &Server, scope: &mut Scope) -> ServerNames {
    let (_, host) = server.template.split_once("//").unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let fixed = host.split('.').filter(|label| !label.contains(['{', '}'])).collect::<Vec<_>>().join(" ");
    let own = server.name.as_deref().filter(|name| !words(name).is_empty());
    let hints = own.into_iter().chain([fixed.as_str(), &server.template]);
    let hints: Vec<String> = hints
        .map(words)
        .map(|mut words| {
            if words.last().is_none_or(|last| last != "server") {
                words.push("server".to_owned());
            }
            words.join(" ")
        })
        .collect();
    let (ident, _) = scope.claim_words(&hints);
    let mut functions = Scope::new(Case::Snake, "variable", RESERVED_FUNCTIONS);
    let variables =
        server.variables.iter().map(|variable| variable_names(variable, &ident, scope, &mut functions)).collect();
    ServerNames { ident, variables }
}

fn variable_names(
    variable: &ServerVariable,
    server: &str,
    scope: &mut Scope,
    functions: &mut Scope,
) -> ServerVariableNames {
    let (function, _) = functions.claim(std::slice::from_ref(&variable.name));
    if variable.values.is_empty() {
        return ServerVariableNames { function, ..Default::default() };
    }
    let (values, _) = scope.claim_words(&[format!("{server} {}", function.trim_start_matches("r#"))]);
    let mut variants = Scope::new(Case::Camel, "Value", &["Self"]);
    let variants = variable.values.iter().map(|value| variants.claim(std::slice::from_ref(value)).0).collect();
    ServerVariableNames { function, values, variants }
}
