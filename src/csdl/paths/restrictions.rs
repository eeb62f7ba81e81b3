//! What `Capabilities` annotations say of a path, the more exact before the more general.

use crate::csdl::{
    annotations::term,
    catalog::Catalog,
    paths::{Path, Segment, navigation_path, target},
    syntax::Record,
};

/// Records of one term that complete each other: the first that has a property decides it.
#[derive(Debug, Default)]
pub(in crate::csdl) struct Restrictions<'a>(Vec<&'a Record>);

impl<'a> Restrictions<'a> {
    /// The records of a term on these targets.
    pub(in crate::csdl) fn of(catalog: &Catalog<'a>, term: &str, targets: &[impl AsRef<str>]) -> Self {
        Self(targets.iter().filter_map(|target| catalog.annotations.record(target.as_ref(), term)).collect())
    }

    /// Those of a navigation property: of its path, of the restricted property in `NavigationRestrictions`, of itself.
    pub(in crate::csdl) fn of_navigation(catalog: &Catalog<'a>, term: &str, path: &Path<'a>) -> Self {
        let mut found = Self::of(catalog, term, &[path.target(catalog)]);
        let Some((owner, property, _)) = path.navigation() else { return found };
        let simple = term.rsplit('.').next().unwrap_or(term);
        found.0.extend(restricted_property(catalog, &path.segments).and_then(|record| record.record(simple)));
        found.0.extend(catalog.annotations.record(&format!("{}/{}", owner.name, property.name), term));
        found
    }

    /// Adds the records of a term on one more target, the least exact.
    pub(in crate::csdl) fn or(mut self, catalog: &Catalog<'a>, term: &str, target: &str) -> Self {
        self.0.extend(catalog.annotations.record(target, term));
        self
    }

    /// Completes these by others.
    pub(in crate::csdl) fn then(mut self, others: &Self) -> Self {
        self.0.extend(&others.0);
        self
    }

    pub(in crate::csdl) fn flag(&self, property: &str) -> Option<bool> {
        self.0.iter().find_map(|record| record.flag(property))
    }

    pub(in crate::csdl) fn text(&self, property: &str) -> Option<&'a str> {
        self.0.iter().find_map(|record| record.text(property))
    }

    /// The records of a collection in the first record that has it.
    pub(in crate::csdl) fn records(&self, property: &str) -> impl Iterator<Item = &'a Record> + use<'a> {
        let collection = self.0.iter().find_map(|record| record.get(property));
        collection.into_iter().flat_map(|collection| collection.records())
    }

    pub(in crate::csdl) fn has_member(&self, property: &str, member: &str) -> bool {
        self.0.iter().find_map(|record| record.get(property)).is_some_and(|value| value.has_member(member))
    }

    /// `ReadByKeyRestrictions` inside `ReadRestrictions`.
    pub(in crate::csdl) fn by_key(&self) -> Self {
        Self(self.0.iter().filter_map(|record| record.record("ReadByKeyRestrictions")).collect())
    }
}

/// What `NavigationRestrictions/RestrictedProperties` says of the navigation property at the end of a path.
pub(in crate::csdl) fn restricted_property<'a>(catalog: &Catalog<'a>, segments: &[Segment<'_>]) -> Option<&'a Record> {
    let navigation = |target: &str| catalog.annotations.record(target, term::NAVIGATION_RESTRICTIONS);
    let of_path = || navigation(&target(catalog, segments))?.records("RestrictedProperties").next();
    let of_source = || {
        let source = segments.first()?.targets();
        let path = navigation_path(segments);
        navigation(source.first()?)?
            .records("RestrictedProperties")
            .find(|record| record.text("NavigationProperty") == Some(path.as_str()))
    };
    let of_property = || {
        let property = segments.iter().rev().find(|segment| matches!(segment, Segment::Navigation { .. }))?;
        navigation(property.targets().first()?)?.records("RestrictedProperties").next()
    };
    // Of a path of one segment, the path's own record is the source's, which speaks of many properties.
    let of_path = || if segments.len() > 1 { of_path() } else { None };
    of_path().or_else(of_source).or_else(of_property)
}

/// Whether a navigation property may be walked to (`Navigability` is not `None`).
pub(super) fn is_navigable(catalog: &Catalog<'_>, segments: &[Segment<'_>]) -> bool {
    let navigability = |record: &Record| record.get("Navigability").map(|value| !value.has_member("None"));
    if let Some(allowed) = restricted_property(catalog, segments).and_then(navigability) {
        return allowed;
    }
    let source = segments.first().map(Segment::targets).unwrap_or_default();
    let property = segments.last().map(Segment::targets).unwrap_or_default();
    source.iter().chain(&property).all(|target| {
        let record = catalog.annotations.record(target, term::NAVIGATION_RESTRICTIONS);
        record.and_then(navigability).unwrap_or(true)
    })
}

/// Whether links of a navigation property can be managed by `$ref`.
pub(super) fn is_referenceable(catalog: &Catalog<'_>, segments: &[Segment<'_>]) -> bool {
    let source = segments.first().map(Segment::targets).unwrap_or_default();
    let property = segments.last().map(Segment::targets).unwrap_or_default();
    source.iter().chain(&property).any(|target| {
        let record = catalog.annotations.record(target, term::NAVIGATION_RESTRICTIONS);
        record.and_then(|record| record.flag("Referenceable")) == Some(true)
    })
}

/// Whether a collection has a `$count` (`CountRestrictions/Countable`).
pub(super) fn is_countable(catalog: &Catalog<'_>, segments: &[Segment<'_>]) -> bool {
    let mut targets = vec![target(catalog, segments)];
    targets.extend(segments.last().map(Segment::targets).unwrap_or_default());
    Restrictions::of(catalog, term::COUNT_RESTRICTIONS, &targets).flag("Countable").unwrap_or(true)
}

/// Whether entities of a collection are reached by key (`IndexableByKey`).
pub(super) fn is_indexable(catalog: &Catalog<'_>, segments: &[Segment<'_>]) -> bool {
    let restricted = match segments.last() {
        Some(Segment::Navigation { .. }) => restricted_property(catalog, segments),
        _ => None,
    };
    let mut targets = vec![target(catalog, segments)];
    targets.extend(segments.last().map(Segment::targets).unwrap_or_default());
    restricted
        .and_then(|record| record.flag("IndexableByKey"))
        .or_else(|| targets.iter().find_map(|target| catalog.annotations.flag(target, term::INDEXABLE_BY_KEY)))
        .unwrap_or(true)
}
