//! From the events of the CommonMark parser to blocks; HTML takes part in the same blocks, see `tags`.

mod tags;

use super::source;
use super::target;
use super::tree::{self, Block, List, Marks, Piece, Row, Run, Table};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use std::mem;
use std::rc::Rc;

/// How many lists and quotes may be open at once. A list takes two; what lies deeper is read as if it did not.
const DEEPEST: usize = 16;

/// The blocks of a text.
pub(super) fn read(text: &str) -> Vec<Block> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut reader = Reader { has_tables: text.to_ascii_lowercase().contains("</table"), ..Reader::default() };
    for event in Parser::new_ext(text, options) {
        reader.event(event);
    }
    while !reader.frames.is_empty() {
        reader.pop();
    }
    reader.end_paragraph();
    reader.root
}

#[derive(Default)]
struct Reader {
    root: Vec<Block>,
    /// What is open, the innermost last.
    frames: Vec<Frame>,
    /// For everything CommonMark opened, whether it got a frame.
    opened: Vec<bool>,
    /// The paragraph or the cell of a table under way.
    pieces: Vec<Piece>,
    /// Code under way: a block of code, or what is inside `<pre>`.
    code: Option<String>,
    /// A block of HTML under way.
    html: String,
    marked: Levels,
    tagged: Levels,
    /// For every link and image open, where the text in it leads: where the outermost leads.
    links: Vec<Option<Rc<str>>>,
    /// Where an `<a>` leads.
    anchor: Option<Rc<str>>,
    /// For every image open, how many pieces there were before.
    images: Vec<usize>,
    /// Whether the text has an HTML table that ends; one that does not would swallow the rest.
    has_tables: bool,
}

/// How often text is marked.
#[derive(Default)]
struct Levels {
    strong: usize,
    em: usize,
    strike: usize,
    code: usize,
}

/// Something that holds blocks.
struct Frame {
    holds: Holder,
    /// Whether HTML opened it.
    html: bool,
    blocks: Vec<Block>,
}

enum Holder {
    Quote,
    List(List),
    Item,
    Table { table: Table, row: Row },
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::Code(code) => self.run(Run::Code(source::visible(&code))),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(html) => self.markup(&html),
            Event::FootnoteReference(name) => self.text(&format!("[^{name}]")),
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.line_break(),
            Event::Rule => self.rule(),
            Event::TaskListMarker(done) => self.text(if done { "☑ " } else { "☐ " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => {}
            Tag::Heading { .. } => {
                self.end_paragraph();
                self.marked.strong += 1;
            }
            Tag::FootnoteDefinition(name) => {
                self.end_paragraph();
                self.text(&format!("[^{name}]: "));
            }
            Tag::BlockQuote(_) => self.open(Holder::Quote),
            Tag::List(start) => self.open(Holder::List(List { start, items: Vec::new() })),
            Tag::Item => self.open(Holder::Item),
            Tag::Table(alignments) => {
                self.open(Holder::Table { table: Table { alignments, rows: Vec::new() }, row: Vec::new() });
            }
            Tag::CodeBlock(_) => self.start_code(),
            Tag::Emphasis => self.marked.em += 1,
            Tag::Strong => self.marked.strong += 1,
            Tag::Strikethrough => self.marked.strike += 1,
            Tag::Link { link_type, dest_url, .. } => self.start_link(link_type, &dest_url),
            Tag::Image { link_type, dest_url, .. } => {
                self.start_link(link_type, &dest_url);
                self.images.push(self.pieces.len());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::FootnoteDefinition => self.end_leaf(),
            TagEnd::Heading(_) => {
                self.end_leaf();
                self.marked.strong = self.marked.strong.saturating_sub(1);
            }
            TagEnd::HtmlBlock => {
                let html = mem::take(&mut self.html);
                self.markup(&html);
                self.end_leaf();
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::Table => self.close(),
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::Emphasis => self.marked.em = self.marked.em.saturating_sub(1),
            TagEnd::Strong => self.marked.strong = self.marked.strong.saturating_sub(1),
            TagEnd::Strikethrough => self.marked.strike = self.marked.strike.saturating_sub(1),
            TagEnd::Link => drop(self.links.pop()),
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    fn start_link(&mut self, link_type: LinkType, url: &str) {
        let outer = self.links.last().cloned().flatten();
        let target = || match link_type {
            LinkType::Email => target::target(&format!("mailto:{url}")),
            _ => target::target(url),
        };
        self.links.push(outer.or_else(|| target().map(Rc::from)));
    }

    fn end_image(&mut self) {
        let shows = self.images.pop().is_none_or(|before| self.pieces.len() > before);
        if !shows && self.links.last().is_some_and(Option::is_some) {
            self.text("image");
        }
        self.links.pop();
    }

    /// Opens something for CommonMark.
    fn open(&mut self, holds: Holder) {
        let opened = self.push(holds, false);
        self.opened.push(opened);
    }

    /// Closes what CommonMark opened last, and whatever HTML left open in it.
    fn close(&mut self) {
        self.end_leaf();
        if self.opened.pop() == Some(true) {
            while self.pop().is_some_and(|html| html) {}
        }
    }

    /// Opens something; refused where that would be too deep, and in a table, which holds text alone.
    fn push(&mut self, holds: Holder, html: bool) -> bool {
        self.end_paragraph();
        let fits = self.frames.len() < DEEPEST && !self.in_table();
        // The items of a list that was refused are refused too.
        let homeless = matches!(holds, Holder::Item) && !self.in_list();
        if fits && !homeless {
            if matches!(holds, Holder::Item) {
                self.keep_loose_blocks();
            }
            self.frames.push(Frame { holds, html, blocks: Vec::new() });
        }
        fits && !homeless
    }

    /// Puts blocks that stand in a list but in no item into its last item.
    fn keep_loose_blocks(&mut self) {
        if let Some(Frame { holds: Holder::List(list), blocks, .. }) = self.frames.last_mut()
            && !blocks.is_empty()
        {
            match list.items.last_mut() {
                Some(item) => item.append(blocks),
                None => list.items.push(mem::take(blocks)),
            }
        }
    }

    /// Closes the innermost frame, and tells whether HTML had opened it.
    fn pop(&mut self) -> Option<bool> {
        self.end_paragraph();
        if self.in_table() {
            self.end_row();
        }
        self.keep_loose_blocks();
        let frame = self.frames.pop()?;
        match frame.holds {
            Holder::Quote => self.add(Block::Quote(frame.blocks)),
            Holder::List(list) => self.add(Block::List(list)),
            Holder::Table { table, .. } => self.add(Block::Table(table)),
            Holder::Item => match self.frames.last_mut() {
                Some(Frame { holds: Holder::List(list), .. }) => list.items.push(frame.blocks),
                _ => self.blocks().extend(frame.blocks),
            },
        }
        Some(frame.html)
    }

    fn add(&mut self, block: Block) {
        self.blocks().push(block);
    }

    fn blocks(&mut self) -> &mut Vec<Block> {
        match self.frames.last_mut() {
            Some(frame) => &mut frame.blocks,
            None => &mut self.root,
        }
    }

    fn in_table(&self) -> bool {
        self.frames.last().is_some_and(|frame| matches!(frame.holds, Holder::Table { .. }))
    }

    fn in_list(&self) -> bool {
        self.frames.last().is_some_and(|frame| matches!(frame.holds, Holder::List(_)))
    }

    fn text(&mut self, text: &str) {
        let text = source::visible(text);
        match &mut self.code {
            Some(code) => code.push_str(&text),
            None if self.marked.code + self.tagged.code > 0 => self.run(Run::Code(text)),
            None => self.run(Run::Text(text)),
        }
    }

    fn run(&mut self, run: Run) {
        let marks = Marks {
            strong: self.marked.strong + self.tagged.strong > 0,
            em: self.marked.em + self.tagged.em > 0,
            strike: self.marked.strike + self.tagged.strike > 0,
        };
        let link = self.links.last().cloned().flatten().or_else(|| self.anchor.clone());
        tree::push(&mut self.pieces, Piece { run, marks, link });
    }

    /// Breaks the line; a second break in a row ends the paragraph, which is what two of them are used for.
    fn line_break(&mut self) {
        if let Some(code) = &mut self.code {
            return code.push('\n');
        }
        let twice =
            self.pieces.iter().rev().find(|piece| !matches!(&piece.run, Run::Text(text) if text.trim().is_empty()));
        match twice {
            Some(Piece { run: Run::Break, .. }) => self.end_paragraph(),
            Some(_) => self.run(Run::Break),
            None => {}
        }
    }

    fn rule(&mut self) {
        self.end_paragraph();
        if !self.in_table() {
            self.add(Block::Rule);
        }
    }

    fn start_code(&mut self) {
        self.end_paragraph();
        self.code = Some(String::new());
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take().filter(|code| !code.trim().is_empty()) else { return };
        if self.in_table() {
            self.run(Run::Code(code));
        } else {
            self.add(Block::Code(code));
        }
    }

    /// Ends what CommonMark takes for the end of a paragraph: no tag reaches beyond it.
    fn end_leaf(&mut self) {
        self.end_paragraph();
        self.tagged = Levels::default();
        self.anchor = None;
    }

    /// Ends the paragraph under way, if any. In a table it can go on in the next line only.
    fn end_paragraph(&mut self) {
        self.end_code();
        if self.in_table() {
            if self.pieces.last().is_some_and(|piece| !piece.is_blank()) {
                self.run(Run::Break);
            }
            return;
        }
        let mut pieces = mem::take(&mut self.pieces);
        let shown = pieces.iter().rposition(|piece| !piece.is_blank()).map_or(0, |last| last + 1);
        pieces.truncate(shown);
        if !pieces.is_empty() {
            self.add(Block::Paragraph(pieces));
        }
    }

    fn end_cell(&mut self) {
        self.end_code();
        let pieces = mem::take(&mut self.pieces);
        if let Some(Frame { holds: Holder::Table { row, .. }, .. }) = self.frames.last_mut() {
            row.push(pieces);
        } else {
            self.pieces = pieces;
            self.text(" ");
        }
    }

    fn end_row(&mut self) {
        if self.pieces.iter().any(|piece| !piece.is_blank()) {
            self.end_cell();
        }
        self.pieces.clear();
        if let Some(Frame { holds: Holder::Table { table, row }, .. }) = self.frames.last_mut() {
            let shown = row.iter().rposition(|cell| cell.iter().any(|piece| !piece.is_blank()));
            row.truncate(shown.map_or(0, |last| last + 1));
            let row = mem::take(row);
            // A head may be empty, a row has no reason to be.
            if !row.is_empty() || table.rows.is_empty() {
                table.rows.push(row);
            }
        }
    }
}
