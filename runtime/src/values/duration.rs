//! Spans of time.

use std::fmt;
use std::str::FromStr;

use super::{Fraction, ValueError, text_value};

/// A span of time in ISO 8601 form, like `P12DT23H59M59.999999999999S` (Edm.Duration, OpenAPI `duration`), with a sign.
/// Weeks, months and years are read too. It prints back exactly what it read; two are equal when they are equally
/// long, and a month or a year equals no number of days.
#[derive(Clone)]
pub struct Duration {
    text: Box<str>,
    negative: bool,
    months: u64,
    seconds: u64,
    fraction: Fraction,
}

impl Duration {
    /// Whether it contains months or years, whose length depends on the date.
    #[must_use]
    pub fn has_months(&self) -> bool {
        self.months != 0
    }

    fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let rest = rest.strip_prefix('P')?;
        let (date, time) = match rest.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (rest, None),
        };
        if (date.is_empty() && time.is_none()) || time == Some("") {
            return None;
        }
        let mut span = Self { text: text.into(), negative, months: 0, seconds: 0, fraction: Fraction::default() };
        span.parts(date, &[('Y', 12), ('M', 1), ('W', 7 * 86_400), ('D', 86_400)], 2)?;
        span.parts(time.unwrap_or_default(), &[('H', 3600), ('M', 60), ('S', 1)], 0)?;
        Some(span)
    }

    /// Adds parts such as `12D`, in the order of `units`, of which the first `monthly` count in months.
    fn parts(&mut self, mut text: &str, units: &[(char, u64)], monthly: usize) -> Option<()> {
        let mut allowed = units.iter().enumerate();
        while !text.is_empty() {
            let end = text.find(|letter: char| letter.is_ascii_alphabetic())?;
            let (number, rest) = text.split_at_checked(end)?;
            let unit = rest.chars().next()?;
            text = rest.get(1..)?;
            let (index, (_, size)) = allowed.find(|(_, (letter, _))| *letter == unit)?;
            let number = match number.split_once('.') {
                Some((whole, fraction)) if unit == 'S' => {
                    self.fraction = Fraction::parse(fraction.as_bytes())?;
                    whole
                }
                _ => number,
            };
            if !number.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let amount = number.parse::<u64>().ok()?.checked_mul(*size)?;
            let total = if index < monthly { &mut self.months } else { &mut self.seconds };
            *total = total.checked_add(amount)?;
        }
        Some(())
    }

    fn from_parts(negative: bool, seconds: u64, nanoseconds: u32) -> Self {
        let fraction = Fraction::from_nanoseconds(nanoseconds);
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        let (hours, minutes, left) = (rest / 3600, rest / 60 % 60, rest % 60);
        let part = |amount: u64, unit: &str| if amount > 0 { format!("{amount}{unit}") } else { String::new() };
        let mut time = part(hours, "H") + &part(minutes, "M");
        if left > 0 || nanoseconds > 0 || seconds == 0 {
            time.push_str(&format!("{left}{fraction}S"));
        }
        let (sign, designator) = (if negative { "-" } else { "" }, if time.is_empty() { "" } else { "T" });
        let text = format!("{sign}P{}{designator}{time}", part(days, "D")).into();
        Self { text, negative, months: 0, seconds, fraction }
    }

    fn key(&self) -> (bool, u64, u64, u32, u16) {
        let amount = (self.months, self.seconds, self.fraction.nanoseconds, self.fraction.picoseconds);
        // Minus nothing is nothing.
        (self.negative && amount != (0, 0, 0, 0), amount.0, amount.1, amount.2, amount.3)
    }
}

impl Default for Duration {
    fn default() -> Self {
        Self::from_parts(false, 0, 0)
    }
}

impl PartialEq for Duration {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Duration {}

impl std::hash::Hash for Duration {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl FromStr for Duration {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::parse(text).ok_or_else(|| ValueError::new(EXPECTED, text))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl From<std::time::Duration> for Duration {
    fn from(span: std::time::Duration) -> Self {
        Self::from_parts(false, span.as_secs(), span.subsec_nanos())
    }
}

impl From<time::Duration> for Duration {
    fn from(span: time::Duration) -> Self {
        let length = span.unsigned_abs();
        Self::from_parts(span.is_negative(), length.as_secs(), length.subsec_nanos())
    }
}

/// Fails for a negative span and for months and years; digits beyond nanoseconds are cut.
impl TryFrom<&Duration> for std::time::Duration {
    type Error = ValueError;

    fn try_from(span: &Duration) -> Result<Self, ValueError> {
        if span.has_months() || span.key().0 {
            return Err(ValueError::new("a positive span without months and years", &span.text));
        }
        Ok(Self::new(span.seconds, span.fraction.nanoseconds))
    }
}

/// Fails for months and years and beyond 292 thousand million years; digits beyond nanoseconds are cut.
impl TryFrom<&Duration> for time::Duration {
    type Error = ValueError;

    fn try_from(span: &Duration) -> Result<Self, ValueError> {
        let refused = || ValueError::new("a span without months and years", &span.text);
        let seconds = i64::try_from(span.seconds).ok().filter(|_| !span.has_months()).ok_or_else(refused)?;
        let nanoseconds = i32::try_from(span.fraction.nanoseconds).map_err(|_| refused())?;
        let length = Self::new(seconds, nanoseconds);
        Ok(if span.negative { -length } else { length })
    }
}

const EXPECTED: &str = "a duration like P1DT2H3M4.5S";
text_value!(Duration, EXPECTED);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_back_what_it_read() {
        for text in [
            "P12DT23H59M59.999999999999S",
            "PT0S",
            "-P1D",
            "+P1D",
            "P1Y2M3W4DT5H6M7S",
            "PT36H",
            "PT0.1234567S",
            "PT60S",
        ] {
            assert_eq!(text.parse::<Duration>().map(|span| span.to_string()), Ok(text.to_owned()));
        }
        for text in [
            "",
            "P",
            "PT",
            "P1DT",
            "1D",
            "P1H",
            "PT1D",
            "P1D1Y",
            "PT1.5H",
            "PT.5S",
            "PT1.S",
            "P-1D",
            "PT1",
            "P99999999999999999999D",
            "P1é",
        ] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }

    #[test]
    fn equal_when_equally_long() {
        let span = |text: &str| text.parse::<Duration>().ok();
        assert_eq!(span("PT24H"), span("P1D"));
        assert_eq!(span("P1W"), span("P7D"));
        assert_eq!(span("-PT0S"), span("PT0S"));
        assert_ne!(span("P1M"), span("P30D"));
        assert_ne!(span("-P1D"), span("P1D"));
    }

    #[test]
    fn converts() {
        for (seconds, nanoseconds, text) in [
            (0, 0, "PT0S"),
            (61, 500_000_000, "PT1M1.5S"),
            (86_400, 0, "P1D"),
            (90_000, 1, "P1DT1H0.000000001S"),
            (950_400, 0, "P11D"),
            (950_401, 0, "P11DT1S"),
        ] {
            let length = std::time::Duration::new(seconds, nanoseconds);
            let span = Duration::from(length);
            assert_eq!(span.to_string(), text);
            assert_eq!(std::time::Duration::try_from(&span), Ok(length));
            assert_eq!(span.to_string().parse(), Ok(span));
        }
        let minus = time::Duration::seconds(-5);
        assert_eq!(time::Duration::try_from(&Duration::from(minus)), Ok(minus));
        assert!(std::time::Duration::try_from(&Duration::from(minus)).is_err());
    }
}
