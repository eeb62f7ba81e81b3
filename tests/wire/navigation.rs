//! Request builders: addresses that are put together step by step.

use library::{Bearer, Client, builders, models};
use rest_bindgen_runtime as rt;
use serde_json::json as tree_of;

use crate::BEARER;
use crate::server::{Answer, Server, json, nothing};

async fn service(answer: Answer) -> (Server, Client) {
    let server = Server::new([answer]).await;
    let client = Client::new(Bearer::new(BEARER)).with_base_url(server.url("/v1"));
    (server, client)
}

fn page() -> Answer {
    json(200, tree_of!({"value": [{"id": "1"}]}))
}

#[tokio::test]
async fn steps_put_the_address_together() {
    let (server, client) = service(page()).await;
    client.books().list().top(3).await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/books?$top=3");
    client.books().id("a/b c").copies().list().await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/books('a%2Fb%20c')/copies");
    let copies = client.books().id("1").copies();
    copies.key("main's", 7).history().list().await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/books('1')/copies(branch='main%27%27s',number=7)/history");
    client.authors().id("2").books().id("3").authors().list().await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/authors('2')/books('3')/authors");
}

#[tokio::test]
async fn one_builder_serves_for_several_calls() {
    let (server, client) = service(json(200, tree_of!({"id": "1", "title": "T", "isbn": "0"}))).await;
    let book = client.books().id("1");
    assert_eq!(book.get().select(["title"]).await.unwrap().title.as_deref(), Some("T"));
    assert_eq!(server.take().line(), "GET /v1/books('1')?$select=title");
    let by_hand: builders::BookItem<'_> = builders::BookItem::new(client.at("/archive/books('1')"));
    by_hand.get().await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/archive/books('1')");
    let change = models::Book { title: Some("U".to_owned()).into(), ..Default::default() };
    book.update(&change).if_match("W/\"1\"").await.unwrap();
    let seen = server.take();
    assert_eq!((seen.line(), seen.header("if-match")), ("PATCH /v1/books('1')".to_owned(), Some("W/\"1\"")));
    book.delete().await.unwrap();
    assert_eq!(server.take().line(), "DELETE /v1/books('1')");
}

#[tokio::test]
async fn by_an_alternate_key() {
    let (server, client) = service(json(200, tree_of!({"id": "1", "isbn": "9-1"}))).await;
    client.books().by_isbn("9-1").get().await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/books(isbn='9-1')");
}

#[tokio::test]
async fn a_cast_leads_to_what_the_derived_type_has() {
    let (server, client) = service(page()).await;
    client.books().cast::<models::AudioBook>().list().await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/books/library.audioBook");
    client.house().newest().cast::<models::AudioBook>().readers().list().await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/house/newest/library.audioBook/readers");
}

#[tokio::test]
async fn actions_and_functions_are_called_where_they_are_bound() {
    let (server, client) = service(json(200, tree_of!({"id": 5}))).await;
    let copy = client.books().id("1").copies().key("main", 1);
    let body = models::CopyLendBody { reader: Some("me".to_owned()), days: Some(14).into(), ..Default::default() };
    assert_eq!(copy.lend(&body).await.unwrap().id, Some(5));
    let seen = server.take();
    assert_eq!(seen.line(), "POST /v1/books('1')/copies(branch='main',number=1)/library.lend");
    assert_eq!(seen.json(), tree_of!({"reader": "me", "days": 14}));
    client.books().id("1").copies().recall().await.unwrap();
    let seen = server.take();
    assert_eq!(
        (seen.line().as_str(), seen.header("content-length")),
        ("POST /v1/books('1')/copies/library.recall", Some("0"))
    );
}

#[tokio::test]
async fn what_a_composable_function_gives_can_be_walked_on_from() {
    let (server, client) = service(page()).await;
    client.books().id("1").similar("it's").await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/books('1')/library.similar(words='it%27%27s')");
    client.books().at_newest().copies().list().await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/books/library.newest()/copies");
    client.books().delta_with_token("t").await.unwrap();
    assert_eq!(server.take().line(), "GET /v1/books/library.delta(token='t')");
}

#[tokio::test]
async fn links_are_managed_by_reference() {
    let (server, client) = service(nothing()).await;
    let authors = client.books().id("1").authors();
    authors.references().add("https://library.example/authors/2").await.unwrap();
    let seen = server.take();
    assert_eq!(seen.line(), "POST /v1/books('1')/authors/$ref");
    assert_eq!(seen.json(), tree_of!({"@odata.id": "https://library.example/authors/2"}));
    authors.id("2").reference().remove().await.unwrap();
    assert_eq!(server.take().line(), "DELETE /v1/books('1')/authors('2')/$ref");
    client.books().id("1").publisher().reference().set("https://library.example/publishers/3").await.unwrap();
    let seen = server.take();
    assert_eq!(seen.line(), "PUT /v1/books('1')/publisher/$ref");
    assert_eq!(seen.json(), tree_of!({"@odata.id": "https://library.example/publishers/3"}));
}

#[tokio::test]
async fn links_are_read_and_removed_by_address() {
    let list =
        tree_of!({"value": [{"@odata.id": "authors('2')"}], "@odata.nextLink": "books('1')/authors/$ref?$skip=1"});
    let answers = [json(200, list), json(200, tree_of!({"value": [{"@odata.id": "authors('3')", "x": 1}]}))];
    let one = json(200, tree_of!({"@odata.id": "publishers('3')"}));
    let server = Server::new(answers.into_iter().chain([one, nothing()])).await;
    let client = Client::new(Bearer::new(BEARER)).with_base_url(server.url("/v1"));
    let authors = client.books().id("1").authors().references();
    let links = authors.list().stream().try_collect().await.unwrap();
    let links: Vec<&str> = links.iter().map(|link| link.odata_id.as_str()).collect();
    assert_eq!(links, ["authors('2')", "authors('3')"]);
    let publisher = client.books().id("1").publisher().reference();
    assert_eq!(publisher.get().await.unwrap().odata_id, "publishers('3')");
    publisher.remove().if_match("W/\"1\"").await.unwrap();
    // The service may be asked for one of several by its address (Protocol, 11.4.6.2).
    authors.remove("https://library.example/authors('2')").await.unwrap();
    let seen: Vec<String> = server.seen().iter().map(|request| request.line()).collect();
    assert_eq!(
        seen,
        [
            "GET /v1/books('1')/authors/$ref",
            "GET /v1/books('1')/authors/$ref?$skip=1",
            "GET /v1/books('1')/publisher/$ref",
            "DELETE /v1/books('1')/publisher/$ref",
            "DELETE /v1/books('1')/authors/$ref?@id=https://library.example/authors(%272%27)",
        ]
    );
}

#[tokio::test]
async fn streams_and_counts() {
    let (server, client) = service(crate::server::answer(200, &["content-type: text/plain"], "12")).await;
    assert_eq!(client.books().count().filter("isbn ne ''").await.unwrap(), 12);
    assert_eq!(server.take().line(), "GET /v1/books/$count?$filter=isbn%20ne%20%27%27");
    client.books().id("1").set_cover(vec![1_u8, 2]).await.unwrap();
    let seen = server.take();
    assert_eq!((seen.line().as_str(), seen.body.as_slice()), ("PUT /v1/books('1')/cover", &[1_u8, 2][..]));
}

#[tokio::test]
async fn a_bad_value_on_the_way_is_an_error_and_nothing_is_sent() {
    let (server, client) = service(page()).await;
    let error = client.books().id("a\nb").copies().list().await.unwrap_err();
    assert!(matches!(error, rt::Error::Usage(_)), "{error:?}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn changes_end_with_a_link() {
    let first = r#"{"value":[{"id":"1","title":"a"},{"id":"2","@removed":{"reason":"deleted"}}],
        "@odata.nextLink":"books/library.delta()?$skiptoken=1"}"#;
    let second = r#"{"value":[{"id":"3"}],"@odata.deltaLink":"books/library.delta()?$deltatoken=2"}"#;
    let third = r#"{"value":[],"@odata.deltaLink":"books/library.delta()?$deltatoken=3"}"#;
    let server = Server::new([json(200, first), json(200, second), json(200, third)]).await;
    let client = Client::new(Bearer::new(BEARER)).with_base_url(server.url("/v1"));
    let mut changes = client.books().delta().select(["title"]).stream();
    let mut seen = Vec::new();
    while let Some(change) = changes.try_next().await.unwrap() {
        seen.push(match change {
            rt::Change::Entity(book) => book.id.unwrap(),
            rt::Change::Removed(gone) => format!("{} {}", gone.id.unwrap(), gone.reason.unwrap()),
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(seen, ["1", "2 deleted", "3"]);
    let link = changes.delta_link().unwrap().to_owned();
    let later = client.books().delta().since(&link).await.unwrap();
    assert!(later.value.is_empty() && later.delta_link.unwrap().ends_with("=3"));
    let lines: Vec<String> = server.seen().iter().map(|request| request.line()).collect();
    assert_eq!(
        lines,
        [
            "GET /v1/books/library.delta()?$select=title",
            "GET /v1/books/library.delta()?$skiptoken=1",
            "GET /v1/books/library.delta()?$deltatoken=2"
        ]
    );
}

/// What may be done where is known to the compiler: these lines compile only for what the description allows.
#[test]
fn rights_are_those_of_the_step() {
    fn owned(_: &builders::CopyItem<'_, rt::Owned>) {}
    fn linked(_: &builders::AuthorItem<'_, rt::Linked>) {}
    fn always_there(_: &builders::HouseItem<'_, rt::Singleton>) {}
    let client = Client::new(Bearer::new(BEARER));
    owned(&client.books().id("1").copies().key("main", 1));
    linked(&client.books().id("1").authors().id("1"));
    always_there(&client.house());
    assert!(format!("{:?}", client.books().id("1")).contains("/books('1')"));
}
