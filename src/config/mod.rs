//! What the user asks for. The command line, `rest-bindgen.toml` and [`Builder`](crate::Builder) fill the same
//! fields; a flag wins over the file.

mod entry;
mod file;
mod ledger;
mod naming;
mod package;
mod pagination;
pub mod selector;
mod types;

use std::path::PathBuf;

pub use entry::{ConfigurationFile, Entry, Table, Written};
pub use file::read;
pub use ledger::{LedgerLevel, LedgerRule};
pub use naming::{GroupBy, Grouping, Naming, Rename};
pub use package::check_package_name;
pub use pagination::{Pagination, PaginationStyle};
pub use types::{Choice, Choices, Derive, DeriveKind, NAMED, TypeOptions, attribute, choice, derive};

use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::incoming::IncomingKind,
};
use selector::{Selector, Selectors};

/// Everything that can be asked of a run. In `rest-bindgen.toml` the fields have the same names, with dashes.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Options {
    /// Name of the generated package; else it is made of the description's title.
    #[serde(deserialize_with = "package::name")]
    pub name: Option<String>,
    /// Selectors of what is wanted; everything when empty. See [`mod@selector`].
    pub include: Vec<Entry<String>>,
    /// Selectors of what is not wanted.
    pub exclude: Vec<Entry<String>>,
    /// Companion descriptions in CSDL, which say what OpenAPI cannot: numbers of enum members, sets, bases.
    pub with: Vec<PathBuf>,
    /// Overlays (OpenAPI Overlay Specification), applied in this order before anything else is read.
    pub overlays: Vec<PathBuf>,
    /// A crate, or one file to include.
    pub emit: Emit,
    /// The folder of the runtime, as it is written into the generated `Cargo.toml`; else it is taken by version.
    pub runtime_path: Option<String>,
    /// Whether what webhooks carry has types.
    pub webhooks: bool,
    /// Whether what callbacks carry has types.
    pub callbacks: bool,
    /// What of the description is tested in the output.
    pub tests: Tests,
    /// Whether types get a function that checks values against the constraints of the description.
    pub validate: bool,
    /// Whether what would be listed as lost is an error.
    pub strict: bool,
    /// Default base URL, where the description has none or another is wanted.
    pub base_url: Option<String>,
    /// Whether keys of entities are segments of a path, `/people/anna`, or stand in parentheses, `/people('anna')`;
    /// else the CSDL decides.
    pub key_as_segment: Option<bool>,
    /// How the operations of an OData service are reached; only CSDL can say more than paths.
    pub operations: OperationSurface,
    /// The `names.txt` of an earlier output: what it names keeps its name, and what is new gives way. `generate` takes
    /// the one that it writes over.
    pub names: Option<PathBuf>,
    /// Which names of it are kept.
    pub keep_names: KeepNames,
    /// What things of the description are to be called.
    pub rename: Rename,
    /// Which operations stand together.
    pub grouping: Grouping,
    /// What names have too much.
    pub naming: Naming,
    /// Which Rust types stand for those of the description.
    pub types: TypeOptions,
    /// Additions to the derives and attributes of types.
    pub derive: Vec<Derive>,
    /// Further dependencies of the generated package, as `Cargo.toml` has them.
    #[serde(deserialize_with = "package::dependencies")]
    pub dependencies: toml::Table,
    /// How pages follow each other where the description does not say.
    pub pagination: Vec<Pagination>,
    /// How much what is listed in the ledger matters.
    pub ledger: Vec<LedgerRule>,
    /// The file these options come from.
    #[serde(skip)]
    pub file: Option<ConfigurationFile>,
}

/// What of the description is tested in the output, which is a crate then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Tests {
    /// Whether a test decodes and encodes every example of the description.
    pub examples: bool,
}

/// How the operations of an OData service that is described in CSDL are reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperationSurface {
    /// By path where paths are selected or there are few of them, by navigation otherwise.
    #[default]
    Auto,
    /// A function for each method of each path, as converters to OpenAPI derive them.
    Paths,
    /// A request builder for each entity type, whose steps follow navigation properties.
    Navigation,
}

/// Which names of an earlier output are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeepNames {
    /// Of what the description still calls as it did.
    #[default]
    UnlessRenamed,
    /// Also of what it calls otherwise by now.
    Always,
    /// None: everything is named as if there had been no output.
    Never,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Emit {
    /// A crate: `Cargo.toml`, `src/`, `coverage.json`, `names.txt`.
    #[default]
    Crate,
    /// One file that another crate includes.
    Module,
}

/// What of a description is read beside its types and operations, for those who ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The constraints of values, as data.
    pub rules: bool,
    /// The examples of values.
    pub examples: bool,
    /// What webhooks carry.
    pub webhooks: bool,
    /// What callbacks carry.
    pub callbacks: bool,
}

impl Beside {
    /// Whether requests of a kind that the service sends are read.
    pub fn wants(&self, kind: IncomingKind) -> bool {
        match kind {
            IncomingKind::Webhook => self.webhooks,
            IncomingKind::Callback => self.callbacks,
        }
    }
}

impl Options {
    /// What is read beside types and operations.
    pub fn beside(&self) -> Beside {
        let Self { validate, webhooks, callbacks, .. } = *self;
        let examples = self.tests.examples && self.emit == Emit::Crate;
        Beside { rules: validate, examples, webhooks, callbacks }
    }

    /// The names of an earlier output that are to be kept, as text; empty where there are none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn earlier_names(&self) -> Result<String, Diagnostic> {
        let Some(path) = self.names.as_ref().filter(|_| self.keep_names != KeepNames::Never) else {
            return Ok(String::new());
        };
        std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(|error| {
            let message = format!("the names of an earlier output, `{}`, cannot be read: {error}", path.display());
            Diagnostic::error(Code::BadConfiguration, message)
                .help("name the `names.txt` of an output, or leave the names to this run with `--keep-names never`")
        })
    }

    /// Reads the selectors; what is wrong with one is reported.
    pub fn selectors(&self, written: &Written, diagnostics: &mut Diagnostics) -> Selectors {
        let mut parse =
            |texts: &[Entry<String>]| texts.iter().filter_map(|text| selector(text, written, diagnostics)).collect();
        Selectors { include: parse(&self.include), exclude: parse(&self.exclude) }
    }
}

/// Reads one selector; what is wrong with it is reported.
pub fn selector(text: &Entry<String>, written: &Written, diagnostics: &mut Diagnostics) -> Option<Selector> {
    let place = written.place(text);
    match Selector::parse(&text.value) {
        Ok(selector) => Some(selector.at(place)),
        Err(problem) => {
            let error = Diagnostic::error(Code::BadSelector, format!("the selector `{}`: {problem}", text.value))
                .help("a path such as `/pets/**`, or `tag:NAME`, `operation:ID`, `type:NAME`");
            diagnostics.push(match place {
                Some(place) => error.at(place),
                None => error,
            });
            None
        }
    }
}
