//! Bodies that are neither JSON nor a form: texts of other types, sequences, parts without names.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test ends where its assumption does")]
#![allow(dead_code, reason = "the server serves other tests too")]

#[path = "../../wire/server.rs"]
mod server;

use rest_bindgen_runtime as rt;
use rt::Open;
use server::{Server, answer};
use test_clients::{parts_by_position as parts, sequences_in_requests as sequences, texts_with_types as texts};

/// What the server's own checks of common headers expect.
const BEARER: &str = "none";

/// A service that answers a text, and keeps what it was sent.
async fn answering(text: &str) -> Server {
    Server::new([answer(200, &["content-type: text/plain"], text)]).await
}

/// The media type and the body of the only request.
fn sent(service: &Server) -> (String, String) {
    let seen = service.take();
    (seen.header("content-type").unwrap_or_default().to_owned(), String::from_utf8(seen.body).unwrap())
}

macro_rules! client {
    ($module:ident, $service:expr) => {
        $module::Client::new(rt::Anonymous).with_base_url($service.url(""))
    };
}

#[tokio::test]
async fn texts_are_of_the_type_that_is_described() {
    let service = answering("true\n").await;
    assert!(client!(texts, service).texts().set_limit(7).await.unwrap());
    assert_eq!(sent(&service), ("text/plain".to_owned(), "7".to_owned()));

    let service = answering("dark blue\n").await;
    let colour = client!(texts, service).texts().set_colour(texts::models::Colour::DarkBlue).await.unwrap();
    assert_eq!(colour, texts::models::Colour::DarkBlue);
    assert_eq!(sent(&service).1, "dark blue");

    // What is no member is kept as it came.
    let service = answering("green").await;
    let level = Open::<texts::models::SetLevelBody>::from_text("2");
    let colour = client!(texts, service).texts().set_level().body(level).await.unwrap();
    assert!(colour.is_unknown() && colour.as_str() == "green");
    assert_eq!(sent(&service).1, "2");

    let service = answering("2020-01-01T00:00:00Z").await;
    let day = "2020-02-03".parse().unwrap();
    let answer = client!(texts, service).texts().set_day(&day).await.unwrap();
    assert!(matches!(answer, texts::texts::SetDayResponse::Ok(time) if time.to_string() == "2020-01-01T00:00:00Z"));
    assert_eq!(sent(&service).1, "2020-02-03");
}

#[tokio::test]
async fn values_of_a_sequence_are_sent_one_after_another() {
    use sequences::models::Piece;
    let pieces = ["a\nb", "c"].map(|text| Piece { text: Some(text.to_owned()), ..Default::default() });
    let lines = "{\"text\":\"a\\nb\"}\n{\"text\":\"c\"}\n";

    let service = answering("").await;
    client!(sequences, service).sequences().send_lines(&pieces).await.unwrap();
    assert_eq!(sent(&service), ("application/jsonl".to_owned(), lines.to_owned()));

    let service = answering("").await;
    client!(sequences, service).sequences().send_records().body([Some(1), None]).await.unwrap();
    assert_eq!(sent(&service), ("application/json-seq".to_owned(), "\u{1e}1\n\u{1e}null\n".to_owned()));

    let service = answering("").await;
    client!(sequences, service).sequences().send_events(pieces.to_vec()).await.unwrap();
    let events = "data: {\"text\":\"a\\nb\"}\n\ndata: {\"text\":\"c\"}\n\n";
    assert_eq!(sent(&service), ("text/event-stream".to_owned(), events.to_owned()));

    let service = answering("").await;
    client!(sequences, service).sequences().send_anything(rt::Sequence::written("1\n2\n")).await.unwrap();
    assert_eq!(sent(&service), ("application/x-ndjson".to_owned(), "1\n2\n".to_owned()));

    let service = answering("").await;
    client!(sequences, service).sequences().send_list_ndjson(&pieces[..]).await.unwrap();
    assert_eq!(sent(&service), ("application/x-ndjson".to_owned(), lines.to_owned()));
}

/// The heads and bodies of the parts that were sent, and their media type without the boundary.
fn sent_parts(service: &Server) -> (String, Vec<String>) {
    let (content_type, body) = sent(service);
    let (media_type, boundary) = content_type.split_once("; boundary=").unwrap();
    let mark = format!("--{boundary}");
    let parts = body.split(&mark).filter_map(|part| part.strip_prefix("\r\n")?.strip_suffix("\r\n"));
    (media_type.to_owned(), parts.map(str::to_owned).collect())
}

#[tokio::test]
async fn parts_without_names_stand_in_their_order() {
    use parts::models::Piece;
    let piece = Piece { text: Some("a".to_owned()), size: Some(1), ..Default::default() };
    let json = "{\"text\":\"a\",\"size\":1}";

    let service = answering("").await;
    client!(parts, service).parts().send_items(&[piece.clone(), Piece::default()]).await.unwrap();
    let head = "content-type: application/vnd.piece+json\r\n\r\n";
    assert_eq!(
        sent_parts(&service),
        ("multipart/mixed".to_owned(), vec![format!("{head}{json}"), format!("{head}{{}}")])
    );

    let service = answering("").await;
    client!(parts, service).parts().send_files(["1", "2"].map(rt::File::from)).await.unwrap();
    let head = "content-type: image/png\r\n\r\n";
    assert_eq!(sent_parts(&service), ("multipart/byteranges".to_owned(), vec![format!("{head}1"), format!("{head}2")]));

    let service = answering("").await;
    client!(parts, service).parts().send_pair(&(piece, "x,y".to_owned())).await.unwrap();
    let expected =
        vec![format!("content-type: application/json\r\n\r\n{json}"), "content-type: text/csv\r\n\r\nx,y".to_owned()];
    assert_eq!(sent_parts(&service), ("multipart/related".to_owned(), expected));

    let service = answering("").await;
    client!(parts, service).parts().send_texts().body(&["a".to_owned()]).await.unwrap();
    assert_eq!(sent_parts(&service), ("multipart/mixed".to_owned(), vec!["\r\na".to_owned()]));
}

#[tokio::test]
async fn parts_with_names_have_their_styles() {
    use parts::models::Piece;
    let piece = Piece { text: Some("a b".to_owned()), size: Some(1), ..Default::default() };
    let joined = rt::Map::from_iter([("x", 1), ("y", 2)]);
    let service = answering("").await;
    let form = parts::parts::SendFormParts::new()
        .deep(&piece)
        .spread(&piece)
        .joined(&joined)
        .quoted("a \"b\"")
        .all(&["c".to_owned(), "d".to_owned()])
        .plain(&piece);
    client!(parts, service).parts().send_form(form).await.unwrap();
    let json = "content-type: application/json\r\n\r\n";
    let expected = [
        ("deep[text]", "", "a b"),
        ("deep[size]", "", "1"),
        ("text", "", "a b"),
        ("size", "", "1"),
        ("joined", "", "x|1|y|2"),
        ("quoted", json, "\"a \\\"b\\\"\""),
        ("all", json, "\"c\""),
        ("all", json, "\"d\""),
        ("plain", json, "{\"text\":\"a b\",\"size\":1}"),
    ];
    let expected: Vec<String> = expected
        .iter()
        .map(|(name, head, text)| {
            let head = if head.is_empty() { "\r\n" } else { head };
            format!("content-disposition: form-data; name=\"{name}\"\r\n{head}{text}")
        })
        .collect();
    assert_eq!(sent_parts(&service), ("multipart/form-data".to_owned(), expected));
}
