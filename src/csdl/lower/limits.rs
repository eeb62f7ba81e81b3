//! Facets and the `Validation` vocabulary as checks of values.

use super::{constant_as_json, validation::constant};
use crate::{
    csdl::{
        annotations::term,
        catalog::Catalog,
        syntax::{Expression, Facets, TypeReference},
    },
    diagnostics::FileId,
    model::{
        Primitive, Type,
        rules::{Limit, Limits},
    },
};

/// What is checked of values: facets (CSDL 4.01 section 7.2), also those of a type definition, and annotations of the
/// targets or of the definition.
pub(in crate::csdl) fn limits(
    catalog: &Catalog<'_>,
    file: FileId,
    reference: &TypeReference,
    targets: &[impl AsRef<str>],
) -> Limits {
    let name = catalog.names.resolve(file, &reference.name);
    let underlying = catalog.definitions.get(&name).map(|(definition, _)| &definition.underlying);
    let kind = underlying.map_or(reference.name.as_str(), |underlying| underlying.name.as_str());
    let facet = |facet: fn(&Facets) -> Option<&String>| {
        facet(&reference.facets).or_else(|| underlying.and_then(|underlying| facet(&underlying.facets)))
    };
    let number = |name: fn(&Facets) -> Option<&String>| facet(name)?.parse::<u64>().ok();
    let mut of_value = Vec::new();
    let (precision, scale) = (number(|facets| facets.precision.as_ref()), number(|facets| facets.scale.as_ref()));
    let length = number(|facets| facets.max_length.as_ref());
    match kind {
        "Edm.String" => of_value.extend(length.map(Limit::MaxLength)),
        "Edm.Binary" => of_value.extend(length.map(Limit::MaxBytes)),
        "Edm.Decimal" => {
            let whole = precision.zip(scale).and_then(|(precision, scale)| precision.checked_sub(scale));
            match whole {
                Some(whole) => of_value.push(Limit::MaxWholeDigits(whole)),
                None => of_value.extend(precision.map(Limit::MaxDigits)),
            }
            of_value.extend(scale.map(Limit::MaxFractionDigits));
        }
        "Edm.DateTimeOffset" | "Edm.Duration" | "Edm.TimeOfDay" => {
            of_value.extend(precision.map(Limit::MaxFractionDigits));
        }
        _ => {}
    }
    if facet(|facets| facets.unicode.as_ref()).is_some_and(|unicode| unicode == "false") {
        of_value.push(Limit::Ascii);
    }
    let mut targets: Vec<&str> = targets.iter().map(AsRef::as_ref).collect();
    if underlying.is_some() {
        targets.push(&name);
    }
    let said = Said { catalog, targets: &targets };
    said.of_value(kind, &mut of_value);
    if !reference.collection {
        return Limits { own: of_value, of_items: Vec::new() };
    }
    let count = |term| said.text(term)?.parse::<u64>().ok();
    let least = count(term::MIN_ITEMS).filter(|least| *least > 0).map(Limit::MinItems);
    let own = least.into_iter().chain(count(term::MAX_ITEMS).map(Limit::MaxItems)).collect();
    Limits { own, of_items: of_value }
}

/// Annotations of a property, a parameter or a type definition.
struct Said<'a, 't> {
    catalog: &'a Catalog<'a>,
    targets: &'t [&'t str],
}

impl<'a> Said<'a, '_> {
    fn text(&self, term: &str) -> Option<&'a str> {
        self.targets.iter().find_map(|target| self.catalog.annotations.text(target, term)).map(str::trim)
    }

    fn of_value(&self, kind: &str, limits: &mut Vec<Limit>) {
        let number = |term| {
            let text = self.text(term).filter(|_| NUMBERS.contains(&kind))?;
            text.parse::<f64>().ok().filter(|number| number.is_finite()).map(|_| text.to_owned())
        };
        limits.extend(number(term::MINIMUM).map(Limit::Minimum));
        limits.extend(number(term::MAXIMUM).map(Limit::Maximum));
        limits.extend(number(term::MULTIPLE_OF).map(Limit::MultipleOf));
        limits.extend(self.text(term::PATTERN).map(|pattern| Limit::Pattern(pattern.to_owned())));
        let value = if NUMBERS.contains(&kind) { Primitive::Decimal } else { Primitive::String };
        let shown = |value_of: &Expression| match value_of {
            Expression::Bool(value) => Some(value.to_string()),
            other => Some(constant_as_json(&constant(other)?, &Type::Primitive(value))),
        };
        let allowed = self.catalog.annotations.first(self.targets, term::ALLOWED_VALUES);
        let records = allowed.into_iter().flat_map(|allowed| allowed.records());
        let values: Option<Vec<String>> = records.map(|record| shown(record.get("Value")?)).collect();
        limits.extend(values.filter(|values| !values.is_empty()).map(Limit::OneOf));
    }
}

/// Types whose values are numbers in JSON.
const NUMBERS: [&str; 8] =
    ["Edm.SByte", "Edm.Byte", "Edm.Int16", "Edm.Int32", "Edm.Int64", "Edm.Single", "Edm.Double", "Edm.Decimal"];
