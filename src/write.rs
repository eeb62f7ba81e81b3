//! The output folder. Only files that an earlier run wrote are replaced or removed; a file is written only when its
//! text differs, beside its place first and then renamed, so that no reader ever sees half of one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write},
    path::{Component, Path, PathBuf},
};

use crate::diagnostics::{Code, Diagnostic};

/// Lists the files of the output, one a line; its presence marks the folder as ours.
pub const MANIFEST: &str = ".rest-bindgen";

/// What [`compare`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Path below the output folder.
    pub path: String,
    /// The text on disk; empty when the file is missing.
    pub found: String,
    /// The text that a run writes; empty when the file should not be there.
    pub wanted: String,
}

/// Writes the files of an output into a folder.
///
/// # Errors
/// When the folder holds files that are not ours, or cannot be written. What was there before is then untouched,
/// unless the disk failed half way through the renames, in which case another run mends it.
pub fn write(folder: &Path, files: &BTreeMap<String, String>) -> Result<usize, Diagnostic> {
    let before = check(folder, files)?;
    let unwritable = |path: &Path| {
        let shown = path.display().to_string();
        move |error: io::Error| {
            Diagnostic::error(Code::OutputUnwritable, format!("`{shown}` cannot be written: {error}"))
                .help("see that the folder may be written to and that there is room")
        }
    };
    fs::create_dir_all(folder).map_err(unwritable(folder))?;
    let mut staged = Vec::new();
    for (path, text) in files {
        let target = folder.join(path);
        if fs::read(&target).is_ok_and(|found| found == text.as_bytes()) {
            continue;
        }
        let parent = target.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(unwritable(parent))?;
        staged.push((stage(parent, text).map_err(unwritable(&target))?, target));
    }
    let changed = staged.len();
    // The list first: should the machine stop between the renames, the next run knows every file as its own.
    let all: BTreeSet<&str> = before.iter().map(String::as_str).chain(files.keys().map(String::as_str)).collect();
    put_manifest(folder, &all).map_err(unwritable(folder))?;
    for (staged, target) in staged {
        staged.persist(&target).map_err(|error| unwritable(&target)(error.error))?;
    }
    for path in before.iter().filter(|path| !files.contains_key(*path)) {
        remove(folder, path).map_err(unwritable(&folder.join(path)))?;
    }
    put_manifest(folder, &files.keys().map(String::as_str).collect()).map_err(unwritable(folder))?;
    Ok(changed)
}

/// What a run would change, without changing it.
///
/// # Errors
/// When the folder holds files that are not ours.
pub fn compare(folder: &Path, files: &BTreeMap<String, String>) -> Result<Vec<Stale>, Diagnostic> {
    let before = check(folder, files)?;
    let mut stale = Vec::new();
    let extra = before.iter().filter(|path| !files.contains_key(*path) && folder.join(path).exists());
    let wanted = files.iter().map(|(path, text)| (path, text.as_str())).chain(extra.map(|path| (path, "")));
    for (path, wanted) in wanted {
        let found = fs::read(folder.join(path)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let found = found.unwrap_or_default();
        if found != wanted {
            stale.push(Stale { path: path.clone(), found, wanted: wanted.to_owned() });
        }
    }
    Ok(stale)
}

/// The files of the run before. The folder may be absent, empty, or ours; a file that we would write and did not
/// write before is somebody else's.
fn check(folder: &Path, files: &BTreeMap<String, String>) -> Result<Vec<String>, Diagnostic> {
    if folder.symlink_metadata().is_ok_and(|found| !found.is_dir()) && !folder.is_dir() {
        return Err(Diagnostic::error(Code::OutputForeign, format!("`{}` is a file", folder.display()))
            .help("name a folder for the output"));
    }
    if !is_ours(folder) {
        let first = fs::read_dir(folder).ok().and_then(|mut entries| entries.find_map(Result::ok));
        return match first {
            None => Ok(Vec::new()),
            Some(entry) => Err(foreign(folder, &entry.file_name().to_string_lossy())),
        };
    }
    let listed = fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default();
    let before: Vec<String> = listed
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#') && stays_below(line))
        .map(str::to_owned)
        .collect();
    for path in files.keys().filter(|path| !before.contains(path)) {
        if folder.join(path).symlink_metadata().is_ok() {
            return Err(foreign(folder, path));
        }
    }
    // A link on the way would lead the writing out of the folder.
    for path in files.keys().chain(&before) {
        if let Some(link) = link_on_the_way(folder, path) {
            return Err(foreign(folder, &link.display().to_string()));
        }
    }
    Ok(before)
}

/// Whether an earlier run wrote the folder.
pub fn is_ours(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}

fn foreign(folder: &Path, name: &str) -> Diagnostic {
    let message = format!("`{}` holds `{name}`, which rest-bindgen did not write", folder.display());
    Diagnostic::error(Code::OutputForeign, message)
        .help("name another folder, or an empty one; only files listed in its `.rest-bindgen` are ever replaced")
}

/// A listed path is only followed when it names something below the folder.
fn stays_below(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

fn link_on_the_way(folder: &Path, path: &str) -> Option<PathBuf> {
    let mut way = folder.to_owned();
    Path::new(path).components().find_map(|part| {
        way.push(part);
        way.symlink_metadata().is_ok_and(|found| found.is_symlink()).then(|| way.clone())
    })
}

fn stage(folder: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rest-bindgen-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

fn put_manifest(folder: &Path, paths: &BTreeSet<&str>) -> io::Result<()> {
    let mut text = String::from("# The files that rest-bindgen wrote here and may replace or remove.\n");
    for path in paths {
        text.push_str(path);
        text.push('\n');
    }
    let target = folder.join(MANIFEST);
    if !fs::read(&target).is_ok_and(|found| found == text.as_bytes()) {
        stage(folder, &text)?.persist(&target).map_err(|error| error.error)?;
    }
    Ok(())
}

/// Removes a file of an earlier run, and folders that are empty without it.
fn remove(folder: &Path, path: &str) -> io::Result<()> {
    match fs::remove_file(folder.join(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut parent = Path::new(path).parent();
    while let Some(below) = parent.filter(|below| !below.as_os_str().is_empty()) {
        if fs::remove_dir(folder.join(below)).is_err() {
            break;
        }
        parent = below.parent();
    }
    Ok(())
}
