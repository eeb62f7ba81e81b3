//! The macros that complete generated enums. Each takes the members with their texts, and after them may follow other
//! texts of some members: `aliases [("old", Self::New)]`.

/// Completes a generated enum whose members are strings and have no numbers.
///
/// ```
/// use rest_bindgen_runtime as rt;
///
/// #[derive(Debug, PartialEq)]
/// enum Color {
///     Red,
///     DarkBlue,
/// }
/// rt::string_enum! { Color { Red "red", DarkBlue "dark-blue" } }
/// assert_eq!(Color::DarkBlue.as_str(), "dark-blue");
/// ```
#[macro_export]
macro_rules! string_enum {
    ($type:ident $members:tt $(aliases $aliases:expr)?) => {
        impl $crate::WireEnum for $type {
            #[inline]
            fn described() -> $crate::DescribedEnum<Self> {
                $crate::DescribedEnum::new(Self::ALL, Self::as_str)
                    $(.aliases(&$aliases))?
            }
        }
        $crate::enum_parts!($type $members "The member as it stands on the wire.");
    };
}

/// Completes a generated enum whose members are strings and have numbers, of the type given; instead of
/// [`string_enum!`](crate::string_enum).
#[macro_export]
macro_rules! number_enum {
    ($type:ident: $number:ident $members:tt $(aliases $aliases:expr)?) => {
        impl $crate::WireEnum for $type {
            #[inline]
            fn described() -> $crate::DescribedEnum<Self> {
                $crate::DescribedEnum::new(Self::ALL, Self::as_str)
                    .numbers(|member| (member as $number) as i128)
                    $(.aliases(&$aliases))?
            }
        }
        $crate::enum_parts!($type $members "The member as it stands on the wire." $number);
    };
}

/// Completes a generated enum whose members are numbers in JSON; `as_str` gives the number's text or the member's name.
#[macro_export]
macro_rules! integer_enum {
    ($type:ident: $number:ident $members:tt $(aliases $aliases:expr)?) => {
        impl $crate::WireEnum for $type {
            #[inline]
            fn described() -> $crate::DescribedEnum<Self> {
                $crate::DescribedEnum::new(Self::ALL, Self::as_str)
                    .numbers(|member| (member as $number) as i128)
                    .numeric()
                    $(.aliases(&$aliases))?
            }
        }
        $crate::enum_parts!($type $members "The digits of the member's number, which stands on the wire." $number);
    };
}

/// Completes a generated enum whose members are strings, numbers and booleans side by side; `bare` lists those that are
/// no strings. `as_str` gives their text without quotes.
///
/// ```
/// use rest_bindgen_runtime as rt;
///
/// #[derive(Debug, PartialEq)]
/// enum Level {
///     High,
///     Value2,
/// }
/// rt::mixed_enum! { Level { High "high", Value2 "2" } bare [Level::Value2] }
/// assert_eq!(rt::to_string(&[Level::High.into(), rt::Open::from(Level::Value2)].to_vec()), r#"["high",2]"#);
/// ```
#[macro_export]
macro_rules! mixed_enum {
    ($type:ident $members:tt bare $bare:expr) => {
        impl $crate::WireEnum for $type {
            #[inline]
            fn described() -> $crate::DescribedEnum<Self> {
                $crate::DescribedEnum::new(Self::ALL, Self::as_str).bare(&$bare)
            }
        }
        $crate::enum_parts!($type $members "The member as it stands on the wire, without quotes.");
    };
}

/// What all of them give, and an order where members have numbers. Each macro inside another and each derive is an
/// expansion of its own, which a large crate has thousands of.
#[doc(hidden)]
#[macro_export]
macro_rules! plain_enum_parts {
    ($type:ident { $($member:ident $text:tt),* $(,)? } $docs:literal $($number:ident)?) => {
        impl $type {
            /// Every member, in the description's order.
            pub const ALL: &'static [Self] = &[$(Self::$member),*];

            #[doc = $docs]
            #[inline]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$member => $text,)*
                }
            }

            $(
                /// The number that the description gives the member.
                #[inline]
                pub const fn number(self) -> $number {
                    self as $number
                }
            )?
        }

        $(
            impl ::core::convert::TryFrom<$number> for $type {
                type Error = $crate::UnknownMember;
                #[inline]
                fn try_from(number: $number) -> ::core::result::Result<Self, $crate::UnknownMember> {
                    $crate::enum_of_number(number as i128)
                }
            }

            impl ::core::cmp::Ord for $type {
                #[inline]
                fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                    (*self as $number).cmp(&(*other as $number))
                }
            }

            impl ::core::cmp::PartialOrd for $type {
                #[inline]
                fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                    ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
                }
            }
        )?

        impl ::core::marker::Copy for $type {}
        impl ::core::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }
        impl ::core::cmp::Eq for $type {}
        impl ::core::hash::Hash for $type {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&::core::mem::discriminant(self), state);
            }
        }
        impl ::core::fmt::Display for $type {
            #[inline]
            fn fmt(&self, out: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                out.write_str(self.as_str())
            }
        }
        impl ::core::str::FromStr for $type {
            type Err = $crate::UnknownMember;
            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::UnknownMember> {
                $crate::enum_of_text(text)
            }
        }
        impl $crate::Shape for $type {
            type Kind = $crate::AnEnum;
        }
        impl ::core::cmp::PartialEq<$type> for ::core::option::Option<$crate::Open<$type>> {
            #[inline]
            fn eq(&self, other: &$type) -> bool {
                $crate::equal_member(self, *other)
            }
        }
    };
}

#[doc(hidden)]
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! enum_parts {
    ($type:ident $($parts:tt)*) => {
        $crate::plain_enum_parts!($type $($parts)*);
        $crate::serde_bridge!($type);
    };
}
