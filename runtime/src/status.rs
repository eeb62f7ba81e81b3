//! Answers that are not success, and the form OData services give their errors.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method, StatusCode};
use url::{Origin, Url};

use crate::error::{CLIENT_REQUEST_IDS, REQUEST_IDS, Told, named};
use crate::json::{from_own, from_slice_within};
use crate::limits::JsonDepth;
use crate::whole::Truncated;
use crate::{Bytes, Decode, DecodeResult, Extra, Json, Kind, Map};

/// An answer whose status is not success.
pub struct StatusError {
    /// The request's method.
    pub method: Method,
    /// The request's address without query values.
    pub url: String,
    /// The answer's status.
    pub status: StatusCode,
    /// The answer's headers.
    pub headers: HeaderMap,
    /// The answer's body, whole unless it is [truncated](Self::truncated).
    pub body: Bytes,
    /// Only the start of the body is there, at most 4 KiB: the rest was longer than allowed, or did not come.
    pub truncated: bool,
    /// The name the service gave the request (`request-id`, `x-request-id`, `x-ms-request-id` and the like).
    pub request_id: Option<String>,
    /// The name the client gave the request (`client-request-id`, `x-ms-client-request-id`).
    pub client_request_id: Option<String>,
    /// How long the service asks to wait (`Retry-After`, or `retry-after-ms` and `x-ms-retry-after-ms`).
    pub retry_after: Option<Duration>,
    /// The error in the body, if it has the form of an OData service.
    pub odata: Option<ODataError>,
    /// How often the request was sent, this answer being the last.
    pub attempts: u32,
    /// How deep the body may nest.
    depth: usize,
}

impl StatusError {
    pub(crate) fn new(method: Method, url: String, response: http::Response<Bytes>, attempts: u32) -> Self {
        let depth = JsonDepth::of(&response);
        let (parts, body) = response.into_parts();
        let text = |names: &[&str]| named(&parts.headers, names).map(ToOwned::to_owned);
        let odata = ODataError::parse(&body);
        let inner = odata.as_ref().and_then(|error| error.inner.as_deref());
        Self {
            method,
            url,
            status: parts.status,
            request_id: text(&REQUEST_IDS).or_else(|| inner.and_then(|inner| inner.request_id.clone())),
            client_request_id: text(&CLIENT_REQUEST_IDS)
                .or_else(|| inner.and_then(|inner| inner.client_request_id.clone())),
            retry_after: retry_after_of(&parts.headers),
            truncated: parts.extensions.get::<Truncated>().is_some(),
            headers: parts.headers,
            body,
            odata,
            attempts,
            depth,
        }
    }

    /// The body as the type the description gives this status, nested no deeper than the call allows.
    ///
    /// # Errors
    /// When the body has another shape.
    pub fn decode<E: Decode>(&self) -> DecodeResult<E> {
        from_slice_within(&self.body, self.depth)
    }

    /// What the service calls the error, for programs: the `code` of an OData error, else the member `code` of the body,
    /// or of the first of its `errors`.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        match &self.odata {
            Some(error) => error.code.clone().filter(|text| !text.is_empty()),
            None => {
                let code = told(&self.body).shift_remove("code")?;
                plain(&code).filter(|text| matches!(code.kind(), Kind::String | Kind::Number) && !text.is_empty())
            }
        }
    }

    /// What the service says of the error to people: the `message` of an OData error, the `title` and `detail` of problem
    /// details (RFC 9457), else the member `message` of the body, or of the first of its `errors`.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        match &self.odata {
            Some(error) => error.message.clone().filter(|text| !text.is_empty()),
            None => Some(problem(&self.body).join(": ")).filter(|text| !text.is_empty()),
        }
    }

    /// The start of the body as text, at most 4 KiB.
    #[must_use]
    pub fn body_start(&self) -> Cow<'_, str> {
        crate::error::body_start(&self.body)
    }

    /// Where the service points to (`Location`): a redirect to another origin is not followed.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.headers.get(http::header::LOCATION)?.to_str().ok()
    }

    /// Where a redirect leads, for people: the origin alone, for the rest of an address may hold secrets.
    fn leads_to(&self) -> Option<String> {
        let location = self.location().filter(|_| self.status.is_redirection())?;
        let from = Url::parse(&self.url).ok()?;
        let Ok(to) = from.join(location) else { return Some("no address".to_owned()) };
        Some(match to.origin() {
            origin if origin == from.origin() => "another address of the service".to_owned(),
            Origin::Opaque(_) => format!("a {} address", to.scheme()),
            origin => origin.ascii_serialization(),
        })
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} answered {}", self.method, self.url, self.status)?;
        match &self.odata {
            Some(error) => write!(out, ": {error}")?,
            None => problem(&self.body).iter().try_for_each(|text| write!(out, ": {}", Told(text)))?,
        }
        if let Some(to) = self.leads_to() {
            write!(out, ", which leads to {to} and was not followed")?;
        }
        if let Some(id) = &self.request_id {
            write!(out, " (request {})", Told(id))?;
        }
        if self.truncated {
            out.write_str(", and only the start of its body was read")?;
        }
        if self.attempts > 1 {
            write!(out, ", {} attempts", self.attempts)?;
        }
        Ok(())
    }
}

/// Without the body and the header values, which may hold secrets.
impl fmt::Debug for StatusError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("StatusError")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("client_request_id", &self.client_request_id)
            .field("retry_after", &self.retry_after)
            .field("odata", &self.odata)
            .field("attempts", &self.attempts)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("truncated", &self.truncated)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for StatusError {}

/// What tells the error in a body outside OData: its members, or those of the first of several `errors` where there is
/// nothing else.
fn told(body: &[u8]) -> Map<Json> {
    let members = from_own::<Map<Json>>(body).unwrap_or_default();
    if ["code", "title", "detail", "message"].into_iter().any(|name| members.contains_key(name)) {
        return members;
    }
    let errors = members.get("errors").and_then(|errors| errors.parse::<Vec<Json>>().ok()).unwrap_or_default();
    errors.first().and_then(|first| first.parse().ok()).unwrap_or_default()
}

/// What a body says of its error to people, outside OData: problem details (RFC 9457), or a bare message.
fn problem(body: &[u8]) -> Vec<String> {
    let members = told(body);
    let text = |name: &str| members.get(name)?.parse::<String>().ok().filter(|text| !text.is_empty());
    let details: Vec<String> = ["title", "detail"].into_iter().filter_map(text).collect();
    if details.is_empty() { text("message").into_iter().collect() } else { details }
}

/// How long the service asks to wait; `None` where it does not, or says it in no form that is known. Of several times the
/// longest counts.
pub(crate) fn retry_after_of(headers: &HeaderMap) -> Option<Duration> {
    let texts = |name: &'static str| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    // Services of Azure say it in milliseconds, too, which is more exact.
    let milliseconds = ["retry-after-ms", "x-ms-retry-after-ms"].into_iter().flat_map(texts);
    if let Some(wait) = milliseconds.filter_map(|text| number(text, 1)).max() {
        return Some(wait);
    }
    // A date is one by the service's clock, which may differ from this machine's.
    let now = texts("date").find_map(|date| httpdate::parse_http_date(date.trim()).ok());
    let now = now.unwrap_or_else(crate::clock::now);
    texts("retry-after").filter_map(|value| retry_after(value, now)).max()
}

/// Seconds (of several, the longest), or a date.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let seconds = value.split(',').map(|part| number(part, 1000)).collect::<Option<Vec<_>>>();
    if let Some(seconds) = seconds.and_then(|seconds| seconds.into_iter().max()) {
        return Some(seconds);
    }
    let date = httpdate::parse_http_date(value.trim()).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// A number of units of so many milliseconds. RFC 9110 has whole numbers only; some services write decimals, which are
/// rounded up. More digits than any number has are a time that nobody waits.
fn number(text: &str, unit: u64) -> Option<Duration> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let more = u64::from(fraction.bytes().any(|digit| digit != b'0'));
    let Some(units) = whole.parse::<u64>().ok().and_then(|units| units.checked_add(more)) else {
        return Some(Duration::from_secs(u64::MAX));
    };
    let parts = 1000_u64.checked_div(unit).unwrap_or(1);
    let rest = units.checked_rem(parts).unwrap_or_default().saturating_mul(unit);
    Some(Duration::from_secs(units.checked_div(parts).unwrap_or(units)).saturating_add(Duration::from_millis(rest)))
}

/// An error in the form OData services give it: `{"error": {"code", "message", ...}}`. Also read:
/// `{"error": "code", "error_description": "message"}` of token endpoints, and `{"error": "code", "message": "message"}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ODataError {
    /// The error's name, for programs.
    pub code: Option<String>,
    /// What happened, for people. Some services put a JSON document here.
    pub message: Option<String>,
    /// What the error is about, such as a property.
    pub target: Option<String>,
    /// Further errors.
    pub details: Vec<ODataError>,
    /// What the service says about the error's cause.
    pub inner: Option<Box<InnerError>>,
    /// Any other member.
    pub extra: Extra,
}

/// What a service says about an error's cause (`innerError` or `innererror`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InnerError {
    /// A narrower name of the error.
    pub code: Option<String>,
    /// A narrower message.
    pub message: Option<String>,
    /// When it happened; services leave the offset out, so it stays text.
    pub date: Option<String>,
    /// The name the service gave the request.
    pub request_id: Option<String>,
    /// The name the client gave the request.
    pub client_request_id: Option<String>,
    /// The cause's cause.
    pub inner: Option<Box<InnerError>>,
    /// Any other member.
    pub extra: Extra,
}

/// How deep causes are followed; deeper ones stay in `extra`.
const DEEPEST: usize = 16;

impl ODataError {
    /// The error in a body, whatever else is wrong with it. `None` when there is none.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
        // As deep as it is: only so much of it is read as there are causes to follow.
        let mut body = from_own::<Map<Json>>(body).ok()?;
        // Version 3 of OData calls it so.
        let error = body.shift_remove("error").or_else(|| body.shift_remove("odata.error"))?;
        match error.kind() {
            Kind::Object => Some(Self::read(error.parse().ok()?, DEEPEST)),
            Kind::String => {
                let mut text = |name: &str| body.shift_remove(name)?.parse::<String>().ok();
                let message = text("error_description").or_else(|| text("message"));
                Some(Self { code: plain(&error), message, ..Self::default() })
            }
            _ => None,
        }
    }

    fn read(members: Map<Json>, depth: usize) -> Self {
        let mut error = Self::default();
        for (name, value) in members {
            match (name.as_str(), value.kind()) {
                ("code", Kind::String | Kind::Number) => error.code = plain(&value),
                ("message", Kind::String) => error.message = plain(&value),
                // Version 3 of OData wraps the message with its language.
                ("message", Kind::Object) => {
                    let text = crate::member_text(value.as_str(), "value").ok().flatten();
                    error.message = text.or_else(|| plain(&value));
                }
                ("target", Kind::String) => error.target = plain(&value),
                ("details", Kind::Array) if depth > 0 => {
                    let details = value.parse::<Vec<Json>>().unwrap_or_default();
                    let details = details.iter().filter_map(|detail| detail.parse().ok());
                    error.details = details.map(|detail| Self::read(detail, depth - 1)).collect();
                }
                ("innerError" | "innererror", Kind::Object) if depth > 0 => {
                    error.inner = value.parse().ok().map(|inner| Box::new(InnerError::read(inner, depth - 1)));
                }
                _ => {
                    error.extra.insert(&name, value);
                }
            }
        }
        error
    }
}

impl InnerError {
    fn read(members: Map<Json>, depth: usize) -> Self {
        let mut error = Self::default();
        for (name, value) in members {
            match (name.as_str(), value.kind()) {
                ("code", Kind::String | Kind::Number) => error.code = plain(&value),
                ("message", Kind::String) => error.message = plain(&value),
                ("date", Kind::String) => error.date = plain(&value),
                ("request-id", Kind::String) => error.request_id = plain(&value),
                ("client-request-id", Kind::String) => error.client_request_id = plain(&value),
                ("innerError" | "innererror", Kind::Object) if depth > 0 => {
                    error.inner = value.parse().ok().map(|inner| Box::new(Self::read(inner, depth - 1)));
                }
                _ => {
                    error.extra.insert(&name, value);
                }
            }
        }
        error
    }
}

/// A string's text, or the JSON of anything else.
fn plain(value: &Json) -> Option<String> {
    Some(value.parse::<String>().unwrap_or_else(|_| value.to_string()))
}

impl fmt::Display for ODataError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(out, "{}: {}", Told(code), Told(message)),
            (Some(text), None) | (None, Some(text)) => Told(text).fmt(out),
            (None, None) => out.write_str("no code and no message"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_services_use() {
        let graph = br#"{"error":{"code":"c","message":"m","innererror":{"date":"2019-04-10T14:15:26","request-id":"r","client-request-id":"k","innerError":{"code":"deep"},"x":1},"y":2}}"#;
        let error = ODataError::parse(graph).unwrap_or_default();
        assert_eq!(error.to_string(), "c: m");
        assert_eq!(error.extra.len(), 1);
        let inner = error.inner.unwrap_or_default();
        assert_eq!((inner.date.as_deref(), inner.request_id.as_deref()), (Some("2019-04-10T14:15:26"), Some("r")));
        assert_eq!(inner.inner.unwrap_or_default().code.as_deref(), Some("deep"));
        let token = ODataError::parse(br#"{"error":"invalid_client","error_description":"no"}"#).unwrap_or_default();
        assert_eq!(token.to_string(), "invalid_client: no");
        let old =
            ODataError::parse(br#"{"error":{"code":5,"message":{"lang":"en","value":"text"}}}"#).unwrap_or_default();
        assert_eq!(old.to_string(), "5: text");
        for other in ["", "{}", "[]", "{\"error\":null}", "<html>"] {
            assert_eq!(ODataError::parse(other.as_bytes()), None, "{other}");
        }
        let deep = format!("{{\"error\":{}1{}}}", "{\"innerError\":".repeat(120), "}".repeat(120));
        assert!(ODataError::parse(deep.as_bytes()).is_some());
    }

    #[test]
    fn what_is_said_outside_odata() {
        let shown = |body: &'static str| {
            let response = http::Response::builder().status(409).body(body.into()).unwrap_or_default();
            StatusError::new(Method::GET, "u".to_owned(), response, 1).to_string()
        };
        let said = shown(r#"{"type":"about:blank","title":"Out of stock","detail":"No \u001bmore.","status":409}"#);
        assert_eq!(said, r"GET u answered 409 Conflict: Out of stock: No \u{1b}more.");
        assert_eq!(shown(r#"{"message":"Not Found","status":"404"}"#), "GET u answered 409 Conflict: Not Found");
        let said = |body: &'static str| {
            let response = http::Response::builder().status(409).body(body.into()).unwrap_or_default();
            let error = crate::Error::Status(Box::new(StatusError::new(Method::GET, "u".to_owned(), response, 1)));
            (error.code(), error.message())
        };
        let both = |code: &str, message: &str| (Some(code.to_owned()), Some(message.to_owned()));
        assert_eq!(said(r#"{"error":{"code":"c","message":"m"}}"#), both("c", "m"));
        assert_eq!(said(r#"{"error":"c","error_description":"m"}"#), both("c", "m"));
        assert_eq!(said(r#"{"code":42,"message":"m"}"#), both("42", "m"));
        assert_eq!(said(r#"{"status":404,"error":"c","message":"m","path":"/x"}"#), both("c", "m"));
        assert_eq!(said(r#"{"odata.error":{"code":"c","message":{"lang":"en","value":"m"}}}"#), both("c", "m"));
        assert_eq!(said(r#"{"errors":[{"code":"c","title":"a","detail":"b"},{"code":"d"}]}"#), both("c", "a: b"));
        assert_eq!(said(r#"{"type":"t","title":"a","detail":"b","code":"c"}"#), both("c", "a: b"));
        for none in [
            "",
            "[]",
            r#"{"code":{},"message":7}"#,
            r#"{"code":"","message":""}"#,
            r#"{"error":{"code":"","message":""}}"#,
            r#"{"errors":{"a":["b"]}}"#,
            "\u{0}",
        ] {
            assert_eq!(said(none), (None, None), "{none}");
        }
        for other in ["", "[]", r#"{"title":5}"#, r#"{"message":null}"#, "<html>"] {
            assert_eq!(shown(other), "GET u answered 409 Conflict", "{other}");
        }
    }

    #[test]
    fn a_redirect_says_where_it_leads_and_no_more() {
        let shown = |status: u16, location: &str| {
            let response = http::Response::builder().status(status).header("location", location);
            let response = response.body(Bytes::new()).unwrap_or_default();
            StatusError::new(Method::GET, "https://host.example/a?key=..".to_owned(), response, 1).to_string()
        };
        let start = "GET https://host.example/a?key=.. answered";
        for (location, to) in [
            ("https://login.example/x?state=canary", "https://login.example"),
            ("//login.example:444/canary", "https://login.example:444"),
            ("http://user:canary@host.example/", "http://host.example"),
            ("/b?canary", "another address of the service"),
            ("", "another address of the service"),
            ("file:///canary", "a file address"),
            ("http://[canary", "no address"),
        ] {
            let expected = format!("{start} 302 Found, which leads to {to} and was not followed");
            assert_eq!(shown(302, location), expected, "{location}");
        }
        assert_eq!(shown(404, "https://login.example"), format!("{start} 404 Not Found"));
    }

    #[test]
    fn what_a_service_says_commands_no_terminal() {
        let body = r#"{"error":{"code":"a\u001b[2J","message":"b\r\n2026-01-01 INFO forged\u0000\u009b1m é"}}"#;
        let shown = ODataError::parse(body.as_bytes()).unwrap_or_default().to_string();
        assert_eq!(shown, r"a\u{1b}[2J: b\r\n2026-01-01 INFO forged\u{0}\u{9b}1m é");
        let turned = "{\"error\":{\"message\":\"a\u{202e}b\u{2066}c\u{2028}d\u{200f}\"}}";
        let shown = ODataError::parse(turned.as_bytes()).unwrap_or_default().to_string();
        assert_eq!(shown, r"a\u{202e}b\u{2066}c\u{2028}d\u{200f}");
    }

    #[test]
    fn waiting_times() {
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!(retry_after("5", now), Some(Duration::from_secs(5)));
        assert_eq!(retry_after("5, 7", now), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:01:00 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("99999999999999999999999", now), Some(Duration::from_secs(u64::MAX)));
        assert_eq!(retry_after("1.5", now), Some(Duration::from_secs(2)));
        assert_eq!(retry_after(" 3.000 ", now), Some(Duration::from_secs(3)));
        assert_eq!(retry_after("18446744073709551615.1", now), Some(Duration::from_secs(u64::MAX)));
        // The two older forms of a date (RFC 9110, 5.6.7), and one of the past.
        assert_eq!(retry_after("Thursday, 01-Jan-70 00:00:09 GMT", now), Some(Duration::from_secs(9)));
        assert_eq!(retry_after("Thu Jan  1 00:00:09 1970", now), Some(Duration::from_secs(9)));
        let later = now + Duration::from_secs(99);
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:01:00 GMT", later), Some(Duration::ZERO));
        for other in ["soon", "-1", "", "+1", ".5", "1e9", "1,5,", "0x10", "1_000", "٣", "Thu, 01 Jan 1970"] {
            assert_eq!(retry_after(other, now), None, "{other}");
        }
    }

    #[test]
    fn waiting_times_by_the_clock_of_the_service() {
        let wait = |headers: &[(&'static str, &'static str)]| {
            let pairs = headers
                .iter()
                .map(|(name, value)| (http::HeaderName::from_static(name), http::HeaderValue::from_static(value)));
            retry_after_of(&pairs.collect()).map(|wait| wait.as_millis())
        };
        let date = ("date", "Thu, 01 Jan 1970 00:01:00 GMT");
        assert_eq!(wait(&[date, ("retry-after", "Thu, 01 Jan 1970 00:01:07 GMT")]), Some(7000));
        assert_eq!(wait(&[date, ("retry-after", "Thu, 01 Jan 1970 00:00:07 GMT")]), Some(0));
        assert_eq!(wait(&[("retry-after", "Thu, 01 Jan 1970 00:01:07 GMT"), ("date", "soon")]), Some(0));
        assert_eq!(wait(&[date, ("retry-after", "7")]), Some(7000));
        assert_eq!(wait(&[("retry-after", "1"), ("retry-after-ms", "250")]), Some(250));
        assert_eq!(wait(&[("x-ms-retry-after-ms", "1500")]), Some(1500));
        assert_eq!(wait(&[("retry-after-ms", "-1"), ("retry-after", "2")]), Some(2000));
        assert_eq!(wait(&[date]), None);
        // Of two headers the longer time counts, and what is none does not.
        assert_eq!(wait(&[("retry-after", "1"), ("retry-after", "30")]), Some(30_000));
        assert_eq!(wait(&[("retry-after", "soon"), ("retry-after", "2")]), Some(2000));
        assert_eq!(wait(&[("retry-after-ms", "1250.5")]), Some(1251));
        assert_eq!(wait(&[("retry-after-ms", "99999999999999999999")]), Some(u128::from(u64::MAX) * 1000));
    }
}
