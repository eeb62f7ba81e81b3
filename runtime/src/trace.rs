//! A `tracing` span for every request, named and filled as OpenTelemetry's conventions for HTTP clients say. Without the
//! feature `tracing` nothing of it is compiled.

#[cfg(feature = "tracing")]
pub(crate) use with_tracing::Span;
#[cfg(not(feature = "tracing"))]
pub(crate) use without::Span;

#[cfg(feature = "tracing")]
mod with_tracing {
    use http::{Method, StatusCode, Uri};
    use tracing::field::Empty;

    use crate::error::shown;
    use crate::transport::TransportErrorKind;

    /// One request; nothing as long as nobody listens.
    pub(crate) struct Span(Option<Box<tracing::Span>>);

    impl Span {
        /// The span shows the address without values.
        pub(crate) fn new(method: &Method, uri: &Uri, attempt: u32) -> Self {
            // Looked for only if somebody listens, as all of it is.
            let port = || uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
            let span = tracing::info_span!(
                "request",
                "otel.name" = method.as_str(),
                "otel.kind" = "client",
                "otel.status_code" = Empty,
                "http.request.method" = method.as_str(),
                "http.request.resend_count" = Empty,
                "http.response.status_code" = Empty,
                "server.address" = uri.host().unwrap_or_default(),
                "server.port" = port(),
                "url.full" = shown(uri),
                "error.type" = Empty,
            );
            if attempt > 1 {
                span.record("http.request.resend_count", attempt - 1);
            }
            // One that no subscriber wants still tells its story to `log`, with that feature of tracing.
            Self((!span.is_none()).then(|| Box::new(span)))
        }

        /// Does something within the span.
        pub(crate) fn within<O>(&self, work: impl FnOnce() -> O) -> O {
            match &self.0 {
                Some(span) => span.in_scope(work),
                None => work(),
            }
        }

        pub(crate) fn status(&self, status: StatusCode) {
            let Some(span) = &self.0 else { return };
            span.record("http.response.status_code", status.as_u16());
            if status.is_client_error() || status.is_server_error() {
                self.failed(status.as_str());
            }
        }

        pub(crate) fn error(&self, kind: TransportErrorKind) {
            self.failed(kind.name());
        }

        fn failed(&self, kind: &str) {
            let Some(span) = &self.0 else { return };
            span.record("error.type", kind);
            span.record("otel.status_code", "ERROR");
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod without {
    use http::{Method, StatusCode, Uri};

    use crate::transport::TransportErrorKind;

    /// Nothing.
    pub(crate) struct Span;

    impl Span {
        pub(crate) fn new(_method: &Method, _uri: &Uri, _attempt: u32) -> Self {
            Self
        }

        pub(crate) fn within<O>(&self, work: impl FnOnce() -> O) -> O {
            work()
        }

        pub(crate) fn status(&self, _status: StatusCode) {}

        pub(crate) fn error(&self, kind: TransportErrorKind) {
            let _ = kind.name();
        }
    }
}
