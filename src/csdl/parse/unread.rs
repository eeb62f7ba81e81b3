//! What a document says that nothing here reads: it is listed, so that nothing is lost silently.

use roxmltree::Node;

use super::{EDM, EDMX, Reader};
use crate::{
    csdl::{spelling, syntax::Unread, values},
    diagnostics::{Code, Diagnostic},
    model::LedgerSeverity,
};

/// An element with the attributes and children that are read, or that say nothing to a client.
struct Known {
    element: &'static str,
    attributes: &'static [&'static str],
    children: &'static [&'static str],
    /// Whether its annotations are read.
    annotated: bool,
}

const fn known(
    element: &'static str,
    attributes: &'static [&'static str],
    children: &'static [&'static str],
    annotated: bool,
) -> Known {
    Known { element, attributes, children, annotated }
}

const FACETS: &[&str] = &["MaxLength", "Precision", "Scale", "SRID", "Unicode"];

/// CSDL XML 4.01. `Abstract` says that there are only values of derived types, which a slot of the base holds anyway;
/// `IncludeInServiceDocument` is about another document; `Unicode` of a parameter, that its text is ASCII, is written by
/// Microsoft's servers beside most parameters, whatever their texts are.
const KNOWN: &[Known] = &[
    known("Edmx", &["Version"], &["Reference", "DataServices"], false),
    known("DataServices", &[], &["Schema"], false),
    known("Reference", &["Uri"], &["Include", "IncludeAnnotations"], false),
    known("Include", &["Namespace", "Alias"], &[], false),
    known("IncludeAnnotations", &["TermNamespace", "Qualifier", "TargetNamespace"], &[], false),
    known(
        "Schema",
        &["Namespace", "Alias"],
        &[
            "EntityType",
            "ComplexType",
            "EnumType",
            "TypeDefinition",
            "Action",
            "Function",
            "Term",
            "EntityContainer",
            "Annotations",
        ],
        true,
    ),
    known(
        "EntityType",
        &["Name", "BaseType", "Abstract", "OpenType", "HasStream"],
        &["Key", "Property", "NavigationProperty"],
        true,
    ),
    known("ComplexType", &["Name", "BaseType", "Abstract", "OpenType"], &["Property", "NavigationProperty"], true),
    known("Key", &[], &["PropertyRef"], false),
    known("PropertyRef", &["Name", "Alias"], &[], false),
    known(
        "Property",
        &["Name", "Type", "Nullable", "DefaultValue", "MaxLength", "Precision", "Scale", "SRID", "Unicode"],
        &[],
        true,
    ),
    known(
        "NavigationProperty",
        &["Name", "Type", "Nullable", "ContainsTarget", "Partner"],
        &["ReferentialConstraint", "OnDelete"],
        true,
    ),
    known("OnDelete", &["Action"], &[], false),
    known("ReferentialConstraint", &["Property", "ReferencedProperty"], &[], false),
    known("EnumType", &["Name", "UnderlyingType", "IsFlags"], &["Member"], true),
    known("Member", &["Name", "Value"], &[], true),
    known(
        "TypeDefinition",
        &["Name", "UnderlyingType", "MaxLength", "Precision", "Scale", "SRID", "Unicode"],
        &[],
        true,
    ),
    known("Action", &["Name", "IsBound"], &["Parameter", "ReturnType"], true),
    known("Function", &["Name", "IsBound", "IsComposable"], &["Parameter", "ReturnType"], true),
    known("Parameter", &["Name", "Type", "Nullable", "Unicode"], &[], true),
    known("ReturnType", &["Type", "Nullable", "Unicode"], &[], true),
    known("EntityContainer", &["Name", "Extends"], &["EntitySet", "Singleton", "ActionImport", "FunctionImport"], true),
    known("EntitySet", &["Name", "EntityType", "IncludeInServiceDocument"], &["NavigationPropertyBinding"], true),
    known("Singleton", &["Name", "Type", "Nullable"], &["NavigationPropertyBinding"], true),
    known("NavigationPropertyBinding", &["Path", "Target"], &[], false),
    known("ActionImport", &["Name", "Action", "EntitySet"], &[], true),
    known("FunctionImport", &["Name", "Function", "EntitySet", "IncludeInServiceDocument"], &[], true),
    known("Annotations", &["Target", "Qualifier"], &[], true),
];

/// Elements that are known and change nothing. The annotations of a document that is read count whatever
/// `IncludeAnnotations` asks for.
const UNREAD: &[&str] = &["NavigationPropertyBinding", "OnDelete", "IncludeAnnotations"];

/// Attributes that an element may have, and that change nothing.
fn is_idle(element: &str, attribute: &str) -> bool {
    match element {
        "Parameter" | "ReturnType" => FACETS.contains(&attribute),
        "Action" | "Function" => attribute == "EntitySetPath",
        _ => false,
    }
}

impl Reader<'_> {
    /// Everything below the document element that is not read. Terms are counted elsewhere; so are annotations by
    /// their terms, but not annotations of annotations. What stands where the specification has no place for it is an error.
    pub(super) fn unread(&mut self, root: Node<'_, '_>) -> Vec<Unread> {
        let mut unread = Vec::new();
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            let name = node.tag_name().name();
            let Some(known) = KNOWN.iter().find(|known| known.element == name) else { continue };
            self.attributes(node, known, &mut unread);
            // From the last to the first, so that the first is looked at first.
            let before = open.len();
            for child in node.children().filter(Node::is_element) {
                if self.child(node, known, child, &mut unread) {
                    open.push(child);
                }
            }
            if let Some(children) = open.get_mut(before..) {
                children.reverse();
            }
        }
        unread
    }

    fn attributes(&mut self, node: Node<'_, '_>, known: &Known, unread: &mut Vec<Unread>) {
        let name = node.tag_name().name();
        let of_action = node.parent().is_some_and(|parent| parent.has_tag_name((EDM, "Action")));
        for attribute in node.attributes() {
            // The parameters of an action are properties of its body; those of a function are no more than names.
            let is_facet = of_action && FACETS.contains(&attribute.name());
            let is_own = is_facet || known.attributes.contains(&attribute.name());
            let is_foreign = attribute.namespace().is_some();
            let is_own = !is_foreign && is_own;
            if !is_own && attribute.namespace() != Some("http://www.w3.org/XML/1998/namespace") {
                let construct = format!("attribute `{}` of `{name}`", attribute.name());
                let is_idle = is_foreign || is_idle(name, attribute.name());
                let place = self.file.place_at(attribute.range().start);
                let own = known.attributes.iter().copied();
                let elsewhere = KNOWN.iter().filter(|known| known.attributes.contains(&attribute.name()));
                let elsewhere: Vec<&str> = elsewhere.map(|known| known.element).collect();
                let severity = match (is_idle, elsewhere.is_empty()) {
                    (true, _) => LedgerSeverity::Info,
                    (false, true) => {
                        let meant = spelling::meant(attribute.name(), own);
                        spelling::misspelt(&construct, meant, place, self.diagnostics)
                    }
                    (false, false) => spelling::misplaced(&construct, &elsewhere, place, self.diagnostics),
                };
                unread.push(Unread { construct, severity, place: self.place(node) });
            }
            if is_own && let Some(wanted) = values::wanted(attribute.name(), attribute.value().trim()) {
                let message = format!("`{}` of `{name}` is `{}`", attribute.name(), attribute.value());
                let place = self.file.place_at(attribute.range().start);
                let error = Diagnostic::error(Code::BrokenCsdl, message).at(place);
                self.diagnostics.push(error.help(format!("write {wanted}, or leave the attribute out")));
            }
        }
    }

    /// Notes a child that is not read, and says whether there is more to see inside.
    fn child(&mut self, node: Node<'_, '_>, known: &Known, child: Node<'_, '_>, unread: &mut Vec<Unread>) -> bool {
        let place = self.place(child);
        let severity = LedgerSeverity::Info;
        let mut note = |construct: String| unread.push(Unread { construct, severity, place });
        let (name, child_name) = (node.tag_name().name(), child.tag_name().name());
        if !matches!(child.tag_name().namespace(), Some(EDM | EDMX)) {
            note(format!("element `{child_name}` of another namespace in `{name}`"));
        } else if child_name == "Annotation" {
            if !known.annotated {
                note(format!("annotation of a `{name}`"));
            }
            let inner = child.descendants().skip(1).filter(|inner| inner.has_tag_name((EDM, "Annotation")));
            inner.for_each(|_| note("annotation of an annotation".to_owned()));
        } else if known.children.contains(&child_name) {
            if UNREAD.contains(&child_name) {
                note(format!("element `{child_name}` in `{name}`"));
            }
            return child_name != "Term";
        } else if child_name == "Term" || KNOWN.iter().any(|known| known.element == child_name) {
            let message = format!("`{child_name}` stands in `{name}`, where it has no place");
            let parents = KNOWN.iter().filter(|known| known.children.contains(&child_name));
            let parents: Vec<String> = parents.map(|known| format!("`{}`", known.element)).collect();
            self.error(Code::BrokenCsdl, message, child, &format!("move it into {}", parents.join(" or ")));
        } else {
            let what = format!("element `{child_name}` in `{name}`");
            let meant = spelling::meant(child_name, known.children.iter().copied().chain(["Annotation"]));
            let severity = spelling::misspelt(&what, meant, place, self.diagnostics);
            unread.push(Unread { construct: format!("unknown {what}"), severity, place });
        }
        false
    }
}
