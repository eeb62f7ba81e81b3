//! Lists that come in pages, as streams.

mod one_by_one;
mod seen;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use http::HeaderMap;

use crate::Decode;
use crate::call::Call;
use crate::client::Client;
use crate::decode::Decoder;
use crate::error::{Error, PagingError, Result};
use crate::limits::CallOptions;
use crate::page::{Page, follow};
use crate::security::Security;
use crate::sending::Sending;
pub(crate) use one_by_one::{OneByOne, Pages};
pub(crate) use seen::Seen;

/// The pages of a list, one after the other. Use [`try_next`](Self::try_next), or the [`Stream`] it is.
#[must_use = "no page is asked for until the stream is"]
pub struct PageStream<'c, T> {
    client: &'c Client,
    decoder: Decoder<Page<T>>,
    /// What the first call had and every next one repeats.
    headers: HeaderMap,
    options: Option<Box<CallOptions>>,
    security: Option<Security>,
    state: State<'c, T>,
    seen: Seen,
    pages: usize,
    limit: usize,
    next_link: Option<String>,
    delta_link: Option<String>,
    /// How many items there are on all pages, as the first page that says it has it.
    count: Option<i64>,
}

enum State<'c, T> {
    Ready(Box<Call<'c, Page<T>>>),
    Waiting(Sending<'c, Page<T>>),
    /// The next thing to say, after a page that was good.
    Failed(Error),
    Done,
}

impl<'c, T: Decode + 'c> PageStream<'c, T> {
    pub(crate) fn new(call: Call<'c, Page<T>>) -> Self {
        let (client, decoder, parts) = call.into_parts();
        let limit = client.page_limit_of(parts.options.as_deref());
        Self {
            client,
            decoder,
            headers: parts.headers.clone(),
            options: parts.options.clone(),
            security: parts.security,
            state: State::Ready(Box::new(Call::from_parts(client, decoder, parts))),
            seen: Seen::default(),
            pages: 0,
            limit,
            next_link: None,
            delta_link: None,
            count: None,
        }
    }

    /// Sets after how many pages the stream ends with an error, instead of the client's limit.
    pub fn page_limit(mut self, pages: usize) -> Self {
        self.limit = pages;
        self
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// As calls, and when the pages do not come to an end. After an error the stream is at its end.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        poll_fn(|context| self.poll_page(context)).await.transpose()
    }

    /// Where the page stands that comes next, or could not be had: a new stream goes on there, by the list's `since`. None
    /// before the first page and after the last.
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.next_link.as_deref()
    }

    /// After the last page: where changes since can be asked for.
    #[must_use]
    pub fn delta_link(&self) -> Option<&str> {
        self.delta_link.as_deref()
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Ready(call) => {
                    if self.pages >= self.limit {
                        return Poll::Ready(Some(Err(Error::Paging(Box::new(PagingError::TooMany(self.limit))))));
                    }
                    self.pages += 1;
                    self.state = State::Waiting(call.into_future());
                }
                State::Waiting(mut future) => match Pin::new(&mut future).poll(context) {
                    Poll::Pending => {
                        self.state = State::Waiting(future);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(Ok(page)) => {
                        // The page is good whatever its link is: what is wrong with that comes after it.
                        self.state = self.after(&page);
                        return Poll::Ready(Some(Ok(page)));
                    }
                },
            }
        }
    }

    fn after(&mut self, page: &Page<T>) -> State<'c, T> {
        if page.delta_link.is_some() {
            self.delta_link.clone_from(&page.delta_link);
        }
        self.count = self.count.or(page.count);
        let next = page.following();
        self.next_link = next.map(str::to_owned);
        let Some(link) = next else { return State::Done };
        match self.seen.once(link).and_then(|()| follow(self.client, link)) {
            Ok(mut parts) => {
                parts.headers = self.headers.clone();
                parts.options.clone_from(&self.options);
                parts.security = self.security;
                State::Ready(Box::new(Call::from_parts(self.client, self.decoder, parts)))
            }
            Err(error) => State::Failed(error),
        }
    }
}

impl<'c, T: Decode + 'c> Pages for PageStream<'c, T> {
    type Item = T;

    fn poll_items(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<T>>>> {
        self.poll_page(context).map(|page| page.map(|page| page.map(|page| page.value)))
    }
}

// Nothing in it is pinned: the future it waits for is boxed.
impl<T> Unpin for PageStream<'_, T> {}

impl<'c, T: Decode + 'c> Stream for PageStream<'c, T> {
    type Item = Result<Page<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }
}

impl<T> fmt::Debug for PageStream<'_, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PageStream(page {})", self.pages)
    }
}

/// The items of a list over all its pages. Use [`try_next`](Self::try_next), or the [`Stream`] it is.
#[must_use = "no page is asked for until the stream is"]
pub struct ItemStream<'c, T: Decode + 'c>(OneByOne<PageStream<'c, T>>);

impl<'c, T: Decode + 'c> ItemStream<'c, T> {
    pub(crate) fn new(pages: PageStream<'c, T>) -> Self {
        Self(OneByOne::new(pages))
    }

    /// Sets after how many pages the stream ends with an error, instead of the client's limit.
    pub fn page_limit(mut self, pages: usize) -> Self {
        self.0.pages = self.0.pages.page_limit(pages);
        self
    }

    /// The next item; `None` after the last.
    ///
    /// # Errors
    /// As calls, and when the pages do not come to an end. After an error the stream is at its end.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.0.try_next().await
    }

    /// All items that are left.
    ///
    /// # Errors
    /// As [`Self::try_next`].
    pub async fn try_collect(self) -> Result<Vec<T>> {
        self.0.try_collect().await
    }

    /// How many items there are on all pages, if that was asked for and a page was read.
    #[must_use]
    pub fn count(&self) -> Option<i64> {
        self.0.pages.count
    }

    /// Where the page stands that comes after the items of this one, or could not be had: a new stream goes on there, by
    /// the list's `since`. None before the first page and after the last.
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.0.pages.next_link()
    }

    /// After the last item: where changes since can be asked for.
    #[must_use]
    pub fn delta_link(&self) -> Option<&str> {
        self.0.pages.delta_link()
    }
}

// The items are moved out one by one; none is ever pinned.
impl<'c, T: Decode + 'c> Unpin for ItemStream<'c, T> {}

impl<'c, T: Decode + 'c> Stream for ItemStream<'c, T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_item(context)
    }
}

impl<'c, T: Decode + 'c> fmt::Debug for ItemStream<'c, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ItemStream({:?}, {} items at hand)", self.0.pages, self.0.at_hand())
    }
}
