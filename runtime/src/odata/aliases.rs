//! Arguments of functions that their bare text does not stand for: literals with a prefix, and aliases of lists and
//! objects, whose values stand in the query (URL Conventions 4.01, 5.1.1.14 and 5.3).

use super::literal::Literal;
use crate::address::list_value;
use crate::call::Call;
use crate::error::Error;
use crate::{Encode, Json, to_string};

impl<T> Call<'_, T> {
    /// Adds an argument to the path as its literal, such as `duration'PT1H'`.
    pub fn argument(mut self, value: &(impl Literal + ?Sized)) -> Self {
        let literal = value.literal();
        if literal.contains(char::is_control) {
            self.parts_mut().check(Err(Error::usage("a value for the path holds a control character")));
        } else {
            self.parts_mut().push_rendered(&in_path(&literal));
        }
        self
    }

    /// The same behind a prefix, such as the name of an enum: `shop.Colour'red'`. Null has none.
    pub fn argument_as(self, prefix: &str, value: &(impl Literal + ?Sized)) -> Self {
        self.argument(&Prefixed(prefix, value))
    }

    /// Adds an argument of any type by an alias: texts in quotes, objects and lists as JSON.
    pub fn untyped(mut self, name: &str, value: &Json) -> Self {
        self.parts_mut().push_alias(name, &value.literal());
        self
    }

    /// Adds a list or an object by an alias, as JSON.
    pub fn alias(mut self, name: &str, value: &(impl Encode + ?Sized)) -> Self {
        self.parts_mut().push_alias(name, &to_string(value));
        self
    }
}

/// A literal behind a prefix; null has none.
pub(crate) struct Prefixed<'a, T: ?Sized>(pub(crate) &'a str, pub(crate) &'a T);

impl<T: Literal + ?Sized> Literal for Prefixed<'_, T> {
    fn literal(&self) -> String {
        let literal = self.1.literal();
        if literal == "null" { literal } else { format!("{}{literal}", self.0) }
    }
}

/// A literal as it stands in a path: percent-encoded but for the quotes around it.
pub(crate) fn in_path(literal: &str) -> String {
    match literal.split_once('\'').and_then(|(prefix, rest)| Some((prefix, rest.strip_suffix('\'')?))) {
        Some((prefix, inside)) => format!("{}'{}'", list_value(prefix), list_value(inside)),
        None => list_value(literal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Anonymous, Client, Duration, Method, decode};

    fn target(change: impl FnOnce(Call<'_, ()>) -> Call<'_, ()>) -> String {
        let client = Client::new("https://host/v1", Anonymous);
        let prepared = change(Call::new(&client, Method::GET, decode::empty)).into_http();
        prepared.map_or_else(|error| error.to_string(), |prepared| prepared.request.uri().to_string())
    }

    #[test]
    fn arguments_are_literals_or_aliases() {
        let duration = "PT1H".parse::<Duration>().unwrap_or_default();
        assert_eq!(
            target(|call| call.path("/f(d=").argument(&duration).path(")")),
            "https://host/v1/f(d=duration'PT1H')"
        );
        assert_eq!(
            target(|call| call.path("/f(l=").alias("l", &vec!["a'b".to_owned()]).path(")")),
            "https://host/v1/f(l=@l)?@l=%5B%22a%27b%22%5D"
        );
        assert!(target(|call| call.path("/f(d=").argument("\n").path(")")).contains("control character"));
    }
}
