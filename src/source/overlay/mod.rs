//! Overlays: a document that mends a description without touching its file (OpenAPI Overlay Specification 1.0 and 1.1).
//!
//! The actions change the tree of the root before anything else reads it. What an overlay adds keeps the overlay's own
//! places: the lines of the overlay are taken to follow those of the description, and [`Grafts`] knows which is which.

#[cfg(feature = "overlay")]
mod actions;
mod graft;
#[cfg(feature = "overlay")]
mod merge;
#[cfg(feature = "overlay")]
mod target;

use std::path::{Path, PathBuf};

pub(super) use graft::Grafts;

use super::{budget::Budget, file::SourceFile, node::Node};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, FileId, Mark, Place};

/// An overlay that was read.
pub(super) struct Overlay<'a> {
    pub(super) file: &'a SourceFile,
    pub(super) tree: &'a Node,
    #[cfg_attr(not(feature = "overlay"), expect(dead_code, reason = "nothing is added"))]
    /// What is added to its lines to tell them from those of the description.
    pub(super) first_line: u32,
}

impl Overlay<'_> {
    /// Carries out the actions on the tree of the description, in their order.
    pub(super) fn apply(&self, root: &mut Node, description: &Path, budget: &Budget, diagnostics: &mut Diagnostics) {
        let mut problems = self.header(description);
        let actions = self.tree.get("actions").and_then(Node::as_sequence).unwrap_or_default();
        if actions.is_empty() {
            problems.push(self.broken("an overlay has a list of `actions`", self.tree.mark));
        }
        if problems.is_empty() {
            problems.extend(self.carry_out(actions, root, budget));
        }
        diagnostics.extend(problems);
    }

    /// What is wrong with the members beside the actions.
    fn header(&self, description: &Path) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let version = self.tree.get("overlay").and_then(Node::text).unwrap_or_default();
        if !["1.0", "1.1"].iter().any(|known| version == *known || version.starts_with(&format!("{known}."))) {
            let mark = self.tree.get("overlay").map_or(self.tree.mark, |node| node.mark);
            problems.push(self.broken(&format!("`overlay: {version}` is not a version that is known"), mark));
        }
        if let Some(extends) = self.tree.get("extends")
            && let Some(uri) = extends.as_str()
            && !self.names(uri, description)
        {
            let message = format!("the overlay extends `{uri}`, not `{}`", description.display());
            let help = "give the overlay the description it was written for, or mend its `extends`";
            problems.push(Diagnostic::error(Code::OverlayForeign, message).at(self.at(extends.mark)).help(help));
        }
        problems
    }

    /// Whether `extends` can mean the description. Of a URL only the end is compared: a copy keeps its name.
    fn names(&self, uri: &str, description: &Path) -> bool {
        if let Some((scheme, _)) = uri.split_once("://") {
            return scheme != "file" || same_name(uri, description);
        }
        let folder = self.file.path().and_then(Path::parent).unwrap_or(Path::new(""));
        let named: PathBuf = folder.join(uri);
        match (named.canonicalize(), description.canonicalize()) {
            (Ok(named), Ok(description)) => named == description,
            _ => same_name(uri, description),
        }
    }

    #[cfg(not(feature = "overlay"))]
    fn carry_out(&self, _actions: &[Node], _root: &mut Node, _budget: &Budget) -> Vec<Diagnostic> {
        vec![
            Diagnostic::error(Code::BadOverlay, "this build of rest-bindgen cannot apply overlays")
                .at(self.at(self.tree.mark))
                .help("turn on the feature `overlay` of the dependency on `rest-bindgen`"),
        ]
    }

    fn broken(&self, message: &str, mark: Mark) -> Diagnostic {
        Diagnostic::error(Code::BadOverlay, message.to_owned())
            .at(self.at(mark))
            .help("an overlay has `overlay: 1.0.0`, `info` and `actions`, each with a `target` and one change")
    }

    fn at(&self, mark: Mark) -> Place {
        Place::new(self.file.id(), mark)
    }
}

fn same_name(uri: &str, description: &Path) -> bool {
    let name = uri.rsplit('/').next().unwrap_or(uri);
    description.file_name().is_none_or(|own| own.to_string_lossy() == name)
}

/// An overlay over something that is no tree of JSON or YAML.
pub(super) fn not_for_xml(description: FileId) -> Diagnostic {
    Diagnostic::error(Code::BadOverlay, "an overlay changes OpenAPI descriptions; this one is CSDL in XML")
        .at(Place::new(description, Mark::new(1, 1)))
        .help("leave the overlay out; a second CSDL document can annotate the first from outside with `Annotations`")
}
