//! Methods beside the common ones of [`Method`].

use http::Method;

/// The method QUERY: as GET, but with a body that says what is asked for.
#[must_use]
pub fn query() -> Method {
    Method::QUERY
}

/// A method by its name. Generated code names those that are methods; anything else would be a GET.
#[must_use]
pub fn named(name: &'static str) -> Method {
    Method::from_bytes(name.as_bytes()).unwrap_or_default()
}
