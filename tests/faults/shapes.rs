//! The operations of the table: one of each shape.

use std::pin::Pin;
use std::task::{Context, Poll};

use graph_vpp_tokens::models::VppToken;
use graph_vpp_tokens::{Client, Error};
use rest_bindgen_runtime::{Body, Bytes, Call, CallOptions, Json, Method, decode};

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
    /// A POST whose body is sent in pieces, so that it cannot be sent again.
    Upload,
    /// A GET whose answer is events, read to their end.
    Events,
    /// A POST of several requests in one.
    Batch,
}

use Shape::{Action, Batch, Create, Delete, Download, Events, Get, List, Update, Upload};

impl Shape {
    pub(crate) const ALL: [Self; 10] = [List, Get, Create, Action, Update, Delete, Download, Upload, Events, Batch];

    pub(crate) fn name(self) -> &'static str {
        match self {
            List => "list",
            Get => "get",
            Create => "create",
            Action => "action",
            Update => "update",
            Delete => "delete",
            Download => "download",
            Upload => "upload",
            Events => "events",
            Batch => "batch",
        }
    }

    /// Whether the method is one that may be sent again.
    pub(crate) fn is_idempotent(self) -> bool {
        !matches!(self, Create | Action | Update | Upload | Batch)
    }

    /// The status and the body of an answer as it should be.
    pub(crate) fn good(self) -> (&'static str, &'static str) {
        match self {
            List => ("200 OK", r#"{"value":[{"id":"a"},{"id":"b"}]}"#),
            Create => ("201 Created", r#"{"id":"a","displayName":"b"}"#),
            Get | Action | Update | Download | Upload => ("200 OK", r#"{"id":"a","displayName":"b"}"#),
            Events => ("200 OK", "data: {\"id\":\"a\"}\n\ndata: [DONE]\n\n"),
            Batch => ("200 OK", r#"{"responses":[{"id":"1","status":200,"body":{"id":"a"}}]}"#),
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
            Upload => {
                let body = Body::stream(Pieces(["some ", "bytes"].map(Bytes::from).into()), 10);
                tokens.sync_licenses(ID).upload("application/octet-stream", body).await.map(drop)
            }
            Events => {
                let call = Call::new(client.core(), Method::GET, decode::events::<Json>).path("/events");
                let mut events = call.options(CallOptions::new().response_limit(LIMIT)).await?;
                while events.try_next().await?.is_some() {}
                Ok(())
            }
            Batch => {
                let mut batch = client.batch();
                let handle = batch.add(tokens.get(ID))?;
                batch.send().await?.take(handle).map(drop)
            }
        }
    }
}

/// Pieces of a body.
struct Pieces(std::collections::VecDeque<Bytes>);

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}
