//! Just enough HTML to tell tags from text. What the tags come to is told in `read`.

use pulldown_cmark::{Event, Parser};

/// Longest tag; longer ones are shown as text.
const LONGEST: usize = 4096;

/// A part of an HTML text.
pub(super) enum Token<'a> {
    /// Text as it stands, its entities not decoded.
    Text(&'a str),
    Tag(Tag<'a>),
}

/// A tag.
pub(super) struct Tag<'a> {
    /// Its name in lower case.
    pub(super) name: String,
    pub(super) closing: bool,
    /// What stands behind the name.
    attributes: &'a str,
    /// The tag as it stands in the text.
    pub(super) source: &'a str,
}

/// The parts of an HTML text, without comments, scripts and styles.
pub(super) fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    // What is not part of a token yet, and up to where it is known to be text.
    let (mut rest, mut text) = (html, 0);
    let mut raw = Raw { ends: true };
    while let Some(start) = rest.get(text..).and_then(|after| after.find('<')).map(|at| at + text) {
        let (before, after) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let tag = tag(after);
        let length = comment(after).or_else(|| raw.element(after, tag.as_ref()?));
        let Some(end) = length.or_else(|| tag.as_ref().map(|tag| tag.source.len())) else {
            text = start + 1;
            continue;
        };
        out.push(Token::Text(before));
        out.extend(tag.filter(|_| length.is_none()).map(Token::Tag));
        (rest, text) = (after.get(end..).unwrap_or_default(), 0);
    }
    out.push(Token::Text(rest));
    out
}

/// The length of the comment this text starts with.
fn comment(text: &str) -> Option<usize> {
    text.starts_with("<!--").then(|| text.find("-->").map_or(text.len(), |end| end + 3))
}

/// Looks for scripts and style sheets.
struct Raw {
    /// Whether one may still end; keeps many that do not from being looked through to the end each.
    ends: bool,
}

impl Raw {
    /// The length of the element this tag opens. Left open, it is more likely a placeholder in a sentence.
    fn element(&mut self, text: &str, tag: &Tag<'_>) -> Option<usize> {
        if !self.ends || tag.closing || !matches!(tag.name.as_str(), "script" | "style") {
            return None;
        }
        let inside = text.get(tag.source.len()..)?;
        let name = |at: usize| inside.get(at + 2..at + 2 + tag.name.len());
        let end = inside
            .match_indices("</")
            .find(|(at, _)| name(*at).is_some_and(|name| name.eq_ignore_ascii_case(&tag.name)))
            .and_then(|(at, _)| Some(at + inside.get(at..)?.find('>')? + 1));
        self.ends = end.is_some();
        end.map(|end| tag.source.len() + end)
    }
}

/// The tag this text starts with.
fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let named = inside.strip_prefix('/').unwrap_or(inside);
    let length = named.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(named.len());
    let (name, after) =
        named.split_at_checked(length).filter(|_| named.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    if !after.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace()) {
        return None;
    }
    let end = end(after)?;
    Some(Tag {
        name: name.to_ascii_lowercase(),
        closing: named.len() < inside.len(),
        attributes: after.get(..end)?,
        source: text.get(..text.len() - after.len() + end + 1)?,
    })
}

/// Where a tag ends: at the first `>` outside quotes.
fn end(attributes: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in attributes.char_indices().take(LONGEST) {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return Some(at),
            (None, '<') => return None,
            (None, _) => {}
        }
    }
    None
}

impl Tag<'_> {
    /// Whether the tag says more than its name.
    pub(super) fn has_attributes(&self) -> bool {
        self.attributes.contains('=')
    }

    /// An attribute's value, decoded.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/' || c == '=');
            let length = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
            let (name, after) = rest.split_at_checked(length).filter(|(name, _)| !name.is_empty())?;
            rest = after;
            let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else { continue };
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value.get(1..)?.split_once(quote)?,
                _ => value.split_at_checked(value.find(char::is_whitespace).unwrap_or(value.len()))?,
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(decoded(value));
            }
            rest = after;
        }
    }
}

/// The text with its entities as characters.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = after;
        match entity(after) {
            Some((character, length)) => {
                out.push_str(&character);
                rest = after.get(length..).unwrap_or_default();
            }
            None => out.push('&'),
        }
    }
    out + rest
}

/// The characters an entity stands for, if one follows, and its length without the `&`.
pub(super) fn entity(after: &str) -> Option<(String, usize)> {
    let length = after.bytes().take(40).position(|byte| byte == b';')? + 1;
    let name = after.get(..length)?;
    let shaped = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b';');
    if length < 3 || !name.bytes().all(shaped) {
        return None;
    }
    let source = format!("&{name}");
    let mut text = String::new();
    for event in Parser::new(&source) {
        if let Event::Text(part) = event {
            text.push_str(&part);
        }
    }
    (text != source).then_some((text, length))
}
