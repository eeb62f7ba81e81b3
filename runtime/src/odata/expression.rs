//! Expressions of `$filter`, `$orderby` and `$compute`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Not;

use super::literal::{Literal, Qualified, of_member};
use super::property::Property;
use crate::{
    Base64, Binary, Date, DateTimeOffset, Decimal, Duration, Flags, Geography, Geometry, Guid, Json, Null, Open,
    TimeOfDay, TypeName, WireEnum,
};

/// An expression whose value is a `T`.
pub struct Expression<T> {
    pub(super) text: String,
    binding: Binding,
    of: PhantomData<fn() -> T>,
}

/// A condition: what [`List::filter`](crate::List::filter) takes. Text is taken as it is; values inside it are the
/// caller's to quote.
pub type Filter = Expression<bool>;

/// How tightly an expression holds together (URL Conventions, 5.1.1.16), the loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    /// Text of the caller, of which nothing is known.
    Unknown,
    Or,
    And,
    Equality,
    Relation,
    Sum,
    Product,
    Unary,
    Primary,
}

/// What an expression of the type `T` is compared or combined with: a value of `T`, `Null`, a property or another
/// expression of `T`.
pub trait Operand<T> {
    /// The expression.
    fn operand(self) -> Expression<T>;
}

impl<T> Expression<T> {
    /// An expression of the caller's, in which the values are the caller's to quote.
    #[must_use]
    pub fn raw(text: impl Into<String>) -> Self {
        Self::new(text.into(), Binding::Unknown)
    }

    pub(super) fn new(text: String, binding: Binding) -> Self {
        Self { text, binding, of: PhantomData }
    }

    /// A name, a literal or a call, which needs no parentheses anywhere.
    pub(super) fn primary(text: String) -> Self {
        Self::new(text, Binding::Primary)
    }

    /// The text as it stands in a query before it is percent-encoded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Two expressions and the operator between them. Arithmetic is read from the left; comparisons of comparisons
    /// are put in parentheses, which all services read alike.
    pub(super) fn binary<L, R>(left: Expression<L>, operator: &str, right: Expression<R>, binding: Binding) -> Self {
        let left = left.inside(|inner| inner < binding.max(Binding::Sum));
        let right = right.inside(|inner| inner <= binding.max(Binding::Relation));
        Self::new(format!("{left} {operator} {right}"), binding)
    }

    fn inside(self, looser: impl Fn(Binding) -> bool) -> String {
        if looser(self.binding) { format!("({})", self.text) } else { self.text }
    }
}

impl Filter {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: impl Into<Self>) -> Self {
        self.joined("and", other.into(), Binding::And)
    }

    /// One of both holds, or both.
    #[must_use]
    pub fn or(self, other: impl Into<Self>) -> Self {
        self.joined("or", other.into(), Binding::Or)
    }

    /// As `binary`, but the grouping of several makes no difference.
    fn joined(self, operator: &str, other: Self, binding: Binding) -> Self {
        let looser = |inner: Binding| inner < binding;
        Self::new(format!("{} {operator} {}", self.inside(looser), other.inside(looser)), binding)
    }
}

/// The condition does not hold.
impl Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(format!("not {}", self.inside(|inner| inner < Binding::Primary)), Binding::Unary)
    }
}

impl<T> Clone for Expression<T> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone(), self.binding)
    }
}

impl<T> fmt::Debug for Expression<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, out)
    }
}

impl<T> fmt::Display for Expression<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

macro_rules! conditions_from {
    ($($text:ty),*) => {$(
        impl From<$text> for Filter {
            fn from(text: $text) -> Self {
                Self::raw(text)
            }
        }
    )*};
}

conditions_from!(&str, String, &String, Cow<'_, str>);

/// A property that is true or false is a condition itself.
impl<S> From<Property<S, bool>> for Filter {
    fn from(property: Property<S, bool>) -> Self {
        property.operand()
    }
}

impl<T> Operand<T> for Expression<T> {
    fn operand(self) -> Expression<T> {
        self
    }
}

impl<S, T> Operand<T> for Property<S, T> {
    fn operand(self) -> Expression<T> {
        Expression::primary(self.into_text())
    }
}

impl<T> Operand<T> for Null {
    fn operand(self) -> Expression<T> {
        Expression::primary(self.literal())
    }
}

/// Values that are operands of their own or of another type.
macro_rules! operands {
    ($($value:ty => $type:ty),* $(,)?) => {$(
        impl Operand<$type> for $value {
            fn operand(self) -> Expression<$type> {
                Expression::primary(self.literal())
            }
        }
    )*};
}

operands! {
    &str => String, String => String, &String => String, bool => bool,
    i8 => i8, i16 => i16, i32 => i32, i64 => i64, i128 => i128, u8 => u8, u16 => u16, u32 => u32, u64 => u64,
    f32 => f32, f64 => f64, Decimal => Decimal, &Decimal => Decimal, i64 => Decimal,
    Date => Date, &Date => Date, DateTimeOffset => DateTimeOffset, &DateTimeOffset => DateTimeOffset,
    TimeOfDay => TimeOfDay, &TimeOfDay => TimeOfDay, Duration => Duration, &Duration => Duration,
    Guid => Guid, &Guid => Guid, Binary => Binary, &Binary => Binary, Base64 => Base64, &Base64 => Base64,
    Geography => Geography, &Geography => Geography, Geometry => Geometry, &Geometry => Geometry,
    Json => Json, &Json => Json, &str => Json, bool => Json, i64 => Json,
}

impl<E: WireEnum> Operand<Open<E>> for E {
    fn operand(self) -> Expression<Open<E>> {
        Expression::primary(of_member(self))
    }
}

impl<E: WireEnum> Operand<Open<E>> for Open<E> {
    fn operand(self) -> Expression<Open<E>> {
        Expression::primary(self.literal())
    }
}

impl<E: WireEnum> Operand<Open<E>> for &Open<E> {
    fn operand(self) -> Expression<Open<E>> {
        Expression::primary(self.literal())
    }
}

impl<E: WireEnum + TypeName> Operand<Open<E>> for Qualified<E> {
    fn operand(self) -> Expression<Open<E>> {
        Expression::primary(self.literal())
    }
}

impl<E: WireEnum> Operand<Flags<E>> for E {
    fn operand(self) -> Expression<Flags<E>> {
        Expression::primary(of_member(self))
    }
}

impl<E: WireEnum> Operand<Flags<E>> for Flags<E> {
    fn operand(self) -> Expression<Flags<E>> {
        Expression::primary(self.literal())
    }
}

impl<E: WireEnum> Operand<Flags<E>> for &Flags<E> {
    fn operand(self) -> Expression<Flags<E>> {
        Expression::primary(self.literal())
    }
}

impl<E: WireEnum + TypeName> Operand<Flags<E>> for Qualified<E> {
    fn operand(self) -> Expression<Flags<E>> {
        Expression::primary(self.literal())
    }
}

/// What properties and expressions of any type have.
macro_rules! comparisons {
    ($(#[$docs:meta])* [$($generics:tt)*] $type:ty => $value:ty) => {
        $(#[$docs])*
        impl<$($generics)*> $type {
            fn compared(self, operator: &str, other: impl Operand<$value>, binding: Binding) -> Filter {
                Expression::binary(self.operand(), operator, other.operand(), binding)
            }

            /// Equal (`eq`); to nothing with `Null`.
            #[must_use]
            pub fn eq(self, other: impl Operand<$value>) -> Filter {
                self.compared("eq", other, Binding::Equality)
            }

            /// Not equal (`ne`).
            #[must_use]
            pub fn ne(self, other: impl Operand<$value>) -> Filter {
                self.compared("ne", other, Binding::Equality)
            }

            /// Greater (`gt`).
            #[must_use]
            pub fn gt(self, other: impl Operand<$value>) -> Filter {
                self.compared("gt", other, Binding::Relation)
            }

            /// Greater or equal (`ge`).
            #[must_use]
            pub fn ge(self, other: impl Operand<$value>) -> Filter {
                self.compared("ge", other, Binding::Relation)
            }

            /// Less (`lt`).
            #[must_use]
            pub fn lt(self, other: impl Operand<$value>) -> Filter {
                self.compared("lt", other, Binding::Relation)
            }

            /// Less or equal (`le`).
            #[must_use]
            pub fn le(self, other: impl Operand<$value>) -> Filter {
                self.compared("le", other, Binding::Relation)
            }

            /// One of several values (`in`); of none it is `false`.
            #[must_use]
            pub fn is_in<V: Operand<$value>>(self, values: impl IntoIterator<Item = V>) -> Filter {
                let values: Vec<String> = values.into_iter().map(|value| value.operand().text).collect();
                if values.is_empty() {
                    return Filter::primary("false".to_owned());
                }
                let left = self.operand().inside(|inner| inner <= Binding::Relation);
                Filter::new(format!("{left} in ({})", values.join(",")), Binding::Relation)
            }
        }
    };
}

comparisons!([S, T] Property<S, T> => T);
comparisons!([T] Expression<T> => T);
