//! A slice of whole metadata: what a path selects, and that nothing drags the rest in. `REST_BINDGEN_CORPUS` names the
//! folder of the descriptions; without it the tests of real metadata say that they skip.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::PathBuf;

use rest_bindgen::{
    config::{OperationSurface, Options},
    model::{Api, TypeKind},
    surface::{Level, changes, surface},
};
use support::{corpus, has_errors, metadata_below, read, root, said};

/// Microsoft Graph v1.0 without its undocumented parts, and its text.
fn graph() -> Option<(PathBuf, String)> {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: REST_BINDGEN_CORPUS names no folder");
        return None;
    };
    let is_meant = |(path, _): &(PathBuf, String)| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("v1.0-cleanMetadata-"))
    };
    let found = metadata_below(&corpus).into_iter().find(is_meant);
    if found.is_none() {
        eprintln!("skipped: the corpus has no v1.0-cleanMetadata");
    }
    found
}

fn slice(path: &std::path::Path, include: &str, operations: OperationSurface) -> Api {
    let run = read(path, &Options { include: vec![include.into()], operations, ..Options::default() });
    assert!(!has_errors(&run), "{}", said(&run, root()));
    run.result.expect("a model")
}

fn types(api: &Api) -> Vec<&str> {
    let mut keys: Vec<&str> = api.types.iter().map(|(_, definition)| definition.key.as_str()).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn a_slice_of_whole_graph_is_what_the_small_description_gives() {
    let Some((path, text)) = graph() else { return };
    let of_graph = slice(&path, "/deviceAppManagement/vppTokens/**", OperationSurface::Auto);
    let small = read(&root().join("specs/vpp-tokens/metadata.xml"), &Options::default()).result.expect("a model");
    assert!(types(&of_graph).len() <= 15, "{:?}", types(&of_graph));
    // The small one describes the beta version, which has more; of what both have, nothing but texts differs.
    let token = text.split("<EntityType Name=\"vppToken\"").nth(1).and_then(|rest| rest.split("</EntityType>").next());
    let token = token.expect("the type");
    let declared = |name: &str| format!("Name=\"{name}\"");
    assert!(token.contains(&declared("appleId")));
    let (mut additions, mut texts) = (0, 0);
    for change in changes(&surface(&of_graph), &surface(&small)) {
        match change.level {
            Level::Patch => texts += 1,
            Level::Minor => {
                let name = change.new.expect("what is new").wire;
                let name = name.rsplit(['/', '.']).next().and_then(|name| name.split(['(', ' ']).next()).unwrap_or("");
                let is_member = change.rust.starts_with("models::VppToken.") && token.contains(&declared(name));
                let is_called = text.contains(&format!("microsoft.graph.{name}(microsoft.graph.vppToken"));
                assert!(!is_member && !is_called, "{}: v1.0 has it too", change.rust);
                additions += 1;
            }
            Level::Major => panic!("{}: {:?} became {:?}", change.rust, change.old, change.new),
        }
    }
    eprintln!("{} types, {additions} additions of beta, {texts} other texts", types(&of_graph).len());
}

#[test]
fn a_slice_by_navigation_has_the_same_types() {
    let Some((path, _)) = graph() else { return };
    let by_path = slice(&path, "/deviceAppManagement/vppTokens/**", OperationSurface::Paths);
    let by_step = slice(&path, "/deviceAppManagement/vppTokens/**", OperationSurface::Navigation);
    assert_eq!(types(&by_path), types(&by_step));
    assert_eq!(by_path.operations.len(), by_step.operations.len());
    let builders = by_step.request_builders.expect("builders");
    let keys: Vec<_> = builders.builders.iter().map(|builder| (builder.key.as_str(), builder.many)).collect();
    assert_eq!(
        keys,
        [
            ("microsoft.graph.deviceAppManagement", false),
            ("microsoft.graph.vppToken", true),
            ("microsoft.graph.vppToken", false)
        ]
    );
    assert_eq!(builders.entries.len(), 1);
}

#[test]
fn no_slice_drags_the_rest_in() {
    let Some((path, _)) = graph() else { return };
    for (include, most) in [
        ("/users/*/messages/**", 60),
        ("/users/*/manager/**", 40),
        ("/deviceAppManagement/mobileApps/**", 30),
        ("/users/**", 800),
    ] {
        let api = slice(&path, include, OperationSurface::Navigation);
        let number = types(&api).len();
        eprintln!("{include}: {number} types, {} operations", api.operations.len());
        assert!(number <= most && !api.operations.is_empty(), "{include}: {number} types");
        // What an operation sends or gives is there.
        let structures = api.types.iter().filter(|(_, one)| matches!(one.kind, TypeKind::Structure(_)));
        assert!(structures.count() > 0);
    }
}
