//! Services of tower as transports.

use std::future::{Ready, ready};
use std::task::{Context, Poll};

use rest_bindgen_runtime as rt;
use rt::blocking::wait;
use rt::{Error, Limits, RetryPolicy, TowerTransport, TransportError, TransportErrorKind, http};
use tower_service::Service;

use super::{BODY, text};
use crate::shape::Client;

#[derive(Clone, Copy)]
enum Echo {
    Answers,
    NeverReady,
    Fails,
    Times,
}

impl Service<http::Request<rt::Body>> for Echo {
    type Response = http::Response<rt::Body>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(if matches!(self, Self::NeverReady) { Err("closed".into()) } else { Ok(()) })
    }

    fn call(&mut self, request: http::Request<rt::Body>) -> Self::Future {
        use http_body::Body as _;
        assert_eq!(request.uri(), "https://host.example/v1/deviceAppManagement/vppTokens/a/syncLicenses");
        assert!(request.body().is_end_stream() && request.body().size_hint().exact() == Some(0));
        assert!(request.extensions().get::<Limits>().is_some_and(|limits| !limits.timeouts.connect.is_zero()));
        ready(match self {
            Self::Fails => Err("reset".into()),
            Self::Times => Err(Box::new(TransportError::new(TransportErrorKind::ReadTimeout, "slow"))),
            _ => Ok(http::Response::new(BODY.into())),
        })
    }
}

fn call(service: Echo) -> rt::Result<String> {
    let client = Client::new(rt::Anonymous).with_base_url("https://host.example/v1");
    let client = client.with_transport(TowerTransport::new(service)).with_retries(RetryPolicy::none());
    wait(client.vpp_tokens().sync_licenses("a")).map(|token| token.name)
}

#[test]
fn a_service_answers_and_its_errors_keep_their_kinds() {
    assert_eq!(call(Echo::Answers).unwrap(), "n");
    let kind = |service, expected: &str| {
        let error = call(service).unwrap_err();
        assert!(text(&error).contains(expected), "{}", text(&error));
        error
    };
    assert!(matches!(kind(Echo::NeverReady, "no connection"), Error::Transport(_)));
    assert!(matches!(kind(Echo::Fails, "broke off"), Error::Transport(_)));
    assert!(matches!(kind(Echo::Times, "no sign of life"), Error::Timeout(_)));
}
