//! Diagnostics for other programs: JSON objects, and cargo's own lines.

use serde_json::{Value, json as object};

use super::human;
use crate::{
    diagnostics::{Diagnostic, Place, Severity},
    source::Sources,
};

/// One diagnostic as a JSON object: `code`, `severity`, `message`, `file`, `line`, `column`, `pointer`,
/// `label`, `help`, and `notes` with `message`, `file`, `line` and `column`. What is not known is null.
#[must_use]
pub fn json(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let pointer = diagnostic.place.and_then(|place| sources.pointer_of(&[place]).pop());
    object_of(diagnostic, pointer, sources)
}

/// Many diagnostics, as [`json`] gives each, with one walk through each file for all pointers.
#[must_use]
pub fn json_all(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Value> {
    let places: Vec<Place> = diagnostics.iter().filter_map(|diagnostic| diagnostic.place).collect();
    let mut pointers = sources.pointer_of(&places).into_iter();
    let with_pointer = |diagnostic: &Diagnostic| {
        let pointer = diagnostic.place.and_then(|_| pointers.next());
        object_of(diagnostic, pointer, sources)
    };
    diagnostics.iter().map(with_pointer).collect()
}

/// One diagnostic as the lines a build script prints, each for one line of text.
///
/// Cargo has no notes, so notes go out as warnings.
#[must_use]
pub fn cargo(diagnostic: &Diagnostic, sources: &Sources) -> Vec<String> {
    let instruction = match diagnostic.severity {
        Severity::Error => "cargo::error",
        Severity::Warning | Severity::Note => "cargo::warning",
    };
    human(diagnostic, sources, false).lines().map(|line| format!("{instruction}={line}")).collect()
}

fn object_of(diagnostic: &Diagnostic, pointer: Option<String>, sources: &Sources) -> Value {
    let place = diagnostic.place.map(|place| sources.origin(place));
    let notes: Vec<Value> = diagnostic
        .notes
        .iter()
        .map(|note| {
            let place = note.place.map(|place| sources.origin(place));
            object!({
                "message": note.message,
                "file": place.map(|place| sources.file(place.file).name()),
                "line": line(place),
                "column": column(place),
            })
        })
        .collect();
    object!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "file": place.map(|place| sources.file(place.file).name()),
        "line": line(place),
        "column": column(place),
        "pointer": pointer,
        "label": diagnostic.label,
        "help": diagnostic.help,
        "notes": notes,
    })
}

fn line(place: Option<Place>) -> Option<u32> {
    place.map(|place| place.mark.line).filter(|line| *line != 0)
}

fn column(place: Option<Place>) -> Option<u32> {
    place.map(|place| place.mark.column).filter(|column| *column != 0)
}
