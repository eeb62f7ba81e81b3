//! Tokens by the client credentials of OAuth 2.0 (RFC 6749, 4.4).

use std::fmt;
use std::time::Duration;

use http::{HeaderValue, header};
use oauth2::basic::{BasicClient, BasicTokenResponse, BasicTokenType};
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, RequestTokenError, Scope,
    TokenResponse as _,
};
use url::Url;

use crate::bounds::BoxFuture;
use crate::client::Client;
use crate::credentials::Anonymous;
use crate::error::{Error, Result, Told};
use crate::exchange::{Answered, Exchange, Running, run};
use crate::limits::{CallOptions, Timeouts};
use crate::token::{AccessToken, TokenProvider, TokenRequest};
use crate::transport::Transport;
use crate::{Bytes, Json, Kind, Map, ODataError, from_slice, to_vec};

/// The greatest answer of a token endpoint that is read: 1 MiB.
const MAX_ANSWER: usize = 1024 * 1024;

/// A [`TokenProvider`] for programs that call in their own name: an identity service gives them a token for the
/// identifier and secret of a client. A [`TokenCache`](crate::TokenCache) around it keeps the token until shortly before
/// it expires.
///
/// The token endpoint is reached as a service is: by https unless it is on this machine, within times and a bound of size,
/// without redirects to other origins, and again after what may pass.
pub struct ClientCredentials {
    endpoint: String,
    id: String,
    secret: ClientSecret,
    scopes: Option<Vec<String>>,
    parameters: Vec<(String, String)>,
    in_body: bool,
    client: Client,
}

impl ClientCredentials {
    /// The token endpoint's address, and the client's identifier and secret.
    pub fn new(token_url: &str, id: impl Into<String>, secret: impl Into<String>) -> Self {
        // The client holds the origin, the address is sent as it is: it may have a query.
        let origin = Url::parse(token_url).map(|url| url.origin().ascii_serialization());
        Self {
            endpoint: token_url.to_owned(),
            id: id.into(),
            secret: ClientSecret::new(secret.into()),
            scopes: None,
            parameters: Vec::new(),
            in_body: false,
            client: Client::new(&origin.unwrap_or_default(), Anonymous).with_response_limit(MAX_ANSWER),
        }
    }

    /// The same client, which asks for these scopes instead of those that the description names for an operation:
    /// `https://graph.microsoft.com/.default` for Microsoft Graph.
    #[must_use]
    pub fn with_scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// The same client, which sends one more parameter, such as the `audience` or `resource` (RFC 8707) that some services
    /// want to know beside scopes. One name may be given several times.
    #[must_use]
    pub fn with_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The same client, which sends its identifier and secret in the body instead of the header `Authorization`, for
    /// services that know no other way.
    #[must_use]
    pub fn with_secret_in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// The same client, which reaches the token endpoint over another transport.
    #[must_use]
    pub fn with_transport(mut self, transport: impl Transport) -> Self {
        self.client = self.client.with_transport(transport);
        self
    }

    /// The same client with other times allowed for a token.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.client = self.client.with_timeouts(timeouts);
        self
    }

    async fn ask(&self, request: TokenRequest<'_>) -> Result<AccessToken> {
        let endpoint = oauth2::TokenUrl::new(self.endpoint.clone());
        let endpoint = endpoint.map_err(|_| Error::credentials("the address of the token endpoint is none"))?;
        let auth = if self.in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        let client = BasicClient::new(ClientId::new(self.id.clone()))
            .set_client_secret(self.secret.clone())
            .set_auth_type(auth)
            .set_token_uri(endpoint);
        let mut exchange = client.exchange_client_credentials();
        exchange = match &self.scopes {
            Some(scopes) => exchange.add_scopes(scopes.iter().cloned().map(Scope::new)),
            None => exchange.add_scopes(request.scopes.iter().map(|scope| Scope::new((*scope).to_owned()))),
        };
        for (name, value) in &self.parameters {
            exchange = exchange.add_extra_param(name, value);
        }
        if let Some(claims) = request.claims {
            exchange = exchange.add_extra_param("claims", claims);
        }
        let endpoint = Endpoint(&self.client);
        let answer: BasicTokenResponse = exchange.request_async(&endpoint).await.map_err(refused)?;
        // One that has to be proved in another way is of no use by itself (RFC 6749, 7.1).
        let is_bearer = match answer.token_type() {
            BasicTokenType::Bearer => true,
            BasicTokenType::Mac => false,
            BasicTokenType::Extension(name) => name.to_ascii_lowercase().contains("bearer"),
        };
        if !is_bearer {
            return Err(Error::credentials("the token endpoint gave a token that is no bearer token"));
        }
        let token = AccessToken::new(answer.access_token().secret());
        // A token without an end is good until it is refused.
        Ok(match answer.expires_in() {
            Some(life) => token.expires_in(life),
            None => token,
        })
    }
}

/// What sends the requests of the `oauth2` crate.
struct Endpoint<'e>(&'e Client);

impl<'c> AsyncHttpClient<'c> for Endpoint<'_> {
    type Error = Error;
    type Future = BoxFuture<'c, Result<HttpResponse>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let mut request = request.map(Into::into);
            if let Some(secret) = request.headers_mut().get_mut(header::AUTHORIZATION) {
                secret.set_sensitive(true);
            }
            // A token more than needed does no harm, so what broke off is asked for again.
            let options = Some(Box::new(CallOptions::new().retry_always()));
            let answered = run(Running::new(self.0, request, Exchange { options, ..Exchange::default() })).await?;
            let answered = checked(answered)?;
            let Some(token) = token_alone(answered.response.body()) else {
                let nothing = answered.response.body().is_empty();
                let text = if nothing { "the token endpoint's answer is empty" } else { NO_OAUTH };
                return Err(Error::credentials(text));
            };
            // Whatever media type it was called.
            let mut response = answered.response.map(|_| token);
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            Ok(response)
        })
    }
}

const NO_OAUTH: &str = "the token endpoint's answer is not one of OAuth 2.0";

/// The answer, unless it is a refusal: one of another status than success, or one that says so all the same. Of its body
/// only what has the form of an error (RFC 6749, 5.2) is kept, for anything else may hold a token.
fn checked(mut answered: Answered) -> Result<Answered> {
    let body = answered.response.body();
    let is_refusal = ODataError::parse(body).is_some();
    if answered.response.status().is_success() && !(is_refusal && token_alone(body).is_none()) {
        return Ok(answered);
    }
    if !is_refusal {
        *answered.response.body_mut() = Bytes::new();
    }
    Err(answered.not_a_success())
}

/// What a token is made of, out of an answer that has one: services send what else they like, in forms of their own.
/// `None` for any other answer.
fn token_alone(body: &[u8]) -> Option<Vec<u8>> {
    let mut members = from_slice::<Map<Json>>(body).ok()?;
    let mut taken = |name: &str| members.shift_remove(name).filter(|value| value.kind() != Kind::Null);
    let mut token = Map::from_iter([("access_token".to_owned(), taken("access_token")?)]);
    // What is left out is what all of them are.
    token.insert("token_type".to_owned(), taken("token_type").unwrap_or_else(|| Json::from_value("Bearer")));
    if let Some(life) = taken("expires_in").and_then(|life| whole_life(&life)) {
        token.insert("expires_in".to_owned(), Json::from_value(&life));
    }
    Some(to_vec(&token))
}

/// The seconds of an `expires_in`, which is a whole number in RFC 6749, 5.1: services send texts and fractions, too. `None`
/// where it says nothing.
fn whole_life(life: &Json) -> Option<u64> {
    if let Ok(whole) = life.as_str().parse() {
        return Some(whole);
    }
    let text = life.parse::<String>().unwrap_or_else(|_| life.to_string());
    let seconds = text.trim().parse::<f64>().ok().filter(|seconds| seconds.is_finite())?;
    // A negative life is over, and one that is beyond all numbers is the longest.
    Some(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX).as_secs())
}

impl TokenProvider for ClientCredentials {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(self.ask(request))
    }

    fn is_for_all_scopes(&self) -> bool {
        self.scopes.is_some()
    }
}

/// Not the secret.
impl fmt::Debug for ClientCredentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ClientCredentials({}, [hidden])", self.id)
    }
}

/// Why there is no token. What the endpoint answered may hold one, so of an answer that is not as it should be nothing is
/// told.
fn refused(error: RequestTokenError<Error, oauth2::basic::BasicErrorResponse>) -> Error {
    match error {
        RequestTokenError::Request(error @ Error::Credentials(_)) => error,
        RequestTokenError::Request(error) => Error::credentials(error),
        RequestTokenError::ServerResponse(error) => {
            Error::credentials(format!("the token endpoint refused: {}", Told(&error.to_string())))
        }
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Error::credentials(NO_OAUTH),
    }
}
