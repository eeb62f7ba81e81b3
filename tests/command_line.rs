//! The command line, as other programs rely on it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use support::root;

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the program")
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rest-bindgen"));
    command.args(arguments).current_dir(root()).env("NO_COLOR", "1");
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const OPENAPI: &str = "specs/vpp-tokens/openapi.yaml";
const CSDL: &str = "specs/vpp-tokens/metadata.xml";

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

#[test]
fn generate_writes_a_crate_and_check_knows_when_it_is_stale() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let made = run(&["generate", OPENAPI, "--out", text(&out)]);
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(made.stdout.is_empty(), "talk goes to standard error");
    for path in ["Cargo.toml", "src/lib.rs", "coverage.json", "names.txt"] {
        assert!(out.join(path).is_file(), "{path}");
    }
    assert_eq!(run(&["generate", OPENAPI, "--out", text(&out), "--check"]).status.code(), Some(0));
    assert_eq!(run(&["generate", CSDL, "--out", text(&out), "--check"]).status.code(), Some(0));
    fs::write(out.join("names.txt"), "changed\n").expect("a change");
    let stale = run(&["generate", OPENAPI, "--out", text(&out), "--check"]);
    assert_eq!(stale.status.code(), Some(1));
    assert!(stdout(&stale).contains("-changed"), "{}", stdout(&stale));
    assert_eq!(fs::read_to_string(out.join("names.txt")).expect("the file"), "changed\n", "check writes nothing");
}

#[test]
fn a_second_run_changes_no_file_and_removes_what_is_no_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let make = |include: &str| run(&["generate", OPENAPI, "--out", text(&out), "--include", include]);
    assert!(make("/**").status.success());
    let before = fs::metadata(out.join("src/models.rs")).and_then(|found| found.modified()).expect("a time");
    let again = make("/**");
    assert!(stderr(&again).contains(" 0 files changed"), "{}", stderr(&again));
    let after = fs::metadata(out.join("src/models.rs")).and_then(|found| found.modified()).expect("a time");
    assert_eq!(before, after);
    fs::write(out.join("mine.txt"), "mine").expect("a file of the user");
    assert!(make("/deviceAppManagement/vppTokens/syncLicenseCounts").status.success());
    assert!(out.join("mine.txt").exists(), "files of others stay");
    let models = fs::read_to_string(out.join("src/models.rs")).unwrap_or_default();
    assert!(!models.contains("VppTokenLicenseSummary"));
}

#[test]
fn a_folder_with_files_of_others_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("notes.txt"), "mine").expect("a file");
    let refused = run(&["generate", OPENAPI, "--out", text(folder.path())]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("RB0601"), "{}", stderr(&refused));
    let names: Vec<_> = fs::read_dir(folder.path()).expect("the folder").collect();
    assert_eq!(names.len(), 1, "nothing is written beside it");
}

#[test]
fn a_failed_run_leaves_the_old_output_untouched() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, broken) = (folder.path().join("out"), folder.path().join("broken.yaml"));
    assert!(run(&["generate", OPENAPI, "--out", text(&out)]).status.success());
    let before = fs::read_to_string(out.join("src/models.rs")).expect("the models");
    fs::write(&broken, "openapi: 3.0.0\npaths: [").expect("a file");
    let failed = run(&["generate", text(&broken), "--out", text(&out)]);
    assert_eq!(failed.status.code(), Some(1));
    assert_eq!(fs::read_to_string(out.join("src/models.rs")).expect("the models"), before);
}

#[test]
fn a_dash_reads_standard_input_and_writes_standard_output() {
    let mut child = command(&["generate", "-", "--emit", "module", "--out", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let description = fs::read(root().join(OPENAPI)).expect("the description");
    child.stdin.take().expect("its input").write_all(&description).expect("to write");
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("pub struct VppToken"));
    assert_eq!(run(&["generate", OPENAPI, "--out", "-"]).status.code(), Some(1), "a crate cannot be printed");
}

#[test]
fn list_shows_operations_and_types() {
    let tree = stdout(&run(&["list", CSDL]));
    assert!(tree.contains("vpp_tokens::VppTokens::sync_licenses"), "{tree}");
    let json: serde_json::Value =
        serde_json::from_slice(&run(&["list", OPENAPI, "--format", "json"]).stdout).expect("JSON");
    assert_eq!(json["operations"].as_array().map(Vec::len), Some(10));
}

#[test]
fn diff_finds_nothing_between_the_two_descriptions_and_everything_between_versions() {
    let same = run(&["diff", OPENAPI, CSDL]);
    assert_eq!(same.status.code(), Some(0), "{}", stdout(&same));
    let folder = tempfile::tempdir().expect("a folder");
    let changed = folder.path().join("changed.yaml");
    let text = fs::read_to_string(root().join(OPENAPI)).expect("the description");
    fs::write(&changed, text.replace("failed: 3", "failed: 4")).expect("a copy");
    let differs = run(&["diff", OPENAPI, self::text(&changed)]);
    assert_eq!(differs.status.code(), Some(1));
    let shown = stdout(&differs);
    assert!(shown.contains("VppTokenSyncStatus::Failed") && shown.contains("1 major"), "{shown}");
}

const SHOP: &str = "\
openapi: 3.0.3
info: { title: Shop, version: '1' }
servers: [{ url: 'https://x.example' }]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      parameters:
        - { name: limit, in: query, schema: { type: integer } }
        - { name: kind, in: query, required: true, schema: { type: string } }
      responses: { '200': { description: Pets., content: { application/json: { schema: { type: array, items: { type: string } } } } } }
    post:
      operationId: createPet
      tags: [pets]
      requestBody: { required: true, content: { application/json: { schema: { type: string } } } }
      responses: { '204': { description: Done. } }
";

/// Changes of a description, and what `diff` says of each.
const CHANGES: &[(&str, &str, &str, &[&str])] = &[
    (
        "a parameter that may be given",
        "        - { name: limit",
        "        - { name: sort, in: query, schema: { type: string } }\n        - { name: limit",
        &["minor + pets::Pets::list(sort): String", "0 major, 1 minor, 0 patch"],
    ),
    (
        "a parameter that has to be given",
        "name: limit, in: query",
        "name: limit, in: query, required: true",
        &[
            "major ~ pets::Pets::list\n",
            "is  fn(limit: Int64, kind: String) -> json",
            "major - pets::Pets::list(limit)",
        ],
    ),
    (
        "a parameter that goes elsewhere",
        "name: limit, in: query",
        "name: limit, in: header",
        &["patch ~ pets::Pets::list(limit): what is sent", "was limit in the query", "is  limit in a header"],
    ),
    (
        "another type of a parameter",
        "limit, in: query, schema: { type: integer",
        "limit, in: query, schema: { type: string",
        &["major ~ pets::Pets::list(limit)\n", "was Int64", "is  String"],
    ),
    (
        "another operationId",
        "listPets",
        "findPets",
        &["major ~ pets::Pets::find: was called pets::Pets::list", "1 major, 0 minor, 0 patch"],
    ),
    (
        "another tag",
        "      operationId: listPets\n      tags: [pets]",
        "      operationId: listPets\n      tags: [animals]",
        &["major ~ animals::Animals::list_pets: was called pets::Pets::list", "1 major, 0 minor, 0 patch"],
    ),
    (
        "another path",
        "  /pets:",
        "  /animals:",
        &["major ~ pets::Pets::list\n", "was GET /pets", "is  GET /animals", "was POST /pets"],
    ),
    (
        "another media type of a body",
        "application/json: { schema: { type: string } } } }\n      responses: { '204'",
        "application/json: { schema: { type: string } }, text/plain: { schema: { type: string } } } }\n      responses: { '204'",
        &["minor + pets::Pets::create_text: fn(body: text String)", "0 major, 1 minor, 0 patch"],
    ),
    (
        "an error with a body",
        "'204': { description: Done. }",
        "'204': { description: Done. }, '404': { description: No., content: { application/json: { schema: { type: string } } } }",
        &["patch ~ pets::Pets::create: answers", "0 major, 0 minor, 1 patch"],
    ),
    (
        "another server",
        "https://x.example",
        "https://y.example",
        &["patch ~ Client::SERVERS: what is sent", "was https://x.example", "is  https://y.example"],
    ),
    (
        "deprecation",
        "operationId: createPet",
        "deprecated: true\n      operationId: createPet",
        &["patch ~ pets::Pets::create: deprecation", "0 major, 0 minor, 1 patch"],
    ),
];

#[test]
fn diff_says_what_changed_and_whether_it_breaks() {
    let folder = tempfile::tempdir().expect("a folder");
    let [old, new] = ["old.yaml", "new.yaml"].map(|name| folder.path().join(name));
    fs::write(&old, SHOP).expect("a description");
    for (change, from, to, lines) in CHANGES {
        assert!(SHOP.contains(from), "{change}");
        fs::write(&new, SHOP.replacen(from, to, 1)).expect("a description");
        let differs = run(&["diff", text(&old), text(&new)]);
        let shown = stdout(&differs);
        assert_eq!(differs.status.code(), Some(1), "{change}: {shown}");
        for line in *lines {
            assert!(shown.contains(line), "{change}: `{line}` is not in\n{shown}");
        }
    }
}

/// An operation without an id, whose name one that is declared takes.
const TAKEN: [&str; 2] =
    ["", "  /first: { get: { tags: [pets], operationId: getByPetId, responses: { '204': { description: A. } } } }\n"];

#[test]
fn a_name_that_gives_way_is_said_by_diff_and_by_a_regenerate() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let [old, new] = ["old.yaml", "new.yaml"].map(|name| folder.path().join(name));
    for (path, added) in [&old, &new].into_iter().zip(TAKEN) {
        let operation = "  /pets/{petId}: { get: { tags: [pets], parameters: [{ name: petId, in: path, required: true, schema: { type: string } }], responses: { '204': { description: A. } } } }\n";
        let text = format!("openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths:\n{added}{operation}");
        fs::write(path, text).expect("a description");
    }
    let shown = stdout(&run(&["diff", text(&old), text(&new), "--keep-names", "never"]));
    let line = "major ~ pets::Pets::get_pets_by_pet_id: was called pets::Pets::get_by_pet_id, which is the name of GET /first now";
    assert!(shown.contains(line) && shown.contains("minor + pets::Pets::get_by_pet_id"), "{shown}");

    assert_eq!(run(&["generate", text(&old), "--out", text(&out)]).status.code(), Some(0));
    let again = run(&["generate", text(&new), "--out", text(&out), "--keep-names", "never"]);
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    let line = "operation GET /pets/{petId} was pets::Pets::get_by_pet_id, is pets::Pets::get_pets_by_pet_id";
    assert!(again.status.success() && said.contains(line), "{said}");
    let again = run(&["generate", text(&new), "--out", text(&out)]);
    assert!(!String::from_utf8_lossy(&again.stderr).contains("otherwise"));
}

/// A description of an operation whose answers are inline, and of a tree.
const INLINE: &str = "\
openapi: 3.1.0
info: { title: Inline, version: '1' }
paths:
  /a: { get: { operationId: getA, responses: { '200': { description: A, content: { application/json: { schema: { type: object, properties: { x: { type: string } } } } } } } } }
  /b: { get: { operationId: getB, responses: { '200': { description: B, content: { application/json: { schema: { type: object, properties: { x: { type: string } } } } } } } } }
components: { schemas: { Tree: { type: object, properties: { first: { $ref: '#/components/schemas/Leaf' } } }, Leaf: { type: object, properties: { name: { type: string } } } } }
";

#[test]
fn diff_says_which_types_became_boxed_and_which_are_no_longer_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let [old, new] = ["old.yaml", "new.yaml"].map(|name| folder.path().join(name));
    fs::write(&old, INLINE).expect("a description");
    // One of the two that said the same says more, and a leaf leads back to the tree.
    let last = INLINE.rfind("x: { type: string }").expect("the second");
    let mut changed = INLINE.to_owned();
    changed.insert_str(last, "y: { type: string }, ");
    let changed = changed.replace("{ name: {", "{ back: { $ref: '#/components/schemas/Tree' }, name: {");
    fs::write(&new, changed).expect("a description");
    let shown = stdout(&run(&["diff", text(&old), text(&new)]));
    assert!(
        shown.contains("minor ~ models::GetBResponse200: was another name of models::GetAResponse200, is a type"),
        "{shown}"
    );
    assert!(shown.contains("in a box"), "{shown}");
}

#[test]
fn dump_model_and_explain_print_data() {
    assert!(stdout(&run(&["dump-model", CSDL])).contains("enum microsoft.graph.vppTokenSyncStatus"));
    let explained = run(&["explain", "RB0201"]);
    assert!(explained.status.success() && stdout(&explained).starts_with("RB0201"));
    assert_eq!(run(&["explain", "RB0000"]).status.code(), Some(1));
}

#[test]
fn wrong_usage_ends_with_two() {
    assert_eq!(run(&["generate"]).status.code(), Some(2));
    assert_eq!(run(&["nonsense"]).status.code(), Some(2));
}

#[test]
fn messages_can_be_json() {
    let failed = run(&["generate", "no/such/file.yaml", "--out", "target/none", "--message-format", "json"]);
    assert_eq!(failed.status.code(), Some(1));
    let line: serde_json::Value = serde_json::from_str(stderr(&failed).lines().next().expect("a line")).expect("JSON");
    assert_eq!(line["code"], "RB0101");
    assert_eq!(line["severity"], "error");
}

#[test]
fn a_selector_that_matches_nothing_is_an_error() {
    let failed = run(&["list", OPENAPI, "--include", "/nowhere/**"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(stderr(&failed).contains("RB0503"), "{}", stderr(&failed));
}

#[test]
fn an_overlay_changes_the_description_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let overlay = folder.path().join("overlay.yaml");
    let write = |target: &str| {
        let text =
            format!("overlay: 1.0.0\ninfo: {{}}\nactions: [{{target: {target}, update: {{title: Overlaid}}}}]\n");
        fs::write(&overlay, text).expect("an overlay");
    };
    write("$.info");
    let listed = run(&["list", OPENAPI, "--overlay", text(&overlay)]);
    assert!(stdout(&listed).starts_with("Overlaid "), "{}", stderr(&listed));
    write("$.information");
    let refused = run(&["list", OPENAPI, "--overlay", text(&overlay), "--message-format", "json"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = stderr(&refused);
    assert!(said.contains("RB0506") && said.contains("overlay.yaml") && said.contains("\"line\":3"), "{said}");
}

#[test]
fn a_configuration_beside_the_description_is_found_and_flags_win_over_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let description = folder.path().join("api.yaml");
    fs::copy(root().join(OPENAPI), &description).expect("a copy");
    let configuration = folder.path().join("rest-bindgen.toml");
    fs::write(&configuration, "include = ['/deviceAppManagement/vppTokens/*/syncLicenses']\n")
        .expect("a configuration");
    let found = run(&["list", text(&description)]);
    assert!(stderr(&found).contains("options of "), "{}", stderr(&found));
    assert!(stdout(&found).contains("sync_licenses") && !stdout(&found).contains("list "), "{}", stdout(&found));
    let flag = run(&["list", text(&description), "--include", "GET /deviceAppManagement/vppTokens"]);
    assert!(!stdout(&flag).contains("vpp_tokens::VppTokens::sync_licenses "), "{}", stdout(&flag));
    fs::write(&configuration, "[rename.operations]\n\"POST /nowhere\" = \"x\"\n").expect("a configuration");
    let wrong = run(&["list", text(&description), "--message-format", "json"]);
    assert_eq!(wrong.status.code(), Some(1));
    let said = stderr(&wrong);
    assert!(said.contains("RB0508") && said.contains("rest-bindgen.toml") && said.contains("\"line\":2"), "{said}");
    fs::write(&configuration, "[rename.types]\nvppToken = \"VppTokenLicenseSummary\"\n").expect("a configuration");
    let collides = run(&["list", text(&description)]);
    assert!(stderr(&collides).contains("RB0902"), "{}", stderr(&collides));
    fs::write(&configuration, "[rename.types]\nvppToken = \"Volume\"\n").expect("a configuration");
    let renamed = run(&["list", text(&description)]);
    assert!(stdout(&renamed).contains("microsoft.graph.vppToken -> models::Volume\n"), "{}", stdout(&renamed));
}

#[test]
fn what_is_written_again_keeps_its_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, paths: &str| {
        let path = folder.path().join(name);
        let text = format!("openapi: 3.0.3\ninfo: {{ title: Pets, version: '1' }}\npaths:\n{paths}");
        fs::write(&path, text).expect("a description");
        path
    };
    let before = "  '/pets/{id}': { get: { tags: [pets], responses: { '204': { description: Done. } },
        parameters: [{ name: id, in: path, required: true, schema: { type: string } }] } }\n";
    let new = "  /pets/by-id: { get: { operationId: getById, tags: [pets], responses: { '204': { description: Done. } } } }\n";
    let (old, new) = (file("old.yaml", before), file("new.yaml", &format!("{new}{before}")));
    let (out, elsewhere) = (folder.path().join("out"), folder.path().join("elsewhere"));
    let names = |out: &Path| fs::read_to_string(out.join("names.txt")).expect("the names");
    let generate = |description: &Path, out: &Path, more: &[&str]| {
        let made = run(&[&["generate", text(description), "--out", text(out)], more].concat());
        assert!(made.status.success(), "{}", stderr(&made));
        stderr(&made)
    };
    generate(&old, &out, &[]);
    let was_there = "operation GET /pets/{id} -> pets::Pets::get_by_id\n";
    assert!(names(&out).contains(was_there), "{}", names(&out));
    let said = generate(&new, &out, &[]);
    assert!(names(&out).contains(was_there) && !said.contains("called otherwise"), "{said}{}", names(&out));
    assert!(names(&out).contains("operation GET /pets/by-id -> pets::Pets::get_pets_by_minus_id\n"), "{}", names(&out));
    // The list is all that a run elsewhere needs to write the same.
    generate(&new, &out, &["--check"]);
    generate(&new, &elsewhere, &["--names", text(&out.join("names.txt"))]);
    assert_eq!(names(&elsewhere), names(&out));
    assert!(
        stdout(&run(&["list", text(&new), "--names", text(&out.join("names.txt"))])).contains("get_pets_by_minus_id ")
    );
    // What `diff` shows is what such a run does.
    let diff = run(&["diff", text(&old), text(&new)]);
    assert!(stdout(&diff).contains("minor + pets::Pets::get_pets_by_minus_id"), "{}", stdout(&diff));
    let anew = run(&["diff", text(&old), text(&new), "--keep-names", "never"]);
    assert!(stdout(&anew).contains("was called pets::Pets::get_by_id"), "{}", stdout(&anew));
    let said = generate(&new, &out, &["--keep-names", "never"]);
    assert!(said.contains("called otherwise"), "{said}");
    assert!(!names(&out).contains(was_there), "{}", names(&out));
    let missing = run(&["generate", text(&new), "--out", text(&out), "--names", text(&folder.path().join("none.txt"))]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(stderr(&missing).contains("none.txt") && stderr(&missing).contains("help"), "{}", stderr(&missing));
}

#[test]
fn what_is_written_beside_the_client_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let description = folder.path().join("api.json");
    let text_of = |path: &str| fs::read_to_string(folder.path().join("out").join(path)).unwrap_or_default();
    let swagger = serde_json::json!({
        "swagger": "2.0",
        "info": { "title": "Beside", "version": "1" },
        "paths": { "/a": { "get": {
            "produces": ["application/json"],
            "responses": { "200": {
                "description": "An A.",
                "schema": { "$ref": "#/definitions/A" },
                "examples": { "application/json": { "name": "of an answer" } },
            } },
        } } },
        "definitions": { "A": { "type": "object", "properties": { "name": { "type": "string", "maxLength": 20 } } } },
    });
    fs::write(&description, swagger.to_string()).expect("a description");
    let out = folder.path().join("out");
    let plain = run(&["generate", text(&description), "--out", text(&out)]);
    assert!(plain.status.success(), "{}", stderr(&plain));
    assert!(!out.join("tests").exists() && !out.join("src/validation.rs").exists());
    let more = ["--validate", "--test-examples", "--webhooks", "--callbacks"];
    let beside = run(&[&["generate", text(&description), "--out", text(&out)], more.as_slice()].concat());
    assert!(beside.status.success(), "{}", stderr(&beside));
    assert!(stderr(&beside).contains("`webhooks` is asked for, and the description has no webhooks"));
    assert!(!stderr(&beside).contains("`validate` is asked for"));
    let of_odata = run(&["generate", OPENAPI, "--out", text(&folder.path().join("odata")), "--validate"]);
    assert!(
        of_odata.status.success()
            && stderr(&of_odata).contains("no type or argument of the selection has a constraint")
    );
    assert!(text_of("tests/examples.json").contains("of an answer"), "examples of Swagger 2.0 too");
    assert!(text_of("src/validation.rs").contains("MaxLength(20)"));
    let again = run(&["generate", text(&description), "--out", text(&out)]);
    assert!(again.status.success() && !out.join("tests").exists(), "what is not asked for any more is removed");
}
