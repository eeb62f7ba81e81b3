//! Real descriptions, when they are there: `REST_BINDGEN_CORPUS` names their folder. None of them is part of this
//! project, so without the folder these tests say that they skip.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};

use rest_bindgen::config::Options;
use support::{corpus, generate, has_errors, said};

/// What both versions and all shapes of the files describe.
const WANTED: [&str; 6] = ["list", "create", "get", "update", "delete", "sync_licenses"];

fn vpp_tokens() -> Options {
    Options { include: vec!["/deviceAppManagement/vppTokens/**".into()], ..Options::default() }
}

/// Files of a kind anywhere below the corpus that mention a text.
fn mentioning(folder: &Path, extensions: &[&str], text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|one| extensions.iter().any(|wanted| one == *wanted))
                && std::fs::read_to_string(&path).is_ok_and(|contents| contents.contains(text))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_description_of_graphs_vpp_tokens_gives_all_their_operations() {
    let Some(corpus) = corpus() else {
        println!("skipped: REST_BINDGEN_CORPUS names no folder");
        return;
    };
    let openapi = mentioning(&corpus, &["yml", "yaml"], "  /deviceAppManagement/vppTokens:");
    let csdl = mentioning(&corpus, &["xml", "csdl"], "Name=\"vppTokens\" Type=\"Collection(graph.vppToken)\"");
    assert!(!openapi.is_empty() && !csdl.is_empty());
    for path in openapi.iter().chain(&csdl) {
        let run = generate(path, &vpp_tokens());
        assert!(!has_errors(&run), "{}:\n{}", path.display(), said(&run, &corpus));
        let output = run.result.expect("an output");
        let names = output.files.get("names.txt").expect("the names");
        for function in WANTED {
            assert!(names.contains(&format!("VppTokens::{function}\n")), "{} lacks {function}", path.display());
        }
        assert!(output.types <= 15, "{}: {} types", path.display(), output.types);
    }
}

/// What the list of descriptions in the corpus calls valid must generate; nothing may panic or be lost in silence.
#[test]
fn the_listed_descriptions_generate_every_operation() {
    let Some(corpus) = corpus() else {
        println!("skipped: REST_BINDGEN_CORPUS names no folder");
        return;
    };
    let Ok(list) = std::fs::read_to_string(corpus.join("bench.tsv")) else {
        println!("skipped: the corpus has no bench.tsv");
        return;
    };
    for line in list.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [_, path, _, _, operations, ..] = columns.as_slice() else { continue };
        let run = generate(&corpus.join(path), &Options::default());
        assert!(!has_errors(&run), "{path}:\n{}", said(&run, &corpus));
        let (emitted, described) = run.result.expect("an output").operations;
        assert_eq!((emitted, described), (operations.parse().unwrap(), emitted), "{path}");
    }
}
