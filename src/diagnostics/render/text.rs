//! Text from a description, made safe to print.

use std::{borrow::Cow, fmt::Write as _};

/// The text with everything escaped that would move the cursor, colour the terminal or turn the
/// direction of writing. Line breaks stay.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => safe.push(' '),
            '\r' => safe.push_str("\\r"),
            character if is_unsafe(character) => {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(character));
            }
            character => safe.push(character),
        }
    }
    Cow::Owned(safe)
}

/// Controls but the line break, marks of direction, and what cannot be seen at all.
pub(super) const fn is_unsafe(character: char) -> bool {
    matches!(character,
        '\0'..='\x09' | '\x0B'..='\x1F' | '\x7F'..='\u{9F}'
        | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}
