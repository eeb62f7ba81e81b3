//! Constraints of numbers: exact for as many digits as a decimal holds (28), else as doubles.

use rust_decimal::Decimal;

use super::{Limit, count};

/// Whether a number, as JSON, keeps a constraint.
pub(super) fn holds(limit: &Limit, number: &str) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    match limit {
        Limit::Minimum(bound) => compare(number, bound).is_none_or(|order| order != Less),
        Limit::Above(bound) => compare(number, bound).is_none_or(|order| order == Greater),
        Limit::Maximum(bound) => compare(number, bound).is_none_or(|order| order != Greater),
        Limit::Below(bound) => compare(number, bound).is_none_or(|order| order == Less),
        Limit::MultipleOf(step) => compare(step, "0").is_none_or(|order| order == Equal) || is_multiple(number, step),
        Limit::MaxDigits(most) => {
            let (whole, fraction) = digits(number);
            count(whole + fraction) <= *most
        }
        Limit::MaxWholeDigits(most) => count(digits(number).0) <= *most,
        Limit::MaxFractionDigits(most) => count(digits(number).1) <= *most,
        _ => true,
    }
}

/// How many digits stand before the point and after it, without zeros that say nothing. Of a time, the last point counts.
fn digits(number: &str) -> (usize, usize) {
    let written = decimal(number).map_or_else(|| number.to_owned(), |number| number.normalize().to_string());
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let fraction = fraction.split(|one: char| !one.is_ascii_digit()).next().unwrap_or_default().trim_end_matches('0');
    (whole.trim_start_matches(['-', '0']).len(), fraction.len())
}

fn compare(left: &str, right: &str) -> Option<std::cmp::Ordering> {
    match (decimal(left), decimal(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.parse::<f64>().ok()?.partial_cmp(&right.parse().ok()?),
    }
}

fn is_multiple(number: &str, step: &str) -> bool {
    if let (Some(number), Some(step)) = (decimal(number), decimal(step)) {
        return number.checked_rem(step).is_none_or(|rest| rest.is_zero());
    }
    // Doubles of so many digits have no rest that means anything.
    true
}

/// Whether a number has no fraction: `1.0` has none.
pub(super) fn is_whole(number: &str) -> bool {
    match decimal(number) {
        Some(number) => number.fract().is_zero(),
        None => number.parse::<f64>().is_ok_and(|number| number.fract() == 0.0),
    }
}

/// The exact number, if so many digits can be held.
fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim_start_matches('+');
    if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { Decimal::from_str_exact(text).ok() }
}
