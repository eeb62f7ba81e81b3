//! Doc comments. Text of the description passes through [`markdown`](super::markdown), so that rustdoc runs and
//! warns of nothing that it holds.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown;
use crate::model::{Access, Deprecation, Docs, Property};

/// A doc comment under construction: blocks are set apart by empty lines.
#[derive(Debug, Default)]
pub(super) struct Documentation {
    lines: Vec<String>,
}

impl Documentation {
    /// Summary, description, link and facts of a construct.
    pub(super) fn of(docs: &Docs) -> Self {
        let mut documentation = Self::default();
        documentation.append(docs);
        documentation
    }

    /// The same, after the name of the construct where it has no text.
    pub(super) fn of_named(docs: &Docs, name: &str) -> Self {
        let mut documentation = Self::default();
        documentation.texts(docs);
        if documentation.is_empty() {
            documentation.block([code(name)]);
        }
        documentation.facts(docs);
        documentation
    }

    /// Summary, description, link and facts, set apart from what stands before.
    pub(super) fn append(&mut self, docs: &Docs) {
        self.texts(docs);
        self.facts(docs);
    }

    fn facts(&mut self, docs: &Docs) {
        self.block(told_apart(docs.facts.iter().map(|fact| markdown::line(fact)).collect()));
    }

    /// Summary, description and link alone.
    fn texts(&mut self, docs: &Docs) {
        let summary = docs.summary.as_deref().map(markdown::line).unwrap_or_default();
        let description = docs.description.as_deref().map(markdown::lines).unwrap_or_default();
        if description.first().is_none_or(|first| *first != summary) {
            self.block([summary].into_iter().filter(|line| !line.is_empty()));
        }
        self.block(description);
        if let Some(link) = &docs.link {
            let text = markdown::line(link.text.as_deref().unwrap_or("More"));
            self.block([format!("{text}: {}", markdown::line(&link.url))]);
        }
    }

    /// A paragraph of our own words, or of a text that is already safe.
    pub(super) fn block(&mut self, lines: impl IntoIterator<Item = String>) {
        let mut lines = lines.into_iter().peekable();
        if lines.peek().is_some() && !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
    }

    /// All of it as one paragraph.
    pub(super) fn in_a_line(&self) -> String {
        self.lines.iter().filter(|line| !line.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines as a list, each of which becomes a line of the comment.
    pub(super) fn attributes(&self) -> TokenStream {
        if self.is_empty() {
            return TokenStream::new();
        }
        let lines = self.lines.iter().map(|line| if line.is_empty() { String::new() } else { [" ", line].concat() });
        quote! { #[doc(#(#lines)*)] }
    }
}

/// `#[deprecated]` with what the description says about it.
pub(super) fn deprecated(deprecation: Option<&Deprecation>) -> TokenStream {
    let Some(deprecation) = deprecation else { return TokenStream::new() };
    let mut notes = Vec::new();
    if let Some(since) = &deprecation.since {
        notes.push(format!("Deprecated since {}.", plain(since)));
    }
    if let Some(removal) = &deprecation.removal {
        notes.push(format!("To be removed {}.", plain(removal)));
    }
    if let Some(note) = &deprecation.note {
        notes.push(plain(note));
    }
    if notes.is_empty() {
        quote! { #[deprecated] }
    } else {
        let note = notes.join(" ");
        quote! { #[deprecated(note = #note)] }
    }
}

/// What a property's docs say beside its texts.
pub(super) fn of_property(property: &Property, fallback: &Docs) -> Documentation {
    let docs = if property.docs.is_empty() { fallback } else { &property.docs };
    let mut documentation = Documentation::default();
    documentation.texts(docs);
    if documentation.is_empty() {
        documentation.block([code(&property.name)]);
    }
    let access = match property.access {
        Access::ReadWrite => None,
        Access::ReadOnly if property.one_way => Some("Read-only: the service sets it; required in its answers alone."),
        Access::ReadOnly => Some("Read-only: the service sets it."),
        Access::WriteOnly if property.one_way => {
            Some("Write-only: required in requests; the service does not send it.")
        }
        Access::WriteOnly => Some("Write-only: the service does not send it."),
        Access::Immutable => Some("Set at creation and not changed afterwards."),
    };
    documentation.block(access.map(str::to_owned));
    let mut facts = property.constraints.iter().map(|constraint| markdown::line(constraint)).collect::<Vec<_>>();
    if let Some(default) = &property.default {
        facts.push(format!("Default: {}.", code(default)));
    }
    documentation.block(told_apart(facts));
    documentation
}

/// Facts of one paragraph: readers of the docs see its lines as one.
fn told_apart(mut facts: Vec<String>) -> Vec<String> {
    if let Some((_, before)) = facts.split_last_mut() {
        for fact in before.iter_mut().filter(|fact| !fact.ends_with(['.', ':', ';', '!', '?'])) {
            fact.push(';');
        }
    }
    facts
}

/// A text as inline code, whatever it holds.
pub(super) fn code(text: &str) -> String {
    let text = plain(text);
    if !text.is_empty() && !text.contains('`') {
        return ["`", &text, "`"].concat();
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    [&fence, " ", &text, " ", &fence].concat()
}

/// A text on one line without characters that act on the reader's screen.
pub(super) fn plain(text: &str) -> String {
    let text = text.trim();
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => plain.push(' '),
            _ if character.is_control() || is_invisible(character) => plain.extend(character.escape_unicode()),
            _ => plain.push(character),
        }
    }
    plain
}

/// Characters that turn the direction of text or cannot be seen (Unicode Bidirectional Algorithm 2; BOM; separators).
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
