//! Annotations and their expressions.

use super::{Reader, members};
use crate::{
    csdl::syntax::{Annotation, Expression, PropertyValue, Record},
    source::{Node, Value},
};

impl Reader<'_> {
    /// The annotations of the object they stand in: `@Term` or `@Term#Qualifier` (section 14.2).
    pub(super) fn annotations(&mut self, node: &Node) -> Vec<Annotation> {
        self.annotations_of(node, "")
    }

    /// The annotations of a member, beside it: `member@Term`.
    pub(super) fn annotations_of(&mut self, node: &Node, member: &str) -> Vec<Annotation> {
        members(node)
            .filter_map(|child| {
                let name = child.name.strip_prefix(member)?.strip_prefix('@')?;
                // An annotation of an annotation: `@Term@Other`.
                if name.contains('@') {
                    return None;
                }
                let (term, qualifier) = match name.split_once('#') {
                    Some((term, qualifier)) => (term, Some(qualifier.to_owned())),
                    None => (name, None),
                };
                let (value, place) = (expression(&child.node), self.place(child.mark));
                Some(Annotation { term: term.to_owned(), qualifier, value, place })
            })
            .collect()
    }
}

/// A constant, or an object that is a record unless it names another expression (sections 14.3 and 14.4).
fn expression(node: &Node) -> Expression {
    match &node.value {
        Value::Null(_) => Expression::Null,
        Value::Bool { value, .. } => Expression::Bool(*value),
        Value::Number(text) | Value::String(text) => Expression::Text(text.to_string()),
        Value::Sequence(items) => Expression::Collection(items.iter().map(expression).collect()),
        Value::Mapping(_) => object(node),
    }
}

fn object(node: &Node) -> Expression {
    // The value of a property (`$Path`) and the like, which only the service knows.
    if members(node).any(|member| member.name.starts_with('$')) {
        return Expression::Computed;
    }
    let values = members(node)
        .filter(|member| !member.name.contains('@'))
        .map(|member| PropertyValue::new(&*member.name, expression(&member.node)))
        .collect();
    // The type is a URL whose fragment is the qualified name.
    let type_name = ["@type", "@odata.type"]
        .into_iter()
        .find_map(|name| node.get(name).and_then(Node::as_str))
        .map(|name| name.rsplit('#').next().unwrap_or(name).to_owned());
    Expression::Record(Record { type_name, values })
}
