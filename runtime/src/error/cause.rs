//! Why credentials could not be had.

use std::fmt;

use super::Error;

/// Why there were no credentials for a request that was sent before.
#[derive(Debug)]
pub(super) struct Again {
    pub(super) attempts: u32,
    pub(super) cause: Cause,
}

pub(super) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Text of a source of credentials, which the error shows as its own cause.
impl fmt::Display for Again {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(out)
    }
}

impl std::error::Error for Again {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.source()
    }
}

/// Whether a source of credentials failed for what may pass: an error of ours that says so, or the network, however deep
/// a library that knows neither has wrapped them.
pub(super) fn is_passing(mut cause: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind;
    loop {
        if let Some(error) = cause.downcast_ref::<Error>() {
            return error.is_retryable();
        }
        let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let is_network = matches!(
            kind,
            Some(
                ErrorKind::ConnectionAborted
                    | ErrorKind::ConnectionRefused
                    | ErrorKind::ConnectionReset
                    | ErrorKind::HostUnreachable
                    | ErrorKind::NetworkDown
                    | ErrorKind::NetworkUnreachable
                    | ErrorKind::TimedOut
            )
        );
        if is_network {
            return true;
        }
        let Some(next) = cause.source() else { return false };
        cause = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Shared;

    /// What another library makes of an error.
    #[derive(Debug)]
    struct Wrapped(std::io::Error);

    impl fmt::Display for Wrapped {
        fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("no token")
        }
    }

    impl std::error::Error for Wrapped {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn credentials_may_be_had_later_where_the_network_failed() {
        use std::io::ErrorKind::{ConnectionRefused, NotFound, Other, TimedOut};
        for (kind, expected) in [(ConnectionRefused, true), (TimedOut, true), (NotFound, false), (Other, false)] {
            let error = Error::credentials(Wrapped(kind.into()));
            assert_eq!(error.is_retryable(), expected, "{kind}");
            // However often it is passed on.
            assert_eq!(Error::credentials(Shared(std::sync::Arc::new(error))).is_retryable(), expected, "{kind}");
            let inner = std::io::Error::other(Wrapped(kind.into()));
            assert_eq!(Error::credentials(Wrapped(inner)).is_retryable(), expected, "{kind}");
        }
    }
}
