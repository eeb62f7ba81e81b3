//! A scope: names that must differ from each other.

use std::collections::HashSet;

use super::identifier::{Case, escape, identifier, spelled_beside_words, spelled_identifier};

/// A hint with its symbols in words.
type Spelled = fn(&str, Case, &str) -> Option<String>;

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

    /// The first hint that is free; then the first with its symbols spelled out; then the first with a number.
    /// The flag says whether a name was wanted that another has.
    pub(super) fn claim(&mut self, hints: &[String]) -> (String, bool) {
        self.claim_one(hints, Some(spelled_identifier))
    }

    /// The same for hints that say words of ours beside a name of the description: the spaces between them are no
    /// symbols.
    pub(super) fn claim_beside_words(&mut self, hints: &[String]) -> (String, bool) {
        self.claim_one(hints, Some(spelled_beside_words))
    }

    /// The same for hints that are words alone, in which no symbol is left of the description.
    pub(super) fn claim_words(&mut self, hints: &[String]) -> (String, bool) {
        self.claim_one(hints, None)
    }

    fn claim_one(&mut self, hints: &[String], spelled: Option<Spelled>) -> (String, bool) {
        let (case, prefix) = (self.case, self.prefix);
        let plain = hints.iter().filter_map(|hint| identifier(hint, case, prefix));
        let spelled =
            spelled.into_iter().flat_map(|spelled| hints.iter().filter_map(move |hint| spelled(hint, case, prefix)));
        let mut last = None;
        let mut collided = false;
        for candidate in plain.chain(spelled) {
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
        let stem = base.trim_start_matches("r#").trim_end_matches('_').to_owned();
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
        if !starts || !goes_on || name == "_" {
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

#[cfg(test)]
mod tests {
    use super::Scope;
    use crate::names::identifier::Case;

    #[test]
    fn a_collision_takes_the_next_hint_then_symbols_then_a_number() {
        let mut scope = Scope::new(Case::Snake, "field", &["extra"]);
        let mut claim = |hints: &[&str]| scope.claim(&hints.iter().map(|&hint| hint.to_owned()).collect::<Vec<_>>()).0;
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
        let mut beside =
            |hints: &[&str]| scope.claim_beside_words(&hints.iter().map(|&hint| hint.to_owned()).collect::<Vec<_>>()).0;
        assert_eq!(beside(&["async", "async navigation"]), "r#async");
        assert_eq!(beside(&["Async", "Async navigation"]), "async_navigation");
        assert_eq!(beside(&["_async", "_async navigation"]), "underscore_async");
        assert_eq!(beside(&["ASYNC", "ASYNC navigation"]), "async2");
        for refused in ["self", "begin", "extra", "Begin", "", "1a", "a b", "_", "é"] {
            assert!(scope.claim_exactly(refused).is_err(), "{refused}");
        }
    }
}
