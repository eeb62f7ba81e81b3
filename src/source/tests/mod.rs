//! Tests of reading.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::result_large_err, clippy::type_complexity, reason = "tests are not what these are about")]

mod differential;
mod errors;
mod hostile;
mod references;
mod trees;

use super::{Budget, Input, Node, Sources};
use crate::diagnostics::{Diagnostic, FileId};

/// The sources of one text.
fn sources(name: &str, text: &str) -> Sources {
    open(name, text.as_bytes()).unwrap_or_else(|error| panic!("{text}\n{}", error.message))
}

/// The tree of one text.
fn tree(text: &str) -> Node {
    sources("api.yaml", text).tree(FileId(0)).expect("a tree").clone()
}

/// The error that a text leads to.
fn error(name: &str, text: impl AsRef<[u8]>) -> Diagnostic {
    match open(name, text.as_ref()) {
        Ok(_) => panic!("{name} was read"),
        Err(diagnostic) => diagnostic,
    }
}

fn open(name: &str, text: &[u8]) -> Result<Sources, Diagnostic> {
    let input = Input::Text { name: name.to_owned(), text: text.to_vec(), folder: None };
    Sources::open(input, &Budget::default())
        .map_err(|(_, diagnostics)| diagnostics.into_iter().next().expect("an error says why"))
}

/// Line and column of an error.
fn spot(diagnostic: &Diagnostic) -> (u32, u32) {
    let mark = diagnostic.place.expect("an error has a place").mark;
    (mark.line, mark.column)
}
