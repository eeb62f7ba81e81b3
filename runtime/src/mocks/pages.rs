//! Lists that are answered in pages.

use http::{StatusCode, header};

use super::{Answer, Given, Mock, MockServer, template};
use crate::Encode;
use crate::odata::Change;
use crate::page::Page;

impl<T: Encode> Given<Page<T>> {
    /// Answers a list that has one page.
    pub fn answers_items(self, items: impl Into<Vec<T>>) -> Mock {
        self.answers(&Page { value: items.into(), ..Page::default() })
    }

    /// Answers a list in pages, each of which leads to the next: a mock for each of them, all to be mounted.
    #[must_use = "mocks are to be mounted"]
    pub fn answers_pages(self, server: &MockServer, pages: impl IntoIterator<Item = Vec<T>>) -> Vec<Mock> {
        self.linked(server, pages, None)
    }

    fn linked(
        self,
        server: &MockServer,
        pages: impl IntoIterator<Item = Vec<T>>,
        delta_link: Option<String>,
    ) -> Vec<Mock> {
        let page = |items, next_link: Option<String>| {
            let delta_link = delta_link.clone().filter(|_| next_link.is_none());
            (Page { value: items, next_link, delta_link, ..Page::default() }, None)
        };
        self.one_after_another(server, pages, page)
    }
}

impl<T: Encode> Given<Page<Change<T>>> {
    /// Answers changes in pages as [`answers_pages`](Self::answers_pages) does; the last says where the changes after
    /// them can be asked for. That link comes beside the mocks, for a mock of the next round:
    /// `given(client.users().delta().since(&link))`. The token tells rounds apart.
    pub fn answers_changes(
        self,
        server: &MockServer,
        token: &str,
        pages: impl IntoIterator<Item = Vec<Change<T>>>,
    ) -> (Vec<Mock>, String) {
        let link = self.matcher.round(&server.uri(), token);
        (self.linked(server, pages, Some(link.clone())), link)
    }
}

impl<T: Answer> Given<T> {
    /// Answers a list in pages, each of which leads to the next by a header `Link` (RFC 8288): a mock for each of them,
    /// all to be mounted.
    #[must_use = "mocks are to be mounted"]
    pub fn answers_linked_pages(self, server: &MockServer, pages: impl IntoIterator<Item = T>) -> Vec<Mock> {
        self.one_after_another(server, pages, |page, next| (page, next))
    }
}

impl<T> Given<T> {
    /// A mock for each page; `page` makes the answer of what is on it and of the next one's address, and says what
    /// address is to stand in the header.
    fn one_after_another<I, V: Answer>(
        self,
        server: &MockServer,
        pages: impl IntoIterator<Item = I>,
        page: impl Fn(I, Option<String>) -> (V, Option<String>),
    ) -> Vec<Mock> {
        let mut pages = pages.into_iter().enumerate().peekable();
        let mut mocks = Vec::new();
        while let Some((index, items)) = pages.next() {
            let next = pages.peek().map(|(next, _)| self.matcher.page(&server.uri(), *next));
            let (value, link) = page(items, next);
            let (media_type, body) = value.content().written(self.accept());
            let mut response = self.completed(template(StatusCode::OK, &media_type, body));
            if let Some(link) = link {
                response = response.append_header(header::LINK, format!("<{link}>; rel=\"next\""));
            }
            let matcher = self.matcher.of_page(index);
            let name = matcher.to_string();
            mocks.push(Mock::given(matcher).respond_with(response).named(name));
        }
        mocks
    }
}
