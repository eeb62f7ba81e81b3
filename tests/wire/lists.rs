//! Lists over several pages.

use graph_vpp_tokens::Error;
use serde_json::json as tree_of;

use crate::server::{Answer, Seen, Server, json};
use crate::{BEARER, VPP_TOKENS, client};

/// Two pages, the first of which links to `link`.
fn pages(link: &str) -> [Answer; 2] {
    let first = tree_of!({"@odata.count": 3, "value": [{"id": "1"}, {"id": "2"}], "@odata.nextLink": link});
    [json(200, first), json(200, tree_of!({"value": [{"id": "3"}], "@odata.deltaLink": "changes"}))]
}

fn check(seen: &[Seen]) {
    let [first, second] = seen else { panic!("{seen:?}") };
    assert_eq!(first.line(), format!("GET {VPP_TOKENS}?$top=2&$count=true"));
    // As the service wrote it, and no option twice.
    assert_eq!(second.line(), format!("GET {VPP_TOKENS}?$skiptoken=X%27Ab%2b==!*&%24count=true"));
    let headers = ["accept: application/json", "consistencylevel: eventual", "prefer: a, b"];
    assert_eq!(first.own_headers(), headers);
    assert_eq!(second.own_headers(), headers);
}

/// A server whose first page links to its own second one.
async fn two_pages() -> Server {
    // The port is not known before the server stands, so the link is relative to the base URL.
    Server::new(pages("deviceAppManagement/vppTokens?$skiptoken=X%27Ab%2b==!*&%24count=true")).await
}

#[tokio::test]
async fn as_a_stream_of_items() {
    let server = two_pages().await;
    let client = client(&server);
    let list = client.vpp_tokens().list().top(2).count().consistency_level_eventual().prefer("a").prefer("b");
    let mut stream = list.stream();
    assert_eq!((stream.count(), server.seen().len()), (None, 0));
    let mut ids = Vec::new();
    while let Some(token) = stream.try_next().await.unwrap() {
        ids.push(token.id.unwrap());
        // A page is asked for when it is needed.
        assert_eq!(server.seen().len(), if ids.len() < 3 { 1 } else { 2 });
    }
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!((stream.count(), stream.delta_link()), (Some(3), Some("changes")));
    assert!(stream.try_next().await.unwrap().is_none());
    check(&server.seen());
}

#[tokio::test]
async fn as_a_stream_of_pages() {
    let server = two_pages().await;
    let client = client(&server);
    let list = client.vpp_tokens().list().top(2).count().header("ConsistencyLevel", "eventual").prefer("a, b");
    let mut stream = list.pages();
    let page = stream.try_next().await.unwrap().unwrap();
    assert_eq!((page.value.len(), page.count), (2, Some(3)));
    assert!(page.next_link.is_some());
    let page = stream.try_next().await.unwrap().unwrap();
    assert_eq!((page.value.len(), page.count, page.next_link), (1, None, None));
    assert!(stream.try_next().await.unwrap().is_none());
    assert_eq!(stream.delta_link(), Some("changes"));
    check(&server.seen());
}

#[tokio::test]
async fn a_whole_link_is_followed_as_it_is() {
    let second = Server::new([json(200, r#"{"value":[{"id":"3"}]}"#)]).await;
    let link = second.url("/elsewhere(a='b')?$skiptoken=X%27Ab%2b==!*&%24count=true");
    let first = Server::new([json(200, tree_of!({"value": [{"id": "1"}], "@odata.nextLink": link}))]).await;
    let client = client(&first).with_trusted_origin(&second.url(""));
    let items = client.vpp_tokens().get_licenses_for_app("a").stream().try_collect().await.unwrap();
    assert_eq!(items.len(), 2);
    let seen = second.take();
    assert_eq!(seen.line(), "GET /elsewhere(a='b')?$skiptoken=X%27Ab%2b==!*&%24count=true");
    assert_eq!(seen.own_headers(), ["accept: application/json"]);
}

/// A bare quote in a query is the one thing that reqwest's addresses cannot hold: it is sent in its other spelling.
#[tokio::test]
async fn a_quote_in_a_link_arrives_as_a_quote() {
    let server = Server::new(pages("deviceAppManagement/vppTokens?$skiptoken='a''b'")).await;
    let client = client(&server);
    assert_eq!(client.vpp_tokens().list().stream().try_collect().await.unwrap().len(), 3);
    assert_eq!(server.seen()[1].line(), format!("GET {VPP_TOKENS}?$skiptoken=%27a%27%27b%27"));
}

#[tokio::test]
async fn the_token_does_not_go_to_a_foreign_link() {
    let thief = Server::new([json(200, r#"{"value":[]}"#)]).await;
    let server = Server::new(pages(&thief.url("/beta/deviceAppManagement/vppTokens?page=2"))).await;
    let client = client(&server);
    let mut stream = client.vpp_tokens().list().stream();
    for id in ["1", "2"] {
        assert_eq!(stream.try_next().await.unwrap().unwrap().id.as_deref(), Some(id));
    }
    let error = stream.try_next().await.unwrap_err();
    assert!(matches!(&error, Error::ForeignLink(link) if link.found == thief.url("")), "{error}");
    assert!(!crate::everything(&error).contains(BEARER));
    assert!(stream.try_next().await.unwrap().is_none());
    let page = client.vpp_tokens().list().await.unwrap();
    assert!(page.next_link.is_none(), "the server is at its second page");
    assert!(thief.seen().is_empty(), "{:?}", thief.seen());
}

#[tokio::test]
async fn a_fault_on_the_second_page_comes_after_the_first() {
    let [first, _] = pages("next");
    let server = Server::new([first, json(429, r#"{"error":{"code":"TooManyRequests"}}"#)]).await;
    let client = client(&server);
    let mut stream = client.vpp_tokens().list().stream();
    assert!(stream.try_next().await.unwrap().is_some());
    assert!(stream.try_next().await.unwrap().is_some());
    assert!(stream.try_next().await.unwrap_err().is_retryable());
    assert!(stream.try_next().await.unwrap().is_none());
}
