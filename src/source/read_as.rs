//! From a node to one of `openapiv3`'s types, by way of `serde_yaml`'s value.

use serde::de::DeserializeOwned;

use super::{
    core_schema,
    node::{Mapping, Node, Value},
};

impl Node {
    /// Reads this node, leaving out the members named, as a type that `serde` can read.
    ///
    /// The names are those of this node's own members; the same names further down stay. Numbers
    /// beyond `u64` and `i64` become `f64` on the way.
    ///
    /// # Errors
    /// What `serde` says about the first thing that does not fit. It knows no places; name this node's.
    pub fn read_as<T: DeserializeOwned>(&self, without: &[&str]) -> Result<T, String> {
        serde_yaml::from_value(value_of(self, without)).map_err(|error| error.to_string())
    }
}

/// The depth of a tree is bounded when it is read, so this may call itself.
fn value_of(node: &Node, without: &[&str]) -> serde_yaml::Value {
    match &node.value {
        Value::Null(_) => serde_yaml::Value::Null,
        Value::Bool { value, .. } => serde_yaml::Value::Bool(*value),
        Value::Number(text) => number_of(text),
        Value::String(text) => serde_yaml::Value::String(text.to_string()),
        Value::Sequence(items) => serde_yaml::Value::Sequence(items.iter().map(|item| value_of(item, &[])).collect()),
        Value::Mapping(mapping) => serde_yaml::Value::Mapping(mapping_of(mapping, without)),
    }
}

fn mapping_of(mapping: &Mapping, without: &[&str]) -> serde_yaml::Mapping {
    mapping
        .iter()
        .filter(|member| !without.contains(&&*member.name))
        .map(|member| (serde_yaml::Value::String(member.name.to_string()), value_of(&member.node, &[])))
        .collect()
}

fn number_of(text: &str) -> serde_yaml::Value {
    let integer = core_schema::integer(text);
    if let Some(positive) = integer.and_then(|integer| u64::try_from(integer).ok()) {
        serde_yaml::Value::Number(positive.into())
    } else if let Some(negative) = integer.and_then(|integer| i64::try_from(integer).ok()) {
        serde_yaml::Value::Number(negative.into())
    } else if let Some(float) = core_schema::float(text) {
        serde_yaml::Value::Number(float.into())
    } else {
        serde_yaml::Value::String(text.to_owned())
    }
}
