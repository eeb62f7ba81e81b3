//! `coverage.json`: what of the description is in the output, and what is not.

use serde_json::{Value, json};

use crate::{
    diagnostics::Place,
    model::{Api, LedgerEntry},
    names::Names,
    source::Sources,
};

/// The coverage ledger as JSON. Places are given by file, pointer, line and column; the file by its name alone, so
/// that the same description gives the same bytes wherever it lies.
pub(crate) fn coverage(api: &Api, names: &Names, sources: &Sources) -> String {
    let service = &api.service;
    let document = json!({
        "description": { "format": service.format, "title": service.title, "version": service.version },
        "operations": operations(api, names),
        "types": api.types.len(),
        "listed": listed(&api.ledger.entries, sources),
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn operations(api: &Api, names: &Names) -> Vec<Value> {
    let emitted = api.operations.iter().enumerate().map(|(position, operation)| {
        let rust = names.path_of_operation(position);
        (operation.path.as_str(), operation.method.as_str(), json!(rust), Value::Null)
    });
    let skipped = api.ledger.skipped.iter().map(|operation| {
        let code = json!(operation.code.as_str());
        (operation.path.as_str(), operation.method.as_str(), Value::Null, code)
    });
    let mut all: Vec<_> = emitted.chain(skipped).collect();
    all.sort_by_key(|(path, method, ..)| (*path, *method));
    all.into_iter()
        .map(|(path, method, rust, code)| json!({ "method": method, "path": path, "rust": rust, "code": code }))
        .collect()
}

fn listed(entries: &[LedgerEntry], sources: &Sources) -> Vec<Value> {
    let places: Vec<Place> = entries.iter().filter_map(|entry| entry.place).collect();
    let mut pointers = sources.pointer_of(&places).into_iter();
    let mut listed = Vec::with_capacity(entries.len());
    for entry in entries {
        let at = entry.place.map(|place| sources.origin(place)).map(|place| {
            json!({
                "file": file_name(sources, place),
                "pointer": pointers.next().unwrap_or_default(),
                "line": place.mark.line,
                "column": place.mark.column,
            })
        });
        let mut shown = json!({
            "code": entry.code.as_str(),
            "severity": entry.severity.as_str(),
            "construct": entry.construct,
            "emitted": entry.emitted,
            "at": at,
        });
        if let (Some(reason), Some(shown)) = (&entry.allowed, shown.as_object_mut()) {
            shown.insert("allowed".to_owned(), json!(reason));
        }
        listed.push(shown);
    }
    listed
}

/// The root and overlays by their own names, other files as their references name them.
fn file_name(sources: &Sources, place: Place) -> String {
    let file = sources.file(place.file);
    if place.file == sources.root() || sources.is_overlay(place.file) {
        let own = file.path().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
        return own.unwrap_or_else(|| file.name().to_owned());
    }
    file.name().to_owned()
}
