//! The macros that complete generated enums.

/// Completes a generated enum whose members are strings and have no numbers. The enum brings `ALL`, `as_str` and
/// `from_wire`.
#[macro_export]
macro_rules! string_enum {
    ($type:ident) => {
        impl $crate::WireEnum for $type {
            const NAME: &'static str = ::core::stringify!($type);
            fn members() -> &'static [Self] {
                Self::ALL
            }
            fn text(self) -> &'static str {
                self.as_str()
            }
            fn from_text(text: &str) -> ::core::option::Option<Self> {
                Self::from_wire(text)
            }
        }
        $crate::enum_parts!($type);
    };
}

/// Completes a generated enum whose members are strings and have numbers, of the type given; instead of
/// [`string_enum!`](crate::string_enum).
#[macro_export]
macro_rules! number_enum {
    ($type:ident, $number:ty) => {
        impl $crate::WireEnum for $type {
            const NAME: &'static str = ::core::stringify!($type);
            fn members() -> &'static [Self] {
                Self::ALL
            }
            fn text(self) -> &'static str {
                self.as_str()
            }
            fn from_text(text: &str) -> ::core::option::Option<Self> {
                Self::from_wire(text)
            }
            $crate::enum_numbers!($number);
        }
        $crate::enum_from_number!($type, $number);
        $crate::enum_parts!($type);
    };
}

/// Completes a generated enum whose members are numbers in JSON. The enum brings `ALL` and `as_str`, the latter with
/// the number's text or the member's name.
#[macro_export]
macro_rules! integer_enum {
    ($type:ident, $number:ty) => {
        impl $crate::WireEnum for $type {
            const NAME: &'static str = ::core::stringify!($type);
            const NUMERIC: bool = true;
            fn members() -> &'static [Self] {
                Self::ALL
            }
            fn text(self) -> &'static str {
                self.as_str()
            }
            fn from_text(text: &str) -> ::core::option::Option<Self> {
                let named = Self::ALL.iter().copied().find(|member| member.as_str() == text);
                named.or_else(|| text.parse().ok().and_then(<Self as $crate::WireEnum>::from_number))
            }
            $crate::enum_numbers!($number);
        }
        $crate::enum_from_number!($type, $number);
        $crate::enum_parts!($type);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! enum_numbers {
    ($number:ty) => {
        fn from_number(number: i128) -> ::core::option::Option<Self> {
            Self::ALL.iter().copied().find(|member| (*member as $number) as i128 == number)
        }
        fn number(self) -> ::core::option::Option<i128> {
            ::core::option::Option::Some((self as $number) as i128)
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! enum_from_number {
    ($type:ident, $number:ty) => {
        impl ::core::convert::TryFrom<$number> for $type {
            type Error = $crate::UnknownMember;
            fn try_from(number: $number) -> ::core::result::Result<Self, $crate::UnknownMember> {
                let member = Self::ALL.iter().copied().find(|member| *member as $number == number);
                member.ok_or_else(|| $crate::UnknownMember::new::<Self>(&number))
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! enum_parts {
    ($type:ident) => {
        impl ::core::fmt::Display for $type {
            fn fmt(&self, out: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                out.write_str(self.as_str())
            }
        }
        impl ::core::str::FromStr for $type {
            type Err = $crate::UnknownMember;
            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::UnknownMember> {
                <Self as $crate::WireEnum>::from_text(text).ok_or_else(|| $crate::UnknownMember::new::<Self>(&text))
            }
        }
        impl $crate::Decode for $type {
            fn decode(json: &mut $crate::Reader<'_>) -> $crate::DecodeResult<Self> {
                $crate::decode_member(json)
            }
        }
        impl $crate::Encode for $type {
            fn encode(&self, out: &mut $crate::Writer) {
                $crate::encode_member(*self, out);
            }
        }
        impl $crate::ToText for $type {
            fn to_text(&self) -> ::std::borrow::Cow<'_, str> {
                $crate::enum_text(*self)
            }
        }
        impl ::core::cmp::PartialEq<$type> for ::core::option::Option<$crate::Open<$type>> {
            fn eq(&self, other: &$type) -> bool {
                self.as_ref().is_some_and(|value| value == other)
            }
        }
        impl ::core::cmp::PartialEq<$type> for $crate::Nullable<$crate::Open<$type>> {
            fn eq(&self, other: &$type) -> bool {
                self.as_option().is_some_and(|value| value == other)
            }
        }
        impl ::core::convert::From<$type> for $crate::Nullable<$crate::Open<$type>> {
            fn from(member: $type) -> Self {
                $crate::Nullable::Value($crate::Open::Known(member))
            }
        }
        $crate::serde_bridge!($type);
    };
}
