//! What a document says that nothing here reads: it is listed, so that nothing is lost silently.

use super::{Reader, items, members, named};
use crate::{
    csdl::{spelling, syntax::Unread, values},
    diagnostics::Code,
    model::LedgerSeverity,
    source::{Member, Node, Value},
};

/// An object, called as the element in XML is, with the control members that are read, or that say nothing to a client.
struct Known {
    object: &'static str,
    members: &'static [&'static str],
    /// Whether its annotations are read.
    annotated: bool,
}

const fn known(object: &'static str, members: &'static [&'static str], annotated: bool) -> Known {
    Known { object, members, annotated }
}

/// CSDL JSON 4.01; what says nothing to a client is what says nothing in XML.
const KNOWN: &[Known] = &[
    known("Document", &["$Version", "$EntityContainer", "$Reference"], false),
    known("Reference", &["$Include"], false),
    known("Include", &["$Namespace", "$Alias"], false),
    known("Schema", &["$Alias", "$Annotations"], true),
    known("Annotations", &[], true),
    known("EntityType", &["$Kind", "$BaseType", "$Abstract", "$OpenType", "$HasStream", "$Key"], true),
    known("ComplexType", &["$Kind", "$BaseType", "$Abstract", "$OpenType"], true),
    known(
        "Property",
        &[
            "$Kind",
            "$Type",
            "$Collection",
            "$Nullable",
            "$DefaultValue",
            "$MaxLength",
            "$Precision",
            "$Scale",
            "$SRID",
            "$Unicode",
        ],
        true,
    ),
    known(
        "NavigationProperty",
        &["$Kind", "$Type", "$Collection", "$Nullable", "$ContainsTarget", "$Partner", "$ReferentialConstraint"],
        true,
    ),
    known("ReferentialConstraint", &[], false),
    known("EnumType", &["$Kind", "$UnderlyingType", "$IsFlags"], true),
    known(
        "TypeDefinition",
        &["$Kind", "$UnderlyingType", "$MaxLength", "$Precision", "$Scale", "$SRID", "$Unicode"],
        true,
    ),
    known("Action", &["$Kind", "$IsBound", "$Parameter", "$ReturnType"], true),
    known("Function", &["$Kind", "$IsBound", "$IsComposable", "$Parameter", "$ReturnType"], true),
    known("Parameter", &["$Name", "$Type", "$Collection", "$Nullable", "$Unicode"], true),
    // The parameters of an action are properties of its body; those of a function are no more than names.
    known(
        "ActionParameter",
        &["$Name", "$Type", "$Collection", "$Nullable", "$MaxLength", "$Precision", "$Scale", "$SRID", "$Unicode"],
        true,
    ),
    known("ReturnType", &["$Type", "$Collection", "$Nullable", "$Unicode"], true),
    known("EntityContainer", &["$Kind", "$Extends"], true),
    known("EntitySet", &["$Collection", "$Type", "$IncludeInServiceDocument"], true),
    known("Singleton", &["$Collection", "$Type", "$Nullable"], true),
    known("ActionImport", &["$Action", "$EntitySet"], true),
    known("FunctionImport", &["$Function", "$EntitySet", "$IncludeInServiceDocument"], true),
];

const FACETS: &[&str] = &["$MaxLength", "$Precision", "$Scale", "$SRID", "$Unicode"];

/// Members that an object may have, and that change nothing.
fn idle(object: &str) -> &'static [&'static str] {
    match object {
        "Parameter" | "ActionParameter" | "ReturnType" => FACETS,
        "Action" | "Function" => &["$EntitySetPath"],
        "NavigationProperty" => &["$OnDelete"],
        "EntitySet" | "Singleton" => &["$NavigationPropertyBinding"],
        "Reference" => &["$IncludeAnnotations"],
        _ => &[],
    }
}

/// Those that name something.
const TEXTS: &[&str] = &[
    "$Action",
    "$Alias",
    "$BaseType",
    "$EntityContainer",
    "$EntitySet",
    "$EntitySetPath",
    "$Extends",
    "$Function",
    "$Kind",
    "$Name",
    "$Namespace",
    "$Partner",
    "$Type",
    "$UnderlyingType",
];

/// An object and what it is.
type Open<'n> = (&'n Node, &'static str);

impl Reader<'_> {
    /// Everything in the document object that is not read. Terms are counted elsewhere; so are annotations by their
    /// terms, but not annotations of annotations.
    pub(super) fn unread(&mut self, root: &Node) -> Vec<Unread> {
        let mut unread = Vec::new();
        let mut open: Vec<Open<'_>> = vec![(root, "Document")];
        while let Some((node, object)) = open.pop() {
            let Some(known) = KNOWN.iter().find(|known| known.object == object) else { continue };
            for member in members(node) {
                if member.name.contains('@') {
                    self.annotation(node, known, member, &mut unread);
                } else if member.name.starts_with('$') {
                    self.control_member(known, member, &mut unread);
                }
            }
            // From the last to the first, so that the first is looked at first.
            let before = open.len();
            inside(node, object, &mut open);
            if let Some(children) = open.get_mut(before..) {
                children.reverse();
            }
        }
        unread
    }

    /// Notes an annotation that is not read, and those of it.
    fn annotation(&self, node: &Node, known: &Known, member: &Member, unread: &mut Vec<Unread>) {
        let place = self.place(member.mark);
        let mut note = |construct: String| unread.push(Unread { construct, severity: LedgerSeverity::Info, place });
        let (of, term) = member.name.split_once('@').unwrap_or_default();
        if term.contains('@') {
            note("annotation of an annotation".to_owned());
        } else if of.is_empty() {
            if !known.annotated {
                note(format!("annotation of a `{}`", known.object));
            }
        } else if known.object == "ReferentialConstraint" || of.starts_with('$') {
            note(format!("annotation of a `{}`", of.strip_prefix('$').unwrap_or(known.object)));
        } else if known.object != "EnumType" || node.get(of).is_none() {
            note(format!("annotation of a member of a `{}`", known.object));
        }
        annotated(&member.node, &mut note);
    }

    /// Notes a control member that is not read, and reports one whose value says nothing.
    fn control_member(&mut self, known: &Known, member: &Member, unread: &mut Vec<Unread>) {
        let (name, node) = (&*member.name, &member.node);
        let place = self.place(member.mark);
        if !known.members.contains(&name) {
            let construct = format!("member `{name}` of `{}`", known.object);
            let elsewhere =
                KNOWN.iter().filter(|known| known.members.contains(&name) || idle(known.object).contains(&name));
            let elsewhere: Vec<&str> = elsewhere.map(|known| known.object).collect();
            let severity = match (idle(known.object).contains(&name), elsewhere.is_empty()) {
                (true, _) => LedgerSeverity::Info,
                (false, true) => {
                    let meant = spelling::meant(name, known.members.iter().chain(idle(known.object)).copied());
                    spelling::misspelt(&construct, meant, place, self.diagnostics)
                }
                (false, false) => spelling::misplaced(&construct, &elsewhere, place, self.diagnostics),
            };
            unread.push(Unread { construct, severity, place });
        }
        let bare = name.strip_prefix('$').unwrap_or(name);
        let wanted = if values::is_boolean(bare) {
            node.as_bool().is_none().then_some("`true` or `false`")
        } else if TEXTS.contains(&name) {
            node.as_str().is_none().then_some("a text")
        } else {
            values::wanted(bare, node.text().unwrap_or_default())
        };
        if let Some(wanted) = wanted {
            let is = node.text().map_or_else(|| node.kind_name().to_owned(), |text| format!("`{text}`"));
            let help = format!("write {wanted}, or leave the member out");
            self.error(Code::BrokenCsdl, format!("`{name}` is {is}"), member.mark, &help);
        }
    }
}

/// The objects inside one, and what they are.
fn inside<'n>(node: &'n Node, object: &'static str, open: &mut Vec<Open<'n>>) {
    match object {
        "Document" => {
            let references = node.get("$Reference").into_iter().flat_map(members);
            open.extend(references.map(|member| (&member.node, "Reference")));
            open.extend(named(node).map(|member| (&member.node, "Schema")));
        }
        "Reference" => {
            open.extend(items(node.get("$Include")).map(|item| (item, "Include")));
        }
        "Schema" => {
            let targets = node.get("$Annotations").into_iter().flat_map(members);
            open.extend(targets.map(|member| (&member.node, "Annotations")));
            for member in named(node) {
                let overloads = items(Some(&member.node));
                open.extend(overloads.filter_map(|overload| Some((overload, kind(overload)?))));
                open.extend(kind(&member.node).map(|kind| (&member.node, kind)));
            }
        }
        "EntityType" | "ComplexType" => {
            open.extend(named(node).map(|member| (&member.node, kind(&member.node).unwrap_or("Property"))));
        }
        "NavigationProperty" => {
            open.extend(node.get("$ReferentialConstraint").map(|node| (node, "ReferentialConstraint")));
        }
        "Action" | "Function" => {
            let parameter = if object == "Action" { "ActionParameter" } else { "Parameter" };
            open.extend(items(node.get("$Parameter")).map(|item| (item, parameter)));
            open.extend(node.get("$ReturnType").map(|node| (node, "ReturnType")));
        }
        "EntityContainer" => open.extend(named(node).map(|member| (&member.node, in_container(&member.node)))),
        _ => {}
    }
}

/// What an object says that it is.
fn kind(node: &Node) -> Option<&'static str> {
    let said = node.get("$Kind").and_then(Node::as_str)?;
    KNOWN.iter().map(|known| known.object).find(|object| *object == said)
}

fn in_container(node: &Node) -> &'static str {
    let has = |name| node.get(name).is_some();
    match () {
        () if has("$Action") => "ActionImport",
        () if has("$Function") => "FunctionImport",
        () if node.get("$Collection").and_then(Node::as_bool) == Some(true) => "EntitySet",
        () => "Singleton",
    }
}

/// Notes the annotations inside the value of an annotation. `@type` says what a record is.
fn annotated(value: &Node, note: &mut impl FnMut(String)) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        if let Value::Sequence(items) = &value.value {
            open.extend(items);
        }
        for member in members(value) {
            if member.name.contains('@') && !matches!(&*member.name, "@type" | "@odata.type") {
                note("annotation of an annotation".to_owned());
            }
            open.push(&member.node);
        }
    }
}
