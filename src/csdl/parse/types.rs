//! Types and their properties.

use roxmltree::Node;

use super::{EDM, Reader, children, elements, flag};
use crate::csdl::syntax::{
    EnumType, Facets, KeyProperty, Member, NavigationProperty, Property, StructuredKind, StructuredType,
    TypeDefinition, TypeReference,
};

impl Reader<'_> {
    /// `edm:EntityType` and `edm:ComplexType` (sections 6 and 9).
    pub(super) fn structured_type(&mut self, node: Node<'_, '_>) -> Option<StructuredType> {
        let kind = match node.tag_name().name() {
            "EntityType" => StructuredKind::Entity,
            _ => StructuredKind::Complex,
        };
        let mut structured = StructuredType {
            kind,
            name: self.required(node, "Name")?,
            base: node.attribute("BaseType").map(str::to_owned),
            open: flag(node, "OpenType").unwrap_or(false),
            has_stream: flag(node, "HasStream").unwrap_or(false),
            key: Vec::new(),
            properties: Vec::new(),
            navigation: Vec::new(),
            annotations: self.annotations(node),
            place: self.place(node),
        };
        for child in elements(node) {
            match child.tag_name().name() {
                "Key" => structured.key = self.key(child),
                "Property" => structured.properties.extend(self.property(child)),
                "NavigationProperty" => structured.navigation.extend(self.navigation_property(child)),
                _ => {}
            }
        }
        Some(structured)
    }

    /// `edm:Property` (section 7).
    fn property(&mut self, node: Node<'_, '_>) -> Option<Property> {
        Some(Property {
            name: self.required(node, "Name")?,
            kind: self.type_reference(node)?,
            default: node.attribute("DefaultValue").map(str::to_owned),
            annotations: self.annotations(node),
            place: self.place(node),
        })
    }

    /// `edm:NavigationProperty` (section 8).
    fn navigation_property(&mut self, node: Node<'_, '_>) -> Option<NavigationProperty> {
        Some(NavigationProperty {
            name: self.required(node, "Name")?,
            kind: self.type_reference(node)?,
            contains_target: flag(node, "ContainsTarget").unwrap_or(false),
            partner: node.attribute("Partner").map(str::to_owned),
            constraints: children(node, EDM, "ReferentialConstraint")
                .filter_map(|child| self.referential_constraint(child))
                .collect(),
            annotations: self.annotations(node),
            place: self.place(node),
        })
    }

    /// The attribute `Type`, with the facets beside it (section 7.2). `Nullable` is true unless said otherwise.
    pub(super) fn type_reference(&mut self, node: Node<'_, '_>) -> Option<TypeReference> {
        let written = self.required(node, "Type")?;
        Some(self.named_type(node, &written))
    }

    fn named_type(&self, node: Node<'_, '_>, written: &str) -> TypeReference {
        let written = written.trim();
        let item = written.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
        TypeReference {
            name: item.unwrap_or(written).trim().to_owned(),
            collection: item.is_some(),
            nullable: flag(node, "Nullable").unwrap_or(true),
            facets: Facets::of(|name| node.attribute(name)),
            place: self.place(node),
        }
    }

    /// `edm:EnumType` (section 10).
    pub(super) fn enum_type(&mut self, node: Node<'_, '_>) -> Option<EnumType> {
        let members = children(node, EDM, "Member").filter_map(|child| self.member(child)).collect();
        Some(EnumType {
            name: self.required(node, "Name")?,
            underlying: node.attribute("UnderlyingType").map(str::to_owned),
            flags: flag(node, "IsFlags").unwrap_or(false),
            members,
            annotations: self.annotations(node),
            place: self.place(node),
        })
    }

    /// `edm:Member` (section 10.3).
    fn member(&mut self, node: Node<'_, '_>) -> Option<Member> {
        Some(Member {
            name: self.required(node, "Name")?,
            value: node.attribute("Value").map(str::to_owned),
            annotations: self.annotations(node),
            place: self.place(node),
        })
    }

    /// `edm:ReferentialConstraint` (section 8.6).
    fn referential_constraint(&mut self, node: Node<'_, '_>) -> Option<(String, String)> {
        Some((self.required(node, "Property")?, self.required(node, "ReferencedProperty")?))
    }

    /// `edm:Key` (section 6.5).
    fn key(&mut self, node: Node<'_, '_>) -> Vec<KeyProperty> {
        children(node, EDM, "PropertyRef")
            .filter_map(|reference| {
                let path = self.required(reference, "Name")?;
                Some(KeyProperty { path, alias: reference.attribute("Alias").map(str::to_owned) })
            })
            .collect()
    }

    /// `edm:TypeDefinition` (section 11).
    pub(super) fn type_definition(&mut self, node: Node<'_, '_>) -> Option<TypeDefinition> {
        let underlying = self.required(node, "UnderlyingType")?;
        Some(TypeDefinition {
            name: self.required(node, "Name")?,
            underlying: self.named_type(node, &underlying),
            annotations: self.annotations(node),
            place: self.place(node),
        })
    }
}
