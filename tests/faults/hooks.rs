//! Hooks see every request and no secret; spans carry the names of OpenTelemetry and no secret.

use std::fmt::Write as _;
use std::pin::Pin;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use rest_bindgen_runtime as rt;
use rt::{Error, Exchanged, Hook, Outgoing};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};

use crate::server::{Server, Step, answer};
use crate::{CANARY, ID, client};
use Step::{Read, Reset, Write};

/// Writes down what it sees.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Hook for Log {
    fn before_send(&self, request: &mut Outgoing<'_>) -> rt::Result<()> {
        if request.uri.path().ends_with("revokeLicenses") {
            return Err(Error::refused("not today"));
        }
        request.headers.insert("x-hook", rt::http::HeaderValue::from(request.attempt));
        self.0.lock().unwrap().push(format!("{request:?} {:?}", request.headers));
        Ok(())
    }

    fn after_response(&self, exchanged: &Exchanged<'_>) {
        let outcome = match exchanged.outcome {
            Ok((status, headers)) => format!("{} {:?}", status.as_u16(), headers.get("x-answer")),
            Err(error) => format!("{:?}", error.kind()),
        };
        self.0.lock().unwrap().push(format!("{} {} {outcome}", exchanged.method, exchanged.attempt));
        self.0.lock().unwrap().push(format!("{exchanged:?}"));
    }
}

#[tokio::test]
async fn a_hook_sees_each_request_and_may_change_or_refuse_it() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|index| match index {
        0 => vec![Read, Reset],
        _ => vec![Read, Write(answer("200 OK", &["x-answer: yes"], "{\"id\":\"a\"}"))],
    });
    let server = server.await;
    let log = Log::default();
    let client = client(&server).with_hook(log.clone());
    client.vpp_tokens().get(ID).await.unwrap();
    let seen = log.0.lock().unwrap().clone();
    let short: Vec<&str> = seen.iter().map(String::as_str).filter(|line| line.starts_with("GET")).collect();
    assert_eq!(short, ["GET 1 Interrupted", "GET 2 200 Some(\"yes\")"]);
    assert!(!seen.concat().contains(CANARY), "{seen:?}");
    let sent = server.met.text();
    assert!(sent.contains("x-hook: 1\r\n") && sent.contains("x-hook: 2\r\n") && sent.contains(CANARY), "{sent}");
    let body = graph_vpp_tokens::models::VppTokensRevokeLicensesBody::default();
    let error = client.vpp_tokens().revoke_licenses(ID, &body).await.unwrap_err();
    assert_eq!(error.to_string(), "nothing was sent: not today");
    assert_eq!(server.met.connections(), 2);
}

/// Passes on what came from elsewhere.
struct Passing(&'static str, &'static str);

impl Hook for Passing {
    fn before_send(&self, request: &mut Outgoing<'_>) -> rt::Result<()> {
        request.headers.insert(self.0, rt::http::HeaderValue::from_static(self.1));
        Ok(())
    }
}

/// Says another length beside the one that is said.
struct Repeating;

impl Hook for Repeating {
    fn before_send(&self, request: &mut Outgoing<'_>) -> rt::Result<()> {
        request.headers.append("content-length", rt::http::HeaderValue::from_static("1"));
        Ok(())
    }
}

#[tokio::test]
async fn a_hook_leaves_the_headers_of_the_transport_alone() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| vec![Read, Write(answer("200 OK", &[], "{\"id\":\"a\"}"))]).await;
    let body = graph_vpp_tokens::models::VppToken::default();
    for (name, value) in
        [("content-length", "1"), ("transfer-encoding", "chunked"), ("host", "else.example"), ("connection", "close")]
    {
        let client = client(&server).with_hook(Passing(name, value));
        let errors = [
            client.vpp_tokens().get(ID).await.unwrap_err(),
            client.vpp_tokens().create(&body).await.unwrap_err(),
            client.vpp_tokens().sync_licenses(ID).await.unwrap_err(),
        ];
        for error in errors {
            assert!(error.to_string().contains("a hook set") && matches!(error, Error::Usage(_)), "{error}");
        }
    }
    let error = client(&server).with_hook(Repeating).vpp_tokens().sync_licenses(ID).await.unwrap_err();
    assert!(error.to_string().contains("a hook set"), "{error}");
    assert_eq!(server.met.connections(), 0);
    // What the call itself says of its length stays, and so does the host that a request names.
    let client = client(&server).with_hook(Passing("x-a", "b"));
    client.vpp_tokens().sync_licenses(ID).await.unwrap();
    let request = rt::http::Request::get(server.url("/beta/a")).header("host", "else.example").body("").unwrap();
    client.core().execute(request).await.unwrap();
    assert!(server.met.text().contains("host: else.example\r\n"));
}

/// Lets so many requests pass.
struct Few(AtomicIsize);

impl Hook for Few {
    fn before_send(&self, _: &mut Outgoing<'_>) -> rt::Result<()> {
        match self.0.fetch_sub(1, Ordering::SeqCst) {
            1.. => Ok(()),
            _ => Err(Error::refused("enough")),
        }
    }
}

/// A token, and then none.
struct Once(AtomicIsize);

impl rt::TokenProvider for Once {
    fn token<'a>(&'a self, _: rt::TokenRequest<'a>) -> rt::BoxFuture<'a, rt::Result<rt::AccessToken>> {
        let first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        let token = || rt::AccessToken::new(CANARY).expires_in(std::time::Duration::ZERO);
        Box::pin(async move { if first { Ok(token()) } else { Err(Error::credentials("the source is dry")) } })
    }
}

/// What was sent before may have been carried out, so nobody may read that nothing was.
#[tokio::test]
async fn an_attempt_that_is_not_made_does_not_hide_those_before() {
    let _turn = crate::side_by_side().await;
    for answers in [["503 Later", "503 Later"], ["307 There", "503 Later"]] {
        let server = Server::new(move |index| {
            vec![Read, Write(answer(answers[index], &["retry-after: 0", "location: /beta/there"], ""))]
        });
        let server = server.await;
        let error = client(&server).with_hook(Few(1.into())).vpp_tokens().get(ID).await.unwrap_err();
        assert_eq!((error.attempts(), server.met.requests(), error.is_retryable()), (1, 1, false));
        assert_eq!(error.to_string(), "nothing more was sent after 1 attempt: enough");
        let error = client(&server).with_hook(Few(0.into())).vpp_tokens().get(ID).await.unwrap_err();
        assert_eq!((error.attempts(), error.to_string().as_str()), (0, "nothing was sent: enough"));
    }
    let server = Server::new(|_| vec![Read, Write(answer("503 Later", &["retry-after: 0"], ""))]).await;
    let client = graph_vpp_tokens::Client::new(rt::TokenCache::new(Once(0.into())));
    let client = client.with_base_url(format!("http://127.0.0.1:{}", server.port)).with_retries(crate::quick());
    let error = client.vpp_tokens().get(ID).await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)) && error.attempts() == 1, "{error:?}");
    assert_eq!(error.to_string(), "the credentials could not be had after 1 attempt");
    let said = crate::everything(&error);
    assert!(said.contains("the source is dry") && !said.contains(CANARY), "{said}");
}

#[tokio::test]
async fn each_attempt_and_each_redirect_is_the_same_request() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|index| match index {
        0 => vec![Read, Write(answer("503 Later", &["retry-after: 0"], ""))],
        1 => vec![Read, Write(answer("308 There", &["location: /beta/there"], "over there"))],
        _ => vec![Read, Write(answer("201 Created", &[], "{\"id\":\"a\"}"))],
    });
    let server = server.await;
    let log = Log::default();
    let token = graph_vpp_tokens::models::VppToken { id: Some("canary-body".to_owned()), ..Default::default() };
    client(&server).with_hook(log.clone()).vpp_tokens().create(&token).await.unwrap();
    let seen = log.0.lock().unwrap().clone();
    let short: Vec<&str> = seen.iter().map(String::as_str).filter(|line| line.starts_with("POST")).collect();
    assert_eq!(short, ["POST 1 503 None", "POST 2 308 None", "POST 2 201 None"]);
    let sent = server.met.text();
    let requests: Vec<&str> = sent.split("POST ").skip(1).collect();
    let [first, second, third] = requests[..] else { panic!("{sent}") };
    let rest = |request: &str| {
        let (_, rest) = request.split_once("\r\n").unwrap();
        rest.replace("x-hook: 2", "x-hook: 1")
    };
    assert_eq!((rest(first), rest(second)), (rest(second), rest(third)));
    assert!(
        third.starts_with("/beta/there HTTP") && third.contains("canary-body") && third.contains(CANARY),
        "{third}"
    );
}

/// The fields of all spans.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<String>>>);

struct Fields<'f>(&'f mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, "{}={value:?};", field.name()).unwrap();
    }
}

impl tracing::Subscriber for Spans {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("rest_bindgen")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut text = String::new();
        attributes.record(&mut Fields(&mut text));
        let mut spans = self.0.lock().unwrap();
        spans.push(text);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut spans = self.0.lock().unwrap();
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Fields(&mut spans[index]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &tracing::Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_span_for_each_request_as_opentelemetry_names_it() {
    // A span that another thread meets first, where nobody listens, would count as one that nobody wants.
    let _turn = crate::alone().await;
    let server = Server::new(|index| match index {
        0 => vec![Read, Reset],
        1 => vec![Read, Write(answer("503 Unavailable", &[], ""))],
        _ => vec![Read, Write(answer("200 OK", &[], "{\"value\":[]}"))],
    });
    let server = server.await;
    let spans = Spans::default();
    let guard = tracing::subscriber::set_default(spans.clone());
    client(&server).vpp_tokens().list().filter("secret eq 'x'").await.unwrap();
    drop(guard);
    let seen = spans.0.lock().unwrap().clone();
    let [first, second, third] = &seen[..] else { panic!("{seen:?}") };
    let port = format!("server.port={};", server.port);
    for span in &seen {
        for field in [
            "otel.kind=\"client\";",
            "http.request.method=\"GET\";",
            "server.address=\"127.0.0.1\";",
            "url.full=\"http://127.0.0.1:",
            "?$filter=..\";",
            &port,
        ] {
            assert!(span.contains(field), "{field} is not in {span}");
        }
        assert!(!span.contains(CANARY) && !span.contains("secret"), "{span}");
    }
    assert!(first.contains("error.type=\"interrupted\";") && !first.contains("resend_count="), "{first}");
    assert!(second.contains("http.request.resend_count=1;") && second.contains("http.response.status_code=503;"));
    assert!(second.contains("error.type=\"503\";") && second.contains("otel.status_code=\"ERROR\";"), "{second}");
    assert!(third.contains("http.response.status_code=200;") && !third.contains("error.type="), "{third}");
}

/// The fields of the spans of what is done meanwhile.
async fn spans_of<T>(work: impl Future<Output = T>) -> (Vec<String>, T) {
    let spans = Spans::default();
    let guard = tracing::subscriber::set_default(spans.clone());
    let done = work.await;
    drop(guard);
    let seen = spans.0.lock().unwrap().clone();
    (seen, done)
}

fn has(span: &str, fields: &[&str]) {
    for field in fields {
        assert!(span.contains(&format!("{field};")), "{field} is not in {span}");
    }
}

/// Whatever a request is sent again for counts, a redirect too.
#[tokio::test]
async fn a_span_says_how_often_something_was_sent_before() {
    let _turn = crate::alone().await;
    let server = Server::new(|index| match index {
        0 => vec![Read, Write(answer("307 There", &["location: /beta/there"], ""))],
        1 => vec![Read, Write(answer("503 Later", &["retry-after: 0"], ""))],
        2 => vec![Read, Write(answer("307 There", &["location: /beta/there"], ""))],
        _ => vec![Read, Write(answer("404 Not Found", &[], ""))],
    })
    .await;
    let (seen, result) = spans_of(client(&server).vpp_tokens().get(ID).into_future()).await;
    assert!(result.unwrap_err().is_not_found());
    let [first, second, third, fourth] = &seen[..] else { panic!("{seen:?}") };
    has(first, &["http.response.status_code=307", "network.protocol.version=\"1.1\"", "otel.name=\"GET\""]);
    assert!(!first.contains("resend_count=") && !first.contains("error.type=") && !first.contains("method_original="));
    has(second, &["http.request.resend_count=1", "http.response.status_code=503", "error.type=\"503\""]);
    has(third, &["http.request.resend_count=2", "http.response.status_code=307"]);
    has(fourth, &["http.request.resend_count=3", "error.type=\"404\"", "otel.status_code=\"ERROR\""]);
    assert!(!third.contains("otel.status_code="), "{third}");
}

#[tokio::test]
async fn methods_that_are_not_known_have_one_name() {
    let _turn = crate::alone().await;
    let server = Server::new(|_| vec![Read, Write(answer("204 No Content", &[], ""))]).await;
    let client = client(&server);
    for (method, name, known) in [("PURGE", "HTTP", "_OTHER"), ("QUERY", "QUERY", "QUERY"), ("get", "HTTP", "_OTHER")] {
        let method = rt::Method::from_bytes(method.as_bytes()).unwrap();
        let call = rt::Call::new(client.core(), method.clone(), rt::decode::empty).path("/x");
        let (seen, result) = spans_of(call.into_future()).await;
        result.unwrap();
        has(&seen[0], &[&format!("otel.name=\"{name}\""), &format!("http.request.method=\"{known}\"")]);
        let original = format!("http.request.method_original=\"{method}\"");
        assert_eq!(seen[0].contains(&original), known == "_OTHER", "{seen:?}");
    }
}

#[tokio::test]
async fn a_span_says_why_there_is_no_answer() {
    let _turn = crate::alone().await;
    let short = rt::CallOptions::new().timeout(std::time::Duration::from_millis(100));
    let of = |steps: Vec<Step>| async move {
        let server = Server::new(move |_| steps.clone()).await;
        let client = client(&server).with_retries(rt::RetryPolicy::none());
        (server, client)
    };
    let (server, silent) = of(vec![Read, Step::Stall]).await;
    let (seen, result) = spans_of(silent.vpp_tokens().get(ID).options(short).into_future()).await;
    assert!(result.unwrap_err().is_timeout());
    has(&seen[0], &["error.type=\"timeout\"", "otel.status_code=\"ERROR\""]);
    assert!(!seen[0].contains("http.response.status_code=") && !seen[0].contains("protocol.version="), "{seen:?}");
    // A call that is given up before its head, and one within its body.
    let head = answer("200 OK", &["content-length: 9"], "{");
    let (half_server, half) = of(vec![Read, Write(head), Step::Stall]).await;
    for client in [&silent, &half] {
        let tokens = client.vpp_tokens();
        let call = tokio::time::timeout(std::time::Duration::from_millis(150), tokens.get(ID).into_future());
        let (seen, result) = spans_of(call).await;
        assert!(result.is_err());
        has(&seen[0], &["error.type=\"cancelled\"", "otel.status_code=\"ERROR\""]);
    }
    // A download that is not read is none that failed.
    let (seen, download) = spans_of(half.vpp_tokens().get(ID).download()).await;
    drop(download.unwrap());
    has(&seen[0], &["http.response.status_code=200"]);
    assert!(!seen[0].contains("error.type="), "{seen:?}");
    // What a hook refuses is not sent.
    let refusing = half.with_hook(Log::default());
    let body = graph_vpp_tokens::models::VppTokensRevokeLicensesBody::default();
    let (seen, result) = spans_of(refusing.vpp_tokens().revoke_licenses(ID, &body).into_future()).await;
    result.unwrap_err();
    has(&seen[0], &["error.type=\"not_sent\"", "otel.status_code=\"ERROR\""]);
    drop((server, half_server));
}

/// Sends the context along, as what joins the traces of several programs does.
struct Propagating(Entered, Arc<Mutex<Vec<isize>>>);

impl Hook for Propagating {
    fn before_send(&self, _: &mut Outgoing<'_>) -> rt::Result<()> {
        self.1.lock().unwrap().push(self.0.0.load(Ordering::SeqCst));
        Ok(())
    }

    fn after_response(&self, _: &Exchanged<'_>) {
        self.1.lock().unwrap().push(self.0.0.load(Ordering::SeqCst));
    }
}

#[tokio::test]
async fn hooks_run_within_the_span_of_their_request() {
    let _turn = crate::alone().await;
    let server = Server::new(|_| vec![Read, Write(answer("200 OK", &[], "{\"id\":\"a\"}"))]).await;
    let (entered, met) = (Entered::default(), Arc::<Mutex<Vec<isize>>>::default());
    let client = client(&server).with_hook(Propagating(entered.clone(), Arc::clone(&met)));
    let guard = tracing::subscriber::set_default(entered.clone());
    client.vpp_tokens().get(ID).await.unwrap();
    drop(guard);
    assert_eq!(*met.lock().unwrap(), [1, 1]);
    assert_eq!(entered.0.load(Ordering::SeqCst), 0);
}

/// A hook with a name.
struct Named(&'static str, Log);

impl Hook for Named {
    fn before_send(&self, request: &mut Outgoing<'_>) -> rt::Result<()> {
        self.1.0.lock().unwrap().push(format!("before {}", self.0));
        let sees = request.headers.get("x-by").map(|by| by.to_str().unwrap().to_owned()).unwrap_or_default();
        request.headers.insert("x-by", format!("{sees}{}", self.0).parse().unwrap());
        Ok(())
    }

    fn after_response(&self, _: &Exchanged<'_>) {
        self.1.0.lock().unwrap().push(format!("after {}", self.0));
    }
}

#[tokio::test]
async fn hooks_run_in_the_order_they_were_given_in() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| vec![Read, Write(answer("200 OK", &[], "{\"id\":\"a\"}"))]).await;
    let log = Log::default();
    let hook = |name| Named(name, log.clone());
    client(&server).with_hook(hook("a")).with_hook(hook("b")).vpp_tokens().get(ID).await.unwrap();
    assert_eq!(*log.0.lock().unwrap(), ["before a", "before b", "after a", "after b"]);
    assert!(server.met.text().contains("x-by: ab\r\n"));
}

/// How many spans are entered.
#[derive(Clone, Default)]
struct Entered(Arc<AtomicIsize>);

impl tracing::Subscriber for Entered {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("rest_bindgen")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &tracing::Event<'_>) {}

    fn enter(&self, _: &Id) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn exit(&self, _: &Id) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Waits once wherever it is asked, for the head and for each of two pieces, and notes how many spans are entered then.
#[derive(Clone)]
struct Slow(Entered, Arc<Mutex<Vec<isize>>>);

impl Slow {
    fn waits(self) -> impl FnMut(&mut Context<'_>) -> Poll<()> {
        let mut waited = false;
        move |context| {
            self.1.lock().unwrap().push(self.0.0.load(Ordering::SeqCst));
            waited = !waited;
            if waited {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(())
        }
    }
}

struct Pieces<W>(W, std::vec::IntoIter<&'static str>);

impl<W: FnMut(&mut Context<'_>) -> Poll<()> + Unpin> futures_core::Stream for Pieces<W> {
    type Item = Result<rt::Bytes, rt::TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        (self.0)(context).map(|()| self.1.next().map(|piece| Ok(rt::Bytes::from(piece))))
    }
}

impl rt::Transport for Slow {
    fn send<'a>(
        &'a self,
        _: rt::http::Request<rt::Body>,
        _: &'a rt::Limits,
    ) -> rt::BoxFuture<'a, Result<rt::http::Response<rt::Body>, rt::TransportError>> {
        let pieces = Pieces(self.clone().waits(), vec!["{\"id\":", "\"a\"}"].into_iter());
        let answer = rt::http::Response::new(rt::Body::from_transport(Box::pin(pieces), None));
        let mut waits = self.clone().waits();
        Box::pin(async move {
            std::future::poll_fn(|context| waits(context)).await;
            Ok(answer)
        })
    }
}

#[tokio::test]
async fn a_request_is_within_its_span_whenever_it_goes_on_and_the_rest_is_not() {
    let _turn = crate::alone().await;
    let entered = Entered::default();
    let met = Arc::<Mutex<Vec<isize>>>::default();
    let client = graph_vpp_tokens::Client::new(rt::Anonymous).with_transport(Slow(entered.clone(), Arc::clone(&met)));
    let guard = tracing::subscriber::set_default(entered.clone());
    let mut call = client.vpp_tokens().get(ID).into_future();
    let mut context = Context::from_waker(Waker::noop());
    let mut waits = 0;
    let token = loop {
        match Pin::new(&mut call).poll(&mut context) {
            Poll::Ready(token) => break token,
            Poll::Pending => waits += 1,
        }
        // Whoever else the thread does something for is not within the span.
        assert_eq!(entered.0.load(Ordering::SeqCst), 0);
    };
    drop(guard);
    assert_eq!((token.unwrap().id.as_deref(), waits), (Some("a"), 4));
    // Twice for the head, for each piece, and for the end.
    assert_eq!((*met.lock().unwrap()).as_slice(), [1; 8]);
    assert_eq!(entered.0.load(Ordering::SeqCst), 0);
}
