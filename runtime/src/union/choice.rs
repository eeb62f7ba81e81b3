//! The choice of a union's variant: one look at the value. Only where that was wrong are the others tried.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::{ARRAY, BOOLEAN, Candidate, INTEGER, NULL, NUMBER, OBJECT, TEXT};
use crate::{DecodeResult, Kind, Reader};

/// The number of a value that no candidate fits.
pub(super) const UNKNOWN: usize = usize::MAX;

/// Reads the next value as the candidate that fits it best, and where it turns out not to be of that one, as each of
/// the others that fit too. When it is of none, the error is that of the best.
pub(super) fn decide(
    json: &mut Reader<'_>,
    discriminator: Option<&str>,
    table: &[Candidate],
    read: &mut dyn FnMut(usize, &mut Reader<'_>) -> DecodeResult,
) -> DecodeResult {
    let start = json.offset();
    // The choice looks at a part of the document and counts from its start.
    let (best, is_told) = choose(json, discriminator, table).map_err(|error| error.shifted(start))?;
    if is_told || table.len() < 2 {
        return read(best, json);
    }
    let mark = json.mark();
    let Err(error) = read(best, json) else { return Ok(()) };
    let Ok(value) = Value::look(&mut mark.ahead()) else { return Err(error) };
    for (index, candidate) in table.iter().enumerate() {
        if index == best || fit(candidate, &value).is_none() {
            continue;
        }
        let length = json.offset().saturating_sub(start);
        if !json.may_try(length) {
            break;
        }
        json.back_to(&mark);
        if read(index, json).is_ok() {
            return Ok(());
        }
    }
    Err(error)
}

/// The number of the candidate that the next value is of, and whether nothing else comes into question. The reader does
/// not move: it looks ahead, at the members' names and never into their values.
pub(super) fn choose(
    json: &mut Reader<'_>,
    discriminator: Option<&str>,
    table: &[Candidate],
) -> DecodeResult<(usize, bool)> {
    let kind = json.peek()?;
    let told = match discriminator {
        Some(name) if kind == Kind::Object => tag(&mut json.ahead(), name)?,
        _ => None,
    };
    if let Some(index) = told.as_deref().and_then(|tag| tagged(table, tag)) {
        return Ok((index, true));
    }
    if kind == Kind::Object
        && let Some(index) = by_default(json, discriminator, table)?
    {
        return Ok((index, true));
    }
    // An unknown tag is a variant of tomorrow; only variants that have no tags are left.
    let open = |candidate: &Candidate| candidate.is(kind) && (told.is_none() || candidate.tags.is_empty());
    if kind == Kind::Object
        && told.is_none()
        && let Some(index) = only(table, |candidate| open(candidate))
        && table.get(index).is_some_and(|candidate| candidate.constants.is_empty())
    {
        return Ok((index, true));
    }
    if !table.iter().any(open) {
        return Ok((UNKNOWN, true));
    }
    let value = Value::look(&mut json.ahead())?;
    // Beside an unknown tag, what a value leaves out speaks for nothing either.
    let is_possible = |candidate: &Candidate| open(candidate) && (told.is_none() || value.states(candidate));
    if let Some(index) = best(table, |candidate| if is_possible(candidate) { fit(candidate, &value) } else { None }) {
        return Ok((index, told.is_some()));
    }
    // The last resort, for the sake of the error it makes. What states to be something else is left alone.
    let states_another =
        told.is_some() || table.iter().any(|candidate| open(candidate) && value.contradicts(candidate));
    let last = only(table, |candidate| !states_another && open(candidate) && value.states(candidate));
    Ok((last.unwrap_or(UNKNOWN), true))
}

/// What the description has for values whose tag is missing or not known, if the next value may be of it.
fn by_default(json: &mut Reader<'_>, discriminator: Option<&str>, table: &[Candidate]) -> DecodeResult<Option<usize>> {
    let default = discriminator.and_then(|_| table.iter().enumerate().find(|(_, candidate)| candidate.is_default));
    let Some((index, candidate)) = default else { return Ok(None) };
    let value = Value::look(&mut json.ahead())?;
    Ok(fit(candidate, &value).map(|_| index))
}

impl Candidate {
    fn is(&self, kind: Kind) -> bool {
        self.kinds == 0
            || self.has(match kind {
                Kind::Null => NULL,
                Kind::Bool => BOOLEAN,
                Kind::Number => NUMBER | INTEGER,
                Kind::String => TEXT,
                Kind::Array => ARRAY,
                Kind::Object => OBJECT,
            })
    }
}

/// As much of a value as the choice looks at.
enum Value<'j> {
    /// Null or a boolean.
    Plain(Kind),
    Number {
        whole: bool,
        digits: String,
    },
    Text(String),
    /// With the JSON of the first element.
    Array(Option<&'j str>),
    Object(Members<'j>),
}

impl<'j> Value<'j> {
    fn look(json: &mut Reader<'j>) -> DecodeResult<Self> {
        Ok(match json.peek()? {
            kind @ (Kind::Null | Kind::Bool) => Self::Plain(kind),
            Kind::Number => {
                let digits = json.number_text()?.to_owned();
                Self::Number { whole: digits.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()), digits }
            }
            Kind::String => Self::Text(json.string()?.to_owned()),
            Kind::Array => Self::Array(if json.begin_array()? { Some(json.raw()?) } else { None }),
            Kind::Object => Self::Object(Members::read(json)?),
        })
    }

    /// Whether a constant member is there with another value.
    fn contradicts(&self, candidate: &Candidate) -> bool {
        matches!(self, Self::Object(members) if !members.may_be(candidate.constants))
    }

    /// Whether each constant member is there.
    fn states(&self, candidate: &Candidate) -> bool {
        let Self::Object(members) = self else { return true };
        candidate.constants.iter().all(|(name, _)| members.get(name).is_some())
    }
}

/// How well a candidate fits; the greatest wins, and of equal ones the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// 0 for anything, 1 for the kind, more for what only some values of the kind are.
    kind: u8,
    constants: usize,
    required: usize,
    /// Members of the value that have a field. The others have none, so this counts them too.
    known: usize,
}

fn fit(candidate: &Candidate, value: &Value<'_>) -> Option<Rank> {
    let kind = |kind: u8| Some(Rank { kind, constants: 0, required: 0, known: 0 });
    if candidate.kinds == 0 {
        return kind(0);
    }
    match value {
        Value::Plain(plain) => kind(1).filter(|_| candidate.is(*plain)),
        Value::Number { whole: true, digits } if candidate.has(INTEGER) => match candidate.texts {
            Some(texts) => kind(3).filter(|_| texts.contains(&digits.as_str())),
            None => kind(2),
        },
        Value::Number { .. } => kind(1).filter(|_| candidate.has(NUMBER)),
        Value::Text(_) if !candidate.has(TEXT) => None,
        Value::Text(text) => match (candidate.texts, candidate.form) {
            (Some(texts), _) => kind(3).filter(|_| texts.contains(&text.as_str())),
            (None, Some(form)) => kind(2).filter(|_| form(text)),
            (None, None) => kind(1),
        },
        Value::Array(_) if !candidate.has(ARRAY) => None,
        Value::Array(first) => match (candidate.items, first) {
            // As deep as the table is, whatever the value is, which was passed over within the document's depth.
            (Some(items), Some(first)) => kind(2).filter(|_| {
                Value::look(&mut Reader::with_depth(first.as_bytes(), usize::MAX))
                    .is_ok_and(|first| fit(items, &first).is_some())
            }),
            _ => kind(1),
        },
        Value::Object(_) if !candidate.has(OBJECT) => None,
        Value::Object(members) => structure(candidate, members),
    }
}

fn structure(candidate: &Candidate, members: &Members<'_>) -> Option<Rank> {
    if !candidate.required.iter().all(|name| members.get(name).is_some()) {
        return None;
    }
    if !members.may_be(candidate.constants) {
        return None;
    }
    Some(Rank {
        kind: 1,
        constants: candidate.constants.iter().filter(|(name, _)| members.get(name).is_some()).count(),
        required: candidate.required.len(),
        known: candidate.known.iter().filter(|name| members.get(name).is_some()).count(),
    })
}

fn best(table: &[Candidate], fit: impl Fn(&Candidate) -> Option<Rank>) -> Option<usize> {
    let ranks = table.iter().enumerate().filter_map(|(index, candidate)| Some((fit(candidate)?, Reverse(index))));
    ranks.max().map(|(_, Reverse(index))| index)
}

/// The only candidate a condition holds for.
fn only(table: &[Candidate], condition: impl Fn(&Candidate) -> bool) -> Option<usize> {
    let mut found = table.iter().enumerate().filter(|(_, candidate)| condition(candidate));
    let (index, _) = found.next()?;
    found.next().is_none().then_some(index)
}

/// The candidate with this tag: exactly, or by the name at the end of an address in one of the two.
fn tagged(table: &[Candidate], tag: &str) -> Option<usize> {
    let holds = |matches: &dyn Fn(&str) -> bool| {
        table.iter().position(|candidate| candidate.tags.iter().any(|known| matches(known)))
    };
    holds(&|known| known == tag)
        .or_else(|| holds(&|known| known.strip_prefix('#').unwrap_or(known) == name(tag)))
        .or_else(|| holds(&|known| name(known) == tag))
}

/// The name at the end of `#name`, `#/components/schemas/name` or `https://host/$metadata#name`.
fn name(tag: &str) -> &str {
    let tag = tag.rsplit_once('#').map_or(tag, |(_, name)| name);
    tag.rsplit_once('/').map_or(tag, |(_, name)| name)
}

/// The text of the member that names a variant; nothing after it is looked at. `None` when it is missing, null, or no
/// text at all.
fn tag<'j>(json: &mut Reader<'j>, name: &str) -> DecodeResult<Option<Cow<'j, str>>> {
    let mut tag = None;
    members(json, &mut |member, value| {
        if member != name {
            return true;
        }
        tag = scalar(value);
        false
    })?;
    Ok(tag)
}

/// Calls `member` with each name of an object and the JSON of its value, until that says `false`.
fn members<'j>(json: &mut Reader<'j>, member: &mut dyn FnMut(Cow<'j, str>, &'j str) -> bool) -> DecodeResult {
    let mut name = json.begin_object()?;
    while let Some(current) = name {
        let value = json.raw().map_err(|error| error.in_member(&current))?;
        if !member(current, value) {
            return Ok(());
        }
        name = json.next_name()?;
    }
    Ok(())
}

/// The text of a string, a number or a boolean.
fn scalar(value: &str) -> Option<Cow<'_, str>> {
    match value.bytes().next()? {
        b'"' => crate::from_str::<String>(value).ok().map(Cow::Owned),
        b'{' | b'[' | b'n' => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

/// The members of an object with the JSON of their values, sorted by name; of repeated ones the last counts.
struct Members<'j>(Vec<(Cow<'j, str>, &'j str)>);

impl<'j> Members<'j> {
    fn read(json: &mut Reader<'j>) -> DecodeResult<Self> {
        let mut all = Vec::new();
        members(json, &mut |name, value| {
            all.push((name, value));
            true
        })?;
        all.sort_by(|(left, _), (right, _)| left.cmp(right));
        Ok(Self(all))
    }

    fn get(&self, name: &str) -> Option<&'j str> {
        let end = self.0.partition_point(|(member, _)| &**member <= name);
        let (member, value) = self.0.get(end.checked_sub(1)?)?;
        (member == name).then_some(*value)
    }

    /// Whether no member of these is there with another text. One that is not there, and need not be, says nothing by its
    /// absence.
    fn may_be(&self, texts: &[(&str, &str)]) -> bool {
        texts.iter().all(|(name, text)| self.get(name).is_none() || self.is(name, text))
    }

    fn is(&self, name: &str, text: &str) -> bool {
        self.get(name).is_some_and(|value| scalar(value).as_deref().unwrap_or(value) == text)
    }
}
