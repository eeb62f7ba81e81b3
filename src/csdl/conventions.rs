//! How a service writes what the specification leaves open in its addresses.

use std::collections::HashSet;

use super::{annotations::term, catalog::Catalog, syntax::Document};

/// Namespaces of Microsoft Graph, whose metadata does not say what its addresses are like.
const GRAPH: &str = "microsoft.graph";

/// The conventions of one service.
#[derive(Debug, Default)]
pub(super) struct Conventions {
    /// Whether a key of one property is a segment, `/people/anna`, and not in parentheses, `/people('anna')`.
    pub(super) key_as_segment: bool,
    /// Whether enumeration members stand without the name of their type, `'red'` and not `shop.Colour'red'`.
    pub(super) bare_members: bool,
    /// Namespaces whose actions and functions are called by their simple names.
    default_namespaces: HashSet<String>,
}

impl Conventions {
    /// What is asked for, or else what the description says, or else what every service must understand: keys in
    /// parentheses (OData URL Conventions 4.3.1) and qualified names (4.5), of enumeration types too (5.1.1.14.1). Microsoft Graph is known by its namespace.
    pub(super) fn of(catalog: &Catalog<'_>, documents: &[Document], key_as_segment: Option<bool>) -> Self {
        let container = catalog.container.as_ref();
        let own = container.map(|container| container.namespace).unwrap_or_default();
        let is_graph = own == GRAPH || own.strip_prefix(GRAPH).is_some_and(|rest| rest.starts_with('.'));
        let said = || catalog.annotations.flag(&container?.name, term::KEY_AS_SEGMENT_SUPPORTED);
        let schemas = documents.iter().flat_map(|document| &document.schemas);
        let is_default = |namespace: &str| catalog.annotations.flag(namespace, term::DEFAULT_NAMESPACE) == Some(true);
        let mut default_namespaces: HashSet<String> =
            schemas.map(|schema| schema.namespace.clone()).filter(|namespace| is_default(namespace)).collect();
        if is_graph {
            default_namespaces.insert(own.to_owned());
        }
        Self {
            key_as_segment: key_as_segment.or_else(said).unwrap_or(is_graph),
            bare_members: is_graph,
            default_namespaces,
        }
    }

    /// Whether actions and functions of a namespace are called by their simple names (`Core.DefaultNamespace`).
    pub(super) fn is_default(&self, namespace: &str) -> bool {
        self.default_namespaces.contains(namespace)
    }
}
