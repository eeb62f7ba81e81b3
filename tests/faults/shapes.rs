//! The operations of the table: one of each shape.

use graph_vpp_tokens::models::VppToken;
use graph_vpp_tokens::{Client, Error};
use rest_bindgen_runtime::CallOptions;

use crate::ID;
use crate::table::LIMIT;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// All items of a list, page by page.
    List,
    Get,
    /// A POST that adds something.
    Create,
    /// A POST that does something.
    Action,
    /// A PATCH.
    Update,
    Delete,
    /// A GET whose answer is read in pieces.
    Download,
}

use Shape::{Action, Create, Delete, Download, Get, List, Update};

impl Shape {
    pub(crate) const ALL: [Self; 7] = [List, Get, Create, Action, Update, Delete, Download];

    pub(crate) fn name(self) -> &'static str {
        match self {
            List => "list",
            Get => "get",
            Create => "create",
            Action => "action",
            Update => "update",
            Delete => "delete",
            Download => "download",
        }
    }

    /// Whether the method is one that may be sent again.
    pub(crate) fn is_idempotent(self) -> bool {
        !matches!(self, Create | Action | Update)
    }

    /// The status and the body of an answer as it should be.
    pub(crate) fn good(self) -> (&'static str, &'static str) {
        match self {
            List => ("200 OK", r#"{"value":[{"id":"a"},{"id":"b"}]}"#),
            Create => ("201 Created", r#"{"id":"a","displayName":"b"}"#),
            Get | Action | Update | Download => ("200 OK", r#"{"id":"a","displayName":"b"}"#),
            Delete => ("200 OK", ""),
        }
    }

    /// Makes the call.
    pub(crate) async fn call(self, client: &Client) -> Result<(), Error> {
        let tokens = client.vpp_tokens();
        match self {
            List => tokens.list().stream().try_collect().await.map(drop),
            Get => tokens.get(ID).await.map(drop),
            Create => tokens.create(&VppToken::default()).await.map(drop),
            Action => tokens.sync_licenses(ID).await.map(drop),
            Update => tokens.update(ID, &VppToken::default()).await.map(drop),
            Delete => tokens.delete(ID).await,
            Download => {
                let options = CallOptions::new().response_limit(LIMIT);
                let mut download = tokens.get(ID).options(options).into_call().download().await?;
                while download.try_next().await?.is_some() {}
                Ok(())
            }
        }
    }
}
