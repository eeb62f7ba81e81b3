//! Which lines of an overlaid description come from an overlay.

use crate::diagnostics::{FileId, Mark, Place};

/// The overlays of a run. Their lines are counted on from the last line of the description, so that a mark alone says
/// which file it is of, and no node has to hold that.
#[derive(Debug, Default)]
pub(in crate::source) struct Grafts(Vec<Graft>);

#[derive(Debug)]
struct Graft {
    file: FileId,
    first_line: u32,
    lines: u32,
}

impl Grafts {
    /// What is to be added to the lines of a further overlay; `own` are the lines of the description.
    pub(in crate::source) fn add(&mut self, file: FileId, lines: u32, own: u32) -> u32 {
        let first_line = self.0.last().map_or(own, |last| last.first_line.saturating_add(last.lines));
        self.0.push(Graft { file, first_line, lines });
        first_line
    }

    pub(in crate::source) fn contains(&self, file: FileId) -> bool {
        self.0.iter().any(|graft| graft.file == file)
    }

    /// The place as it is in the file that was written by somebody.
    pub(in crate::source) fn origin(&self, place: Place) -> Place {
        if place.file != FileId(0) {
            return place;
        }
        match self.0.iter().rev().find(|graft| place.mark.line > graft.first_line) {
            Some(graft) => Place::new(graft.file, Mark::new(place.mark.line - graft.first_line, place.mark.column)),
            None => place,
        }
    }
}
