//! Merging a node into another, as `update` and `copy` do.

use crate::source::node::{Mapping, Member, Node, Value};

/// What may still be added: an overlay that copies the description into itself again and again ends here.
pub(super) struct Room {
    pub(super) nodes: usize,
    pub(super) depth: usize,
}

impl Room {
    /// Whether too much was added already.
    pub(super) fn is_out(&self) -> bool {
        self.nodes == 0
    }
}

/// Merges `added` into a target: an object member by member, a list by appending, anything else by replacing it.
pub(super) fn merge(target: &mut Node, added: &Node, depth: usize, room: &mut Room) -> Result<(), String> {
    let (count, below) = extent(added);
    let left = room.nodes.checked_sub(count);
    room.nodes = left.unwrap_or_default();
    if left.is_none() {
        return Err("the overlay adds more nodes than it may".to_owned());
    }
    if depth.saturating_add(below) > room.depth {
        return Err(format!("the overlay would nest the description deeper than {} levels", room.depth));
    }
    let fits = match (&target.value, &added.value) {
        (Value::Sequence(_), _) | (Value::Mapping(_), Value::Mapping(_)) => true,
        (Value::Mapping(_), _) | (_, Value::Mapping(_) | Value::Sequence(_)) => false,
        _ => true,
    };
    if !fits {
        return Err(format!(
            "the target is {} and what is to be merged into it is {}",
            target.kind_name(),
            added.kind_name()
        ));
    }
    into(target, added);
    Ok(())
}

/// The depth of both was checked, so this may call itself.
fn into(target: &mut Node, added: &Node) {
    match (&mut target.value, &added.value) {
        (Value::Mapping(own), Value::Mapping(more)) => {
            let mut members = std::mem::take(own).into_members();
            for member in more {
                match members.iter_mut().find(|known| known.name == member.name) {
                    Some(known) => known.node.absorb(&member.node),
                    None => members.push(member.clone()),
                }
            }
            *own = Mapping::new(members);
        }
        (Value::Sequence(own), Value::Sequence(more)) => own.extend(more.iter().cloned()),
        (Value::Sequence(own), _) => own.push(added.clone()),
        _ => *target = added.clone(),
    }
}

impl Node {
    /// Within a merge: objects are merged and lists joined; where kinds differ, what is added wins, so that
    /// `type: string` can become `type: [string, "null"]`.
    fn absorb(&mut self, added: &Self) {
        match (&self.value, &added.value) {
            (Value::Mapping(_), Value::Mapping(_)) | (Value::Sequence(_), Value::Sequence(_)) => into(self, added),
            _ => *self = added.clone(),
        }
    }
}

/// How many nodes there are in a tree, and how deep it is.
fn extent(node: &Node) -> (usize, usize) {
    let children: Box<dyn Iterator<Item = &Node>> = match &node.value {
        Value::Sequence(items) => Box::new(items.iter()),
        Value::Mapping(mapping) => Box::new(mapping.iter().map(|member| &member.node)),
        _ => return (1, 1),
    };
    let (count, depth) = children
        .map(extent)
        .fold((1_usize, 0_usize), |(count, depth), (more, below)| (count.saturating_add(more), depth.max(below)));
    (count, depth + 1)
}

/// Moves all marks of a tree down by some lines.
pub(super) fn append_marks(node: &mut Node, lines: u32) {
    node.mark.line = node.mark.line.saturating_add(lines);
    match &mut node.value {
        Value::Sequence(items) => items.iter_mut().for_each(|item| append_marks(item, lines)),
        Value::Mapping(mapping) => {
            let mut members: Vec<Member> = std::mem::take(mapping).into_members();
            for member in &mut members {
                member.mark.line = member.mark.line.saturating_add(lines);
                append_marks(&mut member.node, lines);
            }
            *mapping = Mapping::new(members);
        }
        _ => {}
    }
}
