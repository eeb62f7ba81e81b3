//! Several requests in one, carried out by the service.

use licenses::models::{Tokens, TokensSyncLicensesBody};

use crate::{created, empty, named, refused};

#[tokio::test]
async fn answers_of_a_batch_are_typed() {
    let client = empty().await;
    let (id, _) = created(&client, Tokens { licenses: 7.into(), ..named("one") }).await;
    let tokens = client.tokens();
    let mut batch = client.batch();
    let read = batch.add(tokens.get(&id).select(["name", "licenses"])).expect("to add");
    let list = batch.add(tokens.list().filter("licenses gt 5").count()).expect("to add");
    let number = batch.add(tokens.count()).expect("to add");
    let left = batch.add(tokens.licenses_left(&id, 2)).expect("to add");
    let mut answers = batch.send().await.expect("to send");
    assert_eq!(answers.take(read).expect("a token").name, "one");
    let list = answers.take(list).expect("a list");
    assert_eq!((list.value.len(), list.count), (1, Some(1)));
    assert_eq!(answers.take(number).expect("a number"), 1);
    assert_eq!(answers.take(left).expect("a number").value, 5);
    assert!(answers.is_empty());
}

#[tokio::test]
async fn requests_of_a_batch_depend_on_each_other() {
    let client = empty().await;
    let id = "1f9e0a4e-32b5-4a1a-8e0f-6f2f6b1f1d01".parse().expect("a key");
    let tokens = client.tokens();
    let mut batch = client.batch();
    let new = Tokens { id: Some(id), ..named("new") };
    let created = batch.add(tokens.create(&new)).expect("to add");
    let body = TokensSyncLicensesBody { extra_: 3.into(), ..TokensSyncLicensesBody::default() };
    let synced = tokens.sync_licenses(&id, &body).if_match("*");
    let synced = batch.add_after(synced, [created.id()]).expect("to add");
    let read = batch.add_after(tokens.get(&id), [created.id(), synced.id()]).expect("to add");
    let mut answers = batch.send().await.expect("to send");
    let created = answers.take_with_response(created).expect("a new token");
    assert_eq!((created.status.as_u16(), created.value.id), (201, Some(id)));
    assert_eq!(answers.take(synced).expect("a token").licenses, 3);
    assert_eq!(answers.take(read).expect("a token").state, "done");
}

#[tokio::test]
async fn one_request_of_a_batch_fails_alone() {
    let client = empty().await;
    let (id, _) = created(&client, named("one")).await;
    let nobody = "00000000-0000-4000-8000-000000000000".parse().expect("a key");
    let tokens = client.tokens();
    let mut batch = client.batch().header("prefer", "continue-on-error");
    let missing = batch.add(tokens.get(&nobody)).expect("to add");
    let nameless = batch.add(tokens.create(&Tokens::default())).expect("to add");
    let after = batch.add_after(tokens.count(), [nameless.id()]).expect("to add");
    let there = batch.add(tokens.get(&id)).expect("to add");
    let mut answers = batch.send().await.expect("to send");
    assert!(answers.take(missing).expect_err("nobody has this key").is_not_found());
    let nameless = refused(answers.take(nameless).expect_err("the name is mandatory"));
    assert_eq!(nameless.status, 400);
    assert_eq!(nameless.odata.and_then(|said| said.target).as_deref(), Some("name"));
    assert_eq!(refused(answers.take(after).expect_err("what it depends on failed")).status, 424);
    assert_eq!(answers.take(there).expect("a token").name, "one");
}
