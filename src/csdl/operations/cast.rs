//! Entities as a derived type.

use super::{Answer, Draft, names, options};
use crate::{
    csdl::{
        annotations::term,
        catalog::Catalog,
        paths::{Path, Restrictions, Segment},
    },
    model::{Method, odata::ResourceOperation},
};

/// Get or list, never anything else: to change an entity its type need not be said.
pub(super) fn cast<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Option<Draft<'a>> {
    let Some(Segment::Cast(derived)) = path.last() else { return None };
    let before = path.before_last()?;
    let (many, complex, parent) = match before {
        Segment::Source { source, entity, .. } => (source.collection, false, *entity),
        Segment::Navigation { property, entity, .. } => (property.kind.collection, false, *entity),
        Segment::Complex { property, complex, .. } => (property.kind.collection, true, *complex),
        Segment::Key { entity, .. } => (false, false, *entity),
        _ => return None,
    };
    let prefix = names::before_cast(path, Some(["List", "Get"]));
    let name = names::upper_first(&derived.syntax.name);
    let id = format!("{prefix}.As{name}-{}", names::path_hash(catalog, path));
    let tag = if complex { names::complex_tag(path) } else { names::tag(path) };
    let mut targets = before.targets();
    targets.insert(0, path.target(catalog));
    let restrictions = Restrictions::of(catalog, term::READ_RESTRICTIONS, &targets);
    let (of, kind) = (&derived.name, ResourceOperation::Get);
    let (summary, kind) = if many {
        let summary = format!("Get the items of type {of} in the {} collection", parent.name);
        (summary, ResourceOperation::List)
    } else {
        (format!("Get the item of type {} as {of}", parent.name), kind)
    };
    let draft = Draft::new(Method::Get, kind, id, tag).at(derived.syntax.place);
    let draft = draft.restricted(&restrictions, summary, None);
    Some(match (many, complex) {
        (true, false) => {
            draft.options(options::entities(catalog, &targets)).answers(Answer::Page(derived, "Retrieved collection"))
        }
        (true, true) => {
            draft.options(options::values(catalog, &targets)).answers(Answer::Page(derived, "Retrieved collection"))
        }
        (false, _) => draft.options(options::one(catalog, &targets)).answers(Answer::Value(derived, "Result entities")),
    })
}
