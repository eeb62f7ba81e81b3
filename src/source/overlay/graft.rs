//! Which lines of the root come from another file: from an overlay, or from a file that is written anew in the root.

use crate::diagnostics::{FileId, Mark, Place};

/// The overlays of a run, and the files that references lead to. Their lines are counted on from the last line of the
/// description, so that a mark alone says which file it is of, and no node has to hold that.
#[derive(Debug, Default)]
pub(in crate::source) struct Grafts(Vec<Graft>);

#[derive(Debug)]
struct Graft {
    file: FileId,
    first_line: u32,
    lines: u32,
    is_overlay: bool,
}

impl Grafts {
    /// What is to be added to the lines of a further overlay; `own` are the lines of the description.
    pub(in crate::source) fn add_overlay(&mut self, file: FileId, lines: u32, own: u32) -> u32 {
        self.add(file, lines, own, true)
    }

    /// Takes in a file that a reference leads to.
    pub(in crate::source) fn add_file(&mut self, file: FileId, lines: u32, own: u32) {
        self.add(file, lines, own, false);
    }

    fn add(&mut self, file: FileId, lines: u32, own: u32, is_overlay: bool) -> u32 {
        let first_line = self.0.last().map_or(own, |last| last.first_line.saturating_add(last.lines));
        self.0.push(Graft { file, first_line, lines, is_overlay });
        first_line
    }

    pub(in crate::source) fn has_overlay(&self, file: FileId) -> bool {
        self.0.iter().any(|graft| graft.file == file && graft.is_overlay)
    }

    /// What is added to the lines of a file where they stand in the root.
    pub(in crate::source) fn lines_before(&self, file: FileId) -> u32 {
        self.0.iter().find(|graft| graft.file == file).map_or(0, |graft| graft.first_line)
    }

    /// The place as it is in the file that was written by somebody.
    pub(in crate::source) fn origin(&self, place: Place) -> Place {
        if place.file != FileId(0) {
            return place;
        }
        let before = self.0.partition_point(|graft| graft.first_line < place.mark.line);
        match before.checked_sub(1).and_then(|last| self.0.get(last)) {
            Some(graft) => Place::new(graft.file, Mark::new(place.mark.line - graft.first_line, place.mark.column)),
            None => place,
        }
    }
}
