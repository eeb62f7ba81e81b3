//! The surface of a generated client: one entry for everything its users can name, and what two surfaces differ in.

mod collect;
mod operations;

use std::collections::{BTreeMap, BTreeSet};

pub use collect::{surface, surface_as_named};

use crate::{
    diagnostics::Place,
    model::{Outcome, Types, dump::ShownOutcome},
};

/// Something a user of the client can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the description calls it, and what it is of.
    pub wire: String,
    /// Type, number, arguments and result: what code written against it relies on.
    pub signature: String,
    /// What else is said of it, by what it is about: nothing that code written against it can see.
    pub said: Vec<(&'static str, String)>,
    /// Where the description says so.
    pub place: Option<Place>,
    /// Whether a client that lacks it can still be called by code that does not know it, which is not so for a
    /// member that must be sent.
    pub optional: bool,
    /// The path of the type that this is another name of, because both say the same.
    pub shared: Option<String>,
}

/// What goes over the wire, as one of the things that are said of an entry; shown where it differs.
pub const WIRE: &str = "what is sent";

/// Every entry by its Rust path; what may be given to a function beside its arguments stands behind it in parentheses.
pub type Surface = BTreeMap<String, Entry>;

/// How much a change matters to code written against the old client (semantic versioning).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Code may no longer compile, or mean something else.
    Major,
    /// There is something new.
    Minor,
    /// Code sees no difference: texts, or what goes over the wire.
    Patch,
}

impl Level {
    /// As printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
        }
    }
}

/// A difference between two surfaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// How much it matters.
    pub level: Level,
    /// Path in Rust.
    pub rust: String,
    /// The old path, where the same thing of the description is called otherwise.
    pub renamed_from: Option<String>,
    /// What the description calls that which has the old path now.
    pub taken_by: Option<String>,
    /// The old entry, unless it is new.
    pub old: Option<Entry>,
    /// The new entry, unless it is gone.
    pub new: Option<Entry>,
}

/// What differs from an old surface to a new one, sorted by path.
pub fn changes(old: &Surface, new: &Surface) -> Vec<Change> {
    let renamed = renamed(old, new);
    let mut changes = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for (path, entry) in old {
        let rust = renamed_path(path, &renamed);
        known.insert(rust.clone());
        let renamed_from = renamed.contains_key(path.as_str()).then(|| path.clone());
        let change = match new.get(&rust) {
            // A function that is gone has its arguments no more.
            None if owner(&rust).is_some_and(|owner| !new.contains_key(owner)) => None,
            None => Some((Level::Major, None)),
            Some(other) => level_of(entry, other, renamed_from.is_some()).map(|level| (level, Some(other.clone()))),
        };
        if let Some((level, after)) = change {
            let taken_by = renamed_from.as_ref().and_then(|path| new.get(path)).map(|other| other.wire.clone());
            changes.push(Change { level, rust, renamed_from, taken_by, old: Some(entry.clone()), new: after });
        }
    }
    for (rust, entry) in new.iter().filter(|(rust, _)| !known.contains(*rust)) {
        if owner(rust).is_some_and(|owner| !known.contains(owner)) {
            continue;
        }
        let level = if entry.optional || is_of_new_type(rust, &known) { Level::Minor } else { Level::Major };
        changes.push(Change {
            level,
            rust: rust.clone(),
            renamed_from: None,
            taken_by: None,
            old: None,
            new: Some(entry.clone()),
        });
    }
    changes.sort_by(|left, right| left.rust.cmp(&right.rust));
    changes
}

/// How much it matters that one entry became another; `None` if nothing differs.
fn level_of(old: &Entry, new: &Entry, is_renamed: bool) -> Option<Level> {
    if is_renamed || new.signature != old.signature || new.wire != old.wire {
        Some(Level::Major)
    } else if new.shared != old.shared {
        // Which names are one type is nothing that code is to rely on; who did has to know.
        Some(Level::Minor)
    } else {
        (new.said != old.said).then_some(Level::Patch)
    }
}

/// New paths of what is there under another path, by the old one: the description calls it the same, and nothing else of
/// either so. The old path may be that of something else now.
fn renamed<'s>(old: &'s Surface, new: &'s Surface) -> BTreeMap<&'s str, &'s str> {
    let by_wire = |all: &'s Surface, others: &Surface| {
        let mut found: BTreeMap<&'s str, Vec<&'s str>> = BTreeMap::new();
        let stays = |path: &String, entry: &Entry| others.get(path).is_some_and(|other| other.wire == entry.wire);
        for (path, entry) in all.iter().filter(|(path, entry)| owner(path).is_none() && !stays(path, entry)) {
            found.entry(&entry.wire).or_default().push(path);
        }
        found
    };
    let (gone, added) = (by_wire(old, new), by_wire(new, old));
    let pairs = gone.into_iter().filter_map(|(wire, paths)| match (paths.as_slice(), added.get(wire)?.as_slice()) {
        ([before], [after]) => Some((*before, *after)),
        _ => None,
    });
    pairs.collect()
}

/// A path, or one of a member or an argument, after what it belongs to was renamed.
fn renamed_path(path: &str, renamed: &BTreeMap<&str, &str>) -> String {
    if let Some(other) = renamed.get(path) {
        return (*other).to_owned();
    }
    let ends = path.char_indices().filter(|(_, one)| ['.', '(', ':'].contains(one)).map(|(end, _)| end).rev();
    for end in ends {
        let (above, below) = path.split_at(end);
        if let Some(other) = renamed.get(above) {
            return format!("{other}{below}");
        }
    }
    path.to_owned()
}

/// The function that an argument may be given to.
fn owner(rust: &str) -> Option<&str> {
    rust.strip_suffix(')')?.rsplit_once('(').map(|(owner, _)| owner)
}

/// A member that must be sent breaks nobody when its type is new too.
fn is_of_new_type(rust: &str, old: &BTreeSet<String>) -> bool {
    rust.rsplit_once('.').is_some_and(|(owner, _)| !old.contains(owner))
}

/// What a success gives, as people write it.
pub fn type_of_outcome(types: &Types, outcome: &Outcome) -> String {
    ShownOutcome(types, outcome).to_string()
}
