//! The answers to a batch.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::batch::{Handle, MediaKind, status};
use crate::call::Response;
use crate::error::{Error, ResponseError, Result};
use crate::limits::JsonDepth;
use crate::{Bytes, Decode, DecodeError, DecodeResult, Json, Kind, Map, Reader};

/// With or without padding; the other alphabet is translated before.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The answers to the requests of a batch, in the order in which the service gave them.
pub struct Answers {
    batch: Arc<()>,
    status: StatusCode,
    headers: HeaderMap,
    /// How often the batch was sent.
    attempts: u32,
    answers: Vec<Answer>,
}

/// One answer of a batch.
struct Answer {
    id: String,
    response: http::Response<Bytes>,
}

impl Answers {
    /// `depth` is how deep each answer may nest, where the batch says so; else its request says it.
    pub(super) fn new(batch: Arc<()>, response: Response<Received>, depth: Option<usize>) -> Self {
        let Response { status, headers, attempts, value: Received(mut answers) } = response;
        if let Some(depth) = depth {
            answers.iter_mut().for_each(|answer| {
                answer.response.extensions_mut().insert(JsonDepth(depth));
            });
        }
        Self { batch, status, headers, attempts, answers }
    }

    /// The headers of the answer as a whole.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// How many answers nobody took yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether all answers were taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// The answer to a request, as if it had been sent alone.
    ///
    /// # Errors
    /// When the service did not answer it, the answer is no success, or it is not what the description promises.
    pub fn take<T>(&mut self, handle: Handle<T>) -> Result<T> {
        Ok(self.take_with_response(handle)?.value)
    }

    /// As [`Self::take`], with the answer's status and headers.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub fn take_with_response<T>(&mut self, handle: Handle<T>) -> Result<Response<T>> {
        if !Arc::ptr_eq(&self.batch, &handle.batch) {
            return Err(Error::usage("the request belongs to another batch"));
        }
        let id = handle.id().to_string();
        let Some(place) = self.answers.iter().position(|answer| answer.id == id) else {
            let (method, url) = handle.prepared.shown();
            let (status, headers) = (self.status, self.headers.clone());
            let source = DecodeError::new(format!("an answer to the request {id} of the batch"), "none", 0);
            let error =
                ResponseError { method, url, status, headers, body: Bytes::new(), attempts: self.attempts, source };
            return Err(Error::Decode(Box::new(error)));
        };
        handle.prepared.decode_after(self.answers.remove(place).response, self.attempts)
    }
}

/// The answers of a batch as they came.
pub(super) struct Received(Vec<Answer>);

impl Decode for Received {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        let mut answers = Vec::new();
        json.members(&mut |name, json| {
            match name {
                "responses" => answers = Vec::decode(json)?,
                _ => {
                    json.raw()?;
                }
            }
            Ok(())
        })?;
        Ok(Self(answers))
    }
}

impl Decode for Answer {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        let offset = json.offset();
        let mut members = Map::<Json>::default();
        json.members(&mut |name, json| {
            // How deep an answer may nest is its own matter: one that is too deep leaves the others as they are.
            members.insert(name.to_owned(), Json::from_checked(json.raw_of_any_depth()?));
            Ok(())
        })?;
        let missing = |name: &'static str| DecodeError::new(name, "none", offset);
        let id = members.shift_remove("id").ok_or_else(|| missing("the `id` of an answer"))?;
        let found = members.get("status").and_then(status).ok_or_else(|| missing("the `status` of an answer"))?;
        let headers = headers(members.get("headers"));
        let body = body(members.shift_remove("body"), MediaKind::of(&headers), offset)?;
        let mut response = http::Response::new(body);
        *response.status_mut() = found;
        *response.headers_mut() = headers;
        let id = id.parse::<String>().unwrap_or_else(|_| id.to_string());
        Ok(Self { id, response })
    }
}

/// What is no header is left out: it says nothing anybody reads.
fn headers(json: Option<&Json>) -> HeaderMap {
    let members = json.and_then(|json| json.parse::<Map<Json>>().ok()).unwrap_or_default();
    let header = |(name, value): (String, Json)| {
        let value = value.parse::<String>().unwrap_or_else(|_| value.to_string());
        Some((name.parse::<HeaderName>().ok()?, HeaderValue::from_str(&value).ok()?))
    };
    members.into_iter().filter_map(header).collect()
}

/// JSON stays JSON; a string of another media type is its text, or base64 of its bytes.
fn body(json: Option<Json>, kind: MediaKind, offset: usize) -> DecodeResult<Bytes> {
    let Some(json) = json.filter(|json| !json.is_null()) else { return Ok(Bytes::new()) };
    let text = match (kind, json.kind(), json.parse::<String>()) {
        (MediaKind::Text | MediaKind::Bytes, Kind::String, Ok(text)) => text,
        _ => return Ok(Bytes::from(json.as_str().to_owned())),
    };
    if kind == MediaKind::Text {
        return Ok(Bytes::from(text));
    }
    let bytes = BASE64.decode(text.replace('+', "-").replace('/', "_"));
    bytes.map(Bytes::from).map_err(|_| DecodeError::new("a body in base64", "other text", offset))
}

impl fmt::Debug for Answers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.answers.iter().map(|answer| (&answer.id, answer.response.status()));
        out.debug_map().entries(shown).finish()
    }
}

#[cfg(test)]
mod tests {
    use crate::{Anonymous, Call, Client, InMemoryTransport, Json, Method, RequestBatch, decode, http};

    #[tokio::test]
    async fn an_answer_that_nests_too_deep_fails_alone() -> crate::Result<()> {
        for (depth, levels) in [(128, 128), (3, 3), (300, 300)] {
            let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            let answers = format!(
                r#"{{"responses":[{{"id":"1","status":200,"body":{}}},{{"id":"2","status":200,"body":{}}}]}}"#,
                nested(levels + 1),
                nested(levels)
            );
            let service = InMemoryTransport::new(move |_| Ok(http::Response::new(answers.clone().into())));
            let client = Client::new("https://host", Anonymous).with_transport(service);
            let client = if depth == 128 { client } else { client.with_json_depth(depth) };
            let mut batch = RequestBatch::new(&client);
            let get = || Call::new(&client, Method::GET, decode::json::<Json>).path("/a");
            let (deep, good) = (batch.add(get())?, batch.add(get())?);
            let mut answers = batch.send().await?;
            assert!(answers.take(deep).is_err_and(|error| error.is_decode()), "{depth}");
            assert!(answers.take(good).is_ok(), "{depth}");
        }
        Ok(())
    }
}
