//! The transport for tests of what uses a client.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

mod shape;

use rest_bindgen_runtime as rt;
use rt::blocking::wait;
use rt::{Error, InMemoryTransport, Method, Recorded, RetryPolicy, StatusCode, http};
use shape::{Client, Token};

const TOKEN: &str = "/v1/deviceAppManagement/vppTokens/a";
const BODY: &str = r#"{"name":"n","id":"a"}"#;

fn client(service: &InMemoryTransport) -> Client {
    Client::new(rt::Bearer::new("canary")).with_base_url("https://host.example/v1").with_transport(service.clone())
}

/// All that an error says, its causes included.
fn text(error: &Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

#[test]
fn a_recording_answers_in_its_order() {
    let service = InMemoryTransport::replay([
        Recorded::new(Method::POST, format!("{TOKEN}/syncLicenses")).with_body("").json(StatusCode::OK, BODY),
        Recorded::new(Method::DELETE, TOKEN).json(StatusCode::NOT_FOUND, r#"{"error":{"code":"gone"}}"#),
        Recorded::new(Method::DELETE, TOKEN).answer(http::Response::new("".into())),
    ]);
    let client = client(&service);
    assert_eq!(wait(client.vpp_tokens().sync_licenses("a")).unwrap().id.as_deref(), Some("a"));
    assert!(wait(client.vpp_tokens().delete("a")).unwrap_err().is_not_found());
    assert_eq!(service.left(), [format!("DELETE {TOKEN}")]);
    wait(client.vpp_tokens().delete("a")).unwrap();
    assert_eq!(service.left(), Vec::<String>::new());
    assert_eq!(service.requests()[0].headers()["authorization"], "Bearer canary");
    assert!(!format!("{:?} {service:?}", service.requests()).contains("canary"));
}

#[test]
fn what_the_recording_does_not_have_fails_and_says_so() {
    let service = InMemoryTransport::replay([Recorded::new(Method::PATCH, TOKEN).with_body("{}")]);
    let client = client(&service);
    let other = wait(client.vpp_tokens().delete("a")).unwrap_err();
    let expected = format!("DELETE {TOKEN} came, where the recording has PATCH {TOKEN}");
    assert!(text(&other).contains(&expected), "{}", text(&other));
    let named = Token { name: "canary".to_owned(), ..Token::default() };
    let body = wait(client.vpp_tokens().update("a", &named)).err().unwrap();
    assert!(text(&body).contains("another body") && !text(&body).contains("canary"), "{}", text(&body));
    let empty = self::client(&InMemoryTransport::replay([]));
    let late = wait(empty.vpp_tokens().delete("a")).unwrap_err();
    assert!(text(&late).contains("after the end of the recording"), "{}", text(&late));
    // None of these is an error that passes: each was sent once.
    assert_eq!(service.seen(), [format!("DELETE {TOKEN}"), format!("PATCH {TOKEN}")]);
}

#[test]
fn a_function_answers_and_fails_as_a_network_does() {
    let service = InMemoryTransport::new(|request| match request.uri().path() {
        TOKEN => Ok(http::Response::new(BODY.into())),
        _ => Err(rt::TransportError::new(rt::TransportErrorKind::Interrupted, "reset")),
    });
    let client = client(&service).with_retries(RetryPolicy::none());
    assert_eq!(wait(client.vpp_tokens().get("a").select(["id"])).unwrap().name, "n");
    let error = wait(client.vpp_tokens().delete("b")).unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert_eq!(service.seen(), [format!("GET {TOKEN}?$select=id"), format!("DELETE {}b", TOKEN.trim_end_matches('a'))]);
}
