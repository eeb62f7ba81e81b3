//! Everything the documents declare, by qualified name.

use std::collections::{HashMap, HashSet};

use super::{
    annotations::{Annotations, term},
    conventions::Conventions,
    syntax::{
        Document, EntityContainer, EnumType, Import, KeyProperty, NavigationProperty, NavigationSource, Operation,
        OperationKind, Parameter, Property, Schema, StructuredKind, StructuredType, TypeDefinition,
    },
};
use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics, FileId, Place},
    model::LedgerSeverity,
};

/// Aliases of namespaces, each valid in its own document (CSDL 4.01 section 5.2).
#[derive(Debug, Default)]
pub(super) struct Names {
    aliases: HashMap<(FileId, String), String>,
}

impl Names {
    pub(super) fn of(documents: &[Document]) -> Self {
        let mut aliases = HashMap::new();
        for document in documents {
            let own = document.schemas.iter().map(|schema| (&schema.namespace, &schema.alias));
            let includes = document.references.iter().flat_map(|reference| &reference.includes);
            let all: Vec<_> = own.chain(includes.map(|(namespace, alias)| (namespace, alias))).collect();
            let namespaces: HashSet<&String> = all.iter().map(|(namespace, _)| *namespace).collect();
            // One that is a namespace, or stands for another, is an error; the first is taken so that nothing follows of it.
            for (namespace, alias) in all {
                if let Some(alias) = alias.as_ref().filter(|alias| !namespaces.contains(alias)) {
                    aliases.entry((document.file, alias.clone())).or_insert_with(|| namespace.clone());
                }
            }
        }
        Self { aliases }
    }

    /// A qualified name with its namespace in full.
    pub(super) fn resolve(&self, file: FileId, name: &str) -> String {
        let resolved = name.rsplit_once('.').and_then(|(prefix, last)| {
            let namespace = self.aliases.get(&(file, prefix.to_owned()))?;
            Some(format!("{namespace}.{last}"))
        });
        resolved.unwrap_or_else(|| name.to_owned())
    }

    /// The target of annotations (section 14.1.1), with every namespace in it in full and without spaces:
    /// `Type/member`, `Action(Binding)`, `Function(Collection(Type),Type)/parameter`, `Container/EntitySet`.
    pub(super) fn resolve_target(&self, file: FileId, target: &str) -> String {
        let mut resolved = String::with_capacity(target.len());
        for piece in target.split_inclusive(['/', '(', ')', ',']) {
            let name = piece.trim_end_matches(['/', '(', ')', ',']);
            resolved.push_str(&self.resolve(file, name.trim()));
            resolved.push_str(piece.get(name.len()..).unwrap_or_default());
        }
        resolved
    }

    /// The names under which an overload may be a target, the most exact first. An action is known by its binding
    /// parameter alone, a function by all of them; some documents write either way, and the bare name means all
    /// overloads.
    pub(super) fn targets(&self, file: FileId, namespace: &str, operation: &Operation) -> Vec<String> {
        let name = format!("{namespace}.{}", operation.name);
        let all = operation.parameters.len();
        let binding = usize::from(operation.bound).min(all);
        let counts = match operation.kind {
            OperationKind::Action => [binding, all],
            OperationKind::Function => [all, binding],
        };
        let parameter = |parameter: &Parameter| {
            let name = self.resolve(file, &parameter.kind.name);
            if parameter.kind.collection { format!("Collection({name})") } else { name }
        };
        let signature = |count| {
            let parameters: Vec<_> = operation.parameters.iter().take(count).map(parameter).collect();
            format!("{name}({})", parameters.join(","))
        };
        let mut targets: Vec<_> = counts.into_iter().map(signature).collect();
        targets.dedup();
        targets.push(name);
        targets
    }
}

/// An entity or complex type with the names around it resolved.
#[derive(Debug)]
pub(super) struct Structured<'a> {
    pub(super) name: String,
    pub(super) base: Option<String>,
    pub(super) file: FileId,
    pub(super) syntax: &'a StructuredType,
}

/// An overload of an action or function with the names around it resolved.
#[derive(Debug)]
pub(super) struct Overload<'a> {
    pub(super) name: String,
    pub(super) namespace: &'a str,
    /// The targets that its annotations may name, the most exact first.
    pub(super) targets: Vec<String>,
    pub(super) file: FileId,
    pub(super) syntax: &'a Operation,
}

impl Overload<'_> {
    /// Whether it is bound only where something names it (`Core.RequiresExplicitBinding`).
    pub(super) fn is_explicit(&self, catalog: &Catalog<'_>) -> bool {
        let said = catalog.annotations.first(&self.targets, term::REQUIRES_EXPLICIT_BINDING);
        said.is_some_and(|said| said.as_bool() != Some(false))
    }

    /// Whether it is bound wherever its type is, or is named somewhere (`Core.ExplicitOperationBindings`).
    pub(super) fn is_bound(&self, catalog: &Catalog<'_>) -> bool {
        let named = || catalog.annotations.values(term::EXPLICIT_OPERATION_BINDINGS).flat_map(|names| names.texts());
        !self.is_explicit(catalog)
            || named().any(|name| {
                let name = name.split('(').next().unwrap_or(name);
                catalog.names.resolve(self.file, name) == self.name
            })
    }

    /// What the ledger says of it where nothing leads to what it is bound to.
    pub(super) fn unreached(&self, catalog: &Catalog<'_>) -> (String, LedgerSeverity) {
        let signature = self.targets.first().map_or("", String::as_str);
        if self.is_bound(catalog) {
            return (format!("`{signature}`"), LedgerSeverity::Lost);
        }
        let construct = format!("`{signature}`, which is bound where it is named, and is named nowhere");
        (construct, LedgerSeverity::Info)
    }
}

/// The entity container that describes the service.
#[derive(Debug)]
pub(super) struct Container<'a> {
    pub(super) name: String,
    pub(super) namespace: &'a str,
    /// Entity sets and singletons with the container that declares them and its file.
    pub(super) sources: Vec<(String, FileId, &'a NavigationSource)>,
    /// Imports likewise.
    pub(super) imports: Vec<(String, FileId, &'a Import)>,
    /// Containers that it does not extend, and that are no part of the service.
    pub(super) others: Vec<(String, Place)>,
    /// Whether all that it extends was read.
    pub(super) whole: bool,
    pub(super) place: Place,
}

/// Everything declared.
#[derive(Debug)]
pub(super) struct Catalog<'a> {
    pub(super) names: Names,
    pub(super) annotations: Annotations<'a>,
    pub(super) structured: HashMap<String, Structured<'a>>,
    pub(super) enumerations: HashMap<String, (&'a EnumType, FileId)>,
    pub(super) definitions: HashMap<String, (&'a TypeDefinition, FileId)>,
    pub(super) overloads: Vec<Overload<'a>>,
    pub(super) container: Option<Container<'a>>,
    /// How addresses are written.
    pub(super) conventions: Conventions,
    /// The alias of each namespace, where it has one.
    pub(super) aliases: HashMap<&'a str, &'a str>,
    /// Namespaces that a reference includes whose document was not read.
    pub(super) unread_namespaces: HashSet<String>,
    /// Names of types with types derived from them.
    derived: HashMap<String, Vec<String>>,
}

impl<'a> Catalog<'a> {
    /// Collects what the documents declare. The first document is the root. Whether keys are segments may be asked
    /// for; else the documents decide.
    pub(super) fn of(documents: &'a [Document], key_as_segment: Option<bool>, diagnostics: &mut Diagnostics) -> Self {
        let names = Names::of(documents);
        let annotations = Annotations::collect(documents, &names);
        let mut catalog = Self {
            names,
            annotations,
            structured: HashMap::new(),
            enumerations: HashMap::new(),
            definitions: HashMap::new(),
            overloads: Vec::new(),
            container: None,
            conventions: Conventions::default(),
            aliases: HashMap::new(),
            unread_namespaces: unread_namespaces(documents),
            derived: HashMap::new(),
        };
        let mut places = HashMap::new();
        for document in documents {
            for schema in &document.schemas {
                catalog.take_in(document.file, schema, &mut places, diagnostics);
            }
        }
        catalog.container = find_container(documents, &catalog.names);
        catalog.conventions = Conventions::of(&catalog, documents, key_as_segment);
        catalog.break_cycles(diagnostics);
        catalog.limit_inheritance(diagnostics);
        catalog.find_derived();
        catalog
    }

    fn take_in(
        &mut self,
        file: FileId,
        schema: &'a Schema,
        places: &mut HashMap<String, Place>,
        diagnostics: &mut Diagnostics,
    ) {
        let namespace = schema.namespace.as_str();
        if let Some(alias) = &schema.alias {
            self.aliases.entry(namespace).or_insert(alias);
        }
        for syntax in &schema.structured_types {
            let name = format!("{namespace}.{}", syntax.name);
            if is_new(places, &name, syntax.place, diagnostics) {
                let base = syntax.base.as_ref().map(|base| self.names.resolve(file, base));
                self.structured.insert(name.clone(), Structured { name, base, file, syntax });
            }
        }
        for syntax in &schema.enum_types {
            let name = format!("{namespace}.{}", syntax.name);
            if is_new(places, &name, syntax.place, diagnostics) {
                self.enumerations.insert(name, (syntax, file));
            }
        }
        for syntax in &schema.type_definitions {
            let name = format!("{namespace}.{}", syntax.name);
            if is_new(places, &name, syntax.place, diagnostics) {
                self.definitions.insert(name, (syntax, file));
            }
        }
        for syntax in &schema.operations {
            let name = format!("{namespace}.{}", syntax.name);
            let targets = self.names.targets(file, namespace, syntax);
            self.overloads.push(Overload { name, namespace, targets, file, syntax });
        }
    }

    /// Every type's name, sorted.
    pub(super) fn type_names(&self) -> Vec<&str> {
        let structured = self.structured.keys();
        let mut names: Vec<_> =
            structured.chain(self.enumerations.keys()).chain(self.definitions.keys()).map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// A type and its bases, nearest first. Cycles are cut before anything asks.
    pub(super) fn line(&self, name: &str) -> Vec<&Structured<'a>> {
        let base = |structured: &&Structured<'a>| self.structured.get(structured.base.as_ref()?);
        std::iter::successors(self.structured.get(name), base).collect()
    }

    /// Whether all bases of a type were read; else it may have properties that nobody knows here.
    pub(super) fn is_whole(&self, name: &str) -> bool {
        self.line(name).last().is_some_and(|last| last.base.is_none())
    }

    /// Whether a qualified name is of a namespace whose document was not read.
    pub(super) fn is_unread(&self, name: &str) -> bool {
        let namespace = name.rsplit_once('.').map_or("", |(namespace, _)| namespace);
        self.unread_namespaces.contains(namespace)
    }

    /// Whether the first type is the second or derived from it.
    pub(super) fn is_a(&self, name: &str, base: &str) -> bool {
        self.line(name).iter().any(|structured| structured.name == base)
    }

    /// Whether any type is derived from this one.
    pub(super) fn has_derived(&self, name: &str) -> bool {
        self.derived.contains_key(name)
    }

    /// The types directly derived from this one, sorted.
    pub(super) fn derived(&self, name: &str) -> &[String] {
        self.derived.get(name).map_or(&[], Vec::as_slice)
    }

    /// The structural properties of a type, those of its bases first, each with the type that declares it.
    pub(super) fn properties(&self, name: &str) -> Vec<(&Structured<'a>, &'a Property)> {
        let line = self.line(name);
        line.into_iter()
            .rev()
            .flat_map(|structured| structured.syntax.properties.iter().map(move |property| (structured, property)))
            .collect()
    }

    /// The navigation properties of a type, those of its bases first, each with the type that declares it.
    pub(super) fn navigation(&self, name: &str) -> Vec<(&Structured<'a>, &'a NavigationProperty)> {
        let line = self.line(name);
        line.into_iter()
            .rev()
            .flat_map(|structured| structured.syntax.navigation.iter().map(move |property| (structured, property)))
            .collect()
    }

    /// A type's key, its own or that of the nearest base (section 6.5).
    pub(super) fn key(&self, name: &str) -> &'a [KeyProperty] {
        let line = self.line(name);
        line.iter()
            .find(|structured| !structured.syntax.key.is_empty())
            .map_or(&[], |structured| &structured.syntax.key)
    }

    /// The entity type behind a name written in a file.
    pub(super) fn entity_type(&self, file: FileId, name: &str) -> Option<&Structured<'a>> {
        let structured = self.structured.get(&self.names.resolve(file, name))?;
        (structured.syntax.kind == StructuredKind::Entity).then_some(structured)
    }

    fn find_derived(&mut self) {
        let mut derived: HashMap<String, Vec<String>> = HashMap::new();
        for name in self.type_names() {
            if let Some(base) = self.structured.get(name).and_then(|structured| structured.base.clone()) {
                derived.entry(base).or_default().push(name.to_owned());
            }
        }
        self.derived = derived;
    }

    /// Reports base types that lead back, and cuts them so that nothing runs for ever.
    fn break_cycles(&mut self, diagnostics: &mut Diagnostics) {
        let names: Vec<String> = self.type_names().into_iter().map(str::to_owned).collect();
        // Types from which no cycle is reached any more.
        let mut sound: HashSet<String> = HashSet::new();
        for first in names {
            let mut line: Vec<String> = Vec::new();
            let mut on_line: HashSet<String> = HashSet::new();
            let mut next = Some(first);
            while let Some(name) = next.filter(|name| !sound.contains(name)) {
                if on_line.contains(&name) {
                    self.cut(&line, &name, diagnostics);
                    break;
                }
                next = self.structured.get(&name).and_then(|structured| structured.base.clone());
                on_line.insert(name.clone());
                line.push(name);
            }
            sound.extend(line);
        }
    }

    /// Cuts the cycle at the end of a line of bases, at the type where it begins.
    fn cut(&mut self, line: &[String], name: &str, diagnostics: &mut Diagnostics) {
        let start = line.iter().position(|known| known == name).unwrap_or_default();
        let cycle = line.get(start..).unwrap_or_default().join(" -> ");
        let Some(structured) = self.structured.get_mut(name) else { return };
        structured.base = None;
        let error = Diagnostic::error(Code::BaseTypeCycle, format!("`{name}` is its own base: {cycle}"));
        diagnostics.push(error.at(structured.syntax.place).help("remove one of the `BaseType`s"));
    }
}

fn is_new(places: &mut HashMap<String, Place>, name: &str, place: Place, diagnostics: &mut Diagnostics) -> bool {
    let first = *places.entry(name.to_owned()).or_insert(place);
    if first != place {
        diagnostics.push(
            Diagnostic::error(Code::DuplicateType, format!("`{name}` is defined twice"))
                .at(place)
                .note_at("it is first defined here", first)
                .help("remove or rename one of the two"),
        );
    }
    first == place
}

fn unread_namespaces(documents: &[Document]) -> HashSet<String> {
    let read: HashSet<&str> =
        documents.iter().flat_map(|document| &document.schemas).map(|schema| schema.namespace.as_str()).collect();
    documents
        .iter()
        .flat_map(|document| &document.references)
        .flat_map(|reference| &reference.includes)
        .map(|(namespace, _)| namespace)
        .filter(|namespace| !read.contains(namespace.as_str()))
        .cloned()
        .collect()
}

/// The container that the root document names as the service's, or else its own, or else that of the first that has one,
/// with what it extends (section 13.1.2). Of several that extend each other, as when a document holds all versions of a
/// service, the last.
fn find_container<'a>(documents: &'a [Document], names: &Names) -> Option<Container<'a>> {
    let all: Vec<(FileId, &Schema, &EntityContainer)> = documents
        .iter()
        .flat_map(|document| document.schemas.iter().map(move |schema| (document.file, schema)))
        .filter_map(|(file, schema)| Some((file, schema, schema.container.as_ref()?)))
        .collect();
    let name = |schema: &Schema, syntax: &EntityContainer| format!("{}.{}", schema.namespace, syntax.name);
    let extended = |file, syntax: &EntityContainer| Some(names.resolve(file, syntax.extends.as_ref()?));
    let root = all.first()?.0;
    let candidates = || all.iter().filter(|(file, ..)| *file == root);
    let bases: HashSet<String> = candidates().filter_map(|(file, _, syntax)| extended(*file, syntax)).collect();
    let is_last = |(_, schema, syntax): &&(FileId, &Schema, &EntityContainer)| !bases.contains(&name(schema, syntax));
    let wanted = documents.first().and_then(|document| {
        let (wanted, _) = document.container.as_ref()?;
        Some(names.resolve(document.file, wanted))
    });
    let named = all.iter().find(|(_, schema, syntax)| Some(name(schema, syntax)) == wanted);
    let &(file, schema, first) = named.or_else(|| candidates().find(is_last)).or(all.first())?;
    let mut container = Container {
        name: name(schema, first),
        namespace: &schema.namespace,
        sources: Vec::new(),
        imports: Vec::new(),
        others: Vec::new(),
        whole: true,
        place: first.place,
    };
    let mut seen = HashSet::new();
    let mut next = Some((file, schema, first));
    while let Some((file, schema, syntax)) = next {
        let own = name(schema, syntax);
        if !seen.insert(own.clone()) {
            break;
        }
        container.sources.extend(syntax.sources.iter().map(|source| (own.clone(), file, source)));
        container.imports.extend(syntax.imports.iter().map(|import| (own.clone(), file, import)));
        next = extended(file, syntax)
            .and_then(|extended| all.iter().find(|(_, schema, syntax)| name(schema, syntax) == extended).copied());
        container.whole = next.is_some() || syntax.extends.is_none();
    }
    let others = all.iter().map(|(_, schema, syntax)| (name(schema, syntax), syntax.place));
    container.others = others.filter(|(name, _)| !seen.contains(name)).collect();
    Some(container)
}
