//! One call of an operation, from its parts to its value.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::address::{BaseUrl, list_value, push_literal, push_segment, push_template, query_pair};
use crate::bounds::BoxFuture;
use crate::client::Client;
use crate::decode::Decoder;
use crate::download::Download;
use crate::error::{Error, Result, shown};
use crate::exchange::{Answered, Exchange, complete};
use crate::header::header_pair;
use crate::json::to_vec_with_numbers_as_text;
use crate::limits::{CallOptions, JsonDepth};
use crate::odata::NUMBERS_AS_TEXT;
use crate::parameter::{Parameter, push_alias, push_argument};
use crate::payload::Body;
use crate::retry::RetryPolicy;
use crate::security::Security;
use crate::sending::{Coming, Sending};
use crate::{Bytes, Encode, ToText, to_vec};

/// A call that is ready to be made: await it, or [`send`](Self::send) it. What is wrong with its parts shows then, and
/// nothing is sent.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<'c, T> {
    client: &'c Client,
    decoder: Decoder<T>,
    parts: Parts,
}

/// Room for what follows the first text of a path, as a rule, so that it is not moved for it.
const ROOM_FOR_VALUES: usize = 48;

/// What a call is made of, whatever its value.
pub(crate) struct Parts {
    method: Method,
    path: String,
    query: String,
    pub(crate) headers: HeaderMap,
    body: Option<Body>,
    pub(crate) options: Option<Box<CallOptions>>,
    base: Option<&'static str>,
    /// A whole address from an answer, which is followed as it is.
    link: Option<http::Uri>,
    /// What the operation asks for, if not what the client's others do.
    pub(crate) security: Option<Security>,
    problem: Option<Error>,
}

impl Parts {
    pub(crate) fn new(method: Method) -> Self {
        Self {
            method,
            path: String::new(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: None,
            options: None,
            base: None,
            link: None,
            security: None,
            problem: None,
        }
    }

    /// The parts of a call that follows a link out of an answer.
    pub(crate) fn follow(link: http::Uri) -> Self {
        Self { link: Some(link), ..Self::new(Method::GET) }
    }

    /// The parts of the same call once more. A body in pieces cannot be had again, which shows when they are used.
    pub(crate) fn again(&self) -> Self {
        let body = self.body.as_ref().map(Body::again);
        let lost = matches!(body, Some(None)) || self.problem.is_some();
        Self {
            method: self.method.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            body: body.flatten(),
            options: self.options.clone(),
            base: self.base,
            link: self.link.clone(),
            security: self.security,
            problem: lost.then(|| Error::usage("a body in pieces cannot be sent again for the next page")),
        }
    }

    /// The parts of a call like this one that follows a link out of its answer.
    pub(crate) fn following(&self, link: http::Uri) -> Self {
        let mut headers = self.headers.clone();
        headers.remove(header::CONTENT_TYPE);
        let Self { base, security, .. } = *self;
        Self { headers, options: self.options.clone(), base, security, ..Self::follow(link) }
    }

    /// The value of a query parameter, decoded.
    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        let pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs.into_iter().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// Sets a query parameter to one value, whatever was there.
    pub(crate) fn replace_query(&mut self, name: &str, value: &str) {
        let start = query_pair(name, "");
        let kept: Vec<&str> =
            self.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with(&start)).collect();
        self.query = kept.join("&");
        self.query(name, value);
    }

    pub(crate) fn check(&mut self, result: Result<()>) {
        if let Err(error) = result {
            self.problem.get_or_insert(error);
        }
    }

    /// Adds text of the path that is encoded and checked.
    pub(crate) fn push_rendered(&mut self, text: &str) {
        self.path.push_str(text);
    }

    /// Adds an argument to a function of the path, and its value to the query.
    pub(crate) fn push_argument(&mut self, parameter: &Parameter, literal: &str) -> Result<()> {
        push_argument(&mut self.path, &mut self.query, parameter, literal)
    }

    /// Adds an alias to the path, and its value to the query.
    pub(crate) fn push_alias(&mut self, name: &str, literal: &str) {
        let alias = push_alias(&mut self.query, name, literal);
        self.push_rendered(&format!("@{alias}"));
    }

    fn path(&mut self, text: &str) {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        if self.path.is_empty() {
            self.path.reserve(path.len() + ROOM_FOR_VALUES);
        }
        push_template(&mut self.path, path);
        if !query.is_empty() {
            self.push_query(query);
        }
    }

    pub(crate) fn push_query(&mut self, pair: &str) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(pair);
    }

    pub(crate) fn query(&mut self, name: &str, value: &str) {
        self.push_query(&query_pair(name, value));
    }

    pub(crate) fn header(&mut self, name: &str, value: &dyn ToText) {
        let result = header_pair(name, value).map(|(name, value)| {
            self.headers.insert(name, value);
        });
        self.check(result);
    }

    pub(crate) fn body(&mut self, content_type: &str, body: Body) {
        self.header("content-type", &content_type);
        self.body = Some(body);
    }

    /// The bytes that are sent so far, if they are at hand.
    pub(crate) fn sent(&self) -> Option<&Bytes> {
        self.body.as_ref()?.as_bytes()
    }

    /// Sends this instead, as the same media type.
    pub(crate) fn replace_body(&mut self, body: Body) {
        self.body = Some(body);
    }

    fn change(&mut self, change: impl FnOnce(CallOptions) -> CallOptions) {
        let options = self.options.get_or_insert_default();
        **options = change(std::mem::take(options));
    }

    /// The request, without the client's headers, and what belongs to its exchange.
    pub(crate) fn build(self, client: &Client, accept: &'static str) -> Result<(http::Request<Body>, Exchange)> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let security = self.security.unwrap_or_else(|| client.security());
        let mut exchange = Exchange { accept: Some(accept), options: self.options, security, ..Exchange::default() };
        let uri = match (self.link, self.base.filter(|base| !client.is_moved() || !BaseUrl::is_whole(base))) {
            (Some(link), base) => {
                if let Some(base) = base {
                    exchange.own = Some(client.base()?.server(base)?.origin().clone());
                }
                link
            }
            (None, Some(base)) => {
                let base = client.base()?.server(base)?;
                exchange.own = Some(base.origin().clone());
                base.join(&self.path, &self.query)?
            }
            (None, None) => client.base()?.join(&self.path, &self.query)?,
        };
        client.allowed(&uri, exchange.own.as_ref())?;
        let mut headers = self.headers;
        // Services answer 411 to such a request without a length.
        if self.body.is_none() && matches!(self.method, Method::POST | Method::PUT | Method::PATCH) {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let mut request = http::Request::new(self.body.unwrap_or_default());
        *request.method_mut() = self.method;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        Ok((request, exchange))
    }
}

impl<'c, T> Call<'c, T> {
    /// A call of `method` without a path yet; `decode` is one of [`decode`](crate::decode).
    pub fn new(client: &'c Client, method: Method, decode: fn() -> Decoder<T>) -> Self {
        Self::from_parts(client, decode(), Parts::new(method))
    }

    pub(crate) fn from_parts(client: &'c Client, decoder: Decoder<T>, parts: Parts) -> Self {
        Self { client, decoder, parts }
    }

    pub(crate) fn into_parts(self) -> (&'c Client, Decoder<T>, Parts) {
        (self.client, self.decoder, self.parts)
    }

    #[cfg(feature = "validate")]
    pub(crate) fn client(&self) -> &'c Client {
        self.client
    }

    pub(crate) fn parts_mut(&mut self) -> &mut Parts {
        &mut self.parts
    }

    /// Adds text of the path, which is encoded already; after a `?` it goes to the query.
    pub fn path(mut self, text: &'static str) -> Self {
        self.parts.path(text);
        self
    }

    /// Adds a value to the path. Empty values, `.`, `..` and control characters are refused; anything else is encoded
    /// so that it stays one segment.
    pub fn segment(mut self, value: &(impl ToText + ?Sized)) -> Self {
        let result = push_segment(&mut self.parts.path, &value.to_text());
        self.parts.check(result);
        self
    }

    /// Adds the inside of an OData string literal to the path: quotes are doubled, then all is encoded.
    pub fn literal(mut self, value: &(impl ToText + ?Sized)) -> Self {
        let result = push_literal(&mut self.parts.path, &value.to_text());
        self.parts.check(result);
        self
    }

    /// Adds a parameter to the query.
    pub fn query(mut self, name: &str, value: &(impl ToText + ?Sized)) -> Self {
        self.parts.query(name, &value.to_text());
        self
    }

    /// Adds a parameter to the query once per value: `a=1&a=2`.
    pub fn query_list<V: ToText>(mut self, name: &str, values: impl IntoIterator<Item = V>) -> Self {
        for value in values {
            self.parts.query(name, &value.to_text());
        }
        self
    }

    /// Adds a parameter to the query whose values stand in one list: `a=1,2` with the separator `,`. Nothing is added
    /// for no values.
    pub fn query_joined<V: ToText>(
        mut self,
        name: &str,
        values: impl IntoIterator<Item = V>,
        separator: &'static str,
    ) -> Self {
        let mut pair = query_pair(name, "");
        let mut started = false;
        for value in values {
            if started {
                // Encoded only where a query cannot hold it: a comma stays one.
                pair.extend(query_pair("", separator).chars().skip(1));
            }
            started = true;
            pair.push_str(&list_value(&value.to_text()));
        }
        if started {
            self.parts.push_query(&pair);
        }
        self
    }

    /// Sets a header.
    pub fn header(mut self, name: &str, value: &(impl ToText + ?Sized)) -> Self {
        self.parts.header(name, &value);
        self
    }

    /// Carries the call out only if the entity is still at this version (`If-Match`).
    pub fn if_match(self, etag: &str) -> Self {
        self.header("if-match", etag)
    }

    /// Carries the call out only if the entity is no longer at this version (`If-None-Match`).
    pub fn if_none_match(self, etag: &str) -> Self {
        self.header("if-none-match", etag)
    }

    /// Adds a preference (`Prefer`), such as `return=representation`.
    pub fn prefer(mut self, preference: &str) -> Self {
        let known = self.parts.headers.get("prefer").and_then(|value| value.to_str().ok());
        let all = known.map_or_else(|| preference.to_owned(), |known| format!("{known}, {preference}"));
        self.parts.header("prefer", &all);
        self
    }

    /// Asks for another form of answer (`Accept`).
    pub fn accept(self, media_type: &str) -> Self {
        self.header("accept", media_type)
    }

    /// Sets the time allowed for this call instead of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.parts.change(|options| options.timeout(timeout));
        self
    }

    /// Sends the request again when this policy says, and not when the client's does.
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.parts.change(|options| options.retries(policy));
        self
    }

    /// Sends the request again after any failure that may pass, whatever its method: for a call that may be carried out
    /// twice without harm.
    pub fn retry_always(mut self) -> Self {
        self.parts.change(CallOptions::retry_always);
        self
    }

    /// Does what these options say otherwise than the client; they replace those that were set before.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.parts.options = Some(Box::new(options));
        self
    }

    /// Sets the body to a value as JSON.
    pub fn json(mut self, body: &(impl Encode + ?Sized)) -> Self {
        if self.client.sends_numbers_as_text() {
            self.parts.body(NUMBERS_AS_TEXT, to_vec_with_numbers_as_text(body).into());
        } else {
            self.parts.body("application/json", to_vec(body).into());
        }
        self
    }

    /// Sets the body to bytes of another media type.
    pub fn bytes(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.parts.body(content_type, body.into().into());
        self
    }

    /// Sets the body to bytes at hand, or to one that comes in pieces ([`Body::stream`]), such as a file too big for the
    /// memory. In pieces it is sent once.
    pub fn upload(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        self.parts.body(content_type, body.into());
        self
    }

    /// The base URL the description gives this operation alone. A whole one does not count for a client whose own base
    /// URL was changed; a relative one is relative to the client's.
    pub fn server(self, base_url: &'static str) -> Self {
        self.base_url(base_url)
    }

    /// As [`server`](Self::server).
    pub fn base_url(mut self, base_url: &'static str) -> Self {
        self.parts.base = Some(base_url);
        self
    }

    /// What the operation asks of its caller, instead of what the client's operations ask in general.
    pub fn security(mut self, security: Security) -> Self {
        self.parts.security = Some(security);
        self
    }

    /// Makes the call.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub fn send(self) -> Sending<'c, T> {
        let decoder = self.decoder;
        Sending::new(self.coming(), decoder)
    }

    /// Makes the call and gives the answer's status and headers too.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub fn send_with_response(self) -> impl Future<Output = Result<Response<T>>> + use<'c, T> {
        let decoder = self.decoder;
        let coming = self.coming();
        async move {
            match coming {
                Coming::Whole(answer) => decoded(&decoder, answer.await?),
                Coming::Open(open, download) => {
                    let answer = download.await?;
                    let (status, headers) = (answer.status, answer.headers.clone());
                    Ok(Response { status, headers, attempts: answer.attempts(), value: open(answer) })
                }
            }
        }
    }

    /// What is large is boxed here, by code that is the same for every value: what is compiled for each is little.
    fn coming(self) -> Coming<'c, T> {
        match self.decoder.open() {
            None => Coming::Whole(self.client.answer(self.parts.build(self.client, self.decoder.accept()))),
            Some(open) => Coming::Open(open, self.download()),
        }
    }

    /// Makes the call and gives the answer's body piece by piece as it comes, whatever the description promises.
    ///
    /// # Errors
    /// As [`Error`] says, up to the answer's head.
    pub fn download(self) -> BoxFuture<'static, Result<Download>> {
        let client = self.client.clone();
        let built = self.parts.build(&client, self.decoder.accept());
        Box::pin(async move {
            let (request, exchange) = built?;
            Download::start(client, request, exchange).await
        })
    }

    /// The request without sending it, with the matching decoding beside it. It does not hold the credentials; see
    /// [`Client::authorize`].
    ///
    /// # Errors
    /// When the call's parts make no request.
    pub fn into_http(self) -> Result<Prepared<T>> {
        let decoder = self.decoder;
        let (request, exchange) = self.parts.build(self.client, decoder.accept())?;
        let own = exchange.options.as_ref().and_then(|options| options.json_depth);
        let depth = own.or(self.client.json_depth()).map(JsonDepth);
        let Some(body) = request.body().as_bytes().cloned() else {
            return Err(Error::usage("a body in pieces cannot be had as bytes"));
        };
        let mut request = request.map(|_| body);
        *request.headers_mut() = complete(self.client, decoder.accept(), request.headers());
        let address = (request.method().clone(), request.uri().clone());
        Ok(Prepared { request, security: exchange.security, decoder, address, depth })
    }
}

fn decoded<T>(decoder: &Decoder<T>, answered: Answered) -> Result<Response<T>> {
    match decoder.decode(&answered.response) {
        Ok(value) => {
            let (parts, _) = answered.response.into_parts();
            Ok(Response { status: parts.status, headers: parts.headers, attempts: answered.attempts, value })
        }
        Err(source) => Err(answered.not_as_described(source)),
    }
}

impl<'c, T> IntoFuture for Call<'c, T> {
    type Output = Result<T>;
    type IntoFuture = Sending<'c, T>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

/// The method, and what is known of the path; no values.
impl<T> fmt::Debug for Call<'_, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Call({} {})", self.parts.method, self.parts.path)
    }
}

/// An answer with its value.
#[derive(Clone, Debug)]
pub struct Response<T> {
    /// The status, which is one of success.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// How often the request was sent, this answer being the last.
    pub attempts: u32,
    /// The value.
    pub value: T,
}

impl<T> Response<T> {
    /// The value of a header, read as a number or what else the description says. `None` when it is not there, or
    /// reads as something else; the first counts of several.
    #[must_use]
    pub fn header<V: FromStr>(&self, name: &str) -> Option<V> {
        self.headers.get(name)?.to_str().ok()?.trim().parse().ok()
    }

    /// The values of a header that is a list, on one line with commas between them or on several (RFC 9110, 5.3).
    /// `None` when it is not there, or one of them reads as something else.
    #[must_use]
    pub fn header_list<V: FromStr>(&self, name: &str) -> Option<Vec<V>> {
        if !self.headers.contains_key(name) {
            return None;
        }
        let mut values = Vec::new();
        for line in self.headers.get_all(name) {
            let line = line.to_str().ok()?;
            // Dates have commas of their own there, so cookies are never on one line (RFC 6265, 3).
            let is_whole = name.eq_ignore_ascii_case("set-cookie");
            let pieces = line.split(|letter| letter == ',' && !is_whole);
            for piece in pieces.map(str::trim).filter(|piece| !piece.is_empty()) {
                values.push(piece.parse().ok()?);
            }
        }
        Some(values)
    }
}

/// A request that was not sent, and how its answer is read.
pub struct Prepared<T> {
    /// The request, without credentials.
    pub request: http::Request<Bytes>,
    /// What the operation asks of its caller, for [`Client::authorize`].
    pub security: Security,
    decoder: Decoder<T>,
    address: (Method, http::Uri),
    /// How deep an answer may nest, where the call or its client says so.
    depth: Option<JsonDepth>,
}

impl<T> Prepared<T> {
    /// The value of an answer to the request.
    ///
    /// # Errors
    /// When the answer is no success, or not what the description promises.
    pub fn decode(&self, response: http::Response<Bytes>) -> Result<T> {
        Ok(self.decode_with_response(response)?.value)
    }

    /// The value of an answer to the request, with the answer's status and headers.
    ///
    /// # Errors
    /// As [`Self::decode`].
    pub fn decode_with_response(&self, response: http::Response<Bytes>) -> Result<Response<T>> {
        self.decode_after(response, 1)
    }

    /// The same for an answer that so many attempts led to.
    pub(crate) fn decode_after(&self, mut response: http::Response<Bytes>, attempts: u32) -> Result<Response<T>> {
        if let Some(depth) = self.depth {
            response.extensions_mut().get_or_insert(depth);
        }
        let (method, uri) = self.address.clone();
        let answered = Answered { method, uri, response, attempts };
        decoded(&self.decoder, answered.success()?)
    }

    /// The method, and the address without values.
    pub(crate) fn shown(&self) -> (Method, String) {
        (self.address.0.clone(), shown(&self.address.1))
    }
}

/// The method and the address without values.
impl<T> fmt::Debug for Prepared<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Prepared({} {})", self.address.0, shown(&self.address.1))
    }
}
