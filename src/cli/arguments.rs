//! The arguments, as `--help` shows them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Writes a typed Rust client from an OpenAPI or OData CSDL description.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write a crate: Cargo.toml, src/, coverage.json, names.txt
    Generate(Generate),
    /// Show operations and types as a tree
    List(List),
    /// Show what changes in the generated API and why; status 1 when something does
    Diff(Diff),
    /// Print the model as text
    DumpModel(DumpModel),
    /// Say what a diagnostic means and how to mend it
    Explain {
        /// A code such as RB0201
        code: String,
    },
}

/// How a description is read.
#[derive(Debug, Default, Args)]
pub(super) struct Reading {
    /// Read options from this file (default: rest-bindgen.toml beside the description, else in the current folder); flags win
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Take from a CSDL what OpenAPI cannot say (enum numbers, sets); repeatable
    #[arg(long, value_name = "CSDL")]
    pub(super) with: Vec<PathBuf>,
    /// Change the description by an OpenAPI Overlay before it is read; repeatable
    #[arg(long, value_name = "FILE")]
    pub(super) overlay: Vec<PathBuf>,
    /// Want only this: a path pattern such as '/users/**', tag:NAME, operation:ID or type:NAME; repeatable
    #[arg(long, value_name = "SELECTOR")]
    pub(super) include: Vec<String>,
    /// Leave this out; repeatable
    #[arg(long, value_name = "SELECTOR")]
    pub(super) exclude: Vec<String>,
    /// Write keys as segments, /people/anna (true), or in parentheses (false); else the CSDL decides
    #[arg(long, value_name = "BOOL")]
    pub(super) key_as_segment: Option<bool>,
    /// How the operations of an OData service in CSDL are reached (default: auto)
    #[arg(long, value_enum, value_name = "HOW")]
    pub(super) operations: Option<Operations>,
    /// Keep the names of an earlier output, by its names.txt (default: of the output that generate writes over)
    #[arg(long, value_name = "FILE")]
    pub(super) names: Option<PathBuf>,
    /// Which of them are kept (default: unless-renamed)
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(super) keep_names: Option<Keep>,
    /// Make an error of what would be listed as lost
    #[arg(long)]
    pub(super) strict: bool,
    /// How errors and warnings are printed
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) message_format: MessageFormat,
}

/// How errors and warnings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// For people, with the place in the description
    #[default]
    Human,
    /// One JSON object a line
    Json,
}

/// Which names of an earlier output are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Keep {
    /// Of what the description still calls as it did
    UnlessRenamed,
    /// Also of what it calls otherwise by now
    Always,
    /// None
    Never,
}

/// How the operations of an OData service are reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Operations {
    /// By path where paths are selected or few, else by navigation
    Auto,
    /// A function for each path
    Paths,
    /// A request builder for each entity type
    Navigation,
}

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// OpenAPI (JSON, YAML) or CSDL (XML, JSON); - is standard input
    pub(super) description: PathBuf,
    /// The output folder; - prints the file of --emit module
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Package name (default: from the description's title)
    #[arg(long, value_name = "CRATE")]
    pub(super) name: Option<String>,
    /// A crate, or one file to include
    #[arg(long, value_enum, value_name = "FORM")]
    pub(super) emit: Option<EmitForm>,
    /// Depend on the runtime by path (default: by version)
    #[arg(long, value_name = "DIR")]
    pub(super) runtime_path: Option<PathBuf>,
    /// The default base URL
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    #[command(flatten)]
    pub(super) beside: Beside,
    /// Write nothing; show the difference and end with status 1 when the output is stale
    #[arg(long)]
    pub(super) check: bool,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// What is written beside types and operations.
#[derive(Debug, Default, Args)]
pub(super) struct Beside {
    /// Give types a function that checks values against the constraints of the description
    #[arg(long)]
    pub(super) validate: bool,
    /// Give what webhooks carry types
    #[arg(long)]
    pub(super) webhooks: bool,
    /// Give what callbacks carry types
    #[arg(long)]
    pub(super) callbacks: bool,
    /// Write a test that decodes and encodes every example of the description
    #[arg(long)]
    pub(super) test_examples: bool,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EmitForm {
    /// Cargo.toml and src/
    Crate,
    /// client.rs, to be included
    Module,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// The description; - is standard input
    pub(super) description: PathBuf,
    /// How the list is printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// A tree for people
    #[default]
    Tree,
    /// JSON
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The old description
    pub(super) old: PathBuf,
    /// The new description, of any format
    pub(super) new: PathBuf,
    #[command(flatten)]
    pub(super) reading: Reading,
}

#[derive(Debug, Args)]
pub(super) struct DumpModel {
    /// The description; - is standard input
    pub(super) description: PathBuf,
    #[command(flatten)]
    pub(super) reading: Reading,
}
