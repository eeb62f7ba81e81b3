//! Types and their properties, actions and functions.

use super::{Reader, flag, items, members, named, text};
use crate::{
    csdl::syntax::{
        EnumType, Facets, KeyProperty, Member as EnumMember, NavigationProperty, Operation, Parameter, Property,
        StructuredKind, StructuredType, TypeDefinition, TypeReference,
    },
    diagnostics::{Code, Mark},
    source::{Member, Node},
};

impl Reader<'_> {
    /// An entity or complex type object (sections 6 and 9).
    pub(super) fn structured_type(&mut self, member: &Member, kind: StructuredKind) -> StructuredType {
        let node = &member.node;
        let (navigation, properties): (Vec<_>, Vec<_>) = named(node)
            .filter(|child| self.is_object(child, "a property"))
            .partition(|child| child.node.get("$Kind").and_then(Node::as_str) == Some("NavigationProperty"));
        StructuredType {
            kind,
            name: member.name.to_string(),
            base: text(node, "$BaseType"),
            open: flag(node, "$OpenType"),
            has_stream: flag(node, "$HasStream"),
            key: items(node.get("$Key")).filter_map(key_property).collect(),
            properties: properties.into_iter().map(|child| self.property(child)).collect(),
            navigation: navigation.into_iter().map(|child| self.navigation_property(child)).collect(),
            annotations: self.annotations(node),
            place: self.place(member.mark),
        }
    }

    /// A property object (section 7).
    fn property(&mut self, member: &Member) -> Property {
        Property {
            name: member.name.to_string(),
            kind: self.type_reference(&member.node, member.mark),
            default: member.node.get("$DefaultValue").and_then(Node::text).map(str::to_owned),
            annotations: self.annotations(&member.node),
            place: self.place(member.mark),
        }
    }

    /// A navigation property object (section 8).
    fn navigation_property(&mut self, member: &Member) -> NavigationProperty {
        NavigationProperty {
            name: member.name.to_string(),
            kind: self.type_reference(&member.node, member.mark),
            contains_target: flag(&member.node, "$ContainsTarget"),
            partner: text(&member.node, "$Partner"),
            constraints: member.node.get("$ReferentialConstraint").map(referential_constraints).unwrap_or_default(),
            annotations: self.annotations(&member.node),
            place: self.place(member.mark),
        }
    }

    /// `$Type`, `$Collection` and the facets (section 7.2). Absent, the type is `Edm.String`; `$Nullable` is false
    /// unless said otherwise, other than in XML.
    pub(super) fn type_reference(&self, node: &Node, mark: Mark) -> TypeReference {
        TypeReference {
            name: text(node, "$Type").unwrap_or_else(|| "Edm.String".to_owned()),
            collection: flag(node, "$Collection"),
            nullable: flag(node, "$Nullable"),
            facets: facets(node),
            place: self.place(mark),
        }
    }

    /// An enumeration type object (section 10).
    pub(super) fn enum_type(&mut self, member: &Member) -> EnumType {
        let node = &member.node;
        let members = named(node)
            .map(|child| EnumMember {
                name: child.name.to_string(),
                value: child.node.text().map(str::to_owned),
                annotations: self.annotations_of(node, &child.name),
                place: self.place(child.mark),
            })
            .collect();
        EnumType {
            name: member.name.to_string(),
            underlying: text(node, "$UnderlyingType"),
            flags: flag(node, "$IsFlags"),
            members,
            annotations: self.annotations(node),
            place: self.place(member.mark),
        }
    }

    /// A type definition object (section 11).
    pub(super) fn type_definition(&mut self, member: &Member) -> TypeDefinition {
        let node = &member.node;
        let mut underlying = self.type_reference(node, member.mark);
        underlying.name = text(node, "$UnderlyingType").unwrap_or(underlying.name);
        TypeDefinition {
            name: member.name.to_string(),
            underlying,
            annotations: self.annotations(node),
            place: self.place(member.mark),
        }
    }

    /// An overload object (section 12).
    pub(super) fn operation(&mut self, name: &str, node: &Node) -> Option<Operation> {
        let kind = self.operation_kind(name, node)?;
        let parameters = items(node.get("$Parameter")).filter_map(|parameter| self.parameter(parameter)).collect();
        Some(Operation {
            kind,
            name: name.to_owned(),
            bound: flag(node, "$IsBound"),
            composable: flag(node, "$IsComposable"),
            entity_set_path: text(node, "$EntitySetPath"),
            parameters,
            returns: node.get("$ReturnType").map(|returns| self.type_reference(returns, returns.mark)),
            return_annotations: node.get("$ReturnType").map(|returns| self.annotations(returns)).unwrap_or_default(),
            annotations: self.annotations(node),
            place: self.place(node.mark),
        })
    }

    /// A parameter object (section 12.9).
    fn parameter(&mut self, node: &Node) -> Option<Parameter> {
        let name = text(node, "$Name");
        if name.is_none() {
            let message = "a parameter has no `$Name`".to_owned();
            self.error(Code::BrokenCsdl, message, node.mark, "add the member, or remove the parameter");
        }
        Some(Parameter {
            name: name?,
            kind: self.type_reference(node, node.mark),
            annotations: self.annotations(node),
            place: self.place(node.mark),
        })
    }
}

fn facets(node: &Node) -> Facets {
    Facets::of(|name| node.get(&format!("${name}")).and_then(Node::text))
}

/// `$ReferentialConstraint` (section 8.6): properties here by those there.
fn referential_constraints(node: &Node) -> Vec<(String, String)> {
    let pair = |member: &Member| Some((member.name.to_string(), member.node.as_str()?.to_owned()));
    members(node).filter(|member| !member.name.contains('@')).filter_map(pair).collect()
}

/// An item of `$Key` (section 6.5): a name, or an object of alias and path.
fn key_property(node: &Node) -> Option<KeyProperty> {
    if let Some(path) = node.as_str() {
        return Some(KeyProperty { path: path.to_owned(), alias: None });
    }
    let member = members(node).next()?;
    Some(KeyProperty { path: member.node.as_str()?.to_owned(), alias: Some(member.name.to_string()) })
}
