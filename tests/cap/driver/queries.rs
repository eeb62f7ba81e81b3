//! Query options from the properties that the generated crate has as constants.

use licenses::{
    Client, Null,
    models::{Owners, Results, Tokens},
};
use rest_bindgen_runtime::{Expand, Filter};

use crate::{created, empty, named};

/// Three tokens with results, of which two have an owner.
async fn filled() -> Client {
    let client = empty().await;
    let owner = Owners { mail: Some("o'neil@example.com".to_owned()), name: "O'Neil".into(), ..Owners::default() };
    client.owners().create(&owner).await.expect("to create");
    for (name, licenses, outcomes) in [("a", 1, vec!["done"]), ("b'c", 2, vec!["done", "failed"]), ("d", 3, vec![])] {
        let results = outcomes.into_iter().zip(1..).map(|(outcome, number)| Results {
            number: Some(number),
            outcome: outcome.into(),
            message: format!("{name}{number}").into(),
            ..Results::default()
        });
        let token = Tokens {
            licenses: licenses.into(),
            results: Some(results.collect()),
            owner_mail: if licenses > 1 { "o'neil@example.com".into() } else { Null.into() },
            office_city: name.into(),
            ..named(name)
        };
        created(&client, token).await;
    }
    client
}

fn names(found: Vec<Tokens>) -> Vec<String> {
    found.into_iter().filter_map(|token| token.name.into_option()).collect()
}

#[tokio::test]
async fn conditions_of_properties() {
    let client = filled().await;
    let tokens = client.tokens();
    for (condition, expected) in [
        (Tokens::NAME.eq("b'c"), vec!["b'c"]),
        (Tokens::LICENSES.gt(1).and(Tokens::NAME.ne("d")), vec!["b'c"]),
        (Tokens::LICENSES.lt(2).or(Tokens::NAME.starts_with("d")), vec!["a", "d"]),
        (!Filter::from(Tokens::NAME.contains("'")), vec!["a", "d"]),
        (Tokens::NOTE.eq(Null), vec!["a", "b'c", "d"]),
        (Tokens::NAME.to_lower().ends_with("c"), vec!["b'c"]),
        (Tokens::LICENSES.ge(2).and(Tokens::NAME.length().eq(1)), vec!["d"]),
        (Tokens::OFFICE_CITY.eq("b'c"), vec!["b'c"]),
        (Tokens::OWNER.then(Owners::NAME).eq("O'Neil"), vec!["b'c", "d"]),
        (Tokens::RESULTS.any(|result| result.then(Results::OUTCOME).eq("failed")), vec!["b'c"]),
        (Tokens::RESULTS.all(|result| result.then(Results::OUTCOME).eq("done")), vec!["a", "d"]),
        (Tokens::RESULTS.is_not_empty(), vec!["a", "b'c"]),
        (Tokens::NAME.is_in(["a", "d"]), vec!["a", "d"]),
    ] {
        let shown = format!("{condition:?}");
        let found = tokens.list().filter(condition).order_by([Tokens::NAME]).await.expect(&shown);
        assert_eq!(names(found.value), expected, "{shown}");
    }
    assert_eq!(tokens.count().filter(Tokens::LICENSES.ge(2)).await.expect("to count"), 2);
}

#[tokio::test]
async fn orders_and_choices_of_properties() {
    let client = filled().await;
    let list = client.tokens().list();
    let ordered = list.order_by([Tokens::LICENSES.desc(), Tokens::NAME.asc()]).select((Tokens::NAME, Tokens::LICENSES));
    let found = ordered.top(2).await.expect("to list").value;
    assert!(found.iter().all(|token| token.note.is_absent() && token.licenses.is_value()));
    assert_eq!(names(found), ["d", "b'c"]);
}

#[tokio::test]
async fn expansions_with_options_inside() {
    let client = filled().await;
    let results = Expand::new(Tokens::RESULTS)
        .filter(Results::OUTCOME.eq("done").or(Results::MESSAGE.eq("a;b)'c")))
        .select((Results::NUMBER, Results::MESSAGE))
        .order_by([Results::NUMBER.desc()])
        .top(1);
    let owner = Expand::new(Tokens::OWNER).select([Owners::NAME]).expand([Expand::new(Owners::TOKENS).select([Tokens::NAME])]);
    let list = client.tokens().list().filter(Tokens::NAME.eq("b'c")).expand((results, owner));
    let token = list.await.expect("to list").value.pop().expect("a token");
    let results = token.results.expect("its results");
    assert_eq!(results.first().map(|it| (it.number, it.outcome.is_absent())), Some((Some(1), true)));
    assert_eq!(results.len(), 1);
    let owner = token.owner.into_option().expect("its owner");
    assert_eq!(owner.name, "O'Neil");
    let mut both = names(owner.tokens.expect("the owner's tokens"));
    both.sort();
    assert_eq!(both, ["b'c", "d"]);
}

#[tokio::test]
async fn aggregates_as_text() {
    let client = filled().await;
    let groups = "filter(licenses gt 1)/groupby((owner_mail),aggregate(licenses with sum as total))";
    let groups = client.tokens().list().apply(groups).await.expect("to aggregate").value;
    let [group] = &groups[..] else { panic!("{groups:?}") };
    assert_eq!(group.owner_mail, "o'neil@example.com");
    assert_eq!(group.extra.get("total").and_then(|total| total.parse::<i64>().ok()), Some(5));
}
