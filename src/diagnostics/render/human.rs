//! Diagnostics for people, drawn by `annotate-snippets` as rustc's are.

use std::{borrow::Cow, ops::Range};

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::text::{escaped, is_unsafe};
use crate::{
    diagnostics::{Diagnostic, Mark, Place, Severity},
    source::{SourceFile, Sources},
};

/// One diagnostic as text that ends without a line break.
#[must_use]
pub fn human(diagnostic: &Diagnostic, sources: &Sources, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(escaped(&diagnostic.message)).id(diagnostic.code.as_str());
    let spot = diagnostic.place.map(|place| elements(place, diagnostic.label.as_deref(), sources));
    let mut report = vec![title.elements(spot.into_iter().flatten())];
    for note in &diagnostic.notes {
        match note.place {
            None => add(&mut report, Level::NOTE.message(escaped(&note.message)).into()),
            Some(place) => {
                let title = Level::NOTE.secondary_title(escaped(&note.message));
                report.push(title.elements(elements(place, None, sources)));
            }
        }
    }
    if let Some(help) = &diagnostic.help {
        add(&mut report, Level::HELP.message(escaped(help)).into());
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    without_separators(&renderer.render(&report))
}

/// A snippet whose origin was given by itself, as a cut line needs it, is taken for a second file and
/// announced by a line of colons; there is no second file.
fn without_separators(drawn: &str) -> String {
    let separator = |line: &str| {
        let letters = |character: char| matches!(character, ' ' | ':' | '\u{1b}' | '[' | ';' | 'm' | '0'..='9');
        line.contains(":::") && line.chars().all(letters)
    };
    drawn.lines().filter(|line| !separator(line)).collect::<Vec<_>>().join("\n")
}

/// Puts a further line below what was said last.
fn add<'a>(report: &mut Vec<Group<'a>>, element: Element<'a>) {
    if let Some(last) = report.pop() {
        report.push(last.element(element));
    }
}

/// Where something is and what stands there.
fn elements<'a>(place: Place, label: Option<&'a str>, sources: &'a Sources) -> Vec<Element<'a>> {
    let place = sources.origin(place);
    let file = sources.file(place.file);
    let origin = Origin::path(escaped(file.name()));
    let Some(excerpt) = Excerpt::of(file, place.mark) else {
        // A file that could not be read has no lines to show.
        let origin = match place.mark {
            Mark { line: 0, .. } => origin,
            Mark { line, column } => origin.line(line as usize).char_column(column as usize),
        };
        return vec![origin.into()];
    };
    let origin = origin.line(place.mark.line as usize).char_column(place.mark.column as usize);
    let annotation = AnnotationKind::Primary.span(excerpt.span).label(label.map(escaped));
    let snippet = Snippet::source(excerpt.text).line_start(place.mark.line as usize).annotation(annotation);
    vec![origin.into(), snippet.into()]
}

/// A line, or the part of it around a mark, and what to underline in it.
struct Excerpt {
    text: String,
    span: Range<usize>,
}

/// A line longer than this, in bytes, is cut: a minified file is one line of megabytes.
const LONGEST: usize = 110;

/// How much of a cut line is shown before the mark.
const BEFORE: usize = 40;

impl Excerpt {
    fn of(file: &SourceFile, mark: Mark) -> Option<Self> {
        let (start, end) = file.line(mark.line)?;
        let offset = file.offset_of(mark).filter(|_| mark.column != 0);
        let at = offset.unwrap_or(start).clamp(start, end);
        let (from, to) = if end - start <= LONGEST {
            (start, end)
        } else {
            let from = at.saturating_sub(BEFORE).max(start);
            (from, from.saturating_add(LONGEST).min(end))
        };
        let (from, to) = (boundary(file.text(), from), boundary(file.text(), to));
        let at = boundary(file.text(), at);
        let (before, after) = (file.text().get(from..at)?, file.text().get(at..to)?);
        let mut text = String::new();
        if from > start {
            text.push('…');
        }
        text.push_str(&shown(before));
        let begin = text.len();
        let (token, rest) = after.split_at_checked(token_length(after)).unwrap_or((after, ""));
        text.push_str(&shown(token));
        let span = begin..text.len();
        text.push_str(&shown(rest));
        if to < end {
            text.push('…');
        }
        Some(Self { text, span })
    }
}

/// The text without what is unsafe to print; a line break cannot occur in it.
fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unsafe) { escaped(text) } else { Cow::Borrowed(text) }
}

fn boundary(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// How much to underline: a quoted text, a tag's name, or a word. Never nothing, unless the line ends.
fn token_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else { return 0 };
    let after_first = first.len_utf8();
    let rest = text.get(after_first..).unwrap_or_default();
    let end = match first {
        '"' | '\'' => quoted_length(rest, first),
        '<' => rest.find([' ', '>', '\t']),
        '{' | '[' | '}' | ']' | ',' | ':' => Some(0),
        _ => rest.find([' ', '\t', ',', '}', ']', '"', '=', '>']).map(|end| {
            let word = rest.get(..end).unwrap_or_default();
            word.trim_end_matches(':').len()
        }),
    };
    let length = end.unwrap_or_else(|| rest.trim_end().trim_end_matches(':').len());
    after_first + length
}

/// The bytes up to and with the closing quote.
fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let mut escape = false;
    for (offset, character) in text.char_indices() {
        if escape {
            escape = false;
        } else if character == '\\' {
            escape = true;
        } else if character == quote {
            return Some(offset + character.len_utf8());
        }
    }
    None
}
