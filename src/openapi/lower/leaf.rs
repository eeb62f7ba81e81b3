//! Leaves: objects without schemas, read by `openapiv3`.

use serde::de::DeserializeOwned;

use super::context::Lower;
use crate::{
    openapi::cursor::At,
    source::{Mapping, Member, Node, Value},
};

/// What a leaf is, and how it is to be read.
pub(super) struct Leaf<'n> {
    /// In the specification's words, for the ledger.
    pub(super) object: &'static str,
    /// Members that are read by other means.
    pub(super) without: &'n [&'n str],
    /// Members that `openapiv3` asks for, with something harmless in them, where they are left out or missing.
    pub(super) with: &'n [(&'n str, Value)],
}

impl<'a> Lower<'a, '_> {
    /// Reads a leaf. When a member does not fit, it is left out and that is listed; `None` when nothing helps.
    pub(super) fn leaf<T: DeserializeOwned>(&mut self, at: At<'a>, leaf: &Leaf<'_>) -> Option<T> {
        let Some(mapping) = at.node.as_mapping() else {
            let construct = format!("{} that is {}", leaf.object, at.node.kind_name());
            self.lost(construct, at);
            return None;
        };
        let mut members: Vec<Member> =
            mapping.iter().filter(|member| !leaf.without.contains(&&*member.name)).cloned().collect();
        for (name, value) in leaf.with {
            if !members.iter().any(|member| &*member.name == *name) {
                let node = Node { value: value.clone(), mark: at.node.mark };
                members.push(Member { name: (*name).into(), mark: at.node.mark, node });
            }
        }
        let read = |members: &[Member]| {
            let node = Node { value: Value::Mapping(Mapping::new(members.to_vec())), mark: at.node.mark };
            node.read_as::<T>(&[])
        };
        let mut problem = match read(&members) {
            Ok(leaf) => return Some(leaf),
            Err(problem) => problem,
        };
        // Serde names no member that can be relied on, so the one that stands in the way is found by leaving out
        // one after another; when several do, the one whose absence changes the complaint goes first.
        while !members.is_empty() {
            let attempt = (0..members.len()).find_map(|position| {
                let mut fewer = members.clone();
                let left_out = fewer.remove(position);
                match read(&fewer) {
                    Ok(leaf) => Some((left_out, fewer, Ok(leaf))),
                    Err(other) if other != problem && !other.contains("missing field") => {
                        Some((left_out, fewer, Err(other)))
                    }
                    Err(_) => None,
                }
            });
            let (left_out, fewer, outcome) = attempt?;
            let construct = format!("`{}` of {}: {problem}", left_out.name, leaf.object);
            let place = crate::diagnostics::Place::new(at.file, left_out.mark);
            self.list(
                crate::diagnostics::Code::Repaired,
                crate::model::LedgerSeverity::Repaired,
                construct,
                "the object without it",
                place,
            );
            match outcome {
                Ok(leaf) => return Some(leaf),
                Err(other) => problem = other,
            }
            members = fewer;
        }
        None
    }
}
