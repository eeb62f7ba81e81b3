//! Small descriptions, each for one rule.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by them")]

mod odata;
mod operations;
mod references;
mod schemas;
mod swagger;

use crate::{
    config::{
        Beside, Choices,
        selector::{Selector, Selectors},
    },
    diagnostics::Diagnostics,
    model::{Api, Enumeration, Item, LedgerSeverity, Operation, Payload, Property, Structure, Type, TypeKind, Union},
    source::{Budget, Input, Sources},
};

/// A description read whole, and what is wrong with it.
fn read_any(text: &str, include: &[&str]) -> (Option<Api>, Diagnostics) {
    let input = Input::Text { name: "api.yaml".to_owned(), text: text.as_bytes().to_vec(), folder: None };
    let sources = Sources::open(input, &Budget::default()).unwrap_or_else(|(_, found)| panic!("{found:?}"));
    let include = include.iter().map(|text| Selector::parse(text).unwrap()).collect();
    let mut diagnostics = Diagnostics::new();
    let selectors = Selectors { include, exclude: Vec::new() };
    let api = super::read(&sources, &selectors, &Choices::default(), Beside::default(), &mut diagnostics);
    (api, diagnostics)
}

/// A description in which nothing is wrong.
fn read(text: &str) -> Api {
    let (api, diagnostics) = read_any(text, &[]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    api.unwrap()
}

/// The messages about a description in which something is.
fn errors(text: &str) -> Vec<String> {
    read_any(text, &[]).1.iter().map(|error| format!("{} {}", error.code, error.message)).collect()
}

/// A description of schemas alone.
fn schemas(version: &str, schemas: &str) -> String {
    let indented: String = schemas.lines().map(|line| format!("    {line}\n")).collect();
    format!("openapi: {version}\ninfo: {{title: t, version: v}}\npaths: {{}}\ncomponents:\n  schemas:\n{indented}")
}

/// Everything listed with this severity.
fn listed(api: &Api, severity: LedgerSeverity) -> Vec<&str> {
    let entries = api.ledger.entries.iter().filter(|entry| entry.severity == severity);
    entries.map(|entry| entry.construct.as_str()).collect()
}

fn kind<'a>(api: &'a Api, key: &str) -> &'a TypeKind {
    let keys = || api.types.iter().map(|(_, it)| it.key.clone()).collect::<Vec<_>>();
    let id = api.types.find(key).unwrap_or_else(|| panic!("no `{key}` among {:?}", keys()));
    &api.types[id].kind
}

fn structure<'a>(api: &'a Api, key: &str) -> &'a Structure {
    match kind(api, key) {
        TypeKind::Structure(structure) => structure,
        other => panic!("`{key}` is {other:?}"),
    }
}

fn enumeration<'a>(api: &'a Api, key: &str) -> &'a Enumeration {
    match kind(api, key) {
        TypeKind::Enumeration(enumeration) => enumeration,
        other => panic!("`{key}` is {other:?}"),
    }
}

fn union<'a>(api: &'a Api, key: &str) -> &'a Union {
    match kind(api, key) {
        TypeKind::Union(union) => union,
        other => panic!("`{key}` is {other:?}"),
    }
}

fn property<'a>(api: &'a Api, key: &str, name: &str) -> &'a Property {
    let found = structure(api, key).properties.iter().find(|property| property.name == name);
    found.unwrap_or_else(|| panic!("no `{name}` in `{key}`"))
}

/// The type of a property in few letters: `Int64`, `Pet?`, `[String]`, `{any?}`.
fn shown(api: &Api, key: &str, name: &str) -> String {
    show(api, &property(api, key, name).item)
}

fn show(api: &Api, item: &Item) -> String {
    let value = match &item.value {
        Type::Named(id) => api.types[*id].key.clone(),
        Type::Primitive(primitive) => format!("{primitive:?}"),
        Type::List(item) => format!("[{}]", show(api, item)),
        Type::Tuple(items) => format!("({})", items.iter().map(|item| show(api, item)).collect::<Vec<_>>().join(", ")),
        Type::Map(item) => format!("{{{}}}", show(api, item)),
        Type::Any => "any".to_owned(),
        Type::Runtime(runtime) => format!("{runtime:?}"),
    };
    format!("{value}{}", if item.nullable { "?" } else { "" })
}

/// What a component that is another name for something stands for.
fn alias(api: &Api, key: &str) -> String {
    match kind(api, key) {
        TypeKind::Alias(item) => show(api, item),
        other => panic!("`{key}` is {other:?}"),
    }
}

fn operation<'a>(api: &'a Api, method: &str, path: &str) -> &'a Operation {
    let found = api.operations.iter().find(|it| it.method.as_str() == method && it.path == path);
    found.unwrap_or_else(|| panic!("no {method} {path}"))
}

fn payload(api: &Api, payload: &Payload) -> String {
    match payload {
        Payload::Json(item) => format!("json {}", show(api, item)),
        Payload::Page(item) => format!("page of {}", show(api, item)),
        Payload::Text(Type::Primitive(primitive)) => format!("text {primitive:?}"),
        Payload::Text(value) => format!("text {}", show(api, &Item::of(value.clone()))),
        Payload::Bytes => "bytes".to_owned(),
        Payload::Sequence(framing, Some(item)) => format!("{framing:?} of {}", show(api, item)),
        Payload::Sequence(framing, None) => format!("{framing:?}"),
        Payload::Form(value) => format!("form {}", show(api, &Item::of(value.clone()))),
        Payload::Multipart(value) => format!("multipart {}", show(api, &Item::of(value.clone()))),
    }
}
