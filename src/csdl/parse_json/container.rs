//! The entity container.

use super::{Reader, flag, members, named, text};
use crate::{
    csdl::syntax::{Binding, EntityContainer, Import, NavigationSource, OperationKind},
    diagnostics::Code,
    source::{Member, Node},
};

impl Reader<'_> {
    /// An entity container object (section 13.1).
    pub(super) fn container(&mut self, member: &Member) -> EntityContainer {
        let mut container = EntityContainer {
            name: member.name.to_string(),
            extends: text(&member.node, "$Extends"),
            sources: Vec::new(),
            imports: Vec::new(),
            annotations: self.annotations(&member.node),
            place: self.place(member.mark),
        };
        for child in named(&member.node) {
            self.container_member(child, &mut container);
        }
        container
    }

    /// `$NavigationPropertyBinding` (section 13.4): targets by paths.
    fn bindings(&self, node: &Node) -> Vec<Binding> {
        let bindings = node.get("$NavigationPropertyBinding").into_iter().flat_map(members);
        let bindings = bindings.filter(|member| !member.name.contains('@'));
        let binding = |member: &Member| {
            let target = member.node.as_str()?.to_owned();
            Some(Binding { path: member.name.to_string(), target, place: self.place(member.mark) })
        };
        bindings.filter_map(binding).collect()
    }

    /// An entity set or singleton has `$Type`, an import `$Action` or `$Function` (sections 13.2 to 13.6).
    fn container_member(&mut self, child: &Member, container: &mut EntityContainer) {
        let node = &child.node;
        let import = text(node, "$Action")
            .map(|operation| (OperationKind::Action, operation))
            .or_else(|| text(node, "$Function").map(|operation| (OperationKind::Function, operation)));
        let (name, place) = (child.name.to_string(), self.place(child.mark));
        if let Some((kind, operation)) = import {
            let entity_set = text(node, "$EntitySet");
            let annotations = self.annotations(node);
            container.imports.push(Import { kind, name, operation, entity_set, annotations, place });
        } else if let Some(entity_type) = text(node, "$Type") {
            let collection = flag(node, "$Collection");
            let annotations = self.annotations(node);
            let bindings = self.bindings(node);
            container.sources.push(NavigationSource { name, entity_type, collection, bindings, annotations, place });
        } else {
            let message = format!("`{name}` names neither a `$Type` nor an `$Action` or `$Function`");
            let help = "an entity container holds entity sets, singletons and imports";
            self.error(Code::BrokenCsdl, message, child.mark, help);
        }
    }
}
