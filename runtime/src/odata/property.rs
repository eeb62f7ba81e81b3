//! Paths of properties.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use super::expression::{Expression, Filter};
use crate::{DerivedFrom, TypeName};

/// A property of the type `S` whose values are of the type `T`, or a path to one. Generated types have one as a
/// constant for each property. That a value may be null is not part of `T`.
pub struct Property<S, T> {
    path: Cow<'static, str>,
    of: PhantomData<fn() -> (S, T)>,
}

impl<S, T> Property<S, T> {
    /// The property of this name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { path: Cow::Borrowed(name), of: PhantomData }
    }

    fn at(path: String) -> Self {
        Self { path: Cow::Owned(path), of: PhantomData }
    }

    /// The path on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.path
    }

    pub(super) fn into_text(self) -> String {
        self.path.into_owned()
    }

    /// A property of the value: of a complex one, or of a related entity.
    #[must_use]
    pub fn then<U>(self, property: Property<T, U>) -> Property<S, U> {
        // `$it/name` is said as `name` where that means the same.
        Property::at(format!("{}/{}", self.path, property.path))
    }

    /// The value as a type that extends its own.
    #[must_use]
    pub fn cast<D: DerivedFrom<T>>(self) -> Property<S, D> {
        Property::at(format!("{}/{}", self.path, D::TYPE_NAME))
    }

    /// Whether the value is of a type that extends its own (`isof`).
    #[must_use]
    pub fn is_of<D: DerivedFrom<T>>(self) -> Filter {
        Expression::primary(format!("isof({},{})", self.path, D::TYPE_NAME))
    }
}

impl<S: TypeName> Property<S, S> {
    /// The item itself (`$it`), inside conditions on what belongs to it.
    #[must_use]
    pub const fn it() -> Self {
        Self::new("$it")
    }
}

thread_local! {
    /// How many lambda operators are being built around this place.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Counts a lambda operator while it is built, also when building it panics.
struct Nested;

impl Nested {
    /// The variable of the operator: no two that are built inside each other have the same.
    fn enter() -> (Self, String) {
        let depth = DEPTH.get();
        DEPTH.set(depth + 1);
        let letter = ["x", "y", "z"].get(depth).map(|&letter| letter.to_owned());
        (Self, letter.unwrap_or_else(|| format!("x{depth}")))
    }
}

impl Drop for Nested {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get().saturating_sub(1));
    }
}

impl<S, T> Property<S, Vec<T>> {
    fn lambda<F: Into<Filter>>(self, operator: &str, condition: impl FnOnce(Property<T, T>) -> F) -> Filter {
        let (_nested, variable) = Nested::enter();
        let condition = condition(Property::at(variable.clone())).into();
        Expression::primary(format!("{}/{operator}({variable}:{})", self.path, condition.text))
    }

    /// Whether a condition holds for one of the items (`any`).
    ///
    /// The closure is given the item: `|item| item.then(Item::NAME).eq("a")`, or `|item| item.eq("a")` for an item
    /// that is no structure.
    #[must_use]
    pub fn any<F: Into<Filter>>(self, condition: impl FnOnce(Property<T, T>) -> F) -> Filter {
        self.lambda("any", condition)
    }

    /// Whether a condition holds for all of the items (`all`).
    #[must_use]
    pub fn all<F: Into<Filter>>(self, condition: impl FnOnce(Property<T, T>) -> F) -> Filter {
        self.lambda("all", condition)
    }

    /// Whether there are items (`any()`).
    #[must_use]
    pub fn is_not_empty(self) -> Filter {
        Expression::primary(format!("{}/any()", self.path))
    }

    /// How many items there are (`$count`).
    #[must_use]
    pub fn count(self) -> Expression<i64> {
        Expression::primary(format!("{}/$count", self.path))
    }
}

impl<S, T> Clone for Property<S, T> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), of: PhantomData }
    }
}

impl<S, T> fmt::Debug for Property<S, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.path, out)
    }
}

impl<S, T> fmt::Display for Property<S, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.path)
    }
}

/// Declares constants for the paths of a generated type's properties: name, name on the wire, type.
#[macro_export]
macro_rules! properties {
    ($type:ident { $($name:ident $wire:literal $value:ty),* $(,)? }) => {
        impl $type {
            $(
                #[doc = ::core::concat!(" The property `", $wire, "`.")]
                pub const $name: $crate::Property<Self, $value> = $crate::Property::new($wire);
            )*
        }
    };
}
