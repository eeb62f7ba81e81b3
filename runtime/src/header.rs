//! Headers that a user sets.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::ToText;
use crate::error::{Error, Result};

/// The headers that nobody but the transport sets.
const TRANSPORTS_OWN: [HeaderName; 4] =
    [header::HOST, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION];

/// What is said in them, once for each time that it is said.
pub(crate) fn transports_own(headers: &HeaderMap) -> [Vec<HeaderValue>; 4] {
    TRANSPORTS_OWN.map(|name| headers.get_all(name).iter().cloned().collect())
}

/// A header from its two texts.
pub(crate) fn header_pair(name: &str, value: &dyn ToText) -> Result<(HeaderName, HeaderValue)> {
    let header =
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| Error::usage(format!("{name:?} is no header name")))?;
    if TRANSPORTS_OWN.contains(&header) {
        return Err(Error::usage(format!("the header {name:?} is the transport's own")));
    }
    let mut value = HeaderValue::from_str(&value.to_text())
        .map_err(|_| Error::usage(format!("the value of the header {name:?} holds a character no header can hold")))?;
    // Whoever sets these by hand has them hidden as well as credentials are.
    value.set_sensitive(matches!(header, header::AUTHORIZATION | header::PROXY_AUTHORIZATION | header::COOKIE));
    Ok((header, value))
}
