//! The same for a client whose operations are reached by navigation.
#![allow(clippy::unwrap_used, reason = "a test ends where its assumption does")]

use library::Client;
use library::models::Copy;
use mocks_example::discard;
use rest_bindgen_runtime::mocks::{MockServer, given};

#[tokio::test]
async fn every_copy_is_thrown_away() {
    let server = MockServer::start().await;
    let client = Client::mocked(&server);
    let copies = client.books().id("42").copies();
    let copy = |number| Copy { branch: Some("main".to_owned()), number: Some(number), ..Default::default() };
    given(copies.list()).unwrap().answers_items([copy(1), copy(2)]).expect(1).mount(&server).await;
    for number in [1, 2] {
        given(copies.key("main", number).delete()).unwrap().answers(&()).expect(1).mount(&server).await;
    }

    assert_eq!(discard(&client, "42").await.unwrap(), 2);
}
