//! HTTP/2 by hand, so that any frame can be wrong (RFC 9113).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::{Met, Next, Step, take};

/// What a client says first (3.4).
const PREFACE: usize = 24;

/// The kinds of frames (6).
pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const PRIORITY: u8 = 2;
pub(crate) const RST_STREAM: u8 = 3;
pub(crate) const SETTINGS: u8 = 4;
pub(crate) const PUSH_PROMISE: u8 = 5;
pub(crate) const PING: u8 = 6;
pub(crate) const GOAWAY: u8 = 7;
pub(crate) const WINDOW_UPDATE: u8 = 8;
pub(crate) const CONTINUATION: u8 = 9;

/// The flags of frames; END_STREAM is also ACK.
pub(crate) const END_STREAM: u8 = 1;
const ACK: u8 = 1;
pub(crate) const END_HEADERS: u8 = 4;
pub(crate) const PADDED: u8 = 8;

/// What is done once the request of a stream is there.
#[derive(Clone)]
pub(crate) struct Streams {
    pub(crate) answer: Arc<dyn Fn(u32) -> Vec<Step> + Send + Sync>,
    /// The server's settings.
    pub(crate) settings: Vec<u8>,
    /// Whether a client may send more than the 64 KiB that it may from the start.
    pub(crate) opens: bool,
}

impl std::fmt::Debug for Streams {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Streams")
    }
}

/// Takes requests, and does for the stream of each what is said.
pub(crate) async fn serve(stream: &mut TcpStream, streams: &Streams, met: &Met) -> Next {
    let mut preface = [0; PREFACE];
    if stream.read_exact(&mut preface).await.is_err()
        || write(stream, SETTINGS, 0, 0, &streams.settings).await.is_none()
    {
        return Next::Close;
    }
    while let Some((kind, flags, id, payload)) = read(stream).await {
        met.bytes.lock().unwrap().extend_from_slice(&payload);
        let answered = match kind {
            SETTINGS if flags & ACK == 0 => write(stream, SETTINGS, ACK, 0, &[]).await,
            PING if flags & ACK == 0 => write(stream, PING, ACK, 0, &payload).await,
            DATA if streams.opens && !payload.is_empty() => {
                let more = u32::try_from(payload.len()).unwrap().to_be_bytes();
                write(stream, WINDOW_UPDATE, 0, 0, &more).await.and(write(stream, WINDOW_UPDATE, 0, id, &more).await)
            }
            _ => Some(()),
        };
        if answered.is_none() {
            return Next::Close;
        }
        if matches!(kind, DATA | HEADERS) && flags & END_STREAM != 0 {
            met.requests.fetch_add(1, Ordering::SeqCst);
            for step in (streams.answer)(id) {
                match Box::pin(take(stream, step, met)).await {
                    Next::On => {}
                    end => return end,
                }
            }
        }
    }
    Next::Close
}

async fn read(stream: &mut TcpStream) -> Option<(u8, u8, u32, Vec<u8>)> {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.ok()?;
    let [first, second, third, kind, flags, id @ ..] = head;
    let mut payload = vec![0; u32::from_be_bytes([0, first, second, third]) as usize];
    stream.read_exact(&mut payload).await.ok()?;
    Some((kind, flags, u32::from_be_bytes(id), payload))
}

async fn write(stream: &mut TcpStream, kind: u8, flags: u8, id: u32, payload: &[u8]) -> Option<()> {
    stream.write_all(&frame(kind, flags, id, payload)).await.ok()
}

/// The bytes of a frame.
pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let [_, length @ ..] = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A field of a head, as it is and without a place in the table (RFC 7541, 6.2.2).
pub(crate) fn field(name: &str, value: &str) -> Vec<u8> {
    [&[0], text(name).as_slice(), &text(value)].concat()
}

/// A text behind its length (RFC 7541, 5.1 and 5.2).
fn text(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    if text.len() < 127 {
        bytes.push(u8::try_from(text.len()).unwrap());
    } else {
        bytes.push(127);
        let mut rest = text.len() - 127;
        while rest >= 128 {
            bytes.push(u8::try_from(rest % 128).unwrap() | 128);
            rest /= 128;
        }
        bytes.push(u8::try_from(rest).unwrap());
    }
    [bytes.as_slice(), text.as_bytes()].concat()
}

/// The head of an answer.
pub(crate) fn head(stream: u32, flags: u8, status: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let all = [&[(":status", status)], fields].concat();
    let fields: Vec<u8> = all.into_iter().flat_map(|(name, value)| field(name, value)).collect();
    frame(HEADERS, END_HEADERS | flags, stream, &fields)
}

/// Some of the body of an answer.
pub(crate) fn data(stream: u32, flags: u8, bytes: &[u8]) -> Vec<u8> {
    frame(DATA, flags, stream, bytes)
}

/// Takes the stream back.
pub(crate) fn reset(stream: u32, reason: u32) -> Vec<u8> {
    frame(RST_STREAM, 0, stream, &reason.to_be_bytes())
}

/// Takes no streams after `last`.
pub(crate) fn go_away(last: u32, reason: u32) -> Vec<u8> {
    frame(GOAWAY, 0, 0, &[last.to_be_bytes(), reason.to_be_bytes()].concat())
}

/// A setting.
pub(crate) fn setting(id: u16, value: u32) -> Vec<u8> {
    [&id.to_be_bytes()[..], &value.to_be_bytes()].concat()
}
