//! Names of groups, functions and arguments.

use std::collections::BTreeMap;

use super::{
    AreaNames, Collisions, GroupNames, Names, Owner, builders,
    calls::Calls,
    earlier::{Earlier, Thing},
    functions::{self, Said, declared_id},
    grant,
    identifier::{Case, words},
    scope::{Before, Claimed, Scope, Wanted},
    variants,
};
use crate::{
    diagnostics::{Code, Diagnostic},
    model::{
        Api, Location, Operation, Parameter, Protocol,
        incoming::IncomingKind,
        naming::Grouping,
        odata::{self, Resource, ResourceOperation},
    },
};

/// What the client has beside the groups (`rt::client!`).
const RESERVED_ACCESSORS: &[&str] = &[
    "allow_plain_http",
    "as_ref",
    "at",
    "clone",
    "core",
    "default",
    "fmt",
    "from",
    "into",
    "mocked",
    "new",
    "with_base_url",
    "with_cloud",
    "with_concurrency",
    "with_header",
    "with_numbers_as_text",
    "with_hook",
    "with_response_limit",
    "with_retries",
    "with_server",
    "with_timeouts",
    "with_transport",
    "with_trusted_origin",
];

/// What the client of an OData service has too.
const ODATA_ACCESSORS: &[&str] = &["batch"];

/// Modules that stand beside the groups, and names that no file has on Windows.
const RESERVED_MODULES: &[&str] =
    &["models", "rt", "lib", "main", "mod", "core", "std", "alloc", "mocks", "aux", "con", "nul", "prn"];

/// Names that the code of a group uses unqualified.
const RESERVED_IDENTS: &[&str] = &[
    "Clone", "Copy", "Debug", "Default", "Err", "From", "Into", "None", "Ok", "Option", "Result", "Some", "String",
    "Vec",
];

/// Functions that every group has by itself or from its derives.
const RESERVED_FUNCTIONS: &[&str] = &["new", "clone", "fmt", "eq", "cmp", "hash", "into", "from", "default"];

/// Names that the body of a function uses, and methods that every request has (`rt::request!`).
const RESERVED_ARGUMENTS: &[&str] = &[
    "body",
    "checked_",
    "rt",
    "models",
    "send",
    "send_with_response",
    "into_http",
    "into_future",
    "download",
    "header",
    "timeout",
    "options",
    "if_match",
    "if_none_match",
    "prefer",
];

/// Methods of a request that has the system query options of OData.
const RESERVED_OPTIONS: &[&str] = &[
    "top",
    "skip",
    "filter",
    "search",
    "count",
    "order_by",
    "select",
    "expand",
    "apply",
    "since",
    "consistency_level_eventual",
    "stream",
    "into_list",
    "pages",
];

/// Names the groups; what the client has is given back, for what else it is to have.
pub(super) fn name(api: &Api, earlier: &Earlier<'_>, names: &mut Names, collisions: &mut Collisions) -> Scope {
    let mut members: BTreeMap<GroupKey, Vec<usize>> = BTreeMap::new();
    for (position, operation) in api.operations.iter().enumerate().filter(|(_, one)| one.builder.is_none()) {
        members.entry(GroupKey::of(api, position, operation)).or_default().push(position);
    }
    let members = joined(api, members);
    unknown_groups(api, &members, collisions);
    let in_areas = members.keys().filter(|key| key.area().is_some()).count();
    let mut modules = modules(api, in_areas);
    let methods = if api.service.protocol == Protocol::OData { ODATA_ACCESSORS } else { &[] };
    let mut accessors = Scope::new(Case::Snake, "group", RESERVED_ACCESSORS).also_reserving(methods);
    builders::keep_entries(api, earlier, names, &mut accessors);
    let wish = |key: &GroupKey| api.naming.groups.get(&key.wire());
    let (renamed, plain): (Vec<_>, Vec<_>) = members.into_iter().partition(|(key, _)| wish(key).is_some());
    let kept: Vec<Option<Claimed>> =
        plain.iter().map(|(key, operations)| kept(api, key, operations, earlier, &mut modules)).collect();
    let mut groups: Vec<Group> = Vec::with_capacity(plain.len() + renamed.len());
    for ((key, operations), kept) in plain.into_iter().zip(kept) {
        let is_known = kept.is_some();
        let (module, _) = kept.unwrap_or_else(|| modules.claim(&Wanted::beside_words(key.hints())));
        groups.push(Group { key, operations, module, is_known });
    }
    for (key, operations) in renamed {
        let Some(wish) = wish(&key) else { continue };
        let module = grant(&mut modules, wish, &format!("the group `{}`", key.wire()), collisions);
        groups.push(Group { key, operations, module, is_known: false });
    }
    let plain = |module: &str| vec![module.trim_start_matches("r#").to_owned()];
    let accessor = |group: &Group| {
        Wanted::new(plain(&group.module)).before(if group.is_known { Before::First } else { Before::New })
    };
    let accessors_of_groups = accessors.claim_all(&groups.iter().map(accessor).collect::<Vec<_>>());
    let mut areas: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (group, (accessor, _)) in groups.into_iter().zip(accessors_of_groups) {
        let Group { key, operations, module, .. } = group;
        let (ident, _) = Scope::new(Case::Camel, "Group", RESERVED_IDENTS).claim(&Wanted::new(plain(&module)));
        names.groups.push(GroupNames {
            module: module.clone(),
            ident,
            accessor,
            wire: key.wire(),
            operations: operations.clone(),
        });
        let position = names.groups.len() - 1;
        if let Some(area) = key.area() {
            areas.entry(area.to_owned()).or_default().push(position);
        }
        // What moved to another group is called anew; a group that the user renames has still its functions.
        let before = (!api.naming.groups.contains_key(&key.wire())).then_some(&*module);
        let calls = calls(api, &operations, before, &key, earlier, collisions);
        name_functions(calls, position, names, collisions);
    }
    if api.request_builders.is_none() && in_areas > 1 {
        let mut pages = Scope::new(Case::Snake, "area", &[]);
        let area = |(wire, groups): (String, Vec<usize>)| AreaNames {
            module: pages.claim(&Wanted::new(vec![wire.clone()])).0,
            wire,
            groups,
        };
        names.areas = areas.into_iter().map(area).collect();
    }
    accessors
}

/// Operations that stand together.
struct Group {
    key: GroupKey,
    operations: Vec<usize>,
    module: String,
    is_known: bool,
}

/// The module that a group had before: that of its operations, as long as it may be called so.
fn kept(
    api: &Api,
    key: &GroupKey,
    operations: &[usize],
    earlier: &Earlier<'_>,
    modules: &mut Scope,
) -> Option<Claimed> {
    let operations = operations.iter().filter_map(|position| api.operations.get(*position));
    let mut tried: Vec<&str> = Vec::new();
    for module in operations.filter_map(|operation| earlier.operation(operation).module()) {
        if !tried.contains(&module) {
            let kept = modules.keep(&Wanted::beside_words(key.hints()).before(Before::Called(module)));
            if kept.is_some() {
                return kept;
            }
            tried.push(module);
        }
    }
    None
}

/// The modules that may be named: beside those that the output has anyway.
fn modules(api: &Api, in_areas: usize) -> Scope {
    let carried = |kind: IncomingKind| api.incoming.iter().any(|incoming| incoming.kind == kind);
    let beside = [
        (api.request_builders.is_some(), super::BUILDERS),
        // Also where there is but one, so that a second takes the name from no group.
        (api.request_builders.is_some() || in_areas > 0, super::AREAS),
        (!api.rules.is_empty(), super::VALIDATION),
        (carried(IncomingKind::Webhook), super::WEBHOOKS),
        (carried(IncomingKind::Callback), super::CALLBACKS),
    ];
    let beside: Vec<&'static str> =
        beside.into_iter().filter_map(|(is_there, name)| is_there.then_some(name)).collect();
    Scope::new(Case::Snake, "group", RESERVED_MODULES).also_reserving(&beside)
}

/// Tags that differ by case or symbols only are one group, called as the description's list of tags has it.
fn joined(api: &Api, members: BTreeMap<GroupKey, Vec<usize>>) -> BTreeMap<GroupKey, Vec<usize>> {
    let mut spellings: BTreeMap<Vec<String>, String> = BTreeMap::new();
    let tags = members.keys().filter_map(GroupKey::tag);
    let (listed, unlisted): (Vec<&str>, Vec<&str>) = tags.partition(|tag| api.tags.contains_key(*tag));
    for tag in listed.into_iter().chain(unlisted) {
        spellings.entry(words(tag)).or_insert_with(|| tag.to_owned());
    }
    let mut joined: BTreeMap<GroupKey, Vec<usize>> = BTreeMap::new();
    for (key, operations) in members {
        let spelling = key.tag().map(words).filter(|words| !words.is_empty()).and_then(|words| spellings.get(&words));
        let key = spelling.map_or(key.clone(), |spelling| GroupKey::Tag(spelling.clone()));
        joined.entry(key).or_default().extend(operations);
    }
    joined.values_mut().for_each(|operations| operations.sort_unstable());
    joined
}

/// A group that the user renames has to be there.
fn unknown_groups(api: &Api, members: &BTreeMap<GroupKey, Vec<usize>>, collisions: &mut Collisions) {
    let known: Vec<String> = members.keys().map(GroupKey::wire).collect();
    let mut unknown: Vec<_> = api.naming.groups.iter().filter(|(key, _)| !known.contains(key)).collect();
    unknown.sort_by_key(|(key, _)| key.as_str());
    for (key, wish) in unknown {
        let error = Diagnostic::error(Code::EntryMatchesNothing, format!("there is no group `{key}`")).help(format!(
            "the groups are {}",
            known.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ")
        ));
        collisions.push(match wish.place {
            Some(place) => error.at(place),
            None => error,
        });
    }
}

/// What makes operations one group. Sorted so that the shortest path takes the shortest name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum GroupKey {
    /// An OData resource by the names on its path.
    Resource(usize, Vec<String>),
    /// A tag.
    Tag(String),
}

impl GroupKey {
    /// Where the user puts an operation. Otherwise an OData operation belongs to its resource; any other to its first
    /// tag, or to the first word of its path.
    fn of(api: &Api, position: usize, operation: &Operation) -> Self {
        if let Some(group) = api.naming.group_of.get(&position) {
            return Self::Tag(group.clone());
        }
        match (api.naming.grouping, &operation.resource) {
            (None, Some(resource)) => Self::Resource(resource.chain.len(), resource.chain.clone()),
            (Some(Grouping::One), _) => Self::Tag("operations".to_owned()),
            (None | Some(Grouping::Tag | Grouping::Path), _) => match Self::tag_of(api, operation) {
                Some(tag) => Self::Tag(tag.clone()),
                None => Self::Tag(first_word(&operation.path).to_owned()),
            },
        }
    }

    /// The tag that makes the group of an operation.
    fn tag_of<'o>(api: &Api, operation: &'o Operation) -> Option<&'o String> {
        let counts = api.naming.grouping != Some(Grouping::Path);
        operation.tags.iter().find(|tag| counts && !words(tag).is_empty())
    }

    /// Whether it is the path that puts an operation into its group.
    fn is_by_path(api: &Api, position: usize, operation: &Operation) -> bool {
        let elsewhere = api.naming.group_of.contains_key(&position) || api.naming.grouping == Some(Grouping::One);
        !elsewhere && Self::tag_of(api, operation).is_none()
    }

    /// The last name of the path first, then ever more of it.
    fn hints(&self) -> Vec<String> {
        match self {
            Self::Resource(_, chain) => {
                let from = |start: usize| chain.get(start..).unwrap_or_default().join(" ");
                if chain.is_empty() { vec!["root".to_owned()] } else { (0..chain.len()).rev().map(from).collect() }
            }
            Self::Tag(tag) => vec![tag.clone()],
        }
    }

    /// The entity set or singleton that it is below.
    fn area(&self) -> Option<&str> {
        match self {
            Self::Resource(_, chain) => chain.first().map(String::as_str),
            Self::Tag(_) => None,
        }
    }

    fn tag(&self) -> Option<&str> {
        match self {
            Self::Resource(..) => None,
            Self::Tag(tag) => Some(tag),
        }
    }

    fn wire(&self) -> String {
        match self {
            Self::Resource(_, chain) => format!("/{}", chain.join("/")),
            Self::Tag(tag) => tag.clone(),
        }
    }
}

/// The first segment of a path that is no parameter.
fn first_word(path: &str) -> &str {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.find(|segment| !segment.contains('{')).unwrap_or("root")
}

/// The functions of a group, in the order in which they take their names.
fn calls<'c>(
    api: &'c Api,
    operations: &[usize],
    module: Option<&'c str>,
    key: &GroupKey,
    earlier: &'c Earlier<'c>,
    collisions: &mut Collisions,
) -> Calls<'c> {
    // A name that is made of the path gives way to those that the description gives.
    let is_named =
        |position: &usize| api.operations.get(*position).is_some_and(|operation| declared_id(api, operation).is_some());
    let (mut plain, derived): (Vec<usize>, Vec<usize>) =
        operations.iter().partition(|position| is_named(position) || is_of_a_resource(api, **position));
    plain.sort_by_key(|position| api.operations.get(*position).map(variants::rank));
    let mut calls = Calls::new(api, module, "");
    for position in plain.into_iter().chain(derived) {
        let Some(operation) = api.operations.get(position) else { continue };
        let wanted = (function(api, position, operation, key), false);
        calls.add(position, earlier, wanted, |operation, before| {
            parameters(api, position, operation, before, collisions)
        });
    }
    calls
}

fn name_functions(mut calls: Calls<'_>, group: usize, names: &mut Names, collisions: &mut Collisions) {
    let mut scope = Scope::new(Case::Snake, "call", RESERVED_FUNCTIONS);
    calls.keep(&mut scope);
    calls.claim(&mut scope, collisions);
    calls.finish(Owner::Group(group), names);
}

/// Names of parameters. Of some requests the options of OData have names too.
pub(super) fn arguments(parameters: &[Parameter], has_options: bool, before: &Thing<'_>) -> Vec<String> {
    let options = if has_options { RESERVED_OPTIONS } else { &[] };
    let wanted: Vec<Wanted<'_>> = parameters
        .iter()
        .map(|parameter| Wanted::new(vec![parameter.name.clone()]).before(before.parameter(parameter)))
        .collect();
    let mut scope = Scope::new(Case::Snake, "argument", RESERVED_ARGUMENTS).also_reserving(options);
    scope.claim_all(&wanted).into_iter().map(|(name, _)| name).collect()
}

fn function<'w>(api: &Api, position: usize, operation: &Operation, key: &GroupKey) -> Wanted<'w> {
    let group = words(key.tag().unwrap_or_default());
    match (&operation.resource, declared_id(api, operation)) {
        (Some(resource), _) => Wanted::beside_words(resource_hints(resource, operation)),
        (None, Some(id)) => Wanted::new(functions::declared(id, operation, &group)),
        (None, None) => {
            let said = if GroupKey::is_by_path(api, position, operation) { Said::ByPath } else { Said::ByTag };
            Wanted::words(functions::derived(operation.method.member(), &operation.path, &group, said))
        }
    }
}

/// Arguments and setters; those that the user renames come last, as their names have to be free.
fn parameters(
    api: &Api,
    position: usize,
    operation: &Operation,
    before: &Thing<'_>,
    collisions: &mut Collisions,
) -> Vec<String> {
    let options: &[&str] = match (&operation.resource, &operation.paging) {
        (Some(_), _) => RESERVED_OPTIONS,
        (None, Some(_)) => &["stream", "pages"],
        (None, None) => &[],
    };
    let mut scope = Scope::new(Case::Snake, "argument", RESERVED_ARGUMENTS).also_reserving(options);
    let wish = |number: usize| api.naming.parameters.get(&(position, number));
    let mut named = vec![String::new(); operation.parameters.len()];
    // Those of the path first, so that one of the same name elsewhere takes nothing from them.
    let mut plain: Vec<(usize, &Parameter)> =
        operation.parameters.iter().enumerate().filter(|(number, _)| wish(*number).is_none()).collect();
    plain.sort_by_key(|(_, parameter)| parameter.location);
    let wanted = |(_, parameter): &(usize, &Parameter)| {
        Wanted::beside_words(argument_hints(parameter).into()).before(before.parameter(parameter))
    };
    let claimed = scope.claim_all(&plain.iter().map(wanted).collect::<Vec<_>>());
    for ((number, _), (name, _)) in plain.into_iter().zip(claimed) {
        if let Some(slot) = named.get_mut(number) {
            *slot = name;
        }
    }
    for (number, (parameter, slot)) in operation.parameters.iter().zip(&mut named).enumerate() {
        if let Some(wish) = wish(number) {
            *slot = grant(&mut scope, wish, &format!("the parameter `{}`", parameter.name), collisions);
        }
    }
    named
}

/// Its name; where that is taken, with the place where it goes.
fn argument_hints(parameter: &Parameter) -> [String; 2] {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    [parameter.name.clone(), format!("{} {place}", parameter.name)]
}

/// An action or function by its own name, anything else by what it does.
fn resource_hints(resource: &Resource, operation: &Operation) -> Vec<String> {
    let verb = resource.kind.verb().to_owned();
    let id = operation.operation_id.clone().unwrap_or_default();
    match (&resource.operation, resource.kind) {
        (Some(name), ResourceOperation::Count) => vec![format!("count {name}"), id],
        (Some(name), _) => {
            let local = name.rsplit('.').next().unwrap_or(name);
            let local = match odata::called_as(&operation.path) {
                Some(derived) => format!("{local} as {derived}"),
                None => local.to_owned(),
            };
            let told_apart = variants::arguments(operation).map(|arguments| format!("{local} with {arguments}"));
            [Some(local), told_apart, Some(name.clone()), Some(id)].into_iter().flatten().collect()
        }
        // What is sent to the service itself is no entity: `/$batch`.
        (None, ResourceOperation::Create) if resource.chain.is_empty() => {
            let last = operation.path.rsplit('/').next().unwrap_or_default();
            vec![last.to_owned(), verb, id]
        }
        (None, _) => {
            let told_apart = variants::of(operation).map(|variant| format!("{verb} {variant}"));
            [Some(verb), told_apart, Some(id)].into_iter().flatten().collect()
        }
    }
}

fn is_of_a_resource(api: &Api, position: usize) -> bool {
    api.operations.get(position).is_some_and(|operation| operation.resource.is_some())
}
