//! Numbers that are texts on the wire.

use std::fmt::{self, Display};
use std::ops::Deref;
use std::str::FromStr;

use super::ValueError;
use crate::{Decode, DecodeError, DecodeResult, Encode, Kind, Reader, ToText, Writer};

/// A number that the description has as a text (`type: string, format: int64`): to a program it is the number, on the
/// wire the text. One that came in another form, as `"007"` or as a number, goes back in that form.
#[derive(Clone, Default)]
pub struct Quoted<T> {
    value: T,
    /// The JSON as it came, where it is not the number's own text.
    written: Option<Box<str>>,
}

impl<T> Quoted<T> {
    /// A number that is written as a text.
    pub const fn new(value: T) -> Self {
        Self { value, written: None }
    }

    /// The number.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Quoted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> From<T> for Quoted<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: PartialEq> PartialEq for Quoted<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Quoted<T> {}

impl<T: PartialEq> PartialEq<T> for Quoted<T> {
    fn eq(&self, other: &T) -> bool {
        self.value == *other
    }
}

impl<T: PartialOrd> PartialOrd for Quoted<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: PartialOrd> PartialOrd<T> for Quoted<T> {
    fn partial_cmp(&self, other: &T) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(other)
    }
}

impl<T: fmt::Debug> fmt::Debug for Quoted<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(out)
    }
}

impl<T: Display> Display for Quoted<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(out)
    }
}

impl<T: FromStr> FromStr for Quoted<T> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        text.parse().map(Self::new).map_err(|_| ValueError::new(EXPECTED, text))
    }
}

impl<T: Display> ToText for Quoted<T> {
    fn to_text(&self) -> std::borrow::Cow<'_, str> {
        std::borrow::Cow::Owned(self.value.to_string())
    }
}

impl<T: Decode + FromStr + Display> Decode for Quoted<T> {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        match json.peek()? {
            Kind::String => json.parsed(EXPECTED, |text| {
                let value: T = text.parse().map_err(|_| EXPECTED)?;
                let written = (value.to_string() != text).then(|| crate::to_string(text).into());
                Ok::<_, &str>(Self { value, written })
            }),
            Kind::Number => {
                let offset = json.offset();
                let text = json.number_text()?;
                let value = crate::from_str(text)
                    .map_err(|_| DecodeError::new(EXPECTED, crate::json::excerpt(text), offset))?;
                Ok(Self { value, written: Some(text.into()) })
            }
            _ => Err(json.unexpected(EXPECTED)),
        }
    }
}

impl<T: Display> Encode for Quoted<T> {
    fn encode(&self, out: &mut Writer) {
        match &self.written {
            Some(written) => out.checked(written),
            None => out.plain(&self.value.to_string()),
        }
    }
}

const EXPECTED: &str = "a number as a text";

crate::serde_bridge!(Quoted<i64>);
crate::serde_bridge!(Quoted<u64>);
crate::serde_bridge!(Quoted<super::Decimal>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Decimal, from_str, to_string};

    #[test]
    fn goes_back_as_it_came_and_else_as_a_text() {
        for json in ["\"0\"", "\"-9223372036854775808\"", "\"007\"", "\"+5\"", "7", "1e2"] {
            assert_eq!(from_str::<Quoted<i64>>(json).map(|number| to_string(&number)).as_deref(), Ok(json));
        }
        assert_eq!(from_str::<Quoted<i64>>("\"007\""), Ok(7.into()));
        assert_eq!(from_str::<Quoted<Decimal>>("\"1.10\"").map(|one| to_string(&one)).as_deref(), Ok("\"1.10\""));
        assert_eq!(to_string(&Quoted::new(18_446_744_073_709_551_615_u64)), "\"18446744073709551615\"");
        assert_eq!(to_string(&Quoted::from(Decimal::from(5))), "\"5\"");
    }

    #[test]
    fn is_the_number_to_a_program() {
        let number = Quoted::new(5_i64);
        assert!(number == 5 && number > 4 && *number + 1 == 6 && number.clone().into_inner() == 5);
        assert_eq!((format!("{number} {number:?}"), number.to_text().into_owned()), ("5 5".to_owned(), "5".to_owned()));
        assert_eq!("12".parse::<Quoted<u64>>().ok(), Some(Quoted::new(12)));
        for foreign in ["\"\"", "\"five\"", "\"1.5\"", "true", "null", "9223372036854775808", "\" 1\""] {
            assert!(from_str::<Quoted<i64>>(foreign).is_err(), "{foreign}");
        }
    }
}
