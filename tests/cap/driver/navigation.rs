//! The same service, reached step by step.

use licenses_by_navigation::{
    Bearer, Client, Null,
    models::{Owners, Results, Tokens, TokensRetireAllBody, TokensSyncLicensesBody},
};

async fn empty() -> Client {
    crate::empty().await;
    let service = std::env::var("SERVICE").expect("the service's address");
    Client::new(Bearer::new("anyone")).with_base_url(service)
}

fn named(name: &str) -> Tokens {
    Tokens { name: name.into(), ..Tokens::default() }
}

#[tokio::test]
async fn steps_lead_to_the_same_service() {
    let client = empty().await;
    let owner = Owners { mail: Some("o'neil@example.com".to_owned()), name: "O'Neil".into(), ..Owners::default() };
    client.owners().create(&owner).await.expect("to create");
    let result = |number| Results { number: Some(number), outcome: "done".into(), ..Results::default() };
    let token = Tokens {
        results: Some(vec![result(1), result(2)]),
        owner_mail: "o'neil@example.com".into(),
        note: "first".into(),
        ..named("deep")
    };
    let id = client.tokens().create(&token).await.expect("to create").id.expect("a key");
    let token = client.tokens().id(&id);
    assert_eq!(token.results().list().order_by(["number desc"]).await.expect("to list").value.len(), 2);
    assert_eq!(token.results().count().filter("number gt 1").await.expect("to count"), 1);
    assert_eq!(token.results().key(&id, 2).get().await.expect("to read").outcome, "done");
    assert_eq!(token.owner().get().select(["name"]).await.expect("to read").name, "O'Neil");
    let back = client.owners().mail("o'neil@example.com").tokens().id(&id).results().key(&id, 1).token().owner();
    assert_eq!(back.get().await.expect("to read").mail.as_deref(), Some("o'neil@example.com"));

    let change = Tokens { note: Null.into(), ..Tokens::default() };
    token.update(&change).if_match("*").await.expect("to update");
    let read = token.get().expand(["results($select=number)"]).await.expect("to read");
    assert!(read.note.is_null() && read.name == "deep");
    assert_eq!(read.results.map(|results| results.len()), Some(2));
    token.delete().if_match("*").await.expect("to delete");
    assert!(token.get().await.expect_err("it is gone").is_not_found());
}

#[tokio::test]
async fn actions_and_functions_of_a_step() {
    let client = empty().await;
    for name in ["one", "other", "third", "last"] {
        client.tokens().create(&named(name)).await.expect("to create");
    }
    let page = client.tokens().list().order_by(["name"]).await.expect("to list");
    assert_eq!((page.value.len(), page.next_link.is_some()), (3, true), "the service gives three at a time");
    let all = client.tokens().list().order_by(["name"]).stream().try_collect().await.expect("to list");
    assert_eq!(all.len(), 4);
    let token = client.tokens().id(&all[0].id.expect("a key"));
    let body = TokensSyncLicensesBody { extra_: 41.into(), ..TokensSyncLicensesBody::default() };
    assert_eq!(token.sync_licenses(&body).if_match("*").await.expect("to sync").licenses, 41);
    assert_eq!(token.licenses_left(1).await.expect("a number").value, 40);
    let body = TokensRetireAllBody { reason: "old".into(), ..TokensRetireAllBody::default() };
    assert_eq!(client.tokens().retire_all(&body).if_match("*").await.expect("a number").value, 4);
    assert_eq!(client.tokens().named("o").await.expect("to list").value.len(), 2);
    assert_eq!(client.root().sum(-2, 44).await.expect("a number").value, 42);
}

#[tokio::test]
async fn versions_and_batches_of_steps() {
    let client = empty().await;
    let token = client.tokens().create(&named("shared")).await.expect("to create");
    let (id, etag) = (token.id.expect("a key"), token.extra.etag().expect("an entity tag"));
    let token = client.tokens().id(&id);
    let change = |note: &str| Tokens { note: note.into(), ..Tokens::default() };
    token.update(&change("mine")).if_match(&etag).send_with_response().await.expect("nobody changed it");
    let error = token.update(&change("theirs")).if_match(&etag).await.expect_err("it was changed");
    assert!(error.is_precondition_failed(), "{error}");

    let mut batch = client.batch();
    let read = batch.add(token.get().select(["note"])).expect("to add");
    let after = batch.add_after(token.licenses_left(2), [read.id()]).expect("to add");
    let mut answers = batch.send().await.expect("to send");
    assert_eq!(answers.take(read).expect("a token").note, "mine");
    assert_eq!(answers.take(after).expect("a number").value, -2);
}

#[tokio::test]
async fn streams_of_a_step() {
    let client = empty().await;
    let every = licenses_by_navigation::models::EveryType { id: Some(1), ..Default::default() };
    client.every_type().create(&every).await.expect("to create");
    let one = client.every_type().id(1);
    one.set_some_bytes("plain text\n").await.expect("to write the stream");
    assert_eq!(one.get_some_bytes().await.expect("to read the stream"), "plain text\n");
}
