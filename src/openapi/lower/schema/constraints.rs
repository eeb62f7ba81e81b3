//! Constraints of a value in short English, for documentation; nothing checks them.

use super::{alternatives, raw::RawSchema};
use crate::openapi::cursor::At;

/// What a value must hold to.
pub(super) fn of(at: At<'_>, raw: &RawSchema<'_>) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(format) = raw.format.filter(|format| !format.is_empty() && !is_told(format, raw)) {
        words.push(format!("format {}", code(format)));
    }
    if let Some(encoding) = raw.content_encoding.filter(|encoding| !matches!(*encoding, "base64" | "base64url")) {
        words.push(format!("encoded as {}", code(encoding)));
    }
    if let Some(media_type) = at.text("contentMediaType") {
        words.push(format!("holds {}", code(media_type)));
    }
    words.extend(super::enumeration::listed(raw));
    bounds(at, &mut words);
    let step = at.get("multipleOf").filter(|step| step.node.as_f64().is_some());
    if let Some(step) = step.and_then(|step| step.node.text()) {
        words.push(format!("a multiple of {step}"));
    }
    range(at, ("minLength", "maxLength"), ("character", "characters"), &mut words);
    if let Some(pattern) = at.text("pattern") {
        words.push(format!("matches {}", code(pattern)));
    }
    range(at, ("minItems", "maxItems"), ("item", "items"), &mut words);
    if at.flag("uniqueItems") {
        words.push("no item twice".to_owned());
    }
    range(at, ("minProperties", "maxProperties"), ("member", "members"), &mut words);
    words.extend(alternatives::demands(raw).0.iter().map(ToString::to_string));
    words.extend(patterns(raw));
    inside(raw, &mut words);
    words
}

/// The patterns of names, and what the type does not tell of their members.
fn patterns(raw: &RawSchema<'_>) -> Option<String> {
    let names = raw.pattern_properties.into_iter().flat_map(At::members).map(|(member, _)| code(&member.name));
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| format!("names that match {}", names.join(" or ")))
}

/// What is said of elements and of further members that have no type of their own to say it.
fn inside(raw: &RawSchema<'_>, words: &mut Vec<String>) {
    let further = raw.additional_properties.filter(|_| raw.properties.is_none());
    for (what, inner) in [("each item", raw.items), ("each value", further)] {
        words.extend(inner.and_then(|inner| nested(what, inner)));
    }
    for (position, inner) in raw.prefix_items.into_iter().flat_map(At::items).enumerate() {
        words.extend(nested(&format!("item {}", position + 1), inner));
    }
    for (member, inner) in raw.pattern_properties.into_iter().flat_map(At::members) {
        words.extend(nested(&format!("each value at {}", code(&member.name)), inner));
    }
}

/// The depth of a tree is bounded when it is read, so this may come back here.
fn nested(what: &str, at: At<'_>) -> Option<String> {
    let raw = RawSchema::read(at);
    let has_members = raw.properties.and_then(|node| node.node.as_mapping()).is_some_and(|list| !list.is_empty());
    let has_type = has_members
        || at.reference().is_some()
        || !raw.says_no_values()
        || raw.all_of.is_some()
        || raw.one_of.is_some()
        || raw.any_of.is_some()
        || raw.types.len() > 1;
    if has_type {
        return None;
    }
    let mut words: Vec<String> = at.text("description").map(|text| text.trim().to_owned()).into_iter().collect();
    words.extend(of(at, &raw));
    (!words.is_empty()).then(|| format!("{what}: {}", words.join(", ")))
}

/// Inline code in CommonMark, whatever the text holds.
pub(in crate::openapi::lower) fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// Whether the type tells the format already.
fn is_told(format: &str, raw: &RawSchema<'_>) -> bool {
    let is = |name: &str| raw.types.is_empty() || raw.types.contains(&name);
    match format {
        "date-time" | "datetime" | "dateTime" | "date" | "time" | "duration" | "uuid" | "guid" | "byte" | "base64"
        | "base64url" | "binary" | "password" | "string" | "int-or-string" => is("string"),
        "decimal" => is("string") || is("number"),
        "float" | "single" | "double" => is("number"),
        "int8" | "int16" | "int32" | "int64" | "long" | "uint8" | "uint16" | "uint32" | "uint64" | "uint"
        | "int128" | "uint128" => is("integer") || is("number") || is("string"),
        "int" | "integer" => is("integer"),
        "boolean" | "bool" => is("boolean"),
        "object" | "array" | "number" => is(format),
        _ => false,
    }
}

/// `minimum` and `maximum`; what is exclusive is a flag beside them until 3.0 and a bound of its own since 3.1.
fn bounds(at: At<'_>, words: &mut Vec<String>) {
    for (bound, exclusive, within, beyond) in [
        ("minimum", "exclusiveMinimum", "at least", "greater than"),
        ("maximum", "exclusiveMaximum", "at most", "less than"),
    ] {
        let excluded = at.get(exclusive).filter(|node| node.node.as_f64().is_some()).and_then(|node| node.node.text());
        if let Some(number) = excluded {
            words.push(format!("{beyond} {number}"));
        }
        if let Some(number) =
            at.get(bound).filter(|node| node.node.as_f64().is_some()).and_then(|node| node.node.text())
        {
            words.push(format!("{} {number}", if at.flag(exclusive) { beyond } else { within }));
        }
    }
}

fn range(at: At<'_>, (least, most): (&str, &str), (one, many): (&str, &str), words: &mut Vec<String>) {
    let number = |name: &str| at.get(name).and_then(|node| node.node.as_u64());
    let unit = |number: u64| if number == 1 { one } else { many };
    match (number(least).filter(|least| *least > 0), number(most)) {
        (Some(least), Some(most)) if least == most => words.push(format!("exactly {least} {}", unit(least))),
        (Some(least), Some(most)) => words.push(format!("{least} to {most} {many}")),
        (Some(least), None) => words.push(format!("at least {least} {}", unit(least))),
        (None, Some(most)) => words.push(format!("at most {most} {}", unit(most))),
        (None, None) => {}
    }
}
