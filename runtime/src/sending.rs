//! A call on its way.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::bounds::BoxFuture;
use crate::decode::Decoder;
use crate::download::Download;
use crate::error::Result;
use crate::exchange::Answered;

/// A call that was made: await it for its value. Dropping it gives the call up.
///
/// What is large of it is boxed by code that is the same for every value, so it is small to move, and needs no box of its
/// own.
#[must_use = "a call does nothing until it is awaited"]
pub struct Sending<'c, T> {
    /// None once it came.
    coming: Option<Coming<'c, T>>,
    decoder: Decoder<T>,
}

/// An answer that is under way.
pub(crate) enum Coming<'c, T> {
    Whole(BoxFuture<'c, Result<Answered>>),
    Open(fn(Download) -> T, BoxFuture<'static, Result<Download>>),
}

impl<'c, T> Sending<'c, T> {
    pub(crate) fn new(coming: Coming<'c, T>, decoder: Decoder<T>) -> Self {
        Self { coming: Some(coming), decoder }
    }
}

impl<T> Future for Sending<'_, T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        match &mut this.coming {
            Some(Coming::Whole(answer)) => {
                let answered = ready!(answer.as_mut().poll(context));
                // What waited makes room before the value is read.
                this.coming = None;
                let answered = answered?;
                let value = this.decoder.decode(&answered.response);
                Poll::Ready(value.map_err(|source| answered.not_as_described(source)))
            }
            Some(Coming::Open(open, download)) => {
                let value = ready!(download.as_mut().poll(context)).map(*open);
                this.coming = None;
                Poll::Ready(value)
            }
            // Nobody asks again for what was given.
            None => Poll::Pending,
        }
    }
}

/// Nothing of it: the address may hold values that are nobody's business.
impl<T> fmt::Debug for Sending<'_, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Sending")
    }
}
