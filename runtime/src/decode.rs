//! How an answer becomes a value. Generated code names these functions without calling them.

use std::str::FromStr;

use crate::download::Download;
use crate::limits::JsonDepth;
use crate::stream::{Event, EventStream, JsonStream, Source};
use crate::{Bytes, Decode, DecodeError, DecodeResult, Kind, Reader};

/// How the answer of an operation becomes its value, and what to ask the service for.
#[derive(Debug)]
pub struct Decoder<T> {
    accept: &'static str,
    decode: fn(&http::Response<Bytes>) -> DecodeResult<T>,
    /// Makes the value of an answer that is still to come, where it need not be whole.
    open: Option<fn(Download) -> T>,
}

impl<T> Clone for Decoder<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Decoder<T> {}

impl<T> Decoder<T> {
    /// A decoder of one's own. `accept` is the header that asks for the form `decode` understands; `decode` sees
    /// answers with a status of success only.
    pub const fn new(accept: &'static str, decode: fn(&http::Response<Bytes>) -> DecodeResult<T>) -> Self {
        Self { accept, decode, open: None }
    }

    /// The same for a value that reads the answer as it comes.
    const fn opening(self, open: fn(Download) -> T) -> Self {
        Self { open: Some(open), ..self }
    }

    pub(crate) fn open(&self) -> Option<fn(Download) -> T> {
        self.open
    }

    pub(crate) fn accept(&self) -> &'static str {
        self.accept
    }

    /// The value of an answer.
    ///
    /// # Errors
    /// When the answer is not as described.
    pub fn decode(&self, response: &http::Response<Bytes>) -> DecodeResult<T> {
        (self.decode)(response)
    }
}

const JSON: &str = "application/json";

/// A JSON value.
#[must_use]
pub fn json<T: Decode>() -> Decoder<T> {
    Decoder::new(JSON, |response| read(response, present(response.body())?))
}

/// A JSON value, or none when the body is empty.
#[must_use]
pub fn optional_json<T: Decode>() -> Decoder<Option<T>> {
    Decoder::new(JSON, |response| match present(response.body()) {
        Ok(body) => read(response, body).map(Some),
        Err(_) => Ok(None),
    })
}

/// A JSON object, bare or as the only member `value` of another: the form some documentation gives single entities.
/// Not for types that have a property `value` themselves.
#[must_use]
pub fn entity<T: Decode>() -> Decoder<T> {
    Decoder::new(JSON, |response| read(response, unwrapped(present(response.body())?)))
}

/// As [`entity`], or none when the body is empty, as after a status of 204.
#[must_use]
pub fn optional_entity<T: Decode>() -> Decoder<Option<T>> {
    Decoder::new(JSON, |response| match present(response.body()) {
        Ok(body) => read(response, unwrapped(body)).map(Some),
        Err(_) => Ok(None),
    })
}

/// Nothing; of a body only that it is no page of markup, which some other server must have sent.
#[must_use]
pub fn empty() -> Decoder<()> {
    Decoder::new(JSON, |response| match response.body().trim_ascii_start().first() {
        // A sign-in or error page of something between here and the service, which answers 200.
        Some(b'<') => Err(DecodeError::new("no body, or JSON", "a page of markup", 0)),
        _ => Ok(()),
    })
}

/// Plain text that a type is read from, such as the number of `/$count`. A byte order mark does not count, nor space
/// around what a type reads only without.
#[must_use]
pub fn text<T: FromStr>() -> Decoder<T> {
    Decoder::new("text/plain", |response| {
        let body = response.body();
        let text = String::from_utf8_lossy(body);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let read = text.parse().or_else(|_| text.trim().parse());
        // The body is not shown: what comes instead of a number may be anything, secrets too.
        read.map_err(|_| match text.trim().len() {
            0 => DecodeError::new(std::any::type_name::<T>(), "an empty body", 0),
            length => DecodeError::new(std::any::type_name::<T>(), format!("other text of {length} bytes"), 0),
        })
    })
}

/// The body as text.
#[must_use]
pub fn string() -> Decoder<String> {
    Decoder::new("text/plain, */*;q=0.1", |response| {
        String::from_utf8(response.body().to_vec())
            .map_err(|error| DecodeError::new("UTF-8 text", "a byte that is not", error.utf8_error().valid_up_to()))
    })
}

/// The body as it is.
#[must_use]
pub fn bytes() -> Decoder<Bytes> {
    Decoder::new("*/*", |response| Ok(response.body().clone()))
}

/// Server-sent events whose data are JSON.
#[must_use]
pub fn events<T: Decode>() -> Decoder<EventStream<T>> {
    Decoder::new(EVENTS, |response| Ok(EventStream::of_json(whole(response), JsonDepth::of(response)))).opening(
        |download| {
            let depth = download.json_depth();
            EventStream::of_json(Source::Coming(Box::new(download)), depth)
        },
    )
}

/// Server-sent events as they are.
#[must_use]
pub fn raw_events() -> Decoder<EventStream<Event>> {
    Decoder::new(EVENTS, |response| Ok(EventStream::of_events(whole(response), JsonDepth::of(response)))).opening(
        |download| {
            let depth = download.json_depth();
            EventStream::of_events(Source::Coming(Box::new(download)), depth)
        },
    )
}

/// A JSON value on each line.
#[must_use]
pub fn json_lines<T: Decode>() -> Decoder<JsonStream<T>> {
    Decoder::new(LINES, |response| Ok(JsonStream::of_lines(whole(response), JsonDepth::of(response)))).opening(
        |download| {
            let depth = download.json_depth();
            JsonStream::of_lines(Source::Coming(Box::new(download)), depth)
        },
    )
}

/// A JSON value after each record separator (RFC 7464).
#[must_use]
pub fn json_records<T: Decode>() -> Decoder<JsonStream<T>> {
    Decoder::new(RECORDS, |response| Ok(JsonStream::of_records(whole(response), JsonDepth::of(response)))).opening(
        |download| {
            let depth = download.json_depth();
            JsonStream::of_records(Source::Coming(Box::new(download)), depth)
        },
    )
}

fn whole(response: &http::Response<Bytes>) -> Source {
    Source::Whole(response.body().clone())
}

const EVENTS: &str = "text/event-stream";
const LINES: &str = "application/jsonl, application/x-ndjson";
const RECORDS: &str = "application/json-seq";

/// The error of a success whose status the description does not name.
#[must_use]
pub fn other_status(response: &http::Response<Bytes>) -> DecodeError {
    DecodeError::new("a status of the description", format!("the status {}", response.status().as_u16()), 0)
}

/// A whole JSON document, nested no deeper than the call allows.
fn read<T: Decode>(response: &http::Response<Bytes>, body: &[u8]) -> DecodeResult<T> {
    let mut json = Reader::with_depth(body, JsonDepth::of(response));
    // Not moved on the way, as it may be large.
    let mut decoded = T::decode(&mut json);
    if decoded.is_ok()
        && let Err(error) = json.finish()
    {
        decoded = Err(error);
    }
    decoded
}

/// The body, unless there is none.
fn present(body: &[u8]) -> DecodeResult<&[u8]> {
    if body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii().is_empty() {
        return Err(DecodeError::new("a JSON body", "an empty body", 0));
    }
    Ok(body)
}

/// The object inside the envelope, or the body itself when it is none.
fn unwrapped(body: &[u8]) -> &[u8] {
    if begins_bare(body) {
        return body;
    }
    inside(body).map_or(body, str::as_bytes)
}

/// Whether the first member that is no annotation shows that there is no envelope. Only annotations whose names and
/// values are plain texts are passed over: those of nearly every answer, at a glance.
fn begins_bare(body: &[u8]) -> bool {
    let mut rest = body;
    let mut before = b'{';
    loop {
        let name = after_mark(rest, before).and_then(|rest| after_mark(rest, b'"'));
        match name.and_then(<[u8]>::first) {
            Some(b'@') => {}
            Some(b'v' | b'\\') | None => return false,
            Some(_) => return true,
        }
        let value = name.and_then(after_text).and_then(|rest| after_mark(rest, b':'));
        match value.and_then(|rest| after_mark(rest, b'"')).and_then(after_text) {
            Some(after) => rest = after,
            None => return false,
        }
        before = b',';
    }
}

/// What follows a mark that stands next.
fn after_mark(text: &[u8], mark: u8) -> Option<&[u8]> {
    text.trim_ascii_start().strip_prefix(&[mark])
}

/// What follows the end of a text that holds no escapes.
fn after_text(text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    text.get(end..)?.strip_prefix(b"\"")
}

/// The object inside the envelope. The first member that shows that there is none ends the search. How deep it nests is
/// looked at when it is read.
fn inside(body: &[u8]) -> Option<&str> {
    let mut json = Reader::with_depth(body, usize::MAX);
    let mut inside = None;
    let mut name = json.begin_object().ok()?;
    while let Some(current) = name {
        if current.starts_with('@') {
            json.raw().ok()?;
        } else if current == "value" && inside.is_none() && json.peek() == Ok(Kind::Object) {
            inside = Some(json.raw().ok()?);
        } else {
            return None;
        }
        name = json.next_name().ok()?;
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Call, Json, Map};

    fn response(body: &str) -> http::Response<Bytes> {
        http::Response::new(Bytes::copy_from_slice(body.as_bytes()))
    }

    #[test]
    fn bare_and_enveloped_entities() {
        for body in [
            "{\"id\":\"a\"}",
            "{\"value\":{\"id\":\"a\"}}",
            "\u{feff} {\"@odata.context\":{\"x\":1},\"value\": {\"id\":\"a\"} }",
            "{\"\\u0076alue\":{\"id\":\"a\"}}",
            "{ \"@a\" : \"x\" , \"@b\":\"\\\"\",\"value\":{\"id\":\"a\"},\"@c\":1}",
            "{\"@a\":\"\",\"@b\":\"value\",\"id\":\"a\"}",
        ] {
            let entity = entity::<Map<Json>>().decode(&response(body)).unwrap_or_default();
            assert_eq!(entity.get("id"), Some(&Json::string("a")), "{body}");
        }
        for body in ["{\"value\":{\"id\":\"a\"},\"id\":\"b\"}", "{\"value\":\"x\"}", "{\"value\":{},\"value\":{}}"] {
            let entity = entity::<Map<Json>>().decode(&response(body)).unwrap_or_default();
            assert!(entity.contains_key("value"), "{body}");
        }
    }

    #[test]
    fn empty_bodies() {
        assert_eq!(optional_entity::<Json>().decode(&response("")), Ok(None));
        let error = json::<Json>().decode(&response(" \r\n")).map_err(|error| error.to_string());
        assert_eq!(error, Err("expected a JSON body, found an empty body at byte 0".to_owned()));
    }

    /// What is no type of its own obeys the depth of a client as well, in every shape.
    #[tokio::test]
    async fn any_json_nests_as_deep_as_the_client_says() -> crate::Result<()> {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        for (levels, depth) in [(1, 0), (2, 1), (200, 199), (300, 299)] {
            for (allowed, reads) in [(depth, false), (levels, true)] {
                let client = |text: String| {
                    let service = crate::InMemoryTransport::new(move |_| Ok(http::Response::new(text.clone().into())));
                    crate::Client::new("https://host", crate::Anonymous)
                        .with_transport(service)
                        .with_json_depth(allowed)
                };
                let get = |client| Call::new(client, crate::Method::GET, json::<Json>).path("/a");
                assert_eq!(get(&client(deep(levels))).await.is_ok(), reads, "{levels} {allowed}");
                let client = client(format!("data: {}\n\n", deep(levels)));
                let mut found = Call::new(&client, crate::Method::GET, events::<Json>).path("/a").await?;
                assert_eq!(found.try_next().await.is_ok(), reads, "{levels} {allowed}");
            }
        }
        Ok(())
    }

    #[test]
    fn counts() {
        assert_eq!(text::<i64>().decode(&response("\u{feff} 42\r\n")), Ok(42));
        let other = text::<i64>().decode(&response("{\"token\":1}")).err();
        assert_eq!(other.as_ref().map(DecodeError::found), Some("other text of 11 bytes"));
        assert_eq!(text::<String>().decode(&response(" a\n")), Ok(" a\n".to_owned()));
    }
}
