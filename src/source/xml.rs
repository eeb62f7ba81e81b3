//! XML, read by `roxmltree` with document types refused.

use super::{file::SourceFile, xml_guard::excess};
use crate::diagnostics::{Code, Diagnostic, Mark, Place};

/// The document in an XML file.
///
/// # Errors
/// What is wrong with it, with its place.
pub fn xml(file: &SourceFile) -> Result<roxmltree::Document<'_>, Diagnostic> {
    if let Some(excess) = excess(file.text()) {
        return Err(Diagnostic::error(Code::NestedTooDeeply, excess.what)
            .at(file.place_at(excess.offset))
            .help("no metadata needs as many; check that the file is the right one"));
    }
    let options = roxmltree::ParsingOptions { allow_dtd: false, ..roxmltree::ParsingOptions::default() };
    roxmltree::Document::parse_with_options(file.text(), options).map_err(|error| broken(file, &error))
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
