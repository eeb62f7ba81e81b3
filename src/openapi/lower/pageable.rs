//! `x-ms-pageable`: where the items of a page are, and the link to the next.

use super::context::Lower;
use crate::{
    model::paging::{NextPage, Paging},
    openapi::cursor::At,
    source::escape_token,
};

impl<'a> Lower<'a, '_> {
    /// What an Operation Object says of its pages. Without a name for the link there is only one. A page of OData says
    /// all of that itself.
    pub(super) fn pageable(&mut self, operation: At<'a>) -> Option<Paging> {
        let at = operation.get("x-ms-pageable").filter(|_| !self.is_odata())?;
        if let Some(name) = at.text("operationName") {
            // The link is whole in all services known: following it needs no other operation.
            self.remark(format!("`operationName: {name}` of `x-ms-pageable`"), at);
        }
        let pointer = |name: &str| format!("/{}", escape_token(name));
        let next = at.text("nextLinkName").filter(|name| !name.is_empty())?;
        let items = at.text("itemName").unwrap_or("value");
        Some(Paging::new(pointer(items), NextPage::Link { pointer: pointer(next) }))
    }
}
