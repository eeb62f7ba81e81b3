//! The `Link` header (RFC 8288).

use http::{HeaderMap, header};

/// The target of the first link of the relation `next`; links from other contexts (`anchor`) do not count.
///
/// Letters beyond ASCII, such as those of a title, do not end the list: what is no UTF-8 of a target leads nowhere, and says
/// so.
pub(super) fn next(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(header::LINK).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.find_map(|value| links(&value).into_iter().find(|link| link.is_next).map(|link| link.target.to_owned()))
}

struct Link<'a> {
    target: &'a str,
    is_next: bool,
}

/// The links of one field value; what is not well-formed ends it.
fn links(value: &str) -> Vec<Link<'_>> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some((target, after)) = rest.trim_start_matches([',', ' ', '\t']).strip_prefix('<').and_then(split_target)
    {
        let mut link = Link { target, is_next: false };
        let mut relation = None;
        let mut anchored = false;
        rest = after.trim_start();
        while let Some(parameter) = rest.strip_prefix(';') {
            let (name, value, after) = parameter_of(parameter);
            // Only the first `rel` counts (section 3.3).
            if name.eq_ignore_ascii_case("rel") && relation.is_none() {
                relation = Some(value);
            }
            anchored |= name.eq_ignore_ascii_case("anchor");
            rest = after.trim_start();
        }
        let relations = relation.unwrap_or_default();
        link.is_next = !anchored && relations.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case("next"));
        found.push(link);
        if !rest.starts_with(',') {
            break;
        }
    }
    found
}

fn split_target(text: &str) -> Option<(&str, &str)> {
    text.split_once('>')
}

/// One parameter after its `;`: name, value without quotes, and what follows.
fn parameter_of(text: &str) -> (&str, &str, &str) {
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let name = name.trim();
    let Some(value) = rest.strip_prefix('=') else { return (name, "", rest) };
    let value = value.trim_start();
    if let Some(quoted) = value.strip_prefix('"') {
        // Escapes matter only for where the text ends; relations hold none.
        let mut escaped = false;
        let end = quoted.find(|letter| match (escaped, letter) {
            (false, '"') => true,
            (false, '\\') => {
                escaped = true;
                false
            }
            _ => {
                escaped = false;
                false
            }
        });
        let (inside, after) = end.and_then(|end| quoted.split_at_checked(end)).unwrap_or((quoted, ""));
        return (name, inside, after.strip_prefix('"').unwrap_or(after));
    }
    let end = value.find([';', ',']).unwrap_or(value.len());
    let (value, after) = value.split_at_checked(end).unwrap_or((value, ""));
    (name, value.trim(), after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn next_of(values: &[&'static str]) -> Option<String> {
        next(&values.iter().map(|value| (header::LINK, HeaderValue::from_static(value))).collect())
    }

    #[test]
    fn the_forms_services_use() {
        let github = "<https://a.example/?page=1>; rel=\"prev\", <https://a.example/?page=3>; rel=\"next\", <https://a.example/?page=9>; rel=\"last\"";
        assert_eq!(next_of(&[github]).as_deref(), Some("https://a.example/?page=3"));
        assert_eq!(
            next_of(&["</a>;rel=prev", "</b,c;d> ; title=\"x, \\\"<y>; rel=next\" ; REL = NEXT"]).as_deref(),
            Some("/b,c;d")
        );
        assert_eq!(next_of(&["</a>; rel=\"first next\"; rel=\"prev\""]).as_deref(), Some("/a"));
        let of_bytes = |bytes: &[u8]| {
            next(&HeaderValue::from_bytes(bytes).ok().map(|value| (header::LINK, value)).into_iter().collect())
        };
        assert_eq!(of_bytes("</é>; rel=next".as_bytes()).as_deref(), Some("/é"));
        assert_eq!(of_bytes(b"</a>; title=\"\xe9\"; rel=next").as_deref(), Some("/a"));
        for none in [
            "",
            "</a>",
            "</a>; rel=prev; rel=next",
            "</a>; rel=next; anchor=\"#x\"",
            "a; rel=next",
            "</a; rel=next",
            "</a>; rel=\"next",
        ] {
            let found = next_of(&[none]);
            assert!(found.is_none() || none.ends_with("\"next"), "{none}: {found:?}");
        }
    }
}
