//! The transport for tests of what uses a client, and what requests look like that go over it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

mod shape;

use std::time::Duration;

use rest_bindgen_runtime as rt;
use rt::blocking::wait;
use rt::{
    Error, InMemoryTransport, Method, OptionalExtension, Recorded, RetryPolicy, StatusCode, TransportError,
    TransportErrorKind, http,
};
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

/// OData answers 204 where a property, a navigation property or a result is null.
#[test]
fn no_value_is_an_error_that_says_so_or_none() {
    let answer = |status, body: &'static str| {
        let answer = http::Response::builder().status(status).body(body.into()).unwrap();
        let service = InMemoryTransport::replay([Recorded::new(Method::GET, TOKEN).answer(answer)]);
        wait(client(&service).vpp_tokens().get("a"))
    };
    for (status, body) in [(StatusCode::NO_CONTENT, ""), (StatusCode::OK, " null\n")] {
        let outcome = answer(status, body);
        assert!(outcome.as_ref().is_err_and(|error| error.is_no_value() && error.is_decode()), "{outcome:?}");
        assert!(outcome.optional().unwrap().is_none());
    }
    assert_eq!(answer(StatusCode::OK, BODY).optional().unwrap().unwrap().id.as_deref(), Some("a"));
    // An answer that was lost on its way says nothing of a value, nor does one that is something else.
    for (status, body) in [(StatusCode::OK, ""), (StatusCode::OK, "nullable"), (StatusCode::NOT_FOUND, "null")] {
        assert!(!answer(status, body).optional().unwrap_err().is_no_value());
    }
}

#[test]
fn a_recording_may_be_late_and_may_fail() {
    let get = || Recorded::new(Method::GET, TOKEN);
    let reset = || TransportError::new(TransportErrorKind::Interrupted, "reset");
    let service = InMemoryTransport::replay([
        get().fails(reset()),
        get().json(StatusCode::OK, BODY).with_delay(Duration::from_millis(20)),
        get().with_delay(Duration::from_secs(60)),
    ]);
    let client = client(&service);
    let answer = wait(client.vpp_tokens().get("a").send_with_response()).unwrap();
    assert_eq!((answer.attempts, answer.value.id.as_deref()), (2, Some("a")));
    assert!(wait(client.vpp_tokens().get("a").timeout(Duration::from_millis(50))).unwrap_err().is_timeout());
    assert!(format!("{:?}", get().fails(reset())).starts_with(&format!("Recorded(GET {TOKEN} -> ")));
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
        _ => Err(TransportError::new(TransportErrorKind::Interrupted, "reset")),
    });
    let client = client(&service).with_retries(RetryPolicy::none());
    assert_eq!(wait(client.vpp_tokens().get("a").select(["id"])).unwrap().name, "n");
    let error = wait(client.vpp_tokens().delete("b")).unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert_eq!(service.seen(), [format!("GET {TOKEN}?$select=id"), format!("DELETE {}b", TOKEN.trim_end_matches('a'))]);
}

fn silent() -> InMemoryTransport {
    InMemoryTransport::new(|_| Ok(http::Response::default()))
}

#[test]
fn a_request_of_the_users_own_has_the_headers_of_the_client() {
    let service = silent();
    let client = rt::Client::new("https://host.example/v1", rt::Anonymous).with_transport(service.clone());
    let client = client.with_header("x-app", "app").with_header("x-own", "client");
    let request = http::Request::get("https://host.example/v1/a").header("x-own", "request").body("").unwrap();
    wait(client.execute(request)).unwrap();
    let headers = service.requests()[0].headers().clone();
    assert_eq!((&headers["x-app"], headers.get_all("x-own").iter().count()), (&"app".parse().unwrap(), 1));
    assert_eq!(headers["x-own"], "request");
    assert!(headers["user-agent"].to_str().unwrap().starts_with("rest-bindgen/"));
}

#[test]
fn one_header_has_all_cookies_and_shows_none() {
    let service = silent();
    let key = rt::ApiKey::cookie("session", "canary");
    let client = rt::Client::new("https://host.example/v1", key).with_transport(service.clone());
    let request = http::Request::get("https://host.example/v1/a").header("cookie", "lang=de").body("").unwrap();
    wait(client.execute(request)).unwrap();
    let request = http::Request::get("https://host.example/v1/a").body("").unwrap();
    wait(client.execute(request)).unwrap();
    let requests = service.requests();
    let cookies = |index: usize| requests[index].headers().get_all("cookie").iter().collect::<Vec<_>>();
    assert_eq!(cookies(0), ["lang=de; session=canary"]);
    assert_eq!(cookies(1), ["session=canary"]);
    assert!(!format!("{requests:?}").contains("canary"));
}

#[test]
fn a_key_in_an_address_is_not_shown() {
    let service = silent();
    let key = rt::ApiKey::query("key", "canary");
    let client = rt::Client::new("https://host.example/v1", key).with_transport(service.clone());
    wait(client.execute(http::Request::get("https://host.example/v1/a?b=c").body("").unwrap())).unwrap();
    assert_eq!(service.seen(), ["GET /v1/a?b=c&key=canary"]);
    assert!(!format!("{service:?} {client:?}").contains("canary"));
    // Nor is it where the recording has another request.
    let recording = [
        Recorded::new(Method::GET, "/v1/a?b=d&key=canary"),
        Recorded::new(Method::GET, "/v1/a?key=canary").with_body("x"),
    ];
    for (exchange, says) in recording.into_iter().map(Some).chain([None]).zip([
        "GET /v1/a?b=c&key=.. came, where the recording has GET /v1/a?b=d&key=..",
        "GET /v1/a?key=.. has another body",
        "GET /v1/a?b=c&key=.. came after the end",
    ]) {
        let service = InMemoryTransport::replay(exchange);
        let key = rt::ApiKey::query("key", "canary");
        let client = rt::Client::new("https://host.example/v1", key).with_transport(service);
        let address = if says.contains("b=c") { "https://host.example/v1/a?b=c" } else { "https://host.example/v1/a" };
        let error = wait(client.execute(http::Request::get(address).body("").unwrap())).unwrap_err();
        assert!(text(&error).contains(says) && !text(&error).contains("canary"), "{}", text(&error));
    }
}

#[test]
fn a_user_name_with_a_colon_would_be_another() {
    let service = silent();
    let client = rt::Client::new("https://host.example/v1", rt::Basic::new("a:b", "canary"));
    let client = client.with_transport(service.clone());
    let request = http::Request::get("https://host.example/v1/a").body("").unwrap();
    let error = wait(client.execute(request)).unwrap_err();
    assert!(matches!(&error, Error::Usage(_)) && text(&error).contains("colon"), "{error}");
    assert!(!text(&error).contains("canary") && service.requests().is_empty());
}

#[test]
fn credentials_set_by_hand_are_hidden_too() {
    let service = silent();
    let client = rt::Client::new("https://host.example/v1", rt::Anonymous).with_transport(service.clone());
    let client = client.with_header("Authorization", "Token canary").with_header("cookie", "a=canary");
    wait(client.execute(http::Request::get("https://host.example/v1/a").body("").unwrap())).unwrap();
    let requests = service.requests();
    assert_eq!(requests[0].headers()["authorization"], "Token canary");
    assert!(!format!("{requests:?} {client:?}").contains("canary"));
}
