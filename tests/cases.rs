//! A folder for each case: the input, and snapshots of the model, the output and what was said. A changed snapshot is
//! read before it is accepted (`cargo insta review`).
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{description, folders, generate, has_errors, joined, model, options, read, said};

fn snapshot(folder: &std::path::Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn every_case_gives_what_it_gave() {
    let cases = folders("cases");
    assert!(!cases.is_empty());
    for folder in cases {
        let (input, options) = (description(&folder), options(&folder));
        let read = read(&input, &options);
        let generated = generate(&input, &options);
        assert!(!has_errors(&generated), "{}:\n{}", folder.display(), said(&generated, &folder));
        snapshot(&folder, "model", &model(&read));
        snapshot(&folder, "diagnostics", &said(&generated, &folder));
        let output = generated.result.expect("an output when there are no errors");
        snapshot(&folder, "output", &joined(&output));
    }
}

#[test]
fn every_bad_input_is_refused_with_its_place_and_help() {
    let cases = folders("negative");
    assert!(!cases.is_empty());
    for folder in cases {
        let (input, options) = (description(&folder), options(&folder));
        let generated = generate(&input, &options);
        let said = said(&generated, &folder);
        assert!(generated.result.is_none(), "{} was accepted", folder.display());
        assert!(has_errors(&generated), "{} gave no error", folder.display());
        assert!(said.contains("help"), "{} gave no help:\n{said}", folder.display());
        snapshot(&folder, "diagnostics", &said);
    }
}
