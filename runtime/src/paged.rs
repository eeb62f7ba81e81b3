//! Lists whose pages follow each other in the way of one service, outside OData.

mod link;
mod pointer;
mod rule;
mod walk;

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use http::HeaderMap;

use crate::call::{Call, Prepared, Response};
use crate::error::Result;
use crate::json::from_slice_within;
use crate::limits::CallOptions;
use crate::paging::{OneByOne, Pages};
use crate::retry::RetryPolicy;
use crate::sending::Sending;
use crate::{Bytes, Decode, ToText};
pub use rule::Paging;
use walk::{Answer, Walk};

/// A call for a list that comes in pages. Awaiting it gives the first answer whole; [`stream`](Self::stream) gives the
/// items of all pages.
#[must_use = "a call does nothing until it is awaited"]
pub struct Paged<'c, T, I> {
    call: Call<'c, T>,
    paging: Paging,
    item: PhantomData<fn() -> I>,
}

impl<'c, T> Call<'c, T> {
    /// This call with the pages that follow its answer, whose items are `I`.
    #[inline]
    pub fn paged<I>(self, paging: Paging) -> Paged<'c, T, I> {
        Paged { call: self, paging, item: PhantomData }
    }
}

impl<'c, T, I> Paged<'c, T, I> {
    fn map(self, change: impl FnOnce(Call<'c, T>) -> Call<'c, T>) -> Self {
        Self { call: change(self.call), ..self }
    }

    /// Adds a parameter to the query of the first request.
    pub fn query(self, name: &str, value: &(impl ToText + ?Sized)) -> Self {
        self.map(|call| call.query(name, value))
    }

    /// Sets a header, on the requests of all pages.
    pub fn header(self, name: &str, value: &(impl ToText + ?Sized)) -> Self {
        self.map(|call| call.header(name, value))
    }

    /// Sets the time allowed for all of this call, or for each page of a list, instead of the client's.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|call| call.timeout(timeout))
    }

    /// Sets how failed requests are sent again, instead of the client's policy.
    pub fn retries(self, policy: RetryPolicy) -> Self {
        self.map(|call| call.retries(policy))
    }

    /// Does what these options say otherwise than the client, on the requests of all pages.
    pub fn options(self, options: CallOptions) -> Self {
        self.map(|call| call.options(options))
    }

    /// Makes the call for the first page.
    ///
    /// # Errors
    /// As [`Error`](crate::Error) says.
    pub async fn send(self) -> Result<T> {
        self.call.send().await
    }

    /// Makes the call for the first page and gives the answer's status and headers too.
    ///
    /// # Errors
    /// As [`Error`](crate::Error) says.
    pub async fn send_with_response(self) -> Result<Response<T>> {
        self.call.send_with_response().await
    }

    /// The first request without sending it, with the matching decoding beside it.
    ///
    /// # Errors
    /// When the call's parts make no request.
    pub fn into_http(self) -> Result<Prepared<T>> {
        self.call.into_http()
    }

    /// The call without its pages.
    pub fn into_call(self) -> Call<'c, T> {
        self.call
    }
}

impl<'c, T, I: Decode> Paged<'c, T, I> {
    /// All items, page by page as they are needed.
    pub fn stream(self) -> Items<'c, I> {
        Items(OneByOne::new(self.pages()))
    }

    /// All pages.
    pub fn pages(self) -> Batches<'c, I> {
        let (client, decoder, parts) = self.call.into_parts();
        Batches { walk: Walk::new(client, decoder.accept(), parts, self.paging), total: None, item: PhantomData }
    }
}

impl<'c, T, I> IntoFuture for Paged<'c, T, I> {
    type Output = Result<T>;
    type IntoFuture = Sending<'c, T>;

    fn into_future(self) -> Self::IntoFuture {
        self.call.into_future()
    }
}

/// The method, and what is known of the path; no values.
impl<T, I> fmt::Debug for Paged<'_, T, I> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Paged({:?})", self.call)
    }
}

/// One page of a list, in whatever form the service answers it.
#[derive(Clone)]
pub struct Batch<T> {
    /// The items of this page. A list that the service leaves out is empty.
    pub items: Vec<T>,
    /// How many items there are on all pages, where the service says so.
    pub total: Option<u64>,
    /// The answer's headers.
    pub headers: HeaderMap,
    /// The answer's whole body.
    pub body: Bytes,
}

/// Without the body and the header values, which may hold tokens.
impl<T: fmt::Debug> fmt::Debug for Batch<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Batch").field("items", &self.items).field("total", &self.total).finish_non_exhaustive()
    }
}

/// The pages of a list, one after the other. Use [`try_next`](Self::try_next), or the [`Stream`] it is.
#[must_use = "no page is asked for until the stream is"]
pub struct Batches<'c, T> {
    walk: Walk<'c>,
    /// How many items there are on all pages, as the first page that says it has it.
    total: Option<u64>,
    item: PhantomData<fn() -> T>,
}

impl<T: Decode> Batches<'_, T> {
    /// Sets after how many pages the stream ends with an error, instead of the client's limit.
    pub fn page_limit(mut self, pages: usize) -> Self {
        self.walk.set_limit(pages);
        self
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// As calls, and when the pages do not come to an end or lead to a foreign origin. After an error the stream is at
    /// its end.
    pub async fn try_next(&mut self) -> Result<Option<Batch<T>>> {
        poll_fn(|context| self.poll_batch(context)).await.transpose()
    }

    fn poll_batch(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Batch<T>>>> {
        self.walk.poll(context).map(|answer| {
            let batch = answer?.and_then(batch);
            match &batch {
                Ok(batch) => self.total = self.total.or(batch.total),
                Err(_) => self.walk.end(),
            }
            Some(batch)
        })
    }
}

fn batch<T: Decode>(answer: Answer) -> Result<Batch<T>> {
    let Answer { answered, items, depth, total } = answer;
    let read = match answered.response.body().get(items) {
        Some(items) if !items.is_empty() => {
            from_slice_within::<Option<Vec<T>>>(items, depth).map(Option::unwrap_or_default)
        }
        _ => Ok(Vec::new()),
    };
    match read {
        Ok(items) => {
            let (parts, body) = answered.response.into_parts();
            Ok(Batch { items, total, headers: parts.headers, body })
        }
        Err(source) => Err(answered.not_as_described(source)),
    }
}

impl<T: Decode> Pages for Batches<'_, T> {
    type Item = T;

    fn poll_items(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<T>>>> {
        self.poll_batch(context).map(|batch| batch.map(|batch| batch.map(|batch| batch.items)))
    }
}

impl<T> Unpin for Batches<'_, T> {}

impl<T: Decode> Stream for Batches<'_, T> {
    type Item = Result<Batch<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_batch(context)
    }
}

impl<T> fmt::Debug for Batches<'_, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Batches(page {})", self.walk.pages())
    }
}

/// The items of a list over all its pages. Use [`try_next`](Self::try_next), or the [`Stream`] it is.
#[must_use = "no page is asked for until the stream is"]
pub struct Items<'c, T: Decode>(OneByOne<Batches<'c, T>>);

impl<T: Decode> Items<'_, T> {
    /// Sets after how many pages the stream ends with an error, instead of the client's limit.
    pub fn page_limit(mut self, pages: usize) -> Self {
        self.0.pages = self.0.pages.page_limit(pages);
        self
    }

    /// The next item; `None` after the last.
    ///
    /// # Errors
    /// As [`Batches::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.0.try_next().await
    }

    /// All items that are left.
    ///
    /// # Errors
    /// As [`Batches::try_next`].
    pub async fn try_collect(self) -> Result<Vec<T>> {
        self.0.try_collect().await
    }

    /// How many items there are on all pages, where the service says so and a page was read.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.0.pages.total
    }
}

// The items are moved out one by one; none is ever pinned.
impl<T: Decode> Unpin for Items<'_, T> {}

impl<T: Decode> Stream for Items<'_, T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_item(context)
    }
}

impl<T: Decode> fmt::Debug for Items<'_, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Items({:?}, {} items at hand)", self.0.pages, self.0.at_hand())
    }
}

/// Gives a generated request, a struct with a lifetime and a `Call` in the field `call`, the pages that follow it:
/// `paged!(Name, Item, Paging)`.
#[macro_export]
macro_rules! paged {
    ($name:ident, $item:ty, $paging:expr) => {
        impl<'c> $name<'c> {
            /// All items, page by page as they are needed.
            #[inline]
            pub fn stream(self) -> $crate::Items<'c, $item> {
                self.call.paged($paging).stream()
            }

            /// All pages.
            #[inline]
            pub fn pages(self) -> $crate::Batches<'c, $item> {
                self.call.paged($paging).pages()
            }
        }
    };
}
