//! OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 into the model.
//!
//! ```text
//! Sources -> version -> (Swagger 2.0: upgrade of paths, servers and security) -> lower -> Api
//! ```
//!
//! The trees of the files are walked object by object, and each object is read alone: what is wrong with one
//! operation is said at its place and hides no other. `openapiv3` reads the leaves, the objects that hold no
//! schema; a Schema Object is read straight from the tree, for `openapiv3` knows only those of 3.0.

mod cursor;
mod lower;
mod reference;
#[cfg(test)]
mod tests;
mod upgrade;
mod version;

use crate::{
    config::{Beside, Choices, selector::Selectors},
    diagnostics::Diagnostics,
    model::Api,
    source::Sources,
};

/// Reads an OpenAPI or Swagger description into the model.
///
/// Operations that `selectors` do not want are skipped unread. Everything that is wrong is pushed to `diagnostics`;
/// `None` is returned only when there is no description to speak of.
pub fn read(
    sources: &Sources,
    selectors: &Selectors,
    choices: &Choices,
    beside: Beside,
    diagnostics: &mut Diagnostics,
) -> Option<Api> {
    let file = sources.root();
    let root = cursor::At::new(file, sources.tree(file)?);
    let version = version::sniff(root).map_err(|diagnostic| diagnostics.push(*diagnostic)).ok()?;
    let upgraded = version.is_swagger().then(|| upgrade::document(sources, root));
    let document = lower::Document::new(sources, root, version, upgraded.as_ref());
    Some(lower::read(sources, selectors, choices, beside, diagnostics, document))
}
