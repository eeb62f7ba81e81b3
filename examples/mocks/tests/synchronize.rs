//! Tests of a program that uses a client, with mocks of the operations: no network, no path and no JSON by hand.
#![allow(clippy::unwrap_used, reason = "a test ends where its assumption does")]

use graph_vpp_tokens::models::{VppToken, VppTokenState, VppTokenSyncStatus};
use graph_vpp_tokens::{Client, Null};
use mocks_example::{forget_name, synchronize};
use rest_bindgen_runtime::StatusCode;
use rest_bindgen_runtime::mocks::{MockServer, given};

fn token(id: &str, state: VppTokenState, status: VppTokenSyncStatus) -> VppToken {
    VppToken {
        id: Some(id.to_owned()),
        state: Some(state.into()),
        last_sync_status: Some(status.into()),
        ..Default::default()
    }
}

#[tokio::test]
async fn each_valid_token_is_synchronized_once() {
    use VppTokenState::{Expired, Valid};
    use VppTokenSyncStatus::{Completed, Failed, InProgress};
    let server = MockServer::start().await;
    let client = Client::mocked(&server);
    let tokens = client.vpp_tokens();

    let pages =
        [vec![token("a", Valid, Completed), token("b", Expired, Completed)], vec![token("c/d", Valid, Completed)]];
    for page in given(tokens.list().top(2)).unwrap().answers_pages(&server, pages) {
        page.expect(1).mount(&server).await;
    }
    let answers = [("a", Failed), ("c/d", InProgress)];
    for (id, status) in answers {
        let sync = given(tokens.sync_licenses(id)).unwrap().answers(&token(id, Valid, status));
        sync.expect(1).mount(&server).await;
    }

    assert_eq!(synchronize(&client).await.unwrap(), ["a"]);
}

#[tokio::test]
async fn a_token_that_is_gone_is_passed_over_and_other_errors_are_not() {
    let server = MockServer::start().await;
    let client = Client::mocked(&server);
    let valid = token("a", VppTokenState::Valid, VppTokenSyncStatus::None);
    given(client.vpp_tokens().list()).unwrap().answers_items([valid]).mount(&server).await;
    let sync = || given(client.vpp_tokens().sync_licenses("any")).unwrap().for_any("any");
    let gone = sync().fails(StatusCode::NOT_FOUND, "ResourceNotFound", "No such token.");
    gone.up_to_n_times(1).mount(&server).await;
    sync().fails(StatusCode::FORBIDDEN, "Forbidden", "Not yours.").mount(&server).await;

    assert_eq!(synchronize(&client).await.unwrap(), [""; 0]);
    let error = synchronize(&client).await.unwrap_err();
    assert!(error.is_forbidden() && error.to_string().contains("Forbidden: Not yours."), "{error}");
}

#[tokio::test]
async fn only_the_name_is_sent() {
    let server = MockServer::start().await;
    let client = Client::mocked(&server);
    let change = VppToken { display_name: Null.into(), ..Default::default() };
    // 204, as the operation may answer nothing.
    given(client.vpp_tokens().update("a", &change)).unwrap().answers(&None).expect(1).mount(&server).await;

    forget_name(&client, "a").await.unwrap();
}
