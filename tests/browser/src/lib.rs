//! A generated client in an engine of JavaScript, as in a browser: clock, timers and chance are the engine's, and the
//! transport is the caller's own, over a function that it gives.

use std::pin::Pin;
use std::time::Duration;

use graph_vpp_tokens::Client;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use rest_bindgen_runtime as rt;
use rt::{AccessToken, Body, BoxFuture, CallOptions, Limits, RetryPolicy, TokenCache, Transport, TransportError, http};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Sends by a function that takes a method, an address, headers and a body, and promises a status, headers and a body.
struct Fetch(Function);

impl Fetch {
    async fn exchange(&self, request: http::Request<Body>) -> Result<http::Response<Body>, JsValue> {
        let (head, mut body) = request.into_parts();
        let mut bytes = Vec::new();
        while let Some(piece) = body.try_next().await.map_err(|error| error.to_string())? {
            bytes.extend_from_slice(&piece);
        }
        let headers = Object::new();
        for (name, value) in &head.headers {
            Reflect::set(&headers, &name.as_str().into(), &value.to_str().unwrap_or_default().into())?;
        }
        let arguments = Array::of4(
            &head.method.as_str().into(),
            &head.uri.to_string().into(),
            &headers,
            &Uint8Array::from(bytes.as_slice()),
        );
        let promise: Promise = self.0.apply(&JsValue::NULL, &arguments)?.dyn_into()?;
        let answer: Array = JsFuture::from(promise).await?.dyn_into()?;
        let mut response = http::Response::new(Body::from(Uint8Array::new(&answer.get(2)).to_vec()));
        let status = answer.get(0).as_f64().unwrap_or_default();
        *response.status_mut() = rt::StatusCode::from_u16(status as u16).map_err(|error| error.to_string())?;
        for pair in Array::from(&answer.get(1)).iter().map(|pair| Array::from(&pair)) {
            let (name, value) = (pair.get(0).as_string(), pair.get(1).as_string());
            let name = name.and_then(|name| http::HeaderName::try_from(name).ok());
            let value = value.and_then(|value| http::HeaderValue::try_from(value).ok());
            response.headers_mut().extend(name.zip(value).map(|(name, value)| (Some(name), value)));
        }
        Ok(response)
    }
}

impl Transport for Fetch {
    fn send<'a>(
        &'a self,
        request: http::Request<Body>,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let outcome = self.exchange(request).await;
            outcome.map_err(|error| TransportError::new(rt::TransportErrorKind::Interrupted, format!("{error:?}")))
        })
    }
}

/// A source whose tokens are soon over.
struct Tokens;

impl rt::TokenProvider for Tokens {
    fn token<'a>(&'a self, _: rt::TokenRequest<'a>) -> BoxFuture<'a, rt::Result<AccessToken>> {
        Box::pin(async { Ok(AccessToken::new("canary").expires_in(Duration::from_secs(60))) })
    }
}

/// What the test expects, or what was found instead.
type Outcome = Result<(), String>;

fn expect(holds: bool, what: &str, found: impl std::fmt::Debug) -> Outcome {
    if holds { Ok(()) } else { Err(format!("{what}: {found:?}")) }
}

/// Makes calls of a service at `base_url` by `send`.
///
/// # Errors
/// When one does not end as it should.
#[wasm_bindgen]
pub async fn run(base_url: String, send: Function) -> Result<(), JsValue> {
    let policy = RetryPolicy::default().delays(Duration::from_millis(5), Duration::from_millis(10));
    let client = Client::new(TokenCache::new(Tokens)).with_base_url(&base_url).with_transport(Fetch(send));
    let client = client.with_retries(policy).with_concurrency(1);
    let steps: [(&str, Pin<Box<dyn Future<Output = Outcome> + '_>>); 5] = [
        ("pages, the first after a refusal", Box::pin(pages(&client))),
        ("a redirect", Box::pin(redirect(&client))),
        ("silence", Box::pin(silence(&client))),
        ("a foreign link", Box::pin(foreign(&client))),
        ("no answer as described", Box::pin(decoding(&client))),
    ];
    for (name, step) in steps {
        step.await.map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

async fn pages(client: &Client) -> Outcome {
    let items = client.vpp_tokens().list().stream().try_collect().await.map_err(|error| format!("{error:?}"))?;
    let ids: Vec<_> = items.into_iter().map(|item| item.id.unwrap_or_default()).collect();
    expect(ids == ["a", "b"], "the items", ids)
}

async fn redirect(client: &Client) -> Outcome {
    let token = client.vpp_tokens().sync_licenses("moved").await.map_err(|error| format!("{error:?}"))?;
    expect(token.id.as_deref() == Some("here"), "the token", token.id)
}

async fn silence(client: &Client) -> Outcome {
    let started = web_time::Instant::now();
    let options = CallOptions::new().read_timeout(Duration::from_millis(80)).retries(RetryPolicy::none());
    let outcome = client.vpp_tokens().get("silent").options(options).await;
    let elapsed = started.elapsed();
    expect(outcome.as_ref().is_err_and(rt::Error::is_timeout), "the outcome", outcome.map(|token| token.id))?;
    expect(elapsed >= Duration::from_millis(80) && elapsed < Duration::from_secs(5), "the time", elapsed)
}

async fn foreign(client: &Client) -> Outcome {
    let outcome = client.vpp_tokens().list().since("https://else.example/x").send().await;
    expect(matches!(outcome, Err(rt::Error::ForeignLink(_))), "the outcome", outcome.map(|page| page.value.len()))
}

async fn decoding(client: &Client) -> Outcome {
    let error = match client.vpp_tokens().get("wrong").await {
        Ok(token) => return Err(format!("{:?}", token.id)),
        Err(error) => error,
    };
    let path = error.decode_error().map(rt::DecodeError::path);
    expect(path.as_deref() == Some("id"), "the place", &error)?;
    expect(!format!("{error:?} {error}").contains("canary"), "the text", error)
}
