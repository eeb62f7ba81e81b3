//! A calendar date, and a time of day.

use std::str::FromStr;

use time::{Month, Time};

use super::{Buffer, Fraction, ValueError, digits, text_value};

/// A date without time: `YYYY-MM-DD` (Edm.Date, OpenAPI `date`). The default is 0001-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl Date {
    pub(crate) fn parse(text: &str) -> Option<(time::Date, &str)> {
        let (year, rest) = digits(text, 4)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        let date = time::Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
        Some((date, rest))
    }
}

/// `YYYY-MM-DD` of a date, on paper `0001` for the first year.
pub(crate) fn write_date(date: time::Date, out: &mut Buffer) {
    let (year, month, day) = date.to_calendar_date();
    out.push_digits(u64::from(year.unsigned_abs()), 4);
    out.push(b'-');
    out.push_digits(u64::from(u8::from(month)), 2);
    out.push(b'-');
    out.push_digits(u64::from(day), 2);
}

impl Default for Date {
    fn default() -> Self {
        Self(super::date_time::first_day())
    }
}

impl FromStr for Date {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        match Self::parse(text) {
            Some((date, "")) => Ok(Self(date)),
            _ => Err(ValueError::new(DATE, text)),
        }
    }
}

impl Date {
    fn text(self) -> Buffer {
        let mut text = Buffer::new();
        write_date(self.0, &mut text);
        text
    }
}

impl From<time::Date> for Date {
    fn from(date: time::Date) -> Self {
        Self(date)
    }
}

impl From<Date> for time::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

const DATE: &str = "a date like 2026-09-25";
text_value!(Date, DATE, buffered);

/// A time of day without zone: `hh:mm:ss`, up to 12 fraction digits (Edm.TimeOfDay, OpenAPI `time`). It compares by
/// the moment it names and prints the digits it read.
#[derive(Clone, Copy)]
pub struct TimeOfDay {
    /// Whole seconds only.
    time: Time,
    fraction: Fraction,
    seconds_shown: bool,
}

/// Hours, minutes, seconds if there are any, and the fraction; then the rest of the text.
pub(crate) fn parse_time(text: &str) -> Option<(Time, Fraction, bool, &str)> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, shown, rest) = match rest.strip_prefix(':') {
        Some(rest) => {
            let (second, rest) = digits(rest, 2)?;
            (second, true, rest)
        }
        None => (0, false, rest),
    };
    let (fraction, rest) = match rest.strip_prefix('.').filter(|_| shown) {
        Some(rest) => {
            let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
            let (digits, rest) = rest.split_at_checked(end)?;
            (Fraction::parse(digits)?, rest)
        }
        None => (Fraction::default(), rest),
    };
    let time = Time::from_hms(u8::try_from(hour).ok()?, u8::try_from(minute).ok()?, u8::try_from(second).ok()?).ok()?;
    Some((time, fraction, shown, rest))
}

pub(crate) fn write_time(time: Time, fraction: Fraction, seconds: bool, out: &mut Buffer) {
    out.push_digits(u64::from(time.hour()), 2);
    out.push(b':');
    out.push_digits(u64::from(time.minute()), 2);
    if seconds {
        out.push(b':');
        out.push_digits(u64::from(time.second()), 2);
        fraction.write(out);
    }
}

impl TimeOfDay {
    fn key(&self) -> (Time, u32, u16) {
        (self.time, self.fraction.nanoseconds, self.fraction.picoseconds)
    }
}

impl Default for TimeOfDay {
    fn default() -> Self {
        Time::MIDNIGHT.into()
    }
}

impl PartialEq for TimeOfDay {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for TimeOfDay {}

impl PartialOrd for TimeOfDay {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TimeOfDay {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl std::hash::Hash for TimeOfDay {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl FromStr for TimeOfDay {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        match parse_time(text) {
            Some((time, fraction, seconds_shown, "")) => Ok(Self { time, fraction, seconds_shown }),
            _ => Err(ValueError::new(TIME, text)),
        }
    }
}

impl TimeOfDay {
    fn text(self) -> Buffer {
        let mut text = Buffer::new();
        write_time(self.time, self.fraction, self.seconds_shown, &mut text);
        text
    }
}

impl From<Time> for TimeOfDay {
    fn from(time: Time) -> Self {
        let fraction = Fraction::from_nanoseconds(time.nanosecond());
        // Always in range; the whole time would only print its fraction twice.
        Self { time: time.replace_nanosecond(0).unwrap_or(Time::MIDNIGHT), fraction, seconds_shown: true }
    }
}

/// Digits beyond nanoseconds are cut.
impl From<TimeOfDay> for Time {
    fn from(time: TimeOfDay) -> Self {
        time.time.replace_nanosecond(time.fraction.nanoseconds).unwrap_or(time.time)
    }
}

const TIME: &str = "a time of day like 17:09:22.5";
text_value!(TimeOfDay, TIME, buffered);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_print_back() {
        for text in ["0001-01-01", "2026-09-25", "2024-02-29", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().map(|date| date.to_string()), Ok(text.to_owned()));
        }
        for text in ["2023-02-29", "2023-13-01", "2023-1-01", "2023-01-01T", "+023-01-01", "", "２023-01-01"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert_eq!(Date::default().to_string(), "0001-01-01");
    }

    #[test]
    fn times_print_back() {
        for text in ["00:00", "07:59:59", "07:59:59.999999999999", "23:00:00.10", "00:00:00.0"] {
            assert_eq!(text.parse::<TimeOfDay>().map(|time| time.to_string()), Ok(text.to_owned()));
        }
        for text in ["24:00:00", "7:00:00", "07:00:00.", "07:00:00.1234567890123", "07:00.5", "07:00:60"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
        assert_eq!("07:00".parse::<TimeOfDay>(), "07:00:00.000".parse());
    }
}
