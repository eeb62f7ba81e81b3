//! CSDL JSON 4.01 into the syntactic tree.

mod annotation;
mod container;
mod types;
mod unread;

use super::syntax::{Document, External, OperationKind, Reference, Schema, StructuredKind};
use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics, Mark, Place},
    source::{Member, Node, SourceFile},
};

/// Whether a tree is a CSDL JSON document (section 3: it has `$Version`).
pub(super) fn is_csdl(root: &Node) -> bool {
    root.get("$Version").is_some()
}

/// Reads one file.
pub(super) fn read(file: &SourceFile, root: &Node, diagnostics: &mut Diagnostics) -> Option<Document> {
    Reader { file, diagnostics }.document(root)
}

/// What reading needs everywhere: the file for places, and the sink.
struct Reader<'a> {
    file: &'a SourceFile,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    /// The document object (section 3).
    fn document(&mut self, root: &Node) -> Option<Document> {
        let version = root.get("$Version").and_then(Node::text).unwrap_or_default();
        if !matches!(version, "4.0" | "4.01") {
            let message = format!("this is CSDL JSON version `{version}`; only 4.0 and 4.01 can be read");
            self.error(Code::UnsupportedEdmx, message, root.mark, "ask the service for its OData 4 metadata");
            return None;
        }
        let references = root.get("$Reference").map(|node| self.references(node)).unwrap_or_default();
        let schemas = members(root)
            .filter(|member| !member.name.starts_with('$') && !member.name.contains('@'))
            .filter(|member| self.is_object(member, "a schema"))
            .collect::<Vec<_>>();
        let schemas = schemas.into_iter().map(|member| self.schema(member)).collect();
        let unread = self.unread(root);
        let named = members(root).find(|member| &*member.name == "$EntityContainer");
        let container = named.and_then(|named| Some((named.node.as_str()?.to_owned(), self.place(named.mark))));
        let (file, version) = (self.file.id(), version.to_owned());
        Some(Document { file, version, references, container, schemas, unread })
    }

    /// `$Reference` with its `$Include`s (sections 3.3 and 3.4).
    fn references(&self, node: &Node) -> Vec<Reference> {
        members(node)
            .map(|member| Reference {
                uri: member.name.to_string(),
                includes: items(member.node.get("$Include"))
                    .filter_map(|include| Some((text(include, "$Namespace")?, text(include, "$Alias"))))
                    .collect(),
                place: self.place(member.mark),
            })
            .collect()
    }

    /// A schema object (section 5).
    fn schema(&mut self, schema: &Member) -> Schema {
        let node = &schema.node;
        let mut found = Schema {
            namespace: schema.name.to_string(),
            alias: text(node, "$Alias"),
            place: self.place(schema.mark),
            structured_types: Vec::new(),
            enum_types: Vec::new(),
            type_definitions: Vec::new(),
            operations: Vec::new(),
            terms: Vec::new(),
            container: None,
            annotations: self.annotations(node),
            external: node.get("$Annotations").map(|node| self.external(node)).unwrap_or_default(),
        };
        for member in named(node) {
            self.schema_member(member, &mut found);
        }
        found
    }

    fn schema_member(&mut self, member: &Member, schema: &mut Schema) {
        if let Some(overloads) = member.node.as_sequence() {
            schema.operations.extend(overloads.iter().filter_map(|overload| self.operation(&member.name, overload)));
            return;
        }
        match member.node.get("$Kind").and_then(Node::as_str) {
            Some("EntityType") => schema.structured_types.push(self.structured_type(member, StructuredKind::Entity)),
            Some("ComplexType") => schema.structured_types.push(self.structured_type(member, StructuredKind::Complex)),
            Some("EnumType") => schema.enum_types.push(self.enum_type(member)),
            Some("TypeDefinition") => schema.type_definitions.push(self.type_definition(member)),
            Some("EntityContainer") if schema.container.is_some() => {
                let help = "write their members into one container, or into schemas of their own";
                self.error(Code::BrokenCsdl, "a schema has one entity container".to_owned(), member.mark, help);
            }
            Some("EntityContainer") => schema.container = Some(self.container(member)),
            Some("Term") => schema.terms.push(self.place(member.mark)),
            Some("Action" | "Function") => {
                let message = format!("`{}` stands alone, and not in a list of overloads", member.name);
                self.error(Code::BrokenCsdl, message, member.mark, "write its object between `[` and `]`");
            }
            _ => {
                let message = format!("`{}` has no `$Kind` of a schema element", member.name);
                let help = "a schema holds entity, complex and enumeration types, type definitions, \
                            actions, functions, terms and an entity container";
                self.error(Code::BrokenCsdl, message, member.mark, help);
            }
        }
    }

    /// `$Annotations` (section 14.1).
    fn external(&mut self, node: &Node) -> Vec<External> {
        members(node)
            .map(|member| External { target: member.name.to_string(), annotations: self.annotations(&member.node) })
            .collect()
    }

    /// An action or function overload (sections 12.1 and 12.3).
    fn operation_kind(&mut self, name: &str, node: &Node) -> Option<OperationKind> {
        match node.get("$Kind").and_then(Node::as_str) {
            Some("Action") => Some(OperationKind::Action),
            Some("Function") => Some(OperationKind::Function),
            _ => {
                let message = format!("an overload of `{name}` has no `$Kind` of an action or function");
                self.error(Code::BrokenCsdl, message, node.mark, "write `\"$Kind\": \"Action\"` or `\"Function\"`");
                None
            }
        }
    }

    /// Whether a member is an object; reported where it is not.
    fn is_object(&mut self, member: &Member, what: &str) -> bool {
        let is_object = member.node.as_mapping().is_some();
        if !is_object {
            let message = format!("`{}` is {}, and not {what}", member.name, member.node.kind_name());
            self.error(Code::BrokenCsdl, message, member.mark, "write an object, which may be empty");
        }
        is_object
    }

    fn error(&mut self, code: Code, message: String, mark: Mark, help: &str) {
        let place = self.place(mark);
        self.diagnostics.push(Diagnostic::error(code, message).at(place).help(help));
    }

    fn place(&self, mark: Mark) -> Place {
        Place::new(self.file.id(), mark)
    }
}

/// All members of an object.
fn members(node: &Node) -> impl Iterator<Item = &Member> {
    node.as_mapping().into_iter().flatten()
}

/// The members that name something of their own: neither control members nor annotations.
fn named(node: &Node) -> impl Iterator<Item = &Member> {
    members(node).filter(|member| !member.name.starts_with('$') && !member.name.contains('@'))
}

/// The items of a list that may be absent.
fn items(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    node.and_then(Node::as_sequence).into_iter().flatten()
}

fn text(node: &Node, name: &str) -> Option<String> {
    node.get(name).and_then(Node::as_str).map(str::to_owned)
}

fn flag(node: &Node, name: &str) -> bool {
    node.get(name).and_then(Node::as_bool).unwrap_or(false)
}
