//! Structures of which no value ends: `Node: {required: [next], properties: {next: {$ref: Node}}}`. Such a description
//! means a member that may be left out, and a value to start from could not be made otherwise.

use crate::{
    diagnostics::Code,
    model::{Api, LedgerSeverity, Type, TypeId, TypeKind, Types},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// A step from a structure to another that each of its values holds, and the property that holds it.
struct Step {
    target: TypeId,
    owner: TypeId,
    position: usize,
}

/// Lets the members be left out that close a circle of structures each of which must hold the next.
pub fn end_values(api: &mut Api) {
    let types = &api.types;
    let steps: Vec<Vec<Step>> = types.ids().map(|id| steps(types, id)).collect();
    let ids: Vec<TypeId> = types.ids().collect();
    let position_of = |id: TypeId| ids.binary_search(&id).unwrap_or(0);
    let mut state = vec![State::New; ids.len()];
    let mut closing: Vec<(TypeId, usize)> = Vec::new();
    for start in 0..ids.len() {
        if state[start] != State::New {
            continue;
        }
        state[start] = State::Open;
        let mut stack = vec![(start, 0_usize)];
        while let Some((at, next)) = stack.last_mut() {
            let at = *at;
            let Some(step) = steps[at].get(*next) else {
                state[at] = State::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            let target = position_of(step.target);
            match state[target] {
                State::Done => {}
                State::Open => closing.push((step.owner, step.position)),
                State::New => {
                    state[target] = State::Open;
                    stack.push((target, 0));
                }
            }
        }
    }
    for (owner, position) in closing {
        let definition = &mut api.types[owner];
        let TypeKind::Structure(structure) = &mut definition.kind else { continue };
        let Some(property) = structure.properties.get_mut(position).filter(|property| property.required) else {
            continue;
        };
        property.required = false;
        let construct = format!("`{}` required by `{}`, so that no value ends", property.name, definition.key);
        let place = property.place.or(definition.place);
        api.ledger.add(Code::Repaired, LedgerSeverity::Repaired, construct, "a member that may be left out", place);
    }
}

/// The structures that each value of a structure holds.
fn steps(types: &Types, id: TypeId) -> Vec<Step> {
    let mut line = types.bases(id);
    line.push(id);
    let mut found = Vec::new();
    for owner in line {
        for (position, property) in types.structure(owner).into_iter().flat_map(|own| own.properties.iter().enumerate())
        {
            if property.is_always_there() && !property.item.nullable {
                let targets = structures(types, &property.item.value);
                found.extend(targets.into_iter().map(|target| Step { target, owner, position }));
            }
        }
    }
    found
}

/// The structures that are part of every value of a type.
fn structures(types: &Types, value: &Type) -> Vec<TypeId> {
    match value {
        Type::Named(id) => match &types[*id].kind {
            TypeKind::Structure(_) => vec![*id],
            TypeKind::Alias(item) if !item.nullable => structures(types, &item.value),
            // Of a union there is a value that is of none of its types.
            TypeKind::Alias(_) | TypeKind::Enumeration(_) | TypeKind::Union(_) => Vec::new(),
        },
        Type::Tuple(items) => {
            items.iter().filter(|item| !item.nullable).flat_map(|item| structures(types, &item.value)).collect()
        }
        Type::Primitive(_) | Type::List(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => Vec::new(),
    }
}
