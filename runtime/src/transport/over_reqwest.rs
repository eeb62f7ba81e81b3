//! The transport over reqwest.

use std::borrow::Cow;
use std::error::Error as _;
use std::fmt;
use std::future::ready;
use std::pin::{Pin, pin};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Method, header};
use reqwest::ClientBuilder;
use tokio::runtime::Handle;
use url::Url;

use super::{Transport, TransportError, TransportErrorKind};
use crate::Bytes;
use crate::adapters::blocking::is_waiting;
use crate::address::is_loopback;
use crate::bounds::BoxFuture;
use crate::codings;
use crate::limits::Limits;
use crate::payload::Body;

/// How many clients with different times for connecting are kept.
const MOST_CLIENTS: usize = 8;

/// The transport over [`reqwest`]: HTTP/1.1 and HTTP/2, TLS by rustls with the system's roots, gzip, the system's proxy
/// settings but for this machine. Its connections are opened on first use. It works within a runtime of tokio.
#[derive(Default)]
pub struct ReqwestTransport {
    given: Option<reqwest::Client>,
    /// What is changed of a client in the making.
    change: Option<Change>,
    /// The clients in use, by the time for connecting and by whether they may use a proxy: reqwest takes these only when
    /// it builds one.
    built: Mutex<Vec<((Duration, bool), reqwest::Client)>>,
    /// The one of them that was built first: most programs need no other, and this one is had without a lock.
    first: OnceLock<((Duration, bool), reqwest::Client)>,
    /// Where requests go: the first server, and the last that was another. A host takes longer to read than all the rest.
    home: OnceLock<Server>,
    last: Mutex<Option<Server>>,
}

type Change = Box<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// A scheme and an authority, and the address that both libraries make of them.
struct Server {
    scheme: Scheme,
    authority: String,
    url: Url,
    /// As many spaces as the address has letters. What is joined to it is read into as much memory as that itself has, which
    /// is too little for both; spaces after it are no part of it (URL Standard, 4.4), but are that much more. Memory that
    /// grows may be moved, and in glibc takes a lock that what is new seldom takes.
    room: String,
}

/// Nothing of it: who is called is nobody's business, and a client knows the password of its proxy and headers that
/// prove who is calling.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ReqwestTransport")
    }
}

impl ReqwestTransport {
    /// A transport with clients of its own.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A transport whose clients are built otherwise: with other roots, proxies or client certificates.
    ///
    /// ```text
    /// let transport = ReqwestTransport::with_builder(move |client| client.tls_certs_only([root.clone()]));
    /// ```
    ///
    /// What it says about redirects, repetition, compression and the time for connecting does not count: those are set
    /// as calls need them. A client is built for each time for connecting, and for this machine, which no proxy of the
    /// environment is asked for.
    #[must_use]
    pub fn with_builder(change: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static) -> Self {
        Self { change: Some(Box::new(change)), ..Self::default() }
    }

    /// A transport over a client built elsewhere, such as one that other parts of a program use too. The client must
    /// follow no redirects (`redirect::Policy::none()`), which is an error when it is seen: they could lead keys to other
    /// hosts. Its own time for connecting counts, whatever a client or a call says.
    #[must_use]
    pub fn with_client(client: reqwest::Client) -> Self {
        Self { given: Some(client), ..Self::default() }
    }

    /// What goes to this machine goes there directly: a proxy would read what nobody else may, or not find it.
    fn client(&self, connect: Duration, direct: bool) -> Result<Cow<'_, reqwest::Client>, reqwest::Error> {
        if let Some(client) = &self.given {
            return Ok(Cow::Borrowed(client));
        }
        let wanted = (connect, direct);
        if let Some((_, client)) = self.first.get().filter(|(key, _)| *key == wanted) {
            return Ok(Cow::Borrowed(client));
        }
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = built.iter().find(|(key, _)| *key == wanted) {
            return Ok(Cow::Owned(client.clone()));
        }
        let client = builder(connect, direct, self.change.as_ref()).build()?;
        // The oldest goes; what it has under way goes on.
        if built.len() >= MOST_CLIENTS {
            built.remove(0);
        }
        built.push((wanted, client.clone()));
        let _ = self.first.set((wanted, client.clone()));
        Ok(Cow::Owned(client))
    }

    /// An address as reqwest takes it.
    fn address(&self, uri: &http::Uri) -> Result<Url, url::ParseError> {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(url::ParseError::RelativeUrlWithoutBase);
        };
        let here = |server: &&Server| server.scheme == *scheme && server.authority == authority.as_str();
        let known = self.home.get().filter(here);
        // Two slashes would name another host, and a backslash may be read as one.
        if let (Some(server), Some(rest)) = (known, uri.path_and_query().map(PathAndQuery::as_str))
            && rest.starts_with('/')
            && !rest.starts_with("//")
            && !rest.contains('\\')
        {
            return server.url.join(&[rest, &server.room].concat());
        }
        let mut url = match known {
            Some(server) => server.url.clone(),
            None => self.elsewhere(scheme, authority)?,
        };
        url.set_path(uri.path());
        url.set_query(uri.query());
        Ok(url)
    }

    /// The address of another server than the first.
    fn elsewhere(&self, scheme: &Scheme, authority: &Authority) -> Result<Url, url::ParseError> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let here = |server: &&Server| server.scheme == *scheme && server.authority == authority.as_str();
        if let Some(server) = last.as_ref().filter(here) {
            return Ok(server.url.clone());
        }
        let url = Url::parse(&format!("{scheme}://{authority}"))?;
        let room = " ".repeat(url.as_str().len());
        let server =
            Server { scheme: scheme.clone(), authority: authority.as_str().to_owned(), url: url.clone(), room };
        if let Err(server) = self.home.set(server) {
            *last = Some(server);
        }
        Ok(url)
    }

    /// The request on its way.
    fn sent(
        &self,
        request: http::Request<Body>,
        limits: &Limits,
    ) -> Result<impl Future<Output = Result<http::Response<Body>, TransportError>> + use<>, TransportError> {
        if !is_within_a_runtime() {
            let text = "reqwest needs a runtime of tokio: call within one, or take UreqTransport";
            return Err(TransportError::new(TransportErrorKind::Request, text));
        }
        let (parts, body) = request.into_parts();
        let takes_body = matches!(parts.method, Method::POST | Method::PUT | Method::PATCH);
        // Not the address itself is told, which may hold values that are nobody's business.
        let url = self.address(&parts.uri).map_err(|error| TransportError::new(TransportErrorKind::Request, error))?;
        let client = self.client(limits.timeouts.connect, is_loopback(&url)).map_err(failed)?;
        let asked = self.given.is_some().then(|| Box::new(url.clone()));
        let mut outgoing = reqwest::Request::new(parts.method, url);
        *outgoing.version_mut() = parts.version;
        *outgoing.headers_mut() = parts.headers;
        codings::ask(outgoing.headers_mut());
        match body.as_bytes() {
            // An empty body makes reqwest write the length 0, which a GET does not need.
            Some(bytes) if bytes.is_empty() && !takes_body => {}
            Some(bytes) => *outgoing.body_mut() = Some(bytes.clone().into()),
            None => {
                if let Some(length) = body.length() {
                    outgoing.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
                }
                *outgoing.body_mut() = Some(reqwest::Body::wrap_stream(body));
            }
        }
        let answer = client.execute(outgoing);
        // A client that was built elsewhere sends again what it wants to.
        let ours = self.given.is_none();
        Ok(async move {
            let incoming = answer.await.map_err(|error| match ours && is_unread(&error) {
                true => failed(error).of_unread(),
                false => failed(error),
            });
            received(incoming?, asked.as_deref())
        })
    }
}

/// Whether a runtime of tokio is there. A task knows its number by itself; to ask for the runtime writes a count that all
/// threads share.
fn is_within_a_runtime() -> bool {
    tokio::task::try_id().is_some() || Handle::try_current().is_ok()
}

/// A client in the making that does what calls do not do themselves, and nothing else.
fn builder(connect: Duration, direct: bool, change: Option<&Change>) -> ClientBuilder {
    let client = reqwest::Client::builder();
    let client = if direct { client.no_proxy() } else { client };
    let client = match change {
        Some(change) => change(client),
        None => client,
    };
    client
        .redirect(reqwest::redirect::Policy::none())
        // We undo it ourselves, whatever other crates turn on in reqwest.
        .no_gzip()
        .connect_timeout(connect)
        // Nor does it send again what a service gave back unread: for that it keeps a copy of every request, and the call
        // can make one when it is needed.
        .retry(reqwest::retry::never().max_retries_per_request(0))
        .referer(false)
}

/// An answer as calls take it; `asked` is the address that it must be of.
fn received(mut incoming: reqwest::Response, asked: Option<&Url>) -> Result<http::Response<Body>, TransportError> {
    if asked.is_some_and(|asked| asked != incoming.url()) {
        let text = "the client of reqwest followed a redirect; build it with `redirect::Policy::none()`";
        return Err(TransportError::new(TransportErrorKind::Request, text));
    }
    let (status, version, length) = (incoming.status(), incoming.version(), incoming.content_length());
    let headers = std::mem::take(incoming.headers_mut());
    let body =
        if length == Some(0) { Body::default() } else { Body::from_transport(Box::pin(Pieces(incoming)), length) };
    let mut response = http::Response::new(body);
    *response.status_mut() = status;
    *response.version_mut() = version;
    *response.headers_mut() = headers;
    Ok(codings::undone(response))
}

impl Transport for ReqwestTransport {
    fn send<'a>(
        &'a self,
        request: http::Request<Body>,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Body>, TransportError>> {
        // Begun before anything is boxed: what is boxed and moved then is little.
        match self.sent(request, limits) {
            Ok(answer) => Box::pin(answer),
            Err(error) => Box::pin(ready(Err(error))),
        }
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        match is_within_a_runtime() && !is_waiting() {
            true => Box::pin(tokio::time::sleep(time)),
            false => Box::pin(futures_timer::Delay::new(time)),
        }
    }
}

/// The answer's pieces with errors of ours.
struct Pieces(reqwest::Response);

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // What waits for a piece holds nothing of it, so it can be made anew each time.
        let piece = pin!(self.0.chunk()).poll(context);
        piece.map(|piece| piece.map_err(failed).transpose())
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        // Only a client that was built elsewhere has such a time.
        (false, true) => TransportErrorKind::ReadTimeout,
        (false, false) if error.is_builder() => TransportErrorKind::Request,
        // The request's own body broke off.
        (false, false) => own(&error).unwrap_or(TransportErrorKind::Interrupted),
    };
    // The address may hold values that are nobody's business.
    TransportError::new(kind, error.without_url())
}

/// Whether the service took no notice of the request (RFC 9113, 8.7): it refused the stream, or takes no more of them.
/// Where in the causes that is told matters, since a connection may end for the same reason with a request half done.
fn is_unread(error: &reqwest::Error) -> bool {
    // Under what hyper's client and hyper itself say.
    let told = error.source().and_then(|client| client.source()).and_then(|connection| connection.source());
    let Some(error) = told.and_then(|told| told.downcast_ref::<h2::Error>()) else { return false };
    match error.reason() {
        Some(h2::Reason::NO_ERROR) => error.is_remote() && error.is_go_away(),
        Some(h2::Reason::REFUSED_STREAM) => error.is_remote() && error.is_reset(),
        _ => false,
    }
}

/// The kind of an error of ours, which came out of a body on its way to the service.
fn own(error: &reqwest::Error) -> Option<TransportErrorKind> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<TransportError>() {
            return Some(error.kind());
        }
        cause = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::{Anonymous, Call, Client, decode};

    /// The port of a service that refuses so many streams of HTTP/2 before it answers, and how many have come.
    async fn refusing(times: usize) -> std::io::Result<(u16, Arc<AtomicUsize>)> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let met = Arc::<AtomicUsize>::default();
        let seen = Arc::clone(&met);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let seen = Arc::clone(&seen);
                tokio::spawn(async move {
                    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
                    while let Some(Ok((_, mut respond))) = connection.accept().await {
                        if seen.fetch_add(1, Ordering::SeqCst) < times {
                            respond.send_reset(h2::Reason::REFUSED_STREAM);
                        } else {
                            let _ = respond.send_response(http::Response::new(()), true);
                        }
                    }
                });
            }
        });
        Ok((port, met))
    }

    /// What becomes of a POST over HTTP/2, which is never sent twice unless the service gave it back.
    async fn posted(port: u16) -> crate::Result<()> {
        // Without TLS the two sides cannot agree on HTTP/2.
        let transport = ReqwestTransport::with_builder(ClientBuilder::http2_prior_knowledge);
        let client = Client::new(&format!("http://127.0.0.1:{port}"), Anonymous).with_transport(transport);
        Call::new(&client, Method::POST, decode::empty).path("/a").await
    }

    #[tokio::test]
    async fn a_call_that_keeps_the_only_thread_from_its_work_ends_in_time() -> std::io::Result<()> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        let client = Client::new(&format!("http://{}", listener.local_addr()?), Anonymous);
        let call = Call::new(&client, Method::GET, decode::empty).path("/a");
        let outcome = crate::blocking::wait(call.timeout(Duration::from_millis(200)));
        assert!(outcome.is_err_and(|error| error.is_timeout()));
        Ok(())
    }

    #[tokio::test]
    async fn what_a_service_gave_back_unread_is_sent_again() {
        for (refused, sent, is_answered) in [(0, 1, true), (2, 3, true), (3, 3, false)] {
            let (port, met) = refusing(refused).await.unwrap_or_default();
            let answer = posted(port).await;
            assert_eq!(answer.is_ok(), is_answered, "{refused}: {answer:?}");
            assert_eq!(met.load(Ordering::SeqCst), sent, "{refused}");
            // It is no attempt of its own.
            assert!(answer.is_err_and(|error| error.attempts() == 1) != is_answered);
        }
    }

    /// The port of a service over HTTP/2 that takes no more streams, without an error, before it looks at the first one of so
    /// many connections (RFC 9113, 6.8), and how many requests have come.
    async fn going_away(times: usize) -> std::io::Result<(u16, Arc<AtomicUsize>)> {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        /// An empty SETTINGS frame, and a GOAWAY frame with the last stream 0 and NO_ERROR.
        const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        const GOAWAY: [u8; 17] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        /// What a client says first (3.4), and a frame's head.
        const PREFACE: usize = 24;
        const HEAD: usize = 9;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let met = Arc::<AtomicUsize>::default();
        let seen = Arc::clone(&met);
        tokio::spawn(async move {
            for _ in 0..times {
                let Ok((mut stream, _)) = listener.accept().await else { return };
                let mut preface = [0; PREFACE];
                let _ = stream.read_exact(&mut preface).await;
                let _ = stream.write_all(&SETTINGS).await;
                let mut head = [0; HEAD];
                while stream.read_exact(&mut head).await.is_ok() {
                    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
                    let _ = tokio::io::copy(&mut (&mut stream).take(length.into()), &mut tokio::io::sink()).await;
                    // The request's HEADERS.
                    if head[3] == 1 {
                        seen.fetch_add(1, Ordering::SeqCst);
                        let _ = stream.write_all(&GOAWAY).await;
                        break;
                    }
                }
                // The client ends the connection.
                let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
            }
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut connection) = h2::server::handshake(stream).await else { return };
                while let Some(Ok((_, mut respond))) = connection.accept().await {
                    seen.fetch_add(1, Ordering::SeqCst);
                    let _ = respond.send_response(http::Response::new(()), true);
                }
            }
        });
        Ok((port, met))
    }

    #[tokio::test]
    async fn what_a_connection_that_goes_away_did_not_read_is_sent_again() {
        for (gone, sent, is_answered) in [(0, 1, true), (1, 2, true), (2, 3, true), (3, 3, false)] {
            let (port, met) = going_away(gone).await.unwrap_or_default();
            let answer = posted(port).await;
            assert_eq!(answer.is_ok(), is_answered, "{gone}: {answer:?}");
            assert_eq!(met.load(Ordering::SeqCst), sent, "{gone}");
            assert!(answer.is_err_and(|error| error.attempts() == 1) != is_answered);
        }
    }

    #[test]
    fn an_address_is_the_one_that_is_read_as_a_whole() {
        let transport = ReqwestTransport::new();
        for text in [
            "https://host.example/a/b?c=d",
            "https://host.example/",
            "https://host.example",
            "https://host.example?",
            "https://host.example/?",
            "https://HOST.example/a",
            "https://host.example:443/a%2Fb/c('d')",
            "http://host.example:443/a",
            "http://host.example:443/a/../b/./c",
            "http://127.0.0.1:8080//a//b?x=%20&y=?",
            "https://host.example//other.example/a",
            "https://host.example/a//../b?c=/../d&e=//f",
            "https://host.example/a:b@c/%5c%2F?\\\\d",
            "https://host.example/?//a",
            "https://host.example//",
            "http://[::1]:8080/a;b=c",
            "http://user:word@host.example/a",
            "http://host.example/a?b='c'!",
        ] {
            let uri = text.parse::<http::Uri>().unwrap_or_default();
            for _ in 0..2 {
                assert_eq!(transport.address(&uri).ok(), Url::parse(text).ok(), "{text}");
            }
        }
        // The first server stays known beside others.
        assert!(transport.home.get().is_some_and(|home| home.url.as_str() == "https://host.example/"));
        assert!(!format!("{transport:?}").contains("host"));
        assert!(transport.address(&http::Uri::from_static("/a")).is_err());
    }
}
