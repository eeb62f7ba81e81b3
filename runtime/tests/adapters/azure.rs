//! Credentials of Azure's own library, with a token endpoint of Entra ID that is none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use azure_core::http::headers::Headers;
use azure_core::http::{AsyncRawResponse, ClientOptions, HttpClient, Request, StatusCode, Transport};
use azure_identity::{ClientSecretCredential, ClientSecretCredentialOptions};
use rest_bindgen_runtime as rt;
use rt::blocking::wait;
use rt::{AzureCredential, InMemoryTransport, TokenCache, http};

use super::{BODY, text};
use crate::shape::Client;

const SECRET: &str = "canary-secret";

/// Answers requests for tokens, in place of `login.microsoftonline.com`.
#[derive(Debug)]
struct Entra {
    asked: Arc<AtomicUsize>,
    life: u64,
    works: bool,
}

#[async_trait::async_trait]
impl HttpClient for Entra {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let body = azure_core::Bytes::from(request.body());
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(request.url().as_str().ends_with("/tenant/oauth2/v2.0/token"), "{}", request.url());
        assert!(body.contains("scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"), "{body}");
        assert!(body.contains("client_secret=canary-secret"), "{body}");
        let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let token = format!(
            r#"{{"token_type":"Bearer","expires_in":{},"ext_expires_in":{},"access_token":"canary-{number}"}}"#,
            self.life, self.life
        );
        let (status, body) = if self.works {
            (StatusCode::Ok, token)
        } else {
            (StatusCode::Unauthorized, r#"{"error":"invalid_client","error_description":"No."}"#.to_owned())
        };
        Ok(AsyncRawResponse::from_bytes(status, Headers::new(), body.into_bytes()))
    }
}

fn credential(life: u64, works: bool) -> (Arc<ClientSecretCredential>, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let transport = Transport::new(Arc::new(Entra { asked: Arc::clone(&asked), life, works }));
    let client_options = ClientOptions { transport: Some(transport), ..Default::default() };
    let options = ClientSecretCredentialOptions { client_options };
    let credential = ClientSecretCredential::new("tenant", "me".to_owned(), SECRET.into(), Some(options)).unwrap();
    (credential, asked)
}

fn service() -> InMemoryTransport {
    InMemoryTransport::new(|request| {
        let status = match request.headers().get("authorization").map(http::HeaderValue::as_bytes) {
            Some(token) if token.starts_with(b"Bearer canary-") => 200,
            _ => 401,
        };
        let mut answer = http::Response::new(BODY.into());
        *answer.status_mut() = rt::StatusCode::from_u16(status).unwrap();
        Ok(answer)
    })
}

#[test]
fn a_client_secret_gives_tokens_that_are_kept() {
    let (credential, asked) = credential(3600, true);
    let service = service();
    let tokens = AzureCredential::new(credential, "https://graph.microsoft.com/.default");
    assert!(!format!("{tokens:?}").contains("canary"));
    let client = Client::new(TokenCache::new(tokens)).with_base_url("https://host.example/v1");
    let client = client.with_transport(service.clone());
    for _ in 0..3 {
        assert_eq!(wait(client.vpp_tokens().sync_licenses("a")).unwrap().name, "n");
    }
    assert_eq!((asked.load(Ordering::SeqCst), service.seen().len()), (1, 3));
    assert_eq!(service.requests()[2].headers()["authorization"], "Bearer canary-1");
}

#[test]
fn one_token_is_for_all_operations() {
    let own = Arc::new(Own { asked: AtomicUsize::new(0), same: false });
    let tokens = TokenCache::new(AzureCredential::new(Arc::clone(&own), "https://graph.microsoft.com/.default"));
    let tokens = Arc::new(tokens);
    // Shared by two clients, whose operations name different scopes.
    for scope in [&["User.Read"], &["Mail.Read"]] {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        wait(rt::Credentials::authorize(&Arc::clone(&tokens), &mut parts, scope)).unwrap();
        assert_eq!(parts.headers["authorization"], "Bearer canary-0");
    }
    let boxed: Box<dyn rt::Credentials> = Box::new(tokens);
    let client = Client::new(boxed).with_base_url("https://host.example/v1").with_transport(service());
    wait(client.vpp_tokens().sync_licenses("a")).unwrap();
    assert_eq!(own.asked.load(Ordering::SeqCst), 1);
}

#[test]
fn a_token_that_expires_is_asked_for_again() {
    let (credential, asked) = credential(2, true);
    // Any credential, also one that is chosen when the program runs.
    let credential: Arc<dyn azure_core::credentials::TokenCredential> = credential;
    let tokens = AzureCredential::new(credential, "https://graph.microsoft.com/.default");
    let cache = TokenCache::new(tokens).with_margin(Duration::ZERO);
    let client = Client::new(cache).with_base_url("https://host.example/v1").with_transport(service());
    wait(client.vpp_tokens().sync_licenses("a")).unwrap();
    std::thread::sleep(Duration::from_millis(2100));
    wait(client.vpp_tokens().sync_licenses("a")).unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

/// Any credential of one's own: it gives the next token each time, or the same for ever.
#[derive(Debug)]
struct Own {
    asked: AtomicUsize,
    same: bool,
}

#[async_trait::async_trait]
impl azure_core::credentials::TokenCredential for Own {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<azure_core::credentials::TokenRequestOptions<'_>>,
    ) -> azure_core::Result<azure_core::credentials::AccessToken> {
        assert_eq!(scopes, ["https://graph.microsoft.com/.default"]);
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let token = if self.same { "canary-0".to_owned() } else { format!("canary-{number}") };
        let end = azure_core::time::OffsetDateTime::now_utc() + Duration::from_secs(3600);
        Ok(azure_core::credentials::AccessToken::new(token, end))
    }
}

#[test]
fn a_challenge_with_claims_gets_one_other_token() {
    for same in [false, true] {
        let service = InMemoryTransport::new(|request| {
            let refused = request.headers()["authorization"] == "Bearer canary-0";
            let mut answer = http::Response::new(if refused { "".into() } else { BODY.into() });
            if refused {
                *answer.status_mut() = rt::StatusCode::UNAUTHORIZED;
                let challenge =
                    "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhY2Nlc3NfdG9rZW4iOnt9fQ==\"";
                answer.headers_mut().insert("www-authenticate", challenge.parse().unwrap());
            }
            Ok(answer)
        });
        let own = Arc::new(Own { asked: AtomicUsize::new(0), same });
        let tokens = AzureCredential::new(Arc::clone(&own), "https://graph.microsoft.com/.default");
        let client = Client::new(TokenCache::new(tokens)).with_base_url("https://host.example/v1");
        let outcome = wait(client.with_transport(service.clone()).vpp_tokens().sync_licenses("a"));
        // Asked for the first token, and for one other; a request that was refused twice is not sent a third time.
        assert_eq!(own.asked.load(Ordering::SeqCst), 2);
        match outcome {
            Ok(token) => assert!(!same && token.name == "n" && service.seen().len() == 2),
            Err(error) => assert!(same && error.is_unauthorized() && service.seen().len() == 1, "{error}"),
        }
    }
}

#[test]
fn a_refusal_says_why_and_no_secret() {
    let (credential, _) = credential(1, false);
    let tokens = AzureCredential::new(credential, "https://graph.microsoft.com/.default");
    let client = Client::new(TokenCache::new(tokens)).with_base_url("https://host.example/v1");
    let client = client.with_transport(service());
    let error = wait(client.vpp_tokens().sync_licenses("a")).err().unwrap();
    assert!(matches!(error, rt::Error::Credentials(_)), "{error}");
    assert!(text(&error).contains("invalid_client") || text(&error).contains("No."), "{}", text(&error));
    assert!(!text(&error).contains("canary"), "{}", text(&error));
}

/// `azure_core` has no place for claims: the call ends with the service's own answer, which says what it wants.
#[test]
fn claims_that_no_credential_can_ask_for_end_in_the_refusal() {
    let challenge = r#"Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ==""#;
    let (credential, asked) = credential(3600, true);
    let service = InMemoryTransport::new(move |_| {
        let mut answer = http::Response::new(r#"{"error":{"code":"TokenNotFresh","message":"Again."}}"#.into());
        *answer.status_mut() = rt::StatusCode::UNAUTHORIZED;
        answer.headers_mut().insert("www-authenticate", http::HeaderValue::from_static(challenge));
        Ok(answer)
    });
    let tokens = AzureCredential::new(credential, "https://graph.microsoft.com/.default");
    let client = Client::new(TokenCache::new(tokens)).with_base_url("https://host.example/v1");
    let client = client.with_transport(service.clone());
    let error = wait(client.vpp_tokens().sync_licenses("a")).err().unwrap();
    assert!(error.is_unauthorized() && error.to_string().contains("TokenNotFresh: Again."), "{error}");
    assert_eq!(error.headers().unwrap()["www-authenticate"], challenge);
    // The credential has a cache of its own and gives the same token, which is not sent a second time.
    assert_eq!((asked.load(Ordering::SeqCst), service.seen().len()), (1, 1));
    assert!(!text(&error).contains("canary"), "{}", text(&error));
}
