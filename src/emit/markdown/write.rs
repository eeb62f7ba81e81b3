//! From blocks to lines. Every list item is indented by exactly its marker, every line of a quote has its own `>`, and
//! an empty line stands between any two blocks, so that no block runs on into the next.

use super::inline::{self, Place, Word};
use super::tree::{Alignment, Block, List, Piece, Row, Table};

/// How long a line may be, and how short it may get in deep lists.
const WIDEST: usize = 110;
const NARROWEST: usize = 40;

/// The largest number CommonMark takes for one of a list.
const LARGEST: u64 = 999_999_999;

/// The lines of a text, without empty ones at its ends.
pub(super) fn lines(blocks: &[Block]) -> Vec<String> {
    let is_rule = |block: &Block| matches!(block, Block::Rule);
    let from = blocks.iter().take_while(|block| is_rule(block)).count();
    let to = blocks.iter().rposition(|block| !is_rule(block)).map_or(from, |last| last + 1);
    sequence(blocks.get(from..to).unwrap_or_default(), Setting { width: WIDEST, in_list: false, tight: false })
}

/// Words as one line.
pub(super) fn joined(words: &[Word]) -> String {
    let mut out = String::new();
    for word in words {
        if out.is_empty() {
            out = guarded(&word.text);
        } else {
            out.push(' ');
            out.push_str(&word.text);
        }
    }
    out
}

/// Where blocks stand.
#[derive(Clone, Copy)]
struct Setting {
    width: usize,
    in_list: bool,
    /// Whether a list may follow a paragraph without an empty line.
    tight: bool,
}

fn sequence(blocks: &[Block], setting: Setting) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut previous: Option<&Block> = None;
    // Lists that follow each other have different markers, or they would be one.
    let mut other_marker = false;
    for block in blocks {
        other_marker = !other_marker && matches!((previous, block), (Some(Block::List(_)), Block::List(_)));
        let lines = match block {
            Block::Paragraph(pieces) => wrapped(&inline::words(pieces, Place::Paragraph), setting.width),
            Block::Code(code) => fenced(code),
            Block::List(list) => listed(list, other_marker, setting),
            Block::Quote(blocks) => quoted(blocks, setting),
            Block::Table(table) => tabulated(table),
            // After the marker of an item, it might be taken for part of one rule with it.
            Block::Rule if setting.in_list => Vec::new(),
            Block::Rule => vec!["---".to_owned()],
        };
        if lines.is_empty() {
            continue;
        }
        let joins = setting.tight && interrupts(previous, block);
        if !out.is_empty() && !joins {
            out.push(String::new());
        }
        out.extend(lines);
        previous = Some(block);
    }
    out
}

/// Whether a block is told from the paragraph before it without an empty line.
fn interrupts(previous: Option<&Block>, block: &Block) -> bool {
    match (previous, block) {
        (Some(Block::Paragraph(_)), Block::List(list)) => list.start.is_none_or(|start| start == 1),
        _ => false,
    }
}

fn listed(list: &List, other_marker: bool, setting: Setting) -> Vec<String> {
    let tight = list.items.iter().all(|item| {
        matches!(item.as_slice(), [] | [Block::Paragraph(_) | Block::List(_)] | [Block::Paragraph(_), Block::List(_)])
    });
    let count = u64::try_from(list.items.len()).unwrap_or(LARGEST);
    let mut number = list.start.map(|start| if start.saturating_add(count) > LARGEST { 1 } else { start });
    let mut out: Vec<String> = Vec::new();
    for item in &list.items {
        let marker = match (number, other_marker) {
            (Some(number), false) => format!("{number}. "),
            (Some(number), true) => format!("{number}) "),
            (None, false) => "- ".to_owned(),
            (None, true) => "* ".to_owned(),
        };
        let width = setting.width.saturating_sub(marker.len()).max(NARROWEST);
        let lines = sequence(item, Setting { width, in_list: true, tight });
        if lines.is_empty() {
            continue;
        }
        if !tight && !out.is_empty() {
            out.push(String::new());
        }
        let indent = " ".repeat(marker.len());
        out.extend(lines.iter().enumerate().map(|(at, line)| prefixed(if at == 0 { &marker } else { &indent }, line)));
        number = number.map(|number| number + 1);
    }
    out
}

fn quoted(blocks: &[Block], setting: Setting) -> Vec<String> {
    let width = setting.width.saturating_sub(2).max(NARROWEST);
    // In an item, a quote may be the first thing behind the marker, and a rule the first thing in the quote.
    let lines = sequence(blocks, Setting { width, tight: false, ..setting });
    lines.iter().map(|line| prefixed("> ", line)).collect()
}

fn prefixed(prefix: &str, line: &str) -> String {
    format!("{prefix}{line}").trim_end().to_owned()
}

/// Code in a fence that rustdoc does not take for Rust and that nothing in the code can close.
fn fenced(code: &str) -> Vec<String> {
    let lines: Vec<String> = code.split('\n').map(|line| expanded(line.trim_end())).collect();
    let from = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    let to = lines.iter().rposition(|line| !line.is_empty()).map_or(from, |last| last + 1);
    let fence = "`".repeat(inline::longest_run(code).max(2) + 1);
    let mut out = vec![format!("{fence}text")];
    out.extend(lines.into_iter().take(to).skip(from));
    out.push(fence);
    out
}

/// The line with its tabs as spaces.
fn expanded(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for c in line.chars() {
        let width = if c == '\t' { 4 - column % 4 } else { 1 };
        match c {
            '\t' => out.extend(std::iter::repeat_n(' ', width)),
            _ => out.push(c),
        }
        column += width;
    }
    out
}

fn tabulated(table: &Table) -> Vec<String> {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let (Some((head, rows)), true) = (table.rows.split_first(), columns > 0) else { return Vec::new() };
    let alignments = (0..columns).map(|column| match table.alignments.get(column) {
        None | Some(Alignment::None) => " --- |",
        Some(Alignment::Left) => " :-- |",
        Some(Alignment::Center) => " :-: |",
        Some(Alignment::Right) => " --: |",
    });
    let mut out = vec![row(head, columns), format!("|{}", alignments.collect::<String>())];
    out.extend(rows.iter().map(|cells| row(cells, cells.len())));
    out
}

fn row(cells: &Row, columns: usize) -> String {
    let empty: &[Piece] = &[];
    let cells = cells.iter().map(Vec::as_slice).chain(std::iter::repeat(empty)).take(columns);
    let mut out = "|".to_owned();
    for cell in cells {
        let words = inline::words(cell, Place::Cell);
        out.push(' ');
        for word in words {
            out.push_str(&word.text);
            out.push(' ');
        }
        out.push('|');
    }
    out
}

/// Words as lines that are not too long and do not begin like something else.
fn wrapped(words: &[Word], width: usize) -> Vec<String> {
    let mut out = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        let wide = word.text.chars().count();
        if !line.is_empty() && length + 1 + wide > width {
            out.push(std::mem::take(&mut line));
        }
        if line.is_empty() {
            line = guarded(&word.text);
            length = wide;
        } else {
            line.push(' ');
            line.push_str(&word.text);
            length += 1 + wide;
        }
        if word.ends_line && words.peek().is_some() {
            line.push('\\');
            out.push(std::mem::take(&mut line));
        }
    }
    if !line.is_empty() {
        out.push(line);
    }
    out
}

/// The first word of a line, escaped where it would begin a heading, a list, a quote, a table or a rule.
fn guarded(word: &str) -> String {
    let all = |c: char| word.chars().all(|other| other == c);
    let mut chars = word.chars();
    let (first, second) = (chars.next(), chars.next());
    let begins = match first {
        Some(c @ ('#' | '=' | '*' | '~')) => all(c),
        Some('-' | '+') => second.is_none_or(|second| !second.is_alphanumeric()),
        Some(':') => second.is_none_or(|second| second == '-'),
        Some('>' | '|') => true,
        _ => false,
    };
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match word.split_at_checked(digits) {
        _ if begins => format!("\\{word}"),
        Some((number, mark @ ("." | ")"))) if (1..10).contains(&number.len()) => format!("{number}\\{mark}"),
        _ => word.to_owned(),
    }
}
