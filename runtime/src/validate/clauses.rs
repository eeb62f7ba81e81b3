//! What a schema says of a value by other schemas: conditions, and what must not be (JSON Schema 2020-12, core, chapters
//! 10.2 and 11).

use super::{Check, Limit, Rule, inner_path, matches};
use crate::{Json, Kind, Map};

/// One thing that is said by other rules, which are named by their position in the table.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Clause {
    /// `not`
    Not(usize),
    /// `oneOf` in a condition: exactly one holds.
    One(&'static [usize]),
    /// `if`, `then` and `else`
    If(usize, Option<usize>, Option<usize>),
    /// `dependentSchemas`: a member, and what holds of an object that has it.
    Dependent(&'static str, usize),
    /// `contains`: of so many items at least, and at most.
    Contains(usize, u64, Option<u64>),
    /// `propertyNames`
    Names(usize),
    /// `unevaluatedProperties`
    Unevaluated(usize),
    /// `unevaluatedItems`
    UnevaluatedItems(usize),
}

impl Check {
    pub(super) fn clause(&mut self, rule: &Rule, clause: &Clause, json: &Json, path: &str, seen: &mut Vec<usize>) {
        match *clause {
            Clause::Not(inner) => {
                if self.holds(inner, json, seen) {
                    self.violated(path, Limit::Excluded);
                }
            }
            Clause::One(alternatives) => self.exactly_one(alternatives, json, path, seen),
            Clause::If(condition, then, otherwise) => {
                let wanted = if self.holds(condition, json, seen) { then } else { otherwise };
                if let Some(wanted) = wanted {
                    self.value(wanted, json, path, seen);
                }
            }
            Clause::Dependent(member, wanted) => {
                if members(json).contains_key(member) {
                    self.value(wanted, json, path, seen);
                }
            }
            Clause::Contains(wanted, least, most) => {
                if json.kind() == Kind::Array {
                    let found = items(json).iter().filter(|item| self.holds(wanted, item, &[])).count();
                    let found = super::count(found);
                    if found < least {
                        self.violated(path, Limit::MinContains(least));
                    }
                    if let Some(most) = most.filter(|most| found > *most) {
                        self.violated(path, Limit::MaxContains(most));
                    }
                }
            }
            Clause::Names(wanted) => {
                for name in members(json).keys() {
                    self.inner(wanted, &text(name), &inner_path(path, name));
                }
            }
            Clause::Unevaluated(wanted) => {
                // Asked once for all members, of which there may be thousands.
                let saying = self.saying(rule, json, seen);
                for (name, value) in &members(json) {
                    if !says_member(&saying, name) {
                        self.inner(wanted, value, &inner_path(path, name));
                    }
                }
            }
            Clause::UnevaluatedItems(wanted) => {
                let saying = self.saying(rule, json, seen);
                for (index, item) in items(json).iter().enumerate() {
                    if !self.says_item(&saying, index, item) {
                        self.inner(wanted, item, &format!("{path}/{index}"));
                    }
                }
            }
        }
    }

    /// Whether a value is as a rule has it, with nothing left to say. `seen` has the rules that are being asked of it.
    fn holds(&mut self, rule: usize, json: &Json, seen: &[usize]) -> bool {
        let is_whole = self.table.get(rule).is_some_and(|rule| rule.whole);
        (is_whole || self.fits(rule, json, &mut Vec::new())) && self.apart(rule, json, "", seen).is_empty()
    }

    fn exactly_one(&mut self, alternatives: &[usize], json: &Json, path: &str, seen: &[usize]) {
        let holding = alternatives.iter().filter(|rule| self.holds(**rule, json, seen)).count();
        match (holding, alternatives.first()) {
            (1, _) => {}
            (0, Some(first)) => {
                let found = self.apart(*first, json, path, seen);
                self.found.extend(found);
            }
            _ => self.violated(path, Limit::OneAlternative),
        }
    }

    /// A rule, and after it all that hold of the same value beside it and say of its parts what they are. `seen` as above.
    fn saying(&mut self, rule: &Rule, json: &Json, seen: &[usize]) -> Vec<Rule> {
        let (mut saying, mut asked, mut next) = (vec![*rule], Vec::new(), 0);
        while let Some(rule) = saying.get(next).copied() {
            next += 1;
            for inner in self.beside(&rule, json, seen) {
                if !asked.contains(&inner) {
                    asked.push(inner);
                    saying.extend(self.table.get(inner));
                }
            }
        }
        saying
    }

    /// Whether one of these rules says what an item is.
    fn says_item(&mut self, saying: &[Rule], index: usize, item: &Json) -> bool {
        saying.iter().enumerate().any(|(position, rule)| {
            rule.elements.is_some()
                || index < rule.first.len()
                || rule.clauses.iter().any(|clause| match clause {
                    Clause::Contains(wanted, ..) => self.holds(*wanted, item, &[]),
                    Clause::UnevaluatedItems(_) => position > 0,
                    _ => false,
                })
        })
    }

    /// The rules that hold of the same value beside one: those that all hold, and alternatives and conditions that do.
    fn beside(&mut self, rule: &Rule, json: &Json, seen: &[usize]) -> Vec<usize> {
        let mut beside = rule.all.to_vec();
        let mut alternatives: Vec<usize> = rule.any.iter().copied().flatten().copied().collect();
        for clause in rule.clauses {
            match *clause {
                Clause::One(list) => alternatives.extend(list),
                Clause::If(condition, then, otherwise) => {
                    if self.holds(condition, json, seen) {
                        beside.push(condition);
                        beside.extend(then);
                    } else {
                        beside.extend(otherwise);
                    }
                }
                Clause::Dependent(member, inner) if members(json).contains_key(member) => beside.push(inner),
                Clause::Dependent(..)
                | Clause::Not(_)
                | Clause::Contains(..)
                | Clause::Names(_)
                | Clause::Unevaluated(_)
                | Clause::UnevaluatedItems(_) => {}
            }
        }
        alternatives.retain(|inner| self.holds(*inner, json, seen));
        beside.extend(alternatives);
        beside
    }
}

/// Whether one of these rules says what a member is.
fn says_member(saying: &[Rule], name: &str) -> bool {
    saying.iter().enumerate().any(|(position, rule)| {
        rule.further.is_some()
            || rule.members.iter().any(|(known, _)| *known == name)
            || rule.patterns.iter().any(|(pattern, _)| matches(pattern, name))
            || (position > 0 && rule.clauses.iter().any(|clause| matches!(clause, Clause::Unevaluated(_))))
    })
}

/// The members of an object; of anything else none.
fn members(json: &Json) -> Map<Json> {
    json.parse().unwrap_or_default()
}

/// The items of a list; of anything else none.
fn items(json: &Json) -> Vec<Json> {
    json.parse().unwrap_or_default()
}

fn text(text: &str) -> Json {
    crate::from_slice(&crate::to_vec(text)).unwrap_or_default()
}
