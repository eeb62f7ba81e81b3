//! What an earlier output named keeps its name whatever comes beside it: newcomers here are made to take the name of
//! something that is there, one for everything that has a name, and stand before it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod newcomers;
mod support;

use std::{collections::BTreeSet, path::Path};

use newcomers::{Named, parameters, with_newcomers, with_newcomers_in_xml};
use rest_bindgen::{
    config::{KeepNames, OperationSurface, Options, Rename},
    diagnostics::Diagnostics,
    names::Names,
    pipeline,
    source::Input,
};
use serde_json::json;
use serde_yaml::Value;
use support::{description, folders, has_errors, listed_descriptions, options, root, said, tree};

/// `names.txt` of a description after an earlier one.
fn names(text: String, path: &Path, options: &Options, earlier: &str) -> String {
    let folder = path.parent().map(Path::to_owned);
    let input = Input::Text { name: path.display().to_string(), text: text.into_bytes(), folder };
    let run = pipeline::read(input, options);
    assert!(!has_errors(&run), "{}:\n{}", path.display(), said(&run, path));
    let api = run.result.expect("a model");
    Names::make_after(pipeline::kept(options, earlier), &api, &mut Diagnostics::new()).to_text(&api)
}

/// Lines of `names.txt`, each with the line that it belongs to.
fn lines(names: &str) -> BTreeSet<String> {
    let mut owner = "";
    let in_context = names.lines().map(|line| {
        if line.starts_with(' ') {
            return format!("{owner}{line}");
        }
        owner = line.split_once(" -> ").map_or(line, |(wire, _)| wire);
        line.to_owned()
    });
    in_context.collect()
}

/// What was there and is called otherwise now, or is there no more.
fn lost(before: &str, after: &str) -> Vec<String> {
    lines(before).difference(&lines(after)).cloned().collect()
}

/// A description of these schemas and operations: path, operationId, tag, and schema of the answer.
fn document(schemas: &serde_json::Value, operations: &[serde_json::Value]) -> String {
    let mut paths = serde_json::Map::new();
    for one in operations {
        let [path, id, tag] = ["path", "id", "tag"].map(|key| one[key].as_str().unwrap_or_default());
        let mut operation =
            json!({"responses": {"204": {"description": "Done."}}, "parameters": parameters(path, false)});
        if let Some(answer) = one.get("gives") {
            let content = json!({"application/json": {"schema": answer}});
            operation["responses"] = json!({"200": {"description": "It.", "content": content}});
        }
        if !id.is_empty() {
            operation["operationId"] = json!(id);
        }
        if !tag.is_empty() {
            operation["tags"] = json!([tag]);
        }
        paths.insert(path.to_owned(), json!({"get": operation}));
    }
    let components = json!({"schemas": schemas});
    json!({"openapi": "3.1.0", "info": {"title": "Kept", "version": "1"}, "paths": paths, "components": components})
        .to_string()
}

/// Kinds of pairs in which the second takes the name of the first, unless it is known which was there first.
fn pairs() -> Vec<(&'static str, String, String)> {
    let operations = |what, first: serde_json::Value, second: serde_json::Value| {
        let nothing = json!({});
        (what, document(&nothing, std::slice::from_ref(&first)), document(&nothing, &[second, first]))
    };
    let gives =
        |path: &str, schema: serde_json::Value| json!({"path": path, "id": path, "tag": "pets", "gives": schema});
    let size = |name: &str, values: [&str; 2]| {
        json!({"type": "object", "properties": {
            "size": {"type": "string", "enum": values, "x-ms-enum": {"name": name}},
        }})
    };
    let of =
        |schemas: serde_json::Value| document(&schemas, &[gives("/all", json!({"$ref": "#/components/schemas/All"}))]);
    let object = |names: &[&str]| {
        let properties: serde_json::Map<_, _> =
            names.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
        json!({"type": "object", "properties": properties})
    };
    let values = |values: &[&str]| json!({"type": "string", "enum": values});
    vec![
        operations(
            "a name of the path beside an operationId",
            json!({"path": "/pets/{id}", "tag": "pets"}),
            json!({"path": "/pets/by-id", "tag": "pets", "id": "getById"}),
        ),
        operations(
            "a path with and without `api`",
            json!({"path": "/pets/{id}", "tag": "pets"}),
            json!({"path": "/api/pets/{id}", "tag": "pets"}),
        ),
        operations(
            "a path with and without a slash at the end",
            json!({"path": "/pets/{id}/tags/", "tag": "pets"}),
            json!({"path": "/pets/{id}/tags", "tag": "pets"}),
        ),
        operations(
            "a group by path and by tag",
            json!({"path": "/users/search"}),
            json!({"path": "/search", "tag": "users"}),
        ),
        operations(
            "an operationId twice",
            json!({"path": "/pets/{id}", "tag": "pets", "id": "find"}),
            json!({"path": "/owners/{id}", "tag": "pets", "id": "find"}),
        ),
        operations(
            "the group before and after what is done",
            json!({"path": "/pets/{id}", "tag": "pets", "id": "getPet"}),
            json!({"path": "/all-pets", "tag": "pets", "id": "petsGet"}),
        ),
        (
            "a name that is given to inline enumerations",
            document(&json!({}), &[gives("/b", size("Size", ["small", "big"]))]),
            document(&json!({}), &[gives("/a", size("Size", ["1", "2"])), gives("/b", size("Size", ["small", "big"]))]),
        ),
        (
            "a schema that is called as an inline one is",
            of(json!({"All": {"type": "object", "properties": {"owner": object(&["name"])}}})),
            of(json!({
                "All": {"type": "object", "properties": {
                    "owner": object(&["name"]), "other": {"$ref": "#/components/schemas/AllOwner"},
                }},
                "AllOwner": object(&["id"]),
            })),
        ),
        (
            "a schema that is spelled as Rust spells another",
            of(json!({"All": {"type": "object", "properties": {"one": {"$ref": "#/components/schemas/pet_dog"}}},
                "pet_dog": object(&["id"])})),
            of(json!({"All": {"type": "object", "properties": {
                "one": {"$ref": "#/components/schemas/pet_dog"}, "two": {"$ref": "#/components/schemas/PetDog"},
            }}, "pet_dog": object(&["id"]), "PetDog": object(&["id"])})),
        ),
        ("a resource of the same last name", resources(&["b"]), resources(&["a", "b"])),
        ("a member", of(json!({"All": object(&["petName"])})), of(json!({"All": object(&["PetName", "petName"])}))),
        (
            "a value",
            of(json!({"All": values(&["in-use", "free", "gone"])})),
            of(json!({"All": values(&["in use", "in-use", "free", "gone"])})),
        ),
    ]
}

/// An OData service of these sets, each of which contains items.
fn resources(sets: &[&str]) -> String {
    let types: String = sets
        .iter()
        .map(|set| {
            format!(
                "<EntityType Name=\"of_{set}\"><NavigationProperty Name=\"items\" Type=\"shop.item\" ContainsTarget=\"true\"/>\
                 </EntityType>"
            )
        })
        .collect();
    let sets: String = sets.iter().map(|set| format!("<Singleton Name=\"{set}\" Type=\"shop.of_{set}\"/>")).collect();
    format!(
        "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\"><edmx:DataServices>\
         <Schema Namespace=\"shop\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">{types}<EntityType Name=\"item\"/>\
         <EntityContainer Name=\"C\">{sets}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"
    )
}

#[test]
fn the_newcomer_gives_way() {
    let path = root().join("kept.json");
    for (what, before, after) in pairs() {
        let options = Options::default();
        let before = names(before, &path, &options, "");
        assert_ne!(
            lost(&before, &names(after.clone(), &path, &options, "")),
            Vec::<String>::new(),
            "{what} is no pair"
        );
        let kept = names(after.clone(), &path, &options, &before);
        assert_eq!(lost(&before, &kept), Vec::<String>::new(), "{what}");
        assert_eq!(names(after, &path, &options, &kept), kept, "{what}: another run names otherwise");
    }
}

/// What the description or the user calls otherwise by now is called so.
#[test]
fn a_name_is_kept_only_for_what_is_still_called_so() {
    let path = root().join("kept.json");
    let pets = |id: &str, tag: &str| document(&json!({}), &[json!({"path": "/pets", "id": id, "tag": tag})]);
    let mut options = Options::default();
    let before = names(pets("acmeListPets", "pets"), &path, &options, "");
    assert!(before.contains("-> pets::Pets::acme_list_pets\n"), "{before}");
    let other = names(pets("acmeFindPets", "pets"), &path, &options, &before);
    assert!(other.contains("-> pets::Pets::acme_find_pets\n"), "{other}");
    options.keep_names = KeepNames::Always;
    let always = names(pets("acmeFindPets", "pets"), &path, &options, &before);
    assert_eq!(always, before, "unless every name is to be kept");
    options.keep_names = KeepNames::UnlessRenamed;
    let elsewhere = names(pets("acmeListPets", "animals"), &path, &options, &before);
    assert!(elsewhere.contains("-> animals::Animals::acme_list_pets\n"), "{elsewhere}");
    options.rename.operations.push("acmeListPets", "all".to_owned());
    let renamed = names(pets("acmeListPets", "pets"), &path, &options, &before);
    assert!(renamed.contains("-> pets::Pets::all\n"), "{renamed}");
    options = Options::default();
    let no_more = names(pets("acmeListPets", "pets"), &path, &options, &renamed);
    assert_eq!(no_more, before, "a rename that is no more is no name to keep");
    options.naming.strip_operation_prefixes.push("acme".to_owned().into());
    let stripped = names(pets("acmeListPets", "pets"), &path, &options, &before);
    assert!(stripped.contains("-> pets::Pets::list\n"), "{stripped}");
}

/// Where arguments are checked the call stands under a name of ours for as long.
#[test]
fn no_argument_is_called_as_the_call_that_checks_it() {
    let path = root().join("kept.json");
    let mut options = Options::default();
    let text = document(&json!({}), &[json!({"path": "/pets/{pet}", "id": "getPet", "tag": "pets"})]);
    let before = names(text.clone(), &path, &options, "");
    assert!(before.contains("    pet -> pet\n"), "{before}");
    options.keep_names = KeepNames::Always;
    for (wanted, given) in [("animal", "animal"), ("checked_", "pet"), ("__", "pet"), ("_1", "pet")] {
        let kept = names(text.clone(), &path, &options, &before.replace("-> pet\n", &format!("-> {wanted}\n")));
        assert!(kept.contains(&format!("    pet -> {given}\n")), "{kept}");
    }
}

/// The text is one that people merge and mend: nothing in it makes a name that is none, or two of one.
#[test]
fn a_text_that_says_nothing_counts_for_nothing() {
    let path = root().join("kept.json");
    let options = Options::default();
    let text = document(
        &json!({}),
        &[json!({"path": "/pets", "id": "listPets", "tag": "pets"}), json!({"path": "/pets/{id}", "tag": "pets"})],
    );
    let fresh = names(text.clone(), &path, &options, "");
    for earlier in [
        "<<<<<<< ours\n",
        " -> \n -> x\n\u{0}\n",
        "    id -> id\n",
        "operation GET /pets -> pets::Pets::fn main\noperation GET /pets/{id} -> pets::Pets::list\n",
        "operation GET /pets -> pets::Pets::get_by_id\noperation GET /pets/{id} -> ::\n    id -> self\n",
        "operation GET /pets -> r#mod::Mod::list\noperation GET /pets/{id} -> ../x::X::get_by_id\n",
    ] {
        assert_eq!(names(text.clone(), &path, &options, earlier), fresh, "{earlier}");
    }
}

fn as_text(tree: &Value) -> String {
    serde_json::to_string(tree).expect("a tree that is JSON")
}

/// How many names a run without the earlier output would give otherwise: what the newcomers are there for.
fn assert_kept(path: &Path, options: &Options) -> usize {
    let text = std::fs::read_to_string(path).expect("a description");
    let is_xml = path.extension().is_some_and(|extension| extension == "xml");
    let text = if is_xml { text } else { as_text(&tree(&text)) };
    let before = names(text.clone(), path, options, "");
    let named = Named::read(&before);
    let crowded = match is_xml {
        true => with_newcomers_in_xml(&text, &named),
        false => as_text(&with_newcomers(tree(&text), &named)),
    };
    let after = names(crowded.clone(), path, options, &before);
    let mut lost = lost(&before, &after);
    // Alternatives inside alternatives are counted together: there a newcomer moves the place, and not the name.
    lost.retain(|line| {
        !(line.contains(".variant ") && line.rsplit_once(" -> ").is_some_and(|(_, rust)| after.contains(rust)))
    });
    assert!(lost.is_empty(), "{}: {} names, such as {:#?}", path.display(), lost.len(), &lost[..lost.len().min(20)]);
    assert_eq!(names(crowded.clone(), path, options, &after), after, "{}: another run names otherwise", path.display());
    self::lost(&before, &names(crowded, path, options, "")).len()
}

#[test]
fn in_the_cases() {
    let mut taken = 0;
    for case in folders("cases") {
        let (options, path) = (options(&case), description(&case));
        let text = std::fs::read_to_string(&path).expect("a description");
        let is_csdl = path.extension().is_some_and(|extension| extension == "xml") || text.contains("\"$Version\"");
        // What is asked of an operationId is asked of the first that has it.
        let is_for_these =
            options.names.is_none() && options.overlays.is_empty() && options.rename == Rename::default() && !is_csdl;
        if is_for_these {
            taken += assert_kept(&path, &options);
        }
    }
    assert!(taken > 300, "{taken} newcomers would take a name");
}

#[test]
fn in_a_slice_of_graph() {
    for name in ["openapi.yaml", "metadata.xml"] {
        assert!(assert_kept(&root().join("specs/vpp-tokens").join(name), &Options::default()) > 10);
    }
}

#[test]
fn among_request_builders() {
    let options = Options { operations: OperationSurface::Navigation, ..Options::default() };
    assert!(assert_kept(&root().join("specs/library/metadata.xml"), &options) > 10);
}

/// Beyond a number of paths operations are reached by navigation: one more path turns no function into a step.
#[test]
fn beyond_the_number_of_paths_that_are_functions() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, list) = (folder.path().join("metadata.xml"), folder.path().join("names.txt"));
    // A path for the singleton, for each of 70 steps, and for each of so many steps from there.
    let with_steps = |count: usize| {
        let steps = |name: &str, count: usize, to: &str| -> String {
            let step = |number| {
                format!("<NavigationProperty Name=\"{name}{number}\" Type=\"shop.{to}\" ContainsTarget=\"true\"/>")
            };
            (0..count).map(step).collect()
        };
        let entity = |name: &str, steps: String| format!("<EntityType Name=\"{name}\">{steps}</EntityType>");
        format!(
            "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\"><edmx:DataServices>\
             <Schema Namespace=\"shop\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">{}{}{}\
             <EntityContainer Name=\"C\"><Singleton Name=\"one\" Type=\"shop.first\"/></EntityContainer></Schema>\
             </edmx:DataServices></edmx:Edmx>",
            entity("first", steps("a", 70, "second")),
            entity("second", steps("b", count, "third")),
            entity("third", String::new()),
        )
    };
    let mut options = Options::default();
    let before = names(with_steps(70), &path, &options, "");
    assert!(before.contains("operation GET /one/a7/b7 -> "));
    assert!(names(with_steps(72), &path, &options, "").contains("entry one -> one\n"));
    std::fs::write(&list, &before).expect("the names");
    options.names = Some(list);
    assert_eq!(lost(&before, &names(with_steps(72), &path, &options, &before)), Vec::<String>::new());
}

/// Real descriptions, when they are there.
#[test]
fn in_the_listed_descriptions() {
    for path in listed_descriptions() {
        eprintln!("{}", path.display());
        let taken = assert_kept(&path, &Options::default());
        eprintln!("{taken} names would be taken");
    }
}
