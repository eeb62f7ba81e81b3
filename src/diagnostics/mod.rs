//! What the generator says about a description: errors, warnings and notes, each with a code,
//! a place and, where there is one, a way to mend it.
//!
//! A [`Diagnostic`] is plain data. Every stage pushes what it finds into a [`Diagnostics`] sink and
//! goes on; [`render`] turns the list into text for people, JSON for programs, or lines for cargo.

mod codes;
pub mod render;

pub use codes::{Code, UnknownCode};

/// One of the files a run has read, as numbered by [`Sources`](crate::source::Sources).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// A position in a text. Both numbers count from one and columns count characters;
/// zero means that the position is not known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Mark {
    /// The line, from one.
    pub line: u32,
    /// The column in characters, from one.
    pub column: u32,
}

impl Mark {
    /// A mark from its two numbers.
    #[must_use]
    pub const fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }
}

/// A position in one of the files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Where in it.
    pub mark: Mark,
}

impl Place {
    /// A place from its two parts.
    #[must_use]
    pub const fn new(file: FileId, mark: Mark) -> Self {
        Self { file, mark }
    }
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The output stands, but is not all the description says.
    Warning,
    /// Worth knowing, nothing to do.
    Note,
}

impl Severity {
    /// The word people see: `error`, `warning` or `note`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A further remark below a diagnostic, with its own place when it is about another spot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// What is to be said.
    pub message: String,
    /// The spot it is about.
    pub place: Option<Place>,
}

/// One thing to tell the user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Which kind of finding this is.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence about this very case, without a full stop.
    pub message: String,
    /// The spot it is about.
    pub place: Option<Place>,
    /// A few words shown beside the caret.
    pub label: Option<String>,
    /// Further remarks, in order.
    pub notes: Vec<Note>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    /// A note.
    #[must_use]
    pub fn remark(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message.into())
    }

    /// The same diagnostic, at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same diagnostic, with words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The same diagnostic, with a remark below it.
    #[must_use]
    pub fn note(mut self, message: impl Into<String>) -> Self {
        self.notes.push(Note { message: message.into(), place: None });
        self
    }

    /// The same diagnostic, with a remark about another spot below it.
    #[must_use]
    pub fn note_at(mut self, message: impl Into<String>, place: Place) -> Self {
        self.notes.push(Note { message: message.into(), place: Some(place) });
        self
    }

    /// The same diagnostic, with a way to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn new(severity: Severity, code: Code, message: String) -> Self {
        Self { code, severity, message, place: None, label: None, notes: Vec::new(), help: None }
    }
}

/// Where every stage puts what it finds. The order of pushing is the order of printing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// An empty sink.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether any of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// All of them as a list.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        self.0.extend(more);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}
