//! The macro that completes a generated object, and the thin bridge to serde.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Decode, Encode, Object, Writer, from_slice, to_vec};

/// `Debug` of a generated type: its name and its members, secrets hidden.
///
/// # Errors
/// When the formatter does not take the text.
#[inline]
pub fn debug_object<T: Object>(object: &T, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    object_as_text(name_of::<T>(), object, out)
}

/// As [`debug_object`], for a type that is not always an object.
///
/// # Errors
/// When the formatter does not take the text.
#[inline]
pub fn debug_value<T: Encode>(value: &T, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    value_as_text(name_of::<T>(), value, out)
}

/// The name of a generated type, for people. `stringify!` would be one more expansion of a macro for each type, and the
/// compiler keeps spans in short form only as long as there are fewer than 32,767 of those.
pub(crate) fn name_of<T>() -> &'static str {
    let path = std::any::type_name::<T>();
    path.rsplit("::").next().unwrap_or(path)
}

fn object_as_text(name: &str, object: &dyn Object, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut writer = Writer::redacted();
    writer.object(object);
    debug_text(name, &writer.into_bytes(), out)
}

fn value_as_text(name: &str, value: &dyn Encode, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut writer = Writer::redacted();
    value.encode(&mut writer);
    debug_text(name, &writer.into_bytes(), out)
}

fn debug_text(name: &str, bytes: &[u8], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    if out.alternate()
        && let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes)
    {
        return write!(out, "{name} {value:#}");
    }
    write!(out, "{name} {}", String::from_utf8_lossy(bytes))
}

/// Serializes through JSON text. Numbers with more digits than 64 bits hold lose them on this way, and numbers beyond
/// the range of `f64` are errors; the crate's own functions keep them.
///
/// # Errors
/// When the serializer fails.
pub fn serialize<T: Encode + ?Sized, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let tree: serde_json::Value = serde_json::from_slice(&to_vec(value)).map_err(serde::ser::Error::custom)?;
    tree.serialize(serializer)
}

/// Deserializes through JSON text; see [`serialize`] for what is lost.
///
/// # Errors
/// When the deserializer fails or gives another shape.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let tree = serde_json::Value::deserialize(deserializer)?;
    from_slice(tree.to_string().as_bytes()).map_err(serde::de::Error::custom)
}

/// Makes a type that has a field for each member and a field `extra` an [`Object`]: for each member its index, the field
/// and the name on the wire, and after them the indices of those that are required or secret, and the fields that are
/// the same in every value (`= { ok: true }`), which they are by default. Gives it [`Decode`], [`Encode`], `Default`,
/// `Clone`, `PartialEq`, `Debug` with secrets hidden, and, with the feature `serde`, serde's two traits.
///
/// ```
/// use rest_bindgen_runtime as rt;
///
/// struct Account {
///     name: String,
///     pass_word: Option<String>,
///     extra: rt::Extra,
/// }
/// rt::object! { Account { 0 name "name", 1 pass_word "passWord" } required [0] secret [1] }
/// ```
// The indices stand there because a macro by example cannot count.
// A derive and each macro inside are expansions of their own, which a large crate has thousands of.
#[macro_export]
macro_rules! plain_object {
    ($type:ident { $($index:tt $field:ident $name:tt),* $(,)? } $($special:ident [$($indices:tt)*])*
        $(= { $($constant:ident : $always:expr),* })?) => {
        impl $crate::Object for $type {
            #[inline]
            fn members(&self) -> $crate::Members {
                $crate::Members::new(&[$($name),*])$(.$special(&[$($indices)*]))*
            }

            #[inline]
            fn member(&self, index: usize) -> &dyn $crate::Field {
                match index {
                    $($index => &self.$field,)*
                    _ => &self.extra,
                }
            }

            #[inline]
            fn member_mut(&mut self, index: usize) -> &mut dyn $crate::Field {
                match index {
                    $($index => &mut self.$field,)*
                    _ => &mut self.extra,
                }
            }
        }

        impl $crate::Shape for $type {
            type Kind = $crate::AnObject;
        }

        impl ::core::default::Default for $type {
            #[inline]
            fn default() -> Self {
                let value = Self {
                    $($field: ::core::default::Default::default(),)*
                    extra: ::core::default::Default::default(),
                };
                $($(
                    let mut value = value;
                    value.$constant = $always;
                )*)?
                value
            }
        }

        impl ::core::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                $crate::copy_object(self)
            }
        }

        impl ::core::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::equal_objects(self, other)
            }
        }

        impl ::core::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, out: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::debug_object(self, out)
            }
        }
    };
}

/// As [`plain_object!`](crate::plain_object), with serde's two traits.
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! object {
    ($type:ident $($table:tt)*) => {
        $crate::plain_object! { $type $($table)* }
        $crate::serde_bridge!($type);
    };
}

/// Gives a type with [`Decode`] and [`Encode`] serde's two traits, if the feature `serde` is on.
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! serde_bridge {
    ($($type:tt)*) => {};
}

/// Gives a type with [`Decode`] and [`Encode`] serde's two traits, if the feature `serde` is on.
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! serde_bridge {
    ($type:ty $(where $parameter:ident: $bound:path)?) => {
        impl $(<$parameter: $bound>)? $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serialize(self, serializer)
            }
        }

        impl<'de $(, $parameter: $bound)?> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::deserialize(deserializer)
            }
        }
    };
}

serde_bridge!(super::Json);
