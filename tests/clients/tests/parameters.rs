//! Parameters of every place and style, as generated operations put them on the wire: those that Prism reads otherwise
//! (tests/prism.rs) among them.
#![allow(clippy::unwrap_used, reason = "a test ends where its assumption does")]

use rest_bindgen_runtime as rt;
use rt::{InMemoryTransport, StatusCode, blocking::wait, http};
use test_clients::parameters::{Client, models};

/// What is sent for a call: the target, and the body.
fn sent<T>(call: impl FnOnce(&Client) -> rt::Result<T>) -> (http::HeaderMap, String, String) {
    let service = InMemoryTransport::new(|_| {
        let mut answer = http::Response::new(rt::Body::default());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        Ok(answer)
    });
    let client = Client::new(rt::Anonymous).with_base_url("https://service.example/v1").with_transport(service.clone());
    call(&client).unwrap();
    let request = service.requests().remove(0);
    let target = request.uri().path_and_query().unwrap().as_str().to_owned();
    (request.headers().clone(), target, String::from_utf8(request.body().to_vec()).unwrap())
}

fn words() -> Vec<String> {
    ["a", "b c", "d,|"].map(str::to_owned).to_vec()
}

fn point() -> models::Point {
    models::Point { x: Some(1), y: Some(-2), ..models::Point::default() }
}

#[test]
fn in_the_path() {
    let (words, point) = (words(), point());
    let (_, target, _) = sent(|client| wait(client.parameters().simple(&words, &words, &point, &point)));
    assert_eq!(target, "/v1/simple/a,b%20c,d%2C%7C/a,b%20c,d%2C%7C/x,1,y,-2/x=1,y=-2");
    let (_, target, _) = sent(|client| wait(client.parameters().label(&words, &words, &point, &point)));
    assert_eq!(target, "/v1/label/.a,b%20c,d%2C%7C/.a.b%20c.d%2C%7C/.x,1,y,-2/.x=1.y=-2");
    let (_, target, _) = sent(|client| wait(client.parameters().matrix(&words, &words, &point, &point)));
    assert_eq!(
        target,
        "/v1/matrix/;list=a,b%20c,d%2C%7C/;exploded=a;exploded=b%20c;exploded=d%2C%7C/;object=x,1,y,-2/;x=1;y=-2"
    );
}

#[test]
fn in_the_query_headers_and_cookies() {
    let (words, point) = (words(), point());
    let query = |build: &dyn for<'c> Fn(
        test_clients::parameters::parameters::QueryRequest<'c>,
    ) -> test_clients::parameters::parameters::QueryRequest<'c>| {
        let (headers, target, _) = sent(|client| wait(build(client.parameters().query())));
        (headers, target.strip_prefix("/v1/query").unwrap().to_owned())
    };
    assert_eq!(query(&|call| call.form(&words)).1, "?form=a&form=b%20c&form=d%2C%7C");
    assert_eq!(query(&|call| call.joined(&words)).1, "?joined=a,b%20c,d%2C%7C");
    assert_eq!(query(&|call| call.spaces(&words)).1, "?spaces=a%20b%20c%20d%2C%7C");
    assert_eq!(
        query(&|call| call.spaces_exploded(&words)).1,
        "?spacesExploded=a&spacesExploded=b%20c&spacesExploded=d%2C%7C"
    );
    assert_eq!(query(&|call| call.pipes(&words)).1, "?pipes=a%7Cb%20c%7Cd%2C%7C");
    assert_eq!(
        query(&|call| call.pipes_exploded(&words)).1,
        "?pipesExploded=a&pipesExploded=b%20c&pipesExploded=d%2C%7C"
    );
    assert_eq!(query(&|call| call.object(&point)).1, "?x=1&y=-2");
    assert_eq!(query(&|call| call.object_joined(&point)).1, "?objectJoined=x,1,y,-2");
    assert_eq!(query(&|call| call.deep(&point)).1, "?deep%5Bx%5D=1&deep%5By%5D=-2");
    assert_eq!(query(&|call| call.deep_exploded(&point)).1, "?deepExploded%5Bx%5D=1&deepExploded%5By%5D=-2");
    assert_eq!(query(&|call| call.json(&point)).1, "?json=%7B%22x%22%3A1%2C%22y%22%3A-2%7D");
    assert_eq!(query(&|call| call.reserved("/a:b?c#d e")).1, "?reserved=/a:b?c%23d%20e");
    let headers = query(&|call| call.x_words(&words).x_members(&point).words(&words)).0;
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap();
    assert_eq!(header("x-words"), "a,b c,d,|");
    assert_eq!(header("x-members"), "x=1,y=-2");
    assert_eq!(header("cookie"), "words=a,b%20c,d%2C%7C");
}

#[test]
fn in_a_form() {
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
    let (headers, _, body) = sent(|client| wait(client.parameters().form(&form)));
    assert_eq!(headers.get("content-type").unwrap(), "application/x-www-form-urlencoded");
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
