//! From pieces of text to words that mean themselves: everything CommonMark, rustdoc or a table would read as more than
//! text is escaped, and text is marked only where every reader agrees that it is.

use super::html;
use super::target::{self, Stretch};
use super::tree::{self, Piece, Run};

/// Where words are to stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Paragraph,
    /// A cell of a table.
    Cell,
    /// One line, of a paragraph or of a table.
    Line,
}

/// What is never split.
pub(super) struct Word {
    pub(super) text: String,
    /// Whether the line is to end here.
    pub(super) ends_line: bool,
}

/// The words of a paragraph.
pub(super) fn words(pieces: &[Piece], place: Place) -> Vec<Word> {
    let pieces = addressed(pieces);
    let mut ink = Ink { place, ..Ink::new() };
    let mut groups = pieces.chunk_by(Piece::shares_link).peekable();
    while let Some(group) = groups.next() {
        let after = groups.peek().and_then(|next| next.first()).and_then(first);
        match group.first().and_then(|piece| piece.link.as_deref()) {
            Some(target) => ink.link(group, target),
            None => ink.spans(group, after),
        }
    }
    ink.end_word();
    ink.words
}

/// The pieces with the addresses in their texts told apart.
fn addressed(pieces: &[Piece]) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let Run::Text(text) = &piece.run else {
            tree::push(&mut out, piece.clone());
            continue;
        };
        if piece.link.is_some() {
            tree::push(&mut out, piece.clone());
            continue;
        }
        for stretch in target::stretches(text) {
            let run = match stretch {
                Stretch::Text("") => continue,
                Stretch::Text(text) => Run::Text(text.to_owned()),
                Stretch::Pattern(url) => Run::Code(url.to_owned()),
                Stretch::Address(url) => target::target(url).map_or_else(|| Run::Code(url.to_owned()), Run::Address),
            };
            tree::push(&mut out, Piece { run, ..piece.clone() });
        }
    }
    out
}

/// The first character a piece shows.
fn first(piece: &Piece) -> Option<char> {
    if piece.link.is_some() { Some('[') } else { first_inside(piece) }
}

/// Writes words.
struct Ink {
    place: Place,
    words: Vec<Word>,
    current: String,
    /// Whether the word is to end before anything more.
    spaced: bool,
    /// Whether the last thing written were marks.
    marked: bool,
    in_link: bool,
}

impl Ink {
    fn new() -> Self {
        let (words, current) = (Vec::new(), String::new());
        Self { place: Place::Paragraph, words, current, spaced: false, marked: false, in_link: false }
    }

    fn link(&mut self, group: &[Piece], target: &str) {
        let (before, group, after) = trimmed(group);
        let text: String = group.iter().filter_map(shown).collect();
        self.spaced |= before;
        if text.trim().is_empty() || text == target {
            self.put(&format!("<{target}>"));
        } else if let Some(address) = target::address(target).filter(|address| *address == text) {
            self.put(&format!("<{address}>"));
        } else {
            // `![` would be an image.
            if !self.spaced && self.current.ends_with('!') {
                self.current.pop();
                self.current.push_str("\\!");
            }
            self.put("[");
            self.in_link = true;
            self.spans(&group, Some(']'));
            self.in_link = false;
            self.spaced = false;
            self.put(&format!("](<{target}>)"));
        }
        self.spaced |= after;
    }

    /// Writes text that leads nowhere, or the text of a link.
    fn spans(&mut self, pieces: &[Piece], after: Option<char>) {
        let together =
            |one: &Piece, other: &Piece| one.marks == other.marks && !stands_alone(one) && !stands_alone(other);
        let mut spans = pieces.chunk_by(together).peekable();
        while let Some(span) = spans.next() {
            let next = spans.peek().and_then(|next| next.first()).map_or(after, first_inside);
            match span.first().map(|piece| &piece.run) {
                Some(Run::Break) if self.place == Place::Paragraph && !self.in_link => self.end_line(),
                Some(Run::Break) => self.spaced = true,
                Some(Run::Address(url)) => self.put(&format!("<{url}>")),
                _ => self.span(span, next),
            }
        }
    }

    /// Writes pieces of the same marks.
    fn span(&mut self, pieces: &[Piece], next: Option<char>) {
        let (before, pieces, after) = trimmed(pieces);
        self.spaced |= before;
        let marks = self.marks(&pieces, next.filter(|_| !after));
        if !marks.is_empty() {
            self.put(marks);
        }
        for piece in &pieces {
            match &piece.run {
                Run::Text(text) => self.text(text),
                Run::Code(code) => self.code(code),
                Run::Address(_) | Run::Break => {}
            }
        }
        if !marks.is_empty() {
            self.spaced = false;
            self.put(marks);
            self.marked = true;
        }
        self.spaced |= after;
    }

    /// The marks around these pieces; none where they might not be taken for marks.
    fn marks(&self, pieces: &[Piece], next: Option<char>) -> &'static str {
        let Some(marks) = pieces.first().map(|piece| piece.marks) else { return "" };
        let edge = |piece: Option<&Piece>, text: fn(&str) -> Option<char>| match piece.map(|piece| &piece.run) {
            Some(Run::Text(shown)) => text(shown),
            _ => Some('`'),
        };
        let inside =
            [edge(pieces.first(), |text| text.chars().next()), edge(pieces.last(), |text| text.chars().next_back())];
        let previous = self.current.chars().next_back().filter(|_| !self.spaced);
        let outside = [previous, next];
        let apart = |c: &Option<char>| c.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
        let word = |c: &Option<char>| c.is_some_and(char::is_alphanumeric);
        let fits = inside.iter().zip(&outside).all(|(inside, outside)| word(inside) || apart(outside));
        let touches = self.marked && !self.spaced && !self.current.is_empty();
        match (marks.strike, marks.strong, marks.em) {
            _ if !fits || touches => "",
            (true, ..) if outside.iter().all(apart) => "~~",
            (true, ..) | (_, false, false) => "",
            (_, true, true) => "***",
            (_, true, false) => "**",
            (_, false, true) => "*",
        }
    }

    /// Writes code. A `|` has to be escaped in the code of a cell, and cannot be anywhere else.
    fn code(&mut self, code: &str) {
        let code = match self.place {
            Place::Line => code.split_whitespace().collect::<Vec<_>>().join(" "),
            _ => code.replace(['\n', '\t'], " "),
        };
        match self.place {
            Place::Cell if !code.contains("\\|") => self.fenced(&code.replace('|', "\\|")),
            Place::Cell => {
                for (at, code) in code.split('|').enumerate() {
                    self.put(if at == 0 { "" } else { "\\|" });
                    self.fenced(code);
                }
            }
            // No table is made by it: the second line of one holds no code.
            Place::Line | Place::Paragraph => self.fenced(&code),
        }
    }

    /// Writes code with a fence that is nowhere in it.
    fn fenced(&mut self, code: &str) {
        let inside = code.trim();
        // Next to each other, two fences would be one.
        self.spaced |= code.starts_with(' ') || inside.is_empty() || self.current.ends_with('`');
        if !inside.is_empty() {
            let fence = "`".repeat(longest_run(inside) + 1);
            let padding = if inside.starts_with('`') || inside.ends_with('`') { " " } else { "" };
            self.put(&format!("{fence}{padding}{inside}{padding}{fence}"));
        }
        self.spaced |= code.ends_with(' ');
    }

    /// Writes text, escaped.
    fn text(&mut self, text: &str) {
        let mut before = None;
        let mut inside_word = false;
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let rest = chars.as_str();
            if c == '_' && before != Some('_') {
                let after = rest.trim_start_matches('_').chars().next();
                inside_word = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
            }
            if separates(c) {
                self.spaced = true;
            } else if c == '|' && self.place != Place::Paragraph {
                self.put(if before == Some('\\') { "&#124;" } else { "\\|" });
            } else {
                let escaped = if c == '_' { !inside_word } else { self.is_special(c, before, rest) };
                self.put(if escaped { "\\" } else { "" });
                self.current.push(c);
            }
            before = Some(c);
        }
    }

    /// Whether a character would be read as more than itself.
    fn is_special(&self, c: char, before: Option<char>, rest: &str) -> bool {
        let mut ahead = rest.chars();
        let (next, second) = (ahead.next(), ahead.next());
        match c {
            '`' | '[' => true,
            ']' => self.in_link,
            '*' | '~' => !(before.is_some_and(separates) && next.is_some_and(separates)),
            '\\' => next.is_none_or(|next| next.is_ascii_punctuation() || separates(next)),
            '<' => next.is_none_or(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
            '&' => next.is_none() || html::entity(rest).is_some(),
            // rustdoc would make a dash of the two hyphens of an option.
            '-' => {
                let option = next == Some('-') && second.is_some_and(char::is_alphanumeric);
                option && before.is_none_or(|before| !before.is_alphanumeric() && before != '-')
            }
            _ => false,
        }
    }

    fn put(&mut self, text: &str) {
        if self.spaced {
            self.end_word();
        }
        self.marked = false;
        self.current.push_str(text);
    }

    fn end_line(&mut self) {
        self.end_word();
        if let Some(last) = self.words.last_mut() {
            last.ends_line = true;
        }
    }

    fn end_word(&mut self) {
        self.spaced = false;
        let text = std::mem::take(&mut self.current);
        if !text.trim().is_empty() {
            self.words.push(Word { text, ends_line: false });
        }
    }
}

/// Whether a piece is neither text nor code.
fn stands_alone(piece: &Piece) -> bool {
    matches!(piece.run, Run::Break | Run::Address(_))
}

/// The first character a piece shows within its link.
fn first_inside(piece: &Piece) -> Option<char> {
    match &piece.run {
        Run::Text(text) => text.chars().next(),
        Run::Code(_) => Some('`'),
        Run::Address(_) => Some('<'),
        Run::Break => None,
    }
}

/// The text of a piece, whatever it looks like.
fn shown(piece: &Piece) -> Option<&str> {
    match &piece.run {
        Run::Text(text) | Run::Code(text) | Run::Address(text) => Some(text),
        Run::Break => None,
    }
}

/// The pieces without the white space around them, and whether there was any before and after.
fn trimmed(pieces: &[Piece]) -> (bool, Vec<Piece>, bool) {
    let mut pieces = pieces.to_vec();
    let blank = |piece: &Piece| matches!(&piece.run, Run::Text(text) | Run::Code(text) if text.chars().all(separates));
    let mut after = false;
    while pieces.pop_if(|piece| blank(piece)).is_some() {
        after = true;
    }
    let leading = pieces.iter().take_while(|piece| blank(piece)).count();
    pieces.drain(..leading);
    let mut before = leading > 0;
    if let Some(Piece { run: Run::Text(text), .. }) = pieces.first_mut() {
        before |= text.starts_with(separates);
        *text = text.trim_start_matches(separates).to_owned();
    }
    if let Some(Piece { run: Run::Text(text), .. }) = pieces.last_mut() {
        after |= text.ends_with(separates);
        text.truncate(text.trim_end_matches(separates).len());
    }
    (before, pieces, after)
}

/// Whether a line may break at this character.
fn separates(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// The length of the longest run of backticks.
pub(super) fn longest_run(code: &str) -> usize {
    code.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
