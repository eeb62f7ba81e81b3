//! A scope: names that must differ from each other.

use std::collections::HashSet;

use super::identifier::{Case, escape, identifier, spelled_beside_words, spelled_identifier};

/// A hint with its symbols in words.
type Spelled = fn(&str, Case, &str) -> Option<String>;

/// What a thing may be called, the best first.
#[derive(Debug, Default)]
pub(super) struct Wanted<'w> {
    hints: Vec<String>,
    spelled: Option<Spelled>,
    before: Before<'w>,
}

/// What it was called in an earlier output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Before<'w> {
    /// It was not there.
    #[default]
    New,
    /// The first of what it may be called.
    First,
    /// This, which it keeps if it may still be called so.
    Called(&'w str),
    /// This, which it keeps whatever it may be called.
    Always(&'w str),
}

impl<'w> Wanted<'w> {
    /// Names of the description, whose symbols are said in words where nothing else is free.
    pub(super) fn new(hints: Vec<String>) -> Self {
        Self { hints, spelled: Some(spelled_identifier), before: Before::New }
    }

    /// Words of ours beside a name of the description: the spaces between them are no symbols.
    pub(super) fn beside_words(hints: Vec<String>) -> Self {
        Self { hints, spelled: Some(spelled_beside_words), before: Before::New }
    }

    /// Words alone, in which no symbol is left of the description.
    pub(super) fn words(hints: Vec<String>) -> Self {
        Self { hints, spelled: None, before: Before::New }
    }

    /// The same for what was there before.
    pub(super) fn before(mut self, before: Before<'w>) -> Self {
        self.before = before;
        self
    }

    /// The hints as identifiers, and then with their symbols spelled out.
    fn candidates(&self, case: Case, prefix: &'static str) -> impl Iterator<Item = String> {
        let plain = self.hints.iter().filter_map(move |hint| identifier(hint, case, prefix));
        let in_words = move |spelled: Spelled| self.hints.iter().filter_map(move |hint| spelled(hint, case, prefix));
        plain.chain(self.spelled.into_iter().flat_map(in_words))
    }
}

/// A name, and whether another was wanted that something else has.
pub(super) type Claimed = (String, bool);

/// Hands out names that differ from each other and from the reserved ones.
#[derive(Debug)]
pub(super) struct Scope {
    case: Case,
    /// Stands before a digit, and alone where nothing can be said.
    prefix: &'static str,
    taken: HashSet<String>,
    reserved: &'static [&'static str],
    also_reserved: Vec<&'static str>,
}

impl Scope {
    pub(super) fn new(case: Case, prefix: &'static str, reserved: &'static [&'static str]) -> Self {
        Self { case, prefix, taken: HashSet::new(), reserved, also_reserved: Vec::new() }
    }

    /// Makes room for so many names at once.
    pub(super) fn with_room(mut self, names: usize) -> Self {
        self.taken.reserve(names);
        self
    }

    /// Reserves further names.
    pub(super) fn also_reserving(mut self, also_reserved: &[&'static str]) -> Self {
        self.also_reserved.extend(also_reserved);
        self
    }

    /// Names for several things: those that were there before keep theirs, and the others come after them in this order.
    pub(super) fn claim_all(&mut self, all: &[Wanted<'_>]) -> Vec<Claimed> {
        let kept: Vec<Option<Claimed>> = all.iter().map(|wanted| self.keep(wanted)).collect();
        kept.into_iter().zip(all).map(|(kept, wanted)| kept.unwrap_or_else(|| self.claim(wanted))).collect()
    }

    /// The name that a thing had before, if it is one of those that it may have today and is free. What the description
    /// calls otherwise by now has none.
    pub(super) fn keep(&mut self, wanted: &Wanted<'_>) -> Option<Claimed> {
        let before = match wanted.before {
            Before::New => return None,
            Before::First => None,
            Before::Called(before) => Some(before),
            Before::Always(before) => {
                let kept = self.claim_exactly(before.trim_start_matches("r#")).ok();
                return kept.map(|name| (name, false)).or_else(|| self.keep_called(wanted, Some(before)));
            }
        };
        self.keep_called(wanted, before)
    }

    fn keep_called(&mut self, wanted: &Wanted<'_>, before: Option<&str>) -> Option<Claimed> {
        let mut candidates = wanted.candidates(self.case, self.prefix).map(|candidate| self.unreserved(candidate));
        let first = candidates.next().unwrap_or_else(|| self.prefix.to_owned());
        let before = before.unwrap_or(&first);
        let may_be = before == first || candidates.any(|one| one == before) || is_numbered(before, &first);
        drop(candidates);
        (may_be && self.take(before)).then(|| (before.to_owned(), before != first))
    }

    /// The first hint that is free; then the first with its symbols spelled out; then the first with a number.
    pub(super) fn claim(&mut self, wanted: &Wanted<'_>) -> Claimed {
        let mut last = None;
        let mut collided = false;
        for candidate in wanted.candidates(self.case, self.prefix) {
            let candidate = self.unreserved(candidate);
            if self.take(&candidate) {
                return (candidate, collided);
            }
            collided = true;
            last.get_or_insert(candidate);
        }
        let base = last.unwrap_or_else(|| self.prefix.to_owned());
        if self.take(&base) {
            return (base, false);
        }
        let stem = stem(&base);
        for number in 2_u32.. {
            let candidate = format!("{stem}{number}");
            if self.take(&candidate) {
                return (candidate, collided);
            }
        }
        (base, collided)
    }

    /// The very name that the user asks for, or why it cannot be.
    pub(super) fn claim_exactly(&mut self, name: &str) -> Result<String, String> {
        let (kind, written) = match self.case {
            Case::Snake => ("of this kind", "like_this"),
            Case::Camel => ("of a type or variant", "LikeThis"),
        };
        let starts = name.starts_with(|first: char| match self.case {
            Case::Snake => first.is_ascii_lowercase() || first == '_',
            Case::Camel => first.is_ascii_uppercase(),
        });
        let goes_on = name.chars().all(|one| match self.case {
            Case::Snake => one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_',
            Case::Camel => one.is_ascii_alphanumeric(),
        });
        let says_something = name.contains(|one: char| one.is_ascii_alphabetic());
        if !starts || !goes_on || !says_something {
            return Err(format!("a name {kind} is written `{written}`"));
        }
        let ident = escape(name.to_owned());
        if ident != name && !ident.starts_with("r#") {
            return Err("it is a keyword that nothing can be called".to_owned());
        }
        if self.unreserved(ident.clone()) != ident {
            return Err("the name is reserved for what stands beside it in the generated code".to_owned());
        }
        if self.take(&ident) { Ok(ident) } else { Err("something else in the same scope has the name".to_owned()) }
    }

    /// Case-insensitively, because names of modules become names of files.
    fn take(&mut self, candidate: &str) -> bool {
        let key = match self.case {
            Case::Snake => candidate.trim_start_matches("r#").to_ascii_lowercase(),
            Case::Camel => candidate.to_owned(),
        };
        self.taken.insert(key)
    }

    fn unreserved(&self, candidate: String) -> String {
        let name = candidate.as_str();
        if self.reserved.contains(&name) || self.also_reserved.contains(&name) {
            format!("{candidate}_")
        } else {
            candidate
        }
    }
}

/// What a number is added to.
fn stem(name: &str) -> &str {
    name.trim_start_matches("r#").trim_end_matches('_')
}

/// Whether a name is another with a number, as those have that differ in nothing else.
fn is_numbered(name: &str, plain: &str) -> bool {
    let number = name.strip_prefix(stem(plain)).unwrap_or_default();
    // As numbers are given: without zeros before them, and not longer than any that is.
    number.bytes().all(|byte| byte.is_ascii_digit())
        && !number.starts_with('0')
        && number.parse().is_ok_and(|number: u32| number > 1)
}

#[cfg(test)]
mod tests {
    use super::{Before, Scope, Wanted};
    use crate::names::identifier::Case;

    #[test]
    fn a_collision_takes_the_next_hint_then_symbols_then_a_number() {
        let mut scope = Scope::new(Case::Snake, "field", &["extra"]);
        let list = |hints: &[&str]| hints.iter().map(|&hint| hint.to_owned()).collect::<Vec<_>>();
        let mut claim = |hints: &[&str]| scope.claim(&Wanted::new(list(hints))).0;
        assert_eq!(claim(&["StartTime"]), "start_time");
        assert_eq!(claim(&["StartTime<"]), "start_time_less");
        assert_eq!(claim(&["start_time"]), "start_underscore_time");
        assert_eq!(claim(&["start time", "begin"]), "begin");
        assert_eq!(claim(&["extra"]), "extra_");
        assert_eq!(claim(&["type"]), "r#type");
        assert_eq!(claim(&["type"]), "type2");
        assert_eq!(claim(&[""]), "field");
        assert_eq!(claim(&[""]), "field2");
        assert_eq!(scope.claim_exactly("begin_at"), Ok("begin_at".to_owned()));
        assert_eq!(scope.claim_exactly("match"), Ok("r#match".to_owned()));
        let mut beside = |hints: &[&str]| scope.claim(&Wanted::beside_words(list(hints))).0;
        assert_eq!(beside(&["async", "async navigation"]), "r#async");
        assert_eq!(beside(&["Async", "Async navigation"]), "async_navigation");
        assert_eq!(beside(&["_async", "_async navigation"]), "underscore_async");
        assert_eq!(beside(&["ASYNC", "ASYNC navigation"]), "async2");
        for refused in ["self", "begin", "extra", "Begin", "", "1a", "a b", "_", "__", "_1", "é"] {
            assert!(scope.claim_exactly(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn what_was_there_keeps_its_name_while_it_may_have_it() {
        let wanted = |hints: &[&str]| Wanted::new(hints.iter().map(|&hint| hint.to_owned()).collect());
        let named = |all: &[Wanted<'_>]| {
            let claimed = Scope::new(Case::Snake, "field", &["extra"]).claim_all(all);
            claimed.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(named(&[wanted(&["id"]), wanted(&["Id"]).before(Before::Called("id"))]), ["id2", "id"]);
        assert_eq!(named(&[wanted(&["Id"]).before(Before::First), wanted(&["id"])]), ["id", "id2"]);
        assert_eq!(named(&[wanted(&["id"]).before(Before::Called("id3"))]), ["id3"]);
        assert_eq!(named(&[wanted(&["a.b"]).before(Before::Called("a_dot_b")), wanted(&["a-b"])]), ["a_dot_b", "a_b"]);
        assert_eq!(named(&[wanted(&["extra"]).before(Before::Called("extra_"))]), ["extra_"]);
        // Nothing that it could not be called: of another thing, reserved, or no name at all.
        for other in ["name", "id1", "id02", "id99999999999", "idx", "id ", "", "extra", "r#id"] {
            assert_eq!(named(&[wanted(&["id"]).before(Before::Called(other))]), ["id"], "{other}");
        }
        assert_eq!(named(&[wanted(&["extra"]).before(Before::Called("extra"))]), ["extra_"]);
        assert_eq!(named(&[wanted(&["id"]).before(Before::Always("key")), wanted(&["key"])]), ["key", "key2"]);
        for other in ["Key", "a b", "", "extra", "self"] {
            assert_eq!(named(&[wanted(&["id"]).before(Before::Always(other))]), ["id"], "{other}");
        }
        assert_eq!(
            named(&[wanted(&["a"]).before(Before::Called("a")), wanted(&["A"]).before(Before::Called("a"))]),
            ["a", "a2"]
        );
    }
}
