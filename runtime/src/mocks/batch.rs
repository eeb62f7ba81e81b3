//! Batches whose requests are mocked one by one.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use wiremock::{Request, Respond};

use super::{Answer, Given, Matcher, Mock, ResponseTemplate, error};
use crate::client::Client;
use crate::odata::in_batch;
use crate::{Json, Map, to_vec};

/// A request of a batch and its answer.
#[derive(Clone, Debug)]
#[must_use = "nothing is mocked before the batch is mounted"]
pub struct BatchPart {
    matcher: Matcher,
    status: StatusCode,
    headers: Map<String>,
    body: Option<Json>,
}

impl<T: Answer> Given<T> {
    /// As [`answers`](Self::answers), for a request of a [`batch`].
    pub fn answers_in_batch(self, value: &T) -> BatchPart {
        let (status, media_type, bytes) = self.success(value);
        let headers = HeaderValue::from_str(&media_type).map(|media_type| (header::CONTENT_TYPE, media_type));
        let headers: HeaderMap = headers.into_iter().collect();
        let body = Some(bytes).filter(|bytes| !bytes.is_empty()).and_then(|bytes| in_batch(&headers, &bytes).ok());
        self.part(status, body.as_ref().map(|_| media_type), body)
    }
}

impl<T> Given<T> {
    /// As [`fails`](Self::fails), for a request of a [`batch`].
    pub fn fails_in_batch(self, status: StatusCode, code: &str, message: &str) -> BatchPart {
        let body = crate::from_slice(&error(code, message)).ok();
        self.part(status, Some("application/json".to_owned()), body)
    }

    fn part(self, status: StatusCode, media_type: Option<String>, body: Option<Json>) -> BatchPart {
        let own = self.headers.iter();
        let mut headers: Map<String> =
            own.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?.to_owned()))).collect();
        if let Some(media_type) = media_type {
            headers.insert("Content-Type".to_owned(), media_type);
        }
        BatchPart { matcher: self.matcher, status, headers, body }
    }
}

/// A mock of the batches that are sent to the service of `client`: each request in one is answered by the first of these
/// parts that it matches, in whatever order they come, and by 404 if there is none.
///
/// ```text
/// let token = given(client.vpp_tokens().get("a"))?.answers_in_batch(&token);
/// let gone = given(client.vpp_tokens().get("b"))?.fails_in_batch(StatusCode::NOT_FOUND, "gone", "Gone.");
/// mocks::batch(&client, [token, gone]).expect(1).mount(&server).await;
/// ```
///
/// A part's delay does not count.
pub fn batch(client: &impl AsRef<Client>, parts: impl Into<Vec<BatchPart>>) -> Mock {
    let base = client.as_ref().base().ok().and_then(|base| url::Url::parse(base.as_str()).ok());
    let base = base.map(|base| base.path().trim_end_matches('/').to_owned()).unwrap_or_default();
    let path = format!("{base}/$batch");
    let named = format!("POST {path}");
    let asked = move |request: &Request| request.method == http::Method::POST && request.url.path() == path;
    Mock::given(asked).respond_with(Batch { base, parts: parts.into() }).named(named)
}

struct Batch {
    base: String,
    parts: Vec<BatchPart>,
}

/// A request as it stands in a batch.
pub(super) struct Part {
    id: Value,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Value,
}

impl Part {
    fn of(json: &Value) -> Self {
        let text = |name: &str| json.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let headers = json.get("headers").and_then(Value::as_object).into_iter().flatten();
        let header = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
        let member = |name: &str| json.get(name).cloned().unwrap_or_default();
        let headers = headers.filter_map(header).collect();
        Self { id: member("id"), method: text("method"), url: text("url"), headers, body: member("body") }
    }
}

impl Respond for Batch {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let asked: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let asked = asked.get("requests").and_then(Value::as_array).into_iter().flatten();
        let answers: Vec<Json> = asked.map(|part| self.answer(&Part::of(part))).collect();
        let all: Map<Vec<Json>> = Map::from_iter([("responses", answers)]);
        ResponseTemplate::new(StatusCode::OK).set_body_raw(to_vec(&all), "application/json")
    }
}

impl Batch {
    fn answer(&self, asked: &Part) -> Json {
        let Some(part) = self.parts.iter().find(|part| part.matcher.is_part(&self.base, asked)) else {
            let message = format!("No part of the mocked batch is for {} {}.", asked.method, asked.url);
            let body = json!({"error": {"code": "NotMocked", "message": message}});
            let answer = json!({"id": asked.id, "status": 404, "body": body});
            return crate::from_slice(answer.to_string().as_bytes()).unwrap_or_default();
        };
        let mut members: Map<Json> = Map::default();
        members.insert("id".to_owned(), Json::string(asked.id.as_str().unwrap_or_default()));
        members.insert("status".to_owned(), Json::from_value(&part.status.as_u16()));
        members.insert("headers".to_owned(), Json::from_value(&part.headers));
        members.extend(part.body.clone().map(|body| ("body".to_owned(), body)));
        Json::from_value(&members)
    }
}
