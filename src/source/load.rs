//! From a path or bytes to a text and its tree.

use std::{fs::File, io::Read, path::Path, path::PathBuf};

use super::{
    budget::Budget,
    file::{Format, SourceFile},
    jail::unreadable,
    json,
    node::Node,
    reference::Refusal,
    yaml,
};
use crate::diagnostics::{Code, Diagnostic};

/// Where a description comes from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file.
    Path(PathBuf),
    /// Bytes that are there already, from standard input or a test.
    Text {
        /// The name for people.
        name: String,
        /// The bytes.
        text: Vec<u8>,
        /// The folder that references are taken from; without one, references to other files are refused.
        folder: Option<PathBuf>,
    },
}

/// Whether only ordinary files may be read: what a reference names must not be a pipe that never ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Any,
    Ordinary,
}

/// The bytes of a file, at most `limit`.
pub(super) fn read(path: &Path, name: &str, kind: Kind, limit: u64) -> Result<Vec<u8>, Refusal> {
    let refused = |error: std::io::Error| unreadable(name, &error);
    let metadata = path.metadata().map_err(refused)?;
    if metadata.is_dir() {
        return Err(Refusal::new(
            Code::FileIsFolder,
            format!("`{name}` is a folder"),
            "name the description file inside it",
        ));
    }
    if kind == Kind::Ordinary && !metadata.is_file() {
        return Err(Refusal::new(
            Code::FileUnreadable,
            format!("`{name}` is not an ordinary file"),
            "copy its contents into a file",
        ));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(refused)?;
    within(name, &bytes, limit)?;
    Ok(bytes)
}

/// Refuses more bytes than the limit.
pub(super) fn within(name: &str, bytes: &[u8], limit: u64) -> Result<(), Refusal> {
    if bytes.len() as u64 <= limit {
        return Ok(());
    }
    Err(Refusal::new(
        Code::FileTooLarge,
        format!("`{name}` is larger than the {limit} bytes that may still be read"),
        "check that the right file was named, or raise the limit",
    ))
}

/// The tree of a file; none for XML, which is parsed on demand.
pub(super) fn parse(file: &mut SourceFile, budget: &Budget) -> Result<Option<Node>, Diagnostic> {
    if file.text().trim().is_empty() {
        return Err(Diagnostic::error(Code::EmptyFile, format!("`{}` is empty", file.name()))
            .at(file.place_at(0))
            .help("check that the right file was named"));
    }
    match file.format() {
        Format::Xml => Ok(None),
        Format::Yaml => yaml::parse(file, budget).map(Some),
        Format::Json => match json::parse(file, budget) {
            Err(error) if may_be_yaml(file, &error) => match yaml::parse(file, budget) {
                Ok(tree) => {
                    file.set_format(Format::Yaml);
                    Ok(Some(tree))
                }
                // It began like JSON, so what is wrong with it as JSON says more.
                Err(as_yaml) if as_yaml.code == Code::BrokenYaml => Err(error),
                Err(as_yaml) => Err(as_yaml),
            },
            other => other.map(Some),
        },
    }
}

/// YAML may be written much like JSON, with comments or without quotes. A file that calls itself JSON
/// is held to it.
fn may_be_yaml(file: &SourceFile, error: &Diagnostic) -> bool {
    let named_json = Path::new(file.name()).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    error.code == Code::BrokenJson && !named_json
}
