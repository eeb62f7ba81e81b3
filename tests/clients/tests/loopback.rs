//! Bodies and answers of every form, as they stand on the wire.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its assumption does")]
#![allow(dead_code, reason = "the server serves other tests too")]

#[path = "../../wire/server.rs"]
mod server;

use rest_bindgen_runtime as rt;
use rt::Bearer;
use serde_json::{Value, json};
use server::{Answer, Server, answer, nothing};
use test_clients::{discriminator, forms, multipart};

const BEARER: &str = "canary-bearer-5d41402a";

fn of_json(status: u16, body: &Value) -> Answer {
    answer(status, &["content-type: application/json"], body.to_string())
}

fn forms(server: &Server) -> forms::Client {
    forms::Client::new(Bearer::new(BEARER)).with_base_url(server.url(""))
}

fn order() -> forms::models::Order {
    forms::models::Order { name: Some("a b".to_owned()), count: Some(2), ..Default::default() }
}

#[tokio::test]
async fn each_form_of_a_body_goes_out_as_its_media_type() {
    let server = Server::new([nothing()]).await;
    let client = forms(&server);
    let orders = client.orders();
    let draft = forms::models::CreateOrderBodyJson { draft: Some("d".to_owned()), ..Default::default() };
    let calls = [
        orders.create(&order()),
        orders.create_vnd_example_draft(&draft),
        orders.create_form(&order()),
        orders.create_text("x"),
        orders.create_bytes("y"),
        orders.create_bytes(rt::Body::from("in pieces").with_progress(|_, _| {})),
    ];
    let mut sent = Vec::new();
    for call in calls {
        assert!(matches!(call.await, Ok(forms::orders::CreateResponse::NoContent)));
        let seen = server.take();
        assert_eq!(seen.line(), "POST /orders");
        assert_eq!(seen.header("accept"), Some("application/json, text/plain, application/problem+json;q=0.5"));
        sent.push(format!("{} {}", seen.header("content-type").unwrap(), String::from_utf8_lossy(&seen.body)));
    }
    assert_eq!(
        sent,
        [
            r#"application/json {"name":"a b","count":2}"#,
            r#"application/vnd.example.draft+json {"draft":"d"}"#,
            "application/x-www-form-urlencoded name=a+b&count=2",
            "text/plain x",
            "application/octet-stream y",
            "application/octet-stream in pieces",
        ]
    );
}

#[tokio::test]
async fn a_success_is_read_by_its_status() {
    use forms::orders::CreateResponse;
    let server = Server::new([
        answer(200, &["content-type: application/json", "x-rate-limit: 7"], r#"{"name":"n"}"#),
        of_json(201, &json!({ "id": 5 })),
        answer(202, &["content-type: text/plain"], "later"),
        nothing(),
        of_json(207, &json!([1])),
        // The shape of another status counts for nothing.
        of_json(201, &json!({ "name": "n" })),
    ])
    .await;
    let client = forms(&server);
    let call = || client.orders().create(&order()).dry(true);
    let first = call().send_with_response().await.unwrap();
    assert_eq!(first.header::<i32>("X-Rate-Limit"), Some(7));
    assert_eq!(first.header::<i32>("content-type"), None);
    assert!(matches!(first.value, CreateResponse::Ok(order) if order.name.as_deref() == Some("n")));
    assert!(matches!(call().await, Ok(CreateResponse::Created(one)) if one.id == 5));
    assert!(matches!(call().await, Ok(CreateResponse::Accepted(text)) if text == "later"));
    assert!(matches!(call().await, Ok(CreateResponse::NoContent)));
    assert!(matches!(call().await, Ok(CreateResponse::Success(_))));
    assert!(matches!(call().await, Err(rt::Error::Decode(_))));
    assert_eq!(server.seen().first().map(server::Seen::line).as_deref(), Some("POST /orders?dry=true"));
}

#[tokio::test]
async fn another_form_of_answer_is_asked_for() {
    let server = Server::new([answer(200, &["content-type: text/csv"], "a,b")]).await;
    let client = forms(&server);
    let answer = client.orders().create_as_csv(&order()).await.unwrap();
    assert_eq!(answer, forms::orders::CreateAsCsvResponse::Ok("a,b".to_owned()));
    let asked = "text/csv, application/json, text/plain, application/problem+json;q=0.5";
    assert_eq!(server.take().header("accept"), Some(asked));
    assert_eq!(&client.orders().get_picture_as_png().await.unwrap()[..], b"a,b");
    assert_eq!(server.take().header("accept"), Some("image/png, image/jpeg"));
}

#[tokio::test]
async fn a_whole_query_is_one_value() {
    let server = Server::new([nothing()]).await;
    let client = forms(&server);
    let criteria = forms::models::SearchOrdersParameterCriteria {
        name: Some("a b&c".to_owned()),
        after: Some(7),
        ..Default::default()
    };
    client.orders().search(&criteria).await.unwrap();
    assert_eq!(server.take().line(), "GET /search?name=a%20b%26c&after=7");
}

#[tokio::test]
async fn a_whole_query_is_one_json_text() {
    let server = Server::new([nothing()]).await;
    let client = forms(&server);
    let criteria = forms::models::SearchOrdersByJsonParameterCriteria {
        name: Some("a&b=c".to_owned()),
        above: Some(vec![1, 2]),
        ..Default::default()
    };
    client.orders().search_orders_by_json(&criteria).await.unwrap();
    let query = "%7B%22name%22%3A%22a%26b%3Dc%22%2C%22above%22%3A%5B1%2C2%5D%7D";
    assert_eq!(server.take().line(), format!("GET /search-by-json?{query}"));
}

#[tokio::test]
async fn the_body_of_an_error_has_its_type() {
    let server = Server::new([of_json(404, &json!({ "title": "none" })), of_json(400, &json!(["a", "b"]))]).await;
    let client = forms(&server);
    let error = client.orders().create(&order()).await.unwrap_err();
    assert_eq!(error.body::<forms::models::Problem>().and_then(|problem| problem.title).as_deref(), Some("none"));
    let error = client.orders().create(&order()).await.unwrap_err();
    assert_eq!(error.body::<Vec<String>>(), Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(error.body::<forms::models::Problem>(), None);
}

#[tokio::test]
async fn events_are_typed_until_the_service_is_done() {
    let text = "\u{feff}: hello\r\n\r\ndata: {\"delta\":\ndata: \"a\"}\n\ndata: {\"other\":1}\r\rdata: {\"delta\":\"b\"}\n\n\
        data: [DONE]\n\ndata: {\"delta\":\"c\"}\n\n";
    let events = || answer(200, &["content-type: text/event-stream"], text);
    let server = Server::new([events(), events(), events()]).await;
    let client = forms(&server);
    let mut stream = client.answers().create_stream(&Default::default()).await.unwrap();
    let seen = server.take();
    assert_eq!(seen.header("accept"), Some("text/event-stream"));
    assert_eq!(seen.json(), json!({ "stream": true }));
    let delta = |piece: Option<forms::models::Piece>| piece.map(|piece| piece.delta);
    assert_eq!(delta(stream.try_next().await.unwrap()).as_deref(), Some("a"));
    // A value that is not as described ends nothing.
    let error = stream.try_next().await.unwrap_err();
    assert!(matches!(&error, rt::Error::Stream(_)), "{error}");
    assert!(!error.to_string().contains("other"), "{error}");
    assert_eq!(delta(stream.try_next().await.unwrap()).as_deref(), Some("b"));
    assert_eq!(delta(stream.try_next().await.unwrap()), None);
    assert_eq!(delta(stream.try_next().await.unwrap()), None);

    let mut stream = client.answers().listen_to_events().await.unwrap();
    let mut data = Vec::new();
    while let Some(event) = stream.try_next().await.unwrap() {
        data.push(event.data);
    }
    assert_eq!(data.len(), 5);
    assert_eq!(data[3], "[DONE]");

    let mut stream = client.answers().list_changes().await.unwrap().event_limit(16);
    assert!(matches!(stream.try_next().await, Err(rt::Error::Stream(_))));
    assert!(matches!(stream.try_next().await, Ok(None)));
}

#[tokio::test]
async fn events_come_before_the_answer_ends() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let service = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        let head = "HTTP/1.1 200 Told\r\ncontent-type: text/event-stream\r\n\r\n";
        stream.write_all(format!("{head}data: {{\"delta\":\"a\"}}\n\ndata: {{\"del").as_bytes()).await.unwrap();
        // Nothing more comes until the client hangs up.
        stream.read(&mut request).await.unwrap_or_default()
    });
    let client = forms::Client::new(Bearer::new(BEARER)).with_base_url(url);
    let within = std::time::Duration::from_secs(20);
    let mut stream = tokio::time::timeout(within, client.answers().list_changes()).await.unwrap().unwrap();
    let first = tokio::time::timeout(within, stream.try_next()).await.unwrap().unwrap();
    assert_eq!(first.map(|piece| piece.delta).as_deref(), Some("a"));
    drop(stream);
    assert_eq!(tokio::time::timeout(within, service).await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn a_stream_that_is_refused_is_an_error() {
    let server = Server::new([of_json(404, &json!({ "title": "none" }))]).await;
    let error = forms(&server).answers().list_changes().await.unwrap_err();
    assert_eq!(error.body::<forms::models::Problem>().and_then(|problem| problem.title).as_deref(), Some("none"));
}

#[tokio::test]
async fn lines_and_records_are_typed() {
    let server = Server::new([
        answer(200, &["content-type: application/jsonl"], "{\"delta\":\"a\"}\r\n\n{\"delta\":\"b\"}"),
        answer(200, &["content-type: application/json-seq"], "\u{1e}{\"delta\":\n\"a\"}\n\u{1e}{\"delta\":\"b\"}\n"),
    ])
    .await;
    let client = forms(&server);
    for position in 0..2 {
        let mut stream = match position {
            0 => client.answers().list_lines().await.unwrap(),
            _ => client.answers().list_lines_stream().await.unwrap(),
        };
        let mut seen = Vec::new();
        while let Some(piece) = stream.try_next().await.unwrap() {
            seen.push(piece.delta);
        }
        assert_eq!(seen, ["a", "b"]);
    }
    let accepted: Vec<String> =
        server.seen().iter().filter_map(|seen| seen.header("accept").map(str::to_owned)).collect();
    assert_eq!(accepted, ["application/jsonl", "application/json-seq"]);
}

#[tokio::test]
async fn parts_have_their_types() {
    use multipart::models::{Owner, Purpose};
    let server = Server::new([nothing()]).await;
    let client = multipart::Client::new(Bearer::new(BEARER)).with_base_url(server.url(""));
    let owner = Owner { name: Some("o".to_owned()), ..Default::default() };
    let file = rt::File::new("bytes").name("a.png").content_type("image/png").header("X-Checksum", "7");
    let parts = multipart::uploads::CreateParts::new(file, Purpose::Vision)
        .pages([rt::File::new("1"), rt::File::new("2").name("p.png")])
        .note("n")
        .count(3)
        .tags(&["x".to_owned(), "y".to_owned()])
        .owner(&owner)
        .owners(std::slice::from_ref(&owner))
        .part_("q")
        .part(rt::Part::new("free", "z"));
    client.uploads().create(parts).await.unwrap();
    let seen = server.take();
    let content_type = seen.header("content-type").unwrap().to_owned();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let text = String::from_utf8(seen.body).unwrap();
    let parts: Vec<String> = text
        .split(&format!("--{boundary}"))
        .filter_map(|part| part.trim().strip_prefix("content-disposition: form-data; name="))
        .map(|part| part.replace("\r\n", "|"))
        .collect();
    assert_eq!(
        parts,
        [
            r#""file"; filename="a.png"|content-type: image/png|x-checksum: 7||bytes"#,
            r#""purpose"||vision"#,
            r#""pages"; filename="pages"|content-type: image/png||1"#,
            r#""pages"; filename="p.png"|content-type: image/png||2"#,
            r#""note"|content-type: text/markdown||n"#,
            r#""count"||3"#,
            r#""tags"||x"#,
            r#""tags"||y"#,
            r#""owner"|content-type: application/vnd.owner+json||{"name":"o"}"#,
            r#""owners"|content-type: application/json||{"name":"o"}"#,
            r#""part"||q"#,
            r#""free"||z"#,
        ]
    );
}

#[tokio::test]
async fn members_of_a_form_have_their_styles() {
    let server = Server::new([nothing()]).await;
    let client = multipart::Client::new(Bearer::new(BEARER)).with_base_url(server.url(""));
    let owner = multipart::models::Owner { name: Some("o".to_owned()), ..Default::default() };
    let body = multipart::models::SearchBody {
        ids: Some(vec![1, 2]),
        words: Some(vec!["a".to_owned(), "b".to_owned()]),
        r#where: Some(owner.clone()),
        owner: Some(owner),
        ..Default::default()
    };
    client.uploads().search(&body).await.unwrap();
    let sent = String::from_utf8(server.take().body).unwrap();
    assert_eq!(sent, "ids=1,2&words=a%7Cb&where%5Bname%5D=o&owner=%7B%22name%22%3A%22o%22%7D");
}

#[tokio::test]
async fn a_value_is_read_as_the_type_that_it_names() {
    use discriminator::models::{Cat, Dog, Lizard, Pet};
    let pets = json!([
        { "petType": "kitten", "name": "k", "lives": 9 },
        { "petType": "dog-1", "barks": true },
        { "petType": "Lizard", "loves": { "petType": "cat", "lives": 1 } },
        { "petType": "fish", "fins": 2 },
    ]);
    let server = Server::new([of_json(200, &pets)]).await;
    let client = discriminator::Client::new(Bearer::new(BEARER)).with_base_url(server.url(""));
    let found = client.pets().list().await.unwrap();
    let [kitten, dog, lizard, fish] = found.as_slice() else { panic!("four pets") };
    assert_eq!((kitten.tag().as_deref(), kitten.is::<Cat>(), kitten.is::<Dog>()), (Some("kitten"), true, false));
    assert_eq!(kitten.downcast::<Cat>().unwrap().lives, Some(9));
    assert!(kitten.downcast::<Dog>().is_err());
    assert_eq!(dog.downcast::<Dog>().unwrap().barks, Some(true));
    let loved = lizard.downcast::<Lizard>().unwrap().loves.unwrap();
    assert!(loved.is::<Cat>());
    assert!(!fish.is::<Cat>() && !fish.is::<Lizard>());
    let tree = |value: &dyn Fn() -> Vec<u8>| serde_json::from_slice::<Value>(&value()).unwrap();
    assert_eq!(tree(&|| rt::to_vec(&found)), pets);
    // A tag that is right stays, any other is set, and there is one of it.
    let again = Pet::from(kitten.downcast::<Cat>().unwrap());
    assert_eq!(tree(&|| rt::to_vec(&again)), pets[0]);
    let new = Pet::from(Cat { lives: Some(3), ..Default::default() });
    assert_eq!(String::from_utf8(rt::to_vec(&new)).unwrap().matches("petType").count(), 1);
    assert_eq!(tree(&|| rt::to_vec(&new)), json!({ "petType": "cat", "lives": 3 }));
}
