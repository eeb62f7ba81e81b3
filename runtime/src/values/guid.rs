//! Identifiers of 128 bits.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::{ValueError, text_value};

/// A GUID (Edm.Guid, OpenAPI `uuid`). It compares by value and prints back the letter case and form it read.
#[derive(Clone, Copy, Default)]
pub struct Guid {
    value: Uuid,
    /// One bit per hexadecimal digit that was an upper-case letter, the first digit lowest.
    upper: u32,
    form: Form,
}

#[derive(Clone, Copy, Default)]
enum Form {
    #[default]
    Hyphenated,
    Simple,
    Braced,
    Urn,
}

impl Guid {
    /// The value of the `uuid` crate.
    #[must_use]
    pub fn to_uuid(self) -> Uuid {
        self.value
    }
}

impl FromStr for Guid {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let value = Uuid::try_parse(text).map_err(|_| ValueError::new(EXPECTED, text))?;
        let (form, digits) = match text.strip_prefix("urn:uuid:") {
            Some(digits) => (Form::Urn, digits),
            None if text.starts_with('{') => (Form::Braced, text),
            None if text.contains('-') => (Form::Hyphenated, text),
            None => (Form::Simple, text),
        };
        let letters = digits.bytes().filter(u8::is_ascii_hexdigit).enumerate();
        let upper = letters.fold(0, |upper, (index, byte)| upper | (u32::from(byte.is_ascii_uppercase()) << index));
        Ok(Self { value, upper, form })
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = match self.form {
            Form::Hyphenated | Form::Simple => ("", ""),
            Form::Braced => ("{", "}"),
            Form::Urn => ("urn:uuid:", ""),
        };
        let mut buffer = Uuid::encode_buffer();
        let digits = match self.form {
            Form::Simple => self.value.simple().encode_lower(&mut buffer),
            _ => self.value.hyphenated().encode_lower(&mut buffer),
        };
        out.write_str(before)?;
        if self.upper == 0 {
            out.write_str(digits)?;
        } else {
            let mut index = 0_u32;
            for digit in digits.chars() {
                let upper = digit != '-' && self.upper & (1 << index) != 0;
                index += u32::from(digit != '-');
                fmt::Write::write_char(out, if upper { digit.to_ascii_uppercase() } else { digit })?;
            }
        }
        out.write_str(after)
    }
}

impl PartialEq for Guid {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Guid {}

impl PartialOrd for Guid {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Guid {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}

impl std::hash::Hash for Guid {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl From<Uuid> for Guid {
    fn from(value: Uuid) -> Self {
        Self { value, ..Self::default() }
    }
}

impl From<Guid> for Uuid {
    fn from(guid: Guid) -> Self {
        guid.value
    }
}

const EXPECTED: &str = "a GUID like 9ceb2f92-2f92-9ceb-922f-eb9c922feb9c";
text_value!(Guid, EXPECTED);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_back_what_it_read() {
        for text in [
            "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c",
            "9CEB2F92-2F92-9CEB-922F-EB9C922FEB9C",
            "9CeB2F92-2f92-9ceb-922f-eb9c922feb9C",
            "9ceb2f922F929ceb922feb9c922feb9c",
            "{9ceb2f92-2F92-9ceb-922f-eb9c922feb9c}",
            "urn:uuid:9ceb2f92-2F92-9ceb-922f-eb9c922feb9c",
        ] {
            assert_eq!(text.parse::<Guid>().map(|guid| guid.to_string()), Ok(text.to_owned()));
        }
        assert!("9ceb2f92-2f92-9ceb-922f-eb9c922feb9".parse::<Guid>().is_err());
    }
}
