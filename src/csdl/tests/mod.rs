//! Tests of the whole front end: small documents, and what the model makes of them.

mod annotations;
mod calls;
mod enums;
mod errors;
mod json;
mod navigation;
mod service;
mod types;

use std::path::PathBuf;

use crate::{
    config::{
        OperationSurface,
        selector::{Selector, Selectors},
    },
    diagnostics::Diagnostics,
    model::{Api, Operation, Property, Structure, TypeKind},
    source::{Budget, Input, Sources},
};

/// The document of a schema `shop` with the alias `s`, and what the vocabularies are called in it. Keys are segments
/// and operations need no namespace.
fn document(schema: &str) -> String {
    format!(
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:Reference Uri="https://example.com/Org.OData.Core.V1.xml"><edmx:Include Namespace="Org.OData.Core.V1" Alias="Core"/></edmx:Reference>
<edmx:Reference Uri="https://example.com/Org.OData.Capabilities.V1.xml"><edmx:Include Namespace="Org.OData.Capabilities.V1" Alias="Capabilities"/></edmx:Reference>
<edmx:DataServices><Schema Namespace="shop" Alias="s" xmlns="http://docs.oasis-open.org/odata/ns/edm">
{schema}
<Annotation Term="Core.DefaultNamespace"/><Annotations Target="s.C"><Annotation Term="Capabilities.KeyAsSegmentSupported"/></Annotations>
</Schema></edmx:DataServices></edmx:Edmx>"#
    )
}

/// The model of a text, and the codes and messages of what was said about it.
fn read_selected(text: &str, include: &[&str]) -> (Api, Vec<String>) {
    read_in(None, text, include)
}

/// The same of a document in a folder.
fn read_in(folder: Option<PathBuf>, text: &str, include: &[&str]) -> (Api, Vec<String>) {
    let include = include.iter().filter_map(|text| Selector::parse(text).ok()).collect();
    let selectors = Selectors { include, exclude: Vec::new() };
    let input = Input::Text { name: "metadata".to_owned(), text: text.as_bytes().to_vec(), folder };
    let mut diagnostics = Diagnostics::new();
    let mut sources = match Sources::open(input, &Budget::default()) {
        Ok(sources) => sources,
        Err((sources, found)) => {
            diagnostics.extend(found);
            sources
        }
    };
    let asked = super::Asked { surface: OperationSurface::Auto, was_by_path: false };
    let api = super::read(&mut sources, &selectors, None, asked, &mut diagnostics).unwrap_or_default();
    let said = diagnostics.iter().map(|found| format!("{} {}", found.code, found.message)).collect();
    (api, said)
}

/// The model of a schema in which nothing is wrong.
fn read(schema: &str) -> Api {
    let (api, said) = read_selected(&document(schema), &[]);
    assert_eq!(said, Vec::<String>::new());
    api
}

/// `GET /pets pets.pet.ListPet`, one for each operation.
fn addresses(api: &Api) -> Vec<String> {
    let address = |operation: &Operation| {
        let id = operation.operation_id.as_deref().unwrap_or_default();
        format!("{} {} {id}", operation.method.as_str(), operation.path)
    };
    api.operations.iter().map(address).collect()
}

/// `GET /pets`, one for each operation.
fn paths(api: &Api) -> Vec<String> {
    let path = |operation: &Operation| format!("{} {}", operation.method.as_str(), operation.path);
    api.operations.iter().map(path).collect()
}

fn operation<'a>(api: &'a Api, address: &str) -> Option<&'a Operation> {
    let is_meant = |operation: &&Operation| format!("{} {}", operation.method.as_str(), operation.path) == address;
    api.operations.iter().find(is_meant)
}

fn structure<'a>(api: &'a Api, name: &str) -> Option<&'a Structure> {
    api.types.structure(api.types.find(name)?)
}

fn property<'a>(api: &'a Api, name: &str, property: &str) -> Option<&'a Property> {
    structure(api, name)?.properties.iter().find(|found| found.name == property)
}

fn kind<'a>(api: &'a Api, name: &str) -> Option<&'a TypeKind> {
    Some(&api.types[api.types.find(name)?].kind)
}
