//! The buffer that generated code writes into.

use std::fmt::{Display, Write as _};

use super::object::write_fields;
use super::{Encode, Extra, Json, Kind, Nullable, Object};

/// A JSON document being written, without any optional space.
#[derive(Default)]
pub struct Writer {
    buffer: Vec<u8>,
    /// Integers of 64 bits and decimals are written as text (`IEEE754Compatible=true`).
    numbers_as_text: bool,
    /// Whether the object being written has a member already.
    started: bool,
    /// What the object being written keeps beside its fields.
    extra: Extra,
    /// Members of `extra` that a field turned out to hold too; then the object is written once more without them.
    held_twice: Vec<&'static str>,
    /// For `Debug`: secrets are hidden, and members without a field are shown by name only.
    redacted: bool,
    secret: bool,
    /// What comes next is a union's value.
    union: bool,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What was written may hold secrets.
        write!(out, "Writer({} bytes)", self.buffer.len())
    }
}

impl Writer {
    /// An empty document.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A document for people: secrets are hidden, members without a field are shown by name only.
    pub(crate) fn redacted() -> Self {
        Self { redacted: true, ..Self::default() }
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.buffer
    }

    /// Writes a generated object.
    pub fn object(&mut self, object: &dyn Object) {
        self.fields(&|out| write_fields(object, out));
    }

    /// Writes an object by its fields, [`Writer::extra`] first.
    pub(crate) fn fields(&mut self, fields: &dyn Fn(&mut Self)) {
        self.union = false;
        let outer =
            (std::mem::take(&mut self.started), std::mem::take(&mut self.extra), std::mem::take(&mut self.held_twice));
        let start = self.buffer.len();
        self.buffer.push(b'{');
        fields(self);
        if !self.held_twice.is_empty() {
            // Rare: someone put a member into `extra` that has a field. The field wins, and nothing is written twice.
            self.buffer.truncate(start);
            self.buffer.push(b'{');
            self.started = false;
            fields(self);
        }
        self.buffer.push(b'}');
        (self.started, self.extra, self.held_twice) = outer;
    }

    /// Writes an object by calling `members`, which is to use [`Writer::member`].
    pub fn members(&mut self, members: impl FnOnce(&mut Self)) {
        let outer =
            (std::mem::take(&mut self.started), std::mem::take(&mut self.extra), std::mem::take(&mut self.held_twice));
        self.buffer.push(b'{');
        members(self);
        self.buffer.push(b'}');
        (self.started, self.extra, self.held_twice) = outer;
    }

    /// Writes an array.
    pub fn array<'v, T: Encode + 'v>(&mut self, elements: impl IntoIterator<Item = &'v T>) {
        self.buffer.push(b'[');
        let mut started = false;
        for element in elements {
            if started {
                self.buffer.push(b',');
            }
            started = true;
            element.encode(self);
        }
        self.buffer.push(b']');
    }

    /// Writes an array of elements of different types.
    pub(crate) fn elements(&mut self, elements: &[&dyn Encode]) {
        self.buffer.push(b'[');
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                self.buffer.push(b',');
            }
            element.encode(self);
        }
        self.buffer.push(b']');
    }

    /// Writes the members that have no field, and remembers the nulls of fields that cannot hold one. Goes before the
    /// fields: OData wants `@odata.type` before the data.
    pub fn extra(&mut self, extra: &Extra) {
        self.extra = extra.clone();
        if self.redacted {
            if !extra.is_empty() {
                self.name("...");
                self.buffer.push(b'[');
                for (index, (name, _)) in extra.iter().enumerate() {
                    if index > 0 {
                        self.buffer.push(b',');
                    }
                    self.string(name);
                }
                self.buffer.push(b']');
            }
            return;
        }
        for (name, value) in extra.iter() {
            if !self.held_twice.contains(&name) {
                self.name(name);
                self.json(value);
            }
        }
    }

    /// Marks the next field as secret: `Debug` hides it, the wire does not.
    pub fn secret(&mut self) -> &mut Self {
        self.secret = true;
        self
    }

    /// Writes a field unless it is absent.
    pub fn optional<T: Encode>(&mut self, name: &'static str, value: &Option<T>) {
        match value {
            Some(value) => {
                if self.begin_field(name) {
                    value.encode(self);
                }
            }
            None => self.absent(name),
        }
    }

    /// Writes a field that tells absent and null apart.
    pub fn nullable<T: Encode>(&mut self, name: &'static str, value: &Nullable<T>) {
        match value {
            Nullable::Value(value) => {
                if self.begin_field(name) {
                    value.encode(self);
                }
            }
            Nullable::Null => {
                if self.begin_field(name) {
                    self.null();
                }
            }
            Nullable::Absent => self.absent(name),
        }
    }

    /// Writes a field that is always there.
    pub fn required<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        if self.begin_field(name) {
            value.encode(self);
        }
    }

    /// Writes a list that is always there; an empty one whose `null` was kept is written as that null.
    pub fn list<T: Encode>(&mut self, name: &'static str, value: &Vec<T>) {
        if value.is_empty() && self.extra.was_null(name) {
            self.absent(name);
        } else {
            self.required(name, value);
        }
    }

    /// Writes a member of an object that has no generated type.
    pub fn member<T: Encode + ?Sized>(&mut self, name: &str, value: &T) {
        self.name(name);
        value.encode(self);
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.buffer.extend_from_slice(b"null");
    }

    /// Writes a boolean.
    pub fn bool(&mut self, value: bool) {
        self.buffer.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// Writes a string with the escapes it needs.
    pub fn string(&mut self, text: &str) {
        // Nearly no text needs an escape, and this question is answered many bytes at a time.
        let escapes = text.bytes().fold(false, |found, byte| found | (byte < 0x20) | (byte == b'"') | (byte == b'\\'));
        if !escapes {
            return self.plain(text);
        }
        // Writing text into memory does not fail.
        let written = serde_json::to_writer(&mut self.buffer, text);
        debug_assert!(written.is_ok());
    }

    /// Writes a string that needs no escapes.
    pub(crate) fn plain(&mut self, text: &str) {
        self.buffer.reserve(text.len() + 2);
        self.buffer.push(b'"');
        self.buffer.extend_from_slice(text.as_bytes());
        self.buffer.push(b'"');
    }

    /// An empty document in which integers of 64 bits and decimals are text.
    pub(crate) fn with_numbers_as_text() -> Self {
        Self { numbers_as_text: true, ..Self::default() }
    }

    pub(crate) fn has_numbers_as_text(&self) -> bool {
        self.numbers_as_text
    }

    /// Writes an integer.
    pub fn integer(&mut self, number: impl itoa::Integer) {
        self.buffer.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
    }

    /// Writes a float; what JSON has no number for is written as `"NaN"`, `"INF"` or `"-INF"`.
    pub fn float(&mut self, number: f64) {
        if number.is_finite() {
            let written = serde_json::to_writer(&mut self.buffer, &number);
            debug_assert!(written.is_ok());
        } else {
            self.string(not_finite(number));
        }
    }

    /// Writes a float of 32 bits with no more digits than it has.
    pub fn float32(&mut self, number: f32) {
        if number.is_finite() {
            let written = serde_json::to_writer(&mut self.buffer, &number);
            debug_assert!(written.is_ok());
        } else {
            self.string(not_finite(f64::from(number)));
        }
    }

    /// Writes the value of a union's variant.
    pub fn value<T: Encode + ?Sized>(&mut self, value: &T) {
        self.union = true;
        value.encode(self);
        self.union = false;
    }

    /// Writes a value as it is.
    pub fn json(&mut self, value: &Json) {
        if self.redacted && self.union && value.kind() == Kind::Object {
            return self.names(value);
        }
        self.buffer.extend_from_slice(value.as_str().as_bytes());
    }

    /// For `Debug`: the members of a variant nobody knows by name only, as those without a field.
    fn names(&mut self, value: &Json) {
        let members = value.parse::<super::Map<Json>>().unwrap_or_default();
        self.members(|out| {
            out.name("...");
            out.array(members.keys());
        });
    }

    /// Writes what a value displays, as a string. For values whose text needs no escapes.
    pub(crate) fn display(&mut self, value: &dyn Display) {
        self.buffer.push(b'"');
        let written = write!(Text(&mut self.buffer), "{value}");
        debug_assert!(written.is_ok());
        self.buffer.push(b'"');
    }

    /// Writes text that is known to be a JSON value.
    pub(crate) fn checked(&mut self, text: &str) {
        self.buffer.extend_from_slice(text.as_bytes());
    }

    /// Writes a field's name. `false`: the value is already dealt with.
    fn begin_field(&mut self, name: &'static str) -> bool {
        let secret = std::mem::take(&mut self.secret);
        if !self.redacted && self.extra.holds(name) && !self.held_twice.contains(&name) {
            self.held_twice.push(name);
        }
        self.name(name);
        if secret && self.redacted {
            self.string("[hidden]");
            return false;
        }
        true
    }

    /// A field that has no value: a null that was read for it is written back.
    fn absent(&mut self, name: &'static str) {
        self.secret = false;
        // A member someone put into `extra` under this name has been written already.
        if self.extra.was_null(name) && !self.extra.holds(name) {
            self.name(name);
            self.null();
        }
    }

    fn name(&mut self, name: &str) {
        if self.started {
            self.buffer.push(b',');
        }
        self.started = true;
        self.string(name);
        self.buffer.push(b':');
    }
}

/// Text into the buffer, for `write!`.
struct Text<'b>(&'b mut Vec<u8>);

impl std::fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// OData's names of the floats that are no numbers.
pub(crate) fn not_finite(number: f64) -> &'static str {
    if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "INF"
    } else {
        "-INF"
    }
}
