//! XML, read by `roxmltree` with document types refused.

use super::file::SourceFile;
use crate::diagnostics::{Code, Diagnostic, Mark, Place};

/// Levels of elements; CSDL itself needs about ten.
const DEPTH: usize = 256;

/// The document in an XML file.
///
/// # Errors
/// What is wrong with it, with its place.
pub fn xml(file: &SourceFile) -> Result<roxmltree::Document<'_>, Diagnostic> {
    let options = roxmltree::ParsingOptions { allow_dtd: false, ..roxmltree::ParsingOptions::default() };
    let document =
        roxmltree::Document::parse_with_options(file.text(), options).map_err(|error| broken(file, &error))?;
    match too_deep(&document) {
        Some(offset) => {
            Err(Diagnostic::error(Code::NestedTooDeeply, format!("elements are nested more than {DEPTH} levels deep"))
                .at(file.place_at(offset))
                .help("no description needs as many levels; check that the file is the right one"))
        }
        None => Ok(document),
    }
}

fn broken(file: &SourceFile, error: &roxmltree::Error) -> Diagnostic {
    if matches!(error, roxmltree::Error::DtdDetected) {
        return Diagnostic::error(Code::DocumentType, "the file declares a document type")
            .at(file.place_at(file.text().find("<!DOCTYPE").unwrap_or_default()))
            .help("remove the `<!DOCTYPE ...>` declaration: with it, entities could grow without bound");
    }
    let position = error.pos();
    let place = Place::new(file.id(), Mark::new(position.row, position.col));
    // `roxmltree` ends its messages with the position, which is shown anyway.
    let message = error.to_string();
    let message = message.rsplit_once(" at ").map_or(message.as_str(), |(message, _)| message);
    Diagnostic::error(Code::BrokenXml, format!("the XML cannot be parsed: {message}"))
        .at(place)
        .help("check what stands at this place and just before it")
}

/// The first element that is nested too deeply.
fn too_deep(document: &roxmltree::Document<'_>) -> Option<usize> {
    let mut depth = 0_usize;
    let mut node = document.root();
    loop {
        if depth > DEPTH {
            return Some(node.range().start);
        }
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
            continue;
        }
        loop {
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            node = node.parent()?;
            depth = depth.saturating_sub(1);
        }
    }
}
