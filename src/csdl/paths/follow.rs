//! Where paths in a description lead: those of partners and restrictions, which may pass complex properties, navigation
//! properties and derived types (CSDL 4.01 section 8.4 `Partner`).

use crate::{
    csdl::{
        catalog::{Catalog, Structured},
        syntax::NavigationProperty,
    },
    diagnostics::FileId,
};

/// The navigation property at the end of a path from a type, with the type that declares it.
pub(in crate::csdl) fn navigation_at<'a>(
    catalog: &'a Catalog<'a>,
    file: FileId,
    start: &Structured<'_>,
    path: &str,
) -> Option<(&'a Structured<'a>, &'a NavigationProperty)> {
    let mut at = catalog.structured.get(&start.name)?;
    let mut end = None;
    for segment in path.split('/') {
        end = None;
        if segment.contains('.') {
            at = catalog.structured.get(&catalog.names.resolve(file, segment))?;
            continue;
        }
        let navigation = catalog.navigation(&at.name).into_iter().find(|(_, property)| property.name == segment);
        if let Some((owner, property)) = navigation {
            end = Some((owner, property));
            at = catalog.entity_type(owner.file, &property.kind.name)?;
            continue;
        }
        let properties = catalog.properties(&at.name);
        let (owner, property) = properties.into_iter().find(|(_, property)| property.name == segment)?;
        at = catalog.structured.get(&catalog.names.resolve(owner.file, &property.kind.name))?;
    }
    end
}
