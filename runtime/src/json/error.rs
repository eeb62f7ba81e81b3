//! What went wrong in a JSON document, and where.

use std::borrow::Cow;
use std::fmt;

/// The result of reading JSON.
pub type DecodeResult<T = ()> = Result<T, DecodeError>;

/// A JSON document that could not be read: the place as a path and a byte offset, what was expected and what was found.
///
/// The value found is only quoted where the shape of a text was wrong (a date, a number), and cut short.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Details>);

#[derive(Clone, PartialEq, Eq)]
struct Details {
    /// Innermost step first: steps are added while the calls unwind.
    path: Vec<PathStep>,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
    offset: usize,
    /// What unions were read as, innermost first.
    read_as: Vec<String>,
}

/// One step of the path to a place in a JSON document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// The member of an object.
    Member(Box<str>),
    /// The element of an array, counted from 0.
    Index(usize),
}

impl DecodeError {
    /// An error at the byte `offset`, with an empty path.
    #[must_use]
    pub fn new(expected: impl Into<Cow<'static, str>>, found: impl Into<Cow<'static, str>>, offset: usize) -> Self {
        Self(Box::new(Details {
            path: Vec::new(),
            expected: expected.into(),
            found: found.into(),
            offset,
            read_as: Vec::new(),
        }))
    }

    /// The same error, seen from the object that holds the value as its member `name`.
    #[must_use]
    pub fn in_member(mut self, name: &str) -> Self {
        self.0.path.push(PathStep::Member(name.into()));
        self
    }

    /// The same error, seen from the array that holds the value as its element `index`.
    #[must_use]
    pub fn in_element(mut self, index: usize) -> Self {
        self.0.path.push(PathStep::Index(index));
        self
    }

    /// The same error, seen from a document that holds the one it was found in `by` bytes after its start.
    pub(crate) fn shifted(mut self, by: usize) -> Self {
        self.0.offset = self.0.offset.saturating_add(by);
        self
    }

    /// The same error, seen from a union whose variant was chosen.
    pub(crate) fn read_as(mut self, name: String) -> Self {
        self.0.read_as.push(name);
        self
    }

    /// The types that were chosen for the unions on the path, outermost first.
    pub fn chosen(&self) -> impl Iterator<Item = &str> {
        self.0.read_as.iter().rev().map(String::as_str)
    }

    /// The steps from the document's root to the place; empty when the root itself is wrong.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &PathStep> {
        self.0.path.iter().rev()
    }

    /// The path as text, like `value[3].startDateTime`; empty for the root.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.steps() {
            match step {
                PathStep::Index(index) => path.push_str(&format!("[{index}]")),
                PathStep::Member(name) if is_plain(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                }
                PathStep::Member(name) => path.push_str(&format!("[{name:?}]")),
            }
        }
        path
    }

    /// What the type or the syntax asked for.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What was there instead.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// Where in the document, in bytes from its start.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }
}

/// Whether a member name reads well after a dot.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@' | b'-'))
}

/// The start of a text, for a message.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}...", text.get(..end).unwrap_or_default()),
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        write!(out, "expected {}, found {}", self.0.expected, self.0.found)?;
        if path.is_empty() {
            write!(out, " at byte {}", self.0.offset)?;
        } else {
            write!(out, " at {path} (byte {})", self.0.offset)?;
        }
        self.chosen().try_for_each(|name| write!(out, ", read as {name}"))
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_reads_from_the_outside_in() {
        let error = DecodeError::new("a date", "\"x\"", 7)
            .in_member("startDateTime")
            .in_element(0)
            .in_member("tokenActionResults")
            .in_element(3)
            .in_member("value");
        assert_eq!(error.path(), "value[3].tokenActionResults[0].startDateTime");
        assert_eq!(
            error.to_string(),
            "expected a date, found \"x\" at value[3].tokenActionResults[0].startDateTime (byte 7)"
        );
    }

    #[test]
    fn odd_names_are_quoted_in_a_path() {
        assert_eq!(DecodeError::new("", "", 0).in_member("a.b").in_member("x").path(), "x[\"a.b\"]");
    }
}
