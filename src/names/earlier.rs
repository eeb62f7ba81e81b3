//! What everything was called in an earlier output, read from its `names.txt`.
//!
//! Most names follow from the thing alone. Where two want the same one, which of them came first decides, and that no
//! description says: so what was there keeps its name and the newcomer gives way. The text is one that people read and
//! may merge; a line that says nothing counts for nothing, and a name is only ever kept by what may be called so.

use std::{borrow::Cow, collections::HashMap};

use super::scope::Before;
use crate::model::{Accessor, Differs, Location, Operation, Parameter, Step};

/// The names of an earlier output; none of them when there was none.
#[derive(Debug, Default)]
pub(super) struct Earlier<'t> {
    things: HashMap<&'t str, Thing<'t>>,
    /// What a thing that was not there has.
    nothing: Thing<'t>,
}

/// The names of an earlier output.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kept<'t> {
    /// Its `names.txt`.
    pub text: &'t str,
    /// Whether what the description calls otherwise by now keeps its name too.
    pub always: bool,
}

/// A type, an operation or the like.
#[derive(Debug, Default)]
pub(super) struct Thing<'t> {
    /// Its path below the crate.
    path: &'t str,
    /// Members, parameters, steps and whatever else belongs to it.
    parts: Vec<(&'t str, &'t str)>,
    /// Where each stands; made for what has many.
    positions: HashMap<&'t str, usize>,
    /// Whether its names are kept whatever it is called by now.
    always: bool,
}

/// What a line begins with that says which parts of names are left out.
pub(super) const SETTING: &str = "# Left out at the beginning of";

/// With fewer parts a look at each is cheaper than a map.
const FEW: usize = 12;

impl<'t> Earlier<'t> {
    /// Reads a `names.txt`. One that was written under other `settings`, the lines that say which parts of names are left
    /// out, names nothing: what the user asks for now counts.
    pub(super) fn read(Kept { text, always }: Kept<'t>, settings: &[String]) -> Self {
        let mut earlier = Self::default();
        let said = text.lines().filter(|line| line.starts_with(SETTING));
        if !said.eq(settings.iter().map(String::as_str)) {
            return earlier;
        }
        let mut owner = "";
        for line in text.lines() {
            let Some((wire, rust)) = line.rsplit_once(" -> ") else { continue };
            if line.starts_with(' ') {
                if let Some(thing) = earlier.things.get_mut(owner) {
                    thing.parts.push((wire, rust));
                }
            } else {
                owner = wire;
                earlier.things.entry(wire).or_insert_with(|| Thing { path: rust, always, ..Thing::default() });
            }
        }
        for thing in earlier.things.values_mut().filter(|thing| thing.parts.len() > FEW) {
            thing.positions = thing.parts.iter().enumerate().map(|(at, (wire, _))| (*wire, at)).collect();
        }
        earlier
    }

    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// A thing by its kind and the description's name of it.
    pub(super) fn thing(&self, kind: &str, wire: &str) -> &Thing<'t> {
        if self.is_empty() {
            return &self.nothing;
        }
        self.things.get(&*format!("{kind} {}", shown(wire))).unwrap_or(&self.nothing)
    }

    /// An operation by its method and path.
    pub(super) fn operation(&self, operation: &Operation) -> &Thing<'t> {
        match self.is_empty() {
            true => &self.nothing,
            false => self.thing("operation", &format!("{} {}", operation.method.as_str(), operation.path)),
        }
    }
}

impl<'t> Thing<'t> {
    /// Whether it was there.
    pub(super) fn is_known(&self) -> bool {
        !self.path.is_empty()
    }

    /// Its own name, wherever it stood.
    pub(super) fn name(&self) -> Option<&'t str> {
        self.is_known().then(|| self.path.rsplit("::").next().unwrap_or(self.path))
    }

    /// The same as what it is to be called.
    pub(super) fn own(&self) -> Before<'t> {
        self.called(self.name())
    }

    fn called(&self, name: Option<&'t str>) -> Before<'t> {
        match (name, self.always) {
            (None, _) => Before::New,
            (Some(name), false) => Before::Called(name),
            (Some(name), true) => Before::Always(name),
        }
    }

    /// The module that it stood in.
    pub(super) fn module(&self) -> Option<&'t str> {
        self.path.split_once("::").map(|(module, _)| module)
    }

    /// The name of a part: a member, a parameter, a step.
    pub(super) fn part(&self, wire: &str) -> Before<'t> {
        if self.parts.is_empty() { Before::New } else { self.called(self.line(&format!("    {}", shown(wire)))) }
    }

    /// The name of a step.
    pub(super) fn step(&self, step: &Accessor) -> Before<'t> {
        if self.parts.is_empty() { Before::New } else { self.part(&key_of_step(step)) }
    }

    /// The name of a parameter.
    pub(super) fn parameter(&self, parameter: &Parameter) -> Before<'t> {
        if self.parts.is_empty() { Before::New } else { self.part(&key_of_parameter(parameter)) }
    }

    /// The name of something that the line of which begins with these words, as [`side`] writes it.
    pub(super) fn side(&self, what: &str) -> Before<'t> {
        match self.line(&format!("  {what}")) {
            Some(name) => Before::Called(name),
            None if self.is_known() => Before::First,
            None => Before::New,
        }
    }

    /// The function of a further form.
    pub(super) fn form(&self, differs: &Differs) -> Option<&'t str> {
        self.line(&format!("  {}", key_of_form(differs))).and_then(|path| path.rsplit("::").next())
    }

    fn line(&self, begin: &str) -> Option<&'t str> {
        if self.parts.is_empty() {
            return None;
        }
        if !self.positions.is_empty() {
            return self.positions.get(begin).and_then(|at| self.parts.get(*at)).map(|(_, rust)| *rust);
        }
        self.parts.iter().find(|(wire, _)| *wire == begin).map(|(_, rust)| *rust)
    }
}

/// What tells a parameter from the others of its operation: one of another place may be called the same.
pub(super) fn key_of_parameter(parameter: &Parameter) -> Cow<'_, str> {
    match parameter.location {
        Location::Path | Location::Query => Cow::Borrowed(&parameter.name),
        Location::Header => Cow::Owned(format!("{} in a header", parameter.name)),
        Location::Cookie => Cow::Owned(format!("{} in a cookie", parameter.name)),
    }
}

/// What tells a form from the others of its operation: one may send what another asks for.
pub(super) fn key_of_form(differs: &Differs) -> String {
    let what = match differs {
        Differs::Sends(_) => "sending",
        Differs::AsksFor(_) => "as",
        Differs::Streams(_) => "as a stream of",
    };
    format!("{what} {}", shown(differs.media_type()))
}

/// What tells a step from the others of its builder: a function that gives an entity may be called as a property.
pub(super) fn key_of_step(step: &Accessor) -> Cow<'_, str> {
    match step.step {
        Step::Composition => {
            let names: Vec<&str> = step.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            Cow::Owned(format!("{}({})", step.name, names.join(",")))
        }
        Step::Source | Step::Key | Step::AlternateKey | Step::Navigation | Step::Value => Cow::Borrowed(&step.name),
    }
}

/// A name on the wire as `names.txt` shows it: it may hold anything, so line breaks and other control characters are
/// escaped.
pub(super) fn shown(wire: &str) -> Cow<'_, str> {
    if !wire.contains(char::is_control) {
        return Cow::Borrowed(wire);
    }
    let escape = |one: char| match one.is_control() {
        true => one.escape_default().to_string(),
        false => one.to_string(),
    };
    Cow::Owned(wire.chars().map(escape).collect())
}
