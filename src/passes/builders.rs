//! Request builders after the selection: without what is not there any more.

use crate::{
    diagnostics::Code,
    model::{Api, LedgerSeverity, RequestBuilders},
};

/// Drops the builders of entity types that are not in the model, with the steps to them and their operations.
/// `is_kept` says which are there still; positions change.
pub fn prune(api: &mut Api, is_kept: impl Fn(crate::model::TypeId) -> bool) {
    let Some(RequestBuilders { builders, mut entries }) = api.request_builders.take() else { return };
    let mut next = 0;
    let positions: Vec<Option<usize>> = builders
        .iter()
        .map(|builder| {
            is_kept(builder.entity).then(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    let position = |old: usize| positions.get(old).copied().flatten();
    let ledger = &mut api.ledger;
    let mut keep = |accessors: &mut Vec<crate::model::Accessor>| {
        accessors.retain_mut(|accessor| match position(accessor.target) {
            Some(target) => {
                accessor.target = target;
                true
            }
            None => {
                let construct = format!("step `{}`", accessor.name);
                let emitted = "nothing, because its type is outside the selection";
                ledger.add(Code::OutsideSelection, LedgerSeverity::Info, construct, emitted, accessor.place);
                false
            }
        });
    };
    keep(&mut entries);
    let mut kept: Vec<_> = builders.into_iter().filter(|builder| is_kept(builder.entity)).collect();
    kept.iter_mut().for_each(|builder| keep(&mut builder.accessors));
    api.operations.retain_mut(|operation| match operation.builder {
        None => true,
        Some(old) => {
            operation.builder = position(old);
            operation.builder.is_some()
        }
    });
    api.request_builders = Some(RequestBuilders { builders: kept, entries });
}
