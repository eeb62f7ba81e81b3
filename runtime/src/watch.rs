//! The times of a call, kept with the transport's own timer.

use std::future::poll_fn;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::bounds::BoxFuture;
use crate::clock::Instant;
use crate::payload::Body;
use crate::transport::Transport;

/// Looks at the clock while something else is waited for. The transport, whose timer it is, may be borrowed: a count of
/// those that share it would be written by every call of every thread.
pub(crate) struct Watch<T> {
    pub(crate) transport: T,
    end: Option<Instant>,
    read: Duration,
    /// When it rings, and the ringing. One timer serves both times: it is set anew when it rings too early.
    timer: Option<(Instant, BoxFuture<'static, ()>)>,
}

/// Which time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expired {
    Total,
    Read,
}

impl<T> Watch<T>
where
    T: Deref,
    T::Target: Transport,
{
    /// A watch whose whole time has no end yet.
    pub(crate) fn new(transport: T, read: Duration) -> Self {
        Self { transport, end: None, read, timer: None }
    }

    /// The same watch with the transport held in another way.
    pub(crate) fn held_by<H>(self, transport: H) -> Watch<H> {
        Watch { transport, end: self.end, read: self.read, timer: self.timer }
    }

    /// The whole time begins.
    pub(crate) fn start(&mut self, now: Instant, total: Duration) {
        self.end = now.checked_add(total);
    }

    /// What is left of the whole time.
    pub(crate) fn left(&self, now: Instant) -> Duration {
        self.end.map_or(Duration::MAX, |end| end.saturating_duration_since(now))
    }

    /// From now on there is no end of the whole time.
    pub(crate) fn open_end(&mut self) {
        self.end = None;
    }

    /// Waits, if there is so much time.
    pub(crate) async fn sleep(&mut self, time: Duration) -> Result<(), Expired> {
        let sleep = self.transport.sleep(time);
        self.total(sleep).await
    }

    /// Waits for `future` within the whole time. No async function, as the next: those keep twice what they are given.
    pub(crate) fn total<F: Future + Unpin>(
        &mut self,
        mut future: F,
    ) -> impl Future<Output = Result<F::Output, Expired>> {
        poll_fn(move |context| match Pin::new(&mut future).poll(context) {
            Poll::Ready(output) => Poll::Ready(Ok(output)),
            Poll::Pending => self.poll_expired(context, None).map(Err),
        })
    }

    /// Waits for `future` within the whole time and the time between signs of life, of which `alive` gives the last.
    pub(crate) fn alive<F: Future + Unpin>(
        &mut self,
        alive: impl Fn() -> Instant,
        mut future: F,
    ) -> impl Future<Output = Result<F::Output, Expired>> {
        poll_fn(move |context| match Pin::new(&mut future).poll(context) {
            Poll::Ready(output) => Poll::Ready(Ok(output)),
            Poll::Pending => self.poll_expired(context, Some(alive())).map(Err),
        })
    }

    /// Whether a time is over; `since` is the last sign of life, if one is waited for.
    pub(crate) fn poll_expired(&mut self, context: &mut Context<'_>, since: Option<Instant>) -> Poll<Expired> {
        loop {
            let silence = since.and_then(|since| since.checked_add(self.read));
            let due = match (self.end, silence) {
                (None, None) => return Poll::Pending,
                (Some(due), None) | (None, Some(due)) => due,
                (Some(end), Some(silence)) => end.min(silence),
            };
            // As long as a timer that rings in time does not ring, nobody need look at the clock.
            if let Some((rings, timer)) = &mut self.timer
                && *rings <= due
            {
                ready!(timer.as_mut().poll(context));
            }
            let now = Instant::now();
            if due <= now {
                self.timer = None;
                let expired = if self.end == Some(due) { Expired::Total } else { Expired::Read };
                return Poll::Ready(expired);
            }
            self.timer = Some((due, self.transport.sleep(due.saturating_duration_since(now))));
        }
    }
}

/// A body at hand that is longer than this goes out in pieces: a slow network takes its time, and each piece is a sign of
/// life.
const LONG: usize = 256 * 1024;

/// A body, and if it goes out in pieces, how long after the start the transport last took one, in milliseconds.
pub(crate) fn signs_of_life(body: Body, started: Instant) -> (Body, Option<Arc<AtomicU64>>) {
    // What browsers send has to be at hand.
    let is_long = |bytes: &crate::Bytes| cfg!(not(target_arch = "wasm32")) && bytes.len() > LONG;
    let taken = body.as_bytes().is_none_or(is_long).then(|| Arc::new(AtomicU64::new(0)));
    let body = match taken.clone() {
        None => body,
        Some(taken) => body.with_progress(move |_, _| {
            let since = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            taken.store(since, Ordering::Relaxed);
        }),
    };
    (body, taken)
}

/// When a body was last alive: at the start, or when the transport last took a piece.
pub(crate) fn last_sign(taken: Option<&AtomicU64>, started: Instant) -> Instant {
    let since = taken.map_or(0, |taken| taken.load(Ordering::Relaxed));
    started.checked_add(Duration::from_millis(since)).unwrap_or(started)
}
