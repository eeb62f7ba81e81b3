//! What values must hold to, as the schemas of the description say it. Read only for users who ask for checks.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::Place;

/// The rules of an api: each stands in a list, and refers to others by position.
#[derive(Debug, Default)]
pub struct Rules {
    /// Every rule.
    pub list: Vec<Rule>,
    /// The rule of a type, by its key.
    pub of: HashMap<String, usize>,
    /// The rule of what an operation is given: of a parameter, or of a body, by the place of its Parameter Object or
    /// Media Type Object.
    pub of_arguments: HashMap<Place, usize>,
}

/// What one schema says of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Kinds of JSON that fit, if it says so; by them an alternative is told from the others.
    pub kinds: Vec<JsonKind>,
    /// The values that fit, as JSON; by them too.
    pub values: Vec<String>,
    /// Members that are there; by them too.
    pub required: Vec<String>,
    /// What is checked.
    pub limits: Vec<Limit>,
    /// Rules of members.
    pub members: Vec<(String, usize)>,
    /// Rules of members whose names match a regular expression.
    pub patterns: Vec<(String, usize)>,
    /// The rule of all other members.
    pub further: Option<usize>,
    /// Rules of the first elements, in their order.
    pub first: Vec<usize>,
    /// The rule of all other elements.
    pub elements: Option<usize>,
    /// Rules that all hold.
    pub all: Vec<usize>,
    /// Rules of which one holds, by alternatives: one that fits.
    pub any: Vec<Vec<usize>>,
    /// What is said by other schemas.
    pub clauses: Vec<Clause>,
    /// Whether all that the schema says is checked, as in a condition; else types hold values to the rest.
    pub whole: bool,
}

/// What a schema says of a value by other schemas (JSON Schema 2020-12, core, chapters 10.2 and 11).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Clause {
    /// `not`
    Not(usize),
    /// `oneOf`, where exactly one has to hold.
    One(Vec<usize>),
    /// `if`, `then` and `else`
    If(usize, Option<usize>, Option<usize>),
    /// `dependentSchemas`: a member, and what holds of an object that has it.
    Dependent(String, usize),
    /// `contains`: of so many items at least, and at most.
    Contains(usize, u64, Option<u64>),
    /// `propertyNames`
    Names(usize),
    /// `unevaluatedProperties`
    Unevaluated(usize),
    /// `unevaluatedItems`
    UnevaluatedItems(usize),
}

/// Kinds of JSON values; an integer is a number too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// A constraint (JSON Schema Validation, chapter 6). Numbers are kept as they are written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// `minimum`
    Minimum(String),
    /// `exclusiveMinimum`
    Above(String),
    /// `maximum`
    Maximum(String),
    /// `exclusiveMaximum`
    Below(String),
    /// `multipleOf`
    MultipleOf(String),
    /// `minLength`
    MinLength(u64),
    /// `maxLength`
    MaxLength(u64),
    /// `pattern`, as the regular expressions of Rust have it.
    Pattern(String),
    /// `minItems`
    MinItems(u64),
    /// `maxItems`
    MaxItems(u64),
    /// `uniqueItems`
    UniqueItems,
    /// `minProperties`
    MinProperties(u64),
    /// `maxProperties`
    MaxProperties(u64),
    /// One of these values, as JSON (`Validation.AllowedValues`).
    OneOf(Vec<String>),
    /// `MaxLength` of bytes.
    MaxBytes(u64),
    /// `Precision` of a decimal.
    MaxDigits(u64),
    /// Digits before the point: what `Scale` leaves of `Precision`.
    MaxWholeDigits(u64),
    /// `Scale` of a decimal, `Precision` of a time.
    MaxFractionDigits(u64),
    /// `Unicode="false"`
    Ascii,
    /// All members of at least one of these sets are there: `anyOf` of `required` alone.
    AnySet(Vec<Vec<String>>),
    /// Of exactly one of them: `oneOf`.
    OneSet(Vec<Vec<String>>),
    /// With this member come those (`dependentRequired`).
    Dependent(String, Vec<String>),
    /// `type`, in a condition.
    Kind(Vec<JsonKind>),
    /// The schema `false`.
    Never,
}

/// What is checked of a property, and of each item where it holds a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Of the value itself.
    pub own: Vec<Limit>,
    /// Of the items of a list.
    pub of_items: Vec<Limit>,
}

/// A regular expression of ECMA 262 in Rust's words; `None` where Rust has none for it.
pub fn pattern(pattern: &str) -> Option<String> {
    let written = in_words_of_rust(pattern);
    regex_syntax::Parser::new().parse(&written).is_ok().then_some(written)
}

/// The classes `\d` and `\w` of ECMA 262 are those of ASCII; Rust's are those of Unicode.
fn in_words_of_rust(pattern: &str) -> String {
    let mut written = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            written.push(character);
            continue;
        }
        match characters.next() {
            Some('d') => written.push_str("[0-9]"),
            Some('D') => written.push_str("[^0-9]"),
            Some('w') => written.push_str("[0-9A-Za-z_]"),
            Some('W') => written.push_str("[^0-9A-Za-z_]"),
            Some('/') => written.push('/'),
            Some(other) => written.extend(['\\', other]),
            None => written.push('\\'),
        }
    }
    written
}

impl Rule {
    /// Every rule that this one refers to.
    pub fn inner(&self) -> impl Iterator<Item = usize> + '_ {
        let named = self.members.iter().chain(&self.patterns).map(|(_, rule)| *rule);
        let others = self.further.iter().chain(&self.first).chain(&self.elements).chain(&self.all);
        let by_others = self.clauses.iter().flat_map(Clause::inner);
        named.chain(others.copied()).chain(self.any.iter().flatten().copied()).chain(by_others)
    }

    fn inner_mut(&mut self) -> impl Iterator<Item = &mut usize> {
        let named = self.members.iter_mut().chain(&mut self.patterns).map(|(_, rule)| rule);
        let single = self.further.iter_mut().chain(&mut self.elements);
        let others = single.chain(&mut self.first).chain(&mut self.all).chain(self.any.iter_mut().flatten());
        named.chain(others).chain(self.clauses.iter_mut().flat_map(Clause::inner_mut))
    }

    /// Whether anything is checked by it.
    fn checks(&self) -> bool {
        !self.limits.is_empty() || !self.clauses.is_empty()
    }

    /// Rules whose names of members and elements tell what nothing else says.
    fn evaluates(&self) -> bool {
        let asks = |clause: &Clause| matches!(clause, Clause::Unevaluated(_) | Clause::UnevaluatedItems(_));
        self.clauses.iter().any(asks)
    }
}

impl Clause {
    fn inner(&self) -> Vec<usize> {
        match self {
            Self::Not(rule)
            | Self::Dependent(_, rule)
            | Self::Contains(rule, ..)
            | Self::Names(rule)
            | Self::Unevaluated(rule)
            | Self::UnevaluatedItems(rule) => vec![*rule],
            Self::One(rules) => rules.clone(),
            Self::If(condition, then, otherwise) => [*condition].into_iter().chain(*then).chain(*otherwise).collect(),
        }
    }

    fn inner_mut(&mut self) -> Vec<&mut usize> {
        match self {
            Self::Not(rule)
            | Self::Dependent(_, rule)
            | Self::Contains(rule, ..)
            | Self::Names(rule)
            | Self::Unevaluated(rule)
            | Self::UnevaluatedItems(rule) => vec![rule],
            Self::One(rules) => rules.iter_mut().collect(),
            Self::If(condition, then, otherwise) => {
                [condition].into_iter().chain(then.as_mut()).chain(otherwise.as_mut()).collect()
            }
        }
    }
}

impl Rules {
    /// Whether nothing is checked.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty() && self.of_arguments.is_empty()
    }

    /// Leaves out what checks nothing, and what nothing is told by; types without a rule are not in `of` any more.
    pub fn prune(&mut self) {
        let checking = self.leading_to(Rule::checks);
        let keep = |rule: &usize| checking.contains(rule);
        // Which alternative holds says what is left over.
        let evaluating =
            self.below((0..).zip(&self.list).filter(|(_, rule)| rule.evaluates()).map(|(at, _)| at).collect());
        for (position, rule) in self.list.iter_mut().enumerate() {
            if !evaluating.contains(&position) {
                rule.any.retain(|alternatives| alternatives.iter().any(keep));
            }
        }
        // Inside alternatives and conditions everything is kept that tells them apart.
        let by_others = |rule: &Rule| rule.clauses.iter().flat_map(Clause::inner).collect::<Vec<_>>();
        let alternatives = self.list.iter().flat_map(|rule| rule.any.iter().flatten());
        let open: Vec<usize> = alternatives.copied().chain(self.list.iter().flat_map(by_others)).collect();
        let mut telling = self.below(open);
        telling.extend(evaluating);
        let nothing = self.list.len();
        self.list.push(Rule::default());
        for (position, rule) in self.list.iter_mut().enumerate() {
            if telling.contains(&position) {
                continue;
            }
            let Rule { kinds, values, required, .. } = rule;
            kinds.clear();
            values.clear();
            required.clear();
            rule.further = rule.further.filter(keep);
            rule.elements = rule.elements.filter(keep);
            rule.all.retain(keep);
            // The names before it tell which members are all others.
            if rule.further.is_none() {
                rule.members.retain(|(_, inner)| keep(inner));
                rule.patterns.retain(|(_, inner)| keep(inner));
            } else {
                let named = rule.members.iter_mut().chain(&mut rule.patterns).map(|(_, inner)| inner);
                named.filter(|inner| !keep(inner)).for_each(|inner| *inner = nothing);
            }
            if !rule.first.iter().any(keep) && rule.elements.is_none() {
                rule.first.clear();
            }
        }
        self.of.retain(|_, rule| keep(rule));
        self.of_arguments.retain(|_, rule| keep(rule));
    }

    /// The rules of the types and arguments that are wanted, each of them once and in the order in which it is come to.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool, is_given: impl Fn(&Place) -> bool) {
        self.of.retain(|key, _| wanted(key));
        self.of_arguments.retain(|place, _| is_given(place));
        self.unite();
        let mut roots: Vec<(&String, usize)> = self.of.iter().map(|(key, rule)| (key, *rule)).collect();
        roots.sort();
        let mut of_arguments: Vec<(&Place, usize)> =
            self.of_arguments.iter().map(|(place, rule)| (place, *rule)).collect();
        of_arguments.sort();
        let roots = roots.into_iter().map(|(_, rule)| rule).chain(of_arguments.into_iter().map(|(_, rule)| rule));
        let mut open: Vec<usize> = roots.collect();
        open.reverse();
        let (mut order, mut new) = (Vec::new(), HashMap::new());
        while let Some(old) = open.pop() {
            let Some(rule) = self.list.get(old).filter(|_| !new.contains_key(&old)) else { continue };
            new.insert(old, order.len());
            order.push(rule.clone());
            let mut inner: Vec<usize> = rule.inner().collect();
            inner.reverse();
            open.extend(inner);
        }
        self.list = order;
        self.positions().for_each(|rule| *rule = new.get(rule).copied().unwrap_or_default());
    }

    /// Refers to one of all rules that say the same.
    fn unite(&mut self) {
        let mut is_changed = true;
        while is_changed {
            is_changed = false;
            let mut known: HashMap<&Rule, usize> = HashMap::new();
            let list = self.list.iter().enumerate();
            let first: Vec<usize> = list.map(|(position, rule)| *known.entry(rule).or_insert(position)).collect();
            for rule in self.positions() {
                let united = first.get(*rule).copied().unwrap_or(*rule);
                is_changed |= united != *rule;
                *rule = united;
            }
        }
    }

    /// All that refers to a rule.
    fn positions(&mut self) -> impl Iterator<Item = &mut usize> {
        let of = self.of.values_mut().chain(self.of_arguments.values_mut());
        self.list.iter_mut().flat_map(Rule::inner_mut).chain(of)
    }

    /// These rules and all that can be come to from them.
    fn below(&self, mut open: Vec<usize>) -> HashSet<usize> {
        let mut found = HashSet::new();
        while let Some(position) = open.pop() {
            if found.insert(position) {
                open.extend(self.list.get(position).into_iter().flat_map(Rule::inner));
            }
        }
        found
    }

    /// The rules that one of a kind can be come to from.
    fn leading_to(&self, wanted: impl Fn(&Rule) -> bool) -> HashSet<usize> {
        let mut from: HashMap<usize, Vec<usize>> = HashMap::new();
        for (position, rule) in self.list.iter().enumerate() {
            rule.inner().for_each(|inner| from.entry(inner).or_default().push(position));
        }
        let mut open: Vec<usize> =
            self.list.iter().enumerate().filter(|(_, rule)| wanted(rule)).map(|(position, _)| position).collect();
        let mut found = HashSet::new();
        while let Some(position) = open.pop() {
            if found.insert(position) {
                open.extend(from.get(&position).into_iter().flatten());
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_ecmascript() {
        assert_eq!(in_words_of_rust(r"^\d{2}[\w.]\\d\/\S$"), r"^[0-9]{2}[[0-9A-Za-z_].]\\d/\S$");
        for fine in [r"^\p{L}+$", r"^[^\s@]+@[^\s@]+\.[a-z]{2,}$", r"\u00e9", r"^(?:a|b)*?$"] {
            assert!(pattern(fine).is_some(), "{fine}");
        }
        for foreign in [r"^(?!a)", r"(a)\1", r"[[]"] {
            assert!(pattern(foreign).is_none(), "{foreign}");
        }
    }

    #[test]
    fn what_checks_nothing_is_left_out() {
        let limited = Rule { kinds: vec![JsonKind::Text], limits: vec![Limit::MaxLength(1)], ..Rule::default() };
        let free = Rule { kinds: vec![JsonKind::Text], ..Rule::default() };
        let of = |rule: usize| Rule { members: vec![("a".to_owned(), rule), ("b".to_owned(), 1)], ..Rule::default() };
        let list = vec![limited.clone(), free, of(0), of(1), Rule { members: vec![("c".to_owned(), 4)], ..of(4) }];
        let of = ["a", "b", "c", "d", "e"].into_iter().zip(0..).map(|(key, rule)| (key.to_owned(), rule)).collect();
        let mut rules = Rules { list, of, ..Rules::default() };
        rules.prune();
        rules.retain(|key| key == "c" || key == "e", |_| false);
        let limited = Rule { kinds: Vec::new(), ..limited };
        assert_eq!(rules.list, [Rule { members: vec![("a".to_owned(), 1)], ..Rule::default() }, limited]);
        assert_eq!(rules.of, HashMap::from([("c".to_owned(), 0)]));
    }
}
