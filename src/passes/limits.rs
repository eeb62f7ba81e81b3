//! Limits of properties as rules that values are checked by.

use std::collections::HashMap;

use crate::{
    diagnostics::Code,
    model::{
        Api, Item, Ledger, LedgerSeverity, Property, Type, TypeId, TypeKind, Types,
        rules::{JsonKind, Limit, Limits, Rule, Rules, pattern},
    },
};

/// Makes the rules of all types of the properties' limits, for a front end that has none of its own.
pub fn make_rules(api: &mut Api) {
    let is_said = |property: &Property| property.limits != Limits::default();
    let mut structures = api.types.ids().filter_map(|id| api.types.structure(id));
    if !api.rules.of.is_empty() || !structures.any(|structure| structure.properties.iter().any(is_said)) {
        return;
    }
    let Api { types, ledger, .. } = api;
    let mut maker = Maker { types, ledger, rules: Rules::default(), of: HashMap::new() };
    for id in types.ids() {
        if types.structure(id).is_some() {
            maker.of.insert(id, maker.rules.list.len());
            maker.rules.list.push(Rule::default());
        }
    }
    for id in types.ids() {
        maker.structure(id);
    }
    api.rules = maker.rules;
    api.rules.prune();
    api.rules.retain(|_| true, |_| true);
}

struct Maker<'a> {
    types: &'a Types,
    ledger: &'a mut Ledger,
    rules: Rules,
    of: HashMap<TypeId, usize>,
}

impl Maker<'_> {
    fn structure(&mut self, id: TypeId) {
        let (Some(structure), Some(position)) = (self.types.structure(id), self.of.get(&id).copied()) else { return };
        let mut rule = Rule { kinds: vec![JsonKind::Object], ..Rule::default() };
        rule.all.extend(structure.base.and_then(|base| self.of.get(&base).copied()));
        for property in &structure.properties {
            let limits = self.in_words_of_rust(property);
            let inner = self.value(&property.item, &limits);
            rule.members.extend(inner.map(|inner| (property.name.clone(), inner)));
        }
        self.rules.of.insert(self.types[id].key.clone(), position);
        if let Some(slot) = self.rules.list.get_mut(position) {
            *slot = rule;
        }
    }

    /// The limits with patterns as Rust has them; one that Rust has no words for is listed.
    fn in_words_of_rust(&mut self, property: &Property) -> Limits {
        let ledger = &mut *self.ledger;
        let mut written = |limits: &[Limit]| -> Vec<Limit> {
            let one = |limit: &Limit| match limit {
                Limit::Pattern(text) => {
                    let found = pattern(text).map(Limit::Pattern);
                    if found.is_none() {
                        let construct = "`Pattern` with what regular expressions of Rust do not have";
                        let (code, severity) = (Code::Approximated, LedgerSeverity::Approximated);
                        ledger.add(code, severity, construct.to_owned(), "no check of it", property.place);
                    }
                    found
                }
                other => Some(other.clone()),
            };
            limits.iter().filter_map(one).collect()
        };
        Limits { own: written(&property.limits.own), of_items: written(&property.limits.of_items) }
    }

    /// The rule of a value, if anything is said of it.
    fn value(&mut self, item: &Item, limits: &Limits) -> Option<usize> {
        match &item.value {
            Type::List(inner) => {
                let of_items = Limits { own: limits.of_items.clone(), of_items: Vec::new() };
                let elements = self.value(inner, &of_items);
                let is_said = elements.is_some() || !limits.own.is_empty();
                is_said.then(|| self.add(Rule { limits: limits.own.clone(), elements, ..Rule::default() }))
            }
            Type::Named(id) => match &self.types[*id].kind {
                TypeKind::Structure(_) => self.of.get(id).copied(),
                TypeKind::Alias(item) => self.value(item, limits),
                TypeKind::Enumeration(_) | TypeKind::Union(_) => self.limited(limits),
            },
            Type::Primitive(_) => self.limited(limits),
            Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => None,
        }
    }

    fn limited(&mut self, limits: &Limits) -> Option<usize> {
        let is_said = !limits.own.is_empty();
        is_said.then(|| self.add(Rule { limits: limits.own.clone(), ..Rule::default() }))
    }

    fn add(&mut self, rule: Rule) -> usize {
        self.rules.list.push(rule);
        self.rules.list.len() - 1
    }
}
