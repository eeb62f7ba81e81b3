//! The runtime of clients written by rest-bindgen.
//!
//! A generated crate calls this one under the name `rt`; its user meets the client, credentials, calls, errors and
//! value types that are named here. Nothing in it depends on an async runtime unless the `reqwest` feature is on.
//!
//! | for | see |
//! |---|---|
//! | the client: where it sends, what it may take, what everyone sees | [`Client`], [`Timeouts`], [`RetryPolicy`], [`Hook`] |
//! | what one call does otherwise | [`CallOptions`], [`Call`] |
//! | who is calling | [`Bearer`], [`Basic`], [`ApiKey`], [`SecuritySchemes`], [`Credentials`] |
//! | tokens that expire | [`TokenCache`] around a [`TokenProvider`]: `ClientCredentials`, `AzureCredential` |
//! | what went wrong | [`Error`], [`StatusError`], [`ResponseError`], [`TransportFailure`] |
//! | lists, their pages and changes | [`List`], [`Paged`], [`ItemStream`], [`Items`], [`Change`] |
//! | bodies in pieces | [`Body`], [`Download`], [`UploadSession`] |
//! | values that come one after another | [`EventStream`], [`JsonStream`] |
//! | several requests as one | [`RequestBatch`] |
//! | ways to the network | [`Transport`]: `ReqwestTransport`, `UreqTransport` with [`blocking::wait`], `TowerTransport` |
//! | tests without a network | [`InMemoryTransport`], and `mocks` |
//! | JSON, and values of OData | [`Json`], [`Nullable`], [`Open`], [`Extra`], [`DateTimeOffset`], [`Guid`], [`Decimal`] |
//!
//! Features: `reqwest` and `serde` (on unless turned off), `tracing`, `ureq`, `tower`, `oauth2`, `azure`, `mocks`,
//! `validate`.
//!
//! A request that is no operation of a generated client is sent with its credentials and limits by [`Client::execute`],
//! or typed by [`Call::new`]:
//!
//! ```no_run
//! use rest_bindgen_runtime::{Bearer, Call, Client, Json, Method, Result, decode};
//!
//! async fn example() -> Result<()> {
//!     let client = Client::new("https://service.example/v1", Bearer::new("token"));
//!     let answer: Json = Call::new(&client, Method::GET, decode::json).path("/things/").segment("a/b").await?;
//!     println!("{answer:?}");
//!     Ok(())
//! }
//! ```
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod adapters;
mod address;
mod body;
mod bounds;
mod call;
mod client;
mod clock;
pub mod clouds;
#[cfg(any(feature = "ureq", all(feature = "reqwest", not(target_arch = "wasm32"))))]
mod codings;
mod credentials;
pub mod decode;
mod derived;
mod download;
mod enums;
mod error;
mod exchange;
mod flags;
mod header;
mod hooks;
mod json;
mod limits;
pub mod method;
#[cfg(feature = "mocks")]
pub mod mocks;
mod multipart;
mod navigation;
mod odata;
mod open;
mod optional;
mod page;
mod paged;
mod paging;
mod parameter;
mod payload;
mod places;
mod query;
mod redirect;
mod request;
mod retry;
mod security;
mod sending;
mod sequence;
mod server;
mod status;
mod stream;
mod text;
mod token;
mod told;
mod trace;
mod transport;
mod union;
mod upload;
#[cfg(feature = "validate")]
mod validate;
mod values;
mod watch;
mod whole;

#[cfg(all(feature = "azure", not(target_arch = "wasm32")))]
pub use adapters::AzureCredential;
#[cfg(feature = "oauth2")]
pub use adapters::ClientCredentials;
#[cfg(feature = "tower")]
pub use adapters::TowerTransport;
#[cfg(all(feature = "ureq", not(target_arch = "wasm32")))]
pub use adapters::UreqTransport;
#[cfg(not(target_arch = "wasm32"))]
pub use adapters::blocking;
pub use adapters::{InMemoryTransport, Recorded};
pub use bounds::{BoxFuture, BoxStream, MaybeSend, MaybeSync};
pub use bytes::Bytes;
pub use call::{Call, Prepared, Response};
pub use client::Client;
pub use credentials::{Anonymous, ApiKey, Basic, Bearer, Credentials, Refusal};
pub use derived::{DerivedFrom, Extends, Tagged, TypeName, downcast, is_type, upcast};
#[doc(hidden)]
pub use derived::{downcast_stated, downcast_tagged, tag_of, upcast_tagged};
pub use download::Download;
pub use error::{Error, ForeignLink, Head, PagingError, ResponseError, Result, TooLarge, TransportFailure, UsageError};
pub use flags::Flags;
pub use hooks::{Exchanged, Hook, Outgoing};
pub use http;
pub use http::{HeaderMap, Method, StatusCode, request::Parts as RequestParts};
pub use json::*;
pub use limits::{CallOptions, Concurrency, Limits, Timeouts};
pub use multipart::{File, Multipart, Part};
pub use navigation::{
    At, CollectionOf, Creates, Deletes, ItemOf, Linked, Links, Owned, Reads, ReferenceCollection, ReferenceItem,
    Returned, Singleton, Updates,
};
pub use odata::{
    Answers, Change, Expand, Expression, Filter, GeoShape, Geography, Geometry, Handle, IntoPrepared, Link, ListOf,
    Literal, Name, Operand, Order, Position, Property, Qualified, Reference, Removed, RequestBatch, RequestId, Several,
    Together, literal, now, qualified,
};
pub use open::{DescribedEnum, Open, UnknownMember, UnknownValue, WireEnum};
#[doc(hidden)]
pub use open::{decode_member, encode_member, enum_of_number, enum_of_text, enum_text, equal_member};
pub use optional::OptionalExtension;
pub use page::Page;
pub use paged::{Batch, Batches, Items, Paged, Paging};
pub use paging::{ItemStream, PageStream};
pub use parameter::{Parameter, Style};
pub use payload::Body;
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
pub use plain_enum_parts as enum_parts;
#[cfg(not(feature = "serde"))]
pub use plain_object as object;
pub use query::{Count, Get, List};
pub use retry::RetryPolicy;
pub use secrecy::SecretString;
pub use security::{Scheme, Security, SecuritySchemes};
pub use sending::Sending;
pub use sequence::{Framing, Sequence};
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use serde;
pub use server::ServerUrl;
pub use status::{InnerError, ODataError, StatusError};
pub use stream::{Event, EventParser, EventStream, JsonStream, LineParser, StreamError, TooLong};
pub use text::{TextAs, ToText};
pub use token::{AccessToken, TokenCache, TokenProvider, TokenRequest};
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub use transport::ReqwestTransport;
pub use transport::{Transport, TransportError, TransportErrorKind};
pub use union::{Candidate, Union, Variant, fits};
#[doc(hidden)]
pub use union::{decode_union, equal_unions};
pub use upload::UploadSession;
#[cfg(feature = "validate")]
#[doc(hidden)]
pub use validate::{Clause, EncodeAny, Rule, validate};
#[cfg(feature = "validate")]
pub use validate::{JsonKind, Limit, Violation, Violations};
pub use values::{
    Base64, Binary, Date, DateTimeOffset, Decimal, Duration, Guid, Number, Quoted, TimeOfDay, ValueError,
};

/// The version of the contract between generated code and this crate; generated code asserts it.
pub const CONTRACT: u32 = 1;
