//! Names of types, fields and variants.

use std::collections::BTreeMap;

use super::{Collisions, Names, TypeNames, grant, identifier::Case, identifier::identifier, scope::Scope};
use crate::{
    diagnostics::{Code, Diagnostic, Place},
    model::{Api, EnumMember, Protocol, TypeDefinition, TypeId, TypeKind, TypeName, WireForm, naming::Wish},
};

/// Names that generated code uses unqualified: a type of the description must not hide them.
const RESERVED_TYPES: &[&str] =
    &["Option", "Some", "None", "Ok", "Err", "String", "Vec", "Box", "Default", "Clone", "PartialEq"];

/// What else stands in a structure: `extra`, and the methods that the runtime's macros give it.
const RESERVED_FIELDS: &[&str] = &["extra"];

pub(super) fn name(api: &Api, names: &mut Names, collisions: &mut Collisions) {
    let mut scopes: BTreeMap<Vec<String>, Scope> = BTreeMap::new();
    for (id, definition) in in_order(api) {
        let module = module_of(api, definition);
        let scope = scopes.entry(module.clone()).or_insert_with(|| Scope::new(Case::Camel, "Type", RESERVED_TYPES));
        let ident = match api.naming.types.get(&id) {
            Some(wish) => grant(scope, wish, &format!("`{}`", definition.key), collisions),
            None => {
                let hints = hints(api, definition);
                let (ident, collided) = match definition.name {
                    TypeName::Declared { .. } => scope.claim(&hints),
                    TypeName::Inline(_) => scope.claim_words(&hints),
                };
                if collided {
                    collisions.push(collision(&definition.key, &ident, definition.place));
                }
                ident
            }
        };
        let members = member_names(api, id, collisions);
        let constants = constants(api, id, &members);
        names.types.insert(id, TypeNames { module, ident, members, constants });
    }
}

/// Declared types first, so that an inline one never takes a name that the description gives. Of those that would be
/// called the same, the one that is spelled so already is first, then the one with the fewest symbols: where they stand
/// in the description does not matter, and another spelling that is added renames none. What the user renames comes
/// last: its name has to be free.
fn in_order(api: &Api) -> impl Iterator<Item = (TypeId, &TypeDefinition)> {
    let mut order: Vec<(TypeId, &TypeDefinition)> = api.types.iter().collect();
    order.sort_by_cached_key(|(id, definition)| {
        let is_renamed = api.naming.types.contains_key(id);
        match &definition.name {
            TypeName::Declared { name, .. } => {
                // `Self` is spelled so already, whatever has to be added to it.
                let is_own = identifier(name, Case::Camel, "Type")
                    .is_some_and(|ident| ident == *name || ident.strip_suffix('_') == Some(name));
                (is_renamed, false, !is_own, name.len(), name.clone())
            }
            TypeName::Inline(_) => (is_renamed, true, false, 0, String::new()),
        }
    });
    order.into_iter()
}

fn hints(api: &Api, definition: &TypeDefinition) -> Vec<String> {
    match &definition.name {
        TypeName::Declared { name, .. } => {
            let short = api.naming.short_type(name);
            if short == name { vec![name.clone()] } else { vec![short.to_owned(), name.clone()] }
        }
        TypeName::Inline(hints) => hints.iter().map(|hint| api.naming.short_type(hint).to_owned()).collect(),
    }
}

/// The module of a namespace: what it adds to the service's own namespace, or all of it when it lies elsewhere.
fn module_of(api: &Api, definition: &TypeDefinition) -> Vec<String> {
    match &definition.name {
        TypeName::Declared { namespace: Some(namespace), .. } => modules(api, namespace),
        TypeName::Declared { namespace: None, .. } | TypeName::Inline(_) => Vec::new(),
    }
}

pub(super) fn modules(api: &Api, namespace: &str) -> Vec<String> {
    let own = api.service.namespace.as_deref().unwrap_or_default();
    let below = match namespace.strip_prefix(own) {
        Some("") => return Vec::new(),
        Some(rest) if rest.starts_with('.') && !own.is_empty() => rest.trim_start_matches('.'),
        _ => namespace,
    };
    below.split('.').filter_map(|part| identifier(part, Case::Snake, "namespace")).collect()
}

/// The hints of each member, and where it stands.
type Hinted = Vec<(Vec<String>, Option<Place>)>;

fn member_names(api: &Api, id: TypeId, collisions: &mut Collisions) -> Vec<String> {
    let (mut scope, members): (Scope, Hinted) = match &api.types[id].kind {
        TypeKind::Structure(_) => {
            let properties = api.types.all_properties(id);
            let hints = properties.iter().map(|property| (vec![property.name.clone()], property.place)).collect();
            (Scope::new(Case::Snake, "field", RESERVED_FIELDS), hints)
        }
        TypeKind::Enumeration(enumeration) => {
            let hints: Vec<_> =
                enumeration.members.iter().map(|member| (member_hints(member, enumeration.wire), None)).collect();
            (Scope::new(Case::Camel, "Value", &[]), hints)
        }
        TypeKind::Union(union) => {
            let hints = union.variants.iter().map(|variant| (vec![variant.label.clone()], None)).collect();
            (Scope::new(Case::Camel, "Variant", &["Unknown"]), hints)
        }
        TypeKind::Alias(_) => return Vec::new(),
    };
    scope = scope.with_room(members.len());
    let wire = if api.naming.members.is_empty() { Vec::new() } else { wire_members(api, id) };
    let wishes: Vec<Option<&Wish>> = wire.iter().map(|wire| api.naming.member(&api.types, id, wire)).collect();
    let wish = |position: usize| wishes.get(position).copied().flatten();
    let mut named = vec![String::new(); members.len()];
    // What begins with a symbol, such as `-created` beside `created`, has it in its name where the plain one is taken.
    let begins_with_symbol =
        |hints: &[String]| hints.first().is_some_and(|hint| !hint.starts_with(|first: char| first.is_alphanumeric()));
    let (symbols, plain): (Vec<usize>, Vec<usize>) = (0..members.len())
        .partition(|position| members.get(*position).is_some_and(|(hints, _)| begins_with_symbol(hints)));
    for position in plain.into_iter().chain(symbols) {
        let (Some((hints, place)), Some(slot)) = (members.get(position), named.get_mut(position)) else { continue };
        if wish(position).is_some() {
            continue;
        }
        let (ident, collided): (String, bool) = scope.claim(hints);
        if collided {
            collisions.push(collision(hints.first().map_or("", String::as_str), &ident, *place));
        }
        *slot = ident;
    }
    for (position, slot) in named.iter_mut().enumerate() {
        if let Some(wish) = wish(position) {
            let wire = wire.get(position).map_or("", String::as_str);
            *slot = grant(&mut scope, wish, &format!("`{wire}` of `{}`", api.types[id].key), collisions);
        }
    }
    named
}

/// Fields differ without regard to case, so their names in capitals do too.
fn constants(api: &Api, id: TypeId, members: &[String]) -> Vec<String> {
    let is_queried = api.service.protocol == Protocol::OData && api.types.structure(id).is_some();
    let fields = if is_queried { members } else { &[] };
    fields.iter().map(|field| field.trim_start_matches("r#").to_ascii_uppercase()).collect()
}

/// A label is for people and comes first; a text on the wire names itself, and an empty one is `Empty`.
fn member_hints(member: &EnumMember, wire: WireForm) -> Vec<String> {
    let own = if member.wire.is_empty() { "empty".to_owned() } else { member.wire.clone() };
    match (wire, &member.label) {
        (_, Some(label)) if !label.is_empty() => vec![label.clone(), own],
        _ => vec![own],
    }
}

fn collision(wire: &str, ident: &str, place: Option<Place>) -> Diagnostic {
    let message = format!("`{wire}` is called `{ident}`, because its own name is taken");
    let note = Diagnostic::remark(Code::NameCollision, message);
    match place {
        Some(place) => note.at(place),
        None => note,
    }
}

/// The names on the wire of what [`TypeNames::members`] holds.
pub(super) fn wire_members(api: &Api, id: TypeId) -> Vec<String> {
    match &api.types[id].kind {
        TypeKind::Structure(_) => {
            api.types.all_properties(id).into_iter().map(|property| property.name.clone()).collect()
        }
        TypeKind::Enumeration(enumeration) => enumeration.members.iter().map(|member| member.wire.clone()).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| variant.label.clone()).collect(),
        TypeKind::Alias(_) => Vec::new(),
    }
}
