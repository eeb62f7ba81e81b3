//! `host`, `basePath`, `schemes` and `securityDefinitions`.

use super::tree::{list, mapping, member, text};
use crate::{
    openapi::cursor::At,
    source::{Member, Node},
};

/// Server Objects from `schemes`, `host` and `basePath`.
pub(super) fn servers(root: At<'_>) -> Node {
    let schemes: Vec<&str> = root.list("schemes").filter_map(|scheme| scheme.node.as_str()).collect();
    servers_of(root, if schemes.is_empty() { &["https"] } else { &schemes })
}

/// The same with these schemes.
pub(super) fn servers_of(root: At<'_>, schemes: &[&str]) -> Node {
    let mark = root.get("host").or_else(|| root.get("basePath")).unwrap_or(root).node.mark;
    let base = root.text("basePath").unwrap_or_default().trim_matches('/');
    let base = if base.is_empty() { String::new() } else { format!("/{base}") };
    let server = |url: &str| mapping(vec![member("url", text(url, mark))], mark);
    let Some(host) = root.text("host") else {
        // The host that gives the description is meant, and is not known here.
        let servers = if base.is_empty() { Vec::new() } else { vec![server(&base)] };
        return list(servers, mark);
    };
    let mut schemes = schemes.to_vec();
    // The first server is the default, and that is the safe one if there is a choice.
    schemes.sort_by_key(|scheme| *scheme != "https");
    list(schemes.iter().map(|scheme| server(&format!("{scheme}://{host}{base}"))).collect(), mark)
}

/// Security Scheme Objects from `securityDefinitions`.
pub(super) fn security_schemes(root: At<'_>) -> Node {
    let schemes = root.map("securityDefinitions").map(|(name, at)| Member {
        name: name.name.clone(),
        mark: name.mark,
        node: security_scheme(at),
    });
    mapping(schemes.collect(), root.node.mark)
}

fn security_scheme(at: At<'_>) -> Node {
    let mark = at.node.mark;
    let copied = |names: &[&str]| -> Vec<Member> {
        at.members().map(|(member, _)| member).filter(|member| names.contains(&&*member.name)).cloned().collect()
    };
    let members = match at.text("type") {
        Some("basic") => {
            let mut members = copied(&["description"]);
            members.extend([member("type", text("http", mark)), member("scheme", text("basic", mark))]);
            members
        }
        Some("oauth2") => {
            let mut members = copied(&["type", "description"]);
            let flow = mapping(copied(&["authorizationUrl", "tokenUrl", "scopes"]), mark);
            let name = match at.text("flow").unwrap_or_default() {
                "application" => "clientCredentials",
                "accessCode" => "authorizationCode",
                other => other,
            };
            members.push(member("flows", mapping(vec![member(name, flow)], mark)));
            members
        }
        _ => return at.node.clone(),
    };
    mapping(members, mark)
}
