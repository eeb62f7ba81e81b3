//! The model: what a description says, fully resolved, before any Rust name exists.
//!
//! Both front ends fill the same [`Api`]; every later stage reads only this. It holds plain data: no `$ref`, no
//! Rust identifier, no token, so it is `Send + Sync` and can be compared and printed.

pub mod body;
pub mod custom;
pub mod docs;
pub mod dump;
pub mod example;
pub mod incoming;
pub mod ledger;
pub mod naming;
pub mod navigation;
pub mod odata;
pub mod operation;
pub mod paging;
pub mod patterns;
pub mod rules;
pub mod types;

use indexmap::IndexMap;

pub use body::{Body, Content, Encoding, Framing, Payload, Positional};
pub use docs::{Deprecation, Docs, Link};
pub use ledger::{Ledger, LedgerEntry, LedgerSeverity};
pub use navigation::{Accessor, RequestBuilder, RequestBuilders, Rights, RightsSet, Step};
pub use operation::{
    ArgumentOf, Differs, Form, Header, Location, Method, Operation, OtherMethod, Outcome, Parameter, ParameterEncoding,
    PathPart, Response, SecurityRequirement, Status, StatusOutcome, Style, is_token,
};
pub use types::{
    Access, Additional, Discriminator, EnumMember, EnumNumber, Enumeration, Item, Navigation, Primitive, Property,
    RuntimeType, Structure, Type, TypeDefinition, TypeId, TypeKind, TypeName, Types, Union, UnionVariant, WireForm,
};

/// A service: its types and operations and what could not be said of them.
#[derive(Debug, Default)]
pub struct Api {
    /// Title, version, servers and the like.
    pub service: Service,
    /// How callers prove who they are, by the description's own name of the scheme.
    pub security_schemes: IndexMap<String, SecurityScheme>,
    /// What the description says of its tags, by name.
    pub tags: IndexMap<String, Tag>,
    /// What operations ask of their callers in general; `None` if the description does not say.
    pub security: Option<Vec<SecurityRequirement>>,
    /// Every named or inline type, addressed by [`TypeId`].
    pub types: Types,
    /// Every operation: those of request builders after those with a path of their own, each sorted by path and
    /// method.
    pub operations: Vec<Operation>,
    /// Request builders, when the service is reached by navigation.
    pub request_builders: Option<RequestBuilders>,
    /// Everything of the description that is not, or not exactly, in this model.
    pub ledger: Ledger,
    /// Webhooks and callbacks, if their types are asked for.
    pub incoming: Vec<incoming::Incoming>,
    /// Examples of values, if they are to be tested.
    pub examples: Vec<example::Example>,
    /// What values must hold to, if it is to be checked.
    pub rules: rules::Rules,
    /// What the user wants things to be called.
    pub naming: naming::Naming,
    /// Rust that the user brings.
    pub custom: custom::Custom,
}

/// A group of operations as the description explains it (Tag Object).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// Texts.
    pub docs: Docs,
    /// The tag that it is part of (OpenAPI 3.2).
    pub parent: Option<String>,
    /// What it sorts by, such as `nav`, `badge` or `audience` (OpenAPI 3.2).
    pub kind: Option<String>,
}

/// What the description says of the service as a whole.
#[derive(Debug, Default)]
pub struct Service {
    /// Short name for people (Info Object `title`; `Core.Description` of the EntityContainer).
    pub title: String,
    /// The description's own version (Info Object `version`; `Core.SchemaVersion`).
    pub version: String,
    /// Longer text and link.
    pub docs: Docs,
    /// Where the service answers; the first is the default.
    pub servers: Vec<Server>,
    /// What the service speaks beside plain HTTP and JSON.
    pub protocol: Protocol,
    /// The format of the description, as `coverage.json` names it (`openapi-3.0`, `odata-4.0`, ...).
    pub format: String,
    /// The namespace whose types need no module of their own (OData: that of the entity container).
    pub namespace: Option<String>,
}

/// A base URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// The URL with the default of every variable filled in, without a trailing slash.
    pub url: String,
    /// A short name (OpenAPI 3.2).
    pub name: Option<String>,
    /// The description's text.
    pub description: Option<String>,
    /// The URL as it is described, with the names of the variables in braces; empty where there are none.
    pub template: String,
    /// What may stand for the names in braces.
    pub variables: Vec<ServerVariable>,
}

impl Api {
    /// The base URLs with variables, at every level and each once: those of the service first.
    pub fn servers_with_variables(&self) -> Vec<&Server> {
        let mut found: Vec<&Server> = Vec::new();
        let all = self.service.servers.iter().chain(self.operations.iter().flat_map(|operation| &operation.servers));
        for server in all.filter(|server| !server.variables.is_empty()) {
            if !found.iter().any(|known| known.is_like(server)) {
                found.push(server);
            }
        }
        found
    }
}

impl Server {
    /// Whether the other has the same template and variables, whatever is said of them.
    pub fn is_like(&self, other: &Self) -> bool {
        let choices = |server: &Self| -> Vec<_> {
            let variables = server.variables.iter();
            variables.map(|one| (one.name.clone(), one.default.clone(), one.values.clone())).collect()
        };
        self.template == other.template && choices(self) == choices(other)
    }
}

/// A part of a base URL that callers choose (Server Variable Object).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerVariable {
    /// The name in braces.
    pub name: String,
    /// What stands there when nothing is chosen.
    pub default: String,
    /// The only values that it may have; empty if any is good.
    pub values: Vec<String>,
    /// The description's text.
    pub description: Option<String>,
}

impl ServerVariable {
    /// Whether only callers know what stands there: it is left in braces.
    pub fn has_no_default(&self) -> bool {
        self.values.is_empty()
            && self.default.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(&self.name)
    }
}

/// The conventions above HTTP that decide the shape of pages, errors and query options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// JSON over HTTP with nothing assumed.
    #[default]
    Plain,
    /// OData 4.0: `value` and `@odata.nextLink`, `$`-options, OData errors.
    OData,
}

/// How a caller authenticates (Security Scheme Object; `Authorization.V1`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// The description's text.
    pub description: Option<String>,
    /// Whether it should not be used any more (OpenAPI 3.2).
    pub deprecated: bool,
    /// The form of a bearer token, as a hint (`bearerFormat`).
    pub token_format: Option<String>,
    /// Where the authorization server describes itself (OpenAPI 3.2, `oauth2MetadataUrl`).
    pub metadata_url: Option<String>,
    /// What has to be sent.
    pub kind: SecuritySchemeKind,
}

impl SecurityScheme {
    /// What has to be sent, with nothing else said.
    pub const fn of(kind: SecuritySchemeKind) -> Self {
        Self { description: None, deprecated: false, token_format: None, metadata_url: None, kind }
    }
}

/// What has to be sent to authenticate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecuritySchemeKind {
    /// A secret in a header, query parameter or cookie.
    ApiKey {
        /// Where the key goes.
        location: Location,
        /// Name of the header, query parameter or cookie.
        name: String,
    },
    /// `Authorization: <scheme> ..`, the scheme in lower case (`basic`, `bearer`, ...).
    Http {
        /// The HTTP authentication scheme.
        scheme: String,
    },
    /// OAuth 2.0.
    OAuth2 {
        /// The flows offered.
        flows: Vec<OAuthFlow>,
    },
    /// OpenID Connect discovery.
    OpenIdConnect {
        /// The discovery document.
        url: String,
    },
    /// Mutual TLS, which is the transport's matter.
    MutualTls,
}

/// One OAuth 2.0 flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthFlow {
    /// `authorizationCode`, `clientCredentials`, `implicit`, `password` or `deviceAuthorization`.
    pub name: String,
    /// Where the user is sent.
    pub authorization_url: Option<String>,
    /// Where tokens are given.
    pub token_url: Option<String>,
    /// Where tokens are renewed, if not there.
    pub refresh_url: Option<String>,
    /// Scope and what it allows.
    pub scopes: IndexMap<String, String>,
}
