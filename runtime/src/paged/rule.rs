//! How the pages of a list follow each other.

/// How one answer leads to the next. Pointers are JSON pointers (RFC 6901) into the answer; the empty one is the whole.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    pub(super) items: &'static str,
    pub(super) next: Next,
    pub(super) has_more: Option<&'static str>,
    pub(super) total: Option<&'static str>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Next {
    /// The `Link` header with `rel="next"` (RFC 8288).
    LinkHeader,
    /// An address in the answer.
    Link(&'static str),
    /// A text in the answer that becomes a query parameter.
    Cursor { parameter: &'static str, pointer: &'static str },
    /// The same, but in the last item.
    LastItem { parameter: &'static str, pointer: &'static str },
    /// A query parameter that counts the items before the page.
    Offset { parameter: &'static str, start: u64 },
    /// A query parameter that counts the pages.
    Page { parameter: &'static str, start: u64 },
}

impl Paging {
    const fn new(items: &'static str, next: Next) -> Self {
        Self { items, next, has_more: None, total: None }
    }

    /// The next page is where the `Link` header with `rel="next"` leads (RFC 8288).
    #[must_use]
    pub const fn link_header(items: &'static str) -> Self {
        Self::new(items, Next::LinkHeader)
    }

    /// The next page is where the address at a pointer leads.
    #[must_use]
    pub const fn next_link(items: &'static str, pointer: &'static str) -> Self {
        Self::new(items, Next::Link(pointer))
    }

    /// The next page is asked for with what stands at a pointer, as a query parameter.
    #[must_use]
    pub const fn cursor(items: &'static str, parameter: &'static str, pointer: &'static str) -> Self {
        Self::new(items, Next::Cursor { parameter, pointer })
    }

    /// The next page is asked for with what stands at a pointer in the last item, as a query parameter.
    #[must_use]
    pub const fn last_item(items: &'static str, parameter: &'static str, pointer: &'static str) -> Self {
        Self::new(items, Next::LastItem { parameter, pointer })
    }

    /// The next page is asked for with the number of the items before it.
    #[must_use]
    pub const fn offset(items: &'static str, parameter: &'static str, start: u64) -> Self {
        Self::new(items, Next::Offset { parameter, start })
    }

    /// The next page is asked for with its own number.
    #[must_use]
    pub const fn page(items: &'static str, parameter: &'static str, start: u64) -> Self {
        Self::new(items, Next::Page { parameter, start })
    }

    /// Where the answer says whether there is more.
    #[must_use]
    pub const fn has_more(mut self, pointer: &'static str) -> Self {
        self.has_more = Some(pointer);
        self
    }

    /// Where the answer says how many items there are on all pages.
    #[must_use]
    pub const fn total(mut self, pointer: &'static str) -> Self {
        self.total = Some(pointer);
        self
    }
}
