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
        Diagnostic::error(Code::BadConfiguration, format!("`{shown}`: {}", error.to_string().trim_end()))
            .help("`rest-bindgen generate --help` names every option; the file uses the same names")
    })?;
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    for file in options.with.iter_mut().chain(&mut options.overlays) {
        *file = folder.join(&*file);
    }
    options.file = Some(ConfigurationFile { path: path.to_owned(), text: text.into() });
    Ok(options)
}
