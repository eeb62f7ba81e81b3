//! What the tags of HTML come to. They may be opened and closed in any order, so they only ever close what HTML opened
//! itself, and nothing around what CommonMark opened since.

use super::super::html::{self, Tag, Token};
use super::super::target;
use super::super::tree::{List, Table};
use super::{Holder, Reader};
use std::rc::Rc;

impl Reader {
    /// Reads HTML: a single tag in a paragraph, or a block of it.
    pub(super) fn markup(&mut self, html: &str) {
        for token in html::tokens(html) {
            match token {
                Token::Text(text) if !text.is_empty() => self.text(&html::decoded(text)),
                Token::Text(_) => {}
                Token::Tag(tag) => self.tag(&tag),
            }
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        let known = self.mark(tag) || self.container(tag) || self.cell(tag) || self.leaf(tag);
        if !known && !drops(tag) {
            self.text(tag.source);
        }
    }

    /// A tag that marks text.
    fn mark(&mut self, tag: &Tag<'_>) -> bool {
        let level = match tag.name.as_str() {
            "b" | "strong" => &mut self.tagged.strong,
            "i" | "em" | "cite" | "dfn" => &mut self.tagged.em,
            "s" | "strike" | "del" => &mut self.tagged.strike,
            "code" | "tt" | "kbd" | "samp" if self.code.is_none() => &mut self.tagged.code,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_paragraph();
                &mut self.tagged.strong
            }
            _ => return false,
        };
        *level = if tag.closing { level.saturating_sub(1) } else { level.saturating_add(1) };
        true
    }

    /// A tag that opens or closes something that holds blocks.
    fn container(&mut self, tag: &Tag<'_>) -> bool {
        // What is refused for its depth is read as if its tag were not there.
        let list = |start| Holder::List(List { start, items: Vec::new() });
        match (tag.name.as_str(), tag.closing) {
            ("ul" | "menu" | "dir", false) => {
                self.push(list(None), true);
            }
            ("ol", false) => {
                let start = tag.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.push(list(Some(start)), true);
            }
            ("ul" | "menu" | "dir" | "ol", true) => self.leave(|holds| matches!(holds, Holder::List(_))),
            ("li", false) => self.item(list(None)),
            ("li", true) => self.leave(|holds| matches!(holds, Holder::Item)),
            ("blockquote", false) => {
                self.push(Holder::Quote, true);
            }
            ("blockquote", true) => self.leave(|holds| matches!(holds, Holder::Quote)),
            ("table", false) if self.has_tables => {
                self.push(Holder::Table { table: Table::default(), row: Vec::new() }, true);
            }
            ("table", true) => self.leave(|holds| matches!(holds, Holder::Table { .. })),
            _ => return false,
        }
        true
    }

    /// Opens an item, in a list of its own if there is none. An item before it need not have been closed.
    fn item(&mut self, list: Holder) {
        self.end_paragraph();
        if self.in_table() {
            return self.text("• ");
        }
        let mut html = self.frames.iter().rev().take_while(|frame| frame.html).map(|frame| &frame.holds);
        if html.any(|holds| matches!(holds, Holder::List(_))) {
            while !self.in_list() {
                self.pop();
            }
        } else {
            self.push(list, true);
        }
        self.push(Holder::Item, true);
    }

    /// Closes the innermost of what is wanted, if HTML opened it and everything in it.
    fn leave(&mut self, wanted: fn(&Holder) -> bool) {
        self.end_paragraph();
        let mut html = self.frames.iter().rev().take_while(|frame| frame.html);
        if let Some(within) = html.position(|frame| wanted(&frame.holds)) {
            for _ in 0..=within {
                self.pop();
            }
        }
    }

    /// A tag in a table. Outside one it separates words, no more.
    fn cell(&mut self, tag: &Tag<'_>) -> bool {
        let html = self.in_table() && self.frames.last().is_some_and(|frame| frame.html);
        match tag.name.as_str() {
            "td" | "th" if !html => self.text(" "),
            "td" | "th" if tag.closing => self.end_cell(),
            "td" | "th" if self.pieces.iter().any(|piece| !piece.is_blank()) => self.end_cell(),
            "td" | "th" => self.pieces.clear(),
            "tr" if html => self.end_html_row(),
            "tr" => self.end_paragraph(),
            "thead" | "tbody" | "tfoot" | "caption" => {}
            _ => return false,
        }
        true
    }

    /// Ends a row unless it only begins.
    fn end_html_row(&mut self) {
        let begun = match self.frames.last().map(|frame| &frame.holds) {
            Some(Holder::Table { row, .. }) => !row.is_empty(),
            _ => false,
        };
        if begun || self.pieces.iter().any(|piece| !piece.is_blank()) {
            self.end_row();
        }
    }

    /// A tag that breaks text, or leads somewhere.
    fn leaf(&mut self, tag: &Tag<'_>) -> bool {
        match tag.name.as_str() {
            "br" => self.line_break(),
            "hr" => self.rule(),
            "pre" if tag.closing => self.end_code(),
            "pre" => self.start_code(),
            "a" if tag.closing => self.anchor = None,
            "a" => {
                let target = tag.attribute("href").and_then(|url| target::target(&url));
                self.anchor = target.map(Rc::from);
            }
            "img" => self.image(tag),
            "p" | "div" | "section" | "article" | "header" | "footer" | "center" | "aside" | "nav" | "figure"
            | "figcaption" | "details" | "summary" | "dl" | "dt" | "dd" | "html" | "body" => self.end_paragraph(),
            _ => return false,
        }
        true
    }

    fn image(&mut self, tag: &Tag<'_>) {
        let target = tag.attribute("src").and_then(|url| target::target(&url));
        let alt = tag.attribute("alt").filter(|alt| !alt.trim().is_empty());
        let Some(alt) = alt.or_else(|| target.as_ref().map(|_| "image".to_owned())) else { return };
        let outer = self.anchor.clone();
        self.anchor = outer.clone().or_else(|| target.map(Rc::from));
        self.text(&alt);
        self.anchor = outer;
    }
}

/// Whether a tag goes without a trace. A name that may as well be a placeholder has to look like a tag otherwise.
fn drops(tag: &Tag<'_>) -> bool {
    match tag.name.as_str() {
        "span" | "font" | "u" | "ins" | "sub" | "sup" | "small" | "big" | "mark" | "abbr" | "acronym" | "wbr" | "q"
        | "nobr" | "code" | "tt" | "kbd" | "samp" | "var" | "iframe" | "col" | "colgroup" => true,
        "label" | "time" | "data" | "input" | "link" | "meta" | "button" | "form" | "video" | "source" | "svg"
        | "path" | "object" | "embed" | "main" | "script" | "style" => tag.has_attributes(),
        _ => false,
    }
}
