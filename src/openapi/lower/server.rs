//! Server Object: base URLs.

use super::{context::Lower, leaf::Leaf};
use crate::{
    model::{self, docs},
    openapi::cursor::At,
};

impl<'a> Lower<'a, '_> {
    /// A list of Server Objects; variables are filled with their defaults.
    pub(super) fn servers(&mut self, list: Option<At<'a>>) -> Vec<model::Server> {
        let items: Vec<At<'a>> = list.into_iter().flat_map(At::items).collect();
        items.into_iter().filter_map(|item| self.server(item)).collect()
    }

    fn server(&mut self, at: At<'a>) -> Option<model::Server> {
        let read: openapiv3::Server =
            self.leaf(at, &Leaf { object: "Server Object", without: &["variables"], with: &[] })?;
        let template = read.url.trim().trim_end_matches('/').to_owned();
        let mut url = read.url;
        let mut variables = Vec::new();
        for (member, variable) in at.map("variables") {
            self.unknown_members(variable, "Server Variable Object", &["enum", "default", "description"]);
            if !template.contains(&format!("{{{}}}", member.name)) {
                self.remark(format!("server variable `{}`, which the URL does not hold", member.name), variable);
                continue;
            }
            let variable = self.server_variable(&template, &member.name, variable);
            url = url.replace(&format!("{{{}}}", member.name), &variable.default);
            variables.push(variable);
        }
        for name in names_in(&template) {
            if !variables.iter().any(|variable| variable.name == name) {
                self.repaired(
                    format!("`{{{name}}}` of `url`, which is not declared"),
                    "a variable without a default",
                    at,
                );
                let default = format!("{{{name}}}");
                variables.push(model::ServerVariable { name: name.to_owned(), default, ..Default::default() });
            }
        }
        let url = url.trim();
        let url = if url == "/" { url } else { url.trim_end_matches('/') };
        Some(model::Server {
            url: url.to_owned(),
            name: docs::text(at.scalar("name")),
            description: docs::text(read.description.as_deref()),
            template: if variables.is_empty() { String::new() } else { template },
            variables,
        })
    }

    fn server_variable(&mut self, template: &str, name: &str, at: At<'a>) -> model::ServerVariable {
        let values: Vec<String> = at.list("enum").filter_map(|value| value.node.text()).map(str::to_owned).collect();
        let default = at.scalar("default").map(str::to_owned);
        let wrong = match &default {
            None => Some("Server Variable Object without `default`"),
            Some(default) if !values.is_empty() && !values.contains(default) => {
                Some("`default` of a server variable that is not in its `enum`")
            }
            Some(default) if !can_stand(template, name, default) => {
                Some("`default` of a server variable that no address can have there")
            }
            Some(_) => None,
        };
        let default = match (wrong, default) {
            (None, Some(default)) => default,
            (wrong, _) => {
                let instead = if values.is_empty() { "a variable without a default" } else { "its first value" };
                self.repaired(wrong.unwrap_or_default(), instead, at);
                values.first().cloned().unwrap_or_else(|| format!("{{{name}}}"))
            }
        };
        model::ServerVariable {
            name: name.to_owned(),
            default,
            values,
            description: docs::text(at.scalar("description")),
        }
    }
}

/// Whether a value can stand where the template has the variable: a placeholder such as `<tenant>` or `{tenant}` cannot,
/// and nothing only where that leaves a scheme and a host (RFC 3986, 3.1 and 3.2.2).
fn can_stand(template: &str, name: &str, value: &str) -> bool {
    let unfit = |one: char| one.is_whitespace() || one.is_control() || r#"<>{}"\^`|"#.contains(one);
    let is_address = |value: &str| is_address(&template.replace(&format!("{{{name}}}"), value));
    // What is wrong with the template is not the value's fault.
    !value.contains(unfit) && (is_address(value) || !is_address("x"))
}

/// Whether an address has a scheme and a host, or is a path alone.
fn is_address(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("//") else { return !url.is_empty() };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    scheme != ":" && !host.is_empty() && !host.starts_with(['.', ':']) && !host.contains("..")
}

/// The names in braces, each once.
fn names_in(template: &str) -> Vec<&str> {
    let mut names: Vec<&str> = template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .filter(|name| !name.is_empty())
        .collect();
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(*name));
    names
}
