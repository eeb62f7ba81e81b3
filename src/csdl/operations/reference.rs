//! `$ref`: links between entities.

use super::{Answer, Draft, Sent, description, names, options};
use crate::{
    csdl::{
        annotations::term,
        catalog::Catalog,
        lower::link,
        paths::{Path, Restrictions, Segment},
    },
    model::{
        Method,
        odata::{QueryOptions, ResourceOperation},
    },
};

/// List, add and remove, or get, set and remove (OData Protocol 11.4.6).
pub(super) fn reference<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Vec<Draft<'a>> {
    let Some((owner, property, _)) = path.navigation() else { return Vec::new() };
    let source = path.source().map(|(_, source, _)| source.name.as_str()).unwrap_or_default();
    let targets = [path.target(catalog), format!("{}/{}", owner.name, property.name)];
    let name = &property.name;
    let one_of_many = matches!(path.before_last(), Some(Segment::Key { .. }));
    let many = property.kind.collection && !one_of_many;
    let draft = |method, kind, verb: &str, term, flag, relation, summary: String| {
        let restrictions = Restrictions::of_navigation(catalog, term, path);
        (restrictions.flag(flag) != Some(false)).then(|| {
            let id = if one_of_many { of_one(path, verb) } else { names::at_navigation(path, verb) };
            let described = if method == Method::Get { description(catalog, &targets[1]) } else { None };
            Draft::new(method, kind, id, names::tag(path))
                .at(property.place)
                .restricted(&restrictions, summary, described)
                .linked(link(catalog, &[&targets[0], &targets[1]], relation))
        })
    };
    let mut drafts = Vec::new();
    if !one_of_many {
        let (kind, verb, relation) = if many {
            (ResourceOperation::ListReferences, "ListRef", "list")
        } else {
            (ResourceOperation::GetReference, "GetRef", "get")
        };
        let summary = format!("Get ref of {name} from {source}");
        let get = draft(Method::Get, kind, verb, term::READ_RESTRICTIONS, "Readable", relation, summary);
        drafts.extend(get.map(|get| {
            match many {
                true => get
                    .options(options::restricted(references(catalog, &targets), catalog, path))
                    .answers(Answer::References),
                false => get.answers(Answer::Reference),
            }
        }));
    }
    if many {
        let summary = format!("Create new navigation property ref to {name} for {source}");
        let (term, flag) = (term::INSERT_RESTRICTIONS, "Insertable");
        let add = draft(Method::Post, ResourceOperation::AddReference, "CreateRef", term, flag, "create", summary);
        drafts.extend(add.map(|add| add.sends(Sent::Reference).answers(Answer::Nothing)));
    } else if !one_of_many {
        let summary = format!("Update the ref of navigation property {name} in {source}");
        let (term, flag) = (term::UPDATE_RESTRICTIONS, "Updatable");
        let set = draft(Method::Put, ResourceOperation::SetReference, "UpdateRef", term, flag, "update", summary);
        drafts.extend(set.map(|set| set.sends(Sent::Reference).answers(Answer::Nothing)));
    }
    let summary = format!("Delete ref of navigation property {name} for {source}");
    let (term, flag) = (term::DELETE_RESTRICTIONS, "Deletable");
    let remove = draft(Method::Delete, ResourceOperation::RemoveReference, "DeleteRef", term, flag, "delete", summary);
    drafts.extend(remove.map(|mut remove| {
        remove.named_by_query = many;
        remove.if_match().answers(Answer::Nothing)
    }));
    drafts
}

/// The options of a list, without those that look into the entities.
fn references(catalog: &Catalog<'_>, targets: &[String]) -> QueryOptions {
    QueryOptions { select: false, expand: false, ..options::entities(catalog, targets) }
}

/// `groups.members.DeleteRefDirectoryObject`: of one link of many, with the type at the end.
fn of_one(path: &Path<'_>, verb: &str) -> String {
    let way = names::way(path);
    let type_name = path.navigation().map(|(_, _, entity)| names::upper_first(&entity.syntax.name));
    let (before, last) = way.rsplit_once('.').unwrap_or(("", &way));
    format!("{before}.{}.{verb}{}", names::lower_first(last), type_name.unwrap_or_default())
}
