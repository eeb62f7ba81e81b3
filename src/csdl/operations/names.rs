//! Identifiers and tags of operations, as converters to OpenAPI give them.

use crate::csdl::{
    catalog::Catalog,
    paths::{Kind, Path, Segment, segment_text},
};

/// The tag of a path: its entity set or singleton with the type of what follows.
pub(super) fn tag(path: &Path<'_>) -> String {
    let Some((_, source, entity)) = path.source() else { return String::new() };
    let followed = path.segments.iter().find_map(|segment| match segment {
        Segment::Navigation { entity, .. } => Some(entity),
        _ => None,
    });
    format!("{}.{}", source.name, followed.unwrap_or(&entity).syntax.name)
}

/// The tag of a complex property: as of what holds it, or with its own type at the source itself.
pub(super) fn complex_tag(path: &Path<'_>) -> String {
    let last = path.segments.iter().rev().find_map(|segment| match segment {
        Segment::Complex { complex, .. } => Some(complex),
        _ => None,
    });
    match (path.navigation(), path.source(), last) {
        (None, Some((_, source, _)), Some(complex)) => format!("{}.{}", source.name, complex.syntax.name),
        _ => tag(path),
    }
}

/// `users.user.ListUser`, at a source itself.
pub(super) fn at_source(path: &Path<'_>, verb: &str) -> String {
    let Some((_, source, entity)) = path.source() else { return String::new() };
    let name = &entity.syntax.name;
    let by = match path.last() {
        Some(segment @ Segment::Key { alternate: true, .. }) => by(segment),
        _ => String::new(),
    };
    format!("{}.{name}.{verb}{}{by}", source.name, upper_first(name))
}

/// `users.ListMessages`: the names on the way, with the verb before the last.
pub(super) fn at_navigation(path: &Path<'_>, verb: &str) -> String {
    let mut items = items(path);
    if let Some(last) = items.last_mut() {
        *last = format!("{verb}{}", upper_first(last));
    }
    items.join(".")
}

/// `users.messages`: the names on the way.
pub(super) fn way(path: &Path<'_>) -> String {
    items(path).join(".")
}

/// `people.GetHomeAddress`: the names on the way to a complex property.
pub(super) fn at_complex(path: &Path<'_>, verb: &str) -> String {
    let mut items = items(path);
    let last = path.segments.iter().rev().find_map(|segment| match segment {
        Segment::Complex { property, .. } => Some(&property.name),
        _ => None,
    });
    items.extend(last.map(|name| format!("{verb}{}", upper_first(name))));
    items.join(".")
}

/// What comes before `.AsType` for a derived type, with the verb for one or for many if there is to be one.
pub(super) fn before_cast(path: &Path<'_>, verbs: Option<[&str; 2]>) -> String {
    let verb = |many: bool| verbs.map_or("", |[list, get]| if many { list } else { get });
    let Some(position) = path.segments.iter().rposition(|segment| matches!(segment, Segment::Cast(_))) else {
        return String::new();
    };
    let before = position.checked_sub(1).and_then(|position| path.segments.get(position));
    let two_before = position.checked_sub(2).and_then(|position| path.segments.get(position));
    match (before, two_before) {
        (Some(Segment::Complex { property, .. }), _) => at_complex(path, verb(property.kind.collection)),
        (Some(Segment::Navigation { property, .. }), _) => at_navigation(path, verb(property.kind.collection)),
        (Some(Segment::Key { .. }), Some(Segment::Navigation { .. })) => at_navigation(path, verb(false)),
        (Some(Segment::Source { source, .. }), _) => at_source(path, verb(source.collection)),
        _ => at_source(path, verb(false)),
    }
}

/// `me.GetPhotoContent`: the last navigation property and the stream in one word.
pub(super) fn at_stream(path: &Path<'_>, verb: &str, stream: &str) -> String {
    let Some((_, source, entity)) = path.source() else { return String::new() };
    let stream = upper_first(stream);
    let Some((_, last, _)) = path.navigation() else {
        return format!("{}.{}.{verb}{stream}", source.name, entity.syntax.name);
    };
    let mut items = vec![source.name.clone()];
    items.extend(path.segments.iter().filter_map(|segment| match segment {
        Segment::Navigation { property, .. } => Some(property.name.clone()),
        _ => None,
    }));
    if let Some(position) = items.iter().position(|item| *item == last.name) {
        items.remove(position);
    }
    items.push(format!("{verb}{}{stream}", upper_first(&last.name)));
    items.join(".")
}

/// `users.user.sendMail`: every name on the way, and the type of each key.
pub(super) fn at_call(catalog: &Catalog<'_>, path: &Path<'_>) -> String {
    let mut items = Vec::new();
    let mut hash = String::new();
    for (position, segment) in path.segments.iter().enumerate() {
        match segment {
            Segment::Key { entity, alternate: false, .. } => items.push(entity.syntax.name.clone()),
            Segment::Key { .. } if position + 1 == path.segments.len() => items.push(by(segment)),
            Segment::Operation(overload) if is_overloaded(catalog, segment) => {
                let own = four_digits(&segment_text(catalog, segment));
                hash = if hash.is_empty() { own } else { four_digits(&format!("{hash}{own}")) };
                items.push(overload.syntax.name.clone());
            }
            _ => items.push(segment.identifier()),
        }
    }
    let name = items.join(".");
    if hash.is_empty() { name } else { format!("{name}-{hash}") }
}

/// The digits that tell a path from others of the same names: of its last segment and the names on the way.
pub(super) fn path_hash(catalog: &Catalog<'_>, path: &Path<'_>) -> String {
    let mut names: Vec<String> = Vec::new();
    for segment in &path.segments {
        let name = segment.identifier();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let last = path.last().map(|segment| segment_text(catalog, segment)).unwrap_or_default();
    four_digits(&format!("{last}{}", names.join("/")))
}

/// Whether another function of the same name is bound to the same type, or none of them is bound.
pub(super) fn is_overloaded(catalog: &Catalog<'_>, segment: &Segment<'_>) -> bool {
    let (Segment::Operation(overload) | Segment::Import { overload, .. }) = segment else { return false };
    let binding = |of: &crate::csdl::catalog::Overload<'_>| {
        let parameter = of.syntax.bound.then(|| of.syntax.parameters.first()).flatten()?;
        Some((catalog.names.resolve(of.file, &parameter.kind.name), parameter.kind.collection))
    };
    let same = catalog.overloads.iter().filter(|other| {
        other.name == overload.name
            && other.syntax.kind == overload.syntax.kind
            && other.syntax.bound == overload.syntax.bound
            && binding(other) == binding(overload)
    });
    overload.syntax.kind == crate::csdl::syntax::OperationKind::Function && same.count() > 1
}

/// The first four hexadecimal digits of SHA-256.
pub(super) fn four_digits(text: &str) -> String {
    let digest = hmac_sha256::Hash::hash(text.as_bytes());
    digest.iter().take(2).map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn upper_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The source, navigation properties, calls and derived types of a path. Of derived types only the last counts, and
/// none where the path ends at one.
fn items(path: &Path<'_>) -> Vec<String> {
    let counts_cast = path.kind == Kind::Count && matches!(path.before_last(), Some(Segment::Cast(_)));
    let without_casts = path.kind == Kind::Cast || counts_cast;
    let mut items: Vec<String> = Vec::new();
    let mut last_cast: Option<String> = None;
    for (position, segment) in path.segments.iter().enumerate() {
        match segment {
            Segment::Source { source, .. } => items.push(source.name.clone()),
            Segment::Navigation { property, .. } => items.push(property.name.clone()),
            Segment::Operation(overload) => items.push(overload.syntax.name.clone()),
            Segment::Key { alternate: true, .. } if position + 1 == path.segments.len() => items.push(by(segment)),
            Segment::Key { alternate: true, .. } => items.push(segment.identifier()),
            Segment::Cast(derived) if !without_casts => {
                if let Some(position) = last_cast.take().and_then(|cast| items.iter().position(|item| *item == cast)) {
                    items.remove(position);
                }
                let cast = format!("As{}", upper_first(&derived.syntax.name));
                items.push(cast.clone());
                last_cast = Some(cast);
            }
            _ => {}
        }
    }
    items
}

/// `ByAppId`, of an alternate key.
fn by(segment: &Segment<'_>) -> String {
    let names = segment.identifier();
    format!("By{}", names.split(',').map(upper_first).collect::<String>())
}
