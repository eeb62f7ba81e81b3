//! `diff`

use super::{Ended, arguments::Diff, print, read_model, show::Show};
use crate::{
    config::KeepNames,
    diagnostics::{Diagnostics, Place},
    names::Names,
    pipeline::kept,
    source::Sources,
    surface::{Change, Entry, Level, WIRE, changes, surface_as_named},
};

pub(super) fn run(arguments: &Diff) -> Ended {
    let show = Show::new(arguments.reading.message_format);
    let old = read_model(&arguments.old, &arguments.reading, &show);
    let new = read_model(&arguments.new, &arguments.reading, &show);
    let (Some(old), Some(new)) = (old, new) else { return Ended::Badly };
    let (Some(old_api), Some(new_api)) = (&old.run.result, &new.run.result) else { return Ended::Badly };
    let old_names = Names::make_after(kept(&old.options, &old.earlier), old_api, &mut Diagnostics::new());
    // As a run names the new one that writes over the output of the old one.
    let keeps = new.options.keep_names != KeepNames::Never;
    let before = if keeps { old_names.to_text(old_api) } else { String::new() };
    let new_names = Names::make_after(kept(&new.options, &before), new_api, &mut Diagnostics::new());
    let changes = changes(&surface_as_named(old_api, &old_names), &surface_as_named(new_api, &new_names));
    if changes.is_empty() {
        show.say("no difference");
        return Ended::Well;
    }
    let mut text: String = changes.iter().map(|change| line(change, &old.run.sources, &new.run.sources)).collect();
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
    let (before, after) = match (&change.old, &change.new) {
        (Some(before), None) => return format!("{level} - {rust}: {}{}\n", before.signature, at(before, old)),
        (None, Some(after)) => return format!("{level} + {rust}: {}{}\n", after.signature, at(after, new)),
        (None, None) => return String::new(),
        (Some(before), Some(after)) => (before, after),
    };
    let was_and_is =
        |was: &str, is: &str| format!("    was {was}{}\n    is  {is}{}\n", at(before, old), at(after, new));
    let head = match &change.renamed_from {
        Some(other) => {
            let taken_by = change.taken_by.as_ref().map(|wire| format!(", which is the name of {wire} now"));
            format!("{level} ~ {rust}: was called {other}{}", taken_by.unwrap_or_default())
        }
        None => format!("{level} ~ {rust}"),
    };
    if before.signature != after.signature {
        format!("{head}\n{}", was_and_is(&before.signature, &after.signature))
    } else if before.wire != after.wire {
        format!("{head}\n{}", was_and_is(&before.wire, &after.wire))
    } else if change.renamed_from.is_some() {
        format!("{head}{}{}\n", at(before, old), at(after, new))
    } else if change.level == Level::Minor {
        format!("{head}: {}, {}{}\n", shared("was", before), shared("is", after), at(after, new))
    } else {
        let about: Vec<&str> = about(before, after);
        let sent = |entry: &Entry| entry.said.iter().find(|(about, _)| *about == WIRE).map(|(_, said)| said.clone());
        let shown = about.contains(&WIRE).then(|| sent(before).zip(sent(after))).flatten();
        let about = about.join(", ");
        match shown {
            Some((was, is)) => format!("{head}: {about}\n{}", was_and_is(&was, &is)),
            None => format!("{head}: {about}{}{}\n", at(before, old), at(after, new)),
        }
    }
}

/// What is said otherwise.
fn about(before: &Entry, after: &Entry) -> Vec<&'static str> {
    let all =
        before.said.iter().chain(&after.said).filter(|said| !(before.said.contains(said) && after.said.contains(said)));
    let mut about: Vec<&'static str> = all.map(|(about, _)| *about).collect();
    about.sort_unstable();
    about.dedup();
    about
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
