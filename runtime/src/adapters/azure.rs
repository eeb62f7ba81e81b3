//! Tokens of Microsoft Entra ID, by the credentials of Azure's own libraries.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use azure_core::credentials::TokenCredential;

use crate::bounds::BoxFuture;
use crate::error::{Error, Result};
use crate::token::{AccessToken, TokenProvider, TokenRequest};

/// A [`TokenProvider`] of any credential of `azure_identity`, such as `DeveloperToolsCredential` or
/// `ClientSecretCredential`. A [`TokenCache`](crate::TokenCache) around it makes it credentials of a client:
///
/// ```no_run
/// # use rest_bindgen_runtime::{AzureCredential, Client, TokenCache};
/// # fn client() -> Result<Client, Box<dyn std::error::Error>> {
/// let credential = azure_identity::DeveloperToolsCredential::new(None)?;
/// let tokens = AzureCredential::new(credential, "https://graph.microsoft.com/.default");
/// let client = Client::new("https://graph.microsoft.com/v1.0", TokenCache::new(tokens));
/// # Ok(client)
/// # }
/// ```
///
/// A generated client takes the same: `Client::new(TokenCache::new(tokens))`.
///
/// `azure_core` 1 has no place for claims in what it asks a credential (`TokenRequestOptions`). Where a service wants
/// claims in a token (`claims` of its challenge, as in continuous access evaluation), the credential is asked once for
/// another token without them, and the call fails with 401 if that is no better.
pub struct AzureCredential<C: ?Sized> {
    scope: String,
    credential: Arc<C>,
}

impl<C: TokenCredential + ?Sized> AzureCredential<C> {
    /// The credential, and the scope of its tokens: `https://graph.microsoft.com/.default` for Microsoft Graph. The rights
    /// that a description names for an operation are given to the application beforehand, and not asked for here.
    pub fn new(credential: Arc<C>, scope: impl Into<String>) -> Self {
        Self { scope: scope.into(), credential }
    }
}

impl<C: TokenCredential + ?Sized + 'static> TokenProvider for AzureCredential<C> {
    fn token<'a>(&'a self, _request: TokenRequest<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            let token = self.credential.get_token(&[&self.scope], None).await.map_err(Error::credentials)?;
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
            let end = u64::try_from(token.expires_on.unix_timestamp()).unwrap_or_default();
            let life = Duration::from_secs(end.saturating_sub(now));
            Ok(AccessToken::new(token.token.secret()).expires_in(life))
        })
    }

    /// The scope is the same, whatever an operation asks for.
    fn is_for_all_scopes(&self) -> bool {
        true
    }
}

/// The scope, not the credential.
impl<C: ?Sized> fmt::Debug for AzureCredential<C> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "AzureCredential({:?})", self.scope)
    }
}
