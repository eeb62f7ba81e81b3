//! Annotations and their expressions.

use roxmltree::Node;

use super::{EDM, Reader, children, elements};
use crate::csdl::syntax::{Annotation, Expression, PropertyValue, Record};

/// The constant and path expressions that may also stand as attributes (sections 14.3 and 14.4.1).
const TEXTS: [&str; 16] = [
    "String",
    "Int",
    "Decimal",
    "Float",
    "Date",
    "DateTimeOffset",
    "Duration",
    "TimeOfDay",
    "Guid",
    "Binary",
    "PropertyPath",
    "NavigationPropertyPath",
    "AnnotationPath",
    "ModelElementPath",
    "LabeledElementReference",
    "UrlRef",
];

impl Reader<'_> {
    /// The annotations inside an element (section 14.2).
    pub(super) fn annotations(&mut self, node: Node<'_, '_>) -> Vec<Annotation> {
        children(node, EDM, "Annotation").filter_map(|child| self.annotation(child)).collect()
    }

    fn annotation(&mut self, node: Node<'_, '_>) -> Option<Annotation> {
        Some(Annotation {
            term: self.required(node, "Term")?,
            qualifier: node.attribute("Qualifier").map(str::to_owned),
            value: value_of(node),
            place: self.place(node),
        })
    }
}

/// The value that an element carries, as an attribute or as a child element.
fn value_of(node: Node<'_, '_>) -> Expression {
    if let Some(value) = node.attribute("Bool") {
        return boolean(value);
    }
    if let Some(value) = node.attribute("EnumMember") {
        return members(value);
    }
    // The value of a property, which only the service knows.
    if node.attribute("Path").is_some() {
        return Expression::Computed;
    }
    if let Some(value) = TEXTS.iter().find_map(|name| node.attribute(*name)) {
        return Expression::Text(value.to_owned());
    }
    let value = elements(node).find(|child| child.tag_name().name() != "Annotation");
    value.map_or(Expression::Default, expression)
}

fn expression(node: Node<'_, '_>) -> Expression {
    let text = || text_of(node);
    match node.tag_name().name() {
        "Bool" => boolean(&text()),
        "EnumMember" => members(&text()),
        "Collection" => Expression::Collection(elements(node).map(expression).collect()),
        "Record" => Expression::Record(record(node)),
        "Null" => Expression::Null,
        name if TEXTS.contains(&name) => Expression::Text(text()),
        _ => Expression::Computed,
    }
}

/// `edm:Record` (section 14.4.12).
fn record(node: Node<'_, '_>) -> Record {
    let values = children(node, EDM, "PropertyValue")
        .filter_map(|value| Some(PropertyValue::new(value.attribute("Property")?, value_of(value))))
        .collect();
    Record { type_name: node.attribute("Type").map(str::to_owned), values }
}

/// The text of an element. Comments may part it into pieces.
fn text_of(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|child| child.text()).collect()
}

fn boolean(text: &str) -> Expression {
    match text.trim() {
        "true" | "1" => Expression::Bool(true),
        "false" | "0" => Expression::Bool(false),
        other => Expression::Text(other.to_owned()),
    }
}

/// `Type/Member Type/Member` (section 14.3.7): the type goes without saying.
fn members(text: &str) -> Expression {
    let name = |member: &str| member.rsplit('/').next().unwrap_or(member).to_owned();
    Expression::Members(text.split_whitespace().map(name).collect())
}
