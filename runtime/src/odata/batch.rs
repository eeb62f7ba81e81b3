//! Several requests in one (OData JSON Format 4.01, chapter 19).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::batch_answer::{Answers, Received};
use crate::call::{Call, Prepared};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::from_own;
use crate::limits::CallOptions;
use crate::security::Security;
use crate::{Count, Get, Json, List, Map, Page, Paged, ToText, decode};

/// How many requests a batch holds at most unless set: what Microsoft Graph takes.
const MOST_REQUESTS: usize = 20;

/// Several requests that are sent as one. The service carries them out in any order, but for what
/// [`add_after`](Self::add_after) says.
///
/// ```text
/// let mut batch = client.batch();
/// let token = batch.add(client.vpp_tokens().get(id))?;
/// let count = batch.add(client.vpp_tokens().count())?;
/// let mut answers = batch.send().await?;
/// let token: VppToken = answers.take(token)?;
/// let count: i64 = answers.take(count)?;
/// ```
#[must_use = "a batch does nothing until it is sent"]
pub struct RequestBatch<'c> {
    client: &'c Client,
    own: Arc<()>,
    requests: Vec<Json>,
    limit: usize,
    headers: Vec<(String, String)>,
    options: CallOptions,
    security: Option<Security>,
}

/// A request in a batch, and how its answer is read.
#[must_use = "the answer is taken with it"]
pub struct Handle<T> {
    pub(super) batch: Arc<()>,
    pub(super) id: RequestId,
    pub(super) prepared: Prepared<T>,
}

/// The place of a request in its batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(usize);

impl<T> Handle<T> {
    /// The request, for [`RequestBatch::add_after`].
    #[must_use]
    pub fn id(&self) -> RequestId {
        self.id
    }
}

/// The name of the request in the batch's JSON.
impl fmt::Display for RequestId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0 + 1)
    }
}

/// What can be a request of a batch: calls of every kind, and `into_http()` of generated requests.
pub trait IntoPrepared {
    /// What the answer is read as.
    type Value;

    /// The request without credentials, with the decoding beside it.
    ///
    /// # Errors
    /// When the call's parts make no request.
    fn prepared(self) -> Result<Prepared<Self::Value>>;
}

impl<T> IntoPrepared for Prepared<T> {
    type Value = T;

    fn prepared(self) -> Result<Self> {
        Ok(self)
    }
}

macro_rules! prepared {
    ([$($generics:tt)*] $call:ty => $value:ty) => {
        impl<$($generics)*> IntoPrepared for $call {
            type Value = $value;

            fn prepared(self) -> Result<Prepared<$value>> {
                self.into_http()
            }
        }
    };
}

prepared!([T] Call<'_, T> => T);
prepared!([T] List<'_, T> => Page<T>);
prepared!([T] Get<'_, T> => T);
prepared!([] Count<'_> => i64);
prepared!([T, I] Paged<'_, T, I> => T);

impl<'c> RequestBatch<'c> {
    /// An empty batch for the service of a client.
    pub fn new(client: &'c impl AsRef<Client>) -> Self {
        Self {
            client: client.as_ref(),
            own: Arc::default(),
            requests: Vec::new(),
            limit: MOST_REQUESTS,
            headers: Vec::new(),
            options: CallOptions::new(),
            security: None,
        }
    }

    /// Sets how many requests there may be; 20 unless set, which is what Microsoft Graph takes.
    pub fn limit(mut self, requests: usize) -> Self {
        self.limit = requests;
        self
    }

    /// Sets a header of the batch itself, such as `Prefer: continue-on-error`.
    pub fn header(mut self, name: &str, value: &(impl ToText + ?Sized)) -> Self {
        self.headers.push((name.to_owned(), value.to_text().into_owned()));
        self
    }

    /// Sets the time allowed for the batch instead of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.timeout(timeout);
        self
    }

    /// Does what these options say otherwise than the client, for the batch as a whole; they replace those that were set
    /// before. Those of its requests do not count, but for how deep each answer may nest.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// What the requests ask of their caller, instead of what the client's operations ask in general.
    pub fn security(mut self, security: Security) -> Self {
        self.security = Some(security);
        self
    }

    /// How many requests there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Whether another request would be too many: then send this one, and begin another.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.requests.len() >= self.limit
    }

    /// Adds a request.
    ///
    /// # Errors
    /// When the call's parts make no request, it does not go to this service, or there are too many.
    pub fn add<C: IntoPrepared>(&mut self, call: C) -> Result<Handle<C::Value>> {
        self.add_after(call, [])
    }

    /// Adds a request that is carried out after others, and only if they succeed (`dependsOn`).
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn add_after<C: IntoPrepared>(
        &mut self,
        call: C,
        before: impl IntoIterator<Item = RequestId>,
    ) -> Result<Handle<C::Value>> {
        if self.is_full() {
            return Err(Error::usage(format!(
                "a batch holds at most {} requests; send it and begin another",
                self.limit
            )));
        }
        let mut prepared = call.prepared()?;
        let id = RequestId(self.requests.len());
        let before: Vec<RequestId> = before.into_iter().collect();
        if before.iter().any(|before| *before >= id) {
            return Err(Error::usage("a request of a batch comes after one that is not in the batch"));
        }
        let request = std::mem::take(&mut prepared.request);
        self.requests.push(self.part(id, &before, &request)?);
        Ok(Handle { batch: Arc::clone(&self.own), id, prepared })
    }

    /// One request as JSON.
    fn part(&self, id: RequestId, before: &[RequestId], request: &http::Request<crate::Bytes>) -> Result<Json> {
        let mut members: Map<Json> = Map::default();
        members.insert("id".to_owned(), Json::string(&id.to_string()));
        members.insert("method".to_owned(), Json::string(request.method().as_str()));
        members.insert("url".to_owned(), Json::string(&self.relative(request.uri())?));
        if !before.is_empty() {
            let before: Vec<String> = before.iter().map(ToString::to_string).collect();
            members.insert("dependsOn".to_owned(), Json::from_value(&before));
        }
        let headers = own_headers(request.headers());
        if !headers.is_empty() {
            members.insert("headers".to_owned(), Json::from_value(&headers));
        }
        if !request.body().is_empty() {
            members.insert("body".to_owned(), in_batch(request.headers(), request.body())?);
        }
        Ok(Json::from_value(&members))
    }

    /// An address below the base URL, from there.
    fn relative(&self, uri: &http::Uri) -> Result<String> {
        let (base, whole) = (self.client.base()?.as_str(), uri.to_string());
        let below = whole.strip_prefix(base).and_then(|rest| rest.strip_prefix('/'));
        below.map(ToOwned::to_owned).ok_or_else(|| Error::usage("a request of a batch is not below the base URL"))
    }

    /// Sends the requests.
    ///
    /// # Errors
    /// When there is none, or the batch as a whole fails. What a single request was answered shows with
    /// [`Answers::take`].
    pub async fn send(self) -> Result<Answers> {
        if self.requests.is_empty() {
            return Err(Error::usage("the batch is empty"));
        }
        let body: Map<Vec<Json>> = Map::from_iter([("requests", self.requests)]);
        let mut call = Call::new(self.client, Method::POST, decode::json::<Received>).path("/$batch").json(&body);
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        if let Some(security) = self.security {
            call = call.security(security);
        }
        let depth = self.options.json_depth;
        let answer = call.options(self.options).send_with_response().await?;
        Ok(Answers::new(self.own, answer, depth))
    }
}

/// The headers that speak about one request. Credentials and what the connection needs belong to the batch.
pub(crate) fn own_headers(headers: &HeaderMap) -> Map<String> {
    let shared = [
        header::AUTHORIZATION,
        header::PROXY_AUTHORIZATION,
        header::COOKIE,
        header::USER_AGENT,
        header::CONTENT_LENGTH,
        header::ACCEPT_ENCODING,
    ];
    let own = headers.iter().filter(|(name, value)| !shared.contains(name) && !HeaderValue::is_sensitive(value));
    own.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?.to_owned()))).collect()
}

/// A body as it stands in a batch: JSON as it is, other text as a string, bytes as base64url.
pub(crate) fn in_batch(headers: &HeaderMap, body: &[u8]) -> Result<Json> {
    match (MediaKind::of(headers), std::str::from_utf8(body)) {
        (MediaKind::Json, Ok(text)) => from_own(text.as_bytes())
            .map_err(|_| Error::usage("the body of a request of a batch says it is JSON and is not")),
        (MediaKind::Text, Ok(text)) => Ok(Json::string(text)),
        _ => Ok(Json::string(&URL_SAFE.encode(body))),
    }
}

/// How a body stands in a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MediaKind {
    /// As JSON.
    Json,
    /// As a string.
    Text,
    /// As a string in base64.
    Bytes,
    /// Nobody says.
    Unsaid,
}

impl MediaKind {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(header::CONTENT_TYPE) else { return Self::Unsaid };
        let value = value.to_str().unwrap_or_default();
        let media_type = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match media_type.as_str() {
            "" => Self::Unsaid,
            "application/json" | "text/json" => Self::Json,
            json if json.ends_with("+json") => Self::Json,
            text if text.starts_with("text/") => Self::Text,
            _ => Self::Bytes,
        }
    }
}

impl fmt::Debug for RequestBatch<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "RequestBatch({} requests)", self.requests.len())
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Handle({} {:?})", self.id, self.prepared)
    }
}

/// Gives the client of an OData service what such services have at their root.
#[macro_export]
macro_rules! odata_client {
    ($client:ident) => {
        impl $client {
            /// An empty batch: several requests that are sent as one (`$batch`).
            pub fn batch(&self) -> $crate::RequestBatch<'_> {
                $crate::RequestBatch::new(self)
            }

            /// The same client, which asks for, and sends, integers of 64 bits and decimals as text
            /// (`IEEE754Compatible=true`).
            #[must_use]
            pub fn with_numbers_as_text(self) -> Self {
                Self { core: self.core.with_numbers_as_text() }
            }
        }
    };
}

/// The status of an answer, which services also write as a text.
pub(super) fn status(json: &Json) -> Option<StatusCode> {
    let number = json.parse::<u16>().ok()?;
    StatusCode::from_u16(number).ok()
}
