//! Pages outside OData, over a client that the generator writes for the case `pagination`.

use rest_bindgen::{
    config::{self, Emit},
    pipeline,
    source::Input,
};
use rest_bindgen_runtime as rt;
use rt::{Bearer, Error};
use serde_json::{Value, json as tree_of};

use crate::{
    BEARER,
    server::{Answer, Server, answer, json},
};

#[allow(
    missing_docs,
    dead_code,
    unused_imports,
    unreachable_pub,
    unused_qualifications,
    reason = "generated, and tested below to be what the generator writes"
)]
mod pages {
    include!("pages.in");
}

/// `REST_BINDGEN_UPDATE=1` writes the file again.
#[test]
fn the_client_is_what_the_generator_writes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut options = config::read(&folder.join("cases/pagination/rest-bindgen.toml")).unwrap();
    options.emit = Emit::Module;
    let run = pipeline::generate(Input::Path(folder.join("cases/pagination/input.yaml")), &options);
    let text = run.result.unwrap().files.remove("client.rs").unwrap();
    let file = folder.join("wire/pages.in");
    if std::env::var_os("REST_BINDGEN_UPDATE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    assert!(std::fs::read_to_string(&file).unwrap() == text, "run this test again with REST_BINDGEN_UPDATE=1");
}

fn client(server: &Server) -> pages::Client {
    pages::Client::new(Bearer::new(BEARER)).with_base_url(server.url("/v1"))
}

fn things(from: u32, to: u32) -> Vec<Value> {
    (from..to).map(|id| tree_of!({"id": id.to_string()})).collect()
}

fn ids(things: &[pages::models::Thing]) -> Vec<&str> {
    things.iter().map(|thing| thing.id.as_str()).collect()
}

fn with_link(link: &str, body: &Value) -> Answer {
    answer(200, &["content-type: application/json", link], body.to_string())
}

/// What the server was asked, in order.
fn lines(server: &Server) -> Vec<String> {
    server.seen().iter().map(|seen| seen.line()).collect()
}

#[tokio::test]
async fn the_link_header_is_followed_with_the_first_requests_headers() {
    let first = with_link(
        "Link: </v1/issues?page=0>; rel=\"prev\", </v1/issues?page=2&x=%27>; rel=\"next\"",
        &tree_of!([{"id": "0"}]),
    );
    let last = with_link("Link: </v1/issues?page=1>; rel=\"first\"", &tree_of!([{"id": "1"}, {"id": "2"}]));
    let server = Server::new([first, last]).await;
    let client = client(&server);
    let found = client.lists().list_issues().per_page(2).header("x-mine", "1").stream().try_collect().await.unwrap();
    assert_eq!(ids(&found), ["0", "1", "2"]);
    assert_eq!(lines(&server), ["GET /v1/issues?per_page=2", "GET /v1/issues?page=2&x=%27"]);
    for seen in server.seen() {
        assert_eq!(seen.header("x-mine"), Some("1"));
        assert_eq!(seen.header("authorization"), Some(format!("Bearer {BEARER}").as_str()));
    }
}

#[tokio::test]
async fn a_link_header_may_have_any_letters() {
    let other = Server::new([json(200, tree_of!([{"id": "2"}]))]).await;
    let near = "Link: </v1/issues?after=é>; title=\"später\"; rel=next";
    let far = format!("Link: <{}>; rel=next", other.url("/v1/issues?after=é"));
    let answers = [with_link(near, &tree_of!([{"id": "0"}])), with_link(&far, &tree_of!([{"id": "1"}]))];
    let server = Server::new(answers).await;
    let client = client(&server).with_trusted_origin(&other.url(""));
    let found = client.lists().list_issues().stream().try_collect().await.unwrap();
    assert_eq!(ids(&found), ["0", "1", "2"]);
    assert_eq!([&lines(&server)[1], &lines(&other)[0]], ["GET /v1/issues?after=%C3%A9"; 2]);
}

#[tokio::test]
async fn a_call_that_is_awaited_gives_its_answer_as_ever() {
    let server = Server::new([with_link("Link: </v1/issues?page=2>; rel=next", &tree_of!([{"id": "0"}]))]).await;
    let client = client(&server);
    assert_eq!(ids(&client.lists().list_issues().await.unwrap()), ["0"]);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn credentials_never_follow_a_link_to_another_origin() {
    let other = Server::new([json(200, tree_of!([]))]).await;
    let link = format!("Link: <{}>; rel=next", other.url("/v1/issues"));
    let server = Server::new([with_link(&link, &tree_of!([{"id": "0"}]))]).await;
    let client = client(&server);
    let mut stream = client.lists().list_issues().stream();
    assert_eq!(stream.try_next().await.unwrap().unwrap().id, "0", "the page itself is good");
    assert!(matches!(stream.try_next().await, Err(Error::ForeignLink(_))));
    assert!(stream.try_next().await.unwrap().is_none(), "after an error there is nothing");
    assert_eq!(other.seen().len(), 0);
    // Unless the user trusts the origin.
    let trusting =
        pages::Client::new(Bearer::new(BEARER)).with_base_url(server.url("/v1")).with_trusted_origin(&other.url(""));
    assert_eq!(trusting.lists().list_issues().stream().try_collect().await.unwrap().len(), 1);
    assert_eq!(other.seen().len(), 1);
}

#[tokio::test]
async fn a_link_in_the_answer_is_followed() {
    let first = tree_of!({"value": things(0, 2), "nextLink": "machines?$skiptoken=a%2Bb"});
    let server = Server::new([json(200, first), json(200, tree_of!({"value": things(2, 3), "nextLink": ""}))]).await;
    let client = client(&server);
    let mut batches = client.lists().list_machines().pages();
    let batch = batches.try_next().await.unwrap().unwrap();
    assert_eq!(ids(&batch.items), ["0", "1"]);
    let whole: pages::models::MachineList = rt::from_slice(&batch.body).unwrap();
    assert_eq!(whole.next_link.as_deref(), Some("machines?$skiptoken=a%2Bb"));
    assert!(!format!("{batch:?}").contains("skiptoken"), "links hold tokens");
    assert_eq!(batches.try_next().await.unwrap().unwrap().items.len(), 1);
    assert!(batches.try_next().await.unwrap().is_none());
    assert_eq!(lines(&server), ["GET /v1/machines", "GET /v1/machines?$skiptoken=a%2Bb"]);
}

#[tokio::test]
async fn pages_that_lead_in_a_circle_end_with_an_error() {
    let page = || json(200, tree_of!({"value": things(0, 1), "nextLink": "machines?again"}));
    let server = Server::new([page(), page(), page()]).await;
    let client = client(&server);
    let circle = client.lists().list_machines().stream().try_collect().await;
    assert!(matches!(circle, Err(Error::Paging(_))), "{circle:?}");
    assert_eq!(server.seen().len(), 2);
    let limited = client.lists().list_machines().stream().page_limit(1).try_collect().await;
    assert!(limited.err().unwrap().to_string().contains("more than 1 pages"));
}

#[tokio::test]
async fn the_last_items_id_leads_on_until_there_is_no_more() {
    let page = |from, to, more| json(200, tree_of!({"data": things(from, to), "has_more": more}));
    let server = Server::new([page(0, 2, true), page(2, 4, true), page(4, 5, false)]).await;
    let client = client(&server);
    let found = client.lists().list_charges().limit(2).stream().try_collect().await.unwrap();
    assert_eq!(found.len(), 5);
    let base = "GET /v1/charges?limit=2";
    assert_eq!(
        lines(&server),
        [base.to_owned(), format!("{base}&starting_after=1"), format!("{base}&starting_after=3")]
    );
}

#[tokio::test]
async fn a_cursor_of_the_answer_replaces_the_one_before() {
    let page = |from, next: Value| {
        json(200, tree_of!({"found": {"messages": things(from, from + 1)}, "meta": {"next": next}}))
    };
    let server = Server::new([page(0, "a&b".into()), page(1, "c d".into()), page(2, Value::Null)]).await;
    let client = client(&server);
    let found = client.lists().list_messages().cursor("start").stream_("x").stream().try_collect().await.unwrap();
    assert_eq!(ids(&found), ["0", "1", "2"]);
    let asked = lines(&server);
    assert_eq!(
        asked,
        [
            "GET /v1/messages?cursor=start&stream=x",
            "GET /v1/messages?stream=x&cursor=a%26b",
            "GET /v1/messages?stream=x&cursor=c%20d"
        ]
    );
}

#[tokio::test]
async fn offsets_count_items_and_pages_count_pages() {
    let rows = |from, to| json(200, tree_of!({"found": {"messages": things(from, to)}, "meta": {"total": 7}}));
    let server = Server::new([rows(4, 6), rows(6, 7)]).await;
    let rows = client(&server);
    let mut stream = rows.lists().list_rows().offset(4).stream();
    let mut found = Vec::new();
    while let Some(row) = stream.try_next().await.unwrap() {
        found.push(row.id);
    }
    assert_eq!(found, ["4", "5", "6"]);
    assert_eq!(stream.total(), Some(7));
    assert_eq!(lines(&server), ["GET /v1/rows?offset=4", "GET /v1/rows?offset=6"]);

    let server = Server::new([json(200, "[\"a\"]"), json(200, "[\"b\"]"), json(200, "[]")]).await;
    let books = client(&server);
    assert_eq!(books.lists().list_books().stream().try_collect().await.unwrap(), ["a", "b"]);
    assert_eq!(lines(&server), ["GET /v1/books", "GET /v1/books?page=2", "GET /v1/books?page=3"]);
}

#[tokio::test]
async fn an_answer_of_another_shape_is_an_error_that_shows_no_secret() {
    let server = Server::new([json(200, tree_of!({"value": "secret-value", "nextLink": "x"}))]).await;
    let client = client(&server);
    let error = client.lists().list_machines().stream().try_collect().await.err().unwrap();
    assert!(matches!(error, Error::Decode(_)), "{error}");
    let server = Server::new([answer(403, &[], "secret-value")]).await;
    let client = self::client(&server);
    let error = client.lists().list_machines().stream().try_collect().await.err().unwrap();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    assert!(!format!("{error} {error:?}").contains("secret-value"));
}
