//! Actions and functions.

use roxmltree::Node;

use super::{EDM, Reader, children, flag};
use crate::csdl::syntax::{Operation, OperationKind, Parameter};

impl Reader<'_> {
    /// `edm:Action` and `edm:Function` (sections 12.1 and 12.3).
    pub(super) fn operation(&mut self, node: Node<'_, '_>) -> Option<Operation> {
        let kind = match node.tag_name().name() {
            "Action" => OperationKind::Action,
            _ => OperationKind::Function,
        };
        let parameters = children(node, EDM, "Parameter").filter_map(|child| self.parameter(child)).collect();
        let returned = children(node, EDM, "ReturnType").next();
        let return_annotations = returned.map(|child| self.annotations(child)).unwrap_or_default();
        let returns = returned.and_then(|child| self.type_reference(child));
        Some(Operation {
            kind,
            name: self.required(node, "Name")?,
            bound: flag(node, "IsBound").unwrap_or(false),
            composable: flag(node, "IsComposable").unwrap_or(false),
            entity_set_path: node.attribute("EntitySetPath").map(str::to_owned),
            parameters,
            returns,
            return_annotations,
            annotations: self.annotations(node),
            place: self.place(node),
        })
    }

    /// `edm:Parameter` (section 12.9).
    fn parameter(&mut self, node: Node<'_, '_>) -> Option<Parameter> {
        Some(Parameter {
            name: self.required(node, "Name")?,
            kind: self.type_reference(node)?,
            annotations: self.annotations(node),
            place: self.place(node),
        })
    }
}
