//! Complex properties with an address of their own.

use super::{Answer, Draft, Sent, description, names, options, update_methods};
use crate::{
    csdl::{
        annotations::term,
        catalog::Catalog,
        lower::link,
        paths::{Path, Restrictions, Segment},
    },
    model::{Method, odata::ResourceOperation},
};

/// Get, update and, of a collection, set: what restrictions allow in so many words.
pub(super) fn complex<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Vec<Draft<'a>> {
    let Some(Segment::Complex { property, complex, .. }) = path.last() else { return Vec::new() };
    let mut targets = path.last().map(Segment::targets).unwrap_or_default();
    targets.insert(0, path.target(catalog));
    let names_of_targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let restrictions = |term| Restrictions::of(catalog, term, &targets);
    let many = property.kind.collection;
    let draft = |method, kind, verb| {
        Draft::new(method, kind, names::at_complex(path, verb), names::complex_tag(path)).at(property.place)
    };
    let mut drafts = Vec::new();
    let read = restrictions(term::READ_RESTRICTIONS);
    if read.flag("Readable") == Some(true) {
        let summary = format!("Get {} property value", property.name);
        let described = targets.iter().find_map(|target| description(catalog, target));
        let (kind, verb) = if many { (ResourceOperation::List, "List") } else { (ResourceOperation::Get, "Get") };
        let draft = draft(Method::Get, kind, verb).restricted(&read, summary, described).linked(link(
            catalog,
            &names_of_targets,
            if many { "list" } else { "get" },
        ));
        drafts.push(if many {
            draft.options(options::values(catalog, &targets)).answers(Answer::Page(complex, "Retrieved collection"))
        } else {
            draft.options(options::one(catalog, &targets)).answers(Answer::Value(complex, "Result entities"))
        });
    }
    let update = restrictions(term::UPDATE_RESTRICTIONS);
    if update.flag("Updatable") == Some(true) {
        drafts.extend(update_methods(&update).into_iter().map(|(method, kind, verb)| {
            let draft = draft(method, kind, verb)
                .restricted(&update, format!("Update property {} value.", property.name), None)
                .linked(link(catalog, &names_of_targets, "update"));
            if many {
                draft.sends(Sent::Values(complex)).answers(Answer::Nothing)
            } else {
                draft.sends(Sent::Value(complex)).answers(Answer::Value(complex, "Success")).answers(Answer::Nothing)
            }
        }));
    }
    let insert = restrictions(term::INSERT_RESTRICTIONS);
    if many && insert.flag("Insertable") == Some(true) {
        let summary = format!("Sets a new value for the collection of {}.", complex.syntax.name);
        drafts.push(
            draft(Method::Post, ResourceOperation::Create, "Set")
                .restricted(&insert, summary, None)
                .linked(link(catalog, &names_of_targets, "create"))
                .if_match()
                .sends(Sent::Values(complex))
                .answers(Answer::Nothing),
        );
    }
    drafts
}
