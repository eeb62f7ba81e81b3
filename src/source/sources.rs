//! All files of a run and the references between them.

use std::{
    collections::HashMap,
    path::Path,
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use super::{
    anchors::{self, Anchors},
    budget::Budget,
    file::{self, SourceFile},
    identifiers::{self, Identified},
    jail::{Jail, Located, unreadable},
    load::{self, Input, Kind},
    node::Node,
    overlay::{self, Grafts, Overlay},
    place,
    reference::{self, ReferenceProblem, Refusal},
    wanted::references_to_files,
};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, FileId, Mark, Place};

/// How many references may stand on the way of one JSON pointer.
const MOST_ON_THE_WAY: usize = 100;

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
    /// Which lines of the root come from overlays, or from files that it refers to.
    grafts: Grafts,
}

#[derive(Debug)]
struct Entry {
    file: SourceFile,
    tree: Option<Node>,
    home: Option<Home>,
    /// Where its references to other files lead, by the part before the `#`.
    targets: HashMap<Box<str>, Result<FileId, Refusal>>,
    /// Where its anchors stand; looked for when the first reference names one.
    anchors: OnceLock<Anchors>,
    /// Where its references lead that name what is in the file; looked for when the first reference is followed.
    identified: OnceLock<Identified>,
}

/// The folder that the references of a file stay in, and the file's path there.
#[derive(Debug)]
struct Home {
    jail: Arc<Jail>,
    relative: String,
}

/// Where a text comes from.
struct Origin {
    name: String,
    path: Option<PathBuf>,
    home: Option<Home>,
}

impl Sources {
    /// Reads the root description and, when it is JSON or YAML, every file its references name.
    ///
    /// # Errors
    /// What is wrong with the files. The sources come along so that the places can be shown; the root
    /// is among them in any case, without text when it could not be read.
    #[expect(clippy::result_large_err, reason = "made once in a run")]
    pub fn open(input: Input, budget: &Budget) -> Result<Self, (Self, Diagnostics)> {
        Self::open_with(input, &[], budget)
    }

    /// The same, with overlays that change the root description before its references are followed.
    ///
    /// # Errors
    /// As [`open`](Self::open), and what is wrong with an overlay.
    #[expect(clippy::result_large_err, reason = "made once in a run")]
    pub fn open_with(input: Input, overlays: &[PathBuf], budget: &Budget) -> Result<Self, (Self, Diagnostics)> {
        let mut sources = Self { budget: *budget, ..Self::default() };
        let mut diagnostics = Diagnostics::new();
        sources.open_root(input, overlays, &mut diagnostics);
        if diagnostics.has_errors() { Err((sources, diagnostics)) } else { Ok(sources) }
    }

    /// Reads a companion named on the command line. Its references stay in its own folder.
    ///
    /// # Errors
    /// The first thing that is wrong with it or with a file it refers to.
    pub fn open_more(&mut self, input: Input) -> Result<FileId, Diagnostic> {
        let mut diagnostics = Diagnostics::new();
        let id = self.open_root(input, &[], &mut diagnostics);
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

    /// The trees of all JSON and YAML files, the root first; what overlays brought is in the root.
    pub fn trees(&self) -> impl Iterator<Item = (FileId, &Node)> {
        let files = self.entries.iter().filter(|entry| !self.is_overlay(entry.file.id()));
        files.filter_map(|entry| Some((entry.file.id(), entry.tree.as_ref()?)))
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
        let fragment = self.anchored(id, fragment).unwrap_or(fragment);
        self.lead(id, root, fragment)
    }

    /// What a JSON pointer leads to, also through references that stand on its way.
    fn lead<'s>(&'s self, id: FileId, root: &'s Node, fragment: &str) -> Result<(FileId, &'s Node), ReferenceProblem> {
        let found = reference::follow(root, self.file(id).name(), fragment);
        found.map(|node| (id, node)).or_else(|problem| {
            let pointer = reference::percent_decoded(fragment);
            let is_dangling = matches!(problem, ReferenceProblem::Dangling { .. });
            let beyond = is_dangling.then(|| self.beyond((id, root), pointer.into_owned())).flatten();
            beyond.ok_or(problem)
        })
    }

    /// Goes on where a pointer comes to a reference: what is left of it is meant of what that leads to.
    fn beyond<'s>(&'s self, from: (FileId, &'s Node), pointer: String) -> Option<(FileId, &'s Node)> {
        let ((mut file, mut node), mut pointer) = (from, pointer);
        for _ in 0..MOST_ON_THE_WAY {
            let (reached, left) = reference::reach(node, &pointer);
            if left.is_empty() {
                return Some((file, reached));
            }
            let written = reached.as_mapping()?.get("$ref")?;
            let (uri, fragment) = reference::split(written.as_str()?);
            let left = left.to_owned();
            file = if uri.is_empty() { file } else { self.target(file, uri).ok()? };
            node = self.tree(file)?;
            let fragment = self.anchored(file, fragment).unwrap_or(fragment);
            pointer = format!("{}{left}", reference::percent_decoded(fragment));
        }
        None
    }

    /// The same of a reference that stands at a mark, which may name what it leads to by a `$self` or an `$id`. The JSON
    /// pointer is given where it does.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub fn resolve_at(
        &self,
        from: FileId,
        reference: &str,
        mark: Mark,
    ) -> Result<(FileId, &Node, Option<&str>), ReferenceProblem> {
        let pointer = self.identified(from).and_then(|identified| identified.get(&mark)).map(String::as_str);
        match (pointer, self.tree(from)) {
            (Some(pointer), Some(root)) => {
                self.lead(from, root, pointer).map(|(file, node)| (file, node, Some(pointer)))
            }
            _ => self.resolve(from, reference).map(|(file, node)| (file, node, None)),
        }
    }

    fn identified(&self, id: FileId) -> Option<&Identified> {
        let entry = self.entry(id)?;
        let root = entry.tree.as_ref()?;
        Some(entry.identified.get_or_init(|| {
            let text = entry.file.text();
            let has_names = text.contains("$id") || text.contains("$self");
            if has_names { identifiers::find(root) } else { Identified::new() }
        }))
    }

    /// How many schemas of a file have a `$dynamicAnchor` of a name.
    #[must_use]
    pub fn dynamic_anchors(&self, id: FileId, name: &str) -> usize {
        self.tree(id).map_or(0, |root| anchors::dynamic(root, name))
    }

    /// The JSON pointer of the anchor that the fragment of a reference names, if it names one of the file.
    #[must_use]
    pub fn anchored(&self, id: FileId, fragment: &str) -> Option<&str> {
        if fragment.is_empty() || fragment.starts_with('/') {
            return None;
        }
        let entry = self.entry(id)?;
        let root = entry.tree.as_ref()?;
        let anchors = entry.anchors.get_or_init(|| anchors::find(root));
        anchors.get(&*reference::percent_decoded(fragment)).map(String::as_str)
    }

    /// Says in words where places are, with one walk through each file: JSON pointers for JSON and YAML
    /// (`/paths/~1pets/get`), element paths for XML. Where several values begin at one place, the
    /// outermost is meant. The list is as long as that of the places.
    #[must_use]
    pub fn pointer_of(&self, places: &[Place]) -> Vec<String> {
        place::pointers(self, places)
    }

    /// Where a place really is: what an overlay brought into the root stands in the overlay, and what was written anew
    /// in the root stands in the file that it comes from.
    #[must_use]
    pub fn origin(&self, place: Place) -> Place {
        self.grafts.origin(place)
    }

    /// What is added to the lines of a file where its nodes are written anew in the root.
    #[must_use]
    pub fn lines_before(&self, id: FileId) -> u32 {
        self.grafts.lines_before(id)
    }

    /// Whether a file is an overlay over the root.
    #[must_use]
    pub fn is_overlay(&self, id: FileId) -> bool {
        self.grafts.has_overlay(id)
    }

    /// Takes in a text that is no description, such as the configuration, so that places in it can be shown.
    pub fn add_text(&mut self, name: String, path: Option<PathBuf>, text: String) -> FileId {
        self.insert(Origin { name, path, home: None }, text)
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
            // Of another file, whose references are read from here: Swagger 2.0 is written anew in one.
            None => self.read_before(from, uri).ok_or_else(|| {
                ReferenceProblem::File(Refusal::new(
                    Code::BadReference,
                    "the file was not read, as nothing at a place for references names it".to_owned(),
                    "refer to the file by `$ref`",
                ))
            }),
        }
    }

    /// A file by its path from another, if it was read.
    fn read_before(&self, from: FileId, uri: &str) -> Option<FileId> {
        let located = self.locate(from, uri).ok()?;
        self.by_path.get(&located.canonical)?.clone().ok()
    }

    /// Reads a file that the user named, and what it refers to once the overlays have changed it.
    fn open_root(&mut self, input: Input, overlays: &[PathBuf], diagnostics: &mut Diagnostics) -> FileId {
        let (origin, bytes) = self.read_input(input);
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(refusal) => {
                let id = self.insert(origin, String::new());
                let place = Place::new(id, Mark::default());
                diagnostics.push(Diagnostic::error(refusal.code, refusal.message).at(place).help(refusal.help));
                return id;
            }
        };
        if let Some(canonical) = origin.path.as_deref().and_then(|path| path.canonicalize().ok()) {
            self.by_path.insert(canonical, Ok(self.next_id()));
        }
        let (id, problem) = self.take_in(origin, bytes);
        match problem {
            Some(problem) => diagnostics.push(problem),
            None => {
                overlays.iter().for_each(|overlay| self.overlay(id, overlay, diagnostics));
                if !diagnostics.has_errors() {
                    self.follow_references(id, diagnostics);
                }
            }
        }
        id
    }

    /// Reads an overlay and applies it to the tree of a description.
    fn overlay(&mut self, root: FileId, path: &Path, diagnostics: &mut Diagnostics) {
        let (origin, bytes) = self.read_input(Input::Path(path.to_owned()));
        let (id, problem) = match bytes {
            Ok(bytes) => self.take_in(origin, bytes),
            Err(refusal) => {
                let id = self.insert(origin, String::new());
                let place = Place::new(id, Mark::default());
                (id, Some(Diagnostic::error(refusal.code, refusal.message).at(place).help(refusal.help)))
            }
        };
        if let Some(problem) = problem {
            return diagnostics.push(problem);
        }
        let own = self.file(root).line_count();
        let first_line = self.grafts.add_overlay(id, self.file(id).line_count(), own);
        let taken = self.entries.get_mut(root.0 as usize).and_then(|entry| entry.tree.take());
        let Some(mut tree) = taken else { return diagnostics.push(overlay::not_for_xml(root)) };
        match self.tree(id) {
            Some(overlay) => {
                let name = self.file(root).path().unwrap_or(Path::new(self.file(root).name()));
                let overlay = Overlay { file: self.file(id), tree: overlay, first_line };
                overlay.apply(&mut tree, name, &self.budget, diagnostics);
            }
            None => diagnostics.push(
                Diagnostic::error(Code::BadOverlay, "an overlay is JSON or YAML")
                    .at(Place::new(id, Mark::new(1, 1)))
                    .help("check that the right file was named"),
            ),
        }
        if let Some(entry) = self.entries.get_mut(root.0 as usize) {
            entry.tree = Some(tree);
        }
    }

    fn read_input(&self, input: Input) -> (Origin, Result<Vec<u8>, Refusal>) {
        match input {
            Input::Path(path) => {
                let name = path.to_string_lossy().replace('\\', "/");
                let bytes = load::read(&path, &name, Kind::Any, self.bytes_left());
                let relative = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let jail = Jail::at(path.parent().unwrap_or(Path::new("")));
                let (home, bytes) = match jail {
                    Ok(jail) => (Some(Home { jail: Arc::new(jail), relative }), bytes),
                    Err(error) => (None, bytes.and(Err(unreadable(&name, &error)))),
                };
                (Origin { name, path: Some(path), home }, bytes)
            }
            Input::Text { name, text, folder } => {
                let bytes = load::within(&name, &text, self.bytes_left()).map(|()| text);
                let jail = folder.and_then(|folder| Jail::at(&folder).ok());
                let home = jail.map(|jail| Home { jail: Arc::new(jail), relative: String::new() });
                (Origin { name, path: None, home }, bytes)
            }
        }
    }

    /// Reads every file that the references in `first` lead to, and in those, and so on.
    fn follow_references(&mut self, first: FileId, diagnostics: &mut Diagnostics) {
        let mut waiting = vec![first];
        while let Some(from) = waiting.pop() {
            for wanted in self.tree(from).map(references_to_files).unwrap_or_default() {
                let is_here = self.identified(from).is_some_and(|identified| identified.contains_key(&wanted.mark));
                if is_here || self.entry(from).is_none_or(|entry| entry.targets.contains_key(&wanted.uri)) {
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
        let outcome = match self.read_located(&located, from) {
            Ok((id, None)) => Ok(id),
            Ok((_, Some(problem))) => {
                // The file is there and broken: its own place says more than the reference's.
                let refusal =
                    Refusal::new(problem.code, problem.message.clone(), "mend the file the reference leads to");
                diagnostics.push(match place {
                    Some(place) => problem.note_at("the file is referred to here", place),
                    None => problem,
                });
                Err(refusal)
            }
            Err(refusal) => Err(refuse(refusal)),
        };
        self.by_path.insert(located.canonical, outcome.clone());
        outcome
    }

    fn locate(&self, from: FileId, uri: &str) -> Result<Located, Refusal> {
        let home = self.entry(from).and_then(|entry| entry.home.as_ref());
        let Some(Home { jail, relative }) = home else {
            return Err(Refusal::new(
                Code::ReferenceOutside,
                "the description does not come from a file, so there is no folder to look in".to_owned(),
                "give the description as a file",
            ));
        };
        jail.locate(relative, uri)
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
        let jail = self.entry(from).and_then(|entry| entry.home.as_ref()).map(|home| Arc::clone(&home.jail));
        let home = jail.map(|jail| Home { jail, relative: name.clone() });
        let (id, problem) = self.take_in(Origin { name, path: Some(located.path.clone()), home }, bytes);
        self.grafts.add_file(id, self.file(id).line_count(), self.file(self.root()).line_count());
        Ok((id, problem))
    }

    /// Decodes and parses bytes and keeps what comes of them; beside the number comes what is wrong.
    fn take_in(&mut self, origin: Origin, bytes: Vec<u8>) -> (FileId, Option<Diagnostic>) {
        self.bytes_read += bytes.len() as u64;
        let text = match file::decode(&origin.name, self.next_id(), bytes) {
            Ok(text) => text,
            Err(problem) => return (self.insert(origin, String::new()), Some(problem)),
        };
        let id = self.insert(origin, text);
        let Some(entry) = self.entries.get_mut(id.0 as usize) else { return (id, None) };
        match load::parse(&mut entry.file, &self.budget) {
            Ok(tree) => {
                entry.tree = tree;
                (id, None)
            }
            Err(problem) => (id, Some(problem)),
        }
    }

    fn insert(&mut self, origin: Origin, text: String) -> FileId {
        let id = self.next_id();
        let file = SourceFile::new(id, origin.name, origin.path, text);
        let entry = Entry {
            file,
            tree: None,
            home: origin.home,
            targets: HashMap::new(),
            anchors: OnceLock::new(),
            identified: OnceLock::new(),
        };
        self.entries.push(entry);
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
