//! Bodies in the forms descriptions name.

use crate::call::Call;
use crate::error::Result;
use crate::parameter::members;
use crate::{Bytes, Encode, Json, Map, Multipart, Parameter, ToText, json::from_own, to_vec};

impl<T> Call<'_, T> {
    /// Sets the body to a value as JSON of another media type, such as `application/merge-patch+json`.
    pub fn json_as(self, content_type: &str, body: &(impl Encode + ?Sized)) -> Self {
        self.bytes(content_type, to_vec(body))
    }

    /// Sets the member `stream` of the JSON object that is sent, by which services decide between an answer at once and a
    /// stream; everything else of the body stays as it is. Without a body, that is all that is sent.
    pub fn streamed(mut self, stream: bool) -> Self {
        let parts = self.parts_mut();
        match parts.sent() {
            None => parts.body("application/json", with_stream(b"{}", stream).into()),
            Some(sent) => {
                let changed = with_stream(sent, stream);
                parts.replace_body(changed.into());
            }
        }
        self
    }

    /// Sets the body to an object as `application/x-www-form-urlencoded`: a list as one pair per element, anything
    /// that nests as JSON (OpenAPI 3.1, 4.8.15). Members that are null are left out.
    pub fn form(self, body: &(impl Encode + ?Sized)) -> Self {
        self.form_with(&[], body)
    }

    /// As [`form`](Self::form), with the styles the description gives some of the members.
    pub fn form_with(self, styles: &[Parameter], body: &(impl Encode + ?Sized)) -> Self {
        self.composed("application/x-www-form-urlencoded", form(styles, &to_vec(body)).map(Into::into))
    }

    /// Sets the body to the text of a value. Its encoding is named where that matters and the media type names none.
    pub fn text(self, content_type: &str, body: &(impl ToText + ?Sized)) -> Self {
        let body = &*body.to_text();
        let named = content_type.contains("charset") || !content_type.starts_with("text/");
        if named || body.is_ascii() {
            return self.bytes(content_type, body.as_bytes().to_vec());
        }
        self.bytes(&format!("{content_type}; charset=utf-8"), body.as_bytes().to_vec())
    }

    /// Sets the body to parts; `content_type` is `multipart/form-data` or another kind of multipart.
    pub fn multipart(self, content_type: &str, body: impl Into<Multipart>) -> Self {
        match body.into().build() {
            Ok((boundary, body)) => self.bytes(&format!("{content_type}; boundary={boundary}"), body),
            Err(error) => self.composed(content_type, Err(error)),
        }
    }

    fn composed(mut self, content_type: &str, body: Result<Bytes>) -> Self {
        match body {
            Ok(body) => self.bytes(content_type, body),
            Err(error) => {
                self.parts_mut().check(Err(error));
                self
            }
        }
    }
}

/// A JSON object with its member `stream` set; anything else as it is.
fn with_stream(json: &[u8], stream: bool) -> Vec<u8> {
    match from_own::<Map<Json>>(json) {
        Ok(mut object) => {
            object.insert("stream".to_owned(), Json::from_value(&stream));
            to_vec(&object)
        }
        Err(_) => json.to_vec(),
    }
}

fn form(styles: &[Parameter], json: &[u8]) -> Result<String> {
    let mut pairs = Vec::new();
    if styles.is_empty() {
        pairs.extend(members(json)?.iter().map(|(name, item)| pair(name, item.text())));
        return Ok(pairs.join("&"));
    }
    // Checked to be an object by the same rule.
    members(json)?;
    for (name, value) in from_own::<Map<Json>>(json).unwrap_or_default() {
        match styles.iter().find(|style| style.is_named(&name)) {
            Some(style) => pairs.extend(style.form_pairs(value.as_str().as_bytes())?),
            None => {
                let member = Map::from_iter([(name, value)]);
                pairs.extend(members(&to_vec(&member))?.iter().map(|(name, item)| pair(name, item.text())));
            }
        }
    }
    Ok(pairs.join("&"))
}

fn pair(name: &str, value: &str) -> String {
    let mut pair: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    pair.push('=');
    pair.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
    pair
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;
    use crate::{Anonymous, Body, BoxFuture, Client, Limits, Method, Style, Transport, TransportError, decode, method};

    /// Keeps what was sent and answers nothing.
    #[derive(Clone, Default)]
    struct Sent(Arc<Mutex<Option<http::Request<Body>>>>);

    impl Transport for Sent {
        fn send<'a>(
            &'a self,
            request: http::Request<Body>,
            _limits: &'a Limits,
        ) -> BoxFuture<'a, Result<http::Response<Body>, TransportError>> {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
            Box::pin(std::future::ready(Ok(http::Response::new(Body::default()))))
        }
    }

    /// The method, the media type and the body that went out.
    async fn sent(change: impl FnOnce(Call<'_, ()>) -> Call<'_, ()>) -> Option<(Method, String, String)> {
        let transport = Sent::default();
        let client = Client::new("https://host", Anonymous).with_transport(transport.clone());
        let result = change(Call::new(&client, method::query(), decode::empty).path("/a")).await;
        let request = transport.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        assert_eq!(result.is_ok(), request.is_some());
        let request = request?;
        let content_type = request.headers().get("content-type")?.to_str().ok()?.to_owned();
        Some((request.method().clone(), content_type, String::from_utf8(request.body().as_bytes()?.to_vec()).ok()?))
    }

    async fn body(change: impl FnOnce(Call<'_, ()>) -> Call<'_, ()>) -> String {
        sent(change).await.map(|(_, content_type, body)| format!("{content_type}|{body}")).unwrap_or_default()
    }

    fn object(json: &str) -> Map<Json> {
        json.parse::<Json>().and_then(|json| json.parse()).unwrap_or_default()
    }

    #[tokio::test]
    async fn each_form_has_its_media_type() {
        let value = Map::from_iter([("a", 1)]);
        assert_eq!(
            body(|call| call.json_as("application/merge-patch+json", &value)).await,
            "application/merge-patch+json|{\"a\":1}"
        );
        assert_eq!(body(|call| call.text("text/plain", "x")).await, "text/plain|x");
        assert_eq!(body(|call| call.text("text/plain", "é")).await, "text/plain; charset=utf-8|é");
        assert_eq!(body(|call| call.text("application/xml", "é")).await, "application/xml|é");
        assert_eq!(body(|call| call.bytes("application/octet-stream", "x")).await, "application/octet-stream|x");
        let query = sent(|call| call.json(&value)).await.map(|(method, ..)| method);
        assert_eq!(query.as_ref().map(Method::as_str), Some("QUERY"));
    }

    #[tokio::test]
    async fn the_member_that_asks_for_a_stream() {
        let value = object(r#"{"a":1.10,"stream":null,"b":[]}"#);
        let asked = body(|call| call.json(&value).streamed(true)).await;
        assert_eq!(asked, r#"application/json|{"a":1.10,"stream":true,"b":[]}"#);
        let asked = body(|call| call.json_as("application/vnd.a+json", &object(r#"{"a":1}"#)).streamed(false)).await;
        assert_eq!(asked, r#"application/vnd.a+json|{"a":1,"stream":false}"#);
        assert_eq!(body(|call| call.streamed(true)).await, r#"application/json|{"stream":true}"#);
        assert_eq!(body(|call| call.json("text").streamed(true)).await, "application/json|\"text\"");
    }

    #[tokio::test]
    async fn forms() {
        let value = object(r#"{"a b":"x+y é","c":[1,2],"d":{"e":1},"f":null,"g":[],"h":true}"#);
        let expected = "application/x-www-form-urlencoded|a+b=x%2By+%C3%A9&c=1&c=2&d=%7B%22e%22%3A1%7D&h=true";
        assert_eq!(body(|call| call.form(&value)).await, expected);
        let styles =
            [Parameter::query("c").style(Style::SpaceDelimited), Parameter::query("d").style(Style::DeepObject)];
        let expected = "application/x-www-form-urlencoded|a+b=x%2By+%C3%A9&c=1+2&d%5Be%5D=1&h=true";
        assert_eq!(body(|call| call.form_with(&styles, &value)).await, expected);
        assert_eq!(body(|call| call.form(&Map::<Json>::new())).await, "application/x-www-form-urlencoded|");
        assert!(sent(|call| call.form("text")).await.is_none());
        assert!(sent(|call| call.form_with(&styles, "text")).await.is_none());
    }

    #[tokio::test]
    async fn several_parts() {
        let found = body(|call| call.multipart("multipart/form-data", Multipart::new().text("a", "x"))).await;
        let (head, found) = found.split_once('|').unwrap_or_default();
        let boundary = head.strip_prefix("multipart/form-data; boundary=").unwrap_or_default();
        assert_eq!(
            found,
            format!("--{boundary}\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nx\r\n--{boundary}--\r\n")
        );
        let wrong = Multipart::new().file("a", "b", "c\r\nd", "");
        assert!(sent(|call| call.multipart("multipart/form-data", wrong)).await.is_none());
    }
}
