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
        let at = error.span().map(|span| place(&text, span.start)).unwrap_or_default();
        Diagnostic::error(Code::BadConfiguration, format!("{shown}{at}: {}", error.message()))
            .help("docs/configuration.md shows every key and what it takes")
    })?;
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    for file in options.with.iter_mut().chain(&mut options.overlays) {
        *file = folder.join(&*file);
    }
    options.file = Some(ConfigurationFile { path: path.to_owned(), text: text.into() });
    Ok(options)
}

/// `:line:column` of a byte, as programs that open files have it.
fn place(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    format!(":{}:{}", before.matches('\n').count() + 1, line.chars().count() + 1)
}
