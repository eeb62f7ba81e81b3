//! Values of types that extend others, open ones, and what services write beside their members.

use library::{Bearer, Client, models};
use rest_bindgen_runtime as rt;
use serde_json::json as tree_of;

use crate::server::{Server, json};
use crate::{BEARER, tree};

async fn service(answer: crate::server::Answer) -> (Server, Client) {
    let server = Server::new([answer]).await;
    let client = Client::new(Bearer::new(BEARER)).with_base_url(server.url("/v1"));
    (server, client)
}

#[tokio::test]
async fn a_value_of_a_derived_type_is_kept_whole_and_read_as_what_it_is() {
    let audio =
        tree_of!({"@odata.type": "#library.audioBook", "id": "1", "title": "T", "length": "PT3H", "voice": "deep"});
    let books = tree_of!({"value": [audio, {"id": "2", "title": "U"}]});
    let (_server, client) = service(json(200, books)).await;
    let books = client.books().list().await.unwrap().value;
    assert!(books[0].is::<models::AudioBook>() && !books[1].is::<models::AudioBook>());
    assert_eq!(books[0].odata_type(), Some("library.audioBook"));
    let read = books[0].downcast::<models::AudioBook>().unwrap();
    assert_eq!(read.length.as_option().unwrap().to_string(), "PT3H");
    assert_eq!(read.extra.get("voice").unwrap().as_str(), "\"deep\"");
    assert!(books[1].downcast::<models::AudioBook>().is_err());
    // In either form it goes back as it came.
    assert_eq!(tree(&books[0]), audio);
    assert_eq!(tree(&read), audio);
}

#[tokio::test]
async fn a_derived_value_goes_where_its_base_is_wanted_and_says_what_it_is() {
    let (server, client) = service(json(201, tree_of!({"id": "1"}))).await;
    let audio = models::AudioBook { title: "T".into(), length: rt::Null.into(), ..Default::default() };
    client.books().create(&audio.into()).await.unwrap();
    let sent = server.take();
    assert_eq!(sent.json(), tree_of!({"@odata.type": "#library.audioBook", "title": "T", "length": null}));
    // What it is stands before what it says of it.
    assert!(String::from_utf8(sent.body).unwrap().starts_with(r##"{"@odata.type":"#library.audioBook""##));
}

#[tokio::test]
async fn annotations_of_instances_and_unknown_members_come_and_go() {
    let sent = tree_of!({
        "@odata.context": "$metadata#books/$entity", "@odata.etag": "W/\"1\"", "@library.rank": 5,
        "title@Org.OData.Core.V1.IsLanguageDependent": true, "id": "1", "title": "T",
        "shelf": {"row": 7}, "shelf@odata.type": "#library.row"
    });
    let (server, client) = service(json(200, &sent)).await;
    let book = client.books().id("1").get().await.unwrap();
    assert_eq!(book.extra.etag().as_deref(), Some("W/\"1\""));
    assert_eq!(book.extra.annotation("library.rank").unwrap().as_str(), "5");
    assert_eq!(book.extra.annotation_of("title", "Org.OData.Core.V1.IsLanguageDependent").unwrap().as_str(), "true");
    assert_eq!(book.extra.get("shelf").unwrap().as_str(), "{\"row\":7}");
    client.books().id("1").update(&book).if_match("W/\"1\"").await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[1].json(), sent);
    assert_eq!(seen[1].header("if-match"), Some("W/\"1\""));
}
