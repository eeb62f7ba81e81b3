//! The pull parser that generated code reads from.

use std::borrow::Cow;
use std::fmt::Display;

use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType, NumberInt, Peek};

use super::error::excerpt;
use super::object::Described;
use super::{Decode, DecodeError, DecodeResult, Extra, Fields, Json, Nullable, Object};

/// How deep arrays and objects may nest before reading fails.
pub const DEFAULT_DEPTH: usize = 128;

/// How deep a value may nest that the parser passes over by itself.
const PASSED_OVER: usize = 200;

/// How often a document may be read again, counted in bytes, before unions are taken for what they look like.
const AGAIN: usize = 64;

/// What kind of value comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// A JSON document being read. Depth is bounded here; the size is bounded by who brings the bytes.
#[derive(Debug)]
pub struct Reader<'j> {
    text: &'j str,
    parser: Jiter<'j>,
    depth: usize,
    /// How many bytes may still be read once more, for unions whose variant was not the one that it looked like.
    again: usize,
    /// Set when the document is not UTF-8: the first read fails with the offset of the first bad byte.
    broken: Option<usize>,
}

impl<'j> Reader<'j> {
    /// A reader at the start of a document; a byte order mark is passed over.
    #[must_use]
    pub fn new(bytes: &'j [u8]) -> Self {
        Self::with_depth(bytes, DEFAULT_DEPTH)
    }

    /// A reader that allows arrays and objects to nest `depth` deep.
    #[must_use]
    pub fn with_depth(bytes: &'j [u8], depth: usize) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        // Checked once here: the parser does not check strings that are skipped.
        let (text, broken) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => ("", Some(error.valid_up_to())),
        };
        let again = text.len().saturating_mul(AGAIN);
        Self { text, parser: Jiter::new(text.as_bytes()), depth, again, broken }
    }

    /// How deep what comes next may nest.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// What comes next, without reading it.
    ///
    /// # Errors
    /// At the end of the document, or before something that no value starts with.
    pub fn peek(&mut self) -> DecodeResult<Kind> {
        let peek = self.parser.peek().map_err(|error| self.syntax(&error))?;
        match peek {
            Peek::Null => Ok(Kind::Null),
            Peek::True | Peek::False => Ok(Kind::Bool),
            Peek::String => Ok(Kind::String),
            Peek::Array => Ok(Kind::Array),
            Peek::Object => Ok(Kind::Object),
            Peek::Minus => Ok(Kind::Number),
            other if other.into_inner().is_ascii_digit() => Ok(Kind::Number),
            other => Err(DecodeError::new(
                "a JSON value",
                excerpt(&char::from(other.into_inner()).to_string()),
                self.offset(),
            )),
        }
    }

    /// Where the reader stands, in bytes from the start (after a byte order mark).
    #[must_use]
    pub fn offset(&self) -> usize {
        self.parser.current_index()
    }

    /// Reads a `null`.
    ///
    /// # Errors
    /// When something else comes next.
    pub fn null(&mut self) -> DecodeResult {
        self.expect(Kind::Null, "null")?;
        self.parser.known_null().map_err(|error| self.syntax(&error))
    }

    /// Reads a boolean.
    ///
    /// # Errors
    /// When something else comes next.
    pub fn bool(&mut self) -> DecodeResult<bool> {
        match self.parser.peek() {
            Ok(peek @ (Peek::True | Peek::False)) => self.parser.known_bool(peek).map_err(|error| self.syntax(&error)),
            _ => Err(self.unexpected("a boolean")),
        }
    }

    /// Reads a string; escapes are resolved.
    ///
    /// # Errors
    /// When something else comes next, or the string is malformed.
    pub fn string(&mut self) -> DecodeResult<&str> {
        if !self.next_is_string() {
            return Err(self.unexpected("a string"));
        }
        let broken = self.broken;
        self.parser.known_str().map_err(|error| syntax_error(&error, broken))
    }

    /// Reads a string that has a form of its own, such as a date; `expected` names the form in the error.
    ///
    /// # Errors
    /// When something else comes next, or `parse` refuses the text.
    pub fn parsed<T, E: Display>(
        &mut self,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> DecodeResult<T> {
        if !self.next_is_string() {
            return Err(self.unexpected(expected));
        }
        let (offset, broken) = (self.offset(), self.broken);
        let text = self.parser.known_str().map_err(|error| syntax_error(&error, broken))?;
        parse(text).map_err(|_| DecodeError::new(expected, excerpt(text), offset))
    }

    /// Reads a number as its exact text.
    ///
    /// # Errors
    /// When something else comes next, or the number is malformed.
    pub fn number_text(&mut self) -> DecodeResult<&'j str> {
        self.expect(Kind::Number, "a number")?;
        self.raw()
    }

    /// Reads an integer that fits 64 bits, or says why not. `None` for a number that is not one; it is not passed then.
    pub(crate) fn small_integer(&mut self) -> Option<i64> {
        // A number in any other form makes the parser fail before it moves.
        self.parser.next_int().ok().map(|NumberInt::Int(number)| number)
    }

    /// Reads a number as a float.
    pub(crate) fn float(&mut self) -> DecodeResult<f64> {
        let offset = self.offset();
        let number = self.parser.next_float().map_err(|error| self.syntax(&error))?;
        // A literal too big for the type would be written back as another value.
        if number.is_finite() {
            Ok(number)
        } else {
            Err(DecodeError::new("a number that fits 64 bits", "a bigger one", offset))
        }
    }

    /// The exact text of the next value, whatever it is, checked to be JSON.
    ///
    /// # Errors
    /// When the value is malformed or nested too deep.
    pub fn raw(&mut self) -> DecodeResult<&'j str> {
        let nests = matches!(self.peek()?, Kind::Array | Kind::Object);
        let start = self.offset();
        let before = (nests && self.depth >= PASSED_OVER).then(|| self.parser.clone());
        match (self.parser.next_skip(), before) {
            (Ok(()), _) => {}
            (Err(error), Some(before)) if is_too_deep(&error) => {
                self.parser = before;
                self.step_over()?;
            }
            (Err(error), _) => return Err(self.syntax(&error)),
        }
        let text = self.text.get(start..self.offset()).unwrap_or_default();
        if nests && nests_deeper(text, self.depth) {
            return Err(too_deep(start));
        }
        Ok(text)
    }

    /// The same of a value that is read by itself later, when its depth is looked at.
    pub(crate) fn raw_of_any_depth(&mut self) -> DecodeResult<&'j str> {
        let depth = std::mem::replace(&mut self.depth, usize::MAX);
        let text = self.raw();
        self.depth = depth;
        text
    }

    /// Passes over a value however deep it is: that takes memory for each level, and no more of the stack.
    fn step_over(&mut self) -> DecodeResult {
        let mut open = Vec::new();
        loop {
            let kind = self.peek()?;
            let is_within = match kind {
                Kind::Array => {
                    self.enter()?;
                    self.parser.known_array().map_err(|error| self.syntax(&error))?.is_some()
                }
                Kind::Object => {
                    self.enter()?;
                    self.first_name()?.is_some()
                }
                Kind::Null | Kind::Bool | Kind::Number | Kind::String => {
                    self.parser.next_skip().map_err(|error| self.syntax(&error))?;
                    false
                }
            };
            match kind {
                Kind::Array | Kind::Object if is_within => {
                    open.push(kind);
                    continue;
                }
                Kind::Array | Kind::Object => self.depth += 1,
                Kind::Null | Kind::Bool | Kind::Number | Kind::String => {}
            }
            // After a value: to the next one, out of all that it was the last of.
            loop {
                let is_more = match open.last() {
                    None => return Ok(()),
                    Some(Kind::Object) => self.next_name()?.is_some(),
                    Some(_) => self.parser.array_step().map_err(|error| self.syntax(&error))?.is_some(),
                };
                if is_more {
                    break;
                }
                open.pop();
                self.depth += 1;
            }
        }
    }

    /// Reads an array, calling `element` before each element; it must read exactly one value.
    ///
    /// # Errors
    /// When something else comes next, an element cannot be read, or arrays nest too deep.
    pub fn array(&mut self, element: &mut dyn FnMut(&mut Self) -> DecodeResult) -> DecodeResult {
        self.expect(Kind::Array, "an array")?;
        self.enter()?;
        let mut index = 0_usize;
        let mut more = self.parser.known_array().map_err(|error| self.syntax(&error))?.is_some();
        while more {
            element(self).map_err(|error| error.in_element(index))?;
            index += 1;
            more = self.parser.array_step().map_err(|error| self.syntax(&error))?.is_some();
        }
        self.depth += 1;
        Ok(())
    }

    /// Reads an object, calling `member` with each name before its value; it must read exactly one value.
    ///
    /// # Errors
    /// When something else comes next, a member cannot be read, or objects nest too deep.
    pub fn members(&mut self, member: &mut dyn FnMut(&str, &mut Self) -> DecodeResult) -> DecodeResult {
        self.expect(Kind::Object, "an object")?;
        self.enter()?;
        let mut name = self.first_name()?;
        while let Some(current) = name {
            member(&current, self).map_err(|error| error.in_member(&current))?;
            name = self.next_name()?;
        }
        self.depth += 1;
        Ok(())
    }

    /// Reads an object into a generated type. Of a repeated member the last one counts.
    ///
    /// # Errors
    /// When something else comes next, a field cannot be read, or a required member is missing.
    pub fn object(&mut self, object: &mut dyn Object) -> DecodeResult {
        self.fields(&mut Described::new(object))
    }

    /// As [`object`](Self::object), for objects that name their members in code.
    pub(crate) fn fields(&mut self, fields: &mut dyn Fields) -> DecodeResult {
        let start = self.offset();
        self.expect(Kind::Object, "an object")?;
        self.enter()?;
        let mut nulls = false;
        let mut name = self.first_name()?;
        while let Some(current) = name {
            let held = fields.read(&current, self).map_err(|error| error.in_member(&current))?;
            if !held {
                fields.extra().set_null(&current);
                nulls = true;
            } else if nulls {
                fields.extra().clear_null(&current);
            }
            name = self.next_name()?;
        }
        self.depth += 1;
        match fields.missing() {
            None => Ok(()),
            Some(missing) => Err(DecodeError::new(format!("the member {missing:?}"), "an object without it", start)),
        }
    }

    /// Reads a field whose absence is `None`. A null that `T` cannot hold leaves `None` and gives `false`.
    ///
    /// # Errors
    /// When the value cannot be read as `T`.
    pub fn optional<T: Decode>(&mut self, slot: &mut Option<T>) -> DecodeResult<bool> {
        if !T::NULL && self.next_is_null() {
            self.null()?;
            *slot = None;
            return Ok(false);
        }
        *slot = Some(T::decode(self)?);
        Ok(true)
    }

    /// Reads a field that tells absent and null apart.
    ///
    /// # Errors
    /// When the value is not null and cannot be read as `T`.
    pub fn nullable<T: Decode>(&mut self, slot: &mut Nullable<T>) -> DecodeResult<bool> {
        if self.next_is_null() {
            self.null()?;
            *slot = Nullable::Null;
        } else {
            *slot = Nullable::Value(T::decode(self)?);
        }
        Ok(true)
    }

    /// Reads a field that is always there. A null that `T` cannot hold is an error.
    ///
    /// # Errors
    /// When the value cannot be read as `T`.
    pub fn required<T: Decode>(&mut self, slot: &mut T) -> DecodeResult<bool> {
        *slot = T::decode(self)?;
        Ok(true)
    }

    /// Keeps a member that has no field, exactly as it came.
    ///
    /// # Errors
    /// When the value is malformed.
    pub fn keep(&mut self, name: &str, extra: &mut Extra) -> DecodeResult<bool> {
        let value = self.raw()?;
        extra.insert(name, Json::from_checked(value));
        Ok(true)
    }

    /// A reader of what comes next, which moves without moving this one.
    pub(crate) fn ahead(&self) -> Self {
        let text = self.text.get(self.offset()..).unwrap_or_default();
        Self { text, parser: Jiter::new(text.as_bytes()), again: 0, ..*self }
    }

    /// A reader that stands where this one does, to go back to.
    pub(crate) fn mark(&self) -> Self {
        Self { parser: self.parser.clone(), ..*self }
    }

    /// Goes back to where a mark was made.
    pub(crate) fn back_to(&mut self, mark: &Self) {
        self.parser = mark.parser.clone();
        self.depth = mark.depth;
    }

    /// Whether the last `length` bytes may be read once more. Unions in unions could otherwise be tried in as many ways
    /// as all their variants together give.
    pub(crate) fn may_try(&mut self, length: usize) -> bool {
        let left = self.again.checked_sub(length.max(1));
        self.again = left.unwrap_or_default();
        left.is_some()
    }

    /// Goes into an object, to its first name. For looking ahead only: nobody comes out again.
    pub(crate) fn begin_object(&mut self) -> DecodeResult<Option<Cow<'j, str>>> {
        self.expect(Kind::Object, "an object")?;
        self.enter()?;
        self.first_name()
    }

    /// Goes into an array, before its first element, if there is one. For looking ahead only.
    pub(crate) fn begin_array(&mut self) -> DecodeResult<bool> {
        self.expect(Kind::Array, "an array")?;
        self.enter()?;
        Ok(self.parser.known_array().map_err(|error| self.syntax(&error))?.is_some())
    }

    /// Checks that nothing but space is left.
    ///
    /// # Errors
    /// When something follows the value that was read.
    pub fn finish(&mut self) -> DecodeResult {
        self.parser.finish().map_err(|error| self.syntax(&error))
    }

    /// The error that says that `expected` was wanted and something else comes next. The reader does not move.
    pub fn unexpected(&mut self, expected: impl Into<Cow<'static, str>>) -> DecodeError {
        match self.peek() {
            Ok(found) => DecodeError::new(expected, found.describe(), self.offset()),
            Err(error) => error,
        }
    }

    /// Whether a null comes next. Asked before every field, so the byte itself is looked at where no space precedes it.
    #[inline(always)]
    fn next_is_null(&mut self) -> bool {
        match self.text.as_bytes().get(self.parser.current_index()) {
            Some(b' ' | b'\t' | b'\r' | b'\n') => matches!(self.parser.peek(), Ok(Peek::Null)),
            next => next == Some(&b'n'),
        }
    }

    /// The same for a string, before which the parser then stands.
    #[inline(always)]
    pub(crate) fn next_is_string(&mut self) -> bool {
        match self.text.as_bytes().get(self.parser.current_index()) {
            Some(b' ' | b'\t' | b'\r' | b'\n') => matches!(self.parser.peek(), Ok(Peek::String)),
            next => next == Some(&b'"'),
        }
    }

    fn expect(&mut self, kind: Kind, expected: &'static str) -> DecodeResult {
        if self.peek()? == kind { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    fn enter(&mut self) -> DecodeResult {
        match self.depth.checked_sub(1) {
            Some(rest) => {
                self.depth = rest;
                Ok(())
            }
            None => Err(too_deep(self.offset())),
        }
    }

    fn first_name(&mut self) -> DecodeResult<Option<Cow<'j, str>>> {
        let broken = self.broken;
        let range = match self.parser.next_object_bytes() {
            Ok(name) => name.map(|name| (name.as_ptr() as usize, name.len())),
            Err(error) => return Err(syntax_error(&error, broken)),
        };
        self.name(range)
    }

    #[inline(always)]
    pub(crate) fn next_name(&mut self) -> DecodeResult<Option<Cow<'j, str>>> {
        let broken = self.broken;
        let range = match self.parser.next_key_bytes() {
            Ok(name) => name.map(|name| (name.as_ptr() as usize, name.len())),
            Err(error) => return Err(syntax_error(&error, broken)),
        };
        self.name(range)
    }

    /// A name by its place in the document. The parser lends it for as long as it stands still; the document itself
    /// lends it for longer, so no name is copied unless it holds escapes.
    #[inline(always)]
    fn name(&self, range: Option<(usize, usize)>) -> DecodeResult<Option<Cow<'j, str>>> {
        let Some((address, length)) = range else { return Ok(None) };
        let start = address.wrapping_sub(self.text.as_ptr() as usize);
        let name = self.text.get(start..start.wrapping_add(length)).unwrap_or_default();
        // Names are short: looking at all bytes at once is faster than to search.
        if !name.bytes().fold(false, |found, byte| found | (byte == b'\\')) {
            return Ok(Some(Cow::Borrowed(name)));
        }
        self.unescaped_name(start, length)
    }

    #[cold]
    fn unescaped_name(&self, start: usize, length: usize) -> DecodeResult<Option<Cow<'j, str>>> {
        let quoted =
            self.text.get(start.wrapping_sub(1)..start.wrapping_add(length).wrapping_add(1)).unwrap_or_default();
        match serde_json::from_str::<String>(quoted) {
            Ok(name) => Ok(Some(Cow::Owned(name))),
            Err(_) => Err(DecodeError::new("a member name", "a malformed escape", start)),
        }
    }

    fn syntax(&self, error: &JiterError) -> DecodeError {
        syntax_error(error, self.broken)
    }
}

fn is_too_deep(error: &JiterError) -> bool {
    matches!(error.error_type, JiterErrorType::JsonError(JsonErrorType::RecursionLimitExceeded))
}

fn too_deep(offset: usize) -> DecodeError {
    DecodeError::new("less nesting", "arrays and objects nested too deep", offset)
}

/// Whether the text of an array or an object nests deeper than so many of them.
fn nests_deeper(text: &str, most: usize) -> bool {
    let opens = |byte: u8| matches!(byte, b'[' | b'{');
    // Most have too few of them to nest so deep in any way, which is seen without looking for the ends of texts.
    if text.len() / 2 <= most || text.bytes().filter(|byte| opens(*byte)).count() <= most {
        return false;
    }
    let (mut open, mut is_text, mut is_escaped) = (0_usize, false, false);
    text.bytes().any(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_text = !is_text,
            b'[' | b'{' if !is_text => open += 1,
            b']' | b'}' if !is_text => open = open.saturating_sub(1),
            _ => {}
        }
        open > most
    })
}

fn syntax_error(error: &JiterError, broken: Option<usize>) -> DecodeError {
    if let Some(offset) = broken {
        return DecodeError::new("UTF-8 text", "a byte that is not", offset);
    }
    let (expected, found): (&'static str, Cow<'static, str>) = match &error.error_type {
        JiterErrorType::JsonError(
            JsonErrorType::EofWhileParsingList
            | JsonErrorType::EofWhileParsingObject
            | JsonErrorType::EofWhileParsingString
            | JsonErrorType::EofWhileParsingValue,
        ) => ("more JSON", "the end of the document".into()),
        JiterErrorType::JsonError(JsonErrorType::TrailingCharacters) => ("the end of the document", "more text".into()),
        _ if is_too_deep(error) => return too_deep(error.index),
        other => ("well-formed JSON", other.to_string().into()),
    };
    DecodeError::new(expected, found, error.index)
}
