//! What a generated request has, whatever it asks for: one line in generated code.

/// Completes a generated request, a struct with a lifetime and the field `call`, of one of the four forms
/// `request!(Name, Call<T>)`, `request!(Name, List<T>)`, `request!(Name, Get<T>)` and `request!(Name, Count)`.
///
/// It can then be awaited, and has `send`, `send_with_response`, `into_http`, `header` and `timeout`; a `Call` also
/// `if_match`, a `Get` `if_none_match`, and those of OData the options of the runtime's type of that name.
#[macro_export]
macro_rules! request {
    ($name:ident, Call<$value:ty>) => {
        $crate::request_common!($name, $value);
        $crate::request_options!($name, "Carries the call out only if the entity is still at this version (`If-Match`).",
            if_match(etag: &str));
        $crate::request_options!($name, "Adds a preference (`Prefer`), such as `return=representation`.",
            prefer(preference: &str));
    };
    ($name:ident, List<$item:ty>) => {
        $crate::request_common!($name, $crate::Page<$item>);
        $crate::request_options!($name, "Adds a preference (`Prefer`), such as `odata.maxpagesize=50`.",
            prefer(preference: &str));
        $crate::request_options!($name, "Asks for at most this many items (`$top`).", top(items: u64));
        $crate::request_options!($name, "Leaves out the first items (`$skip`).", skip(items: u64));
        $crate::request_options!($name, "Asks for the items a condition holds for (`$filter`).",
            filter(condition: impl ::core::convert::Into<$crate::Filter>));
        $crate::request_options!($name, "Asks for the items with some text (`$search`).",
            search(text: impl ::core::convert::AsRef<str>));
        $crate::request_options!($name, "Asks how many items there are on all pages (`$count=true`).", count());
        $crate::request_names!($name, "Asks for an order (`$orderby`), such as `[\"displayName desc\", \"id\"]`.", order_by, $crate::Order);
        $crate::request_names!($name, "Asks for these properties only (`$select`).", select, $crate::Name);
        $crate::request_names!($name, "Asks for related entities inside the items (`$expand`).", expand, $crate::Expand);
        $crate::request_options!($name, "Asks for what transformations make of the items (`$apply`).",
            apply(transformations: impl ::core::convert::AsRef<str>));
        $crate::request_options!($name, "Goes on where an earlier stream ended, at its `delta_link`, or at a page's `next_link`.",
            since(link: &str));
        $crate::request_options!($name, "Asks a directory for its advanced queries (`ConsistencyLevel: eventual`).",
            consistency_level_eventual());

        impl<'c> $name<'c> {
            /// All items, page by page as they are needed.
            #[inline]
            pub fn stream(self) -> $crate::ItemStream<'c, $item> {
                self.call.stream()
            }

            /// The request as the runtime's list, which also gives changes and goes on from a link.
            #[inline]
            pub fn into_list(self) -> $crate::List<'c, $item> {
                self.call
            }

            /// All pages.
            #[inline]
            pub fn pages(self) -> $crate::PageStream<'c, $item> {
                self.call.pages()
            }
        }
    };
    ($name:ident, Get<$value:ty>) => {
        $crate::request_common!($name, $value);
        $crate::request_options!($name, "Adds a preference (`Prefer`).", prefer(preference: &str));
        $crate::request_options!($name, "Asks only if the entity is no longer at this version (`If-None-Match`).",
            if_none_match(etag: &str));
        $crate::request_names!($name, "Asks for these properties only (`$select`).", select, $crate::Name);
        $crate::request_names!($name, "Asks for related entities inside this one (`$expand`).", expand, $crate::Expand);
        $crate::request_options!($name, "Asks a directory for its advanced queries (`ConsistencyLevel: eventual`).",
            consistency_level_eventual());
    };
    ($name:ident, Count) => {
        $crate::request_common!($name, i64);
        $crate::request_options!($name, "Counts the items a condition holds for (`$filter`).",
            filter(condition: impl ::core::convert::Into<$crate::Filter>));
        $crate::request_options!($name, "Counts the items with some text (`$search`).",
            search(text: impl ::core::convert::AsRef<str>));
        $crate::request_options!($name, "Asks a directory for its advanced queries (`ConsistencyLevel: eventual`).",
            consistency_level_eventual());
    };
}

// All is `inline`, so that a generated crate compiles no code for requests nobody makes.
#[doc(hidden)]
#[macro_export]
macro_rules! request_common {
    ($name:ident, $value:ty) => {
        impl<'c> $name<'c> {
            /// Makes the call.
            ///
            /// # Errors
            /// As the runtime's `Error` says.
            #[inline]
            pub fn send(self) -> $crate::Sending<'c, $value> {
                ::core::future::IntoFuture::into_future(self.call)
            }

            /// Makes the call and gives the answer's status and headers too.
            ///
            /// # Errors
            /// As the runtime's `Error` says.
            #[inline]
            pub fn send_with_response(self) -> $crate::BoxFuture<'c, $crate::Result<$crate::Response<$value>>> {
                ::std::boxed::Box::pin(self.call.send_with_response())
            }

            /// Makes the call and gives the answer's body piece by piece as it comes.
            ///
            /// # Errors
            /// As the runtime's `Error` says, up to the answer's head.
            #[inline]
            pub fn download(self) -> $crate::BoxFuture<'static, $crate::Result<$crate::Download>> {
                self.call.download()
            }

            /// The request without sending it, with the matching decoding beside it.
            ///
            /// # Errors
            /// When the call's parts make no request.
            #[inline]
            pub fn into_http(self) -> $crate::Result<$crate::Prepared<$value>> {
                self.call.into_http()
            }
        }

        $crate::request_options!($name, "Sets a header.", header(name: &str, value: &(impl $crate::ToText + ?::core::marker::Sized)));
        $crate::request_options!($name, "Sets the time allowed for all of this call, or for each page of a list, instead of the client's.",
            timeout(time: ::core::time::Duration));
        $crate::request_options!($name, "Does what these options say otherwise than the client, such as when it tries again.",
            options(options: $crate::CallOptions));

        $crate::request_given!($name, $value);

        impl<'c> ::core::future::IntoFuture for $name<'c> {
            type Output = $crate::Result<$value>;
            type IntoFuture = $crate::Sending<'c, $value>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.send()
            }
        }
    };
}

/// What lets a request be the start of a mock; nothing without that feature of this crate.
#[cfg(feature = "mocks")]
#[doc(hidden)]
#[macro_export]
macro_rules! request_given {
    ($name:ident, $value:ty) => {
        impl $crate::IntoPrepared for $name<'_> {
            type Value = $value;

            fn prepared(self) -> $crate::Result<$crate::Prepared<$value>> {
                self.into_http()
            }
        }
    };
}

/// What lets a request be the start of a mock; nothing without that feature of this crate.
#[cfg(not(feature = "mocks"))]
#[doc(hidden)]
#[macro_export]
macro_rules! request_given {
    ($name:ident, $value:ty) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! request_options {
    ($name:ident, $docs:literal, $option:ident($($argument:ident: $type:ty),*)) => {
        impl $name<'_> {
            #[doc = $docs]
            #[inline]
            #[must_use]
            pub fn $option(self, $($argument: $type),*) -> Self {
                Self { call: self.call.$option($($argument),*) }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! request_names {
    ($name:ident, $docs:literal, $option:ident, $element:ty) => {
        impl $name<'_> {
            #[doc = $docs]
            #[inline]
            #[must_use]
            pub fn $option<Form>(self, names: impl $crate::ListOf<$element, Form>) -> Self {
                Self { call: self.call.$option(names) }
            }
        }
    };
}
