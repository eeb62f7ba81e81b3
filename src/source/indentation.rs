//! Leniency with the indentation inside brackets and quotes.
//!
//! YAML asks that every line of a value in brackets or quotes is indented further than the key it
//! belongs to. Nearly all readers let that pass, and descriptions in wide use (Docker's, for one) end
//! with a closing bracket right below the key:
//!
//! ```yaml
//! example: {
//!   "80/tcp": {}
//! }
//! ```
//!
//! `saphyr-parser` insists. Where it complains, the line is moved to the right and the text read again;
//! spaces at the start of such a line mean nothing. Marks are moved back.

use std::{borrow::Cow, collections::BTreeSet};

use saphyr_parser::{Marker, ScanError};

use crate::diagnostics::Mark;

/// How far a line is moved: further than anybody indents.
const FAR: usize = 200;

/// Bytes that may be read again in all, so that a file full of such lines ends in an error soon.
const AGAIN: usize = 32 * 1024 * 1024;

/// A text with some lines moved to the right.
pub(super) struct Moved<'text> {
    text: Cow<'text, str>,
    lines: BTreeSet<usize>,
    read_again: usize,
}

impl<'text> Moved<'text> {
    pub(super) const fn nothing(text: &'text str) -> Self {
        Self { text: Cow::Borrowed(text), lines: BTreeSet::new(), read_again: 0 }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where a marker of the parser stands in the text as it was; the parser counts columns from zero.
    pub(super) fn mark(&self, marker: Marker) -> Mark {
        let before = if self.lines.contains(&marker.line()) { FAR } else { 0 };
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Mark::new(number(marker.line()), number(marker.col().saturating_sub(before)).saturating_add(1))
    }

    /// Moves the line an error is about. When it says no, the error stands.
    pub(super) fn mend(&mut self, error: &ScanError) -> bool {
        let line = error.marker().line();
        let line = match error.info() {
            "invalid indentation" | "invalid indentation in flow construct" => line,
            // Here the marker is at the opening quote, and one of the next lines is meant.
            "invalid indentation in quoted scalar" => {
                let moved = (line + 1..).take_while(|line| self.lines.contains(line)).count();
                line + 1 + moved
            }
            _ => return false,
        };
        self.read_again = self.read_again.saturating_add(self.text.len());
        let Some(start) = self.start_of(line) else { return false };
        if self.read_again > AGAIN || !self.lines.insert(line) {
            return false;
        }
        self.text.to_mut().insert_str(start, &" ".repeat(FAR));
        true
    }

    fn start_of(&self, line: usize) -> Option<usize> {
        let breaks_before = line.checked_sub(2)?;
        self.text.match_indices('\n').nth(breaks_before).map(|(offset, _)| offset + 1)
    }
}
