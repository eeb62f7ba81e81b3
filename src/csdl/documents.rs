//! The root document and those it refers to.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

use super::{
    catalog::Catalog,
    parse, parse_json,
    syntax::{Document, Reference, TypeReference},
};
use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics, FileId},
    source::{Format, Sources},
};

/// Reads a document and all that it refers to, directly or not. The first is the one asked for.
pub(super) fn read(sources: &mut Sources, first: FileId, diagnostics: &mut Diagnostics) -> Option<Vec<Document>> {
    let mut documents = vec![parse(sources, first, diagnostics)?];
    let mut known: HashSet<FileId> = HashSet::from([first]);
    // A set of documents names each of its files many times over.
    let mut located: HashMap<(Option<PathBuf>, String), Option<FileId>> = HashMap::new();
    let mut position = 0;
    while let Some(document) = documents.get(position) {
        let file = document.file;
        let folder = sources.file(file).path().and_then(Path::parent).map(Path::to_owned);
        let references: Vec<String> = document.references.iter().map(|reference| reference.uri.clone()).collect();
        for uri in references {
            let found = *located.entry((folder.clone(), uri)).or_insert_with_key(|(_, uri)| locate(sources, file, uri));
            // What is missing matters only if its types are used, which `warn_of_unread` sees.
            if let Some(found) = found.filter(|found| known.insert(*found)) {
                documents.extend(parse(sources, found, diagnostics));
            }
        }
        position += 1;
    }
    Some(documents)
}

/// The file of a reference. Most are URLs of documents published elsewhere; a copy may lie beside the document under
/// the same name, as when a whole set of them was downloaded.
fn locate(sources: &mut Sources, from: FileId, uri: &str) -> Option<FileId> {
    let path = uri.split(['?', '#']).next().unwrap_or_default();
    let wanted = match path.split_once("://") {
        Some((_, rest)) => rest.rsplit('/').next().unwrap_or_default(),
        None => path,
    };
    if wanted.is_empty() || wanted.starts_with('$') {
        return None;
    }
    sources.add(from, wanted).ok()
}

fn parse(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<Document> {
    let source = sources.file(file);
    match source.format() {
        Format::Xml => parse::read(source, diagnostics),
        Format::Json | Format::Yaml => parse_json::read(source, sources.tree(file)?, diagnostics),
    }
}

/// Warns, once for each namespace, of types whose schema a reference includes but whose document was not read.
pub(super) fn warn_of_unread(documents: &[Document], catalog: &Catalog<'_>, diagnostics: &mut Diagnostics) {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for document in documents {
        for reference in type_references(document) {
            let name = catalog.names.resolve(document.file, &reference.name);
            let namespace = name.rsplit_once('.').map_or("", |(namespace, _)| namespace);
            if catalog.unread_namespaces.contains(namespace) {
                *uses.entry(namespace.to_owned()).or_default() += 1;
            }
        }
    }
    let including = |namespace: &str| {
        let references = documents.iter().flat_map(|document| &document.references);
        let includes = |reference: &&Reference| reference.includes.iter().any(|(included, _)| included == namespace);
        references.into_iter().find(includes)
    };
    let mut uses: Vec<_> = uses.into_iter().collect();
    uses.sort();
    for (namespace, count) in uses {
        let Some(reference) = including(&namespace) else { continue };
        let message = format!("types of `{namespace}` are used {count} times, but its document was not read");
        let help = format!("save `{}` beside this document to have these values typed", reference.uri);
        diagnostics.push(Diagnostic::warning(Code::SchemaNotRead, message).at(reference.place).help(help));
    }
}

fn type_references(document: &Document) -> impl Iterator<Item = &TypeReference> {
    let structured = document.schemas.iter().flat_map(|schema| &schema.structured_types);
    structured.flat_map(|structured| {
        let properties = structured.properties.iter().map(|property| &property.kind);
        properties.chain(structured.navigation.iter().map(|property| &property.kind))
    })
}
