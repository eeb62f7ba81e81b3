//! What calls may take: time, memory and company.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::json::DEFAULT_DEPTH;
use crate::places::Places;
use crate::retry::RetryPolicy;

/// The greatest length of an answer, unless set: 64 MiB.
pub(crate) const MAX_BODY: usize = 64 * 1024 * 1024;
/// How many requests of a client are under way at once, unless set.
pub(crate) const MOST_AT_ONCE: usize = 256;
/// How many pages of a list are read, unless set.
pub(crate) const MOST_PAGES: usize = 10_000;

/// What one request may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The times allowed; `total` is what is left of it. A transport must keep to `connect`. The client watches over the
    /// others itself, as long as the transport does not block its thread: one that does must keep to all of them.
    pub timeouts: Timeouts,
    /// The greatest length of the answer's body in bytes, after any compression was undone. A transport that gives the
    /// body in pieces need not look at it.
    pub max_body: usize,
}

/// The times allowed for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands: 10 seconds unless set.
    pub connect: Duration,
    /// Between two signs of life, which are pieces of the answer and pieces that are taken of a long body: 30 seconds
    /// unless set.
    pub read: Duration,
    /// For all of it: 100 seconds unless set. Redirects, retries and the waiting between them count. What a download
    /// takes after its first byte counts only if the call itself set a time.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), read: Duration::from_secs(30), total: Duration::from_secs(100) }
    }
}

/// What one call does otherwise than its client: only what is set counts.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CallOptions {
    pub(crate) connect: Option<Duration>,
    pub(crate) read: Option<Duration>,
    pub(crate) total: Option<Duration>,
    pub(crate) max_body: Option<usize>,
    pub(crate) json_depth: Option<usize>,
    pub(crate) retries: Option<RetryPolicy>,
    pub(crate) always: bool,
    pub(crate) pages: Option<usize>,
    /// Which places the requests take, if not the client's.
    pub(crate) places: Option<Company>,
}

/// Whom requests share their places with.
#[derive(Clone, Debug)]
pub(crate) enum Company {
    /// Nobody: each is sent at once.
    None,
    /// Those of the same bound.
    Of(Concurrency),
}

/// A bound for some calls of a client, or of several: at most so many of them are under way at once. Its clones are the
/// same bound.
///
/// ```text
/// let reports = Concurrency::new(2);
/// let call = client.reports().list().options(CallOptions::new().concurrency(&reports));
/// ```
#[derive(Clone)]
pub struct Concurrency(pub(crate) Arc<Places>);

impl Concurrency {
    /// A bound of so many requests, of one at least.
    #[must_use]
    pub fn new(requests: usize) -> Self {
        Self(Arc::new(Places::new(requests.max(1))))
    }
}

impl fmt::Debug for Concurrency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Concurrency")
    }
}

impl CallOptions {
    /// Nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time until the connection stands.
    pub fn connect_timeout(mut self, time: Duration) -> Self {
        self.connect = Some(time);
        self
    }

    /// The time between two signs of life.
    pub fn read_timeout(mut self, time: Duration) -> Self {
        self.read = Some(time);
        self
    }

    /// The time for all of the call, or for each page of a list.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.total = Some(time);
        self
    }

    /// The greatest length of the answer in bytes, after any compression was undone.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// How deep arrays and objects of the answer may nest.
    pub fn json_depth(mut self, depth: usize) -> Self {
        self.json_depth = Some(depth);
        self
    }

    /// How many pages of a list are read at most. A stream of pages or items has it from the call that it is made of, and
    /// its own `page_limit` counts more.
    pub fn page_limit(mut self, pages: usize) -> Self {
        self.pages = Some(pages);
        self
    }

    /// The requests wait for a place of this bound, and not for one of the client's.
    pub fn concurrency(mut self, bound: &Concurrency) -> Self {
        self.places = Some(Company::Of(bound.clone()));
        self
    }

    /// The requests are sent at once, however many the client has under way, and take no place of others: for what must
    /// not wait, and for streams that last, each of which would keep a place.
    pub fn unlimited_concurrency(mut self) -> Self {
        self.places = Some(Company::None);
        self
    }

    /// When the request is sent again.
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.retries = Some(policy);
        self
    }

    /// Sends the request again after any failure that may pass, whatever its method: for calls that may be carried out
    /// twice without harm.
    pub fn retry_always(mut self) -> Self {
        self.always = true;
        self
    }

    /// The limits of a call by a client with these.
    pub(crate) fn limits(&self, client: Limits) -> Limits {
        Limits {
            timeouts: Timeouts {
                connect: self.connect.unwrap_or(client.timeouts.connect),
                read: self.read.unwrap_or(client.timeouts.read),
                total: self.total.unwrap_or(client.timeouts.total),
            },
            max_body: self.max_body.unwrap_or(client.max_body),
        }
    }

    /// The policy of a call by a client with this one.
    pub(crate) fn policy(&self, client: RetryPolicy) -> RetryPolicy {
        let policy = self.retries.unwrap_or(client);
        if self.always { policy.always() } else { policy }
    }
}

/// Marks a request whose answer may take as long as it comes: nobody set a time for the whole of a download. A transport
/// that reads the body on a thread of its own must know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenEnd;

/// How deep the JSON of an answer may nest, on its way to the decoding: in the answer's extensions, so that only a call
/// that sets it pays for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonDepth(pub(crate) usize);

impl JsonDepth {
    pub(crate) fn of<B>(response: &http::Response<B>) -> usize {
        response.extensions().get::<Self>().map_or(DEFAULT_DEPTH, |depth| depth.0)
    }
}
