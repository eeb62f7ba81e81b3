//! The whole way from a description to the text of the output. Read this first.
//!
//! ```text
//! files -> source -> { openapi | csdl } -> Api -> passes -> names -> emit -> format -> files in memory
//! ```
//!
//! Each stage takes its part of the options and a sink for diagnostics; no stage looks back at the document.

use std::collections::BTreeMap;

use crate::{
    config::{Choices, ConfigurationFile, Emit, KeepNames, Options, Written},
    csdl,
    diagnostics::{Code, Diagnostic, Diagnostics},
    emit, format,
    model::{Api, LedgerSeverity},
    names::{self, Kept, Names},
    openapi, output, passes,
    source::{Budget, Input, Sources},
};

/// What a run has read and found out. The sources stay, so that places in diagnostics can be shown.
#[derive(Debug)]
pub struct Run<T> {
    /// Every file that was read.
    pub sources: Sources,
    /// Errors, warnings and notes, in the order in which they were met.
    pub diagnostics: Diagnostics,
    /// The result; `None` when there were errors.
    pub result: Option<T>,
}

/// The output in memory: text by path, relative to the output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The files, sorted by path; slashes are forward.
    pub files: BTreeMap<String, String>,
    /// Number of operations emitted and of operations described.
    pub operations: (usize, usize),
    /// Number of types emitted.
    pub types: usize,
    /// Entries of the ledger that say something is lost or approximated.
    pub lost: usize,
}

/// The file of the output that says what everything is called.
pub const NAMES: &str = "names.txt";

/// Reads a description into the model: selected, with outcomes decided, not yet named.
pub fn read(input: Input, options: &Options) -> Run<Api> {
    let mut diagnostics = Diagnostics::new();
    let mut sources = match Sources::open_with(input, &options.overlays, &Budget::default()) {
        Ok(sources) => sources,
        Err((sources, diagnostics)) => return Run { sources, diagnostics, result: None },
    };
    let written = match &options.file {
        Some(ConfigurationFile { path, text }) => {
            let name = path.to_string_lossy().replace('\\', "/");
            Written::new(sources.add_text(name, Some(path.clone()), text.to_string()), text.clone())
        }
        None => Written::default(),
    };
    let selectors = options.selectors(&written, &mut diagnostics);
    let choices = Choices::read(&options.types, &written, &mut diagnostics);
    let root = sources.root();
    let in_csdl = csdl::is_csdl(&sources, root);
    let api = if in_csdl {
        // A file that cannot be read is reported where names are made.
        let was_by_path = was_by_path(&options.earlier_names().unwrap_or_default());
        let asked = csdl::Asked { surface: options.operations, was_by_path };
        csdl::read(&mut sources, &selectors, options.key_as_segment, asked, &mut diagnostics)
    } else {
        openapi::read(&sources, &selectors, &choices, options.beside(), &mut diagnostics)
    };
    let Some(mut api) = api else { return Run { sources, diagnostics, result: None } };
    for companion in &options.with {
        passes::companion::apply(&mut api, &mut sources, companion, &mut diagnostics);
    }
    if let Some(url) = &options.base_url {
        passes::server::set_default(&mut api, url, &mut diagnostics);
    }
    passes::custom::replace(&mut api, options, &choices, &written, &mut diagnostics);
    passes::select::select(&mut api, &selectors, &mut diagnostics);
    if options.beside().rules {
        passes::limits::make_rules(&mut api);
    }
    passes::recursion::cut_alias_cycles(&mut api);
    passes::ways::mark(&mut api);
    passes::bodiless::strip(&mut api);
    passes::endless::end_values(&mut api);
    passes::outcome::decide(&mut api);
    passes::paging::decide(&mut api, options, &written, &mut diagnostics);
    passes::custom::add(&mut api, options, &written, &mut diagnostics);
    passes::naming::settle(&mut api, options, &written, &mut diagnostics);
    passes::examples::check(&mut api, &mut diagnostics);
    passes::examples::check_defaults(&mut api, &mut diagnostics);
    passes::beside::check(&api, options, in_csdl, &mut diagnostics);
    passes::ledger::list_missing_numbers(&mut api);
    passes::ledger::list_discriminators(&mut api);
    passes::ledger::list_untyped_bodies(&mut api);
    passes::ledger::list_encodings(&mut api);
    passes::ledger::list_ambiguous_variants(&mut api);
    passes::levels::check(&mut api, options, &written, &sources, &mut diagnostics);
    let result = (!diagnostics.has_errors()).then_some(api);
    Run { sources, diagnostics, result }
}

/// Names everything; what an earlier output named is read for it and let go.
fn names_of(api: &Api, options: &Options, diagnostics: &mut Diagnostics) -> Option<Names> {
    match options.earlier_names() {
        Ok(earlier) => {
            let names = Names::make_after(kept(options, &earlier), api, diagnostics);
            (!diagnostics.has_errors()).then_some(names)
        }
        Err(error) => {
            diagnostics.push(error);
            None
        }
    }
}

/// The names of an earlier output with what is asked of them.
pub fn kept<'t>(options: &Options, text: &'t str) -> Kept<'t> {
    Kept { text, always: options.keep_names == KeepNames::Always }
}

/// Whether an earlier output had a function for each path, by its `names.txt`.
fn was_by_path(names: &str) -> bool {
    let has = |kind: &str| names.lines().any(|line| line.starts_with(kind));
    has("operation ") && !has("entry ")
}

/// Reads a description and writes the client for it, in memory.
pub fn generate(input: Input, options: &Options) -> Run<Output> {
    let Run { sources, mut diagnostics, result } = read(input, options);
    let output = result.and_then(|api| write(&api, &sources, options, &mut diagnostics));
    Run { sources, diagnostics, result: output }
}

/// From the model to the text of every file.
fn write(api: &Api, sources: &Sources, options: &Options, diagnostics: &mut Diagnostics) -> Option<Output> {
    let names = names_of(api, options, diagnostics)?;
    let boxes = passes::recursion::boxes(&api.types);
    let decisions = passes::unions::decide(api);
    let twins = passes::twins::find(api, &names, &boxes, &decisions);
    let alike = passes::alike::find(api, &names);
    let partition = passes::partition::partition(api, &names);
    let package = options.name.clone().unwrap_or_else(|| names::package_name(&api.service.title));
    let crate_name = names::crate_name(&package);
    let examples = (options.emit == Emit::Crate).then_some(crate_name.as_str());
    let input = emit::Input {
        api,
        names: &names,
        boxes: &boxes,
        decisions: &decisions,
        twins: &twins,
        alike: &alike,
        generic: None,
        crate_name: examples,
    };
    let files = match options.emit {
        Emit::Crate => output::crate_files(input, &partition, &package, options, sources),
        Emit::Module => output::module_file(input, &partition),
    };
    let mut files = match files {
        Ok(files) => files,
        Err(error) => {
            diagnostics.push(defect(&error));
            return None;
        }
    };
    files.insert("coverage.json".to_owned(), output::coverage(api, &names, sources));
    files.insert(NAMES.to_owned(), names.to_text(api));
    let described = api.operations.len() + api.ledger.skipped.len();
    let lost = |severity| matches!(severity, LedgerSeverity::Lost | LedgerSeverity::Approximated);
    Some(Output {
        files,
        operations: (api.operations.len(), described),
        types: api.types.len(),
        lost: api.ledger.entries.iter().filter(|entry| lost(entry.severity)).count(),
    })
}

/// Emission made something that is no Rust: our fault, said so that it can be reported.
fn defect(error: &format::FormatError) -> Diagnostic {
    let shown: String = error.tokens.chars().take(400).collect();
    Diagnostic::error(Code::Defect, format!("a defect of rest-bindgen: {}", error.message))
        .note(format!("while writing: {shown}"))
        .help("please report it with the description that shows it")
}
