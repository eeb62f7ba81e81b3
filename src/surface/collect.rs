//! One entry for each thing that users of a client can name.

use super::{Entry, Surface, WIRE, operations};
use crate::{
    diagnostics::Diagnostics,
    model::{Accessor, Api, Deprecation, Docs, Item, TypeId, TypeKind, dump::ShownItem},
    names::{BUILDERS, Names},
    passes::{self, recursion::Boxes},
};

/// Texts, and whether it should still be used.
pub(super) fn texts(docs: &Docs, deprecated: Option<&Deprecation>) -> Vec<(&'static str, String)> {
    vec![("documentation", format!("{docs:?}")), ("deprecation", format!("{deprecated:?}"))]
}

/// The surface of an api.
pub fn surface(api: &Api) -> Surface {
    surface_as_named(api, &Names::make(api, &mut Diagnostics::new()))
}

/// The surface of an api whose names are made.
pub fn surface_as_named(api: &Api, names: &Names) -> Surface {
    let boxes = passes::recursion::boxes(&api.types);
    let twins = passes::twins::find(api, names, &boxes, &passes::unions::decide(api));
    let mut surface = Surface::new();
    for (id, definition) in api.types.iter() {
        let path = names.path_of_type(id);
        type_members(api, names, &boxes, id, &path, &mut surface);
        let signature = match &definition.kind {
            TypeKind::Structure(structure) => match structure.base {
                Some(base) => format!("struct of {}", api.types[base].key),
                None => "struct".to_owned(),
            },
            TypeKind::Enumeration(enumeration) if enumeration.flags => "set of enum".to_owned(),
            TypeKind::Enumeration(_) => "enum".to_owned(),
            TypeKind::Union(_) => "union".to_owned(),
            TypeKind::Alias(item) => match api.custom.paths.get(&definition.key) {
                Some(path) => format!("= {path}"),
                None => format!("= {}", ShownItem(&api.types, item)),
            },
        };
        let said = texts(&definition.docs, definition.deprecated.as_ref());
        let shared = twins.of(id).map(|twin| names.path_of_type(twin));
        let wire = definition.key.clone();
        let entry = Entry { wire, signature, said, place: definition.place, optional: true, shared };
        surface.insert(path, entry);
    }
    for (position, operation) in api.operations.iter().enumerate() {
        if let (Some(path), Some(own)) = (names.path_of_operation(position), names.operations.get(position)) {
            operations::insert(api, operation, own, path, None, &mut surface);
            let forms = operation.forms.iter().zip(&own.forms).zip(names.paths_of_forms(api, position));
            for ((form, named), (media_type, path)) in forms {
                let (operation, own) = (operation.in_form(form), own.in_form(form, named));
                operations::insert(api, &operation, &own, path, Some(&media_type), &mut surface);
            }
        }
    }
    for (incoming, names) in api.incoming.iter().zip(&names.incoming) {
        let kind = incoming.kind.as_str();
        let types = [&names.body].into_iter().filter(|_| incoming.body.is_some()).chain(&names.answers);
        for (item, name) in incoming.items().zip(types) {
            let entry = Entry {
                wire: format!("{kind} {}", incoming.name),
                signature: format!("= {}", ShownItem(&api.types, item)),
                said: texts(&incoming.docs, incoming.deprecated.as_ref()),
                place: incoming.place,
                optional: true,
                shared: None,
            };
            surface.insert(format!("{kind}s::{name}"), entry);
        }
    }
    for (wire, function) in &names.security_schemes {
        let Some(scheme) = api.security_schemes.get(wire) else { continue };
        let said = vec![("documentation", format!("{scheme:?}"))];
        let (wire, signature) = (format!("security scheme {wire}"), format!("{:?}", scheme.kind));
        let entry = Entry { wire, signature, said, place: None, optional: true, shared: None };
        surface.insert(format!("SecuritySchemes::{function}"), entry);
    }
    servers(api, names, &mut surface);
    steps(api, names, &mut surface);
    surface
}

/// Where the client goes, and what chooses another base URL.
fn servers(api: &Api, names: &Names, surface: &mut Surface) {
    let entry = |wire: &str, signature: String, said: Vec<(&'static str, String)>| Entry {
        wire: wire.to_owned(),
        signature,
        said,
        place: None,
        optional: true,
        shared: None,
    };
    let urls: Vec<&str> = api.service.servers.iter().map(|server| server.url.as_str()).collect();
    surface
        .insert("Client::SERVERS".to_owned(), entry("servers", "base URLs".to_owned(), vec![(WIRE, urls.join(", "))]));
    for (server, names) in api.servers_with_variables().into_iter().zip(&names.servers) {
        let said = vec![("documentation", format!("{:?}", server.description))];
        surface.insert(names.ident.clone(), entry(&server.template, "struct".to_owned(), said));
        for (variable, own) in server.variables.iter().zip(&names.variables) {
            let wire = format!("{} of {}", variable.name, server.template);
            let given = if own.values.is_empty() { "a text".to_owned() } else { own.values.clone() };
            let said = vec![(WIRE, variable.default.clone()), ("documentation", format!("{:?}", variable.description))];
            surface.insert(format!("{}::{}", names.ident, own.function), entry(&wire, format!("fn({given})"), said));
            for (value, variant) in variable.values.iter().zip(&own.variants) {
                let signature = format!("{value:?}");
                surface.insert(format!("{}::{variant}", own.values), entry(&wire, signature, Vec::new()));
            }
        }
    }
}

/// The steps between request builders.
fn steps(api: &Api, names: &Names, surface: &mut Surface) {
    let Some(builders) = &api.request_builders else { return };
    let ident = |position: usize| names.builders.get(position).map_or("", |builder| builder.ident.as_str());
    let mut insert = |owner: &str, accessor: &Accessor, function: &str| {
        let parameters = accessor.parameters.iter();
        let arguments: Vec<String> = parameters
            .map(|parameter| format!("{}: {}", parameter.name, ShownItem(&api.types, &parameter.item)))
            .collect();
        let gives = ident(accessor.target);
        let entry = Entry {
            wire: accessor.name.clone(),
            signature: format!("fn({}) -> {gives} {:?}", arguments.join(", "), accessor.rights),
            said: texts(&accessor.docs, accessor.deprecated.as_ref()),
            place: accessor.place,
            optional: true,
            shared: None,
        };
        surface.insert(format!("{owner}::{function}"), entry);
    };
    for (entry, names) in builders.entries.iter().zip(&names.entries) {
        insert("Client", entry, &names.function);
    }
    for (builder, names) in builders.builders.iter().zip(&names.builders) {
        let owner = format!("{BUILDERS}::{}", names.ident);
        for (accessor, names) in builder.accessors.iter().zip(&names.accessors) {
            insert(&owner, accessor, &names.function);
        }
    }
}

fn type_members(api: &Api, names: &Names, boxes: &Boxes, id: TypeId, path: &str, surface: &mut Surface) {
    let definition = &api.types[id];
    let members = &names.of(id).members;
    match &definition.kind {
        TypeKind::Structure(_) => {
            for (property, member) in api.types.all_properties(id).into_iter().zip(members) {
                let shown = ShownItem(&api.types, &property.item);
                let required = if property.is_always_there() { " required" } else { "" };
                let boxed = if boxes.property(id, &property.name) { " in a box" } else { "" };
                let mut said = texts(&property.docs, property.deprecated.as_ref());
                said.push(("default", format!("{:?}", property.default)));
                said.push(("constraints", format!("{:?}", property.constraints)));
                said.push(("access", format!("{:?}", property.access)));
                let entry = Entry {
                    wire: format!("{}.{}", definition.key, property.name),
                    signature: format!("{shown}{required}{boxed}"),
                    said,
                    place: property.place,
                    optional: !property.is_always_there(),
                    shared: None,
                };
                surface.insert(format!("{path}.{member}"), entry);
            }
        }
        TypeKind::Enumeration(enumeration) => {
            for (member, name) in enumeration.members.iter().zip(members) {
                let number = member.number.map(|number| format!(" = {number}")).unwrap_or_default();
                let entry = Entry {
                    wire: format!("{}.{}", definition.key, member.wire),
                    signature: format!("{:?}{number}", member.wire),
                    said: texts(&member.docs, member.deprecated.as_ref()),
                    place: definition.place,
                    optional: true,
                    shared: None,
                };
                surface.insert(format!("{path}::{name}"), entry);
            }
        }
        TypeKind::Union(union) => {
            for (position, (variant, name)) in union.variants.iter().zip(members).enumerate() {
                let boxed = if boxes.variant(id, position) { " in a box" } else { "" };
                let item = Item::of(variant.value.clone());
                let entry = Entry {
                    wire: format!("{}.{}", definition.key, variant.label),
                    signature: format!("{}{boxed}", ShownItem(&api.types, &item)),
                    said: vec![("documentation", format!("{:?}", variant.docs))],
                    place: definition.place,
                    optional: true,
                    shared: None,
                };
                surface.insert(format!("{path}::{name}"), entry);
            }
        }
        TypeKind::Alias(_) => {}
    }
}
