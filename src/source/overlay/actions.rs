//! Carrying out the actions of an overlay (Action Object).

use super::{
    Overlay,
    merge::{Room, append_marks, merge},
    target,
};
use crate::{
    diagnostics::{Code, Diagnostic, Mark, Place},
    source::{Budget, Node},
};

/// What the overlay says to do with the nodes of one target.
enum Change<'a> {
    Update(&'a Node),
    Copy { from: &'a str, place: Place },
    Remove,
}

impl Overlay<'_> {
    pub(super) fn carry_out(&self, actions: &[Node], root: &mut Node, budget: &Budget) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let mut mirror = target::Mirror::of(root);
        let mut room = Room { nodes: budget.alias_nodes, depth: budget.depth };
        for action in actions {
            if let Err(problem) = self.action(action, root, &mut mirror, &mut room) {
                problems.push(problem);
            }
            if room.is_out() {
                break;
            }
        }
        problems
    }

    fn action(
        &self,
        action: &Node,
        root: &mut Node,
        mirror: &mut target::Mirror,
        room: &mut Room,
    ) -> Result<(), Diagnostic> {
        let Some(target) = action.get("target") else {
            return Err(self.broken("an action has a `target`", action.mark));
        };
        let Some(path) = target.as_str() else {
            return Err(self.broken("the `target` of an action is a text", target.mark));
        };
        let found = self.query(path, target.mark, mirror)?;
        if found.is_empty() {
            let message = format!("the target `{path}` matches nothing in the description");
            let help = "the description has changed, or the path is misspelled: remove the action or mend its target";
            return Err(Diagnostic::error(Code::OverlayMatchesNothing, message).at(self.at(target.mark)).help(help));
        }
        let change = self.change(action)?;
        let added = match &change {
            Change::Remove => None,
            Change::Update(node) => {
                let mut node = (*node).clone();
                append_marks(&mut node, self.first_line);
                Some((node, Place::new(self.file.id(), action.mark)))
            }
            Change::Copy { from, place } => {
                let sources = self.query(from, place.mark, mirror)?;
                let [source] = sources.as_slice() else {
                    let message = format!("`copy: {from}` names {} nodes, not one", sources.len());
                    return Err(self.broken(&message, place.mark));
                };
                Some((target::node(root, source).cloned().unwrap_or_else(|| root.clone()), *place))
            }
        };
        // From the last to the first, so that removing an item of a list moves none that is still to come.
        for pointer in found.iter().rev() {
            match &added {
                None => {
                    if !target::remove(root, pointer) {
                        return Err(self.broken("the whole description cannot be removed", target.mark));
                    }
                    mirror.remove(pointer);
                }
                Some((node, place)) => {
                    let Some(slot) = target::node_mut(root, pointer) else { continue };
                    merge(slot, node, pointer.depth(), room).map_err(|problem| self.broken(&problem, place.mark))?;
                    mirror.renew(root, pointer, node);
                }
            }
        }
        Ok(())
    }

    fn change<'a>(&self, action: &'a Node) -> Result<Change<'a>, Diagnostic> {
        if action.get("remove").and_then(Node::as_bool).unwrap_or_default() {
            return Ok(Change::Remove);
        }
        match (action.get("update"), action.get("copy")) {
            (Some(node), None) => Ok(Change::Update(node)),
            (None, Some(copy)) => match copy.as_str() {
                Some(from) => Ok(Change::Copy { from, place: Place::new(self.file.id(), copy.mark) }),
                None => Err(self.broken("`copy` is a JSONPath", copy.mark)),
            },
            (None, None) => Err(self.broken("an action has one of `update`, `remove: true` and `copy`", action.mark)),
            (Some(_), Some(copy)) => Err(self.broken("an action has `update` or `copy`, not both", copy.mark)),
        }
    }

    fn query(&self, path: &str, mark: Mark, mirror: &target::Mirror) -> Result<Vec<target::Pointer>, Diagnostic> {
        mirror.query(path).map_err(|problem| {
            Diagnostic::error(Code::BadOverlay, format!("`{path}` is not a JSONPath: {problem}"))
                .at(self.at(mark))
                .help("a target is a JSONPath of RFC 9535, such as `$.paths['/pets'].get` or `$..[?@.type == 'date']`")
        })
    }
}
