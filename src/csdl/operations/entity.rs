//! Entity sets, their entities, and singletons.

use super::{Answer, Draft, Sent, description, names, options, update_methods};
use crate::{
    csdl::{
        annotations::term,
        catalog::Catalog,
        lower::link,
        paths::{Path, Restrictions},
    },
    model::{Method, odata::ResourceOperation},
};

/// An entity set: list and create.
pub(super) fn set<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Vec<Draft<'a>> {
    let Some((container, source, entity)) = path.source() else { return Vec::new() };
    let target = format!("{container}/{}", source.name);
    let restrictions = |term| Restrictions::of(catalog, term, &[&target]);
    let texts = |term| restrictions(term).or(catalog, term, &entity.name);
    let mut drafts = Vec::new();
    let draft =
        |method, kind, verb| Draft::new(method, kind, names::at_source(path, verb), names::tag(path)).at(source.place);
    if restrictions(term::READ_RESTRICTIONS).flag("Readable") != Some(false) {
        let summary = format!("Get entities from {}", source.name);
        drafts.push(
            draft(Method::Get, ResourceOperation::List, "List")
                .restricted(&texts(term::READ_RESTRICTIONS), summary, description(catalog, &target))
                .linked(link(catalog, &[&target], "list"))
                .options(options::entities(catalog, std::slice::from_ref(&target)))
                .answers(Answer::Page(entity, "Retrieved collection")),
        );
    }
    if restrictions(term::INSERT_RESTRICTIONS).flag("Insertable") != Some(false) {
        let summary = format!("Add new entity to {}", source.name);
        drafts.push(
            draft(Method::Post, ResourceOperation::Create, "Create")
                .restricted(&texts(term::INSERT_RESTRICTIONS), summary, None)
                .linked(link(catalog, &[&target], "create"))
                .sends(Sent::Value(entity))
                .answers(Answer::Value(entity, "Created entity")),
        );
    }
    drafts
}

/// An entity of a set: get, update and delete.
pub(super) fn entity<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Vec<Draft<'a>> {
    let Some((container, source, entity)) = path.source() else { return Vec::new() };
    let target = format!("{container}/{}", source.name);
    let read = Restrictions::of(catalog, term::READ_RESTRICTIONS, &[&target]);
    let mut drafts = Vec::new();
    let draft =
        |method, kind, verb| Draft::new(method, kind, names::at_source(path, verb), names::tag(path)).at(source.place);
    if by_key_or(&read).flag("Readable") != Some(false) {
        let summary = format!("Get entity from {} by key", source.name);
        let texts = read.or(catalog, term::READ_RESTRICTIONS, &entity.name);
        let mut get = draft(Method::Get, ResourceOperation::Get, "Get");
        get = get.restricted(&by_key_or(&texts), summary.clone(), description(catalog, &entity.name));
        // The texts of a list are not those of one of its entities.
        let own = texts.by_key();
        get.docs.summary = own.text("Description").map(str::to_owned).or(Some(summary));
        get.docs.description =
            own.text("LongDescription").or_else(|| description(catalog, &entity.name)).map(str::to_owned);
        drafts.push(
            get.linked(link(catalog, &[&target], "get"))
                .options(options::one(catalog, std::slice::from_ref(&target)))
                .answers(Answer::Value(entity, "Retrieved entity")),
        );
    }
    let update = Restrictions::of(catalog, term::UPDATE_RESTRICTIONS, &[&target]);
    if update.flag("Updatable") != Some(false) {
        let methods = update_methods(&update);
        let texts = update.or(catalog, term::UPDATE_RESTRICTIONS, &entity.name);
        drafts.extend(methods.into_iter().map(|(method, kind, verb)| {
            draft(method, kind, verb)
                .restricted(&texts, format!("Update entity in {}", source.name), None)
                .linked(link(catalog, &[&target], "update"))
                .sends(Sent::Value(entity))
                .answers(Answer::Value(entity, "Success"))
                .answers(Answer::Nothing)
        }));
    }
    let delete = Restrictions::of(catalog, term::DELETE_RESTRICTIONS, &[&target]);
    if delete.flag("Deletable") != Some(false) {
        let texts = delete.or(catalog, term::DELETE_RESTRICTIONS, &entity.name);
        drafts.push(
            draft(Method::Delete, ResourceOperation::Delete, "Delete")
                .restricted(&texts, format!("Delete entity from {}", source.name), None)
                .linked(link(catalog, &[&target], "delete"))
                .if_match()
                .answers(Answer::Nothing),
        );
    }
    drafts
}

/// A singleton: get and update.
pub(super) fn singleton<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Vec<Draft<'a>> {
    let Some((container, source, entity)) = path.source() else { return Vec::new() };
    let target = format!("{container}/{}", source.name);
    let restrictions = |term| Restrictions::of(catalog, term, &[&target]);
    let texts = |term| restrictions(term).or(catalog, term, &entity.name);
    let mut drafts = Vec::new();
    let draft =
        |method, kind, verb| Draft::new(method, kind, names::at_source(path, verb), names::tag(path)).at(source.place);
    if restrictions(term::READ_RESTRICTIONS).flag("Readable") != Some(false) {
        let summary = format!("Get {}", source.name);
        drafts.push(
            draft(Method::Get, ResourceOperation::Get, "Get")
                .restricted(&texts(term::READ_RESTRICTIONS), summary, description(catalog, &target))
                .linked(link(catalog, &[&target], "get"))
                .options(options::one(catalog, std::slice::from_ref(&target)))
                .answers(Answer::Value(entity, "Retrieved entity")),
        );
    }
    let update = restrictions(term::UPDATE_RESTRICTIONS);
    if update.flag("Updatable") != Some(false) {
        drafts.extend(update_methods(&update).into_iter().map(|(method, kind, verb)| {
            draft(method, kind, verb)
                .restricted(&texts(term::UPDATE_RESTRICTIONS), format!("Update {}", source.name), None)
                .linked(link(catalog, &[&target], "update"))
                .sends(Sent::Value(entity))
                .answers(Answer::Value(entity, "Success"))
                .answers(Answer::Nothing)
        }));
    }
    drafts
}

/// What holds of reading by key: what is said of it, or else of reading at all.
pub(super) fn by_key_or<'a>(read: &Restrictions<'a>) -> Restrictions<'a> {
    read.by_key().then(read)
}
