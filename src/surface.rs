//! The surface of a generated client: one entry for everything its users can name, and what two surfaces differ in.

use std::collections::BTreeMap;

use crate::{
    diagnostics::{Diagnostics, Place},
    model::{
        Accessor, Api, Item, Operation, Outcome, TypeId, TypeKind, Types,
        dump::{ShownItem, ShownOutcome, ShownPayload},
    },
    names::{BUILDERS, Names},
    passes::{self, recursion::Boxes},
};

/// Something a user of the client can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the description calls it, and what it is of.
    pub wire: String,
    /// Type, number, arguments and result: what code written against it relies on.
    pub signature: String,
    /// Its texts.
    pub docs: String,
    /// Where the description says so.
    pub place: Option<Place>,
    /// Whether a client that lacks it can still be called by code that does not know it, which is not so for a
    /// member that must be sent.
    pub optional: bool,
    /// The path of the type that this is another name of, because both say the same.
    pub shared: Option<String>,
}

/// Every entry by its Rust path.
pub type Surface = BTreeMap<String, Entry>;

/// How much a change matters to code written against the old client (semantic versioning).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Code may no longer compile, or mean something else.
    Major,
    /// There is something new.
    Minor,
    /// Only texts differ.
    Patch,
}

impl Level {
    /// As printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
        }
    }
}

/// A difference between two surfaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// How much it matters.
    pub level: Level,
    /// Path in Rust.
    pub rust: String,
    /// The old entry, unless it is new.
    pub old: Option<Entry>,
    /// The new entry, unless it is gone.
    pub new: Option<Entry>,
}

/// The surface of an api.
pub fn surface(api: &Api) -> Surface {
    let names = Names::make(api, &mut Diagnostics::new());
    let boxes = passes::recursion::boxes(&api.types);
    let twins = passes::twins::find(api, &names, &boxes, &passes::unions::decide(api));
    let mut surface = Surface::new();
    for (id, definition) in api.types.iter() {
        let path = names.path_of_type(id);
        type_members(api, &names, &boxes, id, &path, &mut surface);
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
        let docs = format!("{:?} {:?}", definition.docs, definition.deprecated);
        let shared = twins.of(id).map(|twin| names.path_of_type(twin));
        let wire = definition.key.clone();
        let entry = Entry { wire, signature, docs, place: definition.place, optional: true, shared };
        surface.insert(path, entry);
    }
    for (position, operation) in api.operations.iter().enumerate() {
        if let Some(path) = names.path_of_operation(position) {
            surface.insert(path, self::operation(api, operation));
        }
        for (form, (_, path)) in operation.forms.iter().zip(names.paths_of_forms(api, position)) {
            surface.insert(path, self::operation(api, &operation.in_form(form)));
        }
    }
    for (incoming, names) in api.incoming.iter().zip(&names.incoming) {
        let kind = incoming.kind.as_str();
        let types = [&names.body].into_iter().filter(|_| incoming.body.is_some()).chain(&names.answers);
        for (item, name) in incoming.items().zip(types) {
            let entry = Entry {
                wire: format!("{kind} {}", incoming.name),
                signature: format!("= {}", ShownItem(&api.types, item)),
                docs: format!("{:?} {:?}", incoming.docs, incoming.deprecated),
                place: incoming.place,
                optional: true,
                shared: None,
            };
            surface.insert(format!("{kind}s::{name}"), entry);
        }
    }
    for (wire, function) in &names.security_schemes {
        let Some(scheme) = api.security_schemes.get(wire) else { continue };
        let (signature, docs) = (format!("{:?}", scheme.kind), format!("{scheme:?}"));
        let entry = Entry { wire: wire.clone(), signature, docs, place: None, optional: true, shared: None };
        surface.insert(format!("SecuritySchemes::{function}"), entry);
    }
    servers(api, &names, &mut surface);
    steps(api, &names, &mut surface);
    surface
}

/// Where the client goes, and what chooses another base URL.
fn servers(api: &Api, names: &Names, surface: &mut Surface) {
    let entry = |wire: &str, signature: String, docs: String| Entry {
        wire: wire.to_owned(),
        signature,
        docs,
        place: None,
        optional: true,
        shared: None,
    };
    let urls: Vec<&str> = api.service.servers.iter().map(|server| server.url.as_str()).collect();
    surface.insert("Client::SERVERS".to_owned(), entry("servers", "base URLs".to_owned(), urls.join(", ")));
    for (server, names) in api.servers_with_variables().into_iter().zip(&names.servers) {
        let docs = format!("{:?}", server.description);
        surface.insert(names.ident.clone(), entry(&server.template, "struct".to_owned(), docs));
        for (variable, own) in server.variables.iter().zip(&names.variables) {
            let wire = format!("{} of {}", variable.name, server.template);
            let given = if own.values.is_empty() { "a text".to_owned() } else { own.values.clone() };
            let docs = format!("{:?} {:?}", variable.default, variable.description);
            surface.insert(format!("{}::{}", names.ident, own.function), entry(&wire, format!("fn({given})"), docs));
            for (value, variant) in variable.values.iter().zip(&own.variants) {
                let signature = format!("{value:?}");
                surface.insert(format!("{}::{variant}", own.values), entry(&wire, signature, String::new()));
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
            docs: format!("{:?} {:?}", accessor.docs, accessor.deprecated),
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
                let facts = (&property.docs, &property.deprecated, &property.default, &property.constraints);
                let entry = Entry {
                    wire: format!("{}.{}", definition.key, property.name),
                    signature: format!("{shown}{required}{boxed}"),
                    docs: format!("{facts:?} {:?}", property.access),
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
                    docs: format!("{:?} {:?}", member.docs, member.deprecated),
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
                    docs: format!("{:?}", variant.docs),
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

fn operation(api: &Api, operation: &Operation) -> Entry {
    let types = &api.types;
    let mut arguments: Vec<String> = operation
        .parameters
        .iter()
        .map(|parameter| {
            let optional = if parameter.required { "" } else { "?" };
            format!("{}{optional}: {}", parameter.name, ShownItem(types, &parameter.item))
        })
        .collect();
    if let Some(body) = &operation.body {
        let optional = if body.required { "" } else { "?" };
        // The others have functions of their own.
        if let Some(content) = body.contents.first() {
            arguments.push(format!("body{optional}: {}", ShownPayload(types, &content.payload)));
        }
    }
    let gives = ShownOutcome(types, &operation.outcome);
    let pages = operation.paging.as_ref().map(|paging| format!(" in pages of {}", ShownItem(types, &paging.item)));
    let gives = format!("{gives}{}", pages.unwrap_or_default());
    let options = operation.resource.as_ref().map(|resource| resource.options.names().join(" ")).unwrap_or_default();
    let parameters = operation.parameters.iter().map(|parameter| (&parameter.docs, &parameter.deprecated));
    let parameters: Vec<_> = parameters.collect();
    let facts = (&operation.docs, &operation.deprecated, &operation.security, parameters);
    Entry {
        wire: format!("{} {}", operation.method.as_str(), operation.path),
        signature: format!("fn({}) -> {gives} {options}", arguments.join(", ")).trim_end().to_owned(),
        docs: format!("{facts:?}"),
        place: operation.place,
        optional: true,
        shared: None,
    }
}

/// What differs from an old surface to a new one, sorted by path.
pub fn changes(old: &Surface, new: &Surface) -> Vec<Change> {
    let mut changes = Vec::new();
    for (rust, entry) in old {
        let change = match new.get(rust) {
            None => Some((Level::Major, None)),
            Some(other) if other.signature != entry.signature || other.wire != entry.wire => {
                Some((Level::Major, Some(other.clone())))
            }
            // Which names are one type is nothing that code is to rely on; who did has to know.
            Some(other) if other.shared != entry.shared => Some((Level::Minor, Some(other.clone()))),
            Some(other) if other.docs != entry.docs => Some((Level::Patch, Some(other.clone()))),
            Some(_) => None,
        };
        if let Some((level, new)) = change {
            changes.push(Change { level, rust: rust.clone(), old: Some(entry.clone()), new });
        }
    }
    for (rust, entry) in new.iter().filter(|(rust, _)| !old.contains_key(*rust)) {
        let level = if entry.optional || is_of_new_type(rust, old) { Level::Minor } else { Level::Major };
        changes.push(Change { level, rust: rust.clone(), old: None, new: Some(entry.clone()) });
    }
    changes.sort_by(|left, right| left.rust.cmp(&right.rust));
    changes
}

/// A member that must be sent breaks nobody when its type is new too.
fn is_of_new_type(rust: &str, old: &Surface) -> bool {
    rust.rsplit_once('.').is_some_and(|(owner, _)| !old.contains_key(owner))
}

/// What a success gives, as people write it.
pub fn type_of_outcome(types: &Types, outcome: &Outcome) -> String {
    ShownOutcome(types, outcome).to_string()
}
