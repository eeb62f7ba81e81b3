//! Whether what was asked for beside types and operations is there. A wish that finds nothing is said.

use crate::{
    config::{OperationSurface, Options},
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::{Api, incoming::IncomingKind},
};

/// Warns of wishes that find nothing.
///
/// `in_csdl`: whether the description is in CSDL.
pub fn check(api: &Api, options: &Options, in_csdl: bool, diagnostics: &mut Diagnostics) {
    let beside = options.beside();
    let carried = |kind: IncomingKind| api.incoming.iter().any(|incoming| incoming.kind == kind);
    let wishes = [
        (
            beside.rules && api.rules.is_empty(),
            "validate",
            "no type or argument of the selection has a constraint that is checked",
        ),
        (beside.examples && api.examples.is_empty(), "examples", "there is no example that can be tested"),
        (beside.webhooks && !carried(IncomingKind::Webhook), "webhooks", "the description has no webhooks"),
        (
            options.operations == OperationSurface::Navigation && !in_csdl,
            "operations",
            "only a description in CSDL can say more than paths",
        ),
        (
            options.key_as_segment.is_some() && !in_csdl,
            "key-as-segment",
            "only of a description in CSDL paths are made",
        ),
        (beside.callbacks && !carried(IncomingKind::Callback), "callbacks", "no selected operation has callbacks"),
    ];
    for (_, wish, reason) in wishes.into_iter().filter(|(is_vain, ..)| *is_vain) {
        let message = format!("`{wish}` is asked for, and {reason}");
        let warning = Diagnostic::warning(Code::EntryMatchesNothing, message);
        diagnostics.push(warning.help("remove it from the configuration or the command line"));
    }
}
