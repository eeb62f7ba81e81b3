//! Server Object: base URLs.

use super::{context::Lower, leaf::Leaf};
use crate::{
    diagnostics::Code,
    model::{self, LedgerSeverity, docs},
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
        let mut url = read.url;
        let template = url.clone();
        let mut variables = Vec::new();
        for (member, variable) in at.map("variables") {
            let default =
                variable.scalar("default").or_else(|| variable.list("enum").find_map(|item| item.node.text()));
            match default {
                Some(default) => {
                    url = url.replace(&format!("{{{}}}", member.name), default);
                    variables.push(model::ServerVariable {
                        name: member.name.to_string(),
                        default: default.to_owned(),
                        values: variable
                            .list("enum")
                            .filter_map(|value| value.node.text())
                            .map(str::to_owned)
                            .collect(),
                        description: docs::text(variable.scalar("description")),
                    });
                    self.list(
                        Code::Approximated,
                        LedgerSeverity::Info,
                        format!("server variable `{}`", member.name),
                        format!("its default `{default}`; another base URL is given to the client"),
                        variable.place(),
                    );
                }
                None => self.repaired("Server Variable Object without `default`", "the URL as it stands", variable),
            }
        }
        let url = url.trim();
        let url = if url == "/" { url } else { url.trim_end_matches('/') };
        Some(model::Server {
            url: url.to_owned(),
            name: docs::text(at.scalar("name")),
            description: docs::text(read.description.as_deref()),
            template: if variables.is_empty() {
                String::new()
            } else {
                template.trim().trim_end_matches('/').to_owned()
            },
            variables,
        })
    }
}
