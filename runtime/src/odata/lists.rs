//! The elements of `$select`, `$orderby` and `$expand`, and lists of them.

use std::borrow::Cow;
use std::fmt;

use super::expand::Expand;
use super::expression::Expression;
use super::property::Property;

/// A path in `$select`: a property of any type, or text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// An element of `$orderby`: a path with a direction, or text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order(String);

impl Name {
    /// The text on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! elements {
    ($($element:ident),*) => {$(
        elements!(@from $element: &str, &&str, String, &String, Cow<'_, str>);

        impl<S, T> From<Property<S, T>> for $element {
            fn from(property: Property<S, T>) -> Self {
                Self(property.into_text())
            }
        }

        impl fmt::Display for $element {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    )*};
    (@from $element:ident: $($text:ty),*) => {$(
        impl From<$text> for $element {
            fn from(text: $text) -> Self {
                Self(text.to_string())
            }
        }
    )*};
}

elements!(Name, Order);

impl<S, T> Property<S, T> {
    /// The path without its types, for lists of properties of several.
    #[must_use]
    pub fn name(self) -> Name {
        self.into()
    }

    /// Ordered by this, the least first.
    #[must_use]
    pub fn asc(self) -> Order {
        self.into()
    }

    /// Ordered by this, the greatest first.
    #[must_use]
    pub fn desc(self) -> Order {
        Order(format!("{} desc", self.as_str()))
    }
}

impl<T> Expression<T> {
    /// Ordered by this, the least first.
    #[must_use]
    pub fn asc(self) -> Order {
        Order(self.text)
    }

    /// Ordered by this, the greatest first.
    #[must_use]
    pub fn desc(self) -> Order {
        Order(format!("{} desc", self.text))
    }
}

impl From<Name> for Order {
    fn from(name: Name) -> Self {
        Self(name.0)
    }
}

impl From<Name> for Expand {
    fn from(name: Name) -> Self {
        Self::new(name)
    }
}

/// A list of `T`: anything that is iterated over elements of one type, or a tuple of elements of several types, such
/// as `(VppToken::ID, VppToken::STATE)`. `Form` is found by the compiler.
pub trait ListOf<T, Form> {
    /// Hands the elements over in their order.
    fn each(self, take: &mut dyn FnMut(T));
}

/// The form of what is iterated over.
#[derive(Debug)]
pub enum Several {}

/// The form of tuples.
#[derive(Debug)]
pub enum Together {}

impl<T, I: IntoIterator<Item: Into<T>>> ListOf<T, Several> for I {
    fn each(self, take: &mut dyn FnMut(T)) {
        for element in self {
            take(element.into());
        }
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<Element, $($name: Into<Element>),*> ListOf<Element, Together> for ($($name,)*) {
            #[allow(non_snake_case, reason = "a binding for each type")]
            fn each(self, take: &mut dyn FnMut(Element)) {
                let ($($name,)*) = self;
                $(take($name.into());)*
            }
        }
    };
    ($first:ident $($name:ident)* ; $next:ident $($later:ident)*) => {
        tuples!($first $($name)*);
        tuples!($first $($name)* $next; $($later)*);
    };
    ($($name:ident)* ;) => {
        tuples!($($name)*);
    };
}

tuples!(A; B C D E F G H I J K L M N O P);

/// The elements with commas between them.
pub(crate) fn joined<T: fmt::Display, Form>(list: impl ListOf<T, Form>) -> String {
    let mut joined = String::new();
    list.each(&mut |element| {
        if !joined.is_empty() {
            joined.push(',');
        }
        joined.push_str(&element.to_string());
    });
    joined
}
