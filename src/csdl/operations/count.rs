//! `$count`

use super::{Answer, Draft, lower, names, options, parameters};
use crate::{
    csdl::{
        annotations::term,
        catalog::Catalog,
        paths::{Path, Restrictions, Segment},
        syntax::StructuredKind,
    },
    model::{
        Method,
        odata::{QueryOptions, ResourceOperation},
    },
};

/// The number of entities in a collection. It takes what reading the collection takes.
pub(super) fn count<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Option<Draft<'a>> {
    let counted = path.before_last()?;
    let hash = names::path_hash(catalog, path);
    let (id, tag) = match counted {
        Segment::Source { source, .. } => (format!("{}.GetCount-{hash}", source.name), names::tag(path)),
        Segment::Navigation { .. } => (format!("{}.GetCount-{hash}", names::way(path)), names::tag(path)),
        Segment::Complex { .. } => {
            (format!("{}.GetCount-{hash}", names::at_complex(path, "")), names::complex_tag(path))
        }
        Segment::Cast(derived) => {
            let name = names::upper_first(&derived.syntax.name);
            (format!("{}.GetCount.As{name}-{hash}", names::before_cast(path, None)), names::tag(path))
        }
        _ => return None,
    };
    let mut targets = counted.targets();
    targets.insert(0, path.target(catalog));
    let restrictions = match counted {
        Segment::Navigation { .. } => Restrictions::of_navigation(catalog, term::READ_RESTRICTIONS, path),
        _ => Restrictions::of(catalog, term::READ_RESTRICTIONS, &targets),
    };
    let place = match counted {
        Segment::Source { source, .. } => source.place,
        Segment::Navigation { property, .. } => property.place,
        Segment::Complex { property, .. } => property.place,
        Segment::Cast(derived) => derived.syntax.place,
        _ => return None,
    };
    // A collection of complex values is neither searched nor filtered here, as converters have it.
    let filtered = match counted {
        Segment::Source { .. } | Segment::Navigation { .. } => true,
        Segment::Cast(derived) => derived.syntax.kind == StructuredKind::Entity,
        _ => false,
    };
    let options = if filtered { options::counted(catalog, &targets) } else { QueryOptions::default() };
    let options = match counted {
        Segment::Navigation { .. } => options::restricted(options, catalog, path),
        _ => options,
    };
    let mut draft = Draft::new(Method::Get, ResourceOperation::Count, id, tag).at(place).options(options);
    draft.docs.summary = Some("Get the number of the resource".to_owned());
    draft.security = lower::requirements(restrictions.records("Permissions"));
    draft.custom = parameters::custom(&restrictions);
    Some(draft.answers(Answer::Count))
}
