//! How much types inherit: each derived type is written with the properties of its bases, so a short document can ask
//! for any amount of code.

use std::collections::HashMap;

use super::catalog::Catalog;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};

/// Properties that all types of a service may inherit together: some twenty times those of the largest known.
const LIMIT: usize = 1_000_000;

impl Catalog<'_> {
    /// Reports types that inherit more than anybody can compile, and cuts them from their bases.
    pub(super) fn limit_inheritance(&mut self, diagnostics: &mut Diagnostics) {
        let names: Vec<String> = self.type_names().into_iter().map(str::to_owned).collect();
        // Properties of a type with those of its bases.
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut inherited = 0_usize;
        for name in names {
            let line = self.unknown_line(&name, &known);
            for name in line.into_iter().rev() {
                let Some(structured) = self.structured.get(&name) else { continue };
                let above = structured.base.as_ref().and_then(|base| known.get(base)).copied().unwrap_or_default();
                let own = structured.syntax.properties.len() + structured.syntax.navigation.len();
                inherited = inherited.saturating_add(above);
                // The type itself counts too: a line of empty ones is no shorter to walk.
                known.insert(name, own.saturating_add(above).saturating_add(1));
            }
            if inherited > LIMIT {
                self.cut_all(&name, diagnostics);
                return;
            }
        }
    }

    /// A type and its bases up to one of which the properties are counted.
    fn unknown_line(&self, name: &str, known: &HashMap<String, usize>) -> Vec<String> {
        let mut line = Vec::new();
        let mut next = Some(name.to_owned());
        while let Some(name) = next.filter(|name| !known.contains_key(name)) {
            next = self.structured.get(&name).and_then(|structured| structured.base.clone());
            line.push(name);
        }
        line
    }

    fn cut_all(&mut self, name: &str, diagnostics: &mut Diagnostics) {
        let message = format!("the types inherit more than {LIMIT} properties together");
        let error = Diagnostic::error(Code::TooManyNodes, message);
        let place = self.structured.get(name).map(|structured| structured.syntax.place);
        let error = place.into_iter().fold(error, Diagnostic::at);
        diagnostics.push(error.help("let types hold a value of another type instead of deriving them from each other"));
        self.structured.values_mut().for_each(|structured| structured.base = None);
    }
}
