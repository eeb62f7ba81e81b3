//! What goes over the wire where a description asks for an uncommon form: formats of lists of Swagger 2.0, styles of
//! OpenAPI 3.2, ranges of media types.
#![allow(clippy::unwrap_used, reason = "a test ends where its assumption does")]

use rest_bindgen_runtime as rt;
use rt::{InMemoryTransport, StatusCode, blocking::wait, http};
use test_clients::{collection_formats, media_type_ranges, scalar_bodies, styles_of_3_2};

/// A service that answers nothing, and what it was sent.
fn nothing() -> InMemoryTransport {
    InMemoryTransport::new(|_| {
        let mut answer = http::Response::new(rt::Body::default());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        Ok(answer)
    })
}

/// The target, a header, and the body of the only request.
fn sent(service: &InMemoryTransport, header: &str) -> (String, String, String) {
    let request = service.requests().remove(0);
    let target = request.uri().path_and_query().unwrap().as_str().to_owned();
    let header = request.headers().get(header).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    (target, header, String::from_utf8(request.body().to_vec()).unwrap())
}

fn words() -> Option<Vec<String>> {
    Some(["a", "b c"].map(str::to_owned).to_vec())
}

fn collections(service: &InMemoryTransport) -> collection_formats::Client {
    let client = collection_formats::Client::new(rt::Anonymous).with_base_url("https://service.example");
    client.with_transport(service.clone())
}

#[test]
fn lists_of_swagger_have_their_collection_formats() {
    let service = nothing();
    wait(collections(&service).lists().query().tsv(&words().unwrap())).unwrap();
    assert_eq!(sent(&service, "accept").0, "/query?tsv=a%09b%20c");

    let service = nothing();
    let words = words().unwrap();
    wait(collections(&service).lists().elsewhere(&words, &words, &words)).unwrap();
    let (target, header, _) = sent(&service, "x-words");
    assert_eq!((target.as_str(), header.as_str()), ("/paths/a%7Cb%20c/a%09b%20c", "a b c"));
    let words = || Some(words.clone());

    let service = nothing();
    let form = collection_formats::models::FormBody {
        unsaid: words(),
        ssv: words(),
        tsv: words(),
        pipes: Some(vec![1, 2]),
        multi: words(),
        ..Default::default()
    };
    wait(collections(&service).lists().form().body(&form)).unwrap();
    let body = sent(&service, "content-type").2;
    assert_eq!(body, "unsaid=a,b+c&ssv=a+b+c&tsv=a%09b+c&pipes=1%7C2&multi=a&multi=b+c");

    let service = nothing();
    let parts = collection_formats::lists::PartsParts::new(&words().unwrap()).pipes(&[1, 2]).multi(&words().unwrap());
    wait(collections(&service).lists().parts(parts)).unwrap();
    let body = sent(&service, "content-type").2;
    let values: Vec<&str> = body.split("\r\n\r\n").skip(1).filter_map(|part| part.split("\r\n").next()).collect();
    assert_eq!(values, ["a,b c", "1|2", "a", "b c"]);
}

#[test]
fn cookies_and_paths_of_3_2_are_not_encoded() {
    let call = |service: &InMemoryTransport| {
        styles_of_3_2::Client::new(rt::Anonymous)
            .with_base_url("https://service.example")
            .with_transport(service.clone())
    };
    let service = nothing();
    let members = [("x".to_owned(), "1".to_owned())].into_iter().collect();
    let words = words().unwrap();
    let client = call(&service);
    let request = client.files().file("a:b,c(d)/e").plain("p&=%20").list(&words).joined(&words).members(&members);
    // The answer is empty, which is no file.
    _ = wait(request.encoded("p&="));
    let (target, cookie, _) = sent(&service, "cookie");
    assert_eq!(target, "/files/a:b,c(d)%2Fe");
    assert_eq!(cookie, "plain=p&=%20; list=a; list=b c; joined=a,b c; x=1; encoded=p%26%3D");
    let refused = nothing();
    assert!(wait(call(&refused).files().file("a").plain("x; admin=1")).is_err());
    assert!(refused.requests().is_empty());
}

#[test]
fn a_request_has_one_media_type_of_a_range() {
    let call = |service: &InMemoryTransport| {
        media_type_ranges::Client::new(rt::Anonymous)
            .with_base_url("https://service.example")
            .with_transport(service.clone())
    };
    let service = nothing();
    wait(call(&service).media().image("bytes")).unwrap();
    assert_eq!(sent(&service, "content-type").1, "application/octet-stream");
    let service = nothing();
    wait(call(&service).media().image("bytes").header("content-type", "image/png")).unwrap();
    assert_eq!(sent(&service, "content-type").1, "image/png");
    let service = nothing();
    wait(call(&service).media().any(&media_type_ranges::models::AnyBody::default())).unwrap();
    assert_eq!(sent(&service, "content-type").1, "application/json");
    let service = nothing();
    wait(call(&service).media().text().body("t")).unwrap();
    assert_eq!(sent(&service, "content-type").1, "text/plain");
    let service = nothing();
    wait(call(&service).media().parameters().text("a b").number(1).json("j").xml("<a/>")).unwrap();
    assert_eq!(sent(&service, "accept").0, "/parameters?text=a%20b&number=1&json=%22j%22&xml=%3Ca%2F%3E");
}

#[test]
fn a_body_that_is_one_value_is_given_as_itself() {
    use scalar_bodies::models::Color;
    let service = nothing();
    let client = scalar_bodies::Client::new(rt::Anonymous).with_base_url("https://service.example");
    let client = client.with_transport(service.clone());
    let settings = client.settings();
    wait(settings.set_flag(true)).unwrap();
    wait(settings.change_flag().body(None)).unwrap();
    wait(settings.change_flag().body(false)).unwrap();
    wait(settings.set_level(-7)).unwrap();
    wait(settings.set_color(Color::Red)).unwrap();
    wait(settings.change_color(rt::Null)).unwrap();
    wait(settings.set_name("a\"b")).unwrap();
    wait(settings.set_name(None)).unwrap();
    wait(settings.change_names().body(Some(&words().unwrap()))).unwrap();
    wait(settings.change_names().body(None)).unwrap();
    wait(settings.change_names()).unwrap();
    let sent = service.requests();
    let bodies: Vec<&str> = sent.iter().map(|request| std::str::from_utf8(request.body()).unwrap()).collect();
    let wanted = ["true", "null", "false", "-7", r#""red""#, "null", r#""a\"b""#, "null", r#"["a","b c"]"#, "null", ""];
    assert_eq!(bodies, wanted);
}
