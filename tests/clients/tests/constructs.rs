//! Constructs that few descriptions have, as they stand on the wire.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its assumption does")]
#![allow(dead_code, reason = "the server serves other tests too")]

#[path = "../../wire/server.rs"]
mod server;

use rest_bindgen_runtime as rt;
use rt::Anonymous;
use serde_json::json;
use server::{Server, answer, nothing};
use test_clients::quoted_numbers;
use test_clients::{additional_operations, defaults, incoming, large_integers, large_values, mixed_values, one_way};

/// Nothing here has credentials; the server knows how to look for some.
const BEARER: &str = "none";

#[tokio::test]
async fn methods_of_any_name_are_sent_as_they_are_written() {
    let server = Server::new([answer(200, &["content-type: application/json"], r#"{"name":"n"}"#)]).await;
    let client = additional_operations::Client::new(Anonymous).with_base_url(server.url(""));
    let thing = additional_operations::models::Thing { name: Some("a".to_owned()), ..Default::default() };
    assert_eq!(client.things().link("a b", &thing).await.unwrap().name.as_deref(), Some("n"));
    let seen = server.take();
    assert_eq!((seen.line().as_str(), seen.json()), ("LINK /things/a%20b", json!({ "name": "a" })));
    client.things().query("1", &thing).await.unwrap();
    assert_eq!(server.take().line(), "QUERY /things/1");
    let server = Server::new([nothing()]).await;
    let client = additional_operations::Client::new(Anonymous).with_base_url(server.url(""));
    client.all().m_search_things_by_id("1").depth(2).await.unwrap();
    let seen = server.take();
    assert_eq!((seen.line().as_str(), seen.header("depth")), ("M-SEARCH /things/1", Some("2")));
    client.all().copy_things_by_id("1").await.unwrap();
    assert_eq!(server.take().line(), "copy /things/1");
}

#[tokio::test]
async fn integers_of_any_length_keep_every_digit() {
    let text = r#"{"vast":1606938044258990275541962092341162602522202993782792835301376,"below":-99999999999999999999999999999999999999999,"some":1,"i128":-85070591730234615865843651857942052864,"list":[20000000000000000000000000000000000000000]}"#;
    let server = Server::new([answer(200, &["content-type: application/json"], text)]).await;
    let client = large_integers::Client::new(Anonymous).with_base_url(server.url(""));
    let numbers = large_integers::models::Numbers { vast: Some("7".parse().unwrap()), ..Default::default() };
    let same = client.numbers().add(&numbers).await.unwrap();
    assert_eq!(String::from_utf8(server.take().body).unwrap(), r#"{"vast":7}"#);
    assert_eq!(same.vast.as_ref().map(ToString::to_string).as_deref(), text.get(8..69));
    client.numbers().add(&same).await.unwrap();
    assert_eq!(String::from_utf8(server.take().body).unwrap(), text);
}

#[test]
fn what_the_service_sends_is_read_by_its_type() {
    use incoming::{callbacks, models::State, webhooks};
    let order: webhooks::OrderChanged = webhooks::decode(br#"{"id":7,"state":"shipped","more":1}"#).unwrap();
    assert!(order.id == 7 && order.state == Some(State::Shipped.into()));
    #[allow(deprecated, reason = "so it is described")]
    let states = webhooks::decode::<webhooks::PutOrderChanged>(br#"["open","new"]"#).unwrap();
    assert!(states[0] == State::Open && states[1] != State::Open);
    assert_eq!(webhooks::encode(&webhooks::PutOrderChangedAnswer202::from("later")), br#""later""#);
    let shipped: callbacks::Shipped = callbacks::decode(br#"{"order":7}"#).unwrap();
    assert_eq!(shipped.order, 7);
    let error = callbacks::decode::<callbacks::Shipped>(br#"{"order":"x"}"#).unwrap_err();
    assert_eq!(error.path(), "order");
    assert_eq!(callbacks::encode(&callbacks::ShippedAnswer::default()), b"{}");
}

#[test]
fn values_that_nest_deeply_fit_on_a_stack_and_keep_what_they_hold() {
    use large_values::models::Order;
    // By value it would be thirty times as much.
    assert!(size_of::<Order>() < 2_000, "{}", size_of::<Order>());
    let street = json!({ "a": "1", "l": "2", "unknown": 3 });
    let address = json!({ "first": street, "streets": [street, street] });
    let person = json!({ "home": address, "work": address, "past": null });
    let order = json!({ "buyer": person, "seller": person, "target": person });
    let read: Order = rt::from_str(&order.to_string()).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&rt::to_string(&read)).unwrap(), order);
    assert_eq!(read.clone(), read);
}

#[tokio::test]
async fn numbers_that_are_texts_on_the_wire_are_numbers_to_a_program() {
    let text =
        r#"{"id":"9007199254740993","balance":"1.50","count":"007","limit":null,"steps":["1"],"named":{"a":"2"}}"#;
    let server = Server::new([answer(200, &["content-type: application/json"], text)]).await;
    let client = quoted_numbers::Client::new(Anonymous).with_base_url(server.url(""));
    let account = client.accounts().get(-5).among(&[1, 2]).await.unwrap();
    assert_eq!(server.take().line(), "GET /accounts/-5?among=1&among=2");
    assert!(account.id == 9_007_199_254_740_993 && account.count.as_ref().is_some_and(|count| *count == 7));
    assert_eq!(rt::to_string(&account), text);
    let made =
        quoted_numbers::models::Account { id: 5.into(), balance: rt::Decimal::from(7).into(), ..Default::default() };
    assert_eq!(rt::to_string(&made), r#"{"id":"5","balance":"7"}"#);
    assert!(quoted_numbers::models::Account::with_defaults().limit.as_option().is_some_and(|limit| *limit == 100));
    assert!(rt::from_str::<quoted_numbers::models::Account>(r#"{"id":"five","balance":"1"}"#).is_err());
}

#[test]
fn the_only_value_of_a_number_is_its_default() {
    let version = mixed_values::models::Version::default();
    assert_eq!(rt::to_string(&version), r#"{"version":1.5,"least":-0.0025,"single":0.1}"#);
}

#[tokio::test]
async fn values_of_several_kinds_stand_on_the_wire_as_they_are_described() {
    use mixed_values::models::{Level, Outcome, Settings, SettingsStepsItem};
    let text = r#"{"ok":false,"reason":"later"}"#;
    let server = Server::new([answer(200, &["content-type: application/json"], text)]).await;
    let client = mixed_values::Client::new(Anonymous).with_base_url(server.url(""));
    let settings = Settings {
        level: Level::Much.into(),
        before: Level::One.into(),
        steps: Some(vec![SettingsStepsItem::Last.into(), SettingsStepsItem::Value2.into()]),
        ..Settings::default()
    };
    let outcome = client.settings().set_settings(&settings).level(Level::All).await.unwrap();
    // Both variants have `ok` and nothing else that is required; its value tells them apart.
    assert!(matches!(outcome, Outcome::Failed(failed) if failed.reason.as_deref() == Some("later")));
    let seen = server.take();
    assert_eq!(seen.line(), "PUT /settings?level=true");
    assert_eq!(String::from_utf8(seen.body).unwrap(), r#"{"level":2.5,"before":"1","steps":["last",2]}"#);

    let text = r#"{"level":2.50,"steps":["2",1,"new",7,false]}"#;
    let read: Settings = rt::from_str(text).unwrap();
    assert!(read.level == Level::Much, "the same number in other words");
    let steps = read.steps.as_deref().unwrap_or_default();
    let known: Vec<_> = steps.iter().map(rt::Open::known).collect();
    assert_eq!(known.get(1), Some(&Some(SettingsStepsItem::Value1)));
    assert_eq!(known.get(2..), Some(&[None, None, None][..]));
    assert_eq!(rt::to_string(&read), text);
}

#[tokio::test]
async fn what_is_required_on_one_way_may_be_absent_on_the_other() {
    let text = r#"{"id":7,"name":"n","owner":{"since":null}}"#;
    let server = Server::new([answer(201, &["content-type: application/json"], text)]).await;
    let client = one_way::Client::new(Anonymous).with_base_url(server.url(""));
    let owner = one_way::models::Owner::default();
    let password = Some("p".to_owned());
    let account = one_way::models::Account { name: "n".to_owned(), password, owner: Some(owner), ..Default::default() };
    let made = client.accounts().create(&account).await.unwrap();
    assert_eq!(String::from_utf8(server.take().body).unwrap(), r#"{"name":"n","password":"p","owner":{}}"#);
    assert_eq!((made.id, made.password.as_deref()), (Some(7), None));
    assert!(rt::from_str::<one_way::models::Report>("{}").is_err(), "what only the service sends keeps its promise");
}

#[test]
fn the_defaults_of_the_description_are_a_value() {
    use defaults::models::{Sort, Thing};
    let defaults = Thing::with_defaults();
    assert!(defaults.sort == Sort::Asc && defaults.size == Some(20) && defaults.kind == "plain");
    assert!(defaults.wrong.is_none() && defaults.nil.as_option().is_none());
    let made = Thing { id: "1".to_owned(), size: Some(5), ..defaults };
    let text = r#"{"id":"1","kind":"plain","sort":"asc","size":5,"ratio":1.0,"tags":[],"nested":{"x":1},"when":"2020-01-01T00:00:00Z"}"#;
    assert_eq!(rt::to_string(&made), text);
}
