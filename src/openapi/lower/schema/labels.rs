//! What the variants of a union are called.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use super::{Spot, as_boolean, formats::is_of_numbers, raw::RawSchema};
use crate::{
    openapi::{cursor::At, lower::context::Lower},
    source::Value,
};

/// What a variant is called.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// The name of the variant.
    pub(super) text: String,
    /// What inline types of the variant are called after.
    inside: Inside,
}

/// What the inline types of a variant are called after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    /// The label, which tells this variant from others.
    Label,
    /// The union: its items are the items of a list.
    Union,
    /// The position.
    Position,
}

/// How many `allOf` inside one another are looked into for constants.
const NESTING: usize = 4;

impl Label {
    /// Whether it says more than the position.
    pub(super) fn is_telling(&self) -> bool {
        self.inside == Inside::Label
    }

    /// The label of what is all of these.
    pub(super) fn joined<'l>(labels: impl Iterator<Item = &'l Self>, position: usize) -> Self {
        let labels: Vec<&Self> = labels.collect();
        if let [only] = labels.as_slice() {
            return (*only).clone();
        }
        let names: Vec<&str> = labels.iter().filter(|label| label.is_telling()).map(|label| &*label.text).collect();
        match names.as_slice() {
            [] => Self { text: numbered(position), inside: Inside::Position },
            names => telling(&names.join(" and ")),
        }
    }

    /// The spot of an alternative: its key is its position, which is also what it is called when all else is taken.
    pub(super) fn spot(&self, whole: &Spot, position: usize) -> Spot {
        let numbered = whole.part(&numbered(position));
        let names = match self.inside {
            Inside::Label => whole.part(&self.text).names,
            Inside::Union => whole.names.clone(),
            Inside::Position => Vec::new(),
        };
        Spot::new(numbered.key, names.into_iter().chain(numbered.names).collect())
    }
}

/// A member of an alternative that always has the same value.
struct Constant<'a> {
    member: &'a str,
    /// What that makes of the alternative: the text, or the member's name with the number or boolean.
    label: Cow<'a, str>,
    is_text: bool,
}

impl<'a> Lower<'a, '_> {
    /// The labels of alternatives, in their order: the name of what an alternative refers to, a short title, the
    /// constant by which it differs, the member that it alone requires, the first that it alone has, or its type.
    pub(super) fn labels(&mut self, union: &RawSchema<'a>, parts: &[At<'a>]) -> Vec<Label> {
        let mut labels: Vec<Option<Label>> = parts.iter().map(|part| self.own_label(*part)).collect();
        for (label, part) in labels.iter_mut().zip(parts) {
            tell_by_format(label.as_mut(), *part);
        }
        let nameless: Vec<usize> = (0..parts.len()).filter(|&at| matches!(labels.get(at), Some(None))).collect();
        let schemas: Vec<RawSchema<'a>> =
            nameless.iter().filter_map(|&at| parts.get(at)).map(|part| RawSchema::read(*part)).collect();
        let by_constant = self.constants_that_differ(union, &schemas);
        let counts = counts(&schemas);
        for ((&at, schema), constant) in nameless.iter().zip(&schemas).zip(by_constant) {
            let only_required = match schema.required.as_slice() {
                [only] if union.discriminator.is_none() && is_alone(only, &schemas) => Some(Cow::Borrowed(*only)),
                _ => None,
            };
            let own_member = || match union.discriminator {
                // One alone has nothing to be told from.
                None if schemas.len() > 1 => own_member(schema, &counts).map(Cow::Borrowed),
                None | Some(_) => None,
            };
            if let Some(slot) = labels.get_mut(at) {
                *slot = constant
                    .or(only_required)
                    .or_else(own_member)
                    .filter(|text| is_name_like(text))
                    .map(|text| telling(&text));
            }
        }
        let plain = |at: usize| Label { text: numbered(at), inside: Inside::Position };
        labels.into_iter().enumerate().map(|(at, label)| label.unwrap_or_else(|| plain(at))).collect()
    }

    /// What an alternative is called whatever stands beside it; none for objects without a name.
    fn own_label(&mut self, part: At<'a>) -> Option<Label> {
        if self.is_reference(part)
            && let Some(last) = part.reference().and_then(|reference| reference.rsplit(['/', '#']).next())
            && !last.is_empty()
        {
            let name = last.strip_suffix(".yaml").or_else(|| last.strip_suffix(".json")).unwrap_or(last);
            return Some(telling(&name.replace("~1", "/").replace("~0", "~")));
        }
        if let Some(title) = part.text("title").filter(|title| is_name_like(title)) {
            return Some(telling(title));
        }
        let raw = RawSchema::read(part);
        if let Some(text) = label_of_values(&raw) {
            return Some(telling(&text));
        }
        match raw.types.as_slice() {
            ["array"] => {
                let item = raw.items.and_then(|items| self.own_label(items)).map(|label| label.text);
                let text = format!("{} list", item.unwrap_or_default()).trim().to_owned();
                Some(Label { text, inside: Inside::Union })
            }
            ["object"] | [] if is_map(&raw) => {
                let values = raw.additional_properties.filter(|at| as_boolean(*at).is_none());
                let item = values.and_then(|values| self.own_label(values)).map(|label| label.text);
                let text = format!("{} map", item.unwrap_or_default()).trim().to_owned();
                Some(Label { text, inside: Inside::Union })
            }
            ["object"] | [] => None,
            [name, ..] => Some(Label { text: (*name).to_owned(), inside: Inside::Position }),
        }
    }

    /// For each of several objects the constant by which it differs from the others: that of the discriminator, or else
    /// of the member that has the most different ones.
    fn constants_that_differ(&mut self, union: &RawSchema<'a>, objects: &[RawSchema<'a>]) -> Vec<Option<Cow<'a, str>>> {
        let discriminator = union.discriminator.map(|node| node.text("propertyName").unwrap_or_default());
        let constants: Vec<Vec<Constant<'a>>> = objects.iter().map(|object| self.constants(object, NESTING)).collect();
        let of = |list: &[Constant<'a>], name: &str| {
            list.iter().rev().find(|constant| constant.member == name).map(|constant| constant.label.clone())
        };
        let mut best: (usize, Vec<Option<Cow<'a, str>>>) = (0, vec![None; objects.len()]);
        let mut seen: HashSet<(&str, bool)> = HashSet::new();
        for Constant { member, is_text, .. } in constants.iter().flatten() {
            if discriminator.is_some_and(|wanted| wanted != *member) || !seen.insert((member, *is_text)) {
                continue;
            }
            let texts: Vec<Option<Cow<'a, str>>> = constants.iter().map(|list| of(list, member)).collect();
            let mut uses: HashMap<&str, usize> = HashMap::new();
            texts.iter().flatten().for_each(|text| *uses.entry(text).or_default() += 1);
            let is_alone = |text: &Cow<'a, str>| uses.get(&**text) == Some(&1);
            let differing: Vec<Option<Cow<'a, str>>> = texts.iter().map(|text| text.clone().filter(is_alone)).collect();
            let count = differing.iter().flatten().count();
            // A text alone is a name; one number or boolean tells nothing from what has none.
            if count > best.0 && (*is_text || count > 1) {
                best = (count, differing);
            }
        }
        best.1
    }

    fn constants(&mut self, object: &RawSchema<'a>, depth: usize) -> Vec<Constant<'a>> {
        let mut constants = Vec::new();
        for part in object.all_of.filter(|_| depth > 0).into_iter().flat_map(At::items) {
            if let Some(part) = self.seen_through(part).map(RawSchema::read) {
                constants.extend(self.constants(&part, depth - 1));
            }
        }
        for (member, node) in self.members_of(object.properties) {
            let Some(schema) = self.seen_through(node).map(RawSchema::read) else { continue };
            let listed: Vec<At<'a>> = schema.enumeration.into_iter().flat_map(At::items).collect();
            let only = match listed.as_slice() {
                [only] => Some(*only),
                _ => schema.constant,
            };
            let label = only.and_then(|only| match &only.node.value {
                Value::String(text) => Some(Cow::Borrowed(&**text)),
                // Letters and digits make the name.
                Value::Number(digits) => {
                    Some(format!("{} {}", member.name, digits.replace('-', "minus ").replace('.', " point ")).into())
                }
                Value::Bool { value, .. } => Some(format!("{} {value}", member.name).into()),
                _ => None,
            });
            let is_text = only.is_some_and(|only| only.node.as_str().is_some());
            constants.extend(label.map(|label| Constant { member: &member.name, label, is_text }));
        }
        constants
    }
}

/// A primitive that has a format, and a list of such, is called after it: also where it stands alone, so that another
/// format of the same type may come beside it.
fn tell_by_format(label: Option<&mut Label>, part: At<'_>) {
    if let Some((plain, telling)) = by_format(part).filter(|(_, telling)| is_name_like(telling))
        && let Some(label) = label.filter(|label| label.text == plain)
    {
        label.text = telling;
    }
}

/// What a primitive, or a list of one, is called by its type, and by its format.
fn by_format(part: At<'_>) -> Option<(String, String)> {
    let raw = RawSchema::read(part);
    match (raw.types.as_slice(), raw.items) {
        (["array"], Some(items)) => {
            by_format(items).map(|(plain, telling)| (format!("{plain} list"), format!("{telling} list")))
        }
        ([name, ..], _) => {
            let format = raw.format?;
            // A number that is a text stands beside the number itself often enough.
            let is_quoted = *name == "string" && is_of_numbers(format);
            Some(((*name).to_owned(), if is_quoted { format!("{format} text") } else { format.to_owned() }))
        }
        ([], _) => None,
    }
}

/// Whether an object says nothing of its members but what all of them are.
fn is_map(raw: &RawSchema<'_>) -> bool {
    if !raw.is_object() {
        return false;
    }
    let has_members = raw.properties.and_then(|node| node.node.as_mapping()).is_some_and(|list| !list.is_empty());
    let has_none = raw.additional_properties.and_then(as_boolean) == Some(false);
    let is_more = raw.all_of.is_some() || raw.one_of.is_some() || raw.any_of.is_some() || !raw.required.is_empty();
    !(has_members || has_none || is_more)
}

/// What an enumeration of texts is called: one or two values by themselves, more are values.
fn label_of_values(raw: &RawSchema<'_>) -> Option<String> {
    let values: Vec<At<'_>> = raw.enumeration.into_iter().flat_map(At::items).chain(raw.constant).collect();
    let texts: Vec<&str> = values.iter().filter_map(|value| value.node.as_str()).collect();
    if texts.is_empty() || texts.len() < values.len() {
        return None;
    }
    if texts == [""] {
        return Some("empty".to_owned());
    }
    let named = texts.join(" or ");
    Some(if texts.len() <= 2 && is_name_like(&named) { named } else { "value".to_owned() })
}

/// The first member of an object that no other one has.
fn own_member<'a>(object: &RawSchema<'a>, counts: &HashMap<&'a str, usize>) -> Option<&'a str> {
    let members = object.properties.into_iter().flat_map(At::members);
    members.map(|(member, _)| &*member.name).find(|name| counts.get(name) == Some(&1))
}

/// How many of several objects have each member.
fn counts<'a>(objects: &[RawSchema<'a>]) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    for (member, _) in objects.iter().filter_map(|object| object.properties).flat_map(At::members) {
        *counts.entry(&*member.name).or_default() += 1;
    }
    counts
}

/// Whether one of the schemas requires a member and no other does.
fn is_alone(required: &str, schemas: &[RawSchema<'_>]) -> bool {
    schemas.iter().filter(|schema| schema.required.contains(&required)).count() == 1
}

fn telling(text: &str) -> Label {
    Label { text: text.to_owned(), inside: Inside::Label }
}

fn numbered(position: usize) -> String {
    format!("variant {}", position + 1)
}

/// Whether a text can be part of a name: a few words, no sentence.
pub(super) fn is_name_like(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.');
    text.chars().any(char::is_alphanumeric)
        && text.chars().count() <= 40
        && text.split_whitespace().count() <= 4
        && text.chars().all(fits)
}
