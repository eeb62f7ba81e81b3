//! Microsoft Graph, described in OpenAPI by Microsoft and in CSDL by Microsoft, at different dates: what the two models
//! differ in, in classes, as `docs/equality.md` explains them. `REST_BINDGEN_CORPUS` names the folder of the
//! descriptions; without it this test says that it skips. `UPDATE_REPORT=1` writes the figures anew.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    env,
    fmt::{Debug, Write},
    fs,
    path::{Path, PathBuf},
};

use rest_bindgen::{
    config::Options,
    model::{Api, Operation, TypeKind},
};
use support::{corpus, has_errors, read, root, said};

/// An OpenAPI description and a CSDL of the same service and version, from before and after it.
const PAIRS: [[&str; 2]; 3] = [
    ["v1.0-Devices.CorporateManagement.yml", "v1.0-cleanMetadataWithDescriptionsAndAnnotations-2023-05-09.xml"],
    ["v1.0-Devices.CorporateManagement.yml", "v1.0-cleanMetadata-2026-08-20.xml"],
    ["v1.0-Planner.yml", "v1.0-cleanMetadataWithDescriptionsAndAnnotations-2023-05-09.xml"],
];

/// The first file of a name anywhere below a folder.
fn below(folder: &Path, name: &str) -> PathBuf {
    let mut open = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().is_some_and(|found| found == name) {
                found.push(path);
            }
        }
    }
    found.sort();
    found.into_iter().next().unwrap_or_else(|| panic!("{name} is not there"))
}

/// How often each class of difference occurs, with the first examples.
#[derive(Default)]
struct Differences(BTreeMap<&'static str, (usize, Vec<String>)>);

impl Differences {
    fn note(&mut self, class: &'static str, example: impl FnOnce() -> String) {
        let (count, examples) = self.0.entry(class).or_default();
        *count += 1;
        if examples.len() < 3 {
            examples.push(example());
        }
    }

    fn compare(&mut self, class: &'static str, what: &str, openapi: &str, csdl: &str) {
        if openapi != csdl {
            self.note(class, || format!("{what}: {} | {}", start(openapi), start(csdl)));
        }
    }
}

fn start(text: &str) -> String {
    text.chars().take(160).collect()
}

/// A model with the keys of its types as their addresses are shown.
struct Side<'a> {
    api: &'a Api,
    keys: HashMap<String, &'a str>,
}

impl<'a> Side<'a> {
    fn of(api: &'a Api) -> Self {
        let keys = api.types.iter().map(|(id, definition)| (format!("{id:?}"), definition.key.as_str())).collect();
        Self { api, keys }
    }

    /// A part of the model as text, with types by their keys.
    fn shown(&self, part: &impl Debug) -> String {
        let text = format!("{part:?}");
        let mut shown = String::new();
        let mut rest = text.as_str();
        while let Some(position) = rest.find("TypeId(") {
            let (before, id) = rest.split_at(position);
            let end = id.find(')').map_or(id.len(), |end| end + 1);
            shown.push_str(before);
            shown.push_str(self.keys.get(&id[..end]).copied().unwrap_or(&id[..end]));
            rest = &id[end..];
        }
        shown + rest
    }
}

/// An address without the namespace of the service in it, which converters of different years write, write by its
/// alias, or leave out.
fn unqualified(address: &str) -> String {
    address.replace("/microsoft.graph.", "/").replace("/graph.", "/")
}

fn operations(api: &Api) -> BTreeMap<String, &Operation> {
    api.operations
        .iter()
        .map(|found| (unqualified(&format!("{} {}", found.method.as_str(), found.path)), found))
        .collect()
}

fn compare_operations(openapi: &Side<'_>, csdl: &Side<'_>, differences: &mut Differences) -> usize {
    let (left, right) = (operations(openapi.api), operations(csdl.api));
    let tags: BTreeSet<&String> = openapi.api.operations.iter().flat_map(|found| &found.tags).collect();
    for (address, of_csdl) in &right {
        if !left.contains_key(address) && of_csdl.tags.iter().any(|tag| tags.contains(tag)) {
            let is_cast = of_csdl.path.contains("/graph.");
            let class = if is_cast { "operation below a derived type only in CSDL" } else { "operation only in CSDL" };
            differences.note(class, || address.clone());
        }
    }
    let mut both = 0;
    for (address, of_openapi) in &left {
        let Some(of_csdl) = right.get(address) else {
            differences.note("operation only in OpenAPI", || address.clone());
            continue;
        };
        both += 1;
        let mut compare = |class, of: &dyn Fn(&Side<'_>, &Operation) -> String| {
            differences.compare(class, address, &of(openapi, of_openapi), &of(csdl, of_csdl));
        };
        compare("operationId", &|_, found| format!("{:?}", found.operation_id));
        compare("tags", &|_, found| format!("{:?}", found.tags));
        compare("resource of an operation", &|_, found| {
            format!("{:?}", found.resource.as_ref().map(|it| (it.kind, &it.chain, &it.operation)))
        });
        compare("query options of a resource", &|_, found| {
            format!("{:?}", found.resource.as_ref().map(|it| it.options.names()))
        });
        compare("parts of a path", &|_, found| unqualified(&format!("{:?}", found.parts)));
        compare("parameters", &|side, found| {
            let parameters = found.parameters.iter();
            let facts = parameters.map(|it| (&it.name, it.location, it.required, &it.item, &it.encoding));
            side.shown(&facts.collect::<Vec<_>>())
        });
        compare("body", &|side, found| {
            let facts = found.body.as_ref().map(|it| {
                let contents = it.contents.iter();
                (it.required, contents.map(|it| (&it.media_type, &it.payload, &it.encodings)).collect::<Vec<_>>())
            });
            unqualified(&side.shown(&facts))
        });
        compare("outcome", &|side, found| unqualified(&side.shown(&found.outcome)));
    }
    both
}

fn compare_types(openapi: &Side<'_>, csdl: &Side<'_>, differences: &mut Differences) -> usize {
    let mut both = 0;
    for (id, of_openapi) in openapi.api.types.iter() {
        let key = &of_openapi.key;
        if key.contains(' ') {
            // What stands inline in an operation is compared with it.
            continue;
        }
        let Some(other) = csdl.api.types.find(key) else {
            differences.note("type only in OpenAPI", || key.clone());
            continue;
        };
        both += 1;
        match (&of_openapi.kind, &csdl.api.types[other].kind) {
            (TypeKind::Structure(left), TypeKind::Structure(right)) => {
                let base = |side: &Side<'_>, base| side.shown(&base);
                differences.compare("base type", key, &base(openapi, left.base), &base(csdl, right.base));
                let openness = |it| format!("{it:?}");
                differences.compare("open type", key, &openness(&left.additional), &openness(&right.additional));
                let (left, right) = (openapi.api.types.all_properties(id), csdl.api.types.all_properties(other));
                for property in &right {
                    if !left.iter().any(|found| found.name == property.name) {
                        let navigates = property.navigation.is_some();
                        let class =
                            if navigates { "navigation property only in CSDL" } else { "property only in CSDL" };
                        differences.note(class, || format!("{key}/{}", property.name));
                    }
                }
                for property in &left {
                    let what = format!("{key}/{}", property.name);
                    let Some(found) = right.iter().find(|found| found.name == property.name) else {
                        differences.note("property only in OpenAPI", || what);
                        continue;
                    };
                    let (left, right) = (openapi.shown(&property.item), csdl.shown(&found.item));
                    let bare = |text: &str| text.replace("nullable: true", "nullable: false");
                    let class = if bare(&left) == bare(&right) { "nullable" } else { "type of a property" };
                    differences.compare(class, &what, &left, &right);
                    let facts = |it: &&rest_bindgen::model::Property| format!("{:?}", (it.access, it.required));
                    differences.compare("access to a property", &what, &facts(property), &facts(found));
                }
            }
            (TypeKind::Enumeration(left), TypeKind::Enumeration(right)) => {
                let members = |it: &rest_bindgen::model::Enumeration| {
                    it.members.iter().map(|member| member.wire.clone()).collect::<Vec<_>>().join(" ")
                };
                differences.compare("members of an enumeration", key, &members(left), &members(right));
                differences.compare("set of members", key, &left.flags.to_string(), &right.flags.to_string());
            }
            (left, right) if std::mem::discriminant(left) == std::mem::discriminant(right) => {}
            _ => differences.note("kind of a type", || key.clone()),
        }
    }
    both
}

/// The figures of all pairs, as they stand in the report.
fn figures(corpus: &Path) -> String {
    let mut text = String::new();
    for [openapi, csdl] in PAIRS {
        let run = read(&below(corpus, openapi), &Options::default());
        assert!(!has_errors(&run), "{}", said(&run, corpus));
        let openapi_model = run.result.expect("a model");
        // The sources of the paths, so that no others are derived, and every type.
        let mut include: BTreeSet<String> = openapi_model
            .operations
            .iter()
            .filter_map(|found| Some(format!("/{}/**", found.path.split(['/', '(']).find(|part| !part.is_empty())?)))
            .collect();
        include.insert("type:*".to_owned());
        let run = read(
            &below(corpus, csdl),
            &Options { include: include.into_iter().map(Into::into).collect(), ..Options::default() },
        );
        assert!(!has_errors(&run), "{}", said(&run, corpus));
        let csdl_model = run.result.expect("a model");
        let mut differences = Differences::default();
        let (left, right) = (Side::of(&openapi_model), Side::of(&csdl_model));
        let operations = compare_operations(&left, &right, &mut differences);
        let types = compare_types(&left, &right, &mut differences);
        writeln!(text, "### {openapi}\n\nagainst {csdl}: {operations} operations and {types} types are in both.\n")
            .expect("to write");
        writeln!(text, "| class of difference | count | examples: OpenAPI \\| CSDL |\n|---|---|---|")
            .expect("to write");
        for (class, (count, examples)) in differences.0 {
            let examples: Vec<String> =
                examples.iter().map(|example| format!("`{}`", example.replace('|', "\\|"))).collect();
            writeln!(text, "| {class} | {count} | {} |", examples.join("<br>")).expect("to write");
        }
        text.push('\n');
    }
    text
}

/// What separates the explanations, written by people, from the figures.
const MARK: &str = "<!-- figures: UPDATE_REPORT=1 cargo test --test equality_at_scale -->\n\n";

#[test]
fn the_report_says_what_the_descriptions_of_graph_differ_in() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: REST_BINDGEN_CORPUS names no folder");
        return;
    };
    let report = root().join("docs/equality.md");
    let written = fs::read_to_string(&report).expect("the report");
    let (explained, known) = written.split_once(MARK).expect("the mark");
    let found = figures(&corpus);
    if env::var_os("UPDATE_REPORT").is_some() {
        fs::write(&report, format!("{explained}{MARK}{found}")).expect("to write the report");
        return;
    }
    assert_eq!(known, found, "docs/equality.md is out of date");
}
