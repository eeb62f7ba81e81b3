//! Client credentials against a token endpoint.

use std::time::Duration;

use rest_bindgen_runtime as rt;
use rt::blocking::wait;
use rt::{ClientCredentials, InMemoryTransport, StatusCode, TokenCache, http};

use super::{BODY, text};
use crate::shape::Client;

const URL: &str = "https://login.example/t/token?v=2";
const SECRET: &str = "canary+secret";

fn json(status: StatusCode, body: &'static str) -> Result<http::Response<rt::Body>, rt::TransportError> {
    let mut answer = http::Response::new(body.into());
    *answer.status_mut() = status;
    answer.headers_mut().insert("content-type", http::HeaderValue::from_static("application/json"));
    Ok(answer)
}

fn service() -> InMemoryTransport {
    InMemoryTransport::new(|request| {
        let token = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        match token {
            Some("Bearer second") => json(StatusCode::OK, BODY),
            _ => json(StatusCode::UNAUTHORIZED, "{}"),
        }
    })
}

fn client(credentials: ClientCredentials, service: &InMemoryTransport) -> Client {
    let cache = TokenCache::new(credentials).with_margin(Duration::ZERO);
    Client::new(cache).with_base_url("https://host.example/v1").with_transport(service.clone())
}

#[test]
fn a_token_is_asked_for_kept_and_renewed_when_it_is_refused() {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let endpoint = InMemoryTransport::new(move |_| match asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => json(StatusCode::OK, r#"{"access_token":"first","token_type":"bearer","expires_in":3600}"#),
        _ => json(StatusCode::OK, r#"{"access_token":"second","token_type":"Bearer"}"#),
    });
    let credentials =
        ClientCredentials::new(URL, "me", SECRET).with_scopes(["a/.default", "b"]).with_transport(endpoint.clone());
    assert!(!format!("{credentials:?}").contains("canary"));
    let service = service();
    let client = client(credentials, &service);
    for _ in 0..3 {
        assert_eq!(wait(client.vpp_tokens().sync_licenses("a")).unwrap().name, "n");
    }
    // The first was refused; the second was kept.
    assert_eq!(endpoint.seen(), ["POST /t/token?v=2"; 2]);
    assert_eq!(service.seen().len(), 4);
    let request = &endpoint.requests()[0];
    assert_eq!(request.body(), "grant_type=client_credentials&scope=a%2F.default+b");
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    // RFC 6749, 2.3.1: both are encoded as in a form, then as Basic.
    assert_eq!(request.headers()["authorization"], "Basic bWU6Y2FuYXJ5JTJCc2VjcmV0");
    assert!(!format!("{request:?}").contains("bWU6"));
}

#[test]
fn a_token_that_expires_is_asked_for_again() {
    let endpoint = InMemoryTransport::new(|_| {
        json(StatusCode::OK, r#"{"access_token":"second","token_type":"bearer","expires_in":1}"#)
    });
    let service = service();
    let client = client(ClientCredentials::new(URL, "me", SECRET).with_transport(endpoint.clone()), &service);
    wait(client.vpp_tokens().sync_licenses("a")).unwrap();
    wait(client.vpp_tokens().sync_licenses("a")).unwrap();
    assert_eq!(endpoint.seen().len(), 1);
    std::thread::sleep(Duration::from_millis(1100));
    wait(client.vpp_tokens().sync_licenses("a")).unwrap();
    assert_eq!(endpoint.seen().len(), 2);
}

#[test]
fn a_life_that_is_no_whole_number_is_read_all_the_same() {
    // How often a token is asked for by two calls: one that lives is kept, one that is over is not.
    for (life, asked) in [
        ("\"3599\"", 1),
        ("3599.5", 1),
        ("\" 3599 \"", 1),
        ("1e9", 1),
        ("99999999999999999999999", 1),
        ("null", 1),
        ("\"soon\"", 1),
        ("\"0\"", 2),
        ("-5", 2),
        ("0.5", 2),
    ] {
        let body = format!(r#"{{"token_type":"Bearer","access_token":"second","expires_in":{life}}}"#);
        let endpoint = InMemoryTransport::new(move |_| Ok(http::Response::new(body.clone().into())));
        let client = client(ClientCredentials::new(URL, "me", SECRET).with_transport(endpoint.clone()), &service());
        for _ in 0..2 {
            wait(client.vpp_tokens().sync_licenses("a")).unwrap();
        }
        assert_eq!(endpoint.seen().len(), asked, "{life}");
    }
}

#[test]
fn a_refusal_says_why_and_no_secret() {
    let cases = [
        (StatusCode::UNAUTHORIZED, r#"{"error":"invalid_client","error_description":"unknown"}"#, "invalid_client"),
        (StatusCode::OK, r#"{"access_token":"canary","token_type":5}"#, "not one of OAuth 2.0"),
        (StatusCode::OK, r#"{"access_token":"canary","token_type":"DPoP"}"#, "is no bearer token"),
        (StatusCode::OK, r#"{"access_token":"canary","token_type":"mac"}"#, "is no bearer token"),
        // Some refuse with a status of success.
        (StatusCode::OK, r#"{"error":"bad_code","error_description":"No."}"#, "200 OK: bad_code: No."),
        // Who answers at all is seen by the status; what is no error of OAuth is not told.
        (StatusCode::NOT_FOUND, "<html>canary", "POST https://login.example/t/token?v=.. answered 404 Not Found"),
        (StatusCode::FORBIDDEN, r#"{"message":"canary"}"#, "answered 403 Forbidden"),
        (StatusCode::OK, "", "is empty"),
        (StatusCode::NO_CONTENT, "", "is empty"),
        (StatusCode::OK, "<html>canary", "not one of OAuth 2.0"),
        (StatusCode::OK, r#"{"access_token":""}"#, "gave an empty one"),
        (
            StatusCode::BAD_REQUEST,
            r#"{"error":"invalid_scope","error_description":"\u001b[2Jforged\n"}"#,
            r"\u{1b}[2Jforged\n",
        ),
    ];
    for (status, body, expected) in cases {
        let endpoint = InMemoryTransport::new(move |_| json(status, body));
        let credentials = ClientCredentials::new(URL, "me", SECRET).with_secret_in_body();
        let client = client(credentials.with_transport(endpoint.clone()), &service());
        let error = wait(client.vpp_tokens().sync_licenses("a")).err().unwrap();
        assert!(text(&error).contains(expected), "{}", text(&error));
        assert!(!text(&error).contains("canary") && !error.is_retryable(), "{}", text(&error));
        let body = endpoint.requests()[0].body().clone();
        assert!(String::from_utf8_lossy(&body).ends_with("client_id=me&client_secret=canary%2Bsecret"), "{body:?}");
    }
    // An endpoint that cannot be reached may be there later: it is asked again, and then by whoever calls.
    let endpoint =
        InMemoryTransport::new(|_| Err(rt::TransportError::new(rt::TransportErrorKind::ReadTimeout, "silence")));
    let credentials = ClientCredentials::new(URL, "me", SECRET).with_transport(endpoint.clone());
    let error = wait(client(credentials, &service()).vpp_tokens().sync_licenses("a")).err().unwrap();
    assert!(error.is_retryable() && text(&error).contains("silence"), "{}", text(&error));
    assert_eq!(endpoint.seen().len(), 4);
    for wrong in ["", "http://login.example/token"] {
        let credentials = ClientCredentials::new(wrong, "me", SECRET).with_transport(service());
        let error = wait(client(credentials, &service()).vpp_tokens().sync_licenses("a")).err().unwrap();
        assert!(matches!(error, rt::Error::Credentials(_)), "{error}");
    }
}

#[test]
fn parameters_that_services_want_beside_scopes_are_sent() {
    let endpoint = InMemoryTransport::new(|_| json(StatusCode::OK, r#"{"access_token":"second"}"#));
    let credentials = ClientCredentials::new(URL, "me", SECRET)
        .with_parameter("audience", "https://api.example/")
        .with_parameter("resource", "urn:a")
        .with_parameter("resource", "urn:b");
    let client = client(credentials.with_transport(endpoint.clone()), &service());
    wait(client.vpp_tokens().sync_licenses("a")).unwrap();
    let body = endpoint.requests()[0].body().clone();
    let expected =
        "grant_type=client_credentials&audience=https%3A%2F%2Fapi.example%2F&resource=urn%3Aa&resource=urn%3Ab";
    assert_eq!(body, expected);
}

#[test]
fn what_stands_beside_a_token_does_not_matter() {
    for rest in [
        r#","token_type":"BearerToken""#,
        r#","token_type":null,"scope":["a","b"],"refresh_token":5"#,
        r#","token_type":"bearer","error":"","scope":null,"expires_in":"3599","status":{}"#,
    ] {
        let body = format!(r#"{{"access_token":"second"{rest}}}"#);
        let endpoint = InMemoryTransport::new(move |_| {
            let mut answer = http::Response::new(body.clone().into());
            answer.headers_mut().insert("content-type", http::HeaderValue::from_static("text/plain"));
            Ok(answer)
        });
        let client = client(ClientCredentials::new(URL, "me", SECRET).with_transport(endpoint), &service());
        wait(client.vpp_tokens().sync_licenses("a")).unwrap_or_else(|error| panic!("{rest}: {}", text(&error)));
    }
}

#[test]
fn an_endpoint_that_is_busy_may_be_asked_later() {
    for body in ["<html>", r#"{"error":"temporarily_unavailable"}"#] {
        let endpoint = InMemoryTransport::new(move |_| json(StatusCode::SERVICE_UNAVAILABLE, body));
        let client = client(ClientCredentials::new(URL, "me", SECRET).with_transport(endpoint.clone()), &service());
        let error = wait(client.vpp_tokens().sync_licenses("a")).err().unwrap();
        assert!(error.is_retryable() && text(&error).contains("503 Service Unavailable"), "{}", text(&error));
        assert_eq!(endpoint.seen().len(), 4);
    }
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn a_token_endpoint_on_loopback() {
    use crate::server::{Server, json};
    let endpoint = Server::new([json(r#"{"access_token":"second","token_type":"Bearer","expires_in":60}"#)]).await;
    let client = client(ClientCredentials::new(&endpoint.url("/token"), "me", SECRET), &service());
    assert_eq!(client.vpp_tokens().sync_licenses("a").await.unwrap().name, "n");
    let seen = &endpoint.seen()[0];
    assert!(seen.starts_with("POST /token HTTP/1.1\r\n") && seen.contains("grant_type=client_credentials"), "{seen}");
}
