//! From places back to words: the JSON pointer or element path of a spot in a file.

use std::collections::BTreeMap;

use super::{
    file::{Format, SourceFile},
    node::{Node, Value},
    reference::escape_token,
    sources::Sources,
};
use crate::diagnostics::{FileId, Mark, Place};

/// For each place in one file, which of the caller's places it is.
type Wanted = BTreeMap<Mark, Vec<usize>>;

/// The words for each of the places; empty where a place is the whole file or is not known.
pub(super) fn pointers(sources: &Sources, places: &[Place]) -> Vec<String> {
    let mut by_file: BTreeMap<FileId, Wanted> = BTreeMap::new();
    for (position, place) in places.iter().map(|place| sources.origin(*place)).enumerate() {
        by_file.entry(place.file).or_default().entry(place.mark).or_default().push(position);
    }
    let mut words = vec![String::new(); places.len()];
    for (file, wanted) in by_file {
        let found = match sources.tree(file) {
            Some(tree) => in_tree(tree, &wanted),
            None if sources.file(file).format() == Format::Xml => in_xml(sources.file(file), &wanted),
            None => BTreeMap::new(),
        };
        for (mark, pointer) in found {
            for position in wanted.get(&mark).into_iter().flatten() {
                if let Some(word) = words.get_mut(*position) {
                    word.clone_from(&pointer);
                }
            }
        }
    }
    words
}

fn in_tree(tree: &Node, wanted: &Wanted) -> BTreeMap<Mark, String> {
    let mut walk = Walk { wanted, found: BTreeMap::new(), pointer: String::new() };
    walk.visit(tree, tree.mark);
    walk.found
}

/// A walk in the order of the file, outer before inner, that stops when all is found.
struct Walk<'a> {
    wanted: &'a Wanted,
    found: BTreeMap<Mark, String>,
    pointer: String,
}

impl Walk<'_> {
    /// The depth of a tree is bounded when it is read, so this may call itself.
    fn visit(&mut self, node: &Node, key: Mark) {
        self.meet(key);
        self.meet(node.mark);
        if self.found.len() == self.wanted.len() {
            return;
        }
        let length = self.pointer.len();
        match &node.value {
            Value::Mapping(mapping) => {
                for member in mapping {
                    self.pointer.push('/');
                    self.pointer.push_str(&escape_token(&member.name));
                    self.visit(&member.node, member.mark);
                    self.pointer.truncate(length);
                }
            }
            Value::Sequence(items) => {
                for (position, item) in items.iter().enumerate() {
                    self.pointer.push('/');
                    self.pointer.push_str(&position.to_string());
                    self.visit(item, item.mark);
                    self.pointer.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn meet(&mut self, mark: Mark) {
        if self.wanted.contains_key(&mark) && !self.found.contains_key(&mark) {
            self.found.insert(mark, self.pointer.clone());
        }
    }
}

/// The path of the innermost element, and attribute, that holds each mark.
fn in_xml(file: &SourceFile, wanted: &Wanted) -> BTreeMap<Mark, String> {
    let Ok(document) = super::xml(file) else { return BTreeMap::new() };
    let with_offset = wanted.keys().filter_map(|mark| Some((*mark, file.offset_of(*mark)?)));
    with_offset.map(|(mark, offset)| (mark, element_path(document.root(), offset))).collect()
}

fn element_path(root: roxmltree::Node<'_, '_>, offset: usize) -> String {
    let mut path = String::new();
    let mut element = root;
    while let Some(child) = element.children().find(|child| child.is_element() && child.range().contains(&offset)) {
        path.push('/');
        path.push_str(&step(child));
        element = child;
    }
    if let Some(attribute) = element.attributes().find(|attribute| attribute.range().contains(&offset)) {
        path.push_str("/@");
        path.push_str(attribute.name());
    }
    path
}

/// `EntityType[vppToken]` by name, `Schema[2]` by number among its like.
fn step(element: roxmltree::Node<'_, '_>) -> String {
    let tag = element.tag_name();
    let prefix = tag.namespace().and_then(|uri| element.lookup_prefix(uri)).filter(|prefix| !prefix.is_empty());
    let qualified = match prefix {
        Some(prefix) => format!("{prefix}:{}", tag.name()),
        None => tag.name().to_owned(),
    };
    let named = ["Name", "Term", "Target"].iter().find_map(|name| element.attribute(*name));
    if let Some(name) = named {
        return format!("{qualified}[{name}]");
    }
    let like = |other: &roxmltree::Node<'_, '_>| other.is_element() && other.tag_name() == tag;
    let before = element.prev_siblings().skip(1).filter(like).count();
    let after = element.next_siblings().skip(1).any(|other| like(&other));
    if before == 0 && !after { qualified } else { format!("{qualified}[{}]", before + 1) }
}
