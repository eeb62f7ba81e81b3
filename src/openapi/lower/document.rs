//! OpenAPI Object: the order in which a description is read.

use indexmap::IndexMap;

use super::{
    context::{Document, Lower},
    leaf::Leaf,
    odata,
};
use crate::{
    config::{Beside, Choices, selector::Selectors},
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::{Api, Docs, Link, Protocol, Service, Tag, docs},
    openapi::cursor::{At, is_extension},
    source::{Sources, Value},
};

/// Reads a description.
pub(in crate::openapi) fn read<'a>(
    sources: &'a Sources,
    selectors: &'a Selectors,
    choices: &'a Choices,
    beside: Beside,
    diagnostics: &mut Diagnostics,
    document: Document<'a>,
) -> Api {
    let mut lower = Lower::new(sources, selectors, choices, beside, diagnostics, document);
    lower.api.service = lower.service();
    lower.api.security_schemes = lower.security_schemes();
    lower.api.security = lower.security(lower.document.root);
    lower.api.tags = lower.tags();
    lower.unknown_members(document.root, "OpenAPI Object", KNOWN);
    lower.dialect();
    lower.sections_elsewhere();
    lower.webhooks();
    lower.paths();
    lower.drain();
    lower.remaining_schemas();
    lower.break_alias_cycles();
    lower.open_union_circles();
    // Those of OData are made of the properties' facets, whichever language says them.
    if beside.rules && !lower.is_odata() {
        lower.rules();
    }
    lower.unused();
    lower.unread_extensions();
    lower.finish()
}

impl<'a> Lower<'a, '_> {
    fn service(&mut self) -> Service {
        let root = self.document.root;
        let texts = |value: &str| Value::String(value.into());
        let info: Option<openapiv3::Info> = root.get("info").and_then(|at| {
            let with = [("title", texts("")), ("version", texts(""))];
            let without = ["contact", "license", "version", "title"];
            self.leaf(at, &Leaf { object: "Info Object", without: &without, with: &with })
        });
        let scalar = |name: &str| root.get("info").and_then(|info| info.scalar(name)).unwrap_or_default().trim();
        if root.get("info").is_none() {
            self.repaired("OpenAPI Object without `info`", "a service without a title", root);
        }
        let description = info.and_then(|info| info.description);
        let summary = root.get("info").and_then(|info| info.text("summary"));
        Service {
            title: scalar("title").to_owned(),
            version: scalar("version").to_owned(),
            docs: Docs {
                summary: docs::text(summary),
                description: docs::text(description.as_deref()),
                link: self.external_docs(root),
                facts: root.get("info").map(legal).unwrap_or_default(),
            },
            servers: self.servers(self.document.servers),
            protocol: if self.is_odata() { Protocol::OData } else { Protocol::Plain },
            format: if self.is_odata() { "odata-4.0" } else { self.document.version.format() }.to_owned(),
            namespace: self.odata.as_ref().and_then(|facts| facts.namespace.clone()),
        }
    }

    /// Schemas are read as 2020-12 and OpenAPI have them, whatever dialect the description names.
    fn dialect(&mut self) {
        let Some(at) = self.document.root.get("jsonSchemaDialect") else { return };
        let dialect = at.node.as_str().unwrap_or_default();
        let is_known = ["https://spec.openapis.org/oas/", "https://json-schema.org/draft/2020-12/"];
        if !is_known.iter().any(|known| dialect.starts_with(known)) {
            self.approximated(format!("`jsonSchemaDialect: {dialect}`"), "JSON Schema 2020-12", at);
        }
    }

    /// Tag Objects. Groups of an OData service are its resources, whatever its tags.
    fn tags(&mut self) -> IndexMap<String, Tag> {
        let mut tags = IndexMap::new();
        if self.is_odata() {
            return tags;
        }
        for at in self.document.root.list("tags") {
            let Some(name) = at.scalar("name") else { continue };
            self.unknown_members(
                at,
                "Tag Object",
                &["name", "summary", "description", "externalDocs", "parent", "kind"],
            );
            let (summary, description) = (docs::text(at.scalar("summary")), docs::text(at.scalar("description")));
            let docs = Docs { summary, description, link: self.external_docs(at), facts: Vec::new() };
            let (parent, kind) = (docs::text(at.scalar("parent")), docs::text(at.scalar("kind")));
            tags.entry(name.to_owned()).or_insert(Tag { docs, parent, kind });
        }
        tags
    }

    /// External Documentation Object.
    pub(super) fn external_docs(&mut self, at: At<'a>) -> Option<Link> {
        let at = at.get("externalDocs")?;
        let leaf = Leaf { object: "External Documentation Object", without: &[], with: &[] };
        let read: openapiv3::ExternalDocumentation = self.leaf(at, &leaf)?;
        let url = docs::text(Some(&read.url))?;
        Some(Link { text: docs::text(read.description.as_deref()), url })
    }

    /// Lists the members of an object that its specification does not know.
    pub(super) fn unknown_members(&mut self, at: At<'a>, object: &str, known: &[&str]) {
        let unknown: Vec<_> =
            at.members().filter(|(member, _)| !known.contains(&&*member.name) && !is_extension(&member.name)).collect();
        for (member, node) in unknown {
            self.unknown_member(object, &member.name, node);
        }
    }

    /// Lists a member that its specification does not know.
    pub(super) fn unknown_member(&mut self, object: &str, name: &str, at: At<'a>) {
        self.list(
            Code::UnknownMember,
            crate::model::LedgerSeverity::Info,
            format!("`{name}` of {object}"),
            "nothing",
            at.place(),
        );
    }

    /// Lists sections that are references, which the specification allows for single members of them alone.
    fn sections_elsewhere(&mut self) {
        let root = self.document.root;
        let of_root = ["paths", "components", "definitions", "parameters", "responses"];
        let of_root = of_root.into_iter().filter_map(|name| Some((name.to_owned(), root.get(name)?)));
        let components = self.document.components.into_iter().flat_map(At::members);
        let of_components = components.map(|(member, at)| (format!("components.{}", member.name), at));
        let sections: Vec<(String, At<'a>)> = of_root.chain(of_components).collect();
        for (name, at) in sections {
            if at.reference().is_none() || self.resolve(at).is_none() {
                continue;
            }
            self.repaired(format!("`{name}` that is a reference"), "what it leads to", at);
            for (member, beside) in at.members().filter(|(member, _)| &*member.name != "$ref") {
                self.lost(format!("`{}` beside the reference of `{name}`", member.name), beside);
            }
        }
    }

    fn paths(&mut self) {
        let Some(paths) = self.document.paths else {
            let root = self.document.root;
            let alone = ["components", "webhooks"].iter().all(|member| root.get(member).is_none());
            if alone && self.document.schemas.is_none() {
                let said = "the description has neither `paths` nor `components` nor `webhooks`";
                self.report(Diagnostic::error(Code::MissingMember, said).at(root.place()).help("add `paths`"));
            } else if !self.honours_siblings() {
                self.repaired("OpenAPI Object without `paths`", "types alone", root);
            }
            return;
        };
        if paths.node.as_mapping().is_none() {
            self.wrong_kind("`paths`", "a mapping", paths);
        }
        for (member, item) in paths.members() {
            if !is_extension(&member.name) {
                self.path_item(&member.name, item);
            }
        }
        odata::settle_streams(&mut self.api.operations);
        self.api.operations.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
        self.repeated_operation_ids();
    }

    /// An error about a value of the wrong kind.
    pub(super) fn wrong_kind(&mut self, construct: &str, wanted: &str, at: At<'a>) {
        let found = at.node.kind_name();
        let error = Diagnostic::error(Code::WrongType, format!("{construct} is {found}, not {wanted}"));
        self.report(error.at(at.place()).help(format!("write {wanted} here")));
    }

    /// Operation names are unique by the specification; where they are not, both operations stay.
    fn repeated_operation_ids(&mut self) {
        let mut seen = std::collections::HashSet::new();
        let mut repeated = Vec::new();
        for operation in &self.api.operations {
            let Some(id) = &operation.operation_id else { continue };
            if !seen.insert(id.clone()) {
                repeated.push((id.clone(), operation.place));
            }
        }
        for (id, place) in repeated {
            self.api.ledger.add(
                Code::DuplicateOperation,
                crate::model::LedgerSeverity::Repaired,
                format!("`operationId: {id}` given to several operations"),
                "every one of them, told apart by method and path",
                place,
            );
        }
    }
}

/// Who stands behind a service, and on what terms (Contact Object, License Object).
fn legal(info: At<'_>) -> Vec<String> {
    let about = |what: &str, at: Option<At<'_>>, names: &[&str]| {
        let said: Vec<&str> = names.iter().filter_map(|name| at?.text(name)).map(str::trim).collect();
        (!said.is_empty()).then(|| format!("{what}: {}.", said.join(", ")))
    };
    let terms = docs::text(info.text("termsOfService")).map(|terms| format!("Terms of service: {terms}."));
    let contact = about("Contact", info.get("contact"), &["name", "email", "url"]);
    let license = about("License", info.get("license"), &["name", "identifier", "url"]);
    [terms, contact, license].into_iter().flatten().collect()
}

const KNOWN: &[&str] = &[
    "openapi",
    "$self",
    "info",
    "jsonSchemaDialect",
    "servers",
    "paths",
    "webhooks",
    "components",
    "security",
    "tags",
    "externalDocs",
    "swagger",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
];
