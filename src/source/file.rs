//! One file: its name, its text, and the way between byte offsets and lines.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::diagnostics::{Code, Diagnostic, FileId, Mark, Place};

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// XML.
    Xml,
}

/// A file that was read.
#[derive(Debug)]
pub struct SourceFile {
    id: FileId,
    name: String,
    path: Option<PathBuf>,
    text: String,
    format: Format,
    lines: OnceLock<Lines>,
}

impl SourceFile {
    pub(super) fn new(id: FileId, name: String, path: Option<PathBuf>, text: String) -> Self {
        let format = sniff(&text);
        Self { id, name, path, text, format, lines: OnceLock::new() }
    }

    /// The number of this file among the [`Sources`](super::Sources).
    #[must_use]
    pub const fn id(&self) -> FileId {
        self.id
    }

    /// The name for people: as the user gave it, or relative to the root description's folder with
    /// forward slashes.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the file lies, when it does not come from standard input.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How it is written.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    pub(super) const fn set_format(&mut self, format: Format) {
        self.format = format;
    }

    /// The line and column of a byte offset into the text.
    #[must_use]
    pub fn mark_at(&self, offset: usize) -> Mark {
        self.lines().mark_at(&self.text, offset)
    }

    /// The place of a byte offset into the text.
    #[must_use]
    pub fn place_at(&self, offset: usize) -> Place {
        Place::new(self.id, self.mark_at(offset))
    }

    /// The byte offset of a line and column; nothing when the mark is unknown or not in the text.
    #[must_use]
    pub fn offset_of(&self, mark: Mark) -> Option<usize> {
        self.lines().offset_of(&self.text, mark)
    }

    /// The byte offsets at which a line begins and ends, without its line break.
    #[must_use]
    pub fn line(&self, line: u32) -> Option<(usize, usize)> {
        self.lines().line(&self.text, line)
    }

    /// How many lines there are.
    pub(super) fn line_count(&self) -> u32 {
        u32::try_from(self.lines().starts.len()).unwrap_or(u32::MAX)
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }
}

/// JSON, YAML or XML, by the first character that says anything.
fn sniff(text: &str) -> Format {
    match text.trim_start().as_bytes().first() {
        Some(b'<') => Format::Xml,
        Some(b'{' | b'[') => Format::Json,
        _ => Format::Yaml,
    }
}

/// What `iconv` calls the encoding of bytes that are UTF-16: by the mark at their start, or because every other one of the
/// first is zero. A description begins with characters of ASCII (YAML 1.2, section 5.2).
const fn utf16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        [0, 1..=127, 0, 1..=127, ..] => Some("UTF-16BE"),
        [1..=127, 0, 1..=127, 0, ..] => Some("UTF-16LE"),
        _ => None,
    }
}

/// The text of a file's bytes, or why there is none.
pub(super) fn decode(name: &str, place: FileId, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    if let Some(encoding) = utf16(&bytes) {
        return Err(Diagnostic::error(Code::Utf16, format!("`{name}` is UTF-16, not UTF-8"))
            .at(Place::new(place, Mark::default()))
            .help(format!("convert it: `iconv -f {encoding} -t UTF-8`")));
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let (valid, byte) = {
            let (valid, rest) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
            (String::from_utf8_lossy(valid), rest.first().copied().unwrap_or_default())
        };
        let mark = Lines::of(&valid).mark_at(&valid, valid.len());
        Diagnostic::error(Code::NotUtf8, format!("`{name}` is not UTF-8: byte 0x{byte:02X} at line {}", mark.line))
            .at(Place::new(place, mark))
            .help("convert the file to UTF-8")
    })?;
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(text)
}

/// Where lines begin, and how many characters there are before every so many bytes: a minified file is
/// one line of megabytes, and counting it from its start for every mark would take for ever.
#[derive(Debug)]
struct Lines {
    starts: Vec<u32>,
    characters: Vec<u32>,
}

/// The bytes between two counts of characters.
const STRIDE: usize = 1024;

impl Lines {
    fn of(text: &str) -> Self {
        let mut starts = vec![0];
        let newlines = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n');
        starts.extend(newlines.map(|(_, after)| after));
        let mut characters = vec![0];
        let mut before = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            before += count_characters(chunk);
            characters.push(before);
        }
        Self { starts, characters }
    }

    fn mark_at(&self, text: &str, offset: usize) -> Mark {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start as usize <= offset);
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line)).copied().unwrap_or_default();
        let column = self.characters_before(text, offset) - self.characters_before(text, start as usize) + 1;
        Mark::new(u32::try_from(line).unwrap_or(u32::MAX), column)
    }

    fn offset_of(&self, text: &str, mark: Mark) -> Option<usize> {
        let (start, next) = self.bounds(text, mark.line)?;
        let wanted = self.characters_before(text, start) + mark.column.checked_sub(1)?;
        let stride = self.characters.partition_point(|before| *before <= wanted).checked_sub(1)?;
        let mut before = self.characters.get(stride).copied()?;
        let mut offset = stride * STRIDE;
        for byte in text.as_bytes().get(offset..)? {
            let begins = !is_continuation(*byte);
            if begins && before == wanted {
                break;
            }
            before += u32::from(begins);
            offset += 1;
        }
        (offset < next || offset == text.len()).then_some(offset)
    }

    fn line(&self, text: &str, line: u32) -> Option<(usize, usize)> {
        let (start, next) = self.bounds(text, line)?;
        let content = text.get(start..next)?.trim_end_matches(['\n', '\r']);
        Some((start, start + content.len()))
    }

    /// Where a line begins and where the next would.
    fn bounds(&self, text: &str, line: u32) -> Option<(usize, usize)> {
        let position = (line as usize).checked_sub(1)?;
        let start = *self.starts.get(position)? as usize;
        let next = self.starts.get(position + 1).map_or(text.len(), |next| *next as usize);
        Some((start, next))
    }

    fn characters_before(&self, text: &str, offset: usize) -> u32 {
        let stride = offset / STRIDE;
        let rest = text.as_bytes().get(stride * STRIDE..offset).unwrap_or_default();
        self.characters.get(stride).copied().unwrap_or_default() + count_characters(rest)
    }
}

fn count_characters(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(!is_continuation(*byte))).sum()
}

const fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}
