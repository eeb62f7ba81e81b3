//! Answers of success in every shape a service gives them: what is unknown is kept, what is missing is not made up.

use graph_vpp_tokens::{Error, Open};
use serde_json::{Value, json as tree_of};

use crate::operations::{Operation, Shape};
use crate::server::{Answer, Server, answer, json, nothing};
use crate::{ID, client, tree};

/// Asserts that every operation makes of an answer what `expected` says for the shape of its own: a value, or what the
/// error of decoding has found.
async fn every_operation(told: Answer, expected: impl Fn(Shape) -> Result<Value, &'static str>) {
    let server = Server::new([told]).await;
    let client = client(&server);
    for operation in Operation::ALL {
        let result = operation.call(&client).await;
        match (&result, expected(operation.shape())) {
            (Ok(value), Ok(wanted)) => assert_eq!(*value, wanted, "{operation:?}"),
            (Err(Error::Decode(error)), Err(found)) => {
                assert!(error.source.found().starts_with(found), "{operation:?}: {}", error.source);
                assert!(error.status.is_success() && error.method.as_str() == operation.method());
            }
            (_, wanted) => panic!("{operation:?}: {result:?}, not {wanted:?}"),
        }
    }
    assert_eq!(server.seen().len(), Operation::ALL.len(), "nothing is tried twice");
}

#[tokio::test]
async fn no_body() {
    let expected = |shape| match shape {
        Shape::Page | Shape::Entity | Shape::Number => Err("an empty body"),
        Shape::OptionalEntity | Shape::Nothing => Ok(Value::Null),
    };
    every_operation(nothing(), expected).await;
    every_operation(json(200, ""), expected).await;
}

#[tokio::test]
async fn a_page_of_html() {
    let sign_in = answer(200, &["content-type: text/html"], "<!doctype html><title>Sign in</title>");
    every_operation(sign_in, |shape| match shape {
        Shape::Page | Shape::Entity | Shape::OptionalEntity => Err("\"<\""),
        Shape::Number => Err("other text of 37 bytes"),
        Shape::Nothing => Err("a page of markup"),
    })
    .await;
}

#[tokio::test]
async fn json_that_breaks_off() {
    let text = r#"{"value":[{"id":"a","state":"valid"},{"id":"b"}],"@odata.count":2}"#;
    for end in [1, 9, 10, 20, 36, 48, text.len() - 1] {
        every_operation(json(200, &text[..end]), |shape| match shape {
            Shape::Page | Shape::Entity | Shape::OptionalEntity => Err("the end of the document"),
            Shape::Number => Err("other text of "),
            Shape::Nothing => Ok(Value::Null),
        })
        .await;
    }
}

#[tokio::test]
async fn json_of_another_kind() {
    for (body, found) in [("null", "null"), ("[]", "an array"), ("\"a\"", "a string"), ("1", "a number")] {
        every_operation(json(200, body), |shape| match shape {
            Shape::Number if body == "1" => Ok(1.into()),
            Shape::Number => Err("other text of "),
            Shape::Nothing => Ok(Value::Null),
            _ => Err(found),
        })
        .await;
    }
}

#[tokio::test]
async fn an_error_of_decoding_keeps_the_answer() {
    let body = r#"{"id":"a","tokenActionResults":[{},{"actionState":{}}]}"#;
    let server = Server::new([answer(200, &["request-id: r-1", "content-type: application/json"], body)]).await;
    let error = client(&server).vpp_tokens().get(ID).await.unwrap_err();
    let Error::Decode(error) = &error else { panic!("{error}") };
    assert_eq!((error.status.as_u16(), error.body_start()), (200, body.into()));
    assert_eq!(error.headers["request-id"], "r-1");
    // The place is told at once, and what is wrong there by the cause.
    let said = error.to_string();
    assert!(said.ends_with(" that is not as described at tokenActionResults[1].actionState"), "{said}");
    assert!(error.source.to_string().contains("an object"), "{}", error.source);
}

#[tokio::test]
async fn what_is_unknown_is_kept_and_written_back() {
    let body = tree_of!({
        "@odata.etag": "W/\"1\"", "id": "a", "state": "brandNew", "lastSyncStatus": "", "vppTokenAccountType": "BUSINESS",
        "lastAppCount": 17, "future": {"nested": [1, null, {"x": 1.5e300}]}, "appleId@odata.type": "#String",
        "tokenActionResults": [{"actionState": "paused", "reason": null}, null], "apple_id": true,
    });
    let server = Server::new([json(200, &body), nothing()]).await;
    let client = client(&server);
    let token = client.vpp_tokens().get(ID).await.unwrap();
    let state = token.state.clone().unwrap();
    assert!(state.is_unknown() && state == Open::from_text("brandNew") && state.as_str() == "brandNew");
    assert!(token.last_sync_status.as_ref().unwrap().is_unknown());
    assert_eq!(token.extra.get("lastAppCount").unwrap().parse::<i64>().unwrap(), 17);
    client.vpp_tokens().update(ID, &token).await.unwrap();
    assert_eq!(server.seen()[1].json(), body);
}

#[tokio::test]
async fn nulls_where_there_should_be_none() {
    let body = tree_of!({
        "id": null, "appleDeviceAppDeliveryProtocolType": null, "automaticallyUpdateApps": null, "state": null,
        "expirationDateTime": null, "lastSyncStatus": null, "roleScopeTagIds": null, "tokenActionResults": null,
        "appleId": null,
    });
    let server = Server::new([json(200, &body), json(200, &body), nothing()]).await;
    let client = client(&server);
    let token = client.vpp_tokens().sync_licenses(ID).await.unwrap();
    assert!(token.id.is_none() && token.state.is_none() && token.role_scope_tag_ids.is_none());
    assert!(token.extra.was_null("tokenActionResults") && token.apple_id.is_null() && token.token.is_absent());
    assert_eq!(tree(&token), body);
    let mut token = client.vpp_tokens().get(ID).await.unwrap();
    token.automatically_update_apps = Some(true);
    token.token_action_results = Some(Vec::new());
    client.vpp_tokens().update(ID, &token).await.unwrap();
    let mut wanted = body;
    wanted["automaticallyUpdateApps"] = true.into();
    wanted["tokenActionResults"] = tree_of!([]);
    assert_eq!(server.seen()[2].json(), wanted, "a value takes the place of its null");
}

#[tokio::test]
async fn lists_without_items() {
    for (body, items) in [
        (tree_of!({"value": null}), 0),
        (tree_of!({"value": [], "@odata.count": 0}), 0),
        (tree_of!({"value": [{}], "@odata.nextLink": null, "@odata.count": null}), 1),
    ] {
        let server = Server::new([json(200, &body)]).await;
        let client = client(&server);
        let tokens = client.vpp_tokens().list().stream().try_collect().await.unwrap();
        assert_eq!(tokens.len(), items, "{body}");
        let summaries = client.vpp_tokens().get_licenses_for_app("a").await.unwrap();
        assert_eq!((summaries.value.len(), summaries.next_link), (items, None), "{body}");
    }
    let server = Server::new([json(200, "{}")]).await;
    let error = client(&server).vpp_tokens().list().await.unwrap_err();
    assert!(
        matches!(error, Error::Decode(_)) && error.decode_error().unwrap().to_string().contains("\"value\""),
        "{error}"
    );
}

#[tokio::test]
async fn any_status_of_success_will_do() {
    for status in [200, 201, 202] {
        every_operation(json(status, r#"{"value":[]}"#), |shape| match shape {
            Shape::Number => Err("other text of "),
            Shape::Nothing => Ok(Value::Null),
            _ => Ok(tree_of!({"value": []})),
        })
        .await;
    }
}
