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

/// A node of some file, and what is different where it is written anew in the root description.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) at: At<'a>,
    /// How the file is named from the root, if it is another.
    file: Option<String>,
    /// What is added to its lines, so that a mark in the root says which file it is of.
    lines: u32,
}

impl<'a> Found<'a> {
    pub(super) const fn here(at: At<'a>) -> Self {
        Self { at, file: None, lines: 0 }
    }

    pub(super) fn get(&self, name: &str) -> Option<Self> {
        self.at.get(name).map(|at| self.beside(at))
    }

    /// The members, if this is a mapping.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'a str, Self)> {
        self.at.members().map(|(member, at)| (&*member.name, self.beside(at)))
    }

    /// The items, if this is a list.
    pub(super) fn items(&self) -> impl Iterator<Item = Self> {
        self.at.items().map(|at| self.beside(at))
    }

    /// Another node of the same file.
    fn beside(&self, at: At<'a>) -> Self {
        Self { at, ..self.clone() }
    }

    /// Where the node begins.
    pub(super) const fn mark(&self) -> Mark {
        self.moved(self.at.node.mark)
    }

    const fn moved(&self, mark: Mark) -> Mark {
        Mark::new(mark.line.saturating_add(self.lines), mark.column)
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
                Self { at: target.at, file, lines: sources.lines_before(id) }
            }
            Err(_) => self,
        }
    }

    /// A copy for the root description: references in it lead where they led, and places are those of the file.
    pub(super) fn copy(&self) -> Node {
        if self.file.is_none() { self.at.node.clone() } else { self.copy_of(self.at.node) }
    }

    /// Copies of the members whose names are wanted.
    pub(super) fn copies(&self, wanted: impl Fn(&str) -> bool) -> Vec<Member> {
        let members = self.at.members().map(|(member, _)| member);
        members.filter(|member| wanted(&member.name)).map(|member| self.copy_of_member(member)).collect()
    }

    /// A member that stands where one of this mapping does.
    pub(super) fn instead_of(&self, written: &str, name: &str, node: Node) -> Member {
        let written = self.at.node.as_mapping().and_then(|mapping| mapping.member(written));
        let mark = written.map_or(node.mark, |written| self.moved(written.mark));
        Member { name: name.into(), mark, node }
    }

    /// The depth of a tree is bounded when it is read, so this may call itself.
    fn copy_of(&self, node: &Node) -> Node {
        let value = match &node.value {
            Value::Sequence(items) => Value::Sequence(items.iter().map(|item| self.copy_of(item)).collect()),
            Value::Mapping(mapping) => {
                Value::Mapping(mapping.iter().map(|member| self.copy_of_member(member)).collect())
            }
            scalar => scalar.clone(),
        };
        Node { value, mark: self.moved(node.mark) }
    }

    fn copy_of_member(&self, member: &Member) -> Member {
        let node = match (member.node.as_str(), &self.file) {
            (Some(reference), Some(file)) if &*member.name == "$ref" => {
                let moved =
                    if reference.starts_with('#') { format!("{file}{reference}") } else { beside(file, reference) };
                text(&moved, self.moved(member.node.mark))
            }
            _ => self.copy_of(&member.node),
        };
        Member { name: member.name.clone(), mark: self.moved(member.mark), node }
    }
}

/// The name of a file as another file beside it names it.
fn beside(from: &str, name: &str) -> String {
    from.rsplit_once('/').map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
}
