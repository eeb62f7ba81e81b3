//! Server-sent events out of pieces of any length (WHATWG HTML, 9.2.5 and 9.2.6).

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use super::TooLong;
use crate::json::{DEFAULT_DEPTH, from_slice_within};
use crate::{Decode, DecodeResult};

/// A server-sent event.
#[derive(Clone, Default)]
pub struct Event {
    /// Its name; `message` when the service gives it none.
    pub event: String,
    /// Its text; several lines are joined by line feeds.
    pub data: String,
    /// The id that the service gave last, this event or one before it; empty before the first.
    pub id: String,
    /// How long the service asks to wait before a new connection, as it said last.
    pub retry: Option<Duration>,
    /// How deep its JSON may nest, where a call or its client says so.
    pub(super) depth: Option<usize>,
}

impl Event {
    /// The data as JSON of a type, nested no deeper than the call allows.
    ///
    /// # Errors
    /// When they are of another shape.
    pub fn json<T: Decode>(&self) -> DecodeResult<T> {
        from_slice_within(self.data.as_bytes(), self.depth.unwrap_or(DEFAULT_DEPTH))
    }
}

#[cfg(feature = "mocks")]
impl Event {
    /// An event of this name whose data are a value as JSON, for mocks.
    #[must_use]
    pub fn of(event: &str, value: &(impl crate::Encode + ?Sized)) -> Self {
        Self { event: event.to_owned(), data: crate::to_string(value), ..Self::default() }
    }

    /// The same event with an id, which those after it have too.
    #[must_use]
    pub fn with_id(self, id: &str) -> Self {
        Self { id: id.to_owned(), ..self }
    }

    /// As it stands on the wire.
    pub(crate) fn written(&self) -> String {
        let named = Some(&self.event).filter(|event| !event.is_empty() && *event != "message");
        let event = named.map(|event| format!("event: {event}\n"));
        let id = Some(&self.id).filter(|id| !id.is_empty()).map(|id| format!("id: {id}\n"));
        let retry = self.retry.map(|retry| format!("retry: {}\n", retry.as_millis()));
        let data = self.data.split('\n').map(|line| format!("data: {line}\n")).collect();
        [event.unwrap_or_default(), id.unwrap_or_default(), retry.unwrap_or_default(), data, "\n".to_owned()].concat()
    }
}

/// By what the service says: how deep its JSON may nest is not the event's own.
impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        (&self.event, &self.data, &self.id, self.retry) == (&other.event, &other.data, &other.id, other.retry)
    }
}

impl Eq for Event {}

/// The names only: data may be secret.
impl fmt::Debug for Event {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Event({:?}, {} bytes)", self.event, self.data.len())
    }
}

/// Makes events of bytes as they come. It reads nothing itself: feed it, and ask for what is ready.
#[derive(Debug)]
pub struct EventParser {
    /// The line that is not at its end.
    line: Vec<u8>,
    /// Whether the byte before was a carriage return, whose line feed is still to come.
    after_return: bool,
    /// Whether the first line is over: only there a byte order mark does not count.
    started: bool,
    event: String,
    data: String,
    id: String,
    /// The id as it was at the end of the last event that was not cut off.
    last_id: String,
    retry: Option<Duration>,
    ready: VecDeque<Event>,
    limit: usize,
    /// Whether a line was one of events; until then, how the bytes begin.
    is_events: bool,
    start: Vec<u8>,
}

/// How much is kept of what turns out to be no events: 4 KiB.
const START: usize = 4096;

/// Whether a line of this name is one of events, or a comment.
fn is_field(name: &str) -> bool {
    matches!(name, "" | "event" | "data" | "id" | "retry")
}

/// What comes after a byte order mark.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

impl EventParser {
    /// A parser that refuses events of more than `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            line: Vec::new(),
            after_return: false,
            started: false,
            event: String::new(),
            data: String::new(),
            id: String::new(),
            last_id: String::new(),
            retry: None,
            ready: VecDeque::new(),
            limit,
            is_events: false,
            start: Vec::new(),
        }
    }

    pub(super) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// When an event is longer than allowed. What comes after it cannot be read.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), TooLong> {
        if !self.is_events {
            let room = START.saturating_sub(self.start.len()).min(bytes.len());
            self.start.extend_from_slice(bytes.get(..room).unwrap_or_default());
        }
        let mut rest = bytes;
        if self.after_return && !rest.is_empty() {
            self.after_return = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let (line, after) = rest.split_at(end);
            self.push(line)?;
            self.end_line();
            rest = match after {
                [b'\r', b'\n', rest @ ..] => rest,
                [b'\r'] => {
                    self.after_return = true;
                    &[]
                }
                [_, rest @ ..] => rest,
                [] => &[],
            };
        }
        self.push(rest)
    }

    /// The id that the service gave last, with an event that was not cut off; empty when it gave none.
    #[must_use]
    pub fn last_id(&self) -> &str {
        &self.last_id
    }

    /// How long the service asks to wait before a new connection, as it said last.
    #[must_use]
    pub fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// The start of bytes that held something, and no line of events: a page of markup, or an error that says it is a
    /// success.
    pub(super) fn other(&self) -> Option<&[u8]> {
        // The last line may be cut off.
        let line = if self.started { self.line.as_slice() } else { without_mark(&self.line) };
        let last = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let is_events = self.is_events || (!line.is_empty() && is_field(&String::from_utf8_lossy(last)));
        (!is_events && !without_mark(&self.start).trim_ascii().is_empty()).then_some(&*self.start)
    }

    /// Makes ready for the bytes of a new connection: what was cut off is thrown away, and the last id stays.
    pub fn reconnect(&mut self) {
        self.is_events = false;
        self.start.clear();
        self.line.clear();
        self.after_return = false;
        self.started = false;
        self.event.clear();
        self.data.clear();
        self.id.clone_from(&self.last_id);
    }

    /// The next event that is ready. One that the end of the bytes cuts off never is.
    pub fn next_event(&mut self) -> Option<Event> {
        self.ready.pop_front()
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), TooLong> {
        let length = self.line.len().saturating_add(bytes.len()).saturating_add(self.data.len());
        if length > self.limit {
            return Err(TooLong { limit: self.limit });
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let mut line = line.as_slice();
        if !self.started {
            self.started = true;
            line = without_mark(line);
        }
        if line.is_empty() {
            return self.dispatch();
        }
        let text = String::from_utf8_lossy(line);
        let (field, value) = text.split_once(':').unwrap_or((&text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        self.is_events |= is_field(field);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                // A number that is too big is a very long time.
                self.retry = Some(Duration::from_millis(value.parse().unwrap_or(u64::MAX)));
            }
            // A comment has an empty name; other fields mean nothing.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        self.last_id.clone_from(&self.id);
        let event = std::mem::take(&mut self.event);
        let mut data = std::mem::take(&mut self.data);
        // An event without data is none.
        if data.pop().is_none() {
            return;
        }
        let event = if event.is_empty() { "message".to_owned() } else { event };
        self.ready.push_back(Event { event, data, id: self.id.clone(), retry: self.retry, depth: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of a text, which is the same however it is cut.
    fn events(text: &str) -> Vec<Event> {
        let whole = fed(text.as_bytes(), text.len().max(1));
        for length in 1..7 {
            assert_eq!(fed(text.as_bytes(), length), whole, "in pieces of {length}");
        }
        whole
    }

    fn fed(bytes: &[u8], length: usize) -> Vec<Event> {
        let mut parser = EventParser::new(1000);
        for piece in bytes.chunks(length) {
            assert_eq!(parser.feed(piece), Ok(()));
        }
        std::iter::from_fn(|| parser.next_event()).collect()
    }

    fn data(text: &str) -> Vec<String> {
        events(text).into_iter().map(|event| event.data).collect()
    }

    #[test]
    fn the_examples_of_the_standard() {
        assert_eq!(data("data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
        let several =
            events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n");
        let seen: Vec<_> = several.iter().map(|event| (event.data.as_str(), event.id.as_str())).collect();
        assert_eq!(seen, [("first event", "1"), ("second event", ""), (" third event", "")]);
        assert_eq!(data("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
        assert_eq!(data("data:test\n\ndata: test\n\n"), ["test", "test"]);
    }

    #[test]
    fn every_end_of_a_line() {
        assert_eq!(data("data: a\r\ndata: b\r\n\r\ndata: c\r\rdata: d\n\n"), ["a\nb", "c", "d"]);
        assert_eq!(data("data: a\r\n\ndata: b\n\r\n"), ["a", "b"]);
    }

    #[test]
    fn a_byte_order_mark_counts_only_at_the_start() {
        assert_eq!(data("\u{feff}data: a\n\n\u{feff}data: b\n\n"), ["a"]);
        assert_eq!(data("\u{feff}\u{feff}data: a\n\n"), Vec::<String>::new());
        for text in ["\u{feff}", "\u{feff}\n", "\u{feff}data: a", "\u{feff}: comment"] {
            let mut parser = EventParser::new(1000);
            assert_eq!((parser.feed(text.as_bytes()), parser.other()), (Ok(()), None), "{text:?}");
        }
    }

    #[test]
    fn names_ids_and_waiting_times() {
        let seen = events(
            "event: add\nid: 7\nretry: 250\ndata: 1\n\nevent: rest\n\nretry: x\nid: a\0b\ndata: é\nother: y\n\n",
        );
        let wait = Some(Duration::from_millis(250));
        let event = |event: &str, data: &str| Event {
            event: event.into(),
            data: data.into(),
            id: "7".into(),
            retry: wait,
            depth: None,
        };
        assert_eq!(seen, [event("add", "1"), event("message", "é")]);
        assert_eq!(seen.first().map(Event::json::<i32>), Some(Ok(1)));
        assert_eq!(format!("{:?}", event("add", "secret")), "Event(\"add\", 6 bytes)");
    }

    #[test]
    fn a_wait_of_any_number_of_digits_is_a_wait() {
        let mut parser = EventParser::new(1000);
        assert_eq!(parser.feed(b"retry: 99999999999999999999999\n"), Ok(()));
        assert_eq!(parser.retry(), Some(Duration::from_millis(u64::MAX)));
    }

    #[test]
    fn an_event_may_be_too_long() {
        let mut parser = EventParser::new(10);
        assert_eq!(parser.feed(b"data: 12\n\ndata: 34\n\n"), Ok(()));
        assert_eq!(parser.feed(b"data: 12\ndata: 34"), Err(TooLong { limit: 10 }));
    }
}
