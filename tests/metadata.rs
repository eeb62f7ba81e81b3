//! Real CSDL, read here a second time with an XML parser alone: every declared construct is in the generated client
//! or in its ledger, and every member of an enumeration has its number. `REST_BINDGEN_CORPUS` names the folder of the
//! descriptions; without it these tests say that they skip.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
};

use rest_bindgen::{
    config::Options,
    model::{Api, TypeDefinition, TypeId, TypeKind},
    pipeline::Output,
};
use roxmltree::{Document, Node};
use support::{corpus, generate, has_errors, is_incomplete, metadata_below, read, said};

fn children<'a, 'i>(node: Node<'a, 'i>, names: &'static [&'static str]) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(|child| names.contains(&child.tag_name().name()))
}

fn schemas<'a, 'i>(document: &'a Document<'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    document.descendants().filter(|node| node.tag_name().name() == "Schema")
}

fn name<'a>(node: Node<'a, '_>) -> &'a str {
    node.attribute("Name").unwrap_or_default()
}

/// What `names.txt` says: types with their members and paths in Rust.
#[derive(Default)]
struct Named<'a> {
    types: HashMap<&'a str, (&'a str, HashMap<&'a str, &'a str>)>,
}

impl<'a> Named<'a> {
    fn of(output: &'a Output) -> Self {
        let mut named = Self::default();
        let mut current: Option<&str> = None;
        for line in output.files["names.txt"].lines() {
            let Some((wire, rust)) = line.split_once(" -> ") else { continue };
            if let Some(key) = wire.strip_prefix("type ") {
                current = Some(key);
                named.types.insert(key, (rust, HashMap::new()));
            } else if wire.starts_with("operation ") {
                current = None;
            } else if let Some((_, members)) = current.and_then(|key| named.types.get_mut(key)) {
                members.insert(wire.trim(), rust);
            }
        }
        named
    }
}

/// What a model holds: types with their members, the segments of all paths, and the constructs in its ledger.
struct Known<'a> {
    types: HashMap<&'a str, HashSet<&'a str>>,
    segments: HashSet<&'a str>,
    ledger: String,
}

impl<'a> Known<'a> {
    fn of(api: &'a Api) -> Self {
        let members = |(id, definition): (TypeId, &'a TypeDefinition)| {
            let members = match &definition.kind {
                TypeKind::Structure(_) => api.types.all_properties(id).iter().map(|it| it.name.as_str()).collect(),
                TypeKind::Enumeration(it) => it.members.iter().map(|member| member.wire.as_str()).collect(),
                TypeKind::Union(_) | TypeKind::Alias(_) => HashSet::new(),
            };
            (definition.key.as_str(), members)
        };
        // What is reached by navigation has the rest of its path in steps.
        let steps = api.request_builders.iter().flat_map(|builders| builders.accessors());
        let paths = api.operations.iter().map(|operation| operation.path.as_str());
        let paths = paths.chain(steps.map(|step| step.name.as_str()));
        Self {
            types: api.types.iter().map(members).collect(),
            segments: paths.flat_map(|path| path.split(['/', '(', ')', '=', ',', '\''])).collect(),
            ledger: api.ledger.entries.iter().map(|entry| format!("{}\n", entry.construct)).collect(),
        }
    }

    fn has_operation(&self, namespace: &str, name: &str) -> bool {
        self.segments.contains(name) || self.segments.contains(format!("{namespace}.{name}").as_str())
    }
}

/// What a document says that has no effect on a client, as the ledger counts it.
fn unspoken(document: &Document<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for node in document.descendants().filter(|node| node.is_element()) {
        let name = node.tag_name().name();
        if name == "NavigationPropertyBinding" || name == "OnDelete" {
            let of = node.parent_element().map_or("", |parent| parent.tag_name().name());
            found.insert(format!("element `{name}` in `{of}`"));
        }
        let idle = ["EntitySetPath"];
        for attribute in node.attributes().filter(|attribute| idle.contains(&attribute.name())) {
            found.insert(format!("attribute `{}` of `{name}`", attribute.name()));
        }
        if name == "Annotation" && node.parent_element().is_some_and(|parent| parent.has_tag_name("Annotation")) {
            found.insert("annotation of an annotation".to_owned());
        }
    }
    found
}

/// What a document declares that is neither in the model, all of which is emitted, nor in its ledger.
fn lost(text: &str, known: &Known<'_>, with_operations: bool) -> (usize, Vec<String>) {
    let document = Document::parse(text).expect("XML");
    let (mut count, mut lost) = (0, Vec::new());
    let mut check = |what: String, is_there: bool| {
        count += 1;
        // A construct of the ledger stands in backticks and ends with its own name.
        let simple = what.rsplit([' ', '/', '.']).next().unwrap_or_default();
        let is_listed = || known.ledger.contains(&format!("{simple}`")) || known.ledger.contains(&format!("{simple}("));
        if !is_there && !is_listed() {
            lost.push(what);
        }
    };
    for construct in unspoken(&document) {
        check(construct.clone(), known.ledger.contains(&construct));
    }
    for schema in schemas(&document) {
        let namespace = schema.attribute("Namespace").unwrap_or_default();
        for declared in children(schema, &["EntityType", "ComplexType", "EnumType", "TypeDefinition"]) {
            let key = format!("{namespace}.{}", name(declared));
            let found = known.types.get(key.as_str());
            check(format!("type {key}"), found.is_some());
            for member in children(declared, &["Property", "NavigationProperty", "Member"]) {
                let is_there = found.is_some_and(|members| members.contains(name(member)));
                check(format!("{} {key}/{}", member.tag_name().name(), name(member)), is_there);
            }
        }
        if !with_operations {
            continue;
        }
        for declared in children(schema, &["Action", "Function"]) {
            let is_bound = declared.attribute("IsBound") == Some("true");
            let is_there = !is_bound || known.has_operation(namespace, name(declared));
            check(format!("{} {namespace}.{}", declared.tag_name().name(), name(declared)), is_there);
        }
        for container in children(schema, &["EntityContainer"]) {
            for source in children(container, &["EntitySet", "Singleton", "ActionImport", "FunctionImport"]) {
                let what = format!("{} {}", source.tag_name().name(), name(source));
                check(what, known.has_operation(namespace, name(source)));
            }
        }
    }
    (count, lost)
}

#[test]
fn nothing_that_a_csdl_declares_is_lost_in_silence() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: REST_BINDGEN_CORPUS names no folder");
        return;
    };
    let (mut constructs, mut runs, mut incomplete, mut by_navigation, mut failures) = (0, 0, 0, 0, Vec::new());
    let documents = metadata_below(&corpus);
    let texts: HashMap<&Path, &str> = documents.iter().map(|(path, text)| (path.as_path(), text.as_str())).collect();
    let mut checked: HashSet<PathBuf> = HashSet::new();
    for (path, _) in &documents {
        // Documents that refer to each other are one description: what one run has read is checked against it.
        if checked.contains(path) {
            continue;
        }
        // Large ones are reached by navigation.
        let run = read(path, &Options::default());
        runs += 1;
        let shown = |path: &Path| path.strip_prefix(&corpus).unwrap_or(path).display().to_string();
        if is_incomplete(&run) {
            incomplete += 1;
            continue;
        }
        let Some(api) = run.result.as_ref().filter(|_| !has_errors(&run)) else {
            failures.push(format!("{}: {}", shown(path), said(&run, &corpus)));
            continue;
        };
        by_navigation += usize::from(api.request_builders.is_some());
        let known = Known::of(api);
        for found in run.sources.files_read() {
            let Some(text) = texts.get(found) else { continue };
            checked.insert(found.to_owned());
            // Containers are those of the first document.
            let (count, lost) = lost(text, &known, found == path);
            constructs += count;
            failures.extend(lost.into_iter().map(|lost| format!("{}: {lost}", shown(found))));
        }
    }
    eprintln!("{by_navigation} runs by navigation");
    eprintln!("{constructs} constructs of {} documents in {runs} runs, {incomplete} incomplete", documents.len());
    assert!(!documents.is_empty());
    let shown: Vec<&str> = failures.iter().take(60).map(String::as_str).collect();
    assert!(failures.is_empty(), "{} of {constructs} constructs are lost:\n{}", failures.len(), shown.join("\n"));
}

/// The numbers of an enumeration's members as the specification has them (CSDL 4.01 section 10.2.2): their own, or
/// counted from zero when none has one.
fn numbers<'a>(enumeration: Node<'a, '_>) -> Vec<(&'a str, i128)> {
    let members = children(enumeration, &["Member"]).enumerate();
    let number = |(position, member): (usize, Node<'a, '_>)| {
        let value = member.attribute("Value").map(|value| value.parse::<i128>().expect("a number"));
        (name(member), value.unwrap_or(position as i128))
    };
    members.map(number).collect()
}

/// Discriminants and other names of members by the path of the enum, read off the generated text.
fn discriminants(output: &Output) -> BTreeMap<String, HashMap<String, i128>> {
    let mut found: BTreeMap<String, HashMap<String, i128>> = BTreeMap::new();
    for (file, text) in &output.files {
        let Some(module) = file.strip_prefix("src/").and_then(|file| file.strip_suffix(".rs")) else { continue };
        // Large modules are spread over files, whose items they export as their own.
        let module = module.rsplit_once("/types_").map_or(module, |(module, _)| module).replace('/', "::");
        let (mut of_enum, mut of_impl) = (None, String::new());
        for line in text.lines() {
            let trimmed = line.trim();
            if let Some(name) = line.strip_prefix("pub enum ").and_then(|rest| rest.strip_suffix(" {")) {
                of_enum = Some(format!("{module}::{name}"));
            } else if let Some(name) = line.strip_prefix("impl ").and_then(|rest| rest.strip_suffix(" {")) {
                of_impl = format!("{module}::{name}");
            } else if line == "}" {
                of_enum = None;
            } else if let (Some(path), Some((name, number))) = (&of_enum, trimmed.split_once(" = ")) {
                if let Ok(number) = number.trim_end_matches(',').parse() {
                    found.entry(path.clone()).or_default().insert(name.to_owned(), number);
                }
            } else if let Some((name, same)) =
                trimmed.strip_prefix("pub const ").and_then(|rest| rest.split_once(": Self = Self::"))
            {
                let members = found.entry(of_impl.clone()).or_default();
                if let Some(number) = members.get(same.trim_end_matches(';')).copied() {
                    members.insert(name.to_owned(), number);
                }
            }
        }
    }
    found
}

/// The type's own base and the number of properties it declares, as the model has them.
fn check_structures(schema: Node<'_, '_>, named: &Named<'_>) -> usize {
    let namespace = schema.attribute("Namespace").unwrap_or_default();
    let mut count = 0;
    for declared in children(schema, &["EntityType", "ComplexType"]) {
        let key = format!("{namespace}.{}", name(declared));
        assert!(named.types.contains_key(key.as_str()), "{key}");
        count += 1;
    }
    count
}

#[test]
fn every_member_of_every_enumeration_of_graph_has_its_number() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: REST_BINDGEN_CORPUS names no folder");
        return;
    };
    let documents = metadata_below(&corpus);
    let of_graph = |(path, _): &&(PathBuf, String)| path.ends_with("v1.0-Prod.csdl");
    let Some((path, text)) = documents.iter().find(of_graph) else {
        eprintln!("skipped: the corpus has no v1.0-Prod.csdl");
        return;
    };
    let run = generate(path, &Options { include: vec!["type:*".into()], ..Options::default() });
    assert!(!has_errors(&run), "{}", said(&run, &corpus));
    let output = run.result.expect("an output");
    let (named, generated) = (Named::of(&output), discriminants(&output));
    let document = Document::parse(text).expect("XML");
    let (mut enumerations, mut members, mut structures) = (0, 0, 0);
    for schema in schemas(&document) {
        let namespace = schema.attribute("Namespace").unwrap_or_default();
        structures += check_structures(schema, &named);
        for enumeration in children(schema, &["EnumType"]) {
            let key = format!("{namespace}.{}", name(enumeration));
            let (rust, names) = named.types.get(key.as_str()).unwrap_or_else(|| panic!("{key} is not there"));
            // Some have no members, and so no numbers.
            let discriminants = generated.get(*rust).cloned().unwrap_or_default();
            enumerations += 1;
            for (member, number) in numbers(enumeration) {
                let rust = names.get(member).unwrap_or_else(|| panic!("{key}/{member} is not there"));
                assert_eq!(discriminants.get(*rust), Some(&number), "{key}/{member}");
                members += 1;
            }
        }
    }
    eprintln!("{enumerations} enumerations with {members} members, {structures} structured types");
    assert!(enumerations > 800 && members > 6_000 && structures > 2_900, "{enumerations} {members} {structures}");
}
