//! A `tracing` span for every request, named and filled as OpenTelemetry's conventions for HTTP clients say. Its
//! `error.type` is a status, the name of a kind of transport error, `cancelled` or `not_sent`. Without the feature `tracing`
//! nothing of it is compiled.

#[cfg(feature = "tracing")]
pub(crate) use with_tracing::Span;
#[cfg(not(feature = "tracing"))]
pub(crate) use without::Span;

#[cfg(feature = "tracing")]
mod with_tracing {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, Ordering};

    use http::{Method, StatusCode, Uri, Version};
    use tracing::field::Empty;

    use crate::error::{Error, shown};
    use crate::transport::TransportErrorKind;

    /// One request; nothing as long as nobody listens. It ends with the answer, or with the answer's head where the body is
    /// left to the caller.
    pub(crate) struct Span(Option<Box<Told>>);

    struct Told {
        span: tracing::Span,
        /// Whether it is known what became of the request.
        settled: AtomicBool,
    }

    impl Span {
        /// The span shows the address without values. `before` is how many requests were sent for the call already.
        pub(crate) fn new(method: &Method, uri: &Uri, before: u16) -> Self {
            // Looked for only if somebody listens, as all of it is.
            let port = || uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
            let known = || is_known(method.as_str());
            let span = tracing::info_span!(
                "request",
                "otel.name" = if known() { method.as_str() } else { "HTTP" },
                "otel.kind" = "client",
                "otel.status_code" = Empty,
                "http.request.method" = if known() { method.as_str() } else { "_OTHER" },
                "http.request.method_original" = Empty,
                "http.request.resend_count" = Empty,
                "http.response.status_code" = Empty,
                "network.protocol.version" = Empty,
                "server.address" = host(uri),
                "server.port" = port(),
                "url.full" = shown(uri),
                "error.type" = Empty,
            );
            // One that no subscriber wants still tells its story to `log`, with that feature of tracing.
            if span.is_none() {
                return Self(None);
            }
            if !known() {
                span.record("http.request.method_original", method.as_str());
            }
            if before > 0 {
                span.record("http.request.resend_count", before);
            }
            Self(Some(Box::new(Told { span, settled: AtomicBool::new(false) })))
        }

        /// Does something within the span.
        pub(crate) fn within<O>(&self, work: impl FnOnce() -> O) -> O {
            match &self.0 {
                Some(told) => told.span.in_scope(work),
                None => work(),
            }
        }

        pub(crate) fn head(&self, status: StatusCode, version: Version) {
            let Some(told) = &self.0 else { return };
            told.settled.store(true, Ordering::Relaxed);
            told.span.record("http.response.status_code", status.as_u16());
            told.span.record("network.protocol.version", number(version));
            if status.is_client_error() || status.is_server_error() {
                told.failed(status.as_str());
            }
        }

        /// The body is read within the span too.
        pub(crate) fn reads(&self) {
            if let Some(told) = &self.0 {
                told.settled.store(false, Ordering::Relaxed);
            }
        }

        pub(crate) fn has_read(&self) {
            if let Some(told) = &self.0 {
                told.settled.store(true, Ordering::Relaxed);
            }
        }

        pub(crate) fn error(&self, kind: TransportErrorKind) {
            if let Some(told) = &self.0 {
                told.failed(kind.name());
            }
        }

        /// A hook refused the request, or there are no credentials for it.
        pub(crate) fn not_sent(&self, error: &Error) {
            let Some(told) = &self.0 else { return };
            told.failed(match error {
                Error::Timeout(failure) => failure.source.kind().name(),
                _ => "not_sent",
            });
        }
    }

    impl Told {
        fn failed(&self, kind: &str) {
            self.settled.store(true, Ordering::Relaxed);
            self.span.record("error.type", kind);
            self.span.record("otel.status_code", "ERROR");
        }
    }

    /// Whoever gave the call up wants no answer.
    impl Drop for Told {
        fn drop(&mut self) {
            if !self.settled.load(Ordering::Relaxed) {
                self.failed("cancelled");
            }
        }
    }

    /// The methods that spans name: others would be names without number. The variable is one that all instrumentations
    /// heed.
    fn is_known(method: &str) -> bool {
        static GIVEN: OnceLock<Option<String>> = OnceLock::new();
        let given = || std::env::var("OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS").ok();
        // One that is empty counts as none, as all of OpenTelemetry's do.
        match GIVEN.get_or_init(|| given().filter(|given| !given.trim().is_empty())) {
            Some(given) => given.split(',').any(|known| known.trim() == method),
            None => matches!(
                method,
                "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "CONNECT" | "OPTIONS" | "TRACE" | "PATCH" | "QUERY"
            ),
        }
    }

    /// The host; the brackets of an address of IPv6 belong to the URL.
    fn host(uri: &Uri) -> &str {
        let host = uri.host().unwrap_or_default();
        host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
    }

    fn number(version: Version) -> &'static str {
        match version {
            Version::HTTP_09 => "0.9",
            Version::HTTP_10 => "1.0",
            Version::HTTP_2 => "2",
            Version::HTTP_3 => "3",
            _ => "1.1",
        }
    }

    #[cfg(test)]
    mod tests {
        use super::host;

        #[test]
        fn an_address_of_ipv6_is_named_without_brackets() {
            for (uri, name) in [("http://[::1]:8080/x", "::1"), ("https://host.example/x", "host.example")] {
                assert_eq!(uri.parse::<http::Uri>().ok().as_ref().map(host), Some(name));
            }
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod without {
    use http::{Method, StatusCode, Uri, Version};

    use crate::error::Error;
    use crate::transport::TransportErrorKind;

    /// Nothing.
    pub(crate) struct Span;

    impl Span {
        pub(crate) fn new(_method: &Method, _uri: &Uri, _before: u16) -> Self {
            Self
        }

        pub(crate) fn within<O>(&self, work: impl FnOnce() -> O) -> O {
            work()
        }

        pub(crate) fn head(&self, _status: StatusCode, _version: Version) {}

        pub(crate) fn reads(&self) {}

        pub(crate) fn has_read(&self) {}

        pub(crate) fn error(&self, kind: TransportErrorKind) {
            let _ = kind.name();
        }

        pub(crate) fn not_sent(&self, _error: &Error) {}
    }
}
