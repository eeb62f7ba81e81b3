//! `tests/examples.rs` and, as data beside it, `tests/examples.json`.

use serde_json::{json, value::RawValue};

use super::{BANNER, Files};
use crate::{
    emit::{self, Input},
    format::{self, FormatError},
    source::Sources,
};

/// What stands before the items: the lints of the crate hold for its tests too.
const ROOT: &str = "//! The examples of the description, decoded by their types and encoded again.\n\
                    #![cfg_attr(rustfmt, rustfmt_skip)]\n#![forbid(unsafe_code)]\n";

/// The files; none where there is no example to test.
pub(super) fn files(input: Input<'_>, sources: &Sources) -> Result<Files, FormatError> {
    let examples = &input.api.examples;
    if examples.is_empty() {
        return Ok(Files::new());
    }
    let (kinds, positions) = emit::examples::kinds(input);
    let code = format::items(|| emit::examples::items(input, &kinds).into_iter())?;
    let places: Vec<_> = examples.iter().map(|example| example.place).collect();
    let pointers = sources.pointer_of(&places);
    let mut lines = Vec::new();
    for ((example, kind), pointer) in examples.iter().zip(positions).zip(pointers) {
        // Written as it stands, so that no digit is lost.
        let Ok(value) = RawValue::from_string(example.value.clone()) else { continue };
        let (at, value) = (json!(pointer), value.get());
        lines.push(format!("  {{\"at\": {at}, \"type\": {kind}, \"value\": {value}}}"));
    }
    let data = format!("[\n{}\n]\n", lines.join(",\n"));
    Ok(Files::from([
        ("tests/examples.rs".to_owned(), format!("{BANNER}{ROOT}\n{code}")),
        ("tests/examples.json".to_owned(), data),
    ]))
}
