//! Where links may lead, and addresses in the middle of a text.

use std::fmt::Write as _;

/// Longer targets are not worth the line they would fill.
const LONGEST: usize = 2000;

/// What may end a sentence, or stand around an address, rather than belong to it.
const TRAILING: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', ')', ']', '}', '<', '>'];

/// The target as it may stand between angle brackets; `None` where it leads nowhere outside its own site, or where a
/// documentation has no business leading to.
pub(super) fn target(url: &str) -> Option<String> {
    let url = url.trim();
    if url.len() > LONGEST {
        return None;
    }
    let (scheme, rest) = url.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => rest.strip_prefix("//").filter(|rest| !rest.is_empty()).map(|_| encoded(url)),
        // rustdoc takes what looks like a path, `@` and all, for the name of an item; a dot keeps it from doing so.
        "mailto" if rest.contains('@') && rest.contains('.') => Some(encoded(&url.replace('#', "%23"))),
        _ => None,
    }
}

/// The target with everything encoded that could end it early, hide in it, or be read as an escape.
fn encoded(url: &str) -> String {
    let entity = url.contains('&');
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        let plain = if c.is_ascii() {
            c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\\' | '`' | '|' | '^') && !(entity && c == ';')
        } else {
            c.is_alphanumeric()
        };
        if plain {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Whether the target is an address that needs no `mailto:` between angle brackets.
pub(super) fn address(target: &str) -> Option<&str> {
    let address = target.strip_prefix("mailto:")?;
    let (name, host) = address.split_once('@')?;
    let word = |text: &str, more: &[char]| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(&c))
    };
    let labels = host.split('.').all(|label| word(label, &['-']) && !label.starts_with('-') && !label.ends_with('-'));
    (word(name, &['.', '_', '+', '-']) && labels && host.len() <= 63).then_some(address)
}

/// A stretch of a text.
pub(super) enum Stretch<'a> {
    Text(&'a str),
    Address(&'a str),
    /// The pattern of an address, such as `https://{host}/`.
    Pattern(&'a str),
}

/// The text with the addresses in it told apart.
pub(super) fn stretches(text: &str) -> Vec<Stretch<'_>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (colon, _) in text.match_indices("://") {
        let Some(start) = scheme(text, from, colon) else { continue };
        let Some(url) = text.get(start..).map(|rest| extent(rest, colon + 3 - start)) else { continue };
        if start + url.len() <= colon + 3 {
            continue;
        }
        out.push(Stretch::Text(text.get(from..start).unwrap_or_default()));
        let known = !url.contains(['{', '}', '<', '>', '[', ']', '*', '$']);
        out.push(if known { Stretch::Address(url) } else { Stretch::Pattern(url) });
        from = start + url.len();
    }
    out.push(Stretch::Text(text.get(from..).unwrap_or_default()));
    out
}

/// Where the scheme of the address starts whose colon this is.
fn scheme(text: &str, from: usize, colon: usize) -> Option<usize> {
    ["https", "http"].iter().find_map(|scheme| {
        let start = colon.checked_sub(scheme.len()).filter(|start| *start >= from)?;
        text.get(start..colon).filter(|found| found.eq_ignore_ascii_case(scheme)).map(|_| start)
    })
}

/// The address this text starts with, without what belongs to the sentence around it.
fn extent(text: &str, scheme: usize) -> &str {
    let outside = |c: char| match c {
        '"' | '`' | '|' | '\\' | '^' => true,
        _ if c.is_ascii() => !c.is_ascii_graphic(),
        _ => !c.is_alphanumeric(),
    };
    let end = text.find(outside).unwrap_or(text.len()).min(LONGEST);
    let mut url = (0..4).find_map(|less| text.get(..end.checked_sub(less)?)).unwrap_or_default();
    let mut open = balance(url);
    while let Some(last) = url.chars().next_back().filter(|last| TRAILING.contains(last)) {
        let closes = matches!(last, ')' | ']' | '}' | '>');
        if url.len() <= scheme || (closes && open >= 0) {
            break;
        }
        open += i32::from(closes);
        url = url.get(..url.len() - 1).unwrap_or_default();
    }
    url
}

/// How many brackets were opened more than closed.
fn balance(url: &str) -> i32 {
    let count = |brackets: &[char]| i32::try_from(url.matches(brackets).count()).unwrap_or(i32::MAX);
    count(&['(', '[', '{', '<']) - count(&[')', ']', '}', '>'])
}
