//! The operations of the table: one of each shape.

use std::pin::Pin;
use std::task::{Context, Poll};

use graph_vpp_tokens::models::VppToken;
use graph_vpp_tokens::{Client, Error};
use rest_bindgen_runtime::{Body, Bytes, Call, CallOptions, Json, Method, Multipart, Paging, UploadSession, decode};

use crate::ID;
use crate::table::LIMIT;

/// Two of these are more than a service of HTTP/2 lets come without a word.
const PIECE: usize = 48 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// All items of a list, page by page.
    List,
    /// All changes of a list, page by page.
    Changes,
    /// All items of a list whose pages the `Link` header leads to.
    Linked,
    /// All items of a list that is asked for by a POST.
    Search,
    Get,
    Head,
    /// A POST that adds something.
    Create,
    /// A POST that does something.
    Action,
    /// A PUT.
    Replace,
    /// A PATCH.
    Update,
    Delete,
    /// A POST whose body has several parts.
    Form,
    /// A GET whose answer is read in pieces.
    Download,
    /// A POST whose body is sent in pieces, so that it cannot be sent again.
    Upload,
    /// A file that goes to an address of its own, piece by piece (PUT).
    Session,
    /// A GET whose answer is events, read to their end.
    Events,
    /// A GET whose answer is a value on each line, read to their end.
    Lines,
    /// A POST of several requests in one.
    Batch,
}

use Shape::{
    Action, Batch, Changes, Create, Delete, Download, Events, Form, Get, Head, Lines, Linked, List, Replace, Search,
    Session, Update, Upload,
};

impl Shape {
    pub(crate) const ALL: [Self; 18] = [
        List, Changes, Linked, Search, Get, Head, Create, Action, Replace, Update, Delete, Form, Download, Upload,
        Session, Events, Lines, Batch,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            List => "list",
            Changes => "changes",
            Linked => "linked",
            Search => "search",
            Get => "get",
            Head => "head",
            Create => "create",
            Action => "action",
            Replace => "replace",
            Update => "update",
            Delete => "delete",
            Form => "form",
            Download => "download",
            Upload => "upload",
            Session => "session",
            Events => "events",
            Lines => "lines",
            Batch => "batch",
        }
    }

    /// Whether the method is one that may be sent again.
    pub(crate) fn is_idempotent(self) -> bool {
        !matches!(self, Search | Create | Action | Update | Form | Upload | Batch)
    }

    /// The status and the body of an answer as it should be.
    pub(crate) fn good(self) -> (&'static str, &'static str) {
        match self {
            List | Changes | Search => ("200 OK", r#"{"value":[{"id":"a"},{"id":"b"}]}"#),
            Linked => ("200 OK", r#"[{"id":"a"},{"id":"b"}]"#),
            Create | Form | Session => ("201 Created", r#"{"id":"a","displayName":"b"}"#),
            Get | Action | Replace | Update | Download | Upload => ("200 OK", r#"{"id":"a","displayName":"b"}"#),
            Events => ("200 OK", "data: {\"id\":\"a\"}\n\ndata: [DONE]\n\n"),
            Lines => ("200 OK", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n"),
            Batch => ("200 OK", r#"{"responses":[{"id":"1","status":200,"body":{"id":"a"}}]}"#),
            Head | Delete => ("200 OK", ""),
        }
    }

    /// Makes the call.
    pub(crate) async fn call(self, client: &Client) -> Result<(), Error> {
        let (tokens, core) = (client.vpp_tokens(), client.core());
        let pieces = || Pieces([Bytes::from_static(&[b'x'; PIECE]), Bytes::from_static(&[b'y'; PIECE])].into());
        match self {
            List => tokens.list().stream().try_collect().await.map(drop),
            Changes => tokens.list().changes().try_collect().await.map(drop),
            Linked => {
                let call = Call::new(core, Method::GET, decode::json::<Json>).path("/linked");
                call.paged::<VppToken>(Paging::link_header("")).stream().try_collect().await.map(drop)
            }
            Search => {
                let call = Call::new(core, Method::POST, decode::json::<Json>).path("/search").json(&Json::string("a"));
                let paging = Paging::next_link("/value", "/@odata.nextLink");
                call.paged::<VppToken>(paging).stream().try_collect().await.map(drop)
            }
            Get => tokens.get(ID).await.map(drop),
            Head => Call::new(core, Method::HEAD, decode::empty).path("/there").await,
            Create => tokens.create(&VppToken::default()).await.map(drop),
            Action => tokens.sync_licenses(ID).await.map(drop),
            Replace => {
                let call = Call::new(core, Method::PUT, decode::entity::<VppToken>).path("/replace");
                call.json(&VppToken::default()).await.map(drop)
            }
            Update => tokens.update(ID, &VppToken::default()).await.map(drop),
            Delete => tokens.delete(ID).await,
            Form => {
                let parts = Multipart::new().text("name", "a").file("file", "b.txt", "text/plain", "some bytes");
                let call = Call::new(core, Method::POST, decode::entity::<VppToken>).path("/form");
                call.multipart("multipart/form-data", parts).await.map(drop)
            }
            Download => {
                let mut download = tokens.get(ID).options(limited()).into_call().download().await?;
                while download.try_next().await?.is_some() {}
                Ok(())
            }
            Upload => {
                let body = Body::stream(pieces(), 2 * PIECE as u64);
                tokens.sync_licenses(ID).upload("application/octet-stream", body).await.map(drop)
            }
            Session => {
                let url = format!("{}/session", core.base_url()?);
                let mut session = UploadSession::new(client, &url, 2 * PIECE as u64)?;
                session.send::<VppToken>(Body::stream(pieces(), 2 * PIECE as u64)).await.map(drop)
            }
            Events => {
                let call = Call::new(core, Method::GET, decode::events::<VppToken>).path("/events");
                let mut events = call.options(limited()).await?;
                while events.try_next().await?.is_some() {}
                Ok(())
            }
            Lines => {
                let call = Call::new(core, Method::GET, decode::json_lines::<VppToken>).path("/lines");
                let mut lines = call.options(limited()).await?;
                while lines.try_next().await?.is_some() {}
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

/// What is read in pieces has no greatest length unless one is set.
fn limited() -> CallOptions {
    CallOptions::new().response_limit(LIMIT)
}

/// Pieces of a body.
struct Pieces(std::collections::VecDeque<Bytes>);

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}
