//! `$expand` and what stands in its parentheses (URL Conventions, 5.1.3).

use std::borrow::Cow;
use std::fmt;

use super::expression::Filter;
use super::lists::{ListOf, Name, Order, joined};
use super::property::Property;
use crate::TypeName;

/// A navigation property in `$expand`, with options for what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expand {
    path: String,
    options: Vec<String>,
}

impl Expand {
    /// What a navigation property leads to.
    #[must_use]
    pub fn new(path: impl Into<Name>) -> Self {
        Self { path: path.into().to_string(), options: Vec::new() }
    }

    fn option(mut self, name: &str, value: &str) -> Self {
        self.options.push(format!("{name}={value}"));
        self
    }

    /// Of it, the entities of the type `D`.
    #[must_use]
    pub fn cast<D: TypeName>(mut self) -> Self {
        self.path = format!("{}/{}", self.path, D::TYPE_NAME);
        self
    }

    /// The references only (`$ref`).
    #[must_use]
    pub fn references(mut self) -> Self {
        self.path.push_str("/$ref");
        self
    }

    /// Their number only (`$count`).
    #[must_use]
    pub fn count_only(mut self) -> Self {
        self.path.push_str("/$count");
        self
    }

    /// These properties only (`$select`).
    #[must_use]
    pub fn select<Form>(self, properties: impl ListOf<Name, Form>) -> Self {
        self.option("$select", &joined(properties))
    }

    /// What a condition holds for (`$filter`).
    #[must_use]
    pub fn filter(self, condition: impl Into<Filter>) -> Self {
        self.option("$filter", condition.into().as_str())
    }

    /// What has some text (`$search`).
    #[must_use]
    pub fn search(self, text: impl AsRef<str>) -> Self {
        self.option("$search", text.as_ref())
    }

    /// In an order (`$orderby`).
    #[must_use]
    pub fn order_by<Form>(self, properties: impl ListOf<Order, Form>) -> Self {
        self.option("$orderby", &joined(properties))
    }

    /// At most so many (`$top`).
    #[must_use]
    pub fn top(self, items: u64) -> Self {
        self.option("$top", &items.to_string())
    }

    /// Without the first ones (`$skip`).
    #[must_use]
    pub fn skip(self, items: u64) -> Self {
        self.option("$skip", &items.to_string())
    }

    /// With their number (`$count=true`).
    #[must_use]
    pub fn count(self) -> Self {
        self.option("$count", "true")
    }

    /// So many levels of a path that leads to its own type (`$levels`).
    #[must_use]
    pub fn levels(self, levels: u32) -> Self {
        self.option("$levels", &levels.to_string())
    }

    /// As many levels as the service gives (`$levels=max`).
    #[must_use]
    pub fn all_levels(self) -> Self {
        self.option("$levels", "max")
    }

    /// With what they are related to (`$expand`).
    #[must_use]
    pub fn expand<Form>(self, properties: impl ListOf<Self, Form>) -> Self {
        self.option("$expand", &joined(properties))
    }

    /// With computed properties (`$compute`), as text.
    #[must_use]
    pub fn compute(self, expressions: impl AsRef<str>) -> Self {
        self.option("$compute", expressions.as_ref())
    }
}

impl fmt::Display for Expand {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.path)?;
        if self.options.is_empty() { Ok(()) } else { write!(out, "({})", self.options.join(";")) }
    }
}

impl<S, T> From<Property<S, T>> for Expand {
    fn from(property: Property<S, T>) -> Self {
        Self::new(property)
    }
}

macro_rules! from_text {
    ($($text:ty),*) => {$(
        impl From<$text> for Expand {
            fn from(text: $text) -> Self {
                Self::new(text)
            }
        }
    )*};
}

from_text!(&str, &&str, String, &String, Cow<'_, str>);
