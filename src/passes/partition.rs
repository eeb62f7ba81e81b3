//! Which file holds what.

use std::collections::{BTreeMap, HashMap};

use crate::{
    model::{Api, TypeId},
    names::{self, Names},
};

/// A module with more types than this is spread over one file for each first letter.
const TYPES_IN_A_FILE: usize = 300;

/// The same for request builders.
const BUILDERS_IN_A_FILE: usize = 50;

/// The modules of the output below the root.
#[derive(Debug, Default)]
pub struct Partition {
    /// Modules, each before the ones inside it.
    pub modules: Vec<Module>,
    /// Positions of the modules directly inside a path: a service may have thousands of namespaces.
    inside: HashMap<Vec<String>, Vec<usize>>,
}

/// A module of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Path below the crate.
    pub path: Vec<String>,
    /// What it holds.
    pub contents: ModuleContents,
}

/// What a module holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleContents {
    /// Types, and modules of types.
    Types {
        /// Modules inside, public ones.
        modules: Vec<String>,
        /// Modules inside that only spread the types over files.
        parts: Vec<String>,
        /// Its own types.
        types: Vec<TypeId>,
    },
    /// Request builders.
    Builders {
        /// Modules inside that only spread the builders over files.
        parts: Vec<String>,
        /// Its own builders, by position in [`Names::builders`], sorted by name.
        builders: Vec<usize>,
    },
    /// A group of operations, by position in [`Names::groups`].
    Group(usize),
}

impl Module {
    /// Whether the module only holds a part of what the module around it has, to which users never see it.
    pub fn is_part(&self) -> bool {
        let last = self.path.last().map_or("", String::as_str);
        self.path.len() > 1 && (last.starts_with("types_") || last.starts_with("builders_"))
    }

    /// Name of its file below `src`, from a closed alphabet.
    pub fn file(&self) -> String {
        let parts: Vec<&str> = self.path.iter().map(|part| part.trim_start_matches("r#")).collect();
        format!("{}.rs", parts.join("/"))
    }
}

impl Partition {
    /// The modules directly inside a module.
    pub fn inside(&self, path: &[String]) -> impl Iterator<Item = &Module> {
        self.inside.get(path).into_iter().flatten().filter_map(|&position| self.modules.get(position))
    }
}

/// Lays out the modules: types by namespace below `models`, then a module for each group of operations.
pub fn partition(api: &Api, names: &Names) -> Partition {
    let mut types: BTreeMap<Vec<String>, Vec<TypeId>> = BTreeMap::new();
    types.insert(vec!["models".to_owned()], Vec::new());
    for id in api.types.ids() {
        let mut path = vec!["models".to_owned()];
        for part in &names.of(id).module {
            path.push(part.clone());
            types.entry(path.clone()).or_default();
        }
        types.entry(path).or_default().push(id);
    }
    let mut modules = Vec::new();
    for (path, own) in &types {
        // What is below a path follows it.
        let below = types.range(path.clone()..).take_while(|(other, _)| other.starts_with(path));
        let inside = below.filter(|(other, _)| other.len() == path.len() + 1);
        let inside = inside.filter_map(|(other, _)| other.last().cloned()).collect();
        spread(names, path, inside, own, &mut modules);
    }
    for (position, group) in names.groups.iter().enumerate() {
        modules.push(Module { path: vec![group.module.clone()], contents: ModuleContents::Group(position) });
    }
    request_builders(names, &mut modules);
    let mut inside: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
    for (position, module) in modules.iter().enumerate() {
        let around = module.path.split_last().map_or(Vec::new(), |(_, around)| around.to_vec());
        inside.entry(around).or_default().push(position);
    }
    Partition { modules, inside }
}

fn request_builders(names: &Names, modules: &mut Vec<Module>) {
    if names.builders.is_empty() && names.entries.is_empty() {
        return;
    }
    let path = vec![names::BUILDERS.to_owned()];
    let mut own: Vec<usize> = (0..names.builders.len()).collect();
    let ident = |position: usize| names.builders.get(position).map_or("", |builder| builder.ident.as_str());
    own.sort_by_key(|&position| ident(position));
    if own.len() <= BUILDERS_IN_A_FILE {
        modules.push(Module { path, contents: ModuleContents::Builders { parts: Vec::new(), builders: own } });
        return;
    }
    let mut letters: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for position in own {
        letters.entry(part("builders", ident(position))).or_default().push(position);
    }
    let parts = letters.keys().cloned().collect();
    modules.push(Module { path: path.clone(), contents: ModuleContents::Builders { parts, builders: Vec::new() } });
    for (letter, builders) in letters {
        let path = vec![names::BUILDERS.to_owned(), letter];
        modules.push(Module { path, contents: ModuleContents::Builders { parts: Vec::new(), builders } });
    }
}

/// The module that holds what begins with the same letter.
fn part(what: &str, ident: &str) -> String {
    let first = ident.chars().find(char::is_ascii_alphanumeric).unwrap_or('x');
    format!("{what}_{}", first.to_ascii_lowercase())
}

fn spread(names: &Names, path: &[String], inside: Vec<String>, own: &[TypeId], modules: &mut Vec<Module>) {
    if own.len() <= TYPES_IN_A_FILE {
        let contents = ModuleContents::Types { modules: inside, parts: Vec::new(), types: own.to_vec() };
        modules.push(Module { path: path.to_vec(), contents });
        return;
    }
    let mut letters: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
    for &id in own {
        letters.entry(part("types", &names.of(id).ident)).or_default().push(id);
    }
    let parts = letters.keys().cloned().collect();
    let contents = ModuleContents::Types { modules: inside, parts, types: Vec::new() };
    modules.push(Module { path: path.to_vec(), contents });
    for (letter, types) in letters {
        let mut below = path.to_vec();
        below.push(letter);
        let contents = ModuleContents::Types { modules: Vec::new(), parts: Vec::new(), types };
        modules.push(Module { path: below, contents });
    }
}
