//! What came from elsewhere, as texts that people read.

use std::borrow::Cow;
use std::fmt;

use http::Uri;

/// The start of a body as text, at most 4 KiB.
pub(crate) fn body_start(body: &[u8]) -> Cow<'_, str> {
    let Some(start) = body.get(..4096) else { return String::from_utf8_lossy(body) };
    // A letter that the limit cuts in two is left out.
    let whole = match std::str::from_utf8(start) {
        Err(error) if error.error_len().is_none() => start.get(..error.valid_up_to()).unwrap_or(start),
        _ => start,
    };
    String::from_utf8_lossy(whole)
}

/// Text of a service for people. Control characters, which could forge a line of a log or command a terminal, are escaped,
/// and so are those that end lines or turn the direction of what follows.
pub(crate) struct Told<'t>(pub(crate) &'t str);

/// Whether a letter shows something else than itself.
fn is_command(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match is_command(letter) {
            true => write!(out, "{}", letter.escape_default()),
            false => write!(out, "{letter}"),
        })
    }
}

/// An address for people: no query values, no user name.
pub(crate) fn shown(uri: &Uri) -> String {
    let mut shown = String::new();
    if let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) {
        shown = format!("{scheme}://{host}");
        if let Some(port) = uri.port_u16() {
            shown.push_str(&format!(":{port}"));
        }
    }
    shown.push_str(uri.path());
    for (index, pair) in uri.query().into_iter().flat_map(|query| query.split('&')).enumerate() {
        shown.push(if index == 0 { '?' } else { '&' });
        let (name, value) = pair.split_once('=').map_or((pair, None), |(name, value)| (name, Some(value)));
        // A bare word is a value as often as a name.
        shown.push_str(if value.is_some() { name } else { ".." });
        shown.push_str(if value.is_some() { "=.." } else { "" });
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_no_values() {
        let uri = "https://user:word@host:8443/a/b?$filter=secret&key&x=".parse::<Uri>().unwrap_or_default();
        assert_eq!(shown(&uri), "https://host:8443/a/b?$filter=..&..&x=..");
    }
}
