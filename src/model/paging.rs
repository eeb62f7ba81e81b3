//! Pages outside OData: how one answer of an operation leads to the next.

use super::types::{Item, Type};

/// How the pages of an operation follow each other. Pointers are JSON pointers into the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// Where the items stand; empty when the answer is the list.
    pub items: String,
    /// What an item is; decided by the pass `paging`.
    pub item: Item,
    /// What leads to the next page.
    pub next: NextPage,
    /// Where the answer says whether there is more.
    pub has_more: Option<String>,
    /// Where the answer says how many items there are on all pages.
    pub total: Option<String>,
}

/// What leads from one page to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// The `Link` header with `rel="next"` (RFC 8288).
    LinkHeader,
    /// An address in the answer.
    Link {
        /// Where it stands.
        pointer: String,
    },
    /// A text in the answer that becomes a query parameter.
    Cursor {
        /// The parameter.
        parameter: String,
        /// Where the text stands.
        pointer: String,
    },
    /// The same, but in the last item.
    LastItem {
        /// The parameter.
        parameter: String,
        /// Where the text stands in the item.
        pointer: String,
    },
    /// A query parameter that counts the items before the page.
    Offset {
        /// The parameter.
        parameter: String,
        /// Its value for the first page.
        start: u64,
    },
    /// A query parameter that counts the pages.
    Page {
        /// The parameter.
        parameter: String,
        /// Its value for the first page.
        start: u64,
    },
}

impl Paging {
    /// Pages of which the item is still to be found.
    pub fn new(items: impl Into<String>, next: NextPage) -> Self {
        Self { items: items.into(), item: Item::of(Type::Any), next, has_more: None, total: None }
    }

    /// In words, for the dump and for docs.
    pub fn shown(&self) -> String {
        match &self.next {
            NextPage::LinkHeader => "the `Link` header".to_owned(),
            NextPage::Link { pointer } => format!("the link at `{pointer}`"),
            NextPage::Cursor { parameter, pointer } => format!("`{parameter}` from `{pointer}`"),
            NextPage::LastItem { parameter, pointer } => format!("`{parameter}` from `{pointer}` of the last item"),
            NextPage::Offset { parameter, .. } => format!("`{parameter}`, which counts items"),
            NextPage::Page { parameter, .. } => format!("`{parameter}`, which counts pages"),
        }
    }
}
