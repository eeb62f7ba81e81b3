//! What contradicts itself: each element can be read, and together they say nothing that a client could be made of.

use std::collections::{HashMap, HashSet};

use super::{
    catalog::{Catalog, Overload, Structured},
    paths,
    syntax::{Document, Operation, OperationKind, Parameter, StructuredKind},
};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, FileId, Place};

/// Reports every contradiction at its place.
pub(super) fn report(catalog: &Catalog<'_>, documents: &[Document], diagnostics: &mut Diagnostics) {
    let mut check = Check { catalog, diagnostics };
    for name in catalog.type_names() {
        if let Some(structured) = catalog.structured.get(name) {
            check.structured(structured);
        }
        if let Some((definition, file)) = catalog.definitions.get(name) {
            let underlying = &definition.underlying;
            if !underlying.name.starts_with("Edm.") && check.is_known(*file, &underlying.name) {
                let message = format!("`{name}` is defined by `{}`, which is no built-in type", underlying.name);
                check.report(message, underlying.place, "name a primitive type such as `Edm.String`");
            }
        }
    }
    check.operations();
    check.containers(documents);
    documents.iter().for_each(|document| check.aliases(document));
}

struct Check<'a, 'out> {
    catalog: &'a Catalog<'a>,
    diagnostics: &'out mut Diagnostics,
}

impl Check<'_, '_> {
    fn report(&mut self, message: String, place: Place, help: &str) {
        self.diagnostics.push(Diagnostic::error(Code::ContradictoryCsdl, message).at(place).help(help));
    }

    /// Whether a name is that of a type that was read.
    fn is_known(&self, file: FileId, name: &str) -> bool {
        let full = self.catalog.names.resolve(file, name);
        self.catalog.structured.contains_key(&full)
            || self.catalog.enumerations.contains_key(&full)
            || self.catalog.definitions.contains_key(&full)
    }

    fn structured(&mut self, structured: &Structured<'_>) {
        let catalog = self.catalog;
        let (name, syntax) = (&structured.name, structured.syntax);
        let base = structured.base.as_ref().and_then(|base| catalog.structured.get(base));
        if let Some(base) = base.filter(|base| base.syntax.kind != syntax.kind) {
            let message = format!("`{name}` and its base `{}` are types of different kinds", base.name);
            self.report(message, syntax.place, "entity types extend entity types, complex types complex types");
        }
        // Of a base that was not read nothing is known.
        let is_whole = catalog.line(name).last().is_some_and(|last| last.base.is_none());
        for key in &syntax.key {
            if is_whole
                && syntax.kind == StructuredKind::Entity
                && !paths::leads_to_property(catalog, structured, &key.path)
            {
                let message = format!("the key of `{name}` is `{}`, which no property is", key.path);
                let help = "name a property of the type or of a base, or a path to one in a complex property";
                self.report(message, syntax.place, help);
            }
        }
        let mut names: HashSet<&str> = HashSet::new();
        let structural = syntax.properties.iter().map(|property| (property.name.as_str(), property.place));
        let navigation = syntax.navigation.iter().map(|property| (property.name.as_str(), property.place));
        for (property, place) in structural.chain(navigation) {
            if !names.insert(property) {
                let message = format!("`{name}` has two properties called `{property}`");
                self.report(message, place, "remove or rename one of them");
            }
        }
        for property in &syntax.navigation {
            let kind = &property.kind;
            if self.is_known(structured.file, &kind.name) && catalog.entity_type(structured.file, &kind.name).is_none()
            {
                let message = format!("`{name}/{}` leads to `{}`, which is no entity type", property.name, kind.name);
                self.report(message, property.place, "write `Property` for what is no entity");
            }
        }
    }

    fn operations(&mut self) {
        let mut signatures: HashSet<(OperationKind, bool, String)> = HashSet::new();
        for overload in &self.catalog.overloads {
            let Operation { kind, bound, parameters, returns, place, .. } = overload.syntax;
            if *bound && parameters.is_empty() {
                let message = format!("`{}` is bound, and has no parameter to be bound by", overload.name);
                self.report(message, *place, "add the binding parameter, or leave `IsBound` out");
            }
            if *kind == OperationKind::Function && returns.is_none() {
                let message = format!("the function `{}` returns nothing", overload.name);
                self.report(message, *place, "add its `ReturnType`, or make an `Action` of it");
            }
            if !signatures.insert((*kind, *bound, self.signature(overload))) {
                let message = format!("`{}` has two overloads that no call can tell apart", overload.name);
                self.report(message, *place, "remove one of them");
            }
            let mut names: HashSet<&str> = HashSet::new();
            for parameter in &overload.syntax.parameters {
                if !names.insert(&parameter.name) {
                    let message = format!("`{}` has two parameters called `{}`", overload.name, parameter.name);
                    self.report(message, parameter.place, "remove or rename one of them");
                }
            }
        }
    }

    /// What tells an overload from others of its name: what it is bound to, and the names and types of its parameters
    /// (CSDL 4.01 sections 12.2 and 12.4). Actions that differ in their parameters alone occur in real metadata; the
    /// first of them is taken.
    fn signature(&self, overload: &Overload<'_>) -> String {
        let Operation { bound, parameters, .. } = overload.syntax;
        let parameter = |(position, parameter): (usize, &Parameter)| {
            let name = if *bound && position == 0 { "" } else { &parameter.name };
            let kind = self.catalog.names.resolve(overload.file, &parameter.kind.name);
            format!("{name}:{kind}:{}", parameter.kind.collection)
        };
        let parameters: Vec<String> = parameters.iter().enumerate().map(parameter).collect();
        format!("{}({})", overload.name, parameters.join(","))
    }

    /// An alias stands for one namespace in its document, and is none of the others (CSDL 4.01 section 5.2).
    fn aliases(&mut self, document: &Document) {
        let own = document.schemas.iter().map(|schema| (&schema.namespace, &schema.alias, schema.place));
        let included = document.references.iter().flat_map(|reference| {
            reference.includes.iter().map(move |(namespace, alias)| (namespace, alias, reference.place))
        });
        let all: Vec<(&str, Option<&str>, Place)> = own
            .chain(included)
            .map(|(namespace, alias, place)| (namespace.as_str(), alias.as_deref(), place))
            .collect();
        let mut stands_for: HashMap<&str, &str> = all.iter().map(|(namespace, ..)| (*namespace, *namespace)).collect();
        for (namespace, alias, place) in all {
            let Some(alias) = alias else { continue };
            let known = *stands_for.entry(alias).or_insert(namespace);
            if known != namespace {
                let message = format!("`{alias}` stands for `{known}` and for `{namespace}`");
                self.report(
                    message,
                    place,
                    "give each namespace an alias of its own, and change the names that use it",
                );
            }
        }
    }

    fn containers(&mut self, documents: &[Document]) {
        let names = &self.catalog.names;
        let schemas =
            || documents.iter().flat_map(|document| document.schemas.iter().map(move |one| (document.file, one)));
        let known: HashSet<String> = schemas()
            .filter_map(|(_, schema)| Some(format!("{}.{}", schema.namespace, schema.container.as_ref()?.name)))
            .collect();
        for document in documents {
            let Some((name, place)) = &document.container else { continue };
            let full = names.resolve(document.file, name);
            let namespace = full.rsplit_once('.').map_or("", |(namespace, _)| namespace);
            if !known.contains(&full) && !self.catalog.unread_namespaces.contains(namespace) {
                let message = format!("the container of the service is `{name}`, which no schema declares");
                self.report(message, *place, "name an entity container with its namespace");
            }
        }
        for (file, schema) in schemas() {
            let Some(container) = &schema.container else { continue };
            let own = format!("{}.{}", schema.namespace, container.name);
            if let Some(extended) = container.extends.as_ref().map(|name| names.resolve(file, name)) {
                let namespace = extended.rsplit_once('.').map_or("", |(namespace, _)| namespace);
                let is_read = !self.catalog.unread_namespaces.contains(namespace);
                if extended == own || (is_read && !known.contains(&extended)) {
                    let message = format!("the container `{own}` extends `{extended}`, which is no other container");
                    self.report(
                        message,
                        container.place,
                        "name the container of another schema, or leave `Extends` out",
                    );
                }
            }
            let sources = container.sources.iter().map(|source| (source.name.as_str(), source.place));
            // Imports may be overloads of each other, which have the same name.
            let mut seen: HashSet<&str> = HashSet::new();
            for (name, place) in sources {
                if !seen.insert(name) {
                    let message = format!("`{own}` has two entity sets or singletons called `{name}`");
                    self.report(message, place, "remove or rename one of them");
                }
            }
        }
    }
}
