//! What extensions say of the members of an enumeration: names, texts and numbers.
//!
//! `x-enum-varnames` and `x-enum-descriptions` go by position, `x-ms-enum` by value. `x-enum-numbers` is this
//! program's own: a mapping from the member to its number, for descriptions that have no other place for it.

use std::collections::{HashMap, HashSet};

use super::enumeration::integer;
use crate::{
    model::{Deprecation, Docs, EnumNumber},
    openapi::cursor::At,
};

/// The extensions beside an `enum`.
#[derive(Debug)]
pub(super) struct Extensions<'a> {
    names: Vec<At<'a>>,
    descriptions: Vec<At<'a>>,
    descriptions_by_value: Option<At<'a>>,
    values: HashMap<&'a str, At<'a>>,
    deprecated: HashSet<&'a str>,
    pub(super) numbers: Option<At<'a>>,
}

/// What they say of one member.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) label: Option<String>,
    pub(super) docs: Docs,
    pub(super) deprecated: Option<Deprecation>,
}

impl<'a> Extensions<'a> {
    pub(super) fn read(at: At<'a>, count: usize) -> Self {
        let first = |names: &[&str]| names.iter().find_map(|name| at.get(name));
        let names: Vec<At<'a>> =
            first(&["x-enum-varnames", "x-enumNames", "x-enum-names"]).into_iter().flat_map(At::items).collect();
        let descriptions = first(&["x-enum-descriptions", "x-enumDescriptions"]);
        let values = at.get("x-ms-enum").into_iter().flat_map(|at| at.list("values"));
        let deprecated = first(&["x-enum-deprecated", "x-deprecated-enum-values"]);
        Self {
            // Names that are more or fewer than the members belong to other members.
            names: if names.len() == count { names } else { Vec::new() },
            descriptions: descriptions.into_iter().flat_map(At::items).collect(),
            descriptions_by_value: descriptions.filter(|at| at.node.as_mapping().is_some()),
            values: values.filter_map(|value| Some((value.scalar("value")?, value))).collect(),
            deprecated: deprecated.into_iter().flat_map(At::items).filter_map(|item| item.node.text()).collect(),
            numbers: at.get("x-enum-numbers").filter(|at| at.node.as_mapping().is_some()),
        }
    }

    /// What is said of the member at a position.
    pub(super) fn of(&self, position: usize, wire: &str) -> Said {
        let value = self.values.get(wire).copied();
        // A name of `x-ms-enum` mostly repeats the value; it is of use where the value is no name.
        let ms_name = || value.and_then(|value| value.scalar("name")).filter(|_| !is_name_like(wire));
        let name = self.names.get(position).and_then(|name| name.node.text()).or_else(ms_name);
        let by_value = || self.descriptions_by_value.and_then(|texts| texts.get(wire));
        let text = self.descriptions.get(position).copied().or_else(by_value);
        let by_position = text.and_then(|text| text.node.as_str());
        let description = value.and_then(|value| value.text("description")).or(by_position);
        let is_deprecated = self.deprecated.contains(wire);
        Said {
            label: name.map(str::to_owned),
            docs: Docs::described(description),
            deprecated: is_deprecated.then(Deprecation::default),
        }
    }

    /// The number of a member.
    pub(super) fn number(&self, wire: &str) -> Option<EnumNumber> {
        self.numbers.and_then(|numbers| numbers.get(wire)).and_then(integer)
    }
}

fn is_name_like(wire: &str) -> bool {
    wire.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
}
