//! Changes since an earlier look, and what else OData adds to values.

use graph_vpp_tokens::models::VppToken;
use rest_bindgen_runtime::{Change, Decimal, Encode, Error, Map, Property, Reference, Writer};
use serde_json::json as tree_of;

use crate::server::{Server, json, nothing};
use crate::{BEARER, VPP_TOKENS, client, everything};

#[tokio::test]
async fn changes_end_with_a_link_to_the_next_ones() {
    let first = tree_of!({"value": [
        {"id": "1", "displayName": "a"},
        {"id": "2", "@removed": {"reason": "changed"}},
    ], "@odata.nextLink": "deviceAppManagement/vppTokens?$skiptoken=1"});
    let second = tree_of!({"value": [
        {"@odata.context": "$metadata#vppTokens/$deletedEntity", "id": "vppTokens('3')", "reason": "deleted"},
        {"@odata.context": "$metadata#vppTokens/$link", "source": "a", "relationship": "b", "target": "c"},
        {"@odata.context": "$metadata#vppTokens/$deletedLink", "source": "a", "relationship": "b", "target": "c"},
    ], "@odata.deltaLink": "deviceAppManagement/vppTokens?$deltatoken=2"});
    let third = tree_of!({"value": [], "@odata.deltaLink": "deviceAppManagement/vppTokens?$deltatoken=3"});
    let server = Server::new([json(200, first), json(200, second), json(200, third)]).await;
    let client = client(&server);
    let mut changes = client.vpp_tokens().list().prefer("odata.maxpagesize=2").changes();
    let mut seen = Vec::new();
    while let Some(change) = changes.try_next().await.unwrap() {
        seen.push(match change {
            Change::Entity(token) => format!("entity {}", token.id.unwrap()),
            Change::Removed(gone) => format!("removed {} {}", gone.id.unwrap(), gone.reason.unwrap()),
            Change::Linked(link) => format!("linked {}", link.relationship.unwrap()),
            Change::Unlinked(link) => format!("unlinked {}", link.target.unwrap()),
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(seen, ["entity 1", "removed 2 changed", "removed vppTokens('3') deleted", "linked b", "unlinked c"]);
    let link = changes.delta_link().unwrap().to_owned();
    let mut later = client.vpp_tokens().list().prefer("odata.maxpagesize=2").since(&link).changes();
    assert!(later.try_next().await.unwrap().is_none());
    assert!(later.delta_link().unwrap().ends_with("=3"));
    let seen = server.seen();
    assert_eq!(seen[2].line(), format!("GET {VPP_TOKENS}?$deltatoken=2"));
    assert!(seen.iter().all(|request| request.header("prefer") == Some("odata.maxpagesize=2")));
}

/// A page that could not be had is asked for again by its link, and those before it are not.
#[tokio::test]
async fn a_stream_that_breaks_off_goes_on_where_it_was() {
    let first = tree_of!({"value": [{"id": "1"}], "@odata.nextLink": "deviceAppManagement/vppTokens?$skiptoken=1"});
    let second = tree_of!({"value": [{"id": "2"}], "@odata.deltaLink": "deviceAppManagement/vppTokens?$deltatoken=2"});
    let server = Server::new([json(200, first), json(404, "{}"), json(200, second)]).await;
    let client = client(&server);
    let mut changes = client.vpp_tokens().list().changes();
    assert!(changes.next_link().is_none());
    assert!(changes.try_next().await.unwrap().is_some() && server.seen().len() == 1);
    assert!(changes.try_next().await.unwrap_err().is_not_found());
    let link = changes.next_link().unwrap().to_owned();
    let mut rest = client.vpp_tokens().list().since(&link).changes();
    let token = rest.try_next().await.unwrap().and_then(Change::into_entity).unwrap();
    assert_eq!(token.id.as_deref(), Some("2"));
    assert!(rest.try_next().await.unwrap().is_none() && rest.next_link().is_none() && rest.delta_link().is_some());
    assert_eq!(server.seen()[2].line(), format!("GET {VPP_TOKENS}?$skiptoken=1"));
}

#[tokio::test]
async fn an_empty_link_leads_nowhere() {
    let last = r#"{"value":[{"id":"1"}],"@odata.nextLink":""}"#;
    let server = Server::new([json(200, last), json(200, last)]).await;
    let client = client(&server);
    let tokens = client.vpp_tokens().list().stream().try_collect().await.unwrap();
    let page = client.vpp_tokens().list().await.unwrap();
    assert!(tokens.len() == 1 && page.next_page(&client).unwrap().is_none() && server.seen().len() == 2);
}

#[tokio::test]
async fn a_stored_link_leads_to_its_own_service_only() {
    let thief = Server::new([json(200, r#"{"value":[]}"#)]).await;
    let server = Server::new([nothing()]).await;
    let client = client(&server);
    let error =
        client.vpp_tokens().list().since(&thief.url("/x?$deltatoken=1")).changes().try_next().await.unwrap_err();
    assert!(matches!(&error, Error::ForeignLink(_)) && !everything(&error).contains(BEARER), "{error}");
    assert!(thief.seen().is_empty() && server.seen().is_empty());
}

#[tokio::test]
async fn links_are_set_with_the_value_or_alone() {
    const OWNER: Property<VppToken, VppToken> = Property::new("owner");
    let server = Server::new([json(201, "{}")]).await;
    let client = client(&server);
    let mut token = VppToken::default();
    token.extra.bind(OWNER, "https://host/users/1");
    client.vpp_tokens().create(&token).await.unwrap();
    assert_eq!(server.take().json(), tree_of!({"owner@odata.bind": "https://host/users/1"}));
    assert_eq!(crate::tree(&Reference::to("users/1")), tree_of!({"@odata.id": "users/1"}));
}

/// A body with numbers that some readers round.
struct Numbers;

impl Encode for Numbers {
    fn encode(&self, out: &mut Writer) {
        let decimal = "12.50".parse::<Decimal>().unwrap();
        out.members(|out| {
            out.member("long", &9_007_199_254_740_993_i64);
            out.member("short", &5_i32);
            out.member("decimal", &decimal);
            out.member("map", &Map::from_iter([("a", 1_i64)]));
        });
    }
}

#[tokio::test]
async fn wide_numbers_go_out_as_text_when_asked() {
    let server = Server::new([nothing()]).await;
    for (client, media_type, body) in [
        (client(&server), "application/json", r#"{"long":9007199254740993,"short":5,"decimal":12.50,"map":{"a":1}}"#),
        (
            client(&server).with_numbers_as_text(),
            "application/json;IEEE754Compatible=true",
            r#"{"long":"9007199254740993","short":5,"decimal":"12.50","map":{"a":"1"}}"#,
        ),
    ] {
        let client: &rest_bindgen_runtime::Client = client.as_ref();
        let call = rest_bindgen_runtime::Call::new(
            client,
            rest_bindgen_runtime::Method::POST,
            rest_bindgen_runtime::decode::empty,
        );
        call.path("/numbers").json(&Numbers).await.unwrap();
        let seen = server.seen().pop().unwrap();
        assert_eq!((seen.header("accept"), seen.header("content-type")), (Some(media_type), Some(media_type)));
        assert_eq!(String::from_utf8(seen.body).unwrap(), body);
    }
}
