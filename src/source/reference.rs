//! References: a path to a file, a JSON pointer after `#`, or both.

use std::{borrow::Cow, fmt};

use super::node::{Node, Value};
use crate::diagnostics::{Code, Diagnostic};

/// Why a reference leads nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReferenceProblem {
    /// The file was read and has nothing at the pointer.
    Dangling {
        /// The name of the file that was looked into.
        file: String,
        /// The pointer as far as it leads somewhere, empty for the root.
        reached: String,
        /// The first part of the pointer that is not there.
        missing: String,
        /// A name that is there and looks much the same.
        similar: Option<String>,
    },
    /// The fragment is a name, as JSON Schema's `$anchor` gives.
    Anchor(String),
    /// The reference is not well-formed, and why.
    Malformed(&'static str),
    /// The file was refused or could not be read.
    File(Refusal),
}

/// Why a file was not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The kind.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: &'static str,
}

impl ReferenceProblem {
    /// The kind of the problem.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Dangling { .. } => Code::DanglingReference,
            Self::Anchor(_) => Code::AnchorReference,
            Self::Malformed(_) => Code::BadReference,
            Self::File(refusal) => refusal.code,
        }
    }

    /// An error about the reference, to be given a place.
    #[must_use]
    pub fn diagnostic(&self, reference: &str) -> Diagnostic {
        let error = Diagnostic::error(self.code(), format!("`{reference}`: {self}"));
        match self {
            Self::Dangling { similar: Some(name), .. } => error.help(format!("did you mean `{name}`?")),
            Self::Dangling { .. } => error.help("check the spelling, or add what is missing"),
            Self::Anchor(_) => error.help("give it one, or write the path to it, as in `#/components/schemas/Pet`"),
            Self::Malformed(_) => error.help("a reference looks like `pet.yaml#/components/schemas/Pet`"),
            Self::File(refusal) => error.help(refusal.help),
        }
    }
}

impl fmt::Display for ReferenceProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dangling { file, reached, missing, .. } if reached.is_empty() => {
                write!(formatter, "there is no `{missing}` at the top of `{file}`")
            }
            Self::Dangling { file, reached, missing, .. } => {
                write!(formatter, "there is no `{missing}` in `{reached}` of `{file}`")
            }
            Self::Anchor(name) => write!(formatter, "no schema of the file has the `$anchor` `{name}`"),
            Self::Malformed(why) => formatter.write_str(why),
            Self::File(refusal) => formatter.write_str(&refusal.message),
        }
    }
}

impl std::error::Error for ReferenceProblem {}

impl Refusal {
    pub(super) const fn new(code: Code, message: String, help: &'static str) -> Self {
        Self { code, message, help }
    }
}

/// A part of a JSON pointer with `~` and `/` escaped.
#[must_use]
pub fn escape_token(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) { Cow::Owned(name.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(name) }
}

/// The two sides of the `#`; the second is empty when there is none.
pub(super) fn split(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// Follows the fragment of a reference from the root of a file.
pub(super) fn follow<'tree>(root: &'tree Node, file: &str, fragment: &str) -> Result<&'tree Node, ReferenceProblem> {
    let pointer = percent_decoded(fragment);
    if pointer.is_empty() {
        return Ok(root);
    }
    let Some(path) = pointer.strip_prefix('/') else {
        return Err(ReferenceProblem::Anchor(pointer.into_owned()));
    };
    let mut node = root;
    let mut reached = 0;
    for token in path.split('/') {
        let name = unescaped(token)?;
        node = child(node, &name).ok_or_else(|| ReferenceProblem::Dangling {
            file: file.to_owned(),
            reached: pointer.get(..reached).unwrap_or_default().to_owned(),
            similar: similar_name(node, &name),
            missing: name.into_owned(),
        })?;
        reached += token.len() + 1;
    }
    Ok(node)
}

/// How far a pointer leads from a node: the last node on its way that is there, and what of the pointer is left.
pub(super) fn reach<'tree, 'p>(node: &'tree Node, pointer: &'p str) -> (&'tree Node, &'p str) {
    let (mut node, mut left) = (node, pointer);
    while let Some(path) = left.strip_prefix('/') {
        let end = path.find('/').unwrap_or(path.len());
        let (token, rest) = path.split_at(end);
        let Some(next) = unescaped(token).ok().and_then(|name| child(node, &name)) else { break };
        (node, left) = (next, rest);
    }
    (node, left)
}

fn child<'tree>(node: &'tree Node, name: &str) -> Option<&'tree Node> {
    match &node.value {
        Value::Mapping(mapping) => mapping.get(name),
        Value::Sequence(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    }
}

fn unescaped(token: &str) -> Result<Cow<'_, str>, ReferenceProblem> {
    if !token.contains('~') {
        return Ok(Cow::Borrowed(token));
    }
    let well_formed = token.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
    if !well_formed {
        return Err(ReferenceProblem::Malformed("in a JSON pointer only `~0` and `~1` follow a tilde"));
    }
    Ok(Cow::Owned(token.replace("~1", "/").replace("~0", "~")))
}

/// The text with every `%41` replaced by what it stands for. What is not such a pair stays as it is,
/// and so does everything when the result would not be UTF-8.
pub(super) fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| Some(hex(*pair.first()?)? * 16 + hex(*pair.last()?)?));
        match pair {
            Some(byte) if *first == b'%' => {
                decoded.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                decoded.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// A member whose name is but a slip away from the one that was looked for.
fn similar_name(node: &Node, name: &str) -> Option<String> {
    similar(node.as_mapping()?.iter().map(|member| &*member.name), name).map(str::to_owned)
}

/// The name that is but a slip away from the one that was looked for.
pub fn similar<'n>(names: impl Iterator<Item = &'n str>, name: &str) -> Option<&'n str> {
    let bound = name.chars().count() / 3;
    names
        .filter(|known| known.len().abs_diff(name.len()) <= bound * 4)
        .map(|known| (distance(known, name), known))
        .filter(|(distance, _)| *distance <= bound)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many characters to change, add or remove to make one text the other, case aside.
fn distance(left: &str, right: &str) -> usize {
    let lower = |text: &str| text.chars().take(100).map(|c| c.to_ascii_lowercase()).collect::<Vec<_>>();
    let (left, right) = (lower(left), lower(right));
    let mut costs: Vec<usize> = (0..=right.len()).collect();
    for (row, from) in left.iter().enumerate() {
        let mut diagonal = row;
        let mut before = row + 1;
        for (cost, to) in costs.iter_mut().skip(1).zip(&right) {
            let changed = diagonal + usize::from(from != to);
            diagonal = *cost;
            *cost = changed.min(diagonal + 1).min(before + 1);
            before = *cost;
        }
        if let Some(first) = costs.first_mut() {
            *first = row + 1;
        }
    }
    costs.last().copied().unwrap_or_default()
}
