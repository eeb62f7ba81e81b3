//! The test of the description's examples. Their values stand beside it as JSON; here are only their types.

use std::collections::HashMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Input, operation::mentions, tokens};
use crate::model::Item;

/// The types of the examples, each of them once, and for each example the position of its own.
pub(crate) fn kinds(input: Input<'_>) -> (Vec<&Item>, Vec<usize>) {
    let mut kinds: Vec<&Item> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let positions = input.api.examples.iter().map(|example| {
        let shown = tokens::item_type(input, &from(), &example.item).to_string();
        *known.entry(shown).or_insert_with(|| {
            kinds.push(&example.item);
            kinds.len() - 1
        })
    });
    let positions = positions.collect();
    (kinds, positions)
}

/// The test sees the crate's modules as groups do.
fn from() -> [String; 1] {
    [String::from("test")]
}

/// The items of the test's file.
pub(crate) fn items(input: Input<'_>, kinds: &[&Item]) -> Vec<TokenStream> {
    let uses_models = kinds.iter().any(|item| mentions(&item.value));
    let models = input.crate_name.filter(|_| uses_models).map(|name| {
        let name = tokens::ident(name);
        quote! { use #name::models; }
    });
    let arms = kinds.iter().enumerate().map(|(position, item)| {
        let (position, item) = (Literal::usize_unsuffixed(position), tokens::item_type(input, &from(), item));
        quote! { #position => trip::<#item>(json), }
    });
    let mut items = vec![tokens::use_runtime()];
    items.extend(models);
    items.extend([
        quote! {
            /// What an example becomes when it is decoded and encoded again.
            fn trip<T: rt::Decode + rt::Encode>(json: &rt::Json) -> Result<rt::Json, rt::DecodeError> {
                json.parse::<T>().map(|value| rt::Json::from_value(&value))
            }
        },
        quote! {
            /// The same, by the position of its type.
            #[allow(deprecated, reason = "the description's types")]
            fn trip_as(kind: u64, json: &rt::Json) -> Result<rt::Json, rt::DecodeError> {
                match kind {
                    #(#arms)*
                    _ => Err(rt::DecodeError::new("a type of the list", "another", 0)),
                }
            }
        },
        quote! {
            /// Whether two values are equal as JSON; numbers are, whatever their notation.
            fn equal(left: &rt::Json, right: &rt::Json) -> bool {
                match (left.kind(), right.kind()) {
                    (rt::Kind::Number, rt::Kind::Number) => {
                        left.as_str() == right.as_str() || left.as_str().parse::<f64>() == right.as_str().parse::<f64>()
                    }
                    (rt::Kind::Array, rt::Kind::Array) => {
                        let (left, right) = (left.parse::<Vec<rt::Json>>(), right.parse::<Vec<rt::Json>>());
                        left.is_ok_and(|left| right.is_ok_and(|right| {
                            left.len() == right.len() && left.iter().zip(&right).all(|(left, right)| equal(left, right))
                        }))
                    }
                    (rt::Kind::Object, rt::Kind::Object) => {
                        let (left, right) = (left.parse::<rt::Map<rt::Json>>(), right.parse::<rt::Map<rt::Json>>());
                        left.is_ok_and(|left| right.is_ok_and(|right| {
                            let same = |(name, value): (&String, &rt::Json)| {
                                right.get(name).is_some_and(|other| equal(value, other))
                            };
                            left.len() == right.len() && left.iter().all(same)
                        }))
                    }
                    _ => left == right,
                }
            }
        },
        quote! {
            #[test]
            fn every_example_survives() {
                let read = rt::from_str::<Vec<rt::Map<rt::Json>>>(include_str!("examples.json"));
                let examples = read.expect("the list of examples");
                let mut wrong = Vec::new();
                for example in &examples {
                    let (at, kind, value) = (&example["at"], &example["type"], &example["value"]);
                    match trip_as(kind.parse().expect("a position"), value) {
                        Ok(again) if equal(value, &again) => {}
                        Ok(again) => wrong.push(format!("{at}: {value} became {again}")),
                        Err(error) => wrong.push(format!("{at}: {error}")),
                    }
                }
                assert_eq!(wrong, [""; 0]);
                assert!(!examples.is_empty());
            }
        },
    ]);
    items
}
