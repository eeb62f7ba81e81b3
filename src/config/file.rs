//! `rest-bindgen.toml`.

use std::path::Path;

use super::{ConfigurationFile, Options};
use crate::diagnostics::{Code, Diagnostic};

/// Reads a configuration file. Paths in it are taken from its own folder.
///
/// # Errors
/// What is wrong with it, with line and column in the message; a field that is not known is an error too.
pub fn read(path: &Path) -> Result<Options, Diagnostic> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Diagnostic::error(Code::BadConfiguration, format!("`{shown}` cannot be read: {error}"))
            .help("give the path of a TOML file")
    })?;
    let mut options: Options = toml::from_str(&text).map_err(|error| {
        let (line, column) = place(&text, error.span().map_or(0, |span| span.start));
        let message = format!("{shown}:{line}:{column}: line {line} is not understood: {}", error.message());
        Diagnostic::error(Code::BadConfiguration, message)
            .help("docs/configuration.md shows every key and what it takes")
    })?;
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    for file in options.with.iter_mut().chain(&mut options.overlays).chain(&mut options.names) {
        *file = folder.join(&*file);
    }
    options.file = Some(ConfigurationFile { path: path.to_owned(), text: text.into() });
    Ok(options)
}

/// Line and column of a byte, from 1.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}
