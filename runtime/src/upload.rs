//! Files that are too big for one request: upload sessions, as Microsoft Graph has them.

use std::collections::VecDeque;
use std::fmt;

use http::{HeaderValue, Method, StatusCode, header};

use crate::address::checked;
use crate::bounds::{MaybeSend, Progress};
use crate::call::Response;
use crate::client::Client;
use crate::clock::Instant;
use crate::error::{Error, Result};
use crate::exchange::{Answered, Exchange, Running, failed, run};
use crate::json::from_slice_within;
use crate::limits::{CallOptions, JsonDepth};
use crate::payload::Body;
use crate::retry::{Attempts, Failure, RetryPolicy};
use crate::transport::{TransportError, TransportErrorKind};
use crate::{Bytes, Decode, Json, Map, from_slice};

/// What the lengths of pieces must be multiples of: 320 KiB.
const UNIT: usize = 320 * 1024;

/// How long pieces are unless set: 5 MiB.
const PIECE: usize = 16 * UNIT;

/// A file that is sent in pieces to an address that the service gave for it (`uploadUrl` of `createUploadSession`).
///
/// ```text
/// let session = client.items().id(id).create_upload_session(&Default::default()).await?;
/// let mut upload = UploadSession::new(&client, session.upload_url.as_deref().unwrap_or_default(), length)?;
/// let item: Response<Option<DriveItem>> = upload.send(Body::stream(file, length)).await?;
/// ```
///
/// The address is a secret that gives the right to write by itself, on whatever host. So nothing else goes there: no
/// credentials, no headers that were set on the client, and hooks do not see it; errors and spans show its host alone.
///
/// A piece that broke off is sent again from where the service says that it has come, as often as the client's retries
/// allow. After an error [`next`](Self::next) says where to go on, with this session or with a new value of it in another
/// process, after [`ask`](Self::ask).
#[must_use = "nothing is sent before a body is"]
pub struct UploadSession {
    client: Client,
    url: http::Uri,
    length: u64,
    next: u64,
    piece: usize,
    options: CallOptions,
    told: Option<Progress>,
}

/// What the service says of a piece.
enum Outcome {
    /// It wants more, from this byte.
    More(u64),
    /// It has all.
    Done(Box<Answered>),
}

impl UploadSession {
    /// A session at `upload_url` for a file of so many bytes, of which the service has none.
    ///
    /// # Errors
    /// When the address is no plain `https` address, or the file is empty, which sessions do not take.
    pub fn new(client: &impl AsRef<Client>, upload_url: &str, length: u64) -> Result<Self> {
        // The address is not shown: it is a secret.
        let (url, uri) = checked(upload_url).ok_or_else(|| Error::usage("the upload URL is no web address"))?;
        if length == 0 {
            return Err(Error::usage("an upload session takes one byte at least; send an empty file by a plain PUT"));
        }
        let client = client.as_ref().alone_at(&url.origin().ascii_serialization());
        client.allowed(&uri, None)?;
        Ok(Self { client, url: uri, length, next: 0, piece: PIECE, options: CallOptions::new(), told: None })
    }

    /// Sets how many bytes go in one request, rounded down to a multiple of 320 KiB; 5 MiB unless set, and 60 MiB at most
    /// where the service is Microsoft Graph. So much memory is needed.
    pub fn piece_length(mut self, bytes: usize) -> Self {
        self.piece = (bytes / UNIT).max(1) * UNIT;
        self
    }

    /// Sets what each request may take, and how often it is tried.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Says after each piece how many bytes the service has, and of how many.
    pub fn on_progress(mut self, told: impl FnMut(u64, Option<u64>) + MaybeSend + 'static) -> Self {
        self.told = Some(Box::new(told));
        self
    }

    /// The first byte that the service does not have, as far as is known: where a body has to begin.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Asks the service how far it has come: the first byte that it does not have.
    ///
    /// # Errors
    /// As calls; 404 says that the session is over.
    pub async fn ask(&mut self) -> Result<u64> {
        let answer = self.exchange(Method::GET, None, self.options.clone()).await?;
        self.next = match wanted(answer.success()?.response.body()) {
            None => self.next,
            // It misses nothing, and waits for `complete`.
            Some(ranges) if ranges.is_empty() => self.length,
            Some(ranges) => first_of(&ranges).unwrap_or(self.next),
        };
        Ok(self.next)
    }

    /// Sends the file from the byte [`next`](Self::next) on, piece by piece; a piece is taken from the body when the one
    /// before has arrived. Gives what the service made of the file; `None` where it answers without a body.
    ///
    /// # Errors
    /// As calls; when the body ends too early, or is longer than what is left of the file, as far as that is seen before
    /// the last piece is sent; when the service wants bytes again that the body no longer has.
    pub async fn send<T: Decode>(&mut self, body: impl Into<Body>) -> Result<Response<Option<T>>> {
        let answered = self.send_all(body.into()).await?;
        Self::item(answered)
    }

    /// Makes the file of what the service has, which is all of it: only for a session that was made to wait for this
    /// (`deferCommit`), where [`send`](Self::send) ends with the status 202. As any POST, it is not sent twice after an
    /// answer was lost.
    ///
    /// # Errors
    /// As calls.
    pub async fn complete<T: Decode>(&mut self) -> Result<Response<Option<T>>> {
        let answered = self.exchange(Method::POST, None, self.options.clone()).await?.success()?;
        Self::item(answered)
    }

    fn item<T: Decode>(answered: Answered) -> Result<Response<Option<T>>> {
        let (body, depth) = (answered.response.body(), JsonDepth::of(&answered.response));
        match if body.trim_ascii().is_empty() { Ok(None) } else { from_slice_within(body, depth).map(Some) } {
            Ok(value) => {
                let (parts, _) = answered.response.into_parts();
                Ok(Response { status: parts.status, headers: parts.headers, attempts: answered.attempts, value })
            }
            Err(source) => Err(answered.not_as_described(source)),
        }
    }

    /// Gives the session up; the service throws away what it has.
    ///
    /// # Errors
    /// As calls. That the session is over already is no error.
    pub async fn cancel(mut self) -> Result<()> {
        let answer = self.exchange(Method::DELETE, None, self.options.clone()).await?;
        if matches!(answer.response.status(), StatusCode::NOT_FOUND | StatusCode::GONE) {
            return Ok(());
        }
        answer.success().map(drop)
    }

    async fn send_all(&mut self, body: Body) -> Result<Answered> {
        // Such as a whole file where the service has the first half: what came of it would be another file.
        let all = self.length.saturating_sub(self.next);
        if body.length().is_some_and(|length| length > all) {
            return Err(self.broken("the body is longer than what is left of the file: send it from next() on"));
        }
        let mut held = Held { body, start: self.next, pieces: VecDeque::new(), length: 0 };
        loop {
            let left = usize::try_from(self.length.saturating_sub(self.next)).unwrap_or(usize::MAX);
            let wanted = self.piece.min(left);
            if wanted == 0 {
                return Err(self.broken(
                    "the service has all bytes, and does not say that it is done; complete() ends one that waits",
                ));
            }
            let piece = held.piece(self.next, wanted).await.map_err(|error| self.failed(error))?;
            if wanted == left && held.length > wanted {
                return Err(self.broken("the body is longer than what is left of the file: send it from next() on"));
            }
            let outcome = self.put(piece).await?;
            let arrived = match &outcome {
                Outcome::More(next) => *next,
                Outcome::Done(_) => self.length,
            };
            self.next = arrived;
            if let Some(told) = &mut self.told {
                told(arrived, Some(self.length));
            }
            if let Outcome::Done(answer) = outcome {
                return Ok(*answer);
            }
        }
    }

    /// Sends a piece until the service has some of it.
    async fn put(&mut self, piece: Bytes) -> Result<Outcome> {
        let (policy, mut attempts) = (self.options.policy(self.client.retries()), Attempts::default());
        let started = Instant::now();
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        let last = self.next.saturating_add(length).saturating_sub(1);
        let range = format!("bytes {}-{last}/{}", self.next, self.length);
        // An attempt that never had a place has sent nothing.
        let mut made = 0_u32;
        loop {
            attempts.begin();
            // What arrived of a piece that broke off is asked for, so it is never sent again blindly.
            let once = self.options.clone().retries(RetryPolicy::none());
            let sent = self.exchange(Method::PUT, Some((&range, piece.clone())), once).await;
            made = made.saturating_add(sent.as_ref().map_or_else(Error::attempts, |answered| answered.attempts));
            let (failure, error) = match sent {
                Ok(mut answered) if answered.response.status().is_success() => {
                    let all = last.saturating_add(1) >= self.length;
                    match expected(answered.response.body()) {
                        None if all => {
                            answered.attempts = made;
                            return Ok(Outcome::Done(Box::new(answered)));
                        }
                        None => return Ok(Outcome::More(last.saturating_add(1))),
                        Some(next) if next != self.next => return Ok(Outcome::More(next)),
                        Some(_) => {
                            let text = "the service does not take the piece";
                            (Failure::Transport(TransportErrorKind::Interrupted), self.broken(text))
                        }
                    }
                }
                Ok(answered) => {
                    let retry_after = crate::status::retry_after_of(answered.response.headers());
                    let status = match answered.response.status() {
                        // The service has the range already: it will say which one it wants.
                        StatusCode::RANGE_NOT_SATISFIABLE => StatusCode::REQUEST_TIMEOUT,
                        status => status,
                    };
                    (Failure::Status(status, retry_after), answered.not_a_success())
                }
                Err(error) => match &error {
                    Error::Transport(failed) | Error::Timeout(failed) => {
                        (Failure::Transport(failed.source.kind()), error)
                    }
                    _ => return Err(tried(error, made)),
                },
            };
            let Some(wait) = attempts.wait(policy, &Method::PUT, failure, started.elapsed()) else {
                return Err(tried(error, made));
            };
            self.client.transport()?.sleep(wait).await;
            let before = self.next;
            match self.ask().await {
                Ok(next) if next != before => return Ok(Outcome::More(next)),
                Ok(_) => {}
                // A session that is over by now was over, or done, by the piece.
                Err(_) => return Err(tried(error, made)),
            }
        }
    }

    fn exchange_of(&self, options: CallOptions) -> Exchange {
        Exchange { options: Some(Box::new(options)), secret_path: true, ..Exchange::default() }
    }

    /// Of its own alone, as what it tells its progress to may not be shared between threads.
    async fn exchange(
        &mut self,
        method: Method,
        piece: Option<(&str, Bytes)>,
        options: CallOptions,
    ) -> Result<Answered> {
        let mut request = http::Request::new(Body::default());
        *request.method_mut() = method;
        *request.uri_mut() = self.url.clone();
        *request.headers_mut() = self.client.headers().clone();
        if let Some((range, bytes)) = piece {
            let range = HeaderValue::from_str(range).map_err(|_| Error::usage("the range is no header"))?;
            request.headers_mut().insert(header::CONTENT_RANGE, range);
            request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
            *request.body_mut() = bytes.into();
        }
        let exchange = self.exchange_of(options);
        let uri = exchange.visible(&self.url).into_owned();
        let answered = run(Running::new(&self.client, request, exchange)).await?;
        Ok(Answered { uri, ..answered })
    }

    /// An error of which nothing was sent, as far as is known here.
    fn failed(&self, source: TransportError) -> Error {
        let exchange = self.exchange_of(CallOptions::new());
        failed(source, &Method::PUT, &exchange.visible(&self.url), usize::MAX, 0)
    }

    fn broken(&self, text: &'static str) -> Error {
        self.failed(TransportError::new(TransportErrorKind::Request, text))
    }
}

/// An error with the number of attempts.
fn tried(mut error: Error, attempts: u32) -> Error {
    match &mut error {
        Error::Status(error) => error.attempts = attempts,
        Error::Transport(error) | Error::Timeout(error) => error.attempts = attempts,
        Error::TooLarge(error) => error.attempts = attempts,
        _ => {}
    }
    error
}

/// The ranges that the service wants: `{"nextExpectedRanges": ["12345-55232", "77829-"]}`. Some services write the name with
/// a capital.
fn wanted(body: &[u8]) -> Option<Vec<String>> {
    let mut members = from_slice::<Map<Json>>(body).ok()?;
    let ranges = members.shift_remove("nextExpectedRanges").or_else(|| members.shift_remove("NextExpectedRanges"))?;
    ranges.parse::<Vec<String>>().ok()
}

/// The first byte that the service wants.
fn expected(body: &[u8]) -> Option<u64> {
    first_of(&wanted(body)?)
}

fn first_of(ranges: &[String]) -> Option<u64> {
    ranges.iter().filter_map(|range| range.split('-').next()?.trim().parse().ok()).min()
}

/// The body, and what was read of it and may be wanted again: one piece at most.
struct Held {
    body: Body,
    /// Where in the file the first of the pieces begins.
    start: u64,
    pieces: VecDeque<Bytes>,
    length: usize,
}

impl Held {
    /// The bytes from `next` on, so many as are wanted.
    async fn piece(&mut self, next: u64, wanted: usize) -> Result<Bytes, TransportError> {
        let wrong = |text: &'static str| TransportError::new(TransportErrorKind::Request, text);
        let mut skipped = next.checked_sub(self.start).ok_or_else(|| {
            wrong("the service wants bytes again that are no longer at hand: send the body from next() on")
        })?;
        self.start = next;
        while skipped > 0 {
            let Some(mut first) = self.next_piece().await? else {
                return Err(wrong("the body is shorter than the session's length"));
            };
            let off = usize::try_from(skipped).unwrap_or(usize::MAX).min(first.len());
            skipped -= u64::try_from(off).unwrap_or(skipped);
            let rest = first.split_off(off);
            if !rest.is_empty() {
                self.length += rest.len();
                self.pieces.push_front(rest);
            }
        }
        while self.length < wanted {
            let Some(piece) = self.body.try_next().await? else {
                return Err(wrong("the body is shorter than the session's length"));
            };
            self.length += piece.len();
            self.pieces.push_back(piece);
        }
        // What goes beyond the wanted end stays for the next piece; all of it stays until the service has it. A file that is
        // at hand is one piece, and is not copied.
        let first = self.pieces.pop_front().unwrap_or_default();
        if first.len() >= wanted {
            self.pieces.push_front(first.clone());
            return Ok(first.slice(..wanted));
        }
        let mut all = Vec::with_capacity(self.length);
        all.extend_from_slice(&first);
        self.pieces.drain(..).for_each(|piece| all.extend_from_slice(&piece));
        let all = Bytes::from(all);
        self.pieces.push_back(all.clone());
        Ok(all.slice(..wanted))
    }

    async fn next_piece(&mut self) -> Result<Option<Bytes>, TransportError> {
        match self.pieces.pop_front() {
            Some(piece) => {
                self.length -= piece.len();
                Ok(Some(piece))
            }
            None => self.body.try_next().await,
        }
    }
}

/// How far it is; the address is a secret.
impl fmt::Debug for UploadSession {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "UploadSession({} of {} bytes)", self.next, self.length)
    }
}
