//! Whether a value is one of a primitive, at least as strict as what decodes it: an example that is refused here is
//! listed, one that is let through must survive.

use serde_json::Value;

use crate::model::Primitive;

/// What the value is not, in words.
pub(super) fn primitive(value: &Value, primitive: Primitive) -> Result<(), &'static str> {
    let text = |wanted: &'static str, fits: fn(&str) -> bool| {
        if value.as_str().is_some_and(fits) { Ok(()) } else { Err(wanted) }
    };
    let integer = |least: i128, most: i128| {
        let number = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
        if number.is_some_and(|number| (least..=most).contains(&number)) {
            Ok(())
        } else {
            Err("an integer of its size")
        }
    };
    match primitive {
        Primitive::String => text("a text", |_| true),
        Primitive::Boolean => value.as_bool().map(|_| ()).ok_or("true or false"),
        Primitive::Int8 => integer(i8::MIN.into(), i8::MAX.into()),
        Primitive::Int16 => integer(i16::MIN.into(), i16::MAX.into()),
        Primitive::Int32 => integer(i32::MIN.into(), i32::MAX.into()),
        Primitive::Int64 => integer(i64::MIN.into(), i64::MAX.into()),
        Primitive::UInt8 => integer(0, u8::MAX.into()),
        Primitive::UInt16 => integer(0, u16::MAX.into()),
        Primitive::UInt32 => integer(0, u32::MAX.into()),
        Primitive::UInt64 => integer(0, u64::MAX.into()),
        // As far as JSON is compared.
        Primitive::Int128 => integer(i64::MIN.into(), u64::MAX.into()),
        Primitive::Single => single(value),
        Primitive::Double | Primitive::Number => value.as_f64().map(|_| ()).ok_or("a number"),
        Primitive::Decimal if value.is_number() => Ok(()),
        Primitive::Decimal => text("a decimal number", is_decimal),
        Primitive::QuotedInt64 => text("an integer as a text", |text| text.parse::<i64>().is_ok()),
        Primitive::QuotedUInt64 => text("a natural number as a text", |text| text.parse::<u64>().is_ok()),
        Primitive::QuotedDecimal => text("a decimal number as a text", is_decimal),
        Primitive::DateTimeOffset => text("a date and time like `2026-07-17T14:50:53Z`", is_date_time),
        Primitive::Date => text("a date like `2026-07-17`", |text| date(text) == Some("")),
        Primitive::TimeOfDay => text("a time like `14:50:53Z`", is_time),
        Primitive::Duration => text("a duration like `PT1H30M`", is_duration),
        Primitive::Guid => text("a UUID", is_uuid),
        Primitive::Base64 => text("base64", |text| is_base64(text, b"+/")),
        Primitive::Binary => text("base64url", |text| is_base64(text, b"-_")),
    }
}

/// A number that 32 bits can hold as it is written.
fn single(value: &Value) -> Result<(), &'static str> {
    let Some(number) = value.as_f64() else { return Err("a number") };
    #[allow(clippy::cast_possible_truncation, reason = "that is the question")]
    let shown = (number as f32).to_string();
    if shown.parse::<f64>() == Ok(number) { Ok(()) } else { Err("a number of single precision") }
}

fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.len() <= 28 && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    text.split_once('.').map_or_else(|| digits(text), |(whole, fraction)| digits(whole) && digits(fraction))
}

/// The number of so many digits, and the rest.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    let all = digits.bytes().all(|byte| byte.is_ascii_digit());
    Some((digits.parse().ok().filter(|_| all)?, rest))
}

/// What follows a date.
fn date(text: &str) -> Option<&str> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (year > 0 && (1..=days).contains(&day)).then_some(rest)
}

/// What follows a time of day.
fn time(text: &str) -> Option<&str> {
    let (hours, rest) = digits(text, 2)?;
    let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (seconds, mut rest) = digits(rest.strip_prefix(':')?, 2)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        let end = fraction.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(fraction.len());
        rest = fraction.get(end..).filter(|_| (1..=12).contains(&end))?;
    }
    let is_leap = minutes == 59 && seconds == 60;
    (hours < 24 && minutes < 60 && (seconds < 60 || is_leap)).then_some(rest)
}

fn is_offset(text: &str) -> bool {
    let parts = text.strip_prefix(['+', '-']).and_then(|rest| {
        let (hours, rest) = digits(rest, 2)?;
        let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
        Some((hours, minutes, rest))
    });
    ["Z", "z"].contains(&text)
        || parts.is_some_and(|(hours, minutes, rest)| hours < 24 && minutes < 60 && rest.is_empty())
}

fn is_time(text: &str) -> bool {
    time(text).is_some_and(|rest| rest.is_empty() || is_offset(rest))
}

fn is_date_time(text: &str) -> bool {
    date(text).and_then(|rest| time(rest.strip_prefix(['T', 't'])?)).is_some_and(is_offset)
}

fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('-').unwrap_or(text).strip_prefix('P') else { return false };
    let (days, times) = rest.split_once('T').map_or((rest, None), |(days, times)| (days, Some(times)));
    let is_number = |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    // Whole numbers, each with its unit, in this order; seconds may have a fraction.
    let parts = |mut text: &str, mut units: &str| {
        while !text.is_empty() {
            let Some(end) = text.find(|letter: char| letter.is_ascii_alphabetic()) else { return false };
            let (number, letter) = (text.get(..end).unwrap_or_default(), text.get(end..=end).unwrap_or_default());
            let fits = match number.split_once('.') {
                Some((whole, fraction)) => letter == "S" && is_number(whole) && is_number(fraction),
                None => is_number(number),
            };
            let Some(unit) = units.find(letter).filter(|_| fits) else { return false };
            text = text.get(end + 1..).unwrap_or_default();
            units = units.get(unit + 1..).unwrap_or_default();
        }
        true
    };
    let is_empty = days.is_empty() && times.is_none_or(str::is_empty);
    !is_empty && times != Some("") && parts(days, "YMWD") && parts(times.unwrap_or_default(), "HMS")
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Whole groups of four with their padding.
fn is_base64(text: &str, symbols: &[u8; 2]) -> bool {
    let digits = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || symbols.contains(&byte);
    text.len().is_multiple_of(4) && text.len() - digits.len() <= 2 && digits.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::primitive;
    use crate::model::Primitive;

    #[test]
    fn what_fits_and_what_does_not() {
        let cases: [(Primitive, &[Value], &[Value]); 12] = [
            (Primitive::Int8, &[json!(-128), json!(127)], &[json!(128), json!(1.5), json!("1")]),
            (Primitive::UInt64, &[json!(u64::MAX)], &[json!(-1)]),
            (Primitive::Single, &[json!(0.1), json!(3), json!(-2.5)], &[json!(0.123_456_789_01), json!("INF")]),
            (Primitive::Decimal, &[json!(1.25), json!("-1.250")], &[json!("1e5"), json!(".5")]),
            (Primitive::Date, &[json!("2024-02-29")], &[json!("2023-02-29"), json!("2024-1-1"), json!(20_240_101)]),
            (
                Primitive::TimeOfDay,
                &[json!("23:59:59.123"), json!("10:00:00Z"), json!("23:59:60+01:00")],
                &[json!("24:00:00"), json!("23:59"), json!("1:00:00")],
            ),
            (
                Primitive::DateTimeOffset,
                &[json!("2026-07-17T14:50:53.5Z"), json!("2026-07-17t14:50:53-08:00")],
                &[json!("2026-07-17"), json!("2026-07-17 14:50:53Z"), json!("2026-07-17T14:50:53"), json!("now")],
            ),
            (
                Primitive::Duration,
                &[json!("PT1H30M"), json!("P1Y2M10DT3S"), json!("-P1DT2H3M4.5S")],
                &[json!("P"), json!("P1DT"), json!("PT1M1H"), json!("PT1.5M"), json!("PT1.S"), json!("1D")],
            ),
            (Primitive::Guid, &[json!("9ceb2f92-2f92-9ceb-922f-eb9c922feb9c")], &[json!("9ceb2f92"), json!("x")]),
            (Primitive::Base64, &[json!("aGk="), json!("")], &[json!("aGk"), json!("_+8="), json!("a===")]),
            (Primitive::Boolean, &[json!(true)], &[json!("true"), json!(1)]),
            (Primitive::String, &[json!("")], &[json!(1), Value::Null]),
        ];
        for (kind, fitting, others) in cases {
            fitting.iter().for_each(|value| assert!(primitive(value, kind).is_ok(), "{value}"));
            others.iter().for_each(|value| assert!(primitive(value, kind).is_err(), "{value}"));
        }
    }
}
