//! The coverage ledger: everything of the description that is not, or not exactly, in the output.

use crate::diagnostics::{Code, Place};

/// What was lost, approximated or repaired, in the order in which it was met.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The entries.
    pub entries: Vec<LedgerEntry>,
    /// Operations that are not in the output: method, path and why.
    pub skipped: Vec<SkippedOperation>,
}

/// One construct that is not, or not exactly, in the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// What kind of thing happened; `explain` tells more.
    pub code: Code,
    /// How bad it is.
    pub severity: LedgerSeverity,
    /// The construct, in the specification's words.
    pub construct: String,
    /// What was emitted instead.
    pub emitted: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// Key of the type it belongs to: of no interest when that type is not selected.
    pub of: Option<String>,
    /// Why the user allows it, if so.
    pub allowed: Option<String>,
}

/// An operation that is described but not emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedOperation {
    /// HTTP method in upper case.
    pub method: String,
    /// Path template.
    pub path: String,
    /// Why.
    pub code: Code,
}

/// How bad an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LedgerSeverity {
    /// Not in the output at all.
    Lost,
    /// In the output, less exactly than described.
    Approximated,
    /// The description was wrong and read as it was meant.
    Repaired,
    /// Worth knowing.
    Info,
}

impl LedgerSeverity {
    /// As in `coverage.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Approximated => "approximated",
            Self::Repaired => "repaired",
            Self::Info => "info",
        }
    }
}

impl Ledger {
    /// Adds an entry.
    pub fn add(
        &mut self,
        code: Code,
        severity: LedgerSeverity,
        construct: impl Into<String>,
        emitted: impl Into<String>,
        place: Option<Place>,
    ) {
        self.entries.push(LedgerEntry {
            code,
            severity,
            construct: construct.into(),
            emitted: emitted.into(),
            place,
            of: None,
            allowed: None,
        });
    }

    /// Says that the entries from a position on belong to a type.
    pub fn belong_to(&mut self, from: usize, key: &str) {
        for entry in self.entries.iter_mut().skip(from) {
            entry.of = Some(key.to_owned());
        }
    }
}
