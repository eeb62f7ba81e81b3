//! Whether twice the types cost twice: a quarter, a half and the whole of a made-up service, generated and checked, in
//! CPU time and peak memory. Every type has eight properties, an enum and a link to another type, and an operation with
//! an optional parameter reads it.
//!
//! `SCALE_TYPES` is the number of types of the whole (1,200).
#![allow(clippy::expect_used, missing_docs, reason = "a bench fails by panicking and documents nothing")]

use std::{fs, path::Path, process::Command, time::SystemTime};

/// What a run cost: CPU seconds, and peak memory in MB.
#[derive(Clone, Copy)]
struct Cost {
    seconds: f64,
    memory: f64,
}

fn main() {
    let whole = std::env::var("SCALE_TYPES").ok().and_then(|text| text.parse().ok()).unwrap_or(1200);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scale");
    println!("{:>7} {:>18} {:>18}", "types", "generate, s / MB", "check, s / MB");
    let mut before: Option<(Cost, Cost)> = None;
    for types in [whole / 4, whole / 2, whole] {
        let (generated, checked) = measure(&folder, types);
        let shown = |cost: Cost| format!("{:.2} / {:.0}", cost.seconds, cost.memory);
        let times = before.map(|(generate, check)| {
            let (generate, check) = (generated.seconds / generate.seconds, checked.seconds / check.seconds);
            format!("  {generate:.2} and {check:.2} times the half")
        });
        println!("{types:>7} {:>18} {:>18}{}", shown(generated), shown(checked), times.unwrap_or_default());
        before = Some((generated, checked));
    }
}

fn measure(folder: &Path, types: usize) -> (Cost, Cost) {
    let output = folder.join(format!("types-{types}"));
    fs::create_dir_all(folder).expect("a folder");
    let description = folder.join(format!("types-{types}.yaml"));
    fs::write(&description, text(types)).expect("to write");
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime");
    let mut generate = timed(env!("CARGO_BIN_EXE_rest-bindgen"));
    generate.arg("generate").arg(&description).arg("--out").arg(&output).arg("--runtime-path").arg(runtime);
    let generated = cost(&mut generate);
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

fn text(types: usize) -> String {
    let mut text = String::from("openapi: 3.0.3\ninfo: { title: Scale, version: '1' }\npaths:\n");
    for number in 0..types {
        text.push_str(&format!(
            "  /group{}/type{number}/{{id}}:\n    get:\n      operationId: getType{number}\n      tags: [group{}]\n      \
             parameters:\n        - {{ name: id, in: path, required: true, schema: {{ type: string }} }}\n        \
             - {{ name: limit, in: query, schema: {{ type: integer }} }}\n      responses:\n        '200':\n          \
             description: It.\n          content: {{ application/json: {{ schema: {{ $ref: \
             '#/components/schemas/Type{number}' }} }} }}\n",
            number % 20,
            number % 20
        ));
    }
    text.push_str("components:\n  schemas:\n");
    for number in 0..types {
        text.push_str(&format!(
            "    Type{number}:\n      type: object\n      required: [id]\n      properties:\n        \
             id: {{ type: string }}\n        name: {{ type: string, nullable: true }}\n        \
             count: {{ type: integer }}\n        weight: {{ type: number }}\n        \
             made: {{ type: string, format: date-time }}\n        tags: {{ type: array, items: {{ type: string }} }}\n        \
             state: {{ type: string, enum: [new, used, broken] }}\n        \
             next: {{ $ref: '#/components/schemas/Type{}' }}\n",
            // No long chain of values inside values, whose layout the compiler would have to work out at once.
            number / 2
        ));
    }
    text
}
