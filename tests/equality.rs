//! One service, described in OpenAPI and in CSDL, gives one crate.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use rest_bindgen::{
    config::Options,
    surface::{changes, surface},
};
use support::{generate, has_errors, model, read, root, said};

fn specs() -> [std::path::PathBuf; 2] {
    let folder = root().join("specs/vpp-tokens");
    [folder.join("openapi.yaml"), folder.join("metadata.xml")]
}

#[test]
fn the_models_agree() {
    let [openapi, csdl] = specs().map(|path| read(&path, &Options::default()));
    assert_eq!(model(&openapi), model(&csdl));
    assert!(model(&openapi).contains("syncLicenses"));
}

#[test]
fn the_crates_are_equal_to_the_byte() {
    let [openapi, csdl] = specs().map(|path| {
        let run = generate(&path, &Options::default());
        assert!(!has_errors(&run), "{}", said(&run, root()));
        run.result.expect("an output").files
    });
    assert_eq!(openapi.keys().collect::<Vec<_>>(), csdl.keys().collect::<Vec<_>>());
    for (path, text) in &openapi {
        assert_eq!(Some(text), csdl.get(path), "{path}");
    }
}

#[test]
fn there_is_no_difference_between_their_surfaces() {
    let [openapi, csdl] = specs().map(|path| surface(&read(&path, &Options::default()).result.expect("a model")));
    assert_eq!(changes(&openapi, &csdl), []);
    assert!(openapi.contains_key("vpp_tokens::VppTokens::sync_licenses"));
}

#[test]
fn the_committed_bindings_are_what_a_run_gives() {
    let options = Options { runtime_path: Some("../../runtime".to_owned()), ..Options::default() };
    for path in specs() {
        let files = generate(&path, &options).result.expect("an output").files;
        let stale = rest_bindgen::write::compare(&root().join("generated/vpp-tokens"), &files).expect("our folder");
        assert_eq!(stale, [], "generated/vpp-tokens is out of date: see README.md");
    }
}
