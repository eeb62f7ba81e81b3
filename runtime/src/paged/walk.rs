//! From page to page, whatever the items are: this code exists once, not for every type.

use std::ops::Range;
use std::task::{Context, Poll};

use super::link;
use super::pointer::{elements, find, is_whole, scalar};
use super::rule::{Next, Paging};
use crate::address::Origin;
use crate::bounds::BoxFuture;
use crate::call::Parts;
use crate::client::Client;
use crate::error::{Error, PagingError, Result};
use crate::exchange::Answered;
use crate::limits::JsonDepth;
use crate::page::resolved;
use crate::paging::Seen;
use crate::{Bytes, DecodeResult};

/// An answer, and where its items stand in it.
pub(super) struct Answer {
    pub(super) answered: Answered,
    /// The bytes of the list; empty when there is none.
    pub(super) items: Range<usize>,
    /// How deep they may nest.
    pub(super) depth: usize,
    pub(super) total: Option<u64>,
}

pub(super) struct Walk<'c> {
    client: &'c Client,
    accept: &'static str,
    paging: Paging,
    /// What the first request was made of; the next ones repeat it.
    parts: Parts,
    state: State<'c>,
    /// Links and cursors that were followed.
    seen: Seen,
    /// Items before the next page, or its number.
    position: u64,
    items: u64,
    pages: usize,
    limit: usize,
}

enum State<'c> {
    Ready(Box<Parts>),
    Waiting {
        future: BoxFuture<'c, Result<Answered>>,
        own: Option<Origin>,
    },
    /// The next thing to say, after a page that was good.
    Failed(Error),
    Done,
}

impl<'c> Walk<'c> {
    pub(super) fn new(client: &'c Client, accept: &'static str, parts: Parts, paging: Paging) -> Self {
        let position = match paging.next {
            Next::Offset { parameter, start } | Next::Page { parameter, start } => {
                parts.query_value(parameter).and_then(|value| value.parse().ok()).unwrap_or(start)
            }
            Next::LinkHeader | Next::Link(_) | Next::Cursor { .. } | Next::LastItem { .. } => 0,
        };
        let limit = client.page_limit_of(parts.options.as_deref());
        let again = parts.again();
        let state = State::Ready(Box::new(parts));
        let seen = Seen::default();
        Self { client, accept, paging, parts: again, state, seen, position, items: 0, pages: 0, limit }
    }

    pub(super) fn set_limit(&mut self, pages: usize) {
        self.limit = pages;
    }

    pub(super) fn pages(&self) -> usize {
        self.pages
    }

    pub(super) fn end(&mut self) {
        self.state = State::Done;
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Answer>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Ready(parts) => {
                    if self.pages >= self.limit {
                        return Poll::Ready(Some(Err(Error::Paging(Box::new(PagingError::TooMany(self.limit))))));
                    }
                    self.pages += 1;
                    let built = parts.build(self.client, self.accept);
                    let own = built.as_ref().ok().and_then(|(_, exchange)| exchange.own.clone());
                    self.state = State::Waiting { future: self.client.answer(built), own };
                }
                State::Waiting { mut future, own } => match future.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = State::Waiting { future, own };
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(Ok(answered)) => return Poll::Ready(Some(self.answered(answered, own.as_ref()))),
                },
            }
        }
    }

    /// The page is good whatever its link is: what is wrong with that comes after it.
    fn answered(&mut self, answered: Answered, own: Option<&Origin>) -> Result<Answer> {
        let depth = JsonDepth::of(&answered.response);
        match self.look(&answered.response, depth) {
            Ok(look) => {
                let (items, total) = (look.items.clone(), look.total);
                self.state = self.after(look, &answered.uri, own);
                let depth = depth.saturating_sub(self.paging.items.split('/').skip(1).count());
                Ok(Answer { answered, items, depth, total })
            }
            Err(source) => Err(answered.not_as_described(source)),
        }
    }

    /// Reads of an answer what leads on.
    fn look(&self, response: &http::Response<Bytes>, depth: usize) -> DecodeResult<Look> {
        let body: &[u8] = response.body();
        // An answer without content is a page without items, and the last.
        if body.trim_ascii().is_empty() {
            return Ok(Look { items: 0..0, count: 0, next: link::next(response.headers()), total: None, ended: false });
        }
        is_whole(body, depth, self.paging.items)?;
        let items = find(body, self.paging.items)?.unwrap_or(0..0);
        let list = body.get(items.clone()).unwrap_or_default();
        let elements = if list.is_empty() { Vec::new() } else { elements(list)? };
        let next = match self.paging.next {
            Next::LinkHeader => link::next(response.headers()),
            Next::Link(pointer) | Next::Cursor { pointer, .. } => scalar(body, pointer)?,
            Next::LastItem { pointer, .. } => {
                let last = elements.last().and_then(|last| list.get(last.clone()));
                last.map_or(Ok(None), |last| scalar(last, pointer))?
            }
            Next::Offset { .. } | Next::Page { .. } => None,
        };
        let read = |pointer: Option<&str>| pointer.map_or(Ok(None), |pointer| scalar(body, pointer));
        let ended = read(self.paging.has_more)?.is_some_and(|more| more == "false" || more == "0");
        let total = read(self.paging.total)?.and_then(|total| total.parse().ok());
        Ok(Look { items, count: elements.len() as u64, next, total, ended })
    }

    fn after(&mut self, look: Look, uri: &http::Uri, own: Option<&Origin>) -> State<'c> {
        self.items += look.count;
        if look.ended {
            return State::Done;
        }
        match self.paging.next {
            Next::LinkHeader | Next::Link(_) => {
                let Some(link) = look.next else { return State::Done };
                self.seen.once(&link).and_then(|()| self.follow(&link, uri, own)).map_or_else(State::Failed, ready)
            }
            Next::Cursor { parameter, .. } | Next::LastItem { parameter, .. } => {
                let Some(cursor) = look.next else { return State::Done };
                self.seen.once(&cursor).map_or_else(State::Failed, |()| ready(self.with(parameter, &cursor)))
            }
            Next::Offset { parameter, .. } | Next::Page { parameter, .. } => {
                let counts_items = matches!(self.paging.next, Next::Offset { .. });
                self.position = self.position.saturating_add(if counts_items { look.count } else { 1 });
                let before = if counts_items { self.position } else { self.items };
                if look.count == 0 || look.total.is_some_and(|total| before >= total) {
                    return State::Done;
                }
                ready(self.with(parameter, &self.position.to_string()))
            }
        }
    }

    fn with(&self, parameter: &str, value: &str) -> Parts {
        let mut parts = self.parts.again();
        parts.replace_query(parameter, value);
        parts
    }

    /// Credentials follow a link only where they may go: to the base URL's origin, the operation's own, and those the
    /// user trusts. A relative link is one from the page it stands on.
    fn follow(&self, link: &str, from: &http::Uri, own: Option<&Origin>) -> Result<Parts> {
        let uri = resolved(self.client, link, &from.to_string(), own)?;
        Ok(self.parts.following(uri))
    }
}

fn ready<'c>(parts: Parts) -> State<'c> {
    State::Ready(Box::new(parts))
}

/// What of an answer leads on.
struct Look {
    items: Range<usize>,
    count: u64,
    next: Option<String>,
    total: Option<u64>,
    ended: bool,
}
