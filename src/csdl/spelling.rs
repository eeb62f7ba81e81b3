//! What a misspelt name was meant to be.

use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics, Place},
    model::LedgerSeverity,
};

/// Warns of what nobody reads if it was meant to be something else, and says whether anybody would miss it.
pub(super) fn misspelt(what: &str, meant: Option<&str>, place: Place, diagnostics: &mut Diagnostics) -> LedgerSeverity {
    let Some(meant) = meant else { return LedgerSeverity::Info };
    let warning = Diagnostic::warning(Code::MisspeltCsdl, format!("CSDL knows no {what}")).at(place);
    diagnostics.push(warning.help(format!("did you mean `{meant}`?")));
    LedgerSeverity::Lost
}

/// Warns of what is known elsewhere and says nothing where it stands.
pub(super) fn misplaced(what: &str, elsewhere: &[&str], place: Place, diagnostics: &mut Diagnostics) -> LedgerSeverity {
    let warning = Diagnostic::warning(Code::MisplacedCsdl, format!("CSDL knows no {what}")).at(place);
    let owners: Vec<String> = elsewhere.iter().map(|owner| format!("`{owner}`")).collect();
    diagnostics.push(warning.help(format!("it belongs to {}; move or remove it", owners.join(", "))));
    LedgerSeverity::Lost
}

/// The known word that differs by the fewest letters, if that is few: one of a short word, two of a longer one. Case
/// does not count.
pub(super) fn meant<'n>(word: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let wanted = word.to_lowercase();
    let limit = if wanted.chars().count() < 6 { 1 } else { 2 };
    let ranked = known.into_iter().filter(|known| *known != word);
    let ranked = ranked.filter_map(|known| Some((distance(&wanted, &known.to_lowercase(), limit)?, known)));
    ranked.min().map(|(_, known)| known)
}

/// The known name that differs by the fewest letters, if that is few; or else one that differs in its namespace.
pub(super) fn closest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let simple = |name: &str| name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let wanted = simple(name);
    let ranked = known.filter_map(|candidate| {
        let same = simple(candidate) == wanted;
        let distance = if same { 1 } else { distance(name, candidate, 2)? };
        Some((distance, candidate))
    });
    ranked.min().map(|(_, candidate)| candidate)
}

/// Edit distance of two names, if it is at most `limit`.
fn distance(left: &str, right: &str, limit: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > limit {
        return None;
    }
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (position, letter) in left.chars().enumerate() {
        let mut next = vec![position + 1];
        for ((above, diagonal), other) in row.iter().skip(1).zip(&row).zip(&right) {
            let before = next.last().copied().unwrap_or_default();
            next.push((above + 1).min(before + 1).min(diagonal + usize::from(letter != *other)));
        }
        row = next;
    }
    row.last().copied().filter(|distance| *distance <= limit)
}
