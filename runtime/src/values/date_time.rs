//! A moment with its offset from UTC.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::clock::{Date, Seconds, parse_time, write_date, write_time};
use super::zone::Zone;
use super::{Buffer, Fraction, ValueError, text_value};

/// A moment, as `2026-07-17T14:50:53.5002993Z` or with an offset like `-08:00` (Edm.DateTimeOffset, OpenAPI
/// `date-time`). It holds up to 12 fraction digits, compares by the moment and prints back exactly what it read.
///
/// A text without any offset is read as UTC, since some services leave it out; [`DateTimeOffset::has_offset`] tells.
/// The default is `0001-01-01T00:00:00Z`, which services send for "never".
#[derive(Clone, Copy)]
pub struct DateTimeOffset {
    /// Whole seconds.
    moment: OffsetDateTime,
    fraction: Fraction,
    seconds: Seconds,
    separator: Separator,
    zone: Zone,
}

#[derive(Clone, Copy)]
enum Separator {
    Upper,
    Lower,
    Space,
}

/// The first day there is: the date of "never".
pub(super) fn first_day() -> time::Date {
    time::Date::from_ordinal_date(1, 1).unwrap_or(time::Date::MIN)
}

impl DateTimeOffset {
    /// Whether the text had an offset or `Z`.
    #[must_use]
    pub fn has_offset(&self) -> bool {
        self.zone != Zone::Missing
    }

    /// The moment as the `time` crate has it; digits beyond nanoseconds are cut.
    #[must_use]
    pub fn to_offset_date_time(self) -> OffsetDateTime {
        self.moment.replace_nanosecond(self.fraction.nanoseconds).unwrap_or(self.moment)
    }

    fn parse(text: &str) -> Option<Self> {
        let (date, rest) = Date::parse(text)?;
        let separator = match rest.as_bytes().first()? {
            b'T' => Separator::Upper,
            b't' => Separator::Lower,
            b' ' => Separator::Space,
            _ => return None,
        };
        let (time, fraction, seconds, rest) = parse_time(rest.get(1..)?)?;
        let (offset, zone) = Zone::parse(rest)?;
        let moment = PrimitiveDateTime::new(date, time).assume_offset(offset);
        Some(Self { moment, fraction, seconds, separator, zone })
    }

    /// The moment as a number pair: no calendar conversion that could leave the range of years.
    fn key(&self) -> (i64, u32, u16) {
        (self.moment.unix_timestamp(), self.fraction.nanoseconds, self.fraction.picoseconds)
    }
}

impl Default for DateTimeOffset {
    fn default() -> Self {
        PrimitiveDateTime::new(first_day(), time::Time::MIDNIGHT).assume_utc().into()
    }
}

impl PartialEq for DateTimeOffset {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for DateTimeOffset {}

impl PartialOrd for DateTimeOffset {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTimeOffset {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for DateTimeOffset {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl FromStr for DateTimeOffset {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::parse(text).ok_or_else(|| ValueError::new(EXPECTED, text))
    }
}

impl DateTimeOffset {
    fn text(self) -> Buffer {
        let mut text = Buffer::new();
        write_date(self.moment.date(), &mut text);
        text.push(match self.separator {
            Separator::Upper => b'T',
            Separator::Lower => b't',
            Separator::Space => b' ',
        });
        write_time(self.moment.time(), self.fraction, self.seconds, &mut text);
        self.zone.write(self.moment.offset(), &mut text);
        text
    }
}

/// Seconds of an offset, which no text form has, are lost by going to UTC.
impl From<OffsetDateTime> for DateTimeOffset {
    fn from(moment: OffsetDateTime) -> Self {
        let moment = if moment.offset().seconds_past_minute() == 0 { moment } else { moment.to_offset(UtcOffset::UTC) };
        let zone = if moment.offset() == UtcOffset::UTC { Zone::Upper } else { Zone::Offset };
        Self {
            moment: moment.replace_nanosecond(0).unwrap_or(moment),
            fraction: Fraction::from_nanoseconds(moment.nanosecond()),
            seconds: Seconds::Shown,
            separator: Separator::Upper,
            zone,
        }
    }
}

impl From<DateTimeOffset> for OffsetDateTime {
    fn from(moment: DateTimeOffset) -> Self {
        moment.to_offset_date_time()
    }
}

impl From<std::time::SystemTime> for DateTimeOffset {
    fn from(moment: std::time::SystemTime) -> Self {
        OffsetDateTime::from(moment).into()
    }
}

const EXPECTED: &str = "a date and time like 2026-07-17T14:50:53Z";
text_value!(DateTimeOffset, EXPECTED, buffered);

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTimeOffset {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn prints_back_what_it_read() {
        for text in [
            "2026-09-25T17:09:22Z",
            "2026-07-17T14:50:53.5002993Z",
            "2017-01-01T00:03:29.2481234-08:00",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31T23:59:59.999999999999Z",
            "9999-12-31T23:59:59-08:00",
            "0001-01-01T00:00:00+14:00",
            "2020-01-01t00:00:00z",
            "2020-01-01 00:00:00+00:00",
            "2020-01-01T00:00:00-00:00",
            "2020-01-01T00:00:00.10+05:30",
            "2020-01-01T00:00:00-00:30",
            "2020-01-01T00:00Z",
            "2019-04-10T14:15:26",
            "-0044-03-15T12:00:00Z",
            "-9999-01-01T00:00:00.123456789012+14:00",
            "2016-12-31T23:59:60Z",
            "2017-01-01T00:59:60.5+01:00",
        ] {
            assert_eq!(text.parse::<DateTimeOffset>().map(|moment| moment.to_string()), Ok(text.to_owned()));
            assert_eq!(crate::to_string(&moment(text)), format!("\"{text}\""));
        }
    }

    #[test]
    fn refuses_what_is_no_moment() {
        for text in [
            "2020-02-30T00:00:00Z",
            "2020-01-01",
            "2020-01-01T24:00:00Z",
            "2020-01-01T23:58:60Z",
            "2020-01-01T23:59:61Z",
            "2020-01-01T00:00:00ZZ",
            "2020-01-01T00:00:00+24:00",
            "2020-01-01T00:00:00+0800",
            "x",
            "",
            "10000-01-01T00:00:00Z",
            "-0000-01-01T00:00:00Z",
            "--0001-01-01T00:00:00Z",
            "2020-01-01T00:00:00é",
        ] {
            assert!(text.parse::<DateTimeOffset>().is_err(), "{text}");
        }
    }

    #[test]
    fn compares_by_moment() {
        assert_eq!(moment("2020-01-01T00:00:00Z"), moment("2020-01-01T08:00:00.000+08:00"));
        assert!(moment("2020-01-01T00:00:00.000000000001Z") > moment("2020-01-01T00:00:00Z"));
        assert!(moment("9999-12-31T23:59:59-08:00") > moment("9999-12-31T23:59:59Z"));
        assert!(moment("0001-01-01T00:00:00+14:00") < DateTimeOffset::default());
    }

    #[test]
    fn converts() {
        let now = OffsetDateTime::UNIX_EPOCH.replace_nanosecond(120).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        assert_eq!(DateTimeOffset::from(now).to_string(), "1970-01-01T00:00:00.00000012Z");
        assert_eq!(OffsetDateTime::from(DateTimeOffset::from(now)), now);
    }
}
