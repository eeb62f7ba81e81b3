//! The `Validation` vocabulary: what values must hold to, in words, for documentation.

use crate::csdl::{annotations::term, catalog::Catalog, syntax::Expression};

/// What annotations of a target say of its values.
pub(in crate::csdl) fn validation(catalog: &Catalog<'_>, targets: &[impl AsRef<str>]) -> Vec<String> {
    let text = |term| targets.iter().find_map(|target| catalog.annotations.text(target.as_ref(), term)).map(str::trim);
    let mut said = Vec::new();
    said.extend(text(term::MINIMUM).map(|least| format!("at least {}", code(least))));
    said.extend(text(term::MAXIMUM).map(|most| format!("at most {}", code(most))));
    said.extend(text(term::MULTIPLE_OF).map(|step| format!("a multiple of {}", code(step))));
    said.extend(text(term::PATTERN).map(|pattern| format!("matches {}", code(pattern))));
    said.extend(text(term::MIN_ITEMS).map(|least| format!("at least {} items", code(least))));
    said.extend(text(term::MAX_ITEMS).map(|most| format!("at most {} items", code(most))));
    let allowed = catalog.annotations.first(targets, term::ALLOWED_VALUES);
    let values = allowed.into_iter().flat_map(|allowed| allowed.records());
    let values: Vec<String> = values.filter_map(|value| Some(code(&constant(value.get("Value")?)?))).collect();
    if !values.is_empty() {
        said.push(format!("one of {}", values.join(", ")));
    }
    said
}

pub(super) fn constant(value: &Expression) -> Option<String> {
    match value {
        Expression::Null => Some("null".to_owned()),
        Expression::Bool(value) => Some(value.to_string()),
        Expression::Text(text) => Some(text.clone()),
        Expression::Members(members) => Some(members.join(",")),
        Expression::Default | Expression::Collection(_) | Expression::Record(_) | Expression::Computed => None,
    }
}

/// Inline code in CommonMark, whatever the text holds.
fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
