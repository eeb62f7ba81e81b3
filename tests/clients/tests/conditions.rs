//! Conditions and what must not be, as a description says them by other schemas, are checked when asked for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its assumption does")]

use rest_bindgen_runtime::{Violations, from_str};
use test_clients::conditions::models::{Choice, Closed, Either, Exact, Itself, Payment, Rows};

fn words(checked: Result<(), Violations>) -> Vec<String> {
    checked.err().map(|violations| violations.0.iter().map(ToString::to_string).collect()).unwrap_or_default()
}

fn payment(json: &str) -> Vec<String> {
    words(from_str::<Payment>(json).expect("a payment").validate())
}

#[test]
fn what_depends_on_a_member_is_asked_for_with_it() {
    assert_eq!(payment(r#"{"kind":"card","card":"4","cvc":"1","country":"FR"}"#), [""; 0]);
    assert_eq!(payment(r#"{"kind":"cash","code":"1","country":"DE"}"#), [""; 0]);
    assert_eq!(payment(r#"{"kind":"card"}"#), ["`` is not an object with card"]);
    assert_eq!(payment(r#"{"kind":"card","card":"4"}"#), ["`` is not an object with cvc and country, as it has card"]);
    assert_eq!(payment(r#"{"kind":"cash","card":"4","cvc":"1","country":"FR"}"#), ["`/card` is not allowed here"]);
    assert_eq!(payment(r#"{"kind":"cash","code":"1"}"#), ["`` is not an object with country"]);
    assert_eq!(payment(r#"{"kind":"cash","code":"1","country":"FR"}"#), ["`/country` is not one of \"DE\""]);
    assert_eq!(
        payment(r#"{"kind":"card","card":"4","cvc":"1","country":"DE","code":"1"}"#),
        ["`` is not other than what must not be"]
    );
}

#[test]
fn members_items_and_names_are_checked_by_others() {
    let fine = r#"{"kind":"","tags":["main","a"],"labels":{"abc":1},"size":5,"fixed":[1,2],"ratio":1.5}"#;
    assert_eq!(payment(fine), [""; 0]);
    assert_eq!(
        payment(r#"{"kind":"","tags":["a"],"labels":{"a1":1,"abcd":2},"size":3,"fixed":[1],"ratio":2.5}"#),
        [
            "`/tags` is not a list with at least 1 items of the kind that it has to contain",
            "`/labels/a1` is not matched by \"^[a-z]+$\"",
            "`/labels/abcd` is not at most 3 characters",
            "`/size` is not other than what must not be",
            "`/fixed` is not one of [1, 2], {\"a\": 1}",
            "`/ratio` is not one of 0.5, 1.5",
        ]
    );
    assert_eq!(
        payment(r#"{"kind":"","tags":["main","main","main"]}"#),
        ["`/tags` is not a list with at most 2 items of the kind that it has to contain"]
    );
}

#[test]
fn what_nothing_describes_may_not_be_there() {
    let closed = |json: &str| words(from_str::<Closed>(json).unwrap().validate());
    assert_eq!(closed(r#"{"id":"1","name":"named","title":"t","x-a":1}"#), [""; 0]);
    assert_eq!(closed(r#"{"name":"other","title":"t"}"#), ["`/title` is not allowed here"]);
    let choice = |json: &str| words(from_str::<Choice>(json).unwrap().validate());
    assert_eq!(choice(r#"{"a":"1","c":"2"}"#), [""; 0]);
    assert_eq!(choice(r#"{"b":"1","d":1}"#), ["`/d` is not allowed here"]);
    let rows = |json: &str| words(from_str::<Rows>(json).unwrap().validate());
    assert_eq!(rows(r#"{"row":["a",1,2]}"#), [""; 0]);
    assert_eq!(rows(r#"{"row":["a",1,"b"]}"#), ["`/row/2` is not allowed here"]);
}

#[test]
fn alternatives_and_conditions_of_themselves_end() {
    let either = |json: &str| words(from_str::<Either>(json).unwrap().validate());
    assert_eq!(either(r#"{"a":"1"}"#), [""; 0]);
    assert_eq!(either(r#"{"a":"1","b":"2"}"#).len(), 1);
    assert_eq!(either("{}"), ["`` is not an object with a"]);
    let exact = |json: &str| words(from_str::<Exact>(json).unwrap().validate());
    assert_eq!(exact(r#"{"value":6}"#), [""; 0]);
    assert_eq!(exact(r#"{"value":9}"#), ["`/value` is not other than what must not be"]);
    assert_eq!(exact(r#"{"value":4}"#), ["`/value` is not other than what must not be"]);
    let itself: Itself = from_str(r#"{"inner":{"inner":{}}}"#).unwrap();
    assert!(itself.validate().is_ok(), "what contradicts itself is asked once");
}
