//! Parameters of every place and style, as generated operations put them on the wire: those that Prism reads otherwise
//! (tests/prism.rs) among them.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test ends where its assumption does")]
#![allow(dead_code, reason = "the server serves other tests too")]

#[path = "../../wire/server.rs"]
mod server;

use rest_bindgen_runtime as rt;
use server::{Seen, Server, nothing};
use test_clients::parameters::{Client, models, parameters::QueryRequest};

/// What the server's own checks of common headers expect.
const BEARER: &str = "none";

/// What a server is sent for a call.
async fn sent(call: impl AsyncFnOnce(&Client) -> rt::Result<()>) -> Seen {
    let server = Server::new([nothing()]).await;
    let client = Client::new(rt::Anonymous).with_base_url(server.url("/v1"));
    call(&client).await.unwrap();
    server.take()
}

fn words() -> Vec<String> {
    ["a", "b c", "d,|"].map(str::to_owned).to_vec()
}

fn point() -> models::Point {
    models::Point { x: Some(1), y: Some(-2), ..models::Point::default() }
}

#[tokio::test]
async fn in_the_path() {
    let (words, point) = (words(), point());
    let target = sent(async |client| client.parameters().simple(&words, &words, &point, &point).await).await.target;
    assert_eq!(target, "/v1/simple/a,b%20c,d%2C%7C/a,b%20c,d%2C%7C/x,1,y,-2/x=1,y=-2");
    let target = sent(async |client| client.parameters().label(&words, &words, &point, &point).await).await.target;
    assert_eq!(target, "/v1/label/.a,b%20c,d%2C%7C/.a.b%20c.d%2C%7C/.x,1,y,-2/.x=1.y=-2");
    let target = sent(async |client| client.parameters().matrix(&words, &words, &point, &point).await).await.target;
    assert_eq!(
        target,
        "/v1/matrix/;list=a,b%20c,d%2C%7C/;exploded=a;exploded=b%20c;exploded=d%2C%7C/;object=x,1,y,-2/;x=1;y=-2"
    );
}

#[tokio::test]
async fn in_the_query_headers_and_cookies() {
    let (words, point) = (words(), point());
    let query = async |build: &dyn for<'c> Fn(QueryRequest<'c>) -> QueryRequest<'c>| {
        let seen = sent(async |client| build(client.parameters().query()).await).await;
        seen.target.strip_prefix("/v1/query").unwrap().to_owned()
    };
    assert_eq!(query(&|call| call.form(&words)).await, "?form=a&form=b%20c&form=d%2C%7C");
    assert_eq!(query(&|call| call.joined(&words)).await, "?joined=a,b%20c,d%2C%7C");
    assert_eq!(query(&|call| call.spaces(&words)).await, "?spaces=a%20b%20c%20d%2C%7C");
    assert_eq!(
        query(&|call| call.spaces_exploded(&words)).await,
        "?spacesExploded=a&spacesExploded=b%20c&spacesExploded=d%2C%7C"
    );
    assert_eq!(query(&|call| call.pipes(&words)).await, "?pipes=a%7Cb%20c%7Cd%2C%7C");
    assert_eq!(
        query(&|call| call.pipes_exploded(&words)).await,
        "?pipesExploded=a&pipesExploded=b%20c&pipesExploded=d%2C%7C"
    );
    assert_eq!(query(&|call| call.object(&point)).await, "?x=1&y=-2");
    assert_eq!(query(&|call| call.object_joined(&point)).await, "?objectJoined=x,1,y,-2");
    assert_eq!(query(&|call| call.deep(&point)).await, "?deep%5Bx%5D=1&deep%5By%5D=-2");
    assert_eq!(query(&|call| call.deep_exploded(&point)).await, "?deepExploded%5Bx%5D=1&deepExploded%5By%5D=-2");
    assert_eq!(query(&|call| call.json(&point)).await, "?json=%7B%22x%22%3A1%2C%22y%22%3A-2%7D");
    assert_eq!(query(&|call| call.reserved("/a:b?c#d e")).await, "?reserved=/a:b?c%23d%20e");
    let call =
        async |client: &Client| client.parameters().query().x_words(&words).x_members(&point).words(&words).await;
    let seen = sent(call).await;
    let header = |name: &str| seen.header(name).unwrap();
    assert_eq!(header("x-words"), "a,b c,d,|");
    assert_eq!(header("x-members"), "x=1,y=-2");
    assert_eq!(header("cookie"), "words=a,b%20c,d%2C%7C");
}

#[tokio::test]
async fn in_a_form() {
    let all = Some(words());
    let form = models::FormBody {
        plain: all.clone(),
        joined: all.clone(),
        spaces: all.clone(),
        pipes: all.clone(),
        pipes_exploded: all,
        deep: Some(point()),
        json: Some(point()),
        ..models::FormBody::default()
    };
    let seen = sent(async |client| client.parameters().form(&form).await).await;
    assert_eq!(seen.header("content-type"), Some("application/x-www-form-urlencoded"));
    let body = String::from_utf8(seen.body).unwrap();
    let members: Vec<&str> = body.split('&').collect();
    assert_eq!(
        members,
        [
            "plain=a",
            "plain=b+c",
            "plain=d%2C%7C",
            "joined=a,b+c,d%2C%7C",
            "spaces=a+b+c+d%2C%7C",
            "pipes=a%7Cb+c%7Cd%2C%7C",
            "pipesExploded=a",
            "pipesExploded=b+c",
            "pipesExploded=d%2C%7C",
            "deep%5Bx%5D=1",
            "deep%5By%5D=-2",
            "json=%7B%22x%22%3A1%2C%22y%22%3A-2%7D",
        ]
    );
}
