//! Values in paths: each stays one segment of its own, or nothing is sent.

use graph_vpp_tokens::models::{VppToken, VppTokensRevokeLicensesBody};
use graph_vpp_tokens::{Client, Error};
use rest_bindgen_runtime::http::{Request, Response};
use rest_bindgen_runtime::{Body, BoxFuture, Limits, RetryPolicy, Transport, TransportError, TransportErrorKind};

use crate::server::{Server, nothing};
use crate::{BEARER, ID, VPP_TOKENS, client};

/// All operations with an identifier in their path.
async fn with_id(client: &Client, id: &str) -> Vec<Result<(), Error>> {
    let tokens = client.vpp_tokens();
    vec![
        tokens.get(id).await.map(|_| ()),
        tokens.delete(id).await,
        tokens.update(id, &VppToken::default()).await.map(|_| ()),
        tokens.revoke_licenses(id, &VppTokensRevokeLicensesBody::default()).await,
        tokens.sync_licenses(id).await.map(|_| ()),
    ]
}

#[tokio::test]
async fn what_leads_elsewhere_is_refused_before_anything_is_sent() {
    let server = Server::new([nothing()]).await;
    let client = client(&server);
    for id in ["", ".", "..", "\0", "a\nb", "a\r\nx: y", "\t", "\u{7f}", "\u{85}", "\u{1b}[0m"] {
        for result in with_id(&client, id).await {
            let error = result.unwrap_err();
            assert!(matches!(error, Error::Usage(_)), "{id:?}: {error}");
            assert!(error.to_string().starts_with("nothing was sent"), "{error}");
            assert!(!error.to_string().contains(char::is_control), "{error:?}");
        }
        if !matches!(id, "" | "." | "..") {
            let error = client.vpp_tokens().get_licenses_for_app(id).await.unwrap_err();
            assert!(matches!(error, Error::Usage(_)), "{id:?}: {error}");
        }
    }
    assert!(server.seen().is_empty(), "{:?}", server.seen());
}

#[tokio::test]
async fn what_has_a_meaning_in_addresses_is_encoded() {
    let server = Server::new([nothing()]).await;
    let client = client(&server);
    for (id, segment) in [
        (ID, ID),
        ("a/b", "a%2Fb"),
        ("../../users", "..%2F..%2Fusers"),
        ("..\\x", "..%5Cx"),
        ("%2e%2e", "%252e%252e"),
        ("a?$top=1#x", "a%3F%24top%3D1%23x"),
        ("a b+c", "a%20b%2Bc"),
        ("Ž'(),;:@&=", "%C5%BD%27%28%29%2C%3B%3A%40%26%3D"),
        ("...", "..."),
        ("a;b", "a%3Bb"),
        ("$count", "%24count"),
    ] {
        let before = server.seen().len();
        // The answer has no body: reading a token from it is what fails, if anything.
        assert!(with_id(&client, id).await.iter().all(|result| !matches!(result, Err(Error::Usage(_)))), "{id}");
        let seen: Vec<String> = server.seen()[before..].iter().map(|request| request.line()).collect();
        let path = format!("{VPP_TOKENS}/{segment}");
        let lines = [
            format!("GET {path}"),
            format!("DELETE {path}"),
            format!("PATCH {path}"),
            format!("POST {path}/revokeLicenses"),
            format!("POST {path}/syncLicenses"),
        ];
        assert_eq!(seen, lines, "{id}");
    }
}

#[tokio::test]
async fn a_literal_cannot_be_left() {
    let server = Server::new([nothing()]).await;
    let client = client(&server);
    for (bundle, literal) in [
        ("com.example.app-1_2~3", "com.example.app-1_2~3"),
        ("O'Neil & Söhne", "O%27%27Neil%20%26%20S%C3%B6hne"),
        ("')/../../users('", "%27%27%29%2F..%2F..%2Fusers%28%27%27"),
        ("''", "%27%27%27%27"),
        ("a')?$top=1", "a%27%27%29%3F%24top%3D1"),
        ("%27", "%2527"),
        // An empty literal names nothing else.
        ("", ""),
        ("..", ".."),
    ] {
        let _ = client.vpp_tokens().get_licenses_for_app(bundle).await;
        let seen = server.take();
        assert_eq!(seen.line(), format!("GET {VPP_TOKENS}/getLicensesForApp(bundleId='{literal}')"));
    }
}

/// A transport of somebody else's, which sees what it is given.
#[derive(Clone, Default)]
struct Own(std::sync::Arc<std::sync::Mutex<Vec<String>>>);

impl Transport for Own {
    fn send<'a>(
        &'a self,
        request: Request<Body>,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<Response<Body>, TransportError>> {
        let seen = format!("{} {} {:?}", request.method(), request.uri(), request.headers().get("content-length"));
        self.0.lock().unwrap().push(seen);
        let refused = TransportError::new(TransportErrorKind::Connect, "nobody is there");
        Box::pin(std::future::ready(Err(refused)))
    }
}

#[tokio::test]
async fn nothing_reaches_a_transport_that_is_refused() {
    let own = Own::default();
    let client = Client::new(graph_vpp_tokens::Bearer::new(BEARER))
        .with_transport(own.clone())
        .with_retries(RetryPolicy::none());
    assert!(with_id(&client, "..").await.iter().all(|result| matches!(result, Err(Error::Usage(_)))));
    assert!(own.0.lock().unwrap().is_empty());
    let error = client.vpp_tokens().sync_licenses(ID).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(_)) && error.is_retryable());
    let url = format!("https://graph.microsoft.com{VPP_TOKENS}/{ID}/syncLicenses");
    assert_eq!(*own.0.lock().unwrap(), [format!("POST {url} Some(\"0\")")], "tried once");
}
