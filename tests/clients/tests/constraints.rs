//! Values are checked against the constraints of their description, when asked for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its assumption does")]

use rest_bindgen_runtime as rt;
use rt::{InMemoryTransport, Limit, blocking::wait, from_slice, from_str, http, to_vec};
use test_clients::constrained_arguments;
use test_clients::constraints::models::{Closed, Contact, Derived, Member};

/// What does not hold.
fn found(json: &str) -> Vec<String> {
    match from_str::<Member>(json).expect("a member").validate() {
        Ok(()) => Vec::new(),
        Err(violations) => violations.0.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn what_is_as_described_passes() {
    let fine = r#"{"name":"Ada","code":"123-AB","age":149,"share":0.75,"tags":["ab","cd"],"maybe":null,
        "contact":{"kind":"Mail","address":"a@b.c"},"labels":{"a":"four"},"looking":"a","secret":"1234",
        "friends":[{"name":"B","age":0,"contact":"call"}]}"#;
    assert_eq!(found(fine), [""; 0]);
}

#[test]
fn each_constraint_that_does_not_hold_is_found_with_its_place() {
    let wrong = r#"{"name":"","code":"12-AB","age":150,"share":1.1,"tags":["a","a","cd","ef"],"maybe":"ab",
        "contact":{"kind":"Mail","address":"someone@example"},"labels":{"a/b":"fiver"},"secret":"123",
        "friends":[{"name":"much too long","contact":"someone"},{"name":"alone"}]}"#;
    assert_eq!(
        found(wrong),
        [
            "`/name` is not at least 1 characters",
            "`/code` is not matched by \"^[0-9]{3}-[A-Z]+$\"",
            "`/age` is not less than 150",
            "`/share` is not at most 1",
            "`/share` is not a multiple of 0.25",
            "`/tags` is not at most 3 items",
            "`/tags` is not free of repeated items",
            "`/tags/0` is not at least 2 characters",
            "`/tags/1` is not at least 2 characters",
            "`/friends/0/name` is not at most 8 characters",
            "`/friends/0/contact` is not at most 5 characters",
            "`/friends/1` is not at least 2 members",
            "`/contact/address` is not at most 6 characters",
            "`/labels/a~1b` is not at most 4 characters",
            "`/secret` is not at least 4 characters",
            "`/maybe` is not at least 3 characters",
        ]
    );
}

#[test]
fn derived_types_and_unions_are_checked_too() {
    let derived: Derived = from_str(r#"{"name":"much too long","level":4}"#).unwrap();
    let violations = derived.validate().unwrap_err();
    let places: Vec<(&str, Limit)> = violations.0.iter().map(|one| (one.path.as_str(), one.limit)).collect();
    assert_eq!(places, [("/name", Limit::MaxLength(8)), ("/level", Limit::Maximum("3"))]);
    let contact: Contact = from_str(r#"{"kind":"Phone","number":"no digits"}"#).unwrap();
    assert_eq!(contact.validate().unwrap_err().to_string(), "`/number` is not matched by \"^[0-9/]+$\"");
}

/// A client whose arguments are checked, or not, over a service that answers nothing.
fn client(service: &InMemoryTransport) -> constrained_arguments::Client {
    let client = constrained_arguments::Client::new(rt::Anonymous).with_base_url("https://service.example");
    client.with_transport(service.clone())
}

fn nothing() -> InMemoryTransport {
    InMemoryTransport::new(|_| {
        let mut answer = http::Response::new(rt::Body::default());
        *answer.status_mut() = http::StatusCode::NO_CONTENT;
        Ok(answer)
    })
}

#[test]
fn arguments_are_checked_when_the_client_asks() {
    let service = nothing();
    let checking = client(&service).with_argument_checks();
    let things = checking.things();
    let tags = ["four", "a", "b"].map(str::to_owned);
    let call = things.get("A", 0).limit(101).tags(&tags).x_trace("abc").free("x");
    let error = wait(call).unwrap_err().to_string();
    for wrong in [
        "nothing was sent",
        "`name` is not at least 2 characters",
        "`name` is not matched by \"^[a-z]+$\"",
        "`page` is not at least 1",
    ] {
        assert!(error.contains(wrong), "{error}");
    }
    for (call, wrong) in [
        (things.get("ab", 1).limit(101), "`limit` is not at most 100"),
        (things.get("ab", 1).tags(&tags), "`tags` is not at most 2 items; `tags/0` is not at most 3 characters"),
        (things.get("ab", 1).x_trace("abc"), "`X-Trace` is not at least 4 characters"),
    ] {
        let error = wait(call).unwrap_err().to_string();
        assert!(error.contains(wrong), "{error}");
    }
    let thing = constrained_arguments::models::Thing { size: Some(-1), ..Default::default() };
    let error = wait(things.set("ab", &thing)).unwrap_err().to_string();
    assert!(error.contains("`body/size` is not at least 0"), "{error}");
    let error = wait(things.set_names().body(&["".to_owned()])).unwrap_err().to_string();
    assert!(error.contains("`body/0` is not at least 1 characters"), "{error}");
    assert!(wait(things.set_note("longer")).is_err());
    assert_eq!(service.requests().len(), 0);

    wait(things.get("ab", 1).limit(100).tags(&tags[1..])).unwrap();
    wait(things.set_note("short")).unwrap();
    // Who does not ask sends what there is.
    wait(client(&service).things().get("A", 0).limit(101)).unwrap();
    assert_eq!(service.requests().len(), 3);
}

/// What does not hold of a closed object, which is written again as it came.
fn found_of_closed(json: &str) -> Vec<String> {
    let closed: Closed = from_str(json).expect("a value");
    assert_eq!(from_slice::<rt::Json>(&to_vec(&closed)).unwrap(), from_str::<rt::Json>(json).unwrap());
    match closed.validate() {
        Ok(()) => Vec::new(),
        Err(violations) => violations.0.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn what_types_keep_and_the_description_does_not_know_is_found() {
    let fine = r#"{"name":"a","colour":"red","shades":["dark"],"level":2,"maybe":null,"grows":"later","either":"new",
        "days":{"d":"2026-09-25","other":"no day","null":null},"none":{},"whole":{"a":"a","b":"b"}}"#;
    assert_eq!(found_of_closed(fine), [""; 0]);
    let unknown = r#"{"new":null,"colour":"blue","shades":["dark","bright"],"level":3,"maybe":"no",
        "days":{"d":5,"other":5},"none":{"one":1},"whole":{"a":"ab","b":"b"}}"#;
    assert_eq!(
        found_of_closed(unknown),
        [
            "`/new` is not allowed here",
            "`/colour` is not one of \"red\", \"green\"",
            "`/shades/1` is not one of \"light\", \"dark\"",
            "`/level` is not one of 1, 2",
            "`/maybe` is not one of \"yes\", null",
            "`/days/d` is not a text",
            "`/none/one` is not allowed here",
            "`/whole/a` is not at most 1 characters",
        ]
    );
}
