//! What is sent again, when, and how often.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use graph_vpp_tokens::Error;
use graph_vpp_tokens::models::VppToken;
use rest_bindgen_runtime::{CallOptions, ReqwestTransport, RetryPolicy, Transport, UreqTransport};

use crate::server::{Server, Step, answer};
use crate::{ID, client, client_of, quick};
use Step::{Read, ReadSome, Reset, Stall, Write};

const ENTITY: &str = r#"{"id":"a"}"#;

fn good() -> Vec<Step> {
    vec![Read, Write(answer("200 OK", &[], ENTITY))]
}

/// The first connections do `steps`, later ones answer well.
async fn after(bad: usize, steps: Vec<Step>) -> Server {
    Server::new(move |index| if index < bad { steps.clone() } else { good() }).await
}

fn refusal(status: &str, retry_after: &str) -> Vec<Step> {
    vec![Read, Write(answer(status, &[&format!("retry-after: {retry_after}")], ""))]
}

#[tokio::test]
async fn a_post_arrives_once_in_1000_resets() {
    let _turn = crate::alone().await;
    let mut points = vec![vec![ReadSome(60), Reset], vec![Read, Reset], vec![Read, Stall]];
    for part in [
        "H",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\ncontent-len",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\"",
    ] {
        points.push(vec![Read, Write(part.as_bytes().to_vec()), Reset]);
    }
    let steps = points.clone();
    let server = Server::new(move |index| steps[index % steps.len()].clone()).await;
    let short = Duration::from_millis(500);
    let client = client(&server);
    let client = &client;
    let mut sent = 0;
    for _ in 0..20 {
        let calls = (0..50).map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let options = CallOptions::new().read_timeout(short);
                let call = client.vpp_tokens().sync_licenses(ID).options(options);
                call.await.unwrap_err()
            })
        });
        for call in calls.collect::<Vec<_>>() {
            let error = call.await.unwrap();
            assert!(error.is_retryable() && error.attempts() == 1, "{error:?}");
            sent += 1;
        }
        assert_eq!(server.met.connections(), sent, "each POST is one connection");
    }
    assert_eq!(sent, 1000);
    assert!(server.met.requests() <= 1000);
}

/// As [`good`], over a connection that may be used again.
fn kept() -> Vec<Step> {
    let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{ENTITY}", ENTITY.len());
    vec![Read, Write(text.into_bytes())]
}

#[tokio::test]
async fn a_post_over_a_connection_that_was_used_before_is_sent_once_too() {
    let _turn = crate::side_by_side().await;
    let transports: [Arc<dyn Transport>; 2] = [Arc::new(ReqwestTransport::new()), Arc::new(UreqTransport::new())];
    for transport in transports {
        let server = Server::new(|index| match index {
            0 => [kept(), vec![Read, Reset]].concat(),
            1 => [kept(), vec![Step::Close]].concat(),
            _ => kept(),
        })
        .await;
        let client = client(&server).with_transport(Arc::clone(&transport));
        client.vpp_tokens().get(ID).await.unwrap();
        let error = client.vpp_tokens().sync_licenses(ID).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)) && error.attempts() == 1, "{error:?}");
        assert_eq!((server.met.connections(), server.met.requests()), (1, 2));
        // One that was closed meanwhile is followed by a new one: nothing was sent over it.
        client.vpp_tokens().get(ID).await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
        client.vpp_tokens().sync_licenses(ID).await.unwrap();
        assert_eq!((server.met.connections(), server.met.requests()), (3, 4));
        // And one that is closed while the next request is on its way: that arrives once or not at all.
        let server = Server::new(|_| kept()).await;
        let client = crate::client(&server).with_transport(transport);
        let mut answered = 0;
        for _ in 0..300 {
            match client.vpp_tokens().sync_licenses(ID).await {
                Ok(_) => answered += 1,
                Err(error) => assert!(error.attempts() == 1 && error.is_retryable(), "{error:?}"),
            }
        }
        assert!(answered > 0 && server.met.requests() == answered, "{answered} of {}", server.met.requests());
    }
}

#[tokio::test]
async fn idempotent_calls_outlive_two_resets_and_post_does_when_asked() {
    let _turn = crate::side_by_side().await;
    for steps in [vec![Step::Pause, Reset], vec![Read, Reset], vec![Read, Write(answer("502 Bad Gateway", &[], ""))]] {
        let server = after(2, steps.clone()).await;
        let tokens = client(&server);
        assert_eq!(tokens.vpp_tokens().get(ID).await.unwrap().id.as_deref(), Some("a"));
        assert_eq!(server.met.connections(), 3);

        let server = after(2, steps).await;
        let tokens = client(&server);
        tokens.vpp_tokens().sync_licenses(ID).await.unwrap_err();
        assert_eq!(server.met.connections(), 1);
        let server = after(2, vec![Read, Reset]).await;
        client(&server).vpp_tokens().sync_licenses(ID).retry_always().await.unwrap();
        assert_eq!(server.met.requests(), 3);
    }
}

#[tokio::test]
async fn no_connection_is_tried_again_for_every_method() {
    let _turn = crate::side_by_side().await;
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let client = client_of(&format!("http://127.0.0.1:{port}/beta"));
    let tokens = client.vpp_tokens();
    for error in [
        tokens.sync_licenses(ID).await.unwrap_err(),
        tokens.update(ID, &VppToken::default()).await.unwrap_err(),
        tokens.delete(ID).await.unwrap_err(),
    ] {
        assert!(error.is_connect() && error.is_retryable() && error.attempts() == 3, "{error:?}");
        assert!(error.to_string().ends_with("got no answer, 3 attempts"), "{error}");
    }
    let none = CallOptions::new().retries(RetryPolicy::none());
    assert_eq!(tokens.sync_licenses(ID).options(none).await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn a_storm_of_429_ends() {
    let _turn = crate::side_by_side().await;
    for (retry_after, times) in [("0", 3), ("soon", 1), ("86400", 1), ("Fri, 31 Dec 9999 23:59:59 GMT", 1)] {
        let server = Server::new(move |_| refusal("429 Too Many Requests", retry_after)).await;
        let error = client(&server).vpp_tokens().sync_licenses(ID).await.unwrap_err();
        assert!(error.is_throttled() && error.attempts() == times, "{retry_after}: {error:?}");
        assert_eq!(server.met.requests(), usize::try_from(times).unwrap());
    }
    let server = Server::new(|_| refusal("429 Too Many Requests", "0")).await;
    let only = CallOptions::new().retries(quick().only_idempotent());
    client(&server).vpp_tokens().sync_licenses(ID).options(only).await.unwrap_err();
    assert_eq!(server.met.requests(), 1);
}

#[tokio::test]
async fn what_the_service_asks_for_is_waited() {
    let _turn = crate::side_by_side().await;
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2));
    let then = httpdate::parse_http_date(&date).unwrap();
    for (retry_after, end) in [("1".to_owned(), SystemTime::now() + Duration::from_secs(1)), (date, then)] {
        let server =
            Server::new(move |index| if index == 0 { refusal("503 Unavailable", &retry_after) } else { good() });
        let server = server.await;
        client(&server).vpp_tokens().sync_licenses(ID).await.unwrap();
        assert!(SystemTime::now() >= end, "too early");
    }
    // Nothing is waited for that the call has no time for.
    let server = Server::new(|_| refusal("503 Unavailable", "5")).await;
    let started = Instant::now();
    let error = client(&server).vpp_tokens().get(ID).timeout(Duration::from_secs(3)).await.unwrap_err();
    assert!(error.retry_after() == Some(Duration::from_secs(5)) && error.attempts() == 1);
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_call_that_waits_holds_no_connection_and_no_place() {
    let _turn = crate::side_by_side().await;
    let silent = |index| {
        if index == 0 {
            vec![Read, Write(answer("200 OK", &["content-length: 100"], "{\"id\"")), Stall]
        } else {
            good()
        }
    };
    let server = Server::new(silent).await;
    let client = client(&server).with_concurrency(1);
    let slow = RetryPolicy::default().delays(Duration::from_secs(4), Duration::from_secs(4));
    let options = CallOptions::new().read_timeout(Duration::from_millis(300)).retries(slow);
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.vpp_tokens().get(ID).options(options).send_with_response().await.map(|got| got.attempts) }
    });
    let started = Instant::now();
    while server.met.open() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    while server.met.open() > 0 {
        assert!(started.elapsed() < Duration::from_secs(3), "the connection of the broken answer is open");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // The only place is free meanwhile.
    client.vpp_tokens().get(ID).timeout(Duration::from_secs(2)).await.unwrap();
    assert!(!waiting.is_finished() && started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    assert_eq!(waiting.await.unwrap().unwrap(), 2);
}

#[tokio::test]
async fn pages_are_tried_again_too() {
    let _turn = crate::side_by_side().await;
    let first = r#"{"value":[{"id":"1"}],"@odata.nextLink":"deviceAppManagement/vppTokens?page=2"}"#;
    let server = Server::new(move |index| match index {
        1 | 3 => vec![Read, Reset],
        0 => vec![Read, Write(answer("503 Unavailable", &[], ""))],
        2 => vec![Read, Write(answer("200 OK", &[], first))],
        _ => vec![Read, Write(answer("200 OK", &[], r#"{"value":[{"id":"2"}]}"#))],
    });
    let server = server.await;
    let items = client(&server).vpp_tokens().list().stream().try_collect().await.unwrap();
    assert_eq!((items.len(), server.met.connections()), (2, 5));
}
