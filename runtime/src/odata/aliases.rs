//! Arguments of functions that their bare text does not stand for: literals with a prefix, and aliases of lists and
//! objects, whose values stand in the query (URL Conventions 4.01, 5.1.1.14 and 5.3).

use super::literal::Literal;
use crate::address::list_value;
use crate::call::Call;
use crate::error::Error;
use crate::{Encode, to_string};

impl<T> Call<'_, T> {
    /// Adds an argument to the path as its literal, such as `duration'PT1H'`.
    pub fn argument(mut self, value: &(impl Literal + ?Sized)) -> Self {
        let literal = value.literal();
        if literal.contains(char::is_control) {
            self.parts_mut().check(Err(Error::usage("a value for the path holds a control character")));
        } else {
            self.parts_mut().push_rendered(&list_value(&literal));
        }
        self
    }

    /// Gives an alias that stands in the path a list or an object, as JSON.
    pub fn alias(mut self, name: &str, value: &(impl Encode + ?Sized)) -> Self {
        self.parts_mut().query(&format!("@{name}"), &to_string(value));
        self
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
            "https://host/v1/f(d=duration%27PT1H%27)"
        );
        assert_eq!(
            target(|call| call.path("/f(l=").path("@l").alias("l", &vec!["a'b".to_owned()]).path(")")),
            "https://host/v1/f(l=@l)?@l=%5B%22a%27b%22%5D"
        );
        assert!(target(|call| call.path("/f(d=").argument("\n").path(")")).contains("control character"));
    }
}
