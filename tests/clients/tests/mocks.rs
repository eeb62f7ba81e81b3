//! Mocks of operations of every form: what is typed arrives, and what differs is not answered.
#![allow(clippy::unwrap_used, reason = "a test ends where its assumption does")]

use rest_bindgen_runtime as rt;
use rt::mocks::{MockServer, Text, given};
use rt::{Bytes, StatusCode};
use test_clients::{forms, multipart};

use forms::models::{CreateOrderResponse201, Order, Piece, Problem};
use forms::orders::CreateResponse;

fn order(name: &str) -> Order {
    Order { name: Some(name.to_owned()), ..Default::default() }
}

fn piece(delta: &str) -> Piece {
    Piece { delta: delta.to_owned(), ..Default::default() }
}

#[tokio::test]
async fn an_operation_with_a_request_of_its_own_and_several_successes() {
    let server = MockServer::start().await;
    let client = forms::Client::mocked(&server);
    let created = CreateOrderResponse201 { id: 5, ..Default::default() };
    let mock = given(client.orders().create(&order("n")).dry(true)).unwrap();
    mock.answers_with(StatusCode::CREATED, &created).unwrap().expect(1).mount(&server).await;
    let mock = given(client.orders().create_text("x")).unwrap();
    mock.answers_with(StatusCode::ACCEPTED, &Text("later")).unwrap().expect(1).mount(&server).await;
    let mock = given(client.orders().create_bytes("y").into_http()).unwrap();
    mock.answers_with(StatusCode::NO_CONTENT, &()).unwrap().expect(1).mount(&server).await;

    let answer = client.orders().create(&order("n")).dry(true).await;
    assert!(matches!(answer, Ok(CreateResponse::Created(one)) if one == created));
    let answer = client.orders().create_text("x").await;
    assert!(matches!(answer, Ok(CreateResponse::Accepted(text)) if text == "later"));
    assert!(matches!(client.orders().create_bytes("y").await, Ok(CreateResponse::NoContent)));
    // Another body, another query, another media type: nothing answers.
    for other in [client.orders().create(&order("m")).dry(true), client.orders().create(&order("n")).dry(false)] {
        assert!(other.await.unwrap_err().is_not_found());
    }
    assert!(client.orders().create_form(&order("n")).dry(true).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_mock_answers_only_what_the_client_reads() {
    let server = MockServer::start().await;
    let client = forms::Client::mocked(&server);
    let wrong = given(client.orders().create(&order("n"))).unwrap().answers_with(StatusCode::CREATED, &order("n"));
    assert!(wrong.err().unwrap().is_decode());
    let error = given(client.orders().create(&order("n"))).unwrap().answers_with(StatusCode::IM_A_TEAPOT, &order("n"));
    assert_eq!(error.err().unwrap().status(), Some(StatusCode::IM_A_TEAPOT));
    assert!(given(a_call(&client, ".")).is_err());
}

/// A call whose parts make no request if `segment` is none.
fn a_call<'c>(client: &'c forms::Client, segment: &str) -> rt::Call<'c, ()> {
    rt::Call::new(client.core(), rt::Method::GET, rt::decode::empty).path("/").segment(segment)
}

#[tokio::test]
async fn any_body_and_errors_of_a_type() {
    let server = MockServer::start().await;
    let client = forms::Client::mocked(&server);
    let problem = Problem { title: Some("gone".to_owned()), ..Default::default() };
    let mock = given(client.orders().create(&Order::default())).unwrap().with_any_body();
    mock.fails_with(StatusCode::NOT_FOUND, &problem).expect(1).mount(&server).await;
    let error = client.orders().create(&order("whatever")).await.unwrap_err();
    assert_eq!(error.body::<Problem>(), Some(problem));
}

#[tokio::test]
async fn bytes_and_streams() {
    let server = MockServer::start().await;
    let client = forms::Client::mocked(&server);
    let picture = Bytes::from_static(b"\x89PNG");
    given(client.orders().get_picture_as_png()).unwrap().answers(&picture).mount(&server).await;
    let answer = client.orders().get_picture_as_png().send_with_response().await.unwrap();
    assert_eq!(answer.value, picture);
    assert_eq!(answer.headers["content-type"], "image/png");

    let pieces = [piece("a"), piece("b")];
    given(client.answers().list_changes()).unwrap().answers_values(&pieces).mount(&server).await;
    given(client.answers().list_lines()).unwrap().answers_values(&pieces).mount(&server).await;
    given(client.answers().list_lines_stream()).unwrap().answers_values(&pieces).mount(&server).await;
    let mut events = client.answers().list_changes().await.unwrap();
    let mut lines = client.answers().list_lines().await.unwrap();
    let mut records = client.answers().list_lines_stream().await.unwrap();
    for expected in pieces.map(Some).into_iter().chain([None]) {
        assert_eq!(events.try_next().await.unwrap(), expected);
        assert_eq!(lines.try_next().await.unwrap(), expected);
        assert_eq!(records.try_next().await.unwrap(), expected);
    }
}

#[tokio::test]
async fn parts_of_a_body_are_not_compared() {
    let server = MockServer::start().await;
    let client = forms::Client::mocked(&server);
    let parts = || forms::orders::CreateMultipartParts::new().name("n");
    let mock = given(client.orders().create_multipart(parts())).unwrap();
    mock.answers_with(StatusCode::OK, &order("n")).unwrap().expect(1).mount(&server).await;
    let answer = client.orders().create_multipart(parts()).await;
    assert!(matches!(answer, Ok(CreateResponse::Ok(one)) if one == order("n")));
    // Each generated module has its client's mocks at hand.
    assert_eq!(multipart::mocks::base_url(&server, "https://host.example/v1/"), format!("{}/v1", server.uri()));
}
