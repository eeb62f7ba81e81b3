//! Which steps a selection wants.
//!
//! A path pattern speaks of paths, a builder stands for all paths that lead to it. So the walk remembers by which paths
//! it came to a builder, but only one of those below which the same is wanted; that makes few of them, however many
//! paths there are.

use std::collections::BTreeSet;

use super::steps::{Leads, StepTo};
use crate::{
    config::selector::Selectors,
    csdl::{
        annotations::term,
        catalog::{Catalog, Structured},
    },
};

/// A path that leads to a builder.
#[derive(Clone, Debug)]
pub(super) struct Reached {
    /// As text.
    pub(super) path: String,
    /// Whether the path has come to an entity that lives elsewhere and that no selector names: it is read, and nothing is
    /// reached through it, as with a function for each path.
    ends: bool,
    /// The derived types that a cast may lead to where only some are wanted (`Validation.DerivedTypeConstraint`).
    casts: Vec<String>,
}

/// What makes two paths to a builder alike.
pub(super) type Likeness = (Vec<BTreeSet<usize>>, bool, Vec<String>);

impl Reached {
    /// By no path at all, when everything is wanted.
    pub(super) fn anyhow() -> Self {
        Self { path: String::new(), ends: false, casts: Vec::new() }
    }

    /// One step further, if anything there is wanted.
    pub(super) fn then(&self, catalog: &Catalog<'_>, selectors: &Selectors, step: &StepTo<'_>) -> Option<Self> {
        let path = format!("{}{}", self.path, step.text);
        if !wants(selectors, &path) {
            return None;
        }
        if selectors.include.is_empty() {
            return Some(Self { path, ..self.clone() });
        }
        let by_name = selectors.wants_by_name(&path);
        match step.leads {
            Leads::ToItself => Some(Self { path, ..self.clone() }),
            Leads::Inside | Leads::Elsewhere if self.ends && !by_name => None,
            Leads::Inside | Leads::Elsewhere => {
                let ends = step.leads == Leads::Elsewhere && !by_name;
                Some(Self { path, ends, casts: constrained(catalog, step) })
            }
        }
    }

    /// The same as a derived type.
    pub(super) fn cast(&self, selectors: &Selectors, text: &str, derived: &Structured<'_>) -> Option<Self> {
        let path = format!("{}{text}", self.path);
        let names_it = || self.casts.contains(&derived.name) || selectors.wants_by_name(&path);
        let wanted = wants(selectors, &path) && (selectors.include.is_empty() || names_it());
        wanted.then(|| Self { path: path.clone(), ..self.clone() })
    }

    pub(super) fn likeness(&self, selectors: &Selectors) -> Likeness {
        (selectors.progress(&self.path), self.ends, self.casts.clone())
    }
}

fn wants(selectors: &Selectors, path: &str) -> bool {
    selectors.may_want_below(path) && !selectors.refuses_below(path)
}

/// The types that `DerivedTypeConstraint` names.
fn constrained(catalog: &Catalog<'_>, step: &StepTo<'_>) -> Vec<String> {
    let constraint = catalog.annotations.first(&step.targets, term::DERIVED_TYPE_CONSTRAINT);
    let names = constraint.into_iter().flat_map(|constraint| constraint.texts());
    let Some(structured) = step.receiver.structured() else { return Vec::new() };
    names.map(|name| catalog.names.resolve(structured.file, name)).collect()
}
