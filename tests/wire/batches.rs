//! Several requests in one.

use graph_vpp_tokens::models::{VppToken, VppTokenState};
use rest_bindgen_runtime::http::StatusCode;
use rest_bindgen_runtime::{Error, RequestBatch};
use serde_json::json as tree_of;

use crate::server::{Server, json};
use crate::{BEARER, VPP_TOKENS, client, everything};

#[tokio::test]
async fn requests_go_out_relative_and_without_credentials() {
    let answers = tree_of!({"responses": [
        {"id": "3", "status": 201, "headers": {"Content-Type": "application/json", "Location": "there"},
         "body": {"id": "new"}},
        {"id": "1", "status": 200, "headers": {"Content-Type": "application/json"},
         "body": {"id": "a", "state": "valid", "@odata.etag": "W/\"5\""}},
        {"id": "2", "status": "200", "headers": {"Content-Type": "text/plain"}, "body": "17"},
    ]});
    let server = Server::new([json(200, answers)]).await;
    let client = client(&server).with_header("x-mine", "1");
    let mut batch = client.batch();
    assert!(batch.is_empty());
    let token = batch.add(client.vpp_tokens().get("a b").select(["id", "state"])).unwrap();
    let count = batch.add(client.vpp_tokens().count().filter("id eq '&'")).unwrap();
    let new = VppToken { apple_id: "a@b.example".into(), ..VppToken::default() };
    let created = client.vpp_tokens().create(&new).prefer("return=representation");
    let created = batch.add_after(created, [token.id(), count.id()]).unwrap();
    assert_eq!(batch.len(), 3);
    let mut answers = batch.send().await.unwrap();
    let answer = answers.take_with_response(created).unwrap();
    assert_eq!((answer.status, answer.value.id.as_deref()), (StatusCode::CREATED, Some("new")));
    assert_eq!(answer.headers.get("location").unwrap(), "there");
    let token = answers.take(token).unwrap();
    assert!(token.state.is_some_and(|state| state == VppTokenState::Valid));
    assert_eq!(token.extra.etag().as_deref(), Some("W/\"5\""));
    assert_eq!(answers.take(count).unwrap(), 17);
    assert!(answers.is_empty());
    let seen = server.take();
    assert_eq!(seen.line(), "POST /beta/$batch");
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {BEARER}").as_str()));
    let sent = seen.json();
    assert!(!sent.to_string().contains(BEARER));
    let path = VPP_TOKENS.strip_prefix("/beta/").unwrap();
    assert_eq!(
        sent,
        tree_of!({"requests": [
            {"id": "1", "method": "GET", "url": format!("{path}/a%20b?$select=id,state"),
             "headers": {"accept": "application/json", "x-mine": "1"}},
            {"id": "2", "method": "GET", "url": format!("{path}/$count?$filter=id%20eq%20%27%26%27"),
             "headers": {"accept": "text/plain", "x-mine": "1"}},
            {"id": "3", "method": "POST", "url": path, "dependsOn": ["1", "2"],
             "headers": {"accept": "application/json", "content-type": "application/json",
                         "prefer": "return=representation", "x-mine": "1"},
             "body": {"appleId": "a@b.example"}},
        ]})
    );
}

#[tokio::test]
async fn each_answer_has_its_own_error() {
    let answers = tree_of!({"responses": [
        {"id": "1", "status": 404, "headers": {"Content-Type": "application/json", "request-id": "r"},
         "body": {"error": {"code": "ResourceNotFound", "message": "gone"}}},
        {"id": "2", "status": 424},
        {"id": "4", "status": 200, "headers": {"Content-Type": "application/json"}, "body": "a"},
        {"id": "5", "status": 204},
    ]});
    let server = Server::new([json(200, answers)]).await;
    let client = client(&server);
    let mut batch = client.batch();
    let mut handles = Vec::new();
    for id in ["a", "b", "c", "d"] {
        handles.push(batch.add(client.vpp_tokens().get(id)).unwrap());
    }
    let deleted = batch.add(client.vpp_tokens().delete("e").into_http().unwrap()).unwrap();
    let mut answers = batch.send().await.unwrap();
    let mut errors = handles.into_iter().map(|handle| answers.take(handle).unwrap_err());
    let first = errors.next().unwrap();
    let status = first.as_status().unwrap();
    assert!(first.is_not_found() && status.url.ends_with("/vppTokens/a"), "{first}");
    assert_eq!(status.odata.as_ref().unwrap().code.as_deref(), Some("ResourceNotFound"));
    assert_eq!(status.request_id.as_deref(), Some("r"));
    assert_eq!(errors.next().unwrap().status().unwrap().as_u16(), 424);
    let missing = errors.next().unwrap();
    assert!(matches!(&missing, Error::Decode(_)), "{missing}");
    let why = missing.decode_error().unwrap().to_string();
    assert!(why.contains("an answer to the request 3 of the batch"), "{why}");
    assert!(matches!(errors.next().unwrap(), Error::Decode(_)));
    drop(errors);
    answers.take(deleted).unwrap();
}

#[tokio::test]
async fn bytes_and_pages_inside() {
    let next = "deviceAppManagement/vppTokens?$skiptoken=x";
    let answers = tree_of!({"responses": [
        {"id": "1", "status": 200, "headers": {"Content-Type": "image/png"}, "body": "-_8B"},
        {"id": "2", "status": 200, "headers": {"content-type": "application/json"},
         "body": {"value": [{"id": "1"}], "@odata.nextLink": next}},
    ]});
    let server = Server::new([
        json(200, answers),
        json(
            200,
            tree_of!({"responses": [
                {"id": "1", "status": 200, "headers": {"content-type": "application/json"}, "body": {"value": []}},
            ]}),
        ),
    ])
    .await;
    let client = client(&server);
    let mut batch = RequestBatch::new(&client);
    let picture = rest_bindgen_runtime::Call::new(
        client.as_ref(),
        rest_bindgen_runtime::Method::POST,
        rest_bindgen_runtime::decode::bytes,
    );
    let picture = batch.add(picture.path("/picture").bytes("image/png", vec![0xfb, 0xff, 2])).unwrap();
    let page = batch.add(client.vpp_tokens().list()).unwrap();
    let mut answers = batch.send().await.unwrap();
    assert_eq!(answers.take(picture).unwrap().as_ref(), [0xfb, 0xff, 1]);
    let page = answers.take(page).unwrap();
    let mut batch = client.batch();
    let rest = batch.add(page.next_page(&client).unwrap().unwrap()).unwrap();
    assert!(batch.send().await.unwrap().take(rest).unwrap().value.is_empty());
    let seen = server.seen();
    assert_eq!(seen[0].json()["requests"][0]["body"], "-_8C");
    assert_eq!(seen[1].json()["requests"][0]["url"], next);
}

#[tokio::test]
async fn what_is_wrong_with_a_batch_is_told_before_it_is_sent() {
    let server = Server::new([json(200, r#"{"responses":[{"id":"1","status":204}]}"#)]).await;
    let client = client(&server);
    assert!(matches!(client.batch().send().await, Err(Error::Usage(_))));
    let mut batch = client.batch().limit(1);
    let one = batch.add(client.vpp_tokens().get("a")).unwrap();
    assert!(batch.is_full());
    let error = batch.add(client.vpp_tokens().get("b")).unwrap_err();
    assert!(error.to_string().contains("at most 1"), "{error}");
    let elsewhere = client.clone().with_base_url("http://127.0.0.1:9/other");
    assert!(client.batch().add(elsewhere.vpp_tokens().get("a")).is_err());
    assert!(client.batch().add(client.vpp_tokens().get("..")).is_err());
    assert!(client.batch().add_after(client.vpp_tokens().get("a"), [one.id()]).is_err());
    let mut other = client.batch();
    let _other = other.add(client.vpp_tokens().get("a")).unwrap();
    let error = other.send().await.unwrap().take(one).unwrap_err();
    assert!(everything(&error).contains("another batch"), "{error}");
    assert_eq!(server.seen().len(), 1);
}
