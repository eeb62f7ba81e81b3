//! The body of an answer, read to its end.

use std::task::{Context, Poll, ready};

use http::{Method, StatusCode};

use crate::Bytes;
use crate::clock::Instant;
use crate::exchange::over;
use crate::payload::Body;
use crate::transport::{Transport, TransportError, TransportErrorKind};
use crate::watch::Watch;

/// How much is kept of a body of an error that is longer than allowed or does not come to its end.
const START: usize = 4096;

/// How much of what is announced is believed at first.
const FIRST_STEP: usize = 64 * 1024;

/// What has come of a body.
#[derive(Default)]
pub(crate) struct Collected {
    /// A body that comes in one piece is not copied.
    first: Bytes,
    all: Vec<u8>,
    /// When the piece that is waited for was first asked for.
    since: Option<Instant>,
}

/// Marks an answer of which only the start of the body is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Truncated;

impl Collected {
    /// Reads a body of at most `limit` bytes to its end. Of the body of an error, which tells a `reason`, the start is read
    /// also where it is announced to be longer than allowed.
    pub(crate) fn poll_read(
        &mut self,
        context: &mut Context<'_>,
        body: &mut Body,
        limit: usize,
        reason: bool,
        watch: &mut Watch<&dyn Transport>,
    ) -> Poll<Result<(), TransportError>> {
        let announced = announced(body);
        let most = match (announced > limit, reason) {
            (false, _) => usize::MAX,
            (true, true) => START.min(limit),
            (true, false) => 0,
        };
        while self.len() < most {
            let Some(piece) = ready!(self.poll_piece(context, body, watch))? else {
                // A stream of HTTP/2 that the service takes back looks like one that is at its end.
                return Poll::Ready(if self.len() < announced { Err(cut_off()) } else { Ok(()) });
            };
            let longer = self.len().saturating_add(piece.len()) > limit;
            self.push(piece, announced.min(limit));
            if longer {
                break;
            }
        }
        Poll::Ready(Err(too_large()))
    }

    /// The next piece of a body, if it comes in time.
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
        body: &mut Body,
        watch: &mut Watch<&dyn Transport>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        match body.poll_piece(context) {
            Poll::Ready(piece) => {
                self.since = None;
                Poll::Ready(piece.transpose())
            }
            Poll::Pending => {
                // Most pieces are there when they are asked for, and cost no look at the clock.
                let since = *self.since.get_or_insert_with(Instant::now);
                watch.poll_expired(context, Some(since)).map(|expired| Err(over(expired)))
            }
        }
    }

    fn len(&self) -> usize {
        self.first.len().max(self.all.len())
    }

    fn push(&mut self, piece: Bytes, announced: usize) {
        if self.len() == 0 {
            self.first = piece;
            return;
        }
        if self.all.is_empty() {
            // What is announced is not believed beyond a first step.
            self.all.reserve(announced.min(FIRST_STEP).max(self.first.len().saturating_add(piece.len())));
            self.all.extend_from_slice(&self.first);
            self.first = Bytes::new();
        }
        self.all.extend_from_slice(&piece);
    }

    /// All that has come.
    pub(crate) fn into_bytes(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.into() }
    }

    /// The start of what has come: at most 4 KiB, and nothing beyond `limit`. It is a copy, so that a large piece need
    /// not be kept for it.
    pub(crate) fn start(self, limit: usize) -> Bytes {
        let all = self.into_bytes();
        Bytes::copy_from_slice(all.get(..START.min(limit)).unwrap_or(&all))
    }
}

/// The length that the service tells, if it tells one.
fn announced(body: &Body) -> usize {
    body.length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX))
}

fn too_large() -> TransportError {
    TransportError::new(TransportErrorKind::TooLarge, "the body is longer than allowed")
}

/// The error of a body that ends before its length.
pub(crate) fn cut_off() -> TransportError {
    TransportError::new(TransportErrorKind::Interrupted, "the body is shorter than its announced length")
}

/// Whether an answer has no body, whatever length its head tells (RFC 9110, 6.4.1).
pub(crate) fn has_no_body(method: &Method, status: StatusCode) -> bool {
    *method == Method::HEAD || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
}
