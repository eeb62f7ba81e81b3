//! What operations ask for, by header and by body.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its assumption does")]
#![allow(dead_code, reason = "the server serves other tests too")]

#[path = "../../wire/server.rs"]
mod server;

use rest_bindgen_runtime as rt;
use rt::Anonymous;
use serde_json::json;
use server::{Answer, Server, answer};
use test_clients::{error_media_types as errors, stream_member as streams};

/// Nothing here has credentials; the server knows how to look for some.
const BEARER: &str = "none";

fn problem(status: u16) -> Answer {
    answer(status, &["content-type: application/problem+json"], r#"{"title":"none","status":404}"#)
}

#[tokio::test]
async fn errors_are_asked_for_in_their_own_media_type_and_have_their_type() {
    let server = Server::new([problem(404)]).await;
    let client = errors::Client::new(Anonymous).with_base_url(server.url(""));
    let title = |error: rt::Error| error.body::<errors::models::Problem>().map(|problem| problem.title);
    let boats = client.boats();
    assert_eq!(title(boats.get("a").await.unwrap_err()).as_deref(), Some("none"));
    assert_eq!(server.take().header("accept"), Some("application/json, application/problem+json;q=0.5"));
    assert_eq!(title(boats.delete("a").await.unwrap_err()).as_deref(), Some("none"));
    assert_eq!(server.take().header("accept"), Some("application/json, application/problem+json;q=0.5"));
    assert_eq!(title(boats.get_picture("a").await.unwrap_err()).as_deref(), Some("none"));
    let asked = "application/problem+json;q=0.5, text/html;q=0.5, application/json;q=0.5";
    assert_eq!(server.take().header("accept"), Some(format!("image/png, {asked}").as_str()));
    assert_eq!(title(boats.get_picture_stream("a").await.unwrap_err()).as_deref(), Some("none"));
    assert_eq!(server.take().header("accept"), Some(format!("text/event-stream, {asked}").as_str()));
    assert_eq!(title(boats.create(&Default::default()).await.unwrap_err()).as_deref(), Some("none"));
    assert_eq!(server.take().header("accept"), Some("application/json, text/plain, application/problem+json;q=0.5"));
    // Nothing is added where nothing else is described.
    assert_eq!(title(boats.list().await.unwrap_err()).as_deref(), Some("none"));
    assert_eq!(server.take().header("accept"), Some("application/json"));
}

#[tokio::test]
async fn the_function_that_streams_asks_for_a_stream_in_its_body() {
    use streams::models::{CreateChat, CreateDraftBody, CreateNote, CreateRiverBody, GenerateBody};
    let events = || answer(200, &["content-type: text/event-stream"], "data: {\"delta\":\"a\"}\n\n");
    let whole = || answer(200, &["content-type: application/json"], r#"{"text":"a"}"#);
    let answers = [whole(), events(), whole(), events(), events(), whole(), events(), events(), events()];
    let server = Server::new(answers).await;
    let client = streams::Client::new(Anonymous).with_base_url(server.url(""));
    let chats = client.chats();
    let chat = CreateChat { prompt: "p".to_owned(), ..Default::default() };

    assert_eq!(chats.create(&chat).await.unwrap().text.as_deref(), Some("a"));
    assert_eq!(server.take().json(), json!({ "prompt": "p" }));
    let mut stream = chats.create_stream(&chat).await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().map(|piece| piece.delta).as_deref(), Some("a"));
    let seen = server.take();
    assert_eq!(
        (seen.json(), seen.header("accept")),
        (json!({ "prompt": "p", "stream": true }), Some("text/event-stream, application/json;q=0.5"))
    );

    // A body that may be left out, and is one of two.
    chats.create_draft().await.unwrap();
    assert!(server.take().body.is_empty());
    drop(chats.create_draft_stream().await.unwrap());
    assert_eq!(server.take().json(), json!({ "stream": true }));
    let note = CreateNote { note: "n".to_owned(), stream: Some(false), ..Default::default() };
    drop(chats.create_draft_stream().body(&CreateDraftBody::CreateNote(note)).await.unwrap());
    assert_eq!(server.take().json(), json!({ "note": "n", "stream": true }));

    // A stream is the default: the function that wants none says so.
    let body = GenerateBody { prompt: Some("p".to_owned()), ..Default::default() };
    chats.generate(&body).await.unwrap();
    assert_eq!(server.take().json(), json!({ "prompt": "p", "stream": false }));
    drop(chats.generate_stream(&body).await.unwrap());
    assert_eq!(server.take().json(), json!({ "prompt": "p", "stream": true }));

    // Another member of the same name, and an operation that has no choice.
    let river = CreateRiverBody { stream: Some("Rhine".to_owned()), ..Default::default() };
    drop(client.rivers().create_stream(&river).await.unwrap());
    assert_eq!(server.take().json(), json!({ "stream": "Rhine" }));
    drop(chats.create_speech(&chat).await.unwrap());
    assert_eq!(server.take().json(), json!({ "prompt": "p" }));
}
