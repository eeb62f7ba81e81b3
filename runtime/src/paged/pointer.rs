//! Values of an answer by JSON pointer (RFC 6901), without a tree.

use std::ops::Range;

use crate::{DecodeResult, Kind, Reader, from_slice};

/// That an answer is one JSON text, of no more than this depth, and of the kind that has something at a pointer. What is
/// read of it afterwards may be as deep as it is.
pub(super) fn is_whole(body: &[u8], depth: usize, pointer: &str) -> DecodeResult<()> {
    let mut json = Reader::with_depth(body, depth);
    let fits = match (json.peek()?, pointer.split('/').nth(1)) {
        (_, None) | (Kind::Object, Some(_)) => true,
        (Kind::Array, Some(token)) => token.parse::<usize>().is_ok(),
        _ => false,
    };
    if !fits {
        return Err(json.unexpected("an object"));
    }
    json.raw()?;
    json.finish()
}

fn reader(json: &[u8]) -> Reader<'_> {
    Reader::with_depth(json, usize::MAX)
}

/// The bytes of the value at a pointer; `None` when there is none.
pub(super) fn find(body: &[u8], pointer: &str) -> DecodeResult<Option<Range<usize>>> {
    let start = if body.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let mut range = start..body.len();
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let value = body.get(range.clone()).unwrap_or_default();
        let inside = match reader(value).peek()? {
            Kind::Object => member(value, &token)?,
            Kind::Array => elements(value)?.into_iter().nth(token.parse().unwrap_or(usize::MAX)),
            _ => None,
        };
        let Some(inside) = inside else { return Ok(None) };
        range = range.start + inside.start..range.start + inside.end;
    }
    Ok(Some(range))
}

fn member(object: &[u8], name: &str) -> DecodeResult<Option<Range<usize>>> {
    let mut found = None;
    reader(object).members(&mut |member, json| {
        json.peek()?;
        let start = json.offset();
        let length = json.raw()?.len();
        if member == name {
            found = Some(start..start + length);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Where the elements of a list stand; anything else has none.
pub(super) fn elements(list: &[u8]) -> DecodeResult<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut json = reader(list);
    if json.peek()? == Kind::Array {
        json.array(&mut |json| {
            json.peek()?;
            let start = json.offset();
            let length = json.raw()?.len();
            found.push(start..start + length);
            Ok(())
        })?;
    }
    Ok(found)
}

/// A text, or the digits of a number or the word of a boolean; `None` for an empty text, null, a list or an object.
pub(super) fn scalar(body: &[u8], pointer: &str) -> DecodeResult<Option<String>> {
    let Some(value) = find(body, pointer)?.and_then(|range| body.get(range)) else { return Ok(None) };
    let text = match reader(value).peek()? {
        Kind::String => from_slice::<String>(value)?,
        Kind::Number | Kind::Bool => String::from_utf8_lossy(value).trim().to_owned(),
        _ => String::new(),
    };
    Ok(Some(text).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_into_answers() {
        let body =
            "\u{feff} { \"a/b\" : { \"list\": [ {\"id\": \"x\"} , {\"id\": 7} ], \"none\": null }, \"more\": true }";
        let scalar = |pointer: &str| scalar(body.as_bytes(), pointer).unwrap_or_default();
        assert_eq!(scalar("/a~1b/list/1/id").as_deref(), Some("7"));
        assert_eq!(scalar("/a~1b/list/0/id").as_deref(), Some("x"));
        assert_eq!(scalar("/more").as_deref(), Some("true"));
        for nothing in ["/a~1b/none", "/a~1b/list", "/a~1b/list/2/id", "/more/deeper", "/other"] {
            assert_eq!(scalar(nothing), None, "{nothing}");
        }
        assert!(find(b"{\"a\":", "/a").is_err());
        for (body, pointer, fits) in [
            ("{}", "/a", true),
            (" [[]] ", "/0", true),
            ("null", "", true),
            ("[]", "/a", false),
            ("null", "/a", false),
            ("\"a\"", "/a", false),
            ("{}{}", "/a", false),
            ("{\"a\":[[]]}", "/a", false),
        ] {
            assert_eq!(is_whole(body.as_bytes(), 2, pointer).is_ok(), fits, "{body} {pointer}");
        }
        assert_eq!(find(b"[1]", "").map(|range| range.map(|range| range.len())), Ok(Some(3)));
    }
}
