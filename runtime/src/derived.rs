//! Types that extend others: a slot of the base type keeps all it received, and is read as the derived type on demand.

use crate::{Decode, DecodeError, DecodeResult, Encode, Extra, Json, Object, json::from_own, to_vec};

/// A type that has a name in its service's model.
pub trait TypeName {
    /// The full name, like `microsoft.graph.iosVppApp`.
    const TYPE_NAME: &'static str;
}

/// Says that a type extends `Base`, directly or not.
pub trait DerivedFrom<Base>: TypeName {}

/// What a type extends is extended by whatever extends it: a type of a long line says so of the nearest types alone.
pub trait Extends: TypeName {
    /// One of the types that it extends.
    type Base;
}

impl<D: Extends<Base: DerivedFrom<B>>, B> DerivedFrom<B> for D {}

/// Whether the type stated in `extra` is exactly `D`.
#[must_use]
pub fn is_type<D: TypeName>(extra: &Extra) -> bool {
    extra.odata_type() == Some(D::TYPE_NAME)
}

/// Reads a value as a type that extends its own, whatever type it states.
///
/// # Errors
/// When members of the derived type are missing or of another shape.
pub fn downcast<D: Decode + DerivedFrom<B>, B: Encode>(base: &B) -> DecodeResult<D> {
    from_own(&to_vec(base))
}

/// Reads a value as the type it states, which has to be `D`.
///
/// # Errors
/// When it states another type or none, or cannot be read as `D`.
#[doc(hidden)]
pub fn downcast_stated<D: Decode + DerivedFrom<B>, B: Encode>(base: &B, extra: &Extra) -> DecodeResult<D> {
    if is_type::<D>(extra) {
        return downcast(base);
    }
    let found = extra.odata_type().map_or_else(|| "no @odata.type".to_owned(), |name| format!("{name:?}"));
    Err(DecodeError::new(D::TYPE_NAME, found, 0).in_member("@odata.type"))
}

/// Turns a value into its base type: members the base does not know go to its `extra`, and `@odata.type` is added if
/// it is missing, so that a service still sees the derived type.
pub fn upcast<D: Encode + DerivedFrom<B>, B: Decode + Default + Object>(derived: &D) -> B {
    let bytes = to_vec(derived);
    let mut base = from_own::<B>(&bytes).unwrap_or_else(|_| {
        // Only where the description gives a property two types: everything is kept without being understood.
        let mut base = B::default();
        let members = from_own::<crate::Map<Json>>(&bytes).unwrap_or_default();
        if let Some(extra) = extra_of(&mut base) {
            for (name, value) in members {
                extra.insert(&name, value);
            }
        }
        base
    });
    if let Some(extra) = extra_of(&mut base).filter(|extra| extra.odata_type().is_none()) {
        extra.insert("@odata.type", Json::string(&format!("#{}", D::TYPE_NAME)));
    }
    base
}

/// A type that a discriminator of `Base` names (OpenAPI, Discriminator Object).
pub trait Tagged<Base> {
    /// The values of the discriminator that stand for this type; at least one.
    const TAGS: &'static [&'static str];
}

/// What a value's member of this name says, as text.
#[doc(hidden)]
pub fn tag_of<B: Encode>(base: &B, property: &str) -> Option<String> {
    crate::member_text(&String::from_utf8(to_vec(base)).ok()?, property).ok().flatten()
}

/// Reads a value as the type that its discriminator names, which has to be `D`.
///
/// # Errors
/// When it names another type or none, or cannot be read as `D`.
#[doc(hidden)]
pub fn downcast_tagged<D: Decode + Tagged<B>, B: Encode>(base: &B, property: &'static str) -> DecodeResult<D> {
    match tag_of(base, property) {
        Some(tag) if D::TAGS.contains(&tag.as_str()) => from_own(&to_vec(base)),
        found => {
            let expected = D::TAGS.first().copied().unwrap_or_default();
            let found = found.map_or_else(|| "no tag".to_owned(), |tag| format!("{tag:?}"));
            Err(DecodeError::new(expected, found, 0).in_member(property))
        }
    }
}

/// Turns a value into its base type, with the discriminator that names it.
#[doc(hidden)]
pub fn upcast_tagged<D: Encode + Tagged<B>, B: Decode + Default + Object>(derived: &D, property: &str) -> B {
    let mut members = from_own::<crate::Map<Json>>(&to_vec(derived)).unwrap_or_default();
    let stated = members.get(property).and_then(|tag| tag.parse::<String>().ok());
    if !stated.is_some_and(|stated| D::TAGS.contains(&stated.as_str())) {
        let tag = D::TAGS.first().copied().unwrap_or_default();
        members.insert(property.to_owned(), Json::string(tag));
    }
    from_own::<B>(&to_vec(&members)).unwrap_or_else(|_| {
        // Only where the description gives a property two types: everything is kept without being understood.
        let mut base = B::default();
        if let Some(extra) = extra_of(&mut base) {
            for (name, value) in members {
                extra.insert(&name, value);
            }
        }
        base
    })
}

/// Gives a generated base type whose discriminator is a member of this name `tag`, `is` and `downcast`, and the
/// conversion from each type that [`tagged!`](crate::tagged) names.
#[macro_export]
macro_rules! discriminated {
    ($base:ident, $property:literal) => {
        impl $base {
            #[doc = concat!("What `", $property, "` says of this value.")]
            #[must_use]
            #[inline]
            pub fn tag(&self) -> ::core::option::Option<::std::string::String> {
                $crate::tag_of(self, $property)
            }

            /// Whether the value says that it is a `D`.
            #[must_use]
            pub fn is<D: $crate::Tagged<Self>>(&self) -> bool {
                self.tag().is_some_and(|tag| D::TAGS.contains(&tag.as_str()))
            }

            /// This value as the derived type `D`, which it has to say it is.
            ///
            /// # Errors
            /// When it says something else or nothing, or its members do not fit.
            pub fn downcast<D: $crate::Tagged<Self> + $crate::Decode>(&self) -> $crate::DecodeResult<D> {
                $crate::downcast_tagged(self, $property)
            }
        }

        /// A value of a derived type as one of this type, with the discriminator that names it.
        impl<D: $crate::Tagged<$base> + $crate::Encode> ::core::convert::From<D> for $base {
            fn from(derived: D) -> Self {
                $crate::upcast_tagged(&derived, $property)
            }
        }
    };
}

/// Says which values of the discriminator of a generated base stand for a type.
#[macro_export]
macro_rules! tagged {
    ($derived:ty: $base:ty, $property:literal, $tags:expr) => {
        impl $crate::Tagged<$base> for $derived {
            const TAGS: &'static [&'static str] = &$tags;
        }
    };
}

fn extra_of(object: &mut dyn Object) -> Option<&mut Extra> {
    object.extra_mut()
}

/// Gives a generated base type `odata_type`, `is` and `downcast`, and the conversion from each type that
/// has [`DerivedFrom`]: one function for all of them.
#[macro_export]
macro_rules! base {
    ($base:ident) => {
        impl $base {
            /// The type the service states for this value, without the leading `#`.
            #[must_use]
            #[inline]
            pub fn odata_type(&self) -> ::core::option::Option<&str> {
                self.extra.odata_type()
            }

            /// Whether the service states exactly the type `D` for this value.
            #[must_use]
            pub fn is<D: $crate::DerivedFrom<Self>>(&self) -> bool {
                $crate::is_type::<D>(&self.extra)
            }

            /// This value as the derived type `D`, which it has to state. To read it as a type between the two,
            /// use the runtime's `downcast`.
            ///
            /// # Errors
            /// When it states another type or none, or its members do not fit.
            pub fn downcast<D: $crate::DerivedFrom<Self> + $crate::Decode>(&self) -> $crate::DecodeResult<D> {
                $crate::downcast_stated(self, &self.extra)
            }
        }

        /// A value of a derived type as one of this type. It still states its type, and keeps all members.
        impl<D: $crate::DerivedFrom<$base> + $crate::Encode> ::core::convert::From<D> for $base {
            fn from(derived: D) -> Self {
                $crate::upcast(&derived)
            }
        }
    };
}

/// Says that a generated type extends all that another extends, beside those of which [`DerivedFrom`] speaks.
#[macro_export]
macro_rules! extends {
    ($derived:ty: $base:ty) => {
        impl $crate::Extends for $derived {
            type Base = $base;
        }
    };
}
