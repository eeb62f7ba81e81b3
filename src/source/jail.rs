//! The folder that a description's references may not leave.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::reference::{Refusal, percent_decoded};
use crate::diagnostics::Code;

/// A folder all files of a description lie in.
#[derive(Debug)]
pub(super) struct Jail {
    /// The folder as the user named it, so that no absolute path shows up anywhere.
    named: PathBuf,
    /// The same folder without links, to compare with.
    canonical: PathBuf,
}

/// A file inside a [`Jail`] that a reference leads to.
#[derive(Debug)]
pub(super) struct Located {
    /// The path from the jail's folder, with forward slashes.
    pub(super) relative: String,
    /// The path as the user would name it.
    pub(super) path: PathBuf,
    /// The path without links: the file's identity.
    pub(super) canonical: PathBuf,
}

impl Jail {
    pub(super) fn at(folder: &Path) -> io::Result<Self> {
        // The parent of `api.yaml` is the empty path, which means the current folder.
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let canonical = folder.canonicalize()?;
        let named = if folder == Path::new(".") { PathBuf::new() } else { folder.to_path_buf() };
        Ok(Self { named, canonical })
    }

    /// The file that `uri`, without its fragment, leads to from the file at `from` in this folder.
    pub(super) fn locate(&self, from: &str, uri: &str) -> Result<Located, Refusal> {
        refuse_hosts(uri)?;
        let path = percent_decoded(uri);
        refuse_foreign_paths(&path)?;
        let relative = joined(from, &path)?;
        let path = self.named.join(&relative);
        let canonical = self.canonical.join(&relative).canonicalize().map_err(|error| unreadable(&relative, &error))?;
        if !canonical.starts_with(&self.canonical) {
            return Err(Refusal::new(
                Code::ReferenceLink,
                format!("`{relative}` is a link that leads out of the description's folder"),
                "copy the file into the folder",
            ));
        }
        Ok(Located { relative, path, canonical })
    }
}

/// What to say about a file that cannot be read.
pub(super) fn unreadable(name: &str, error: &io::Error) -> Refusal {
    if error.kind() == io::ErrorKind::NotFound {
        Refusal::new(
            Code::FileUnreadable,
            format!("the file `{name}` does not exist"),
            "check the spelling, upper and lower case included",
        )
    } else {
        Refusal::new(
            Code::FileUnreadable,
            format!("the file `{name}` cannot be read: {}", error.kind()),
            "check the file's permissions",
        )
    }
}

fn refuse_hosts(uri: &str) -> Result<(), Refusal> {
    let remote = |what: &str| {
        Refusal::new(
            Code::RemoteReference,
            format!("{what}, and nothing is ever fetched"),
            "download the file next to the description and refer to it by a relative path",
        )
    };
    if uri.starts_with("//") || uri.starts_with("\\\\") {
        return Err(remote("the reference names another host"));
    }
    match scheme(uri) {
        Some(scheme) if scheme.eq_ignore_ascii_case("file") => {
            Err(outside("the reference is a `file:` URL", "refer to the file by a path relative to this one"))
        }
        Some(scheme) => Err(remote(&format!("the reference is a `{scheme}:` URL"))),
        None => Ok(()),
    }
}

/// The scheme of a URL. A single letter is a Windows drive instead.
fn scheme(uri: &str) -> Option<&str> {
    let (scheme, _) = uri.split_once(':')?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let begins = scheme.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    (scheme.len() > 1 && begins && scheme.bytes().all(fits)).then_some(scheme)
}

/// Refuses what would leave the folder on any system, so that a description means the same on all.
fn refuse_foreign_paths(path: &str) -> Result<(), Refusal> {
    let bytes = path.as_bytes();
    if path.starts_with('/') {
        return Err(outside("the reference is an absolute path", "refer to the file by a path relative to this one"));
    }
    if path.contains('\\') {
        return Err(Refusal::new(
            Code::BadReference,
            "the reference holds a backslash".to_owned(),
            "write paths with forward slashes",
        ));
    }
    if bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':') {
        return Err(outside("the reference names a drive", "refer to the file by a path relative to this one"));
    }
    if path.chars().any(char::is_control) {
        return Err(Refusal::new(
            Code::BadReference,
            "the reference holds a control character".to_owned(),
            "check how the reference is written",
        ));
    }
    Ok(())
}

/// The path from the jail's folder, its `.` and `..` resolved.
fn joined(from: &str, path: &str) -> Result<String, Refusal> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Err(outside(
                        "the reference leads out of the description's folder",
                        "move the root description up to a folder that holds all its files",
                    ));
                }
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

fn outside(message: &str, help: &'static str) -> Refusal {
    Refusal::new(Code::ReferenceOutside, message.to_owned(), help)
}
