//! Selectors: which operations and types of a description are wanted.
//!
//! A selector is a path pattern (`/users/*/messages/**`, optionally after a method: `GET /users/**`), or
//! `tag:NAME`, `operation:ID`, `type:NAME`, or a bare name that may be any of the three. `*` stands for one path
//! segment, or for any characters within a name; `**` stands for any number of segments, none included. A parameter
//! stands for one of whatever name, as in OpenAPI, where templates that differ in such names alone are the same path.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use crate::diagnostics::Place;

/// The wanted and the unwanted.
#[derive(Debug, Default)]
pub struct Selectors {
    /// What is wanted; everything when empty.
    pub include: Vec<Selector>,
    /// What is not wanted, whatever `include` says.
    pub exclude: Vec<Selector>,
}

/// One selector, which remembers whether it ever matched.
#[derive(Debug)]
pub struct Selector {
    /// As the user wrote it.
    pub text: String,
    /// Where it stands, when it comes from a file.
    pub place: Option<Place>,
    kind: Kind,
    matched: Cell<bool>,
    /// Names of operations that may have been meant.
    near: RefCell<BTreeSet<String>>,
}

#[derive(Debug)]
enum Kind {
    Path { method: Option<String>, segments: Vec<String> },
    Tag(String),
    Operation(String),
    Type(String),
    Name(String),
}

/// What selectors look at in an operation.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// HTTP method in upper case.
    pub method: &'a str,
    /// Path template.
    pub path: &'a str,
    /// The description's name of the operation.
    pub operation_id: Option<&'a str>,
    /// The description's groups of it.
    pub tags: &'a [String],
}

impl Selectors {
    /// Whether nothing was selected, so that everything is wanted.
    pub fn is_everything(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// Whether an operation is wanted.
    pub fn wants_operation(&self, candidate: Candidate<'_>) -> bool {
        let included = any(&self.include, |selector| selector.matches_operation(candidate));
        let excluded = any(&self.exclude, |selector| selector.matches_operation(candidate));
        (self.include.is_empty() || included) && !excluded
    }

    /// Whether an operation is to be left out, whatever includes it.
    pub fn refuses_operation(&self, candidate: Candidate<'_>) -> bool {
        any(&self.exclude, |selector| selector.matches_operation(candidate))
    }

    /// Whether a type is wanted for its own sake, whether an operation reaches it or not.
    pub fn wants_type(&self, key: &str) -> bool {
        let included = any(&self.include, |selector| selector.matches_type(key));
        (self.include.is_empty() || included) && !self.refuses_type(key)
    }

    /// Whether a type is to be left out even where an operation reaches it.
    pub fn refuses_type(&self, key: &str) -> bool {
        any(&self.exclude, |selector| selector.matches_type(key))
    }

    /// Whether a wanted path could start with these segments; bounds the walk over the paths of a CSDL.
    pub fn may_want_below(&self, path: &str) -> bool {
        self.include.is_empty()
            || self.include.iter().any(|selector| match &selector.kind {
                Kind::Path { segments, .. } => begins(segments, &split(path)) || begins(segments, &split_keys(path)),
                Kind::Tag(_) | Kind::Operation(_) | Kind::Name(_) => true,
                Kind::Type(_) => false,
            })
    }

    /// Whether everything below a path is unwanted.
    pub fn refuses_below(&self, path: &str) -> bool {
        any(&self.exclude, |selector| match &selector.kind {
            Kind::Path { method: None, segments } if segments.last().is_some_and(|last| last == "**") => {
                selector.remember(whole(segments, &split(path)) || whole(segments, &split_keys(path)))
            }
            _ => false,
        })
    }

    /// How far each path pattern has come at some path. Below two paths that are alike in this, the same is wanted, so
    /// a walk that goes in circles ends.
    pub fn progress(&self, path: &str) -> Vec<BTreeSet<usize>> {
        let selectors = self.include.iter().chain(&self.exclude);
        selectors.map(|selector| reached(selector.segments(), &split_keys(path))).collect()
    }

    /// Whether a path is wanted by name, and not only because it lies below something: no `**` stands for a part of it.
    /// Selectors that are no paths want whatever leads to what they name.
    pub fn wants_by_name(&self, path: &str) -> bool {
        let path = split_keys(path);
        self.include.iter().any(|selector| match &selector.kind {
            Kind::Path { segments, .. } => {
                let named = halves(segments).iter().position(|segment| segment == "**").unwrap_or(usize::MAX);
                path.len() <= named && !reached(segments, &path).is_empty()
            }
            Kind::Tag(_) | Kind::Operation(_) | Kind::Name(_) => true,
            Kind::Type(_) => false,
        })
    }

    /// Whether something is wanted by its name or group, and nothing by its path.
    pub fn names_only(&self) -> bool {
        let is_path = |selector: &Selector| matches!(selector.kind, Kind::Path { .. });
        !self.include.is_empty() && !self.include.iter().any(is_path)
    }

    /// The selectors that matched nothing, which is an error the user wants to hear of.
    pub fn unmatched(&self) -> impl Iterator<Item = &Selector> {
        self.include.iter().chain(&self.exclude).filter(|selector| !selector.matched.get())
    }
}

/// Whether any selector holds; all are asked, so that each remembers its match.
fn any(selectors: &[Selector], holds: impl Fn(&Selector) -> bool) -> bool {
    selectors.iter().filter(|selector| holds(selector)).count() > 0
}

impl Selector {
    /// Reads a selector. The error says in words what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        let kind = match trimmed.split_once(char::is_whitespace) {
            _ if trimmed.is_empty() => return Err("a selector cannot be empty".to_owned()),
            Some((method, path)) if path.trim_start().starts_with('/') => {
                Kind::Path { method: Some(method.to_ascii_uppercase()), segments: split(path.trim()) }
            }
            _ if trimmed.starts_with('/') => Kind::Path { method: None, segments: split(trimmed) },
            _ => match trimmed.split_once(':') {
                Some(("tag", name)) => Kind::Tag(name.to_owned()),
                Some(("operation", name)) => Kind::Operation(name.to_owned()),
                Some(("type", name)) => Kind::Type(name.to_owned()),
                _ => Kind::Name(trimmed.to_owned()),
            },
        };
        Ok(Self { text: trimmed.to_owned(), place: None, kind, matched: Cell::new(false), near: RefCell::default() })
    }

    /// The same selector, at a place.
    #[must_use]
    pub fn at(self, place: Option<Place>) -> Self {
        Self { place, ..self }
    }

    /// Operations that may have been meant by a name that no operation has, as selectors; a few of them.
    pub fn meant(&self) -> Vec<String> {
        self.near.borrow().iter().map(|id| format!("operation:{id}")).collect()
    }

    /// Whether it is the name of an operation, and nothing else.
    pub fn names_operation(&self) -> bool {
        matches!(self.kind, Kind::Operation(_))
    }

    /// Notes an operation that was not matched and is called alike.
    fn note_near(&self, name: &str, id: &str) {
        if self.matched.get() || !is_near(name, id) {
            return;
        }
        let mut near = self.near.borrow_mut();
        if near.len() < FEW {
            near.insert(id.to_owned());
        }
    }

    /// Whether it names an operation.
    pub fn matches_operation(&self, candidate: Candidate<'_>) -> bool {
        if let (Kind::Operation(name), Some(id)) = (&self.kind, candidate.operation_id) {
            self.note_near(name, id);
        }
        let is_id = |pattern: &str| candidate.operation_id.is_some_and(|id| glob(pattern, id));
        let is_tag = |pattern: &str| candidate.tags.iter().any(|tag| glob(pattern, tag));
        self.remember(match &self.kind {
            Kind::Path { method, segments } => {
                method.as_deref().is_none_or(|method| method == candidate.method)
                    && (whole(segments, &split(candidate.path)) || whole(segments, &split_keys(candidate.path)))
            }
            Kind::Tag(name) => is_tag(name),
            Kind::Operation(name) => is_id(name),
            Kind::Name(name) => is_id(name) || is_tag(name),
            Kind::Type(_) => false,
        })
    }

    fn segments(&self) -> &[String] {
        match &self.kind {
            Kind::Path { segments, .. } => segments,
            Kind::Tag(_) | Kind::Operation(_) | Kind::Type(_) | Kind::Name(_) => &[],
        }
    }

    fn matches_type(&self, key: &str) -> bool {
        self.remember(match &self.kind {
            Kind::Type(name) | Kind::Name(name) => {
                glob(name, key) || (!name.contains('.') && key.rsplit('.').next().is_some_and(|last| glob(name, last)))
            }
            Kind::Path { .. } | Kind::Tag(_) | Kind::Operation(_) => false,
        })
    }

    fn remember(&self, matched: bool) -> bool {
        self.matched.set(self.matched.get() || matched);
        matched
    }
}

/// As many names are shown of those that may have been meant.
const FEW: usize = 3;

/// Whether an operation may have been meant by the name that it has elsewhere: one that ends alike, or whose verb and type
/// come last as one word (`users.user.ListUser` for `graph.user.list`).
fn is_near(name: &str, id: &str) -> bool {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let (wanted, found) = (last(name), last(id));
    if wanted == found {
        return true;
    }
    let owner = id.rsplit('.').nth(1).unwrap_or_default().to_lowercase();
    !owner.is_empty() && wanted.strip_prefix(&found).is_some_and(|rest| rest.starts_with(&owner))
}

fn split(path: &str) -> Vec<String> {
    path.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

/// The segments of a path in which keys in parentheses count as segments of their own, so that a pattern matches
/// whichever way a service writes them.
fn split_keys(path: &str) -> Vec<String> {
    halves(&split(path))
}

/// Segments with what is in parentheses as segments of their own.
fn halves(segments: &[String]) -> Vec<String> {
    let halves = segments.iter().flat_map(|segment| match segment.find('(') {
        Some(position) => {
            let (name, key) = segment.split_at(position);
            [Some(name), Some(key)]
        }
        None => [Some(segment.as_str()), None],
    });
    halves.flatten().map(str::to_owned).collect()
}

/// Whether a pattern matches all segments.
fn whole(pattern: &[String], segments: &[String]) -> bool {
    match (pattern.split_first(), segments.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first == "**" => {
            whole(rest, segments) || segments.split_first().is_some_and(|(_, below)| whole(pattern, below))
        }
        (Some((first, rest)), Some((segment, below))) => matches(first, segment) && whole(rest, below),
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// Whether more segments could still make a pattern match.
fn begins(pattern: &[String], segments: &[String]) -> bool {
    match (pattern.split_first(), segments.split_first()) {
        (_, None) => true,
        (Some((first, _)), Some(_)) if first == "**" => true,
        (Some((first, rest)), Some((segment, below))) => matches(first, segment) && begins(rest, below),
        (None, Some(_)) => false,
    }
}

/// The positions in a pattern at which it can be after these segments.
fn reached(pattern: &[String], segments: &[String]) -> BTreeSet<usize> {
    let pattern = halves(pattern);
    let is_any = |position: usize| pattern.get(position).is_some_and(|segment| segment == "**");
    // A `**` may stand for nothing.
    let closed = |mut positions: BTreeSet<usize>| {
        for position in 0..pattern.len() {
            if positions.contains(&position) && is_any(position) {
                positions.insert(position + 1);
            }
        }
        positions
    };
    segments.iter().fold(closed(BTreeSet::from([0])), |positions, segment| {
        let step = |position: usize| {
            let found = pattern.get(position)?;
            if is_any(position) { Some(position) } else { matches(found, segment).then_some(position + 1) }
        };
        closed(positions.into_iter().filter_map(step).collect())
    })
}

/// Whether a segment of a path matches that of a pattern, whatever its parameters are called.
fn matches(pattern: &str, segment: &str) -> bool {
    glob(pattern, segment) || (pattern.contains('{') && glob(&unnamed(pattern), &unnamed(segment)))
}

/// A segment with empty braces for its parameters; a key is one, with or without its parentheses and quotes.
fn unnamed(segment: &str) -> String {
    let key = segment.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let segment = key.map_or(segment, |key| key.trim_matches('\''));
    let mut pieces = segment.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| match piece.split_once('}') {
        Some((_, after)) => text + "{}" + after,
        None => text + "{" + piece,
    })
}

/// Whether a name matches a pattern in which `*` stands for any characters.
pub fn glob(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(position) => rest = rest.get(position + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Selector, Selectors, is_near};

    fn selectors(include: &[&str], exclude: &[&str]) -> Selectors {
        let parse = |texts: &[&str]| texts.iter().filter_map(|text| Selector::parse(text).ok()).collect();
        Selectors { include: parse(include), exclude: parse(exclude) }
    }

    fn wants(selectors: &Selectors, method: &str, path: &str) -> bool {
        let tags = ["pets.pet".to_owned()];
        selectors.wants_operation(Candidate { method, path, operation_id: Some("pets.ListPets"), tags: &tags })
    }

    #[test]
    fn a_double_star_matches_the_folder_itself_and_all_below() {
        let below = selectors(&["/pets/**"], &[]);
        assert!(wants(&below, "GET", "/pets"));
        assert!(wants(&below, "GET", "/pets/{id}/owner"));
        assert!(!wants(&below, "GET", "/petshop"));
        assert!(wants(&selectors(&["/pets/*"], &[]), "GET", "/pets/{id}"));
        assert!(!wants(&selectors(&["/pets/*"], &[]), "GET", "/pets/{id}/owner"));
    }

    #[test]
    fn parameters_match_whatever_their_names() {
        for pattern in ["/pets/{pet-id}/**", "/pets/{}/owner", "/pets('{key}')/owner"] {
            assert!(wants(&selectors(&[pattern], &[]), "GET", "/pets('{id}')/owner"), "{pattern}");
        }
        assert!(wants(&selectors(&["/files/{name}.{form}"], &[]), "GET", "/files/{id}.{format}"));
        assert!(!wants(&selectors(&["/files/{name}"], &[]), "GET", "/files/latest"));
        assert!(!wants(&selectors(&["/files/{name}"], &[]), "GET", "/files/{id}.{format}"));
    }

    #[test]
    fn keys_count_as_segments_however_they_are_written() {
        for pattern in ["/pets/**", "/pets/*/owner", "/pets(*)/owner", "/pets('{id}')/**"] {
            assert!(wants(&selectors(&[pattern], &[]), "GET", "/pets('{id}')/owner"), "{pattern}");
        }
        assert!(selectors(&["/pets/*/owner"], &[]).may_want_below("/pets('{id}')"));
        assert!(!wants(&selectors(&["/pets"], &[]), "GET", "/pets('{id}')"));
    }

    #[test]
    fn a_method_narrows_a_path_and_exclude_wins() {
        let mixed = selectors(&["GET /pets/**"], &["/pets/*/secret"]);
        assert!(wants(&mixed, "GET", "/pets/{id}"));
        assert!(!wants(&mixed, "POST", "/pets/{id}"));
        assert!(!wants(&mixed, "GET", "/pets/{id}/secret"));
        assert_eq!(mixed.unmatched().count(), 0);
    }

    #[test]
    fn names_match_tags_operations_and_types() {
        assert!(wants(&selectors(&["tag:pets.*"], &[]), "GET", "/x"));
        assert!(wants(&selectors(&["operation:pets.List*"], &[]), "GET", "/x"));
        assert!(wants(&selectors(&["pets.pet"], &[]), "GET", "/x"));
        assert!(!wants(&selectors(&["type:pet"], &[]), "GET", "/x"));
        assert!(selectors(&["type:pet"], &[]).wants_type("shop.pet"));
        assert!(!selectors(&["type:pet"], &[]).wants_type("shop.petName"));
    }

    #[test]
    fn the_walk_goes_only_where_a_match_can_be() {
        let below = selectors(&["/a/b/**"], &[]);
        assert!(below.may_want_below("/a"));
        assert!(below.may_want_below("/a/b/c"));
        assert!(!below.may_want_below("/a/c"));
        assert!(!selectors(&["type:x"], &[]).may_want_below("/a"));
    }

    #[test]
    fn selectors_that_match_nothing_are_known() {
        let unused = selectors(&["/nowhere"], &[]);
        assert!(!wants(&unused, "GET", "/pets"));
        assert_eq!(unused.unmatched().map(|selector| selector.text.as_str()).collect::<Vec<_>>(), ["/nowhere"]);
    }

    #[test]
    fn a_name_that_an_operation_has_elsewhere_leads_to_it() {
        assert!(is_near("users.user.ListUser", "graph.user.list") && is_near("a.b.sendMail", "sendMail"));
        assert!(is_near("apps.UpdateVppTokens", "graph.vppToken.update"));
        assert!(!is_near("users.user.ListUser", "graph.group.list") && !is_near("x", "y"));
    }

    #[test]
    fn paths_below_which_the_same_is_wanted_are_alike() {
        let below = selectors(&["/users/*/messages/**"], &["/users/*/messages/*/secret/**"]);
        let progress = |path| below.progress(path);
        assert_ne!(progress("/users"), progress("/users/{id}"));
        assert_ne!(progress("/users/{id}/messages/{id}"), progress("/users/{id}/messages/{id}/secret"));
        assert_eq!(progress("/users/{id}/messages/{id}/a/b"), progress("/users('{id}')/messages('{id}')/a/b/c('{x}')"));
        assert!(progress("/groups").iter().all(std::collections::BTreeSet::is_empty));
    }

    #[test]
    fn what_a_double_star_stands_for_is_not_named() {
        let mixed = selectors(&["/users/*/manager/**"], &[]);
        assert!(mixed.wants_by_name("/users('{id}')/manager"));
        assert!(!mixed.wants_by_name("/users/{id}/manager/reports"));
        assert!(!mixed.wants_by_name("/groups/{id}/manager"));
        assert!(!selectors(&["/users/**"], &[]).wants_by_name("/users/{id}"));
        assert!(selectors(&["tag:users"], &[]).wants_by_name("/anything"));
    }

    #[test]
    fn what_is_unwanted_with_all_below_is_not_entered() {
        let mixed = selectors(&[], &["/users/**", "GET /groups/**", "/teams"]);
        assert!(mixed.refuses_below("/users") && mixed.refuses_below("/users/{id}/messages"));
        assert!(!mixed.refuses_below("/groups") && !mixed.refuses_below("/teams"));
        assert_eq!(mixed.unmatched().count(), 2);
    }
}
