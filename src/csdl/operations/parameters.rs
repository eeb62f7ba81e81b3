//! Parameters beside those of the path.

use crate::{
    csdl::{paths::Restrictions, syntax::Record},
    diagnostics::Place,
    model::{Docs, Item, Location, Parameter, ParameterEncoding, Primitive, Style, Type, docs},
};

/// A header or query option that a service wants beyond those of OData (`Capabilities.CustomParameter`).
pub(super) struct Custom<'a> {
    location: Location,
    record: &'a Record,
}

/// `CustomHeaders` and `CustomQueryOptions` of a restriction.
pub(super) fn custom<'a>(restrictions: &Restrictions<'a>) -> Vec<Custom<'a>> {
    let of = |property, location| restrictions.records(property).map(move |record| Custom { location, record });
    of("CustomHeaders", Location::Header).chain(of("CustomQueryOptions", Location::Query)).collect()
}

impl Custom<'_> {
    /// The parameter, if it has a name. `ConsistencyLevel` goes with the query options that need it, which the
    /// runtime knows.
    pub(super) fn parameter(&self, place: Option<Place>) -> Option<Parameter> {
        let name = self.record.text("Name").filter(|name| !name.eq_ignore_ascii_case("ConsistencyLevel"))?;
        let description = match (self.record.text("Description"), self.record.text("DocumentationURL")) {
            (Some(text), Some(url)) => Some(format!("{text} Documentation URL: {url}")),
            (None, Some(url)) => Some(format!("Documentation URL: {url}")),
            (text, None) => text.map(str::to_owned),
        };
        let mut parameter = text(name, self.location, docs::text(description.as_deref()));
        parameter.required = self.record.flag("Required").unwrap_or(false);
        parameter.place = place;
        Some(parameter)
    }
}

/// The header of optimistic concurrency (OData Protocol 8.2.4).
pub(super) fn if_match() -> Parameter {
    text("If-Match", Location::Header, Some("ETag".to_owned()))
}

/// The address of the entity whose link is to be removed (Protocol 11.4.6.2), as converters write it.
pub(super) fn named_by_query() -> Parameter {
    let mut parameter = text("@id", Location::Query, Some("The delete Uri".to_owned()));
    parameter.required = true;
    parameter
}

/// An optional text.
fn text(name: &str, location: Location, description: Option<String>) -> Parameter {
    Parameter {
        docs: Docs { description, ..Docs::default() },
        ..plain(name.to_owned(), location, Item::of(Type::Primitive(Primitive::String)))
    }
}

/// An optional parameter that is written in the usual way of its place.
pub(super) fn plain(name: String, location: Location, item: Item) -> Parameter {
    let style = match location {
        Location::Query | Location::Cookie => Style::Form,
        Location::Path | Location::Header => Style::Simple,
    };
    Parameter {
        name,
        location,
        required: location == Location::Path,
        item,
        style,
        explode: style == Style::Form,
        allow_reserved: false,
        encoding: ParameterEncoding::Plain,
        place: None,
        docs: Docs::default(),
        deprecated: None,
        default: None,
    }
}
