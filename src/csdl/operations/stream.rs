//! Streams: media entities and stream properties.

use super::{Answer, Draft, Sent, description, names};
use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Structured},
        lower::link,
        paths::{Path, Restrictions, Segment},
    },
    model::{Method, odata::ResourceOperation},
};

/// Get, set and delete.
pub(super) fn stream<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Vec<Draft<'a>> {
    let Some((container, source, entity)) = path.source() else { return Vec::new() };
    let (name, owned, place) = match path.last() {
        Some(segment @ Segment::Stream { property, .. }) => (property.name.as_str(), segment.targets(), property.place),
        _ => ("Content", Vec::new(), entity.syntax.place),
    };
    let mut targets = vec![path.target(catalog)];
    targets.extend(owned.iter().cloned());
    let names_of_targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let of_source = format!("{container}/{}", source.name);
    let media_types = match owned.as_slice() {
        [] => media_types_of_entity(catalog, path.navigation().map_or(entity, |(.., entity)| entity)),
        owned => media_types(catalog, owned),
    };
    let what = match path.navigation() {
        Some((_, navigation, _)) => format!("for the navigation property {} from {}", navigation.name, source.name),
        None => format!("for {}", entity.syntax.name),
    };
    let restrictions = |term| Restrictions::of(catalog, term, &targets).or(catalog, term, &of_source);
    let own = |term| Restrictions::of(catalog, term, &targets);
    let described = targets.iter().find_map(|target| description(catalog, target));
    let draft = |method, kind, verb: &str, term, summary: String, relation: &str| {
        let hash = names::path_hash(catalog, path);
        let id = format!("{}-{hash}", names::at_stream(path, verb, name));
        Draft::new(method, kind, id, names::tag(path))
            .at(place)
            .restricted(&own(term), summary, described)
            .linked(link(catalog, &names_of_targets, relation))
    };
    let mut drafts = Vec::new();
    let (read, update, delete) = (term::READ_RESTRICTIONS, term::UPDATE_RESTRICTIONS, term::DELETE_RESTRICTIONS);
    let restricted = restrictions(read);
    if super::entity::by_key_or(&restricted).flag("Readable") != Some(false) {
        let get =
            draft(Method::Get, ResourceOperation::GetContent, "Get", read, format!("Get media content {what}"), "get");
        drafts.push(get.answers(Answer::Stream(media_types.clone())));
    }
    if restrictions(update).flag("Updatable") != Some(false) {
        let summary = format!("Update media content {what}");
        let put = draft(Method::Put, ResourceOperation::SetContent, "Update", update, summary, "update");
        drafts.push(put.sends(Sent::Stream(media_types)).answers(Answer::Nothing));
    }
    if restrictions(delete).flag("Deletable") != Some(false) {
        let summary = format!("Delete media content {what}");
        let gone = draft(Method::Delete, ResourceOperation::DeleteContent, "Delete", delete, summary, "delete");
        drafts.push(gone.if_match().answers(Answer::Nothing));
    }
    drafts
}

/// Those of a media entity, which its type or a base of it says.
pub(super) fn media_types_of_entity(catalog: &Catalog<'_>, entity: &Structured<'_>) -> Vec<String> {
    let line: Vec<String> = catalog.line(&entity.name).into_iter().map(|structured| structured.name.clone()).collect();
    media_types(catalog, &line)
}

/// `Core.AcceptableMediaTypes`, or the one of `Core.MediaType`, or bytes of any kind.
pub(super) fn media_types(catalog: &Catalog<'_>, targets: &[String]) -> Vec<String> {
    let named = catalog.annotations.first(targets, term::ACCEPTABLE_MEDIA_TYPES);
    let named: Vec<String> = named.into_iter().flat_map(|types| types.texts()).map(str::to_owned).collect();
    if !named.is_empty() {
        return named;
    }
    let one = targets.iter().find_map(|target| catalog.annotations.text(target, term::MEDIA_TYPE));
    vec![one.unwrap_or("application/octet-stream").to_owned()]
}
