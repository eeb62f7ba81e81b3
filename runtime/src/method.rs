//! Methods beside the common ones of [`Method`].

use http::Method;

/// The method QUERY: as GET, but with a body that says what is asked for.
#[must_use]
pub fn query() -> Method {
    Method::QUERY
}
