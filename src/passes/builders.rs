//! Request builders after the selection: without those from which nothing wanted is reached.

use crate::model::{Api, RequestBuilders};

/// Drops builders that neither have operations nor lead to any, with the steps to them; positions change.
pub fn drop_dead_ends(api: &mut Api) {
    let Some(RequestBuilders { builders, mut entries }) = api.request_builders.take() else { return };
    let mut ways_to: Vec<Vec<usize>> = vec![Vec::new(); builders.len()];
    for (position, builder) in builders.iter().enumerate() {
        let targets = builder.accessors.iter().map(|accessor| accessor.target).chain(builder.casts.iter().copied());
        targets.for_each(|target| ways_to.get_mut(target).into_iter().for_each(|ways| ways.push(position)));
    }
    let mut kept = vec![false; builders.len()];
    let mut open: Vec<usize> = api.operations.iter().filter_map(|operation| operation.builder).collect();
    while let Some(position) = open.pop() {
        if let Some(slot @ false) = kept.get_mut(position) {
            *slot = true;
            open.extend(ways_to.get(position).into_iter().flatten());
        }
    }
    let mut next = 0;
    let positions: Vec<Option<usize>> = kept
        .iter()
        .map(|&kept| {
            next += usize::from(kept);
            kept.then(|| next - 1)
        })
        .collect();
    let position = |old: usize| positions.get(old).copied().flatten();
    let keep = |target: &mut usize| match position(*target) {
        Some(new) => {
            *target = new;
            true
        }
        None => false,
    };
    entries.retain_mut(|entry| keep(&mut entry.target));
    let mut builders: Vec<_> = builders.into_iter().zip(kept).filter_map(|(one, kept)| kept.then_some(one)).collect();
    for builder in &mut builders {
        builder.accessors.retain_mut(|accessor| keep(&mut accessor.target));
        builder.casts.retain_mut(keep);
    }
    for operation in &mut api.operations {
        operation.builder = operation.builder.and_then(position);
    }
    api.request_builders = Some(RequestBuilders { builders, entries });
}
