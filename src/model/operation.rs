//! Operations: what can be asked of the service.

use super::{
    Server,
    body::{Body, Content, Framing},
    docs::{Deprecation, Docs},
    odata::Resource,
    paging::Paging,
    types::{Item, Type},
};
use crate::diagnostics::Place;

/// An HTTP method on a path.
#[derive(Clone, Debug)]
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
    /// What is asked for (`accept`), when it is not the JSON that every call asks for; decided with the outcome.
    pub accept: Option<String>,
    /// Further ways to call it: other forms of the body or of the answer; decided with the outcome.
    pub forms: Vec<Form>,
    /// What the member `stream` of the body is set to, where it decides between an answer at once and a stream; decided by
    /// the pass `streaming`.
    pub stream: Option<bool>,
    /// How the answer leads to further pages, outside OData; decided by the pass `paging`.
    pub paging: Option<Paging>,
    /// Alternatives of which one must hold, its own or the description's general ones. Empty if nothing is asked, `None` if
    /// the description does not say.
    pub security: Option<Vec<SecurityRequirement>>,
    /// Base URLs of this operation alone.
    pub servers: Vec<Server>,
    /// What the operation is in OData's terms.
    pub resource: Option<Resource>,
    /// The request builder it belongs to, by position in
    /// [`RequestBuilders::builders`](super::RequestBuilders::builders). Its path is then relative to what the builder
    /// addresses, which stands in braces: `{microsoft.graph.message}/reply`.
    pub builder: Option<usize>,
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
    /// Any other (OpenAPI 3.2, `additionalOperations`).
    Other(OtherMethod),
}

/// Whether a text can be a method or the name of a header field (RFC 9110, 5.6.2).
pub fn is_token(text: &str) -> bool {
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_inside)
}

/// A method of another name, as it is sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherMethod {
    /// Its characters, and zeros after them.
    text: [u8; Self::LONGEST],
}

impl OtherMethod {
    /// As many characters as a method may have here.
    pub const LONGEST: usize = 32;

    /// A method; `None` for what is no token (RFC 9110, 5.6.2), or too long.
    pub fn new(name: &str) -> Option<Self> {
        if !is_token(name) {
            return None;
        }
        let mut text = [0; Self::LONGEST];
        text.get_mut(..name.len())?.copy_from_slice(name.as_bytes());
        Some(Self { text })
    }

    /// The method as it is sent.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or_default().trim_end_matches('\0')
    }
}

impl std::fmt::Debug for OtherMethod {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Method {
    /// Every method that has a member of its own, in the order of the Path Item Object.
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
    pub fn as_str(&self) -> &str {
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
            Self::Other(method) => method.as_str(),
        }
    }

    /// As a member name of the Path Item Object, or of its `additionalOperations`.
    pub fn member(&self) -> &str {
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
            Self::Other(method) => method.as_str(),
        }
    }

    /// The method of a name in `additionalOperations`; `None` if it can be none.
    pub fn named(name: &str) -> Option<Self> {
        let known = Self::ALL.into_iter().find(|method| method.as_str() == name);
        known.or_else(|| OtherMethod::new(name).map(Self::Other))
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
    /// `a<tab>b`, which Swagger 2.0 alone has
    TabDelimited,
    /// `name[member]=value`
    DeepObject,
    /// `name=value; name=value`, as it is (since 3.2)
    Cookie,
}

impl Style {
    /// Whether lists and objects are written as several parameters where nothing is said of it (Parameter Object
    /// `explode`).
    pub const fn explodes(self) -> bool {
        matches!(self, Self::Form | Self::Cookie)
    }
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
    /// The whole query is its JSON, without a name (Parameter Object `in: querystring`, OpenAPI 3.2).
    WholeQuery,
    /// An argument of an OData function whose literal is not the same as its text: in the path, one that may be null.
    /// In the query, one that may be left out: when it is given, `name=@name` goes into the path and its literal, in
    /// single quotes if that is set, into the query as `@name` (URL Conventions 5.1.1.14).
    Argument {
        /// Whether the literal stands in quotes.
        quoted: bool,
        /// What stands before the quotes: the name of an enumeration type.
        prefix: Option<String>,
        /// Set for one that may be left out and is not of the last function of the path.
        of: Option<ArgumentOf>,
    },
}

/// Which function of a path takes an argument that may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArgumentOf {
    /// What the function calls it, where another parameter of the path has that name.
    pub name: Option<String>,
    /// How many closing parentheses the path has after that of the function.
    pub before: usize,
}

impl ArgumentOf {
    /// Nothing for an argument of the last function under its own name.
    pub fn new(own: &str, name: &str, before: usize) -> Option<Self> {
        let name = (own != name).then(|| own.to_owned());
        (name.is_some() || before > 0).then_some(Self { name, before })
    }
}

impl Parameter {
    /// Whether it is a header that every call of the runtime has a function for.
    pub fn is_of_every_request(&self) -> bool {
        let names = ["if-match", "if-none-match", "prefer", "consistencylevel"];
        self.location == Location::Header && names.contains(&self.name.to_lowercase().as_str())
    }

    /// Whether it is given as what may be null. Any JSON has its own null.
    pub fn takes_null(&self) -> bool {
        let is_argument = matches!(self.encoding, ParameterEncoding::Argument { .. });
        self.item.nullable && is_argument && !matches!(self.item.value, Type::Any | Type::List(_))
    }
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

impl Response {
    /// Whether the bodies of both have the same types, in whatever form.
    fn carries_the_same(&self, other: &Self) -> bool {
        let all_in = |one: &Self, other: &Self| {
            one.contents.iter().all(|content| other.contents.iter().any(|known| known.payload == content.payload))
        };
        all_in(self, other) && all_in(other, self)
    }
}

/// A header field of an answer.
#[derive(Clone, Debug)]
pub struct Header {
    /// Field name.
    pub name: String,
    /// Type.
    pub item: Item,
    /// Whether the value is a text of a media type (`content`), such as JSON.
    pub is_content: bool,
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
    /// Whether an error is meant.
    pub fn is_error(self) -> bool {
        matches!(self, Self::Code(400..) | Self::Range(4..))
    }

    /// Whether it means success.
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(hundred) => hundred == 2,
            Self::Default => false,
        }
    }
}

/// A further way to call an operation.
#[derive(Clone, Debug)]
pub struct Form {
    /// What it differs in.
    pub differs: Differs,
    /// The form of the body, by position in [`Body::contents`].
    pub content: usize,
    /// What a success gives.
    pub outcome: Outcome,
    /// What is asked for, as [`Operation::accept`].
    pub accept: Option<String>,
    /// As [`Operation::stream`].
    pub stream: Option<bool>,
}

/// What a further form of an operation differs in from its main one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Differs {
    /// It sends this media type.
    Sends(String),
    /// It asks for this media type.
    AsksFor(String),
    /// It asks for this media type, whose values come one after another.
    Streams(String),
}

impl Differs {
    /// The media type.
    pub fn media_type(&self) -> &str {
        match self {
            Self::Sends(media_type) | Self::AsksFor(media_type) | Self::Streams(media_type) => media_type,
        }
    }
}

impl Operation {
    /// Where its parameters and the forms of its body stand.
    pub fn places_of_arguments(&self) -> impl Iterator<Item = Place> + '_ {
        let contents = self.body.iter().flat_map(|body| &body.contents);
        self.parameters.iter().filter_map(|one| one.place).chain(contents.filter_map(|content| content.place))
    }

    /// The responses that mean success, in the order of their status. `default` stands for every status that is not
    /// described (Responses Object), so it counts when nothing but errors is, unless one of them says the same.
    pub fn successes(&self) -> Vec<&Response> {
        let mut found: Vec<&Response> = self.responses.iter().filter(|one| one.status.is_success()).collect();
        if found.is_empty() {
            let (default, described): (Vec<&Response>, Vec<&Response>) =
                self.responses.iter().partition(|response| response.status == Status::Default);
            let is_error = |one: &&Response| described.iter().any(|other| other.carries_the_same(one));
            let only_errors = described.iter().all(|other| other.status.is_error());
            found.extend(default.into_iter().filter(|one| only_errors && !is_error(one)));
        }
        found.sort_by_key(|response| response.status);
        found
    }

    /// Whether a response of this operation means success.
    pub fn is_success(&self, response: &Response) -> bool {
        self.successes().iter().any(|one| one.status == response.status)
    }

    /// The operation as if this form were its only one.
    pub fn in_form(&self, form: &Form) -> Self {
        let paging = self.paging.clone().filter(|_| form.outcome == self.outcome);
        let (outcome, accept) = (form.outcome.clone(), form.accept.clone());
        let mut operation = Self { outcome, accept, stream: form.stream, paging, ..self.clone() };
        if let Some(body) = &mut operation.body {
            body.contents = body.contents.get(form.content).cloned().into_iter().collect();
            // Who chooses the form of the body has one.
            body.required |= matches!(form.differs, Differs::Sends(_));
        }
        operation
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
    /// A page of changes to an OData collection (OData Protocol 11.3): what was added, changed or removed.
    Changes(Item),
    /// A text that reads as a primitive, or as a member of an enumeration.
    Text(Type),
    /// Bytes.
    Bytes,
    /// One of several, told apart by the status alone.
    ByStatus(Vec<StatusOutcome>),
    /// Values one after another, read as they come; without a type they are texts.
    Stream(Framing, Option<Item>),
}

/// What a success of some statuses gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusOutcome {
    /// The statuses.
    pub status: Status,
    /// Texts.
    pub docs: Docs,
    /// What it gives; never itself one of several.
    pub outcome: Outcome,
}

/// Schemes and scopes that together allow a call (Security Requirement Object; `Capabilities.PermissionType`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityRequirement {
    /// Name of the scheme and the scopes it must grant.
    pub schemes: Vec<(String, Vec<String>)>,
}
