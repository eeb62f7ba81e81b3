//! Mappings that are made of more than their own members: `<<`, and keys given twice.

use std::collections::HashSet;

use super::{
    file::SourceFile,
    node::{Mapping, Member, Node, Value},
};
use crate::diagnostics::{Code, Diagnostic, Place};

/// The error about a key given twice.
pub(super) fn duplicate_key(file: &SourceFile, first: &Member, second: &Member) -> Diagnostic {
    Diagnostic::error(Code::DuplicateKey, format!("the key `{}` is given twice", second.name))
        .at(Place::new(file.id(), second.mark))
        .label("given again here")
        .note_at("it is first given here", Place::new(file.id(), first.mark))
        .help("remove one of the two, or put what they hold together")
}

/// The mapping of the members that stand in it and, where `<<` stood, those of the mappings it merges.
/// A member of its own wins over a merged one, and an earlier merged one over a later.
pub(super) fn merged(file: &SourceFile, own: Vec<Entry>) -> Result<Mapping, Diagnostic> {
    let merges = own.iter().any(|entry| matches!(entry, Entry::Merge(_)));
    if !merges {
        return checked(file, own.into_iter().filter_map(Entry::into_member).collect());
    }
    let mut taken: HashSet<Box<str>> = own.iter().filter_map(Entry::name).map(Box::from).collect();
    let mut members = Vec::new();
    for entry in own {
        match entry {
            Entry::Member(member) => members.push(member),
            Entry::Merge(node) => {
                for mapping in mappings(file, node)? {
                    members
                        .extend(mapping.into_members().into_iter().filter(|member| taken.insert(member.name.clone())));
                }
            }
        }
    }
    checked(file, members)
}

/// What stands in a mapping.
pub(super) enum Entry {
    /// A member.
    Member(Member),
    /// The value of a `<<`.
    Merge(Node),
}

impl Entry {
    fn into_member(self) -> Option<Member> {
        match self {
            Self::Member(member) => Some(member),
            Self::Merge(_) => None,
        }
    }

    fn name(&self) -> Option<&str> {
        match self {
            Self::Member(member) => Some(&member.name),
            Self::Merge(_) => None,
        }
    }
}

fn checked(file: &SourceFile, members: Vec<Member>) -> Result<Mapping, Diagnostic> {
    let mapping = Mapping::new(members);
    match mapping.duplicate() {
        Some((first, second)) => Err(duplicate_key(file, first, second)),
        None => Ok(mapping),
    }
}

fn mappings(file: &SourceFile, node: Node) -> Result<Vec<Mapping>, Diagnostic> {
    match node.value {
        Value::Mapping(mapping) => Ok(vec![mapping]),
        Value::Sequence(items) => items.into_iter().map(|item| mapping(file, item)).collect(),
        _ => Err(not_a_mapping(file, &node)),
    }
}

fn mapping(file: &SourceFile, node: Node) -> Result<Mapping, Diagnostic> {
    match node.value {
        Value::Mapping(mapping) => Ok(mapping),
        _ => Err(not_a_mapping(file, &node)),
    }
}

fn not_a_mapping(file: &SourceFile, node: &Node) -> Diagnostic {
    Diagnostic::error(Code::BadMerge, format!("`<<` merges a mapping, and this is {}", node.kind_name()))
        .at(Place::new(file.id(), node.mark))
        .help("give it a mapping, or quote the key to have a member of that name")
}
