//! What a text consists of, whether it was written in CommonMark or in HTML.

use std::mem;
use std::rc::Rc;

pub(super) use pulldown_cmark::Alignment;

/// A block of a text.
pub(super) enum Block {
    Paragraph(Vec<Piece>),
    /// Code, without fence and language.
    Code(String),
    List(List),
    Quote(Vec<Block>),
    Table(Table),
    Rule,
}

/// A list.
pub(super) struct List {
    /// First number of a numbered list.
    pub(super) start: Option<u64>,
    pub(super) items: Vec<Vec<Block>>,
}

/// A table.
#[derive(Default)]
pub(super) struct Table {
    /// How columns are aligned, as far as it was said.
    pub(super) alignments: Vec<Alignment>,
    /// The rows, of which the first is the head. They need not be equally long.
    pub(super) rows: Vec<Row>,
}

/// The cells of a row.
pub(super) type Row = Vec<Vec<Piece>>;

/// A stretch of a paragraph that looks and leads the same throughout.
#[derive(Clone)]
pub(super) struct Piece {
    pub(super) run: Run,
    pub(super) marks: Marks,
    /// Where it leads; pieces of one link share the target itself.
    pub(super) link: Option<Rc<str>>,
}

/// What a piece holds.
#[derive(Clone)]
pub(super) enum Run {
    Text(String),
    Code(String),
    /// An address that is its own text.
    Address(String),
    Break,
}

/// How a piece looks.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) strong: bool,
    pub(super) em: bool,
    pub(super) strike: bool,
}

impl Piece {
    /// A text that leads nowhere.
    pub(super) fn text(text: &str, marks: Marks) -> Self {
        Self { run: Run::Text(text.to_owned()), marks, link: None }
    }

    /// Whether both belong to one link, or to none.
    pub(super) fn shares_link(&self, other: &Self) -> bool {
        match (&self.link, &other.link) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether there is nothing to see.
    pub(super) fn is_blank(&self) -> bool {
        match &self.run {
            Run::Text(text) | Run::Code(text) | Run::Address(text) => text.trim().is_empty(),
            Run::Break => true,
        }
    }
}

/// Appends a piece; texts and codes that look and lead the same become one.
pub(super) fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    if let Some(last) = pieces.last_mut()
        && last.marks == piece.marks
        && last.shares_link(&piece)
    {
        match (&mut last.run, &piece.run) {
            (Run::Text(last), Run::Text(text)) | (Run::Code(last), Run::Code(text)) => return last.push_str(text),
            _ => {}
        }
    }
    pieces.push(piece);
}

/// The blocks as one paragraph.
pub(super) fn flatten(blocks: Vec<Block>, into: &mut Vec<Piece>) {
    for block in blocks {
        into.push(Piece::text(" ", Marks::default()));
        match block {
            Block::Paragraph(mut pieces) => into.append(&mut pieces),
            Block::Code(code) => into.push(Piece { run: Run::Code(code), marks: Marks::default(), link: None }),
            Block::List(list) => list.items.into_iter().for_each(|item| flatten(item, into)),
            Block::Quote(blocks) => flatten(blocks, into),
            Block::Table(mut table) => {
                for mut cell in table.rows.iter_mut().flat_map(mem::take) {
                    into.append(&mut cell);
                    into.push(Piece::text(" ", Marks::default()));
                }
            }
            Block::Rule => {}
        }
    }
}
