//! Whether what is lost may be lost.

use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::{Api, LedgerSeverity},
};

/// With `strict`, everything that is listed as lost is an error.
pub fn check(api: &Api, strict: bool, diagnostics: &mut Diagnostics) {
    if !strict {
        return;
    }
    for entry in api.ledger.entries.iter().filter(|entry| entry.severity == LedgerSeverity::Lost) {
        let error = Diagnostic::error(entry.code, format!("{} would be lost", entry.construct))
            .note(format!("in its place: {}", entry.emitted))
            .help("leave out `--strict` to have it listed in coverage.json instead");
        diagnostics.push(match entry.place {
            Some(place) => error.at(place),
            None => error,
        });
    }
    for skipped in &api.ledger.skipped {
        diagnostics.push(
            Diagnostic::error(Code::NotRepresented, format!("{} {} would be lost", skipped.method, skipped.path))
                .note(format!("because of {}", skipped.code.as_str())),
        );
    }
}
