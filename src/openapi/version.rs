//! Which specification a description follows (OpenAPI Object `openapi`, Swagger Object `swagger`).

use super::cursor::At;
use crate::diagnostics::{Code, Diagnostic};

/// A version that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// Swagger 2.0
    Swagger2,
    /// OpenAPI 3.0
    V30,
    /// OpenAPI 3.1
    V31,
    /// OpenAPI 3.2
    V32,
}

impl Version {
    /// As `coverage.json` names it.
    pub(super) const fn format(self) -> &'static str {
        match self {
            Self::Swagger2 => "swagger-2.0",
            Self::V30 => "openapi-3.0",
            Self::V31 => "openapi-3.1",
            Self::V32 => "openapi-3.2",
        }
    }

    pub(super) const fn is_swagger(self) -> bool {
        matches!(self, Self::Swagger2)
    }
}

/// The version of a description, or what is wrong with it.
pub(super) fn sniff(root: At<'_>) -> Result<Version, Box<Diagnostic>> {
    let error = |code, message: String| Box::new(Diagnostic::error(code, message));
    if root.node.as_mapping().is_none() {
        let message = format!("a description is a mapping, this is {}", root.node.kind_name());
        return Err(Box::new(Diagnostic::error(Code::UnknownFormat, message).at(root.place())));
    }
    for (member, versions) in [("openapi", OPENAPI), ("swagger", SWAGGER)] {
        let Some(found) = root.get(member) else { continue };
        let text = root.scalar(member).unwrap_or_default().trim();
        // `swagger: 2.0` without quotes is a number, and may be written `2`.
        let known = versions.iter().find(|(number, _)| {
            text == *number || text.strip_prefix(number).is_some_and(|rest| rest.starts_with(['.', '-']))
        });
        return match known {
            Some((_, version)) => Ok(*version),
            None => Err(Box::new(
                error(Code::UnknownVersion, format!("`{member}: {text}` is not a version that is read"))
                    .at(found.place())
                    .help("`swagger: \"2.0\"`, `openapi: 3.0.x`, `openapi: 3.1.x` and `openapi: 3.2.x` are read"),
            )),
        };
    }
    let names: Vec<&str> = root.members().map(|(member, _)| &*member.name).take(5).collect();
    let found = if names.is_empty() { "it is empty".to_owned() } else { format!("it has `{}`", names.join("`, `")) };
    Err(Box::new(
        error(Code::UnknownFormat, format!("the top of the file has neither `openapi` nor `swagger`: {found}"))
            .at(root.place())
            .help("add `openapi: 3.0.3` if this is an OpenAPI description"),
    ))
}

const OPENAPI: &[(&str, Version)] = &[("3.0", Version::V30), ("3.1", Version::V31), ("3.2", Version::V32)];
const SWAGGER: &[(&str, Version)] = &[("2.0", Version::Swagger2), ("2", Version::Swagger2)];
