//! The entity container.

use roxmltree::Node;

use super::{EDM, Reader, children, elements};
use crate::csdl::syntax::{Binding, EntityContainer, Import, NavigationSource, OperationKind};

impl Reader<'_> {
    /// `edm:EntityContainer` (section 13.1).
    pub(super) fn container(&mut self, node: Node<'_, '_>) -> Option<EntityContainer> {
        let mut container = EntityContainer {
            name: self.required(node, "Name")?,
            extends: node.attribute("Extends").map(str::to_owned),
            sources: Vec::new(),
            imports: Vec::new(),
            annotations: self.annotations(node),
            place: self.place(node),
        };
        for child in elements(node) {
            match child.tag_name().name() {
                "EntitySet" => container.sources.extend(self.source(child, "EntityType", true)),
                "Singleton" => container.sources.extend(self.source(child, "Type", false)),
                "ActionImport" => container.imports.extend(self.import(child, OperationKind::Action, "Action")),
                "FunctionImport" => {
                    container.imports.extend(self.import(child, OperationKind::Function, "Function"));
                }
                _ => {}
            }
        }
        Some(container)
    }

    /// `edm:EntitySet` and `edm:Singleton` (sections 13.2 and 13.3).
    fn source(&mut self, node: Node<'_, '_>, kind: &str, collection: bool) -> Option<NavigationSource> {
        Some(NavigationSource {
            name: self.required(node, "Name")?,
            entity_type: self.required(node, kind)?,
            collection,
            bindings: children(node, EDM, "NavigationPropertyBinding")
                .filter_map(|child| self.binding(child))
                .collect(),
            annotations: self.annotations(node),
            place: self.place(node),
        })
    }

    /// `edm:NavigationPropertyBinding` (section 13.4).
    fn binding(&mut self, node: Node<'_, '_>) -> Option<Binding> {
        Some(Binding {
            path: self.required(node, "Path")?,
            target: self.required(node, "Target")?,
            place: self.place(node),
        })
    }

    /// `edm:ActionImport` and `edm:FunctionImport` (sections 13.5 and 13.6).
    fn import(&mut self, node: Node<'_, '_>, kind: OperationKind, attribute: &str) -> Option<Import> {
        Some(Import {
            kind,
            name: self.required(node, "Name")?,
            operation: self.required(node, attribute)?,
            entity_set: node.attribute("EntitySet").map(str::to_owned),
            annotations: self.annotations(node),
            place: self.place(node),
        })
    }
}
