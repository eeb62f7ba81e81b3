//! What can be asked at each path.
//!
//! Every kind of path has a file that says which methods it takes. What they say is a [`Draft`], in terms of CSDL;
//! only the drafts that the selectors want become operations of the model, so that what is wrong elsewhere in the
//! metadata is nobody's concern.

mod call;
mod cast;
mod complex;
mod content;
mod count;
mod entity;
mod finish;
mod names;
mod navigation;
mod on_type;
mod options;
mod parameters;
mod reference;
mod stream;

use super::{
    annotations::term,
    catalog::Catalog,
    lower,
    paths::{Kind, Path, Restrictions, Template},
};
use crate::{
    config::selector::{Candidate, Selectors},
    diagnostics::{Code, Diagnostics, Place},
    model::{
        Api, Docs, LedgerSeverity, Link, Method, SecurityRequirement, docs,
        odata::{QueryOptions, ResourceOperation},
    },
};
use content::{Answer, Sent};
pub(super) use on_type::{On, Surface};
use parameters::Custom;

/// Fills the operations of the paths that were found into the model, sorted by path and method.
pub(super) fn build<'a>(
    catalog: &'a Catalog<'a>,
    paths: Vec<Path<'a>>,
    selectors: &Selectors,
    api: &mut Api,
    diagnostics: &mut Diagnostics,
) {
    let mut wanted: Vec<Drafted<'a>> = Vec::new();
    for path in paths {
        let template = Template::of(catalog, &path.segments);
        for draft in drafts(catalog, &path) {
            let candidate = Candidate {
                method: draft.method.as_str(),
                path: &template.text,
                operation_id: Some(&draft.operation_id),
                tags: &draft.tags,
            };
            if selectors.wants_operation(candidate) {
                wanted.push(Drafted { text: template.text.clone(), path: path.clone(), draft, on: None });
            }
        }
    }
    // The sort is stable: of two with the same address, the one bound to the nearer type came first.
    wanted.sort_by(|left, right| (&left.text, left.draft.method).cmp(&(&right.text, right.draft.method)));
    let mut finisher = finish::Finisher { catalog, api, diagnostics };
    let mut last: Option<(String, Method)> = None;
    for drafted in wanted {
        let address = (drafted.text.clone(), drafted.draft.method);
        if last.as_ref() == Some(&address) {
            // Overloads differ in the names of their parameters, or in the type they are bound to (CSDL 4.01 section
            // 12.3): this one is bound to a base, and hidden here.
            let construct = format!("{} {}: an overload that is bound to a base type", address.1.as_str(), address.0);
            let place = drafted.draft.place;
            let ledger = &mut finisher.api.ledger;
            ledger.add(Code::NotRepresented, LedgerSeverity::Info, construct, "the nearer overload", place);
            continue;
        }
        finisher.finish(drafted);
        last = Some(address);
    }
}

/// A wanted operation.
struct Drafted<'a> {
    text: String,
    path: Path<'a>,
    draft: Draft<'a>,
    /// The request builder, of an operation that has no path of its own.
    on: Option<OnBuilder>,
}

/// The request builder that an operation belongs to.
struct OnBuilder {
    /// Its position.
    builder: usize,
    /// Simple name of the type that an action or function is bound to.
    binding: String,
}

/// An operation in terms of CSDL.
struct Draft<'a> {
    method: Method,
    kind: ResourceOperation,
    operation_id: String,
    tags: Vec<String>,
    place: Option<Place>,
    docs: Docs,
    security: Vec<SecurityRequirement>,
    options: QueryOptions,
    custom: Vec<Custom<'a>>,
    /// Whether an `If-Match` header may be sent.
    if_match: bool,
    /// Whether an entity is named in the query, `@id`.
    named_by_query: bool,
    sent: Option<Sent<'a>>,
    answers: Vec<Answer<'a>>,
}

impl<'a> Draft<'a> {
    fn new(method: Method, kind: ResourceOperation, operation_id: String, tag: String) -> Self {
        Self {
            method,
            kind,
            operation_id,
            tags: vec![tag],
            place: None,
            docs: Docs::default(),
            security: Vec::new(),
            options: QueryOptions::default(),
            custom: Vec::new(),
            if_match: false,
            named_by_query: false,
            sent: None,
            answers: Vec::new(),
        }
    }

    fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Texts, permissions and custom parameters that restrictions give; what they leave open is said otherwise.
    fn restricted(mut self, restrictions: &Restrictions<'a>, summary: String, description: Option<&str>) -> Self {
        self.docs.summary = docs::text(restrictions.text("Description")).or(Some(summary));
        self.docs.description = docs::text(restrictions.text("LongDescription")).or_else(|| docs::text(description));
        self.security = lower::requirements(restrictions.records("Permissions"));
        self.custom = parameters::custom(restrictions);
        self
    }

    fn linked(mut self, link: Option<Link>) -> Self {
        self.docs.link = link;
        self
    }

    fn options(mut self, options: QueryOptions) -> Self {
        self.options = options;
        self
    }

    fn if_match(mut self) -> Self {
        self.if_match = true;
        self
    }

    fn sends(mut self, sent: Sent<'a>) -> Self {
        self.sent = Some(sent);
        self
    }

    fn answers(mut self, answer: Answer<'a>) -> Self {
        self.answers.push(answer);
        self
    }
}

/// The operations at a path.
fn drafts<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Vec<Draft<'a>> {
    match path.kind {
        Kind::EntitySet => entity::set(catalog, path),
        Kind::Entity => entity::entity(catalog, path),
        Kind::Singleton => entity::singleton(catalog, path),
        Kind::Navigation => navigation::navigation(catalog, path),
        Kind::Complex => complex::complex(catalog, path),
        Kind::Cast => cast::cast(catalog, path).into_iter().collect(),
        Kind::Count => count::count(catalog, path).into_iter().collect(),
        Kind::Stream => stream::stream(catalog, path),
        Kind::Reference => reference::reference(catalog, path),
        Kind::Operation => call::bound(catalog, path).into_iter().collect(),
        Kind::Import => call::import(catalog, path).into_iter().collect(),
    }
}

/// The methods that change what is there: `PATCH`, or what `UpdateMethod` says.
fn update_methods(restrictions: &Restrictions<'_>) -> Vec<(Method, ResourceOperation, &'static str)> {
    let put = (Method::Put, ResourceOperation::Replace, "Set");
    let patch = (Method::Patch, ResourceOperation::Update, "Update");
    let says = |method| restrictions.has_member("UpdateMethod", method);
    match (says("PUT"), says("PATCH")) {
        (true, true) => vec![put, patch],
        (true, false) => vec![put],
        (false, _) => vec![patch],
    }
}

/// The `Core.Description` of a target.
fn description<'a>(catalog: &Catalog<'a>, target: &str) -> Option<&'a str> {
    catalog.annotations.text(target, term::DESCRIPTION)
}
