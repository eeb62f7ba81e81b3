//! Diagnostics on standard error.

use std::io::{self, IsTerminal, Write};

use super::MessageFormat;
use crate::{
    diagnostics::{Diagnostic, Diagnostics, Severity, render},
    source::Sources,
};

/// How this run talks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Show {
    format: MessageFormat,
    colour: bool,
}

impl Show {
    /// Colour only on a terminal, and not when `NO_COLOR` is set (<https://no-color.org>).
    pub(super) fn new(format: MessageFormat) -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { format, colour: io::stderr().is_terminal() && !refused }
    }

    /// A diagnostic that stands in no description.
    pub(super) fn one(&self, diagnostic: &Diagnostic) {
        self.write(diagnostic, &Sources::default());
    }

    /// Everything that was said about a description. Notes are many and small: people see them counted.
    pub(super) fn all(&self, diagnostics: &Diagnostics, sources: &Sources) {
        let mut notes = 0_usize;
        for diagnostic in diagnostics.iter() {
            match (diagnostic.severity, self.format) {
                (Severity::Note, MessageFormat::Human) => notes += 1,
                _ => self.write(diagnostic, sources),
            }
        }
        if notes > 0 {
            self.say(&format!("note: {notes} remarks on names; `--message-format json` shows each"));
        }
    }

    /// A line of talk; programs that read JSON are spared it.
    pub(super) fn say(&self, text: &str) {
        if self.format == MessageFormat::Human {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    fn write(&self, diagnostic: &Diagnostic, sources: &Sources) {
        let text = match self.format {
            MessageFormat::Human => render::human(diagnostic, sources, self.colour),
            MessageFormat::Json => render::json(diagnostic, sources).to_string(),
        };
        let _ = writeln!(io::stderr(), "{text}");
    }
}
