//! What the functions of a group are called: after the operationId, or after the method and the path.
//!
//! A name says as much as tells the operation from every other that may come into the group, and not only from those
//! that are there today: what is left out can be told from the rest of the name. So a new operation renames none.

use super::identifier::{spelled_words, words};
use crate::model::{Api, Operation};

/// The operationId, if it has any words.
pub(super) fn declared_id<'a>(api: &'a Api, operation: &'a Operation) -> Option<&'a str> {
    let id = operation.operation_id.as_deref().map(|id| api.naming.short_operation(id));
    id.filter(|id| !words(id).is_empty())
}

/// The operationId without what the group already says, then all of it. Of operations that have the same one, the rest
/// is told apart by method and path.
pub(super) fn declared(id: &str, operation: &Operation, group: &[String]) -> Vec<String> {
    let short = without_group(words(id), group);
    let mut hints = Vec::new();
    if !short.is_empty() {
        hints.push(short.join("_"));
    }
    hints.push(id.to_owned());
    hints.extend(derived(operation.method.member(), &operation.path, &[], Said::ByTag).pop());
    hints
}

/// What puts an operation into its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The first word of its path.
    ByPath,
    /// A tag, or the user.
    ByTag,
}

/// The method and the words of the path, `get_by_id` for `/pets/{id}` of `pets`: first without the segment that says
/// the group, then all of it, then with its symbols in words.
///
/// The segment is left out where it begins the path; of a group by tag, which may hold other paths too, only where a
/// parameter or nothing follows. A path of the group that begins with a parameter itself says `root` instead, so that
/// `/{id}` and `/pets/{id}` differ.
pub(super) fn derived(method: &str, path: &str, group: &[String], said: Said) -> Vec<String> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    // That it is an API is nothing that tells it from others.
    let start = usize::from(segments.first() == Some(&"api") && segments.len() > 1);
    let (_, told) = segments.split_at(start);
    let versions = told.iter().take_while(|segment| is_version(segment)).count();
    let (versions, told) = told.split_at(versions);
    let begins_with_parameter = |segments: &[&str]| segments.first().is_none_or(|first| first.starts_with('{'));
    let says_group = |segment: &str| !group.is_empty() && words(segment) == group;
    let (between, told) = match told {
        [first, rest @ ..] if says_group(first) && (said == Said::ByPath || begins_with_parameter(rest)) => {
            (None, rest)
        }
        _ if begins_with_parameter(told) && !group.is_empty() && group != ["root"] => {
            // A path that has the group further on is told apart by it.
            ((!told.iter().any(|segment| says_group(segment))).then_some("root"), told)
        }
        _ => (None, told),
    };
    let plain = |segments: &[&str]| segments.iter().flat_map(|segment| segment_words(segment)).collect::<Vec<_>>();
    let name = |words: Vec<String>| std::iter::once(method.to_lowercase()).chain(words).collect::<Vec<_>>().join("_");
    let marked = between.into_iter().map(str::to_owned);
    let short = name(plain(versions).into_iter().chain(marked).chain(plain(told)).collect());
    let whole = name(plain(&segments));
    let mut spelled: Vec<String> = segments.iter().flat_map(|segment| spelled_segment(segment)).collect();
    if path.len() > 1 && path.ends_with('/') {
        spelled.push("slash".to_owned());
    }
    let mut hints = vec![short, whole, name(spelled)];
    hints.dedup();
    hints
}

/// `v1`, `v2.1`, `2`
fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
    number.starts_with(|first: char| first.is_ascii_digit()) && number.len() < 8
}

/// The words of a segment. Symbols between a parameter and other text count: `/{name}.json` is not `/{name}/json`.
fn segment_words(segment: &str) -> Vec<String> {
    match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) if !name.contains(['{', '}']) => by(name),
        _ if segment.contains('{') => spelled_segment(segment),
        _ => words(segment),
    }
}

fn spelled_segment(segment: &str) -> Vec<String> {
    let mut spelled = Vec::new();
    let mut rest = segment;
    while let Some((text, after)) = rest.split_once('{') {
        spelled.extend(spelled_words(text));
        let Some((name, below)) = after.split_once('}') else { break };
        spelled.extend(by(name));
        rest = below;
    }
    spelled.extend(spelled_words(rest));
    spelled
}

fn by(name: &str) -> Vec<String> {
    let mut by = vec!["by".to_owned()];
    by.extend(words(name));
    by
}

/// Words of an operationId without the group's, which stand before all others, or after a single one, where nothing else
/// follows or the group has several words.
///
/// `deleteAppMessages` of `messages` stays what it is, because `delete_app` deletes something else. Of `getPet` and
/// `getPets` only one can be `get`: it is the first, and `list`, `search` and their like say that there are several.
/// Elsewhere nothing says how many there are, so only the very group is left out: `userGet` and `usersGet` both stand.
fn without_group(own: Vec<String>, group: &[String]) -> Vec<String> {
    let length = group.len();
    if length == 0 || own.len() <= length {
        return own;
    }
    let (object, rest) = own.split_at(length);
    if object == group {
        return rest.to_vec();
    }
    if let [verb, object @ ..] = own.as_slice()
        && let Some((object, rest)) = object.split_at_checked(length)
        && (if rest.is_empty() {
            is_same(object, group) && is_numbered(verb, object, group)
        } else {
            length > 1 && object == group
        })
    {
        return [std::slice::from_ref(verb), rest].concat();
    }
    own
}

/// Whether two are the same but for the number of the last word.
fn is_same(object: &[String], group: &[String]) -> bool {
    match (object.split_last(), group.split_last()) {
        (Some((object, above)), Some((group, group_above))) => above == group_above && stem(object) == stem(group),
        _ => false,
    }
}

/// Verbs that are about several things at once.
const OF_SEVERAL: &[&str] = &["browse", "count", "filter", "find", "list", "search"];

/// Whether the object says no more than the group beside what is done with it: one thing, or several for `list` and its
/// like. What has no plural is the very group.
fn is_numbered(verb: &str, object: &[String], group: &[String]) -> bool {
    let has_digit = |word: &String| word.chars().any(|one| one.is_ascii_digit());
    match object.last() {
        Some(last) if has_digit(last) => object == group,
        Some(last) => is_plural(last) == OF_SEVERAL.contains(&verb),
        None => false,
    }
}

/// Rough, and only used to compare.
fn is_plural(word: &str) -> bool {
    word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end))
}

/// A word without what the plural adds. Rough, and only used to compare.
fn stem(word: &str) -> String {
    let short = word.trim_end_matches(['s', 'e']);
    let short = if short.is_empty() { word } else { short };
    short.strip_suffix('y').map_or_else(|| short.to_owned(), |start| format!("{start}i"))
}

#[cfg(test)]
mod tests {
    use super::{Said, derived, without_group, words};

    #[test]
    fn an_operation_without_an_id_is_called_after_method_and_path() {
        let name = |method: &str, path: &str, group: &str| derived(method, path, &words(group), Said::ByTag).remove(0);
        assert_eq!(name("get", "/pets", "pets"), "get");
        assert_eq!(name("GET", "/pets/{petId}", "Pets"), "get_by_pet_id");
        assert_eq!(name("get", "/pets/search", "pets"), "get_pets_search");
        assert_eq!(name("get", "/search", "pets"), "get_search");
        assert_eq!(name("put", "/pets/{id}/tags/{tag}", "pets"), "put_by_id_tags_by_tag");
        assert_eq!(name("get", "/api/v1/pet-types/{id}", "pet types"), "get_v1_by_id");
        assert_eq!(name("get", "/v1/{id}", "pet types"), "get_v1_root_by_id");
        assert_eq!(name("delete", "/api/Orders/{id}", "Orders"), "delete_by_id");
        assert_eq!(name("get", "/api/{id}", "api"), "get_root_by_id");
        assert_eq!(name("get", "/", "pets"), "get_root");
        assert_eq!(name("get", "/", "root"), "get");
        assert_eq!(name("get", "/{tenant}/pets/{id}", "pets"), "get_by_tenant_pets_by_id");
        assert_eq!(name("get", "/files/{name}.json", "other"), "get_files_by_name_dot_json");
        assert_eq!(name("post", "/pets/{id}:cancel", "pets"), "post_by_id_colon_cancel");
        let all = |path: &str, said| derived("get", path, &words("pets"), said);
        assert_eq!(all("/pets", Said::ByTag), ["get", "get_pets"]);
        assert_eq!(all("/pets/search", Said::ByPath), ["get_search", "get_pets_search"]);
        assert_eq!(all("/a-b/", Said::ByTag), ["get_a_b", "get_a_minus_b_slash"]);
    }

    fn short(id: &str, group: &str) -> String {
        without_group(words(id), &words(group)).join("_")
    }

    #[test]
    fn an_operation_does_not_say_its_group_again() {
        assert_eq!(short("listPets", "pets"), "list");
        assert_eq!(short("repos/list-for-org", "repos"), "list_for_org");
        assert_eq!(short("pets.getAll", "pets"), "get_all");
        assert_eq!(short("Pets_Delete", "Pets"), "delete");
        assert_eq!(short("v2.models.list", "v2 models"), "list");
        assert_eq!(short("v2.model.list", "v2 models"), "v2_model_list");
        assert_eq!(short("getCategory", "categories"), "get");
        assert_eq!(short("createBranch", "branches"), "create");
        assert_eq!(short("listStatuses", "Status"), "list");
        assert_eq!(short("getStatus", "Status"), "get");
        assert_eq!(short("getKey", "addresses"), "get_key");
        assert_eq!(short("pets", "pets"), "pets");
        assert_eq!(short("listStoreOrders", "store"), "list_store_orders");
        assert_eq!(short("deleteAppMessages", "message"), "delete_app_messages");
        assert_eq!(short("listAppsV1NamespacedDeployment", "apps_v1"), "list_namespaced_deployment");
    }

    #[test]
    fn one_and_several_have_names_of_their_own() {
        for group in ["pet", "pets"] {
            assert_eq!(short("getPet", group), "get");
            assert_eq!(short("getPets", group), "get_pets");
            assert_eq!(short("listPets", group), "list");
            assert_eq!(short("listPet", group), "list_pet");
            assert_eq!(short("searchPets", group), "search");
            assert_eq!(short("cancelPet", group), "cancel");
            assert_eq!(short("cancelPets", group), "cancel_pets");
        }
        assert_eq!(short("pet_get", "pets"), "pet_get");
        assert_eq!(short("pets_get", "pets"), "get");
        assert_eq!(short("pets_list", "pets"), "list");
        assert_eq!(short("getPetTypes", "pet types"), "get_pet_types");
        assert_eq!(short("listPetTypesOfUser", "pet types"), "list_of_user");
        assert_eq!(short("listPetTypesOfUser", "pet type"), "list_pet_types_of_user");
        assert_eq!(short("getPetTypesOrder", "pet types"), "get_order");
        assert_eq!(short("getPetTypeOrder", "pet types"), "get_pet_type_order");
    }
}
