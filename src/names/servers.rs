//! Names of the types of base URLs with variables.

use super::{
    Names, ServerNames, ServerVariableNames,
    earlier::{Earlier, Thing},
    identifier::{Case, words},
    scope::{Scope, Wanted},
};
use crate::model::{Api, Server, ServerVariable};

/// What else stands at the root.
const RESERVED: &[&str] = &["Bearer", "Client", "Error", "Json", "Null", "Nullable", "Open", "SecuritySchemes"];

/// What the type has by itself or from its traits.
const RESERVED_FUNCTIONS: &[&str] = &["new", "as_ref", "clone", "default", "fmt", "eq", "into", "from"];

pub(super) fn name(api: &Api, earlier: &Earlier<'_>, names: &mut Names) {
    let mut scope = Scope::new(Case::Camel, "Server", RESERVED);
    let servers: Vec<(&Server, &Thing<'_>)> = api
        .servers_with_variables()
        .into_iter()
        .map(|server| (server, earlier.thing("server", &server.template)))
        .collect();
    let wanted: Vec<Wanted<'_>> =
        servers.iter().map(|(server, before)| Wanted::words(hints(server)).before(before.own())).collect();
    let idents = scope.claim_all(&wanted);
    let named = servers.into_iter().zip(idents).map(|((server, before), (ident, _))| {
        let variables = variables(server, before, &ident, &mut scope);
        ServerNames { ident, variables }
    });
    names.servers = named.collect();
}

/// Its own name, or what its host has beside variables; then all of the template.
fn hints(server: &Server) -> Vec<String> {
    let (_, host) = server.template.split_once("//").unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let fixed = host.split('.').filter(|label| !label.contains(['{', '}'])).collect::<Vec<_>>().join(" ");
    let own = server.name.as_deref().filter(|name| !words(name).is_empty());
    let hints = own.into_iter().chain([fixed.as_str(), &server.template]);
    hints
        .map(words)
        .map(|mut words| {
            if words.last().is_none_or(|last| last != "server") {
                words.push("server".to_owned());
            }
            words.join(" ")
        })
        .collect()
}

fn variables(server: &Server, before: &Thing<'_>, ident: &str, scope: &mut Scope) -> Vec<ServerVariableNames> {
    let wanted = |one: &ServerVariable| Wanted::new(vec![one.name.clone()]).before(before.part(&one.name));
    let wanted: Vec<Wanted<'_>> = server.variables.iter().map(wanted).collect();
    let functions = Scope::new(Case::Snake, "variable", RESERVED_FUNCTIONS).claim_all(&wanted);
    let named = server.variables.iter().zip(functions).map(|(variable, (function, _))| {
        if variable.values.is_empty() {
            return ServerVariableNames { function, ..Default::default() };
        }
        let values = Wanted::words(vec![format!("{ident} {}", function.trim_start_matches("r#"))]);
        let (values, _) = scope.claim(&values);
        let wanted =
            |value: &String| Wanted::new(vec![value.clone()]).before(before.part(&key_of_value(variable, value)));
        let wanted: Vec<Wanted<'_>> = variable.values.iter().map(wanted).collect();
        let variants = Scope::new(Case::Camel, "Value", &["Self"]).claim_all(&wanted);
        ServerVariableNames { function, values, variants: variants.into_iter().map(|(name, _)| name).collect() }
    });
    named.collect()
}

/// What `names.txt` calls a value of a variable.
pub(super) fn key_of_value(variable: &ServerVariable, value: &str) -> String {
    format!("{}={value}", variable.name)
}
