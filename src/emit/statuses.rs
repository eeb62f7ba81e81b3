//! What a status says by itself.

use crate::model::Status;

/// Whether a text says no more than the status does: its name (RFC 9110, chapter 15), or that it is a success.
pub(super) fn restates(status: Status, text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '!']).to_ascii_lowercase();
    let Status::Code(code) = status else { return status.is_success() && SUCCESS.contains(&text.as_str()) };
    let text = text.strip_prefix(&code.to_string()).unwrap_or(&text).trim_start_matches([' ', '-', ':']);
    let own = NAMES.iter().any(|(known, name)| *known == code && *name == text);
    text.is_empty() || own || (status.is_success() && SUCCESS.contains(&text))
}

const SUCCESS: &[&str] =
    &["ok", "success", "successful", "successful operation", "successful response", "successful request"];

const NAMES: &[(u16, &str)] = &[
    (200, "ok"),
    (201, "created"),
    (202, "accepted"),
    (204, "no content"),
    (206, "partial content"),
    (301, "moved permanently"),
    (302, "found"),
    (304, "not modified"),
    (400, "bad request"),
    (401, "unauthorized"),
    (402, "payment required"),
    (403, "forbidden"),
    (404, "not found"),
    (405, "method not allowed"),
    (406, "not acceptable"),
    (408, "request timeout"),
    (409, "conflict"),
    (410, "gone"),
    (412, "precondition failed"),
    (413, "content too large"),
    (413, "payload too large"),
    (415, "unsupported media type"),
    (422, "unprocessable content"),
    (422, "unprocessable entity"),
    (429, "too many requests"),
    (500, "internal server error"),
    (501, "not implemented"),
    (502, "bad gateway"),
    (503, "service unavailable"),
    (504, "gateway timeout"),
];

#[cfg(test)]
mod tests {
    use super::restates;
    use crate::model::Status;

    #[test]
    fn names_of_statuses_say_nothing_more() {
        assert!(restates(Status::Code(404), "Not Found."));
        assert!(restates(Status::Code(404), "404 Not Found"));
        assert!(restates(Status::Code(200), "Successful Response"));
        assert!(restates(Status::Range(2), "OK"));
        assert!(!restates(Status::Code(404), "No such pet"));
        assert!(!restates(Status::Code(403), "Not Found"));
        assert!(!restates(Status::Default, "Success"));
    }
}
