//! Operations whose paths or answers are not as the specification wants them.
#![allow(clippy::unwrap_used, reason = "a test ends where its assumption does")]

use rest_bindgen_runtime as rt;
use rt::{InMemoryTransport, StatusCode, blocking::wait, http};
use test_clients::{answers_without_bodies as answers, odd_paths as paths};

fn service(status: StatusCode) -> InMemoryTransport {
    InMemoryTransport::new(move |_| {
        let mut answer = http::Response::new(rt::Body::default());
        *answer.status_mut() = status;
        answer.headers_mut().insert("x-size", http::HeaderValue::from_static("7"));
        for (name, line) in [("x-list", "1, 2,"), ("x-list", "3"), ("set-cookie", "a=b; Expires=Wed, 21 Oct")] {
            answer.headers_mut().append(name, http::HeaderValue::from_static(line));
        }
        Ok(answer)
    })
}

#[test]
fn a_path_is_sent_without_what_is_no_path() {
    let sent = |call: &dyn Fn(&paths::Client) -> rt::Result<()>| {
        let service = service(StatusCode::NO_CONTENT);
        call(&paths::Client::new(rt::Anonymous).with_transport(service.clone())).unwrap();
        service.requests().remove(0).uri().to_string()
    };
    assert_eq!(sent(&|client| wait(client.odd().add_permission())), "https://x.example/v1/");
    assert_eq!(sent(&|client| wait(client.odd().get_acl("b", true))), "https://x.example/v1/buckets/b?acl=true");
    assert_eq!(sent(&|client| wait(client.odd().search("a b"))), "https://x.example/v1/search?kind=all&q=a%20b");
    assert_eq!(sent(&|client| wait(client.odd().undelete("p"))), "https://x.example/v1/v1/p:undelete");
    assert_eq!(sent(&|client| wait(client.odd().get_part("i", 1, 2))), "https://x.example/v1/items/i/parts/1/2");
    assert_eq!(sent(&|client| wait(client.shared().get(1, 2))), "https://x.example/v1/shared/1?depth=2");
    assert_eq!(sent(&|client| wait(client.shared().delete(1, 2))), "https://x.example/v1/shared/1?depth=2");
}

#[test]
fn an_answer_that_has_no_body_is_read_as_none() {
    let client = answers::Client::new(rt::Anonymous).with_transport(service(StatusCode::OK));
    let answer = wait(client.file().head().send_with_response()).unwrap();
    assert_eq!(answer.header::<i64>("x-size"), Some(7));
    assert_eq!(answer.header_list::<i64>("x-list"), Some(vec![1, 2, 3]));
    assert_eq!(answer.header_list::<i64>("set-cookie"), None);
    assert_eq!(answer.header_list::<String>("set-cookie").map(|all| all.len()), Some(1));
    assert_eq!(answer.header_list::<String>("x-none"), None);
    let client = client.with_transport(service(StatusCode::NO_CONTENT));
    wait(client.file().delete()).unwrap();
    assert_eq!(wait(client.file().put()).unwrap(), None);
}
