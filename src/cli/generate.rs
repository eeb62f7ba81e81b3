//! `generate`

use std::path::Path;

use similar::TextDiff;

use super::{
    Ended,
    arguments::{EmitForm, Generate},
    input, options, print, relative, renamed,
    show::Show,
};
use crate::{
    config::{Emit, Options, check_package_name},
    diagnostics::{Code, Diagnostic},
    pipeline::{self, NAMES, Output},
    write::{self, Stale},
};

pub(super) fn run(arguments: &Generate) -> Ended {
    let show = Show::new(arguments.reading.message_format);
    let options = match options(&arguments.description, &arguments.reading, &show)
        .and_then(|options| settle(arguments, options))
    {
        Ok(options) => options,
        Err(diagnostic) => return failed(&show, &diagnostic),
    };
    let input = match input(&arguments.description) {
        Ok(input) => input,
        Err(error) => {
            let message = format!("standard input cannot be read: {error}");
            return failed(&show, &Diagnostic::error(Code::FileUnreadable, message));
        }
    };
    let run = pipeline::generate(input, &options);
    show.all(&run.diagnostics, &run.sources);
    // Trees of many small values: they end with the process, not one by one.
    std::mem::forget(run.sources);
    let Some(output) = run.result else { return Ended::Badly };
    if arguments.out == Path::new("-") {
        return print(output.files.get("client.rs").map(String::as_str).unwrap_or_default());
    }
    if arguments.check { check(arguments, &output, &show) } else { write(arguments, &output, &show) }
}

/// The flags of `generate` itself over the options.
fn settle(arguments: &Generate, mut options: Options) -> Result<Options, Diagnostic> {
    options.name = arguments.name.clone().or(options.name);
    if let Some(problem) = options.name.as_deref().and_then(|name| check_package_name(name).err()) {
        return Err(Diagnostic::error(Code::BadConfiguration, problem).help("another name by `--name`"));
    }
    options.base_url = arguments.base_url.clone().or(options.base_url);
    options.validate |= arguments.beside.validate;
    options.webhooks |= arguments.beside.webhooks;
    options.callbacks |= arguments.beside.callbacks;
    options.tests.examples |= arguments.beside.test_examples;
    options.emit = match arguments.emit {
        Some(EmitForm::Crate) => Emit::Crate,
        Some(EmitForm::Module) => Emit::Module,
        None => options.emit,
    };
    if arguments.out == Path::new("-") && options.emit == Emit::Crate {
        return Err(Diagnostic::error(Code::BadConfiguration, "a crate is several files and cannot be printed")
            .help("print one file with `--emit module --out -`, or name a folder"));
    }
    // What it writes over says what everything was called.
    let before = arguments.out.join(NAMES);
    if options.names.is_none() && write::is_ours(&arguments.out) && before.is_file() {
        options.names = Some(before);
    }
    if let Some(path) = &arguments.runtime_path {
        let written = if path.is_absolute() { Some(path.clone()) } else { relative(&arguments.out, path) };
        options.runtime_path = written.map(|path| path.to_string_lossy().replace('\\', "/"));
    }
    Ok(options)
}

fn write(arguments: &Generate, output: &Output, show: &Show) -> Ended {
    let renamed = output.files.get(NAMES).map(|names| renamed::since(&arguments.out, names)).unwrap_or_default();
    match write::write(&arguments.out, &output.files) {
        Ok(changed) => {
            renamed.iter().for_each(|line| show.say(line));
            let (emitted, described) = output.operations;
            let lost = match output.lost {
                0 => "nothing lost or approximated".to_owned(),
                count => format!("{count} lost or approximated, see coverage.json"),
            };
            let (types, out) = (output.types, arguments.out.display());
            show.say(&format!(
                "{out}: {emitted} of {described} operations, {types} types, {lost}; {changed} files changed"
            ));
            Ended::Well
        }
        Err(diagnostic) => failed(show, &diagnostic),
    }
}

fn check(arguments: &Generate, output: &Output, show: &Show) -> Ended {
    let stale = match write::compare(&arguments.out, &output.files) {
        Ok(stale) => stale,
        Err(diagnostic) => return failed(show, &diagnostic),
    };
    if stale.is_empty() {
        show.say(&format!("{}: up to date", arguments.out.display()));
        return Ended::Well;
    }
    let differences: String = stale.iter().map(difference).collect();
    print(&differences);
    let message = format!("`{}` is out of date in {} files", arguments.out.display(), stale.len());
    failed(show, &Diagnostic::error(Code::OutputStale, message).help("run the same command without `--check`"))
}

fn difference(stale: &Stale) -> String {
    let diff = TextDiff::from_lines(&stale.found, &stale.wanted);
    diff.unified_diff().header(&format!("a/{}", stale.path), &format!("b/{}", stale.path)).to_string()
}

fn failed(show: &Show, diagnostic: &Diagnostic) -> Ended {
    show.one(diagnostic);
    Ended::Badly
}
