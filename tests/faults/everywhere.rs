//! Every limit, of a client and of a call, over every transport, for what is read whole, page by page, piece by piece, as
//! events, and for what is sent so.

use std::sync::Arc;
use std::time::{Duration, Instant};

use graph_vpp_tokens::models::VppToken;
use graph_vpp_tokens::{Client, Error};
use rest_bindgen_runtime as rt;
use rt::{
    Call, CallOptions, Concurrency, Json, Method, Paging, PagingError, RetryPolicy, Transport, TransportErrorKind,
    UploadSession, decode, http,
};

use tokio::task::JoinSet;

use crate::server::{Server, Step, answer};
use crate::table::Over;
use crate::{ID, everything};
use Step::{Read, Stall, Write};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Whole,
    List,
    Changes,
    Linked,
    Download,
    Events,
    RawEvents,
    Lines,
    Session,
    Batch,
    Execute,
}

impl What {
    const ALL: [Self; 11] = [
        Self::Whole,
        Self::List,
        Self::Changes,
        Self::Linked,
        Self::Download,
        Self::Events,
        Self::RawEvents,
        Self::Lines,
        Self::Session,
        Self::Batch,
        Self::Execute,
    ];

    /// An answer as it should be, with another page where there can be one.
    fn good(self) -> &'static str {
        match self {
            Self::List | Self::Changes => r#"{"value":[{"id":"a"}],"@odata.nextLink":"?page=N"}"#,
            Self::Linked => r#"[{"id":"a"}]"#,
            Self::Events | Self::RawEvents => "data: {\"id\":\"a\"}\n\n",
            Self::Batch => r#"{"responses":[{"id":"1","status":200,"body":{"id":"a"}}]}"#,
            Self::Whole | Self::Download | Self::Lines | Self::Session | Self::Execute => r#"{"id":"a"}"#,
        }
    }

    fn is_list(self) -> bool {
        matches!(self, Self::List | Self::Changes | Self::Linked)
    }

    /// Whether no value is made of the answer here.
    fn is_bytes(self) -> bool {
        matches!(self, Self::Download | Self::Execute)
    }

    async fn call(self, client: &Client, options: CallOptions) -> Result<(), Error> {
        let (tokens, core) = (client.vpp_tokens(), client.core());
        match self {
            Self::Whole => tokens.get(ID).options(options).await.map(drop),
            Self::List => tokens.list().options(options).stream().try_collect().await.map(drop),
            Self::Changes => tokens.list().options(options).changes().try_collect().await.map(drop),
            Self::Linked => {
                let call = Call::new(core, Method::GET, decode::json::<Json>).path("/linked").options(options);
                call.paged::<VppToken>(Paging::link_header("")).stream().try_collect().await.map(drop)
            }
            Self::Download => {
                let mut download = tokens.get(ID).options(options).download().await?;
                while download.try_next().await?.is_some() {}
                Ok(())
            }
            Self::Events => {
                let call = Call::new(core, Method::GET, decode::events::<VppToken>).path("/events");
                let mut events = call.options(options).await?;
                while events.try_next().await?.is_some() {}
                Ok(())
            }
            Self::RawEvents => {
                let call = Call::new(core, Method::GET, decode::raw_events).path("/events").options(options);
                let mut events = call.await?;
                while let Some(event) = events.try_next().await? {
                    if let Err(source) = event.json::<VppToken>() {
                        let (position, text) = (0, event.data.into());
                        return Err(Error::Stream(Box::new(rt::StreamError::Value { position, text, source })));
                    }
                }
                Ok(())
            }
            Self::Lines => {
                let call = Call::new(core, Method::GET, decode::json_lines::<VppToken>).path("/lines");
                let mut lines = call.options(options).await?;
                while lines.try_next().await?.is_some() {}
                Ok(())
            }
            Self::Session => {
                let mut session = UploadSession::new(client, &format!("{}/session", core.base_url()?), 5)?;
                session = session.options(options);
                session.send::<VppToken>("bytes".to_owned()).await.map(drop)
            }
            Self::Batch => {
                let mut batch = client.batch().options(options);
                let handle = batch.add(tokens.get(ID))?;
                batch.send().await?.take(handle).map(drop)
            }
            Self::Execute => {
                let request = http::Request::get(format!("{}/a", core.base_url()?)).extension(options);
                core.execute(request.body("").unwrap()).await.map(drop)
            }
        }
    }
}

/// Each transport with its name.
fn transports() -> [(&'static str, Arc<dyn Transport>); 3] {
    let reqwest: Arc<dyn Transport> = Arc::new(rt::ReqwestTransport::new());
    let tower = rt::TowerTransport::new(Over(Arc::clone(&reqwest)));
    [("reqwest", reqwest), ("ureq", Arc::new(rt::UreqTransport::new())), ("tower", Arc::new(tower))]
}

fn in_memory(what: What) -> Arc<dyn Transport> {
    let pages = std::sync::atomic::AtomicUsize::new(0);
    Arc::new(rt::InMemoryTransport::new(move |_| {
        let page = pages.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let mut answer = http::Response::new(what.good().replace('N', &page.to_string()).into());
        answer.headers_mut().insert("link", format!("<?page={page}>; rel=\"next\"").parse().unwrap());
        Ok(answer)
    }))
}

/// A limit, set on a client or for a call, and how the call must end.
struct Limit {
    name: &'static str,
    client: fn(Client) -> Client,
    call: fn(CallOptions) -> CallOptions,
    ends: fn(&Error) -> bool,
}

fn kind(error: &Error) -> Option<TransportErrorKind> {
    match error {
        Error::Transport(failure) | Error::Timeout(failure) => Some(failure.source.kind()),
        _ => None,
    }
}

const SHORT: Duration = Duration::from_millis(250);

/// What other times are, so that a busy machine cannot make a call that heeds its own look like one that does not.
const LONG: Duration = Duration::from_secs(30);

fn times(client: Client, change: impl FnOnce(&mut rt::Timeouts)) -> Client {
    let mut times = rt::Timeouts { connect: LONG, read: LONG, total: LONG };
    change(&mut times);
    client.with_timeouts(times)
}

const WHOLE: Limit = Limit {
    name: "whole time",
    client: |client| times(client, |times| times.total = SHORT),
    call: |options| options.timeout(SHORT),
    ends: |error| kind(error) == Some(TransportErrorKind::Timeout),
};
const SILENCE: Limit = Limit {
    name: "silence",
    client: |client| times(client, |times| times.read = SHORT),
    call: |options| options.read_timeout(SHORT),
    ends: |error| kind(error) == Some(TransportErrorKind::ReadTimeout),
};
const CONNECT: Limit = Limit {
    name: "connect",
    client: |client| times(client, |times| times.connect = SHORT),
    call: |options| options.connect_timeout(SHORT),
    ends: |error| kind(error) == Some(TransportErrorKind::ConnectTimeout),
};
const SIZE: Limit = Limit {
    name: "size",
    client: |client| client.with_response_limit(5).with_download_limit(5),
    call: |options| options.response_limit(5),
    ends: |error| matches!(error, Error::TooLarge(error) if error.limit == 5),
};
const DEPTH: Limit = Limit {
    name: "depth",
    client: |client| client.with_json_depth(0),
    call: |options| options.json_depth(0),
    ends: |error| error.is_decode() || matches!(error, Error::Stream(_)),
};
const PAGES: Limit = Limit {
    name: "pages",
    client: |client| client.with_page_limit(3),
    call: |options| options.page_limit(3),
    ends: |error| matches!(error, Error::Paging(error) if **error == PagingError::TooMany(3)),
};

impl Limit {
    /// Meets the limit by a call that would go on for ever, or end well, without it.
    async fn meet(&self, what: What, client: &Client, place: &str) {
        let none = || CallOptions::new().retries(RetryPolicy::none());
        for on_the_call in [false, true] {
            let place = format!("{}, {place}, {what:?}, on the call: {on_the_call}", self.name);
            let started = Instant::now();
            let ended = match on_the_call {
                false => what.call(&(self.client)(client.clone()), none()).await,
                true => what.call(client, (self.call)(none())).await,
            };
            let error = ended.expect_err(&place);
            assert!((self.ends)(&error), "{place}: {error:?}");
            assert!(started.elapsed() < LONG / 2, "{place}: {:?}", started.elapsed());
            assert!(!everything(&error).contains(crate::CANARY), "{place}");
        }
    }
}

#[tokio::test]
async fn times_end_what_a_service_does_not() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| vec![Stall]).await;
    let mut side_by_side = JoinSet::new();
    for (name, transport) in transports() {
        for (limit, scheme) in [(WHOLE, "http"), (SILENCE, "http"), (CONNECT, "https")] {
            let client = crate::client_of(&format!("{scheme}://127.0.0.1:{}/beta", server.port));
            let client = times(client, |_| {}).with_transport(Arc::clone(&transport));
            side_by_side.spawn(async move {
                for what in What::ALL {
                    limit.meet(what, &client, name).await;
                }
            });
        }
    }
    side_by_side.join_all().await;
}

#[tokio::test]
async fn sizes_depths_and_pages_are_bounded() {
    let _turn = crate::side_by_side().await;
    for what in What::ALL {
        let server = Server::new(move |page| {
            let link = format!("link: <?page={page}>; rel=\"next\"");
            let body = what.good().replace('N', &page.to_string());
            vec![Read, Write(answer("200 OK", &["content-type: application/json", &link], body))]
        })
        .await;
        for (name, transport) in transports().into_iter().chain([("in memory", in_memory(what))]) {
            let client = crate::client(&server).with_transport(transport);
            SIZE.meet(what, &client, name).await;
            if !what.is_bytes() {
                DEPTH.meet(what, &client, name).await;
            }
            if what.is_list() {
                PAGES.meet(what, &client, name).await;
                // What is said last counts most.
                let options = CallOptions::new().page_limit(2);
                let error = what.call(&client.with_page_limit(3), options).await.unwrap_err();
                assert!(matches!(&error, Error::Paging(error) if **error == PagingError::TooMany(2)), "{error:?}");
            } else {
                what.call(&client, CallOptions::new()).await.unwrap();
            }
        }
    }
}

/// A size that is met only once compression is undone, twice or in chunks, also where the answer is an error.
#[tokio::test]
async fn the_size_is_that_of_what_comes_out() {
    let _turn = crate::side_by_side().await;
    let padded = |what: What| format!("{}{}", " ".repeat(5000), what.good());
    for (coding, times) in [("gzip", 1), ("gzip, gzip", 2)] {
        for what in [What::Whole, What::Download, What::Lines, What::Session, What::Batch, What::Execute] {
            for status in ["200 OK", "400 Bad"] {
                let zipped = (0..times).fold(padded(what).into_bytes(), |bytes, _| crate::catalogue::gzip(&bytes));
                assert!(zipped.len() < 300);
                let chunk = [format!("{:x}\r\n", zipped.len()).as_bytes(), &zipped, b"\r\n0\r\n\r\n"].concat();
                let coding = format!("content-encoding: {coding}");
                let server = Server::new(move |_| {
                    vec![Read, Write(answer(status, &["transfer-encoding: chunked", &coding], &chunk))]
                })
                .await;
                for (name, transport) in transports() {
                    let place = format!("{name} {what:?} {status} {times}");
                    let client = crate::client(&server).with_transport(transport);
                    let error = what.call(&client, CallOptions::new().response_limit(3000)).await.unwrap_err();
                    match error.as_status() {
                        Some(error) => assert!(error.truncated && error.body.len() <= 3000, "{place}: {error:?}"),
                        None if status == "400 Bad" => assert!(what == What::Execute, "{place}: {error:?}"),
                        None => assert!(matches!(error, Error::TooLarge(_)), "{place}: {error:?}"),
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn requests_share_the_places_that_a_call_says() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| vec![Read, Write(answer("200 OK", &["content-length: 100"], "x")), Stall]).await;
    let mut side_by_side = JoinSet::new();
    for (name, transport) in transports() {
        let client = crate::client(&server).with_transport(transport).with_concurrency(1);
        side_by_side.spawn(async move {
            for what in What::ALL {
                places(what, &client, name).await;
            }
        });
    }
    side_by_side.join_all().await;
}

/// Of a client with one place.
async fn places(what: What, client: &Client, name: &str) {
    let bound = Concurrency::new(1);
    let get = || client.vpp_tokens().get(ID);
    let held = get().options(CallOptions::new().concurrency(&bound)).download().await.unwrap();
    let options = || CallOptions::new().timeout(SHORT).retries(RetryPolicy::none());
    let attempts = async |options: CallOptions| {
        let error = what.call(client, options).await.unwrap_err();
        let waited = everything(&error).contains("see with_concurrency");
        assert_eq!(waited, error.attempts() == 0, "{name} {what:?}: {error:?}");
        error.attempts()
    };
    // The bound has no place, the client has one, and who asks for none needs none.
    assert_eq!(attempts(options().concurrency(&bound.clone())).await, 0, "{name} {what:?}");
    assert_eq!(attempts(options()).await, 1, "{name} {what:?}");
    let own = get().download().await.unwrap();
    assert_eq!(attempts(options()).await, 0, "{name} {what:?}");
    assert_eq!(attempts(options().unlimited_concurrency()).await, 1, "{name} {what:?}");
    drop((held, own));
    drop(get().options(CallOptions::new().concurrency(&bound)).download().await.unwrap());
}
