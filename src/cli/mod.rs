//! The command line: data goes to standard output, talk to standard error. Exit status 0: done; 1: the description
//! has errors, or the output is stale or differs; 2: wrong usage.

mod arguments;
mod diff;
mod generate;
mod list;
mod renamed;
mod show;

use std::{
    io::{self, Read, Write},
    panic,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;

use self::{
    arguments::{Arguments, Command, Keep, MessageFormat, Operations, Reading},
    show::Show,
};
use crate::{
    config::{self, Entry, KeepNames, OperationSurface, Options},
    diagnostics::{Code, Diagnostic},
    model,
    pipeline::{self, Run},
    source::Input,
};

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Well,
    Badly,
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Well => Self::SUCCESS,
            Ended::Badly => Self::from(1),
        }
    }
}

/// Reads the arguments and runs the command.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(
            io::stderr(),
            "error: a defect of rest-bindgen at {place}\n  = help: please report it with the description that shows it"
        );
    }));
    let arguments = Arguments::parse();
    // Deep but bounded nesting of a description is walked by recursion in some libraries: give it room.
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || run(arguments));
    let ended = worker.ok().and_then(|worker| worker.join().ok());
    ended.unwrap_or(Ended::Badly).into()
}

const STACK: usize = 256 << 20;

fn run(arguments: Arguments) -> Ended {
    match arguments.command {
        Command::Generate(generate) => generate::run(&generate),
        Command::List(list) => list::run(&list),
        Command::Diff(diff) => diff::run(&diff),
        Command::DumpModel(dump) => {
            let show = Show::new(dump.reading.message_format);
            match read_model(&dump.description, &dump.reading, &show) {
                Some(read) => read.run.result.map_or(Ended::Badly, |api| print(&model::dump::dump(&api))),
                None => Ended::Badly,
            }
        }
        Command::Explain { code } => match code.parse::<Code>() {
            Ok(code) => print(&format!("{code}: {}\n\n{}\n", code.title(), code.explanation())),
            Err(unknown) => {
                let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
                let _ = writeln!(io::stderr(), "error: {unknown}\n  = help: the codes are {}", known.join(", "));
                Ended::Badly
            }
        },
    }
}

/// Prints data. A reader that has gone away is no error.
fn print(text: &str) -> Ended {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Ended::Badly,
        _ => Ended::Well,
    }
}

/// Where a description comes from: `-` is standard input.
fn input(description: &Path) -> io::Result<Input> {
    if description != Path::new("-") {
        return Ok(Input::Path(description.to_owned()));
    }
    let mut text = Vec::new();
    io::stdin().lock().read_to_end(&mut text)?;
    Ok(Input::Text { name: "<stdin>".to_owned(), text, folder: None })
}

/// The options of a configuration file with those of the command line over them.
fn options(description: &Path, reading: &Reading, show: &Show) -> Result<Options, Diagnostic> {
    let found = || {
        let found = discovered(description)?;
        show.say(&format!("options of {}", found.display()));
        Some(found)
    };
    let mut options = match reading.config.clone().or_else(found) {
        Some(path) => config::read(&path)?,
        None => Options::default(),
    };
    if !reading.include.is_empty() {
        options.include = entries(&reading.include);
    }
    if !reading.exclude.is_empty() {
        options.exclude = entries(&reading.exclude);
    }
    if !reading.with.is_empty() {
        options.with.clone_from(&reading.with);
    }
    if !reading.overlay.is_empty() {
        options.overlays.clone_from(&reading.overlay);
    }
    options.key_as_segment = reading.key_as_segment.or(options.key_as_segment);
    options.strict |= reading.strict;
    options.names = reading.names.clone().or(options.names);
    if let Some(keep) = reading.keep_names {
        options.keep_names = match keep {
            Keep::UnlessRenamed => KeepNames::UnlessRenamed,
            Keep::Always => KeepNames::Always,
            Keep::Never => KeepNames::Never,
        };
    }
    if let Some(operations) = reading.operations {
        options.operations = match operations {
            Operations::Auto => OperationSurface::Auto,
            Operations::Paths => OperationSurface::Paths,
            Operations::Navigation => OperationSurface::Navigation,
        };
    }
    Ok(options)
}

/// The configuration file beside the description, else the one in the current folder.
fn discovered(description: &Path) -> Option<PathBuf> {
    let beside = description.parent().filter(|_| description != Path::new("-"));
    let folders = beside.into_iter().chain([Path::new("")]);
    folders.map(|folder| folder.join(CONFIGURATION)).find(|path| path.is_file())
}

const CONFIGURATION: &str = "rest-bindgen.toml";

fn entries(texts: &[String]) -> Vec<Entry<String>> {
    texts.iter().cloned().map(Entry::from).collect()
}

/// A description that was read, and the names of an earlier output that are kept.
struct Model {
    run: Run<model::Api>,
    earlier: String,
    options: Options,
}

/// Reads a description into the model and shows what was said about it; `None` when it could not be read at all.
fn read_model(description: &Path, reading: &Reading, show: &Show) -> Option<Model> {
    let options = match options(description, reading, show) {
        Ok(options) => options,
        Err(diagnostic) => {
            show.one(&diagnostic);
            return None;
        }
    };
    let input = match input(description) {
        Ok(input) => input,
        Err(error) => {
            show.one(&Diagnostic::error(Code::FileUnreadable, format!("standard input cannot be read: {error}")));
            return None;
        }
    };
    let run = pipeline::read(input, &options);
    show.all(&run.diagnostics, &run.sources);
    match options.earlier_names() {
        Ok(earlier) => Some(Model { run, earlier, options }),
        Err(diagnostic) => {
            show.one(&diagnostic);
            None
        }
    }
}

/// The path of one folder as it is written in a file inside another.
fn relative(from: &Path, to: &Path) -> Option<PathBuf> {
    let (from, to) = (std::path::absolute(from).ok()?, std::path::absolute(to).ok()?);
    let from: Vec<_> = from.components().collect();
    let to: Vec<_> = to.components().collect();
    let common = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let up = (common..from.len()).map(|_| Path::new("..").as_os_str());
    let down = to.iter().skip(common).map(|part| part.as_os_str());
    Some(up.chain(down).collect())
}
