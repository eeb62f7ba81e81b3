//! Values are checked against facets and validation terms of OData, when asked for.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test ends where its assumption does")]

use rest_bindgen_runtime::from_str;
use test_clients::facets::models::{Item, ItemsRenameBody, Special};
use test_clients::facets_in_openapi;

/// What does not hold.
fn found(json: &str) -> Vec<String> {
    match from_str::<Special>(json).expect("a value").validate() {
        Ok(()) => Vec::new(),
        Err(violations) => violations.0.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn what_is_as_described_passes() {
    let fine = r#"{"id":"12345","code":"A123","codes":["B"],"bytes":"-_8A","at":"2026-01-02T03:04:05.120Z",
        "took":"PT1.5S","age":145,"state":"off","odd":"abc","price":{"value":123.40,"rate":0.125},"prices":[{"value":0}],
        "note":"as long as it likes to be","short":null}"#;
    assert_eq!(found(fine), [""; 0]);
}

#[test]
fn each_facet_that_does_not_hold_is_found_with_its_place() {
    let wrong = r#"{"id":"123456","code":"a12345","codes":["B","C","é"],"bytes":"AAAAAA==","at":"2026-01-02T03:04:05.1234Z",
        "took":"PT1.25S","age":-7,"state":"maybe","price":{"value":1234.567,"rate":12.34},"prices":[{"value":1000}],
        "short":"ab","next":{"id":"much too long"}}"#;
    assert_eq!(
        found(wrong),
        [
            "`/id` is not at most 5 characters",
            "`/code` is not at most 4 characters",
            "`/code` is not matched by \"^[A-Z][0-9]*$\"",
            "`/codes` is not at most 2 items",
            "`/codes/2` is not of ASCII characters",
            "`/codes/2` is not matched by \"^[A-Z][0-9]*$\"",
            "`/bytes` is not at most 3 bytes",
            "`/at` is not at most 3 digits after the point",
            "`/took` is not at most 1 digits after the point",
            "`/age` is not at least 0",
            "`/age` is not a multiple of 5",
            "`/state` is not one of \"on\", \"off\"",
            "`/price/value` is not at most 3 digits before the point",
            "`/price/value` is not at most 2 digits after the point",
            "`/price/rate` is not at most 3 digits",
            "`/prices/0/value` is not at most 3 digits before the point",
            "`/next/id` is not at most 5 characters",
            "`/short` is not at most 1 characters",
        ]
    );
}

#[test]
fn bases_and_bodies_of_actions_are_checked_too() {
    let item: Item = from_str(r#"{"codes":[]}"#).unwrap();
    assert_eq!(item.validate().unwrap_err().to_string(), "`/codes` is not at least 1 items");
    let body: ItemsRenameBody = from_str(r#"{"name":"abc"}"#).unwrap();
    assert_eq!(body.validate().unwrap_err().to_string(), "`/name` is not at most 2 characters");
}

#[test]
fn facets_in_openapi_are_checked_alike() {
    let found = |json: &str| match from_str::<facets_in_openapi::models::Dog>(json).expect("a value").validate() {
        Ok(()) => Vec::new(),
        Err(violations) => violations.0.iter().map(ToString::to_string).collect(),
    };
    let fine = r#"{"id":"12345","code":null,"price":1.25,"count":150,"place":null,
        "bark":"wo"}"#;
    assert_eq!(found(fine), [""; 0]);
    let wrong = r#"{"id":"123456","code":"a","price":1.255,"count":-1,
        "place":{"hall":"12"},"kids":[{"id":"much too long"}],"bark":"wuff"}"#;
    assert_eq!(
        found(wrong),
        [
            "`/id` is not at most 5 characters",
            "`/code` is not matched by \"^[A-Z][0-9]*$\"",
            "`/price` is not a multiple of 0.01",
            "`/count` is not at least 0",
            "`/place/hall` is not at most 1 characters",
            "`/kids/0/id` is not at most 5 characters",
            "`/bark` is not at most 2 characters",
        ]
    );
}
