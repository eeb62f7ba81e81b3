//! From pages to items, whatever leads from page to page.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Context, Poll};

use crate::error::Result;

/// Pages that come one after the other.
pub(crate) trait Pages {
    type Item;

    /// The items of the next page; `None` after the last.
    fn poll_items(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<Self::Item>>>>;
}

/// The items of all pages.
pub(crate) struct OneByOne<P: Pages> {
    pub(crate) pages: P,
    items: VecDeque<P::Item>,
}

impl<P: Pages> OneByOne<P> {
    pub(crate) fn new(pages: P) -> Self {
        Self { pages, items: VecDeque::new() }
    }

    /// How many items of the last page are left.
    pub(crate) fn at_hand(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P::Item>>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match self.pages.poll_items(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(items))) => self.items = items.into(),
            }
        }
    }

    pub(crate) async fn try_next(&mut self) -> Result<Option<P::Item>> {
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    pub(crate) async fn try_collect(mut self) -> Result<Vec<P::Item>> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }
}
