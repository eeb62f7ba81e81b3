//! The text before it is read: its line breaks, its length, and the characters nobody should have to guess at.

/// Longest text that is kept, in bytes. The longest honest descriptions are whole manuals of some 40 KiB.
const LIMIT: usize = 64 * 1024;

/// A text ready to be read.
pub(super) struct Source {
    pub(super) text: String,
    /// Whether the text goes on.
    pub(super) cut: bool,
}

/// Makes a text ready to be read.
pub(super) fn prepare(text: &str) -> Source {
    let text = visible(text.strip_prefix('\u{feff}').unwrap_or(text));
    let kept = beginning(text.trim_end());
    Source { text: dedented(kept), cut: kept.len() < text.trim_end().len() }
}

/// The text with every kind of line break as `\n`, and the characters that steer a display or cannot be seen as
/// escapes: rustc refuses some of them in a comment, and all of them can make a text look like another.
pub(super) fn visible(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            // Hints about where a line may break; they show nothing.
            '\u{ad}' | '\u{200b}' | '\u{2060}' => {}
            _ if steers(c) => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
    }
    out
}

fn steers(c: char) -> bool {
    let unseen = matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    let bidirectional = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    unseen || bidirectional || (c.is_control() && !matches!(c, '\n' | '\t'))
}

/// As much of the text as is kept: up to a paragraph, or a line, or a word, if one ends in its second half.
fn beginning(text: &str) -> &str {
    let Some(most) = text.len().checked_sub(1).filter(|last| *last >= LIMIT).and_then(|_| prefix(text, LIMIT)) else {
        return text;
    };
    let end = ["\n\n", "\n", " "].iter().filter_map(|gap| most.rfind(gap)).find(|end| *end > LIMIT / 2);
    end.and_then(|end| most.get(..end)).unwrap_or(most).trim_end()
}

/// The first `length` bytes, or a few less where a character would be split.
fn prefix(text: &str, length: usize) -> Option<&str> {
    (0..4).find_map(|less| text.get(..length.checked_sub(less)?))
}

/// The text without the indentation all its lines share, which would make code of it.
fn dedented(text: &str) -> String {
    let lines = || text.split('\n');
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let common = lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let kept: Vec<&str> = lines().map(|line| line.get(common..).unwrap_or("")).collect();
    kept.join("\n")
}
