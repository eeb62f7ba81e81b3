//! `list`

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    Ended,
    arguments::{List, ListFormat},
    print, read_model,
    show::Show,
};
use crate::{
    diagnostics::Diagnostics,
    model::{Api, TypeKind},
    names::Names,
    pipeline::kept,
    surface::type_of_outcome,
};

pub(super) fn run(arguments: &List) -> Ended {
    let show = Show::new(arguments.reading.message_format);
    let Some(read) = read_model(&arguments.description, &arguments.reading, &show) else { return Ended::Badly };
    let Some(api) = read.run.result else { return Ended::Badly };
    let mut diagnostics = Diagnostics::new();
    let names = Names::make_after(kept(&read.options, &read.earlier), &api, &mut diagnostics);
    if diagnostics.has_errors() {
        show.all(&diagnostics, &read.run.sources);
        return Ended::Badly;
    }
    match arguments.format {
        ListFormat::Tree => print(&tree(&api, &names)),
        ListFormat::Json => print(&format!("{:#}\n", document(&api, &names))),
    }
}

/// A folder of the tree of paths.
#[derive(Default)]
struct Branch {
    below: BTreeMap<String, Self>,
    operations: Vec<String>,
}

fn tree(api: &Api, names: &Names) -> String {
    let mut root = Branch::default();
    for (position, operation) in api.operations.iter().enumerate() {
        let mut branch = &mut root;
        for segment in operation.path.split('/').filter(|segment| !segment.is_empty()) {
            branch = branch.below.entry(segment.to_owned()).or_default();
        }
        let rust = names.path_of_operation(position).unwrap_or_default();
        let gives = type_of_outcome(&api.types, &operation.outcome);
        branch.operations.push(format!("{:<7} {rust} -> {gives}", operation.method.as_str()));
    }
    let mut text = format!("{} {}\n", api.service.title, api.service.version);
    draw(&root, "", &mut text);
    text.push_str(&format!("\ntypes ({})\n", api.types.len()));
    for (id, definition) in api.types.iter() {
        text.push_str(&format!("  {:<6} {} -> {}\n", kind(&definition.kind), definition.key, names.path_of_type(id)));
    }
    text
}

fn draw(branch: &Branch, indent: &str, text: &mut String) {
    let last = branch.below.len();
    for (position, (segment, below)) in branch.below.iter().enumerate() {
        let (corner, next) = if position + 1 == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        text.push_str(&format!("{indent}{corner}/{segment}\n"));
        let inner = format!("{indent}{next}");
        for operation in &below.operations {
            text.push_str(&format!("{inner}{operation}\n"));
        }
        draw(below, &inner, text);
    }
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Structure(_) => "struct",
        TypeKind::Enumeration(_) => "enum",
        TypeKind::Union(_) => "union",
        TypeKind::Alias(_) => "alias",
    }
}

fn document(api: &Api, names: &Names) -> serde_json::Value {
    let operations = api.operations.iter().enumerate().map(|(position, operation)| {
        json!({
            "method": operation.method.as_str(),
            "path": operation.path,
            "operationId": operation.operation_id,
            "tags": operation.tags,
            "rust": names.path_of_operation(position),
            "gives": type_of_outcome(&api.types, &operation.outcome),
        })
    });
    let types = api.types.iter().map(|(id, definition)| {
        json!({ "name": definition.key, "kind": kind(&definition.kind), "rust": names.path_of_type(id) })
    });
    json!({
        "format": api.service.format,
        "title": api.service.title,
        "version": api.service.version,
        "operations": operations.collect::<Vec<_>>(),
        "types": types.collect::<Vec<_>>(),
    })
}
