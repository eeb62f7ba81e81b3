//! What a schema says of a value by other schemas: conditions, and what must not be (JSON Schema 2020-12, core, chapters
//! 10.2 and 11).

use super::{Check, Limit, Rule, fits, inner_path, matches};
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
                    self.value(wanted, &text(name), &inner_path(path, name), &mut Vec::new());
                }
            }
            Clause::Unevaluated(wanted) => {
                for (name, value) in &members(json) {
                    if !self.says_member(rule, name, json, (seen, &mut Vec::new())) {
                        self.value(wanted, value, &inner_path(path, name), &mut Vec::new());
                    }
                }
            }
            Clause::UnevaluatedItems(wanted) => {
                for (index, item) in items(json).iter().enumerate() {
                    if !self.says_item(rule, (index, item), json, (seen, &mut Vec::new())) {
                        self.value(wanted, item, &format!("{path}/{index}"), &mut Vec::new());
                    }
                }
            }
        }
    }

    /// Whether a value is as a rule has it, with nothing left to say. `seen` has the rules that are being asked of it.
    fn holds(&mut self, rule: usize, json: &Json, seen: &[usize]) -> bool {
        let is_whole = self.table.get(rule).is_some_and(|rule| rule.whole);
        (is_whole || fits(self.table, rule, json, &mut Vec::new())) && self.apart(rule, json, "", seen).is_empty()
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

    /// Whether a rule, or one that holds beside it, says what a member is. `seen` as above; `asked` has those that said
    /// nothing of it.
    fn says_member(
        &mut self,
        rule: &Rule,
        name: &str,
        json: &Json,
        (seen, asked): (&[usize], &mut Vec<usize>),
    ) -> bool {
        let is_inner = !asked.is_empty();
        rule.further.is_some()
            || rule.members.iter().any(|(known, _)| *known == name)
            || rule.patterns.iter().any(|(pattern, _)| matches(pattern, name))
            || (is_inner && rule.clauses.iter().any(|clause| matches!(clause, Clause::Unevaluated(_))))
            || self.beside(rule, json, seen).into_iter().any(|inner| {
                let Some(known) = self.table.get(inner).filter(|_| !asked.contains(&inner)) else { return false };
                asked.push(inner);
                self.says_member(known, name, json, (seen, asked))
            })
    }

    /// The same of an item.
    fn says_item(
        &mut self,
        rule: &Rule,
        (index, item): (usize, &Json),
        json: &Json,
        (seen, asked): (&[usize], &mut Vec<usize>),
    ) -> bool {
        let is_inner = !asked.is_empty();
        rule.elements.is_some()
            || index < rule.first.len()
            || rule.clauses.iter().any(|clause| match clause {
                Clause::Contains(wanted, ..) => self.holds(*wanted, item, &[]),
                Clause::UnevaluatedItems(_) => is_inner,
                _ => false,
            })
            || self.beside(rule, json, seen).into_iter().any(|inner| {
                let Some(known) = self.table.get(inner).filter(|_| !asked.contains(&inner)) else { return false };
                asked.push(inner);
                self.says_item(known, (index, item), json, (seen, asked))
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
