//! System query options (OData URL Conventions 5.1) that `Capabilities` annotations leave.

use crate::{
    csdl::{
        annotations::term,
        catalog::Catalog,
        paths::{Path, restricted_property},
    },
    model::odata::QueryOptions,
};

/// Those of a collection of entities.
pub(super) fn entities(catalog: &Catalog<'_>, targets: &[String]) -> QueryOptions {
    let allows = Allows { catalog, targets };
    let one = one(catalog, targets);
    QueryOptions {
        order_by: allows.property(term::SORT_RESTRICTIONS, "Sortable"),
        select: one.select,
        expand: one.expand,
        ..values(catalog, targets)
    }
}

/// Those of a collection of complex or primitive values.
pub(super) fn values(catalog: &Catalog<'_>, targets: &[String]) -> QueryOptions {
    let allows = Allows { catalog, targets };
    QueryOptions {
        top: allows.tag(term::TOP_SUPPORTED),
        skip: allows.tag(term::SKIP_SUPPORTED),
        count: allows.property(term::COUNT_RESTRICTIONS, "Countable"),
        ..counted(catalog, targets)
    }
}

/// Those of `$count`.
pub(super) fn counted(catalog: &Catalog<'_>, targets: &[String]) -> QueryOptions {
    let allows = Allows { catalog, targets };
    QueryOptions {
        search: allows.property(term::SEARCH_RESTRICTIONS, "Searchable"),
        filter: allows.property(term::FILTER_RESTRICTIONS, "Filterable"),
        ..QueryOptions::default()
    }
}

/// Those of one entity.
pub(super) fn one(catalog: &Catalog<'_>, targets: &[String]) -> QueryOptions {
    let allows = Allows { catalog, targets };
    QueryOptions {
        select: allows.property(term::SELECT_SUPPORT, "Supported"),
        expand: allows.property(term::EXPAND_RESTRICTIONS, "Expandable"),
        ..QueryOptions::default()
    }
}

/// Those that are left of a navigation property where `RestrictedProperties` speaks of it (`NavigationPropertyRestriction`).
pub(super) fn restricted(options: QueryOptions, catalog: &Catalog<'_>, path: &Path<'_>) -> QueryOptions {
    let Some(record) = restricted_property(catalog, &path.segments) else { return options };
    let inner = |restriction, flag| record.record(restriction).and_then(|record| record.flag(flag)) != Some(false);
    let tag = |name| record.flag(name) != Some(false);
    QueryOptions {
        top: options.top && tag("TopSupported"),
        skip: options.skip && tag("SkipSupported"),
        search: options.search && inner("SearchRestrictions", "Searchable"),
        filter: options.filter && inner("FilterRestrictions", "Filterable"),
        order_by: options.order_by && inner("SortRestrictions", "Sortable"),
        select: options.select && inner("SelectSupport", "Supported"),
        ..options
    }
}

struct Allows<'c, 'a> {
    catalog: &'c Catalog<'a>,
    targets: &'c [String],
}

impl Allows<'_, '_> {
    fn tag(&self, term: &str) -> bool {
        self.targets.iter().find_map(|target| self.catalog.annotations.flag(target, term)).unwrap_or(true)
    }

    fn property(&self, term: &str, property: &str) -> bool {
        let records = self.targets.iter().filter_map(|target| self.catalog.annotations.record(target, term));
        records.filter_map(|record| record.flag(property)).next().unwrap_or(true)
    }
}
