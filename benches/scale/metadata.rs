//! Parts of a CSDL document that are documents themselves: some of its types with what they build on, and everything
//! that speaks of no other type; and the document twice, under two namespaces.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use roxmltree::{Document, Node};

/// One of `parts` of the document's types, evenly chosen, and the bases of those.
pub(crate) fn part(text: &str, parts: usize) -> String {
    let document = Document::parse(text).expect("CSDL in XML");
    let schemas = schemas(&document);
    let types = || schemas.iter().flat_map(|schema| schema.children().filter(is_type).map(move |node| (schema, node)));
    let bases: BTreeMap<String, String> = types()
        .filter_map(|(schema, node)| Some((name(schema, &node)?, full(&schemas, node.attribute("BaseType")?))))
        .collect();
    let mut kept: BTreeSet<String> = types().filter_map(|(schema, node)| name(schema, &node)).step_by(parts).collect();
    for mut one in kept.clone() {
        while let Some(base) = bases.get(&one) {
            kept.insert(base.clone());
            one.clone_from(base);
        }
    }
    let mut removed: Vec<Range<usize>> = Vec::new();
    for schema in &schemas {
        for node in schema.descendants().filter(|node| speaks_of_another(&schemas, &kept, schema, node)) {
            removed.push(node.range());
        }
    }
    without(text, removed)
}

/// How much the document declares: types, their properties and members, operations with their parameters, and entries.
/// A part that keeps every fourth type keeps fewer properties of each, as most speak of another type.
pub(crate) fn declarations(text: &str) -> usize {
    let document = Document::parse(text).expect("CSDL in XML");
    let is_declaration = |node: &Node<'_, '_>| {
        let name = node.tag_name().name();
        is_type(node)
            || matches!(name, "Property" | "NavigationProperty" | "Member" | "Action" | "Function" | "Parameter")
            || matches!(name, "EntitySet" | "Singleton")
    };
    document.descendants().filter(is_declaration).count()
}

/// The document and a copy of all its types, bound operations, entity sets and singletons.
pub(crate) fn twice(text: &str) -> String {
    let document = Document::parse(text).expect("CSDL in XML");
    let schemas = schemas(&document);
    let container = document.descendants().find(|node| node.tag_name().name() == "EntityContainer");
    let mut copies = String::new();
    let mut entries = String::new();
    for schema in &schemas {
        let inside = container.filter(|container| container.parent() == Some(*schema)).map(|container| {
            let shifted = |range: Range<usize>| range.start - schema.range().start..range.end - schema.range().start;
            entries = container.children().filter(Node::is_element).map(|entry| renamed_entry(text, &entry)).collect();
            shifted(container.range())
        });
        copies.push_str(&without(&text[schema.range()], inside.into_iter().collect()));
    }
    for schema in &schemas {
        for word in [schema.attribute("Namespace"), schema.attribute("Alias")].into_iter().flatten() {
            for text in [&mut copies, &mut entries] {
                for before in ['"', '(', '/', ' '] {
                    *text = text.replace(&format!("{before}{word}."), &format!("{before}{word}Copy."));
                    *text = text.replace(&format!("{before}{word}\""), &format!("{before}{word}Copy\""));
                }
            }
        }
    }
    let end_of_schemas = schemas.iter().map(|schema| schema.range().end).max().unwrap_or_default();
    let end_of_container = container.map_or(end_of_schemas, |node| node.range().end - "</EntityContainer>".len());
    let (before, between, after) =
        (&text[..end_of_container], &text[end_of_container..end_of_schemas], &text[end_of_schemas..]);
    format!("{before}{entries}{between}{copies}{after}")
}

fn renamed_entry(text: &str, entry: &Node<'_, '_>) -> String {
    let name = entry.attribute("Name").unwrap_or_default();
    text[entry.range()].replacen(&format!("Name=\"{name}\""), &format!("Name=\"{name}Copy\""), 1)
}

fn speaks_of_another(
    schemas: &[Node<'_, '_>],
    kept: &BTreeSet<String>,
    schema: &Node<'_, '_>,
    node: &Node<'_, '_>,
) -> bool {
    let is_kept = |reference: &str| {
        let reference = full(schemas, reference.trim_start_matches("Collection(").trim_end_matches(')'));
        reference.starts_with("Edm.") || kept.contains(&reference)
    };
    let lacks = |node: &Node<'_, '_>| {
        let types = ["Type", "EntityType", "BaseType"].into_iter().filter_map(|one| node.attribute(one));
        types.filter(|reference| reference.contains('.')).any(|reference| !is_kept(reference))
    };
    match node.tag_name().name() {
        "EntityType" | "ComplexType" | "EnumType" => name(schema, node).is_some_and(|name| !kept.contains(&name)),
        "Property" | "NavigationProperty" | "EntitySet" | "Singleton" => lacks(node),
        "Action" | "Function" => node.children().any(|child| lacks(&child)),
        // What they name may be gone.
        "NavigationPropertyBinding" | "ActionImport" | "FunctionImport" => true,
        "Annotations" => node.attribute("Target").is_some(),
        _ => false,
    }
}

fn schemas<'a, 'input>(document: &'a Document<'input>) -> Vec<Node<'a, 'input>> {
    document.descendants().filter(|node| node.tag_name().name() == "Schema").collect()
}

fn is_type(node: &Node<'_, '_>) -> bool {
    matches!(node.tag_name().name(), "EntityType" | "ComplexType" | "EnumType")
}

fn name(schema: &Node<'_, '_>, node: &Node<'_, '_>) -> Option<String> {
    Some(format!("{}.{}", schema.attribute("Namespace")?, node.attribute("Name")?))
}

/// A reference by namespace, which may be by alias.
fn full(schemas: &[Node<'_, '_>], reference: &str) -> String {
    let Some((qualifier, name)) = reference.rsplit_once('.') else { return reference.to_owned() };
    let schema = schemas.iter().find(|schema| schema.attribute("Alias") == Some(qualifier));
    let namespace = schema.and_then(|schema| schema.attribute("Namespace")).unwrap_or(qualifier);
    format!("{namespace}.{name}")
}

/// The text without the ranges, some of which may lie inside others.
fn without(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let (mut kept, mut end) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        if range.start >= end {
            kept.push_str(&text[end..range.start]);
            end = range.end;
        }
    }
    kept.push_str(&text[end..]);
    kept
}
