//! Tree shaking: when operations were selected, only the types they reach stay.

use std::collections::{BTreeMap, HashSet};

use crate::{
    config::selector::Selectors,
    diagnostics::{Code, Diagnostic, Diagnostics, Place},
    model::{
        Additional, Api, Body, Content, Discriminator, Item, LedgerSeverity, Operation, Payload, RequestBuilders, Type,
        TypeDefinition, TypeId, TypeKind, incoming::Incoming,
    },
};

/// Drops the types that nothing selected reaches. Links to entities outside the selection (navigation properties)
/// are left to the structures' unknown members, so that a slice does not grow into the whole.
pub fn select(api: &mut Api, selectors: &Selectors, diagnostics: &mut Diagnostics) {
    if !selectors.is_everything() {
        if selectors.names_only() {
            super::builders::keep_own_ways(api);
        }
        super::builders::drop_dead_ends(api);
        let kept = reach(api, selectors);
        list_derived(api, &kept);
        cut_navigation(api, &kept);
        keep(api, &kept);
    }
    let Api { types, rules, operations, .. } = api;
    let given: HashSet<Place> = operations.iter().flat_map(Operation::places_of_arguments).collect();
    rules.retain(|key| types.find(key).is_some(), |place| given.contains(place));
    for selector in selectors.unmatched() {
        let message = format!("the selector `{}` matches nothing", selector.text);
        let mut error = Diagnostic::error(Code::SelectorMatchesNothing, message)
            .help("`rest-bindgen list` shows the paths, tags, operations and types that there are");
        if selector.names_operation() && api.request_builders.is_some() {
            error = error.note(
                "by navigation operations are called after types, not paths: `operation:Namespace.type.list`, \
                 and actions and functions by their own names alone: `operation:send`",
            );
        }
        let meant: Vec<String> = selector.meant().iter().map(|meant| format!("`{meant}`")).collect();
        if !meant.is_empty() {
            error = error.help(format!("did you mean {}?", meant.join(" or ")));
        }
        diagnostics.push(match selector.place {
            Some(place) => error.at(place),
            None => error,
        });
    }
}

/// Every type that operations and type selectors reach, not through navigation properties.
fn reach(api: &Api, selectors: &Selectors) -> HashSet<TypeId> {
    let mut open: Vec<TypeId> = Vec::new();
    for operation in &api.operations {
        visit_operation(operation, &mut |id| open.push(id));
    }
    api.incoming.iter().flat_map(Incoming::items).for_each(|item| visit_type(&item.value, &mut |id| open.push(id)));
    for accessor in api.request_builders.iter().flat_map(RequestBuilders::accessors) {
        accessor.parameters.iter().for_each(|parameter| visit_type(&parameter.item.value, &mut |id| open.push(id)));
    }
    open.extend(api.request_builders.iter().flat_map(RequestBuilders::cast_types));
    if !selectors.include.is_empty() {
        open.extend(api.types.iter().filter(|(_, one)| selectors.wants_type(&one.key)).map(|(id, _)| id));
    } else {
        open.extend(api.types.ids().filter(|&id| !selectors.refuses_type(&api.types[id].key)));
    }
    let mut kept = HashSet::new();
    while let Some(id) = open.pop() {
        if kept.insert(id) {
            visit_definition(&api.types[id], false, &mut |id| open.push(id));
        }
    }
    kept
}

/// A slot of a base type keeps a value of any derived type whole, so those outside the selection are left out; that is
/// said once for each base.
fn list_derived(api: &mut Api, kept: &HashSet<TypeId>) {
    let mut outside: BTreeMap<TypeId, usize> = BTreeMap::new();
    for id in api.types.ids().filter(|id| !kept.contains(id)) {
        let base = api.types.structure(id).and_then(|structure| structure.base);
        if let Some(base) = base.filter(|base| kept.contains(base)) {
            *outside.entry(base).or_default() += 1;
        }
    }
    for (base, count) in outside {
        let definition = &api.types[base];
        api.ledger.add(
            Code::OutsideSelection,
            LedgerSeverity::Info,
            format!("{count} types derived from `{}`", definition.key),
            "nothing; values of them keep all their members as values of the base",
            definition.place,
        );
    }
}

fn cut_navigation(api: &mut Api, kept: &HashSet<TypeId>) {
    let ids: Vec<TypeId> = api.types.ids().filter(|id| kept.contains(id)).collect();
    for id in ids {
        let definition = &mut api.types[id];
        let key = definition.key.clone();
        let TypeKind::Structure(structure) = &mut definition.kind else { continue };
        structure.properties.retain(|property| {
            let mut outside = false;
            visit_type(&property.item.value, &mut |id| outside |= !kept.contains(&id));
            if outside {
                api.ledger.add(
                    Code::OutsideSelection,
                    LedgerSeverity::Info,
                    format!("navigation property `{}` of `{key}`", property.name),
                    "kept among the unknown members, because its type is outside the selection",
                    property.place,
                );
            }
            !outside
        });
    }
}

/// Rebuilds the arena with the kept types alone.
fn keep(api: &mut Api, kept: &HashSet<TypeId>) {
    let old = std::mem::take(&mut api.types);
    let (types, renumber) = old.retain(|id| kept.contains(&id));
    api.types = types;
    let types = &api.types;
    api.ledger.entries.retain(|entry| entry.of.as_deref().is_none_or(|key| types.find(key).is_some()));
    let ids: Vec<TypeId> = api.types.ids().collect();
    for id in ids {
        renumber_definition(&mut api.types[id], &renumber);
    }
    for operation in &mut api.operations {
        renumber_operation(operation, &renumber);
    }
    let carried = api.incoming.iter_mut().flat_map(Incoming::items_mut);
    carried.for_each(|item| renumber_type(&mut item.value, &renumber));
    api.examples.retain(|example| example.types().iter().all(|id| kept.contains(id)));
    api.examples.iter_mut().for_each(|example| renumber_type(&mut example.item.value, &renumber));
    for builder in api.request_builders.iter_mut().flat_map(|surface| &mut surface.builders) {
        builder.entity = builder.entity.and_then(|entity| renumber.get(&entity).copied());
    }
    for accessor in api.request_builders.iter_mut().flat_map(RequestBuilders::accessors_mut) {
        accessor.parameters.iter_mut().for_each(|parameter| renumber_type(&mut parameter.item.value, &renumber));
    }
}

pub(super) fn visit_type(value: &Type, found: &mut impl FnMut(TypeId)) {
    match value {
        Type::Named(id) => found(*id),
        Type::List(item) | Type::Map(item) => visit_type(&item.value, found),
        Type::Tuple(items) => items.iter().for_each(|item| visit_type(&item.value, found)),
        Type::Primitive(_) | Type::Any | Type::Runtime(_) => {}
    }
}

pub(super) fn visit_definition(definition: &TypeDefinition, navigation: bool, found: &mut impl FnMut(TypeId)) {
    match &definition.kind {
        TypeKind::Structure(structure) => {
            structure.base.into_iter().for_each(&mut *found);
            for property in &structure.properties {
                if navigation || property.navigation.is_none() {
                    visit_type(&property.item.value, found);
                }
            }
            if let Additional::Of(item) = &structure.additional {
                visit_type(&item.value, found);
            }
            // Only services that are not OData say which types a base stands for.
            structure.discriminator.iter().flat_map(|one| &one.mapping).for_each(|(_, derived)| found(*derived));
        }
        TypeKind::Union(union) => union.variants.iter().for_each(|variant| visit_type(&variant.value, found)),
        TypeKind::Alias(item) => visit_type(&item.value, found),
        TypeKind::Enumeration(_) => {}
    }
}

pub(super) fn visit_payload(payload: &Payload, found: &mut impl FnMut(TypeId)) {
    match payload {
        Payload::Json(item) | Payload::Page(item) => visit_type(&item.value, found),
        Payload::Form(value) | Payload::Multipart(value) | Payload::Text(value) => visit_type(value, found),
        Payload::Sequence(_, item) => item.iter().for_each(|item| visit_type(&item.value, found)),
        Payload::Bytes => {}
    }
}

fn visit_operation(operation: &Operation, found: &mut impl FnMut(TypeId)) {
    for parameter in &operation.parameters {
        visit_type(&parameter.item.value, found);
    }
    let contents = operation.body.iter().flat_map(|body: &Body| &body.contents);
    for content in contents.chain(operation.responses.iter().flat_map(|response| &response.contents)) {
        visit_payload(&content.payload, found);
        for header in content.encodings.iter().flat_map(|encoding| &encoding.headers) {
            visit_type(&header.item.value, found);
        }
    }
    for header in operation.responses.iter().flat_map(|response| &response.headers) {
        visit_type(&header.item.value, found);
    }
}

type Renumber = std::collections::HashMap<TypeId, TypeId>;

fn renumber_type(value: &mut Type, renumber: &Renumber) {
    match value {
        Type::Named(id) => match renumber.get(id) {
            Some(&new) => *id = new,
            None => *value = Type::Any,
        },
        Type::List(item) | Type::Map(item) => renumber_type(&mut item.value, renumber),
        Type::Tuple(items) => items.iter_mut().for_each(|item| renumber_type(&mut item.value, renumber)),
        Type::Primitive(_) | Type::Any | Type::Runtime(_) => {}
    }
}

fn renumber_discriminator(discriminator: &mut Option<Discriminator>, renumber: &Renumber) {
    if let Some(discriminator) = discriminator {
        let mapping = std::mem::take(&mut discriminator.mapping);
        discriminator.mapping =
            mapping.into_iter().filter_map(|(value, id)| Some((value, *renumber.get(&id)?))).collect();
        discriminator.default = discriminator.default.and_then(|id| renumber.get(&id).copied());
    }
}

fn renumber_definition(definition: &mut TypeDefinition, renumber: &Renumber) {
    match &mut definition.kind {
        TypeKind::Structure(structure) => {
            structure.base = structure.base.and_then(|base| renumber.get(&base).copied());
            for property in &mut structure.properties {
                renumber_type(&mut property.item.value, renumber);
            }
            if let Additional::Of(item) = &mut structure.additional {
                renumber_type(&mut item.value, renumber);
            }
            renumber_discriminator(&mut structure.discriminator, renumber);
        }
        TypeKind::Union(union) => {
            for variant in &mut union.variants {
                renumber_type(&mut variant.value, renumber);
            }
            renumber_discriminator(&mut union.discriminator, renumber);
        }
        TypeKind::Alias(item) => renumber_type(&mut item.value, renumber),
        TypeKind::Enumeration(_) => {}
    }
}

fn renumber_payload(payload: &mut Payload, renumber: &Renumber) {
    match payload {
        Payload::Json(Item { value, .. })
        | Payload::Page(Item { value, .. })
        | Payload::Form(value)
        | Payload::Multipart(value)
        | Payload::Text(value) => renumber_type(value, renumber),
        Payload::Sequence(_, item) => item.iter_mut().for_each(|item| renumber_type(&mut item.value, renumber)),
        Payload::Bytes => {}
    }
}

fn renumber_content(content: &mut Content, renumber: &Renumber) {
    renumber_payload(&mut content.payload, renumber);
    for header in content.encodings.iter_mut().flat_map(|encoding| &mut encoding.headers) {
        renumber_type(&mut header.item.value, renumber);
    }
}

fn renumber_operation(operation: &mut Operation, renumber: &Renumber) {
    for parameter in &mut operation.parameters {
        renumber_type(&mut parameter.item.value, renumber);
    }
    let contents = operation.body.iter_mut().flat_map(|body| &mut body.contents);
    for content in contents {
        renumber_content(content, renumber);
    }
    for response in &mut operation.responses {
        for content in &mut response.contents {
            renumber_content(content, renumber);
        }
        for header in &mut response.headers {
            renumber_type(&mut header.item.value, renumber);
        }
    }
}
