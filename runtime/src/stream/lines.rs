//! JSON values out of pieces of any length: one on each line, or after each record separator (RFC 7464).

use std::collections::VecDeque;

use super::TooLong;
use crate::Bytes;

/// The record separator of JSON sequences.
const RECORD: u8 = 0x1E;

/// Cuts bytes as they come into the texts between separators. It reads nothing itself.
#[derive(Debug)]
pub struct LineParser {
    separator: u8,
    /// What came after the last separator.
    text: Vec<u8>,
    limit: usize,
}

impl LineParser {
    /// Texts that end with a line feed, of at most `limit` bytes each.
    #[must_use]
    pub fn lines(limit: usize) -> Self {
        Self { separator: b'\n', text: Vec::new(), limit }
    }

    /// Texts that begin with a record separator.
    #[must_use]
    pub fn records(limit: usize) -> Self {
        Self { separator: RECORD, text: Vec::new(), limit }
    }

    pub(super) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Takes the next bytes and puts the texts that they complete into `ready`. Empty ones are none. Those after record
    /// separators have the white space after them.
    ///
    /// # Errors
    /// When a text is longer than allowed. What comes after it cannot be read.
    pub fn feed(&mut self, bytes: &[u8], ready: &mut VecDeque<Bytes>) -> Result<(), TooLong> {
        let separator = self.separator;
        let mut pieces = bytes.split(|byte| *byte == separator).peekable();
        while let Some(piece) = pieces.next() {
            if self.text.len().saturating_add(piece.len()) > self.limit {
                return Err(TooLong { limit: self.limit });
            }
            self.text.extend_from_slice(piece);
            if pieces.peek().is_some() {
                self.end(ready);
            }
        }
        Ok(())
    }

    /// Puts what is left into `ready`: the last line may lack its end.
    pub fn end(&mut self, ready: &mut VecDeque<Bytes>) {
        let text = std::mem::take(&mut self.text);
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text).trim_ascii_start();
        let text = if self.separator == RECORD { text } else { text.trim_ascii_end() };
        if !text.is_empty() {
            ready.push_back(Bytes::copy_from_slice(text));
        }
    }

    /// Whether a text that is ready may be the start of a longer one. Objects, arrays and texts show their end themselves;
    /// of other values only white space tells where they end (RFC 7464, 2.4).
    pub(super) fn may_be_cut_off(&self, text: &[u8]) -> bool {
        let shows_its_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'}' | b']' | b'"');
        self.separator == RECORD && !text.last().is_some_and(shows_its_end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(parser: impl Fn() -> LineParser, text: &[u8]) -> Vec<Bytes> {
        let fed = |length: usize| {
            let (mut parser, mut ready) = (parser(), VecDeque::new());
            for piece in text.chunks(length) {
                assert_eq!(parser.feed(piece, &mut ready), Ok(()));
            }
            parser.end(&mut ready);
            Vec::from(ready)
        };
        let whole = fed(text.len().max(1));
        for length in 1..5 {
            assert_eq!(fed(length), whole, "in pieces of {length}");
        }
        whole
    }

    #[test]
    fn lines_and_records() {
        let lines = cut(|| LineParser::lines(100), b"\xEF\xBB\xBF{\"a\":1}\r\n\n [2] \n\"\xC3\xA9\"");
        assert_eq!(lines, ["{\"a\":1}", "[2]", "\"é\""]);
        let records = cut(|| LineParser::records(100), b"\x1E{\"a\":\n1}\n\x1E\x1E[2]\x1E3\n");
        assert_eq!(records, ["{\"a\":\n1}\n", "[2]", "3\n"]);
        let parser = LineParser::records(100);
        assert!(records.iter().all(|text| !parser.may_be_cut_off(text)));
        for text in ["3", "-1.5e", "tru", "null"] {
            assert!(parser.may_be_cut_off(text.as_bytes()) && !LineParser::lines(1).may_be_cut_off(text.as_bytes()));
        }
    }

    #[test]
    fn a_line_may_be_too_long() {
        let (mut parser, mut ready) = (LineParser::lines(4), VecDeque::new());
        assert_eq!(parser.feed(b"1234\n12", &mut ready), Ok(()));
        assert_eq!(parser.feed(b"345", &mut ready), Err(TooLong { limit: 4 }));
        assert_eq!(ready, ["1234"]);
    }
}
