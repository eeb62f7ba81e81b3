//! What the configuration says of names, found in the model: every entry has to name something.

use crate::{
    config::{Entry, GroupBy, Options, Table, Written, selector, selector::Candidate},
    diagnostics::{Code, Diagnostic, Diagnostics, Place},
    model::{
        Api, Operation, TypeId, TypeKind,
        naming::{self, Naming, Wish},
    },
    source::similar,
};

/// Fills [`Api::naming`]; an entry that names nothing is an error.
pub fn settle(api: &mut Api, options: &Options, written: &Written, diagnostics: &mut Diagnostics) {
    let mut settling = Settling { api, written, diagnostics, naming: Naming::default() };
    settling.types(&options.rename.types);
    settling.members(&options.rename.members);
    settling.operations(&options.rename.operations);
    settling.parameters(&options.rename.parameters);
    settling.naming.type_prefixes = settling.prefixes(&options.naming.strip_type_prefixes, "type", |api, prefix| {
        api.types.iter().any(|(_, definition)| simple(&definition.key).starts_with(prefix))
    });
    let of_operations = &options.naming.strip_operation_prefixes;
    settling.naming.operation_prefixes = settling.prefixes(of_operations, "operationId", |api, prefix| {
        api.operations.iter().any(|one| one.operation_id.as_deref().is_some_and(|id| id.starts_with(prefix)))
    });
    settling.naming.grouping = options.grouping.by.map(|by| match by {
        GroupBy::Tag => naming::Grouping::Tag,
        GroupBy::Path => naming::Grouping::Path,
        GroupBy::One => naming::Grouping::One,
    });
    settling.groups_of(&options.grouping.operations);
    for (key, name) in &options.rename.groups.0 {
        // Which groups there are shows only when names are made: the pass that makes them says what is left over.
        let wish = settling.wish(key, name);
        settling.naming.groups.insert(key.value.clone(), wish);
    }
    api.naming = settling.naming;
}

struct Settling<'a> {
    api: &'a Api,
    written: &'a Written,
    diagnostics: &'a mut Diagnostics,
    naming: Naming,
}

impl Settling<'_> {
    fn wish(&self, key: &Entry<String>, name: &Entry<String>) -> Wish {
        Wish { name: name.value.clone(), place: self.written.place(name).or_else(|| self.written.place(key)) }
    }

    fn nothing<'n>(&mut self, key: &Entry<String>, what: &str, known: impl Iterator<Item = &'n str>) {
        let near = similar(known, &key.value).map(str::to_owned);
        self.diagnostics.push(nothing(&key.value, what, near.as_deref(), self.written.place(key)));
    }

    fn types(&mut self, table: &Table<Entry<String>>) {
        for (key, name) in &table.0 {
            match find_type(self.api, &key.value) {
                Some(id) => {
                    let wish = self.wish(key, name);
                    self.naming.types.insert(id, wish);
                }
                None => {
                    let api = self.api;
                    self.nothing(key, "type", api.types.iter().map(|(_, definition)| definition.key.as_str()));
                }
            }
        }
    }

    fn members(&mut self, table: &Table<Entry<String>>) {
        for (key, name) in &table.0 {
            let owners = splits(&key.value).filter_map(|(owner, member)| Some((find_type(self.api, owner)?, member)));
            let found = owners.clone().find(|(id, member)| members(self.api, *id).contains(member));
            if let Some((id, member)) = found {
                let wish = self.wish(key, name);
                self.naming.members.insert((id, member.to_owned()), wish);
                continue;
            }
            let whole: Vec<String> = owners
                .flat_map(|(id, member)| {
                    let owner = key.value.strip_suffix(member).unwrap_or_default();
                    members(self.api, id).into_iter().map(move |known| format!("{owner}{known}"))
                })
                .collect();
            self.nothing(key, "member", whole.iter().map(String::as_str));
        }
    }

    fn operations(&mut self, table: &Table<Entry<String>>) {
        for (key, name) in &table.0 {
            match find_operation(self.api, &key.value) {
                Some(position) => {
                    let wish = self.wish(key, name);
                    self.naming.operations.insert(position, wish);
                }
                None => {
                    let known = keys_of_operations(self.api);
                    self.nothing(key, "operation", known.iter().map(String::as_str));
                }
            }
        }
    }

    fn parameters(&mut self, table: &Table<Entry<String>>) {
        for (key, name) in &table.0 {
            let owners =
                splits(&key.value).filter_map(|(owner, parameter)| Some((find_operation(self.api, owner)?, parameter)));
            let names = |position: usize| {
                let operation = self.api.operations.get(position);
                operation.into_iter().flat_map(|operation| operation.parameters.iter().map(|one| one.name.as_str()))
            };
            let found = owners.clone().find_map(|(position, parameter)| {
                Some((position, names(position).position(|known| known == parameter)?))
            });
            if let Some(found) = found {
                let wish = self.wish(key, name);
                self.naming.parameters.insert(found, wish);
                continue;
            }
            let whole: Vec<String> = owners
                .flat_map(|(position, parameter)| {
                    let owner = key.value.strip_suffix(parameter).unwrap_or_default();
                    names(position).map(move |known| format!("{owner}{known}"))
                })
                .collect();
            self.nothing(key, "parameter", whole.iter().map(String::as_str));
        }
    }

    /// Operations that are put into a group, each by the first entry that names it.
    fn groups_of(&mut self, table: &Table<Entry<String>>) {
        for (key, group) in &table.0 {
            let Some(selector) = selector(key, self.written, self.diagnostics) else { continue };
            let mut any = false;
            for (position, operation) in self.api.operations.iter().enumerate() {
                if selector.matches_operation(candidate(operation)) {
                    any = true;
                    self.naming.group_of.entry(position).or_insert_with(|| group.value.clone());
                }
            }
            if !any {
                let known = keys_of_operations(self.api);
                self.nothing(key, "operation", known.iter().map(String::as_str));
            }
        }
    }

    fn prefixes(
        &mut self,
        prefixes: &[Entry<String>],
        what: &str,
        is_used: impl Fn(&Api, &str) -> bool,
    ) -> Vec<String> {
        for prefix in prefixes.iter().filter(|prefix| !is_used(self.api, &prefix.value)) {
            let what = format!("{what} that begins so");
            self.diagnostics.push(nothing(&prefix.value, &what, None, self.written.place(prefix)));
        }
        prefixes.iter().map(|prefix| prefix.value.clone()).collect()
    }
}

/// The error of an entry that names nothing.
pub fn nothing(key: &str, what: &str, near: Option<&str>, place: Option<Place>) -> Diagnostic {
    let error = Diagnostic::error(Code::EntryMatchesNothing, format!("there is no {what} `{key}`"));
    let error = match near {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help("`rest-bindgen list` shows what there is; keys are the description's own names"),
    };
    match place {
        Some(place) => error.at(place),
        None => error,
    }
}

/// The last part of a qualified name.
fn simple(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// The type of a name: the whole key, or the simple name where only one type has it.
pub fn find_type(api: &Api, name: &str) -> Option<TypeId> {
    if let Some(id) = api.types.find(name) {
        return Some(id);
    }
    let mut found = api.types.iter().filter(|(_, definition)| simple(&definition.key) == name);
    let first = found.next()?;
    found.next().is_none().then_some(first.0)
}

/// The operation of an `operationId` or `METHOD /path`.
pub fn find_operation(api: &Api, name: &str) -> Option<usize> {
    api.operations
        .iter()
        // What is reached by navigation is named after its step and in its builder.
        .position(|one| one.builder.is_none() && (one.operation_id.as_deref() == Some(name) || key_of(one) == name))
}

/// What a selector looks at.
pub fn candidate(operation: &Operation) -> Candidate<'_> {
    Candidate {
        method: operation.method.as_str(),
        path: &operation.path,
        operation_id: operation.operation_id.as_deref(),
        tags: &operation.tags,
    }
}

fn key_of(operation: &Operation) -> String {
    format!("{} {}", operation.method.as_str(), operation.path)
}

fn keys_of_operations(api: &Api) -> Vec<String> {
    let ids = api.operations.iter().filter_map(|operation| operation.operation_id.clone());
    ids.chain(api.operations.iter().map(key_of)).collect()
}

/// Every way to take a key for an owner and something of it; names may hold dots themselves.
fn splits(key: &str) -> impl Iterator<Item = (&str, &str)> + Clone {
    key.match_indices('.').filter_map(move |(at, _)| Some((key.get(..at)?, key.get(at + 1..)?)))
}

/// The names on the wire of a type's members.
fn members(api: &Api, id: TypeId) -> Vec<&str> {
    match &api.types[id].kind {
        TypeKind::Structure(_) => {
            api.types.all_properties(id).into_iter().map(|property| property.name.as_str()).collect()
        }
        TypeKind::Enumeration(enumeration) => enumeration.members.iter().map(|member| member.wire.as_str()).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| variant.label.as_str()).collect(),
        TypeKind::Alias(_) => Vec::new(),
    }
}
