//! Decimal numbers that lose no digit.

use std::fmt;
use std::str::FromStr;

use super::ValueError;
use crate::{Decode, DecodeError, DecodeResult, Encode, Kind, Reader, Writer};

/// A decimal number (Edm.Decimal, OpenAPI `decimal`): digits, trailing zeros and exponent are printed back as read, at
/// any length. It is read from a JSON number or string and written back as the one it was. Two are equal when their
/// values are: `1.10` is `1.1`.
#[derive(Clone)]
pub struct Decimal {
    number: Number,
    /// Written as a JSON string.
    quoted: bool,
}

#[derive(Clone)]
enum Number {
    /// Prints exactly as it was read.
    Short(rust_decimal::Decimal),
    /// Beyond 96 bits, or in a form that would print differently, such as `1e3`.
    Text(Box<str>),
}

impl Decimal {
    /// The same number, written as a JSON string: what services ask for that read numbers as floats.
    #[must_use]
    pub fn quoted(self) -> Self {
        Self { quoted: true, ..self }
    }

    /// Sign, digits without zeros at either end, and the power of ten of the last digit.
    fn normal(&self) -> (bool, String, i128) {
        let text = self.to_string();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
        let (negative, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        let zeros = i128::try_from(all.len() - digits.len()).unwrap_or_default();
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return (false, String::new(), 0);
        }
        let exponent = i128::from(exponent.parse::<i64>().unwrap_or_default());
        let power = exponent + zeros - i128::try_from(fraction.len()).unwrap_or_default();
        (negative, digits.to_owned(), power)
    }
}

/// Whether a text is a JSON number, except that a plus sign and leading zeros pass: some services send `00.5`.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let exponent = exponent.map(|text| text.strip_prefix(['-', '+']).unwrap_or(text));
    digits(whole) && fraction.is_none_or(digits) && exponent.is_none_or(|text| digits(text) && text.len() <= 18)
}

impl FromStr for Decimal {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if !is_number(text) {
            return Err(ValueError::new(EXPECTED, text));
        }
        let number = match rust_decimal::Decimal::from_str_exact(text) {
            Ok(number) if number.to_string() == text => Number::Short(number),
            Ok(_) | Err(_) => Number::Text(text.into()),
        };
        Ok(Self { number, quoted: false })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.number {
            Number::Short(number) => number.fmt(out),
            Number::Text(text) => out.write_str(text),
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Decimal({self})")
    }
}

impl Default for Decimal {
    fn default() -> Self {
        rust_decimal::Decimal::ZERO.into()
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        match (&self.number, &other.number) {
            (Number::Short(left), Number::Short(right)) => left == right,
            _ => self.normal() == other.normal(),
        }
    }
}

impl Eq for Decimal {}

impl Decode for Decimal {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        match json.peek()? {
            Kind::Number => {
                let offset = json.offset();
                let text = json.number_text()?;
                text.parse().map_err(|_| DecodeError::new(EXPECTED, crate::json::excerpt(text), offset))
            }
            Kind::String => json.parsed(EXPECTED, Self::from_str).map(Self::quoted),
            _ => Err(json.unexpected(EXPECTED)),
        }
    }
}

impl Encode for Decimal {
    fn encode(&self, out: &mut Writer) {
        let text = self.to_string();
        // A plus sign or a leading zero is no JSON number; such a text was set by hand.
        let plain = text.strip_prefix('-').unwrap_or(&text);
        let odd = plain.starts_with('+')
            || (plain.starts_with('0') && plain.as_bytes().get(1).is_some_and(u8::is_ascii_digit));
        if self.quoted || odd || out.has_numbers_as_text() {
            out.string(&text);
        } else {
            out.checked(&text);
        }
    }
}

impl From<rust_decimal::Decimal> for Decimal {
    fn from(number: rust_decimal::Decimal) -> Self {
        Self { number: Number::Short(number), quoted: false }
    }
}

macro_rules! from_integers {
    ($($type:ty),*) => {$(
        impl From<$type> for Decimal {
            fn from(number: $type) -> Self {
                rust_decimal::Decimal::from(number).into()
            }
        }
    )*};
}

from_integers!(i32, i64, u32, u64);

/// Fails beyond 96 bits or 28 fraction digits.
impl TryFrom<&Decimal> for rust_decimal::Decimal {
    type Error = ValueError;

    fn try_from(decimal: &Decimal) -> Result<Self, ValueError> {
        match &decimal.number {
            Number::Short(number) => Ok(*number),
            Number::Text(text) => Self::from_str_exact(text)
                .or_else(|_| Self::from_scientific(text))
                .map_err(|_| ValueError::new("a decimal of at most 96 bits", text)),
        }
    }
}

const EXPECTED: &str = "a decimal number";
crate::serde_bridge!(Decimal);

#[cfg(test)]
mod tests {
    use super::*;

    fn back(json: &str) -> String {
        crate::from_str::<Decimal>(json)
            .map(|decimal| crate::to_string(&decimal))
            .unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn prints_back_what_it_read() {
        for json in [
            "0",
            "-0",
            "1.10",
            "0.1234567890123456789",
            "1e3",
            "1E+3",
            "-1.50e-7",
            "\"1.10\"",
            "\"+1\"",
            "\"007\"",
            "79228162514264337593543950336",
            "0.00000000000000000000000000000000000001",
            "123456789012345678901234567890.123456789",
        ] {
            assert_eq!(back(json), json);
        }
        for text in ["", "-", ".5", "1.", "1e", "e1", "0x1", "NaN", "1_000", "1e9999999999999999999"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }

    #[test]
    fn equal_by_value() {
        let decimal = |text: &str| text.parse::<Decimal>().ok();
        assert_eq!(decimal("1.10"), decimal("1.1"));
        assert_eq!(decimal("1e3"), decimal("1000"));
        assert_eq!(decimal("-0"), decimal("0e5"));
        assert_ne!(decimal("1e40"), decimal("1e41"));
        assert_eq!(decimal("10e40"), decimal("1e41"));
        assert_eq!(
            decimal("1e3").as_ref().and_then(|number| rust_decimal::Decimal::try_from(number).ok()),
            Some(1000.into())
        );
    }
}
