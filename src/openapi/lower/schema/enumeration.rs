//! `enum` and `const`: named values.

use std::collections::{HashMap, HashSet};

use super::{Shape, Spot, enum_extensions::Extensions, raw::RawSchema};
use crate::{
    diagnostics::{Code, Diagnostic},
    model::{EnumMember, EnumNumber, Enumeration, Primitive, Type, WireForm},
    openapi::{cursor::At, lower::context::Lower},
    source::Value,
};

/// What the values of an `enum` are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Texts,
    Integers,
    Numbers,
    Booleans,
    /// Scalars of several kinds.
    Mixed,
    /// Lists and mappings.
    Composite,
}

impl<'a> Lower<'a, '_> {
    pub(super) fn enumeration(&mut self, at: At<'a>, raw: &RawSchema<'a>, spot: &Spot) -> Shape {
        let listed = raw.enumeration.into_iter().flat_map(At::items);
        let values: Vec<At<'a>> =
            listed.chain(raw.constant).filter(|value| !value.node.is_null() || self.is_word_null(at, *value)).collect();
        let restricts = |kind: &str| raw.types.contains(&kind);
        if restricts("array") || restricts("object") {
            self.approximated("`enum` of lists or objects", "the type without it", at);
            return self.simple(at, raw, spot);
        }
        match kind_of(raw, &values) {
            None => Shape::Plain(Type::Any),
            Some(Kind::Texts) => self.texts(at, &values),
            Some(Kind::Integers) if have_one_type(&values) => self.integers(at, raw, &values),
            // No discriminant holds them; as values of several kinds they stand on the wire as they are written.
            Some(Kind::Integers) => self.mixed(at, &values),
            Some(Kind::Numbers) => {
                // Integers that no integer type holds keep all of their digits.
                let has_fraction = values.iter().any(|value| value.node.text().is_some_and(has_fraction));
                let number = if has_fraction { Primitive::Double } else { Primitive::Decimal };
                let said = super::formats::primitive(raw).filter(|primitive| has_fraction || !is_integer(*primitive));
                Shape::primitive(said.unwrap_or(number))
            }
            Some(Kind::Booleans) => Shape::primitive(Primitive::Boolean),
            Some(Kind::Mixed) => self.mixed(at, &values),
            Some(Kind::Composite) => {
                self.approximated("`enum` of lists or objects", "any JSON", at);
                Shape::Plain(Type::Any)
            }
        }
    }

    pub(super) fn texts(&mut self, at: At<'a>, values: &[At<'a>]) -> Shape {
        let extensions = self.extensions(at, values);
        let values = self.unique(values);
        self.check_numbers(&extensions, &values);
        let mut members = Vec::new();
        for (position, wire) in values.iter().filter_map(|(position, value)| Some((*position, value.node.text()?))) {
            let said = extensions.of(position, wire);
            members.push(EnumMember {
                wire: wire.to_owned(),
                bare: false,
                label: said.label.filter(|label| label != wire),
                docs: said.docs,
                number: extensions.number(wire),
                deprecated: said.deprecated,
            });
        }
        let numbered = members.iter().any(|member| member.number.is_some());
        // As in CSDL, where nothing else is said.
        let is_small = |member: &EnumMember| member.number.is_none_or(|number| i32::try_from(number).is_ok());
        let underlying = if members.iter().all(is_small) { Primitive::Int32 } else { Primitive::Int64 };
        Shape::enumeration(Enumeration {
            members,
            flags: at.get("x-ms-enum-flags").is_some_and(|flags| flags.flag("isFlags")),
            underlying: (numbered || self.is_odata()).then_some(underlying),
            wire: WireForm::Text,
        })
    }

    pub(super) fn integers(&mut self, at: At<'a>, raw: &RawSchema<'a>, values: &[At<'a>]) -> Shape {
        let extensions = self.extensions(at, values);
        let values = self.unique(values);
        let mut members = Vec::new();
        for (position, value) in &values {
            let Some(number) = integer(*value) else { continue };
            let wire = number.to_string();
            let said = extensions.of(*position, &wire);
            members.push(EnumMember {
                label: said.label,
                docs: said.docs,
                number: Some(number),
                deprecated: said.deprecated,
                bare: false,
                wire,
            });
        }
        let underlying = super::formats::primitive(raw).filter(|primitive| *primitive != Primitive::String);
        Shape::enumeration(Enumeration {
            members,
            flags: at.get("x-ms-enum-flags").is_some_and(|flags| flags.flag("isFlags")),
            underlying: Some(underlying.unwrap_or(Primitive::Int64)),
            wire: WireForm::Number,
        })
    }

    /// Texts, numbers and booleans side by side. Names that extensions give are those of all values, by position.
    fn mixed(&mut self, at: At<'a>, values: &[At<'a>]) -> Shape {
        let extensions = self.extensions(at, values);
        let mut members: Vec<EnumMember> = Vec::new();
        for (position, value) in values.iter().enumerate() {
            let Some(wire) = value.node.text() else { continue };
            let bare = !matches!(value.node.value, Value::String(_));
            if bare && serde_json::from_str::<serde_json::Value>(wire).is_err() {
                self.approximated("`enum` of numbers that JSON cannot say", "any JSON", at);
                return Shape::Plain(Type::Any);
            }
            if members.iter().any(|known| known.bare == bare && known.wire == wire) {
                continue;
            }
            let said = extensions.of(position, wire);
            members.push(EnumMember {
                wire: wire.to_owned(),
                bare,
                label: said.label.filter(|label| label != wire),
                docs: said.docs,
                number: None,
                deprecated: said.deprecated,
            });
        }
        Shape::enumeration(Enumeration { members, flags: false, underlying: None, wire: WireForm::Mixed })
    }

    /// What extensions say of values. Those that go by position, and are of another number, go by nothing.
    fn extensions(&mut self, at: At<'a>, values: &[At<'a>]) -> Extensions<'a> {
        let extensions = Extensions::read(at, values.len());
        for (name, list) in &extensions.of_others {
            let emitted =
                if name.contains("escription") { "texts as far as they go" } else { "names made of the values" };
            self.approximated(format!("`{name}` of another length than `enum`"), emitted, *list);
        }
        extensions
    }

    /// The values with their positions, each of them once. Saying one twice means nothing (JSON Schema 2020-12,
    /// validation, 6.1.2), so it is only said where.
    fn unique(&mut self, values: &[At<'a>]) -> Vec<(usize, At<'a>)> {
        let mut unique: Vec<(usize, At<'a>)> = Vec::new();
        let mut seen = HashMap::new();
        for (position, value) in values.iter().enumerate() {
            let Some(text) = value.node.text() else { continue };
            match seen.get(text).copied() {
                None => {
                    seen.insert(text, *value);
                    unique.push((position, *value));
                }
                Some(first) => {
                    let first: At<'a> = first;
                    let warning =
                        Diagnostic::warning(Code::EnumValueDuplicate, format!("`{text}` stands in this enum twice"));
                    let warning = warning.at(value.place()).note_at("it stands here already", first.place());
                    self.report(warning.help("remove one of the two"));
                }
            }
        }
        unique
    }

    /// `x-enum-numbers` has a number for every member and no others.
    fn check_numbers(&mut self, extensions: &Extensions<'a>, values: &[(usize, At<'a>)]) {
        let Some(numbers) = extensions.numbers else { return };
        for (_, value) in values {
            let name = value.node.text().unwrap_or_default();
            if numbers.get(name).is_none() {
                let message = format!("`x-enum-numbers` has no number for `{name}`");
                let error = Diagnostic::error(Code::EnumNumberMissing, message).at(numbers.place());
                self.report(error.note_at("the member", value.place()).help(format!("add `{name}: <number>`")));
            }
        }
        let names: HashSet<&str> = values.iter().filter_map(|(_, value)| value.node.text()).collect();
        for (member, node) in numbers.members() {
            let place = crate::diagnostics::Place::new(numbers.file, member.mark);
            if !names.contains(&*member.name) {
                let message = format!("`x-enum-numbers` names `{}`, which is not in the enum", member.name);
                let error = Diagnostic::error(Code::EnumNumberUnknown, message).at(place);
                self.report(error.help("remove it, or add it to `enum`"));
            } else if integer(node).is_none() {
                let message = format!("the number of `{}` is {}, not an integer", member.name, node.node.kind_name());
                self.report(
                    Diagnostic::error(Code::EnumNumberUnknown, message).at(node.place()).help("write an integer"),
                );
            }
        }
    }
}

/// The only value that a schema allows, where its type has others: a boolean, or a number with a fraction.
pub(super) fn only_value(raw: &RawSchema<'_>) -> Option<String> {
    let mut values = raw.enumeration.into_iter().flat_map(At::items).chain(raw.constant);
    match (values.next().map(|value| &value.node.value), values.next()) {
        (Some(Value::Bool { value, .. }), None) => Some(value.to_string()),
        (Some(Value::Number(text)), None) if has_fraction(text) => Some(text.to_string()),
        _ => None,
    }
}

/// Whether the type that is made of an `enum` or `const` has more values: numbers with fractions, one boolean, lists and
/// objects.
pub(super) fn has_more_than_its_values(raw: &RawSchema<'_>) -> bool {
    let all = raw.enumeration.into_iter().flat_map(At::items).chain(raw.constant);
    let values: Vec<At<'_>> = all.filter(|value| !value.node.is_null()).collect();
    let is_composite = ["array", "object"].iter().any(|kind| raw.types.contains(kind));
    match kind_of(raw, &values) {
        Some(Kind::Numbers | Kind::Composite) => true,
        Some(Kind::Booleans) => values.len() == 1,
        Some(Kind::Texts | Kind::Integers | Kind::Mixed) => is_composite,
        None => false,
    }
}

/// Whether the type that is made of an `enum` or `const` is an enumeration of its values.
pub(super) fn is_enumeration(raw: &RawSchema<'_>) -> bool {
    let all = raw.enumeration.into_iter().flat_map(At::items).chain(raw.constant);
    let values: Vec<At<'_>> = all.filter(|value| !value.node.is_null()).collect();
    matches!(kind_of(raw, &values), Some(Kind::Texts | Kind::Integers | Kind::Mixed)) && !has_more_than_its_values(raw)
}

/// In words, the values of an `enum` or `const` whose type has more than those: numbers with fractions, one boolean.
pub(super) fn listed(raw: &RawSchema<'_>) -> Option<String> {
    let all = raw.enumeration.into_iter().flat_map(At::items).chain(raw.constant);
    let values: Vec<At<'_>> = all.filter(|value| !value.node.is_null()).collect();
    let is_listed = match kind_of(raw, &values)? {
        Kind::Numbers => true,
        Kind::Booleans => values.len() == 1,
        Kind::Texts | Kind::Integers | Kind::Mixed | Kind::Composite => false,
    };
    let texts: Vec<String> = values.iter().filter_map(|value| Some(format!("`{}`", value.node.text()?))).collect();
    match texts.as_slice() {
        _ if !is_listed => None,
        [only] => Some(format!("always {only}")),
        _ => Some(format!("one of {}", texts.join(", "))),
    }
}

/// What the values are; `None` when there are none.
fn kind_of(raw: &RawSchema<'_>, values: &[At<'_>]) -> Option<Kind> {
    if values.is_empty() {
        return None;
    }
    if values.iter().any(|value| value.node.text().is_none()) {
        return Some(Kind::Composite);
    }
    // The declared type decides: `enum: [no, 1.10]` of `type: string` are texts however YAML reads them.
    match raw.types.as_slice() {
        ["string"] => return Some(Kind::Texts),
        ["boolean"] => return Some(Kind::Booleans),
        ["integer"] if values.iter().all(|value| integer(*value).is_some()) => return Some(Kind::Integers),
        _ => {}
    }
    let all = |fits: fn(&At<'_>) -> bool| values.iter().all(fits);
    Some(if all(|value| matches!(value.node.value, Value::String(_))) {
        Kind::Texts
    } else if all(|value| matches!(value.node.value, Value::Bool { .. })) {
        Kind::Booleans
    } else if all(|value| integer(*value).is_some()) {
        Kind::Integers
    } else if all(|value| matches!(value.node.value, Value::Number(_))) {
        Kind::Numbers
    } else {
        Kind::Mixed
    })
}

/// Whether one integer type that an enumeration may have holds all of these.
fn have_one_type(values: &[At<'_>]) -> bool {
    let numbers = || values.iter().filter_map(|value| integer(*value));
    numbers().all(|number| i64::try_from(number).is_ok()) || numbers().all(|number| u64::try_from(number).is_ok())
}

fn has_fraction(number: &str) -> bool {
    number.contains(['.', 'e', 'E'])
}

fn is_integer(primitive: Primitive) -> bool {
    matches!(primitive, Primitive::Int64 | Primitive::UInt64 | Primitive::Int128)
}

/// The integer a number stands for; `1.0` is one.
pub(super) fn integer(at: At<'_>) -> Option<EnumNumber> {
    let Value::Number(text) = &at.node.value else {
        // Integers are sometimes quoted in a schema that says they are integers.
        return at.node.as_str().and_then(|text| text.trim().parse().ok());
    };
    if let Some(number) = at.node.as_i64() {
        return Some(number.into());
    }
    let whole = text.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|digit| digit == b'0'));
    whole.map_or(&**text, |(whole, _)| whole).parse().ok()
}
