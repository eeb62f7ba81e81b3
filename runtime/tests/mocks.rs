//! What mocks answer beyond a value, as a test of what uses a client says it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]
#![cfg(all(feature = "mocks", feature = "reqwest"))]

use std::time::Duration;

use rest_bindgen_runtime as rt;
use rt::mocks::{self, MockServer, Text, given};
use rt::{
    Anonymous, Bytes, Call, Change, Client, Event, EventStream, Json, List, Map, Method, Multipart, Paging, Removed,
    RequestBatch, RetryPolicy, StatusCode, UploadSession, decode,
};

async fn service() -> (MockServer, Client) {
    let server = MockServer::start().await;
    mocks::unmocked().mount(&server).await;
    let client = Client::new(&format!("{}/v1", server.uri()), Anonymous).with_retries(RetryPolicy::none());
    (server, client)
}

fn call<'c, T: rt::Decode>(client: &'c Client, method: Method, path: &'static str) -> Call<'c, T> {
    Call::new(client, method, decode::json::<T>).path(path)
}

fn names(client: &Client) -> List<'_, String> {
    call::<rt::Page<String>>(client, Method::GET, "/names").into_list()
}

#[tokio::test]
async fn headers_delays_and_errors_that_are_no_json() {
    let (server, client) = service().await;
    let get = || call::<String>(&client, Method::GET, "/names/1");
    let slow = given(get()).unwrap().with_answer_header("Retry-After", &0).unwrap();
    slow.fails_with(StatusCode::TOO_MANY_REQUESTS, &()).up_to_n_times(1).expect(1).mount(&server).await;
    let found = given(get()).unwrap().with_answer_header("ETag", "\"a\"").unwrap();
    found.answers_with(StatusCode::CREATED, "n").unwrap().up_to_n_times(1).expect(1).mount(&server).await;
    let answer = get().retries(RetryPolicy::default()).send_with_response().await.unwrap();
    assert_eq!((answer.attempts, answer.status, answer.value.as_str()), (2, StatusCode::CREATED, "n"));
    assert_eq!(answer.header::<String>("etag").as_deref(), Some("\"a\""));

    let get_late = || call::<String>(&client, Method::GET, "/names/late");
    let late = given(get_late()).unwrap().with_delay(Duration::from_secs(30));
    late.answers(&"late".to_owned()).mount(&server).await;
    assert!(get_late().timeout(Duration::from_millis(100)).await.unwrap_err().is_timeout());

    given(get()).unwrap().fails_with(StatusCode::CONFLICT, &Text("busy")).mount(&server).await;
    let rt::Error::Status(error) = get().await.unwrap_err() else { panic!("another error") };
    assert_eq!((error.status, &*error.body), (StatusCode::CONFLICT, &b"busy"[..]));
    assert!(given(get()).unwrap().with_answer_header("a b", "").is_err());
}

#[tokio::test]
async fn what_has_no_mock_is_not_taken_for_what_is_not_there() {
    let (_server, client) = service().await;
    let error = call::<String>(&client, Method::GET, "/names/2").await.unwrap_err();
    assert!(!error.is_not_found() && error.to_string().contains("No mock is for GET /v1/names/2."), "{error}");
}

#[tokio::test]
async fn headers_may_be_any_and_parts_of_bodies_count() {
    let (server, client) = service().await;
    let send = |id: &str, part: &str| {
        let body = Multipart::new().text("a", part);
        call::<i64>(&client, Method::POST, "/names").header("x-request-id", id).multipart("multipart/form-data", body)
    };
    given(send("any", "1")).unwrap().for_any("any").answers(&1).expect(1).mount(&server).await;
    assert_eq!(send("7f", "1").await.unwrap(), 1);
    assert!(send("7f", "2").await.is_err());
}

#[tokio::test]
async fn pages_by_links_in_headers() {
    let (server, client) = service().await;
    let list = || {
        let paging = Paging::link_header("");
        call::<Vec<i64>>(&client, Method::GET, "/numbers?per_page=2").paged::<i64>(paging)
    };
    for page in given(list()).unwrap().answers_linked_pages(&server, [vec![1, 2], vec![], vec![3]]) {
        page.expect(1).mount(&server).await;
    }
    assert_eq!(list().stream().try_collect().await.unwrap(), [1, 2, 3]);
}

#[tokio::test]
async fn rounds_of_changes_are_told_apart() {
    let (server, client) = service().await;
    let delta = || call::<rt::Page<Change<String>>>(&client, Method::GET, "/names/delta()").into_list();
    let entity = |name: &str| Change::Entity(name.to_owned());
    let gone = Change::Removed(Removed { id: Some("b".to_owned()), ..Default::default() });
    let rounds = [("1", [vec![entity("a")], vec![gone]]), ("2", [vec![entity("c")], vec![]])];
    let mut since: Option<String> = None;
    for (token, pages) in rounds.clone() {
        let call = since.iter().fold(delta(), |call, link| call.since(link));
        let (mocks, link) = given(call).unwrap().answers_changes(&server, token, pages);
        for mock in mocks {
            mock.expect(1).mount(&server).await;
        }
        since = Some(link);
    }
    let mut since: Option<String> = None;
    for (_, pages) in rounds {
        let mut changes = since.iter().fold(delta(), |call, link| call.since(link)).stream();
        let mut seen = Vec::new();
        while let Some(change) = changes.try_next().await.unwrap() {
            seen.push(change.into_entity());
        }
        let expected: Vec<_> = pages.into_iter().flatten().map(Change::into_entity).collect();
        assert_eq!(seen, expected);
        since = changes.delta_link().map(ToOwned::to_owned);
    }
}

#[tokio::test]
async fn events_have_names_and_ids() {
    let (server, client) = service().await;
    let stream = || Call::new(&client, Method::GET, decode::events::<Json>).path("/events");
    let named = Event::of("added", &1).with_id("7");
    given(stream()).unwrap().answers_events(&[named.clone(), Event::of("", "a\nb")]).mount(&server).await;
    let mut events: EventStream<Event> =
        Call::new(&client, Method::GET, decode::raw_events).path("/events").await.unwrap();
    assert_eq!(events.try_next().await.unwrap(), Some(named));
    let Some(Event { event, data, id, .. }) = events.try_next().await.unwrap() else { panic!("one event") };
    assert_eq!((event.as_str(), data.as_str(), id.as_str()), ("message", "\"a\\nb\"", "7"));
    assert_eq!(events.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn each_request_of_a_batch_has_its_own_mock() {
    let (server, client) = service().await;
    let get =
        |id: &str| Call::new(&client, Method::GET, decode::json::<String>).path("/names('").literal(id).path("')");
    let put = |text: &str| call::<Option<String>>(&client, Method::PUT, "/names/a").json(text);
    let text = |body: &'static str| call::<Option<String>>(&client, Method::PUT, "/text").bytes("text/plain", body);
    let file = |form: &str| Call::new(&client, Method::GET, decode::bytes).path("/file").accept(form);
    let parts = [
        given(file("text/csv")).unwrap().answers_in_batch(&Bytes::from_static(b"a,b")),
        given(file("image/png")).unwrap().answers_in_batch(&Bytes::from_static(b"\xff\xfe")),
        given(get("a")).unwrap().answers_in_batch(&"n".to_owned()),
        given(put("new")).unwrap().answers_in_batch(&Some("old".to_owned())),
        given(text("plain")).unwrap().answers_in_batch(&Some("plain".to_owned())),
        given(get("any")).unwrap().for_any("any").fails_in_batch(StatusCode::GONE, "gone", "Gone."),
    ];
    mocks::batch(&client, parts).expect(1).mount(&server).await;

    let mut batch = RequestBatch::new(&client);
    let other = batch.add(get("b")).unwrap();
    let known = batch.add_after(get("a"), [other.id()]).unwrap();
    let (sent, plain) = (batch.add(put("new")).unwrap(), batch.add(text("plain")).unwrap());
    let (table, image) = (batch.add(file("text/csv")).unwrap(), batch.add(file("image/png")).unwrap());
    let unknown = batch.add(put("else")).unwrap();
    let mut answers = batch.send().await.unwrap();
    assert_eq!(answers.take(other).unwrap_err().status(), Some(StatusCode::GONE));
    assert_eq!(answers.take(known).unwrap(), "n");
    assert_eq!(answers.take(sent).unwrap().as_deref(), Some("old"));
    assert_eq!(answers.take(plain).unwrap().as_deref(), Some("plain"));
    assert_eq!((&*answers.take(table).unwrap(), &*answers.take(image).unwrap()), (&b"a,b"[..], &b"\xff\xfe"[..]));
    let error = answers.take(unknown).unwrap_err();
    assert!(error.to_string().contains("No part of the mocked batch is for PUT names/a."), "{error}");
}

#[tokio::test]
async fn an_upload_session_takes_pieces_in_order() {
    const PIECE: usize = 320 * 1024;
    let (server, client) = service().await;
    let item: Map<i64> = Map::from_iter([("size", 5)]);
    let (url, session) = mocks::upload_session(&server, "a b/c", &item);
    session.expect(4).mount(&server).await;
    let length = 2 * PIECE + 5;
    let mut upload = UploadSession::new(&client, &url, length as u64).unwrap().piece_length(PIECE);
    assert_eq!(upload.ask().await.unwrap(), 0);
    let answer = upload.send::<Map<i64>>(Bytes::from(vec![1; length])).await.unwrap();
    assert_eq!((answer.status, answer.value), (StatusCode::CREATED, Some(item)));
}

#[tokio::test]
async fn a_list_is_one_page_or_several() {
    let (server, client) = service().await;
    for page in given(names(&client)).unwrap().answers_pages(&server, [vec!["a".to_owned()], vec!["b".to_owned()]]) {
        page.expect(1).mount(&server).await;
    }
    assert_eq!(names(&client).stream().try_collect().await.unwrap(), ["a", "b"]);
}
