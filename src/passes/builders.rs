//! Request builders after the selection: without those from which nothing wanted is reached, and without detours.

use std::collections::VecDeque;

use crate::model::{Accessor, Api, RequestBuilders};

/// Drops the ways to builders that lead through more links and casts than others. What is wanted by its name alone is
/// reached where it lives: everything linked to Graph's users would be half of Graph.
pub fn keep_own_ways(api: &mut Api) {
    let Some(RequestBuilders { builders, entries }) = &mut api.request_builders else { return };
    let cost = |accessor: &Accessor| usize::from(accessor.elsewhere);
    let mut costs: Vec<Option<usize>> = vec![None; builders.len()];
    let mut open: VecDeque<(usize, usize)> = entries.iter().map(|entry| (entry.target, 0)).collect();
    while let Some((position, so_far)) = open.pop_front() {
        let (Some(slot @ None), Some(builder)) = (costs.get_mut(position), builders.get(position)) else { continue };
        *slot = Some(so_far);
        // What costs nothing comes first, so that the first way to a builder is the cheapest.
        for accessor in &builder.accessors {
            match cost(accessor) {
                0 => open.push_front((accessor.target, so_far)),
                more => open.push_back((accessor.target, so_far + more)),
            }
        }
        open.extend(builder.casts.iter().map(|cast| (*cast, so_far + 1)));
    }
    let is_cheapest = |target: usize, by: usize| costs.get(target).copied().flatten() == Some(by);
    for (builder, so_far) in builders.iter_mut().zip(&costs) {
        let Some(so_far) = *so_far else { continue };
        builder.accessors.retain(|accessor| is_cheapest(accessor.target, so_far + cost(accessor)));
        builder.casts.retain(|&cast| is_cheapest(cast, so_far + 1));
    }
}

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
    builders.iter_mut().for_each(|builder| builder.links = false);
    let mut left = RequestBuilders { builders, entries };
    left.note_links();
    api.request_builders = Some(left);
}
