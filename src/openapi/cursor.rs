//! A node and the file it stands in, which together make a place.

use crate::{
    diagnostics::{FileId, Place},
    source::{Member, Node},
};

/// A node of one of the files.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    /// The file, against which references in the node are resolved.
    pub(super) file: FileId,
    /// The node.
    pub(super) node: &'a Node,
}

impl<'a> At<'a> {
    pub(super) const fn new(file: FileId, node: &'a Node) -> Self {
        Self { file, node }
    }

    pub(super) const fn place(self) -> Place {
        Place::new(self.file, self.node.mark)
    }

    /// What tells this node from all others as long as the trees live.
    pub(super) fn id(self) -> usize {
        std::ptr::from_ref(self.node).addr()
    }

    pub(super) fn get(self, name: &str) -> Option<Self> {
        self.node.get(name).map(|node| Self::new(self.file, node))
    }

    /// The text of a string member.
    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        self.node.get(name).and_then(Node::as_str)
    }

    /// The text of a scalar member, however it is written: `version: 1.0` is meant as a text.
    pub(super) fn scalar(self, name: &str) -> Option<&'a str> {
        self.node.get(name).filter(|node| !node.is_null()).and_then(Node::text)
    }

    /// Whether a member is true, in quotes too.
    pub(super) fn flag(self, name: &str) -> bool {
        self.node.get(name).is_some_and(|node| node.as_bool().unwrap_or_else(|| node.as_str() == Some("true")))
    }

    /// The items, if this is a list.
    pub(super) fn items(self) -> impl Iterator<Item = Self> + use<'a> {
        self.node.as_sequence().unwrap_or_default().iter().map(move |node| Self::new(self.file, node))
    }

    /// The items of a member that is a list.
    pub(super) fn list(self, name: &str) -> impl Iterator<Item = Self> + use<'a> {
        self.get(name).into_iter().flat_map(Self::items)
    }

    /// The members, if this is a mapping.
    pub(super) fn members(self) -> impl Iterator<Item = (&'a Member, Self)> + use<'a> {
        let members = self.node.as_mapping().map(|mapping| mapping.iter());
        members.into_iter().flatten().map(move |member| (member, Self::new(self.file, &member.node)))
    }

    /// The members of a member that is a mapping.
    pub(super) fn map(self, name: &str) -> impl Iterator<Item = (&'a Member, Self)> + use<'a> {
        self.get(name).into_iter().flat_map(Self::members)
    }

    /// The text of a Reference Object's `$ref`, or of a schema's `$dynamicRef`, which leads to the same place where one
    /// schema alone has the anchor.
    pub(super) fn reference(self) -> Option<&'a str> {
        self.text("$ref").or_else(|| self.text("$dynamicRef"))
    }
}

/// Whether a member name is a specification extension.
pub(super) fn is_extension(name: &str) -> bool {
    name.starts_with("x-") || name.starts_with("X-")
}
