//! A calendar date, and a time of day.

use std::str::FromStr;

use time::{Month, Time, UtcOffset};

use super::zone::Zone;
use super::{Buffer, Fraction, ValueError, text_value};

/// A date without time: `YYYY-MM-DD` (Edm.Date, OpenAPI `date`), from the year -9999 to 9999. The default is
/// 0001-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl Date {
    pub(crate) fn parse(text: &str) -> Option<(time::Date, &str)> {
        // Before the first year only rarely; the year 0 has no sign that could be written again.
        if let Some(text) = text.strip_prefix('-') {
            let (date, rest) = Self::parse_from_first_year(text).filter(|(date, _)| date.year() > 0)?;
            return Some((date.replace_year(-date.year()).ok()?, rest));
        }
        Self::parse_from_first_year(text)
    }

    fn parse_from_first_year(text: &str) -> Option<(time::Date, &str)> {
        // All ten bytes at once: a date stands in most entities, several times.
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes().first_chunk()? else { return None };
        let year = i32::from(pair(y1, y2)?) * 100 + i32::from(pair(y3, y4)?);
        let month = Month::try_from(pair(m1, m2)?).ok()?;
        let date = time::Date::from_calendar_date(year, month, pair(d1, d2)?).ok()?;
        Some((date, text.get(10..)?))
    }
}

/// A number of two digits.
fn pair(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

/// `YYYY-MM-DD` of a date, on paper `0001` for the first year.
pub(crate) fn write_date(date: time::Date, out: &mut Buffer) {
    let (year, month, day) = date.to_calendar_date();
    if year < 0 {
        out.push(b'-');
    }
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

/// A time of day: `hh:mm:ss`, up to 12 fraction digits (Edm.TimeOfDay), and an offset from UTC where there is one (OpenAPI
/// `time`, which is RFC 3339's `full-time`). It compares by time and offset and prints back exactly what it read.
#[derive(Clone, Copy)]
pub struct TimeOfDay {
    /// Whole seconds only.
    time: Time,
    fraction: Fraction,
    seconds: Seconds,
    offset: UtcOffset,
    zone: Zone,
}

/// How the seconds of a time are written.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Seconds {
    /// Not at all.
    Hidden,
    Shown,
    /// As `60`, the second that some minutes have more; the time itself stays at 59.
    Leap,
}

/// Hours, minutes, seconds if there are any, and the fraction; then the rest of the text.
pub(crate) fn parse_time(text: &str) -> Option<(Time, Fraction, Seconds, &str)> {
    let &[h1, h2, b':', m1, m2] = text.as_bytes().first_chunk()? else { return None };
    let (hour, minute) = (pair(h1, h2)?, pair(m1, m2)?);
    let rest = text.get(5..)?;
    let (second, shown, rest) = match rest.as_bytes().first_chunk() {
        Some(b":60") if minute == 59 => (59, Seconds::Leap, rest.get(3..)?),
        Some(&[b':', s1, s2]) => (pair(s1, s2)?, Seconds::Shown, rest.get(3..)?),
        _ => (0, Seconds::Hidden, rest),
    };
    let (fraction, rest) = match rest.as_bytes().split_first() {
        Some((b'.', digits)) if shown != Seconds::Hidden => {
            let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
            (Fraction::parse(digits.get(..end)?)?, rest.get(end + 1..)?)
        }
        _ => (Fraction::default(), rest),
    };
    let time = Time::from_hms(hour, minute, second).ok()?;
    Some((time, fraction, shown, rest))
}

pub(crate) fn write_time(time: Time, fraction: Fraction, seconds: Seconds, out: &mut Buffer) {
    out.push_digits(u64::from(time.hour()), 2);
    out.push(b':');
    out.push_digits(u64::from(time.minute()), 2);
    if seconds != Seconds::Hidden {
        out.push(b':');
        out.push_digits(if seconds == Seconds::Leap { 60 } else { u64::from(time.second()) }, 2);
        fraction.write(out);
    }
}

impl TimeOfDay {
    /// The offset from UTC, if the text has one.
    #[must_use]
    pub fn offset(&self) -> Option<UtcOffset> {
        (self.zone != Zone::Missing).then_some(self.offset)
    }

    fn key(&self) -> (Time, u32, u16, i32) {
        let Fraction { nanoseconds, picoseconds, .. } = self.fraction;
        (self.time, nanoseconds, picoseconds, self.offset.whole_seconds())
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
        let parse = || {
            let (time, fraction, seconds, rest) = parse_time(text)?;
            let (offset, zone) = Zone::parse(rest)?;
            Some(Self { time, fraction, seconds, offset, zone })
        };
        parse().ok_or_else(|| ValueError::new(TIME, text))
    }
}

impl TimeOfDay {
    fn text(self) -> Buffer {
        let mut text = Buffer::new();
        write_time(self.time, self.fraction, self.seconds, &mut text);
        self.zone.write(self.offset, &mut text);
        text
    }
}

impl From<Time> for TimeOfDay {
    fn from(time: Time) -> Self {
        let fraction = Fraction::from_nanoseconds(time.nanosecond());
        // Always in range; the whole time would only print its fraction twice.
        let time = time.replace_nanosecond(0).unwrap_or(Time::MIDNIGHT);
        Self { time, fraction, seconds: Seconds::Shown, offset: UtcOffset::UTC, zone: Zone::Missing }
    }
}

/// Digits beyond nanoseconds are cut, and the offset is left out.
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
        for text in ["0001-01-01", "2026-09-25", "2024-02-29", "9999-12-31", "-0044-03-15", "-0004-02-29"] {
            assert_eq!(text.parse::<Date>().map(|date| date.to_string()), Ok(text.to_owned()));
        }
        for text in ["2023-02-29", "2023-13-01", "2023-1-01", "2023-01-01T", "+023-01-01", "", "２023-01-01"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert_eq!(Date::default().to_string(), "0001-01-01");
    }

    #[test]
    fn times_print_back() {
        for text in [
            "00:00",
            "07:59:59",
            "07:59:59.999999999999",
            "23:00:00.10",
            "00:00:00.0",
            "10:00:00Z",
            "10:00:00.5z",
            "10:00:00-00:00",
            "23:59:60+05:30",
        ] {
            assert_eq!(text.parse::<TimeOfDay>().map(|time| time.to_string()), Ok(text.to_owned()));
        }
        for text in ["24:00:00", "7:00:00", "07:00:00.", "07:00:00.1234567890123", "07:00.5", "07:00:60"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
        assert_eq!("07:00".parse::<TimeOfDay>(), "07:00:00.000".parse());
        assert_ne!("07:00:00+01:00".parse::<TimeOfDay>(), "07:00:00Z".parse());
        assert_eq!(
            "07:00:00+01:00".parse::<TimeOfDay>().map(|time| time.offset()),
            Ok(UtcOffset::from_hms(1, 0, 0).ok())
        );
        assert_eq!("07:00:00".parse::<TimeOfDay>().map(|time| time.offset()), Ok(None));
    }
}
