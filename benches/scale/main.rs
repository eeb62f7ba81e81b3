//! Whether twice the declarations cost twice: a quarter, a half and the whole of a service, and two copies of the whole
//! under two namespaces, generated and checked, in CPU time and peak memory.
//!
//! `SCALE_METADATA` names a CSDL document in XML; without it, the service is a made-up one of `SCALE_TYPES` (1,200) types
//! in OpenAPI. Every type of that has eight properties, an enum and a link to another type, and an operation with an
//! optional parameter reads it.
#![allow(clippy::expect_used, missing_docs, reason = "a bench fails by panicking and documents nothing")]

mod metadata;

use std::{fs, path::Path, process::Command, time::SystemTime};

/// What a run cost: CPU seconds, and peak memory in MB.
#[derive(Clone, Copy)]
struct Cost {
    seconds: f64,
    memory: f64,
}

/// A service, and how much it declares.
struct Service {
    name: &'static str,
    file: String,
    text: String,
    declarations: usize,
}

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scale");
    println!(
        "{:>12} {:>18} {:>18}  cost of a declaration, of that in the part before",
        "declarations", "generate, s / MB", "check, s / MB"
    );
    let mut before: Option<(usize, Cost, Cost)> = None;
    for service in services() {
        let (generated, checked) = measure(&folder, &service);
        let shown = |cost: Cost| format!("{:.2} / {:.0}", cost.seconds, cost.memory);
        let ratios = before.map(|(declarations, generate, check)| {
            let more = service.declarations as f64 / declarations as f64;
            let ratio = |now: f64, before: f64| now / before / more;
            format!(
                "  generate {:.2} / {:.2}, check {:.2} / {:.2}",
                ratio(generated.seconds, generate.seconds),
                ratio(generated.memory, generate.memory),
                ratio(checked.seconds, check.seconds),
                ratio(checked.memory, check.memory),
            )
        });
        println!(
            "{:>12} {:>18} {:>18}{}",
            service.declarations,
            shown(generated),
            shown(checked),
            ratios.unwrap_or_default()
        );
        before = Some((service.declarations, generated, checked));
    }
}

fn services() -> Vec<Service> {
    if let Ok(path) = std::env::var("SCALE_METADATA") {
        let text = fs::read_to_string(path).expect("the metadata");
        let text = text.trim_start_matches('\u{feff}');
        // The whole is made in the same way as its parts, so that it lacks what they lack.
        let whole = metadata::part(text, 1);
        let parts =
            [("quarter", metadata::part(text, 4)), ("half", metadata::part(text, 2)), ("two", metadata::twice(&whole))];
        let [quarter, half, two] = parts;
        return [quarter, half, ("whole", whole), two]
            .into_iter()
            .map(|(name, text)| Service {
                name,
                file: format!("{name}.xml"),
                declarations: metadata::declarations(&text),
                text,
            })
            .collect();
    }
    let whole = std::env::var("SCALE_TYPES").ok().and_then(|text| text.parse().ok()).unwrap_or(1200);
    let made_up: [(&'static str, &[&str], usize); 4] = [
        ("quarter", &[""], whole / 4),
        ("half", &[""], whole / 2),
        ("whole", &[""], whole),
        ("two", &["Left.", "Right."], whole),
    ];
    made_up
        .into_iter()
        .map(|(name, namespaces, each)| Service {
            name,
            file: format!("{name}.yaml"),
            text: text(namespaces, each),
            // A type, its properties and an operation with two parameters.
            declarations: each * namespaces.len() * 12,
        })
        .collect()
}

fn measure(folder: &Path, service: &Service) -> (Cost, Cost) {
    let output = folder.join(service.name);
    fs::create_dir_all(folder).expect("a folder");
    let description = folder.join(&service.file);
    fs::write(&description, &service.text).expect("to write");
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime");
    let generate = || {
        let mut generate = timed(env!("CARGO_BIN_EXE_rest-bindgen"));
        generate.arg("generate").arg(&description).arg("--out").arg(&output).arg("--runtime-path").arg(&runtime);
        if description.extension().is_some_and(|extension| extension == "xml") {
            generate.args(["--operations", "navigation"]);
        }
        cost(&mut generate)
    };
    // The fastest of three: it takes so little that whatever else runs would show.
    let runs = [generate(), generate(), generate()];
    let generated = runs.into_iter().min_by(|left, right| left.seconds.total_cmp(&right.seconds)).expect("three runs");
    stand_alone(&output);
    let check = || {
        let mut check = timed(env!("CARGO"));
        check.args(["check", "--offline", "--quiet", "--no-default-features"]).current_dir(&output);
        check.env("CARGO_TARGET_DIR", folder.join("target")).env("CARGO_INCREMENTAL", "0").env_remove("RUSTFLAGS");
        cost(&mut check)
    };
    check();
    // Once more with the dependencies at hand.
    fs::File::options()
        .append(true)
        .open(output.join("src/lib.rs"))
        .and_then(|file| file.set_modified(SystemTime::now()))
        .expect("to touch the crate");
    (generated, check())
}

/// A crate outside of this workspace, with the versions of its dependencies that this one has.
fn stand_alone(output: &Path) {
    let manifest = output.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("the manifest");
    fs::write(&manifest, format!("{text}\n[workspace]\n")).expect("to write");
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    fs::copy(lock, output.join("Cargo.lock")).expect("the lock file");
}

fn timed(program: &str) -> Command {
    let mut command = Command::new("/usr/bin/env");
    command.args(["time", "-f", "%U %S %M", program]);
    command
}

fn cost(command: &mut Command) -> Cost {
    let output = command.output().expect("a program");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let figures: Vec<f64> =
        said.lines().last().unwrap_or_default().split(' ').filter_map(|one| one.parse().ok()).collect();
    match figures.as_slice() {
        [user, system, kilobytes] => Cost { seconds: user + system, memory: kilobytes / 1024.0 },
        _ => Cost { seconds: f64::NAN, memory: f64::NAN },
    }
}

fn text(namespaces: &[&str], types: usize) -> String {
    let mut text = String::from("openapi: 3.0.3\ninfo: { title: Scale, version: '1' }\npaths:\n");
    let all = |each: fn(&str, usize) -> String| -> String {
        namespaces.iter().flat_map(|namespace| (0..types).map(move |number| each(namespace, number))).collect()
    };
    text.push_str(&all(|namespace, number| {
        format!(
            "  /{namespace}group{}/type{number}/{{id}}:\n    get:\n      operationId: get{namespace}Type{number}\n      tags: [{namespace}group{}]\n      \
             parameters:\n        - {{ name: id, in: path, required: true, schema: {{ type: string }} }}\n        \
             - {{ name: limit, in: query, schema: {{ type: integer }} }}\n      responses:\n        '200':\n          \
             description: It.\n          content: {{ application/json: {{ schema: {{ $ref: \
             '#/components/schemas/{namespace}Type{number}' }} }} }}\n",
            number % 20,
            number % 20
        )
    }));
    text.push_str("components:\n  schemas:\n");
    text.push_str(&all(|namespace, number| {
        format!(
            "    {namespace}Type{number}:\n      type: object\n      required: [id]\n      properties:\n        \
             id: {{ type: string }}\n        name: {{ type: string, nullable: true }}\n        \
             count: {{ type: integer }}\n        weight: {{ type: number }}\n        \
             made: {{ type: string, format: date-time }}\n        tags: {{ type: array, items: {{ type: string }} }}\n        \
             state: {{ type: string, enum: [new, used, broken] }}\n        \
             next: {{ $ref: '#/components/schemas/{namespace}Type{}' }}\n",
            // No long chain of values inside values, whose layout the compiler would have to work out at once.
            number / 2
        )
    }));
    text
}
