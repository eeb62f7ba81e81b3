//! Where paths in a description lead: those of partners and restrictions, which may pass complex properties, navigation
//! properties and derived types (CSDL 4.01 section 8.4 `Partner`).

use crate::{
    csdl::{
        catalog::{Catalog, Structured},
        syntax::NavigationProperty,
    },
    diagnostics::FileId,
};

/// What stands at the end of a path.
#[derive(Clone, Copy, Debug)]
pub(in crate::csdl) enum End<'a> {
    /// A navigation property, with the type that declares it.
    Navigation(&'a Structured<'a>, &'a NavigationProperty),
    /// A type, or a property that is no navigation property.
    Other,
    Nowhere,
    /// What only a schema knows that was not read.
    Unread,
}

/// The navigation property at the end of a path from a type, with the type that declares it.
pub(in crate::csdl) fn navigation_at<'a>(
    catalog: &'a Catalog<'a>,
    file: FileId,
    start: &Structured<'_>,
    path: &str,
) -> Option<(&'a Structured<'a>, &'a NavigationProperty)> {
    match end_of(catalog, file, start, path) {
        End::Navigation(owner, property) => Some((owner, property)),
        End::Other | End::Nowhere | End::Unread => None,
    }
}

/// Where a path from a type ends.
pub(in crate::csdl) fn end_of<'a>(
    catalog: &'a Catalog<'a>,
    file: FileId,
    start: &Structured<'_>,
    path: &str,
) -> End<'a> {
    // The type that the path has come to; none after a property without structure.
    let mut at = catalog.structured.get(&start.name);
    let mut end = End::Other;
    for segment in path.split('/') {
        let Some(here) = at else { return End::Nowhere };
        let (next, file) = if segment.contains('.') {
            end = End::Other;
            (segment, file)
        } else if let Some((owner, property)) =
            catalog.navigation(&here.name).into_iter().find(|(_, property)| property.name == segment)
        {
            end = End::Navigation(owner, property);
            (property.kind.name.as_str(), owner.file)
        } else if let Some((owner, property)) =
            catalog.properties(&here.name).into_iter().find(|(_, property)| property.name == segment)
        {
            end = End::Other;
            (property.kind.name.as_str(), owner.file)
        } else {
            return if catalog.is_whole(&here.name) { End::Nowhere } else { End::Unread };
        };
        let name = catalog.names.resolve(file, next);
        at = catalog.structured.get(&name);
        let is_cast = segment.contains('.');
        if at.is_none() && catalog.is_unread(&name) {
            return End::Unread;
        }
        if at.is_none() && is_cast {
            return End::Nowhere;
        }
    }
    end
}
