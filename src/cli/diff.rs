//! `diff`

use super::{Ended, arguments::Diff, print, read_model, show::Show};
use crate::{
    diagnostics::Place,
    source::Sources,
    surface::{Change, Entry, Level, changes, surface},
};

pub(super) fn run(arguments: &Diff) -> Ended {
    let show = Show::new(arguments.reading.message_format);
    let old = read_model(&arguments.old, &arguments.reading, &show);
    let new = read_model(&arguments.new, &arguments.reading, &show);
    let (Some(old), Some(new)) = (old, new) else { return Ended::Badly };
    let (Some(old_api), Some(new_api)) = (&old.result, &new.result) else { return Ended::Badly };
    let changes = changes(&surface(old_api), &surface(new_api));
    if changes.is_empty() {
        show.say("no difference");
        return Ended::Well;
    }
    let mut text: String = changes.iter().map(|change| line(change, &old.sources, &new.sources)).collect();
    let count = |level| changes.iter().filter(|change| change.level == level).count();
    let (major, minor, patch) = (count(Level::Major), count(Level::Minor), count(Level::Patch));
    text.push_str(&format!("{major} major, {minor} minor, {patch} patch\n"));
    print(&text);
    Ended::Badly
}

/// One change: how much it matters, what it is in Rust, and where the descriptions say so.
fn line(change: &Change, old: &Sources, new: &Sources) -> String {
    let level = change.level.as_str();
    let rust = &change.rust;
    match (&change.old, &change.new) {
        (Some(before), None) => format!("{level} - {rust}: {}{}\n", before.signature, at(before, old)),
        (None, Some(after)) => format!("{level} + {rust}: {}{}\n", after.signature, at(after, new)),
        (Some(before), Some(after)) if level == Level::Minor.as_str() => {
            let place = at(after, new);
            format!("{level} ~ {rust}: {}, {}{place}\n", shared("was", before), shared("is", after))
        }
        (Some(before), Some(after)) if before.signature == after.signature && before.wire == after.wire => {
            format!("{level} ~ {rust}: documentation{}{}\n", at(before, old), at(after, new))
        }
        (Some(before), Some(after)) => {
            let (was, is) = if before.signature == after.signature {
                (&before.wire, &after.wire)
            } else {
                (&before.signature, &after.signature)
            };
            format!("{level} ~ {rust}\n    was {was}{}\n    is  {is}{}\n", at(before, old), at(after, new))
        }
        (None, None) => String::new(),
    }
}

fn shared(verb: &str, entry: &Entry) -> String {
    match &entry.shared {
        Some(other) => format!("{verb} another name of {other}"),
        None => format!("{verb} a type of its own"),
    }
}

fn at(entry: &Entry, sources: &Sources) -> String {
    let Some(Place { file, mark }) = entry.place.map(|place| sources.origin(place)) else { return String::new() };
    format!("  [{}:{}:{}]", sources.file(file).name(), mark.line, mark.column)
}
