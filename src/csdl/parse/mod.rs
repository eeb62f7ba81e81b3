//! CSDL XML 4.0 and 4.01 into the syntactic tree.

mod annotation;
mod container;
mod operation;
mod types;
mod unread;

use roxmltree::Node;

use super::syntax::{Document, External, Reference, Schema};
use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics, Place},
    source::{self, SourceFile},
};

/// The namespace of `edmx:Edmx` and its neighbours since OData 4.0 (CSDL XML 4.01 section 2.1).
const EDMX: &str = "http://docs.oasis-open.org/odata/ns/edmx";
/// The namespace of `edm:Schema` and everything below since OData 4.0 (section 2.2).
const EDM: &str = "http://docs.oasis-open.org/odata/ns/edm";

/// Reads one file.
pub(super) fn read(file: &SourceFile, diagnostics: &mut Diagnostics) -> Option<Document> {
    let document = match source::xml(file) {
        Ok(document) => document,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return None;
        }
    };
    Reader { file, diagnostics }.document(document.root_element())
}

/// What reading needs everywhere: the file for places, and the sink.
struct Reader<'a> {
    file: &'a SourceFile,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    /// The document element: `edmx:Edmx`, or a `Schema` alone.
    fn document(&mut self, root: Node<'_, '_>) -> Option<Document> {
        let namespace = root.tag_name().namespace().unwrap_or_default();
        match (namespace, root.tag_name().name()) {
            (EDMX, "Edmx") => self.edmx(root),
            (EDM, "Schema") => {
                let schemas = self.schema(root).into_iter().collect();
                let unread = self.unread(root);
                let version = "4.0".to_owned();
                let (file, references) = (self.file.id(), Vec::new());
                Some(Document { file, version, references, container: None, schemas, unread })
            }
            (_, name @ ("Edmx" | "Schema")) => {
                self.refuse_old(root, name, namespace);
                None
            }
            (_, name) => {
                let message = format!("a CSDL document begins with `edmx:Edmx`, not with `{name}`");
                self.error(Code::BrokenCsdl, message, root, "check that the file is the service's `$metadata`");
                None
            }
        }
    }

    /// `edmx:Edmx` (section 3.1).
    fn edmx(&mut self, edmx: Node<'_, '_>) -> Option<Document> {
        let version = edmx.attribute("Version").unwrap_or_default();
        if !matches!(version, "4.0" | "4.01") {
            let message = format!("this is EDMX version `{version}`; only 4.0 and 4.01 can be read");
            self.error(Code::UnsupportedEdmx, message, edmx, "ask the service for its OData 4 metadata");
            return None;
        }
        let references = children(edmx, EDMX, "Reference").filter_map(|node| self.reference(node)).collect();
        let mut schemas = Vec::new();
        for services in children(edmx, EDMX, "DataServices") {
            for node in services.children().filter(Node::is_element) {
                match (node.tag_name().namespace(), node.tag_name().name()) {
                    (Some(EDM), "Schema") => schemas.extend(self.schema(node)),
                    (namespace, "Schema") => self.refuse_old(node, "Schema", namespace.unwrap_or_default()),
                    _ => {}
                }
            }
        }
        let unread = self.unread(edmx);
        let (file, version) = (self.file.id(), version.to_owned());
        Some(Document { file, version, references, container: None, schemas, unread })
    }

    /// `edmx:Reference` with its `edmx:Include`s (sections 3.3 and 3.4).
    fn reference(&mut self, node: Node<'_, '_>) -> Option<Reference> {
        let uri = self.required(node, "Uri")?;
        let includes = children(node, EDMX, "Include")
            .filter_map(|include| {
                Some((include.attribute("Namespace")?.to_owned(), include.attribute("Alias").map(str::to_owned)))
            })
            .collect();
        Some(Reference { uri, includes, place: self.place(node) })
    }

    /// `edm:Schema` (section 5).
    fn schema(&mut self, node: Node<'_, '_>) -> Option<Schema> {
        let mut schema = Schema {
            namespace: self.required(node, "Namespace")?,
            alias: node.attribute("Alias").map(str::to_owned),
            place: self.place(node),
            structured_types: Vec::new(),
            enum_types: Vec::new(),
            type_definitions: Vec::new(),
            operations: Vec::new(),
            terms: Vec::new(),
            container: None,
            annotations: self.annotations(node),
            external: Vec::new(),
        };
        for child in elements(node) {
            self.schema_child(child, &mut schema);
        }
        Some(schema)
    }

    fn schema_child(&mut self, child: Node<'_, '_>, schema: &mut Schema) {
        match child.tag_name().name() {
            "EntityType" | "ComplexType" => schema.structured_types.extend(self.structured_type(child)),
            "EnumType" => schema.enum_types.extend(self.enum_type(child)),
            "TypeDefinition" => schema.type_definitions.extend(self.type_definition(child)),
            "Action" | "Function" => schema.operations.extend(self.operation(child)),
            "Term" => schema.terms.push(self.place(child)),
            "EntityContainer" if schema.container.is_some() => {
                let help = "write their elements into one container, or into schemas of their own";
                self.error(Code::BrokenCsdl, "a schema has one `EntityContainer`".to_owned(), child, help);
            }
            "EntityContainer" => schema.container = self.container(child),
            "Annotations" => schema.external.extend(self.external(child)),
            _ => {}
        }
    }

    /// `edm:Annotations` (section 14.1). Its qualifier is that of all annotations inside.
    fn external(&mut self, node: Node<'_, '_>) -> Option<External> {
        let target = self.required(node, "Target")?;
        let mut annotations = self.annotations(node);
        for annotation in &mut annotations {
            annotation.qualifier =
                annotation.qualifier.take().or_else(|| node.attribute("Qualifier").map(str::to_owned));
        }
        Some(External { target, annotations })
    }

    fn refuse_old(&mut self, node: Node<'_, '_>, name: &str, namespace: &str) {
        let message = format!("`{name}` of the namespace `{namespace}` belongs to OData before 4.0");
        self.error(Code::UnsupportedEdmx, message, node, "ask the service for its OData 4 metadata");
    }

    /// An attribute without which the element says nothing; reported when it is missing.
    fn required(&mut self, node: Node<'_, '_>, attribute: &str) -> Option<String> {
        let element = node.tag_name().name();
        let message = match node.attribute(attribute) {
            Some(value) if !value.trim().is_empty() => return Some(value.to_owned()),
            Some(_) => format!("the attribute `{attribute}` of `{element}` is empty"),
            None => format!("`{element}` has no attribute `{attribute}`"),
        };
        self.error(Code::BrokenCsdl, message, node, "add the attribute, or remove the element");
        None
    }

    fn error(&mut self, code: Code, message: String, node: Node<'_, '_>, help: &str) {
        let place = self.place(node);
        self.diagnostics.push(Diagnostic::error(code, message).at(place).help(help));
    }

    fn place(&self, node: Node<'_, '_>) -> Place {
        self.file.place_at(node.range().start)
    }
}

/// The child elements of CSDL; those of other namespaces are extensions that nobody has to know.
fn elements<'a, 'input: 'a>(node: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(|child| child.is_element() && child.tag_name().namespace() == Some(EDM))
}

fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    namespace: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.has_tag_name((namespace, name)))
}

/// A boolean attribute (XML Schema: `true`, `false`, `1` or `0`).
fn flag(node: Node<'_, '_>, attribute: &str) -> Option<bool> {
    match node.attribute(attribute)?.trim() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
