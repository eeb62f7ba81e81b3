//! Names of types, fields and variants.

use std::collections::{BTreeMap, HashMap};

use super::{
    Collisions, Names, TypeNames,
    earlier::{Earlier, Thing},
    grant,
    identifier::{Case, identifier},
    scope::{Claimed, Scope, Wanted},
};
use crate::{
    diagnostics::{Code, Diagnostic, Place},
    model::{Api, EnumMember, Protocol, TypeDefinition, TypeId, TypeKind, TypeName, WireForm},
};

/// Names that generated code uses unqualified: a type of the description must not hide them.
const RESERVED_TYPES: &[&str] =
    &["Option", "Some", "None", "Ok", "Err", "String", "Vec", "Box", "Default", "Clone", "PartialEq"];

/// What else stands in a structure: `extra`, and the methods that the runtime's macros give it.
const RESERVED_FIELDS: &[&str] = &["extra"];

pub(super) fn name(api: &Api, earlier: &Earlier<'_>, names: &mut Names, collisions: &mut Collisions) {
    let mut scopes: BTreeMap<Vec<String>, Scope> = BTreeMap::new();
    let mut kept = kept(api, earlier, &mut scopes);
    for (id, definition) in in_order(api) {
        let module = module_of(api, definition);
        let scope = scope_of(&mut scopes, &module);
        let ident = match api.naming.types.get(&id) {
            Some(wish) => grant(scope, wish, &format!("`{}`", definition.key), collisions),
            None => {
                let (ident, collided) = kept.remove(&id).unwrap_or_else(|| scope.claim(&wanted(api, definition)));
                if collided {
                    collisions.push(collision(&definition.key, &ident, definition.place));
                }
                ident
            }
        };
        let members = member_names(api, id, earlier.thing("type", &definition.key), collisions);
        let constants = constants(api, id, &members);
        names.types.insert(id, TypeNames { module, ident, members, constants });
    }
}

/// Types that keep the name they had, unless the user wants another.
fn kept(api: &Api, earlier: &Earlier<'_>, scopes: &mut BTreeMap<Vec<String>, Scope>) -> HashMap<TypeId, Claimed> {
    let mut kept = HashMap::new();
    if earlier.is_empty() {
        return kept;
    }
    for (id, definition) in api.types.iter().filter(|(id, _)| !api.naming.types.contains_key(id)) {
        let before = earlier.thing("type", &definition.key);
        let module = module_of(api, definition);
        if !before.is_known() {
            continue;
        }
        let wanted = wanted(api, definition).before(before.own());
        kept.extend(scope_of(scopes, &module).keep(&wanted).map(|claimed| (id, claimed)));
    }
    kept
}

fn scope_of<'s>(scopes: &'s mut BTreeMap<Vec<String>, Scope>, module: &[String]) -> &'s mut Scope {
    scopes.entry(module.to_owned()).or_insert_with(|| Scope::new(Case::Camel, "Type", RESERVED_TYPES))
}

fn wanted<'w>(api: &Api, definition: &TypeDefinition) -> Wanted<'w> {
    let hints = hints(api, definition);
    match definition.name {
        TypeName::Declared { .. } => Wanted::new(hints),
        TypeName::Inline(_) => Wanted::words(hints),
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

/// `models`, and the module below it.
pub(super) fn path_of_module(module: &[String]) -> String {
    std::iter::once("models").chain(module.iter().map(String::as_str)).collect::<Vec<_>>().join("::")
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

fn member_names(api: &Api, id: TypeId, before: &Thing<'_>, collisions: &mut Collisions) -> Vec<String> {
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
    let needs_wire = !api.naming.members.is_empty() || before.is_known();
    let wire = if needs_wire { wire_members(api, id) } else { Vec::new() };
    let wire = |position: usize| wire.get(position).map_or("", String::as_str);
    let wish = |position: usize| api.naming.member(&api.types, id, wire(position));
    let mut named = vec![String::new(); members.len()];
    let (wished, others): (Vec<usize>, Vec<usize>) = (0..members.len()).partition(|position| wish(*position).is_some());
    // What begins with a symbol, such as `-created` beside `created`, has it in its name where the plain one is taken.
    let begins_with_symbol =
        |hints: &[String]| hints.first().is_some_and(|hint| !hint.starts_with(|first: char| first.is_alphanumeric()));
    let (symbols, plain): (Vec<usize>, Vec<usize>) = others
        .into_iter()
        .partition(|position| members.get(*position).is_some_and(|(hints, _)| begins_with_symbol(hints)));
    let order: Vec<usize> = plain.into_iter().chain(symbols).collect();
    let hints = |position: &usize| members.get(*position).map(|(hints, _)| hints.clone()).unwrap_or_default();
    let wanted: Vec<Wanted<'_>> =
        order.iter().map(|position| Wanted::new(hints(position)).before(before.part(wire(*position)))).collect();
    for (position, (ident, collided)) in order.iter().zip(scope.claim_all(&wanted)) {
        let (Some((hints, place)), Some(slot)) = (members.get(*position), named.get_mut(*position)) else { continue };
        if collided {
            collisions.push(collision(hints.first().map_or("", String::as_str), &ident, *place));
        }
        *slot = ident;
    }
    for position in wished {
        if let (Some(wish), Some(slot)) = (wish(position), named.get_mut(position)) {
            let what = format!("`{}` of `{}`", wire(position), api.types[id].key);
            *slot = grant(&mut scope, wish, &what, collisions);
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
