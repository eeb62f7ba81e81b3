//! The offset from UTC at the end of a time (RFC 3339, `time-offset`).

use time::UtcOffset;

use super::{Buffer, digits};

/// How an offset is written.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Zone {
    Upper,
    Lower,
    Offset,
    /// `-00:00`: RFC 3339's word for an unknown offset.
    MinusZero,
    Missing,
}

impl Zone {
    /// The offset that the whole text is.
    pub(super) fn parse(text: &str) -> Option<(UtcOffset, Self)> {
        Some(match text {
            "" => (UtcOffset::UTC, Self::Missing),
            "Z" => (UtcOffset::UTC, Self::Upper),
            "z" => (UtcOffset::UTC, Self::Lower),
            _ => {
                let (sign, rest) = text.split_at_checked(1)?;
                let (hours, rest) = digits(rest, 2)?;
                let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
                if hours > 23 || minutes > 59 || !rest.is_empty() {
                    return None;
                }
                let (hours, minutes) = (i8::try_from(hours).ok()?, i8::try_from(minutes).ok()?);
                match sign {
                    "+" => (UtcOffset::from_hms(hours, minutes, 0).ok()?, Self::Offset),
                    "-" if hours == 0 && minutes == 0 => (UtcOffset::UTC, Self::MinusZero),
                    "-" => (UtcOffset::from_hms(-hours, -minutes, 0).ok()?, Self::Offset),
                    _ => return None,
                }
            }
        })
    }

    pub(super) fn write(self, offset: UtcOffset, out: &mut Buffer) {
        match self {
            Self::Upper => out.push(b'Z'),
            Self::Lower => out.push(b'z'),
            Self::MinusZero => out.push_text("-00:00"),
            Self::Missing => {}
            Self::Offset => {
                let (hours, minutes, _) = offset.as_hms();
                out.push(if hours < 0 || minutes < 0 { b'-' } else { b'+' });
                out.push_digits(u64::from(hours.unsigned_abs()), 2);
                out.push(b':');
                out.push_digits(u64::from(minutes.unsigned_abs()), 2);
            }
        }
    }
}
