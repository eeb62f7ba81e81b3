//! Pages that the description does not speak of.

use serde::Deserialize;

use super::entry::Entry;

/// How the pages of some operations follow each other. Pointers are JSON pointers into the answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pagination {
    /// Selectors of the operations; those that do not fit are left as they are.
    pub operations: Vec<Entry<String>>,
    /// What leads to the next page.
    pub style: Entry<PaginationStyle>,
    /// Where the items stand; left out when the answer is the list.
    #[serde(default)]
    pub items: String,
    /// The query parameter of the styles `cursor`, `offset` and `page`.
    pub parameter: Option<String>,
    /// Where the link or cursor stands.
    pub next: Option<String>,
    /// Where the cursor stands in the last item.
    pub next_in_last_item: Option<String>,
    /// Where the answer says whether there is more.
    pub has_more: Option<String>,
    /// Where the answer says how many items there are.
    pub total: Option<String>,
    /// The value of the parameter for the first page: 0 for `offset` and 1 for `page` unless given.
    pub start: Option<u64>,
}

/// What leads to the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaginationStyle {
    /// Nothing does: the operations have no pages, whatever the description says.
    None,
    /// The `Link` header with `rel="next"` (RFC 8288).
    LinkHeader,
    /// An address in the answer.
    NextLink,
    /// A text of the answer, as a query parameter.
    Cursor,
    /// The number of items before the page, as a query parameter.
    Offset,
    /// The number of the page, as a query parameter.
    Page,
}
