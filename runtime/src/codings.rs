//! Content codings of answers, undone piece by piece (RFC 9110, 8.4). Libraries below know one coding at a time, and tell
//! nobody of a second one.

use std::io::{self, BufRead as _, BufReader, Read};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use flate2::bufread::GzDecoder;
use futures_core::Stream;
use http::{HeaderMap, HeaderValue, header};

use crate::Bytes;
use crate::payload::{Body, Undone};
use crate::transport::{TransportError, TransportErrorKind};

/// How many codings on top of each other are undone. Nobody needs two.
const MOST: usize = 4;

/// How much comes out at once.
const PIECE: usize = 16 * 1024;

/// How many members of gzip in a row may be empty. Tools leave one at the end of a file, and no more.
const MOST_EMPTY: usize = 100;

/// Asks for gzip, unless the request says what it wants, or wants a part: that would be one of the coded bytes.
pub(crate) fn ask(headers: &mut HeaderMap) {
    if !headers.contains_key(header::RANGE) {
        headers.entry(header::ACCEPT_ENCODING).or_insert_with(|| HeaderValue::from_static("gzip"));
    }
}

/// The same answer without the codings that its head names, or as it is if one of them is unknown.
pub(crate) fn undone(response: http::Response<Body>) -> http::Response<Body> {
    let Some(times) = response.headers().get(header::CONTENT_ENCODING).and_then(|_| gzips(response.headers())) else {
        return response;
    };
    let (mut head, body) = response.into_parts();
    head.headers.remove(header::CONTENT_ENCODING);
    if times == 0 {
        return http::Response::from_parts(head, body);
    }
    head.headers.remove(header::CONTENT_LENGTH);
    head.extensions.insert(Undone);
    if body.length() == Some(0) {
        return http::Response::from_parts(head, body);
    }
    let plain = Layer::Coded { piece: Bytes::new(), is_empty: true, ended: false };
    let layers = (0..times).fold(plain, |inner, _| Layer::member(BufReader::new(inner), 0));
    let pieces = Pieces { body, layers, buffer: vec![0; PIECE], ended: false };
    http::Response::from_parts(head, Body::from_transport(Box::pin(pieces), None))
}

/// How many times gzip was applied; `None` if something else was.
fn gzips(headers: &HeaderMap) -> Option<usize> {
    let mut times = 0;
    for value in headers.get_all(header::CONTENT_ENCODING) {
        for coding in value.to_str().ok()?.split(',').map(str::trim) {
            if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") {
                times += 1;
            } else if !coding.is_empty() && !coding.eq_ignore_ascii_case("identity") {
                return None;
            }
        }
    }
    (times <= MOST).then_some(times)
}

/// What came, and the codings around it. Reading would block where more has to come.
enum Layer {
    Coded {
        piece: Bytes,
        is_empty: bool,
        ended: bool,
    },
    /// With the number of members since the last byte that came out.
    Gzip(Box<GzDecoder<BufReader<Layer>>>, usize),
}

/// The byte that every member of gzip begins with (RFC 1952, 2.3.1).
const MEMBER: u8 = 0x1f;

impl Layer {
    /// The next member of gzip (RFC 1952, 2.2): a body may have several, one after the other.
    fn member(coded: BufReader<Self>, empty: usize) -> Self {
        Self::Gzip(Box::new(GzDecoder::new(coded)), empty)
    }

    /// Goes on with the member that follows one that is at its end, if there is one. What follows and is no member is
    /// left alone, as by gzip itself.
    fn next_member(&mut self) -> io::Result<bool> {
        let Self::Gzip(decoder, empty) = self else { return Ok(false) };
        let empty = *empty + 1;
        if decoder.get_mut().fill_buf()?.first() != Some(&MEMBER) {
            return Ok(false);
        }
        if empty > MOST_EMPTY {
            return Err(io::Error::other("gzip has one empty member after another"));
        }
        let ended = Self::Coded { piece: Bytes::new(), is_empty: true, ended: true };
        if let Self::Gzip(decoder, _) = mem::replace(self, ended) {
            *self = Self::member(decoder.into_inner(), empty);
        }
        Ok(true)
    }

    /// One more piece, or the end.
    fn feed(&mut self, more: Option<Bytes>) {
        match self {
            Self::Coded { piece, is_empty, ended } => match more {
                Some(more) => {
                    *is_empty &= more.is_empty();
                    *piece = more;
                }
                None => *ended = true,
            },
            Self::Gzip(decoder, _) => decoder.get_mut().get_mut().feed(more),
        }
    }

    /// Whether all that came is nothing.
    fn is_empty(&self) -> bool {
        match self {
            Self::Coded { is_empty, .. } => *is_empty,
            Self::Gzip(decoder, _) => decoder.get_ref().get_ref().is_empty(),
        }
    }
}

impl Read for Layer {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // A member may be empty, and so may be the next.
        loop {
            let read = match self {
                Self::Coded { piece, ended: false, .. } if piece.is_empty() => {
                    return Err(io::ErrorKind::WouldBlock.into());
                }
                Self::Coded { piece, .. } => {
                    let taken = piece.split_to(into.len().min(piece.len()));
                    let (start, _) = into.split_at_mut(taken.len());
                    start.copy_from_slice(&taken);
                    taken.len()
                }
                Self::Gzip(decoder, empty) => {
                    let read = decoder.read(into)?;
                    if read > 0 {
                        *empty = 0;
                    }
                    read
                }
            };
            if read > 0 || !self.next_member()? {
                return Ok(read);
            }
        }
    }
}

/// What comes out.
struct Pieces {
    body: Body,
    layers: Layer,
    buffer: Vec<u8>,
    ended: bool,
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        while !this.ended {
            match this.layers.read(&mut this.buffer) {
                Ok(0) => this.ended = true,
                Ok(read) => {
                    let piece = this.buffer.get(..read).unwrap_or_default();
                    return Poll::Ready(Some(Ok(Bytes::copy_from_slice(piece))));
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    match ready!(this.body.poll_piece(context)).transpose() {
                        Ok(None) if this.layers.is_empty() => this.ended = true,
                        Ok(more) => this.layers.feed(more),
                        Err(error) => {
                            this.ended = true;
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                }
                Err(error) => {
                    this.ended = true;
                    let error = TransportError::new(TransportErrorKind::Interrupted, error);
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::blocking::wait;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut coded = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        coded.write_all(bytes).and_then(|()| coded.finish()).unwrap_or_default()
    }

    /// The pieces one by one, with a wait before each.
    struct Slow(Vec<u8>, usize, bool);

    impl Stream for Slow {
        type Item = Result<Bytes, TransportError>;

        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.2 = !self.2;
            if self.2 {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let length = self.1.min(self.0.len());
            let piece: Vec<u8> = self.0.drain(..length).collect();
            Poll::Ready((!piece.is_empty()).then(|| Ok(piece.into())))
        }
    }

    fn answer(codings: &[&'static str], body: &[u8], piece: usize) -> (HeaderMap, Result<Vec<u8>, TransportError>) {
        let mut answer = http::Response::new(Body::from_transport(Box::pin(Slow(body.to_vec(), piece, false)), None));
        for coding in codings {
            answer.headers_mut().append(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        let (head, mut body) = undone(answer).into_parts();
        let mut all = Vec::new();
        loop {
            match wait(body.try_next()) {
                Ok(Some(piece)) => all.extend_from_slice(&piece),
                Ok(None) => return (head.headers, Ok(all)),
                Err(error) => return (head.headers, Err(error)),
            }
        }
    }

    #[test]
    fn codings_are_undone_as_often_as_they_are_named() {
        let plain: Vec<u8> = (0..100_000_u32).map(|number| (number % 251) as u8).collect();
        let (once, twice) = (gzip(&plain), gzip(&gzip(&plain)));
        let halves = [gzip(&plain[..40_000]), gzip(b""), gzip(&plain[40_000..])].concat();
        let cases: [(&[&'static str], &[u8]); 13] = [
            (&[], &plain),
            (&["identity"], &plain),
            (&["gzip"], &once),
            (&["X-GZIP"], &once),
            (&["identity, gzip"], &once),
            (&["gzip, gzip"], &twice),
            (&["gzip", "x-gzip"], &twice),
            (&["gzip,, Gzip"], &twice),
            (&["gzip"], &[&*once, b"more"].concat()),
            // Members one after the other, as tools that write gzip piece by piece leave them.
            (&["gzip"], &halves),
            (&["gzip, gzip"], &gzip(&halves)),
            (&["gzip"], &[&*halves, &[0; 512]].concat()),
            (&["gzip, gzip"], &[]),
        ];
        for (codings, body) in cases {
            for piece in [1, 1000, 1 << 20] {
                let (headers, read) = answer(codings, body, piece);
                let expected: &[u8] = if body.is_empty() { &[] } else { &plain };
                assert!(read.is_ok_and(|read| read == expected), "{codings:?} by {piece}");
                assert!(!headers.contains_key(header::CONTENT_ENCODING));
            }
        }
        // What is not known stays as it is, and says so.
        for codings in [&["br"][..], &["gzip, br"], &["gzip, gzip, gzip, gzip, gzip"]] {
            let (headers, read) = answer(codings, &once, 1000);
            assert!(read.is_ok_and(|read| read == once) && headers.contains_key(header::CONTENT_ENCODING));
        }
    }

    #[test]
    fn members_without_content_are_no_way_to_go_on_for_ever() {
        let (some, nothing) = (gzip(b"x"), gzip(b""));
        let few = [&*some, &nothing.repeat(MOST_EMPTY - 1), &some, &nothing.repeat(MOST_EMPTY - 1), &some].concat();
        for piece in [7, 1 << 20] {
            assert!(answer(&["gzip"], &few, piece).1.is_ok_and(|read| read == b"xxx"));
            let error = answer(&["gzip"], &nothing.repeat(2 * MOST_EMPTY), piece).1.map_err(|error| error.kind());
            assert_eq!(error, Err(TransportErrorKind::Interrupted));
        }
    }

    #[test]
    fn what_is_no_gzip_or_cut_off_is_an_error() {
        let once = gzip(b"text");
        let cut = once.get(..once.len() - 3).unwrap_or_default();
        let second = [&*once, cut].concat();
        for (codings, body) in
            [(&["gzip"][..], cut), (&["gzip"], b"text"), (&["gzip, gzip"], &*once), (&["gzip"], &*second)]
        {
            let (_, read) = answer(codings, body, 5);
            assert_eq!(read.map_err(|error| error.kind()), Err(TransportErrorKind::Interrupted));
        }
    }
}
