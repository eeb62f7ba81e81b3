//! What a user of the client writes, against the running service. Compiled and run by tests/cap.rs, one test after the
//! other: they share the service's data.

mod batches;
mod navigation;
mod queries;

use licenses::{
    Bearer, Client, Error, Null,
    models::{
        EchoBody, EveryType, EveryTypeSomeThings, Owners, Results, StoreAddress, StoreAddressPosition, Tokens,
        TokensRetireAllBody, TokensSyncLicensesBody,
    },
};
use rest_bindgen_runtime::{Date, Guid, StatusError};

/// A client of an empty service.
async fn empty() -> Client {
    let service = std::env::var("SERVICE").expect("the service's address");
    let client = Client::new(Bearer::new("anyone")).with_base_url(service);
    client.root().reset().await.expect("an empty service");
    client
}

/// A new token with its key.
async fn created(client: &Client, token: Tokens) -> (Guid, Tokens) {
    let token = client.tokens().create(&token).await.expect("to create");
    (token.id.expect("a key"), token)
}

fn named(name: &str) -> Tokens {
    Tokens { name: name.into(), ..Tokens::default() }
}

fn etag(token: &Tokens) -> String {
    token.extra.get("@odata.etag").and_then(|etag| etag.parse::<String>().ok()).expect("an entity tag")
}

fn refused(error: Error) -> StatusError {
    match error {
        Error::Status(refused) => *refused,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn create_read_update_delete() {
    let client = empty().await;
    let (id, token) = created(&client, named("O'Neil & co / ünïted")).await;
    assert_eq!(token.name, "O'Neil & co / ünïted");
    assert_eq!(token.licenses, 0);
    assert_eq!(token.state, "pending", "the service's default");
    assert!(token.note.is_null());

    let change = Tokens { note: "first".into(), severity: 5.into(), ..Tokens::default() };
    client.tokens().update(&id, &change).if_match("*").await.expect("to update");
    let read = client.tokens().get(&id).await.expect("to read");
    assert!(read.note == "first" && read.severity == 5);
    assert_eq!(read.name, token.name, "what is absent stays");

    let change = Tokens { note: Null.into(), ..Tokens::default() };
    client.tokens().update(&id, &change).if_match("*").await.expect("to update");
    let read = client.tokens().get(&id).select(["note", "severity"]).await.expect("to read");
    assert!(read.note.is_null() && read.name.is_absent());
    assert_eq!(read.severity, 5);

    client.tokens().delete(&id).if_match("*").await.expect("to delete");
    let error = client.tokens().get(&id).await.expect_err("it is gone");
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn a_composition_is_created_with_its_parent_and_read_with_expand() {
    let client = empty().await;
    let result = |number, outcome: &str| Results {
        number: Some(number),
        outcome: outcome.into(),
        message: "said".into(),
        ..Results::default()
    };
    let owner = Owners { mail: Some("anna's@example.com".to_owned()), name: "Anna".into(), ..Owners::default() };
    client.owners().create(&owner).await.expect("to create");
    let token = Tokens {
        results: Some(vec![result(1, "done"), result(2, "failed")]),
        owner_mail: "anna's@example.com".into(),
        ..named("deep")
    };
    let (id, _) = created(&client, token).await;

    let read = client.tokens().get(&id).expand(["results", "owner"]).await.expect("to read");
    let results = read.results.expect("the results");
    assert_eq!(results.iter().map(|result| result.number).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert_eq!(read.owner.into_option().and_then(|owner| owner.mail).as_deref(), Some("anna's@example.com"));

    let read = client.tokens().get(&id).expand(["results($filter=outcome eq 'failed';$select=number)"]);
    let results = read.await.expect("to read").results.expect("the results");
    assert_eq!(results.first().map(|result| (result.number, result.message.is_absent())), Some((Some(2), true)));

    // A key of two parts, and what is reached through a navigation property.
    let one = client.results().get(&id, 2).await.expect("to read");
    assert_eq!(one.outcome, "failed");
    assert_eq!(client.tokens_results().get(&id, &id, 1).await.expect("to read").outcome, "done");
    assert_eq!(client.tokens_results().count(&id).await.expect("to count"), 2);
    assert_eq!(client.token().get(&id, 1).await.expect("to read").id, Some(id));
    // A key of text, with a quote in it.
    let owned = client.owners_tokens().list("anna's@example.com").stream().try_collect().await.expect("to list");
    assert_eq!(owned.iter().map(|token| token.id).collect::<Vec<_>>(), [Some(id)]);
    assert_eq!(client.owner().get(&id).await.expect("to read").name, "Anna");
}

#[tokio::test]
async fn lists_are_filtered_ordered_counted_and_followed() {
    let client = empty().await;
    for (number, name) in ["a", "b", "c", "d", "e", "f", "g", "it's"].into_iter().enumerate() {
        let licenses = i32::try_from(number).expect("few");
        created(&client, Tokens { licenses: licenses.into(), ..named(name) }).await;
    }
    let tokens = client.tokens();
    let names = |found: Vec<Tokens>| {
        found.into_iter().filter_map(|token| token.name.into_option()).collect::<Vec<_>>().join(" ")
    };
    let filter = "licenses gt 2 and name ne 'it''s'";
    let found = tokens.list().filter(filter).order_by(["licenses desc"]).top(3).await.expect("to list");
    assert_eq!(names(found.value), "g f e");
    let found = tokens.list().filter("name eq 'it''s'").await.expect("to list");
    assert_eq!(found.value.len(), 1);

    // The service gives three at a time.
    let page = tokens.list().order_by(["name"]).count().await.expect("to list");
    assert_eq!((page.value.len(), page.count, page.next_link.is_some()), (3, Some(8), true));
    let next = page.next_page(&client).expect("a link to the same service").expect("a second page");
    assert_eq!(names(next.await.expect("the second page").value), "d e f");
    let mut stream = tokens.list().order_by(["name"]).count().stream();
    let mut all = Vec::new();
    while let Some(token) = stream.try_next().await.expect("the next") {
        all.push(token);
    }
    assert_eq!((names(all).as_str(), stream.count()), ("a b c d e f g it's", Some(8)));

    assert_eq!(tokens.count().await.expect("to count"), 8);
    assert_eq!(tokens.count().filter("licenses lt 3").await.expect("to count"), 3);
    let found = tokens.list().skip(6).order_by(["name"]).select(["name"]).await.expect("to list");
    assert_eq!(names(found.value), "g it's");
}

#[tokio::test]
async fn actions_and_functions() {
    let client = empty().await;
    let (id, _) = created(&client, named("one")).await;
    created(&client, named("other")).await;
    let tokens = client.tokens();

    let body = TokensSyncLicensesBody { extra_: 41.into(), ..TokensSyncLicensesBody::default() };
    let token = tokens.sync_licenses(&id, &body).if_match("*").await.expect("to sync");
    assert!(token.licenses == 41 && token.state == "done");
    assert_eq!(tokens.licenses_left(&id, 1).await.expect("a number").value, 40);
    let body = TokensRetireAllBody { reason: "old".into(), ..TokensRetireAllBody::default() };
    assert_eq!(tokens.retire_all(&body).if_match("*").await.expect("a number").value, 2);
    let found = tokens.named("o").await.expect("to list");
    assert_eq!(found.value.iter().filter(|token| token.note == "old").count(), 2);

    let root = client.root();
    assert_eq!(root.sum(-2, 44).await.expect("a number").value, 42);
    // An argument that may be left out, and one with a quote in it.
    let day: Date = "2024-02-29".parse().expect("a date");
    let greeting = root.greet("O'Neil").at(&day).await.expect("a text");
    assert_eq!(greeting.value, "O'Neil 2024-02-29");
    assert_eq!(root.greet("Anna").await.expect("a text").value, "Anna undefined");
    assert_eq!(root.labels().await.expect("texts").value, ["red", "it's", ""]);
    let position = StoreAddressPosition { latitude: 48.5.into(), ..StoreAddressPosition::default() };
    let address = StoreAddress { city: "Ulm".into(), position: position.into(), ..StoreAddress::default() };
    let body = EchoBody {
        text: Some("Main street".to_owned()),
        numbers: Some(vec![Some(1), Some(2)]),
        address: address.into(),
        ..EchoBody::default()
    };
    let echo = root.echo(&body).await.expect("an address");
    assert!(echo.street == "Main street" && echo.city == "Ulm");
    assert_eq!(echo.position.into_option().map(|position| position.latitude), Some(48.5.into()));
}

#[tokio::test]
async fn every_type_comes_back_as_it_was_sent() {
    let client = empty().await;
    let sent = EveryType {
        id: Some(1),
        a_boolean: true.into(),
        a_byte: 255.into(),
        a_short: (-32_768).into(),
        an_integer: i32::MAX.into(),
        a_long: (1_i64 << 52).into(),
        a_decimal: "12345678.0625".parse::<rest_bindgen_runtime::Decimal>().expect("a number").into(),
        a_floating: "0.1".parse::<rest_bindgen_runtime::Decimal>().expect("a number").into(),
        a_double: 2.5e-7.into(),
        a_date: "2024-02-29".parse::<Date>().expect("a date").into(),
        a_time: "23:59:58".parse::<rest_bindgen_runtime::TimeOfDay>().expect("a time").into(),
        a_date_time: "2024-02-29T23:59:58Z".parse::<rest_bindgen_runtime::DateTimeOffset>().expect("a time").into(),
        a_timestamp: "2024-02-29T23:59:58.123Z".parse::<rest_bindgen_runtime::DateTimeOffset>().expect("a time").into(),
        a_text: "ünïcode \u{1f600} \" \\ ' \n".into(),
        a_long_text: "long ".repeat(10_000).into(),
        a_binary: rest_bindgen_runtime::Binary::from(vec![0, 1, 254, 255]).into(),
        some_numbers: Some(vec![Some(1), Some(-1)]),
        some_things: Some(vec![Some(EveryTypeSomeThings {
            kind: "a".into(),
            amount: "1.25".parse::<rest_bindgen_runtime::Decimal>().expect("a number").into(),
            ..EveryTypeSomeThings::default()
        })]),
        a_uuid: "c0dc4cdd-431e-4a71-8104-bc6891b8c39c".parse::<Guid>().expect("a key").into(),
        ..EveryType::default()
    };
    client.every_type().create(&sent).await.expect("to create");
    let mut read = client.every_type().get(1).await.expect("to read");
    read.extra = sent.extra.clone();
    assert_eq!(read, sent);

    // All may be null but the key.
    client.every_type().create(&EveryType { id: Some(2), ..EveryType::default() }).await.expect("to create");
    let read = client.every_type().get(2).await.expect("to read");
    assert!(read.a_boolean.is_null() && read.a_uuid.is_null() && read.a_timestamp.is_null());

    let bytes = client.some_bytes();
    bytes.set_content(1, "plain text\n").await.expect("to write the stream");
    assert_eq!(bytes.get_content(1).await.expect("to read the stream"), "plain text\n");
}

#[tokio::test]
async fn a_change_of_what_others_changed_is_refused() {
    let client = empty().await;
    let (id, token) = created(&client, named("shared")).await;
    let first = etag(&token);
    let change = |note: &str| Tokens { note: note.into(), ..Tokens::default() };
    let update = client.tokens().update(&id, &change("mine")).if_match(&first).send_with_response();
    assert!(update.await.expect("nobody changed it").status.is_success());

    let second = etag(&client.tokens().get(&id).await.expect("to read"));
    assert_ne!(first, second);
    let error = client.tokens().update(&id, &change("theirs")).await;
    assert_eq!(refused(error.expect_err("the service wants to know")).status, 428);
    let error = client.tokens().update(&id, &change("theirs")).if_match(&first).await;
    assert_eq!(refused(error.expect_err("it was changed")).status, 412);
    let error = client.tokens().delete(&id).if_match(&first).await;
    assert_eq!(refused(error.expect_err("it was changed")).status, 412);
    assert_eq!(client.tokens().get(&id).await.expect("to read").note, "mine");
    let unchanged = client.tokens().get(&id).if_none_match(&second).await;
    assert_eq!(refused(unchanged.expect_err("nothing new")).status, 304);
    client.tokens().delete(&id).if_match(&second).await.expect("to delete");
}

#[tokio::test]
async fn errors_say_what_the_service_says() {
    let client = empty().await;
    let error = refused(client.root().refuse(418).await.expect_err("it refuses"));
    let said = error.odata.as_ref().expect("an error in the form of OData");
    assert_eq!(error.status, 418);
    let texts = [&said.code, &said.message, &said.target].map(Option::as_deref);
    assert_eq!(texts, [Some("REFUSED"), Some("because"), Some("code")]);

    let error = refused(client.tokens().list().filter("nothing eq 1").await.expect_err("no such property"));
    assert_eq!(error.status, 400);
    assert!(error.odata.is_some_and(|said| said.message.is_some_and(|text| text.contains("nothing"))));

    let error = refused(client.tokens().create(&Tokens::default()).await.expect_err("the name is mandatory"));
    assert_eq!(error.status, 400);
    assert_eq!(error.odata.and_then(|said| said.target).as_deref(), Some("name"));
}

#[tokio::test]
async fn links_to_what_is_there() {
    let client = empty().await;
    let owner = Owners { mail: Some("anna@example.com".to_owned()), ..Owners::default() };
    client.owners().create(&owner).await.expect("to create");
    let mut token = named("bound");
    token.extra.bind("owner", "Owners('anna@example.com')");
    let (id, _) = created(&client, token).await;
    assert_eq!(client.tokens().get(&id).await.expect("to read").owner_mail, "anna@example.com");
}
