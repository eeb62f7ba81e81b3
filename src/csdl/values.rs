//! Values of attributes (CSDL XML 4.01) and control members (CSDL JSON 4.01) of which only some say something.

use super::syntax::Facets;

/// What a value has to be, if this is none; `name` is that of the attribute, or of the member without its `$`. The words
/// `max`, `variable` and `floating` count in any case: some servers write them with a capital letter.
pub(super) fn wanted(name: &str, value: &str) -> Option<&'static str> {
    let is_number = || !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let is = |word: &str| value.eq_ignore_ascii_case(word);
    let (fits, wanted) = match name {
        _ if is_boolean(name) => (matches!(value, "true" | "false" | "1" | "0"), "`true` or `false`"),
        "MaxLength" => (is_number() || is("max"), "a whole number or `max`"),
        "Precision" => (is_number(), "a whole number"),
        "Scale" => (is_number() || is("variable") || is("floating"), "a whole number, `floating` or `variable`"),
        "SRID" => (is_number() || is("variable"), "a whole number or `variable`"),
        _ => return None,
    };
    (!fits).then_some(wanted)
}

/// Whether an attribute is true or false.
pub(super) fn is_boolean(name: &str) -> bool {
    matches!(
        name,
        "Abstract"
            | "Collection"
            | "ContainsTarget"
            | "HasStream"
            | "IncludeInServiceDocument"
            | "IsBound"
            | "IsComposable"
            | "IsFlags"
            | "Nullable"
            | "OpenType"
            | "Unicode"
    )
}

impl Facets {
    /// The facets, each found by the name of its attribute.
    pub(super) fn of<'t>(facet: impl Fn(&str) -> Option<&'t str>) -> Self {
        let facet = |name: &str| facet(name).map(|value| value.trim().to_ascii_lowercase());
        Self {
            max_length: facet("MaxLength"),
            precision: facet("Precision"),
            scale: facet("Scale"),
            srid: facet("SRID"),
            unicode: facet("Unicode"),
        }
    }
}
