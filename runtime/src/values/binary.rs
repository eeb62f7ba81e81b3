//! Bytes as text.

use std::fmt;
use std::str::FromStr;

use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine as _, engine::general_purpose as engines};

use super::ValueError;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Reads either alphabet, with or without padding and line breaks.
fn decode(text: &str) -> Option<Vec<u8>> {
    let joined;
    let text = if text.contains(['\r', '\n', ' ', '\t']) {
        joined = text.split_ascii_whitespace().collect::<String>();
        joined.as_str()
    } else {
        text
    };
    let engine = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    engine.decode(text).ok()
}

macro_rules! binary {
    ($(#[$docs:meta])* $name:ident, $engine:expr) => {
        $(#[$docs])*
        #[derive(Clone, Default)]
        pub struct $name {
            bytes: Vec<u8>,
            /// What was read, where it differs from what would be written.
            text: Option<Box<str>>,
        }

        impl $name {
            /// The bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                &self.bytes
            }

            /// The bytes, taken out.
            #[must_use]
            pub fn into_bytes(self) -> Vec<u8> {
                self.bytes
            }
        }

        impl FromStr for $name {
            type Err = ValueError;

            fn from_str(text: &str) -> Result<Self, ValueError> {
                let bytes = decode(text).ok_or_else(|| ValueError::new(EXPECTED, ""))?;
                let mut value = Self { bytes, text: None };
                if value.to_string() != text {
                    value.text = Some(text.into());
                }
                Ok(value)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.text {
                    Some(text) => out.write_str(text),
                    None => base64::display::Base64Display::new(&self.bytes, &$engine).fmt(out),
                }
            }
        }

        /// The bytes alone count, not the form they were read in.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.bytes == other.bytes
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.bytes.hash(state);
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.bytes
            }
        }

        impl From<Vec<u8>> for $name {
            fn from(bytes: Vec<u8>) -> Self {
                Self { bytes, text: None }
            }
        }

        impl From<&[u8]> for $name {
            fn from(bytes: &[u8]) -> Self {
                bytes.to_vec().into()
            }
        }

        impl From<$name> for Vec<u8> {
            fn from(value: $name) -> Self {
                value.bytes
            }
        }

        impl crate::Decode for $name {
            fn decode(json: &mut crate::Reader<'_>) -> crate::DecodeResult<Self> {
                json.parsed(EXPECTED, str::parse)
            }
        }

        impl crate::Encode for $name {
            fn encode(&self, out: &mut crate::Writer) {
                // Line breaks that were read need escapes; nothing else does.
                match &self.text {
                    Some(text) => out.string(text),
                    None => out.display(self),
                }
            }
        }

        /// The length only: the bytes may be long, or secret.
        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!(stringify!($name), "({} bytes)"), self.bytes.len())
            }
        }

        crate::serde_bridge!($name);
    };
}

binary!(
    /// Bytes that are base64url without padding in JSON (Edm.Binary). The standard alphabet and padding are read too,
    /// and what was read is written back as it was.
    Binary,
    engines::URL_SAFE_NO_PAD
);

binary!(
    /// Bytes that are base64 of the standard alphabet with padding in JSON (OpenAPI `byte`). The alphabet of base64url
    /// and missing padding are read too, and what was read is written back as it was.
    Base64,
    engines::STANDARD
);

const EXPECTED: &str = "base64 text";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_written_back() {
        for text in ["", "_-8", "_-8=", "/+8=", "/+8", "AAEC", "AA\r\nEC"] {
            let binary = text.parse::<Binary>().unwrap_or_else(|_| b"wrong".as_slice().into());
            assert_eq!(binary.to_string(), text);
            let base64 = text.parse::<Base64>().unwrap_or_else(|_| b"wrong".as_slice().into());
            assert_eq!(base64.to_string(), text);
            assert_eq!(binary.as_bytes(), base64.as_bytes());
        }
        assert!("a b!".parse::<Binary>().is_err());
        assert!("_+8=".parse::<Binary>().is_err());
    }

    #[test]
    fn new_ones_take_the_form_of_their_type() {
        assert_eq!(Binary::from(vec![255, 239]).to_string(), "_-8");
        assert_eq!(Base64::from(vec![255, 239]).to_string(), "/+8=");
        assert_eq!(Binary::from(vec![255, 239]), "/+8=".parse().unwrap_or_default());
    }
}
