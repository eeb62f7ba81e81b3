//! Operations: what can be asked of the service.

use super::{
    Server,
    docs::{Deprecation, Docs},
    odata::Resource,
    types::{Item, Primitive, Type},
};
use crate::diagnostics::Place;

/// An HTTP method on a path.
#[derive(Debug)]
pub struct Operation {
    /// HTTP method.
    pub method: Method,
    /// Path template as described, such as `/pets/{petId}`.
    pub path: String,
    /// The template in parts.
    pub parts: Vec<PathPart>,
    /// The description's name of the operation.
    pub operation_id: Option<String>,
    /// The description's groups of it.
    pub tags: Vec<String>,
    /// Where it stands.
    pub place: Option<Place>,
    /// Texts.
    pub docs: Docs,
    /// Set when it should not be used any more.
    pub deprecated: Option<Deprecation>,
    /// Parameters, those of the path first in the order of the template.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What may be answered.
    pub responses: Vec<Response>,
    /// What a success gives the caller; decided by the pass `outcome` from the responses.
    pub outcome: Outcome,
    /// Alternatives of which one must hold; empty when none is said.
    pub security: Vec<SecurityRequirement>,
    /// Base URLs of this operation alone.
    pub servers: Vec<Server>,
    /// What the operation is in OData's terms.
    pub resource: Option<Resource>,
}

/// HTTP methods (RFC 9110, RFC 5789).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
    /// QUERY (OpenAPI 3.2)
    Query,
}

impl Method {
    /// Every method, in the order of the Path Item Object.
    pub const ALL: [Self; 9] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
        Self::Trace,
        Self::Query,
    ];

    /// As on the request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
        }
    }

    /// As a member name of the Path Item Object.
    pub fn member(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
            Self::Query => "query",
        }
    }
}

/// A piece of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// Text that stands as it is.
    Text(String),
    /// The value of a path parameter, by its position in [`Operation::parameters`].
    Parameter(usize),
}

/// A parameter in the path, query, a header or a cookie.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// Where it goes.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// Type.
    pub item: Item,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether lists and objects are written as several parameters.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// How the value becomes text.
    pub encoding: ParameterEncoding,
    /// Where it stands.
    pub place: Option<Place>,
    /// Texts.
    pub docs: Docs,
    /// Set when it should not be used any more.
    pub deprecated: Option<Deprecation>,
    /// The value that the service takes when it is absent, as JSON; for docs.
    pub default: Option<String>,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// In the path template.
    Path,
    /// After `?`.
    Query,
    /// A header field.
    Header,
    /// In `Cookie`.
    Cookie,
}

/// Parameter Object `style`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `;name=value`
    Matrix,
    /// `.value`
    Label,
    /// `value`
    Simple,
    /// `name=value`
    Form,
    /// `a b`
    SpaceDelimited,
    /// `a|b`
    PipeDelimited,
    /// `name[member]=value`
    DeepObject,
}

/// How a parameter's value becomes text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterEncoding {
    /// By style.
    Plain,
    /// An OData literal in single quotes that the template already holds: quotes inside are doubled.
    QuotedLiteral,
    /// As JSON or another media type (Parameter Object `content`).
    Content(String),
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whether it must be sent.
    pub required: bool,
    /// Texts.
    pub docs: Docs,
    /// The forms it may have, the preferred first.
    pub contents: Vec<Content>,
}

/// A media type and what it carries (Media Type Object).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// As in `content-type`.
    pub media_type: String,
    /// What it carries.
    pub payload: Payload,
}

/// What a body carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// JSON of a type.
    Json(Item),
    /// One page of an OData collection.
    Page(Item),
    /// A text that reads as a primitive.
    Text(Primitive),
    /// Bytes.
    Bytes,
    /// `application/x-www-form-urlencoded` of an object.
    Form(Type),
    /// `multipart/*` of an object.
    Multipart(Type),
}

/// An answer (Response Object).
#[derive(Clone, Debug)]
pub struct Response {
    /// Which status codes it stands for.
    pub status: Status,
    /// Texts.
    pub docs: Docs,
    /// The forms it may have.
    pub contents: Vec<Content>,
    /// Header fields.
    pub headers: Vec<Header>,
}

/// A header field of an answer.
#[derive(Clone, Debug)]
pub struct Header {
    /// Field name.
    pub name: String,
    /// Type.
    pub item: Item,
    /// Texts.
    pub docs: Docs,
}

/// Which status codes an answer stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One code.
    Code(u16),
    /// A hundred codes: `2` for `2XX`.
    Range(u8),
    /// All others.
    Default,
}

impl Status {
    /// Whether a success is meant.
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(hundred) => hundred == 2,
            Self::Default => false,
        }
    }
}

/// What a success gives the caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    #[default]
    Empty,
    /// JSON of a type.
    Json(Item),
    /// The same, or nothing when the service answers without a body.
    OptionalJson(Item),
    /// An OData entity or complex value, bare or in the envelope that Graph's documentation shows.
    Entity(Type),
    /// The same, or nothing when the service answers without a body.
    OptionalEntity(Type),
    /// A page of an OData collection.
    Page(Item),
    /// A text that reads as a primitive.
    Text(Primitive),
    /// Bytes.
    Bytes,
}

/// Schemes and scopes that together allow a call (Security Requirement Object; `Capabilities.PermissionType`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityRequirement {
    /// Name of the scheme and the scopes it must grant.
    pub schemes: Vec<(String, Vec<String>)>,
}
