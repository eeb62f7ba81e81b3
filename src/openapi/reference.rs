//! Reference Objects: what they lead to, through chains of them.

use std::collections::HashSet;

use super::cursor::At;
use crate::{
    diagnostics::{Code, Diagnostic},
    source::Sources,
};

/// How many references may lead from one to the next. Real chains have two or three.
const LONGEST: usize = 100;

/// What a reference leads to in the end.
#[derive(Clone, Debug)]
pub(super) struct Target<'a> {
    /// The object.
    pub(super) at: At<'a>,
    /// The way to it in its file: the parts of the JSON pointer.
    pub(super) tokens: Vec<String>,
    /// The file it is in, as the reference names it; `None` if the reference stays in its own file.
    pub(super) file: Option<String>,
}

/// Follows a `$ref` to something that is not one. `stops` says of what a reference leads to whether it counts as a
/// thing of its own although it has a `$ref` too (a Schema Object of 3.1 may).
pub(super) fn follow<'a>(
    sources: &'a Sources,
    start: At<'a>,
    stops: impl Fn(At<'a>) -> bool,
) -> Result<Target<'a>, Box<Diagnostic>> {
    let mut passed = HashSet::from([start.id()]);
    let mut from = start;
    let mut named_file = None;
    loop {
        let reference = from.reference().unwrap_or_default();
        let written = from.get("$ref").or_else(|| from.get("$dynamicRef"));
        let mark = written.map_or(from.node.mark, |node| node.node.mark);
        let place = crate::diagnostics::Place::new(from.file, mark);
        let (file, node, identified) = sources
            .resolve_at(from.file, reference, mark)
            .map_err(|problem| Box::new(problem.diagnostic(reference).at(place)))?;
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if !path.is_empty() && identified.is_none() {
            named_file = Some(path.to_owned());
        }
        let fragment = identified.or_else(|| sources.anchored(file, fragment)).unwrap_or(fragment);
        let found = At::new(file, node);
        if found.reference().is_none() || stops(found) {
            return Ok(Target { at: found, tokens: tokens(fragment), file: named_file });
        }
        if !passed.insert(found.id()) || passed.len() > LONGEST {
            let (what, help) = match passed.len() > LONGEST {
                true => ("leads on through more than 100 others", "refer to the definition itself"),
                false => ("leads back to itself", "one of the references in the circle has to be a definition"),
            };
            return Err(Box::new(
                Diagnostic::error(Code::ReferenceCycle, format!("`{reference}` {what}")).at(place).help(help),
            ));
        }
        from = found;
    }
}

/// An object, or what its `$ref` leads to; itself if that leads nowhere, which whoever reads it reports.
pub(super) fn end<'a>(sources: &'a Sources, at: At<'a>) -> At<'a> {
    if at.reference().is_none() {
        return at;
    }
    follow(sources, at, |_| false).map_or(at, |target| target.at)
}

/// The parts of a JSON pointer in a URI fragment (RFC 6901, sections 3, 4 and 6).
pub(super) fn tokens(fragment: &str) -> Vec<String> {
    let unescape = |token: &str| match token.contains(['%', '~']) {
        true => percent_decoded(token).replace("~1", "/").replace("~0", "~"),
        false => token.to_owned(),
    };
    fragment.strip_prefix('/').map(|path| path.split('/').map(unescape).collect()).unwrap_or_default()
}

fn percent_decoded(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut decoded = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let byte = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => {
                decoded.push(byte);
                decoded.extend(piece.bytes().skip(2));
            }
            None => {
                decoded.push(b'%');
                decoded.extend(piece.bytes());
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}
