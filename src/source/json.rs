//! JSON, read by `serde_json` into nodes with marks.
//!
//! `serde_json` tells no positions, but it lends every scalar as a slice of the text
//! ([`RawValue`]), and where a slice lies in the text is known. What stands between two scalars is only
//! brackets, commas, colons and spaces, so a [`Cursor`] that steps over those in the same order as the
//! parser knows where each mapping and list begins. A number is taken as it is written.

use std::{borrow::Cow, cell::RefCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    budget::Budget,
    file::SourceFile,
    merge::duplicate_key,
    node::{Mapping, Member, Node, Value},
};
use crate::diagnostics::{Code, Diagnostic, Mark, Place};

/// The tree of a JSON file.
pub(super) fn parse(file: &SourceFile, budget: &Budget) -> Result<Node, Diagnostic> {
    let reader = RefCell::new(Reader { file, budget, cursor: Cursor::new(file.text()), nodes: 0, problem: None });
    let mut deserializer = serde_json::Deserializer::from_str(file.text());
    // Depth is checked below, with a place and the same bound as for YAML.
    deserializer.disable_recursion_limit();
    let node = Seed { reader: &reader, depth: 0 }.deserialize(&mut deserializer);
    let parsed = node.map_err(|error| (Code::BrokenJson, error));
    let ended = parsed.and_then(|node| match deserializer.end() {
        Ok(()) => Ok(node),
        Err(error) => Err((Code::TrailingText, error)),
    });
    ended.map_err(|(code, error)| reader.into_inner().problem.unwrap_or_else(|| broken(file, code, &error)))
}

/// What `serde_json` says, at its place. It counts columns in bytes.
fn broken(file: &SourceFile, code: Code, error: &serde_json::Error) -> Diagnostic {
    let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
    let offset = file.line(line).map_or(file.text().len(), |(start, _)| start + error.column().saturating_sub(1));
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let (message, help) = match code {
        Code::TrailingText => {
            ("text follows the end of the JSON value".to_owned(), "remove what follows, or split the file")
        }
        _ => (format!("the JSON cannot be parsed: {message}"), "check what stands at this place and just before it"),
    };
    Diagnostic::error(code, message).at(file.place_at(offset)).help(help)
}

struct Reader<'text> {
    file: &'text SourceFile,
    budget: &'text Budget,
    cursor: Cursor<'text>,
    nodes: usize,
    /// What went wrong, when it was not `serde_json` that found it.
    problem: Option<Diagnostic>,
}

impl<'text> Reader<'text> {
    /// Keeps a finding and makes the parser stop.
    fn stop<E: serde::de::Error>(&mut self, code: Code, message: String, mark: Mark, help: &str) -> E {
        self.problem = Some(Diagnostic::error(code, message).at(Place::new(self.file.id(), mark)).help(help));
        E::custom("stopped")
    }

    fn count<E: serde::de::Error>(&mut self, mark: Mark, depth: usize) -> Result<(), E> {
        self.nodes += 1;
        if depth > self.budget.depth {
            let message = format!("values are nested more than {} levels deep", self.budget.depth);
            return Err(self.stop(Code::NestedTooDeeply, message, mark, "move inner parts to components"));
        }
        if self.nodes > self.budget.nodes {
            let message = format!("the file holds more than {} values", self.budget.nodes);
            return Err(self.stop(Code::TooManyNodes, message, mark, "check that the right file was named"));
        }
        Ok(())
    }

    fn scalar<E: serde::de::Error>(&mut self, raw: &str, mark: Mark) -> Result<Value, E> {
        Ok(match raw {
            "null" => Value::Null(raw.into()),
            "true" | "false" => Value::Bool { value: raw == "true", text: raw.into() },
            _ if raw.starts_with('"') => Value::String(self.string(raw, mark)?.into()),
            _ => Value::Number(raw.into()),
        })
    }

    /// The text inside a pair of quotes.
    fn string<'raw, E: serde::de::Error>(&mut self, raw: &'raw str, mark: Mark) -> Result<Cow<'raw, str>, E> {
        if !raw.contains('\\') {
            return Ok(Cow::Borrowed(raw.trim_matches('"')));
        }
        serde_json::from_str(raw).map(Cow::Owned).map_err(|_| {
            let message = "the text holds an escape that stands for no character".to_owned();
            self.stop(Code::BrokenJson, message, mark, "surrogates (`\\ud800` to `\\udfff`) come in pairs only")
        })
    }

    fn duplicate<E: serde::de::Error>(&mut self, first: &Member, second: &Member) -> E {
        self.problem = Some(duplicate_key(self.file, first, second));
        E::custom("stopped")
    }

    /// The mark of a slice of the text; afterwards the cursor stands behind it.
    fn pass(&mut self, raw: &'text str) -> Mark {
        let offset = raw.as_ptr().addr().wrapping_sub(self.file.text().as_ptr().addr());
        self.cursor.advance_to(offset);
        let mark = self.cursor.mark;
        self.cursor.pass_scalar(raw);
        mark
    }
}

/// How far the parser has come, as offset and as line and column.
struct Cursor<'text> {
    text: &'text str,
    offset: usize,
    mark: Mark,
}

impl<'text> Cursor<'text> {
    const fn new(text: &'text str) -> Self {
        Self { text, offset: 0, mark: Mark::new(1, 1) }
    }

    /// The first byte of the next value, key or closing bracket.
    fn next_byte(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.offset..)?;
        let skipped = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':')).count();
        self.advance_to(self.offset + skipped);
        rest.get(skipped).copied()
    }

    /// Steps over what stands on one line, as a text in JSON does: line breaks in it are escaped.
    fn pass_scalar(&mut self, raw: &str) {
        self.mark.column = self.mark.column.saturating_add(u32::try_from(raw.chars().count()).unwrap_or(u32::MAX));
        self.offset = self.offset.saturating_add(raw.len());
    }

    fn advance_to(&mut self, offset: usize) {
        for byte in self.text.as_bytes().get(self.offset..offset).unwrap_or_default() {
            if *byte == b'\n' {
                self.mark = Mark::new(self.mark.line + 1, 1);
            } else if *byte & 0b1100_0000 != 0b1000_0000 {
                // Bytes that continue a character are not counted.
                self.mark.column += 1;
            }
        }
        self.offset = self.offset.max(offset);
    }
}

/// The reading of one value.
#[derive(Clone, Copy)]
struct Seed<'reader, 'text> {
    reader: &'reader RefCell<Reader<'text>>,
    depth: usize,
}

impl<'text> DeserializeSeed<'text> for Seed<'_, 'text> {
    type Value = Node;

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<Node, D::Error> {
        let (first, mark) = {
            let mut reader = self.reader.borrow_mut();
            let first = reader.cursor.next_byte();
            let mark = reader.cursor.mark;
            let nested = usize::from(matches!(first, Some(b'{' | b'[')));
            reader.count(mark, self.depth + nested)?;
            (first, mark)
        };
        let inner = Self { depth: self.depth + 1, ..self };
        let value = match first {
            Some(b'{') => deserializer.deserialize_map(inner.entered())?,
            Some(b'[') => deserializer.deserialize_seq(inner.entered())?,
            _ => {
                let raw = <&RawValue as serde::Deserialize>::deserialize(deserializer)?.get();
                let mut reader = self.reader.borrow_mut();
                reader.pass(raw);
                reader.scalar(raw, mark)?
            }
        };
        Ok(Node { value, mark })
    }
}

impl Seed<'_, '_> {
    /// The same, with the cursor behind the bracket it stands at.
    fn entered(self) -> Self {
        self.pass_bracket();
        self
    }

    fn pass_bracket(self) {
        let mut reader = self.reader.borrow_mut();
        reader.cursor.next_byte();
        let behind = reader.cursor.offset + 1;
        reader.cursor.advance_to(behind);
    }
}

/// What is inside a mapping or list whose opening bracket the cursor has passed.
impl<'text> Visitor<'text> for Seed<'_, 'text> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a mapping or a list")
    }

    fn visit_map<A: MapAccess<'text>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(raw) = access.next_key::<&RawValue>()? {
            let (name, mark) = {
                let mut reader = self.reader.borrow_mut();
                let mark = reader.pass(raw.get());
                (reader.string(raw.get(), mark)?.into(), mark)
            };
            let node = access.next_value_seed(self)?;
            members.push(Member { name, mark, node });
        }
        self.pass_bracket();
        members.shrink_to_fit();
        let mapping = Mapping::new(members);
        match mapping.duplicate() {
            Some((first, second)) => Err(self.reader.borrow_mut().duplicate(first, second)),
            None => Ok(Value::Mapping(mapping)),
        }
    }

    fn visit_seq<A: SeqAccess<'text>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self)? {
            items.push(item);
        }
        self.pass_bracket();
        items.shrink_to_fit();
        Ok(Value::Sequence(items))
    }
}
