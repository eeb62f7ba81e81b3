//! The two published pages that this project started from are machine-translated. Each trap in them is held here
//! against both descriptions: identifiers, values, URLs and header names are never translated.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use rest_bindgen::{
    config::Options,
    model::{Api, EnumMember, TypeKind},
};
use support::{read, root};

fn apis() -> [Api; 2] {
    ["openapi.yaml", "metadata.xml"].map(|name| {
        let path = root().join("specs/vpp-tokens").join(name);
        read(&path, &Options::default()).result.expect("a model")
    })
}

fn sync_status(api: &Api) -> &[EnumMember] {
    let id = api.types.find("microsoft.graph.vppTokenSyncStatus").expect("the enum");
    match &api.types[id].kind {
        TypeKind::Enumeration(enumeration) => &enumeration.members,
        _ => panic!("not an enum"),
    }
}

fn number(api: &Api, wire: &str) -> Option<i128> {
    sync_status(api).iter().find(|member| member.wire == wire).and_then(|member| member.number)
}

#[test]
fn the_transliterated_title_is_vpp_token_sync_status() {
    for api in apis() {
        assert!(api.types.find("microsoft.graph.vppTokenSyncStatus").is_some());
        assert!(api.types.iter().all(|(_, definition)| definition.key.is_ascii()));
    }
}

#[test]
fn the_value_spelled_as_a_word_is_zero() {
    apis().iter().for_each(|api| assert_eq!(number(api, "none"), Some(0)));
}

#[test]
fn the_value_with_a_comma_is_one() {
    apis().iter().for_each(|api| assert_eq!(number(api, "inProgress"), Some(1)));
}

#[test]
fn the_member_translated_as_ready_is_completed() {
    for api in apis() {
        assert_eq!(number(&api, "completed"), Some(2));
        assert_eq!(number(&api, "готовы"), None);
    }
}

#[test]
fn the_member_translated_as_failures_is_failed_and_three_not_four() {
    for api in apis() {
        assert_eq!(number(&api, "failed"), Some(3));
        assert_eq!(number(&api, "сбоев"), None);
        assert_eq!(sync_status(&api).len(), 4);
    }
}

#[test]
fn the_type_that_only_prose_names_does_not_exist() {
    for api in apis() {
        assert!(api.types.find("microsoft.graph.appleVolumePurchaseProgramToken").is_none());
        assert!(api.types.find("microsoft.graph.vppToken").is_some());
    }
}

#[test]
fn the_version_in_the_url_is_not_translated() {
    for api in apis() {
        assert!(!api.service.servers.is_empty());
        assert!(api.service.servers.iter().all(|server| server.url.ends_with("/beta") && server.url.is_ascii()));
        assert!(api.operations.iter().all(|operation| operation.path.is_ascii()));
    }
}
