//! Patterns of names of members (JSON Schema `patternProperties`).

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::rules;

/// Whether a regular expression is found in every name: `.*`, `^.+$`, `^` and the like. How long names may be, and that a
/// dot is no end of a line, is no matter.
pub fn is_of_any_name(pattern: &str) -> bool {
    let written = rules::pattern(pattern).and_then(|written| regex_syntax::parse(&written).ok());
    written.is_some_and(|written| is_found_in_all(&pieces(&written)))
}

/// What stands one after the other, without the groups around it.
fn pieces(expression: &Hir) -> Vec<&Hir> {
    match expression.kind() {
        HirKind::Concat(parts) => parts.iter().flat_map(pieces).collect(),
        HirKind::Capture(group) => pieces(&group.sub),
        HirKind::Empty => Vec::new(),
        _ => vec![expression],
    }
}

fn is_found_in_all(pieces: &[&Hir]) -> bool {
    let is_look = |piece: Option<&&Hir>, look| piece.is_some_and(|piece| *piece.kind() == HirKind::Look(look));
    let from_start = is_look(pieces.first(), Look::Start);
    let pieces = pieces.get(usize::from(from_start)..).unwrap_or_default();
    let to_end = is_look(pieces.last(), Look::End);
    let pieces = pieces.get(..pieces.len() - usize::from(to_end)).unwrap_or_default();
    let is_whole = from_start && to_end;
    match pieces {
        [] => !is_whole,
        [only] => match only.kind() {
            HirKind::Class(class) => !is_whole && is_of_any_letter(class),
            HirKind::Repetition(repeated) if repeated.min == 0 && !is_whole => true,
            HirKind::Repetition(repeated) => {
                let is_once = repeated.max == Some(1);
                let class = match repeated.sub.kind() {
                    HirKind::Class(class) => is_of_any_letter(class),
                    HirKind::Capture(group) => {
                        matches!(group.sub.kind(), HirKind::Class(class) if is_of_any_letter(class))
                    }
                    _ => false,
                };
                repeated.min <= 1 && class && !(is_whole && is_once)
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a class has every character but ends of lines.
fn is_of_any_letter(class: &Class) -> bool {
    let Class::Unicode(class) = class else { return false };
    let mut others = class.clone();
    others.negate();
    let ends = ['\n', '\r', '\u{2028}', '\u{2029}'];
    others.iter().all(|range| (range.start()..=range.end()).all(|other| ends.contains(&other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_any_name_are_told() {
        for any in ["", "^", "$", ".", ".*", ".+", "^.*$", "^.+$", "^(.*)$", "^.{1,64}$", r"^[\s\S]+$", "[a-z]*"] {
            assert!(is_of_any_name(any), "{any}");
        }
        for some in [
            "^x", "^x-", "x$", "^[a-z]+$", "^.$", "^.?$", "^[a-z]*$", "^.{2,}$", "^.*x$", r"^\w+$", "^$", "a|b",
            "(?!a)",
        ] {
            assert!(!is_of_any_name(some), "{some}");
        }
    }
}
