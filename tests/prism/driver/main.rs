//! What a user of the client writes, against Prism: every operation of the description, with everything that it can be
//! given. Compiled and run by tests/prism.rs.

use std::sync::{Arc, Mutex};

use features::{
    Client, Error, SecuritySchemes, answers, bodies,
    models::{
        Circle, CircleShape, Everything, EverythingSeveral, EverythingShape, FormBody, Kind, Level,
        NameAndKindParameterKind, Point, QueryParameterState, ReservedParameterPath, Square,
    },
};
use rest_bindgen_runtime::{Bearer, DateTimeOffset, Exchanged, File, Guid, Hook, RetryPolicy};

/// What was asked, and what Prism had against it.
#[derive(Clone, Default)]
struct Watch {
    asked: Arc<Mutex<Vec<String>>>,
    violations: Arc<Mutex<Vec<String>>>,
}

impl Hook for Watch {
    fn after_response(&self, exchanged: &Exchanged<'_>) {
        let path = exchanged.url.splitn(4, '/').nth(3).unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        let asked = format!("{} /{path}", exchanged.method);
        if let Ok((status, headers)) = &exchanged.outcome
            && let Some(violations) = headers.get("sl-violations")
        {
            let violations = violations.to_str().unwrap_or("violations");
            self.violations.lock().expect("a lock").push(format!("{asked}: {status} {violations}"));
        }
        self.asked.lock().expect("a lock").push(asked);
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

const POINT: (i64, i64) = (1, -2);

fn point() -> Point {
    Point { x: POINT.0, y: POINT.1, ..Point::default() }
}

fn id() -> Guid {
    "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c".parse().expect("an id")
}

fn at() -> DateTimeOffset {
    "2026-01-02T03:04:05.5+01:00".parse().expect("a time")
}

#[tokio::test]
async fn every_operation_is_called_as_described() {
    let watch = Watch::default();
    let credentials = SecuritySchemes::default()
        .bearer(Bearer::new("token"))
        .basic("user", "password")
        .header_key("key of the header")
        .query_key("key & of=the query")
        .cookie_key("key-of-the-cookie")
        .oauth(Bearer::new("oauth"))
        .open_id(Bearer::new("openid"));
    let client = Client::new(credentials)
        .with_base_url(std::env::var("SERVICE").expect("the service's address"))
        .with_retries(RetryPolicy::none())
        .with_hook(watch.clone());

    succeeded(paths(&client).await);
    succeeded(queries(&client).await);
    succeeded(headers(&client).await);
    succeeded(bodies(&client).await);
    succeeded(answers(&client).await);
    succeeded(security(&client).await);

    assert_eq!(*watch.violations.lock().expect("a lock"), [""; 0]);
    let asked = watch.asked.lock().expect("a lock").clone();
    let described = std::env::var("OPERATIONS").expect("the operations of the description");
    let missing: Vec<&str> = described.lines().filter(|one| !asked.iter().any(|asked| is(asked, one))).collect();
    assert_eq!(missing, [""; 0], "every operation is called");

    // Prism would have said so.
    let wrong = client.query().members(&Point { extra: [("z".to_owned(), "1".into())].into_iter().collect(), ..point() });
    wrong.await.expect("members that nobody knows are passed over");
    let wrong = client.path().simple("abc", 1.5, &"2026-01-02".parse().expect("a day")).await;
    assert!(wrong.is_err_and(|error| error.status().is_some_and(|status| status == 422)), "too short a text");
}

fn succeeded(result: Result<(), Error>) {
    if let Err(error) = result {
        panic!("{error}: {}", error.as_status().map(|refused| refused.body_start().into_owned()).unwrap_or_default());
    }
}

/// Whether a request is one of the operation `METHOD /path/{template}`.
fn is(asked: &str, operation: &str) -> bool {
    let (mut asked, mut operation) = (asked.split('/'), operation.split('/'));
    loop {
        match (asked.next(), operation.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || other.contains('{') => {}
            _ => return false,
        }
    }
}

async fn paths(client: &Client) -> Result<(), Error> {
    let path = client.path();
    path.simple("a b/c?d#e%f+ü;=", -1.5, &"2026-01-02".parse().expect("a day")).await?;
    path.label_text("a b").await?;
    path.label_exploded(&words(&["a", "b c", "d"])).await?;
    path.matrix_text("a;b").await?;
    path.matrix_exploded(&words(&["a", "b&c"])).await?;
    path.matrix_members(&point()).await?;
    path.name_and_kind("a picture", NameAndKindParameterKind::Svg).await
}

async fn queries(client: &Client) -> Result<(), Error> {
    let query = client.query();
    let (several, numbers) = (words(&["a", "b & c", "d=e,f|g"]), vec![1, -2]);
    let delimited = words(&["a", "b"]);
    query
        .query("a&b=c+d ü", &several, &numbers, &delimited, &several, &several, &point(), &point())
        .flag(false)
        .number(7)
        .when(&at())
        .state(QueryParameterState::Closed)
        .odd_name(&delimited)
        .await?;
    query.members(&point()).await?;
    query.reserved(ReservedParameterPath::ABCDE).await?;
    query.content(&point()).await
}

async fn headers(client: &Client) -> Result<(), Error> {
    let headers = client.headers();
    headers.headers("a text", -7, &words(&["a", "b"]), &point(), &point()).x_optional(&id()).await?;
    headers.cookies("a-b", &words(&["a", "b"])).count(3).await
}

fn everything() -> Everything {
    Everything {
        text: "said".to_owned(),
        integer: i64::MAX >> 11,
        number: 0.25,
        flag: true,
        kind: Kind::SecondKind.into(),
        level: Level::High.into(),
        words: words(&["", "ü"]),
        map: [("a.b".to_owned(), point())].into_iter().collect(),
        shape: EverythingShape::Circle(Circle { shape: CircleShape::Circle.into(), radius: 1.5, ..Circle::default() }),
        nothing: None,
        at: Some(at()),
        day: Some("2026-01-02".parse().expect("a day")),
        id: Some(id()),
        bytes: Some(b"bytes".to_vec().into()),
        several: Some(EverythingSeveral::Integer(7)),
        ..Everything::default()
    }
}

async fn bodies(client: &Client) -> Result<(), Error> {
    let bodies = client.bodies();
    let sent = Everything { inner: Some(Box::new(everything())), ..everything() };
    let answer = bodies.json(&sent).await?;
    assert!(answer.level == Level::High && answer.bytes == Some(b"hi".to_vec().into()));
    assert!(matches!(answer.shape, EverythingShape::Square(Square { side: 3.0, .. })), "{answer:?}");
    bodies.merge_patch(&point()).await?;
    bodies.optional().await?;
    bodies.optional().body(&point()).await?;
    bodies.delete_with_body(&words(&["a", "b"])).await?;
    let form = FormBody {
        name: "a b&c=d+ü".to_owned(),
        count: Some(7),
        pipes: words(&["c", "d"]),
        ..FormBody::default()
    };
    bodies.form(&form).await?;
    let file = File::new(b"\x89PNG".to_vec()).name("a picture.png");
    let parts = bodies::MultipartParts::new(file, "a note").count(7);
    bodies.multipart(parts).await?;
    bodies.bytes(vec![0, 159, 146, 150]).await?;
    assert_eq!(bodies.text("a\ntext").await?, "said");
    assert_eq!(bodies.kind_as_text(Kind::SecondKind).await?, Kind::First);
    bodies.xml("<a b=\"c\"/>").await?;
    bodies.several(&point()).await?;
    bodies.several_form(&point()).await?;
    bodies.several_csv("x,y\n1,2\n").await
}

async fn answers(client: &Client) -> Result<(), Error> {
    let answers = client.answers();
    assert!(matches!(answers.statuses().prefer("code=200").await?, answers::StatusesResponse::Ok(_)));
    assert!(matches!(answers.statuses().prefer("code=202").await?, answers::StatusesResponse::Accepted(_)));
    assert!(matches!(answers.statuses().prefer("code=204").await?, answers::StatusesResponse::NoContent));
    for code in [409, 500] {
        let error = answers.statuses().prefer(&format!("code={code}")).await.expect_err("it is refused");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(code), "{error}");
    }
    let missing = answers.statuses().prefer("code=404");
    let error = missing.await.expect_err("it is not there");
    assert!(error.is_not_found());
    assert!(error.body::<features::models::Problem>().is_some_and(|problem| !problem.title.is_empty()));
    let answer = answers.answer_headers().send_with_response().await?;
    assert_eq!((answer.header::<i64>("X-Left"), answer.header::<Guid>("X-Id")), (Some(7), Some(id())));
    answers.forms().await?;
    assert_eq!(answers.forms_as_csv().await?, "x,y\n1,2\n");
    answers.download().await?;
    let mut events = answers.events().await?;
    let mut data = Vec::new();
    while let Some(event) = events.try_next().await? {
        data.push(event.data);
    }
    assert_eq!(data, ["one", "two"]);
    let mut lines = answers.lines().await?;
    let mut points = Vec::new();
    while let Some(point) = lines.try_next().await? {
        points.push(point.to_string());
    }
    assert_eq!(points, [r#"{"x":1,"y":2}"#, r#"{"x":3,"y":4}"#]);
    answers.head().await?;
    answers.options().await
}

async fn security(client: &Client) -> Result<(), Error> {
    let security = client.security();
    security.bearer().await?;
    security.basic().await?;
    security.header_key().await?;
    security.query_key().await?;
    security.cookie_key().await?;
    security.oauth().await?;
    security.open_id().await?;
    security.both().await?;
    security.none().await
}
