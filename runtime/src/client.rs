//! The client: where calls go, who makes them, and what they may take.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use url::Url;

use crate::address::{BaseUrl, Origin, checked, is_loopback};
use crate::credentials::Credentials;
use crate::error::{Error, ForeignLink, Result, TooLarge, TransportFailure, shown};
use crate::status::StatusError;
use crate::transport::{Limits, Timeouts, Transport, TransportErrorKind};
use crate::{Bytes, ToText};

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 10;

/// The part of a generated client that all of them share. Cloning it is cheap.
///
/// Credentials go to the base URL's origin (scheme, host and port) and to origins the user trusts, never elsewhere.
/// A wrong setting shows as an error of the first call.
#[derive(Clone)]
pub struct Client(Arc<Settings>);

#[derive(Clone)]
struct Settings {
    base: Result<BaseUrl, Problem>,
    /// The base URL is not the description's own.
    moved: bool,
    credentials: Arc<dyn Credentials>,
    transport: Option<Arc<dyn Transport>>,
    headers: HeaderMap,
    limits: Limits,
    trusted: Vec<Origin>,
    plain_http: bool,
    /// The first wrong setting.
    problem: Option<Problem>,
}

/// The text of a wrong setting, told by every call.
type Problem = Arc<str>;

fn problem(error: &Error) -> Problem {
    let text = error.to_string();
    text.strip_prefix("nothing was sent: ").unwrap_or(&text).into()
}

impl Client {
    /// A client for the API at `base_url`.
    pub fn new(base_url: &str, credentials: impl Credentials) -> Self {
        #[cfg(feature = "reqwest")]
        let transport: Option<Arc<dyn Transport>> = Some(Arc::new(crate::transport::ReqwestTransport::new()));
        #[cfg(not(feature = "reqwest"))]
        let transport = None;
        let agent = HeaderValue::from_static(concat!("rest-bindgen/", env!("CARGO_PKG_VERSION")));
        Self(Arc::new(Settings {
            base: BaseUrl::parse(base_url).map_err(|error| problem(&error)),
            moved: false,
            credentials: Arc::new(credentials),
            transport,
            headers: HeaderMap::from_iter([(header::USER_AGENT, agent)]),
            limits: Limits { timeouts: Timeouts::default(), max_body: 64 * 1024 * 1024 },
            trusted: Vec::new(),
            plain_http: false,
            problem: None,
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same client at another base URL.
    #[must_use]
    pub fn with_base_url(self, base_url: impl AsRef<str>) -> Self {
        self.with(|settings| {
            settings.base = BaseUrl::parse(base_url.as_ref()).map_err(|error| problem(&error));
            settings.moved = true;
        })
    }

    /// The same client and path on another host, such as one of [`clouds`](crate::clouds).
    #[must_use]
    pub fn with_cloud(self, host: &str) -> Self {
        self.with(|settings| {
            if let Ok(base) = &settings.base {
                settings.base = base.on(host).map_err(|error| problem(&error));
                settings.moved = true;
            }
        })
    }

    /// The same client over another transport.
    #[must_use]
    pub fn with_transport(self, transport: impl Transport) -> Self {
        self.with(|settings| settings.transport = Some(Arc::new(transport)))
    }

    /// The same client with other times allowed.
    #[must_use]
    pub fn with_timeouts(self, timeouts: Timeouts) -> Self {
        self.with(|settings| settings.limits.timeouts = timeouts)
    }

    /// The same client with a header on every request; it replaces one of that name.
    #[must_use]
    pub fn with_header(self, name: &str, value: impl ToText) -> Self {
        self.with(|settings| match header_pair(name, &value) {
            Ok((name, value)) => {
                settings.headers.insert(name, value);
            }
            Err(error) => {
                settings.problem.get_or_insert_with(|| problem(&error));
            }
        })
    }

    /// The same client, whose credentials may also go to the origin (scheme, host and port) of `url`.
    #[must_use]
    pub fn with_trusted_origin(self, url: &str) -> Self {
        self.with(|settings| match BaseUrl::parse(url) {
            Ok(base) => settings.trusted.push(base.origin().clone()),
            Err(error) => {
                settings.problem.get_or_insert_with(|| problem(&error));
            }
        })
    }

    /// The same client with another greatest length of an answer, in bytes; 64 MiB unless set.
    #[must_use]
    pub fn with_response_limit(self, bytes: usize) -> Self {
        self.with(|settings| settings.limits.max_body = bytes)
    }

    /// The same client, which may also send to `http` addresses of other machines, where everyone on the way reads
    /// the credentials.
    #[must_use]
    pub fn allow_plain_http(self) -> Self {
        self.with(|settings| settings.plain_http = true)
    }

    /// The base URL without a slash at its end.
    ///
    /// # Errors
    /// When the client was made with something that is no base URL.
    pub fn base_url(&self) -> Result<&str> {
        self.base().map(BaseUrl::as_str)
    }

    pub(crate) fn base(&self) -> Result<&BaseUrl> {
        self.0.base.as_ref().map_err(|problem| Error::usage(problem.to_string()))
    }

    pub(crate) fn is_moved(&self) -> bool {
        self.0.moved
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Adds the client's credentials to a request, if it goes where they may go.
    ///
    /// # Errors
    /// When the address is of a foreign origin, or the credentials cannot be had.
    pub async fn authorize(&self, request: &mut http::Request<Bytes>, scopes: &[&str]) -> Result<()> {
        self.allowed(request.uri(), None)?;
        let (mut parts, body) = std::mem::take(request).into_parts();
        let result = self.0.credentials.authorize(&mut parts, scopes).await;
        *request = http::Request::from_parts(parts, body);
        result
    }

    /// Sends a request with the client's credentials and limits, and follows redirects as calls do.
    ///
    /// # Errors
    /// As calls, but any status is an answer.
    pub async fn execute(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>> {
        self.exchange(request, &Exchange::default()).await
    }

    /// Sends a request; a status other than success is an error.
    pub(crate) async fn answer(
        &self,
        request: http::Request<Bytes>,
        exchange: &Exchange<'_>,
    ) -> Result<http::Response<Bytes>> {
        let (method, url) = (request.method().clone(), shown(request.uri()));
        let response = self.exchange(request, exchange).await?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(Error::Status(Box::new(StatusError::new(method, url, response))))
    }

    /// Whether credentials may go to an address; `own` is the origin the description gives the operation.
    pub(crate) fn allowed(&self, uri: &http::Uri, own: Option<&Origin>) -> Result<Url> {
        let base = self.base()?.origin();
        let foreign =
            |found: String| Error::ForeignLink(Box::new(ForeignLink { found, expected: base.as_str().to_owned() }));
        let (url, _) = checked(&uri.to_string()).ok_or_else(|| foreign("an address that is not plain".to_owned()))?;
        let origin = Origin::of(&url);
        if origin != *base && own != Some(&origin) && !self.0.trusted.contains(&origin) {
            return Err(foreign(origin.as_str().to_owned()));
        }
        if url.scheme() == "http" && !is_loopback(&url) && !self.0.plain_http {
            return Err(Error::usage("the address is not https; see allow_plain_http"));
        }
        Ok(url)
    }

    async fn exchange(&self, request: http::Request<Bytes>, exchange: &Exchange<'_>) -> Result<http::Response<Bytes>> {
        if let Some(problem) = &self.0.problem {
            return Err(Error::usage(problem.to_string()));
        }
        let transport = self.0.transport.as_ref().ok_or_else(|| {
            Error::usage("the client has no transport: turn the feature `reqwest` on or call with_transport")
        })?;
        let mut limits = self.0.limits;
        limits.timeouts.total = exchange.timeout.unwrap_or(limits.timeouts.total);
        let deadline = Instant::now().checked_add(limits.timeouts.total);
        let (original, body) = request.into_parts();
        let mut original = original;
        for redirects in 0..=MOST_REDIRECTS {
            let url = self.allowed(&original.uri, exchange.own.as_ref())?;
            let mut parts = original.clone();
            self.0.credentials.authorize(&mut parts, exchange.scopes).await?;
            // Credentials in the query must not have changed where the request goes.
            self.allowed(&parts.uri, exchange.own.as_ref())?;
            if let Some(deadline) = deadline {
                limits.timeouts.total = deadline.saturating_duration_since(Instant::now());
            }
            let response = transport.send(http::Request::from_parts(parts, body.clone()), &limits).await;
            let response = response.map_err(|source| {
                let (method, url) = (original.method.clone(), shown(&original.uri));
                match source.kind() {
                    TransportErrorKind::TooLarge => Error::TooLarge(Box::new(TooLarge { url, limit: limits.max_body })),
                    TransportErrorKind::Timeout => Error::Timeout(Box::new(TransportFailure { method, url, source })),
                    _ => Error::Transport(Box::new(TransportFailure { method, url, source })),
                }
            })?;
            if response.body().len() > limits.max_body {
                // A transport that does not count itself.
                let url = shown(&original.uri);
                return Err(Error::TooLarge(Box::new(TooLarge { url, limit: limits.max_body })));
            }
            match redirect(&original.method, &url, &response) {
                Some(next) if redirects < MOST_REDIRECTS => original.uri = next,
                _ => return Ok(response),
            }
        }
        // The loop's last turn returns.
        Err(Error::usage("too many redirects"))
    }
}

/// What one exchange has beside its request.
#[derive(Default)]
pub(crate) struct Exchange<'a> {
    pub(crate) timeout: Option<std::time::Duration>,
    pub(crate) scopes: &'a [&'a str],
    pub(crate) own: Option<Origin>,
}

/// Where to go next: only within the same origin, and only where repeating the request is what the status means.
fn redirect(method: &Method, from: &Url, response: &http::Response<Bytes>) -> Option<http::Uri> {
    let reading = matches!(*method, Method::GET | Method::HEAD);
    match response.status() {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => {}
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER if reading => {}
        _ => return None,
    }
    let mut next = from.join(response.headers().get(header::LOCATION)?.to_str().ok()?).ok()?;
    next.set_fragment(None);
    let (next, uri) = checked(next.as_str())?;
    (next.origin() == from.origin()).then_some(uri)
}

/// A header from its two texts.
pub(crate) fn header_pair(name: &str, value: &dyn ToText) -> Result<(HeaderName, HeaderValue)> {
    let header =
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| Error::usage(format!("{name:?} is no header name")))?;
    if matches!(header, header::HOST | header::CONTENT_LENGTH | header::TRANSFER_ENCODING | header::CONNECTION) {
        return Err(Error::usage(format!("the header {name:?} is the transport's own")));
    }
    let value = HeaderValue::from_str(&value.to_text())
        .map_err(|_| Error::usage(format!("the value of the header {name:?} holds a character no header can hold")))?;
    Ok((header, value))
}

impl AsRef<Client> for Client {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// No credentials and no header values.
impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &*self.0;
        out.debug_struct("Client")
            .field("base_url", &settings.base.as_ref().map(BaseUrl::as_str))
            .field("headers", &settings.headers.keys().map(HeaderName::as_str).collect::<Vec<_>>())
            .field("limits", &settings.limits)
            .field("trusted", &settings.trusted)
            .finish_non_exhaustive()
    }
}

/// Completes a generated client, a struct with the field `core`, for the base URL the description gives.
#[macro_export]
macro_rules! client {
    ($client:ident, $base_url:expr) => {
        impl $client {
            /// The base URL the description gives.
            pub const BASE_URL: &'static str = $base_url;

            /// A client for the API at [`Self::BASE_URL`].
            pub fn new(credentials: impl $crate::Credentials) -> Self {
                Self { core: $crate::Client::new(Self::BASE_URL, credentials) }
            }

            /// The same client at another base URL. A wrong one shows as an error of the first call.
            #[must_use]
            pub fn with_base_url(self, base_url: impl ::core::convert::AsRef<str>) -> Self {
                Self { core: self.core.with_base_url(base_url) }
            }

            /// The same client and path on another host, such as one of the runtime's `clouds`.
            #[must_use]
            pub fn with_cloud(self, host: &str) -> Self {
                Self { core: self.core.with_cloud(host) }
            }

            /// The same client over another transport.
            #[must_use]
            pub fn with_transport(self, transport: impl $crate::Transport) -> Self {
                Self { core: self.core.with_transport(transport) }
            }

            /// The same client with other times allowed.
            #[must_use]
            pub fn with_timeouts(self, timeouts: $crate::Timeouts) -> Self {
                Self { core: self.core.with_timeouts(timeouts) }
            }

            /// The same client with a header on every request.
            #[must_use]
            pub fn with_header(self, name: &str, value: impl $crate::ToText) -> Self {
                Self { core: self.core.with_header(name, value) }
            }

            /// The same client, whose credentials may also go to the origin of `url`.
            #[must_use]
            pub fn with_trusted_origin(self, url: &str) -> Self {
                Self { core: self.core.with_trusted_origin(url) }
            }

            /// The same client with another greatest length of an answer, in bytes.
            #[must_use]
            pub fn with_response_limit(self, bytes: usize) -> Self {
                Self { core: self.core.with_response_limit(bytes) }
            }

            /// The same client, which may also send to `http` addresses of other machines, where everyone on the way
            /// reads the credentials.
            #[must_use]
            pub fn allow_plain_http(self) -> Self {
                Self { core: self.core.allow_plain_http() }
            }

            /// The part that all generated clients share.
            #[must_use]
            pub fn core(&self) -> &$crate::Client {
                &self.core
            }
        }

        impl ::core::convert::From<$crate::Client> for $client {
            fn from(core: $crate::Client) -> Self {
                Self { core }
            }
        }

        impl ::core::convert::AsRef<$crate::Client> for $client {
            fn as_ref(&self) -> &$crate::Client {
                &self.core
            }
        }
    };
}
