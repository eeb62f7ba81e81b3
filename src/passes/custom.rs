//! Types, derives and attributes that the user brings.

use super::naming::{find_type, nothing};
use crate::{
    config::{Choice, Choices, DeriveKind, Options, Written, attribute, choice, derive, selector::glob},
    diagnostics::{Code, Diagnostics},
    model::{Additional, Api, Item, LedgerSeverity, Operation, Payload, Primitive, Type, TypeId, TypeKind},
    source::similar,
};

/// Lets the user's types stand for those of the description, before what only they reach is left out.
pub fn replace(api: &mut Api, options: &Options, choices: &Choices, written: &Written, diagnostics: &mut Diagnostics) {
    for (key, name) in &options.types.replace.0 {
        let Some(chosen) = choice(name, written, diagnostics) else { continue };
        match find_type(api, &key.value) {
            Some(id) => {
                let (stands_for, path) = match chosen {
                    Choice::Primitive(primitive) => (Type::Primitive(primitive), None),
                    Choice::Path(path) => (Type::Any, Some(path)),
                };
                api.types[id].kind = TypeKind::Alias(Item::of(stands_for));
                let key = api.types[id].key.clone();
                api.custom.paths.extend(path.map(|path| (key, path)));
            }
            None => {
                let near = similar(api.types.iter().map(|(_, one)| one.key.as_str()), &key.value);
                diagnostics.push(nothing(&key.value, "type", near, written.place(key)));
            }
        }
    }
    leave_texts(api);
    if choices.speaks_of_edm() {
        replace_edm(api, choices);
    }
    for (kind, place) in choices.unused_numbers() {
        diagnostics.push(nothing(kind, "value without a format that is of the kind", None, place));
    }
    for (format, place) in choices.unused() {
        diagnostics.push(nothing(format, "value of the format", None, place));
    }
}

/// A body that is a text stays one where its type is the user's own, of which only JSON is known.
fn leave_texts(api: &mut Api) {
    let Api { types, custom, operations, ledger, .. } = api;
    for operation in operations {
        let (method, path, place) = (operation.method.as_str().to_owned(), operation.path.clone(), operation.place);
        let body = operation.body.iter_mut().flat_map(|body| &mut body.contents);
        for content in body.chain(operation.responses.iter_mut().flat_map(|response| &mut response.contents)) {
            if let Payload::Text(value @ Type::Named(_)) = &mut content.payload
                && matches!(value, Type::Named(id) if custom.paths.contains_key(&types[*id].key))
            {
                *value = Type::Primitive(Primitive::String);
                let construct = format!("type of the user for `{}` of {method} {path}", content.media_type);
                ledger.add(Code::Approximated, LedgerSeverity::Approximated, construct, "a text", place);
            }
        }
    }
}

/// OData's own types, wherever values have them.
fn replace_edm(api: &mut Api, choices: &Choices) {
    for (name, primitive) in EDM {
        if !mentions(api, primitive) {
            continue;
        }
        let Some(choice) = choices.format(name) else { continue };
        let new = match choice {
            Choice::Primitive(primitive) => Type::Primitive(*primitive),
            Choice::Path(path) => api.stand_in(name, path),
        };
        each_type(api, &mut |value| {
            if *value == Type::Primitive(primitive) {
                *value = new.clone();
            }
        });
    }
}

const EDM: [(&str, Primitive); 16] = [
    ("Edm.String", Primitive::String),
    ("Edm.Boolean", Primitive::Boolean),
    ("Edm.SByte", Primitive::Int8),
    ("Edm.Int16", Primitive::Int16),
    ("Edm.Int32", Primitive::Int32),
    ("Edm.Int64", Primitive::Int64),
    ("Edm.Byte", Primitive::UInt8),
    ("Edm.Single", Primitive::Single),
    ("Edm.Double", Primitive::Double),
    ("Edm.Decimal", Primitive::Decimal),
    ("Edm.DateTimeOffset", Primitive::DateTimeOffset),
    ("Edm.Date", Primitive::Date),
    ("Edm.TimeOfDay", Primitive::TimeOfDay),
    ("Edm.Duration", Primitive::Duration),
    ("Edm.Guid", Primitive::Guid),
    ("Edm.Binary", Primitive::Binary),
];

fn mentions(api: &mut Api, primitive: Primitive) -> bool {
    let mut found = false;
    each_type(api, &mut |value| found |= *value == Type::Primitive(primitive));
    found
}

/// Visits the type of every value.
fn each_type(api: &mut Api, visit: &mut dyn FnMut(&mut Type)) {
    let ids: Vec<TypeId> = api.types.ids().collect();
    for id in ids {
        match &mut api.types[id].kind {
            TypeKind::Structure(structure) => {
                structure.properties.iter_mut().for_each(|property| inside(&mut property.item.value, visit));
                if let Additional::Of(item) = &mut structure.additional {
                    inside(&mut item.value, visit);
                }
            }
            TypeKind::Union(union) => {
                union.variants.iter_mut().for_each(|variant| inside(&mut variant.value, visit));
            }
            TypeKind::Alias(item) => inside(&mut item.value, visit),
            TypeKind::Enumeration(_) => {}
        }
    }
    api.operations.iter_mut().for_each(|operation| of_operation(operation, visit));
}

fn of_operation(operation: &mut Operation, visit: &mut dyn FnMut(&mut Type)) {
    for parameter in &mut operation.parameters {
        inside(&mut parameter.item.value, visit);
    }
    let body = operation.body.iter_mut().flat_map(|body| &mut body.contents);
    for content in body.chain(operation.responses.iter_mut().flat_map(|response| &mut response.contents)) {
        if let Payload::Json(item) | Payload::Page(item) = &mut content.payload {
            inside(&mut item.value, visit);
        }
    }
}

fn inside(value: &mut Type, visit: &mut dyn FnMut(&mut Type)) {
    match value {
        Type::List(item) | Type::Map(item) => inside(&mut item.value, visit),
        Type::Tuple(items) => items.iter_mut().for_each(|item| inside(&mut item.value, visit)),
        Type::Named(_) | Type::Primitive(_) | Type::Any | Type::Runtime(_) => visit(value),
    }
}

/// Adds derives and attributes to the types that are left.
pub fn add(api: &mut Api, options: &Options, written: &Written, diagnostics: &mut Diagnostics) {
    for wanted in &options.derive {
        let derives: Vec<String> =
            wanted.derives.iter().filter_map(|text| derive(text, written, diagnostics)).collect();
        let attributes: Vec<String> =
            wanted.attributes.iter().filter_map(|text| attribute(text, written, diagnostics)).collect();
        for pattern in &wanted.types {
            let mut any = false;
            for (_, definition) in api.types.iter() {
                let kind = match &definition.kind {
                    TypeKind::Structure(_) => DeriveKind::Struct,
                    TypeKind::Enumeration(_) => DeriveKind::Enum,
                    TypeKind::Union(_) | TypeKind::Alias(_) => continue,
                };
                if wanted.kind.is_none_or(|wanted| wanted == kind) && glob(&pattern.value, &definition.key) {
                    any = true;
                    let additions = api.custom.additions.entry(definition.key.clone()).or_default();
                    additions.derives.extend(derives.iter().cloned());
                    additions.attributes.extend(attributes.iter().cloned());
                }
            }
            if !any {
                let near = similar(api.types.iter().map(|(_, one)| one.key.as_str()), &pattern.value);
                diagnostics.push(nothing(&pattern.value, "struct or enum", near, written.place(pattern)));
            }
        }
    }
}
