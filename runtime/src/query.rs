//! The query options of OData, once for all operations that take them.

use std::time::Duration;

use crate::bounds::BoxFuture;
use crate::call::{Call, Prepared, Response};
use crate::error::Result;
use crate::odata::joined;
use crate::page::Page;
use crate::paging::{ItemStream, PageStream};
use crate::sending::Sending;
use crate::{Decode, Expand, Filter, ListOf, Name, Order, ToText};

/// A call for a list. Awaiting it gives the first page; [`stream`](Self::stream) gives all items.
#[derive(Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct List<'c, T>(Call<'c, Page<T>>);

/// A call for one entity.
#[derive(Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct Get<'c, T>(Call<'c, T>);

/// A call for the number of entities.
#[derive(Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct Count<'c>(Call<'c, i64>);

impl<'c, T> Call<'c, Page<T>> {
    /// This call with the options of a list.
    pub fn into_list(self) -> List<'c, T> {
        List(self)
    }
}

impl<'c, T> Call<'c, T> {
    /// This call with the options of a single entity.
    pub fn into_get(self) -> Get<'c, T> {
        Get(self)
    }
}

impl<'c> Call<'c, i64> {
    /// This call with the options of a count.
    pub fn into_count(self) -> Count<'c> {
        Count(self)
    }
}

/// What every call has, on the calls with options.
macro_rules! common {
    ($name:ident<$($life:lifetime),* $(; $type:ident)?>, $value:ty) => {
        impl<$($life,)* $($type)?> $name<$($life,)* $($type)?> {
            fn option(mut self, name: &str, value: &str) -> Self {
                self.0.parts_mut().query(name, value);
                self
            }

            /// Adds a parameter to the query.
            pub fn query(self, name: &str, value: &(impl ToText + ?Sized)) -> Self {
                self.option(name, &value.to_text())
            }

            /// Adds a parameter of the description.
            pub fn parameter(self, parameter: &crate::Parameter, value: &(impl crate::Encode + ?Sized)) -> Self {
                Self(self.0.parameter(parameter, value))
            }

            /// Sets a header.
            pub fn header(mut self, name: &str, value: &(impl ToText + ?Sized)) -> Self {
                self.0.parts_mut().header(name, &value);
                self
            }

            /// Adds a preference (`Prefer`), such as `include-unknown-enum-members`.
            pub fn prefer(self, preference: &str) -> Self {
                Self(self.0.prefer(preference))
            }

            /// Asks a directory for its advanced queries (`ConsistencyLevel: eventual`), which want `count` too.
            pub fn consistency_level_eventual(self) -> Self {
                self.header("consistencylevel", "eventual")
            }

            /// Sets the time allowed for all of this call, or for each page of a list, instead of the client's.
            pub fn timeout(self, timeout: Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Does what these options say otherwise than the client; they replace those that were set before.
            pub fn options(self, options: crate::CallOptions) -> Self {
                Self(self.0.options(options))
            }

            /// The call without these options.
            pub fn into_call(self) -> Call<'c, $value> {
                self.0
            }

            /// Makes the call.
            ///
            /// # Errors
            /// As [`Error`](crate::Error) says.
            pub async fn send(self) -> Result<$value> {
                self.0.send().await
            }

            /// Makes the call and gives the answer's status and headers too.
            ///
            /// # Errors
            /// As [`Error`](crate::Error) says.
            pub async fn send_with_response(self) -> Result<Response<$value>> {
                self.0.send_with_response().await
            }

            /// Makes the call and gives the answer's body piece by piece as it comes.
            ///
            /// # Errors
            /// As [`Error`](crate::Error) says, up to the answer's head.
            pub fn download(self) -> BoxFuture<'static, Result<crate::Download>> {
                self.0.download()
            }

            /// The request without sending it, with the matching decoding beside it.
            ///
            /// # Errors
            /// When the call's parts make no request.
            pub fn into_http(self) -> Result<Prepared<$value>> {
                self.0.into_http()
            }
        }

        impl<$($life,)* $($type)?> IntoFuture for $name<$($life,)* $($type)?> {
            type Output = Result<$value>;
            type IntoFuture = Sending<'c, $value>;

            fn into_future(self) -> Self::IntoFuture {
                self.0.into_future()
            }
        }
    };
}

common!(List<'c; T>, Page<T>);
common!(Get<'c; T>, T);
common!(Count<'c>, i64);

impl<'c, T> List<'c, T> {
    /// Asks for at most this many items (`$top`); services take it as the length of a page or of all.
    pub fn top(self, items: u64) -> Self {
        self.option("$top", &items.to_string())
    }

    /// Leaves out the first items (`$skip`).
    pub fn skip(self, items: u64) -> Self {
        self.option("$skip", &items.to_string())
    }

    /// Asks for the items a condition holds for (`$filter`), such as `state eq 'valid'`. Values inside it are the
    /// caller's to quote.
    pub fn filter(self, condition: impl Into<Filter>) -> Self {
        self.option("$filter", condition.into().as_str())
    }

    /// Asks for the items with some text (`$search`).
    pub fn search(self, text: impl AsRef<str>) -> Self {
        self.option("$search", text.as_ref())
    }

    /// Asks how many items there are on all pages (`$count=true`).
    pub fn count(self) -> Self {
        self.option("$count", "true")
    }

    /// Asks for an order (`$orderby`), such as `["displayName desc", "id"]`.
    pub fn order_by<Form>(self, properties: impl ListOf<Order, Form>) -> Self {
        self.option("$orderby", &joined(properties))
    }

    /// Asks for these properties only (`$select`).
    pub fn select<Form>(self, properties: impl ListOf<Name, Form>) -> Self {
        self.option("$select", &joined(properties))
    }

    /// Asks for related entities inside the items (`$expand`).
    pub fn expand<Form>(self, properties: impl ListOf<Expand, Form>) -> Self {
        self.option("$expand", &joined(properties))
    }

    /// Asks for what transformations make of the items (`$apply`, OData Extension for Data Aggregation), such as
    /// `groupby((state),aggregate(licenses with sum as total))`. What the type does not know, such as `total`, is in
    /// `extra`.
    pub fn apply(self, transformations: impl AsRef<str>) -> Self {
        self.option("$apply", transformations.as_ref())
    }
}

impl<'c, T: Decode + 'c> List<'c, T> {
    /// All items, page by page as they are needed.
    pub fn stream(self) -> ItemStream<'c, T> {
        ItemStream::new(self.pages())
    }

    /// All pages.
    pub fn pages(self) -> PageStream<'c, T> {
        PageStream::new(self.0)
    }
}

impl<T> Get<'_, T> {
    /// Asks for these properties only (`$select`).
    pub fn select<Form>(self, properties: impl ListOf<Name, Form>) -> Self {
        self.option("$select", &joined(properties))
    }

    /// Asks for related entities inside this one (`$expand`).
    pub fn expand<Form>(self, properties: impl ListOf<Expand, Form>) -> Self {
        self.option("$expand", &joined(properties))
    }

    /// Asks only if the entity is no longer at this version (`If-None-Match`).
    pub fn if_none_match(self, etag: &str) -> Self {
        Self(self.0.if_none_match(etag))
    }
}

impl Count<'_> {
    /// Counts the items a condition holds for (`$filter`).
    pub fn filter(self, condition: impl Into<Filter>) -> Self {
        self.option("$filter", condition.into().as_str())
    }

    /// Counts the items with some text (`$search`).
    pub fn search(self, text: impl AsRef<str>) -> Self {
        self.option("$search", text.as_ref())
    }
}
