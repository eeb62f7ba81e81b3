//! Values that JSON writes as text: dates, times, durations, identifiers, decimals, binary data.
//!
//! Each prints back exactly what it read, and converts to the type of a well-known library.

mod binary;
mod clock;
mod date_time;
mod decimal;
mod duration;
mod guid;
mod number;
mod quoted;
mod zone;

use std::fmt;

pub use binary::{Base64, Binary};
pub use clock::{Date, TimeOfDay};
pub use date_time::DateTimeOffset;
pub use decimal::Decimal;
pub use duration::Duration;
pub use guid::Guid;
pub use number::Number;
pub use quoted::Quoted;

/// A text that is not of the form its type asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    expected: &'static str,
    found: String,
}

impl ValueError {
    pub(crate) fn new(expected: &'static str, found: &str) -> Self {
        Self { expected, found: crate::json::excerpt(found) }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "expected {}, found {}", self.expected, self.found)
    }
}

impl std::error::Error for ValueError {}

/// The codec and the text forms of a value that is a string in JSON and has `FromStr` and `Display`.
macro_rules! text_value {
    ($type:ty, $expected:expr) => {
        impl crate::Decode for $type {
            fn decode(json: &mut crate::Reader<'_>) -> crate::DecodeResult<Self> {
                json.parsed($expected, str::parse)
            }
        }

        impl crate::Encode for $type {
            fn encode(&self, out: &mut crate::Writer) {
                out.display(self);
            }
        }

        crate::values::text_value!(rest $type);
    };
    // A value that brings its text in a buffer of its own (`fn text(&self) -> Buffer`): formatting is slow for what
    // stands in every entity.
    ($type:ty, $expected:expr, buffered) => {
        impl crate::Decode for $type {
            fn decode(json: &mut crate::Reader<'_>) -> crate::DecodeResult<Self> {
                json.parsed($expected, str::parse)
            }
        }

        impl crate::Encode for $type {
            fn encode(&self, out: &mut crate::Writer) {
                out.plain(self.text().as_str());
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.text().as_str())
            }
        }

        crate::values::text_value!(rest $type);
    };
    (rest $type:ty) => {
        impl std::fmt::Debug for $type {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(out, "{}({self})", stringify!($type))
            }
        }

        crate::serde_bridge!($type);
    };
}
pub(crate) use text_value;

/// A short text of ASCII characters, put together without formatting.
pub(crate) struct Buffer {
    bytes: [u8; 48],
    length: usize,
}

impl Buffer {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; 48], length: 0 }
    }

    pub(crate) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    pub(crate) fn push_text(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.push(byte));
    }

    /// The last `count` decimal digits of a number, with leading zeros.
    pub(crate) fn push_digits(&mut self, number: u64, count: u8) {
        let mut divisor = 10_u64.pow(u32::from(count.saturating_sub(1)));
        for _ in 0..count {
            // A digit is below ten.
            self.push(b'0' + u8::try_from(number / divisor % 10).unwrap_or(0));
            divisor = (divisor / 10).max(1);
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// Digits after a decimal point: up to nine make nanoseconds, up to three more are kept beside them.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Fraction {
    pub(crate) nanoseconds: u32,
    pub(crate) picoseconds: u16,
    pub(crate) digits: u8,
}

impl Fraction {
    /// Reads 1 to 12 digits.
    pub(crate) fn parse(digits: &[u8]) -> Option<Self> {
        let count = u8::try_from(digits.len()).ok().filter(|count| (1..=12).contains(count))?;
        let mut number = 0_u64;
        for &byte in digits {
            if !byte.is_ascii_digit() {
                return None;
            }
            number = number * 10 + u64::from(byte - b'0');
        }
        number *= 10_u64.pow(12 - u32::from(count));
        let nanoseconds = u32::try_from(number / 1000).ok()?;
        let picoseconds = u16::try_from(number % 1000).ok()?;
        Some(Self { nanoseconds, picoseconds, digits: count })
    }

    /// As few digits as say the nanoseconds exactly.
    pub(crate) fn from_nanoseconds(nanoseconds: u32) -> Self {
        let mut digits = 9;
        let mut rest = nanoseconds;
        while digits > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            digits -= 1;
        }
        Self { nanoseconds, picoseconds: 0, digits }
    }
}

impl Fraction {
    /// The point and the digits; nothing when there are none.
    pub(crate) fn write(self, out: &mut Buffer) {
        if self.digits == 0 {
            return;
        }
        out.push(b'.');
        let all = u64::from(self.nanoseconds) * 1000 + u64::from(self.picoseconds);
        out.push_digits(all / 10_u64.pow(12_u32.saturating_sub(u32::from(self.digits))), self.digits);
    }
}

/// The same for values that are formatted.
impl fmt::Display for Fraction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Buffer::new();
        self.write(&mut text);
        out.write_str(text.as_str())
    }
}

/// Exactly `length` digits from the start of a text, and the rest.
pub(crate) fn digits(text: &str, length: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(length)?;
    let mut number = 0_u32;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + u32::from(byte - b'0');
    }
    Some((number, rest))
}
