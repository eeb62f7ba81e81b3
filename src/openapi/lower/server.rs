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
            let variable = self.server_variable(&member.name, variable);
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

    fn server_variable(&mut self, name: &str, at: At<'a>) -> model::ServerVariable {
        let values: Vec<String> = at.list("enum").filter_map(|value| value.node.text()).map(str::to_owned).collect();
        let default = at.scalar("default").map(str::to_owned).or_else(|| values.first().cloned());
        if at.scalar("default").is_none() {
            let instead = if values.is_empty() { "a variable without a default" } else { "its first value" };
            self.repaired("Server Variable Object without `default`", instead, at);
        }
        model::ServerVariable {
            name: name.to_owned(),
            default: default.unwrap_or_else(|| format!("{{{name}}}")),
            values,
            description: docs::text(at.scalar("description")),
        }
    }
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
