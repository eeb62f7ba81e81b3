//! The client: where calls go, who makes them, and what they may take.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::address::{BaseUrl, Origin, checked, is_loopback};
use crate::bounds::BoxFuture;
use crate::credentials::{Anonymous, Credentials};
use crate::error::{Error, ForeignLink, Result};
use crate::exchange::{Answered, Exchange, Running, run, succeed};
use crate::header::header_pair;
use crate::hooks::Hook;
use crate::limits::{CallOptions, Limits, MAX_BODY, MOST_AT_ONCE, MOST_PAGES, Timeouts};
use crate::payload::Body;
use crate::places::Places;
use crate::retry::RetryPolicy;
use crate::security::Security;
use crate::transport::Transport;
use crate::whole::Truncated;
use crate::{Bytes, ToText};

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
    /// What operations ask for that say nothing of their own.
    security: Security,
    transport: Option<Arc<dyn Transport>>,
    headers: HeaderMap,
    limits: Limits,
    retries: RetryPolicy,
    json_depth: Option<usize>,
    download_limit: Option<usize>,
    page_limit: usize,
    /// The places for requests under way; those that share it are clones of one client.
    places: Option<Arc<Places>>,
    hooks: Vec<Arc<dyn Hook>>,
    trusted: Vec<Origin>,
    plain_http: bool,
    /// Whether arguments are held against the constraints of the description.
    #[cfg(feature = "validate")]
    checks: bool,
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
        #[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
        let transport: Option<Arc<dyn Transport>> = Some(Arc::new(crate::transport::ReqwestTransport::new()));
        #[cfg(not(all(feature = "reqwest", not(target_arch = "wasm32"))))]
        let transport = None;
        let agent = HeaderValue::from_static(concat!("rest-bindgen/", env!("CARGO_PKG_VERSION")));
        Self(Arc::new(Settings {
            base: BaseUrl::parse(base_url).map_err(|error| problem(&error)),
            moved: false,
            credentials: Arc::new(credentials),
            security: Security::UNSAID,
            transport,
            headers: HeaderMap::from_iter([(header::USER_AGENT, agent)]),
            limits: Limits { timeouts: Timeouts::default(), max_body: MAX_BODY },
            retries: RetryPolicy::default(),
            json_depth: None,
            download_limit: None,
            page_limit: MOST_PAGES,
            places: Some(Arc::new(Places::new(MOST_AT_ONCE))),
            hooks: Vec::new(),
            trusted: Vec::new(),
            plain_http: false,
            #[cfg(feature = "validate")]
            checks: false,
            problem: None,
        }))
    }

    /// The same client, whose operations ask for this where the description says nothing else of one.
    #[must_use]
    pub fn with_security(self, security: Security) -> Self {
        self.with(|settings| settings.security = security)
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

    /// The same client at another server of its description. What the description serves elsewhere stays there, which
    /// [`with_base_url`](Self::with_base_url) takes along.
    #[must_use]
    pub fn with_server(self, server: impl AsRef<str>) -> Self {
        self.with(|settings| settings.base = BaseUrl::parse(server.as_ref()).map_err(|error| problem(&error)))
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

    /// The same client, which holds the arguments of calls against the constraints of the description: a call with one
    /// that breaks them sends nothing. For clients that were generated with the option `validate`.
    #[cfg(feature = "validate")]
    #[must_use]
    pub fn with_argument_checks(self) -> Self {
        self.with(|settings| settings.checks = true)
    }

    #[cfg(feature = "validate")]
    pub(crate) fn checks_arguments(&self) -> bool {
        self.0.checks
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

    /// The same client with another greatest length of an answer that is read whole, in bytes; 64 MiB unless set.
    #[must_use]
    pub fn with_response_limit(self, bytes: usize) -> Self {
        self.with(|settings| settings.limits.max_body = bytes)
    }

    /// The same client with a greatest length of answers that are read piece by piece, in bytes: downloads, and streams of
    /// events and values. They have none unless it is set here or for the call
    /// ([`response_limit`](crate::CallOptions::response_limit)).
    #[must_use]
    pub fn with_download_limit(self, bytes: usize) -> Self {
        self.with(|settings| settings.download_limit = Some(bytes))
    }

    /// The same client, whose answers' arrays and objects may nest so deep; 128 unless set.
    #[must_use]
    pub fn with_json_depth(self, depth: usize) -> Self {
        self.with(|settings| settings.json_depth = Some(depth))
    }

    /// The same client, which reads at most so many pages of a list; 10,000 unless set.
    #[must_use]
    pub fn with_page_limit(self, pages: usize) -> Self {
        self.with(|settings| settings.page_limit = pages)
    }

    /// The same client with at most so many requests under way at once; 256 unless set. Further ones wait for a place in the
    /// order in which they came, within their own time. Clones made later share the places.
    #[must_use]
    pub fn with_concurrency(self, requests: usize) -> Self {
        self.with(|settings| settings.places = Some(Arc::new(Places::new(requests.max(1)))))
    }

    /// The same client with any number of requests under way at once.
    #[must_use]
    pub fn with_unlimited_concurrency(self) -> Self {
        self.with(|settings| settings.places = None)
    }

    /// The same client, which sends requests again when this policy says.
    #[must_use]
    pub fn with_retries(self, policy: RetryPolicy) -> Self {
        self.with(|settings| settings.retries = policy)
    }

    /// The same client with one more hook, which sees every request.
    #[must_use]
    pub fn with_hook(self, hook: impl Hook) -> Self {
        self.with(|settings| settings.hooks.push(Arc::new(hook)))
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

    /// The same client at another origin, with nothing that could prove who is calling: no credentials, no headers, no
    /// hooks, no other origins.
    pub(crate) fn alone_at(&self, origin: &str) -> Self {
        self.clone().with(|settings| {
            settings.base = BaseUrl::parse(origin).map_err(|error| problem(&error));
            settings.moved = true;
            settings.credentials = Arc::new(Anonymous);
            let agent = settings.headers.remove(header::USER_AGENT);
            settings.headers = agent.into_iter().map(|agent| (header::USER_AGENT, agent)).collect();
            settings.hooks = Vec::new();
            settings.trusted = Vec::new();
        })
    }

    pub(crate) fn is_moved(&self) -> bool {
        self.0.moved
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn retries(&self) -> RetryPolicy {
        self.0.retries
    }

    pub(crate) fn json_depth(&self) -> Option<usize> {
        self.0.json_depth
    }

    pub(crate) fn page_limit_of(&self, options: Option<&CallOptions>) -> usize {
        options.and_then(|options| options.pages).unwrap_or(self.0.page_limit)
    }

    /// How long what is read in pieces may be, if that is set.
    pub(crate) fn download_limit(&self) -> Option<usize> {
        self.0.download_limit
    }

    pub(crate) fn places(&self) -> Option<&Places> {
        self.0.places.as_deref()
    }

    pub(crate) fn hooks(&self) -> &[Arc<dyn Hook>] {
        &self.0.hooks
    }

    pub(crate) fn credentials(&self) -> &dyn Credentials {
        &*self.0.credentials
    }

    pub(crate) fn security(&self) -> Security {
        self.0.security
    }

    /// The transport of a client whose settings are right.
    pub(crate) fn transport(&self) -> Result<&Arc<dyn Transport>> {
        if let Some(problem) = &self.0.problem {
            return Err(Error::usage(problem.to_string()));
        }
        self.0.transport.as_ref().ok_or_else(|| {
            Error::usage("the client has no transport: turn the feature `reqwest` on, which browsers have not, or call with_transport")
        })
    }

    /// Adds the client's credentials to a request, if it goes where they may go and its operation asks for some.
    ///
    /// # Errors
    /// When the address is of a foreign origin, or the credentials cannot be had.
    pub async fn authorize(&self, request: &mut http::Request<Bytes>, security: Security) -> Result<()> {
        self.allowed(request.uri(), None)?;
        if security.is_none() {
            return Ok(());
        }
        // A copy, so that the request is whole where this is given up.
        let (mut parts, body) = request.clone().into_parts();
        let result = self.0.credentials.authorize_for(&mut parts, security).await;
        *request = http::Request::from_parts(parts, body);
        result
    }

    /// Sends a request with the client's credentials, limits, retries and those of its headers that the request does not
    /// have, and follows redirects as calls do. [`CallOptions`] among the request's extensions count for it.
    ///
    /// # Errors
    /// As calls, but any status is an answer whose body is there as a whole.
    pub async fn execute(&self, request: http::Request<impl Into<Body>>) -> Result<http::Response<Bytes>> {
        let mut request = request.map(Into::into);
        let options = request.extensions_mut().remove::<CallOptions>().map(Box::new);
        let exchange = Exchange { options, security: self.security(), ..Exchange::default() };
        for (name, value) in self.headers() {
            request.headers_mut().entry(name).or_insert_with(|| value.clone());
        }
        let answered = run(Running::new(self, request, exchange)).await?;
        if answered.response.extensions().get::<Truncated>().is_some() {
            return Err(answered.not_a_success());
        }
        Ok(answered.response)
    }

    /// Sends a request, if it could be built; a status other than success is an error. Boxed here, so that what the
    /// exchange is made of is compiled once and not for every operation.
    pub(crate) fn answer<'c>(
        &'c self,
        built: Result<(http::Request<Body>, Exchange)>,
    ) -> BoxFuture<'c, Result<Answered>> {
        succeed(built.and_then(|(request, exchange)| Running::new(self, request, exchange)))
    }

    /// Whether credentials may go to an address; `own` is the origin the description gives the operation.
    pub(crate) fn allowed(&self, uri: &http::Uri, own: Option<&Origin>) -> Result<()> {
        let base = self.base()?;
        if base.begins(uri) && (base.is_private() || self.0.plain_http) {
            return Ok(());
        }
        let base = base.origin();
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
        Ok(())
    }
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
            .field("retries", &settings.retries)
            .field("trusted", &settings.trusted)
            .finish_non_exhaustive()
    }
}

/// Completes a generated client, a struct with the field `core`, for the base URL the description gives.
#[macro_export]
macro_rules! client {
    ($client:ident, $base_url:expr $(, $security:expr)?) => {
        impl $client {
            /// The base URL the description gives.
            pub const BASE_URL: &'static str = $base_url;

            /// A client for the API at [`Self::BASE_URL`].
            pub fn new(credentials: impl $crate::Credentials) -> Self {
                Self { core: $crate::Client::new(Self::BASE_URL, credentials) $(.with_security($security))? }
            }

            /// The same client at another base URL. A wrong one shows as an error of the first call.
            #[must_use]
            pub fn with_base_url(self, base_url: impl ::core::convert::AsRef<str>) -> Self {
                Self { core: self.core.with_base_url(base_url) }
            }

            /// The same client at another server of the description. What the description serves elsewhere stays there,
            /// which `with_base_url` takes along.
            #[must_use]
            pub fn with_server(self, server: impl ::core::convert::AsRef<str>) -> Self {
                Self { core: self.core.with_server(server) }
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

            /// The same client with a greatest length of answers that are read piece by piece, in bytes.
            #[must_use]
            pub fn with_download_limit(self, bytes: usize) -> Self {
                Self { core: self.core.with_download_limit(bytes) }
            }

            /// The same client, whose answers' arrays and objects may nest so deep.
            #[must_use]
            pub fn with_json_depth(self, depth: usize) -> Self {
                Self { core: self.core.with_json_depth(depth) }
            }

            /// The same client, which reads at most so many pages of a list.
            #[must_use]
            pub fn with_page_limit(self, pages: usize) -> Self {
                Self { core: self.core.with_page_limit(pages) }
            }

            /// The same client, which sends requests again when this policy says.
            #[must_use]
            pub fn with_retries(self, policy: $crate::RetryPolicy) -> Self {
                Self { core: self.core.with_retries(policy) }
            }

            /// The same client with at most so many requests under way at once.
            #[must_use]
            pub fn with_concurrency(self, requests: usize) -> Self {
                Self { core: self.core.with_concurrency(requests) }
            }

            /// The same client with any number of requests under way at once.
            #[must_use]
            pub fn with_unlimited_concurrency(self) -> Self {
                Self { core: self.core.with_unlimited_concurrency() }
            }

            /// The same client with one more hook, which sees every request.
            #[must_use]
            pub fn with_hook(self, hook: impl $crate::Hook) -> Self {
                Self { core: self.core.with_hook(hook) }
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

        $crate::mocked_client!($client);
        $crate::checking_client!($client);

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

/// What a client has for tests; nothing without the feature `mocks` of this crate.
#[cfg(feature = "mocks")]
#[doc(hidden)]
#[macro_export]
macro_rules! mocked_client {
    ($client:ident) => {
        pub use $crate::mocks;

        impl $client {
            /// A client for the mocks on a server: without credentials, and without retries so that tests are quick.
            pub fn mocked(server: &$crate::mocks::MockServer) -> Self {
                let client = Self::new($crate::Anonymous).with_retries($crate::RetryPolicy::none());
                client.with_base_url($crate::mocks::base_url(server, Self::BASE_URL))
            }
        }
    };
}

/// What a client has for tests; nothing without the feature `mocks` of this crate.
#[cfg(not(feature = "mocks"))]
#[doc(hidden)]
#[macro_export]
macro_rules! mocked_client {
    ($client:ident) => {};
}

/// What a client has for constraints; nothing without the feature `validate` of this crate.
#[cfg(feature = "validate")]
#[doc(hidden)]
#[macro_export]
macro_rules! checking_client {
    ($client:ident) => {
        impl $client {
            /// The same client, which holds the arguments of calls against the constraints of the description: a call
            /// with one that breaks them sends nothing.
            #[must_use]
            pub fn with_argument_checks(self) -> Self {
                Self { core: self.core.with_argument_checks() }
            }
        }
    };
}

/// What a client has for constraints; nothing without the feature `validate` of this crate.
#[cfg(not(feature = "validate"))]
#[doc(hidden)]
#[macro_export]
macro_rules! checking_client {
    ($client:ident) => {};
}
