//! Building nodes.

use crate::{
    diagnostics::Mark,
    openapi::{cursor::At, reference},
    source::{Mapping, Member, Node, Sources, Value},
};

pub(super) fn text(text: &str, mark: Mark) -> Node {
    Node { value: Value::String(text.into()), mark }
}

pub(super) fn boolean(value: bool, mark: Mark) -> Node {
    Node { value: Value::Bool { value, text: value.to_string().into() }, mark }
}

pub(super) fn list(items: Vec<Node>, mark: Mark) -> Node {
    Node { value: Value::Sequence(items), mark }
}

pub(super) fn mapping(members: Vec<Member>, mark: Mark) -> Node {
    Node { value: Value::Mapping(Mapping::new(members)), mark }
}

pub(super) fn member(name: &str, node: Node) -> Member {
    Member { name: name.into(), mark: node.mark, node }
}

/// A node of some file, and how that file is named from the root description.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) at: At<'a>,
    pub(super) file: Option<String>,
}

impl<'a> Found<'a> {
    pub(super) const fn here(at: At<'a>) -> Self {
        Self { at, file: None }
    }

    pub(super) fn get(&self, name: &str) -> Option<Self> {
        self.at.get(name).map(|at| Self { at, file: self.file.clone() })
    }

    /// What a reference leads to; itself if it is none, or one that leads nowhere.
    pub(super) fn resolved(self, sources: &'a Sources) -> Self {
        if self.at.reference().is_none() {
            return self;
        }
        match reference::follow(sources, self.at, |_| false) {
            Ok(target) => {
                // Files are called by their path from the folder of the root.
                let id = target.at.file;
                let file = (id != sources.root()).then(|| sources.file(id).name().to_owned());
                Self { at: target.at, file }
            }
            Err(_) => self,
        }
    }

    /// A copy for the root description: references in it lead where they led.
    pub(super) fn copy(&self) -> Node {
        match &self.file {
            None => self.at.node.clone(),
            Some(file) => rebased(self.at.node, file),
        }
    }
}

/// The depth of a tree is bounded when it is read, so this may call itself.
fn rebased(node: &Node, file: &str) -> Node {
    let value = match &node.value {
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| rebased(item, file)).collect()),
        Value::Mapping(mapping) => Value::Mapping(mapping.iter().map(|member| rebased_member(member, file)).collect()),
        scalar => scalar.clone(),
    };
    Node { value, mark: node.mark }
}

fn rebased_member(member: &Member, file: &str) -> Member {
    let node = match member.node.as_str() {
        Some(reference) if &*member.name == "$ref" => {
            let moved = if reference.starts_with('#') { format!("{file}{reference}") } else { beside(file, reference) };
            text(&moved, member.node.mark)
        }
        _ => rebased(&member.node, file),
    };
    Member { name: member.name.clone(), mark: member.mark, node }
}

/// The name of a file as another file beside it names it.
fn beside(from: &str, name: &str) -> String {
    from.rsplit_once('/').map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
}
