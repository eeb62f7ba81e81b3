//! Streams of events that are taken up again when their connection ends (WHATWG HTML, "server-sent events", 9.2.3).

use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode};

use super::EventParser;
use crate::bounds::BoxFuture;
use crate::download::Download;
use crate::error::{Error, Result};
use crate::transport::TransportErrorKind;

/// How long is waited before a new connection where the service does not say.
const WAIT: Duration = Duration::from_secs(3);

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The connections of one stream of events.
#[derive(Default)]
pub(super) struct Connections {
    /// Whether there is another one after the end of each.
    wanted: bool,
    /// How many in a row brought no event.
    in_vain: u32,
    /// Whether the service gave an id: until then, one that the caller set stays.
    has_ids: bool,
}

impl Connections {
    pub(super) fn want(&mut self) {
        self.wanted = true;
    }

    /// An event came.
    pub(super) fn fruitful(&mut self) {
        self.in_vain = 0;
    }

    /// The next connection after one that ended, or broke off by this error; the outcome where there is none.
    pub(super) fn next(
        &mut self,
        ended: &Download,
        parser: &mut EventParser,
        error: Option<Error>,
    ) -> Result<BoxFuture<'static, Result<Download>>, Option<Error>> {
        let may_pass = match &error {
            None => true,
            Some(Error::Transport(failure) | Error::Timeout(failure)) => {
                matches!(failure.source.kind(), TransportErrorKind::Interrupted | TransportErrorKind::ReadTimeout)
            }
            Some(_) => false,
        };
        // The service says by this status that there is nothing more to come.
        let is_over = ended.status == StatusCode::NO_CONTENT;
        let policy = ended.policy();
        self.in_vain = self.in_vain.saturating_add(1);
        if !self.wanted || is_over || !may_pass || !ended.is_repeatable() || self.in_vain > policy.most_attempts() {
            return Err(error);
        }
        parser.reconnect();
        // As UTF-8 (9.2.3).
        let id = HeaderValue::from_bytes(parser.last_id().as_bytes()).ok().filter(|id| !id.is_empty());
        let wait = spread(parser.retry().unwrap_or(WAIT)).min(policy.longest_wait());
        self.has_ids |= id.is_some();
        Ok(ended.again(wait, self.has_ids.then_some((LAST_EVENT_ID, id))))
    }
}

/// A wait that is up to a quarter longer by chance: the streams of a service that starts anew all end at once, and are not
/// to come back at once.
fn spread(wait: Duration) -> Duration {
    let most = u64::try_from(wait.as_millis() / 4).unwrap_or(u64::MAX);
    wait.saturating_add(Duration::from_millis(fastrand::u64(0..=most)))
}
