//! Which file holds what.

use std::collections::BTreeMap;

use crate::{
    model::{Api, TypeId},
    names::Names,
};

/// A module with more types than this is spread over one file for each first letter.
const TYPES_IN_A_FILE: usize = 300;

/// The modules of the output below the root.
#[derive(Debug, Default)]
pub struct Partition {
    /// Modules, each before the ones inside it.
    pub modules: Vec<Module>,
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
    /// A group of operations, by position in [`Names::groups`].
    Group(usize),
}

impl Module {
    /// Name of its file below `src`, from a closed alphabet.
    pub fn file(&self) -> String {
        let parts: Vec<&str> = self.path.iter().map(|part| part.trim_start_matches("r#")).collect();
        format!("{}.rs", parts.join("/"))
    }
}

impl Partition {
    /// The modules directly inside a module.
    pub fn inside(&self, path: &[String]) -> impl Iterator<Item = &Module> {
        self.modules.iter().filter(move |module| module.path.len() == path.len() + 1 && module.path.starts_with(path))
    }
}

/// Lays out the modules: types by namespace below `models`, then a module for each group of operations.
pub fn partition(api: &Api, names: &Names) -> Partition {
    let mut types: BTreeMap<Vec<String>, Vec<TypeId>> = BTreeMap::new();
    types.insert(vec!["models".to_owned()], Vec::new());
    for id in api.types.ids() {
        let mut path = vec!["models".to_owned()];
        for part in names.of(id).module {
            path.push(part);
            types.entry(path.clone()).or_default();
        }
        types.entry(path).or_default().push(id);
    }
    let mut modules = Vec::new();
    for (path, own) in &types {
        let inside = types.keys().filter(|other| other.len() == path.len() + 1 && other.starts_with(path));
        let inside = inside.filter_map(|other| other.last().cloned()).collect();
        spread(names, path, inside, own, &mut modules);
    }
    for (position, group) in names.groups.iter().enumerate() {
        modules.push(Module { path: vec![group.module.clone()], contents: ModuleContents::Group(position) });
    }
    Partition { modules }
}

fn spread(names: &Names, path: &[String], inside: Vec<String>, own: &[TypeId], modules: &mut Vec<Module>) {
    if own.len() <= TYPES_IN_A_FILE {
        let contents = ModuleContents::Types { modules: inside, parts: Vec::new(), types: own.to_vec() };
        modules.push(Module { path: path.to_vec(), contents });
        return;
    }
    let mut letters: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
    for &id in own {
        let first = names.of(id).ident.chars().find(char::is_ascii_alphanumeric).unwrap_or('x');
        letters.entry(format!("types_{}", first.to_ascii_lowercase())).or_default().push(id);
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
