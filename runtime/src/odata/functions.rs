//! The functions and arithmetic operators that services compute (URL Conventions, 5.1.1).

use super::expression::{Binding, Expression, Filter, Operand};
use super::literal::Literal;
use super::property::Property;
use crate::{Date, DateTimeOffset, Decimal, Duration, Flags, Geography, Geometry, TimeOfDay, WireEnum};

fn call<T>(name: &str, arguments: &[String]) -> Expression<T> {
    Expression::primary(format!("{name}({})", arguments.join(",")))
}

/// The time at the service when it answers (`now()`).
#[must_use]
pub fn now() -> Expression<DateTimeOffset> {
    call("now", &[])
}

/// A value as an expression, such as the left side of a comparison.
pub fn literal<T: Literal>(value: &T) -> Expression<T> {
    Expression::primary(value.literal())
}

/// Methods of properties and of expressions of one type.
macro_rules! functions {
    ($value:ty: $($(#[$docs:meta])* $method:ident = $name:literal ($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        functions!(@on [S] Property<S, $value>, $value: $($(#[$docs])* $method = $name ($($argument: $type),*) -> $result;)*);
        functions!(@on [] Expression<$value>, $value: $($(#[$docs])* $method = $name ($($argument: $type),*) -> $result;)*);
    };
    (@on [$($generics:tt)*] $on:ty, $value:ty:
        $($(#[$docs:meta])* $method:ident = $name:literal ($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        impl<$($generics)*> $on {
            $(
                $(#[$docs])*
                #[must_use]
                pub fn $method(self, $($argument: impl Operand<$type>),*) -> Expression<$result> {
                    let own: Expression<$value> = self.operand();
                    call($name, &[own.text, $($argument.operand().text),*])
                }
            )*
        }
    };
}

functions! { String:
    /// Whether the text stands inside (`contains`).
    contains = "contains"(text: String) -> bool;
    /// Whether it begins with the text (`startswith`).
    starts_with = "startswith"(text: String) -> bool;
    /// Whether it ends with the text (`endswith`).
    ends_with = "endswith"(text: String) -> bool;
    /// Whether a regular expression matches (`matchesPattern`, version 4.01).
    matches_pattern = "matchesPattern"(pattern: String) -> bool;
    /// How many characters it has (`length`).
    length = "length"() -> i32;
    /// Where the text begins in it, or -1 (`indexof`).
    index_of = "indexof"(text: String) -> i32;
    /// What stands from a position on (`substring`).
    substring = "substring"(start: i32) -> String;
    /// So many characters from a position on (`substring`).
    substring_of_length = "substring"(start: i32, length: i32) -> String;
    /// In lower case (`tolower`).
    to_lower = "tolower"() -> String;
    /// In upper case (`toupper`).
    to_upper = "toupper"() -> String;
    /// Without space at both ends (`trim`).
    trim = "trim"() -> String;
    /// With another text after it (`concat`).
    concat = "concat"(text: String) -> String;
}

functions! { DateTimeOffset:
    /// The year.
    year = "year"() -> i32;
    /// The month, from 1.
    month = "month"() -> i32;
    /// The day of the month, from 1.
    day = "day"() -> i32;
    /// The hour.
    hour = "hour"() -> i32;
    /// The minute.
    minute = "minute"() -> i32;
    /// The second.
    second = "second"() -> i32;
    /// The part of a second.
    fractional_seconds = "fractionalseconds"() -> Decimal;
    /// The offset in minutes.
    total_offset_minutes = "totaloffsetminutes"() -> i32;
    /// The day.
    date = "date"() -> Date;
    /// The time of day.
    time = "time"() -> TimeOfDay;
}

functions! { Date:
    /// The year.
    year = "year"() -> i32;
    /// The month, from 1.
    month = "month"() -> i32;
    /// The day of the month, from 1.
    day = "day"() -> i32;
}

functions! { TimeOfDay:
    /// The hour.
    hour = "hour"() -> i32;
    /// The minute.
    minute = "minute"() -> i32;
    /// The second.
    second = "second"() -> i32;
    /// The part of a second.
    fractional_seconds = "fractionalseconds"() -> Decimal;
}

functions! { Duration:
    /// The length in seconds.
    total_seconds = "totalseconds"() -> Decimal;
}

/// What is measured of places (URL Conventions 4.01, section 5.1.1.8).
macro_rules! spatial {
    ($($place:ty),*) => {$(
        functions! { $place:
            /// The shortest distance to another place (`geo.distance`).
            distance = "geo.distance"(other: $place) -> f64;
            /// The length of a line (`geo.length`).
            length = "geo.length"() -> f64;
            /// Whether a point is in a polygon (`geo.intersects`).
            intersects = "geo.intersects"(polygon: $place) -> bool;
        }
    )*};
}

spatial!(Geography, Geometry);

/// Rounding, of the types that have something to round.
macro_rules! rounded {
    ($($value:ty),*) => {$(
        functions! { $value:
            /// The nearest integer.
            round = "round"() -> $value;
            /// The integer below.
            floor = "floor"() -> $value;
            /// The integer above.
            ceiling = "ceiling"() -> $value;
        }
    )*};
}

rounded!(f32, f64, Decimal);

/// Arithmetic on numbers.
macro_rules! arithmetic {
    ($($value:ty),*) => {$(
        arithmetic!(@on [S] Property<S, $value>, $value);
        arithmetic!(@on [] Expression<$value>, $value);
    )*};
    (@on [$($generics:tt)*] $on:ty, $value:ty) => {
        impl<$($generics)*> $on {
            /// The sum (`add`).
            #[must_use]
            pub fn plus(self, other: impl Operand<$value>) -> Expression<$value> {
                Expression::binary(self.operand(), "add", other.operand(), Binding::Sum)
            }

            /// The difference (`sub`).
            #[must_use]
            pub fn minus(self, other: impl Operand<$value>) -> Expression<$value> {
                Expression::binary(self.operand(), "sub", other.operand(), Binding::Sum)
            }

            /// The product (`mul`).
            #[must_use]
            pub fn times(self, other: impl Operand<$value>) -> Expression<$value> {
                Expression::binary(self.operand(), "mul", other.operand(), Binding::Product)
            }

            /// The quotient (`div`), whole where both are.
            #[must_use]
            pub fn divided_by(self, other: impl Operand<$value>) -> Expression<$value> {
                Expression::binary(self.operand(), "div", other.operand(), Binding::Product)
            }

            /// The remainder (`mod`).
            #[must_use]
            pub fn modulo(self, other: impl Operand<$value>) -> Expression<$value> {
                Expression::binary(self.operand(), "mod", other.operand(), Binding::Product)
            }
        }
    };
}

arithmetic!(i16, i32, i64, f32, f64, Decimal);

impl<S, E: WireEnum> Property<S, Flags<E>> {
    /// Whether the set has the members (`has`).
    #[must_use]
    pub fn has(self, members: impl Operand<Flags<E>>) -> Filter {
        Expression::binary(self.operand(), "has", members.operand(), Binding::Relation)
    }
}
