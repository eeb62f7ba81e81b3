//! What becomes part of the generated `Cargo.toml`: the package's name, and its dependencies. Cargo would refuse what is
//! wrong with them, but at a file that nobody wrote.

use serde::{Deserialize, Deserializer, de::Error};
use toml::Value;

use crate::model::naming::is_taken_package;

/// Checks the name of a package: what cargo takes, keywords aside, and no crate that generated code needs.
///
/// # Errors
/// What is wrong with it.
pub fn check_package_name(name: &str) -> Result<(), String> {
    let is_spelt_well = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|one| one.is_ascii_alphanumeric() || one == '-' || one == '_')
        && name.len() <= 64;
    match is_spelt_well {
        false => Err(format!("`{name}` is not a package name: {PACKAGE_NAME}")),
        true if is_taken_package(name) => {
            Err(format!("`{name}` is not a package name: generated code needs a crate of that name"))
        }
        true => Ok(()),
    }
}

/// What a name is made of.
const PACKAGE_NAME: &str = "up to 64 letters, digits, `-` and `_`, beginning with a letter";

pub(super) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let name = String::deserialize(deserializer)?;
    check_package_name(&name).map_err(D::Error::custom)?;
    Ok(Some(name))
}

pub(super) fn dependencies<'de, D: Deserializer<'de>>(deserializer: D) -> Result<toml::Table, D::Error> {
    let all: toml::map::Map<String, Value> =
        std::collections::BTreeMap::<String, Dependency>::deserialize(deserializer)?
            .into_iter()
            .map(|(name, dependency)| (name, dependency.0))
            .collect();
    for name in all.keys() {
        if name.replace('_', "-") == "rest-bindgen-runtime" {
            return Err(D::Error::custom(format!("`{name}` is there already: `--runtime-path` says where it lies")));
        }
        check_package_name(name).map_err(D::Error::custom)?;
    }
    Ok(all)
}

/// A dependency as cargo has it: a version, or a table of where it comes from.
struct Dependency(Value);

impl<'de> Deserialize<'de> for Dependency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let problem = match &value {
            Value::String(_) => None,
            Value::Table(table) => table.iter().find_map(|(key, value)| problem(key, value)),
            _ => Some("a dependency is a version, or a table as in `Cargo.toml`".to_owned()),
        };
        problem.map_or(Ok(Self(value)), |problem| Err(D::Error::custom(problem)))
    }
}

/// What is wrong with a member of a dependency.
fn problem(key: &str, value: &Value) -> Option<String> {
    let (fits, wanted) = match key {
        "version" | "path" | "git" | "branch" | "tag" | "rev" | "registry" | "package" => (value.is_str(), "a text"),
        "default-features" | "optional" | "workspace" => (value.is_bool(), "`true` or `false`"),
        "features" => {
            (value.as_array().is_some_and(|list| list.iter().all(Value::is_str)), "a list of names of features")
        }
        _ => return Some(format!("`{key}` is nothing that a dependency has")),
    };
    (!fits).then(|| format!("`{key}` of a dependency is {wanted}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
mod tests {
    use crate::config::Options;

    #[test]
    fn what_cargo_would_refuse_is_refused_with_its_line() {
        for (text, line, problem) in [
            ("validate = true\nname = \"1 x\"\n", "line 2", "`1 x` is not a package name"),
            ("validate = true\nname = \"std\"\n", "line 2", "generated code needs a crate of that name"),
            ("[dependencies]\ncore = \"1\"\n", "line 1", "generated code needs a crate of that name"),
            ("[dependencies]\nserde = { path = 3 }\n", "line 2", "`path` of a dependency is a text"),
            ("[dependencies]\na = \"1\"\nserde = 1\n", "line 3", "a dependency is a version"),
            ("[dependencies]\nserde = { features = [1] }\n", "line 2", "a list of names of features"),
            ("[dependencies]\nserde = { verson = \"1\" }\n", "line 2", "`verson` is nothing"),
            ("[dependencies]\n\"a b\" = \"1\"\n", "line 1", "`a b` is not a package name"),
            ("[dependencies]\nrest-bindgen-runtime = \"9\"\n", "line 1", "is there already"),
        ] {
            let error = toml::from_str::<Options>(text).unwrap_err().to_string();
            assert!(error.contains(line) && error.contains(problem), "{text}: {error}");
        }
        let fine =
            "name = \"pets-2\"\n[dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\na_b = \"1\"\n";
        assert!(toml::from_str::<Options>(fine).is_ok());
    }
}
