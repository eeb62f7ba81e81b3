//! The entity container.

use super::{Reader, flag, named, text};
use crate::{
    csdl::syntax::{EntityContainer, Import, NavigationSource, OperationKind},
    diagnostics::Code,
    source::Member,
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
            container.sources.push(NavigationSource { name, entity_type, collection, annotations, place });
        } else {
            let message = format!("`{name}` names neither a `$Type` nor an `$Action` or `$Function`");
            let help = "an entity container holds entity sets, singletons and imports";
            self.error(Code::BrokenCsdl, message, child.mark, help);
        }
    }
}
