//! Which schemas are components, and which have a type already.

use std::collections::{HashMap, HashSet};

use crate::{
    model::TypeId,
    openapi::{cursor::At, lower::context::Document, reference},
    source::Sources,
};

/// Component schemas and the types of schemas, by node.
pub(in crate::openapi::lower) struct Registry<'a> {
    components: Vec<(&'a str, At<'a>)>,
    names: HashMap<usize, &'a str>,
    by_name: HashMap<&'a str, At<'a>>,
    /// Components whose `allOf` refers to a component.
    derived: HashMap<usize, Vec<(&'a str, At<'a>)>>,
    /// Components that take themselves in by `allOf`, through others.
    circles: HashSet<usize>,
    types: HashMap<usize, TypeId>,
    nodes: HashMap<TypeId, At<'a>>,
    used: HashSet<TypeId>,
}

impl<'a> Registry<'a> {
    pub(in crate::openapi::lower) fn new(document: Document<'a>, sources: &'a Sources) -> Self {
        let list = document.schemas.into_iter().flat_map(At::members);
        let mut components: Vec<(&str, At<'_>)> = list.map(|(member, at)| (&*member.name, at)).collect();
        name_what_is_elsewhere(&mut components, sources);
        let mut derived: HashMap<usize, Vec<(&str, At<'_>)>> = HashMap::new();
        for (name, at) in &components {
            for part in at.list("allOf").filter(|part| part.reference().is_some()) {
                // What leads nowhere is reported when the schema is read.
                if let Ok(target) = reference::follow(sources, part, |_| false) {
                    derived.entry(target.at.id()).or_default().push((name, *at));
                }
            }
        }
        Self {
            circles: circles(&components, &derived),
            names: components.iter().map(|(name, at)| (at.id(), *name)).collect(),
            by_name: components.iter().copied().collect(),
            components,
            derived,
            types: HashMap::new(),
            nodes: HashMap::new(),
            used: HashSet::new(),
        }
    }

    pub(super) fn components(&self) -> Vec<(&'a str, At<'a>)> {
        self.components.clone()
    }

    pub(in crate::openapi::lower) fn component(&self, name: &str) -> Option<At<'a>> {
        self.by_name.get(name).copied()
    }

    pub(super) fn has_component(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    pub(in crate::openapi::lower) fn component_name(&self, at: At<'a>) -> Option<&'a str> {
        self.names.get(&at.id()).copied()
    }

    /// The names of the components in the order of the description.
    pub(in crate::openapi::lower) fn component_names(&self) -> impl Iterator<Item = &'a str> {
        self.components.iter().map(|(name, _)| *name)
    }

    /// The schema of a type when it is used as the type of a value for the first time.
    pub(in crate::openapi::lower) fn first_use(&mut self, id: TypeId) -> Option<At<'a>> {
        self.used.insert(id).then(|| self.nodes.get(&id).copied()).flatten()
    }

    /// Components that have this one among their `allOf`.
    pub(in crate::openapi::lower) fn derived_from(&self, at: At<'a>) -> Vec<(&'a str, At<'a>)> {
        self.derived.get(&at.id()).cloned().unwrap_or_default()
    }

    pub(super) fn has_derived(&self, at: At<'a>) -> bool {
        self.derived.contains_key(&at.id())
    }

    /// Whether a component takes itself in by `allOf`; then it has no base.
    pub(super) fn is_in_circle(&self, at: At<'a>) -> bool {
        self.circles.contains(&at.id())
    }

    /// The type of a schema.
    pub(in crate::openapi::lower) fn defined(&self, at: At<'a>) -> Option<TypeId> {
        self.types.get(&at.id()).copied()
    }

    /// The schema of a type, if it is that of one.
    pub(super) fn node(&self, id: TypeId) -> Option<At<'a>> {
        self.nodes.get(&id).copied()
    }

    pub(super) fn define(&mut self, at: At<'a>, id: TypeId) {
        self.types.insert(at.id(), id);
        self.nodes.insert(id, at);
    }
}

/// What is left of the components when those that nothing left takes in, and those that take in nothing left, are
/// taken away again and again: the circles, and what lies between two of them.
fn circles(components: &[(&str, At<'_>)], derived: &HashMap<usize, Vec<(&str, At<'_>)>>) -> HashSet<usize> {
    let mut downward: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut upward: HashMap<usize, Vec<usize>> = HashMap::new();
    for (_, at) in components {
        for (_, other) in derived.get(&at.id()).into_iter().flatten() {
            downward.entry(at.id()).or_default().push(other.id());
            upward.entry(other.id()).or_default().push(at.id());
        }
    }
    let all: Vec<usize> = components.iter().map(|(_, at)| at.id()).collect();
    let without_ends = peeled(&all, &downward, &upward);
    peeled(&without_ends, &upward, &downward).into_iter().collect()
}

/// The nodes that are left when those without `outgoing` edges are taken away until there is none.
fn peeled(nodes: &[usize], outgoing: &HashMap<usize, Vec<usize>>, incoming: &HashMap<usize, Vec<usize>>) -> Vec<usize> {
    let known: HashSet<usize> = nodes.iter().copied().collect();
    let edges = |map: &HashMap<usize, Vec<usize>>, node: &usize| -> Vec<usize> {
        map.get(node).into_iter().flatten().copied().filter(|other| known.contains(other)).collect()
    };
    let mut counts: HashMap<usize, usize> = nodes.iter().map(|node| (*node, edges(outgoing, node).len())).collect();
    let mut waiting: Vec<usize> = nodes.iter().copied().filter(|node| counts.get(node) == Some(&0)).collect();
    while let Some(node) = waiting.pop() {
        counts.remove(&node);
        for other in edges(incoming, &node) {
            if let Some(count) = counts.get_mut(&other) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    waiting.push(other);
                }
            }
        }
    }
    nodes.iter().copied().filter(|node| counts.contains_key(node)).collect()
}

/// A component that is nothing but a reference into another file gives what stands there its name, as if it stood in the
/// component. Of several the one of the same name does, else the first.
fn name_what_is_elsewhere<'a>(components: &mut [(&'a str, At<'a>)], sources: &'a Sources) {
    let mut named: HashSet<usize> = components.iter().map(|(_, at)| at.id()).collect();
    for wants_same_name in [true, false] {
        for (name, at) in components.iter_mut() {
            let reference = at.reference().filter(|_| at.members().count() == 1);
            let Some(reference) = reference else { continue };
            let last = reference.rsplit(['/', '#']).next().unwrap_or_default();
            let last = last.split('.').next().unwrap_or_default();
            if wants_same_name && !last.eq_ignore_ascii_case(name) {
                continue;
            }
            // What leads nowhere is reported when the schema is read.
            let Ok(target) = reference::follow(sources, *at, |_| false) else { continue };
            if target.at.file != at.file && named.insert(target.at.id()) {
                *at = target.at;
            }
        }
    }
}
