//! What extensions say of the members of an enumeration: names, texts and numbers.
//!
//! `x-enum-varnames` and `x-enum-descriptions` go by position, or by value where they are mappings; `x-ms-enum` by
//! value. `x-enum-numbers` is this program's own: a mapping from the member to its number, for descriptions that have
//! no other place for it.

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
    names_by_value: Option<At<'a>>,
    descriptions: Vec<At<'a>>,
    descriptions_by_value: Option<At<'a>>,
    values: HashMap<&'a str, At<'a>>,
    deprecated: HashSet<&'a str>,
    pub(super) numbers: Option<At<'a>>,
    /// Lists by position that are longer or shorter than the `enum`, and what they are called.
    pub(super) of_others: Vec<(&'static str, At<'a>)>,
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
        let first = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, at.get(name)?)));
        let named = first(&["x-enum-varnames", "x-enumNames", "x-enum-names"]);
        let nulls: Vec<bool> = at.list("enum").map(|value| value.node.is_null()).collect();
        let nulls = if nulls.len() > count { nulls } else { Vec::new() };
        let names: Vec<At<'a>> = named.into_iter().flat_map(|(_, at)| by_position(at, &nulls)).collect();
        let described = first(&["x-enum-descriptions", "x-enumDescriptions"]);
        let descriptions = described.map(|(_, at)| at);
        let values = at.get("x-ms-enum").into_iter().flat_map(|at| at.list("values"));
        let deprecated = first(&["x-enum-deprecated", "x-deprecated-enum-values"]).map(|(_, at)| at);
        let is_of_others = |at: At<'a>| at.node.as_sequence().is_some() && by_position(at, &nulls).len() != count;
        let of_others = named.into_iter().chain(described).filter(|(_, at)| is_of_others(*at)).collect();
        Self {
            // Names that are more or fewer than the members belong to other members.
            names: if names.len() == count { names } else { Vec::new() },
            names_by_value: named.map(|(_, at)| at).filter(|at| at.node.as_mapping().is_some()),
            descriptions: descriptions.into_iter().flat_map(|at| by_position(at, &nulls)).collect(),
            descriptions_by_value: descriptions.filter(|at| at.node.as_mapping().is_some()),
            values: values.filter_map(|value| Some((value.scalar("value")?, value))).collect(),
            deprecated: deprecated.into_iter().flat_map(At::items).filter_map(|item| item.node.text()).collect(),
            numbers: at.get("x-enum-numbers").filter(|at| at.node.as_mapping().is_some()),
            of_others,
        }
    }

    /// What is said of the member at a position.
    pub(super) fn of(&self, position: usize, wire: &str) -> Said {
        let value = self.values.get(wire).copied();
        // A name of `x-ms-enum` mostly repeats the value; it is of use where it says more than that.
        let ms_name = || value.and_then(|value| value.scalar("name")).filter(|name| !spells(name, wire));
        let named = self.names.get(position).copied().or_else(|| self.names_by_value.and_then(|names| names.get(wire)));
        let name = named.and_then(|name| name.node.text()).or_else(ms_name);
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

/// The items of a list that goes by position. Where it has one for `null` too, which is no member, that is left out.
fn by_position<'a>(list: At<'a>, nulls: &[bool]) -> Vec<At<'a>> {
    let items: Vec<At<'a>> = list.items().collect();
    if items.len() != nulls.len() {
        return items;
    }
    items.into_iter().zip(nulls).filter(|(_, is_null)| !**is_null).map(|(item, _)| item).collect()
}

/// Whether a name only spells a value that is a name in another way.
fn spells(name: &str, wire: &str) -> bool {
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let is_name_like = wire.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
    is_name_like && letters(name) == letters(wire)
}
