//! When a request is sent again, and how long to wait before.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use http::{Method, StatusCode};

use crate::transport::TransportErrorKind;

/// When a request is sent again.
///
/// | what happened | GET HEAD OPTIONS TRACE QUERY PUT DELETE | any other method |
/// |---|---|---|
/// | no connection: nothing was sent | again | again |
/// | the connection broke off, or silence | again | never |
/// | 429 or 503 with `Retry-After`: the service refused | again | again |
/// | 408 429 500 502 503 504 | again | never |
/// | anything else | never | never |
///
/// A body that comes in pieces is never sent again. The wait grows from one attempt to the next, with chance in it, and
/// is at least what `Retry-After` asks for; where that is longer than allowed, the call fails at once and says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    first_delay: Duration,
    longest_delay: Duration,
    longest_retry_after: Duration,
    total: Duration,
    repeat: Repeat,
}

/// Which requests other than idempotent ones are sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Repeat {
    /// None but after a connection that never stood.
    Unsent,
    /// Those that the service refused, saying when to come again.
    Refused,
    /// All.
    Always,
}

impl Default for RetryPolicy {
    /// Four attempts within a minute and a half, half a second before the second one, and no `Retry-After` above a minute.
    fn default() -> Self {
        Self {
            attempts: 4,
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(10),
            longest_retry_after: Duration::from_secs(60),
            // More than the longest `Retry-After`, which could otherwise never be waited for.
            total: Duration::from_secs(90),
            repeat: Repeat::Refused,
        }
    }
}

impl RetryPolicy {
    /// Nothing is sent again.
    pub fn none() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// How often a request is sent at most, the first time included.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The wait before the second attempt, and the longest before any later one. Each is twice the one before, and up to
    /// as much again by chance.
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        self.first_delay = first;
        self.longest_delay = longest.max(first);
        self
    }

    /// The longest `Retry-After` that is waited for.
    pub fn longest_retry_after(mut self, time: Duration) -> Self {
        self.longest_retry_after = time;
        self
    }

    /// The time from the first attempt's start after which no attempt begins. The call's own time ends it too.
    pub fn total(mut self, time: Duration) -> Self {
        self.total = time;
        self
    }

    /// Requests that are not idempotent are sent again only if there was no connection, not even after 429 or 503.
    pub fn only_idempotent(mut self) -> Self {
        self.repeat = Repeat::Unsent;
        self
    }

    /// All requests are treated as idempotent ones. A POST may be carried out twice.
    pub fn always(mut self) -> Self {
        self.repeat = Repeat::Always;
        self
    }

    pub(crate) fn longest_wait(&self) -> Duration {
        self.longest_retry_after
    }

    pub(crate) fn most_attempts(&self) -> u32 {
        self.attempts
    }

    fn repeats(&self, method: &Method, failure: Failure) -> bool {
        let any = is_idempotent(method) || self.repeat == Repeat::Always;
        match failure {
            Failure::Transport(kind) => match kind {
                TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout => true,
                TransportErrorKind::Interrupted | TransportErrorKind::ReadTimeout => any,
                _ => false,
            },
            Failure::Status(status, retry_after) => {
                let refused = matches!(status.as_u16(), 429 | 503) && retry_after.is_some();
                (refused && self.repeat != Repeat::Unsent) || (any && is_passing(status))
            }
        }
    }
}

/// Why an attempt was in vain.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure {
    Transport(TransportErrorKind),
    /// With what `Retry-After` says.
    Status(StatusCode, Option<Duration>),
}

/// Statuses that the same request may not meet the next time.
pub(crate) fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// Whether sending twice does what sending once does (RFC 9110, 9.2.2; QUERY by its own definition).
fn is_idempotent(method: &Method) -> bool {
    method.is_idempotent() || method.as_str() == "QUERY"
}

/// The attempts of one call.
#[derive(Default)]
pub(crate) struct Attempts {
    made: u32,
    /// Made when the first wait is asked for: few calls have one.
    delays: Option<Box<ExponentialBackoff>>,
}

impl Attempts {
    pub(crate) fn begin(&mut self) {
        self.made = self.made.saturating_add(1);
    }

    pub(crate) fn made(&self) -> u32 {
        self.made
    }

    /// How long to wait before the next attempt by this policy, which is the same each time; `None` when there is none.
    /// `elapsed` is since the first one began.
    pub(crate) fn wait(
        &mut self,
        policy: RetryPolicy,
        method: &Method,
        failure: Failure,
        elapsed: Duration,
    ) -> Option<Duration> {
        if self.made >= policy.attempts || !policy.repeats(method, failure) {
            return None;
        }
        let mut wait = self.delay(policy);
        if let Failure::Status(_, Some(asked)) = failure {
            if asked > policy.longest_retry_after {
                return None;
            }
            // A little later than asked for, by chance, so that not all come back at once.
            let spread = policy.first_delay.as_millis().try_into().unwrap_or(u64::MAX);
            wait = wait.max(asked.saturating_add(Duration::from_millis(fastrand::u64(0..=spread))));
        }
        (elapsed.saturating_add(wait) <= policy.total).then_some(wait)
    }

    /// The next wait by this policy alone, which is the same each time.
    pub(crate) fn delay(&mut self, policy: RetryPolicy) -> Duration {
        let delays = self.delays.get_or_insert_with(|| {
            let delays = ExponentialBuilder::new()
                .with_min_delay(policy.first_delay)
                .with_max_delay(policy.longest_delay)
                .without_max_times()
                .with_jitter();
            Box::new(delays.build())
        });
        delays.next().unwrap_or(policy.longest_delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method;

    const REFUSED: Failure = Failure::Status(StatusCode::TOO_MANY_REQUESTS, Some(Duration::ZERO));
    const BROKEN: Failure = Failure::Transport(TransportErrorKind::Interrupted);

    fn status(code: u16) -> Failure {
        Failure::Status(StatusCode::from_u16(code).unwrap_or_default(), None)
    }

    #[test]
    fn the_table_of_the_documentation() {
        let policy = RetryPolicy::default();
        let idempotent =
            [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE, method::query(), Method::PUT, Method::DELETE];
        for (method, idempotent) in idempotent
            .into_iter()
            .map(|method| (method, true))
            .chain([Method::POST, Method::PATCH].map(|method| (method, false)))
        {
            assert!(policy.repeats(&method, Failure::Transport(TransportErrorKind::Connect)));
            assert!(policy.repeats(&method, REFUSED));
            assert!(!policy.only_idempotent().repeats(&method, REFUSED) || idempotent);
            for failure in [BROKEN, status(408), status(429), status(500), status(502), status(503), status(504)] {
                assert_eq!(policy.repeats(&method, failure), idempotent, "{method} {failure:?}");
                assert!(policy.always().repeats(&method, failure));
            }
            for failure in [status(400), status(401), status(404), status(501), status(302)] {
                assert!(!policy.always().repeats(&method, failure), "{method} {failure:?}");
            }
            for kind in [TransportErrorKind::TooLarge, TransportErrorKind::Timeout, TransportErrorKind::Request] {
                assert!(!policy.always().repeats(&method, Failure::Transport(kind)));
            }
        }
    }

    #[test]
    fn waits_grow_and_end() {
        let policy = RetryPolicy::default().delays(Duration::from_millis(100), Duration::from_millis(300)).attempts(6);
        let mut attempts = Attempts::default();
        for (least, most) in [(100, 200), (200, 400), (300, 600), (300, 600), (300, 600)] {
            attempts.begin();
            let wait = attempts.wait(policy, &Method::GET, BROKEN, Duration::ZERO).unwrap_or_default().as_millis();
            assert!((least..=most).contains(&wait), "{wait} is not in {least}..={most}");
        }
        attempts.begin();
        assert_eq!(attempts.wait(policy, &Method::GET, BROKEN, Duration::ZERO), None);
        assert_eq!(attempts.made(), 6);
    }

    /// How often each tenth of what may be added by chance came of so many waits, which is the same for all of them.
    fn tenths(waits: impl Iterator<Item = Duration>, least: Duration, most: Duration) -> [usize; 10] {
        let mut tenths = [0; 10];
        for wait in waits {
            assert!((least..=most).contains(&wait), "{wait:?} is not in {least:?}..={most:?}");
            let tenth = (wait - least).as_nanos() * 10 / (most - least).as_nanos().max(1);
            tenths[usize::try_from(tenth).unwrap_or_default().min(9)] += 1;
        }
        tenths
    }

    /// Clients that failed together do not come back together: their waits lie everywhere between the least and the most.
    #[test]
    fn chance_spreads_the_waits_evenly() {
        const CLIENTS: usize = 5000;
        let (first, asked) = (Duration::from_millis(400), Duration::from_secs(7));
        let policy = RetryPolicy::default().delays(first, first);
        let waits = |failure| {
            std::iter::repeat_with(move || {
                let mut attempts = Attempts::default();
                attempts.begin();
                attempts.wait(policy, &Method::GET, failure, Duration::ZERO).unwrap_or_default()
            })
            .take(CLIENTS)
        };
        let after = Failure::Status(StatusCode::TOO_MANY_REQUESTS, Some(asked));
        for (failure, least) in [(BROKEN, first), (status(503), first), (after, asked)] {
            let tenths = tenths(waits(failure), least, least + first);
            // 500 each, were chance even to the last; a seventh of that is seven times what chance itself is off by.
            assert!(tenths.iter().all(|tenth| (350..=650).contains(tenth)), "{failure:?}: {tenths:?}");
        }
        // Nor do the attempts of one client follow each other by the same time.
        let mut attempts = Attempts::default();
        let mut waits: Vec<Duration> = (0..100).map(|_| attempts.delay(policy)).collect();
        waits.dedup();
        assert!(waits.len() > 90, "{waits:?}");
    }

    #[test]
    fn no_time_is_too_long_or_too_short_to_be_counted_with() {
        let times = [Duration::ZERO, Duration::from_nanos(1), Duration::from_secs(1 << 40), Duration::MAX];
        for first in times {
            for longest in times {
                let policy = RetryPolicy::default().delays(first, longest).longest_retry_after(longest).total(longest);
                let mut attempts = Attempts::default();
                let policy = policy.attempts(u32::MAX);
                for failure in [BROKEN, REFUSED, status(503)].into_iter().cycle().take(300) {
                    attempts.begin();
                    let wait = attempts.wait(policy, &Method::GET, failure, first);
                    assert!(wait.is_none_or(|wait| wait <= longest), "{first:?} {longest:?} {wait:?}");
                }
            }
        }
    }

    #[test]
    fn what_the_service_asks_for() {
        let wait = |seconds: u64, elapsed: u64| {
            let mut attempts = Attempts::default();
            attempts.begin();
            let failure = Failure::Status(StatusCode::SERVICE_UNAVAILABLE, Some(Duration::from_secs(seconds)));
            attempts.wait(RetryPolicy::default(), &Method::POST, failure, Duration::from_secs(elapsed))
        };
        let asked = wait(7, 0).unwrap_or_default().as_millis();
        assert!((7000..=7500).contains(&asked), "{asked}");
        // At least the delay of our own.
        assert!(wait(0, 0).unwrap_or_default() >= Duration::from_millis(500));
        assert!(wait(60, 5).is_some());
        assert_eq!(wait(61, 0), None);
        assert_eq!(wait(u64::MAX, 0), None);
        assert_eq!(wait(7, 85), None);
    }
}
