//! Calls over real connections: exact bytes, and what comes back.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

mod server;
mod shape;

use std::time::Duration;

use rest_bindgen_runtime as rt;
use rt::{Error, http};
use server::{Server, json, response};
use shape::{Client, Token};

const CANARY: &str = "canary-token-5d41402a";
const ID: &str = "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c";
const BODY: &str = r#"{"name":"n","id":"a"}"#;

fn client(server: &Server) -> Client {
    Client::new(rt::Bearer::new(CANARY)).with_base_url(server.url("/beta"))
}

/// The request's head, sorted, without what differs from run to run.
fn head(request: &str) -> Vec<String> {
    let mut lines: Vec<_> = request
        .split("\r\n\r\n")
        .next()
        .unwrap()
        .lines()
        .map(str::to_ascii_lowercase)
        .filter(|line| !line.starts_with("host:"))
        .collect();
    lines[1..].sort();
    lines
}

fn text(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

#[tokio::test]
async fn an_action_without_body_has_these_bytes() {
    let server = Server::new([json(BODY)]).await;
    let token = client(&server).vpp_tokens().sync_licenses(ID).await.unwrap();
    assert_eq!(token.id.as_deref(), Some("a"));
    let request = &server.seen()[0];
    assert!(request.starts_with(&format!("POST /beta/deviceAppManagement/vppTokens/{ID}/syncLicenses HTTP/1.1\r\n")));
    assert!(request.ends_with("\r\n\r\n"));
    assert_eq!(
        head(request)[1..],
        [
            "accept-encoding: gzip".to_owned(),
            "accept: application/json".to_owned(),
            format!("authorization: bearer {CANARY}"),
            "content-length: 0".to_owned(),
            format!("user-agent: rest-bindgen/{}", env!("CARGO_PKG_VERSION")),
        ]
    );
}

#[tokio::test]
async fn every_kind_of_call_has_its_bytes() {
    let server = Server::new([response("204 No Content", "", "")]).await;
    let client = client(&server);
    let tokens = client.vpp_tokens();
    let body = Token { name: "é".to_owned(), token: rt::Null.into(), ..Token::default() };
    assert!(tokens.update("a/b", &body).if_match("W/\"1\"").await.unwrap().is_none());
    tokens.delete("x").await.unwrap();
    let empty = tokens.get("x").select(["id", "name"]).await.err().unwrap();
    assert!(matches!(&empty, Error::Decode(error) if error.source.found() == "an empty body"), "{empty}");
    let _ = tokens.licenses_for_app("com.o'neil/..").await;
    let _ = tokens.count().filter("state eq 'valid'").consistency_level_eventual().await;
    let _ = tokens.list().top(5).filter("a eq 'b & c'").order_by(["x desc"]).count().await;
    let seen = server.seen();
    assert!(seen[0].starts_with("PATCH /beta/deviceAppManagement/vppTokens/a%2Fb HTTP/1.1\r\n"));
    assert!(seen[0].ends_with("\r\n\r\n{\"token\":null,\"name\":\"é\"}"));
    assert!(head(&seen[0]).contains(&"content-type: application/json".to_owned()));
    assert!(head(&seen[0]).contains(&"if-match: w/\"1\"".to_owned()));
    assert!(head(&seen[0]).contains(&"content-length: 26".to_owned()));
    assert!(seen[1].starts_with("DELETE /beta/deviceAppManagement/vppTokens/x HTTP/1.1\r\n"));
    assert!(!seen[1].to_ascii_lowercase().contains("content-length"));
    assert!(seen[2].starts_with("GET /beta/deviceAppManagement/vppTokens/x?$select=id,name HTTP/1.1\r\n"));
    assert!(!seen[2].to_ascii_lowercase().contains("content-length"));
    assert!(seen[3].starts_with(
        "GET /beta/deviceAppManagement/vppTokens/getLicensesForApp(bundleId='com.o%27%27neil%2F..') HTTP/1.1\r\n"
    ));
    assert!(
        seen[4].starts_with(
            "GET /beta/deviceAppManagement/vppTokens/$count?$filter=state%20eq%20%27valid%27 HTTP/1.1\r\n"
        )
    );
    assert!(head(&seen[4]).contains(&"accept: text/plain".to_owned()));
    assert!(seen[5].starts_with("GET /beta/deviceAppManagement/vppTokens?$top=5&$filter=a%20eq%20%27b%20%26%20c%27&$orderby=x%20desc&$count=true HTTP/1.1\r\n"));
}

#[tokio::test]
async fn what_is_wrong_with_a_call_shows_before_anything_is_sent() {
    let server = Server::new([json(BODY)]).await;
    let client = client(&server);
    for id in ["", ".", "..", "a\nb", "a\0"] {
        assert!(matches!(client.vpp_tokens().get(id).await, Err(Error::Usage(_))), "{id:?}");
    }
    assert!(matches!(client.vpp_tokens().get("x").header("a b", "c").await, Err(Error::Usage(_))));
    assert!(matches!(client.vpp_tokens().get("x").header("a", "c\r\nd: e").await, Err(Error::Usage(_))));
    for wrong in ["", "graph", "ftp://a", "https://u:canary@a"] {
        let error = client.clone().with_base_url(wrong).vpp_tokens().get("x").await.err().unwrap();
        assert!(matches!(error, Error::Usage(_)) && !text(&error).contains("canary"));
    }
    let plain = client.clone().with_base_url("http://graph.example").vpp_tokens().get("x").await.err().unwrap();
    assert!(plain.to_string().contains("https"), "{plain}");
    let wrong = client.clone().with_header("a b", "c").vpp_tokens().get("x").await;
    assert!(matches!(wrong, Err(Error::Usage(_))));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn pages_are_followed_with_the_same_headers() {
    let first = |next: &str| {
        json(&format!(r#"{{"@odata.count":3,"value":[{{"name":"1"}},{{"name":"2"}}],"@odata.nextLink":"{next}"}}"#))
    };
    let last = json(r#"{"value":[{"name":"3"}],"@odata.deltaLink":"d"}"#);
    let server = Server::new([first("vppTokens?$skiptoken=X%27%20a%2Bb"), last.clone()]).await;
    let client = client(&server);
    let mut stream = client.vpp_tokens().list().consistency_level_eventual().prefer("a").stream();
    let mut names = Vec::new();
    while let Some(token) = stream.try_next().await.unwrap() {
        names.push(token.name);
    }
    assert_eq!(names, ["1", "2", "3"]);
    assert_eq!((stream.count(), stream.delta_link()), (Some(3), Some("d")));
    assert!(stream.try_next().await.unwrap().is_none());
    let seen = server.seen();
    assert!(seen[1].starts_with("GET /beta/vppTokens?$skiptoken=X%27%20a%2Bb HTTP/1.1\r\n"), "{}", seen[1]);
    assert_eq!(head(&seen[0])[1..], head(&seen[1])[1..]);
    assert!(head(&seen[1]).contains(&"consistencylevel: eventual".to_owned()));
}

#[tokio::test]
async fn queries_of_lists() {
    let server = Server::new([json("1")]).await;
    let core = client(&server).core().clone();
    let call = || rt::Call::new(&core, rt::Method::GET, rt::decode::json::<i64>).path("/a?fixed=1");
    let request = call()
        .query_list("q", ["a b", "c&d"])
        .query_joined("j", ["x,y", "z"], ",")
        .query_joined("n", [""; 0], ",")
        .into_http()
        .unwrap()
        .request;
    assert_eq!(request.uri().query(), Some("fixed=1&q=a%20b&q=c%26d&j=x%2Cy,z"));
    assert_eq!(call().await.unwrap(), 1);
}

#[tokio::test]
async fn a_server_of_one_operation() {
    let own = Server::new([json("1")]).await;
    let url: &'static str = own.url("/up").leak();
    let core = rt::Client::new("https://host.example/v1", rt::Bearer::new(CANARY));
    let call = |core: &rt::Client| {
        rt::Call::new(core, rt::Method::GET, rt::decode::json::<i64>).path("/a").base_url(url).into_http()
    };
    assert_eq!(call(&core).unwrap().request.uri().to_string(), format!("{url}/a"));
    assert_eq!(call(&core.with_base_url("https://other.example")).unwrap().request.uri(), "https://other.example/a");
}

#[tokio::test]
async fn a_status_keeps_what_the_service_said() {
    let body = r#"{"error":{"code":"TooManyRequests","message":"later","innerError":{"client-request-id":"c"}}}"#;
    let server = Server::new([response("429 Too Many Requests", "retry-after: 7\r\nrequest-id: r\r\n", body)]).await;
    let client = client(&server).with_retries(rt::RetryPolicy::none());
    let error = client.vpp_tokens().get("x").await.err().unwrap();
    let status = error.as_status().unwrap();
    assert_eq!((status.request_id.as_deref(), status.client_request_id.as_deref()), (Some("r"), Some("c")));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert!(error.is_retryable() && !error.is_not_found());
    assert_eq!(status.decode::<rt::Map<rt::Json>>().unwrap().len(), 1);
    assert_eq!(status.body_start(), body);
    assert_eq!(
        error.to_string(),
        format!(
            "GET {} answered 429 Too Many Requests: TooManyRequests: later (request r)",
            server.url("/beta/deviceAppManagement/vppTokens/x")
        )
    );
}

#[tokio::test]
async fn both_forms_of_an_entity_are_read() {
    for body in [
        BODY.to_owned(),
        format!("{{\"value\":{BODY}}}"),
        format!("\u{feff}{{\"@odata.context\":\"x\",\"value\":{BODY}}}"),
    ] {
        let server = Server::new([json(&body)]).await;
        let answer = client(&server).vpp_tokens().sync_licenses(ID).send_with_response().await.unwrap();
        assert_eq!((answer.status.as_u16(), answer.value.id.as_deref()), (200, Some("a")));
    }
}

#[tokio::test]
async fn a_request_without_sending_it() {
    let client = Client::new(rt::Bearer::new(CANARY)).with_cloud(rt::clouds::US_GOV_L4);
    let mut prepared = client.vpp_tokens().sync_licenses(ID).into_http().unwrap();
    assert_eq!(
        prepared.request.uri().to_string(),
        format!("https://graph.microsoft.us/beta/deviceAppManagement/vppTokens/{ID}/syncLicenses")
    );
    assert!(!format!("{prepared:?} {:?}", prepared.request).contains(CANARY));
    client.core().authorize(&mut prepared.request, prepared.security).await.unwrap();
    assert_eq!(prepared.request.headers()["authorization"].to_str().unwrap(), format!("Bearer {CANARY}"));
    assert!(!format!("{prepared:?} {:?}", prepared.request).contains(CANARY));
    let answer = |status: u16| http::Response::builder().status(status).body(rt::Bytes::from(BODY)).unwrap();
    assert_eq!(prepared.decode(answer(200)).unwrap().id.as_deref(), Some("a"));
    assert!(prepared.decode(answer(404)).err().unwrap().is_not_found());
}

#[test]
fn what_is_shared_between_threads_may_be() {
    fn shared<T: Send + Sync>() {}
    shared::<Client>();
    shared::<Error>();
    shared::<Token>();
    fn sent<T: Send>(_: &T) {}
    let client = Client::new(rt::Anonymous);
    sent(&client.vpp_tokens().get("x").into_future());
    sent(&client.vpp_tokens().list().stream());
    sent(&client.vpp_tokens().list().send_with_response());
    sent(&client.vpp_tokens().get("x").download());
    let session = rt::UploadSession::new(&client, "https://host.example/session", 1);
    if let (Ok(mut session), Ok(other)) = (session, rt::UploadSession::new(&client, "https://host.example/other", 1)) {
        sent(&session.ask());
        sent(&session.send::<Token>("x"));
        sent(&other.cancel());
    }
}
