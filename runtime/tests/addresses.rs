//! Where requests go, whatever values, links and redirects say: to the one place that is meant, or nowhere.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

mod shape;

use std::sync::{Arc, Mutex};

use rest_bindgen_runtime as rt;
use rt::blocking::wait;
use rt::{Body, Error, InMemoryTransport, StatusCode, http};
use shape::{Client, Token};

const BODY: &str = r#"{"name":"n","id":"a"}"#;
const CANARY: &str = "canary-key";

fn answering(body: &'static str) -> InMemoryTransport {
    InMemoryTransport::new(move |_| Ok(http::Response::new(body.into())))
}

type Last = Arc<Mutex<Option<http::Request<rt::Bytes>>>>;

/// The same, which has the last request apart: to look at thousands one by one.
fn remembering() -> (InMemoryTransport, Last) {
    let last = Last::default();
    let kept = Arc::clone(&last);
    let service = InMemoryTransport::new(move |request| {
        *kept.lock().unwrap() = Some(request.clone());
        Ok(http::Response::new(BODY.into()))
    });
    (service, last)
}

fn client(service: &InMemoryTransport) -> Client {
    Client::new(rt::Bearer::new(CANARY)).with_base_url("https://host.example/v1").with_transport(service.clone())
}

/// Every letter of one byte and some of more, alone and within others, and all that has climbed out of a path somewhere.
fn values() -> Vec<String> {
    let letters = (0..=0xff_u32).chain([0x100, 0x2028, 0x202e, 0x2215, 0xff0e, 0xff0f, 0xfeff, 0x1f600, 0x10_ffff]);
    let letters: Vec<char> = letters.filter_map(char::from_u32).collect();
    let mut values: Vec<String> = letters
        .iter()
        .flat_map(|letter| [letter.to_string(), format!("a{letter}b"), format!("..{letter}..")])
        .collect();
    let dots = [".", "..", "...", "%2e", "%2e%2e", ".%2e", "%252e%252e", "%c0%ae", "\u{ff0e}\u{ff0e}"];
    let slashes = ["", "/", "\\", "%2f", "%5c", "%252f", ";/", "//", "\u{2215}", "?", "#", "\0", "%00", "\r\n", "\t"];
    for dot in dots {
        for slash in slashes {
            values.extend([
                format!("{dot}{slash}"),
                format!("{slash}{dot}"),
                format!("{dot}{slash}{dot}{slash}x"),
                format!("x{slash}{dot}{slash}y"),
            ]);
        }
    }
    values.extend(
        ["http://else.example/", "//else.example", "@else.example", "a:b@else.example/", "$batch"].map(Into::into),
    );
    values
}

/// A path with all that is a value in it taken out.
fn route(path: &str, value: &str) -> Option<String> {
    let decoded = |text: &str| percent(text).unwrap_or_default();
    let mut route = String::new();
    for segment in path.split('/').skip(1) {
        let plain = String::from_utf8(decoded(segment)).ok()?;
        let literal = value.replace('\'', "''");
        route.push('/');
        match segment {
            _ if plain == value => route.push('_'),
            _ if plain == format!("getLicensesForApp(bundleId='{literal}')") => route.push_str("get('_')"),
            _ => route.push_str(segment),
        }
    }
    Some(route)
}

fn percent(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut plain = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            plain.push(byte);
            continue;
        }
        let digits = [bytes.next()?, bytes.next()?];
        plain.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    Some(plain)
}

/// A value is `_`.
const ROUTES: [&str; 5] = [
    "POST /v1/deviceAppManagement/vppTokens/_/syncLicenses",
    "GET /v1/deviceAppManagement/vppTokens/_",
    "PATCH /v1/deviceAppManagement/vppTokens/_",
    "DELETE /v1/deviceAppManagement/vppTokens/_",
    "GET /v1/deviceAppManagement/vppTokens/get('_')",
];

#[test]
fn a_value_in_a_path_stays_where_it_is_or_nothing_is_sent() {
    let (service, last) = remembering();
    let client = client(&service);
    let tokens = client.vpp_tokens();
    let (mut sent, mut refused) = (0, 0);
    for value in values() {
        for (index, expected) in ROUTES.into_iter().enumerate() {
            let outcome = match index {
                0 => wait(tokens.sync_licenses(&value)).map(drop),
                1 => wait(tokens.get(&value)).map(drop),
                2 => wait(tokens.update(&value, &Token::default())).map(drop),
                3 => wait(tokens.delete(&value)),
                _ => wait(tokens.licenses_for_app(&value)).map(drop),
            };
            match outcome {
                Ok(()) => {
                    let request = last.lock().unwrap().take().unwrap();
                    let uri = request.uri();
                    assert_eq!(uri.authority().map(http::uri::Authority::as_str), Some("host.example"), "{value:?}");
                    assert_eq!(uri.query(), None, "{value:?}");
                    let found = route(uri.path(), &value).map(|route| format!("{} {route}", request.method()));
                    assert_eq!(found.as_deref(), Some(expected), "{value:?}");
                    // What it is once it is resolved, as servers do.
                    let resolved = url::Url::parse(&uri.to_string()).unwrap();
                    assert_eq!(resolved.path(), uri.path(), "{value:?}");
                    sent += 1;
                }
                Err(error) => {
                    assert!(matches!(error, Error::Usage(_)), "{value:?}: {error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(sent > 3000 && refused > 300, "{sent} sent, {refused} refused");
    assert_eq!(service.seen().len(), sent);
}

#[test]
fn a_value_in_a_header_stays_one_or_nothing_is_sent() {
    let (service, last) = remembering();
    let client = client(&service);
    let mut sent = 0;
    for value in values() {
        match wait(client.vpp_tokens().sync_licenses("a").header("x-key", &value)) {
            Ok(_) => {
                let request = last.lock().unwrap().take().unwrap();
                assert_eq!(request.headers()["x-key"].as_bytes(), value.as_bytes(), "{value:?}");
                assert!(!value.contains(['\r', '\n', '\0', '\u{7f}']), "{value:?}");
                sent += 1;
            }
            Err(error) => assert!(matches!(error, Error::Usage(_)), "{value:?}: {error}"),
        }
    }
    assert!(sent > 100 && service.seen().len() == sent, "{sent} sent");
}

/// Links that lead to the origin of the client, however they are written, and links that do not.
const SAME: [&str; 9] = [
    "https://host.example/v1/x",
    "HTTPS://HOST.Example/v1/x",
    "https://host.example:443/v1/x",
    "https://host.example/v1/x#fragment",
    "/v1/x",
    "x",
    "./x",
    "//host.example/v1/x",
    "https://host.example:0443/v1/x",
];
const OTHER: [&str; 19] = [
    "http://host.example/v1/x",
    "http://host.example:443/v1/x",
    "https://host.example:8443/v1/x",
    "https://host.example./v1/x",
    "https://sub.host.example/v1/x",
    "https://host.example.else.example/v1/x",
    "https://else.example/https://host.example/v1/x",
    "https://user@host.example/v1/x",
    "https://user:word@host.example/v1/x",
    "https://host.example@else.example/v1/x",
    "https://else.example\\@host.example/v1/x",
    "https://[::1]/v1/x",
    "https://[::ffff:127.0.0.1]/v1/x",
    "https://xn--hst-sna.example/v1/x",
    "//else.example/v1/x",
    "///else.example/v1/x",
    "\\\\else.example\\v1\\x",
    "/\\else.example/v1/x",
    "wss://host.example/v1/x",
];

/// A service whose first answer leads on by `link`, in a list or as a redirect.
fn leading(link: &'static str, is_redirect: bool) -> InMemoryTransport {
    let first = std::sync::atomic::AtomicBool::new(true);
    InMemoryTransport::new(move |_| {
        if !first.swap(false, std::sync::atomic::Ordering::SeqCst) {
            return Ok(http::Response::new(Body::from(r#"{"value":[],"name":"n"}"#)));
        }
        let json = link.replace('\\', "\\\\");
        let mut answer = http::Response::new(Body::from(format!(r#"{{"value":[],"@odata.nextLink":"{json}"}}"#)));
        if is_redirect {
            *answer.status_mut() = StatusCode::TEMPORARY_REDIRECT;
            answer.headers_mut().insert("location", link.parse().unwrap());
        }
        Ok(answer)
    })
}

#[test]
fn links_and_redirects_lead_to_the_same_origin_only() {
    for (links, same) in [(&SAME[..], true), (&OTHER, false)] {
        for link in links {
            for is_redirect in [false, true] {
                let service = leading(link, is_redirect);
                let outcome = wait(client(&service).vpp_tokens().list().stream().try_collect());
                assert_eq!(
                    (outcome.is_ok(), service.seen().len()),
                    (same, 1 + usize::from(same)),
                    "{link} {outcome:?}"
                );
                for request in service.requests() {
                    let url = url::Url::parse(&request.uri().to_string()).unwrap();
                    assert_eq!(url.origin().ascii_serialization(), "https://host.example", "{link}");
                    assert!(url.path().starts_with("/v1/") && url.fragment().is_none(), "{link}");
                }
            }
            // A link that was kept is one of the client that follows it, which need not be the one that was given it.
            let service = answering(r#"{"value":[]}"#);
            let outcome = wait(client(&service).vpp_tokens().list().since(link).changes().try_collect());
            assert_eq!((outcome.is_ok(), service.seen().len()), (same, usize::from(same)), "{link}");
        }
    }
    let elsewhere = client(&answering("{}")).with_base_url("https://other.example/v1");
    let outcome = wait(elsewhere.vpp_tokens().list().since(SAME[0]).changes().try_collect());
    assert!(matches!(outcome, Err(Error::ForeignLink(_))));
}

#[test]
fn plain_http_leads_to_this_machine_only_unless_it_is_asked_for() {
    for (link, here) in [("http://else.example/v1/x", false), ("http://127.0.0.1:8080/v1/x", true)] {
        for is_redirect in [false, true] {
            let service = leading(link, is_redirect);
            let client = client(&service).with_trusted_origin(link);
            let outcome = wait(client.vpp_tokens().list().stream().try_collect());
            assert_eq!((outcome.is_ok(), service.seen().len()), (here, 1 + usize::from(here)), "{link} {outcome:?}");
            let service = leading(link, is_redirect);
            let client = client.with_transport(service.clone()).allow_plain_http();
            wait(client.vpp_tokens().list().stream().try_collect()).unwrap();
            assert_eq!(service.seen().len(), 2);
        }
    }
}

#[test]
fn addresses_of_ipv6_are_origins_too() {
    for (base, link, same) in [
        ("https://[::1]:8443/v1", "https://[::1]:8443/v1/x", true),
        ("https://[::1]:8443/v1", "https://[0:0:0:0:0:0:0:1]:8443/v1/x", true),
        ("https://[::1]:8443/v1", "https://[::2]:8443/v1/x", false),
        ("https://[::1]:8443/v1", "https://127.0.0.1:8443/v1/x", false),
        ("https://[::1]/v1", "https://[::1]:443/v1/x", true),
    ] {
        let service = leading(link, false);
        let client = client(&service).with_base_url(base);
        let outcome = wait(client.vpp_tokens().list().stream().try_collect());
        assert_eq!((outcome.is_ok(), service.seen().len()), (same, 1 + usize::from(same)), "{base} {link} {outcome:?}");
    }
}

#[test]
fn a_key_in_the_query_is_there_once_whatever_links_repeat() {
    for (link, is_redirect) in [("x?page=2&key=canary-key", false), ("x?k%65y=old&page=2", true), ("?page=2", false)] {
        let service = leading(link, is_redirect);
        let client = Client::new(rt::ApiKey::query("key", CANARY)).with_base_url("https://host.example/v1");
        let client = client.with_transport(service.clone());
        wait(client.vpp_tokens().list().top(5).stream().try_collect()).unwrap();
        let seen = service.seen();
        assert_eq!(seen[0], "GET /v1/deviceAppManagement/vppTokens?$top=5&key=canary-key");
        assert!(seen[1].ends_with("?page=2&key=canary-key"), "{link}: {seen:?}");
    }
}

#[test]
fn the_names_of_version_4_01_lead_to_the_next_page() {
    let pages = [
        r#"{"value":[{"name":"1"}],"@nextLink":"x?page=2","@count":2}"#,
        r#"{"value":[{"name":"2"}],"@deltaLink":"d"}"#,
    ];
    let index = std::sync::atomic::AtomicUsize::new(0);
    let service = InMemoryTransport::new(move |_| {
        Ok(http::Response::new(pages[index.fetch_add(1, std::sync::atomic::Ordering::SeqCst)].into()))
    });
    let client = client(&service);
    let mut stream = client.vpp_tokens().list().stream();
    for name in ["1", "2"] {
        assert_eq!(wait(stream.try_next()).unwrap().unwrap().name, name);
    }
    assert!(wait(stream.try_next()).unwrap().is_none());
    assert_eq!((stream.count(), stream.delta_link()), (Some(2), Some("d")));
}
