//! Bodies of values that are sent one after another: lines of JSON, records, server-sent events.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::bounds::{BoxStream, MaybeSend};
use crate::call::Call;
use crate::payload::Body;
use crate::transport::{TransportError, TransportErrorKind};
use crate::{Encode, to_vec};

/// How the values of a sequence are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Framing {
    /// A JSON value on each line (`application/jsonl`, `application/x-ndjson`).
    Lines,
    /// A JSON value after each record separator (`application/json-seq`, RFC 7464).
    Records,
    /// JSON as the data of an event (`text/event-stream`).
    Events,
}

/// Values that are sent one after another: a list, or a stream of them that is sent as it comes.
///
/// A list can be sent again, a stream is sent once.
#[must_use = "a sequence is sent with a call"]
pub struct Sequence<T> {
    values: Values,
    of: PhantomData<fn(T)>,
}

enum Values {
    /// The JSON of each.
    AtHand(Vec<Vec<u8>>),
    /// The same, as it comes.
    Coming(BoxStream<Result<Vec<u8>, TransportError>>),
    /// What is sent as it is.
    Written(Body),
}

impl<T: Encode> Sequence<T> {
    /// Values that come one after another, of any number: each is sent as it comes.
    pub fn stream<E>(values: impl Stream<Item = Result<T, E>> + MaybeSend + 'static) -> Self
    where
        T: 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        Self::of(Values::Coming(Box::pin(Encoded { values: Box::pin(values) })))
    }

    /// A sequence that is written already, framed as its media type has it.
    pub fn written(body: impl Into<Body>) -> Self {
        Self::of(Values::Written(body.into()))
    }

    fn at_hand<'t>(values: impl IntoIterator<Item = &'t T>) -> Self
    where
        T: 't,
    {
        Self::of(Values::AtHand(values.into_iter().map(|value| to_vec(value)).collect()))
    }

    const fn of(values: Values) -> Self {
        Self { values, of: PhantomData }
    }
}

impl<T: Encode> From<&[T]> for Sequence<T> {
    fn from(values: &[T]) -> Self {
        Self::at_hand(values)
    }
}

impl<T: Encode> From<&Vec<T>> for Sequence<T> {
    fn from(values: &Vec<T>) -> Self {
        Self::at_hand(values)
    }
}

impl<T: Encode> From<Vec<T>> for Sequence<T> {
    fn from(values: Vec<T>) -> Self {
        Self::at_hand(&values)
    }
}

impl<T: Encode, const N: usize> From<&[T; N]> for Sequence<T> {
    fn from(values: &[T; N]) -> Self {
        Self::at_hand(values)
    }
}

impl<T: Encode, const N: usize> From<[T; N]> for Sequence<T> {
    fn from(values: [T; N]) -> Self {
        Self::at_hand(&values)
    }
}

/// Whether the values are at hand, and how many; not what they are.
impl<T> fmt::Debug for Sequence<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.values {
            Values::AtHand(values) => write!(out, "Sequence({} values)", values.len()),
            Values::Coming(_) => out.write_str("Sequence(of unknown length)"),
            Values::Written(body) => write!(out, "Sequence({body:?})"),
        }
    }
}

impl<T> Call<'_, T> {
    /// Sets the body to values that are sent one after another.
    pub fn sequence<V>(self, content_type: &str, framing: Framing, values: impl Into<Sequence<V>>) -> Self {
        let body = match values.into().values {
            Values::AtHand(values) => values.iter().flat_map(|json| framed(framing, json)).collect::<Vec<u8>>().into(),
            Values::Coming(values) => Body::from_transport(Box::pin(Framed { framing, values }), None),
            Values::Written(body) => body,
        };
        self.upload(content_type, body)
    }
}

/// JSON as one value of a sequence, on one line: what was kept as it came may have been written on several. Texts hold
/// line breaks escaped.
fn framed(framing: Framing, json: &[u8]) -> Vec<u8> {
    let (before, after): (&[u8], &[u8]) = match framing {
        Framing::Lines => (b"", b"\n"),
        Framing::Records => (b"\x1e", b"\n"),
        Framing::Events => (b"data: ", b"\n\n"),
    };
    let is_break = |byte: u8| matches!(byte, b'\n' | b'\r');
    let line = json.iter().map(|byte| if is_break(*byte) { b' ' } else { *byte });
    before.iter().copied().chain(line).chain(after.iter().copied()).collect()
}

/// The JSON of values as they come.
struct Encoded<S> {
    values: Pin<Box<S>>,
}

impl<S, T, E> Stream for Encoded<S>
where
    S: Stream<Item = Result<T, E>>,
    T: Encode,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = Result<Vec<u8>, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let value = ready!(self.values.as_mut().poll_next(context));
        Poll::Ready(value.map(|value| {
            value.map(|value| to_vec(&value)).map_err(|error| TransportError::new(TransportErrorKind::Request, error))
        }))
    }
}

/// The pieces of a body.
struct Framed {
    framing: Framing,
    values: BoxStream<Result<Vec<u8>, TransportError>>,
}

impl Stream for Framed {
    type Item = Result<crate::Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let json = ready!(self.values.as_mut().poll_next(context));
        let framing = self.framing;
        Poll::Ready(json.map(|json| json.map(|json| framed(framing, &json).into())))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use http::{HeaderValue, StatusCode};

    use super::*;
    use crate::{Anonymous, CallOptions, Client, InMemoryTransport, Method, RetryPolicy, decode};

    fn sent(framing: Framing, values: impl Into<Sequence<i32>>) -> Option<(String, String)> {
        let client = Client::new("https://host", Anonymous);
        let call = Call::new(&client, Method::POST, decode::empty).path("/a").sequence("a/b", framing, values);
        let request = call.into_http().ok()?.request;
        let content_type = request.headers().get("content-type")?.to_str().ok()?.to_owned();
        Some((content_type, String::from_utf8(request.body().to_vec()).ok()?))
    }

    #[test]
    fn each_framing_tells_values_apart() {
        let of = |framing| sent(framing, [1, 2]).unwrap_or_default();
        assert_eq!(of(Framing::Lines), ("a/b".to_owned(), "1\n2\n".to_owned()));
        assert_eq!(of(Framing::Records).1, "\u{1e}1\n\u{1e}2\n");
        assert_eq!(of(Framing::Events).1, "data: 1\n\ndata: 2\n\n");
        assert_eq!(sent(Framing::Lines, Vec::new()).unwrap_or_default().1, "");
        assert_eq!(sent(Framing::Lines, Sequence::written("3\n")).unwrap_or_default().1, "3\n");
    }

    #[test]
    fn a_value_stays_on_its_line() {
        assert_eq!(framed(Framing::Lines, b"{\n\"a\":\r\n1}"), b"{ \"a\":  1}\n");
    }

    /// Values that come, and then what breaks them off.
    struct Coming(Vec<Result<i32, &'static str>>);

    impl Stream for Coming {
        type Item = Result<i32, &'static str>;

        fn poll_next(mut self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready((!self.0.is_empty()).then(|| self.0.remove(0)))
        }
    }

    #[tokio::test]
    async fn a_stream_goes_out_value_by_value() {
        let Values::Coming(values) = Sequence::stream(Coming(vec![Ok(1), Ok(2), Err("gone")])).values else { return };
        let mut body = Body::from_transport(Box::pin(Framed { framing: Framing::Lines, values }), None);
        let mut pieces = Vec::new();
        while let Ok(Some(piece)) = body.try_next().await {
            pieces.push(piece);
        }
        assert_eq!(pieces, ["1\n", "2\n"]);
        // In pieces it cannot be had as one.
        assert_eq!(sent(Framing::Lines, Sequence::stream(Coming(vec![Ok(1)]))), None);
    }

    /// The bodies that came of a call for which the service first wants another request, and the status it ends with.
    async fn came(status: StatusCode, values: impl Into<Sequence<i32>>) -> (Vec<String>, Option<StatusCode>) {
        let asked = AtomicBool::new(false);
        let service = InMemoryTransport::new(move |_| {
            let mut answer = http::Response::new(Body::default());
            if !asked.swap(true, Ordering::Relaxed) {
                *answer.status_mut() = status;
                answer.headers_mut().insert("location", HeaderValue::from_static("/b"));
            }
            Ok(answer)
        });
        let client = Client::new("https://host", Anonymous).with_transport(service.clone());
        let retries = RetryPolicy::default().delays(Duration::ZERO, Duration::ZERO);
        let call = Call::new(&client, Method::POST, decode::empty).path("/a").sequence("a/b", Framing::Lines, values);
        let answer = call.options(CallOptions::new().retries(retries).retry_always()).await;
        let bodies = service.requests().into_iter().map(|request| String::from_utf8_lossy(request.body()).into_owned());
        (bodies.collect(), answer.err().and_then(|error| error.status()))
    }

    #[tokio::test]
    async fn a_list_is_sent_again_and_a_stream_is_not() {
        for status in [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TEMPORARY_REDIRECT, StatusCode::PERMANENT_REDIRECT]
        {
            let body = "1\n2\n".to_owned();
            assert_eq!(came(status, [1, 2]).await, (vec![body.clone(), body.clone()], None), "{status}");
            // What is left of a stream is not taken for all of it: the call ends with what the service said.
            let stream = Sequence::stream(Coming(vec![Ok(1), Ok(2)]));
            assert_eq!(came(status, stream).await, (vec![body], Some(status)), "{status}");
        }
    }

    #[tokio::test]
    async fn a_stream_that_breaks_off_ends_the_call_and_is_not_sent_again() {
        let (bodies, status) = came(StatusCode::OK, Sequence::stream(Coming(vec![Ok(1), Err("gone")]))).await;
        assert_eq!((bodies.len(), status), (0, None));
    }
}
