//! Which annotations there are on what, whether they stand inline or apart, under whatever alias.

use std::{
    cell::Cell,
    collections::{BTreeMap, HashMap},
};

use indexmap::IndexMap;

use super::{
    catalog::Names,
    syntax::{Annotation, Document, EntityContainer, EnumType, Expression, Operation, Record, Schema, StructuredType},
};
use crate::diagnostics::{FileId, Place};

/// The terms that have an effect here, by their full names.
pub(super) mod term {
    macro_rules! terms {
        ($($vocabulary:literal { $($name:ident = $term:literal),+ $(,)? })+) => {
            $($(pub(in crate::csdl) const $name: &str = concat!($vocabulary, ".", $term);)+)+
            /// All of them.
            pub(in crate::csdl) const ALL: &[&str] = &[$($($name),+),+];
        };
    }

    terms! {
        "Org.OData.Core.V1" {
            DESCRIPTION = "Description",
            LONG_DESCRIPTION = "LongDescription",
            LINKS = "Links",
            SCHEMA_VERSION = "SchemaVersion",
            REVISIONS = "Revisions",
            IS_DELTA = "IsDelta",
            DEFAULT_NAMESPACE = "DefaultNamespace",
            COMPUTED = "Computed",
            IMMUTABLE = "Immutable",
            PERMISSIONS = "Permissions",
            ALTERNATE_KEYS = "AlternateKeys",
            OPTIONAL_PARAMETER = "OptionalParameter",
            ACCEPTABLE_MEDIA_TYPES = "AcceptableMediaTypes",
            MEDIA_TYPE = "MediaType",
            REQUIRES_EXPLICIT_BINDING = "RequiresExplicitBinding",
            EXPLICIT_OPERATION_BINDINGS = "ExplicitOperationBindings",
        }
        "Org.OData.Authorization.V1" {
            AUTHORIZATIONS = "Authorizations",
            SECURITY_SCHEMES = "SecuritySchemes",
        }
        "com.sap.vocabularies.Common.v1" {
            LABEL = "Label",
            QUICK_INFO = "QuickInfo",
        }
        "Org.OData.Validation.V1" {
            DERIVED_TYPE_CONSTRAINT = "DerivedTypeConstraint",
            MINIMUM = "Minimum",
            MAXIMUM = "Maximum",
            MULTIPLE_OF = "MultipleOf",
            PATTERN = "Pattern",
            MIN_ITEMS = "MinItems",
            MAX_ITEMS = "MaxItems",
            ALLOWED_VALUES = "AllowedValues",
        }
        "Org.OData.Capabilities.V1" {
            KEY_AS_SEGMENT_SUPPORTED = "KeyAsSegmentSupported",
            INDEXABLE_BY_KEY = "IndexableByKey",
            TOP_SUPPORTED = "TopSupported",
            SKIP_SUPPORTED = "SkipSupported",
            SEARCH_RESTRICTIONS = "SearchRestrictions",
            FILTER_RESTRICTIONS = "FilterRestrictions",
            COUNT_RESTRICTIONS = "CountRestrictions",
            SORT_RESTRICTIONS = "SortRestrictions",
            SELECT_SUPPORT = "SelectSupport",
            EXPAND_RESTRICTIONS = "ExpandRestrictions",
            NAVIGATION_RESTRICTIONS = "NavigationRestrictions",
            READ_RESTRICTIONS = "ReadRestrictions",
            INSERT_RESTRICTIONS = "InsertRestrictions",
            UPDATE_RESTRICTIONS = "UpdateRestrictions",
            DELETE_RESTRICTIONS = "DeleteRestrictions",
            OPERATION_RESTRICTIONS = "OperationRestrictions",
        }
    }
}

/// Every annotation by what it is about.
#[derive(Debug, Default)]
pub(super) struct Annotations<'a> {
    by_target: IndexMap<String, Vec<Applied<'a>>>,
    /// Terms that have no effect here: how often they are used, and where first.
    unread: Vec<(String, usize, Place)>,
}

/// A term applied to a target.
#[derive(Debug)]
struct Applied<'a> {
    term: &'static str,
    value: &'a Expression,
    place: Place,
    /// Whether anybody ever wanted to know.
    asked: Cell<bool>,
}

impl<'a> Applied<'a> {
    fn ask(&self) -> &'a Expression {
        self.asked.set(true);
        self.value
    }

    /// The value as what it must be to have an effect. A computed one is not understood, and stays unasked for.
    fn read<T>(&self, read: impl FnOnce(&'a Expression) -> Option<T>) -> Option<T> {
        let value = read(self.value)?;
        self.asked.set(true);
        Some(value)
    }
}

impl<'a> Annotations<'a> {
    /// Collects those of all documents.
    pub(super) fn collect(documents: &'a [Document], names: &Names) -> Self {
        let mut collector = Collector { names, file: FileId(0), found: Self::default(), unread: HashMap::new() };
        for document in documents {
            collector.file = document.file;
            document.schemas.iter().for_each(|schema| collector.schema(schema));
        }
        let mut unread: Vec<_> =
            collector.unread.into_iter().map(|(term, (count, place))| (term, count, place)).collect();
        unread.sort_by(|left, right| left.0.cmp(&right.0));
        collector.found.unread = unread;
        collector.found
    }

    /// The terms without effect here: name, number of uses, first place.
    pub(super) fn unread(&self) -> &[(String, usize, Place)] {
        &self.unread
    }

    /// The terms that have an effect on other targets than these, which nobody asked about: name, number, first
    /// place and the target there.
    pub(super) fn unasked(&self) -> Vec<(&'static str, usize, Place, &str)> {
        let mut found: BTreeMap<&'static str, (usize, Place, &str)> = BTreeMap::new();
        for (target, applied) in &self.by_target {
            for applied in applied.iter().filter(|applied| !applied.asked.get()) {
                let (count, place, first) = found.entry(applied.term).or_insert((0, applied.place, target));
                *count += 1;
                if applied.place < *place {
                    (*place, *first) = (applied.place, target);
                }
            }
        }
        found.into_iter().map(|(term, (count, place, target))| (term, count, place, target)).collect()
    }

    /// Properties of records that nobody asked for, of terms that somebody asked for: both names, number and first
    /// place.
    pub(super) fn unasked_properties(&self) -> Vec<(String, usize, Place)> {
        let mut found: BTreeMap<String, (usize, Place)> = BTreeMap::new();
        for applied in self.by_target.values().flatten().filter(|applied| applied.asked.get()) {
            applied.value.unasked(&mut |property| {
                let entry = found.entry(format!("{}/{property}", applied.term)).or_insert((0, applied.place));
                *entry = (entry.0 + 1, entry.1.min(applied.place));
            });
        }
        found.into_iter().map(|(name, (count, place))| (name, count, place)).collect()
    }

    /// The value of a term on a target.
    pub(super) fn value(&self, target: &str, term: &str) -> Option<&'a Expression> {
        self.applied(target, term).map(Applied::ask)
    }

    /// Where a term is applied to a target.
    pub(super) fn place(&self, target: &str, term: &str) -> Option<Place> {
        self.applied(target, term).map(|applied| applied.place)
    }

    fn applied(&self, target: &str, term: &str) -> Option<&Applied<'a>> {
        self.by_target.get(target)?.iter().find(|applied| applied.term == term)
    }

    /// The targets below one: what is on a path that goes on from it.
    pub(super) fn targets_below<'s>(&'s self, target: &'s str) -> impl Iterator<Item = &'s str> {
        let is_below = move |other: &&str| other.strip_prefix(target).is_some_and(|rest| rest.starts_with('/'));
        self.by_target.keys().map(String::as_str).filter(is_below)
    }

    /// The values of a term on whatever target.
    pub(super) fn values(&self, term: &str) -> impl Iterator<Item = &'a Expression> {
        self.by_target.values().flatten().filter(move |applied| applied.term == term).map(Applied::ask)
    }

    /// The text of a term.
    pub(super) fn text(&self, target: &str, term: &str) -> Option<&'a str> {
        self.applied(target, term)?.read(Expression::as_text)
    }

    /// The truth of a term; one without a value counts as true.
    pub(super) fn flag(&self, target: &str, term: &str) -> Option<bool> {
        self.applied(target, term)?.read(Expression::as_bool)
    }

    /// The value of a term on the first target that has it.
    pub(super) fn first(&self, targets: &[impl AsRef<str>], term: &str) -> Option<&'a Expression> {
        targets.iter().find_map(|target| self.value(target.as_ref(), term))
    }

    /// The record of a term.
    pub(super) fn record(&self, target: &str, term: &str) -> Option<&'a Record> {
        self.applied(target, term)?.read(Expression::as_record)
    }
}

struct Collector<'a, 'n> {
    names: &'n Names,
    file: FileId,
    found: Annotations<'a>,
    unread: HashMap<String, (usize, Place)>,
}

impl<'a> Collector<'a, '_> {
    fn schema(&mut self, schema: &'a Schema) {
        let namespace = &schema.namespace;
        self.put(namespace.clone(), &schema.annotations);
        schema.structured_types.iter().for_each(|structured| self.structured(namespace, structured));
        schema.enum_types.iter().for_each(|enumeration| self.enumeration(namespace, enumeration));
        for definition in &schema.type_definitions {
            self.put(format!("{namespace}.{}", definition.name), &definition.annotations);
        }
        schema.operations.iter().for_each(|operation| self.operation(namespace, operation));
        schema.container.iter().for_each(|container| self.container(namespace, container));
        for external in &schema.external {
            self.put(self.names.resolve_target(self.file, &external.target), &external.annotations);
        }
    }

    fn structured(&mut self, namespace: &str, structured: &'a StructuredType) {
        let name = format!("{namespace}.{}", structured.name);
        for property in &structured.properties {
            self.put(format!("{name}/{}", property.name), &property.annotations);
        }
        for property in &structured.navigation {
            self.put(format!("{name}/{}", property.name), &property.annotations);
        }
        self.put(name, &structured.annotations);
    }

    fn enumeration(&mut self, namespace: &str, enumeration: &'a EnumType) {
        let name = format!("{namespace}.{}", enumeration.name);
        for member in &enumeration.members {
            self.put(format!("{name}/{}", member.name), &member.annotations);
        }
        self.put(name, &enumeration.annotations);
    }

    fn operation(&mut self, namespace: &str, operation: &'a Operation) {
        let targets = self.names.targets(self.file, namespace, operation);
        let Some(signature) = targets.into_iter().next() else { return };
        for parameter in &operation.parameters {
            self.put(format!("{signature}/{}", parameter.name), &parameter.annotations);
        }
        self.put(format!("{signature}/$ReturnType"), &operation.return_annotations);
        self.put(signature, &operation.annotations);
    }

    fn container(&mut self, namespace: &str, container: &'a EntityContainer) {
        let name = format!("{namespace}.{}", container.name);
        for source in &container.sources {
            self.put(format!("{name}/{}", source.name), &source.annotations);
        }
        for import in &container.imports {
            self.put(format!("{name}/{}", import.name), &import.annotations);
        }
        self.put(name, &container.annotations);
    }

    fn put(&mut self, target: String, annotations: &'a [Annotation]) {
        let mut applied = Vec::new();
        for annotation in annotations {
            let name = self.names.resolve(self.file, &annotation.term);
            match term::ALL.iter().find(|known| **known == name) {
                // A qualifier marks a variant for other uses, such as a user interface on a small screen.
                Some(term) if annotation.qualifier.is_none() => {
                    let (value, place, asked) = (&annotation.value, annotation.place, Cell::new(false));
                    applied.push(Applied { term, value, place, asked });
                }
                _ => {
                    let qualifier = annotation.qualifier.as_ref().map(|qualifier| format!("#{qualifier}"));
                    let name = format!("{name}{}", qualifier.unwrap_or_default());
                    self.unread.entry(name).or_insert((0, annotation.place)).0 += 1;
                }
            }
        }
        if !applied.is_empty() {
            self.found.by_target.entry(target).or_default().extend(applied);
        }
    }
}
