//! Texts: `Core.Description`, `Core.LongDescription`, `Core.Links`, `Core.Revisions`, and SAP's words for them.

use crate::{
    csdl::{annotations::term, catalog::Catalog},
    model::{Deprecation, Docs, Link, docs},
};

/// What converters write beside links to the vendor's pages.
const LINK_TEXT: &str = "Find more info here";

/// The texts of a type, property, member or parameter: both in one.
pub(in crate::csdl) fn described(catalog: &Catalog<'_>, target: &str) -> Docs {
    let text = |term| docs::text(catalog.annotations.text(target, term));
    let description = match (text(term::DESCRIPTION), text(term::LONG_DESCRIPTION)) {
        (Some(short), Some(long)) => Some(format!("{short}\n\n{long}")),
        (short, long) => short.or(long),
    };
    // A label is for people who use a form, and says what is meant where nothing else does.
    let label = match (text(term::LABEL), text(term::QUICK_INFO)) {
        (Some(label), Some(info)) if label != info => Some(format!("{label}\n\n{info}")),
        (label, info) => label.or(info),
    };
    Docs { description: description.or(label), ..Docs::default() }
}

/// The page about something, by the end of its relation (`/docs/list`, `/docs/action`) or `help`.
pub(in crate::csdl) fn link(catalog: &Catalog<'_>, targets: &[&str], relation: &str) -> Option<Link> {
    let is_meant = |found: &str| found.strip_suffix(relation).is_some_and(|rest| rest.ends_with("/docs/"));
    let url = targets.iter().find_map(|target| {
        let links = catalog.annotations.value(target, term::LINKS)?;
        let meant = links.records().find(|record| record.text("rel").is_some_and(is_meant));
        meant.or_else(|| links.records().find(|record| record.text("rel") == Some("help")))?.text("href")
    })?;
    Some(Link { text: Some(LINK_TEXT.to_owned()), url: url.to_owned() })
}

/// The revision that deprecates something (`Core.Revisions` of kind `Deprecated`).
pub(in crate::csdl) fn deprecation(catalog: &Catalog<'_>, target: &str) -> Option<Deprecation> {
    let revisions = catalog.annotations.value(target, term::REVISIONS)?;
    let revision =
        revisions.records().find(|record| record.get("Kind").is_some_and(|kind| kind.has_member("Deprecated")))?;
    let text = |property| docs::text(revision.text(property));
    Some(Deprecation {
        since: text("Version").or_else(|| text("Date")),
        removal: text("RemovalDate"),
        note: text("Description"),
    })
}
