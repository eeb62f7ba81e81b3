//! Which Rust types stand for those of the description.

use std::{cell::Cell, collections::BTreeMap};

use serde::Deserialize;

use super::entry::{Entry, Table, Written};
use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics, Place},
    model::Primitive,
    rust,
};

/// Types for numbers, formats and schemas. A type is one of [`NAMED`], or the path of a type of the user's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct TypeOptions {
    /// Integers without a format.
    pub integer: Option<Entry<String>>,
    /// Numbers without a format.
    pub number: Option<Entry<String>>,
    /// Values of a format (`date-time`) or of a type of OData (`Edm.DateTimeOffset`).
    pub formats: Table<Entry<String>>,
    /// Types of the description, by its name, that a type of the user's stands for.
    pub replace: Table<Entry<String>>,
}

/// Additions to the derives and attributes of types.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Derive {
    /// Patterns for names of types of the description; `*` stands for any characters.
    pub types: Vec<Entry<String>>,
    /// Only structures, or only enumerations.
    pub kind: Option<DeriveKind>,
    /// Paths of derives.
    #[serde(default)]
    pub derives: Vec<Entry<String>>,
    /// Attributes with their brackets.
    #[serde(default)]
    pub attributes: Vec<Entry<String>>,
}

/// What a type of the description becomes in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeriveKind {
    /// A `struct`.
    Struct,
    /// An `enum` of named values.
    Enum,
}

/// The types that have a name in the configuration.
pub const NAMED: &[(&str, Primitive)] = &[
    ("string", Primitive::String),
    ("bool", Primitive::Boolean),
    ("i8", Primitive::Int8),
    ("i16", Primitive::Int16),
    ("i32", Primitive::Int32),
    ("i64", Primitive::Int64),
    ("u8", Primitive::UInt8),
    ("u16", Primitive::UInt16),
    ("u32", Primitive::UInt32),
    ("u64", Primitive::UInt64),
    ("i128", Primitive::Int128),
    ("f32", Primitive::Single),
    ("f64", Primitive::Double),
    ("number", Primitive::Number),
    ("decimal", Primitive::Decimal),
    ("date-time", Primitive::DateTimeOffset),
    ("date", Primitive::Date),
    ("time", Primitive::TimeOfDay),
    ("duration", Primitive::Duration),
    ("uuid", Primitive::Guid),
    ("base64url", Primitive::Binary),
    ("base64", Primitive::Base64),
];

/// A type that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// One of [`NAMED`].
    Primitive(Primitive),
    /// The path of the user's own.
    Path(String),
}

/// The choices for values, checked.
#[derive(Debug, Default)]
pub struct Choices {
    integer: Option<ChosenNumber>,
    number: Option<ChosenNumber>,
    formats: BTreeMap<String, Chosen>,
}

#[derive(Debug)]
struct ChosenNumber {
    primitive: Primitive,
    place: Option<Place>,
    used: Cell<bool>,
}

impl ChosenNumber {
    fn of(chosen: Option<&Self>) -> Option<Primitive> {
        let chosen = chosen?;
        chosen.used.set(true);
        Some(chosen.primitive)
    }
}

#[derive(Debug)]
struct Chosen {
    choice: Choice,
    place: Option<Place>,
    used: Cell<bool>,
}

impl Choices {
    /// Reads the choices; what is wrong with one is reported.
    pub fn read(options: &TypeOptions, written: &Written, diagnostics: &mut Diagnostics) -> Self {
        let mut number = |entry: &Option<Entry<String>>, allowed: &[&str]| {
            let entry = entry.as_ref()?;
            let known = NAMED.iter().find(|(name, _)| *name == entry.value && allowed.contains(name));
            if known.is_none() {
                let message = format!("`{}` cannot stand for such numbers", entry.value);
                let error = Diagnostic::error(Code::BadConfiguration, message);
                diagnostics.push(at(error.help(format!("one of {}", allowed.join(", "))), written.place(entry)));
            }
            let chosen =
                |primitive: Primitive| ChosenNumber { primitive, place: written.place(entry), used: Cell::new(false) };
            known.map(|(_, primitive)| chosen(*primitive))
        };
        let integer = number(&options.integer, &["i32", "i64", "u32", "u64", "i128"]);
        let number = number(&options.number, &["f32", "f64", "decimal"]);
        let mut formats = BTreeMap::new();
        for (format, name) in &options.formats.0 {
            if let Some(choice) = choice(name, written, diagnostics) {
                let place = written.place(format);
                formats.insert(format.value.clone(), Chosen { choice, place, used: Cell::new(false) });
            }
        }
        Self { integer, number, formats }
    }

    /// The choice for integers without a format; that it was asked for counts as a match.
    pub fn integer(&self) -> Option<Primitive> {
        ChosenNumber::of(self.integer.as_ref())
    }

    /// The choice for numbers without a format; that it was asked for counts as a match.
    pub fn number(&self) -> Option<Primitive> {
        ChosenNumber::of(self.number.as_ref())
    }

    /// Choices for numbers of which there are none.
    pub fn unused_numbers(&self) -> impl Iterator<Item = (&'static str, Option<Place>)> {
        let all = [("integer", &self.integer), ("number", &self.number)].into_iter();
        let chosen = all.filter_map(|(name, chosen)| Some((name, chosen.as_ref()?)));
        chosen.filter(|(_, chosen)| !chosen.used.get()).map(|(name, chosen)| (name, chosen.place))
    }

    /// The choice for a format; that it was asked for counts as a match.
    pub fn format(&self, format: &str) -> Option<&Choice> {
        let chosen = self.formats.get(format)?;
        chosen.used.set(true);
        Some(&chosen.choice)
    }

    /// Whether any choice is about OData's own types.
    pub fn speaks_of_edm(&self) -> bool {
        self.formats.keys().any(|format| format.starts_with("Edm."))
    }

    /// Formats that nothing has.
    pub fn unused(&self) -> impl Iterator<Item = (&str, Option<Place>)> {
        let unused = self.formats.iter().filter(|(_, chosen)| !chosen.used.get());
        unused.map(|(format, chosen)| (format.as_str(), chosen.place))
    }
}

/// A type by its name or path.
pub fn choice(name: &Entry<String>, written: &Written, diagnostics: &mut Diagnostics) -> Option<Choice> {
    if let Some((_, primitive)) = NAMED.iter().find(|(known, _)| *known == name.value) {
        return Some(Choice::Primitive(*primitive));
    }
    path(name, written, diagnostics).map(Choice::Path)
}

/// The path of a type of the user's, checked.
fn path(name: &Entry<String>, written: &Written, diagnostics: &mut Diagnostics) -> Option<String> {
    let known: Vec<&str> = NAMED.iter().map(|(name, _)| *name).collect();
    let help = format!("write its path with its crate, such as `my_crate::Money`, or one of {}", known.join(", "));
    checked_path(name, &help, written, diagnostics)
}

/// Derives of the standard library that are called by their name alone.
const DERIVES: &[(&str, &str)] = &[
    ("Eq", "::core::cmp::Eq"),
    ("Hash", "::core::hash::Hash"),
    ("Ord", "::core::cmp::Ord"),
    ("PartialOrd", "::core::cmp::PartialOrd"),
];

/// The path of a derive of the user's, checked.
pub fn derive(name: &Entry<String>, written: &Written, diagnostics: &mut Diagnostics) -> Option<String> {
    if let Some((_, path)) = DERIVES.iter().find(|(known, _)| *known == name.value) {
        return Some((*path).to_owned());
    }
    let help = "write its path with its crate, such as `my_crate::Visit`; of the standard library's, `Eq`, `Hash`, `Ord` \
                and `PartialOrd` are known by their names";
    checked_path(name, help, written, diagnostics)
}

fn checked_path(name: &Entry<String>, help: &str, written: &Written, diagnostics: &mut Diagnostics) -> Option<String> {
    let refused = match rust::path(&name.value) {
        Ok(_) if name.value.contains("::") => return Some(name.value.clone()),
        Ok(_) => "it names no crate".to_owned(),
        Err(why) => why,
    };
    let error = Diagnostic::error(Code::UserRust, format!("`{}` is no path: {refused}", name.value));
    diagnostics.push(at(error.help(help), written.place(name)));
    None
}

/// An attribute of the user's, checked.
pub fn attribute(text: &Entry<String>, written: &Written, diagnostics: &mut Diagnostics) -> Option<String> {
    match rust::attribute(&text.value) {
        Ok(_) => Some(text.value.clone()),
        Err(why) => {
            let error = Diagnostic::error(Code::UserRust, format!("`{}` is no attribute: {why}", text.value));
            diagnostics.push(at(error.help("write it whole, such as `#[my_crate::checked]`"), written.place(text)));
            None
        }
    }
}

fn at(error: Diagnostic, place: Option<Place>) -> Diagnostic {
    match place {
        Some(place) => error.at(place),
        None => error,
    }
}
