//! Upload sessions that take a file in pieces.

use std::sync::atomic::{AtomicU64, Ordering};

use http::{Method, StatusCode, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use wiremock::{Request, Respond};

use super::{Answer, Mock, MockServer, ResponseTemplate, template};

/// A mock of an upload session, and its address, for the answer of what creates sessions and for
/// [`UploadSession`](crate::UploadSession). It takes the pieces of a file one after the other, says how far it has come
/// (202), and after the last one answers this value (201). The name tells the sessions of a server apart.
///
/// ```text
/// let (url, session) = mocks::upload_session(&server, "a", &DriveItem { .. });
/// session.mount(&server).await;
/// let created = UploadSession { upload_url: Some(url), .. };
/// given(client.items().id("a").create_upload_session(&parameters))?.answers(&created).mount(&server).await;
/// ```
pub fn upload_session(server: &MockServer, name: &str, done: &(impl Answer + ?Sized)) -> (String, Mock) {
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
    let path = format!("/.upload-sessions/{name}");
    let address = format!("{}{path}", server.uri());
    let named = format!("the upload session {name}");
    let (media_type, body) = done.content().written("application/json");
    let session = Session { next: AtomicU64::new(0), done: template(StatusCode::CREATED, &media_type, body) };
    (address, Mock::given(move |request: &Request| request.url.path() == path).respond_with(session).named(named))
}

struct Session {
    /// The first byte that it does not have.
    next: AtomicU64,
    done: ResponseTemplate,
}

impl Respond for Session {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let next = self.next.load(Ordering::SeqCst);
        match request.method {
            Method::GET => wanted(StatusCode::OK, next),
            Method::DELETE => ResponseTemplate::new(StatusCode::NO_CONTENT),
            Method::PUT => match range(request) {
                Some((first, last, total)) if first == next => {
                    let next = last.saturating_add(1);
                    self.next.store(next, Ordering::SeqCst);
                    if next == total { self.done.clone() } else { wanted(StatusCode::ACCEPTED, next) }
                }
                Some(_) => wanted(StatusCode::RANGE_NOT_SATISFIABLE, next),
                None => ResponseTemplate::new(StatusCode::BAD_REQUEST),
            },
            _ => ResponseTemplate::new(StatusCode::METHOD_NOT_ALLOWED),
        }
    }
}

fn wanted(status: StatusCode, next: u64) -> ResponseTemplate {
    template(status, "application/json", format!("{{\"nextExpectedRanges\":[\"{next}-\"]}}").into_bytes())
}

/// The first byte, the last one and how many there are, if the body has that length: `bytes 0-9/20`.
fn range(request: &Request) -> Option<(u64, u64, u64)> {
    let range = request.headers.get(header::CONTENT_RANGE)?.to_str().ok()?.strip_prefix("bytes ")?;
    let (range, total) = range.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    let length = last.checked_sub(first)?.checked_add(1)?;
    (u64::try_from(request.body.len()) == Ok(length)).then_some((first, last, total.parse().ok()?))
}
