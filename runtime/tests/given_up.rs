//! Calls that are dropped wherever they wait: nothing of them is left, and the next one runs as if they had not been.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

mod shape;

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use rest_bindgen_runtime as rt;
use rt::{Body, BoxFuture, Bytes, Limits, RetryPolicy, TokenCache, Transport, TransportError, http};
use shape::Client;

const BODY: &str = r#"{"name":"n","id":"a"}"#;

/// Waits once, as everything does here.
#[derive(Default)]
struct Once(bool);

impl Future for Once {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// A body in pieces, with a wait before each.
struct Pieces(VecDeque<u8>, Once);

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if Pin::new(&mut self.1).poll(context).is_pending() {
            return Poll::Pending;
        }
        self.1 = Once::default();
        let length = self.0.len().min(10);
        let piece: Vec<u8> = self.0.drain(..length).collect();
        Poll::Ready((!piece.is_empty()).then(|| Ok(piece.into())))
    }
}

/// A service that refuses a token, is busy, sends elsewhere and then answers: all that a call can go through. The second
/// half of what it is asked is answered as the first.
#[derive(Clone, Default)]
struct Service {
    under_way: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    seen: Arc<Mutex<Vec<String>>>,
    /// Where the piece began that an upload session was last sent.
    wanted: Arc<Mutex<usize>>,
}

/// Counts itself while it is there.
struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Transport for Service {
    fn send<'a>(
        &'a self,
        request: http::Request<Body>,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
            let _under_way = UnderWay(Arc::clone(&self.under_way));
            self.most.fetch_max(now, Ordering::SeqCst);
            Once::default().await;
            let (head, mut body) = request.into_parts();
            while body.try_next().await?.is_some() {
                Once::default().await;
            }
            let token = head.headers.get("authorization").map(http::HeaderValue::as_bytes);
            if let Some(answer) = self.session(&head).or_else(|| self.events(&head, token)) {
                return Ok(answer);
            }
            let (status, header, text) = match (token, head.uri.path(), head.uri.query()) {
                (Some(b"Bearer 1"), ..) => (401, ("www-authenticate", "Bearer"), "{}"),
                (_, path, None) if path.ends_with("/busy") || path.ends_with("vppTokens") => {
                    (307, ("location", "?there"), "{}")
                }
                (_, path, Some("there")) if self.is_first(path) => (503, ("retry-after", "0"), "{}"),
                (_, path, Some("there")) if path.ends_with("vppTokens") => {
                    (200, ("x", "y"), r#"{"value":[{"name":"1"}],"@odata.nextLink":"last?page=2"}"#)
                }
                (_, _, Some("page=2")) => (200, ("x", "y"), r#"{"value":[{"name":"2"}]}"#),
                _ => (200, ("etag", "\"v\""), BODY),
            };
            Ok(answer(status, header, text))
        })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        // Times do not pass here; what waits for one to be over waits for ever, but for the wait between attempts.
        Box::pin(Once::default())
    }
}

fn answer(status: u16, header: (&'static str, &str), text: &str) -> http::Response<Body> {
    let pieces = Pieces(text.bytes().collect(), Once::default());
    let mut answer = http::Response::new(Body::from_transport(Box::pin(pieces), None));
    *answer.status_mut() = rt::StatusCode::from_u16(status).unwrap();
    answer.headers_mut().insert(header.0, header.1.parse().unwrap());
    answer
}

impl Service {
    /// An upload session that refuses each piece once and then says, when it is asked, that it has none of it.
    fn session(&self, head: &http::request::Parts) -> Option<http::Response<Body>> {
        let range = head.headers.get("content-range").map(|range| range.to_str().unwrap().to_owned());
        let wants = |next: usize| format!("{{\"nextExpectedRanges\":[\"{next}-\"]}}");
        if head.uri.path() != "/session" {
            return None;
        }
        let Some(range) = range else {
            return Some(answer(200, ("x", "y"), &wants(*self.wanted.lock().unwrap())));
        };
        let (start, rest) = range.strip_prefix("bytes ").unwrap().split_once('-').unwrap();
        let (last, length) = rest.split_once('/').unwrap();
        *self.wanted.lock().unwrap() = start.parse().unwrap();
        let next = last.parse::<usize>().unwrap() + 1;
        Some(match self.is_first(&range) {
            true => answer(503, ("retry-after", "0"), "{}"),
            false if next.to_string() == length => answer(201, ("x", "y"), BODY),
            false => answer(202, ("x", "y"), &wants(next)),
        })
    }

    /// Events over three connections, of which the second is refused once, and the last says that there are no more.
    fn events(&self, head: &http::request::Parts, token: Option<&[u8]>) -> Option<http::Response<Body>> {
        if !head.uri.path().ends_with("/events") || token == Some(b"Bearer 1") {
            return None;
        }
        let events = ("content-type", "text/event-stream");
        Some(match head.headers.get("last-event-id").map(|id| id.to_str().unwrap()) {
            None => answer(200, events, "retry: 1\nid: a\ndata: 1\n\n"),
            Some("a") if self.is_first("a") => answer(503, ("retry-after", "0"), "{}"),
            Some("a") => answer(200, events, "id: b\ndata: 2\n\ndata: 3\n\n"),
            Some(_) => answer(204, events, ""),
        })
    }

    fn is_first(&self, path: &str) -> bool {
        let mut seen = self.seen.lock().unwrap();
        let is_first = !seen.iter().any(|seen| seen == path);
        seen.push(path.to_owned());
        is_first
    }
}

/// Gives tokens with a number in them, after a wait.
struct Tokens(AtomicUsize);

impl rt::TokenProvider for Tokens {
    fn token<'a>(&'a self, _: rt::TokenRequest<'a>) -> BoxFuture<'a, rt::Result<rt::AccessToken>> {
        Box::pin(async move {
            Once::default().await;
            let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
            Ok(rt::AccessToken::new(number.to_string()))
        })
    }
}

/// How often something is polled before it is clear that it hangs.
const ENOUGH: usize = 10_000;

/// Whether it was woken.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Polls so often, unless it ends before. Each time another task does it, which must be the one that is woken.
fn polled<F: Future>(future: F, times: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    (0..times).find_map(|_| {
        let woken = Arc::<Woken>::default();
        match future.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(&woken)))) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => {
                assert!(woken.0.load(Ordering::SeqCst), "nothing would go on");
                None
            }
        }
    })
}

/// Does `work` with a client that has one place, and gives it up after one poll, two, and so on until it comes to its end;
/// after each the same client does it whole.
fn given_up_everywhere(work: impl AsyncFn(&Client) -> rt::Result<()>) {
    for times in 0..ENOUGH {
        let service = Service::default();
        let client = Client::new(TokenCache::new(Tokens(AtomicUsize::new(0)))).with_base_url("https://host.example/v1");
        let policy = RetryPolicy::default().attempts(9).delays(Duration::ZERO, Duration::ZERO);
        let client = client.with_transport(service.clone()).with_concurrency(1).with_retries(policy);
        let ended = polled(work(&client), times).is_some();
        assert_eq!(service.under_way.load(Ordering::SeqCst), 0, "given up after {times}");
        let whole = polled(work(&client), ENOUGH);
        whole.unwrap_or_else(|| panic!("hangs after one that was given up after {times}")).unwrap();
        assert_eq!(service.most.load(Ordering::SeqCst), 1, "one place, one request");
        if ended {
            assert!(times > 10, "only {times} waits were met");
            return;
        }
    }
    panic!("it never comes to its end");
}

#[test]
fn a_call_wherever_it_waits() {
    given_up_everywhere(async |client| {
        let token = client.vpp_tokens().sync_licenses("busy").await?;
        assert_eq!(token.name, "n");
        Ok(())
    });
}

/// Both, side by side.
async fn both(
    one: impl Future<Output = rt::Result<()>>,
    other: impl Future<Output = rt::Result<()>>,
) -> rt::Result<()> {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let mut ended = (None, None);
    std::future::poll_fn(|context| {
        if ended.0.is_none()
            && let Poll::Ready(result) = one.as_mut().poll(context)
        {
            ended.0 = Some(result);
        }
        if ended.1.is_none()
            && let Poll::Ready(result) = other.as_mut().poll(context)
        {
            ended.1 = Some(result);
        }
        match (&ended.0, &ended.1) {
            (Some(_), Some(_)) => Poll::Ready(()),
            _ => Poll::Pending,
        }
    })
    .await;
    ended.0.into_iter().chain(ended.1).collect()
}

/// For the client's one place, and for the one place of a bound that lasts longer than any client here.
#[test]
fn calls_that_wait_for_a_place() {
    let bound = rt::Concurrency::new(1);
    for shared in [None, Some(&bound)] {
        let options = || shared.map_or_else(rt::CallOptions::new, |bound| rt::CallOptions::new().concurrency(bound));
        given_up_everywhere(async |client| {
            let call = async {
                let token = client.vpp_tokens().sync_licenses("busy").options(options()).await?;
                assert_eq!(token.name, "n");
                Ok(())
            };
            let download = async {
                let mut download = client.vpp_tokens().get("a").options(options()).download().await?;
                while download.try_next().await?.is_some() {}
                Ok(())
            };
            both(call, download).await
        });
    }
}

#[test]
fn a_list_wherever_it_waits() {
    given_up_everywhere(async |client| {
        let items = client.vpp_tokens().list().stream().try_collect().await?;
        let names: Vec<_> = items.iter().map(|item| item.name.as_str()).collect();
        assert_eq!(names, ["1", "2"]);
        Ok(())
    });
}

#[test]
fn a_download_and_an_upload_wherever_they_wait() {
    given_up_everywhere(async |client| {
        let mut download = client.vpp_tokens().get("a").into_call().download().await?;
        let mut all = Vec::new();
        while let Some(piece) = download.try_next().await? {
            all.extend_from_slice(&piece);
        }
        assert_eq!(all, BODY.as_bytes());
        // A body in pieces cannot be sent again, so the service must know the token by now.
        let body = Body::from_transport(Box::pin(Pieces((0..25).collect(), Once::default())), None);
        client.vpp_tokens().sync_licenses("a").upload("a/b", body).await.map(drop)
    });
}

#[test]
fn an_upload_session_wherever_it_waits() {
    const PIECE: usize = 320 * 1024;
    const LENGTH: usize = 2 * PIECE + 5;
    given_up_everywhere(async |client| {
        let mut session = rt::UploadSession::new(client.core(), "https://host.example/session", LENGTH as u64)?;
        session = session.piece_length(PIECE);
        let answer = session.send::<rt::Json>(vec![b'x'; LENGTH]).await?;
        assert_eq!((answer.status, answer.value.is_some()), (rt::StatusCode::CREATED, true));
        Ok(())
    });
}

#[test]
fn events_that_go_on_wherever_they_wait() {
    given_up_everywhere(async |client| {
        let call = rt::Call::new(client.core(), rt::Method::GET, rt::decode::events::<i64>).path("/events");
        let mut events = call.await?.reconnecting();
        let mut seen = Vec::new();
        while let Some(event) = events.try_next().await? {
            seen.push(event);
        }
        assert_eq!(seen, [1, 2, 3]);
        Ok(())
    });
}

#[test]
fn a_request_that_waits_for_its_credentials_stays_whole() {
    for times in 0..ENOUGH {
        let client = Client::new(TokenCache::new(Tokens(AtomicUsize::new(0)))).with_base_url("https://host.example/v1");
        let prepared = client.vpp_tokens().sync_licenses("a").into_http().unwrap();
        let mut request = prepared.request.clone();
        let ended = polled(client.core().authorize(&mut request, prepared.security), times).is_some();
        assert_eq!((request.method(), request.uri()), (prepared.request.method(), prepared.request.uri()));
        assert_eq!(request.headers().contains_key("authorization"), ended);
        if ended {
            assert!(times > 1, "nothing was waited for");
            return;
        }
    }
    panic!("it never comes to its end");
}
