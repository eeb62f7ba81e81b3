//! Values that JSON writes as text: dates, times, durations, identifiers, decimals, binary data.
//!
//! Each prints back exactly what it read, and converts to the type of a well-known library.

mod binary;
mod clock;
mod date_time;
mod decimal;
mod duration;
mod guid;

use std::fmt;

pub use binary::{Base64, Binary};
pub use clock::{Date, TimeOfDay};
pub use date_time::DateTimeOffset;
pub use decimal::Decimal;
pub use duration::Duration;
pub use guid::Guid;

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

        impl std::fmt::Debug for $type {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(out, "{}({self})", stringify!($type))
            }
        }

        crate::serde_bridge!($type);
    };
}
pub(crate) use text_value;

/// Digits after a decimal point: up to nine make nanoseconds, up to three more are kept beside them.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Fraction {
    pub(crate) nanoseconds: u32,
    pub(crate) picoseconds: u16,
    pub(crate) digits: u8,
}

impl Fraction {
    /// Reads 1 to 12 digits.
    pub(crate) fn parse(digits: &str) -> Option<Self> {
        if digits.is_empty() || digits.len() > 12 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let count = u8::try_from(digits.len()).ok()?;
        let number = digits.parse::<u64>().ok()? * 10_u64.pow(12 - u32::from(count));
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

/// The point and the digits; nothing when there are none.
impl fmt::Display for Fraction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits == 0 {
            return Ok(());
        }
        let all = format!("{:09}{:03}", self.nanoseconds, self.picoseconds);
        write!(out, ".{}", all.get(..usize::from(self.digits)).unwrap_or(&all))
    }
}

/// Exactly `length` digits from the start of a text, and the rest.
pub(crate) fn digits(text: &str, length: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(length)?;
    if number.bytes().all(|byte| byte.is_ascii_digit()) { Some((number.parse().ok()?, rest)) } else { None }
}
