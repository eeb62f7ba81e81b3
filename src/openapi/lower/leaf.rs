//! Leaves: objects without schemas, read by `openapiv3`.

use serde::de::DeserializeOwned;

use super::context::Lower;
use crate::{
    diagnostics::{Code, Place},
    model::LedgerSeverity,
    openapi::cursor::At,
    source::{Mapping, Member, Node, Value},
};

/// More members than any object of the specification has, its extensions included.
const MOST_MEMBERS: usize = 64;

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
    /// Reads a leaf. When a member does not fit, it is left out and that is listed; `None`, which is listed too, when
    /// that does not help.
    pub(super) fn leaf<T: DeserializeOwned>(&mut self, at: At<'a>, leaf: &Leaf<'_>) -> Option<T> {
        let Some(mapping) = at.node.as_mapping() else {
            let construct = format!("{} that is {}", leaf.object, at.node.kind_name());
            self.lost(construct, at);
            return None;
        };
        let is_whole = leaf.with.iter().all(|(name, _)| mapping.get(name).is_some() && !leaf.without.contains(name));
        if is_whole && let Ok(read) = at.node.read_as::<T>(leaf.without) {
            return Some(read);
        }
        let kept = mapping.iter().filter(|member| !leaf.without.contains(&&*member.name));
        let members = completed(kept.cloned().collect(), leaf, at);
        let problem = match read(&members, at) {
            Ok(read) => return Some(read),
            Err(problem) => problem,
        };
        let repaired = self.repair(members, problem.clone(), at, leaf);
        if repaired.is_none() {
            self.lost(format!("{} that cannot be read: {problem}", leaf.object), at);
        }
        repaired
    }

    /// Serde names no member that can be relied on, so the one that stands in the way is found by leaving out one after
    /// another; when several do, the first whose absence changes the complaint.
    fn repair<T: DeserializeOwned>(
        &mut self,
        mut members: Vec<Member>,
        mut problem: String,
        at: At<'a>,
        leaf: &Leaf<'_>,
    ) -> Option<T> {
        // Trying them all takes the square of their number.
        while members.len() <= MOST_MEMBERS {
            let (left_out, fewer, outcome) = (0..members.len()).find_map(|position| {
                let mut fewer = members.clone();
                let left_out = fewer.remove(position);
                let fewer = completed(fewer, leaf, at);
                match read::<T>(&fewer, at) {
                    Err(other) if other == problem || other.contains("missing field") => None,
                    outcome => Some((left_out, fewer, outcome)),
                }
            })?;
            self.list(
                Code::Repaired,
                LedgerSeverity::Repaired,
                format!("`{}` of {}: {problem}", left_out.name, leaf.object),
                "the object without it",
                Place::new(at.file, left_out.mark),
            );
            match outcome {
                Ok(read) => return Some(read),
                Err(other) => problem = other,
            }
            // What is there in place of a member cannot be what stands in the way.
            if fewer.len() >= members.len() && fewer == members {
                return None;
            }
            members = fewer;
        }
        None
    }
}

/// The members, and those that have to be there.
fn completed(mut members: Vec<Member>, leaf: &Leaf<'_>, at: At<'_>) -> Vec<Member> {
    for (name, value) in leaf.with {
        if !members.iter().any(|member| &*member.name == *name) {
            let node = Node { value: value.clone(), mark: at.node.mark };
            members.push(Member { name: (*name).into(), mark: at.node.mark, node });
        }
    }
    members
}

fn read<T: DeserializeOwned>(members: &[Member], at: At<'_>) -> Result<T, String> {
    let node = Node { value: Value::Mapping(Mapping::new(members.to_vec())), mark: at.node.mark };
    node.read_as::<T>(&[])
}
