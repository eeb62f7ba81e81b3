//! What the compiler needs for the generated form and for the derive form of the same types: `cargo check` of a crate
//! with 300 copies of the VPP token's properties in each form, dependencies aside; or of the types of the CSDL document
//! in XML that `COST_METADATA` names.
#![allow(clippy::expect_used, missing_docs, reason = "a bench fails by panicking and documents nothing")]

mod derived;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use rest_bindgen::{
    config::{Entry, Options},
    pipeline,
    source::Input,
};

const TYPES: usize = 300;
const PROPERTIES: [&str; 18] = [
    "appleId",
    "automaticallyUpdateApps",
    "countryOrRegion",
    "displayName",
    "expirationDateTime",
    "lastSyncDateTime",
    "lastModifiedDateTime",
    "locationName",
    "organizationName",
    "roleScopeTagIds",
    "state",
    "token",
    "note",
    "size",
    "count",
    "weight",
    "owner",
    "kind",
];

fn schema(name: &str) -> &'static str {
    match name {
        "automaticallyUpdateApps" => "{ type: boolean }",
        "expirationDateTime" | "lastSyncDateTime" | "lastModifiedDateTime" => "{ type: string, format: date-time }",
        "roleScopeTagIds" => "{ type: array, items: { type: string } }",
        "size" | "count" => "{ type: integer }",
        "weight" => "{ type: number }",
        _ => "{ type: string }",
    }
}

fn rust_type(name: &str) -> &'static str {
    match name {
        "automaticallyUpdateApps" => "bool",
        "expirationDateTime" | "lastSyncDateTime" | "lastModifiedDateTime" => "time::OffsetDateTime",
        "roleScopeTagIds" => "Vec<String>",
        "size" | "count" => "i64",
        "weight" => "f64",
        _ => "String",
    }
}

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile-cost");
    let metadata = std::env::var("COST_METADATA").ok().map(PathBuf::from);
    let (what, ours, derived) = match &metadata {
        Some(path) => {
            let text = fs::read_to_string(path).expect("the metadata");
            let derived = derived::from_metadata(text.trim_start_matches('\u{feff}'));
            // Types alone: the derive form has no operations.
            let types = Options { include: vec![Entry::from("type:*".to_owned())], ..Options::default() };
            (path.display().to_string(), (Input::Path(path.clone()), types), derived)
        }
        None => {
            let input = Input::Text { name: "cost.yaml".to_owned(), text: made_up().into_bytes(), folder: None };
            (
                format!("{TYPES} types of {} properties", PROPERTIES.len()),
                (input, Options::default()),
                made_up_derived(),
            )
        }
    };
    let ours = generated(&folder.join("generated"), ours.0, ours.1);
    let derived = derived_crate(&folder.join("derived"), &derived);
    let target = folder.join("target");
    let measure = |crate_folder: &Path| {
        let check = || {
            let mut command = Command::new("/usr/bin/env");
            command.args(["time", "-f", "%U %S %M", env!("CARGO"), "check", "--offline", "--quiet"]);
            command.current_dir(crate_folder).env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "0");
            command.env_remove("RUSTFLAGS").output().expect("cargo")
        };
        let first = check();
        assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
        fs::File::options()
            .append(true)
            .open(crate_folder.join("src/lib.rs"))
            .and_then(|file| file.set_modified(std::time::SystemTime::now()))
            .expect("to touch the crate");
        let said = String::from_utf8_lossy(&check().stderr).into_owned();
        let figures: Vec<f64> =
            said.lines().last().unwrap_or_default().split(' ').filter_map(|one| one.parse().ok()).collect();
        match figures.as_slice() {
            [user, system, kilobytes] => (user + system, kilobytes / 1024.0),
            _ => (f64::NAN, f64::NAN),
        }
    };
    let (our_seconds, our_memory) = measure(&ours);
    let (derived_seconds, derived_memory) = measure(&derived);
    println!("{what}, cargo check of the crate alone:");
    println!("generated {our_seconds:.2} s CPU, {our_memory:.0} MB");
    println!("derived   {derived_seconds:.2} s CPU, {derived_memory:.0} MB");
    let (seconds, memory) = (our_seconds / derived_seconds, our_memory / derived_memory);
    println!("ratio     {seconds:.2} of the time, {memory:.2} of the memory");
}

fn made_up() -> String {
    let mut text =
        String::from("openapi: 3.0.3\ninfo: { title: Cost, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n");
    for number in 0..TYPES {
        text.push_str(&format!("    Type{number}:\n      type: object\n      properties:\n"));
        for name in PROPERTIES {
            text.push_str(&format!("        {name}: {}\n", schema(name)));
        }
    }
    text
}

fn made_up_derived() -> String {
    let mut text = String::from("#![allow(dead_code)]\n");
    for number in 0..TYPES {
        text.push_str(derived::DERIVES);
        text.push_str(&format!("#[serde(default)]\npub struct Type{number} {{\n"));
        for (position, name) in PROPERTIES.into_iter().enumerate() {
            text.push_str(&derived::field(position, name, rust_type(name)));
        }
        text.push_str("}\n");
    }
    text
}

fn generated(folder: &Path, input: Input, options: Options) -> PathBuf {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime");
    let options = Options {
        name: Some("cost-generated".to_owned()),
        runtime_path: Some(runtime.to_string_lossy().into_owned()),
        ..options
    };
    let files = pipeline::generate(input, &options).result.expect("an output").files;
    rest_bindgen::write::write(folder, &files).expect("to write");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("the manifest");
    let manifest = manifest.replace("default = [\"reqwest\"]", "default = []");
    finish(folder, &format!("{manifest}\n[workspace]\n"))
}

fn derived_crate(folder: &Path, text: &str) -> PathBuf {
    fs::create_dir_all(folder.join("src")).expect("a folder");
    fs::write(folder.join("src/lib.rs"), text).expect("to write");
    let manifest = "[package]\nname = \"cost-derived\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                    [dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\n\
                    time = { version = \"0.3\", features = [\"formatting\", \"parsing\", \"serde\"] }\n";
    finish(folder, manifest)
}

fn finish(folder: &Path, manifest: &str) -> PathBuf {
    fs::write(folder.join("Cargo.toml"), manifest).expect("to write");
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).expect("the lock file");
    folder.to_owned()
}
