//! What generated request builders are made of: an address that grows step by step, and what may be done with it.

use std::fmt;

use http::Method;

use crate::address::{push_literal, push_segment, push_template};
use crate::call::{Call, Parts};
use crate::client::Client;
use crate::decode::{self, Decoder};
use crate::derived::TypeName;
use crate::error::{Error, Result, UsageError};
use crate::odata::{Prefixed, in_path};
use crate::parameter::{push_alias, push_optional};
use crate::query::{Count, Get, List};
use crate::{Decode, Encode, Json, Literal, Page, Parameter, Reference, ToText, to_string};

/// An address below a service's root that is put together step by step. What is wrong with a value in it shows when a
/// call is made.
#[derive(Clone)]
pub struct At<'c> {
    client: &'c Client,
    path: String,
    query: String,
    problem: Option<UsageError>,
}

impl<'c> At<'c> {
    /// The root of the service.
    #[must_use]
    pub fn root(client: &'c Client) -> Self {
        Self { client, path: String::new(), query: String::new(), problem: None }
    }

    /// The same address, to go on from.
    #[must_use]
    pub fn step(&self) -> Self {
        self.clone()
    }

    /// The address below this one, by text that is encoded already.
    #[must_use]
    pub fn to(&self, text: &str) -> Self {
        self.step().path(text)
    }

    /// Adds text, which is encoded already.
    #[must_use]
    pub fn path(mut self, text: &str) -> Self {
        push_template(&mut self.path, text);
        self
    }

    /// Adds a value as one segment. Empty values, `.`, `..` and control characters are refused.
    #[must_use]
    pub fn segment(mut self, value: &(impl ToText + ?Sized)) -> Self {
        let result = push_segment(&mut self.path, &value.to_text());
        self.check(result);
        self
    }

    /// Adds the inside of an OData string literal: quotes are doubled, then all is encoded.
    #[must_use]
    pub fn literal(mut self, value: &(impl ToText + ?Sized)) -> Self {
        let result = push_literal(&mut self.path, &value.to_text());
        self.check(result);
        self
    }

    /// Adds a value as a parameter of the path is written.
    #[must_use]
    pub fn parameter(mut self, parameter: &Parameter, value: &(impl Encode + ?Sized)) -> Self {
        match parameter.path_text(value) {
            Ok(text) => self.path.push_str(&text),
            Err(error) => self.check(Err(error)),
        }
        self
    }

    /// Adds an argument of a function as its literal, such as `duration'PT1H'`.
    #[must_use]
    pub fn argument(mut self, value: &(impl Literal + ?Sized)) -> Self {
        let literal = value.literal();
        if literal.contains(char::is_control) {
            self.check(Err(Error::usage("a value for the path holds a control character")));
        } else {
            self.path.push_str(&in_path(&literal));
        }
        self
    }

    /// The same behind a prefix, such as the name of an enum: `shop.Colour'red'`. Null has none.
    #[must_use]
    pub fn argument_as(self, prefix: &str, value: &(impl Literal + ?Sized)) -> Self {
        self.argument(&Prefixed(prefix, value))
    }

    /// Adds an argument of any type by an alias: texts in quotes, objects and lists as JSON.
    #[must_use]
    pub fn untyped(mut self, name: &str, value: &Json) -> Self {
        self.push_alias(name, &value.literal());
        self
    }

    /// Adds a list or an object by an alias, as JSON.
    #[must_use]
    pub fn alias(mut self, name: &str, value: &(impl Encode + ?Sized)) -> Self {
        self.push_alias(name, &to_string(value));
        self
    }

    /// Adds an argument that may be left out to the function at the end of the address, unless it is null.
    #[must_use]
    pub fn optional(mut self, parameter: &Parameter, value: &(impl Encode + ?Sized)) -> Self {
        let result = push_optional(&mut self.path, &mut self.query, parameter, value);
        self.check(result);
        self
    }

    /// The same as one of a derived type (OData URL Conventions 4.11).
    #[must_use]
    pub fn cast<D: TypeName>(&self) -> Self {
        self.step().path("/").path(D::TYPE_NAME)
    }

    /// A call of what is at the address; `decode` is one of [`decode`](crate::decode).
    pub fn call<T>(&self, method: Method, decode: fn() -> Decoder<T>) -> Call<'c, T> {
        let mut parts = Parts::new(method);
        parts.push_rendered(&self.path);
        if !self.query.is_empty() {
            parts.push_query(&self.query);
        }
        if let Some(problem) = &self.problem {
            parts.check(Err(Error::Usage(Box::new(problem.clone()))));
        }
        Call::from_parts(self.client, decode(), parts)
    }

    /// Lists the entities of the collection at the address.
    pub fn list<T: Decode>(&self) -> List<'c, T> {
        self.call(Method::GET, decode::json::<Page<T>>).into_list()
    }

    /// Counts them.
    pub fn count(&self) -> Count<'c> {
        self.call(Method::GET, decode::text::<i64>).path("/$count").accept("text/plain").into_count()
    }

    /// Creates an entity in the collection.
    pub fn create<T: Decode>(&self, body: &(impl Encode + ?Sized)) -> Call<'c, T> {
        self.call(Method::POST, decode::entity::<T>).json(body)
    }

    /// Reads the entity at the address.
    pub fn get<T: Decode>(&self) -> Get<'c, T> {
        self.call(Method::GET, decode::entity::<T>).into_get()
    }

    /// Changes it; a service may answer with what became of it.
    pub fn update<T: Decode>(&self, body: &(impl Encode + ?Sized)) -> Call<'c, Option<T>> {
        self.call(Method::PATCH, decode::optional_entity::<T>).json(body)
    }

    /// Deletes it.
    pub fn delete(&self) -> Call<'c, ()> {
        self.call(Method::DELETE, decode::empty)
    }

    fn push_alias(&mut self, name: &str, literal: &str) {
        let alias = push_alias(&mut self.query, name, literal);
        self.path.push('@');
        self.path.push_str(&alias);
    }

    fn check(&mut self, result: Result<()>) {
        if let Err(Error::Usage(error)) = result {
            self.problem.get_or_insert(*error);
        }
    }
}

/// The address without the client.
impl fmt::Debug for At<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "At({})", self.path)
    }
}

/// What is addressed may be read.
#[diagnostic::on_unimplemented(message = "the service does not let this be read here")]
pub trait Reads {}

/// Entities may be created in the collection.
#[diagnostic::on_unimplemented(message = "the service does not let entities be created here")]
pub trait Creates {}

/// What is addressed may be changed.
#[diagnostic::on_unimplemented(message = "the service does not let this be changed here")]
pub trait Updates {}

/// What is addressed may be deleted.
#[diagnostic::on_unimplemented(message = "the service does not let this be deleted here")]
pub trait Deletes {}

/// What is addressed is linked to, and the link can be managed.
#[diagnostic::on_unimplemented(message = "this is no link")]
pub trait Links {}

/// Declares a set of rights: a name for builders to carry.
#[macro_export]
macro_rules! rights {
    ($name:ident: $($right:ident),*) => {
        #[doc = "What may be done with what a builder addresses."]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}
        $(impl $crate::$right for $name {})*
    };
}

/// The rights over what belongs to its parent alone: all but those over links.
#[derive(Clone, Copy, Debug)]
pub enum Owned {}

impl Reads for Owned {}
impl Creates for Owned {}
impl Updates for Owned {}
impl Deletes for Owned {}

/// The rights over what is always there: a singleton is neither created nor deleted.
#[derive(Clone, Copy, Debug)]
pub enum Singleton {}

impl Reads for Singleton {}
impl Updates for Singleton {}

/// The rights over what is linked to: it is read here, and changed where it lives.
#[derive(Clone, Copy, Debug)]
pub enum Linked {}

impl Reads for Linked {}
impl Links for Linked {}

/// The rights over what a function returned.
#[derive(Clone, Copy, Debug)]
pub enum Returned {}

impl Reads for Returned {}

/// A type that has a request builder for one entity, so that a cast can lead there.
pub trait ItemOf: TypeName {
    /// The builder.
    type Item<'c, R>;

    /// The builder for an address.
    fn item<'c, R>(at: At<'c>) -> Self::Item<'c, R>;
}

/// The same for collections.
pub trait CollectionOf: TypeName {
    /// The builder.
    type Collection<'c, R>;

    /// The builder for an address.
    fn collection<'c, R>(at: At<'c>) -> Self::Collection<'c, R>;
}

/// Declares a request builder, or one for any type `T`.
#[macro_export]
macro_rules! builder {
    (#[doc = $docs:expr] $name:ident $(of $of:ident)?) => {
        #[doc = $docs]
        pub struct $name<'c, $($of,)? R = $crate::Owned> {
            at: $crate::At<'c>,
            rights: ::core::marker::PhantomData<fn() -> ($($of,)? R,)>,
        }

        impl<'c, $($of,)? R> $name<'c, $($of,)? R> {
            /// For an address that was put together elsewhere.
            #[must_use]
            pub fn new(at: $crate::At<'c>) -> Self {
                Self { at, rights: ::core::marker::PhantomData }
            }
        }

        impl<$($of,)? R> ::core::fmt::Debug for $name<'_, $($of,)? R> {
            fn fmt(&self, out: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.at, out)
            }
        }
    };
}

/// Says for types which builder is for one entity of them: `item_of! { Account => AccountItem }`.
#[macro_export]
macro_rules! item_of {
    ($($entity:ty => $builder:ident),* $(,)?) => {
        $(impl $crate::ItemOf for $entity {
            type Item<'c, R> = $builder<'c, R>;

            fn item<'c, R>(at: $crate::At<'c>) -> Self::Item<'c, R> {
                $builder::new(at)
            }
        })*
    };
}

/// Says for types which builder is for a collection of their entities: `collection_of! { Account => Accounts }`.
#[macro_export]
macro_rules! collection_of {
    ($($entity:ty => $builder:ident),* $(,)?) => {
        $(impl $crate::CollectionOf for $entity {
            type Collection<'c, R> = $builder<'c, R>;

            fn collection<'c, R>(at: $crate::At<'c>) -> Self::Collection<'c, R> {
                $builder::new(at)
            }
        })*
    };
}

/// The links from an entity to others (OData Protocol 11.4.6).
#[derive(Clone, Debug)]
pub struct ReferenceCollection<'c> {
    at: At<'c>,
}

impl<'c> ReferenceCollection<'c> {
    /// For the address of the navigation property.
    #[must_use]
    pub fn new(at: At<'c>) -> Self {
        Self { at: at.path("/$ref") }
    }

    /// The addresses of the linked entities.
    pub fn list(&self) -> List<'c, Reference> {
        self.at.call(Method::GET, decode::json::<Page<Reference>>).into_list()
    }

    /// Links to an entity by its address.
    pub fn add(&self, target: &str) -> Call<'c, ()> {
        self.at.call(Method::POST, decode::empty).json(&Reference::to(target))
    }

    /// Removes the link to an entity by its address; see also the `reference` of one of the entities.
    pub fn remove(&self, target: &str) -> Call<'c, ()> {
        self.at.call(Method::DELETE, decode::empty).query("@id", target)
    }
}

/// The link from an entity to another (OData Protocol 11.4.6).
#[derive(Clone, Debug)]
pub struct ReferenceItem<'c> {
    at: At<'c>,
}

impl<'c> ReferenceItem<'c> {
    /// For the address of the navigation property, or of an entity in it.
    #[must_use]
    pub fn new(at: At<'c>) -> Self {
        Self { at: at.path("/$ref") }
    }

    /// The address of the linked entity.
    pub fn get(&self) -> Call<'c, Reference> {
        self.at.call(Method::GET, decode::json::<Reference>)
    }

    /// Links to an entity by its address.
    pub fn set(&self, target: &str) -> Call<'c, ()> {
        self.at.call(Method::PUT, decode::empty).json(&Reference::to(target))
    }

    /// Removes the link. The entity stays.
    pub fn remove(&self) -> Call<'c, ()> {
        self.at.call(Method::DELETE, decode::empty)
    }
}
