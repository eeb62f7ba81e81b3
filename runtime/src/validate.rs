//! Checks of values against the constraints of a description (JSON Schema Validation, chapter 6). Generated code brings
//! them as one table; what they are checked against is the value as JSON, so that they cost types nothing.

use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::Regex;

use crate::call::Call;
use crate::{Encode, Error, Json, Kind, Map, to_vec};

mod clauses;
mod number;

pub use clauses::Clause;

/// What one schema says of a value; other rules are named by their position in the table.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Kinds that fit; any if there is none.
    pub kinds: &'static [JsonKind],
    /// Values that fit, as JSON; any if there is none.
    pub values: &'static [&'static str],
    /// Members without which an object does not fit.
    pub required: &'static [&'static str],
    /// What is checked.
    pub limits: &'static [Limit],
    /// Rules of members.
    pub members: &'static [(&'static str, usize)],
    /// Rules of members whose names match a regular expression.
    pub patterns: &'static [(&'static str, usize)],
    /// The rule of all other members.
    pub further: Option<usize>,
    /// Rules of the first elements.
    pub first: &'static [usize],
    /// The rule of all other elements.
    pub elements: Option<usize>,
    /// Rules that all hold.
    pub all: &'static [usize],
    /// Alternatives: of each list one that fits holds.
    pub any: &'static [&'static [usize]],
    /// What one rule says by others.
    pub clauses: &'static [Clause],
    /// Whether everything the schema says is checked, as in a condition: also what types hold otherwise, `null` included,
    /// and of the alternatives whether one holds.
    pub whole: bool,
}

impl Rule {
    /// Says nothing.
    pub const NONE: Self = Self {
        kinds: &[],
        values: &[],
        required: &[],
        limits: &[],
        members: &[],
        patterns: &[],
        further: None,
        first: &[],
        elements: None,
        all: &[],
        any: &[],
        clauses: &[],
        whole: false,
    };
}

/// Kinds of JSON values as schemas name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true` and `false`
    Boolean,
    /// Numbers without a fraction.
    Integer,
    /// Numbers.
    Number,
    /// Texts.
    Text,
    /// Lists.
    List,
    /// Objects.
    Object,
}

impl JsonKind {
    fn in_words(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}

/// A constraint. Numbers are as the description writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// At least this number.
    Minimum(&'static str),
    /// Greater than this number.
    Above(&'static str),
    /// At most this number.
    Maximum(&'static str),
    /// Less than this number.
    Below(&'static str),
    /// A multiple of this number.
    MultipleOf(&'static str),
    /// At least as many characters (Unicode scalar values).
    MinLength(u64),
    /// At most as many characters.
    MaxLength(u64),
    /// Matches this regular expression somewhere.
    Pattern(&'static str),
    /// At least as many items.
    MinItems(u64),
    /// At most as many items.
    MaxItems(u64),
    /// No item twice.
    UniqueItems,
    /// At least as many members.
    MinProperties(u64),
    /// At most as many members.
    MaxProperties(u64),
    /// One of these values, as JSON.
    OneOf(&'static [&'static str]),
    /// At most as many bytes.
    MaxBytes(u64),
    /// At most as many digits, leading zeros not counted.
    MaxDigits(u64),
    /// At most as many digits before the point.
    MaxWholeDigits(u64),
    /// At most as many digits after the point, of a number or of seconds.
    MaxFractionDigits(u64),
    /// Characters of ASCII alone.
    Ascii,
    /// All members of at least one of these sets are there.
    AnySet(&'static [&'static [&'static str]]),
    /// All members of exactly one of these sets are there.
    OneSet(&'static [&'static [&'static str]]),
    /// With this member come those (`dependentRequired`).
    Dependent(&'static str, &'static [&'static str]),
    /// Of one of these kinds, where only a condition says so.
    Kind(&'static [JsonKind]),
    /// Nothing: what a schema `false` describes.
    Never,
    /// Not what `not` describes.
    Excluded,
    /// As exactly one of several alternatives has it.
    OneAlternative,
    /// At least as many items that `contains` describes.
    MinContains(u64),
    /// At most as many of them.
    MaxContains(u64),
}

/// In words, as they follow "the value is not".
impl fmt::Display for Limit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minimum(bound) => write!(out, "at least {bound}"),
            Self::Above(bound) => write!(out, "greater than {bound}"),
            Self::Maximum(bound) => write!(out, "at most {bound}"),
            Self::Below(bound) => write!(out, "less than {bound}"),
            Self::MultipleOf(step) => write!(out, "a multiple of {step}"),
            Self::MinLength(least) => write!(out, "at least {least} characters"),
            Self::MaxLength(most) => write!(out, "at most {most} characters"),
            Self::Pattern(pattern) => write!(out, "matched by {pattern:?}"),
            Self::MinItems(least) => write!(out, "at least {least} items"),
            Self::MaxItems(most) => write!(out, "at most {most} items"),
            Self::UniqueItems => out.write_str("free of repeated items"),
            Self::MinProperties(least) => write!(out, "at least {least} members"),
            Self::MaxProperties(most) => write!(out, "at most {most} members"),
            Self::OneOf(values) => write!(out, "one of {}", values.join(", ")),
            Self::MaxBytes(most) => write!(out, "at most {most} bytes"),
            Self::MaxDigits(most) => write!(out, "at most {most} digits"),
            Self::MaxWholeDigits(most) => write!(out, "at most {most} digits before the point"),
            Self::MaxFractionDigits(most) => write!(out, "at most {most} digits after the point"),
            Self::Ascii => out.write_str("of ASCII characters"),
            Self::AnySet(sets) => write!(out, "an object with {}", in_words(sets)),
            Self::OneSet(sets) => write!(out, "an object with exactly one of {}", in_words(sets)),
            Self::Dependent(member, others) => {
                write!(out, "an object with {}, as it has {member}", others.join(" and "))
            }
            Self::Kind(kinds) => {
                let kinds: Vec<&str> = kinds.iter().map(|kind| kind.in_words()).collect();
                out.write_str(&kinds.join(" or "))
            }
            Self::Never => out.write_str("allowed here"),
            Self::Excluded => out.write_str("other than what must not be"),
            Self::OneAlternative => out.write_str("as exactly one of the alternatives has it"),
            Self::MinContains(least) => {
                write!(out, "a list with at least {least} items of the kind that it has to contain")
            }
            Self::MaxContains(most) => {
                write!(out, "a list with at most {most} items of the kind that it has to contain")
            }
        }
    }
}

fn in_words(sets: &[&[&str]]) -> String {
    let sets: Vec<String> = sets.iter().map(|set| set.join(" and ")).collect();
    sets.join(", or ")
}

/// A constraint that does not hold, and where. The value is not in it: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// JSON pointer to the value (RFC 6901); empty for the whole.
    pub path: String,
    /// What does not hold.
    pub limit: Limit,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}` is not {}", self.path, self.limit)
    }
}

/// Every constraint of the description that a value does not hold to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(pub Vec<Violation>);

impl fmt::Display for Violations {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, violation) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(out, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// Checks a value by the rule at a position of a table.
///
/// # Errors
/// Every constraint that does not hold.
#[doc(hidden)]
pub fn validate(table: &'static [Rule], rule: usize, value: &dyn EncodeAny) -> Result<(), Violations> {
    let mut check = Check { table, found: Vec::new(), known: HashMap::new(), fitting: HashMap::new() };
    if let Ok(json) = crate::json::from_own::<Json>(&value.to_json()) {
        check.value(rule, &json, "", &mut Vec::new());
    }
    if check.found.is_empty() { Ok(()) } else { Err(Violations(check.found)) }
}

impl<T> Call<'_, T> {
    /// Checks arguments by the rules at positions of a table, where the client asks for it: one that does not hold ends
    /// the call before anything is sent.
    #[doc(hidden)]
    pub fn check(mut self, table: &'static [Rule], arguments: &[(&str, usize, &dyn EncodeAny)]) -> Self {
        if self.client().checks_arguments() {
            let result = violations(table, arguments);
            self.parts_mut().check(result.map_err(|found| Error::usage(format!("of the arguments, {found}"))));
        }
        self
    }
}

/// What does not hold of arguments, each by its name and the place in it.
fn violations(table: &'static [Rule], arguments: &[(&str, usize, &dyn EncodeAny)]) -> Result<(), Violations> {
    let mut all = Vec::new();
    for (name, rule, value) in arguments {
        if let Err(Violations(found)) = validate(table, *rule, *value) {
            all.extend(found.into_iter().map(|one| Violation { path: format!("{name}{}", one.path), ..one }));
        }
    }
    if all.is_empty() { Ok(()) } else { Err(Violations(all)) }
}

/// Any value that is written as JSON.
#[doc(hidden)]
pub trait EncodeAny {
    /// The value as JSON.
    fn to_json(&self) -> Vec<u8>;
}

impl<T: Encode> EncodeAny for T {
    fn to_json(&self) -> Vec<u8> {
        to_vec(self)
    }
}

struct Check {
    table: &'static [Rule],
    found: Vec<Violation>,
    /// What does not hold of lists and objects inside the value, by the rule and by their text. Several rules of a value lead
    /// to the same inner ones, and those again: without a memory the time would multiply at each depth.
    known: HashMap<(usize, Box<str>), Rc<[Violation]>>,
    /// Which of them can be meant by which rule.
    fitting: HashMap<(usize, Box<str>), bool>,
}

impl Check {
    /// Adds what does not hold. Null is no value to constrain, except in a condition: whether it may be there is a matter
    /// of types. `seen` has the rules that were asked of this value already, one of which may lead to itself.
    fn value(&mut self, rule: usize, json: &Json, path: &str, seen: &mut Vec<usize>) {
        let is_asked = |known: &Rule| (known.whole || !json.is_null()) && !seen.contains(&rule);
        let Some(known) = self.table.get(rule).copied().filter(is_asked) else { return };
        seen.push(rule);
        let rule = known;
        for limit in rule.limits.iter().filter(|limit| !holds(limit, json)) {
            self.violated(path, *limit);
        }
        for inner in rule.all {
            self.value(*inner, json, path, seen);
        }
        for alternatives in rule.any {
            self.one_of(rule.whole, alternatives, json, path, seen);
        }
        for clause in rule.clauses {
            self.clause(&rule, clause, json, path, seen);
        }
        match json.kind() {
            Kind::Object => self.members(rule, json, path),
            Kind::Array => self.elements(rule, json, path),
            Kind::Null | Kind::Bool | Kind::Number | Kind::String => {}
        }
    }

    fn violated(&mut self, path: &str, limit: Limit) {
        let violation = Violation { path: path.to_owned(), limit };
        if !self.found.contains(&violation) {
            self.found.push(violation);
        }
    }

    /// Adds what does not hold of a value inside another.
    fn inner(&mut self, rule: usize, json: &Json, path: &str) {
        if !matches!(json.kind(), Kind::Array | Kind::Object) {
            return self.value(rule, json, path, &mut Vec::new());
        }
        let question = (rule, Box::from(json.as_str()));
        let found = match self.known.get(&question) {
            Some(found) => Rc::clone(found),
            None => {
                let found = Rc::from(self.apart(rule, json, "", &[]));
                self.known.insert(question, Rc::clone(&found));
                found
            }
        };
        for one in &*found {
            self.violated(&format!("{path}{}", one.path), one.limit);
        }
    }

    fn members(&mut self, rule: Rule, json: &Json, path: &str) {
        if rule.members.is_empty() && rule.patterns.is_empty() && rule.further.is_none() {
            return;
        }
        for (name, value) in json.parse::<Map<Json>>().unwrap_or_default() {
            let inner = inner_path(path, &name);
            for rule in rules_of(rule, &name) {
                self.inner(rule, &value, &inner);
            }
        }
    }

    fn elements(&mut self, rule: Rule, json: &Json, path: &str) {
        if rule.first.is_empty() && rule.elements.is_none() {
            return;
        }
        for (index, value) in json.parse::<Vec<Json>>().unwrap_or_default().iter().enumerate() {
            if let Some(rule) = rule.first.get(index).copied().or(rule.elements) {
                self.inner(rule, value, &format!("{path}/{index}"));
            }
        }
    }

    /// Of the alternatives that the value fits, of all in a condition, one has to hold; the first of them says what does
    /// not.
    fn one_of(&mut self, whole: bool, alternatives: &[usize], json: &Json, path: &str, seen: &[usize]) {
        let mut first = None;
        for rule in alternatives {
            if !whole && !self.fits(*rule, json, &mut Vec::new()) {
                continue;
            }
            let found = self.apart(*rule, json, path, seen);
            if found.is_empty() {
                return;
            }
            first.get_or_insert(found);
        }
        self.found.extend(first.unwrap_or_default());
    }

    /// What does not hold of one rule, apart from what was found before.
    fn apart(&mut self, rule: usize, json: &Json, path: &str, seen: &[usize]) -> Vec<Violation> {
        let before = std::mem::take(&mut self.found);
        self.value(rule, json, path, &mut seen.to_vec());
        std::mem::replace(&mut self.found, before)
    }

    /// Whether a value can be meant by an alternative: by its kind, its constants and its members. `seen` as above.
    fn fits(&mut self, rule: usize, json: &Json, seen: &mut Vec<usize>) -> bool {
        let Some(known) = self.table.get(rule).filter(|_| !seen.contains(&rule)) else { return true };
        seen.push(rule);
        let rule = known;
        let is_kind = rule.kinds.is_empty() || rule.kinds.iter().any(|kind| is_of(*kind, json));
        let is_value = || rule.values.iter().any(|value| value.parse::<Json>().as_ref() == Ok(json));
        if !is_kind || !(rule.values.is_empty() || is_value()) {
            return false;
        }
        if !rule.all.iter().all(|inner| self.fits(*inner, json, seen))
            || !rule.any.iter().all(|list| list.iter().any(|inner| self.fits(*inner, json, seen)))
        {
            return false;
        }
        match json.kind() {
            Kind::Object => {
                let members = json.parse::<Map<Json>>().unwrap_or_default();
                rule.required.iter().all(|name| members.contains_key(*name))
                    && members
                        .iter()
                        .all(|(name, value)| rules_of(*rule, name).iter().all(|inner| self.inner_fits(*inner, value)))
            }
            Kind::Array => json.parse::<Vec<Json>>().unwrap_or_default().iter().enumerate().all(|(index, value)| {
                rule.first.get(index).copied().or(rule.elements).is_none_or(|inner| self.inner_fits(inner, value))
            }),
            Kind::Null | Kind::Bool | Kind::Number | Kind::String => true,
        }
    }

    /// The same of a value inside another.
    fn inner_fits(&mut self, rule: usize, json: &Json) -> bool {
        if !matches!(json.kind(), Kind::Array | Kind::Object) {
            return json.is_null() || self.fits(rule, json, &mut Vec::new());
        }
        let question = (rule, Box::from(json.as_str()));
        if let Some(fits) = self.fitting.get(&question) {
            return *fits;
        }
        let fits = self.fits(rule, json, &mut Vec::new());
        self.fitting.insert(question, fits);
        fits
    }
}

/// A JSON pointer with one name more.
fn inner_path(path: &str, name: &str) -> String {
    format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The rules of a member by its name.
fn rules_of(rule: Rule, name: &str) -> Vec<usize> {
    let by_name = rule.members.iter().filter(|(known, _)| *known == name);
    let by_pattern = rule.patterns.iter().filter(|(pattern, _)| matches(pattern, name));
    let found: Vec<usize> = by_name.chain(by_pattern).map(|(_, rule)| *rule).collect();
    if found.is_empty() { rule.further.into_iter().collect() } else { found }
}

fn is_of(kind: JsonKind, json: &Json) -> bool {
    match json.kind() {
        Kind::Null => kind == JsonKind::Null,
        Kind::Bool => kind == JsonKind::Boolean,
        Kind::Number => kind == JsonKind::Number || (kind == JsonKind::Integer && number::is_whole(json.as_str())),
        Kind::String => kind == JsonKind::Text,
        Kind::Array => kind == JsonKind::List,
        Kind::Object => kind == JsonKind::Object,
    }
}

/// Whether a constraint holds; one that speaks about another kind of value does.
fn holds(limit: &Limit, json: &Json) -> bool {
    match limit {
        Limit::OneOf(values) => return values.iter().any(|value| value.parse::<Json>().as_ref() == Ok(json)),
        Limit::Kind(kinds) => return kinds.iter().any(|kind| is_of(*kind, json)),
        Limit::Never => return false,
        _ => {}
    }
    match json.kind() {
        Kind::Number => number::holds(limit, json.as_str()),
        Kind::String => match limit {
            Limit::MinLength(least) => length(json) >= *least,
            Limit::MaxLength(most) => length(json) <= *most,
            Limit::Pattern(pattern) => matches(pattern, &text(json)),
            Limit::Ascii => text(json).is_ascii(),
            // Four characters of base64 are three bytes, and what fills up is none.
            Limit::MaxBytes(most) => count(text(json).trim_end_matches('=').len()) * 3 / 4 <= *most,
            // A number may come as a text; of a time these are the digits of its seconds.
            Limit::MaxDigits(_) | Limit::MaxWholeDigits(_) | Limit::MaxFractionDigits(_) => {
                number::holds(limit, &text(json))
            }
            _ => true,
        },
        Kind::Array => {
            let items = || json.parse::<Vec<Json>>().unwrap_or_default();
            match limit {
                Limit::MinItems(least) => count(items().len()) >= *least,
                Limit::MaxItems(most) => count(items().len()) <= *most,
                Limit::UniqueItems => {
                    let items = items();
                    items.iter().enumerate().all(|(index, item)| !items.iter().skip(index + 1).any(|one| one == item))
                }
                _ => true,
            }
        }
        Kind::Object => {
            let members = || json.parse::<Map<Json>>().unwrap_or_default();
            let sets = |sets: &[&[&str]]| {
                let members = members();
                sets.iter().filter(|set| set.iter().all(|name| members.contains_key(*name))).count()
            };
            match limit {
                Limit::MinProperties(least) => count(members().len()) >= *least,
                Limit::MaxProperties(most) => count(members().len()) <= *most,
                Limit::AnySet(of) => sets(of) > 0,
                Limit::OneSet(of) => sets(of) == 1,
                Limit::Dependent(member, others) => !members().contains_key(*member) || sets(&[*others]) == 1,
                _ => true,
            }
        }
        Kind::Null | Kind::Bool => true,
    }
}

fn text(json: &Json) -> String {
    json.parse::<String>().unwrap_or_default()
}

fn length(json: &Json) -> u64 {
    count(text(json).chars().count())
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Whether a text has a match. The generator names no pattern that cannot be read.
fn matches(pattern: &'static str, text: &str) -> bool {
    type Known = HashMap<&'static str, Option<Regex>>;
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = known.entry(pattern).or_insert_with(|| Regex::new(pattern).ok()).clone();
    drop(known);
    regex.is_none_or(|regex| regex.is_match(text))
}

#[cfg(test)]
mod tests;
