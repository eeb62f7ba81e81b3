//! Which plain YAML scalars are null, booleans and numbers: the core schema of YAML 1.2.
//!
//! YAML 1.1 knew many more (`no`, `on`, `0b1`, `1_000`, `012`, `12:30`); in 1.2 they are texts, and
//! API descriptions rely on it: country codes hold `NO`, and postal codes begin with a zero.

use super::node::Value;

/// What a plain scalar with this text is.
pub(super) fn plain(text: &str) -> Value {
    if is_null(text) {
        Value::Null(text.into())
    } else if let Some(value) = boolean(text) {
        Value::Bool { value, text: text.into() }
    } else if is_number(text) {
        Value::Number(text.into())
    } else {
        Value::String(text.into())
    }
}

/// Whether a text stands for null.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// The truth a text stands for.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Whether a text is a number.
pub(super) fn is_number(text: &str) -> bool {
    // Most scalars are words; one look at the first byte settles those.
    let Some(b'0'..=b'9' | b'+' | b'-' | b'.') = text.as_bytes().first() else { return false };
    is_integer(text) || is_float(text)
}

/// Whether a text is an integer, in decimal, octal or hexadecimal digits.
pub(super) fn is_integer(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return !digits.is_empty() && digits.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    // The schema counts `012` as twelve, but YAML 1.1 read it as ten, and people write it to mean
    // the text. Like the other readers in use, take it for a text.
    is_digits(digits) && (digits.len() == 1 || !digits.starts_with('0'))
}

/// Whether a text is a number with a point or an exponent, an infinity or not a number at all.
pub(super) fn is_float(text: &str) -> bool {
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let exponent_fits =
        exponent.is_none_or(|exponent| is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)));
    let whole_fits = is_digits(whole) && (whole.len() == 1 || !whole.starts_with('0'));
    let mantissa_fits = match fraction {
        None => whole_fits && exponent.is_some(),
        Some("") => whole_fits,
        Some(fraction) => is_digits(fraction) && (whole.is_empty() || whole_fits),
    };
    exponent_fits && mantissa_fits
}

/// The integer a number text stands for, when it is one and fits.
pub(super) fn integer(text: &str) -> Option<i128> {
    if let Some(digits) = text.strip_prefix("0x") {
        return i128::from_str_radix(digits, 16).ok();
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return i128::from_str_radix(digits, 8).ok();
    }
    text.parse().ok()
}

/// The nearest `f64` to a number text.
pub(super) fn float(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        #[expect(clippy::cast_precision_loss, reason = "the nearest value is what is asked for")]
        _ => match integer(text) {
            Some(integer) => Some(integer as f64),
            None => text.parse().ok(),
        },
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
