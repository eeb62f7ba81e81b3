//! For build scripts.

use std::{
    env,
    ffi::OsString,
    fmt, fs, io,
    path::{Path, PathBuf},
    process,
};

use crate::{
    config::{self, Emit, KeepNames, OperationSurface, Options},
    diagnostics::{Code, Diagnostic, Severity, render},
    pipeline,
    source::{Input, Sources},
};

/// Writes a client into `OUT_DIR` from a build script.
///
/// ```no_run
/// // build.rs
/// rest_bindgen::Builder::new("specs/openapi.yaml").include("/pets/**").run_or_exit();
/// ```
///
/// The crate then includes it, wherever its modules should stand:
///
/// ```text
/// pub mod pets {
///     include!(concat!(env!("OUT_DIR"), "/client.rs"));
/// }
/// ```
///
/// and depends on `rest-bindgen-runtime`. The build script reads files and writes below `OUT_DIR`, nothing else: it
/// works offline and on docs.rs. Cargo runs it again when one of the files it has read changes.
#[derive(Clone, Debug)]
pub struct Builder {
    description: PathBuf,
    options: Result<Options, Diagnostic>,
    read: Vec<PathBuf>,
    out_dir: Option<PathBuf>,
    file_name: OsString,
}

/// What [`Builder::rename`] renames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renamed {
    /// A type, by the description's name.
    Type,
    /// A member of a type: `TYPE.MEMBER`.
    Member,
    /// An operation, by `operationId` or `METHOD /path`.
    Operation,
    /// A parameter of an operation: `OPERATION.PARAMETER`.
    Parameter,
    /// A group of operations, as the docs of the client call it.
    Group,
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file to include.
    pub file: PathBuf,
    /// Number of operations emitted and of operations described.
    pub operations: (usize, usize),
    /// Number of types emitted.
    pub types: usize,
}

/// Why nothing was written. Displays as on a terminal, with the places in the description.
#[derive(Clone, Debug)]
pub struct Failed {
    text: String,
    cargo: Vec<String>,
}

impl fmt::Display for Failed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl std::error::Error for Failed {}

impl Builder {
    /// A client of the service that a description describes: OpenAPI in JSON or YAML, CSDL in XML or JSON.
    #[must_use]
    pub fn new(description: impl AsRef<Path>) -> Self {
        Self {
            description: description.as_ref().to_owned(),
            options: Ok(Options::default()),
            read: Vec::new(),
            out_dir: None,
            file_name: OsString::from("client.rs"),
        }
    }

    /// Reads the options of a `rest-bindgen.toml`; what is set before is replaced.
    #[must_use]
    pub fn config(mut self, file: impl AsRef<Path>) -> Self {
        self.read.push(file.as_ref().to_owned());
        self.options = config::read(file.as_ref());
        self
    }

    /// Wants only what a selector names, such as `/pets/**`, `tag:pets` or `operation:listPets`. Repeatable.
    #[must_use]
    pub fn include(self, selector: impl Into<String>) -> Self {
        self.set(|options| options.include.push(selector.into().into()))
    }

    /// Leaves out what a selector names. Repeatable.
    #[must_use]
    pub fn exclude(self, selector: impl Into<String>) -> Self {
        self.set(|options| options.exclude.push(selector.into().into()))
    }

    /// Takes from a CSDL what an OpenAPI description cannot say. Repeatable.
    #[must_use]
    pub fn with(self, companion: impl Into<PathBuf>) -> Self {
        self.set(|options| options.with.push(companion.into()))
    }

    /// Changes the description by an OpenAPI Overlay before it is read. Repeatable.
    #[must_use]
    pub fn overlay(self, overlay: impl Into<PathBuf>) -> Self {
        self.set(|options| options.overlays.push(overlay.into()))
    }

    /// The default base URL, instead of the description's.
    #[must_use]
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.set(|options| options.base_url = Some(url.into()))
    }

    /// Whether keys of entities are segments of a path or stand in parentheses, instead of what the CSDL says.
    #[must_use]
    pub fn key_as_segment(self, yes: bool) -> Self {
        self.set(|options| options.key_as_segment = Some(yes))
    }

    /// How the operations of an OData service in CSDL are reached.
    #[must_use]
    pub fn operations(self, surface: OperationSurface) -> Self {
        self.set(|options| options.operations = surface)
    }

    /// Calls a type, member (`TYPE.MEMBER`) or operation otherwise. Repeatable; see `docs/configuration.md` for the keys.
    #[must_use]
    pub fn rename(self, what: Renamed, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.set(|options| {
            let rename = &mut options.rename;
            let table = match what {
                Renamed::Type => &mut rename.types,
                Renamed::Member => &mut rename.members,
                Renamed::Operation => &mut rename.operations,
                Renamed::Parameter => &mut rename.parameters,
                Renamed::Group => &mut rename.groups,
            };
            table.push(key, name.into());
        })
    }

    /// Keeps the names of an earlier output, by its `names.txt`: what is new gives way. A build script writes no file
    /// of the crate, so the list is kept up to date by copying `client.names.txt` over it.
    #[must_use]
    pub fn names(self, file: impl Into<PathBuf>) -> Self {
        self.set(|options| options.names = Some(file.into()))
    }

    /// Which names of an earlier output are kept.
    #[must_use]
    pub fn keep_names(self, which: KeepNames) -> Self {
        self.set(|options| options.keep_names = which)
    }

    /// Lets a type of the including crate, such as `crate::Money`, stand for one of the description. Repeatable.
    #[must_use]
    pub fn replace_type(self, key: impl Into<String>, path: impl Into<String>) -> Self {
        self.set(|options| options.types.replace.push(key, path.into()))
    }

    /// Gives types a function that checks values against the constraints of the description; needs the feature
    /// `validate` of the runtime.
    #[must_use]
    pub fn validate(self) -> Self {
        self.set(|options| options.validate = true)
    }

    /// Gives what webhooks carry types, in a module `webhooks`.
    #[must_use]
    pub fn webhooks(self) -> Self {
        self.set(|options| options.webhooks = true)
    }

    /// Gives what callbacks carry types, in a module `callbacks`.
    #[must_use]
    pub fn callbacks(self) -> Self {
        self.set(|options| options.callbacks = true)
    }

    /// Changes any of the options, those of `rest-bindgen.toml`.
    #[must_use]
    pub fn options(self, change: impl FnOnce(&mut Options)) -> Self {
        self.set(change)
    }

    /// Makes an error of what would be listed as lost.
    #[must_use]
    pub fn strict(self) -> Self {
        self.set(|options| options.strict = true)
    }

    /// The folder to write to, instead of `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// The name of the file to include, instead of `client.rs`: for several clients in one build script.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<OsString>) -> Self {
        self.file_name = name.into();
        self
    }

    fn set(mut self, change: impl FnOnce(&mut Options)) -> Self {
        if let Ok(options) = &mut self.options {
            change(options);
        }
        self
    }

    /// Writes the client, and beside it the coverage ledger and the list of names (`client.coverage.json`,
    /// `client.names.txt`). Below cargo it prints `rerun-if-changed` for every file that was read, and warnings.
    ///
    /// # Errors
    /// What is wrong with the description, the options or the folder. An earlier output is then untouched.
    pub fn generate(self) -> Result<Written, Failed> {
        let below_cargo = env::var_os("CARGO").is_some();
        let say = |line: &str| {
            if below_cargo {
                println!("{line}");
            }
        };
        for file in &self.read {
            say(&format!("cargo::rerun-if-changed={}", file.display()));
        }
        let mut options = self.options.map_err(|diagnostic| Failed::new(&[diagnostic], &Sources::default()))?;
        options.emit = Emit::Module;
        let Some(folder) = self.out_dir.or_else(|| env::var_os("OUT_DIR").map(PathBuf::from)) else {
            let error = Diagnostic::error(Code::OutputUnwritable, "`OUT_DIR` is not set")
                .help("call this from a build script, or name a folder with `out_dir`");
            return Err(Failed::new(&[error], &Sources::default()));
        };
        if let Some(names) = options.names.as_ref().filter(|_| options.keep_names != KeepNames::Never) {
            say(&format!("cargo::rerun-if-changed={}", names.display()));
        }
        let run = pipeline::generate(Input::Path(self.description), &options);
        for file in run.sources.files_read() {
            say(&format!("cargo::rerun-if-changed={}", file.display()));
        }
        let (errors, others): (Vec<_>, Vec<_>) =
            run.diagnostics.into_vec().into_iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
        for warning in others.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning) {
            render::cargo(warning, &run.sources).iter().for_each(|line| say(line));
        }
        let Some(output) = run.result else { return Err(Failed::new(&errors, &run.sources)) };
        let file = folder.join(&self.file_name);
        for (path, text) in &output.files {
            let target = match path.as_str() {
                "client.rs" => file.clone(),
                other => file.with_extension(other),
            };
            put(&target, text).map_err(|error| unwritable(&target, &error))?;
        }
        Ok(Written { file, operations: output.operations, types: output.types })
    }

    /// Writes the client; when that fails, says why in cargo's words and ends the build script with status 1.
    pub fn run_or_exit(self) {
        if let Err(failed) = self.generate() {
            for line in &failed.cargo {
                println!("{line}");
            }
            process::exit(1);
        }
    }
}

impl Failed {
    fn new(diagnostics: &[Diagnostic], sources: &Sources) -> Self {
        let text: Vec<String> =
            diagnostics.iter().map(|diagnostic| render::human(diagnostic, sources, false)).collect();
        let cargo = diagnostics.iter().flat_map(|diagnostic| render::cargo(diagnostic, sources)).collect();
        Self { text: text.join("\n"), cargo }
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failed {
    let message = format!("`{}` cannot be written: {error}", path.display());
    Failed::new(&[Diagnostic::error(Code::OutputUnwritable, message)], &Sources::default())
}

/// Writes one file, unless it holds that text already: what watches its time of change then sees none. `OUT_DIR` is
/// this build script's alone, so a name beside the target is free.
fn put(target: &Path, text: &str) -> io::Result<()> {
    if fs::read(target).is_ok_and(|found| found == text.as_bytes()) {
        return Ok(());
    }
    let mut beside = target.as_os_str().to_owned();
    beside.push(".new");
    fs::write(&beside, text)?;
    fs::rename(&beside, target)
}
