//! Every operation: its request as the server received it, and its answer.

use graph_vpp_tokens::models::{
    AppleDeviceDeliveryProtocol, VppToken, VppTokenState, VppTokenSyncStatus, VppTokensRevokeLicensesBody,
};
use graph_vpp_tokens::{Null, Open};
use rest_bindgen_runtime::http::StatusCode;
use serde_json::json as tree_of;

use crate::server::{Server, answer, json, nothing};
use crate::{ID, VPP_TOKENS, client, tree};

#[tokio::test]
async fn list() {
    let server = Server::new([json(200, r#"{"value":[{"id":"a"},{"id":"b"}],"@odata.count":7}"#)]).await;
    let page = client(&server).vpp_tokens().list().await.unwrap();
    assert_eq!(page.value.iter().map(|token| token.id.as_deref()).collect::<Vec<_>>(), [Some("a"), Some("b")]);
    assert_eq!((page.count, page.next_link), (Some(7), None));
    let seen = server.take();
    assert_eq!(seen.line(), format!("GET {VPP_TOKENS}"));
    assert_eq!(seen.own_headers(), ["accept: application/json"]);
    assert!(seen.body.is_empty());
}

#[tokio::test]
async fn list_with_every_option() {
    let server = Server::new([json(200, r#"{"value":[]}"#)]).await;
    let client = client(&server);
    let list = client.vpp_tokens().list().top(5).skip(10).search("\"a & b\"").filter("appleId eq 'O''Neil+ö'");
    let list = list.count().order_by(["displayName desc", "id"]).select(["id", "state"]).expand(["x($top=1)"]);
    assert!(list.prefer("include-unknown-enum-members").await.unwrap().value.is_empty());
    let seen = server.take();
    assert_eq!(
        seen.line(),
        format!(
            "GET {VPP_TOKENS}?$top=5&$skip=10&$search=%22a%20%26%20b%22&$filter=appleId%20eq%20%27O%27%27Neil%2B%C3%B6%27\
             &$count=true&$orderby=displayName%20desc,id&$select=id,state&$expand=x($top%3D1)"
        )
    );
    assert_eq!(seen.own_headers(), ["accept: application/json", "prefer: include-unknown-enum-members"]);
}

#[tokio::test]
async fn create() {
    let server = Server::new([json(201, r#"{"id":"new","appleId":"a@b.example","token":null}"#)]).await;
    let token = VppToken {
        apple_device_app_delivery_protocol_type: Some(AppleDeviceDeliveryProtocol::DeclarativeDeviceManagement.into()),
        apple_id: "a@b.example".into(),
        automatically_update_apps: Some(false),
        location_name: Null.into(),
        role_scope_tag_ids: Some(vec![Some("0".to_owned()), None]),
        token: "content \"of\" the file".into(),
        ..VppToken::default()
    };
    let answer = client(&server).vpp_tokens().create(&token).send_with_response().await.unwrap();
    assert_eq!((answer.status, answer.value.id.as_deref()), (StatusCode::CREATED, Some("new")));
    assert!(answer.value.token.is_null());
    let seen = server.take();
    assert_eq!(seen.line(), format!("POST {VPP_TOKENS}"));
    let length = format!("content-length: {}", seen.body.len());
    assert_eq!(seen.own_headers(), ["accept: application/json", &length, "content-type: application/json"]);
    assert_eq!(
        seen.json(),
        tree_of!({
            "appleDeviceAppDeliveryProtocolType": "declarativeDeviceManagement", "appleId": "a@b.example",
            "automaticallyUpdateApps": false, "locationName": null, "roleScopeTagIds": ["0", null],
            "token": "content \"of\" the file",
        })
    );
}

#[tokio::test]
async fn count() {
    let server = Server::new([answer(200, &["content-type: text/plain"], "\u{feff}17"), json(200, 0)]).await;
    let client = client(&server);
    let counted = client.vpp_tokens().count().filter("state eq 'valid'").search("a").await;
    assert_eq!(counted.unwrap(), 17);
    assert_eq!(client.vpp_tokens().count().consistency_level_eventual().await.unwrap(), 0);
    let seen = server.seen();
    assert_eq!(seen[0].line(), format!("GET {VPP_TOKENS}/$count?$filter=state%20eq%20%27valid%27&$search=a"));
    assert_eq!(seen[0].own_headers(), ["accept: text/plain"]);
    assert_eq!(seen[1].line(), format!("GET {VPP_TOKENS}/$count"));
    assert_eq!(seen[1].own_headers(), ["accept: text/plain", "consistencylevel: eventual"]);
}

#[tokio::test]
async fn get_licenses_for_app() {
    let body = r#"{"value":[{"vppTokenId":"t","availableLicenseCount":3,"usedLicenseCount":4,"appleId":null}]}"#;
    let server = Server::new([json(200, body)]).await;
    let client = client(&server);
    let page = client.vpp_tokens().get_licenses_for_app("O'Neil & Söhne").top(2).await.unwrap();
    let [summary] = &page.value[..] else { panic!("{page:?}") };
    assert_eq!((summary.available_license_count, summary.used_license_count), (Some(3), Some(4)));
    assert!(summary.vpp_token_id == "t" && summary.apple_id.is_null() && summary.organization_name.is_absent());
    let seen = server.take();
    assert_eq!(
        seen.line(),
        format!("GET {VPP_TOKENS}/getLicensesForApp(bundleId='O%27%27Neil%20%26%20S%C3%B6hne')?$top=2")
    );
    assert_eq!(seen.own_headers(), ["accept: application/json"]);
    assert!(seen.body.is_empty());
}

#[tokio::test]
async fn sync_license_counts() {
    let server = Server::new([nothing()]).await;
    let answer = client(&server).vpp_tokens().sync_license_counts().send_with_response().await.unwrap();
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let seen = server.take();
    assert_eq!(seen.line(), format!("POST {VPP_TOKENS}/syncLicenseCounts"));
    assert_eq!(seen.own_headers(), ["accept: application/json", "content-length: 0"]);
    assert!(seen.body.is_empty());
}

#[tokio::test]
async fn get() {
    let server =
        Server::new([json(200, r#"{"id":"a/b","state":"assignedToExternalMDM","lastSyncStatus":"failed"}"#)]).await;
    let client = client(&server);
    let token = client.vpp_tokens().get("a/b").select(["id", "state"]).expand(["x"]).if_none_match("W/\"1\"").await;
    let token = token.unwrap();
    assert_eq!(token.state, VppTokenState::AssignedToExternalMdm);
    assert!(token.last_sync_status == VppTokenSyncStatus::Failed);
    let seen = server.take();
    assert_eq!(seen.line(), format!("GET {VPP_TOKENS}/a%2Fb?$select=id,state&$expand=x"));
    assert_eq!(seen.own_headers(), ["accept: application/json", "if-none-match: W/\"1\""]);
    assert!(seen.body.is_empty());
}

#[tokio::test]
async fn delete() {
    let server = Server::new([nothing()]).await;
    client(&server).vpp_tokens().delete(ID).if_match("W/\"JzEt\"").await.unwrap();
    let seen = server.take();
    assert_eq!(seen.line(), format!("DELETE {VPP_TOKENS}/{ID}"));
    assert_eq!(seen.own_headers(), ["accept: application/json", "if-match: W/\"JzEt\""]);
    assert!(seen.body.is_empty());
}

#[tokio::test]
async fn update() {
    let server = Server::new([nothing(), json(200, r#"{"id":"a","displayName":null}"#)]).await;
    let client = client(&server);
    let mut change = VppToken { display_name: Null.into(), ..VppToken::default() };
    assert!(client.vpp_tokens().update(ID, &change).await.unwrap().is_none());
    change.state = Some(Open::from_text("brandNew"));
    change.extra.insert("@odata.type", "#microsoft.graph.vppToken");
    let changed = client.vpp_tokens().update(ID, &change).await.unwrap();
    assert_eq!(tree(&changed), tree_of!({"id": "a", "displayName": null}));
    let seen = server.seen();
    for request in &seen {
        assert_eq!(request.line(), format!("PATCH {VPP_TOKENS}/{ID}"));
        let length = format!("content-length: {}", request.body.len());
        assert_eq!(request.own_headers(), ["accept: application/json", &length, "content-type: application/json"]);
    }
    assert_eq!(seen[0].body, br#"{"displayName":null}"#);
    assert_eq!(
        seen[1].json(),
        tree_of!({"@odata.type": "#microsoft.graph.vppToken", "displayName": null, "state": "brandNew"})
    );
}

#[tokio::test]
async fn revoke_licenses() {
    let server = Server::new([nothing()]).await;
    let body = VppTokensRevokeLicensesBody { notify_managed_devices: Some(true), ..Default::default() };
    client(&server).vpp_tokens().revoke_licenses(ID, &body).await.unwrap();
    let seen = server.take();
    assert_eq!(seen.line(), format!("POST {VPP_TOKENS}/{ID}/revokeLicenses"));
    assert_eq!(seen.body, br#"{"notifyManagedDevices":true}"#);
    assert_eq!(
        seen.own_headers(),
        ["accept: application/json", "content-length: 29", "content-type: application/json"]
    );
}

#[tokio::test]
async fn sync_licenses() {
    let body = r#"{"id":"a","lastSyncStatus":"inProgress","lastSyncDateTime":"2017-01-01T00:02:49.3205976-08:00"}"#;
    let server = Server::new([json(200, body)]).await;
    let client = client(&server);
    let token = client.vpp_tokens().sync_licenses(ID).header("client-request-id", "mine").await.unwrap();
    assert!(token.last_sync_status == VppTokenSyncStatus::InProgress);
    assert_eq!(token.last_sync_date_time.unwrap().to_string(), "2017-01-01T00:02:49.3205976-08:00");
    let seen = server.take();
    assert_eq!(seen.line(), format!("POST {VPP_TOKENS}/{ID}/syncLicenses"));
    assert_eq!(seen.own_headers(), ["accept: application/json", "client-request-id: mine", "content-length: 0"]);
    assert!(seen.body.is_empty());
}

#[tokio::test]
async fn a_request_without_sending_it() {
    let server = Server::new([nothing()]).await;
    let client = client(&server);
    let prepared = client.vpp_tokens().get(ID).select(["id"]).into_http().unwrap();
    assert_eq!(prepared.request.method(), "GET");
    assert_eq!(prepared.request.uri().to_string(), server.url(&format!("{VPP_TOKENS}/{ID}?$select=id")));
    assert_eq!(prepared.request.headers()["accept"], "application/json");
    assert!(!prepared.request.headers().contains_key("authorization"));
    let reply = |status: u16, body: &'static str| {
        let response = rest_bindgen_runtime::http::Response::builder().status(status);
        response.body(rest_bindgen_runtime::Bytes::from_static(body.as_bytes())).unwrap()
    };
    assert_eq!(prepared.decode(reply(200, r#"{"id":"a"}"#)).unwrap().id.as_deref(), Some("a"));
    let error = prepared.decode(reply(404, r#"{"error":{"code":"NotFound"}}"#)).unwrap_err();
    assert_eq!(error.as_status().unwrap().odata.as_ref().unwrap().code.as_deref(), Some("NotFound"));
    assert!(prepared.decode(reply(200, "<html>")).is_err());

    let change = VppToken { display_name: Null.into(), ..VppToken::default() };
    let prepared = client.vpp_tokens().update(ID, &change).into_http().unwrap();
    assert_eq!(prepared.request.method(), "PATCH");
    assert_eq!(prepared.request.body().as_ref(), br#"{"displayName":null}"#);
    assert!(prepared.decode(reply(204, "")).unwrap().is_none());
    let prepared = client.vpp_tokens().sync_license_counts().into_http().unwrap();
    assert_eq!(prepared.request.headers()["content-length"], "0");
    assert!(client.vpp_tokens().sync_licenses("..").into_http().is_err());
    assert!(server.seen().is_empty());
}
