//! Answers that say that there is no value.

use crate::{Error, Result};

/// Makes an `Option` of the outcome of a call.
///
/// Of a property, a navigation property or a result that may be null, OData services answer `204 No Content` where it is
/// null ([OData Protocol 4.01, 11.2.4 and 11.5.4](https://docs.oasis-open.org/odata/odata/v4.01/)). Functions whose value
/// is described as such promise it all the same, since nearly every call has one; so no value is an error that says so
/// ([`Error::is_no_value`]), and `None` for who asks:
///
/// ```
/// # use rest_bindgen_runtime as rt;
/// use rt::OptionalExtension;
///
/// # async fn example<T>(call: rt::Call<'_, T>) -> Result<(), rt::Error> {
/// if let Some(manager) = call.await.optional()? {
///     // ..
/// #   drop(manager);
/// }
/// # Ok(())
/// # }
/// ```
pub trait OptionalExtension<T> {
    /// None where the service answered that there is no value.
    ///
    /// # Errors
    /// Every other error.
    fn optional(self) -> Result<Option<T>>;
}

impl<T> OptionalExtension<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_no_value() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Error {
    /// Whether the service answered that there is no value where the description promises one: by `204 No Content`, or
    /// by a body of JSON that is `null`. [`OptionalExtension::optional`] makes `None` of it.
    #[must_use]
    pub fn is_no_value(&self) -> bool {
        match self {
            Self::Decode(error) if error.status == http::StatusCode::NO_CONTENT => error.body.is_empty(),
            Self::Decode(error) => error.body.trim_ascii() == b"null",
            _ => false,
        }
    }
}
