//! What travels in a request or an answer: bytes at hand, or pieces that come one after the other.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::Bytes;
use crate::bounds::{BoxStream, MaybeSend, Progress};
use crate::transport::{TransportError, TransportErrorKind};

/// The body of a request or an answer. Pieces are asked for as the other side takes them, so a body of any length needs
/// the memory of a few pieces.
///
/// A request whose body comes in pieces is sent once: what was sent cannot be had again, so neither retries nor
/// redirects nor fresh credentials send it a second time.
///
/// Operations with a body of bytes take `impl Into<Body>`: bytes, a text, or a stream such as
/// `Body::stream(tokio_util::io::ReaderStream::new(file), length)`.
#[derive(Default)]
pub struct Body(Kind);

/// Marks an answer whose body is not byte by byte what the service sent, so that none of it can be asked for by its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Undone;

/// How much of what is at hand passes at once where somebody wants to know how far it is: 64 KiB.
const PIECE: usize = 64 * 1024;

enum Kind {
    Whole(Bytes),
    Pieces { pieces: BoxStream<Result<Bytes, TransportError>>, length: Option<u64> },
}

impl Default for Kind {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

impl Body {
    /// A body that comes in pieces. `length` is the number of bytes where it is known; without it the request goes out
    /// in chunks, which some services refuse. Pieces that end before that length are an error, and so is one
    /// that goes beyond it: a file that changes while it is read is not sent as if it were whole.
    pub fn stream<B, E>(
        pieces: impl Stream<Item = Result<B, E>> + MaybeSend + 'static,
        length: impl Into<Option<u64>>,
    ) -> Self
    where
        B: Into<Bytes> + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let length = length.into();
        let pieces = Box::pin(Pieces { pieces: Box::pin(pieces), left: length, is_over: false });
        Self(Kind::Pieces { pieces, length })
    }

    /// A body of an answer, for transports: the pieces' errors are their own.
    #[must_use]
    pub fn from_transport(pieces: BoxStream<Result<Bytes, TransportError>>, length: Option<u64>) -> Self {
        Self(Kind::Pieces { pieces, length })
    }

    /// The same body, which says after each piece how many bytes have passed, and of how many. It comes in pieces then,
    /// of 64 KiB where the bytes are at hand, and so is sent once.
    #[must_use]
    pub fn with_progress(self, told: impl FnMut(u64, Option<u64>) + MaybeSend + 'static) -> Self {
        let length = self.length();
        let pieces = Watched { body: self, length, told: Box::new(told), passed: 0 };
        Self(Kind::Pieces { pieces: Box::pin(pieces), length })
    }

    /// The number of bytes, where it is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Kind::Whole(bytes) => u64::try_from(bytes.len()).ok(),
            Kind::Pieces { length, .. } => *length,
        }
    }

    /// The bytes, if they are at hand. Such a body can be sent again.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Whole(bytes) => Some(bytes),
            Kind::Pieces { .. } => None,
        }
    }

    /// The next piece; `None` after the last.
    ///
    /// # Errors
    /// When the body breaks off.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, TransportError> {
        poll_fn(|context| self.poll_piece(context)).await.transpose()
    }

    pub(crate) fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        match &mut self.0 {
            Kind::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Whole(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Kind::Pieces { pieces, .. } => pieces.as_mut().poll_next(context),
        }
    }

    /// The bytes, if they are at hand; nothing is left of them then.
    pub(crate) fn take_bytes(&mut self) -> Bytes {
        match &mut self.0 {
            Kind::Whole(bytes) => std::mem::take(bytes),
            Kind::Pieces { .. } => Bytes::new(),
        }
    }

    /// The same body again, if it can be had again.
    pub(crate) fn again(&self) -> Option<Self> {
        self.as_bytes().map(|bytes| Self(Kind::Whole(bytes.clone())))
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_piece(context)
    }
}

/// Pieces of any kind as [`Body`] has them.
struct Pieces<S> {
    pieces: Pin<Box<S>>,
    /// How many bytes are to come, where that is known.
    left: Option<u64>,
    /// Whether nothing comes any more. Many streams may not be asked again after their end.
    is_over: bool,
}

impl<S> Pieces<S> {
    /// The same piece, unless it is one too many, or the end before the last.
    fn counted(&mut self, piece: Option<Bytes>) -> Option<Result<Bytes, TransportError>> {
        self.is_over = piece.is_none();
        let Some(left) = &mut self.left else { return piece.map(Ok) };
        let wrong = |text: &'static str| Some(Err(TransportError::new(TransportErrorKind::Request, text)));
        match piece {
            None if *left == 0 => None,
            None => wrong("the body is shorter than its length"),
            Some(piece) => match left.checked_sub(u64::try_from(piece.len()).unwrap_or(u64::MAX)) {
                Some(rest) => {
                    *left = rest;
                    Some(Ok(piece))
                }
                None => {
                    self.is_over = true;
                    wrong("the body is longer than its length")
                }
            },
        }
    }
}

impl<S, B, E> Stream for Pieces<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        Poll::Ready(match ready!(self.pieces.as_mut().poll_next(context)) {
            Some(Err(error)) => Some(Err(TransportError::new(TransportErrorKind::Request, error))),
            Some(Ok(piece)) => self.counted(Some(piece.into())),
            None => self.counted(None),
        })
    }
}

struct Watched {
    body: Body,
    /// The number of bytes at the start: what is left of a body shrinks.
    length: Option<u64>,
    told: Progress,
    passed: u64,
}

impl Stream for Watched {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let piece = match &mut this.body.0 {
            Kind::Whole(bytes) if bytes.len() > PIECE => Some(Ok(bytes.split_to(PIECE))),
            _ => ready!(this.body.poll_piece(context)),
        };
        if let Some(Ok(piece)) = &piece {
            this.passed = this.passed.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            (this.told)(this.passed, this.length);
        }
        Poll::Ready(piece)
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Whole(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Kind::Whole(bytes.into()))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self(Kind::Whole(text.into()))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self(Kind::Whole(text.into()))
    }
}

impl From<Box<[u8]>> for Body {
    fn from(bytes: Box<[u8]>) -> Self {
        Self(Kind::Whole(bytes.into()))
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Self(Kind::Whole(bytes.into()))
    }
}

impl From<bytes::BytesMut> for Body {
    fn from(bytes: bytes::BytesMut) -> Self {
        Self(Kind::Whole(bytes.into()))
    }
}

/// The length alone: the bytes may be secret.
impl fmt::Debug for Body {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(out, "Body({length} bytes)"),
            None => out.write_str("Body(of unknown length)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// Whether it came to its end stands beside what it has.
    struct Few(VecDeque<&'static str>, bool);

    impl Stream for Few {
        type Item = Result<&'static str, std::io::Error>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            let next = self.0.pop_front();
            if next.is_none() {
                assert!(!std::mem::replace(&mut self.1, true), "asked again after its end");
            }
            Poll::Ready(next.map(Ok))
        }
    }

    async fn read(pieces: &[&'static str], length: impl Into<Option<u64>>) -> (String, Option<String>) {
        let mut body = Body::stream(Few(pieces.iter().copied().collect(), false), length);
        let mut text = Vec::new();
        loop {
            match body.try_next().await {
                Ok(Some(piece)) => text.extend_from_slice(&piece),
                Ok(None) => return (String::from_utf8_lossy(&text).into_owned(), None),
                Err(error) => {
                    let cause = std::error::Error::source(&error).map(ToString::to_string);
                    assert!(matches!(body.try_next().await, Ok(None)), "something comes after the error");
                    return (String::from_utf8_lossy(&text).into_owned(), cause);
                }
            }
        }
    }

    #[tokio::test]
    async fn pieces_are_as_long_as_they_are_said_to_be() {
        assert_eq!(read(&["abc", "", "de"], 5).await, ("abcde".to_owned(), None));
        assert_eq!(read(&["abc", "de"], None).await, ("abcde".to_owned(), None));
        let (text, error) = read(&["abc", "de"], 6).await;
        assert!(text == "abcde" && error.as_deref().is_some_and(|error| error.contains("shorter")), "{error:?}");
        let (text, error) = read(&["abc", "de"], 4).await;
        assert!(text == "abc" && error.as_deref().is_some_and(|error| error.contains("longer")), "{error:?}");
    }
}
