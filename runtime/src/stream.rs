//! Answers whose values come one after another: server-sent events and sequences of JSON.

mod events;
mod lines;
mod reconnect;

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

pub use events::{Event, EventParser};
pub use lines::LineParser;

use crate::bounds::BoxFuture;
use crate::download::Download;
use crate::error::{At, Error, Result};
use crate::json::from_slice_within;
use crate::{Bytes, Decode, DecodeError, DecodeResult};
use reconnect::Connections;

/// How many bytes one event or value may have, unless set.
const LONGEST: usize = 16 * 1024 * 1024;

/// An event, or a value of a sequence, that is longer than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// How many bytes are allowed.
    pub limit: usize,
}

/// What is wrong with one of the values of a stream.
#[non_exhaustive]
pub enum StreamError {
    /// It is longer than allowed.
    TooLong(TooLong),
    /// It is not as described.
    Value {
        /// Which one, counted from 0.
        position: u64,
        /// Its bytes.
        text: Bytes,
        /// Where in it, what was expected and what was found.
        source: DecodeError,
    },
}

impl fmt::Display for TooLong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a value of the stream is longer than {} bytes", self.limit)
    }
}

impl std::error::Error for TooLong {}

/// Without the text, which may hold secrets.
impl fmt::Debug for StreamError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(error) => out.debug_tuple("TooLong").field(error).finish(),
            Self::Value { position, text, source } => {
                let text = format_args!("{} bytes", text.len());
                out.debug_struct("Value")
                    .field("position", position)
                    .field("text", &text)
                    .field("source", source)
                    .finish()
            }
        }
    }
}

/// Without the text, too.
impl fmt::Display for StreamError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(error) => error.fmt(out),
            Self::Value { position, source, .. } => {
                write!(out, "value {position} of the stream is not as described{}", At(source))
            }
        }
    }
}

impl StreamError {
    /// The bytes of the value that is not as described.
    pub(crate) fn text(&self) -> Option<&Bytes> {
        match self {
            Self::TooLong(_) => None,
            Self::Value { text, .. } => Some(text),
        }
    }

    /// Where in a value what was expected and what was found.
    pub(crate) fn decode_error(&self) -> Option<&DecodeError> {
        match self {
            Self::TooLong(_) => None,
            Self::Value { source, .. } => Some(source),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::TooLong(_) => None,
            Self::Value { source, .. } => Some(source),
        }
    }
}

impl From<TooLong> for Error {
    fn from(error: TooLong) -> Self {
        Self::Stream(Box::new(StreamError::TooLong(error)))
    }
}

/// Where the pieces of an answer come from.
pub(crate) enum Source {
    /// The whole answer is at hand.
    Whole(Bytes),
    /// It is read as it comes.
    Coming(Box<Download>),
    /// It will come over another connection.
    Connecting(BoxFuture<'static, Result<Download>>),
}

impl Source {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if let Self::Connecting(connecting) = self {
            match ready!(connecting.as_mut().poll(context)) {
                Ok(download) => *self = Self::Coming(Box::new(download)),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        match self {
            Self::Connecting(_) => Poll::Pending,
            Self::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Self::Coming(download) => download.poll_piece(context),
        }
    }
}

/// What an event is to the caller: a value, or the end of the stream; else its data and what is wrong with them.
type Read<T> = fn(Event, usize) -> Result<Option<T>, (String, DecodeError)>;

/// The server-sent events of an answer (WHATWG HTML, "server-sent events"), each as a `T` that its data are the JSON of.
/// Use [`try_next`](Self::try_next), or the [`Stream`] it is.
///
/// Some services end with an event whose data are `[DONE]`, which is no JSON: the stream is then at its end. Who needs
/// the name or the id of an event asks for [`next_event`](Self::next_event). Events are given as they come; a service
/// that is silent for longer than the client's time for reading ends the stream with an error, and so does an answer in
/// which no line is one of events. Dropping the stream ends
/// the exchange.
#[must_use = "no event is read until it is asked for"]
pub struct EventStream<T> {
    source: Option<Source>,
    parser: EventParser,
    connections: Connections,
    /// The id of the last event that was given.
    last_id: String,
    read: Read<T>,
    /// How deep the JSON of an event may nest.
    depth: usize,
    position: u64,
    /// What ended it, as long as there are events that came before.
    failed: Option<Error>,
}

impl<T: Decode> EventStream<T> {
    /// The events of a body, whose data are JSON.
    pub(crate) fn of_json(source: Source, depth: usize) -> Self {
        let read: Read<T> = |event, depth| match event.data.as_str() {
            "[DONE]" => Ok(None),
            data => from_slice_within(data.as_bytes(), depth).map(Some).map_err(|error| (event.data, error)),
        };
        Self::new(source, read, depth)
    }
}

impl EventStream<Event> {
    /// The events of a body as they are.
    pub(crate) fn of_events(source: Source, depth: usize) -> Self {
        Self::new(source, |event, _| Ok(Some(event)), depth)
    }
}

impl<T> EventStream<T> {
    fn new(source: Source, read: Read<T>, depth: usize) -> Self {
        Self {
            source: Some(source),
            parser: EventParser::new(LONGEST),
            connections: Connections::default(),
            last_id: String::new(),
            read,
            depth,
            position: 0,
            failed: None,
        }
    }

    /// Sets how many bytes one event may have; 16 MiB unless set.
    pub fn event_limit(mut self, bytes: usize) -> Self {
        self.parser.set_limit(bytes);
        self
    }

    /// Asks the service again when the connection ends or breaks off, as browsers do: after the time that the service
    /// gave (`retry`), or three seconds, and up to a quarter more by chance, with the id of the last event
    /// (`Last-Event-ID`), so that no event is missed or comes twice if the service keeps ids.
    ///
    /// The stream then ends when the service answers 204, or an error; when as many connections in a row as the client's
    /// retries allow bring no event; or when it is dropped. Only answers to GET can be had again: others end as without
    /// this.
    pub fn reconnecting(mut self) -> Self {
        self.connections.want();
        self
    }

    /// The id of the event that was given last, for a new stream that begins after it (`Last-Event-ID`); empty when the
    /// service gave none.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.last_id
    }

    /// The next value; `None` after the last.
    ///
    /// # Errors
    /// When the answer breaks off, or an event is too long; the stream is then at its end. When the data of an event
    /// are not as described, the next event can still be asked for.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        poll_fn(|context| self.poll_value(context)).await.transpose()
    }

    /// The next event as it is, whatever its data hold; `None` after the last.
    ///
    /// # Errors
    /// When the answer breaks off, or the event is too long.
    pub async fn next_event(&mut self) -> Result<Option<Event>> {
        poll_fn(|context| self.poll_event(context)).await.transpose()
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event>>> {
        loop {
            if let Some(mut event) = self.parser.next_event() {
                event.depth = Some(self.depth);
                self.position += 1;
                self.connections.fruitful();
                self.last_id.clone_from(&event.id);
                return Poll::Ready(Some(Ok(event)));
            }
            let Some(source) = &mut self.source else { return Poll::Ready(self.failed.take().map(Err)) };
            let ended = match ready!(source.poll_piece(context)) {
                Some(Ok(piece)) => {
                    if let Err(error) = self.parser.feed(&piece) {
                        (self.source, self.failed) = (None, Some(error.into()));
                    }
                    continue;
                }
                Some(Err(error)) => Some(error),
                None => match (&*source, self.parser.other()) {
                    (Source::Coming(download), Some(start)) => Some(download.no_events(Bytes::copy_from_slice(start))),
                    _ => None,
                },
            };
            let next = match source {
                Source::Coming(download) => self.connections.next(download, &mut self.parser, ended),
                Source::Whole(_) | Source::Connecting(_) => Err(ended),
            };
            match next {
                Ok(connecting) => *source = Source::Connecting(connecting),
                Err(error) => {
                    self.source = None;
                    if let Some(error) = error {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
    }

    fn poll_value(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        let event = match ready!(self.poll_event(context)) {
            Some(Ok(event)) => event,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        Poll::Ready(match (self.read)(event, self.depth) {
            Ok(Some(value)) => Some(Ok(value)),
            Ok(None) => {
                (self.source, self.failed) = (None, None);
                self.parser = EventParser::new(LONGEST);
                None
            }
            Err((text, source)) => Some(Err(wrong(self.position, text.into(), source))),
        })
    }
}

/// The JSON values of an answer, one on each line or after each record separator (RFC 7464). Use
/// [`try_next`](Self::try_next), or the [`Stream`] it is. Dropping the stream ends the exchange.
///
/// A number, `true`, `false` or `null` after a record separator that no white space follows may have been cut off, so it is
/// an error (RFC 7464, 2.4) and not a value; the next value can still be asked for.
#[must_use = "no value is read until it is asked for"]
pub struct JsonStream<T> {
    source: Option<Source>,
    parser: LineParser,
    ready: VecDeque<Bytes>,
    read: fn(&[u8], usize) -> DecodeResult<T>,
    /// How deep a value may nest.
    depth: usize,
    position: u64,
    /// What ended it, as long as there are values that came before.
    failed: Option<Error>,
}

impl<T: Decode> JsonStream<T> {
    /// A value on each line.
    pub(crate) fn of_lines(source: Source, depth: usize) -> Self {
        Self::new(source, LineParser::lines(LONGEST), depth)
    }

    /// A value after each record separator.
    pub(crate) fn of_records(source: Source, depth: usize) -> Self {
        Self::new(source, LineParser::records(LONGEST), depth)
    }

    fn new(source: Source, parser: LineParser, depth: usize) -> Self {
        let (ready, read) = (VecDeque::new(), from_slice_within);
        Self { source: Some(source), parser, ready, read, depth, position: 0, failed: None }
    }
}

impl<T> JsonStream<T> {
    /// Sets how many bytes one value may have; 16 MiB unless set.
    pub fn value_limit(mut self, bytes: usize) -> Self {
        self.parser.set_limit(bytes);
        self
    }

    /// The next value; `None` after the last.
    ///
    /// # Errors
    /// When the answer breaks off, or a value is too long; the stream is then at its end. When a value is not as
    /// described, the next one can still be asked for.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        poll_fn(|context| self.poll_value(context)).await.transpose()
    }

    fn poll_value(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(text) = self.ready.pop_front() {
                self.position += 1;
                let value = match self.parser.may_be_cut_off(&text) {
                    true => Err(DecodeError::new("white space after the value", "its end", text.len())),
                    false => (self.read)(&text, self.depth),
                };
                return Poll::Ready(Some(value.map_err(|source| wrong(self.position, text, source))));
            }
            let Some(source) = &mut self.source else { return Poll::Ready(self.failed.take().map(Err)) };
            let fed = match ready!(source.poll_piece(context)) {
                Some(Ok(piece)) => self.parser.feed(&piece, &mut self.ready).map_err(Error::from),
                Some(Err(error)) => Err(error),
                None => {
                    self.source = None;
                    self.parser.end(&mut self.ready);
                    Ok(())
                }
            };
            if let Err(error) = fed {
                (self.source, self.failed) = (None, Some(error));
            }
        }
    }
}

/// `position` counts from 1.
fn wrong(position: u64, text: Bytes, source: DecodeError) -> Error {
    Error::Stream(Box::new(StreamError::Value { position: position.saturating_sub(1), text, source }))
}

impl<T> Stream for EventStream<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_value(context)
    }
}

impl<T> Stream for JsonStream<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_value(context)
    }
}

/// How far it is; no values.
impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "EventStream({} events read)", self.position)
    }
}

/// How far it is; no values.
impl<T> fmt::Debug for JsonStream<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "JsonStream({} values read)", self.position)
    }
}
