//! Numbers of services that write what JSON has no number for as JavaScript names it.

use std::fmt;
use std::str::FromStr;

use crate::{Decode, DecodeResult, Encode, Reader, ValueError, Writer};

/// A number, or on the wire one of the texts `"Infinity"`, `"-Infinity"` and `"NaN"`. A plain `f64` writes OData's
/// `"INF"` instead.
#[derive(Clone, Copy, Default, PartialEq, PartialOrd)]
pub struct Number(pub f64);

impl std::ops::Deref for Number {
    type Target = f64;

    fn deref(&self) -> &f64 {
        &self.0
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self(number)
    }
}

impl From<Number> for f64 {
    fn from(number: Number) -> Self {
        number.0
    }
}

impl PartialEq<f64> for Number {
    fn eq(&self, other: &f64) -> bool {
        self.0 == *other
    }
}

impl FromStr for Number {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        crate::json::float_text(text).map(Self).map_err(|_| ValueError::new("a number", text))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match words(self.0) {
            Some(words) => out.write_str(words),
            None => self.0.fmt(out),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, out)
    }
}

impl Decode for Number {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        f64::decode(json).map(Self)
    }
}

impl Encode for Number {
    fn encode(&self, out: &mut Writer) {
        match words(self.0) {
            Some(words) => out.plain(words),
            None => out.float(self.0),
        }
    }
}

crate::serde_bridge!(Number);

fn words(number: f64) -> Option<&'static str> {
    if number.is_finite() {
        None
    } else if number.is_nan() {
        Some("NaN")
    } else {
        Some(if number > 0.0 { "Infinity" } else { "-Infinity" })
    }
}

#[cfg(test)]
mod tests {
    use super::Number;
    use crate::{from_str, to_string};

    #[test]
    fn words_are_written_as_they_are_read() {
        for text in ["1.5", "-0.25", r#""Infinity""#, r#""-Infinity""#, r#""NaN""#] {
            assert_eq!(from_str::<Number>(text).map(|number| to_string(&number)).as_deref(), Ok(text));
        }
        assert_eq!(from_str::<Number>("7"), Ok(Number(7.0)));
        assert_eq!("-Infinity".parse::<Number>().map(f64::from), Ok(f64::NEG_INFINITY));
        assert_eq!(format!("{} {:?}", Number(f64::INFINITY), Number(2.5)), "Infinity 2.5");
        assert!(from_str::<Number>(r#""infinity""#).is_err() && *Number(1.5) < 2.0);
    }
}
