//! Texts of a description as documentation of the generated code.
//!
//! Such a text is CommonMark at best, often HTML, and nothing vouches for it; rustdoc would run its code blocks, look
//! up its brackets as names of items and complain about its tags. So it is not passed on but read and written anew, in
//! the little CommonMark that means the same to every reader: code blocks are `text`, links are absolute, no HTML.

mod html;
mod inline;
mod read;
mod source;
mod target;
#[cfg(test)]
mod tests;
mod tree;
mod write;

use inline::Place;
use tree::{Block, Marks, Piece};

/// The lines of a doc comment, without the space that stands before each; none for a text with nothing to show.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let source = source::prepare(text);
    let mut blocks = read::read(&source.text);
    if source.cut {
        let marks = Marks { em: true, ..Marks::default() };
        blocks.push(Block::Paragraph(vec![Piece::text("The rest of this description is left out here.", marks)]));
    }
    write::lines(&blocks)
}

/// The same for a place of one line: a summary, or a cell of a table.
pub(crate) fn line(text: &str) -> String {
    if is_one_plain_line(text) { text.to_owned() } else { read_line(text) }
}

fn read_line(text: &str) -> String {
    let source = source::prepare(text);
    let mut pieces = Vec::new();
    tree::flatten(read::read(&source.text), &mut pieces);
    if source.cut {
        pieces.push(Piece::text("…", Marks::default()));
    }
    write::joined(&inline::words(&pieces, Place::Line))
}

/// Whether a text is words and ends of sentences on one line, in which nothing can be read as more than text. Most
/// summaries and constraints are; reading them as CommonMark would cost a good part of a run.
fn is_one_plain_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b',' | b'(' | b')' | b'\'');
    let ends_well =
        bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.last().is_some_and(|last| *last != b' ');
    ends_well && bytes.len() < 1000 && bytes.iter().all(|byte| is_plain(*byte)) && !text.contains("  ")
}
