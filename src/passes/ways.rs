//! Members that are always there on one way only: a `readOnly` one in `required` is so in answers, a `writeOnly` one in
//! requests (Schema Object). Where values of the type go the other way too, its field has to be one that may be absent.

use std::collections::HashSet;

use super::select::{visit_definition, visit_payload, visit_type};
use crate::model::{Access, Api, TypeId, TypeKind, incoming::Incoming};

/// Marks the properties that are required on one way and may be left out on the other.
pub fn mark(api: &mut Api) {
    let (sent, received) = (sent(api), received(api));
    let mut marked: Vec<(TypeId, String)> = Vec::new();
    for id in api.types.ids() {
        let definition = &mut api.types[id];
        let TypeKind::Structure(structure) = &mut definition.kind else { continue };
        for property in &mut structure.properties {
            let other_way = match property.access {
                Access::ReadOnly => &sent,
                Access::WriteOnly => &received,
                Access::ReadWrite | Access::Immutable => continue,
            };
            if property.required && other_way.contains(&id) {
                property.one_way = true;
                marked.push((id, property.name.clone()));
            }
        }
    }
    for (id, name) in marked {
        // By its rule, an alternative is told by the members that are there.
        let rule = api.rules.of.get(&api.types[id].key).copied();
        if let Some(rule) = rule.and_then(|index| api.rules.list.get_mut(index)) {
            rule.required.retain(|required| *required != name);
        }
    }
}

/// Types of which values go into requests.
fn sent(api: &Api) -> HashSet<TypeId> {
    let mut found = Vec::new();
    for operation in &api.operations {
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            visit_payload(&content.payload, &mut |id| found.push(id));
        }
        operation.parameters.iter().for_each(|one| visit_type(&one.item.value, &mut |id| found.push(id)));
    }
    closed(api, found)
}

/// Types of which values come from the service: in answers, and in what it sends by itself.
fn received(api: &Api) -> HashSet<TypeId> {
    let mut found = Vec::new();
    for content in api.operations.iter().flat_map(|one| &one.responses).flat_map(|response| &response.contents) {
        visit_payload(&content.payload, &mut |id| found.push(id));
    }
    api.incoming.iter().flat_map(Incoming::items).for_each(|item| visit_type(&item.value, &mut |id| found.push(id)));
    closed(api, found)
}

/// The types with all that their values hold, and those derived from them.
fn closed(api: &Api, mut open: Vec<TypeId>) -> HashSet<TypeId> {
    let mut closed = HashSet::new();
    while let Some(id) = open.pop() {
        if closed.insert(id) {
            visit_definition(&api.types[id], true, &mut |id| open.push(id));
        }
    }
    closed
}
