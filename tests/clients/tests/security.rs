//! Credentials go where the description asks for them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its assumption does")]

use std::sync::Arc;

use rest_bindgen_runtime as rt;
use rt::{AccessToken, Bearer, BoxFuture, InMemoryTransport, TokenCache, TokenProvider, TokenRequest, blocking::wait};
use test_clients::security::{Client, SecuritySchemes};

/// A client, and what it sent: the address and the headers that are about credentials.
fn sent(credentials: impl rt::Credentials, call: impl FnOnce(&Client) -> rt::Result<()>) -> Result<String, String> {
    let service =
        InMemoryTransport::new(|_| Ok(rt::http::Response::builder().status(204).body(rt::Body::default()).unwrap()));
    let client = Client::new(credentials).with_transport(service.clone());
    call(&client).map_err(|error| error.to_string())?;
    let requests = service.requests();
    let request = requests.last().unwrap();
    let header = |name: &str| {
        request.headers().get(name).map(|value| format!(" {name}: {}", value.to_str().unwrap())).unwrap_or_default()
    };
    let address = request.uri().path_and_query().unwrap();
    Ok(format!("{address}{}{}{}", header("x-app"), header("authorization"), header("cookie")))
}

fn all() -> SecuritySchemes {
    SecuritySchemes::new()
        .app("key")
        .query("a b")
        .session("s1")
        .basic("me", "secret")
        .user(Bearer::new("user"))
        .account(Bearer::new("account"))
}

#[test]
fn an_operation_gets_what_it_asks_for_and_nothing_else() {
    let of = |call: fn(&Client) -> rt::Result<()>| sent(all(), call).unwrap();
    assert_eq!(of(|api| wait(api.calls().general())), "/v1/general x-app: key authorization: Bearer user");
    assert_eq!(of(|api| wait(api.calls().none())), "/v1/none");
    assert_eq!(of(|api| wait(api.calls().optional())), "/v1/optional?api%20key=a%20b");
    assert_eq!(of(|api| wait(api.calls().cookie())), "/v1/cookie cookie: sid=s1");
    assert_eq!(of(|api| wait(api.calls().scopes())), "/v1/scopes authorization: Bearer account");
}

#[test]
fn the_first_way_that_the_caller_can_go_is_taken() {
    let basic = || SecuritySchemes::new().app("key").basic("me", "secret");
    let general = sent(basic(), |api| wait(api.calls().general()));
    assert_eq!(general.unwrap(), "/v1/general authorization: Basic bWU6c2VjcmV0");
    assert_eq!(sent(basic(), |api| wait(api.calls().optional())).unwrap(), "/v1/optional");
    let error = sent(basic(), |api| wait(api.calls().cookie())).unwrap_err();
    assert_eq!(
        error,
        "nothing was sent: the operation asks for credentials of `session`; the client has `app`, `basic`"
    );
    let elsewhere = basic().with("elsewhere", Bearer::new("e"));
    assert_eq!(sent(elsewhere, |api| wait(api.calls().unknown())).unwrap(), "/v1/unknown authorization: Bearer e");
}

#[test]
fn credentials_without_a_scheme_are_sent_wherever_some_are_asked_for() {
    let bearer = |call: fn(&Client) -> rt::Result<()>| sent(Bearer::new("t"), call).unwrap();
    assert_eq!(bearer(|api| wait(api.calls().general())), "/v1/general authorization: Bearer t");
    assert_eq!(bearer(|api| wait(api.calls().cookie())), "/v1/cookie authorization: Bearer t");
    assert_eq!(bearer(|api| wait(api.calls().none())), "/v1/none");
}

/// Gives a token that says what it was asked for.
struct Identity {
    one: bool,
}

impl TokenProvider for Identity {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, rt::Result<AccessToken>> {
        let token = format!("for({})", request.scopes.join(","));
        Box::pin(async { Ok(AccessToken::new(token)) })
    }

    fn is_for_all_scopes(&self) -> bool {
        self.one
    }
}

#[test]
fn a_token_is_asked_for_with_the_scopes_of_the_operation() {
    let scopes = |one| {
        let tokens: Arc<dyn rt::Credentials> = Arc::new(TokenCache::new(Identity { one }));
        let schemes = SecuritySchemes::new().account(Arc::clone(&tokens));
        let by_scheme = sent(schemes, |api| wait(api.calls().scopes())).unwrap();
        assert_eq!(by_scheme, sent(tokens, |api| wait(api.calls().scopes())).unwrap());
        by_scheme
    };
    assert_eq!(scopes(false), "/v1/scopes authorization: Bearer for(read,write:all)");
    assert_eq!(scopes(true), "/v1/scopes authorization: Bearer for()");
}

#[test]
fn nothing_of_a_secret_is_printed() {
    const CANARY: &str = "canary-7d793037";
    let schemes = || SecuritySchemes::new().app(CANARY).query(CANARY).basic(CANARY, CANARY).user(Bearer::new(CANARY));
    let printed = format!("{:?} {:?}", schemes(), Client::new(schemes()));
    assert!(!printed.contains("canary"), "{printed}");
    assert!(printed.contains(r#"["app", "query", "basic", "user"]"#), "{printed}");
}
