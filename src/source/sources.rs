//! All files of a run and the references between them.

use std::{collections::HashMap, path::Path, path::PathBuf, sync::Arc};

use super::{
    budget::Budget,
    file::{self, SourceFile},
    jail::{Jail, Located, unreadable},
    load::{self, Input, Kind},
    node::{Mapping, Member, Node, Value},
    place,
    reference::{self, ReferenceProblem, Refusal},
};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, FileId, Mark, Place};

/// The files of a run: the root description, what it refers to, and companions.
///
/// Everything is read before lowering begins, so that all later stages borrow it.
#[derive(Debug, Default)]
pub struct Sources {
    budget: Budget,
    bytes_read: u64,
    entries: Vec<Entry>,
    /// What became of each file, by its path without links, so that none is read or reported twice.
    by_path: HashMap<PathBuf, Result<FileId, Refusal>>,
}

#[derive(Debug)]
struct Entry {
    file: SourceFile,
    tree: Option<Node>,
    /// The folder its references stay in and its path there.
    home: Option<(Arc<Jail>, String)>,
    /// Where its references to other files lead, by the part before the `#`.
    targets: HashMap<Box<str>, Result<FileId, Refusal>>,
}

/// A reference to another file.
struct Wanted {
    uri: Box<str>,
    mark: Mark,
    /// Whether it may be mere data, in an example say; then a failure is nobody's concern.
    maybe_data: bool,
}

impl Sources {
    /// Reads the root description and, when it is JSON or YAML, every file its references name.
    ///
    /// # Errors
    /// What is wrong with the files. The sources come along so that the places can be shown; the root
    /// is among them in any case, without text when it could not be read.
    pub fn open(input: Input, budget: &Budget) -> Result<Self, (Self, Diagnostics)> {
        let mut sources = Self { budget: *budget, ..Self::default() };
        let mut diagnostics = Diagnostics::new();
        sources.open_root(input, &mut diagnostics);
        if diagnostics.has_errors() { Err((sources, diagnostics)) } else { Ok(sources) }
    }

    /// Reads a companion named on the command line. Its references stay in its own folder.
    ///
    /// # Errors
    /// The first thing that is wrong with it or with a file it refers to.
    pub fn open_more(&mut self, input: Input) -> Result<FileId, Diagnostic> {
        let mut diagnostics = Diagnostics::new();
        let id = self.open_root(input, &mut diagnostics);
        diagnostics.into_iter().next().map_or(Ok(id), Err)
    }

    /// Reads a further file that `from` names otherwise than by `$ref`, such as `edmx:Reference`.
    ///
    /// # Errors
    /// Why it is refused, or the first thing that is wrong with it; to be given a place when it has none.
    pub fn add(&mut self, from: FileId, uri: &str) -> Result<FileId, Diagnostic> {
        let mut diagnostics = Diagnostics::new();
        let (path, _) = reference::split(uri);
        let target = self.load_target(from, path, None, &mut diagnostics);
        match (target, diagnostics.into_iter().next()) {
            (_, Some(diagnostic)) => Err(diagnostic),
            (Ok(id), None) => Ok(id),
            (Err(refusal), None) => Err(ReferenceProblem::File(refusal).diagnostic(uri)),
        }
    }

    /// The root description.
    #[must_use]
    pub const fn root(&self) -> FileId {
        FileId(0)
    }

    /// A file that was read.
    ///
    /// Numbers come from these sources; of any other number the root is given.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        static NONE: std::sync::LazyLock<SourceFile> =
            std::sync::LazyLock::new(|| SourceFile::new(FileId(0), String::new(), None, String::new()));
        self.entries.get(id.0 as usize).or(self.entries.first()).map_or(&NONE, |entry| &entry.file)
    }

    /// The tree of a JSON or YAML file.
    #[must_use]
    pub fn tree(&self, id: FileId) -> Option<&Node> {
        self.entry(id)?.tree.as_ref()
    }

    /// Follows a reference that stands in the file `from`. What it finds may be a reference again.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub fn resolve(&self, from: FileId, reference: &str) -> Result<(FileId, &Node), ReferenceProblem> {
        let (uri, fragment) = reference::split(reference);
        let id = if uri.is_empty() { from } else { self.target(from, uri)? };
        let root = self.tree(id).ok_or_else(|| {
            ReferenceProblem::File(Refusal::new(
                Code::BadReference,
                format!("`{}` is neither JSON nor YAML", self.file(id).name()),
                "references lead to JSON and YAML files",
            ))
        })?;
        Ok((id, reference::follow(root, self.file(id).name(), fragment)?))
    }

    /// Says in words where places are, with one walk through each file: JSON pointers for JSON and YAML
    /// (`/paths/~1pets/get`), element paths for XML. Where several values begin at one place, the
    /// outermost is meant. The list is as long as that of the places.
    #[must_use]
    pub fn pointer_of(&self, places: &[Place]) -> Vec<String> {
        place::pointers(self, places)
    }

    /// The paths of all files read, for `rerun-if-changed`.
    pub fn files_read(&self) -> impl Iterator<Item = &Path> {
        self.entries.iter().filter_map(|entry| entry.file.path())
    }

    fn entry(&self, id: FileId) -> Option<&Entry> {
        self.entries.get(id.0 as usize)
    }

    fn target(&self, from: FileId, uri: &str) -> Result<FileId, ReferenceProblem> {
        match self.entry(from).and_then(|entry| entry.targets.get(uri)) {
            Some(Ok(id)) => Ok(*id),
            Some(Err(refusal)) => Err(ReferenceProblem::File(refusal.clone())),
            None => Err(ReferenceProblem::File(Refusal::new(
                Code::BadReference,
                "the file was not read, as nothing at a place for references names it".to_owned(),
                "refer to the file by `$ref`",
            ))),
        }
    }

    /// Reads a file that the user named, and what it refers to.
    fn open_root(&mut self, input: Input, diagnostics: &mut Diagnostics) -> FileId {
        let (name, path, bytes, home) = self.read_input(input);
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(refusal) => {
                let id = self.insert(name, path, String::new(), None);
                let place = Place::new(id, Mark::default());
                diagnostics.push(Diagnostic::error(refusal.code, refusal.message).at(place).help(refusal.help));
                return id;
            }
        };
        if let Some(canonical) = path.as_deref().and_then(|path| path.canonicalize().ok()) {
            self.by_path.insert(canonical, Ok(self.next_id()));
        }
        match self.take_in(name, path, bytes, home) {
            Ok(id) => {
                self.follow_references(id, diagnostics);
                id
            }
            Err((id, diagnostic)) => {
                diagnostics.push(diagnostic);
                id
            }
        }
    }

    #[expect(clippy::type_complexity, reason = "the four parts are taken apart at once by the one caller")]
    fn read_input(
        &self,
        input: Input,
    ) -> (String, Option<PathBuf>, Result<Vec<u8>, Refusal>, Option<(Arc<Jail>, String)>) {
        match input {
            Input::Path(path) => {
                let name = path.to_string_lossy().replace('\\', "/");
                let bytes = load::read(&path, &name, Kind::Any, self.bytes_left());
                let inside = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                match Jail::at(path.parent().unwrap_or(Path::new(""))) {
                    Ok(jail) => (name, Some(path), bytes, Some((Arc::new(jail), inside))),
                    Err(error) => {
                        let refusal = unreadable(&name, &error);
                        (name, Some(path), bytes.and(Err(refusal)), None)
                    }
                }
            }
            Input::Text { name, text, folder } => {
                let bytes = load::within(&name, &text, self.bytes_left()).map(|()| text);
                let home = folder.and_then(|folder| Jail::at(&folder).ok()).map(|jail| (Arc::new(jail), name.clone()));
                (name, None, bytes, home)
            }
        }
    }

    /// Reads every file that the references in `first` lead to, and in those, and so on.
    fn follow_references(&mut self, first: FileId, diagnostics: &mut Diagnostics) {
        let mut waiting = vec![first];
        while let Some(from) = waiting.pop() {
            for wanted in self.tree(from).map(references_to_files).unwrap_or_default() {
                if self.entry(from).is_none_or(|entry| entry.targets.contains_key(&wanted.uri)) {
                    continue;
                }
                let known = self.entries.len();
                let place = Place::new(from, wanted.mark);
                let mut found = Diagnostics::new();
                let target = self.load_target(from, &wanted.uri, Some(place), &mut found);
                if !wanted.maybe_data {
                    diagnostics.extend(found);
                }
                waiting.extend(target.ok().filter(|id| id.0 as usize >= known));
            }
        }
    }

    /// Reads the file that `uri` in `from` leads to, unless that was done before.
    fn load_target(
        &mut self,
        from: FileId,
        uri: &str,
        place: Option<Place>,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileId, Refusal> {
        let target = self.load_file(from, uri, place, diagnostics);
        if let Some(entry) = self.entries.get_mut(from.0 as usize) {
            entry.targets.insert(uri.into(), target.clone());
        }
        target
    }

    fn load_file(
        &mut self,
        from: FileId,
        uri: &str,
        place: Option<Place>,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileId, Refusal> {
        let mut refuse = |refusal: Refusal| {
            let error = ReferenceProblem::File(refusal.clone()).diagnostic(uri);
            diagnostics.push(match place {
                Some(place) => error.at(place),
                None => error,
            });
            refusal
        };
        let located = self.locate(from, uri).map_err(&mut refuse)?;
        if let Some(known) = self.by_path.get(&located.canonical) {
            return known.clone().map_err(refuse);
        }
        let outcome = self.read_located(&located, from);
        let outcome = match outcome {
            Ok((id, None)) => Ok(id),
            Ok((_, Some(mut inside))) => {
                // The file is there and broken: its own place says more than the reference's.
                let refusal = Refusal::new(inside.code, inside.message.clone(), "mend the file the reference leads to");
                inside.notes.extend(place.map(|place| crate::diagnostics::Note {
                    message: "the file is referred to here".to_owned(),
                    place: Some(place),
                }));
                diagnostics.push(inside);
                Err(refusal)
            }
            Err(refusal) => Err(refuse(refusal)),
        };
        self.by_path.insert(located.canonical, outcome.clone());
        outcome
    }

    fn locate(&self, from: FileId, uri: &str) -> Result<Located, Refusal> {
        let home = self.entry(from).and_then(|entry| entry.home.as_ref());
        let Some((jail, inside)) = home else {
            return Err(Refusal::new(
                Code::ReferenceOutside,
                "the description does not come from a file, so there is no folder to look in".to_owned(),
                "give the description as a file",
            ));
        };
        jail.locate(inside, uri)
    }

    /// Takes in a file of the jail; beside its number comes what is wrong inside it.
    fn read_located(&mut self, located: &Located, from: FileId) -> Result<(FileId, Option<Diagnostic>), Refusal> {
        if self.entries.len() >= self.budget.files {
            return Err(Refusal::new(
                Code::TooManyFiles,
                format!("this would be more than the {} files allowed", self.budget.files),
                "bundle the description into one file first",
            ));
        }
        let name = located.relative.clone();
        let bytes = load::read(&located.canonical, &name, Kind::Ordinary, self.bytes_left())?;
        let jail = self.entry(from).and_then(|entry| entry.home.as_ref()).map(|(jail, _)| Arc::clone(jail));
        let home = jail.map(|jail| (jail, name.clone()));
        Ok(match self.take_in(name, Some(located.path.clone()), bytes, home) {
            Ok(id) => (id, None),
            Err((id, diagnostic)) => (id, Some(diagnostic)),
        })
    }

    /// Decodes and parses bytes and keeps what comes of them.
    fn take_in(
        &mut self,
        name: String,
        path: Option<PathBuf>,
        bytes: Vec<u8>,
        home: Option<(Arc<Jail>, String)>,
    ) -> Result<FileId, (FileId, Diagnostic)> {
        self.bytes_read += bytes.len() as u64;
        let decoded = file::decode(&name, self.next_id(), bytes);
        let (text, broken) = match decoded {
            Ok(text) => (text, None),
            Err(diagnostic) => (String::new(), Some(diagnostic)),
        };
        let id = self.insert(name, path, text, home);
        if let Some(diagnostic) = broken {
            return Err((id, diagnostic));
        }
        let Some(entry) = self.entries.get_mut(id.0 as usize) else { return Ok(id) };
        match load::parse(&mut entry.file, &self.budget) {
            Ok(tree) => {
                entry.tree = tree;
                Ok(id)
            }
            Err(diagnostic) => Err((id, diagnostic)),
        }
    }

    fn insert(
        &mut self,
        name: String,
        path: Option<PathBuf>,
        text: String,
        home: Option<(Arc<Jail>, String)>,
    ) -> FileId {
        let id = self.next_id();
        let file = SourceFile::new(id, name, path, text);
        self.entries.push(Entry { file, tree: None, home, targets: HashMap::new() });
        id
    }

    fn next_id(&self) -> FileId {
        FileId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX))
    }

    /// What may still be read. Offsets are kept in 32 bits, so that is never more than they hold.
    fn bytes_left(&self) -> u64 {
        self.budget.bytes.saturating_sub(self.bytes_read).min(u64::from(u32::MAX) - 1)
    }
}

/// The references to other files in a tree, in the order of the file.
fn references_to_files(tree: &Node) -> Vec<Wanted> {
    let mut found = Vec::new();
    let mut want = |target: &Node, maybe_data| {
        let uri = target.as_str().map(|reference| reference::split(reference).0);
        if let Some(uri) = uri.filter(|uri| !uri.is_empty()) {
            found.push(Wanted { uri: uri.into(), mark: target.mark, maybe_data });
        }
    };
    let mut waiting = vec![(tree, false)];
    while let Some((node, maybe_data)) = waiting.pop() {
        match &node.value {
            Value::Sequence(items) => waiting.extend(items.iter().rev().map(|item| (item, maybe_data))),
            Value::Mapping(mapping) => {
                if let Some(target) = mapping.get("$ref") {
                    want(target, maybe_data);
                }
                // The mapping of a discriminator holds names and references alike.
                for target in discriminated(mapping) {
                    want(&target.node, true);
                }
                waiting
                    .extend(mapping.iter().rev().map(|member| (&member.node, maybe_data || holds_data(&member.name))));
            }
            _ => {}
        }
    }
    // What has to be there is read first, so that its failure is reported where it matters.
    found.sort_by_key(|wanted| wanted.maybe_data);
    found
}

/// The values of a discriminator's mapping.
fn discriminated(mapping: &Mapping) -> impl Iterator<Item = &Member> {
    let targets = mapping.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
    targets
        .and_then(Node::as_mapping)
        .into_iter()
        .flatten()
        .filter(|target| target.node.as_str().is_some_and(|text| text.contains(['#', '/', '.'])))
}

/// Whether a member of this name may hold any data at all. A property may have such a name too, so the
/// references below it are followed, but what is wrong with them is left to whoever uses them.
fn holds_data(name: &str) -> bool {
    matches!(name, "example" | "examples" | "default" | "enum" | "const") || name.starts_with("x-")
}
